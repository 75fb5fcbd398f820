package rule

import "rasoat/sync/ledger"

// unitMissing finds tabs with amounts but no unit of money.
//
// Why: the unit is stated per tab, and one workbook may hold both triệu and
// tỷ. Without it no amount is known, and no gap is computed.
//
// To fix: write it above the table, as in "Đơn vị: triệu đồng", or set the
// list's unit in the configuration.
//
// To accept: it is of the list as a whole; switch the rule off or lower it
// in the configuration.
//
// Source: experience.
//
// Arguments: seen, name (of the tab or column).
func unitMissing(l *ledger.Ledger, _ Settings, report func(Finding)) {
	reportProblems(l, seenAndName, report, func(p ledger.Problem) bool { return p.Kind == ledger.NoUnit })
}

func seenAndName(p ledger.Problem) Args { return Args{"seen": p.Seen, "name": p.Name} }
