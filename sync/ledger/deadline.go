package ledger

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"rasoat/sheets"
)

// Deadline is a term as a cell states it.
type Deadline struct {
	Kind DeadlineKind
	// First and Last are the first and last day of the term, at midnight UTC;
	// the item is late from the day after the last. A single day, and a term of
	// which only the end is stated, has a zero First. Zero unless Kind is Term.
	First, Last time.Time
	Text        string // as people read it: "Quý IV/2020"; dates as dd/mm/yyyy
}

// DeadlineKind says what kind of term a deadline is.
type DeadlineKind uint8

// The kinds of deadlines.
const (
	NoDeadline DeadlineKind = iota // the list has no such column
	Term                           // a day, or a period with a last day
	Open                           // blank, "ngay", "khẩn trương", "thường xuyên"
	BadTerm                        // something that is no term
)

// DaysLate returns by how many calendar days the term has passed on the given
// day, and 0 where it has not: due today is not late. Of the time given the
// calendar day counts, in its own location.
func (d Deadline) DaysLate(today time.Time) int {
	if d.Kind != Term {
		return 0
	}
	y, m, day := today.Date()
	return max(0, int(time.Date(y, m, day, 0, 0, 0, 0, time.UTC).Sub(d.Last)/(24*time.Hour)))
}

const dayLayout = "02/01/2006"

// readDeadline reads a cell that states a term.
func readDeadline(c sheets.Cell, blanks blanks, events map[string]time.Time) Deadline {
	if day, ok := c.Day(); ok {
		return Deadline{Kind: Term, Last: day, Text: day.Format(dayLayout)}
	}
	switch c.Value.Kind() {
	case sheets.Empty:
		if c.Formula != "" {
			return Deadline{Kind: BadTerm, Text: "=" + c.Formula}
		}
		return Deadline{Kind: Open}
	case sheets.Text, sheets.Number:
		text := Clean(c.Value.String())
		if blanks.match(text) {
			return Deadline{Kind: Open}
		}
		return ParseDeadline(text, events)
	}
	return Deadline{Kind: BadTerm, Text: c.Value.String()}
}

// ParseDeadline reads a text that states a term: a day ("31/12/2020", "ngày 31
// tháng 12 năm 2020"), a period ("Quý IV/2020", "tháng 11/2020", "6 tháng đầu
// năm 2021", "2020-2022", "năm 2020"), a named event, or an open term ("ngay").
// Days are written day first, as in Viet Nam, but for the ISO form. A day that
// does not exist ("31/11/2020") is no term. "Trước ngày X" is taken as X: the
// later reading, so that nobody is called late a day too early.
func ParseDeadline(text string, events map[string]time.Time) Deadline {
	shown := Clean(text)
	t := strings.Trim(strings.ToLower(shown), " .;,")
	if t == "" || isDash(t) {
		return Deadline{Kind: Open}
	}
	if last, ok := termIn(t); ok {
		return Deadline{Kind: Term, Last: last, Text: shown}
	}
	if last, ok := eventIn(shown, events); ok {
		return Deadline{Kind: Term, Last: last, Text: shown}
	}
	if !hasDigit(t) && isOpen(t) {
		return Deadline{Kind: Open, Text: shown}
	}
	return Deadline{Kind: BadTerm, Text: shown}
}

// eventIn returns the day of the event that a text names; of several, that of
// the longest name.
func eventIn(text string, events map[string]time.Time) (time.Time, bool) {
	if len(events) == 0 {
		return time.Time{}, false
	}
	folded := " " + Fold(text) + " "
	best, day := "", time.Time{}
	for name, on := range events {
		name = Fold(name)
		if name == "" || !strings.Contains(folded, " "+name+" ") {
			continue
		}
		if len(name) > len(best) || len(name) == len(best) && name < best {
			best, day = name, on
		}
	}
	return day, best != ""
}

// Words that ask for something at once or always and name no day.
var openWords = []string{
	"ngay", "khẩn trương", "khẩn cấp", "cấp bách", "gấp", "sớm", "thường xuyên", "liên tục", "định kỳ", "chưa",
	"hằng năm", "hàng năm", "hằng quý", "hàng quý", "hằng tháng", "hàng tháng", "hằng tuần", "hàng tuần", "hằng ngày", "hàng ngày",
}

func isOpen(t string) bool {
	folded := " " + Fold(t) + " "
	for _, w := range openWords {
		if strings.Contains(folded, " "+w+" ") {
			return true
		}
	}
	return false
}

var (
	// What may stand before a term and changes nothing.
	lead = regexp.MustCompile(`^(?:hoàn thành|hoàn tất|xong|chậm nhất|trước|đến|hết|trong|vào|từ|cuối|thời hạn|hạn|khoảng|là|ngày|ngay|` +
		`\d{1,2}\s?(?:giờ|h|g)\s?(?:\d{1,2}(?:\s?phút)?)?)\s+`)
	// The time of day behind a day.
	clock = regexp.MustCompile(`(\d)(?:\s+|t)\d{1,2}[:h]\d{2}(?::\d{2})?(?:\.\d+)?z?$`)
	// What parts the first from the last of a range; both stand alone.
	to = regexp.MustCompile(`\s+[-–—]\s+|\s*[–—]\s*|\s+đến\s+`)
	// The beginning of a range whose year stands at the end only.
	begin = regexp.MustCompile(`^(?:ngày\s+|tháng\s+|quý\s+)*(?:\d{1,2}(?:[/.]\d{1,2})?|i{1,3}|iv)$`)
)

// longest is how long a text may be that states a term, in bytes.
const longest = 200

// termIn returns the last day of the term that a text in lower case is.
func termIn(t string) (time.Time, bool) {
	if len(t) > longest {
		return time.Time{}, false
	}
	if bare := strings.TrimSpace(withoutParens(t)); bare != t && bare != "" {
		// "30/11/2020 (dự kiến)", but not "(gia hạn đến 31/3/2021)"
		for _, m := range parenthesis.FindAllString(t, -1) {
			if hasDigit(m) {
				return time.Time{}, false
			}
		}
		t = bare
	}
	t = strings.Trim(t, "() ")
	if last, form, ok := lastDay(t); form {
		return last, ok
	}
	for _, at := range to.FindAllStringIndex(t, -1) {
		last, _, ok := lastDay(t[at[1]:])
		if !ok {
			continue
		}
		first, _, ok := lastDay(t[:at[0]])
		if ok && !first.After(last) || begin.MatchString(bareTerm(t[:at[0]])) {
			return last, true
		}
	}
	return time.Time{}, false
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
	ofYear   = `\s?(?:[/.\-–]|năm)?\s?(?:năm )?(\d{4})$`
	civilDay = `(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?`
)

// The forms of days and periods, and the last day of each.
var forms = []struct {
	form *regexp.Regexp
	last func(m []string) (time.Time, bool)
}{
	{regexp.MustCompile(`^(\d{1,2}) tháng (\d{1,2}) năm (\d{4})$`), dayMonthYear},
	{regexp.MustCompile(`^` + civilDay + `(\d{4}|\d{2})$`), dayMonthYear},
	{regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`), func(m []string) (time.Time, bool) { return civil(m[1], m[2], m[3]) }},
	{regexp.MustCompile(`^(?:quý|quí|q)\s?\.?\s?(iv|i{1,3}|[1-4])` + ofYear), func(m []string) (time.Time, bool) {
		q := map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}[m[1]]
		return endOfMonth(m[2], q*3)
	}},
	{regexp.MustCompile(`^(\d{1,2}) tháng đầu (?:năm )?(\d{4})$`), monthYear},
	{regexp.MustCompile(`^(?:[1-9]|0[1-9]|1[0-2]) tháng cuối (?:năm )?(\d{4})$`), wholeYear},
	{regexp.MustCompile(`^(?:tháng|t)\s?\.?\s?(\d{1,2})` + ofYear), monthYear},
	{regexp.MustCompile(`^(\d{1,2})\s?[/.\-]\s?(\d{4})$`), monthYear},
	{regexp.MustCompile(`^(?:giai đoạn |các năm |năm )*(\d{4})(?:` + dash + `|\s?/\s?| đến (?:năm )?)(\d{4})$`), func(m []string) (time.Time, bool) {
		if m[1] > m[2] {
			return time.Time{}, false
		}
		return endOfMonth(m[2], 12)
	}},
	{regexp.MustCompile(`^(?:năm )?(\d{4})$`), wholeYear},
}

// lastDay returns the last day of the day or period that a text states. form
// reports that it has the form of one, even if there is no such day.
func lastDay(t string) (last time.Time, form, ok bool) {
	t = bareTerm(t)
	for _, f := range forms {
		if m := f.form.FindStringSubmatch(t); m != nil {
			last, ok = f.last(m)
			return last, true, ok
		}
	}
	return time.Time{}, false, false
}

func dayMonthYear(m []string) (time.Time, bool) {
	if len(m[3]) == 2 {
		return civil("20"+m[3], m[2], m[1])
	}
	return civil(m[3], m[2], m[1])
}

func monthYear(m []string) (time.Time, bool) {
	n, _ := strconv.Atoi(m[1])
	return endOfMonth(m[2], n)
}

func wholeYear(m []string) (time.Time, bool) { return endOfMonth(m[1], 12) }

// civil returns a day that exists in a year that a deadline can be in.
func civil(y, m, d string) (time.Time, bool) {
	yy, _ := strconv.Atoi(y)
	mm, _ := strconv.Atoi(m)
	dd, _ := strconv.Atoi(d)
	day := time.Date(yy, time.Month(mm), dd, 0, 0, 0, 0, time.UTC)
	if !plausible(yy) || int(day.Month()) != mm || day.Day() != dd {
		return time.Time{}, false
	}
	return day, true
}

func endOfMonth(y string, m int) (time.Time, bool) {
	yy, _ := strconv.Atoi(y)
	if !plausible(yy) || m < 1 || m > 12 {
		return time.Time{}, false
	}
	return time.Date(yy, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC), true
}

// plausible reports whether a deadline can be in a year.
func plausible(year int) bool { return year >= 1990 && year <= 2100 }

var (
	dayInText  = regexp.MustCompile(`(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})`)
	longInText = regexp.MustCompile(`(\d{1,2}) tháng (\d{1,2}) năm (\d{4})`)
)

// dayIn returns the last day that is named anywhere in a text, as in "Thông
// báo số 12/TB-UBND ngày 25/9/2020".
func dayIn(text string) (time.Time, bool) {
	t := strings.ToLower(Clean(text))
	for _, re := range []*regexp.Regexp{dayInText, longInText} {
		all := re.FindAllStringSubmatch(t, -1)
		for i := len(all) - 1; i >= 0; i-- {
			if day, ok := civil(all[i][3], all[i][2], all[i][1]); ok {
				return day, true
			}
		}
	}
	return time.Time{}, false
}
