package remind

import (
	"time"

	"rasoat/sync/ledger"
)

// count returns how much there is to remind of, and how much of what is late
// counts towards a storm: not what merely aged since the time given.
func count(in Input, items []item) (now Counted, late int) {
	now = Counted{On: in.Now, Items: len(items)}
	var since time.Time
	if c := in.Memory.Counted; c != nil {
		since = earlier(c.On, in.Now)
	}
	for i := range items {
		it := &items[i]
		if it.done || it.row.Deadline.Kind != ledger.Term || it.row.Deadline.DaysLate(in.Today) == 0 {
			continue
		}
		now.Late++
		aged := !it.changed.After(since) && it.row.Deadline.DaysLate(since.In(in.Now.Location())) == 0
		if !aged {
			late++
		}
	}
	return now, late
}

// margin returns by how many a count may change at once.
func (p Policy) margin(count int) int { return max(p.StormCount, count*p.StormShare/100) }

// brake returns what holds all digests of a slot, nil where nothing does: more
// became late, or is gone, than is likely. It goes when the counts are within
// bounds again, when the operator released it, or at a slot on a later working
// day on which things still are as they were when it was pulled, since people
// then had a working day to correct them.
func brake(in Input, now Counted, lateNow int) *Brake {
	before, p := in.Memory.Counted, in.Policy
	if before == nil || p.StormCount <= 0 && p.StormShare <= 0 {
		return nil
	}
	b := Brake{Since: in.Now}
	switch {
	case lateNow > before.Late+p.margin(before.Late):
		b.Reason, b.Before, b.Now = Storm, before.Late, lateNow
	case now.Items < before.Items-p.margin(before.Items):
		b.Reason, b.Before, b.Now = Vanished, before.Items, now.Items
	default:
		return nil
	}
	old := in.Memory.Brake
	if old == nil {
		return &b
	}
	since := earlier(old.Since, in.Now)
	if in.Outbox.Released.After(since) {
		return nil
	}
	if old.Reason != b.Reason {
		return &b
	}
	if !dayOf(since, in.Now.Location()).Before(in.Today) {
		kept := *old
		kept.Since = since
		return &kept
	}
	worse := b.Now - old.Now
	if b.Reason == Vanished {
		worse = -worse
	}
	if worse <= p.margin(old.Now) {
		return nil
	}
	return &b
}

// dayOf returns the calendar day of a time in a zone, at midnight UTC.
func dayOf(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
