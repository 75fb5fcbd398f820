package calendar_test

import (
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
	} {
		if got := calendar.Lunar(day(s)); got != want {
			t.Errorf("Lunar(%s) = %+v, want %+v", s, got, want)
		}
	}
}

func TestPropertyLunarRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := day("1976-01-01").AddDate(0, 0, rapid.IntRange(0, 45655).Draw(t, "day"))
		if back, ok := calendar.Solar(calendar.Lunar(d)); !ok || !back.Equal(d) {
			t.Fatalf("%s is %+v, which is %s, %v", d, calendar.Lunar(d), back, ok)
		}
	})
}
