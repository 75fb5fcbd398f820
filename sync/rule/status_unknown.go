package rule

import "rasoat/sync/ledger"

// statusUnknown finds statuses that are not in the closed list.
//
// Why: an item whose status is not understood counts as open, and its
// department is reminded of it.
//
// To fix: write one of the allowed statuses, or add the status, or an alias, to
// the configuration.
//
// To accept: explain it in the column of explanations.
//
// Source: the closed list that the configuration, or the tab of the
// directory, declares.
//
// Arguments: seen, nearest ("" for none), allowed.
func statusUnknown(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for list, row := range items(l) {
		reportUnknown(list, row, ledger.FieldStatus, l.Terms.Statuses, []ledger.Ref{row.Status}, report)
	}
}

// reportUnknown reports each of the texts in a cell that names no entry of a
// closed list. A nil list is open and knows them all.
func reportUnknown(l *ledger.List, row *ledger.Row, f ledger.Field, names *ledger.Names, refs []ledger.Ref, report func(Finding)) {
	if names == nil {
		return
	}
	for _, ref := range unknowns(refs) {
		report(at(l, row, place(l, f), unknown(ref, names)))
	}
}
