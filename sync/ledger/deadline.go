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
	// Last is the last day of the term, at midnight UTC; the item is late
	// from the day after. Zero unless Kind is Term.
	Last time.Time
	Text string // as people read it: "Quý IV/2020"; dates as dd/mm/yyyy
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
// day, and 0 where it has not: due today is not late.
func (d Deadline) DaysLate(today time.Time) int {
	if d.Kind != Term || !today.After(d.Last) {
		return 0
	}
	return int(today.Sub(d.Last).Hours() / 24)
}

const dayLayout = "02/01/2006"

// readDeadline reads a cell that states a term.
func readDeadline(c sheets.Cell, blanks []string, events map[string]time.Time) Deadline {
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
		if isBlankText(text, blanks) {
			return Deadline{Kind: Open}
		}
		return ParseDeadline(text, events)
	}
	return Deadline{Kind: BadTerm, Text: c.Value.String()}
}

var (
	lead       = regexp.MustCompile(`^(?:hoàn thành|hoàn tất|xong|chậm nhất|trước|đến|hết|trong|vào|từ|cuối|thời hạn|hạn|khoảng|là|ngày)\s+`)
	longDay    = regexp.MustCompile(`^(\d{1,2}) tháng (\d{1,2}) năm (\d{4})$`)
	shortDay   = regexp.MustCompile(`^(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})$`)
	isoDay     = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00(?::00)?)?$`)
	quarter    = regexp.MustCompile(`^(?:quý|quí|q)\s?\.?\s?(iv|i{1,3}|[1-4])\s?(?:[/.\-]|năm)?\s?(\d{4})$`)
	month      = regexp.MustCompile(`^(?:tháng|t)\s?\.?\s?(\d{1,2})\s?(?:[/.\-]|năm)?\s?(\d{4})$`)
	bareMonth  = regexp.MustCompile(`^(\d{1,2})\s?[/.\-]\s?(\d{4})$`)
	firstPart  = regexp.MustCompile(`^(\d{1,2}) tháng đầu năm (\d{4})$`)
	lastPart   = regexp.MustCompile(`^(\d{1,2}) tháng cuối năm (\d{4})$`)
	yearRange  = regexp.MustCompile(`^(?:giai đoạn |các năm |năm )*(\d{4})\s?(?:[-–—/]|đến(?: năm)?)\s?(\d{4})$`)
	year       = regexp.MustCompile(`^(?:năm )?(\d{4})$`)
	dayInText  = regexp.MustCompile(`(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})`)
	longInText = regexp.MustCompile(`(\d{1,2}) tháng (\d{1,2}) năm (\d{4})`)
)

// Words that ask for something at once or always and name no day.
var openWords = []string{"ngay", "khẩn trương", "thường xuyên", "sớm", "hằng năm", "hàng năm", "liên tục", "chưa xác định", "chưa định"}

// ParseDeadline reads a text that states a term: a day ("31/12/2020", "ngày 31
// tháng 12 năm 2020"), a period ("Quý IV/2020", "tháng 11/2020", "6 tháng đầu
// năm 2021", "2020-2022", "năm 2020"), a named event, or an open term ("ngay").
// Days are written day first, as in Viet Nam, but for the ISO form. A day that
// does not exist ("31/11/2020") is no term. "Trước ngày X" is taken as X: the
// later reading, so that nobody is called late a day too early.
func ParseDeadline(text string, events map[string]time.Time) Deadline {
	shown := Clean(text)
	t := strings.ToLower(shown)
	t = strings.Trim(t, " .;,()")
	for name, day := range events {
		if strings.Contains(Fold(shown), Fold(name)) {
			return Deadline{Kind: Term, Last: day, Text: shown}
		}
	}
	for lead.MatchString(t) {
		rest := lead.ReplaceAllString(t, "")
		if rest == "" || rest == t {
			break
		}
		t = rest
	}
	if last, ok := lastDay(t); ok {
		return Deadline{Kind: Term, Last: last, Text: shown}
	}
	for _, w := range openWords {
		if t == w || strings.HasPrefix(t, w+" ") || strings.HasPrefix(t, w+",") {
			if !strings.ContainsAny(t, "0123456789") {
				return Deadline{Kind: Open, Text: shown}
			}
		}
	}
	return Deadline{Kind: BadTerm, Text: shown}
}

// lastDay returns the last day of the day or period that a text states.
func lastDay(t string) (time.Time, bool) {
	if m := longDay.FindStringSubmatch(t); m != nil {
		return civil(m[3], m[2], m[1])
	}
	if m := shortDay.FindStringSubmatch(t); m != nil {
		y := m[3]
		if len(y) == 2 {
			y = "20" + y
		}
		return civil(y, m[2], m[1])
	}
	if m := isoDay.FindStringSubmatch(t); m != nil {
		return civil(m[1], m[2], m[3])
	}
	if m := quarter.FindStringSubmatch(t); m != nil {
		q := map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}[m[1]]
		return endOfMonth(m[2], q*3)
	}
	if m := firstPart.FindStringSubmatch(t); m != nil {
		n, _ := strconv.Atoi(m[1])
		return endOfMonth(m[2], n)
	}
	if m := lastPart.FindStringSubmatch(t); m != nil {
		if n, _ := strconv.Atoi(m[1]); n < 1 || n > 12 {
			return time.Time{}, false
		}
		return endOfMonth(m[2], 12)
	}
	if m := month.FindStringSubmatch(t); m != nil {
		n, _ := strconv.Atoi(m[1])
		return endOfMonth(m[2], n)
	}
	if m := bareMonth.FindStringSubmatch(t); m != nil {
		n, _ := strconv.Atoi(m[1])
		return endOfMonth(m[2], n)
	}
	if m := yearRange.FindStringSubmatch(t); m != nil {
		if m[1] > m[2] {
			return time.Time{}, false
		}
		return endOfMonth(m[2], 12)
	}
	if m := year.FindStringSubmatch(t); m != nil {
		return endOfMonth(m[1], 12)
	}
	return time.Time{}, false
}

// civil returns a day that exists in a year that a deadline can be in.
func civil(y, m, d string) (time.Time, bool) {
	yy, _ := strconv.Atoi(y)
	mm, _ := strconv.Atoi(m)
	dd, _ := strconv.Atoi(d)
	day := time.Date(yy, time.Month(mm), dd, 0, 0, 0, 0, time.UTC)
	if yy < 1990 || yy > 2100 || int(day.Month()) != mm || day.Day() != dd {
		return time.Time{}, false
	}
	return day, true
}

func endOfMonth(y string, m int) (time.Time, bool) {
	yy, _ := strconv.Atoi(y)
	if yy < 1990 || yy > 2100 || m < 1 || m > 12 {
		return time.Time{}, false
	}
	return time.Date(yy, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC), true
}

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
