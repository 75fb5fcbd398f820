package remind

import "rasoat/sync/ledger"

// rung returns the place on the ladder of the reminder of that number, counted
// from 1: the last one for all that the ladder does not count.
func (p Policy) rung(step int) int {
	for i, r := range p.Ladder {
		if r.Times <= 0 || step <= r.Times {
			return i
		}
		step -= r.Times
	}
	return max(0, len(p.Ladder)-1)
}

// roles returns whom the reminder of that number is for.
func (p Policy) roles(step int) []Role {
	if len(p.Ladder) == 0 {
		return []Role{Mailbox, Head}
	}
	return p.Ladder[p.rung(step)].To
}

// addressed returns the roles among those given that have an address that mail
// may go to, with all of these and those that it may not go to. Where none of
// the roles has any, it is the department's mailbox that counts, and after
// that whoever there can be reached.
func addressed(d ledger.Department, roles []Role, domains []string) (with []Role, to, refused []string) {
	var all []string
	for _, r := range roles {
		some := addressesOf(d, r)
		if ok, _ := mailboxes(some, domains); len(ok) > 0 {
			with = append(with, r)
		}
		all = append(all, some...)
	}
	to, refused = mailboxes(all, domains)
	for _, r := range []Role{Mailbox, Head, Leader, Officer} {
		if len(to) > 0 {
			break
		}
		var more []string
		to, more = mailboxes(addressesOf(d, r), domains)
		refused = append(refused, more...)
		with = []Role{r}
	}
	if len(to) == 0 {
		with = nil
	}
	return with, to, unique(refused)
}

// unique drops what stands in a list before.
func unique(all []string) []string {
	seen := map[string]bool{}
	var kept []string
	for _, s := range all {
		if !seen[s] {
			seen[s] = true
			kept = append(kept, s)
		}
	}
	return kept
}
