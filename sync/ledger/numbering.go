package ledger

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

// numbering is how a row is numbered. The order is the usual nesting: A over
// I over 1 over 1.1 over a over a dash.
type numbering uint8

const (
	unnumbered numbering = iota
	capital              // A, B, C
	roman                // I, II, III
	arabic               // 1, 2, 3; I.1
	arabic2              // 1.1
	arabic3              // 1.1.1 and deeper
	letter               // a, b, c
	paren                // (1), (a)
	bullet               // -, +, •
)

// section reports whether rows numbered so are groups and not items.
func (n numbering) section() bool { return n == capital || n == roman }

var (
	romanForm   = regexp.MustCompile(`^[IVXLC]+$`)
	arabicForm  = regexp.MustCompile(`^\d{1,5}(?:\.\d{1,4})*$`)
	romanArabic = regexp.MustCompile(`^[IVX]+\.\d{1,3}$`)
	capitalForm = regexp.MustCompile(`^[A-ZĐ]$`)
	letterForm  = regexp.MustCompile(`^[a-zđ]$`)
	parenForm   = regexp.MustCompile(`^\((?:\d{1,2}|[a-zđ])\)$`)
	bulletForm  = regexp.MustCompile(`^[-–—−+*•]$`)
	sectionHead = regexp.MustCompile(`^([IVXLC]+|[A-ZĐ])\s*[.)/:\-–]\s*(\S.*)$`)
	bulletHead  = regexp.MustCompile(`^([-–—+•])\s*(\S.*)$`)
)

// readNumbering reads the text of an STT cell. A text that is no number gives
// unnumbered.
func readNumbering(c sheets.Cell, previous string) (numbering, string) {
	text := Clean(c.Value.String())
	if c.Value.Kind() == sheets.Number {
		// 1.1 is often stored as the binary fraction nearest to it.
		if v, err := decimal.NewFromString(text); err == nil && sane(v) {
			text = round15(v).String()
		}
	}
	return parseNumbering(text, previous)
}

// parseNumbering tells the numbering of a text. previous is the number of the
// last section: it settles whether "C" follows "B" or is a hundred.
func parseNumbering(text, previous string) (numbering, string) {
	if parenForm.MatchString(text) {
		return paren, text
	}
	t := strings.TrimRight(text, ".)/: ")
	if t == "" {
		t = text
	}
	switch {
	case bulletForm.MatchString(t):
		return bullet, t
	case arabicForm.MatchString(t):
		switch strings.Count(t, ".") {
		case 0:
			return arabic, t
		case 1:
			return arabic2, t
		}
		return arabic3, t
	case romanArabic.MatchString(t):
		return arabic, t
	case capitalForm.MatchString(t) && romanForm.MatchString(t):
		if t == "I" || t == "V" || t == "X" {
			if len(previous) == 1 && previous[0]+1 == t[0] && previous != "U" && previous != "W" {
				return capital, t
			}
			return roman, t
		}
		// C, D, L, M: fifty sections are rarer than four.
		return capital, t
	case romanForm.MatchString(t):
		return roman, t
	case capitalForm.MatchString(t):
		return capital, t
	case letterForm.MatchString(t):
		return letter, t
	}
	return unnumbered, ""
}
