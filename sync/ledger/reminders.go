package ledger

import (
	"strings"
	"time"

	"rasoat/sheets"
)

// readSnooze reads the last day of a snooze: a day, or the last day of a period
// or event. It is zero for a blank cell, and ok is false for what is no day:
// nobody means to be silent for ever.
func readSnooze(c sheets.Cell, blanks blanks, events map[string]time.Time) (until time.Time, ok bool) {
	if c.Value.IsEmpty() || unticked(c) {
		return time.Time{}, true
	}
	d := readDeadline(c, blanks, events)
	return d.Last, d.Kind == Term || d.Kind == Open && d.Text == ""
}

// readAcknowledged reads the day of an acknowledgement. It is zero for a blank
// cell, and ok is false for a tick or words without a day: after how long to
// remind again could not be told. Of several days the last counts.
func readAcknowledged(c sheets.Cell, blanks blanks) (on time.Time, ok bool) {
	if c.Value.IsEmpty() || unticked(c) {
		return time.Time{}, true
	}
	text := Clean(c.Value.String())
	switch strings.ToLower(text) { // blank elsewhere
	case "x", "v":
		return time.Time{}, false
	}
	d := readDeadline(c, blanks, nil)
	switch {
	case d.Kind == Term && d.First.IsZero():
		return d.Last, true
	case d.Kind == Open && d.Text == "":
		return time.Time{}, true
	}
	return dayIn(text)
}

// unticked reports a checkbox that is not ticked.
func unticked(c sheets.Cell) bool {
	return c.Value.Kind() == sheets.Bool && strings.EqualFold(c.Value.String(), "FALSE")
}
