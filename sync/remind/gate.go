package remind

import (
	"slices"
	"time"

	"rasoat/sync/ledger"
)

// judge decides on the digest of a department and returns it with the episode
// to remember, nil for none.
func (s *scene) judge(b *box, e *Episode) (Digest, *Episode) {
	as, withdraw, waiting := e, "", false
	if e != nil && e.Waits != "" {
		switch waiting = s.waiting[e.Waits]; {
		case waiting && e.Last.Before(s.in.Today):
			// Nobody was told yet: decide as if that mail had not been made.
			as, withdraw, waiting = e.Before.plain(), e.Waits, false
		case !waiting:
			as = e.plain()
		}
	}
	v := s.view(b, as)
	if as != nil {
		v.Step = as.Step
	}
	if v.running() {
		v.Root, v.Subject = as.Root, as.Subject
	}
	would := s.reason(v)
	v.Reason, v.Until = s.hold(v, as, waiting, withdraw != "")
	if v.Reason != "" {
		s.addressed(v)
		v.Next = s.next(v, would)
		return v.Digest, e
	}
	v.Reason, v.Withdraw = would, withdraw
	if b.recipient.reason != "" {
		v.Reason = b.recipient.reason
	}
	v.Send = sends(v.Reason)
	var next *Episode
	if v.Send {
		next = s.sent(v)
	} else {
		next = s.unsent(v)
	}
	s.addressed(v)
	v.Next = s.next(v, would)
	return v.Digest, next
}

// hold returns why a digest does not go out now, whatever is in it, and when
// that ends where it is known; "" where nothing holds it.
func (s *scene) hold(v *view, e *Episode, waiting, withdraws bool) (Reason, time.Time) {
	name := v.Department.Name
	switch {
	case s.in.Outbox.Paused:
		return Paused, time.Time{}
	case s.brake != nil:
		return s.brake.Reason, time.Time{}
	case !s.due(name):
		return NotDue, time.Time{}
	case !s.working:
		return NotWorking, s.in.Calendar.NextWorking(s.in.Today)
	case waiting:
		return Waiting, time.Time{}
	case s.undelivered[name] && !withdraws: // what waits is yet to be delivered
		return Undelivered, time.Time{}
	case e != nil && !e.Last.Before(s.in.Today):
		return Today, time.Time{}
	case s.in.Policy.Settle > 0 && !v.changed.IsZero() && s.in.Now.Before(v.changed.Add(s.in.Policy.Settle)):
		return Settling, v.changed.Add(s.in.Policy.Settle)
	}
	return "", time.Time{}
}

// due reports whether a department's digest is to be decided on in this pass:
// at a slot, or where an earlier one of the day owes it.
func (s *scene) due(department string) bool { return !s.in.Slot.IsZero() || s.owed[department] }

// addressed fills in to whom at the department the digest goes.
func (s *scene) addressed(v *view) {
	v.Roles, v.To, v.Refused = addressed(v.Department, s.in.Policy.roles(max(1, v.Step)), s.in.Domains)
}

// sent returns the episode once the digest has been handed over, and numbers
// the digest.
func (s *scene) sent(v *view) *Episode {
	next := v.episode.plain()
	if v.Reason == First {
		next = &Episode{Department: v.Department.Name, Since: s.in.Today}
	}
	if v.active && (next.Step == 0 || s.passed(next.StepOn)) {
		next.Step++
		next.StepOn = s.in.Today
	}
	v.Step = next.Step
	next.Last = s.in.Today
	next.Items = s.tell(v)
	next.Closed = v.Reason == Resolved
	next.Before = v.episode.plain()
	return next
}

// tell returns what the department was told of once the digest is out.
func (s *scene) tell(v *view) []Told {
	items := v.left
	at := make(map[string]int, len(items))
	for i, t := range items {
		at[t.Key] = i
	}
	put := func(l Line, in block) {
		i, known := at[l.Key]
		if !known {
			i = len(items)
			at[l.Key] = i
			items = append(items, Told{Key: l.Key, Due: due(l.Deadline), On: s.in.Today, As: string(in)})
		}
		t := &items[i]
		if t.Due != due(l.Deadline) || in.overdue() && !block(t.As).overdue() {
			t.On = s.in.Today
		}
		t.Name, t.Due, t.As = ledger.Fold(l.Name), due(l.Deadline), string(in)
	}
	for _, in := range blocks() {
		for _, l := range *v.lines(in) {
			put(l, in)
		}
	}
	// What was extended to a day that is near is known with that.
	for _, l := range v.Resolved {
		if in, still := s.concerns(v.Department.Name, l.Key); still {
			put(l, in)
		}
	}
	return items
}

// unsent returns the episode where nothing is sent, nil where none is left.
func (s *scene) unsent(v *view) *Episode {
	next := v.episode.plain()
	if next == nil {
		return nil
	}
	next.Items = v.kept
	if len(next.Items) == 0 {
		return nil
	}
	overdue := slices.ContainsFunc(next.Items, func(t Told) bool { return block(t.As).overdue() })
	next.Closed = next.Closed || !overdue && next.Step > 0 // what it was about vanished
	return next
}
