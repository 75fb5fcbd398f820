package rule

import "rasoat/sync/ledger"

// priorityUnknown finds priorities that are not in the closed list.
//
// Why: an urgent item whose priority is not understood is not put first.
//
// To fix: write one of the allowed priorities, or add the priority, or an
// alias, to the configuration.
//
// To accept: explain it in the column of explanations.
//
// Source: the closed list that the configuration, or the tab of the
// directory, declares.
//
// Arguments: seen, nearest ("" for none), allowed.
func priorityUnknown(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for list, row := range items(l) {
		reportUnknown(list, row, ledger.FieldPriority, l.Terms.Priorities, []ledger.Ref{row.Priority}, report)
	}
}
