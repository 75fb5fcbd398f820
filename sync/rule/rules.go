package rule

// Rules returns every rule, in a stable order.
func Rules() []Rule {
	return []Rule{
		{ID: "total/grand", Severity: Error, Passing: []string{"number", "name", "suspect_cell"}, Check: totalGrand},
		{ID: "total/section", Severity: Error, Passing: []string{"number", "name", "suspect_cell"}, Check: totalSection},
		{ID: "total/row", Severity: Error, Passing: []string{"number", "name", "suspect_cell"}, Check: totalRow},
		{ID: totalCulpritID, Severity: Error, Passing: []string{"number", "name", "suspect_cell", "above"}, Check: totalCulprit},
		{ID: totalFootnoteID, Severity: Notice, Passing: []string{"number", "name", "suspect_cell"}, Check: totalFootnote},
		{ID: totalHardcodedID, Severity: Warning, Passing: []string{"number", "name", "formula", "cells"}, Check: totalHardcoded},
		{ID: "total/count", Severity: Warning, Passing: []string{"number", "name"}, Check: totalCount},
		{ID: "category/unknown", Severity: Warning, Check: categoryUnknown},
		{ID: "category/section", Severity: Warning, Passing: []string{"number"}, Check: categorySection},
		{ID: "category/declared", Severity: Warning, Check: categoryDeclared},
		{ID: "category/requires", Severity: Warning, Check: categoryRequires},
		{ID: "category/source", Severity: Warning, Check: categorySource},
		{ID: "project/group", Severity: Warning, Check: projectGroup},
		{ID: "department/unknown", Severity: Warning, Check: departmentUnknown},
		{ID: "department/address", Severity: Warning, Check: departmentAddress},
		{ID: "department/mailbox", Severity: Error, Check: departmentMailbox},
		{ID: "mail/undeliverable", Severity: Warning, Passing: []string{"on", "reason"}, Check: mailUndeliverable},
		{ID: "department/successor", Severity: Notice, Check: departmentSuccessor},
		{ID: "status/unknown", Severity: Warning, Check: statusUnknown},
		{ID: "source/unknown", Severity: Warning, Check: sourceUnknown},
		{ID: "source/disputed", Severity: Notice, Check: sourceDisputed},
		{ID: "priority/unknown", Severity: Warning, Check: priorityUnknown},
		{ID: "funding/over-allocated", Severity: Error, Stays: true, Passing: []string{"columns"}, Check: fundingOverAllocated},
		{ID: "funding/basis", Severity: Warning, Check: fundingBasis},
		{ID: requiredMissingID, Severity: Warning, Check: requiredMissing},
		{ID: "column/lost", Severity: Warning, Check: columnLost},
		{ID: keyMissingID, Severity: Warning, Check: keyMissing},
		{ID: "key/duplicate", Severity: Error, Passing: []string{"others"}, Check: keyDuplicate},
		{ID: "key/unfit", Severity: Warning, Check: keyUnfit},
		{ID: "value/unreadable", Severity: Error, Check: valueUnreadable},
		{ID: "unit/missing", Severity: Error, Check: unitMissing},
		{ID: unitMagnitudeID, Severity: Warning, Passing: []string{"number", "name", "above"}, Check: unitMagnitude},
		{ID: "deadline/unreadable", Severity: Error, Check: deadlineUnreadable},
		{ID: "deadline/open", Severity: Notice, Passing: []string{"days"}, Check: deadlineOpen},
		{ID: "deadline/order", Severity: Warning, Check: deadlineOrder},
		{ID: "deadline/past-funding", Severity: Warning, Check: deadlinePastFunding},
		{ID: "deadline/moved", Severity: Notice, Check: deadlineMoved},
		{ID: "reminder/snooze", Severity: Notice, Passing: []string{"last"}, Check: reminderSnooze},
		{ID: "calendar/unreadable", Severity: Warning, Check: calendarUnreadable},
		{ID: "task/evidence", Severity: Notice, Check: taskEvidence},
		{ID: "stale/row", Severity: Notice, Passing: []string{"days"}, Check: staleRow},
		{ID: ExplanationIncomplete, Severity: Notice},
		{ID: ExplanationLapsed, Severity: Notice},
		{ID: "display/hindered", Severity: Warning, Check: displayHindered},
	}
}

// IDs returns the names of all rules in the order of [Rules].
func IDs() []string {
	var ids []string
	for _, r := range Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}
