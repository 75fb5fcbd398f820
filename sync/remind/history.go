package remind

import (
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// remember returns the history after the digests. An entry goes once its item
// is known to be late no more, so that it is told again should it become late
// anew; what could not be read proves nothing, and keeps it.
func remember(in Input, short map[*ledger.Row]decimal.Decimal, digests []Digest) []Told {
	sent := map[[2]string]Line{}
	var order [][2]string
	for _, d := range digests {
		if !d.Send {
			continue
		}
		for _, l := range d.Lines() {
			id := [2]string{d.Department.Name, l.Key}
			if _, ok := sent[id]; !ok {
				order = append(order, id)
			}
			sent[id] = l
		}
	}
	settled := settledItems(in, short)
	var next []Told
	kept := map[[2]string]bool{}
	for _, t := range in.Told {
		id := [2]string{t.Department, t.Key}
		if kept[id] || settled(t.Key) {
			continue
		}
		if l, ok := sent[id]; ok && l.Deadline.Text != t.Due {
			t.Due, t.On = l.Deadline.Text, in.Today
		}
		kept[id] = true
		next = append(next, t)
	}
	for _, id := range order {
		if !kept[id] {
			next = append(next, Told{Department: id[0], Key: id[1], Due: sent[id].Deadline.Text, On: in.Today})
		}
	}
	return next
}

// settledItems returns a function that reports whether an item is known to
// need no reminder: it is there and finished, in time, or not open for too
// long; or it is gone from a list that was read as a whole.
func settledItems(in Input, short map[*ledger.Row]decimal.Decimal) func(key string) bool {
	whole := map[string]bool{}
	settled := map[string]bool{}
	for _, list := range in.Ledger.Lists {
		whole[list.Name] = readWhole(in.Ledger, list)
		keys := newKeys(list.Name)
		for _, item := range list.Items() {
			key := keys.of(item)
			readable := item.Deadline.Kind == ledger.Term || item.Deadline.Kind == ledger.Open
			settled[key] = finished(in, item) || readable && blockOf(in, item, short[item]) == none
		}
	}
	return func(key string) bool {
		if is, there := settled[key]; there {
			return is
		}
		list, _, _ := strings.Cut(key, "/")
		return whole[list]
	}
}

// readWhole reports whether nothing of a list can have been overlooked.
func readWhole(l *ledger.Ledger, list *ledger.List) bool {
	if list.Column(ledger.FieldDeadline) == nil || len(list.Items()) == 0 {
		return false
	}
	for _, p := range l.Problems {
		if p.List != list.Name {
			continue
		}
		switch p.Kind {
		case ledger.NoHeader, ledger.NoTab:
			return false
		}
	}
	return true
}
