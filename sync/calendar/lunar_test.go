package calendar_test

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rasoat/sync/calendar"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestLunar(t *testing.T) {
	for s, want := range map[string]calendar.LunarDay{
		"1985-01-21": {Year: 1985, Month: 1, Day: 1}, "2007-02-17": {Year: 2007, Month: 1, Day: 1},
		"2025-01-29": {Year: 2025, Month: 1, Day: 1}, "2026-02-17": {Year: 2026, Month: 1, Day: 1},
		"2027-02-06": {Year: 2027, Month: 1, Day: 1}, "2028-01-26": {Year: 2028, Month: 1, Day: 1},
		"2029-02-13": {Year: 2029, Month: 1, Day: 1}, "2030-02-02": {Year: 2030, Month: 1, Day: 1},
		"2026-04-26": {Year: 2026, Month: 3, Day: 10}, "2027-04-16": {Year: 2027, Month: 3, Day: 10},
		"2030-04-12": {Year: 2030, Month: 3, Day: 10}, "2025-07-25": {Year: 2025, Month: 6, Day: 1, Leap: true},
		"1967-12-31": {}, "2151-01-01": {}, "0001-01-01": {},
	} {
		if got := calendar.Lunar(day(s)); got != want {
			t.Errorf("Lunar(%s) = %+v, want %+v", s, got, want)
		}
		if back, ok := calendar.Solar(want); want.Year != 0 && (!ok || !back.Equal(day(s))) {
			t.Errorf("Solar(%+v) = %s, %v, want %s", want, back, ok, s)
		}
	}
	for _, l := range []calendar.LunarDay{
		{Year: 2026, Month: 6, Day: 1, Leap: true}, {Year: 2026, Month: 13, Day: 1}, {Year: 2026, Month: 1, Day: 31}, {Year: 2026, Month: 1}, {},
	} {
		if at, ok := calendar.Solar(l); ok {
			t.Errorf("Solar(%+v) = %s, want none", l, at)
		}
	}
}

// A solar day is the one of its own location, whatever day UTC has.
func TestLunarTakesTheDayWhereItIs(t *testing.T) {
	late := time.Date(2026, 2, 17, 0, 30, 0, 0, time.FixedZone("", 7*3600))
	if got := calendar.Lunar(late); got != (calendar.LunarDay{Year: 2026, Month: 1, Day: 1}) {
		t.Errorf("Lunar = %+v", got)
	}
}

func TestPropertyLunarRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := day("1976-01-01").AddDate(0, 0, rapid.IntRange(0, 45655).Draw(t, "day"))
		l := calendar.Lunar(d)
		if back, ok := calendar.Solar(l); !ok || !back.Equal(d) {
			t.Fatalf("%s is %+v, which is %s, %v", d, l, back, ok)
		}
		next := calendar.Lunar(d.AddDate(0, 0, 1))
		if next.Day != 1 && (next.Day != l.Day+1 || next.Month != l.Month || next.Leap != l.Leap) || next.Day == 1 && l.Day < 29 {
			t.Fatalf("%+v is followed by %+v", l, next)
		}
	})
}

// Another program reckons the same days of Tết, with the full planetary theory.
func TestTetAsOthersReckonIt(t *testing.T) {
	file := os.Getenv("TEST_LUNAR")
	if file == "" {
		t.Skip("TEST_LUNAR names no file: the lunar calendar is not held against another")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	days := map[string]string{}
	if err := json.Unmarshal(text, &days); err != nil {
		t.Fatal(err)
	}
	if len(days) != 125 {
		t.Fatalf("%d years, want 125", len(days))
	}
	for s, want := range days {
		year, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := calendar.Solar(calendar.LunarDay{Year: year, Month: 1, Day: 1}); !ok || !got.Equal(day(want)) {
			t.Errorf("Tết %d: %s, others reckon %s", year, got.Format(time.DateOnly), want)
		}
	}
}
