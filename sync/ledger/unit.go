package ledger

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

// The units of money that official lists use, and how they begin. Behind the
// beginning may stand a name of the currency.
var units = []struct {
	label  string
	factor decimal.Decimal
	begin  []string
	bare   bool // the beginning is a unit by itself
}{
	{"nghìn tỷ đồng", decimal.New(1, 12), []string{"nghìn tỷ", "nghìn tỉ", "ngàn tỷ", "ngàn tỉ"}, true},
	{"tỷ đồng", decimal.New(1, 9), []string{"tỷ", "tỉ"}, true},
	{"triệu đồng", decimal.New(1, 6), []string{"triệu", "tr"}, true},
	{"nghìn đồng", decimal.New(1, 3), []string{"nghìn", "ngàn"}, true},
	{"tỷ đồng", decimal.New(1, 9), []string{"billions of", "billions", "billion", "bn", "ty"}, false},
	{"triệu đồng", decimal.New(1, 6), []string{"millions of", "millions", "million", "mil", "mn", "trieu"}, false},
	{"nghìn đồng", decimal.New(1, 3), []string{"thousands of", "thousands", "thousand", "nghin", "ngan", "ng"}, false},
	{"tỷ đồng", decimal.New(1, 9), []string{"1000000000"}, false},
	{"triệu đồng", decimal.New(1, 6), []string{"1000000"}, false},
	{"nghìn đồng", decimal.New(1, 3), []string{"1000"}, false},
	{"đồng", decimal.New(1, 0), []string{""}, false},
}

// isCurrency reports whether a folded text names the đồng.
func isCurrency(s string) bool {
	switch s {
	case "đồng", "đ", "vnđ", "vnd", "đồng việt nam", "đồng vn", "việt nam đồng", "dong", "vietnamese dong", "viet nam dong":
		return true
	}
	return false
}

// ParseUnit reads a unit of money as lists state it: "triệu đồng", "Tỷ đồng",
// "1.000 đồng", "trđ". It returns false for a text that names none.
func ParseUnit(text string) (Unit, bool) {
	// "1.000.000 đồng": the separators go before folding, which would make
	// spaces of them.
	t := groupedZeros.ReplaceAllStringFunc(Clean(text), func(s string) string {
		return strings.NewReplacer(".", "", ",", "", " ", "").Replace(s)
	})
	f := Fold(t)
	// "VND million": the currency may come first.
	if word, rest, ok := strings.Cut(f, " "); ok && (word == "vnd" || word == "vnđ") && rest != "" && !isCurrency(rest) {
		f = rest + " " + word
	}
	for _, u := range units {
		for _, begin := range u.begin {
			rest, ok := strings.CutPrefix(f, begin)
			if rest = strings.TrimSpace(rest); ok && (isCurrency(rest) || rest == "" && u.bare) {
				return Unit{Label: u.label, Factor: u.factor}, true
			}
		}
	}
	return Unit{}, false
}

var (
	groupedZeros = regexp.MustCompile(`^1(?:[., ]?000)+`)
	unitWord     = regexp.MustCompile(`(?i)(?:đơn\s?vị(?:\s?(?:tính|tiền(?:\s?tệ)?))?|đ\.?v\.?t|đv\s?tính|đv|don\s?vi(?:\s?tinh)?|dvt|(?:currency\s+)?unit(?:\s+of\s+(?:measure|account|currency))?|(?:amounts?|figures?)\s+in|tính\s+bằng)\s*[:\-–.]*\s*`)
)

// unitIn returns the unit that a text such as "Đơn vị tính: Tỷ đồng" states.
// "Đơn vị: Sở Tài chính" names an agency and states none.
func unitIn(text string) (Unit, bool) {
	if len(text) > 1000 {
		return Unit{}, false
	}
	text = Clean(text)
	for _, at := range unitWord.FindAllStringIndex(text, -1) {
		rest := text[at[1]:]
		if u, ok := ParseUnit(strings.Trim(rest, "() ")); ok {
			return u, true
		}
		// "Đơn vị tính: triệu đồng, %"
		for part := range strings.FieldsFuncSeq(rest, func(r rune) bool { return strings.ContainsRune(",;()/", r) }) {
			if u, ok := ParseUnit(part); ok {
				return u, true
			}
		}
	}
	return Unit{}, false
}

// unitOfHeader returns the unit that a header text states: in parentheses, or
// behind "ĐVT".
func unitOfHeader(text string) (Unit, bool) {
	for _, m := range inParens.FindAllStringSubmatch(Clean(text), -1) {
		if u, ok := ParseUnit(m[1]); ok {
			return u, true
		}
		if u, ok := foreignUnit(m[1]); ok {
			return u, true
		}
	}
	return unitIn(text)
}

var foreignMoney = regexp.MustCompile(`(?i)^(?:(?:£|€|us\$|\$|usd|eur|gbp)\s*(m|mn|million|bn|billion|k|thousand|triệu|tỷ|nghìn)?|(million|billion|thousand|triệu|tỷ|nghìn)\s*(?:usd|us\$|\$|eur|€|gbp|£))$`)

// foreignUnit reads a unit of another currency: "£m", "triệu USD". Its Factor
// is in that currency; the label is as written.
func foreignUnit(text string) (Unit, bool) {
	text = Clean(text)
	m := foreignMoney.FindStringSubmatch(text)
	if m == nil {
		return Unit{}, false
	}
	factor := int32(0)
	switch strings.ToLower(m[1] + m[2]) {
	case "m", "mn", "million", "triệu":
		factor = 6
	case "bn", "billion", "tỷ":
		factor = 9
	case "k", "thousand", "nghìn":
		factor = 3
	}
	return Unit{Label: text, Factor: decimal.New(1, factor)}, true
}

var inParens = regexp.MustCompile(`\(([^()]*)\)`)

// unitOf finds the unit of a table: in the row below the header that states
// it, in the rows above, or above the first table of the tab.
func unitOf(t *table, h head) (Unit, bool) {
	if h.unit >= 0 {
		for _, c := range t.Row(h.unit) {
			return unitIn(c.Value.String())
		}
	}
	if u, ok := unitAbove(t, h.block); ok {
		return u, ok
	}
	whole := newTable(t.Tab)
	for r := min(h.block.Top, t.Tab.Rows()) - 1; r >= 0; r-- {
		for _, c := range whole.Row(r) {
			if text := c.Value.String(); c.Value.Kind() == sheets.Text && len(text) <= longestHeader && unitBegin.MatchString(text) {
				if u, ok := unitIn(text); ok {
					return u, true
				}
			}
		}
	}
	return Unit{}, false
}

// unitBegin finds a text that begins with the words for a unit, before it is
// folded.
var unitBegin = regexp.MustCompile(`(?i)^[\s(]*(?:đ|d|unit|amount|figure|tính)`)

// unitRow reports whether a row states the unit and nothing else.
func unitRow(t *table, row int) bool {
	states, cells := false, 0
	for _, c := range t.Row(row) {
		if !c.Value.IsBlank() {
			cells++
			_, states = unitIn(c.Value.String())
		}
	}
	return states && cells == 1
}

// unitAbove looks for the unit of a table in the rows above its header, the
// nearest first: in words ("Đơn vị tính: …"), alone in a cell, or in
// parentheses at the end of a title.
func unitAbove(t *table, header sheets.Range) (Unit, bool) {
	for r := header.Top - 1; r >= t.within.Top && r >= header.Top-15; r-- {
		before := ""
		for _, c := range t.Row(r) {
			text := Clean(c.Value.String())
			if text == "" {
				continue
			}
			if u, ok := unitIn(text); ok {
				return u, true
			}
			// The unit alone in its cell, or behind a cell "Đơn vị tính:".
			if u, ok := ParseUnit(strings.Trim(text, "() ")); ok && (before == "" || unitWord.FindString(before) == before) {
				return u, true
			}
			if m := parensAtEnd.FindStringSubmatch(text); m != nil && len(text) <= longestHeader {
				if u, ok := ParseUnit(m[1]); ok {
					return u, true
				}
			}
			before = text
		}
	}
	return Unit{}, false
}

var parensAtEnd = regexp.MustCompile(`\(([^()]*)\)[\s.]*$`)
