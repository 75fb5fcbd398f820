package rule

import (
	"slices"
	"strings"

	"rasoat/sync/ledger"
)

// addressesOf returns every mail address that the directory has of a
// department.
func addressesOf(d ledger.Department) []string {
	return slices.Concat(d.Emails, d.OfficerEmails, d.LeaderEmails, d.HeadEmails)
}

// sameAddress reports whether two addresses reach the same mailbox: domains
// know no case, and no provider tells names of mailboxes apart by it.
func sameAddress(a, b string) bool { return strings.EqualFold(a, b) }

// inDirectoryTab returns where an address of a department stands in the
// directory's tab, and false where it does not.
func inDirectoryTab(l *ledger.Ledger, department, email string) (ledger.Address, bool) {
	for _, a := range l.Addresses {
		if sameAddress(a.Email, email) && l.Directory.Resolve(a.Department).Name == department {
			return a, true
		}
	}
	return ledger.Address{}, false
}

// atAddress returns a finding at a cell of the directory's tab.
func atAddress(a ledger.Address, args Args) Finding {
	return Finding{Tab: a.Tab, Row: a.Row, Col: a.Col, Args: args}
}

// reminded yields, for every open item, each department that is reminded of it
// as its lead: of one that has ended its successor.
func reminded(l *ledger.Ledger, s Settings, yield func(*ledger.List, *ledger.Row, ledger.Ref, ledger.Department)) {
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
			if ok && !told[department.Name] {
				told[department.Name] = true
				yield(list, row, ref, department)
			}
		}
	}
}
