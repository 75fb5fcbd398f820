package remind

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// due returns what tells one deadline of an item from another: its last day,
// however the cell writes it, or nothing for an open one.
func due(d ledger.Deadline) string {
	if d.Kind != ledger.Term {
		return ""
	}
	return d.Last.Format(time.DateOnly)
}

// rekeyed returns the history under the keys that its items have now. An item
// whose code was corrected, or whose code's column cannot be found today, is
// still the item of that name: it is not told again for that.
func rekeyed(told []Told, l *ledger.Ledger) []Told {
	there := map[string]string{}      // key → name
	named := map[[2]string][]string{} // list and name → keys
	for _, list := range l.Lists {
		keys := ledger.NewKeys(list.Name)
		for _, item := range list.Items() {
			key, name := keys.Of(item), ledger.Fold(item.Name)
			there[key] = name
			named[[2]string{list.Name, name}] = append(named[[2]string{list.Name, name}], key)
		}
	}
	told = slices.Clone(told)
	taken := map[[2]string]bool{}
	for _, t := range told {
		taken[[2]string{t.Department, t.Key}] = true
	}
	for i, t := range told {
		if name, ok := there[t.Key]; ok {
			told[i].Name = cmp.Or(name, t.Name)
			continue
		}
		if t.Name == "" {
			continue
		}
		for _, key := range named[[2]string{listOf(t.Key), t.Name}] {
			if id := [2]string{t.Department, key}; !taken[id] {
				taken[id] = true
				told[i].Key = key
				break
			}
		}
	}
	return told
}

// listOf returns the name of the list that a key is of.
func listOf(key string) string {
	list, _, _ := strings.Cut(key, "/")
	return list
}

// remember returns the history told after what was decided. An entry goes once
// its item is known to be late no more, or to be others' business now, so that
// it is told again should it come back; what could not be read proves nothing,
// and keeps it.
func remember(in Input, told []Told, short map[*ledger.Row]decimal.Decimal, r Result) []Told {
	sent, concerned := map[[2]string]Line{}, map[[2]string]bool{}
	var order [][2]string
	certain := map[string]bool{} // keys whose recipients are all known
	for _, d := range r.Digests {
		for _, l := range d.Lines() {
			id := [2]string{d.Department.Name, l.Key}
			if _, ok := sent[id]; !ok && d.Send {
				order = append(order, id)
				sent[id] = l
			}
			concerned[id], certain[l.Key] = true, true
		}
	}
	for _, h := range r.Held {
		delete(certain, h.Line.Key)
	}
	settled := settledItems(in, short)
	var next []Told
	kept := map[[2]string]bool{}
	for _, t := range told {
		id := [2]string{t.Department, t.Key}
		if settled(t.Key) || certain[t.Key] && !concerned[id] {
			continue
		}
		if l, ok := sent[id]; ok && due(l.Deadline) != t.Due {
			t.Due, t.On = due(l.Deadline), in.Today
		}
		kept[id] = true
		next = append(next, t)
	}
	for _, id := range order {
		if !kept[id] {
			l := sent[id]
			next = append(next, Told{Department: id[0], Key: l.Key, Name: ledger.Fold(l.Name), Due: due(l.Deadline), On: in.Today})
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
		// A list without its column of deadlines, or without a row, was hardly read.
		whole[list.Name] = list.Column(ledger.FieldDeadline) != nil && len(list.Items()) > 0
		keys := ledger.NewKeys(list.Name)
		for _, item := range list.Items() {
			key := keys.Of(item)
			readable := item.Deadline.Kind == ledger.Term || item.Deadline.Kind == ledger.Open
			settled[key] = finished(in, item) || readable && blockOf(in, item, short[item]) == none
		}
	}
	return func(key string) bool {
		if is, there := settled[key]; there {
			return is
		}
		return whole[listOf(key)]
	}
}
