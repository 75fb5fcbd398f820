package rule

import "rasoat/sync/ledger"

// categorySection checks that the category column of an item and the section
// that it stands under name the same category. Where either is unknown there
// is nothing to compare.
//
// Why: the row was moved and its category left behind, or the other way round;
// it is then counted under one and summed under the other.
//
// To fix: correct the category, or move the row to its section.
//
// To accept: explain it in the column of explanations.
//
// Source: experience.
//
// Arguments: stated (by the column), section (by the section), number and name
// of the section's row.
func categorySection(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for list, row := range items(l) {
		if !disputed(row) {
			continue
		}
		section := categorySectionOf(row)
		report(at(list, row, place(list, ledger.FieldCategory), Args{
			"stated": row.Category.Name, "section": section.Category.Name,
			"number": section.Number, "name": section.Name,
		}))
	}
}

// categorySectionOf returns the nearest section above an item that stands for
// a category, known or not, or nil.
func categorySectionOf(item *ledger.Row) *ledger.Row {
	for p := item.Parent; p != nil; p = p.Parent {
		if p.Kind == ledger.SectionRow && p.Category.Text != "" {
			return p
		}
	}
	return nil
}

// disputed reports whether an item's column and its section name different
// categories.
func disputed(item *ledger.Row) bool {
	s := categorySectionOf(item)
	return s != nil && item.Category.Known() && s.Category.Known() && item.Category.Name != s.Category.Name
}
