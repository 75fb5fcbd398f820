package rule

import "rasoat/sync/ledger"

// deadlineOpen finds unfinished items without a set deadline ("ngay", "khẩn
// trương", "thường xuyên" or blank) that were assigned more than so many days
// ago; urgent ones have a limit of their own. Where the day of the assigning
// document is unknown, so is the age.
//
// Why: such an item is never overdue and would be forgotten.
//
// To fix: set a deadline, or fill in the day of completion or the status.
//
// To accept: explain it in the column of explanations.
//
// Source: the days that the configuration sets under deadlines.
//
// Arguments: days (since it was assigned), assigned (the day), limit (the days
// after which it is told), urgent, seen (the deadline as written).
func deadlineOpen(l *ledger.Ledger, s Settings, report func(Finding)) {
	for list, row := range items(l) {
		if row.Deadline.Kind != ledger.Open || row.AssignedOn.IsZero() || isDone(row, s) {
			continue
		}
		urgent := s.Urgent[row.Priority.Name]
		limit := s.OpenAfter
		if urgent {
			limit = s.OpenUrgentAfter
		}
		days := int(s.Today.Sub(row.AssignedOn).Hours() / 24)
		if days <= limit {
			continue
		}
		report(at(list, row, place(list, ledger.FieldDeadline), Args{
			"days": days, "assigned": row.AssignedOn, "limit": limit, "urgent": urgent,
			"seen": row.Texts[ledger.FieldDeadline],
		}))
	}
}
