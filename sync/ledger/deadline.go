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
// năm 2021", "cuối năm 2020", "2020-2022"), a named event, or an open term
// ("ngay", "đến khi hoàn thành", "ngày 05 hàng tháng"). Days are written day first, as in Viet Nam,
// but for the ISO form. A day that does not exist ("31/11/2020") is no term, nor
// is one without a year. "Trước ngày X" is taken as X, and of a term and its
// extension the later counts, so that nobody is called late a day too early.
// The beginning, the middle and the end of a year are its thirds, as those of
// a month are.
func ParseDeadline(text string, events map[string]time.Time) Deadline {
	shown := Clean(text)
	t := strings.Trim(strings.ToLower(shown), " .;,")
	if t == "" || isDash(t) {
		return Deadline{Kind: Open}
	}
	digits := hasDigit(t)
	if digits {
		if s, ok := termIn(t); ok {
			return Deadline{Kind: Term, First: s.first, Last: s.last, Text: shown}
		}
	}
	if last, ok := eventIn(shown, events); ok {
		return Deadline{Kind: Term, Last: last, Text: shown}
	}
	if !digits && isOpen(t) || undated.MatchString(t) || recurring.MatchString(t) && !fourDigits.MatchString(t) {
		return Deadline{Kind: Open, Text: shown}
	}
	return Deadline{Kind: BadTerm, Text: shown}
}

// inYear reads a text that states a term without its year, where the year is
// known from elsewhere.
func inYear(text string, year int) Deadline {
	if year == 0 || fourDigits.MatchString(text) || len(text) > longest {
		return Deadline{Kind: BadTerm, Text: text}
	}
	for _, between := range []string{"/", " "} {
		if d := ParseDeadline(text+between+strconv.Itoa(year), nil); d.Kind == Term {
			d.Text = text
			return d
		}
	}
	return Deadline{Kind: BadTerm, Text: text}
}

// titleYear returns the year that the title above a header names, 0 where it
// names none or several. The day of a document is no such year.
func titleYear(t *table, top int) int {
	year := 0
	for r := max(top-15, 0); r < top; r++ {
		for _, c := range t.Row(r) {
			for _, m := range yearOfTitle.FindAllStringSubmatch(Clean(c.Value.String()), -1) {
				switch y := atoi(m[2]); {
				case m[1] != "":
				case year == 0 || year == y:
					year = y
				default:
					return 0
				}
			}
		}
	}
	return year
}

var yearOfTitle = regexp.MustCompile(`(?i)(tháng\s+\d{1,2}\s+)?năm\s+(20\d\d)`)

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
	"khi hoàn thành", "khi xong", "khi kết thúc",
	"theo yêu cầu", "theo kế hoạch", "theo tiến độ", "theo lộ trình",
}

// recurring finds what falls due again and again: "ngày 05 hàng tháng".
var recurring = regexp.MustCompile(`(?:^|\s)h[àằ]ng (?:ngày|tuần|tháng|quý|năm)(?:$|[\s,;.])`)

// undated finds what is due in every quarter, "trước ngày 20 tháng cuối quý",
// and what says that there is nothing left to wait for or that the day is still
// to be named.
var undated = regexp.MustCompile(`^(?:.*(?:^|\s)tháng (?:đầu|cuối)(?: của)?(?: mỗi)? quý|(?:đã )?(?:hoàn thành|hoàn tất|xong)|` +
	`tbc|tbd|tba|n/a|to be (?:confirmed|determined|advised|agreed)|ongoing|complete|completed)$`)

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
