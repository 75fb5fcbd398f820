package main

import (
	"time"

	"rasoat/sync/calendar"
	"rasoat/sync/lang"
	"rasoat/sync/remind"
)

// reason says why a department gets a digest, or why not, and until when.
func (t *terminal) reason(d remind.Digest, days *calendar.Calendar, now time.Time) string {
	args := map[string]any{"step": "", "name": "", "day": "", "time": "", "days": 0}
	if d.Step > 1 {
		args["step"] = d.Step
	}
	if !d.Until.IsZero() {
		args["day"], args["time"] = lang.Day(d.Until), d.Until.In(now.Location()).Format("15:04")
	}
	switch d.Reason {
	case remind.NotWorking:
		if today := days.Day(now); today.Reason != calendar.Weekend {
			args["name"] = t.whyOff(today)
		}
	case remind.NothingNew:
		if !d.Next.IsZero() {
			args["days"] = max(1, days.WorkingDaysBetween(now, d.Next))
		}
	}
	return t.p.Text("terminal/reason/"+string(d.Reason), args)
}
