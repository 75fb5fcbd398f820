package rule

import "rasoat/sync/ledger"

// valueUnreadable tells what could not be read: cells that hold no amount or
// day, error values, formulas that were never computed, figures that can be
// read in two ways, text in the TCVN3 encoding, amounts in a row that names
// nothing, a directory without entries, and tabs, headers or columns that are not there. Every kind of
// problem is told here but those that have a rule of their own (unit/missing,
// deadline/unreadable, department/mailbox, calendar/unreadable).
//
// Why: what is not understood is told and never taken for nothing. A total
// over such a cell is not judged.
//
// A formula over a cell that cannot be read gives an error value itself, and
// so does the next one above. Only the first is told.
//
// To fix: by kind; the text seen says most.
//
// To accept: explain it in the column of explanations.
//
// Source: experience.
//
// Arguments: kind (a [ledger.ProblemKind]), seen, name (of the column, field
// or tab).
func valueUnreadable(l *ledger.Ledger, _ Settings, report func(Finding)) {
	errors := newSpread(l.Problems)
	reportProblems(l, func(p ledger.Problem) Args {
		return Args{"kind": string(p.Kind), "seen": p.Seen, "name": p.Name}
	}, report, func(p ledger.Problem) bool {
		switch p.Kind {
		case ledger.NoUnit, ledger.BadDeadline, ledger.BadEmail, ledger.BadDayOff, ledger.BadDayKind, ledger.DayOffTwice:
			return false
		}
		return !errors.follows(p)
	})
}

// reportProblems reports the problems that are wanted.
func reportProblems(l *ledger.Ledger, args func(ledger.Problem) Args, report func(Finding), want func(ledger.Problem) bool) {
	for _, p := range l.Problems {
		if !want(p) {
			continue
		}
		f := Finding{List: p.List, Tab: p.Tab, Row: p.Row, Col: p.Col, Item: p.Item, Args: args(p)}
		for _, list := range l.Lists {
			if list.Name == p.List {
				f.TabTitle = list.Title
			}
		}
		report(f)
	}
}
