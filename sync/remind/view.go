package remind

import (
	"slices"
	"time"
)

// view is what there is for one department, seen beside what it was told.
type view struct {
	Digest
	episode *Episode // what the view is held against, nil for none
	news    bool     // a line was not told so before
	active  bool     // a line is overdue, and nothing mutes it
	muted   bool     // something overdue is snoozed or acknowledged
	remains bool     // something overdue that was told remains
	// kept is what stays told where nothing is sent, left where a mail tells
	// what is resolved.
	kept, left []Told
	changed    time.Time // the latest change of what it depends on
	unmuted    time.Time // the first day on which something muted counts again
}

// running reports whether there is an episode that is not over.
func (v *view) running() bool { return v.episode != nil && !v.episode.Closed }

// view looks at a department's box beside its episode, which may be nil.
func (s *scene) view(b *box, e *Episode) *view {
	v := &view{episode: e}
	v.Digest, v.muted, v.changed, v.unmuted = b.Digest, b.muted, b.changed, b.unmuted
	told := map[string]Told{}
	ended := map[string]bool{}
	if e != nil {
		for _, t := range e.Items {
			what, why := s.fate(b, t)
			if what == gone {
				continue
			}
			told[t.Key] = t
			v.kept = append(v.kept, t)
			if what == remains {
				v.left = append(v.left, t)
				v.remains = v.remains || block(t.As).overdue()
				continue
			}
			ended[t.Key] = true
			v.Resolved = append(v.Resolved, s.resolvedLine(t, why))
			v.changed = later(v.changed, s.items[s.byKey[t.Key]].changed)
		}
	}
	for _, in := range blocks() {
		lines := v.lines(in)
		// What is resolved stands there alone, whatever it is now.
		*lines = slices.DeleteFunc(*lines, func(l Line) bool { return ended[l.Key] })
		for i := range *lines {
			s.mark(v, &(*lines)[i], in, told)
		}
	}
	return v
}

// blocks returns the blocks of a digest that hold what is to be done.
func blocks() []block { return []block{late, unfunded, open, advise, cooperate, soon} }

// mark notes what is new in a line.
func (s *scene) mark(v *view, l *Line, in block, told map[string]Told) {
	t, known := told[l.Key]
	moved := known && t.Due != due(l.Deadline)
	if v.running() {
		l.New, l.Moved = !known, moved
		if moved {
			l.WasDue = wasDue(t.Due)
		}
	}
	as := block(t.As)
	switch {
	case in == soon:
		v.news = v.news || !known
		return
	case !known || moved || in.overdue() && !as.overdue():
		v.news = true
	case in.overdue():
		var lapses time.Time
		l.Acknowledged, lapses = acknowledged(s.in, s.items[s.byKey[l.Key]].row.AcknowledgedOn, t)
		if s.in.Today.Before(lapses) {
			v.muted = true
			if v.unmuted.IsZero() || lapses.Before(v.unmuted) {
				v.unmuted = lapses
			}
			return
		}
	}
	v.active = v.active || in.overdue()
}

// reason says why a digest goes out that nothing holds, or why there is none.
func (s *scene) reason(v *view) Reason {
	switch {
	case !v.running() && v.news:
		return First
	case v.running() && len(v.Resolved) > 0 && !v.remains && !v.active:
		return Resolved
	case v.running() && v.news:
		return Changed
	case v.running() && v.active && s.passed(v.episode.Last):
		if p := s.in.Policy; p.rung(v.episode.Step) != p.rung(v.episode.Step+1) {
			return Raised
		}
		return Repeat
	case v.muted && !v.active:
		return AllSnoozed
	}
	return NothingNew
}

// passed reports whether it is as many working days since a day as lie between
// two reminders.
func (s *scene) passed(since time.Time) bool {
	n := s.in.Policy.RepeatEvery
	return n > 0 && s.in.Calendar.WorkingDaysBetween(since, s.in.Today) >= n
}

// next returns the day of the next reminder if nothing changes: of a digest
// that would go out for a reason and went out or did not.
func (s *scene) next(v *view, would Reason) time.Time {
	cal, n, tomorrow := s.in.Calendar, s.in.Policy.RepeatEvery, s.in.Today.AddDate(0, 0, 1)
	switch {
	case v.Send && (n == 0 || !v.active), !v.Send && !sends(would) && (n == 0 || !v.running()) && !v.muted:
		return time.Time{}
	case v.Send:
		return cal.AddWorkingDays(s.in.Today, n)
	case sends(would) && v.Reason == Today:
		return cal.NextWorking(tomorrow)
	case sends(would):
		return cal.NextWorking(s.in.Today)
	}
	next := tomorrow
	if v.running() && n > 0 {
		next = later(next, cal.AddWorkingDays(v.episode.Last, n))
	}
	switch {
	case v.active:
	case v.muted && !v.unmuted.IsZero() && (n > 0 || !v.running()):
		next = later(next, v.unmuted)
	default:
		return time.Time{}
	}
	return cal.NextWorking(next)
}

// sends reports whether a reason is one for sending.
func sends(r Reason) bool {
	switch r {
	case First, Changed, Repeat, Raised, Resolved:
		return true
	}
	return false
}
