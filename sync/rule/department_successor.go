package rule

import (
	"time"

	"rasoat/sync/ledger"
)

// departmentSuccessor finds departments that no longer exist and whose work
// another has taken over, in the cells for who leads and who cooperates.
// Finished items keep the name of their time.
//
// Why: mail goes to the successor; the list should say so, and the figures by
// department stand under two names until it does.
//
// To fix: write the name of the successor.
//
// To accept: say in the column of explanations why the old name stays.
//
// Source: the directory: the last day of a department and its successor.
//
// Arguments: old (names of the departments), successors (each once), since (the
// first day after the last of them), role (lead, cooperating).
func departmentSuccessor(l *ledger.Ledger, s Settings, report func(Finding)) {
	for list, row := range items(l) {
		if isDone(row, s) {
			continue
		}
		for _, side := range []struct {
			role  string
			field ledger.Field
			refs  []ledger.Ref
		}{
			{"lead", ledger.FieldDepartment, row.Leads},
			{"cooperating", ledger.FieldCooperating, row.Cooperating},
		} {
			var old, successors []string
			var since time.Time
			for _, ref := range side.refs {
				d, ok := l.Directory.Find(ref.Name)
				if !ok || !ended(d, s.Today) {
					continue
				}
				old = union(old, d.Name)
				if after := d.Until.AddDate(0, 0, 1); after.After(since) {
					since = after
				}
				successors = union(successors, successor(l.Directory, d, s.Today))
			}
			if len(old) > 0 {
				report(at(list, row, place(list, side.field), Args{
					"old": old, "successors": successors, "since": since, "role": side.role,
				}))
			}
		}
	}
}

// ended reports whether another department has taken over by a day.
func ended(d ledger.Department, today time.Time) bool {
	return d.Name != "" && d.Successor != "" && !d.Until.IsZero() && today.After(d.Until)
}

// successor returns the name of the department that does the work of one that
// has ended: the last in the row of successors, as the directory has it.
func successor(d *ledger.Directory, of ledger.Department, today time.Time) string {
	for range d.All() {
		next, ok := d.Find(of.Successor)
		if !ok || !ended(next, today) {
			break
		}
		of = next
	}
	return of.Successor
}
