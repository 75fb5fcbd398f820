package rule

import "rasoat/sync/ledger"

// deadlineUnreadable finds deadlines that are neither a day, a period with a
// last day, nor one of the words for an open term.
//
// Why: nobody is reminded of a deadline that is not understood.
//
// To fix: write a day (31/12/2020) or a period ("Quý IV/2020", "tháng
// 11/2020").
//
// To accept: explain it in the column of explanations.
//
// Source: experience.
//
// Arguments: seen, name (of the column).
func deadlineUnreadable(l *ledger.Ledger, _ Settings, report func(Finding)) {
	reportProblems(l, seenAndName, report, func(p ledger.Problem) bool { return p.Kind == ledger.BadDeadline })
}
