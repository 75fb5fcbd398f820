package rule

import (
	"slices"

	"rasoat/sync/ledger"
)

// columnLost finds columns that a list had in earlier passes and has no more:
// somebody renamed the header, or deleted the column. A field that the
// configuration requires is told by required/missing, a column that it names
// by value/unreadable.
//
// Why: without its column of deadlines a list has nothing overdue, and nobody
// is reminded of anything.
//
// To fix: give the column its name again, or write the new one into the
// configuration.
//
// To accept: it is of the list as a whole; it is told for 30 days, and then
// taken for what people want.
//
// Source: experience.
//
// Arguments: field (its name in the configuration), column (the label that its
// header had), since (the day since which it is gone).
func columnLost(l *ledger.Ledger, s Settings, report func(Finding)) {
	for _, list := range tracking(l) {
		if slices.ContainsFunc(l.Problems, func(p ledger.Problem) bool { return p.Kind == ledger.UnmappedOnly && p.List == list.Name }) {
			continue
		}
		for _, lost := range s.Lost[list.Name] {
			if !slices.Contains(s.Required[list.Name], lost.Field) {
				report(onTab(list, Args{"field": string(lost.Field), "column": lost.Header, "since": lost.On}))
			}
		}
	}
}
