package rule

import "rasoat/sync/ledger"

// totalRow checks the arithmetic within rows: that an amount is the sum of
// others beside it, as the column numbers ("3=4+5"), the parts of an
// allocation or the configuration say. Rows whose parts are all blank state
// only the total, and are passed over.
//
// Why: the total of a row and its parts are typed by different people at
// different times.
//
// To fix: correct the total or the part that is wrong.
//
// To accept: state a reason in the column of explanations, with a name and,
// where it is to end, a day.
//
// Source: the list's own arithmetic; the bound of rounding was measured on
// published tables of the Ministry of Finance.
//
// Arguments: number, name, column (of the total), parts (labels of the columns
// added, behind a "−" of those subtracted), formula (as the list states it),
// stated, computed, difference, off, count, guess, suspect and suspect_cell as
// in total/grand; the suspect is a column.
func totalRow(l *ledger.Ledger, s Settings, report func(Finding)) {
	for _, list := range l.Lists {
		for _, c := range s.judged(list).told {
			if c.sum == nil {
				continue
			}
			args := c.args()
			args["formula"] = c.sum.Text
			var parts []string
			for _, a := range c.addends {
				sign := ""
				if a.minus {
					sign = "−"
				}
				parts = append(parts, sign+label(list, a.col))
			}
			args["parts"] = parts
			report(at(list, c.row, c.col, args))
		}
	}
}
