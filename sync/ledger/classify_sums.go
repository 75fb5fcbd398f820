package ledger

import (
	"regexp"
	"slices"
	"strings"
)

// term is a row that another names by its number.
type term struct {
	number string
	minus  bool
}

const sumNumber = `\(?(?:(?:mục|phần|nhóm)\s+)?((?:[A-ZĐ]\.)?[IVXLC]+|[A-ZĐ]|\d{1,3}(?:\.\d{1,3}){0,2})\)?`

var (
	// A sum of numbers, at the end of a name or in parentheses: "(A+B)", "I + II".
	sumOf = regexp.MustCompile(`(?:^|[\s(:=])(` + sumNumber + `(?:\s*[+\-–−]\s*` + sumNumber + `)+)\s*\)?[.:]?$`)
	sumOp = regexp.MustCompile(`([+\-–−]?)\s*` + sumNumber)
)

// statedTerms returns what a name says its row is made of: "TỔNG CỘNG (A+B)",
// "Bội chi (A - B)". In the name of a total "I - III" may as well be from I to
// III: it says nothing then.
func statedTerms(name string) []term {
	end := strings.TrimRight(name, ") .:")
	if end == "" || !strings.ContainsAny(name, "+-–−") {
		return nil
	}
	if c := end[len(end)-1]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') && !strings.HasSuffix(end, "Đ") {
		return nil
	}
	m := sumOf.FindStringSubmatch(name)
	if m == nil {
		return nil
	}
	var terms []term
	for _, op := range sumOp.FindAllStringSubmatch(m[1], -1) {
		t := term{op[2], op[1] != "" && op[1] != "+"}
		if t.minus && (totalBegin.MatchString(name) || !strings.Contains(name, "(")) {
			return nil
		}
		terms = append(terms, t)
	}
	if len(terms) < 2 {
		return nil
	}
	return terms
}

// settleSums finds the rows that others say they are made of. A number means
// the nearest row above that bears it, for a total that stands first the
// nearest below; all of them stand under one parent, or nothing is known.
func (rr *rowReader) settleSums() {
	rows := rr.list.Rows
	for i, row := range rows {
		if row.Kind == NoteRow || row.Kind == PartRow || row.SumOf != nil {
			continue
		}
		terms := statedTerms(row.Name)
		if terms == nil {
			continue
		}
		sum := rr.rowsNamed(terms, rows[:i], true)
		if sum == nil && row.Kind == GrandRow {
			sum = rr.rowsNamed(terms, rows[i+1:], false)
		}
		if sum == nil {
			row.SumOf = []Summand{}
			continue
		}
		row.SumOf = sum
		parent := sum[0].Row.Parent
		if row.Kind != GrandRow || parent == nil || parent.Kind != SectionRow {
			continue
		}
		// "Cộng (1+2)" in a section closes it, or sums some of its rows.
		row.Parent = parent
		row.Kind = PartRow
		row.Level = parent.Level + 1
		if len(sum) == len(parent.Children) {
			row.Kind, row.Level = SubtotalRow, 0
		}
	}
}

// rowsNamed returns the rows of some numbers, or nil.
func (rr *rowReader) rowsNamed(terms []term, rows []*Row, backwards bool) []Summand {
	var sum []Summand
	for _, t := range terms {
		bears := func(r *Row) bool {
			switch r.Kind {
			case SectionRow, ItemRow, ComponentRow:
				return r.Number == t.number
			}
			return false
		}
		at := slices.IndexFunc(rows, bears)
		if backwards {
			for at = len(rows) - 1; at >= 0 && !bears(rows[at]); at-- {
			}
		}
		if at < 0 || len(sum) > 0 && rows[at].Parent != sum[0].Row.Parent {
			return nil
		}
		if slices.ContainsFunc(sum, func(s Summand) bool { return s.Row == rows[at] }) {
			return nil
		}
		sum = append(sum, Summand{rows[at], t.minus})
	}
	return sum
}

// sumExtras has a total that stands behind extra rows be made of the total
// above them and of these.
func (rr *rowReader) sumExtras(row *Row) {
	if len(rr.extras) == 0 {
		return
	}
	before := rr.totals[len(rr.totals)-2].row
	row.SumOf = []Summand{{Row: before}}
	for _, e := range rr.extras {
		row.SumOf = append(row.SumOf, Summand{Row: e})
	}
	rr.extras = nil
}
