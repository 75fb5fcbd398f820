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
	reminded(l, s, func(list *ledger.List, row *ledger.Row, ref ledger.Ref, d ledger.Department) {
		if len(d.Emails) == 0 {
			report(at(list, row, place(list, ledger.FieldDepartment), Args{"department": d.Name, "seen": ref.Text}))
		}
	})
}
