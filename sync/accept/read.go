package accept

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rasoat/sync/ledger"
)

// Explanation is what a cell of the column of explanations says: a reason, the
// name of whoever gives it, and perhaps the last day for which it holds.
//
//	Giữ lại dự phòng theo Thông báo 12; Nguyễn Văn A; đến 31/12/2021
type Explanation struct {
	Text   string // as written, white space folded
	Reason string
	By     string
	Until  time.Time // at midnight UTC, zero for no end
	// Lacks says what keeps it from being one: "reason", "name", or "date"
	// for an end that is no day. It is "" where nothing is missing.
	Lacks string
}

var (
	// untilPart is a part of its own that says until when: "đến hết tháng
	// 6/2021" up to the next separator.
	untilPart = regexp.MustCompile(`(?i)(?:^|[;,(\n|]|\s[–—-]\s)\s*(` + untilWord + `)([^;,()\n|–—]+)`)
	// untilDay is a day, or a month of a year, in the midst of a reason. Other
	// figures behind the word are amounts or counts.
	untilDay  = regexp.MustCompile(`(?i)(?:^|\s)(` + untilWord + `)(` + dayLike + `)`)
	beginsDay = regexp.MustCompile(`^(?:` + dayLike + `|\d{1,2}\s?[/-]\s?\d{1,2}\s*$)`)
	openEnd   = regexp.MustCompile(`(?i)^(?:đến|tới|until)\s`)

	byWord = regexp.MustCompile(`(?i)^(?:người giải trình|người ký|người ghi|họ tên|by)\s*[:：]\s*`)
	lead   = regexp.MustCompile(`(?i)^(?:-+\s*)?(?:(?:giải trình|lý do)\s*[:：]\s*)?`)
	split  = regexp.MustCompile(`\s*(?:[;\n|]|\s[–—-]\s)\s*`)
	atEnd  = regexp.MustCompile(`^(.*\S)\s*\(([^()]+)\)\s*\.?$`)
)

// A name, with an office before it, has no more characters than this.
const longestName = 80

const (
	untilWord = `(?:có hiệu lực |hiệu lực |áp dụng )?(?:đến|tới|until)(?:\s+(?:hết|ngày))*\s+`
	dayLike   = `\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})\b|\d{4}-\d{1,2}-\d{1,2}\b|(?:tháng )?\d{1,2}\s?[/-]\s?\d{4}\b|\d{1,2} tháng \d{1,2}(?: năm \d{4})?`
)

// Read reads the text of an explanation. Reason, name and end are set apart by
// ";", a line break or a dash; a name may stand behind the last comma or in
// parentheses, too. A name has to be written as names are, or said to be one
// ("Người giải trình: …"): prose of several parts is signed by nobody.
func Read(text string) Explanation {
	e := Explanation{Text: ledger.Clean(text)}
	var parts, raw []string
	said, name := -1, -1
	for _, p := range split.Split(e.end(ledger.CleanLines(text)), -1) {
		p = lead.ReplaceAllString(ledger.Clean(p), "")
		bare := strings.Trim(byWord.ReplaceAllString(p, ""), " .,;()-–—")
		switch {
		case !hasLetter(bare):
			continue
		case byWord.MatchString(p):
			said = len(parts)
		case isName(bare), len(parts) > 0 && isSigned(bare): // what comes first is a reason as a rule
			name = len(parts)
		}
		parts, raw = append(parts, bare), append(raw, p)
	}
	if said >= 0 {
		name = said
	}
	if n := len(parts) - 1; name >= 0 {
		e.By = parts[name]
		parts = slices.Delete(parts, name, name+1)
	} else if n >= 0 {
		parts[n], e.By = nameAtEnd(parts[n], raw[n])
	}
	e.Reason = strings.Join(parts, "; ")
	switch {
	case e.Lacks != "":
	case e.Reason == "":
		e.Lacks = "reason"
	case e.By == "":
		e.Lacks = "name"
	}
	return e
}

// isSigned reports whether a part of an explanation is the name of whoever
// gives it: of a person, perhaps with more behind a comma, or of an office. Most
// of its words begin with capitals.
func isSigned(part string) bool {
	if openEnd.MatchString(part) || utf8.RuneCountInString(part) > longestName {
		return false
	}
	if i := strings.IndexAny(part, ",("); i > 0 && isName(part[:i]) {
		return true
	}
	words, capitals := 0, 0
	for _, w := range withoutTitle(strings.Fields(part)) {
		if !hasLetter(w) {
			continue
		}
		words++
		if r := []rune(strings.TrimLeft(w, "(\"“")); len(r) > 0 && unicode.IsUpper(r[0]) {
			capitals++
		}
	}
	return 2*capitals > words
}

// end reads until when an explanation holds, and returns the text without it.
func (e *Explanation) end(text string) string {
	cut := func(m []int) string { return text[:m[2]] + ";" + text[m[5]:] }
	found := untilPart.FindAllStringSubmatchIndex(text, -1)
	for i := len(found) - 1; i >= 0; i-- {
		m := found[i]
		says := strings.TrimRight(ledger.Clean(text[m[4]:m[5]]), " .")
		switch d := ledger.ParseDeadline(says, nil); {
		case d.Kind == ledger.Term:
			e.Until = d.Last
			return cut(m)
		case beginsDay.MatchString(says):
			e.Lacks = "date"
			return cut(m)
		}
	}
	if found := untilDay.FindAllStringSubmatchIndex(text, -1); len(found) > 0 {
		m := found[len(found)-1]
		d := ledger.ParseDeadline(text[m[4]:m[5]], nil)
		if d.Kind != ledger.Term {
			e.Lacks = "date"
		}
		e.Until = d.Last
		return cut(m)
	}
	return text
}

// nameAtEnd finds a name behind the last comma or in parentheses at the end of
// a text that has no other parts.
func nameAtEnd(part, whole string) (reason, by string) {
	if m := atEnd.FindStringSubmatch(strings.Trim(ledger.Clean(whole), " .;,")); m != nil && isName(m[2]) {
		return m[1], m[2]
	}
	if i := strings.LastIndex(part, ","); i > 0 && isName(part[i+1:]) {
		return strings.TrimSpace(part[:i]), strings.TrimSpace(part[i+1:])
	}
	return part, ""
}

// isName reports whether a text is written as names of persons are: two to
// five words that begin with capitals, perhaps behind "ông", "bà" or "đ/c".
func isName(s string) bool {
	words := withoutTitle(strings.Fields(s))
	if len(words) < 2 || len(words) > 5 {
		return false
	}
	for _, w := range words {
		for i, r := range w {
			if i == 0 && !unicode.IsUpper(r) || !unicode.IsLetter(r) && !strings.ContainsRune(".'’", r) {
				return false
			}
		}
		if len(w) > 2 && strings.ToUpper(w) == w {
			return false // "UBND", "HĐND": an office
		}
	}
	return true
}

// withoutTitle leaves out "ông", "bà", "đ/c" and the like before a name.
func withoutTitle(words []string) []string {
	if len(words) == 0 {
		return nil
	}
	switch strings.ToLower(strings.TrimRight(words[0], ".:")) {
	case "ông", "bà", "anh", "chị", "đ/c", "đồng", "mr", "mrs", "ms":
		words = words[1:]
		if len(words) > 0 && strings.EqualFold(words[0], "chí") {
			words = words[1:]
		}
	}
	return words
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }
