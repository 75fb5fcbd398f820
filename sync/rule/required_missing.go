package rule

import (
	"slices"

	"rasoat/sync/ledger"
)

const requiredMissingID = "required/missing"

// requiredMissing finds items that leave a required field blank. Only columns
// that the list has are looked at. A blank code is told by key/missing, and
// here only where that rule is off.
//
// Why: the configuration names the fields without which an item cannot be
// followed up.
//
// To fix: fill the cell, or take the field out of the list's "required".
//
// To accept: explain it in the column of explanations.
//
// Source: the list required in the configuration.
//
// Arguments: field (its name in the configuration), column (label of its
// header).
func requiredMissing(l *ledger.Ledger, s Settings, report func(Finding)) {
	for list, row := range items(l) {
		for i, field := range s.Required[list.Name] {
			c := list.Column(field)
			switch {
			case c == nil, slices.Contains(s.Required[list.Name][:i], field):
			case field == ledger.FieldCode && !s.Off[keyMissingID]:
			case blank(row, c):
				report(at(list, row, c.Col, Args{"field": string(field), "column": c.Label()}))
			}
		}
	}
}
