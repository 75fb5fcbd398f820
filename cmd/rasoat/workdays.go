package main

import (
	"sync"
	"time"

	"rasoat/config"
	"rasoat/sync/calendar"
)

// workdays tells when mail may be delivered: in the hours of the
// configuration, on a day that is worked by the calendar of any workbook, or by
// that of the configuration as long as no workbook was read.
type workdays struct {
	from, to int // hours of the day; delivery ends when to begins
	base     *calendar.Calendar

	mu    sync.Mutex
	known map[string]*calendar.Calendar // by workbook, with what it says itself
}

func newWorkdays(from, to int, base *calendar.Calendar) *workdays {
	return &workdays{from: from, to: to, base: base, known: map[string]*calendar.Calendar{}}
}

// note keeps the calendar of a workbook.
func (w *workdays) note(workbook string, days *calendar.Calendar) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.known[workbook] = days
}

// inherit keeps what others know of workbooks that are still looked after.
func (w *workdays) inherit(from *workdays, workbooks []config.Workbook) {
	from.mu.Lock()
	defer from.mu.Unlock()
	for _, one := range workbooks {
		if days, ok := from.known[one.Name]; ok {
			w.note(one.Name, days)
		}
	}
}

// open reports whether mail may be delivered now, and else from when on.
func (w *workdays) open(now time.Time) (bool, time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.working(now) && now.Hour() >= w.from && now.Hour() < w.to {
		return true, time.Time{}
	}
	at := time.Date(now.Year(), now.Month(), now.Day(), w.from, 0, 0, 0, now.Location())
	// A calendar may have everything off; then it is asked again in a month.
	for n := 0; !at.After(now) || !w.working(at) && n < 31; n++ {
		at = at.AddDate(0, 0, 1)
	}
	return false, at
}

func (w *workdays) working(day time.Time) bool {
	for _, c := range w.known {
		if c.Working(day) {
			return true
		}
	}
	return len(w.known) == 0 && w.base.Working(day)
}
