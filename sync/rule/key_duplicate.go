package rule

import (
	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// keyDuplicate finds items of one list that share a code, at every one of
// them. Codes are compared without regard to case, spacing and dashes.
//
// Why: two items of one code cannot be told apart; what is said of one shows
// beside the other. Most often a row was copied and its code left as it was.
//
// To fix: give each its own code, or take out the copy.
//
// To accept: explain it in the column of explanations.
//
// Source: experience.
//
// Arguments: code (as written here), others (the other cells, up to ten), count (how many
// items share it).
func keyDuplicate(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for _, list := range tracking(l) {
		col := place(list, ledger.FieldCode)
		if col < 0 {
			continue
		}
		sharing := map[string][]*ledger.Row{}
		for _, row := range list.Items() {
			if code := ledger.Fold(row.Code()); code != "" {
				sharing[code] = append(sharing[code], row)
			}
		}
		for _, row := range list.Items() {
			rows := sharing[ledger.Fold(row.Code())]
			if len(rows) < 2 {
				continue
			}
			var others []string
			for _, other := range rows {
				if len(others) == othersTold {
					break
				}
				if other != row {
					others = append(others, sheets.Addr{Row: other.Row, Col: col}.String())
				}
			}
			report(at(list, row, col, Args{"code": row.Code(), "others": others, "count": len(rows)}))
		}
	}
}

// othersTold is how many others a finding of a code names: in a column that
// holds one word throughout they are all the rows.
const othersTold = 10
