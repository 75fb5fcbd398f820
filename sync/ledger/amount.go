package ledger

import (
	"regexp"
	"strconv"
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

var (
	markBefore = regexp.MustCompile(`^(?:\(\d{1,2}\)|\(\*+\)|\*+)\s*([-−–]?\s?\d.*)$`)
	markBehind = regexp.MustCompile(`^(.*\d|\(.*\d[\d., ]+\d\))\s*(?:\(\d{1,2}\)|\(\*+\)|\*+|⁽?[¹²³⁴-⁹]⁾?)$`)
	figure     = regexp.MustCompile(`^(\(?)\s*([-−–+]?)\s*(\d[\d., ]*)(\)?)(.*)$`)
	about      = regexp.MustCompile(`^(?:[≈~]|(?i:khoảng|ước khoảng|ước tính|ước|xấp xỉ)\s)\s*(.*)$`)
	// A remark behind a figure that leaves it what it is, or its unit.
	asPlanned = regexp.MustCompile(`^(.*[^\s(])\s*\(\s*(?i:(?:số )?(?:dự kiến|tạm tính|ước tính|ước|khái toán|đề xuất|dự toán))\s*\)$`)
	unitParen = regexp.MustCompile(`^(.*\d)\s*\(\s*(\pL[\pL. ]*)\)$`)
)

// ParseAmount reads a text that states an amount. digits is the number of
// shown digits behind the decimal point; unit is the unit that the text
// itself names ("1.700 tỷ"), else zero. A text that is none gives the kind
// BadAmount, one that can be read in two ways Ambiguous.
//
// It takes footnote marks off ("(1)  419.278.223"), reads "(400)" as minus 400
// and a dash as zero, and takes no-break and other spaces as grouping. Of a
// figure that is only about right ("khoảng 500", "≈ 500") the zeros at the end
// are not shown digits: digits is then negative.
func ParseAmount(text string, style NumberStyle) (v decimal.Decimal, digits int32, unit Unit, kind ProblemKind) {
	t := Clean(text)
	if isDash(t) {
		return decimal.Zero, 0, Unit{}, ""
	}
	if v, digits, kind := parseFigure(t, style); kind == "" {
		return v, digits, Unit{}, ""
	}
	t = strings.TrimLeft(halfWidth(t), "'’")
	rest, roughly := t, false
	if m := about.FindStringSubmatch(t); m != nil {
		rest, roughly = m[1], true
	}
	v, digits, unit, kind = parseStated(rest, style)
	if roughly && kind == "" && digits == 0 {
		for ten := decimal.New(1, 1); !v.IsZero() && v.Mod(ten).IsZero(); ten = ten.Shift(1) {
			digits--
		}
	}
	return v, digits, unit, kind
}

// parseFigure reads a text of digits and separators alone.
func parseFigure(t string, style NumberStyle) (decimal.Decimal, int32, ProblemKind) {
	if t == "" || len(t) > 400 || t[0] < '0' || t[0] > '9' {
		return decimal.Zero, 0, BadAmount
	}
	for i := 0; i < len(t); i++ {
		if c := t[i]; (c < '0' || c > '9') && c != '.' && c != ',' && c != ' ' {
			return decimal.Zero, 0, BadAmount
		}
	}
	plain, digits, kind := normalise(t, style)
	if kind != "" {
		return decimal.Zero, 0, kind
	}
	v, ok := plainDecimal(plain)
	if !ok {
		return decimal.Zero, 0, BadAmount
	}
	return v, digits, ""
}

// parseStated reads a figure with all that may stand around it but a word that
// it is only about right.
func parseStated(t string, style NumberStyle) (v decimal.Decimal, digits int32, unit Unit, kind ProblemKind) {
	bad := func(kind ProblemKind) (decimal.Decimal, int32, Unit, ProblemKind) {
		return decimal.Zero, 0, Unit{}, kind
	}
	if !hasDigit(t) || len(t) > 1000 {
		return bad(BadAmount)
	}
	if m := asPlanned.FindStringSubmatch(t); m != nil {
		t = m[1]
	} else if m := unitParen.FindStringSubmatch(t); m != nil {
		t = m[1] + " " + m[2]
	}
	if m := markBefore.FindStringSubmatch(t); m != nil {
		t = m[1]
	} else if m := markBehind.FindStringSubmatch(t); m != nil {
		t = m[1]
	}
	m := figure.FindStringSubmatch(strings.TrimLeft(t, "£$€ "))
	if m == nil {
		return bad(BadAmount)
	}
	opened, sign, number, closed, rest := m[1] != "", m[2], m[3], m[4] != "", strings.TrimSpace(m[5])
	if opened != closed || opened && sign != "" {
		return bad(BadAmount)
	}
	if rest != "" {
		ok := false
		if unit, ok = ParseUnit(rest); !ok {
			return bad(BadAmount)
		}
	}
	v, digits, kind = parseFigure(strings.TrimSpace(number), style)
	if kind != "" {
		return bad(kind)
	}
	if opened || sign != "" && sign != "+" {
		v = v.Neg()
	}
	return v, digits, unit, ""
}

// halfWidth writes the full-width digits and separators of East Asian
// typefaces as everybody else does.
func halfWidth(t string) string {
	if !strings.ContainsFunc(t, func(r rune) bool { return r >= '！' && r <= '～' }) {
		return t
	}
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, t)
}

// plainDecimal reads plain decimal notation. ok is false for a text that is
// none, or whose figure would fill the memory.
func plainDecimal(s string) (v decimal.Decimal, ok bool) {
	if len(s) <= 18 && onlyDigits(s) {
		n, err := strconv.ParseInt(s, 10, 64)
		return decimal.New(n, 0), err == nil
	}
	v, err := decimal.NewFromString(s)
	return v, err == nil && sane(v)
}

// normalise turns digits with separators into plain decimal notation.
func normalise(s string, style NumberStyle) (string, int32, ProblemKind) {
	group := "."
	if style == English {
		group = ","
	}
	if strings.Contains(s, " ") {
		// A space can only group the whole part, and then nothing else does.
		whole, frac := s, ""
		if i := strings.IndexAny(s, ".,"); i >= 0 {
			whole, frac = s[:i], s[i+1:]
			if !onlyDigits(frac) {
				return "", 0, BadAmount
			}
			if s[i:i+1] == group && len(frac) == 3 {
				return "", 0, Ambiguous // "1 234.567": a slip, and in which way nobody can tell
			}
		}
		if !grouped(whole, " ") {
			return "", 0, BadAmount
		}
		return join(strings.ReplaceAll(whole, " ", ""), frac)
	}
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	if dots == 0 && commas == 0 {
		return s, 0, ""
	}
	if dots > 0 && commas > 0 {
		point, group := ".", ","
		if strings.LastIndex(s, ",") > strings.LastIndex(s, ".") {
			point, group = ",", "."
		}
		whole, frac, _ := strings.Cut(s, point)
		if !grouped(whole, group) || !onlyDigits(frac) {
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
	if len(frac) == 3 && len(whole) <= 3 && whole[0] != '0' { // it looks grouped
		if sep == group {
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

// onlyDigits reports whether a text is digits and nothing else.
func onlyDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// grouped reports whether the separator cuts the digits into threes.
func grouped(s, sep string) bool {
	parts := strings.Split(s, sep)
	for i, p := range parts {
		if !onlyDigits(p) || i > 0 && len(p) != 3 || i == 0 && len(parts) > 1 && len(p) > 3 {
			return false
		}
	}
	return true
}
