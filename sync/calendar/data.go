package calendar

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed days.yaml
var known []byte

// data is what a file of holidays and decisions says; days.yaml explains its
// form.
type data struct {
	Holidays  []holiday  `yaml:"holidays"`
	Decisions []decision `yaml:"decisions"`
}

// holiday is a day, or a block of days, that is off every year.
type holiday struct {
	Name     string         `yaml:"name"`
	Lunar    bool           `yaml:"lunar"`
	Month    int            `yaml:"month"`
	Day      int            `yaml:"day"`
	Days     int            `yaml:"days"` // of the block, 0 as 1
	Before   int            `yaml:"before"`
	BeforeOn map[string]int `yaml:"before_on"` // by the weekday in lower case
	Optional bool           `yaml:"optional"`
	From     time.Time      `yaml:"from"`  // zero: ever since
	Until    time.Time      `yaml:"until"` // the last day, zero: still
	Source   string         `yaml:"source"`
}

// decision is where a block of days lies in one year, or a swap.
type decision struct {
	Holiday   string    `yaml:"holiday"`
	First     time.Time `yaml:"first"`
	Off       time.Time `yaml:"off"`
	Work      time.Time `yaml:"work"` // zero where nothing is worked for it
	Source    string    `yaml:"source"`
	Confirmed bool      `yaml:"confirmed"`
}

// same says that two decisions are about the same block or day off.
func (d decision) same(e decision) bool {
	if d.Holiday != "" {
		return d.Holiday == e.Holiday && d.First.Year() == e.First.Year()
	}
	return e.Holiday == "" && number(d.Off) == number(e.Off)
}

// length is the number of days of the block.
func (h holiday) length() int { return max(h.Days, 1) }

// lead is how many days of the block lie before a day by itself.
func (h holiday) lead(n int) int {
	if b, ok := h.BeforeOn[strings.ToLower(date(n).Weekday().String())]; ok {
		return b
	}
	return h.Before
}

// day returns the day itself in a year; ok is false where the holiday does not
// hold in it.
func (h holiday) day(year int) (n int, ok bool) {
	if h.Lunar {
		solar, found := Solar(LunarDay{Year: year, Month: h.Month, Day: h.Day})
		if !found {
			return 0, false
		}
		n = number(solar)
	} else {
		n = number(time.Date(year, time.Month(h.Month), h.Day, 0, 0, 0, 0, time.UTC))
	}
	return n, (h.From.IsZero() || n >= number(h.From)) && (h.Until.IsZero() || n <= number(h.Until))
}

// read reads a file of holidays and decisions over others. The error names
// every mistake.
func read(text []byte, over data) (data, error) {
	var d data
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&d); err != nil && !errors.Is(err, io.EOF) {
		return data{}, err
	}
	var mistakes []error
	for i, h := range d.Holidays {
		if why := h.mistake(); why != "" {
			mistakes = append(mistakes, fmt.Errorf("holidays[%d]: %s", i, why))
		}
	}
	if err := errors.Join(mistakes...); err != nil {
		return data{}, err
	}
	all := data{Holidays: slices.Clone(d.Holidays), Decisions: slices.Clone(d.Decisions)}
	for _, h := range over.Holidays {
		if !slices.ContainsFunc(d.Holidays, func(own holiday) bool { return own.Name == h.Name }) {
			all.Holidays = append(all.Holidays, h)
		}
	}
	for i, own := range d.Decisions {
		if why := own.mistake(all.Holidays); why != "" {
			mistakes = append(mistakes, fmt.Errorf("decisions[%d]: %s", i, why))
		}
		if slices.ContainsFunc(d.Decisions[:i], own.same) {
			mistakes = append(mistakes, fmt.Errorf("decisions[%d]: an earlier one is about the same days", i))
		}
	}
	for _, old := range over.Decisions {
		// One that a holiday of the file no longer has room for goes with it.
		if !slices.ContainsFunc(d.Decisions, old.same) && old.mistake(all.Holidays) == "" {
			all.Decisions = append(all.Decisions, old)
		}
	}
	return all, errors.Join(mistakes...)
}

func (h holiday) mistake() string {
	switch {
	case h.Name == "":
		return "the name is missing"
	case h.Month < 1 || h.Month > 12 || h.Day < 1 || h.Lunar && h.Day > 30:
		return fmt.Sprintf("%s: month and day are no day", h.Name)
	case !h.Lunar && time.Date(2001, time.Month(h.Month), h.Day, 0, 0, 0, 0, time.UTC).Day() != h.Day:
		return fmt.Sprintf("%s: month and day are not a day of every year", h.Name)
	case !h.Lunar && h.Month == 12 && h.Day > 24, h.Lunar && h.Month > 10:
		return fmt.Sprintf("%s: the last days of a year cannot be holidays", h.Name)
	case h.Days < 0 || h.Days > 14:
		return fmt.Sprintf("%s: a block has 1 to 14 days", h.Name)
	case h.Before < 0 || h.Before >= h.length():
		return fmt.Sprintf("%s: before leaves no room for the day itself", h.Name)
	}
	for on, before := range h.BeforeOn {
		if !weekday(on) {
			return fmt.Sprintf("%s: before_on: %q is no weekday such as monday", h.Name, on)
		}
		if before < 0 || before >= h.length() {
			return fmt.Sprintf("%s: before_on leaves no room for the day itself", h.Name)
		}
	}
	return ""
}

func weekday(s string) bool {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if s == strings.ToLower(d.String()) {
			return true
		}
	}
	return false
}

func (d decision) mistake(holidays []holiday) string {
	if d.Holiday == "" {
		switch {
		case d.Off.IsZero():
			return "give holiday and first, or off"
		case !d.First.IsZero():
			return "first stands without a holiday"
		case weekend(number(d.Off)):
			return fmt.Sprintf("off: %s is off every week", d.Off.Format(time.DateOnly))
		case !d.Work.IsZero() && !weekend(number(d.Work)):
			return fmt.Sprintf("work: %s is worked every week", d.Work.Format(time.DateOnly))
		}
		return ""
	}
	if !d.Off.IsZero() || !d.Work.IsZero() {
		return "a holiday has first, not off and work"
	}
	first := number(d.First)
	for _, h := range holidays {
		if n, ok := h.day(d.First.Year()); ok && h.Name == d.Holiday {
			if first > n || first+h.length() <= n {
				return fmt.Sprintf("first: %d days from %s do not hold the day itself, %s", h.length(), d.First.Format(time.DateOnly), date(n).Format(time.DateOnly))
			}
			return ""
		}
	}
	return fmt.Sprintf("%q is no holiday in %d", d.Holiday, d.First.Year())
}
