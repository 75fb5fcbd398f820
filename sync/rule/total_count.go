package rule

import "rasoat/sync/ledger"

// totalCount checks the number of projects that a section or total states in
// its name, as in "I. … (4 dự án)", against the items below it at any depth;
// TỔNG SỐ against all items of the list.
//
// Why: the number in the name is typed once and forgotten when a row is added
// or taken out. A section without any item below it lists none, and is passed
// over.
//
// To fix: correct the number, or bring back the row that is gone.
//
// To accept: state a reason in the column of explanations, with a name and,
// where it is to end, a day.
//
// Source: what the list states of itself.
//
// Arguments: what (grand, section, subtotal), number and name of the row,
// stated, found.
func totalCount(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for _, list := range l.Lists {
		for _, row := range list.Rows {
			if row.Count < 0 {
				continue
			}
			found := 0
			switch {
			case row.Kind == ledger.GrandRow:
				found = len(list.Items())
			case row.Kind == ledger.SectionRow:
				found = itemsBelow(row)
			case row.Kind == ledger.SubtotalRow && row.Parent != nil:
				found = itemsBelow(row.Parent)
			}
			if found > 0 && found != row.Count {
				report(at(list, row, namePlace(list), Args{
					"what": whatRow(row), "number": row.Number, "name": row.Name,
					"stated": row.Count, "found": found,
				}))
			}
		}
	}
}

// itemsBelow counts the items below a row at any depth.
func itemsBelow(r *ledger.Row) int {
	n := 0
	for _, child := range r.Children {
		if child.Kind == ledger.ItemRow {
			n++
		}
		n += itemsBelow(child)
	}
	return n
}
