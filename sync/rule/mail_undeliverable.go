package rule

import (
	"regexp"
	"strings"

	"rasoat/sync/ledger"
)

// mailUndeliverable finds mailboxes of departments for which mail was given up.
// It tells them at the address in the directory's tab, else beside each open
// item whose lead the department is, else without a place. An address that the
// directory has no more is told no more.
//
// Why: the department was not reminded, and will not be.
//
// To fix: ask the department for its address and correct it, or have its
// mailbox mended, and send the mail again.
//
// To accept: of the directory's tab there is no row to explain it in; switch
// the rule off or lower it in the configuration.
//
// Source: what the mail server of the recipient answered.
//
// Arguments: department (canonical name), recipient (the address, all but its
// first letter and its domain masked), on (the day), reason (in the server's
// words, addresses masked).
func mailUndeliverable(l *ledger.Ledger, s Settings, report func(Finding)) {
	for i, u := range s.Undeliverable {
		d, ok := l.Directory.Find(u.Department)
		if !ok || !hasAddress(d, u.Recipient) || superseded(s.Undeliverable, i) {
			continue
		}
		masked := mask(u.Recipient)
		args := func() Args {
			return Args{"department": d.Name, "recipient": masked, "on": u.On, "reason": addressInText.ReplaceAllStringFunc(u.Reason, mask)}
		}
		if a, there := inDirectoryTab(l, d.Name, u.Recipient); there {
			report(atAddress(a, args()))
			continue
		}
		concerned := false
		reminded(l, s, func(list *ledger.List, row *ledger.Row, _ ledger.Ref, lead ledger.Department) {
			if lead.Name == d.Name {
				concerned = true
				report(at(list, row, place(list, ledger.FieldDepartment), args()))
			}
		})
		if !concerned {
			report(Finding{Row: -1, Col: -1, Args: args()})
		}
	}
}

func hasAddress(d ledger.Department, email string) bool {
	for _, e := range addressesOf(d) {
		if sameAddress(e, email) {
			return true
		}
	}
	return false
}

// superseded reports whether a later mail to the same mailbox was given up too:
// of a mailbox only the last counts.
func superseded(all []Undeliverable, at int) bool {
	u := all[at]
	for i, other := range all {
		if other.Department == u.Department && sameAddress(other.Recipient, u.Recipient) &&
			(other.On.After(u.On) || other.On.Equal(u.On) && i > at) {
			return true
		}
	}
	return false
}

var addressInText = regexp.MustCompile(`[^\s<>()\[\]",;:]+@[^\s<>()\[\]",;:]+`)

// mask hides an address but for its first letter and its domain.
func mask(email string) string {
	local, host, ok := strings.Cut(email, "@")
	if !ok || local == "" {
		return "***"
	}
	first := []rune(local)[0]
	return string(first) + "***@" + host
}
