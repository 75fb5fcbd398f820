package config

import "time"

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

func (DayKind) values() (noun string, allowed []string) {
	return "kind of day", []string{string(DayOff), string(DayWork)}
}
