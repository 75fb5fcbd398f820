package ledger

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// span is the first and the last day of a term. A single day, and a term of
// which only the end is stated, has a zero first.
type span struct{ first, last time.Time }

var (
	// What may stand before a term and changes nothing.
	lead = regexp.MustCompile(`^(?:hoàn thành|hoàn tất|xong|chậm nhất|muộn nhất|trước|đến|tới|hết|trong|vào|từ|thời hạn|thời gian|hạn|khoảng|dự kiến|là|ngày|ngay|` +
		`(?:được |đã )?gia hạn|kéo dài|kc\s?[-–]\s?ht|khởi công\s?[-–,]\s?hoàn thành|` +
		`\d{1,2}\s?(?:giờ|h|g)\s?(?:\d{1,2}(?:\s?phút)?)?)(?:\s*:\s*|\s+)`)
	// Of these, what says that the term is only the end of something.
	endsAt = regexp.MustCompile(`^(?:chậm nhất|muộn nhất|trước|đến|tới|hết|hạn|thời hạn|(?:được |đã )?gia hạn|kéo dài)[\s:]`)
	// The time of day behind a day.
	clock = regexp.MustCompile(`(\d)(?:\s+|t)\d{1,2}[:h]\d{2}(?::\d{2})?(?:\.\d+)?z?$`)
	// What parts the first from the last of a range; both stand alone.
	to = regexp.MustCompile(`\s+[-–—]\s+|\s*[–—]\s*|\s+(?:đến|tới)\s+`)
	// The beginning of a range whose year stands at the end only.
	begin = regexp.MustCompile(`^(?:ngày\s+|tháng\s+|quý\s+)*(?:\d{1,2}(?:[/.]\d{1,2})?|i{1,3}|iv)$`)
	// A term and, behind it or in parentheses, its extension. One that is only
	// asked for is none.
	extension = regexp.MustCompile(`^(.*\d)\s*[(,;]?\s*(?:(?:đã |được |đã được |cho phép )?(?:gia hạn|kéo dài|lùi)(?: thời gian| thời hạn)?(?: thực hiện| hoàn thành)?(?: đến| tới| sang)?(?: hết)?)\s*:?\s*([^()]*\d)\s*\)?$`)
	// What may stand in parentheses behind a term: its length.
	length     = regexp.MustCompile(`^\(\s*\d{1,3}\s*(?:năm|tháng|ngày|quý)\s*\)$`)
	fourDigits = regexp.MustCompile(`\d{4}`)
)

// longest is how long a text may be that states a term, in bytes.
const longest = 200

// termIn returns the term that a text in lower case is.
func termIn(t string) (span, bool) {
	if len(t) > longest {
		return span{}, false
	}
	if s, form, ok := spanOf(strings.Trim(t, "() ")); form {
		return s, ok
	}
	if m := extension.FindStringSubmatch(t); m != nil {
		if was, ok := termIn(m[1]); ok {
			now, ok := termIn(m[2])
			return span{last: later(was.last, now.last)}, ok
		}
		return span{}, false
	}
	if bare := strings.TrimSpace(withoutParens(t)); bare != t && bare != "" {
		// "30/11/2020 (dự kiến)", but not "(xin lùi đến 31/3/2021)"
		for _, m := range parenthesis.FindAllString(t, -1) {
			m = strings.TrimSpace(m)
			if hasDigit(m) && !length.MatchString(m) && len(documentNumbers(m)) == 0 {
				return span{}, false
			}
		}
		t = bare
	}
	t = strings.Trim(t, "() ")
	if s, form, ok := spanOf(t); form {
		return s, ok
	}
	return rangeOf(t)
}

// rangeOf reads a range of two terms: "từ 01/2020 đến 12/2022".
func rangeOf(t string) (span, bool) {
	for _, at := range to.FindAllStringIndex(t, -1) {
		b, _, ok := spanOf(t[at[1]:])
		if !ok {
			continue
		}
		from := bareTerm(t[:at[0]])
		a, _, ok := spanOf(from)
		if !ok && begin.MatchString(from) {
			// The year, or the month and the year, stand at the end only.
			for _, rest := range []string{b.last.Format("/2006"), b.last.Format("/1/2006")} {
				for _, word := range []string{"", wordOf(t[at[1]:])} {
					if a, _, ok = spanOf(word + from + rest); ok && !a.last.After(b.last) {
						return span{a.firstDay(), b.last}, true
					}
				}
			}
			return span{}, false
		}
		if ok && !a.last.After(b.last) {
			return span{a.firstDay(), b.last}, true
		}
	}
	return span{}, false
}

// reversible parts the first from the last of a range that may be the wrong way
// round.
var reversible = regexp.MustCompile(`\s*[-–—]\s*|\s+(?:đến|tới)\s+`)

// reversedIn reads a range whose first term comes after its last: "2022-2020",
// "12/2022 - 01/2020". Both are whole terms with a year.
func reversedIn(text string) (span, bool) {
	t := strings.Trim(strings.ToLower(Clean(text)), " .;,()")
	if len(t) > longest || !hasDigit(t) {
		return span{}, false
	}
	for _, at := range reversible.FindAllStringIndex(t, -1) {
		a, _, ok := spanOf(t[:at[0]])
		b, _, ok2 := spanOf(t[at[1]:])
		if ok && ok2 && a.firstDay().After(b.last) {
			return span{a.firstDay(), b.last}, true
		}
	}
	return span{}, false
}

// wordOf returns the word that says what a term counts in: "tháng ", "quý ".
func wordOf(t string) string {
	for _, w := range []string{"tháng ", "quý "} {
		if strings.HasPrefix(t, w) {
			return w
		}
	}
	return ""
}

// firstDay returns the day on which a range that starts with the term starts.
func (s span) firstDay() time.Time {
	if s.first.IsZero() {
		return s.last
	}
	return s.first
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// bareTerm takes off what stands around a term and changes nothing.
func bareTerm(t string) string {
	t = clock.ReplaceAllString(t, "$1")
	for {
		rest := lead.ReplaceAllString(t, "")
		if rest == "" || rest == t {
			return t
		}
		t = rest
	}
}

const (
	dash     = `\s?[-–—]\s?`
	ofYear   = `\s?(?:[/.\-–,]|năm)?\s?(?:năm )?(\d{4})$`
	civilDay = `(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?`
	several  = `(?:\s?[,+&\-–]\s?|\s(?:và|đến)\s)`
	aQuarter = `(iv|i{1,3}|[1-4])`
)

// The forms of days and periods, and the term of each.
var forms = []struct {
	form *regexp.Regexp
	span func(m []string) (span, bool)
}{
	{regexp.MustCompile(`^(\d{1,2}) tháng (\d{1,2}) năm (\d{4})$`), aDay},
	{regexp.MustCompile(`^` + civilDay + `(\d{4}|\d{2})$`), aDay},
	{regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`), func(m []string) (span, bool) {
		last, ok := civil(m[1], m[2], m[3])
		return span{last: last}, ok
	}},
	{regexp.MustCompile(`^(?:(đầu|giữa|cuối) )?(?:quý|quí|q)\s?\.?\s?` + aQuarter + ofYear), func(m []string) (span, bool) {
		q := quarter(m[2])
		return third(m[1], m[3], q*3-2, q*3)
	}},
	{regexp.MustCompile(`^(?:các )?(?:quý|quí|q)\s?\.?\s?` + aQuarter + `(?:` + several + `(?:quý |quí )?` + aQuarter + `)?` + several + `(?:quý |quí )?` + aQuarter + ofYear), func(m []string) (span, bool) {
		from, to := quarter(m[1]), quarter(m[3])
		return months(m[4], from*3-2, to*3)
	}},
	{regexp.MustCompile(`^(\d{1,2}) tháng đầu (?:năm )?(\d{4})$`), func(m []string) (span, bool) { return months(m[2], 1, atoi(m[1])) }},
	{regexp.MustCompile(`^([1-9]|0[1-9]|1[0-2]) tháng cuối (?:năm )?(\d{4})$`), func(m []string) (span, bool) { return months(m[2], 13-atoi(m[1]), 12) }},
	{regexp.MustCompile(`^(?:(đầu|giữa|cuối) )?(?:tháng|t)\s?\.?\s?(\d{1,2})` + ofYear), func(m []string) (span, bool) { return partOfMonth(m[1], m[3], atoi(m[2])) }},
	{regexp.MustCompile(`^(?:các )?(?:tháng|t)\s?(\d{1,2})` + several + `(?:tháng |t)?(\d{1,2})` + ofYear), func(m []string) (span, bool) { return months(m[3], atoi(m[1]), atoi(m[2])) }},
	{regexp.MustCompile(`^(\d{1,2})\s?[/.\-]\s?(\d{4})$`), func(m []string) (span, bool) { return months(m[2], atoi(m[1]), atoi(m[1])) }},
	{regexp.MustCompile(`^(?:giai đoạn |các năm |năm )*(\d{4})(?:` + dash + `|\s?/\s?| đến (?:năm )?)(\d{4})$`), func(m []string) (span, bool) {
		from, ok := months(m[1], 1, 12)
		to, too := months(m[2], 1, 12)
		return span{from.first, to.last}, ok && too && !to.last.Before(from.last)
	}},
	{regexp.MustCompile(`^(?:(đầu|giữa|cuối|cả) )?(?:năm )?(\d{4})$`), func(m []string) (span, bool) { return third(m[1], m[2], 1, 12) }},
}

// spanOf returns the day or period that a text states. form reports that it
// has the form of one, even if there is no such day.
func spanOf(t string) (s span, form, ok bool) {
	bare := bareTerm(t)
	for _, f := range forms {
		if m := f.form.FindStringSubmatch(bare); m != nil {
			s, ok = f.span(m)
			if !ok {
				return span{}, true, false
			}
			if endsAt.MatchString(t) {
				s.first = time.Time{}
			}
			return s, true, true
		}
	}
	return span{}, false, false
}

func aDay(m []string) (span, bool) {
	last, ok := dayMonthYear(m)
	return span{last: last}, ok
}

func dayMonthYear(m []string) (time.Time, bool) {
	if len(m[3]) == 2 {
		return civil("20"+m[3], m[2], m[1])
	}
	return civil(m[3], m[2], m[1])
}

func quarter(s string) int {
	switch s {
	case "i", "1":
		return 1
	case "ii", "2":
		return 2
	case "iii", "3":
		return 3
	}
	return 4
}

// months returns the months of a year from one to another.
func months(year string, from, to int) (span, bool) {
	y := atoi(year)
	if !plausible(y) || from < 1 || to > 12 || from > to {
		return span{}, false
	}
	return span{time.Date(y, time.Month(from), 1, 0, 0, 0, 0, time.UTC), time.Date(y, time.Month(to)+1, 0, 0, 0, 0, 0, time.UTC)}, true
}

// third returns the third of some months of a year that a word names, and all
// of them without a word.
func third(word, year string, from, to int) (span, bool) {
	n := (to - from + 1) / 3
	switch word {
	case "đầu":
		to = from + n - 1
	case "giữa":
		from, to = from+n, to-n
	case "cuối":
		from = to - n + 1
	}
	return months(year, from, to)
}

// partOfMonth returns the ten days of a month that a word names, the last of
// which end with it; without a word the month.
func partOfMonth(word, year string, month int) (span, bool) {
	s, ok := months(year, month, month)
	if !ok {
		return s, false
	}
	switch word {
	case "đầu":
		s.last = s.first.AddDate(0, 0, 9)
	case "giữa":
		s.first, s.last = s.first.AddDate(0, 0, 10), s.first.AddDate(0, 0, 19)
	case "cuối":
		s.first = s.first.AddDate(0, 0, 20)
	}
	return s, true
}

// civil returns a day that exists in a year that a deadline can be in.
func civil(y, m, d string) (time.Time, bool) {
	yy, mm, dd := atoi(y), atoi(m), atoi(d)
	day := time.Date(yy, time.Month(mm), dd, 0, 0, 0, 0, time.UTC)
	if !plausible(yy) || int(day.Month()) != mm || day.Day() != dd {
		return time.Time{}, false
	}
	return day, true
}

// atoi reads the digits that a form matched.
func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// plausible reports whether a deadline can be in a year.
func plausible(year int) bool { return year >= 1990 && year <= 2100 }
