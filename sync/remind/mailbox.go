package remind

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"rasoat/sync/ledger"
)

// addressesOf returns the addresses of a role at a department.
func addressesOf(d ledger.Department, r Role) []string {
	switch r {
	case Officer:
		return d.OfficerEmails
	case Leader:
		return d.LeaderEmails
	case Head:
		return d.HeadEmails
	default:
		return d.Emails
	}
}

// mailboxes parts the addresses that mail may go to from all others. An
// address given twice counts once.
func mailboxes(all, domains []string) (to, refused []string) {
	seen := map[string]bool{}
	for _, text := range all {
		text = strings.TrimSpace(text)
		address := text
		if a, err := mail.ParseAddress(text); err == nil {
			address = a.Address
		}
		if address == "" || seen[strings.ToLower(address)] {
			continue
		}
		seen[strings.ToLower(address)] = true
		if wellFormed(address) && allowed(address, domains) {
			to = append(to, address)
		} else {
			refused = append(refused, address)
		}
	}
	return to, refused
}

// address is the form of mailbox that every mail server takes: ASCII without
// quoting. Anything beyond is refused rather than risked.
var address = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$`)

func wellFormed(s string) bool { return len(s) <= 254 && address.MatchString(s) }

func allowed(address string, domains []string) bool {
	domain := address[strings.LastIndexByte(address, '@')+1:]
	return slices.ContainsFunc(domains, func(d string) bool { return strings.EqualFold(d, domain) })
}

// Address returns the first address of a department's roles, tried in that order,
// that mail may go to, or "".
func Address(d ledger.Department, domains []string, roles ...Role) string {
	for _, r := range roles {
		if to, _ := mailboxes(addressesOf(d, r), domains); len(to) > 0 {
			return to[0]
		}
	}
	return ""
}
