package rule

import "rasoat/sync/ledger"

// departmentAddress finds open items whose lead is in the directory, but
// without any mail address. For a department that has ended it is its
// successor's that counts, since that is who is reminded.
//
// Why: nobody can be reminded of them.
//
// To fix: add the department's mailbox to the directory.
//
// To accept: it is of the list as a whole; switch the rule off or lower it
// in the configuration.
//
// Source: experience.
//
// Arguments: department (canonical name of who would be reminded), seen.
func departmentAddress(l *ledger.Ledger, s Settings, report func(Finding)) {
	for list, row := range items(l) {
		if isDone(row, s) {
			continue
		}
		told := map[string]bool{}
		for _, ref := range row.Leads {
			department, ok := l.Directory.Find(ref.Name)
			if ok && ended(department, s.Today) {
				department, ok = l.Directory.Find(successor(l.Directory, department, s.Today))
			}
			if !ok || len(department.Emails) > 0 || told[department.Name] {
				continue
			}
			told[department.Name] = true
			report(at(list, row, place(list, ledger.FieldDepartment), Args{"department": department.Name, "seen": ref.Text}))
		}
	}
}
