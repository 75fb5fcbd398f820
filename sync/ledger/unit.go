package ledger

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

// The units of money that official lists use.
var units = []struct {
	label  string
	factor int64
	forms  []string
}{
	{"tỷ đồng", 1_000_000_000, []string{"tỷ đồng", "tỉ đồng", "tỷ", "tỉ", "tỷ vnđ", "tỷ vnd", "1000000000 đồng"}},
	{"triệu đồng", 1_000_000, []string{"triệu đồng", "triệu", "trđ", "tr đ", "tr đồng", "triệu vnđ", "triệu vnd", "triệu đ", "1000000 đồng", "1000000đ"}},
	{"nghìn đồng", 1_000, []string{"nghìn đồng", "ngàn đồng", "nghìn", "ngàn", "1000 đồng", "1000đ", "1000đồng", "1000 đ"}},
	{"đồng", 1, []string{"đồng", "vnđ", "vnd", "đ", "việt nam đồng", "đồng việt nam"}},
}

// ParseUnit reads a unit of money as lists state it: "triệu đồng", "Tỷ đồng",
// "1.000 đồng", "trđ". It returns false for a text that names none.
func ParseUnit(text string) (Unit, bool) {
	// "1.000.000 đồng": the separators go before folding, which would make
	// spaces of them.
	t := groupedZeros.ReplaceAllStringFunc(Clean(text), func(s string) string {
		return strings.Map(func(r rune) rune {
			if r == '.' || r == ',' || r == ' ' {
				return -1
			}
			return r
		}, s)
	})
	f := Fold(t)
	for _, u := range units {
		for _, form := range u.forms {
			if f == form {
				return Unit{Label: u.label, Factor: decimal.NewFromInt(u.factor)}, true
			}
		}
	}
	return Unit{}, false
}

var (
	groupedZeros = regexp.MustCompile(`1([., ]?000)+`)
	unitLine     = regexp.MustCompile(`(?i)(?:đơn\s*vị(?:\s*tính)?|đvt)\s*[:\-]?\s*(.+)$`)
	inParens     = regexp.MustCompile(`\(([^()]*)\)`)
)

// unitIn returns the unit that a text such as "Đơn vị tính: Tỷ đồng" states.
// "Đơn vị: Sở Tài chính" names an agency and states none.
func unitIn(text string) (Unit, bool) {
	m := unitLine.FindStringSubmatch(strings.Trim(Clean(text), "() "))
	if m == nil {
		return Unit{}, false
	}
	for _, part := range append([]string{m[1]}, strings.FieldsFunc(m[1], func(r rune) bool { return r == ',' || r == ';' || r == '(' })...) {
		if u, ok := ParseUnit(part); ok {
			return u, true
		}
	}
	return Unit{}, false
}

// unitOfHeader returns the unit that a header text states in parentheses.
func unitOfHeader(text string) (Unit, bool) {
	for _, m := range inParens.FindAllStringSubmatch(Clean(text), -1) {
		if u, ok := ParseUnit(m[1]); ok {
			return u, true
		}
		if u, ok := unitIn(m[1]); ok {
			return u, true
		}
	}
	return Unit{}, false
}

// unitAbove looks for the unit of a table in the rows above its header, the
// nearest first.
func unitAbove(t *sheets.Tab, header sheets.Range) (Unit, bool) {
	for r := header.Top - 1; r >= 0 && r >= header.Top-15; r-- {
		for _, c := range t.Row(r) {
			if u, ok := unitIn(c.Value.String()); ok {
				return u, true
			}
		}
	}
	return Unit{}, false
}
