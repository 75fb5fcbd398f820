package calendar_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sync/calendar"
)

var update = flag.Bool("update", false, "rewrite golden files")

func usual(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New(calendar.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every day of some years that differs from the week, why, and whence.
func TestYears(t *testing.T) {
	c := usual(t)
	var b strings.Builder
	for _, year := range []int{2013, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028, 2029, 2030} {
		fmt.Fprintf(&b, "=== %d\n", year)
		for _, d := range c.Year(year) {
			line := fmt.Sprintf("%s %s %-8s %-13s", d.Date.Format(time.DateOnly), d.Date.Format("Mon"), d.Reason, d.Name)
			if !d.For.IsZero() {
				line += " for " + d.For.Format("02/01")
			}
			if d.Source != "" {
				line += " by " + d.Source
			}
			if !d.Confirmed {
				line += " (unconfirmed)"
			}
			fmt.Fprintln(&b, line)
		}
	}
	path := filepath.Join("testdata", "years.golden")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("%s differs (-want +got; -update rewrites it):\n%s", path, diff)
	}
}

func TestDays(t *testing.T) {
	c := usual(t)
	for _, tt := range []struct {
		day       string
		working   bool
		reason    calendar.Reason
		name      string
		confirmed bool
		why       string
	}{
		{"2021-01-15", true, "", "", true, "an ordinary Friday"},
		{"2021-01-16", false, calendar.Weekend, "", true, "a Saturday"},
		{"2021-01-01", false, calendar.Public, "new-year", true, "of the law alone"},
		{"2021-02-10", false, calendar.Public, "tet", true, "the first day of the block"},
		{"2021-02-16", false, calendar.MadeUp, "tet", true, "for a Sunday in the block"},
		{"2021-02-17", true, "", "", true, "the block is over"},
		{"2021-09-03", false, calendar.Public, "national", true, "the second day as decided"},
		{"2020-09-01", true, "", "", true, "before 2021 Quốc khánh is one day"},
		{"2020-09-03", true, "", "", true, "before 2021 Quốc khánh is one day"},
		{"2026-01-02", false, calendar.SwapOff, "", true, "swapped"},
		{"2026-01-10", true, calendar.SwapOn, "", true, "swapped"},
		{"2026-08-31", false, calendar.SwapOff, "", false, "proposed"},
		{"2027-02-05", false, calendar.Public, "tet", false, "by the rule"},
		{"2027-02-06", false, calendar.Public, "tet", true, "the day itself is off whatever is decided"},
		{"2027-02-09", false, calendar.MadeUp, "tet", false, "where it lies depends on the block"},
		{"2027-04-16", false, calendar.Public, "kings", true, "of the law alone"},
		{"2026-11-24", true, "", "", true, "the day of culture is not switched on"},
		{"2012-09-02", false, calendar.Weekend, "", true, "holidays are not known of that year"},
		{"2200-05-01", true, "", "", true, "holidays are not known of that year"},
	} {
		d := c.Day(day(tt.day))
		if d.Working != tt.working || d.Reason != tt.reason || d.Name != tt.name || d.Confirmed != tt.confirmed || !d.Date.Equal(day(tt.day)) {
			t.Errorf("%s, %s: %+v", tt.day, tt.why, d)
		}
		if c.Working(day(tt.day)) != tt.working {
			t.Errorf("%s, %s: Working is not %v", tt.day, tt.why, tt.working)
		}
	}
}

// A holiday that is another holiday too is not made up, unless it falls on a
// weekly day off: article 111(3) speaks of those only.
func TestMakingUp(t *testing.T) {
	text := []byte(`holidays:
  - {name: a, month: 5, day: 4}
  - {name: b, month: 5, day: 4}
  - {name: c, month: 5, day: 9}
  - {name: d, month: 5, day: 9}
  - {name: e, month: 5, day: 11}
decisions:
  - {off: 2026-05-12, work: 2026-05-16, confirmed: true}
`)
	c, err := calendar.New(calendar.Options{File: text})
	if err != nil {
		t.Fatal(err)
	}
	for s, off := range map[string]bool{
		"2026-05-04": true, "2026-05-05": false, // Monday, twice a holiday
		"2026-05-11": true, "2026-05-12": true, "2026-05-13": true, // Saturday the 9th: behind the holiday and the swap
		"2026-05-14": false,
	} {
		if c.Working(day(s)) == off {
			t.Errorf("%s: %+v", s, c.Day(day(s)))
		}
	}
	if d := c.Day(day("2026-05-13")); d.Reason != calendar.MadeUp || !d.For.Equal(day("2026-05-09")) {
		t.Errorf("the day made up: %+v", d)
	}
}

func TestEntriesAndFilesGoFirst(t *testing.T) {
	first, err := calendar.New(calendar.Options{
		CultureDay: true,
		File: []byte(`decisions:
  - {holiday: tet, first: 2027-02-05, confirmed: true, source: 01/TB}
  - {off: 2026-01-02, confirmed: true}
`),
		Entries: []calendar.Entry{
			{Day: day("2027-03-01"), Kind: calendar.Off, Reason: "Bão số 1", Source: "02/CV"},
			{Day: day("2027-03-02"), Kind: calendar.Off},
			{Day: day("2027-03-02"), Kind: calendar.Work},
			{Day: day("2027-04-30"), Kind: calendar.Work},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	second := first.With(calendar.Entry{Day: day("2027-03-01"), Kind: calendar.Work}, calendar.Entry{Day: day("2027-03-03"), Kind: calendar.Off})
	for _, tt := range []struct {
		day           string
		first, second bool
	}{
		{"2027-02-04", true, true}, {"2027-02-05", false, false}, {"2027-02-11", false, false}, {"2027-02-12", true, true},
		{"2026-01-02", false, false}, {"2026-01-10", false, false}, // a day off without one worked for it
		{"2026-11-24", false, false}, {"2025-11-24", true, true}, // the day of culture, from 2026
		{"2027-03-01", false, true}, {"2027-03-02", true, true}, {"2027-03-03", true, false}, {"2027-04-30", true, true},
	} {
		if first.Working(day(tt.day)) != tt.first || second.Working(day(tt.day)) != tt.second {
			t.Errorf("%s: %+v, with further entries %+v", tt.day, first.Day(day(tt.day)), second.Day(day(tt.day)))
		}
	}
	want := calendar.Day{Date: day("2027-03-01"), Reason: calendar.Own, Name: "Bão số 1", Source: "02/CV", Confirmed: true}
	if diff := cmp.Diff(want, first.Day(day("2027-03-01"))); diff != "" {
		t.Errorf("the entry (-want +got):\n%s", diff)
	}
	if d := first.Day(day("2027-02-05")); d.Source != "01/TB" || !d.Confirmed {
		t.Errorf("the decision: %+v", d)
	}
}

// Holidays of a file that leave no room for a decision that is known take its
// place.
func TestHolidayOfAFileReplacesWhatWasDecided(t *testing.T) {
	c, err := calendar.New(calendar.Options{File: []byte("holidays: [{name: tet, lunar: true, month: 1, day: 1, days: 1}]\n")})
	if err != nil {
		t.Fatal(err)
	}
	for s, off := range map[string]bool{"2026-02-16": false, "2026-02-17": true, "2026-02-18": false} {
		if c.Working(day(s)) == off {
			t.Errorf("%s: %+v", s, c.Day(day(s)))
		}
	}
}

func TestMistakesAreTold(t *testing.T) {
	for text, want := range map[string]string{
		"holiday: []":                                                "holiday",
		"holidays: [{month: 1, day: 1}]":                             "holidays[0]: the name is missing",
		"holidays: [{name: a, month: 2, day: 29}]":                   "a: month and day are not a day of every year",
		"holidays: [{name: a, month: 13, day: 1}]":                   "a: month and day are no day",
		"holidays: [{name: a, month: 12, day: 31}]":                  "a: the last days of a year",
		"holidays: [{name: a, month: 5, day: 1, days: 40}]":          "a: a block has 1 to 14 days",
		"holidays: [{name: a, month: 5, day: 1, before: 1}]":         "a: before leaves no room",
		"holidays: [{name: a, month: 5, day: 1, before_on: {x: 0}}]": `"x" is no weekday`,
		"decisions: [{confirmed: true}]":                             "decisions[0]: give holiday and first, or off",
		"decisions: [{first: 2027-01-01}]":                           "give holiday and first, or off",
		"decisions: [{off: 2027-01-02}]":                             "off: 2027-01-02 is off every week",
		"decisions: [{off: 2027-01-04, work: 2027-01-05}]":           "work: 2027-01-05 is worked every week",
		"decisions: [{holiday: tet, first: 2027-03-05}]":             "first: 5 days from 2027-03-05 do not hold the day itself, 2027-02-06",
		"decisions: [{holiday: tett, first: 2027-02-05}]":            `"tett" is no holiday in 2027`,
		"decisions: [{off: 2027-01-04}, {off: 2027-01-04}]":          "decisions[1]: an earlier one is about the same days",
		"decisions: [{off: someday}]":                                "someday",
		"- x":                                                        "read the file of holidays",
	} {
		if _, err := calendar.New(calendar.Options{File: []byte(text)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n  says %v\n  not  %s", text, err, want)
		}
	}
	_, err := calendar.New(calendar.Options{Entries: []calendar.Entry{{Kind: calendar.Off}, {Day: day("2026-05-05"), Kind: "half"}}})
	for _, want := range []string{"entry 1 has no day", "2026-05-05 is neither off nor work"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("entries: %v does not say %s", err, want)
		}
	}
}

func TestUnconfirmed(t *testing.T) {
	c := usual(t)
	decided, err := calendar.New(calendar.Options{File: []byte("decisions:\n" +
		"  - {holiday: tet, first: 2027-02-04, confirmed: true}\n  - {holiday: national, first: 2027-09-02, confirmed: true}\n")})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		c     *calendar.Calendar
		today string
		year  int
	}{
		{c, "2021-01-15", 0}, {c, "2026-08-01", 2026}, {c, "2026-09-01", 2026}, {c, "2026-09-02", 0},
		{c, "2026-10-31", 0}, {c, "2026-11-01", 2027}, {c, "2027-01-01", 2027},
		{decided, "2026-11-01", 0}, {decided, "2027-01-01", 0}, {decided, "2027-11-01", 2028},
		{nil, "2026-11-01", 0},
	} {
		if year, yes := tt.c.Unconfirmed(day(tt.today)); year != tt.year || yes != (tt.year != 0) {
			t.Errorf("on %s: %d, %v, want %d", tt.today, year, yes, tt.year)
		}
	}
}

func TestConfirmedUntil(t *testing.T) {
	c := usual(t)
	for _, tt := range []struct{ today, want string }{
		{"2021-01-15", "2022-08-31"}, {"2026-08-01", "2026-08-21"}, {"2026-09-01", "2026-08-31"}, {"2026-11-26", ""},
	} {
		got := c.ConfirmedUntil(day(tt.today))
		if tt.want != "" && !got.Equal(day(tt.want)) {
			t.Errorf("on %s: %s, want %s", tt.today, got.Format(time.DateOnly), tt.want)
		}
		// Up to that day every day is confirmed, and the next one is not.
		for d := day(tt.today); !d.After(got); d = d.AddDate(0, 0, 1) {
			if !c.Day(d).Confirmed {
				t.Errorf("on %s: %s is not confirmed", tt.today, d.Format(time.DateOnly))
			}
		}
		if next := got.AddDate(0, 0, 1); c.Day(next).Confirmed {
			t.Errorf("on %s: %s is confirmed too", tt.today, next.Format(time.DateOnly))
		}
	}
}

func TestCounting(t *testing.T) {
	c := usual(t)
	for _, tt := range []struct {
		from string
		n    int
		to   string
	}{
		{"2021-02-09", 1, "2021-02-17"}, {"2021-02-17", -1, "2021-02-09"}, {"2021-02-12", 5, "2021-02-23"},
		{"2026-01-09", 1, "2026-01-10"}, {"2026-01-01", 1, "2026-01-05"}, {"2026-02-15", 0, "2026-02-15"},
	} {
		if got := c.AddWorkingDays(day(tt.from), tt.n); !got.Equal(day(tt.to)) {
			t.Errorf("%s %+d: %s, want %s", tt.from, tt.n, got.Format(time.DateOnly), tt.to)
		}
		if got := c.WorkingDaysBetween(day(tt.from), day(tt.to)); got != tt.n {
			t.Errorf("from %s to %s: %d, want %d", tt.from, tt.to, got, tt.n)
		}
	}
	for from, want := range map[string]string{"2021-02-10": "2021-02-17", "2021-02-17": "2021-02-17", "2026-01-10": "2026-01-10"} {
		if got := c.NextWorking(day(from)); !got.Equal(day(want)) {
			t.Errorf("next from %s: %s, want %s", from, got.Format(time.DateOnly), want)
		}
	}
}

func TestNoCalendarHasMondayToFriday(t *testing.T) {
	var c *calendar.Calendar
	for s, working := range map[string]bool{"2021-02-12": true, "2021-02-13": false, "2026-01-01": true} {
		if c.Working(day(s)) != working || c.Day(day(s)).Working != working {
			t.Errorf("%s: %+v", s, c.Day(day(s)))
		}
	}
	if got := c.AddWorkingDays(day("2021-02-12"), 1); !got.Equal(day("2021-02-15")) {
		t.Errorf("the day after Friday: %s", got)
	}
	if got := c.Year(2026); len(got) != 0 {
		t.Errorf("the year: %+v", got)
	}
	with := c.With(calendar.Entry{Day: day("2021-02-12"), Kind: calendar.Off})
	if with.Working(day("2021-02-12")) || !with.Working(day("2026-01-01")) {
		t.Error("an entry is not heeded, or a holiday is")
	}
}
