package ledger

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

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

// countWords finds, in a folded text, the words in which an amount is spelled
// out or counted.
var countWords = regexp.MustCompile(`(?:^| )(?:khoảng|ước|gần|hơn|trên|dưới|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mươi|mười|trăm|nghìn|ngàn|triệu|tr|tỷ|tỉ|đồng|about|one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|billion)(?:$| )`)

// inWords reports whether people wrote into a cell of money how the money comes
// about instead of how much it is: "Lồng ghép", "Theo dự toán được duyệt", "To
// be confirmed". A single word may be a slip, and so may be a figure in words.
func inWords(c sheets.Cell, text string) bool {
	f := Fold(text)
	switch f {
	case "tbc", "tbd", "tba", "exempt", "n a", "na":
		return c.Formula == ""
	}
	return c.Formula == "" && c.Value.Kind() == sheets.Text && strings.Contains(f, " ") &&
		!hasDigit(f) && !countWords.MatchString(f) && !isErrorText(text) && oldEncodingOf(text) == ""
}
