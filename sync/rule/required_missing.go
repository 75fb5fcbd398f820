package rule

import (
	"slices"

	"rasoat/sync/ledger"
)

const requiredMissingID = "required/missing"

// requiredMissing finds items that leave a required field blank. Where the list
// has no column for it, as when somebody renamed the header, that is told once
// for the list; a column that the configuration names itself is told by
// value/unreadable. A blank code is told by key/missing, and here only where
// that rule is off.
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
// header, "" for none), whole (the list has no column for it).
func requiredMissing(l *ledger.Ledger, s Settings, report func(Finding)) {
	for _, list := range tracking(l) {
		unmapped := slices.ContainsFunc(l.Problems, func(p ledger.Problem) bool { return p.Kind == ledger.UnmappedOnly && p.List == list.Name })
		for i, field := range s.Required[list.Name] {
			if requiredPlace(list, field) < 0 && !unmapped && len(list.Items()) > 0 && !slices.Contains(s.Required[list.Name][:i], field) {
				report(onTab(list, Args{"field": string(field), "column": "", "whole": true}))
			}
		}
	}
	for list, row := range items(l) {
		for i, field := range s.Required[list.Name] {
			c := list.Column(field)
			switch {
			case c == nil, slices.Contains(s.Required[list.Name][:i], field):
			case field == ledger.FieldCode && !s.Off[keyMissingID]:
			case blank(row, c):
				report(at(list, row, c.Col, Args{"field": string(field), "column": c.Label(), "whole": false}))
			}
		}
	}
}
