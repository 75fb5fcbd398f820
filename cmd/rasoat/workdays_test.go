package main

import (
	"strings"
	"testing"
	"time"

	"rasoat/config"
	"rasoat/sync/calendar"
)

// Mail goes out in its hours, on days that somebody works.
func TestWhenMailMayGoOut(t *testing.T) {
	zone := time.FixedZone("", 7*60*60)
	at := func(text string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
		check(t, err)
		return v
	}
	off := func(day string) *calendar.Calendar {
		return (*calendar.Calendar)(nil).With(calendar.Entry{Day: at(day + " 00:00"), Kind: calendar.Off})
	}
	for _, tt := range []struct {
		name  string
		known map[string]*calendar.Calendar
		now   string
		next  string // "" where mail may go out
	}{
		{"in the hours", nil, "2021-01-15 07:00", ""},
		{"to the last minute", nil, "2021-01-15 17:59", ""},
		{"too early", nil, "2021-01-15 06:59", "2021-01-15 07:00"},
		{"too late, before a weekend", nil, "2021-01-15 18:00", "2021-01-18 07:00"},
		{"on a Sunday", nil, "2021-01-17 10:00", "2021-01-18 07:00"},
		{"on a day off of the configuration", nil, "2021-01-13 10:00", "2021-01-14 07:00"},
		{"on a day that the one workbook has off", map[string]*calendar.Calendar{"a": off("2021-01-15")}, "2021-01-15 10:00", "2021-01-18 07:00"},
		{"on a day that another workbook has worked", map[string]*calendar.Calendar{"a": off("2021-01-15"), "b": off("2021-01-14")}, "2021-01-15 10:00", ""},
	} {
		w := newWorkdays(7, 18, off("2021-01-13"))
		for name, c := range tt.known {
			w.note(name, c)
		}
		ok, next := w.open(at(tt.now))
		if ok != (tt.next == "") || !ok && !next.Equal(at(tt.next)) {
			t.Errorf("%s: %v, next %v; want next %q", tt.name, ok, next, tt.next)
		}
	}
}

// What was read of workbooks outlives a new configuration, for those that stay
// in it.
func TestDaysOffOutliveANewConfiguration(t *testing.T) {
	now := time.Date(2021, 1, 15, 10, 0, 0, 0, time.UTC)
	before := newWorkdays(7, 18, nil)
	before.note("a", (*calendar.Calendar)(nil).With(calendar.Entry{Day: now.Truncate(24 * time.Hour), Kind: calendar.Off}))
	before.note("b", nil)
	for workbooks, want := range map[string]bool{"a": false, "ab": true, "c": true} {
		after := newWorkdays(7, 18, nil)
		var stay []config.Workbook
		for _, name := range strings.Split(workbooks, "") {
			stay = append(stay, config.Workbook{Name: name})
		}
		after.inherit(before, stay)
		if ok, _ := after.open(now); ok != want {
			t.Errorf("with the workbooks %s mail may go out: %v", workbooks, ok)
		}
	}
}

// A calendar that has every day off is asked again, and holds nobody up.
func TestMailWithoutAnyWorkingDay(t *testing.T) {
	var entries []calendar.Entry
	day := time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := range 100 {
		entries = append(entries, calendar.Entry{Day: day.AddDate(0, 0, n), Kind: calendar.Off})
	}
	now := day.Add(10 * time.Hour)
	ok, next := newWorkdays(7, 18, (*calendar.Calendar)(nil).With(entries...)).open(now)
	if ok || !next.After(now) || next.After(now.AddDate(0, 0, 40)) {
		t.Errorf("%v, next %v", ok, next)
	}
}
