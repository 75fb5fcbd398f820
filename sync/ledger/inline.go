package ledger

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Inline is an amount that stands in running text.
type Inline struct {
	Amount
	At     int  // where it begins in the text, in bytes
	Parens bool // it stands in parentheses
}

var (
	inlineFigure = regexp.MustCompile(`\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ \x{a0}]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?`)
	inlineUnit   = regexp.MustCompile(`^[ \x{a0}]*((?i:(?:nghìn|ngàn)[ \x{a0}]+)?(?i:tỷ|tỉ)|(?i:triệu|nghìn|ngàn|trđ|tr))?(?:[ \x{a0}.]*((?i:đồng|vnđ|vnd|đ)(?:[^\pL]|$)))?`)
	inlineJoin   = regexp.MustCompile(`^[ \x{a0}]*(?:,|;|và)[ \x{a0}]*$`)
)

// AmountsIn finds the amounts of money that a text states, in order: "gồm cả
// 300 tỷ đồng dự phòng" states one. An amount names its unit, or shares that of
// the next one in a row of them ("300, 200 và 100 tỷ đồng"); one without a
// unit is taken in the given unit where it is cut into threes and nothing but
// a sign follows it, so that no year, number of a document or number of
// projects is taken for money. "1 tỷ 200 triệu đồng" is one amount. A figure
// that can be read in two ways is left out.
//
// Half is half a unit of the last digit that the text states.
func AmountsIn(text string, style NumberStyle, unit Unit) []Inline {
	if !hasDigit(text) || len(text) > 20_000 {
		return nil
	}
	type figure struct {
		Inline
		begin, end int // of the figure with its unit
		number     string
		factor     decimal.Decimal // zero for none
	}
	var found []figure
	for _, at := range inlineFigure.FindAllStringIndex(text, -1) {
		if !standsAlone(text, at[0], at[1]) {
			continue
		}
		f := figure{begin: at[0], number: strings.ReplaceAll(text[at[0]:at[1]], "\u00a0", " ")}
		f.At = at[0]
		f.end, f.factor = unitBehind(text, at[1])
		found = append(found, f)
	}
	for i := len(found) - 2; i >= 0; i-- { // those that share a unit
		f, next := &found[i], &found[i+1]
		if f.factor.IsZero() && !next.factor.IsZero() && inlineJoin.MatchString(text[f.end:next.begin]) {
			f.factor = next.factor
		}
	}
	var all []Inline
	last := figure{}
	for _, f := range found {
		if f.factor.IsZero() {
			if unit.IsZero() || !strings.ContainsAny(f.number, "., ") || !grouped(f.number, groupOf3(f.number)) || !bareEnd(text[f.end:]) {
				continue
			}
			f.factor = unit.Factor
		}
		v, digits, kind := parseFigure(f.number, style)
		if kind != "" {
			continue
		}
		f.Amount = amount(v, digits, Unit{Factor: f.factor})
		if n := len(all); n > 0 && last.factor.GreaterThan(f.factor) && strings.Trim(text[last.end:f.begin], " \u00a0") == "" && f.Value.LessThan(last.factor) {
			all[n-1].Value, all[n-1].Half = all[n-1].Value.Add(f.Value), f.Half // "1 tỷ 200 triệu"
		} else {
			f.Parens = strings.LastIndexByte(text[:f.begin], '(') > strings.LastIndexByte(text[:f.begin], ')')
			all = append(all, f.Inline)
		}
		last = f
	}
	return all
}

// standsAlone reports whether a figure is no part of something else: of a date,
// the number of a document, a longer figure.
func standsAlone(text string, begin, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:begin])
	if unicode.IsLetter(before) || unicode.IsDigit(before) || strings.ContainsRune("/.,-–", before) && begin > 1 && !strings.HasSuffix(text[:begin-1], " ") {
		return false
	}
	rest := text[end:]
	if rest == "" {
		return true
	}
	if rest[0] >= '0' && rest[0] <= '9' || rest[0] == '/' || rest[0] == '%' {
		return false
	}
	return len(rest) < 2 || !strings.ContainsRune(".,-", rune(rest[0])) || rest[1] < '0' || rest[1] > '9'
}

// unitBehind reads the unit that follows a figure: where it ends and how many
// đồng it is, zero for none.
func unitBehind(text string, end int) (int, decimal.Decimal) {
	m := inlineUnit.FindStringSubmatchIndex(text[end:])
	word := func(i int) string {
		if m[i] < 0 {
			return ""
		}
		return strings.ToLower(text[end+m[i] : end+m[i+1]])
	}
	scale, currency := word(2), word(4)
	stop := end + m[1]
	if currency != "" {
		stop = end + m[4] + len(strings.TrimRightFunc(text[end+m[4]:end+m[5]], func(r rune) bool { return !unicode.IsLetter(r) }))
	}
	if next, _ := utf8.DecodeRuneInString(text[stop:]); unicode.IsLetter(next) || scale == "" && currency == "" || strings.HasPrefix(text[stop:], " rưỡi") {
		return end, decimal.Zero
	}
	power := int32(0)
	switch {
	case strings.HasSuffix(scale, "tỷ"), strings.HasSuffix(scale, "tỉ"):
		if power = 9; len(scale) > len("tỷ") {
			power = 12
		}
	case scale == "triệu", scale == "tr", scale == "trđ":
		power = 6
	case scale != "":
		power = 3
	}
	return stop, decimal.New(1, power)
}

// groupOf3 returns the sign that cuts a figure into threes.
func groupOf3(number string) string {
	return number[strings.IndexAny(number, "., "):][:1]
}

// bareEnd reports whether nothing but a sign follows.
func bareEnd(rest string) bool {
	rest = strings.TrimLeft(rest, " \u00a0")
	return rest == "" || strings.ContainsRune(";,.)", rune(rest[0]))
}
