package config

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	letters  = regexp.MustCompile(`^[A-Za-z]{1,3}$`)
	cell     = regexp.MustCompile(`^\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})$`)
	sumTerms = regexp.MustCompile(`[+\-−–]|[^+\-−–]+`)
)

// column returns the place, counted from 0, of a column by its letters.
func column(text string) (int, *Error) {
	n := 0
	if letters.MatchString(text) {
		for _, c := range strings.ToUpper(text) {
			n = n*26 + int(c-'A') + 1
		}
	}
	if n < 1 || n > 16384 { // XFD
		return 0, mistake("%s is not a column: write letters from A to XFD", quote(text))
	}
	return n - 1, nil
}

// parseColumn reads where a column is found: a header text or "=F". With the
// extra "-" a lone hyphen is allowed too, with ":" a span such as "=C:Q".
// Letters become capitals.
func parseColumn(text, extra string) (string, *Error) {
	spec, ok := strings.CutPrefix(text, "=")
	if !ok {
		switch name := clean(text); {
		case name == "-" && extra == "-":
			return name, nil
		case foldName(name) == "":
			return "", mistake("%s is not a header text", quote(text))
		default:
			return name, nil
		}
	}
	first, last, span := strings.Cut(spec, ":")
	first, last = strings.TrimSpace(first), strings.TrimSpace(last)
	from, e := column(first)
	if e != nil {
		return "", mistake("%s is not a column: write = and its letters, such as =F", quote(text))
	}
	if !span {
		return "=" + strings.ToUpper(first), nil
	}
	if extra != ":" {
		return "", mistake("%s is several columns: name one, such as =%s", quote(text), strings.ToUpper(first))
	}
	to, e := column(last)
	if e != nil || to < from {
		return "", mistake("%s is not a span of columns: write the left one first, such as =C:Q", quote(text))
	}
	return "=" + strings.ToUpper(first) + ":" + strings.ToUpper(last), nil
}

// parseRange reads a block of cells such as A6:P8.
func parseRange(text string) (Range, *Error) {
	bad := mistake("%s is not a range of cells: write its upper left and lower right cell, such as A6:P8", quote(text))
	first, last, two := strings.Cut(text, ":")
	if !two {
		last = first
	}
	var at [4]int
	for i, name := range []string{first, last} {
		p := cell.FindStringSubmatch(strings.TrimSpace(name))
		if p == nil {
			return Range{}, bad
		}
		col, e := column(p[1])
		row, err := strconv.Atoi(p[2])
		if e != nil || err != nil || row > 1_048_576 {
			return Range{}, bad
		}
		at[2*i], at[2*i+1] = row-1, col
	}
	if at[2] < at[0] || at[3] < at[1] {
		return Range{}, bad
	}
	return Range{Top: at[0], Left: at[1], Bottom: at[2] + 1, Right: at[3] + 1}, nil
}

// parseSum reads a row arithmetic such as H = I + J - K.
func parseSum(text string) (Sum, *Error) {
	bad := mistake("%s is not a row sum: write letters of columns with + and -, such as H = I + J + K", quote(text))
	left, right, ok := strings.Cut(text, "=")
	total, e := column(strings.TrimSpace(left))
	if !ok || e != nil {
		return Sum{}, bad
	}
	s := Sum{Total: total, Text: strings.ToUpper(strings.TrimSpace(left)) + " ="}
	seen := []int{total}
	minus, wantTerm := false, true
	for _, term := range sumTerms.FindAllString(strings.TrimSpace(right), -1) {
		if term = strings.TrimSpace(term); term == "" {
			continue
		}
		switch sign := strings.ContainsAny(term, "+-−–"); {
		case sign && wantTerm, !sign && !wantTerm:
			return Sum{}, bad
		case sign:
			minus, wantTerm = term != "+", true
			if minus {
				term = "-"
			}
		default:
			col, e := column(term)
			if e != nil {
				return Sum{}, bad
			}
			if slices.Contains(seen, col) {
				return Sum{}, mistake("%s names column %s twice", quote(text), strings.ToUpper(term))
			}
			seen = append(seen, col)
			if minus {
				s.Minus = append(s.Minus, col)
			} else {
				s.Plus = append(s.Plus, col)
			}
			wantTerm = false
		}
		s.Text += " " + strings.ToUpper(term)
	}
	if wantTerm {
		return Sum{}, bad
	}
	return s, nil
}
