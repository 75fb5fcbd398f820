package rule

import (
	"slices"
	"strings"

	"rasoat/sync/ledger"
)

// departmentMailbox finds mail addresses of the directory that are malformed,
// or lie in no domain that mail may go to. It tells them at the cell of the
// directory's tab; those that only the configuration has beside each open item
// whose lead they are of.
//
// Why: no mail goes there.
//
// To fix: correct the address, or add its domain to the configuration.
//
// To accept: of the directory's tab there is no row to explain it in; switch
// the rule off or lower it in the configuration.
//
// Source: RFC 5322 on addresses; the domains of the configuration.
//
// Arguments: kind (malformed, domain), department, seen (the address), allowed
// (domains, for kind domain).
func departmentMailbox(l *ledger.Ledger, s Settings, report func(Finding)) {
	reportProblems(l, func(p ledger.Problem) Args {
		return Args{"kind": "malformed", "department": p.Name, "seen": p.Seen, "allowed": []string{}}
	}, report, func(p ledger.Problem) bool { return p.Kind == ledger.BadEmail })
	if len(s.Domains) == 0 {
		return
	}
	outside := func(department, email string) Args {
		return Args{"kind": "domain", "department": department, "seen": email, "allowed": slices.Clone(s.Domains)}
	}
	for _, a := range l.Addresses {
		if !allowed(a.Email, s.Domains) {
			report(atAddress(a, outside(a.Department, a.Email)))
		}
	}
	reminded(l, s, func(list *ledger.List, row *ledger.Row, _ ledger.Ref, d ledger.Department) {
		var told []string
		for _, email := range addressesOf(d) {
			if _, there := inDirectoryTab(l, d.Name, email); there || allowed(email, s.Domains) || slices.Contains(told, email) {
				continue
			}
			told = append(told, email)
			report(at(list, row, place(list, ledger.FieldDepartment), outside(d.Name, email)))
		}
	})
}

// allowed reports whether an address lies in one of the domains. A subdomain is
// a domain of its own.
func allowed(email string, domains []string) bool {
	host := email[strings.LastIndexByte(email, '@')+1:]
	return slices.ContainsFunc(domains, func(d string) bool { return strings.EqualFold(d, host) })
}
