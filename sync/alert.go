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
		part := fmt.Sprintf("%q is not in the directory", h.Who)
		switch {
		case h.Who == "":
			part = "no department is named"
		case h.Reason == remind.NoAddress:
			part = fmt.Sprintf("%q has no address", h.Who)
		case h.Reason == remind.NotAllowed:
			part = fmt.Sprintf("%q has no address in mail.domains", h.Who)
		}
		if !slices.Contains(parts, part) {
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
	rows := "1 row"
	if len(held) > 1 {
		rows = fmt.Sprintf("%d rows", len(held))
	}
	return fmt.Sprintf("nobody can be reminded of %s: %s; correct the sheet, the directory or mail.domains", rows, strings.Join(parts, "; "))
}

// undeliverable returns the dead letters that a workbook is to show.
func undeliverable(dead []store.DeadLetter) []rule.Undeliverable {
	var all []rule.Undeliverable
	for _, d := range dead {
		all = append(all, rule.Undeliverable{Department: d.Department, Recipient: d.Recipient, On: d.On, Reason: d.Reason})
	}
	return all
}
