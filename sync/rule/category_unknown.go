package rule

import "rasoat/sync/ledger"

// categoryUnknown finds categories that are not in the closed list: in the
// category column of an item, and in the name of a section that stands for one
// and has items below it.
//
// Why: an item of an unknown category is missing from every figure by
// category. An open list (no categories configured) knows every name.
//
// To fix: write one of the allowed names or its short form; add the name, or an
// alias, to the configuration where it is right.
//
// To accept: explain it in the column of explanations.
//
// Source: the closed list that the configuration, or the tab of the
// directory, declares.
//
// Arguments: where (column, section), seen, nearest ("" for none), allowed.
func categoryUnknown(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for _, list := range tracking(l) {
		if list.Categories == nil {
			continue
		}
		for _, row := range list.Rows {
			ref := row.Category
			if ref.Text == "" || ref.Known() {
				continue
			}
			args := unknown(ref, list.Categories)
			switch {
			case row.Kind == ledger.ItemRow:
				args["where"] = "column"
				report(at(list, row, place(list, ledger.FieldCategory), args))
			case row.Kind == ledger.SectionRow && itemsAmong(row.Children) > 0:
				args["where"] = "section"
				report(at(list, row, namePlace(list), args))
			}
		}
	}
}

// unknown returns the arguments of a text that names no entry of a closed
// list.
func unknown(ref ledger.Ref, names *ledger.Names) Args {
	return Args{"seen": ref.Text, "nearest": names.Nearest(ref.Text), "allowed": names.All()}
}
