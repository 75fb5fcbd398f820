package rule

import (
	"strings"
	"time"

	"rasoat/sync/ledger"
)

// The kinds of days out of order.
const (
	dueBeforeAssigned  = "due-before-assigned"  // the deadline passed before the item was assigned
	doneBeforeAssigned = "done-before-assigned" // finished before it was assigned
	doneInFuture       = "done-in-future"       // finished on a day that is still to come
	doneBeforeDecision = "done-before-decision" // finished before the decision of investment
	periodReversed     = "period-reversed"      // a term that ends before it begins
)

// deadlineOrder finds days of an item that cannot follow each other: a deadline
// before the day of the assigning document, completion before that day, before
// the decision or in the future, a term that ends before it begins.
//
// Why: most often a year was left as it was, or day and month were swapped;
// the item is then reminded of too early, or never.
//
// An open deadline has no day and breaks no order. A cell that names several
// days ("điều chỉnh tại …") and decisions on settlement or adjustment, which
// come after completion, are passed over.
//
// To fix: correct the day in the cell that is named: the one likelier wrong, by
// custom the later typed; the other where it lies in the future.
//
// To accept: say in the column of explanations how it came about, for instance
// that a later document only repeats the order.
//
// Source: experience.
//
// Arguments: kind (as above), seen (the deadline or period as written, else
// ""), day and other (the two days; other is zero for done-in-future).
func deadlineOrder(l *ledger.Ledger, s Settings, report func(Finding)) {
	for list, row := range items(l) {
		for _, o := range disorders(row, s) {
			// Neither day is proof of the other; one that is still to come is
			// the likelier slip.
			field := o.field
			if o.against != "" && o.other.After(s.Today) {
				field = o.against
			}
			col := place(list, field)
			if field == ledger.FieldDecision {
				col = requiredPlace(list, ledger.FieldDecidedOn)
			}
			report(at(list, row, col, Args{"kind": o.kind, "seen": o.seen, "day": o.day, "other": o.other}))
		}
	}
}

// disorder is two days that cannot follow each other.
type disorder struct {
	kind, seen     string
	day, other     time.Time
	field, against ledger.Field // where the two stand; against is "" where both stand in one cell
}

func disorders(row *ledger.Row, s Settings) []disorder {
	var found []disorder
	due, done, assigned, decided := row.Deadline, row.DoneOn, row.AssignedOn, row.Decision.On
	before := func(a, b time.Time) bool { return !a.IsZero() && !b.IsZero() && a.Before(b) }

	// one reports whether a cell leaves no doubt which day is meant.
	one := func(f ledger.Field) bool { return daysIn(row.Texts[f]) <= 1 }

	if due.Kind == ledger.Term && before(due.Last, assigned) && one(ledger.FieldAssigned) {
		found = append(found, disorder{dueBeforeAssigned, due.Text, due.Last, assigned, ledger.FieldDeadline, ledger.FieldAssigned})
	}
	switch {
	case done.After(s.Today) && !s.Today.IsZero():
		if daysIn(row.Texts[ledger.FieldDone]) == 0 { // a quarter or year that is not over
			break
		}
		found = append(found, disorder{doneInFuture, "", done, time.Time{}, ledger.FieldDone, ""})
	case before(done, assigned) && one(ledger.FieldAssigned):
		found = append(found, disorder{doneBeforeAssigned, "", done, assigned, ledger.FieldDone, ledger.FieldAssigned})
	case before(done, decided) && one(ledger.FieldDecision) && !comesLater(row.Texts[ledger.FieldDecision]):
		found = append(found, disorder{doneBeforeDecision, "", done, decided, ledger.FieldDone, ledger.FieldDecision})
	}
	reversed := func(field ledger.Field, d ledger.Deadline) {
		if d.Kind == ledger.Term && before(d.Last, d.First) {
			found = append(found, disorder{periodReversed, d.Text, d.First, d.Last, field, ""})
		}
	}
	reversed(ledger.FieldDeadline, due)
	reversed(ledger.FieldPeriod, row.Period)
	return found
}

// comesLater reports whether a decision is one that is taken once the work is
// under way or done.
func comesLater(decision string) bool {
	text := ledger.Fold(decision)
	return strings.Contains(text, "quyết toán") || strings.Contains(text, "điều chỉnh") || strings.Contains(text, "nghiệm thu")
}
