package ledger

import (
	"fmt"

	"rasoat/sheets"
)

// Guess maps the tabs of a workbook that no configuration speaks of: a tab
// whose header names a total investment is a list of projects, one that
// names assigning documents or days of completion a list of tasks, any other
// with amounts below a header a table. Hidden tabs and tabs without a header
// are left out; a tab that names departments and their mailboxes is the
// directory.
func Guess(s *sheets.Snapshot) Mapping {
	m := Mapping{}
	for _, t := range s.Tabs() {
		if t.Hidden() {
			continue
		}
		if _, _, ok := directoryColumns(t); ok {
			m.DirectoryTab = t.Title()
			continue
		}
		if kind, ok := guessKind(newTable(t)); ok {
			m.Lists = append(m.Lists, ListMapping{Name: fmt.Sprintf("list-%d", len(m.Lists)+1), Tab: t.Title(), Kind: kind})
		}
	}
	return m
}

func guessKind(t *table) (Kind, bool) {
	has := func(k Kind, fields ...Field) bool {
		lm := ListMapping{Tab: t.Title(), Kind: k}
		h, ok := findHead(t, lm)
		if !ok {
			return false
		}
		columns, _ := mapColumns(t, h, lm, nil)
		for _, f := range fields {
			for _, c := range columns {
				if c.Field == f || f == "" && c.Amount {
					return true
				}
			}
		}
		return false
	}
	switch {
	case has(Projects, FieldTotal) && has(Projects, FieldCode, FieldDepartment, FieldDeadline, FieldSource):
		return Projects, true
	case has(Tasks, FieldAssigned, FieldDone, FieldResult):
		return Tasks, true
	case has(Table, ""):
		return Table, true
	}
	return "", false
}
