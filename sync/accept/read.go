package accept

import (
	"regexp"
	"strings"
	"time"
	"unicode"

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
	// "đến", "đến hết ngày", "until", and what stands behind up to the next
	// separator, where it has a digit.
	untilWord = regexp.MustCompile(`(?i)(?:^|[\s;,(–-])((?:có hiệu lực |hiệu lực |áp dụng )?(?:đến|tới|until)(?:\s+(?:hết|ngày))*\s+)((?:ngày\s+)?\d[^;,()\n–]*)`)
	byWord    = regexp.MustCompile(`(?i)^(?:người giải trình|giải trình|người ký|người ghi|by)\s*[:：]\s*|^-+\s*`)
	split     = regexp.MustCompile(`\s*(?:[;\n|]|\s[–—-]\s)\s*`)
	atEnd     = regexp.MustCompile(`^(.*\S)\s*\(([^()]+)\)\s*\.?$`)
)

// Read reads the text of an explanation. Reason, name and end are set apart by
// ";", a line break or a dash; a name may stand behind the last comma or in
// parentheses, too, where it is written as names are.
func Read(text string) Explanation {
	e := Explanation{Text: ledger.Clean(text)}
	rest := text
	if m := untilWord.FindAllStringSubmatchIndex(rest, -1); len(m) > 0 {
		last := m[len(m)-1]
		d := ledger.ParseDeadline(rest[last[4]:last[5]], nil)
		if d.Kind != ledger.Term {
			e.Lacks = "date"
		}
		e.Until = d.Last
		rest = rest[:last[2]] + ";" + rest[last[5]:]
	}
	var parts []string
	for _, p := range split.Split(rest, -1) {
		p = ledger.Clean(byWord.ReplaceAllString(ledger.Clean(p), ""))
		if p = strings.Trim(p, " .,;()-–—"); hasLetter(p) {
			parts = append(parts, p)
		}
	}
	switch n := len(parts); {
	case n == 0:
	case n > 1:
		e.Reason, e.By = strings.Join(parts[:n-1], "; "), parts[n-1]
	default:
		e.Reason, e.By = nameAtEnd(parts[0], rest)
	}
	switch {
	case e.Lacks != "":
	case e.Reason == "":
		e.Lacks = "reason"
	case e.By == "":
		e.Lacks = "name"
	}
	return e
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
	words := strings.Fields(s)
	if len(words) > 0 {
		switch strings.ToLower(strings.TrimRight(words[0], ".:")) {
		case "ông", "bà", "đ/c", "đồng", "mr", "mrs", "ms":
			words = words[1:]
			if len(words) > 0 && strings.EqualFold(words[0], "chí") {
				words = words[1:]
			}
		}
	}
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

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }
