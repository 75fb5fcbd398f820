// Package calendar knows the working days of Viet Nam: weekly days off, the
// public holidays of the Labour Code (45/2019/QH14 article 112, before 2021
// 10/2012/QH13 article 115), the days made up for them (article 111(3)), the
// lunar calendar at UTC+7, and what the government decided for single years.
// Holidays and decisions are dated data in days.yaml, each with its source.
//
// It is pure and imports nothing of ours. Days are calendar days, taken in the
// location of the time that is handed over; what is returned lies at midnight
// UTC. Holidays are known from May 2013 to 2150; outside, only the week is.
package calendar

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Reason is a key that says why a day is off or worked; "" for an ordinary
// working day.
type Reason string

// The reasons.
const (
	Weekend Reason = "weekend"  // a Saturday or Sunday
	Public  Reason = "public"   // a public holiday
	MadeUp  Reason = "made-up"  // for a holiday on a weekly day off
	SwapOff Reason = "swap-off" // a working day off by decision
	SwapOn  Reason = "swap-on"  // a weekly day off that is worked by decision
	Own     Reason = "own"      // an entry
)

// Kind says what an entry makes of its day.
type Kind string

// The kinds of an entry.
const (
	Off  Kind = "off"
	Work Kind = "work"
)

// Entry says what one day is, whatever law and decisions say of it.
type Entry struct {
	Day    time.Time
	Kind   Kind
	Reason string // what people read; may be ""
	Source string // the decision, for people to read; may be ""
}

// Options are what can be set of a calendar.
type Options struct {
	// File is a file of the form of days.yaml, whose holidays and decisions
	// take the place of the known ones; nil for none.
	File []byte
	// Entries go before everything else; of two for a day the later holds.
	Entries []Entry
	// CultureDay makes 24 November, the day of Vietnamese culture, a holiday.
	CultureDay bool
}

// Calendar tells working days from days off. It never changes and may be used
// by several at once. A nil one knows of no holidays: Monday to Friday are
// worked.
type Calendar struct {
	data    data
	culture bool
	entries map[int]Entry
	years   sync.Map // int → map[int]Day, the days of a year that differ from the week
}

// New returns the calendar. The error names every mistake in the file and the
// entries.
func New(o Options) (*Calendar, error) {
	d, err := read(known, data{})
	if err != nil {
		return nil, fmt.Errorf("read the known holidays: %w", err)
	}
	if o.File != nil {
		if d, err = read(o.File, d); err != nil {
			return nil, fmt.Errorf("read the file of holidays: %w", err)
		}
	}
	var mistakes []error
	for i, e := range o.Entries {
		switch {
		case e.Day.IsZero():
			mistakes = append(mistakes, fmt.Errorf("entry %d has no day", i+1))
		case e.Kind != Off && e.Kind != Work:
			mistakes = append(mistakes, fmt.Errorf("the entry of %s is neither off nor work", e.Day.Format(time.DateOnly)))
		}
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, err
	}
	return (&Calendar{data: d, culture: o.CultureDay}).With(o.Entries...), nil
}

// With returns a calendar that heeds further entries too, such as those of a
// workbook's tab; they go before earlier ones. An entry is worked where its
// kind is [Work], and off otherwise. The receiver does not change.
func (c *Calendar) With(entries ...Entry) *Calendar {
	all := &Calendar{entries: map[int]Entry{}}
	if c != nil {
		all.data, all.culture = c.data, c.culture
		maps.Copy(all.entries, c.entries)
	}
	for _, e := range entries {
		all.entries[number(e.Day)] = e
	}
	return all
}

// Day is what the calendar says of a day.
type Day struct {
	Date    time.Time // midnight UTC
	Working bool
	Reason  Reason
	Name    string // key of the holiday, such as "tet"; for Own the entry's reason
	// Source is the law, the number of the decision or the entry's source; ""
	// where there is none or it is not known.
	Source string
	// Confirmed is false where the day rests on what the government decides
	// year by year, and its decision is not known. An ordinary day is confirmed.
	Confirmed bool
	// For is the day that this one is swapped with, or the holiday that it
	// makes up for; zero for none.
	For time.Time
}

// Day tells of a day.
func (c *Calendar) Day(t time.Time) Day { return c.day(number(t)) }

// Working says whether a day is worked.
func (c *Calendar) Working(t time.Time) bool { return c.day(number(t)).Working }

func (c *Calendar) day(n int) Day {
	on := date(n)
	if c != nil {
		if d, ok := c.table(on.Year())[n]; ok {
			return d
		}
	}
	if weekend(n) {
		return Day{Date: on, Reason: Weekend, Confirmed: true}
	}
	return Day{Date: on, Working: true, Confirmed: true}
}

// Year returns the days of a year that differ from the plain week, and the
// holidays on weekly days off, in order.
func (c *Calendar) Year(year int) []Day {
	if c == nil {
		return nil
	}
	return slices.SortedFunc(maps.Values(c.table(year)), func(a, b Day) int { return cmp.Compare(a.Date.Unix(), b.Date.Unix()) })
}

// Unconfirmed returns the year whose days off the operator should look after:
// the present one while a day of it that lies ahead, or is today, is not
// confirmed; from 1 November on the coming one while its decisions are not
// known.
func (c *Calendar) Unconfirmed(today time.Time) (year int, yes bool) {
	n, year := number(today), today.Year()
	open := func(d Day) bool { return !d.Confirmed && number(d.Date) >= n }
	if slices.ContainsFunc(c.Year(year), open) {
		return year, true
	}
	if today.Month() >= time.November && slices.ContainsFunc(c.Year(year+1), open) {
		return year + 1, true
	}
	return 0, false
}

// ConfirmedUntil returns the last day up to which it is known which days are
// off: the one before the first, from today on, whose decision is not known. It
// looks no further than to the end of the second year after this one.
func (c *Calendar) ConfirmedUntil(today time.Time) time.Time {
	from, last := number(today), today.Year()+2
	for year := today.Year(); year <= last; year++ {
		for _, d := range c.Year(year) {
			if !d.Confirmed && number(d.Date) >= from {
				return d.Date.AddDate(0, 0, -1)
			}
		}
	}
	return time.Date(last, time.December, 31, 0, 0, 0, 0, time.UTC)
}

// NextWorking returns the day itself where it is worked, else the next that is.
func (c *Calendar) NextWorking(t time.Time) time.Time {
	n := number(t)
	for !c.day(n).Working {
		n++
	}
	return date(n)
}

// AddWorkingDays returns the nth working day after a day; before it where n is
// negative, and the day itself, worked or not, where n is 0.
func (c *Calendar) AddWorkingDays(t time.Time, n int) time.Time {
	at, step := number(t), 1
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

// WorkingDaysBetween counts the working days after from, up to and with to.
// Where to lies before from it is negative, and counts those from to on that
// lie before from.
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
