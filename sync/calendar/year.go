package calendar

import (
	"maps"
	"slices"
	"time"
)

func weekend(n int) bool {
	w := date(n).Weekday()
	return w == time.Saturday || w == time.Sunday
}

// table returns the days of a year that have a rule of their own, by their
// number. It is worked out once.
func (c *Calendar) table(year int) map[int]Day {
	if t, ok := c.years.Load(year); ok {
		return t.(map[int]Day)
	}
	days := map[int]Day{}
	if year >= firstYear && year <= lastYear {
		c.holidays(days, year)
		c.swaps(days, year)
		makeUp(days)
	}
	for n, e := range c.entries {
		if on := date(n); on.Year() == year {
			days[n] = Day{Date: on, Working: e.Kind == Work, Reason: Own, Name: e.Reason, Source: e.Source, Confirmed: true}
		}
	}
	if year < firstYear || year > lastYear {
		return days // not kept: there is no end of such years
	}
	t, _ := c.years.LoadOrStore(year, days)
	return t.(map[int]Day)
}

// holidays puts in the public holidays. A day that is two of them bears the
// name of the first.
func (c *Calendar) holidays(days map[int]Day, year int) {
	for _, h := range c.data.Holidays {
		n, ok := h.day(year)
		if !ok || h.Optional && !c.culture {
			continue
		}
		d := Day{Reason: Public, Name: h.Name, Source: h.Source, Confirmed: h.length() == 1}
		first := n - h.lead(n)
		if i := slices.IndexFunc(c.data.Decisions, func(e decision) bool { return e.Holiday == h.Name && e.First.Year() == year }); i >= 0 {
			e := c.data.Decisions[i]
			first, d.Confirmed = number(e.First), e.Confirmed
			if e.Confirmed {
				d.Source = e.Source
			}
		}
		for i := first; i < first+h.length(); i++ {
			if _, twice := days[i]; twice {
				continue
			}
			one := d
			one.Date = date(i)
			if i == n && !d.Confirmed {
				one.Confirmed = true // wherever the block lies, it holds the day itself
			}
			days[i] = one
		}
	}
}

// swaps puts in the working days that are off and the weekly days off that are
// worked for them. A holiday stays one.
func (c *Calendar) swaps(days map[int]Day, year int) {
	put := func(at, other time.Time, d Day) {
		n := number(at)
		if _, taken := days[n]; taken || at.IsZero() || at.Year() != year {
			return
		}
		d.Date = date(n)
		if !other.IsZero() {
			d.For = date(number(other))
		}
		days[n] = d
	}
	for _, e := range c.data.Decisions {
		if e.Holiday != "" {
			continue
		}
		put(e.Off, e.Work, Day{Reason: SwapOff, Source: e.Source, Confirmed: e.Confirmed})
		put(e.Work, e.Off, Day{Working: true, Reason: SwapOn, Source: e.Source, Confirmed: e.Confirmed})
	}
}

// makeUp gives each holiday on a weekly day off the next day that is worked.
// One that falls on another holiday is not made up: article 111(3) speaks of
// weekly days off only.
func makeUp(days map[int]Day) {
	for _, n := range slices.Sorted(maps.Keys(days)) {
		d := days[n]
		if d.Reason != Public || !weekend(n) {
			continue
		}
		d.Reason, d.For = MadeUp, d.Date
		for _, other := range days {
			if other.Name == d.Name && !other.Confirmed {
				d.Confirmed = false // where it lies depends on the block
			}
		}
		for _, taken := days[n]; taken || weekend(n); _, taken = days[n] {
			n++
		}
		d.Date = date(n)
		days[n] = d
	}
}
