package sync

import (
	"fmt"
	"slices"
	"strings"

	"rasoat/sync/remind"
	"rasoat/sync/rule"
	"rasoat/sync/store"
)

// alarm says why the digests of a workbook are held, and what to do.
func alarm(workbook string, b *remind.Brake) string {
	what := "late items"
	if b.Reason == remind.Vanished {
		what = "items"
	}
	return fmt.Sprintf("all digests are held: %d %s where there were %d; look at the sheet, and if it is right: rasoat outbox release %s",
		b.Now, what, b.Before, workbook)
}

// unreachable says of how many rows nobody can be told, and for want of what,
// or "".
func unreachable(held []remind.Held) string {
	var parts []string
	for _, h := range held {
		who := h.Who
		if who == "" {
			who = "(no department)"
		}
		if part := fmt.Sprintf("%q: %s", who, h.Reason); !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	const most = 5
	if more := len(parts) - most; more > 0 {
		parts = append(parts[:most], fmt.Sprintf("%d more", more))
	}
	return fmt.Sprintf("nobody can be reminded of %d rows: %s; correct the directory, or the domains that may be mailed", len(held), strings.Join(parts, "; "))
}

// undeliverable returns the dead letters that a workbook is to show.
func undeliverable(dead []store.DeadLetter) []rule.Undeliverable {
	var all []rule.Undeliverable
	for _, d := range dead {
		all = append(all, rule.Undeliverable{Department: d.Department, Recipient: d.Recipient, On: d.On, Reason: d.Reason})
	}
	return all
}
