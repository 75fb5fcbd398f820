package ledger

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rasoat/sheets"
)

// bareNumber finds a number that stands behind the word for it and names no
// kind of document.
var bareNumber = regexp.MustCompile(`(?i)số\s*:?\s*(\d{1,6})(?:[^\d/\-.]|$)`)

// longDay finds a day written out, anywhere in a text.
var longDay = regexp.MustCompile(`(?i)(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})`)

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
	numbers := documentNumbers(t)
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

// documentNumbers returns where the numbers of documents stand in a cleaned
// text: "1234/QĐ-UBND", "12/2020/NQ-HĐND", "25-QĐ/TU".
func documentNumbers(t string) [][2]int {
	var found [][2]int
	for i := 0; i < len(t); i++ {
		if !isDigit(t[i]) || i > 0 && isDigit(t[i-1]) {
			continue
		}
		if end := documentNumberAt(t, i); end > 0 {
			found = append(found, [2]int{i, end})
			i = end - 1
		}
	}
	return found
}

// documentNumberAt returns where the number that begins at a digit ends, 0
// where none does: up to six digits, perhaps a letter and a year, a slash or
// hyphen, and the letters of the kind and of who issued it.
func documentNumberAt(t string, i int) int {
	start := i
	for i < len(t) && isDigit(t[i]) {
		i++
	}
	if i-start > 6 {
		return 0
	}
	if r, size := utf8.DecodeRuneInString(t[i:]); unicode.IsLetter(r) {
		i += size
	}
	if rest := skipSpace(t, i); rest < len(t) && t[rest] == '/' {
		year := skipSpace(t, rest+1)
		if year+4 <= len(t) && onlyDigits(t[year:year+4]) && (t[year:year+2] == "19" || t[year:year+2] == "20") {
			i = year + 4
		}
	}
	i = skipSpace(t, i)
	if i >= len(t) || t[i] != '/' && t[i] != '-' {
		return 0
	}
	sign := t[i]
	i = skipSpace(t, i+1)
	end := wordEnd(t, i)
	if utf8.RuneCountInString(t[i:end]) < 2 || strings.ContainsAny(t[i:end], "0123456789") {
		return 0
	}
	// "25-QĐ/TU", but not "2020-Sở Y tế"; "12/qđ-ubnd", but not "12/tháng".
	first, _ := utf8.DecodeRuneInString(t[i:])
	if sign == '-' && (end >= len(t) || t[end] != '/') || sign == '/' && !unicode.IsUpper(first) && (end >= len(t) || t[end] != '-') {
		return 0
	}
	for end < len(t) {
		i = skipSpace(t, end)
		if i >= len(t) || t[i] != '-' && t[i] != '/' && t[i] != '.' {
			break
		}
		i = skipSpace(t, i+1)
		next := wordEnd(t, i)
		if next == i {
			break
		}
		end = next
	}
	return end
}

// wordEnd returns where the letters, digits and "&" end that begin at a place.
func wordEnd(t string, i int) int {
	for i < len(t) {
		r, size := utf8.DecodeRuneInString(t[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '&' {
			break
		}
		i += size
	}
	return i
}

// firstDay returns the first day that a cleaned text names, or the zero time.
func firstDay(t string) time.Time {
	for i := 0; i < len(t); i++ {
		if !isDigit(t[i]) || i > 0 && (isDigit(t[i-1]) || strings.IndexByte("/.-", t[i-1]) >= 0) {
			continue
		}
		if day, ok := shortDayAt(t, i); ok {
			return day
		}
	}
	if !strings.Contains(t, "áng ") && !strings.Contains(t, "ÁNG ") {
		return time.Time{}
	}
	for _, m := range longDay.FindAllStringSubmatch(t, -1) {
		if day, ok := dayMonthYear(m); ok {
			return day
		}
	}
	return time.Time{}
}

// shortDayAt reads a day such as "25/9/2020" that begins at a digit.
func shortDayAt(t string, i int) (time.Time, bool) {
	var parts [3]string
	for n := range parts {
		start := i
		for i < len(t) && isDigit(t[i]) {
			i++
		}
		parts[n] = t[start:i]
		if n == 2 {
			break
		}
		if i = skipSpace(t, i); len(parts[n]) == 0 || len(parts[n]) > 2 || i >= len(t) || strings.IndexByte("/.-", t[i]) < 0 {
			return time.Time{}, false
		}
		i = skipSpace(t, i+1)
	}
	if n := len(parts[2]); n != 2 && n != 4 || i < len(t) && strings.IndexByte("/-", t[i]) >= 0 {
		return time.Time{}, false
	}
	return dayMonthYear([]string{"", parts[0], parts[1], parts[2]})
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func skipSpace(t string, i int) int {
	if i < len(t) && t[i] == ' ' {
		i++
	}
	return i
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
