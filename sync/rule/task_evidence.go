package rule

import "rasoat/sync/ledger"

// taskEvidence finds tasks and projects that are finished by their status but
// name no day of completion, and finished ones that name no resulting document.
// Only columns that the list has are looked at.
//
// Why: "hoàn thành trễ hạn" can only be counted with a day, and that an order
// was carried out is proved by the document that was handed in.
//
// A day that cannot be read is told by value/unreadable; what the list itself
// requires, by required/missing.
//
// To fix: fill in the day and the document.
//
// To accept: say in the column of explanations that none was called for.
//
// Source: the columns of a list of assigned tasks: Ngày hoàn thành, Văn bản
// kết quả.
//
// Arguments: missing (fields by their names in the configuration), status (as
// written, "" where the day of completion says that it is finished).
func taskEvidence(l *ledger.Ledger, s Settings, report func(Finding)) {
	for list, row := range items(l) {
		if !isDone(row, s) {
			continue
		}
		var missing []ledger.Field
		for _, field := range []ledger.Field{ledger.FieldDone, ledger.FieldResult} {
			if c := list.Column(field); c != nil && blank(row, c) && !s.requiredElsewhere(list, field) {
				missing = append(missing, field)
			}
		}
		// The reader may know of a day that the cell's text does not show.
		if len(missing) > 0 && missing[0] == ledger.FieldDone && !row.DoneOn.IsZero() {
			missing = missing[1:]
		}
		if len(missing) == 0 {
			continue
		}
		status := ""
		if hasStatusDone(row, s) {
			status = row.Status.Text
		}
		report(at(list, row, place(list, missing[0]), Args{"missing": texts(missing), "status": status}))
	}
}
