package config

import (
	"fmt"
	"time"
)

// Calendar says which days are worked, beside what the law and the decisions
// that are known say.
type Calendar struct {
	// Tab is the title of the tab, read from each workbook, that holds days off
	// and days worked instead; "" for none.
	Tab string `yaml:"tab"`
	// File is a file of holidays and decisions, "" for the ones that are known.
	File string `yaml:"file" as:"path"`
	// CultureDay says that 24 November, the day of Vietnamese culture, is off;
	// default false.
	CultureDay bool          `yaml:"culture_day"`
	Days       []CalendarDay `yaml:"days"` // no day stands twice
}

// CalendarDay is a single day that is off or worked other than usual.
type CalendarDay struct {
	Day    time.Time `yaml:"day" as:"day"` // at midnight UTC
	Kind   DayKind   `yaml:"kind"`
	Reason string    `yaml:"reason"` // "" for none
	Source string    `yaml:"source"` // the decision, for people to read; "" for none
}

// DayKind says what a single day of the calendar is.
type DayKind string

// The kinds of days.
const (
	DayOff  DayKind = "off"
	DayWork DayKind = "work"
)

func (DayKind) values() (string, []string) {
	return "kind of day", []string{string(DayOff), string(DayWork)}
}

// calendar checks the single days: each has a day and a kind, and none stands
// twice.
func (r *reader) calendar(c *Config) {
	for i, d := range c.Calendar.Days {
		at := fmt.Sprintf("calendar.days[%d]", i)
		if r.bad[at] {
			continue
		}
		r.need(at+".day", "write the day, as 2026-01-02")
		if !r.has(at + ".kind") {
			_, kinds := d.Kind.values()
			r.fail(at+".kind", &Error{Msg: "is missing", Allowed: kinds})
		}
	}
	r.distinct(len(c.Calendar.Days), "calendar.days[%d].day", "", func(i int) string {
		if day := c.Calendar.Days[i].Day; !day.IsZero() {
			return day.Format(time.DateOnly)
		}
		return ""
	})
}
