package draft

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

var (
	englishNumber    = regexp.MustCompile(`^[-+(£$€]*\d{1,3}(?:,\d{3})+\.\d+\)?$|^[-+(£$€]*\d{1,3}(?:,\d{3}){2,}\)?$|^[-+(£$€]*\d+\.(?:\d{1,2}|\d{4,})\)?$`)
	vietnameseNumber = regexp.MustCompile(`^[-+(]*\d{1,3}(?:\.\d{3})+,\d+\)?$|^[-+(]*\d{1,3}(?:\.\d{3}){2,}\)?$|^[-+(]*\d+,(?:\d{1,2}|\d{4,})\)?$`)
	anyNumber        = regexp.MustCompile(`^[-+(£$€]*\d[\d.,\s\x{a0}]*\)?$`)
)

// isEnglish reports whether texts that are numbers are written the English way,
// "1,234.5": more of them are so than can only be Vietnamese.
func isEnglish(l *listSurvey) bool {
	english, vietnamese := 0, 0
	for r := l.list.Header.Bottom; r < l.tab.Rows(); r++ {
		for _, c := range l.tab.Row(r) {
			if c.Value.Kind() != sheets.Text {
				continue
			}
			text := strings.TrimSpace(c.Value.String())
			if englishNumber.MatchString(text) {
				english++
			}
			if vietnameseNumber.MatchString(text) {
				vietnamese++
			}
		}
	}
	return english > vietnamese
}

// often is how often a text stands in a column of amounts or days before it is
// proposed to mean nothing.
const often = 3

// blanks gathers the texts that stand often in columns of amounts and days and
// are neither: such as "Exempt under Section 26". Texts that begin with the
// same word are one, which ends in "*".
func blanks(l *listSurvey) []value {
	type group struct {
		texts []string
		count int
	}
	groups := map[string]*group{}
	var order []string
	for col := l.list.Header.Left; col < l.list.Header.Right; col++ {
		seen, figures, days := unreadable(l, col)
		if c := columnAt(l.list, col); c == nil && figures == 0 && days == 0 || c != nil && !c.Amount && !isDay(c.Field) {
			continue
		}
		for _, text := range seen {
			word := firstWord(text)
			if word == "" || saysSomething(text) || !writable(text) {
				continue
			}
			g := groups[word]
			if g == nil {
				g = &group{}
				groups[word] = g
				order = append(order, word)
			}
			g.count++
			if !slices.Contains(g.texts, text) {
				g.texts = append(g.texts, text)
			}
		}
	}
	// "Exempt" and "Exemption" are one beginning.
	for _, short := range order {
		for _, long := range order {
			if g := groups[long]; short != long && g.count > 0 && utf8.RuneCountInString(short) >= 4 && strings.HasPrefix(long, short) {
				groups[short].count += g.count
				groups[short].texts = append(groups[short].texts, g.texts...)
				g.count = 0
			}
		}
	}
	var found []value
	for _, word := range order {
		if g := groups[word]; g.count >= often || g.count > 0 && meansNothing(word) {
			found = append(found, value{text: beginning(word, g.texts), count: g.count})
		}
	}
	return found
}

// meansNothing reports words that begin no statement, however seldom they
// stand there.
func meansNothing(word string) bool {
	switch ledger.Fold(word) {
	case "not", "none", "tbc", "tba":
		return true
	}
	return false
}

// beginning returns what the texts that begin with the word are written down
// as: the only one as it is, else their beginning with a "*".
func beginning(word string, texts []string) string {
	if len(texts) == 1 && utf8.RuneCountInString(texts[0]) <= longestValue && !meansNothing(word) {
		return texts[0]
	}
	for _, text := range texts {
		if !strings.HasPrefix(text, word+" ") {
			return word + "*"
		}
	}
	return word + " *"
}

func columnAt(l *ledger.List, col int) *ledger.Column {
	for i := range l.Columns {
		if l.Columns[i].Col == col {
			return &l.Columns[i]
		}
	}
	return nil
}

func isDay(f ledger.Field) bool { return f == ledger.FieldDeadline || f == ledger.FieldDone }

// unreadable returns the texts of a column that are neither an amount nor a
// term, where most of the others are figures, or most are days.
func unreadable(l *listSurvey, col int) (seen []string, figures, days int) {
	style := ledger.Vietnamese
	if l.english {
		style = ledger.English
	}
	other := 0
	column := columnAt(l.list, col)
	money := column != nil && column.Amount
	for r := l.list.Header.Bottom; r < l.tab.Rows(); r++ {
		c := l.tab.Cell(r, col)
		if c.Value.IsBlank() {
			continue
		}
		if c.Value.Kind() == sheets.Number {
			if c.Class() == sheets.Date {
				days++
			} else {
				figures++
			}
			continue
		}
		text := ledger.Clean(c.Value.String())
		if anyNumber.MatchString(text) {
			if _, _, _, kind := ledger.ParseAmount(text, style); kind == "" {
				figures++
				continue
			}
		}
		kind := ledger.ParseDeadline(text, nil).Kind
		if kind == ledger.Open && money && hasLetter(text) {
			kind = ledger.BadTerm // an open term is no amount
		}
		switch kind {
		case ledger.Term:
			days++
		case ledger.BadTerm:
			other++
			if c.Value.Kind() == sheets.Text {
				seen = append(seen, text)
			}
		}
	}
	if figures+days < other || figures+days < often {
		return seen, 0, 0
	}
	return seen, figures, days
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// firstWord returns the first word of a text where it is made of letters, ""
// otherwise.
func firstWord(text string) string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return ""
	}
	word := strings.TrimRight(words[0], ".,;:")
	if utf8.RuneCountInString(word) < 2 || strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return ""
	}
	return word
}

var figureInText = regexp.MustCompile(`(?i)\d[\d.,]*\s*(?:tỷ|tỉ|triệu|tr|nghìn|đồng|đ|usd|%|m|bn)(?:\P{L}|$)|\d\s*[/.-]\s*\d|(?:quý|tháng|năm|ngày|tuần)\s+[\divx]|` +
	`^(?:khoảng|chừng|ước|hơn|trên|dưới|gần|dự kiến|trước|sau|trong|đến|từ|cuối|đầu|giữa|quý|tháng|năm|ngày|about|by|before|after|until)(?:\P{L}|$)`)

// saysSomething reports whether a text that cannot be read states an amount or
// a day all the same: it is a finding and no blank.
func saysSomething(text string) bool { return figureInText.MatchString(text) }

// events gathers the texts of deadlines without a figure that may name a day:
// a session, a congress.
func events(problems []ledger.Problem, list string) []string {
	var found []string
	for _, p := range problems {
		text := ledger.Clean(p.Seen)
		if p.Kind != ledger.BadDeadline || p.List != list || strings.ContainsFunc(text, unicode.IsDigit) || utf8.RuneCountInString(text) > longestValue {
			continue
		}
		if ledger.Fold(text) != "" && writable(text) && !slices.Contains(found, text) && len(strings.Fields(text)) > 2 {
			found = append(found, text)
		}
	}
	return found
}
