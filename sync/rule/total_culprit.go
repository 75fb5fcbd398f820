package rule

import (
	"rasoat/sheets"
	"rasoat/sync/ledger"
)

const totalCulpritID = "total/culprit"

// totalCulprit names the one cell that is wrong, and what it should probably
// state, where several sums fail by the same amount and that cell alone is in
// all of them: an item's allocation that is neither the sum of its parts nor
// what its section lacks, a part of it, a subtotal that disagrees with its rows
// and with TỔNG SỐ.
//
// Every sum that holds the cell must fail, and agree once the cell is put
// right. Where two cells could be to blame nothing is said, and the sums are
// told by total/grand, total/section and total/row. Those that a culprit
// accounts for are not told again.
//
// Why: of one slip a list shows two or three wrong sums, none of them at the
// wrong cell.
//
// To fix: correct the cell; where a formula gives it, correct the formula.
//
// To accept: state a reason in the column of explanations, with a name and,
// where it is to end, a day.
//
// Source: the list's own arithmetic, with the bound of total/grand.
//
// Arguments: what (grand, section, subtotal, component, item), number and name
// of the row (of its section for a row that closes one), column, stated, blank
// (nothing stands there), likely, difference (stated − likely), off (its size),
// guess, suspect and suspect_cell as in total/grand, and which sums agree on likely: below
// (how many rows it is the sum of, 0 where that is none of them), across (the
// arithmetic within its row), above (cells of the totals that it is added to).
func totalCulprit(l *ledger.Ledger, s Settings, report func(Finding)) {
	for _, list := range l.Lists {
		for _, x := range s.judged(list).suspects {
			if x.power != 0 {
				continue
			}
			args := x.args()
			args["what"], args["blank"] = whatRow(x.row), x.blank
			args["difference"] = x.money(x.amount.Value.Sub(x.likely))
			args["off"] = x.money(x.amount.Value.Sub(x.likely).Abs())
			args["guess"], args["suspect"], args["suspect_cell"] = x.guess()
			report(at(list, x.row, x.col, args))
		}
	}
}

// guess says how the wrong amount may have come about, and names the row or
// column that is suspected, and its cell: as the sum that the cell states would.
func (x *suspect) guess() (guess, suspect, at string) {
	if x.blank {
		return noGuess, "", ""
	}
	for _, w := range x.in {
		if w.owner && w.c.computed.Equal(x.likely) {
			if guess, a := w.c.guess(); guess != noGuess {
				return guess, w.c.named(a), a.place()
			}
		}
	}
	return slip(x.list, x.col, x.amount.Value, x.likely), "", ""
}

// args returns the arguments that every finding about a suspect has.
func (x *suspect) args() Args {
	named := x.row
	if named.Kind == ledger.SubtotalRow && named.Parent != nil {
		named = named.Parent
	}
	args := Args{
		"number": named.Number, "name": named.Name, "column": label(x.list, x.col),
		"stated": x.money(x.amount.Value), "likely": x.money(x.likely),
		"below": 0, "across": false,
	}
	above := []string{}
	for _, w := range x.in {
		switch {
		case w.c.sum != nil:
			args["across"] = true
		case w.owner:
			args["below"] = len(w.c.addends)
		default:
			above = append(above, sheets.Addr{Row: w.c.row.Row, Col: w.c.col}.String())
		}
	}
	args["above"] = above
	return args
}
