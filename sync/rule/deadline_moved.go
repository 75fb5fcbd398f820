package rule

import "rasoat/sync/ledger"

// deadlineMoved finds unfinished items whose deadline was put off a number of
// times (deadlines.moved_after). Only moves to a later day that an earlier pass
// saw count.
//
// Why: an item that is put off again and again is never late and never done.
//
// A deadline that is no later now than it was at first is passed over: it was
// corrected.
//
// To fix: finish the item, or settle what holds it up; nothing in the cell is
// wrong.
//
// To accept: name who agreed to the present deadline in the column of
// explanations. One more move is told anew.
//
// Source: experience.
//
// Arguments: times, first (the deadline as it was first seen), present (the day
// that it has now), seen (as written).
func deadlineMoved(l *ledger.Ledger, s Settings, report func(Finding)) {
	if s.MovedAfter <= 0 {
		return
	}
	for list, row := range items(l) {
		if row.Deadline.Kind != ledger.Term || isDone(row, s) {
			continue
		}
		var later []Move
		for _, m := range s.Past[row].Moves {
			if m.To.After(m.From) {
				later = append(later, m)
			}
		}
		if len(later) < s.MovedAfter || !row.Deadline.Last.After(later[0].From) {
			continue
		}
		report(at(list, row, place(list, ledger.FieldDeadline), Args{
			"times": len(later), "first": later[0].From, "present": row.Deadline.Last, "seen": row.Deadline.Text,
		}))
	}
}
