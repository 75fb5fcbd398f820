// Package track remembers the items of a workbook from one pass to the next:
// how often a deadline was put off, and when somebody last changed a row.
// [Follow] is a pure function of what was remembered and what the lists say
// today; whether any of it is worth telling is for the rules to say.
package track

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Item is what is remembered of an item. Days are calendar days at midnight
// UTC.
type Item struct {
	Key  string    `json:"key"`            // see [ledger.Keys]
	Name string    `json:"name,omitempty"` // folded: an item whose code was corrected keeps its past
	Due  time.Time `json:"due,omitzero"`   // the last day of the last term that it was seen with
	// Says is a digest of what people typed into the row, ChangedOn the day on
	// which it was first seen to be so.
	Says      string    `json:"says"`
	ChangedOn time.Time `json:"changed"`
	Moves     []Move    `json:"moves,omitempty"`
	// GoneOn is the day since which the lists lack the item, zero while it is
	// there. Somebody may have cut it in order to paste it elsewhere.
	GoneOn time.Time `json:"gone,omitzero"`
}

// Move is a deadline that was put off.
type Move struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	On   time.Time `json:"on"` // the day on which it was seen
}

// keepGone is how long an item that the lists lack is remembered.
const keepGone = 30 * 24 * time.Hour

// Follow brings what is remembered up to date with the lists of a ledger. It
// returns what to remember from now on, by key, and the past of each item that
// is there.
func Follow(l *ledger.Ledger, remembered []Item, today time.Time) ([]Item, map[*ledger.Row]rule.Past) {
	m := newMemory(remembered)
	keys := map[*ledger.Row]string{}
	for _, list := range l.Lists {
		made := ledger.NewKeys(list.Name)
		for _, row := range list.Items() {
			keys[row] = made.Of(row)
			m.claimed[keys[row]] = true
		}
	}
	var next []Item
	past := map[*ledger.Row]rule.Past{}
	for _, list := range l.Lists {
		if list.Kind == ledger.Table {
			continue
		}
		for _, row := range list.Items() {
			item := m.recall(list.Name, keys[row], ledger.Fold(row.Name))
			item.see(row, today)
			next = append(next, item)
			past[row] = item.past()
		}
	}
	for _, item := range m.rest() {
		if item.GoneOn.IsZero() {
			item.GoneOn = today
		}
		if today.Sub(item.GoneOn) <= keepGone {
			next = append(next, item)
		}
	}
	slices.SortFunc(next, func(a, b Item) int { return cmp.Compare(a.Key, b.Key) })
	return next, past
}

// memory is what is remembered, by key and by name.
type memory struct {
	items   map[string]Item
	named   map[string][]string // list and folded name → keys that a row may take
	claimed map[string]bool     // keys that a row has: no other of that name takes them
}

func newMemory(remembered []Item) *memory {
	m := &memory{map[string]Item{}, map[string][]string{}, map[string]bool{}}
	for _, item := range remembered {
		m.items[item.Key] = item
		if item.Name != "" {
			m.named[id(item.Key, item.Name)] = append(m.named[id(item.Key, item.Name)], item.Key)
		}
	}
	return m
}

// id is the name of an item in the list that its key is of.
func id(key, name string) string {
	list, _, _ := strings.Cut(key, "/")
	return list + "/" + name
}

// recall takes what is remembered under a key, else of an item of that name
// whose key no row has, else nothing.
func (m *memory) recall(list, key, name string) Item {
	item, ok := m.items[key]
	if !ok && name != "" {
		at := list + "/" + name
		for len(m.named[at]) > 0 && !ok {
			from := m.named[at][0]
			m.named[at] = m.named[at][1:]
			if !m.claimed[from] {
				item, ok = m.items[from], true
			}
		}
	}
	delete(m.items, item.Key)
	item.Key, item.Name = key, cmp.Or(name, item.Name)
	return item
}

// rest returns what no row recalled.
func (m *memory) rest() []Item { return slices.Collect(maps.Values(m.items)) }

// see brings an item up to date with its row.
func (item *Item) see(row *ledger.Row, today time.Time) {
	item.GoneOn = time.Time{}
	if says := digest(row); says != item.Says {
		item.Says, item.ChangedOn = says, today
	}
	if row.Deadline.Kind != ledger.Term {
		return // an open or unreadable term puts nothing off
	}
	due := row.Deadline.Last
	item.Moves = slices.Clone(item.Moves)
	if !item.Due.IsZero() && due.After(item.Due) {
		item.move(due, today)
	}
	// A term that was moved back was not put off: somebody corrected a slip.
	for n := len(item.Moves); n > 0 && item.Moves[n-1].To.After(due); n-- {
		last := &item.Moves[n-1]
		if last.From.Before(due) {
			last.To = due
			break
		}
		item.Moves = item.Moves[:n-1]
	}
	item.Due = due
}

// mostMoves is how many moves of an item are remembered: a deadline that a
// formula makes of today moves every day.
const mostMoves = 50

// move adds a move. Those seen on one day are one: people type a day and
// correct it.
func (item *Item) move(to, today time.Time) {
	if n := len(item.Moves); n > 0 && (item.Moves[n-1].On.Equal(today) || n == mostMoves) {
		item.Moves[n-1].To = to
		return
	}
	item.Moves = append(item.Moves, Move{From: item.Due, To: to, On: today})
}

func (item *Item) past() rule.Past {
	p := rule.Past{ChangedOn: item.ChangedOn}
	for _, m := range item.Moves {
		p.Moves = append(p.Moves, rule.Move(m))
	}
	return p
}

// digest tells one state of a row from another by what people typed into it.
// Its number changes when others are inserted, and a formula's result when
// others are edited; neither is a change of this row.
func digest(row *ledger.Row) string {
	h := sha256.New()
	for _, f := range slices.Sorted(maps.Keys(row.Texts)) {
		if f != ledger.FieldNumber {
			fmt.Fprintf(h, "%s=%q\n", f, row.Texts[f])
		}
	}
	for _, col := range slices.Sorted(maps.Keys(row.Amounts)) {
		if a := row.Amounts[col]; a.Formula == "" && !a.Bad {
			fmt.Fprintf(h, "%s\n", a.Value)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
