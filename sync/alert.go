package sync

import (
	"slices"

	"rasoat/sync/lang"
	"rasoat/sync/remind"
	"rasoat/sync/rule"
	"rasoat/sync/store"
)

// alarm says why the digests of a workbook are held, and what to do.
func alarm(p *lang.Printer, workbook string, b *remind.Brake) string {
	return p.Text("condition/hold", map[string]any{"workbook": workbook, "gone": b.Reason == remind.Vanished, "before": b.Before, "now": b.Now})
}

// mostTold is of how many departments a condition tells.
const mostTold = 5

// unreachable says of how many rows nobody can be told, and for want of what,
// or "".
func unreachable(p *lang.Printer, held []remind.Held) string {
	var why []string
	for _, h := range held {
		key := "no-one"
		switch {
		case h.Who == "":
			key = "nobody"
		case h.Reason == remind.NoAddress:
			key = "no-address"
		case h.Reason == remind.NotAllowed:
			key = "not-allowed"
		}
		part := p.Text("condition/address/"+key, map[string]any{"who": h.Who})
		if !slices.Contains(why, part) {
			why = append(why, part)
		}
	}
	if len(why) == 0 {
		return ""
	}
	more := max(0, len(why)-mostTold)
	return p.Text("condition/address", map[string]any{"rows": len(held), "why": why[:len(why)-more], "more": more})
}

// undeliverable returns the dead letters that a workbook is to show.
func undeliverable(dead []store.DeadLetter) []rule.Undeliverable {
	var all []rule.Undeliverable
	for _, d := range dead {
		all = append(all, rule.Undeliverable{Department: d.Department, Recipient: d.Recipient, On: d.On, Reason: d.Reason})
	}
	return all
}
