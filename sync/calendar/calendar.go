// Package calendar knows the working days of Viet Nam: weekly days off, public
// holidays by article 112 of the Labour Code 45/2019/QH14, the days made up by
// its article 111(3), the lunar calendar at UTC+7 and what the government
// decided for single years. It is pure; days are calendar days at midnight UTC.
package calendar

import (
	"cmp"
	"slices"
	"time"
)

// Reason is a key that says why a day is off or worked; "" for an ordinary
// working day.
type Reason string

// The reasons.
const (
	Weekend Reason = "weekend"  // a Saturday or Sunday
	Public  Reason = "public"   // a holiday by article 112
	MadeUp  Reason = "made-up"  // for a holiday on a weekly day off, article 111(3)
	SwapOff Reason = "swap-off" // a working day off by decision
	SwapOn  Reason = "swap-on"  // a weekly day off that is worked by decision
	Own     Reason = "own"      // an entry of [Options]
)

// Kind says what an entry makes of its day.
type Kind string

// The kinds of an entry.
const (
	Off  Kind = "off"
	Work Kind = "work"
)

// Entry overrides a day, in whatever year.
type Entry struct {
	Day    time.Time
	Kind   Kind
	Reason string // what people read; may be ""
}

// Options are what can be set of a calendar. Of two entries for a day the
// later holds.
type Options struct {
	Entries    []Entry
	CultureDay bool // 24/11 is a public holiday, Ngày Văn hóa Việt Nam
}

// Calendar tells working days from days off. It never changes.
type Calendar struct {
	entries map[int]Entry
	culture bool
}

// New returns the calendar.
func New(o Options) *Calendar {
	c := &Calendar{entries: map[int]Entry{}, culture: o.CultureDay}
	for _, e := range o.Entries {
		c.entries[number(e.Day)] = e
	}
	return c
}

// Day is what the calendar says of a day.
type Day struct {
	Working   bool
	Reason    Reason
	Name      string // key of the holiday, such as "tet"; for Own what the entry says
	Confirmed bool   // a decision for the year is known, or an entry names the day
}

// Holiday is a day that differs from the week, or a holiday on a weekly day
// off.
type Holiday struct {
	Date time.Time
	Day
}

// ConfirmedUntil returns the last day of which the decisions are known.
func (c *Calendar) ConfirmedUntil() time.Time {
	return time.Date(confirmedUntil, time.December, 31, 0, 0, 0, 0, time.UTC)
}

func weekend(n int) bool {
	w := date(n).Weekday()
	return w == time.Saturday || w == time.Sunday
}

// table returns the days of a year that have a rule of their own.
func (c *Calendar) table(year int) map[int]Day {
	at := func(md int) int {
		return number(time.Date(year, time.Month(md/100), md%100, 0, 0, 0, 0, time.UTC))
	}
	decided, known := decisions(year)
	if !known {
		decided.tet, decided.nation = 1, 901
		if weekend(at(901)) {
			decided.nation = 903
		}
	}
	days := map[int]Day{}
	var holidays []int
	add := func(name string, n int) {
		if _, twice := days[n]; !twice {
			days[n] = Day{Reason: Public, Name: name, Confirmed: known}
		}
		holidays = append(holidays, n)
	}
	add("new-year", at(101))
	if tet, ok := Solar(LunarDay{Year: year, Month: 1, Day: 1}); ok {
		for i := range 5 {
			add("tet", number(tet)-decided.tet+i)
		}
	}
	if kings, ok := Solar(LunarDay{Year: year, Month: 3, Day: 10}); ok {
		add("kings", number(kings))
	}
	add("reunification", at(430))
	add("labour", at(501))
	add("national", at(902))
	add("national", at(decided.nation))
	if c.culture {
		add("culture", at(1124))
	}
	for _, s := range decided.swaps {
		days[at(s[0])] = Day{Reason: SwapOff, Confirmed: true}
		days[at(s[1])] = Day{Working: true, Reason: SwapOn, Confirmed: true}
	}
	// A holiday on a weekly day off, or on another holiday, is made up on the
	// next day that is neither.
	slices.Sort(holidays)
	for i, n := range holidays {
		if !weekend(n) && (i == 0 || holidays[i-1] != n) {
			continue
		}
		name := days[n].Name
		for _, taken := days[n]; taken || weekend(n); _, taken = days[n] {
			n++
		}
		days[n] = Day{Reason: MadeUp, Name: name, Confirmed: known}
	}
	for n, e := range c.entries {
		if date(n).Year() == year {
			days[n] = Day{Working: e.Kind == Work, Reason: Own, Name: e.Reason, Confirmed: true}
		}
	}
	return days
}

func (c *Calendar) day(n int) Day {
	if c == nil {
		return Day{Working: !weekend(n)}
	}
	year := date(n).Year()
	if d, ok := c.table(year)[n]; ok {
		return d
	}
	_, known := decisions(year)
	if weekend(n) {
		return Day{Reason: Weekend, Confirmed: known}
	}
	return Day{Working: true, Confirmed: known}
}

// Day tells of a day, which is taken in its own location.
func (c *Calendar) Day(day time.Time) Day { return c.day(number(day)) }

// Year returns the holidays and swapped days of a year, in order.
func (c *Calendar) Year(year int) []Holiday {
	var all []Holiday
	for n, d := range c.table(year) {
		all = append(all, Holiday{date(n), d})
	}
	slices.SortFunc(all, func(a, b Holiday) int { return cmp.Compare(a.Date.Unix(), b.Date.Unix()) })
	return all
}

// NextWorking returns the day itself where it is worked, else the next that is.
func (c *Calendar) NextWorking(day time.Time) time.Time {
	n := number(day)
	for !c.day(n).Working {
		n++
	}
	return date(n)
}

// AddWorkingDays returns the nth working day after a day; before it where n is
// negative, and the day itself where n is 0.
func (c *Calendar) AddWorkingDays(day time.Time, n int) time.Time {
	at, step := number(day), 1
	if n < 0 {
		n, step = -n, -1
	}
	for n > 0 {
		at += step
		if c.day(at).Working {
			n--
		}
	}
	return date(at)
}

// WorkingDaysBetween counts the working days after from up to and with to; it
// is negative where to is before from, and then counts from to up to the day
// before from.
func (c *Calendar) WorkingDaysBetween(from, to time.Time) int {
	a, b, count := number(from), number(to), 0
	for n := a + 1; n <= b; n++ {
		if c.day(n).Working {
			count++
		}
	}
	for n := b; n < a; n++ {
		if c.day(n).Working {
			count--
		}
	}
	return count
}
