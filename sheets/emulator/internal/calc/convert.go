package calc

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// number returns a value as a number. The second result is the error when it
// is none, and blank else.
func (ev *evaluator) number(v Value) (float64, Value) {
	switch v.Kind {
	case Number:
		return v.Num, Value{}
	case Bool:
		if v.Bool {
			return 1, Value{}
		}
		return 0, Value{}
	case Text:
		if f, ok := ev.loc.ParseNumber(v.Str); ok {
			return f, Value{}
		}
		return 0, ev.fail(ValueError, NotANumber, v.Str)
	case Error:
		return 0, v
	}
	return 0, Value{}
}

// text returns a value as a text, as "&" joins it.
func (ev *evaluator) text(v Value) (string, Value) {
	switch v.Kind {
	case Number:
		return ev.loc.FormatNumber(v.Num), Value{}
	case Bool:
		if v.Bool {
			return "TRUE", Value{}
		}
		return "FALSE", Value{}
	case Text:
		return v.Str, Value{}
	case Error:
		return "", v
	}
	return "", Value{}
}

// truth returns a value as TRUE or FALSE.
func (ev *evaluator) truth(v Value) (bool, Value) {
	switch v.Kind {
	case Number:
		return v.Num != 0, Value{}
	case Bool:
		return v.Bool, Value{}
	case Text:
		switch strings.ToUpper(v.Str) {
		case "TRUE":
			return true, Value{}
		case "FALSE":
			return false, Value{}
		}
		return false, ev.fail(ValueError, NotABool, v.Str)
	case Error:
		return false, v
	}
	return false, Value{}
}

// FormatNumber returns a number as a cell without a number format shows it:
// up to 15 significant digits, with an exponent from 1E+15 and below 1E-9.
func (l Locale) FormatNumber(f float64) string {
	if f == 0 {
		return "0"
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'E', 14, 64), "E")
	exp, err := strconv.Atoi(exponent)
	if err != nil { // infinite or not a number, which no cell holds
		return mantissa
	}
	var s string
	if exp >= 15 || exp < -9 {
		s = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".") + "E" + exponent
	} else {
		s = strconv.FormatFloat(f, 'f', 14-exp, 64)
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
	}
	return strings.Replace(s, ".", string(l.Decimal), 1)
}

// ParseNumber reads a number or date as people type it: with separators
// between thousands, a percent sign or an exponent. A date gives its days
// since 30 December 1899.
func (l Locale) ParseNumber(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if f, ok := l.parseDate(s); ok {
		return f, true
	}
	scale := 1.0
	if t, ok := strings.CutSuffix(s, "%"); ok {
		s, scale = strings.TrimSpace(t), 100
	}
	whole, fraction, hasFraction := strings.Cut(s, string(l.Decimal))
	if strings.ContainsRune(whole, l.Group) {
		parts := strings.Split(whole, string(l.Group))
		for _, p := range parts[1:] {
			if len(p) != 3 {
				return 0, false
			}
		}
		if n := len(strings.TrimLeft(parts[0], "+-")); n < 1 || n > 3 {
			return 0, false
		}
		whole = strings.Join(parts, "")
	}
	plain := whole
	if hasFraction {
		plain += "." + fraction
	}
	if plain == "" || strings.Trim(plain, "+-.0123456789eE") != "" || !strings.ContainsAny(plain, "0123456789") {
		return 0, false
	}
	f, err := strconv.ParseFloat(plain, 64)
	return f / scale, err == nil
}

// parseDate reads day, month and year in the order of the locale, or year,
// month and day.
func (l Locale) parseDate(s string) (float64, bool) {
	sep := strings.IndexAny(s, "/-.")
	if sep <= 0 || rune(s[sep]) == l.Decimal {
		return 0, false
	}
	parts := strings.Split(s, s[sep:sep+1])
	if len(parts) != 3 {
		return 0, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || v < 1 || !isDigit(p[0]) {
			return 0, false
		}
		n[i] = v
	}
	year, month, day := n[2], n[1], n[0]
	switch {
	case len(parts[0]) == 4:
		year, day = n[0], n[2]
	case len(parts[2]) != 4:
		return 0, false
	case l.MonthDay:
		month, day = n[0], n[1]
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || int(t.Month()) != month {
		return 0, false
	}
	return serial(t), true
}

// serial returns the days from 30 December 1899 to a date.
func serial(t time.Time) float64 {
	return math.Round(float64(t.Unix()-time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()) / 86400)
}
