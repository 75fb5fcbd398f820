package rule

import "rasoat/sync/ledger"

// staleRow finds unfinished items whose row nobody has changed for more than so
// many days (deadlines.stale_after), as far as earlier passes saw. An item
// whose last change is not known is passed over.
//
// Why: a row that nobody touches says nothing about the item any more.
//
// To fix: bring status, reasons and figures up to date.
//
// To accept: say in the column of explanations until when nothing will change.
//
// Source: experience.
//
// Arguments: days (since the last change), changed (its day), limit (the days
// after which it is told).
func staleRow(l *ledger.Ledger, s Settings, report func(Finding)) {
	if s.StaleAfter <= 0 {
		return
	}
	for list, row := range items(l) {
		changed := s.Past[row].ChangedOn
		if changed.IsZero() || isDone(row, s) {
			continue
		}
		if days := int(s.Today.Sub(changed).Hours() / 24); days > s.StaleAfter {
			report(at(list, row, -1, Args{"days": days, "changed": changed, "limit": s.StaleAfter}))
		}
	}
}
