package rule

import "rasoat/sync/ledger"

// totalGrand checks TỔNG SỐ: in every column of money the stated amount is the
// sum of the rows at the top of the list, and no less than the parts of it
// behind a "Trong đó:".
//
// Why: the figure that a report quotes is this one, typed by hand or summed
// over a range that lost a row. Differences that rounding explains, half a
// unit of the last shown digit for the total and for each addend, are
// passed over (counted on 1,146 totals of published tables of the Ministry of
// Finance: 144 were off by no more, 22 by more). A wrong subtotal below is
// told by total/section alone where it explains the difference.
//
// To fix: correct the total or the row that is wrong; best let a formula sum.
//
// To accept: state a reason in the column of explanations, with a name and,
// where it is to end, a day.
//
// Source: the list's own arithmetic; the bound of rounding was measured on
// published tables of the Ministry of Finance.
//
// Arguments: what, number, name, column, stated, computed, difference (stated
// − computed), off (its size), count and of (how many addends, of what kind),
// exceeds (parts of it are more than the whole), guess, suspect and
// suspect_cell (see [comparison.guess]).
func totalGrand(l *ledger.Ledger, s Settings, report func(Finding)) {
	reportDownward(l, s, func(r *ledger.Row) bool { return r.Kind == ledger.GrandRow }, report)
}

// reportDownward reports the wrong sums of the rows that are wanted.
func reportDownward(l *ledger.Ledger, s Settings, want func(*ledger.Row) bool, report func(Finding)) {
	for _, list := range l.Lists {
		for _, c := range s.judged(list).told {
			if c.sum == nil && want(c.row) {
				report(at(list, c.row, c.col, c.downwardArgs()))
			}
		}
	}
}
