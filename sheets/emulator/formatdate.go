package emulator

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// runeSize is how many bytes the first character takes.
func runeSize(s string) int {
	_, size := utf8.DecodeRuneInString(s)
	return size
}

// isDatePattern tells whether a pattern shows a date or a time.
func isDatePattern(pattern string) bool {
	for _, p := range pieces(pattern) {
		if !p.literal && strings.ContainsAny(p.text, "yYmMdDhHsS") && p.text != "AM/PM" {
			return true
		}
	}
	return false
}

// fromSerial is the moment that a number stands for: days since 30 December
// 1899.
func fromSerial(f float64) time.Time {
	days := math.Floor(f)
	seconds := math.Round((f - days) * 86400)
	return time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
}

// formatDate shows a date or time. An m stands for minutes after an hour and
// before a second, and for the month otherwise.
func formatDate(f float64, section string) string {
	t := fromSerial(f)
	all := pieces(section)
	half := false
	for _, p := range all {
		half = half || !p.literal && p.text == "AM/PM"
	}
	var b strings.Builder
	for i, p := range all {
		if p.literal {
			b.WriteString(p.text)
			continue
		}
		b.WriteString(datePart(t, f, strings.ToLower(p.text), minutes(all, i), half))
	}
	return b.String()
}

// minutes tells whether the m at a place of a pattern stands for minutes.
func minutes(all []piece, at int) bool {
	for i := at - 1; i >= 0; i-- {
		if c := letter(all[i]); c != 0 {
			if c == 'h' {
				return true
			}
			break
		}
	}
	for _, p := range all[at+1:] {
		if c := letter(p); c != 0 {
			return c == 's'
		}
	}
	return false
}

// letter is what kind of date part a piece is; 0 for none.
func letter(p piece) byte {
	text := strings.ToLower(strings.Trim(p.text, "[]"))
	if p.literal || text == "" || !strings.Contains("ymdhs", text[:1]) {
		return 0
	}
	return text[0]
}

func datePart(t time.Time, f float64, part string, asMinutes, half bool) string {
	pad := func(n int) string {
		if len(part) >= 2 {
			return fmt.Sprintf("%02d", n)
		}
		return fmt.Sprint(n)
	}
	switch {
	case strings.HasPrefix(part, "[h"):
		return fmt.Sprint(int(math.Floor(f*24 + 1e-9)))
	case strings.HasPrefix(part, "[m"):
		return fmt.Sprint(int(math.Floor(f*1440 + 1e-9)))
	case strings.HasPrefix(part, "[s"):
		return fmt.Sprint(int(math.Round(f * 86400)))
	case part == "am/pm":
		return t.Format("PM")
	case part[0] == 'y' && len(part) <= 2:
		return t.Format("06")
	case part[0] == 'y':
		return t.Format("2006")
	case part[0] == 'm' && asMinutes:
		return pad(t.Minute())
	case part[0] == 'm' && len(part) == 3:
		return t.Format("Jan")
	case part[0] == 'm' && len(part) >= 4:
		return t.Format("January")
	case part[0] == 'm':
		return pad(int(t.Month()))
	case part[0] == 'd' && len(part) == 3:
		return t.Format("Mon")
	case part[0] == 'd' && len(part) >= 4:
		return t.Format("Monday")
	case part[0] == 'd':
		return pad(t.Day())
	case part[0] == 'h' && half:
		return pad((t.Hour()+11)%12 + 1)
	case part[0] == 'h':
		return pad(t.Hour())
	case part[0] == 's':
		return pad(t.Second())
	}
	return part
}
