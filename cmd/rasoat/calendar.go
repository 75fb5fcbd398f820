package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rasoat/config"
	"rasoat/sync/calendar"
)

type calendarCmd struct {
	configFlag
	nowFlag
	Year int `arg:"" optional:"" help:"The year, such as 2026. Default: the present one."`
}

// The years that the command prints: the lunar calendar is good for them.
const firstCalendarYear, lastCalendarYear = 1968, 2150

// Run prints which days of a year are off, which are worked instead, why, and
// what is not decided yet. Without a configuration it is what law and
// decisions say.
func (cmd calendarCmd) Run(s *session) error {
	c := &configuration{Config: &config.Config{}}
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		return fmt.Errorf("load the time zone: %w", err)
	}
	if cmd.Config != "" {
		if c, err = cmd.load(s); err != nil {
			return err
		}
		zone = c.Timezone
	} else if c.days, err = calendarOf(c.Config); err != nil {
		return err
	}
	now, err := cmd.clock(zone, time.Time{})
	if err != nil {
		return err
	}
	year := cmd.Year
	if year == 0 {
		year = now().Year()
	}
	if year < firstCalendarYear || year > lastCalendarYear {
		return &usageError{fmt.Errorf("calendar %d: a year from %d to %d expected", year, firstCalendarYear, lastCalendarYear)}
	}
	t := newTerminal(s)
	t.year(c.days, year)
	if c.Calendar.Tab != "" {
		t.line("%s", t.p.Text("calendar/tab", map[string]any{"tab": c.Calendar.Tab}))
	}
	return t.err
}

// calendarOf is the calendar as configured, without what the tabs of workbooks
// say. A mistake in calendar.file is one of the configuration.
func calendarOf(c *config.Config) (*calendar.Calendar, error) {
	o := calendar.Options{CultureDay: c.Calendar.CultureDay}
	if c.Calendar.File != "" {
		text, err := os.ReadFile(c.Calendar.File)
		if err != nil {
			return nil, config.Errors{{File: shortPath(c.Calendar.File), Key: "calendar.file", Msg: err.Error()}}
		}
		o.File = text
	}
	for _, d := range c.Calendar.Days {
		kind := calendar.Off
		if d.Kind == config.DayWork {
			kind = calendar.Work
		}
		o.Entries = append(o.Entries, calendar.Entry{Day: d.Day, Kind: kind, Reason: d.Reason, Source: d.Source})
	}
	days, err := calendar.New(o)
	if err != nil && c.Calendar.File != "" {
		return nil, config.Errors{{File: shortPath(c.Calendar.File), Key: "calendar.file", Msg: err.Error()}}
	}
	return days, err
}

// year prints a year.
func (t *terminal) year(c *calendar.Calendar, year int) {
	var months [12]int
	working := 0
	for d := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC); d.Year() == year; d = d.AddDate(0, 0, 1) {
		if c.Working(d) {
			months[d.Month()-1]++
			working++
		}
	}
	t.line("%s", t.p.Text("calendar/title", map[string]any{"year": fmt.Sprint(year), "working": working}))
	tet, _ := calendar.Solar(calendar.LunarDay{Year: year, Month: 1, Day: 1})
	kings, _ := calendar.Solar(calendar.LunarDay{Year: year, Month: 3, Day: 10})
	t.line("%s", t.p.Text("calendar/lunar", map[string]any{"tet": tet, "kings": kings}))
	t.line("")

	days := c.Year(year)
	if !slices.ContainsFunc(days, func(d calendar.Day) bool { return d.Reason == calendar.Public }) {
		t.line("%s", t.p.Text("calendar/unknown", nil))
	}
	var rows [][]string
	open := false
	for _, d := range days {
		rows = append(rows, t.dayOf(d))
		open = open || !d.Confirmed
	}
	t.columns(rows)

	t.line("")
	var counts []string
	for i, n := range months {
		counts = append(counts, t.p.Text("calendar/month", map[string]any{"month": fmt.Sprintf("%02d", i+1), "days": n}))
	}
	t.line("%s", t.p.Text("calendar/months", nil))
	t.line("  %s", strings.Join(counts[:6], " · "))
	t.line("  %s", strings.Join(counts[6:], " · "))
	if open {
		t.line("")
		t.line("%s", t.p.Text("calendar/open", nil))
	}
}

// dayOf is the row of a day: day, weekday, off or worked, why, by what.
func (t *terminal) dayOf(d calendar.Day) []string {
	kind := calendar.Off
	if d.Working {
		kind = calendar.Work
	}
	by := d.Source
	switch {
	case !d.Confirmed:
		by = t.p.Text("calendar/unconfirmed", nil)
	case by == "" && d.Reason != calendar.Own:
		by = t.p.Text("calendar/nonumber", nil)
	}
	return []string{
		d.Date.Format("02/01"), t.p.Text(fmt.Sprintf("calendar/weekday/%d", d.Date.Weekday()), nil), t.p.Text("calendar/kind/"+string(kind), nil),
		t.whyOff(d), by,
	}
}

// whyOff says why a day differs from the plain week.
func (t *terminal) whyOff(d calendar.Day) string {
	name, other := d.Name, ""
	// A file of holidays may bring names that the catalogue has not.
	if key := "calendar/holiday/" + name; d.Reason != calendar.Own && t.has(key) {
		name = t.p.Text(key, nil)
	}
	if !d.For.IsZero() {
		other = d.For.Format("02/01")
		if d.For.Year() != d.Date.Year() {
			other = d.For.Format("02/01/2006")
		}
	}
	return t.p.Text("calendar/reason/"+string(d.Reason), map[string]any{"name": name, "for": other})
}

// columns prints rows whose cells stand below one another.
func (t *terminal) columns(rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(pad(cell, widths[i]+2))
		}
		t.line("  %s", strings.TrimRight(b.String(), " "))
	}
}
