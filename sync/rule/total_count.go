package rule

import "rasoat/sync/ledger"

// totalCount checks the number of projects that a section or total states in
// its name, as in "I. … (4 dự án)", against the items below it at any depth;
// TỔNG SỐ against all items of the list. A number that is that of the rows at
// the bottom is right as well.
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
			var below []*ledger.Row
			switch {
			case row.Kind == ledger.GrandRow:
				below = topmost(list)
			case row.Kind == ledger.SectionRow:
				below = row.Children
			case row.Kind == ledger.SubtotalRow && row.Parent != nil:
				below = row.Parent.Children
			}
			found, lowest := itemsAmong(below), lowestAmong(below)
			if row.Kind == ledger.GrandRow {
				found = len(list.Items())
			}
			if found > 0 && found != row.Count && lowest != row.Count {
				report(at(list, row, namePlace(list), Args{
					"what": whatRow(row), "number": row.Number, "name": row.Name,
					"stated": row.Count, "found": found,
				}))
			}
		}
	}
}

// topmost returns the rows of a list that stand under no other.
func topmost(l *ledger.List) []*ledger.Row {
	var rows []*ledger.Row
	for _, r := range l.Rows {
		if r.Parent == nil {
			rows = append(rows, r)
		}
	}
	return rows
}

// itemsAmong counts the items among rows and below them at any depth.
func itemsAmong(rows []*ledger.Row) int {
	n := 0
	for _, r := range rows {
		if r.Kind == ledger.ItemRow {
			n++
		}
		n += itemsAmong(r.Children)
	}
	return n
}

// lowestAmong counts the items and components among rows and below them that
// have none below themselves: where districts are numbered and their works have
// letters, it is these that are meant.
func lowestAmong(rows []*ledger.Row) int {
	n := 0
	for _, r := range rows {
		switch {
		case len(r.Children) > 0:
			n += lowestAmong(r.Children)
		case r.Kind == ledger.ItemRow, r.Kind == ledger.ComponentRow:
			n++
		}
	}
	return n
}
