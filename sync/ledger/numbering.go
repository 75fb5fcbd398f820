package ledger

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

// numbering is how a row is numbered. The order is the usual nesting: A over
// I over 1 over 1.1 over a over (1) over a dash over a plus.
type numbering uint8

const (
	unnumbered numbering = iota
	capital              // A, B, C
	roman                // I, II, III; A.I
	arabic               // 1, 2, 3; 12a; I.1
	arabic2              // 1.1; 1.a; I.1.1
	arabic3              // 1.1.1 and deeper
	letter               // a, b, c; i, ii, iii
	paren                // (1), (a)
	bullet               // -, •
	plus                 // +
)

// section reports whether rows numbered so are groups and not items.
func (n numbering) section() bool { return n == capital || n == roman }

var (
	romanForm   = regexp.MustCompile(`^(?:[A-ZĐ]\.)?[IVXLC]+$`)
	arabicForm  = regexp.MustCompile(`^(?:[IVXLC]+\.|[A-ZĐ]\.)?\d{1,5}[a-zđ]?((?:[.,](?:\d{1,4}|[a-zđ]))*)$`)
	capitalForm = regexp.MustCompile(`^[A-ZĐ]$`)
	letterForm  = regexp.MustCompile(`^(?:[a-zđ]|[ivx]+)$`)
	parenForm   = regexp.MustCompile(`^\((?:\d{1,2}|[a-zđ]|[ivx]+)\)$`)
	bulletForm  = regexp.MustCompile(`^[-–—−*•·▪]$`)
)

// readNumbering reads an STT cell. A cell that holds no number gives
// unnumbered.
func readNumbering(c sheets.Cell, previous string) (numbering, string) {
	text := Clean(c.Value.String())
	if c.Value.Kind() == sheets.Number {
		if day, ok := c.Day(); ok {
			// Typed as "1.2", taken by the program for the first of February.
			text = fmt.Sprintf("%d.%d", day.Day(), day.Month())
		} else if v, err := decimal.NewFromString(text); err == nil && sane(v) {
			// 1.1 is often stored as the binary fraction nearest to it.
			text = round15(v).String()
		}
	}
	return parseNumbering(text, previous)
}

// parseNumbering tells the numbering of a text. previous is the number of the
// last section: it settles whether "I" follows "H" or begins anew.
func parseNumbering(text, previous string) (numbering, string) {
	if parenForm.MatchString(text) {
		return paren, text
	}
	t := strings.TrimRight(text, ".)/: ")
	if t == "" {
		t = text
	}
	if len(t) > 40 {
		return unnumbered, ""
	}
	switch {
	case bulletForm.MatchString(t):
		return bullet, t
	case t == "+":
		return plus, t
	case capitalForm.MatchString(t):
		if t == "I" && previous != "H" || t == "V" || t == "X" {
			return roman, t
		}
		// C, D, L, M: fifty sections are rarer than four.
		return capital, t
	case romanForm.MatchString(t):
		return roman, t
	case letterForm.MatchString(t):
		return letter, t
	}
	if m := arabicForm.FindStringSubmatch(t); m != nil {
		switch strings.Count(m[1], ".") + strings.Count(m[1], ",") {
		case 0:
			return arabic, t
		case 1:
			return arabic2, t
		}
		return arabic3, t
	}
	return unnumbered, ""
}
