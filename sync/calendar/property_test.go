package calendar_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rasoat/sync/calendar"
)

func TestPropertyCountingIsInverse(t *testing.T) {
	c := usual(t)
	rapid.Check(t, func(t *rapid.T) {
		c := c
		for i := range rapid.IntRange(0, 3).Draw(t, "entries") {
			at := day("2020-01-01").AddDate(0, 0, rapid.IntRange(0, 4000).Draw(t, fmt.Sprint("at", i)))
			c = c.With(calendar.Entry{Day: at, Kind: rapid.SampledFrom([]calendar.Kind{calendar.Off, calendar.Work}).Draw(t, fmt.Sprint("kind", i))})
		}
		from := day("2020-01-01").AddDate(0, 0, rapid.IntRange(0, 4000).Draw(t, "from"))
		n := rapid.IntRange(-300, 300).Draw(t, "n")
		to := c.AddWorkingDays(from, n)
		if got := c.WorkingDaysBetween(from, to); got != n {
			t.Fatalf("%s %+d is %s, %d working days away", from, n, to, got)
		}
		if n != 0 && !c.Working(to) {
			t.Fatalf("%s %+d is %s, a day off", from, n, to)
		}
	})
}

// Whatever the year: what is told of its days agrees with the days, no two
// are the same, a swap is one on both sides, and what is made up was a
// holiday on a weekly day off.
func TestPropertyYearAgreesWithItsDays(t *testing.T) {
	c := usual(t)
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(2014, 2150).Draw(t, "year")
		seen := map[time.Time]bool{}
		for _, d := range c.Year(year) {
			if seen[d.Date] || d.Date.Year() != year || d != c.Day(d.Date) {
				t.Fatalf("%+v stands twice, elsewhere, or is another day", d)
			}
			seen[d.Date] = true
			other := c.Day(d.For)
			switch d.Reason {
			case calendar.MadeUp:
				if w := d.For.Weekday(); other.Reason != calendar.Public || w != time.Saturday && w != time.Sunday || other.Name != d.Name {
					t.Fatalf("%+v makes up for %+v", d, other)
				}
			case calendar.SwapOff, calendar.SwapOn:
				if !other.For.Equal(d.Date) || other.Working == d.Working {
					t.Fatalf("%+v is swapped with %+v", d, other)
				}
			}
		}
		if len(seen) < 10 {
			t.Fatalf("%d holidays", len(seen))
		}
	})
}

func TestSharedByMany(t *testing.T) {
	c := usual(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for year := 2014; year < 2060; year++ {
				c.Year(year)
			}
		})
	}
	all.Wait()
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		usual(b)
	}
}

func BenchmarkYearForTheFirstTime(b *testing.B) {
	c := usual(b)
	b.ReportAllocs()
	for b.Loop() {
		c.With().Year(2026)
	}
}

func BenchmarkAddWorkingDays(b *testing.B) {
	c, from := usual(b), day("2026-01-01")
	b.ReportAllocs()
	for b.Loop() {
		c.AddWorkingDays(from, 250)
	}
}

func BenchmarkLunar(b *testing.B) {
	at := day("2026-02-17")
	b.ReportAllocs()
	for b.Loop() {
		calendar.Lunar(at)
	}
}
