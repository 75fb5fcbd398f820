package remind

import (
	"slices"
	"time"
)

// scene is what decisions on single departments rest on.
type scene struct {
	in                   Input
	items                []item
	byKey                map[string]int
	whole                map[string]bool // lists that were read as a whole
	post                 *post
	brake                *Brake
	working              bool            // today
	owed                 map[string]bool // departments that an earlier slot of the day owes
	waiting, undelivered map[string]bool
}

// Decide says what each department is to be told of, and why or why not: of
// the items that it leads, those that are late, open for too long or soon due;
// of the items of others, those that are late for want of money from a source
// that it advises on, and those in which it cooperates.
func Decide(in Input) Result {
	s := &scene{in: in, items: survey(in), whole: wholeLists(in), post: newPost(in)}
	s.byKey = make(map[string]int, len(s.items))
	for i := range s.items {
		s.byKey[s.items[i].key] = i
	}
	s.working = in.Calendar.Day(in.Today).Working
	s.waiting, s.undelivered = set(in.Outbox.Waiting), set(in.Outbox.Undelivered)
	owing := !in.Memory.Owed.IsZero() && dayOf(in.Memory.Owed, in.Now.Location()).Equal(in.Today)
	if owing {
		s.owed = set(in.Memory.OwedTo)
	}
	episodes := recall(in, s.items, s.post)
	told := map[string]bool{}
	for _, e := range episodes {
		for ; e != nil; e = e.Before { // a mail that waits may be taken back
			for _, t := range e.Items {
				told[t.Key] = true
			}
		}
	}

	r := Result{Memory: in.Memory}
	r.Memory.Watched = watch(in, s.items, s.whole, told)
	r.Memory.Snoozed = mute(in, s.items, s.whole)
	for i := range s.items {
		if s.items[i].block != none {
			r.Held = append(r.Held, s.post.deliver(&s.items[i])...)
		}
	}
	s.arrange()

	due := s.working && (!in.Slot.IsZero() || owing)
	live := due && !in.Outbox.Paused
	s.brake = in.Memory.Brake
	if live {
		now, lateNow := count(in, s.items)
		s.brake = brake(in, now, lateNow)
		if s.brake == nil && (!in.Slot.IsZero() || in.Memory.Brake != nil) {
			r.Memory.Counted = &now
		}
		r.Memory.Brake = s.brake
	}
	r.Brake = s.brake

	var kept []Episode
	for i, d := range in.Ledger.Directory.All() {
		b, e := s.post.boxes[i], episodes[d.Name]
		if s.post.index[d.Name] != i || b == nil && e == nil {
			continue
		}
		if b == nil {
			b = s.post.empty(d)
		}
		digest, next := s.judge(b, e)
		if next != nil {
			kept = append(kept, *next)
		}
		if digest.Withdraw != "" || b.recipient.reason == "" && (len(digest.Lines()) > 0 || digest.Snoozed > 0) {
			r.Digests = append(r.Digests, digest)
		}
	}
	if live && s.brake == nil && len(s.post.boxes) > 0 {
		r.Memory.Episodes = kept
	}
	if due {
		r.Memory.Owed, r.Memory.OwedTo = s.owes(r)
	}
	if live && s.brake == nil {
		if r.Overview = s.overview(r, kept); r.Overview != nil {
			r.Memory.Overview = in.Today
		}
	}
	return r
}

// arrange puts the lines of every digest in order.
func (s *scene) arrange() {
	for _, b := range s.post.boxes {
		if b == nil {
			continue
		}
		for _, lines := range [][]Line{b.Late, b.Unfunded, b.Open, b.Advise, b.Cooperate} {
			arrange(lines)
		}
		slices.SortStableFunc(b.Soon, func(x, y Line) int { return x.Deadline.Last.Compare(y.Deadline.Last) })
	}
}

// owes returns what of this slot, or of the one that the day already owes, may
// still go out today: nothing that the slot did not hold.
func (s *scene) owes(r Result) (slot time.Time, to []string) {
	for _, d := range r.Digests {
		switch d.Reason {
		case Paused, Storm, Vanished, Undelivered, Settling:
			if s.due(d.Department.Name) {
				to = append(to, d.Department.Name)
			}
		}
	}
	switch {
	case len(to) == 0 && s.brake == nil && !s.in.Outbox.Paused:
		return time.Time{}, nil
	case s.in.Slot.IsZero():
		return s.in.Memory.Owed, to
	case dayOf(s.in.Slot, s.in.Now.Location()).Equal(s.in.Today):
		return s.in.Slot, to
	}
	return s.in.Now, to // a slot that was missed, and is made up for today
}

// concerns returns in which block something is a department's, if it is.
func (s *scene) concerns(department, key string) (block, bool) {
	b := s.post.boxes[s.post.index[department]]
	if b == nil {
		return none, false
	}
	in, ok := b.has[key]
	return in, ok
}

func set(all []string) map[string]bool {
	m := make(map[string]bool, len(all))
	for _, s := range all {
		m[s] = true
	}
	return m
}
