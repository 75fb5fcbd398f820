package remind

import (
	"rasoat/sync/ledger"
)

// fate is what became of an item that a department was told of.
type fate uint8

const (
	remains  fate = iota // it still is so, or nobody can tell
	gone                 // it needs no reminder, and nothing proves why
	resolved             // it needs no reminder, on positive evidence
)

// fate returns what became of an item that a department was told of, and why
// it is resolved where it is. What could not be read proves nothing.
func (s *scene) fate(b *box, t Told) (fate, Resolution) {
	in, concerned := b.has[t.Key]
	as := block(t.As)
	at, there := s.byKey[t.Key]
	switch {
	case !there && s.whole[listOf(t.Key)]:
		return gone, ""
	case !there:
		return remains, ""
	case concerned && (in.overdue() || !as.overdue()):
		return remains, ""
	}
	it := &s.items[at]
	d := it.row.Deadline
	switch {
	case it.done && as.overdue():
		return resolved, Completed
	case it.done:
		return gone, ""
	case d.Kind != ledger.Term && d.Kind != ledger.Open:
		return remains, ""
	case !as.overdue():
		return gone, ""
	case it.block == soon || it.block == none:
		switch {
		case d.Kind == ledger.Open:
			return gone, "" // a deadline taken out is no extension
		case due(d) == t.Due:
			return remains, "" // the clock went back
		}
		return resolved, Extended
	case it.unsure:
		return remains, ""
	case as == advise:
		return s.advised(it)
	}
	return resolved, Reassigned
}

// advised returns what became of a late item whose source a department advised
// on and does not any more.
func (s *scene) advised(it *item) (fate, Resolution) {
	switch {
	case !it.money:
		return remains, ""
	case !it.short.IsPositive():
		return resolved, Funded
	case len(s.post.advisers(lineOf(s.in, it))) > 0:
		return resolved, Reassigned
	}
	return gone, ""
}

// resolvedLine returns what a digest says of an item that is resolved.
func (s *scene) resolvedLine(t Told, why Resolution) Line {
	it := &s.items[s.byKey[t.Key]]
	line := lineOf(s.in, it)
	line.Leads = namesOf(s.post.leads(it.row))
	line.Resolution = why
	if why == Extended {
		line.Moved, line.WasDue = true, wasDue(t.Due)
	}
	return line
}
