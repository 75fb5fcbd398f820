package remind

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
)

// Decide says what each department is to be told of: of the items that it
// leads, those that are late or open for too long; of the items of others,
// those that are late for want of money from a source that it advises on.
func Decide(in Input) Result {
	var r Result
	told := rekeyed(in.Told, in.Ledger)
	post := newPost(in)
	short := shortages(in.Funding)
	for _, list := range in.Ledger.Lists {
		keys := ledger.NewKeys(list.Name)
		for _, item := range list.Items() {
			key := keys.Of(item)
			if b := blockOf(in, item, short[item]); b != none {
				r.Held = append(r.Held, post.deliver(lineOf(in, list, item, key, short[item]), b, item)...)
			}
		}
	}
	for _, box := range post.boxes {
		if box == nil {
			continue
		}
		d := *box
		for _, block := range [][]Line{d.Late, d.Unfunded, d.Open, d.Advise} {
			arrange(block)
		}
		d.Reason = gate(d, told)
		d.Send = d.Reason == First || d.Reason == Changed
		r.Digests = append(r.Digests, d)
	}
	r.Told = remember(in, told, short, r)
	return r
}

// gate says whether a digest goes out, and why or why not.
func gate(d Digest, told []Told) Reason {
	known := map[[2]string]bool{}
	first := true
	for _, t := range told {
		if t.Department == d.Department.Name {
			first = false
			known[[2]string{t.Key, t.Due}] = true
		}
	}
	if first {
		return First
	}
	for _, l := range d.Lines() {
		if !known[[2]string{l.Key, due(l.Deadline)}] {
			return Changed
		}
	}
	return NothingNew
}

// block is the part of a digest that a line belongs to.
type block uint8

const (
	none block = iota
	late
	unfunded
	open
)

// blockOf says in which block of its lead's digest an item belongs, if in any.
func blockOf(in Input, item *ledger.Row, short decimal.Decimal) block {
	switch {
	case finished(in, item):
		return none
	case item.Deadline.DaysLate(in.Today) > 0 && short.IsPositive():
		return unfunded
	case item.Deadline.DaysLate(in.Today) > 0:
		return late
	case item.Deadline.Kind == ledger.Open && !item.AssignedOn.IsZero():
		limit := in.OpenAfter
		if in.Urgent[item.Priority.Name] {
			limit = in.OpenUrgentAfter
		}
		if daysOpen(in, item) > limit {
			return open
		}
	}
	return none
}

// daysOpen returns the calendar days since an item was assigned.
func daysOpen(in Input, item *ledger.Row) int {
	return max(0, int(in.Today.Sub(item.AssignedOn).Hours()/24))
}

// lineOf returns what a digest says of an item, but for who leads and advises.
func lineOf(in Input, list *ledger.List, item *ledger.Row, key string, short decimal.Decimal) Line {
	line := Line{
		Key: key, List: list.Name, Kind: list.Kind,
		Code: item.Code(), Name: item.Name, Order: item.Texts[ledger.FieldAssigned],
		Urgent:      in.Urgent[item.Priority.Name],
		Cooperating: names(item.Cooperating),
		Deadline:    item.Deadline,
		DaysLate:    item.Deadline.DaysLate(in.Today),
		Short:       short,
		Reason:      item.Texts[ledger.FieldReason],
	}
	if item.Deadline.Kind == ledger.Open && !item.AssignedOn.IsZero() {
		line.DaysOpen = daysOpen(in, item)
	}
	for _, name := range names(item.Sources) {
		if name != funding.Undecided && !slices.Contains(line.Sources, name) {
			line.Sources = append(line.Sources, name)
		}
	}
	return line
}

// shortages returns what money each project lacks.
func shortages(r *funding.Report) map[*ledger.Row]decimal.Decimal {
	short := map[*ledger.Row]decimal.Decimal{}
	if r != nil {
		for _, g := range r.Gaps {
			if g.Unknown == "" {
				short[g.Item] = g.Short
			}
		}
	}
	return short
}

// finished reports whether an item needs no reminder any more, whatever its
// deadline.
func finished(in Input, item *ledger.Row) bool {
	return in.Done[item.Status.Name] || !item.DoneOn.IsZero()
}

// names returns what the texts name, or the texts themselves.
func names(refs []ledger.Ref) []string {
	var all []string
	for _, r := range refs {
		if name := cmp.Or(r.Name, r.Text); name != "" {
			all = append(all, name)
		}
	}
	return all
}

// arrange puts urgent lines first, then the latest; equals keep the order of
// the lists.
func arrange(lines []Line) {
	slices.SortStableFunc(lines, func(a, b Line) int {
		if a.Urgent != b.Urgent {
			if a.Urgent {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.DaysLate, a.DaysLate), cmp.Compare(b.DaysOpen, a.DaysOpen))
	})
}
