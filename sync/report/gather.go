package report

import (
	"slices"

	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
)

// item is one item of a named list.
type item struct {
	list *ledger.List
	row  *ledger.Row
	gap  funding.Gap // the zero Gap for one that is no project
	// hasGap reports that what is missing is known.
	hasGap bool
}

// group is the items of a named list that stand under one heading.
type group struct {
	category string // canonical, "" where it is not known
	tasks    bool   // they are tasks
	items    []item
}

// gather puts the rows of a named list into groups: the categories in the
// order of their closed lists, then others as they come, then projects of no
// known category, then tasks. Within a group the order is that of the rows.
func gather(n Named, from Source) []group {
	lists := map[*ledger.Row]*ledger.List{}
	var order []string
	for _, l := range from.Ledger.Lists {
		for _, r := range l.Rows {
			lists[r] = l
		}
		for _, name := range l.Categories.All() {
			if !slices.Contains(order, name) {
				order = append(order, name)
			}
		}
	}
	gaps := map[*ledger.Row]funding.Gap{}
	for _, g := range from.Funding.Gaps {
		gaps[g.Item] = g
	}
	projects := map[string][]item{}
	var tasks []item
	for _, r := range n.Rows {
		i := item{list: lists[r], row: r}
		if i.list == nil { // of another ledger
			continue
		}
		i.gap, i.hasGap = gaps[r]
		i.hasGap = i.hasGap && i.gap.Unknown == ""
		category := r.CategoryOf()
		if i.list.Kind == ledger.Tasks && category == "" {
			tasks = append(tasks, i)
			continue
		}
		if category != "" && !slices.Contains(order, category) {
			order = append(order, category)
		}
		projects[category] = append(projects[category], i)
	}
	var groups []group
	for _, name := range append(order, "") {
		if items := projects[name]; len(items) > 0 {
			groups = append(groups, group{category: name, items: items})
		}
	}
	if len(tasks) > 0 {
		groups = append(groups, group{tasks: true, items: tasks})
	}
	return groups
}

// amount returns what the item states in a column, in đồng, and false where it
// states nothing that could be read in a unit.
func (i item) amount(c *ledger.Column) (decimal.Decimal, bool) {
	if c == nil || c.Unit.IsZero() {
		return decimal.Zero, false
	}
	a, ok := i.row.Amounts[c.Col]
	return a.Value, ok && !a.Bad
}

// allocated returns the accumulated allocation: its own column's, or the sum
// of its parts where the list has the parts alone.
func (i item) allocated() (decimal.Decimal, bool) {
	if c := i.list.Column(ledger.FieldAllocated); c != nil {
		return i.amount(c)
	}
	sum, found := decimal.Zero, false
	for _, c := range i.list.Amounts() {
		if c.Source == "" {
			continue
		}
		if a, ok := i.amount(c); ok {
			sum, found = sum.Add(a), true
		}
	}
	return sum, found
}

// unitsOf returns the units of what the items cost.
func unitsOf(groups []group) []ledger.Unit {
	var units []ledger.Unit
	for _, g := range groups {
		for _, i := range g.items {
			if c := i.list.Column(ledger.FieldTotal); c != nil {
				units = append(units, c.Unit)
			}
		}
	}
	return units
}

// unitFor returns the unit of a table: that of the lists that it is made from.
// Where they differ, it is the largest in which every amount has at most three
// decimals, else the smallest.
func unitFor(units []ledger.Unit, amounts []decimal.Decimal) ledger.Unit {
	units = slices.DeleteFunc(units, ledger.Unit.IsZero)
	slices.SortStableFunc(units, func(a, b ledger.Unit) int { return b.Factor.Cmp(a.Factor) })
	units = slices.CompactFunc(units, func(a, b ledger.Unit) bool { return a.Factor.Equal(b.Factor) })
	for n, u := range units {
		if n == len(units)-1 || places(u, amounts) <= 3 {
			return u
		}
	}
	u, _ := ledger.ParseUnit("triệu đồng")
	return u
}

// places returns how many decimals the amounts need in a unit to be exact.
func places(u ledger.Unit, amounts []decimal.Decimal) int {
	n := 0
	for _, a := range amounts {
		for v := a.DivRound(u.Factor, 18); n < 12 && !v.Equal(v.Round(int32(n))); {
			n++
		}
	}
	return n
}
