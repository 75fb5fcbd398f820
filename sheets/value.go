package sheets

import (
	"strconv"
	"strings"
	"time"
)

// Kind says what a cell's value is.
type Kind uint8

// The kinds of a cell's value. The zero Kind is Empty.
const (
	Empty Kind = iota
	Text
	Number
	Bool
	Error
)

// String returns the kind's name in English, for logs and test failures.
func (k Kind) String() string {
	switch k {
	case Empty:
		return "empty"
	case Text:
		return "text"
	case Number:
		return "number"
	case Bool:
		return "bool"
	case Error:
		return "error"
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

// Value is a cell's raw value: what the workbook stores, never what a number
// format makes of it. Values are comparable with ==. The zero Value is an
// empty cell.
type Value struct {
	kind Kind
	text string
}

// TextValue returns a text value. The empty string gives a Text value of no
// length, which is not the same as an empty cell.
func TextValue(s string) Value { return Value{Text, s} }

// NumberValue returns a number given by its decimal text as the workbook
// stores it, for instance "1.1000000000000001" or "1.2E+05". The text is kept
// as it is: no float ever stands between the workbook and exact arithmetic.
func NumberValue(s string) Value { return Value{Number, s} }

// BoolValue returns a truth value.
func BoolValue(b bool) Value {
	if b {
		return Value{Bool, "TRUE"}
	}
	return Value{Bool, "FALSE"}
}

// ErrorValue returns an error value by its code, for instance "#REF!".
func ErrorValue(code string) Value { return Value{Error, code} }

// Kind returns what the value is.
func (v Value) Kind() Kind { return v.kind }

// IsEmpty reports whether the cell holds nothing at all.
func (v Value) IsEmpty() bool { return v.kind == Empty }

// IsBlank reports whether the cell holds nothing that a person could see: no
// value, or a text of white space only (no-break spaces included).
func (v Value) IsBlank() bool {
	return v.kind == Empty || v.kind == Text && strings.TrimSpace(v.text) == ""
}

// String returns the raw text of the value: the text, the number's decimal
// text, "TRUE" or "FALSE", the error's code, or "" for an empty cell.
func (v Value) String() string { return v.text }

// IsDecimal reports whether the value's text is a number as workbooks store it:
// digits with at most one point, a sign before and an exponent behind.
func (v Value) IsDecimal() bool {
	s := v.text
	digits := func(s string) (rest string, ok bool) {
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		return s[n:], n > 0
	}
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	s, whole := digits(s)
	if frac := false; strings.HasPrefix(s, ".") {
		s, frac = digits(s[1:])
		whole = whole || frac
	}
	if !whole {
		return false
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '-' || s[0] == '+') {
			s = s[1:]
		}
		var ok bool
		if s, ok = digits(s); !ok {
			return false
		}
	}
	return s == ""
}

// Cell is what stands in one cell.
type Cell struct {
	Value Value
	// Formula is the formula without its leading "=", or "" for none, in the
	// notation of workbook files: commas between arguments, decimal points. A cell
	// with a formula and an Empty value was never computed: it must not be
	// taken for zero.
	Formula string
	// Format is the number format pattern in the notation of workbook files
	// ("#,##0", "dd/mm/yyyy"), or "" for the general format.
	Format string
}

// FormatClass says what kind of thing a number format shows.
type FormatClass uint8

// The classes of number formats.
const (
	Plain FormatClass = iota
	Date
	Percent
)

// Class tells dates and percentages from plain numbers by the cell's format.
// It reads the first section of the pattern and leaves out quoted text,
// escaped characters and bracketed parts such as "[Red]" or "[$-42A]".
func (c Cell) Class() FormatClass {
	class, _ := scanFormat(c.Format)
	return class
}

// Decimals returns the number of digits after the decimal point that the
// cell's format shows, and false for the general format (which shows what
// there is) and for dates.
func (c Cell) Decimals() (int, bool) {
	class, decimals := scanFormat(c.Format)
	if class == Date || decimals < 0 {
		return 0, false
	}
	return decimals, true
}

// scanFormat reads the first section of a number format pattern. decimals is
// -1 where the pattern holds no digit placeholder.
func scanFormat(pattern string) (class FormatClass, decimals int) {
	decimals = -1
	seenPoint := false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case ';':
			return class, decimals
		case '"':
			for i++; i < len(pattern) && pattern[i] != '"'; i++ {
			}
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(pattern[i:], ']')
			if end < 0 {
				return class, decimals
			}
			// Elapsed time such as [h]:mm is a duration, told as a date here
			// because it is no amount of money.
			switch strings.ToLower(pattern[i+1 : i+end]) {
			case "h", "hh", "m", "mm", "s", "ss":
				class = Date
			}
			i += end
		case '0', '#', '?':
			if decimals < 0 {
				decimals = 0
			}
			if seenPoint {
				decimals++
			}
		case '.':
			seenPoint = true
		case 'E', 'e':
			// Scientific notation shows a relative precision, not a fixed
			// number of decimals.
			if i+1 < len(pattern) && (pattern[i+1] == '+' || pattern[i+1] == '-') {
				return class, -1
			}
			if !strings.EqualFold(pattern, "general") {
				class = Date
			}
		case '%':
			class = Percent
		case 'y', 'Y', 'd', 'D', 'm', 'M', 'h', 'H', 's', 'S':
			class = Date
		case 'G', 'g':
			if len(pattern) >= i+7 && strings.EqualFold(pattern[i:i+7], "general") {
				i += 6
			}
		}
	}
	return class, decimals
}

// epoch1900 is day 0 of the serial numbers of workbooks and of Google Sheets.
// It is 30 December 1899 and not 31, because the format counts a 29 February
// 1900 that never was; serials below 61 are therefore a day off, which no
// deadline ever is.
var epoch1900 = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)

// Day returns the calendar day, at midnight UTC, of a cell that holds a
// number under a date format, and false for every other cell. Adapters turn
// serials of the 1904 epoch into those of 1900 when they read.
func (c Cell) Day() (time.Time, bool) {
	if c.Value.kind != Number || c.Class() != Date {
		return time.Time{}, false
	}
	f, err := strconv.ParseFloat(c.Value.text, 64)
	if err != nil || f < 1 || f > 2958465 { // 9999-12-31, the last day a workbook knows
		return time.Time{}, false
	}
	return epoch1900.AddDate(0, 0, int(f)), true
}

// DayValue returns the serial number of a calendar day, for a cell under a
// date format.
func DayValue(day time.Time) Value {
	d := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	return NumberValue(strconv.Itoa(int(d.Sub(epoch1900).Hours() / 24)))
}
