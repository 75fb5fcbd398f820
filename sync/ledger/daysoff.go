package ledger

import (
	"regexp"
	"strings"
	"time"

	"rasoat/sheets"
)

// DayOff is a day of the workbook's own tab that is off or worked other than
// the calendar has it.
type DayOff struct {
	Day    time.Time // at midnight UTC
	Work   bool      // it is worked, as a day swapped with another or made up for
	Reason string    // white space folded, "" where none is stated
	Row    int       // in the tab, counted from 0
}

// mostDaysOff is how many days one entry of the tab of days off may span.
const mostDaysOff = 31

// readDaysOff reads the tab of days off: a column of days with one that says
// whether they are off or worked, or a column of each, as swaps are announced.
func (l *Ledger) readDaysOff(s *sheets.Snapshot, title string) {
	tab := findTab(s, title)
	if tab == nil {
		l.Problems = append(l.Problems, Problem{Kind: NoTab, Row: -1, Col: -1, Name: title})
		return
	}
	columns, first, ok := daysOffColumns(tab)
	if !ok {
		l.Problems = append(l.Problems, Problem{Kind: NoHeader, Tab: tab.ID(), Row: -1, Col: -1, Name: title})
		return
	}
	d := daysOff{l: l, tab: tab, columns: columns, work: map[time.Time]bool{}}
	for r := first; r < tab.Rows(); r++ {
		d.row(r)
	}
}

// daysOff reads one tab.
type daysOff struct {
	l       *Ledger
	tab     *sheets.Tab
	columns map[string]int
	work    map[time.Time]bool // what was read so far
}

func (d *daysOff) row(r int) {
	if _, ok := d.columns["day"]; !ok {
		d.days(r, "off", false)
		d.days(r, "work", true)
		return
	}
	cell, col := d.cell(r, "kind")
	kind := Clean(cell.Value.String())
	work, known := kindOfDay(kind)
	day, _ := d.cell(r, "day")
	switch {
	case known:
		if day.Value.IsBlank() {
			d.problem(BadDayOff, r, d.columns["day"], "")
			return
		}
		d.days(r, "day", work)
	case day.Value.IsBlank(), kind == "" && !datedCell(day):
		// A heading, a remark or nothing.
	default:
		d.problem(BadDayKind, r, col, kind)
	}
}

// days adds the days of a cell.
func (d *daysOff) days(r int, what string, work bool) {
	cell, col := d.cell(r, what)
	if cell.Value.IsBlank() && cell.Formula == "" {
		return
	}
	text := Clean(cell.Value.String())
	days, ok := daysIn(cell)
	if !ok {
		d.problem(BadDayOff, r, col, text)
		return
	}
	reason, _ := d.cell(r, "reason")
	for _, day := range days {
		was, twice := d.work[day]
		switch {
		case twice && was != work:
			d.problem(DayOffTwice, r, col, day.Format(dayLayout))
		case !twice:
			d.work[day] = work
			d.l.DaysOff = append(d.l.DaysOff, DayOff{Day: day, Work: work, Reason: Clean(reason.Value.String()), Row: r})
		}
	}
}

func (d *daysOff) cell(r int, what string) (sheets.Cell, int) {
	col, ok := d.columns[what]
	if !ok {
		return sheets.Cell{}, -1
	}
	return d.tab.Cell(r, col), col
}

func (d *daysOff) problem(kind ProblemKind, r, col int, seen string) {
	d.l.Problems = append(d.l.Problems, Problem{Kind: kind, Tab: d.tab.ID(), Row: r, Col: col, Seen: seen})
}

// kindOfDay reads whether a day is off or worked.
func kindOfDay(text string) (work, ok bool) {
	words := strings.TrimPrefix(Fold(withoutParens(text)), "ngày ")
	begins := func(with ...string) bool {
		for _, w := range with {
			if words == w || strings.HasPrefix(words, w+" ") {
				return true
			}
		}
		return false
	}
	switch {
	case words == "nghỉ làm bù": // what the column may hold, not what it does
		return false, false
	case begins("nghỉ", "được nghỉ", "off", "holiday", "day off", "closed"):
		return false, true
	case begins("làm", "đi làm", "work", "working", "worked", "make up", "made up"):
		return true, true
	}
	return false, false
}

var (
	weekdayInText = regexp.MustCompile(`(?:thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\s*,?\s*`)
	// A day, of which the year, or the month and the year, may be missing.
	dayPart = `(?:ngày )?(\d{1,2})(?:[/.\-](\d{1,2})(?:[/.\-](\d{4}))?| tháng (\d{1,2})(?: năm (\d{4}))?)?`
	oneDay  = regexp.MustCompile(`^` + dayPart + `$`)
	daySpan = regexp.MustCompile(`^(?:từ )?` + dayPart + `\s*(?:[-–—]|đến hết|đến|tới)\s*` + dayPart + `$`)
	isoSpan = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:\s*(?:[–—]|\s-\s|đến hết|đến|tới)\s*(\d{4})-(\d{1,2})-(\d{1,2}))?$`)
)

// datedCell reports whether a cell seems to name a day.
func datedCell(c sheets.Cell) bool {
	if c.Value.Kind() == sheets.Number {
		return true
	}
	text := strings.ToLower(Clean(c.Value.String()))
	return dayInText.MatchString(text) || longInText.MatchString(text)
}

// daysIn reads the days that a cell names: one, several parted by semicolons,
// commas or line breaks, and ranges such as "14/02/2026 - 22/02/2026". A range
// has at most mostDaysOff days; a month or a year is none.
func daysIn(c sheets.Cell) ([]time.Time, bool) {
	if day, ok := c.Day(); ok {
		return []time.Time{day}, true
	}
	if c.Value.Kind() != sheets.Text || len(c.Value.String()) > longest {
		return nil, false
	}
	var all []time.Time
	text := weekdayInText.ReplaceAllString(strings.ToLower(CleanLines(withoutParens(c.Value.String()))), "")
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == ',' || r == '\n' }) {
		if part = Clean(part); part == "" {
			continue
		}
		first, last, ok := boundsOf(part)
		if !ok || last.Before(first) || last.Sub(first) >= mostDaysOff*24*time.Hour {
			return nil, false
		}
		for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
			all = append(all, day)
		}
	}
	return all, len(all) > 0
}

// boundsOf reads the first and the last day of a range, or a day.
func boundsOf(text string) (first, last time.Time, ok bool) {
	if m := isoSpan.FindStringSubmatch(text); m != nil {
		first, ok = civil(m[1], m[2], m[3])
		if last = first; ok && m[4] != "" {
			last, ok = civil(m[4], m[5], m[6])
		}
		return first, last, ok
	}
	if m := oneDay.FindStringSubmatch(text); m != nil {
		first, ok = civil(m[3]+m[5], m[2]+m[4], m[1])
		return first, first, ok
	}
	m := daySpan.FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, time.Time{}, false
	}
	// What the first day lacks is the last one's.
	from, to := [3]string{m[1], m[2] + m[4], m[3] + m[5]}, [3]string{m[6], m[7] + m[9], m[8] + m[10]}
	for i := range from {
		if from[i] == "" {
			from[i] = to[i]
		}
	}
	last, ok = civil(to[2], to[1], to[0])
	if !ok {
		return time.Time{}, time.Time{}, false
	}
	first, ok = civil(from[2], from[1], from[0])
	return first, last, ok
}

// daysOffColumns finds the header of a tab of days off: the first row that
// names days and their kind, or days off, days worked or both and something
// else.
func daysOffColumns(t *sheets.Tab) (columns map[string]int, first int, ok bool) {
	whats := map[string]string{}
	for what, texts := range map[string][]string{
		"day":    {"Ngày", "Ngày, tháng, năm", "Ngày tháng", "Từ ngày - đến ngày", "Ngày nghỉ, làm bù", "Day", "Date"},
		"kind":   {"Loại", "Loại ngày", "Nghỉ/làm bù", "Nghỉ hay làm bù", "Nghỉ, làm bù", "Phân loại", "Kind", "Type"},
		"off":    {"Ngày nghỉ", "Ngày được nghỉ", "Ngày nghỉ hoán đổi", "Nghỉ", "Day off"},
		"work":   {"Ngày làm bù", "Ngày làm việc bù", "Ngày đi làm bù", "Làm bù", "Ngày làm việc", "Day worked"},
		"reason": {"Lý do", "Lý do, căn cứ", "Nội dung", "Dịp", "Tên ngày lễ", "Căn cứ", "Văn bản", "Ghi chú", "Reason"},
	} {
		for _, text := range texts {
			whats[Fold(text)] = what
		}
	}
	for r := 0; r < min(t.Rows(), headerSearchRows); r++ {
		found := columnsNamed(t, r, whats)
		_, kind := found["kind"]
		_, day := found["day"]
		off, isOff := found["off"]
		_, isWork := found["work"]
		switch {
		case kind && !day && isOff && !isWork: // "Ngày nghỉ | Loại"
			found["day"], day = off, true
			fallthrough
		case kind && day, !day && (isOff || isWork) && len(found) > 1:
			return found, r + 1, true
		}
	}
	return nil, 0, false
}
