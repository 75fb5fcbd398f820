package remind

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
)

// block is the part of a digest that a line belongs to, as Told.As has it.
type block string

const (
	none      block = ""
	late      block = "late"
	unfunded  block = "unfunded"
	open      block = "open"
	advise    block = "advise"
	cooperate block = "cooperate"
	soon      block = "soon"
)

// overdue reports whether a line of the block asks the department itself for
// something that should have been done. What an older history tells of without
// a block was.
func (b block) overdue() bool { return b != cooperate && b != soon }

// item is an item of the ledger with what follows from it alone.
type item struct {
	list  *ledger.List
	row   *ledger.Row
	key   string
	block block // of its lead's digest: late, unfunded, open, soon or none
	done  bool
	short decimal.Decimal // what money it lacks
	money bool            // whether that is known
	// snoozed is the last day on which it is muted, zero where it is not muted
	// today.
	snoozed time.Time
	changed time.Time // Watched.At
	// unsure reports that somebody who leads it or advises on it is not known.
	unsure bool
}

// survey returns every item of the ledger in order.
func survey(in Input) []item {
	gaps := map[*ledger.Row]decimal.Decimal{}
	if in.Funding != nil {
		for _, g := range in.Funding.Gaps {
			if g.Unknown == "" {
				gaps[g.Item] = g.Short
			}
		}
	}
	n := 0
	for _, list := range in.Ledger.Lists {
		n += len(list.Rows)
	}
	items := make([]item, 0, n)
	for _, list := range in.Ledger.Lists {
		keys := ledger.NewKeys(list.Name)
		for _, row := range list.Items() {
			it := item{list: list, row: row, key: keys.Of(row)}
			it.done = in.Done[row.Status.Name] || !row.DoneOn.IsZero()
			it.short, it.money = gaps[row]
			it.block = blockOf(in, it)
			items = append(items, it)
		}
	}
	return items
}

// blockOf says in which block of its lead's digest an item belongs, if in any.
func blockOf(in Input, it item) block {
	d := it.row.Deadline
	switch {
	case it.done:
		return none
	case d.DaysLate(in.Today) > 0 && it.short.IsPositive():
		return unfunded
	case d.DaysLate(in.Today) > 0:
		return late
	case d.Kind == ledger.Open && !it.row.AssignedOn.IsZero():
		limit := in.OpenAfter
		if in.Urgent[it.row.Priority.Name] {
			limit = in.OpenUrgentAfter
		}
		if daysOpen(in, it.row) > limit {
			return open
		}
	case d.Kind == ledger.Term && in.Policy.DueSoon > 0 && !d.Last.After(in.Today.AddDate(0, 0, in.Policy.DueSoon)):
		return soon
	}
	return none
}

// daysOpen returns the calendar days since an item was assigned.
func daysOpen(in Input, row *ledger.Row) int {
	return max(0, int(in.Today.Sub(row.AssignedOn).Hours()/24))
}

// lineOf returns what a digest says of an item, but for who leads and advises.
func lineOf(in Input, it *item) Line {
	row := it.row
	line := Line{
		Key: it.key, List: it.list.Name, Kind: it.list.Kind,
		Code: row.Code(), Name: row.Name, Order: row.Texts[ledger.FieldAssigned],
		Urgent:      in.Urgent[row.Priority.Name],
		Cooperating: names(row.Cooperating),
		Deadline:    row.Deadline,
		DaysLate:    row.Deadline.DaysLate(in.Today),
		Short:       it.short,
		Reason:      row.Texts[ledger.FieldReason],
		DoneOn:      row.DoneOn,
	}
	if row.Deadline.Kind == ledger.Open && !row.AssignedOn.IsZero() {
		line.DaysOpen = daysOpen(in, row)
	}
	for _, name := range names(row.Sources) {
		if name != funding.Undecided && !slices.Contains(line.Sources, name) {
			line.Sources = append(line.Sources, name)
		}
	}
	return line
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

// due returns what tells one deadline of an item from another: its last day,
// however the cell writes it, or nothing for an open one.
func due(d ledger.Deadline) string {
	if d.Kind != ledger.Term {
		return ""
	}
	return d.Last.Format(time.DateOnly)
}

// wasDue returns the last day that due wrote, zero for an open deadline.
func wasDue(s string) time.Time {
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}
	}
	return day
}
