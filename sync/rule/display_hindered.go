package rule

import "rasoat/sync/ledger"

// displayHindered finds what stands in the way of what rasoat shows beside a
// list: somebody typed into one of its columns or over a title, a formula of
// somebody's stands in a cell of one, the layout of the tab leaves no room for
// columns, or a cell shows something else than it should.
//
// Why: a row that shows nothing means "gone over and right". A column that
// cannot show anything would say so of every row.
//
// To fix: clear the cell named; it, and the column, then fill by themselves. Until then
// the tab of findings is complete.
//
// To accept: it is of the list as a whole; switch the rule off or lower it
// in the configuration.
//
// Source: experience.
//
// Arguments: kind (typed, title, formula, layout, display), seen ("" for nothing).
func displayHindered(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for _, o := range l.Obstacles {
		for _, list := range l.Lists {
			if list.Tab != o.Tab {
				continue
			}
			f := onTab(list, Args{"kind": string(o.Kind), "seen": o.Seen})
			f.Row, f.Col = o.Addr.Row, o.Addr.Col
			report(f)
			break
		}
	}
}
