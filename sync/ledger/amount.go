package ledger

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

// readAmount reads a cell of money. blank is true for a cell that states
// nothing; kind is not empty for one that states something unreadable.
func readAmount(c sheets.Cell, unit Unit, style NumberStyle, blanks []string) (a Amount, blank bool, kind ProblemKind) {
	switch c.Value.Kind() {
	case sheets.Empty:
		if c.Formula != "" {
			return Amount{Bad: true}, false, NotComputed
		}
		return Amount{}, true, ""
	case sheets.Error:
		return Amount{Bad: true}, false, BadError
	case sheets.Bool:
		return Amount{Bad: true}, false, BadAmount
	case sheets.Number:
		if c.Class() == sheets.Date {
			return Amount{Bad: true}, false, BadAmount
		}
		v, err := decimal.NewFromString(c.Value.String())
		if err != nil || !sane(v) {
			return Amount{Bad: true}, false, BadAmount
		}
		v = round15(v)
		digits, fixed := c.Decimals()
		if !fixed {
			digits = decimals(v)
		}
		return amount(v, int32(digits), unit), false, ""
	}
	text := Clean(c.Value.String())
	if text == "" || isBlankText(text, blanks) {
		return Amount{}, true, ""
	}
	v, digits, own, kind := ParseAmount(text, style)
	if kind != "" {
		return Amount{Bad: true}, false, kind
	}
	if !own.IsZero() {
		unit = own
	}
	return amount(v, digits, unit), false, ""
}

// amount makes an Amount of a figure in a unit whose last shown digit stands
// that many places behind the point.
func amount(v decimal.Decimal, digits int32, unit Unit) Amount {
	factor := unit.Factor
	if factor.IsZero() {
		factor = decimal.NewFromInt(1) // the figures are still compared with each other
	}
	a := Amount{Value: v.Mul(factor)}
	if !unit.IsZero() {
		a.Value = a.Value.Round(0)
	}
	step := decimal.New(1, -digits).Mul(factor)
	if unit.IsZero() || step.GreaterThan(decimal.NewFromInt(1)) {
		a.Half = step.Div(decimal.NewFromInt(2))
	}
	return a
}

// sane keeps exponents such as 1e999999999 from filling the memory.
func sane(v decimal.Decimal) bool {
	return v.Exponent() > -400 && v.Exponent() < 400 && v.NumDigits() < 400
}

// round15 rounds to 15 significant digits, the precision of a workbook's
// numbers: behind it stand only artefacts of binary fractions.
func round15(v decimal.Decimal) decimal.Decimal {
	whole := v.NumDigits() + int(v.Exponent())
	return v.Round(int32(15 - whole))
}

// decimals returns how many digits behind the point a figure needs.
func decimals(v decimal.Decimal) int {
	n := 0
	for exact := v.Truncate(int32(n)); !exact.Equal(v) && n < 20; exact = v.Truncate(int32(n)) {
		n++
	}
	return n
}

func isBlankText(text string, blanks []string) bool {
	f := Fold(text)
	switch f {
	case "", "x", "…":
		return text != "-" && text != "–" && text != "—"
	case "chưa có", "chưa xác định", "không có", "không":
		return true
	}
	for _, b := range blanks {
		if head, ok := strings.CutSuffix(b, "*"); ok {
			if strings.HasPrefix(f, Fold(head)) {
				return true
			}
		} else if f == Fold(b) {
			return true
		}
	}
	return false
}

var (
	markBefore = regexp.MustCompile(`^(?:\(\d{1,2}\)|\(\*+\)|\*+)\s*([-−]?\s?\d.*)$`)
	markBehind = regexp.MustCompile(`^(.*\d)\s*(?:\s\(\d{1,2}\)|\(\*+\)|\*+)$`)
	negative   = regexp.MustCompile(`^\(\s*([\d][\d., ]*)\)$`)
	figure     = regexp.MustCompile(`^([-−+]?)\s*(\d[\d., ]*)(.*)$`)
)

// ParseAmount reads a text that states an amount. digits is the number of
// shown digits behind the decimal point; unit is the unit that the text
// itself names ("1.700 tỷ"), else zero. A text that is none gives the kind
// BadAmount, one that can be read in two ways Ambiguous.
//
// It takes footnote marks off ("(1)  419.278.223"), reads "(400)" as minus 400
// and a dash as zero, and takes no-break and other spaces as grouping.
func ParseAmount(text string, style NumberStyle) (v decimal.Decimal, digits int32, unit Unit, kind ProblemKind) {
	t := Clean(text)
	if t == "-" || t == "–" || t == "—" {
		return decimal.Zero, 0, Unit{}, ""
	}
	if m := markBefore.FindStringSubmatch(t); m != nil {
		t = m[1]
	} else if m := markBehind.FindStringSubmatch(t); m != nil {
		t = m[1]
	}
	sign := ""
	if m := negative.FindStringSubmatch(t); m != nil {
		sign, t = "-", strings.TrimSpace(m[1])
	}
	t = strings.TrimLeft(t, "£$€ ")
	m := figure.FindStringSubmatch(t)
	if m == nil {
		return decimal.Zero, 0, Unit{}, BadAmount
	}
	if m[1] == "-" || m[1] == "−" {
		if sign != "" {
			return decimal.Zero, 0, Unit{}, BadAmount
		}
		sign = "-"
	}
	if rest := strings.TrimSpace(m[3]); rest != "" {
		u, ok := ParseUnit(rest)
		if !ok {
			return decimal.Zero, 0, Unit{}, BadAmount
		}
		unit = u
	}
	plain, digits, kind := normalise(strings.TrimSpace(m[2]), style)
	if kind != "" {
		return decimal.Zero, 0, Unit{}, kind
	}
	v, err := decimal.NewFromString(sign + plain)
	if err != nil || !sane(v) {
		return decimal.Zero, 0, Unit{}, BadAmount
	}
	return v, digits, unit, ""
}

// normalise turns digits with separators into plain decimal notation.
func normalise(s string, style NumberStyle) (string, int32, ProblemKind) {
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	if strings.Contains(s, " ") {
		// A space can only group the whole part, and then nothing else does.
		whole, frac, point := s, "", byte(0)
		if i := strings.IndexAny(s, ".,"); i >= 0 {
			whole, frac, point = s[:i], s[i+1:], s[i]
		}
		if !grouped(whole, " ") || point != 0 && (!onlyDigits(frac) || frac == "") {
			return "", 0, BadAmount
		}
		return join(strings.ReplaceAll(whole, " ", ""), frac)
	}
	switch {
	case dots == 0 && commas == 0:
		return s, 0, ""
	case dots > 0 && commas > 0:
		point, group := ".", ","
		if strings.LastIndex(s, ",") > strings.LastIndex(s, ".") {
			point, group = ",", "."
		}
		if strings.Count(s, point) != 1 {
			return "", 0, BadAmount
		}
		whole, frac, _ := strings.Cut(s, point)
		if !grouped(whole, group) || frac == "" {
			return "", 0, BadAmount
		}
		return join(strings.ReplaceAll(whole, group, ""), frac)
	}
	sep := "."
	if commas > 0 {
		sep = ","
	}
	if dots+commas > 1 {
		if !grouped(s, sep) {
			return "", 0, BadAmount
		}
		return strings.ReplaceAll(s, sep, ""), 0, ""
	}
	whole, frac, _ := strings.Cut(s, sep)
	if frac == "" {
		return "", 0, BadAmount
	}
	looksGrouped := len(frac) == 3 && len(whole) <= 3 && strings.TrimLeft(whole, "0") == whole
	if looksGrouped {
		groups := "."
		if style == English {
			groups = ","
		}
		if sep == groups {
			return whole + frac, 0, ""
		}
		if style == Vietnamese {
			// "1,234": a fraction by the rules, a thousand by the habits of
			// half the spreadsheets. Nobody's money is guessed.
			return "", 0, Ambiguous
		}
	}
	return join(whole, frac)
}

func join(whole, frac string) (string, int32, ProblemKind) {
	if frac == "" {
		return whole, 0, ""
	}
	return whole + "." + frac, int32(len(frac)), ""
}

func onlyDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// grouped reports whether the separator cuts the digits into threes.
func grouped(s, sep string) bool {
	parts := strings.Split(s, sep)
	for i, p := range parts {
		if !onlyDigits(p) || p == "" || i > 0 && len(p) != 3 || i == 0 && len(parts) > 1 && len(p) > 3 {
			return false
		}
	}
	return true
}
