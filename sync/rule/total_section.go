package rule

import "rasoat/sync/ledger"

// totalSection checks subtotals: in every column of money the amount of a
// section, of the row that closes it ("Cộng mục I"), or of an item with
// components is the sum of the rows directly below, and no less than the parts
// of it behind a "Trong đó:".
//
// Why: a subtotal goes wrong when a row is inserted, moved or retyped. It is
// told once, at the subtotal nearest to the mistake; differences within
// rounding are passed over, as in total/grand.
//
// To fix: correct the subtotal or the row that is wrong; best let a formula
// sum.
//
// To accept: state a reason in the column of explanations, with a name and,
// where it is to end, a day.
//
// Source: the list's own arithmetic; the bound of rounding was measured on
// published tables of the Ministry of Finance.
//
// Arguments: those of total/grand. number and name are, for a row that closes
// a section, those of the section.
func totalSection(l *ledger.Ledger, s Settings, report func(Finding)) {
	reportDownward(l, s, func(r *ledger.Row) bool { return r.Kind != ledger.GrandRow }, report)
}
