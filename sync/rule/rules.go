package rule

// Rules returns every rule, in a stable order.
func Rules() []Rule {
	return []Rule{
		{"total/grand", Error, totalGrand},
		{"total/section", Error, totalSection},
		{"total/row", Error, totalRow},
		{"total/count", Warning, totalCount},
		{"category/unknown", Warning, categoryUnknown},
		{"category/section", Warning, categorySection},
		{"category/declared", Warning, categoryDeclared},
		{"department/unknown", Warning, departmentUnknown},
		{"department/address", Warning, departmentAddress},
		{"status/unknown", Warning, statusUnknown},
		{"source/unknown", Warning, sourceUnknown},
		{"priority/unknown", Warning, priorityUnknown},
		{"funding/over-allocated", Error, fundingOverAllocated},
		{"funding/basis", Warning, fundingBasis},
		{"required/missing", Warning, requiredMissing},
		{keyMissingID, Warning, keyMissing},
		{"key/duplicate", Error, keyDuplicate},
		{"key/unfit", Warning, keyUnfit},
		{"value/unreadable", Error, valueUnreadable},
		{"unit/missing", Error, unitMissing},
		{"deadline/unreadable", Error, deadlineUnreadable},
		{"deadline/open", Notice, deadlineOpen},
		{"display/hindered", Warning, displayHindered},
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
