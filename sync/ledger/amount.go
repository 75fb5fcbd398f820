package ledger

import (
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

// readAmount reads a cell of money. blank is true for a cell that states
// nothing; kind is not empty for one that states something unreadable.
func readAmount(c sheets.Cell, unit Unit, style NumberStyle, blanks blanks) (a Amount, blank bool, kind ProblemKind) {
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
		if c.Class() != sheets.Plain {
			return Amount{Bad: true}, false, BadAmount
		}
		digits, fixed := c.Decimals()
		if a, ok := wholeAmount(c.Value.String(), int32(digits), unit); ok {
			return a, false, ""
		}
		v, ok := plainDecimal(c.Value.String())
		if !ok {
			return Amount{Bad: true}, false, BadAmount
		}
		v = round15(v)
		if !fixed {
			digits = decimals(v)
		}
		return amount(v, int32(digits), unit), false, ""
	}
	text := Clean(c.Value.String())
	if blanks.match(text) {
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

var (
	one  = decimal.NewFromInt(1)
	half = decimal.New(5, -1)
	// halves are half a unit of the digit at each power of ten, from that of
	// ten on.
	halves = func() (all [18]decimal.Decimal) {
		n := int64(5)
		for i := range all {
			all[i] = decimal.NewFromInt(n)
			n *= 10
		}
		return all
	}()
)

// amount makes an Amount of a figure in a unit whose last shown digit stands
// that many places behind the point.
func amount(v decimal.Decimal, digits int32, unit Unit) Amount {
	if unit.IsZero() { // the figures are still compared with each other
		return Amount{Value: v, Half: half.Shift(-digits)}
	}
	power, ok := powerOfTen(unit.Factor)
	if !ok {
		a := Amount{Value: v.Mul(unit.Factor).Round(0)}
		if step := unit.Factor.Shift(-digits); step.GreaterThan(one) {
			a.Half = step.Mul(half)
		}
		return a
	}
	var a Amount
	if n, ok := shifted(v, power); ok {
		a.Value = decimal.NewFromInt(n)
	} else {
		a.Value = v.Mul(unit.Factor).Round(0)
	}
	if place := power - digits; place >= 1 && int(place) <= len(halves) {
		a.Half = halves[place-1]
	} else if place > 0 {
		a.Half = half.Shift(place)
	}
	return a
}

// wholeAmount reads the commonest of amounts: digits alone, in a unit that is a
// power of ten. digits is how many places behind the point are shown.
func wholeAmount(text string, digits int32, unit Unit) (Amount, bool) {
	power, ok := powerOfTen(unit.Factor)
	if !ok || len(text) > 15 || len(text)+int(power) > 18 || !onlyDigits(text) {
		return Amount{}, false
	}
	n := int64(0)
	for i := 0; i < len(text); i++ {
		n = n*10 + int64(text[i]-'0')
	}
	for range power {
		n *= 10
	}
	a := Amount{Value: decimal.NewFromInt(n)}
	if place := power - digits; place >= 1 {
		a.Half = halves[place-1]
	}
	return a, true
}

// powerOfTen returns which power of ten a factor is.
func powerOfTen(factor decimal.Decimal) (int32, bool) {
	power := factor.Exponent()
	if factor.NumDigits() > 18 {
		return 0, false
	}
	for n := factor.CoefficientInt64(); n > 0; n, power = n/10, power+1 {
		if n == 1 {
			return power, power >= 0
		}
		if n%10 != 0 {
			break
		}
	}
	return 0, false
}

// shifted returns a figure times a power of ten where that is a whole number of
// up to 18 digits.
func shifted(v decimal.Decimal, power int32) (int64, bool) {
	power += v.Exponent()
	if digits := v.NumDigits(); power < 0 || digits > 18 || int(power)+digits > 18 {
		return 0, false
	}
	n := v.CoefficientInt64()
	for ; power > 0; power-- {
		n *= 10
	}
	return n, true
}

// sane keeps exponents such as 1e999999999 from filling the memory.
func sane(v decimal.Decimal) bool {
	return v.Exponent() > -400 && v.Exponent() < 400 && v.NumDigits() < 400
}

// round15 rounds to 15 significant digits, the precision of a workbook's
// numbers, and to 15 places behind the point: behind these stand only
// artefacts of binary fractions.
func round15(v decimal.Decimal) decimal.Decimal {
	digits := v.NumDigits()
	if digits <= 15 && v.Exponent() >= -15 {
		return v
	}
	whole := digits + int(v.Exponent())
	return v.Round(int32(min(15-whole, 15)))
}

// decimals returns how many digits behind the point a figure needs.
func decimals(v decimal.Decimal) int {
	n := 0
	for n < 20 && !v.Truncate(int32(n)).Equal(v) {
		n++
	}
	return n
}

// blanks are the texts that stand for nothing in cells of amounts and dates.
type blanks struct {
	whole map[string]bool
	begin []string // folded
}

// newBlanks adds configured texts to those that everybody uses. One that ends
// in "*" matches every text that begins so; where a space stands before the
// "*", every text that begins with these words.
func newBlanks(texts []string) blanks {
	b := blanks{whole: map[string]bool{"x": true, "…": true, "không": true, "không có": true, "chưa": true}}
	for _, t := range texts {
		t = Clean(t)
		head, ok := strings.CutSuffix(t, "*")
		begin := Fold(head)
		switch {
		case ok && begin != "" && strings.HasSuffix(head, " "):
			b.begin = append(b.begin, begin+" ")
		case ok && begin != "":
			b.begin = append(b.begin, begin)
		case Fold(t) != "":
			b.whole[Fold(t)] = true
		default:
			b.whole[t] = true // a dash, for instance
		}
	}
	return b
}

// match reports whether a cleaned text stands for nothing. A dash does only
// where the configuration says so.
func (b blanks) match(text string) bool {
	f := Fold(text)
	if f == "" {
		return b.whole[text] || !isDash(text)
	}
	if b.whole[f] {
		return true
	}
	for _, begin := range b.begin {
		if strings.HasPrefix(f, begin) {
			return true
		}
	}
	// "chưa bố trí", "chưa xác định", "chưa hoàn thành"
	return strings.HasPrefix(f, "chưa ") && !hasDigit(f)
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// isDash reports whether a text is one dash of any kind.
func isDash(s string) bool {
	switch s {
	case "-", "‐", "‑", "‒", "–", "—", "―", "−", "﹣", "－":
		return true
	}
	return false
}
