package rule

import (
	"time"

	"rasoat/sync/ledger"
)

// reminderSnooze finds items that staff asked not to be reminded of for longer
// than is allowed, or at all where it is not allowed. Finished items and days
// that are past are left alone.
//
// Why: whoever wrote the day relies on it, and the reminder comes all the same.
//
// To fix: write an earlier day, or move the deadline by a document.
//
// To accept: say in the column of explanations why the day stays; reminders go
// out again all the same.
//
// Source: the configuration: for how many days an item may be snoozed.
//
// Arguments: kind (long, never), until (the day that is written), most
// (calendar days), last (the last day that is heeded, zero for none).
func reminderSnooze(l *ledger.Ledger, s Settings, report func(Finding)) {
	for list, row := range items(l) {
		if isDone(row, s) || row.SnoozedUntil.IsZero() || row.SnoozedUntil.Before(s.Today) {
			continue
		}
		args := Args{"kind": "never", "until": row.SnoozedUntil, "most": s.SnoozeMost, "last": time.Time{}}
		if s.SnoozeMost > 0 {
			since := s.Past[row].SnoozedOn
			if since.IsZero() {
				since = s.Today
			}
			last := since.AddDate(0, 0, s.SnoozeMost)
			if !row.SnoozedUntil.After(last) {
				continue
			}
			args["kind"], args["last"] = "long", last
		}
		report(at(list, row, place(list, ledger.FieldSnooze), args))
	}
}
