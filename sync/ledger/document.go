package ledger

import (
	"regexp"
	"strings"
	"time"

	"rasoat/sheets"
)

var (
	// The number of a document: "1234/QĐ-UBND", "12/2020/NQ-HĐND", "25-QĐ/TU".
	documentNumber = regexp.MustCompile(`\d{1,6}[A-Za-zĐđ]?\s?(?:/\s?(?:19|20)\d\d)?\s?(?:/\s?|-)[\pL&]{2,}(?:\s?[-/.]\s?[\pL&\d]+)*`)
	// A number that stands behind the word for it and names no kind.
	bareNumber = regexp.MustCompile(`(?i)số\s*:?\s*(\d{1,6})(?:[^\d/\-.]|$)`)
	// A day anywhere in a text.
	documentDay = regexp.MustCompile(`(?:^|[^\d/.\-])(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})(?:[^\d/\-]|$)|(?i:(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4}))`)
)

// ParseDocument reads the number and the day of a document: "1234/QĐ-UBND ngày
// 25/9/2020", "QĐ số 12/QĐ-UBND, 01/02/2020". Of several documents in a text it
// is the first that has a day, else the first. A day belongs to the number
// before it; where the text names but one document, it may stand before the
// number too. A day that does not exist is none.
func ParseDocument(text string) Document {
	t := Clean(text)
	if !hasDigit(t) {
		return Document{}
	}
	numbers := documentNumber.FindAllStringIndex(t, -1)
	if len(numbers) == 0 {
		d := Document{On: firstDay(t)}
		if m := bareNumber.FindStringSubmatch(t); m != nil {
			d.Number = m[1]
		}
		return d
	}
	first := Document{}
	for i, at := range numbers {
		end := len(t)
		if i+1 < len(numbers) {
			end = numbers[i+1][0]
		}
		d := Document{Number: strings.ReplaceAll(t[at[0]:at[1]], " ", ""), On: firstDay(t[at[1]:end])}
		if !d.On.IsZero() {
			return d
		}
		if i == 0 {
			first = d
		}
	}
	if len(numbers) == 1 {
		first.On = firstDay(t[:numbers[0][0]])
	}
	return first
}

// firstDay returns the first day that a cleaned text names, or the zero time.
func firstDay(t string) time.Time {
	for _, m := range documentDay.FindAllStringSubmatch(t, -1) {
		d, mon, y := m[1], m[2], m[3]
		if d == "" {
			d, mon, y = m[4], m[5], m[6]
		}
		if day, ok := dayMonthYear([]string{"", d, mon, y}); ok {
			return day
		}
	}
	return time.Time{}
}

// readDocument reads a cell that names a document. A cell that holds a day is
// that of a document without a number, one that holds a number the opposite.
func readDocument(c sheets.Cell) Document {
	if day, ok := c.Day(); ok {
		return Document{On: day}
	}
	switch c.Value.Kind() {
	case sheets.Number:
		if number := c.Value.String(); onlyDigits(number) {
			return Document{Number: number}
		}
	case sheets.Text:
		return ParseDocument(c.Value.String())
	}
	return Document{}
}

// readDecidedOn reads a cell that holds nothing but the day of a document. ok
// is false where it holds something that is no day and no term.
func readDecidedOn(c sheets.Cell, blanks blanks) (on time.Time, ok bool) {
	if day, is := c.Day(); is {
		return day, true
	}
	if c.Value.Kind() == sheets.Text {
		if day := firstDay(Clean(c.Value.String())); !day.IsZero() {
			return day, true
		}
	}
	return time.Time{}, readDeadline(c, blanks, nil).Kind != BadTerm
}

// groupOf returns the group of the Law on Public Investment that a text names:
// "A", "Nhóm B", "dự án nhóm c"; "" where it names none.
func groupOf(text string) string {
	rest := Fold(withoutParens(text))
	for _, word := range []string{"dự án ", "thuộc ", "nhóm "} {
		rest = strings.TrimPrefix(rest, word)
	}
	switch rest {
	case "a", "b", "c":
		return strings.ToUpper(rest)
	}
	return ""
}
