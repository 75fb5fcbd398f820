package rule

import "rasoat/sync/ledger"

const keyMissingID = "key/missing"

// keyMissing finds items without a code in a list that has a column for it.
//
// Why: the code is what stays with an item when it is renamed or moved, so
// what was said of it earlier is found again.
//
// To fix: give the item a code that no other has.
//
// To accept: explain it in the column of explanations.
//
// Source: experience.
//
// Arguments: column (label of its header), name (of the item).
func keyMissing(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for list, row := range items(l) {
		if c := list.Column(ledger.FieldCode); c != nil && blank(row, c) {
			report(at(list, row, c.Col, Args{"column": c.Label(), "name": row.Name}))
		}
	}
}
