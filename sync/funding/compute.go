package funding

import (
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// Compute returns the gaps of all projects of a ledger and their roll-ups.
func Compute(l *ledger.Ledger) *Report {
	r := &Report{index: map[*ledger.Row]int{}}
	var categories, departments, sources, lists sums
	for _, list := range l.Lists {
		if list.Kind != ledger.Projects || list.Column(ledger.FieldTotal) == nil {
			continue
		}
		for _, name := range list.Categories.All() {
			categories.of(name)
		}
		given := counted(list)
		for _, item := range list.Items() {
			g := gapOf(list, given, item)
			r.index[item] = len(r.Gaps)
			r.Gaps = append(r.Gaps, g)
			r.All.add(g)
			categories.of(g.Category).add(g)
			departments.of(g.Department).add(g)
			sources.of(g.Source).add(g)
			lists.of(list.Name).add(g)
		}
	}
	r.ByCategory, r.ByDepartment, r.BySource, r.ByList = categories.list(), departments.list(), sources.list(), lists.list()
	r.Year = ofYear(l)
	return r
}

// gapOf computes the gap of one project from the columns of what it has been
// given.
func gapOf(list *ledger.List, columns []*ledger.Column, item *ledger.Row) Gap {
	g := Gap{List: list, Item: item, Category: item.CategoryOf(), Source: sourceOf(item)}
	for _, lead := range item.Leads {
		if lead.Known() {
			g.Department = lead.Name
			break
		}
	}
	column := list.Column(ledger.FieldTotal)
	total, ok := item.Amounts[column.Col]
	switch {
	case column.Unit.IsZero() || lacksUnit(columns, item):
		g.Unknown = NoUnit
	case !ok || total.Bad:
		g.Unknown = NoTotal
	case list.Basis == ledger.BasisUnknown:
		g.Unknown = UnknownBasis
		g.Total = total.Value
	default:
		g.Total = total.Value
		given, readable := funded(columns, item)
		if !readable {
			g.Unknown = BadFigure
			break
		}
		g.Funded = given
		switch rest := g.Total.Sub(given); {
		case rest.IsPositive():
			g.Short = rest
		case rest.IsNegative():
			g.Over = rest.Neg()
		}
	}
	return g
}

// funded returns what a project has been given, in đồng: the accumulated
// allocation, and the plan of the year where the allocation does not hold it.
// Where the list has no column for the allocation as a whole, its parts are
// added up. It returns false where a figure cannot be read.
func funded(columns []*ledger.Column, item *ledger.Row) (decimal.Decimal, bool) {
	sum := decimal.Zero
	for _, c := range columns {
		a, ok := item.Amounts[c.Col]
		if !ok {
			continue
		}
		if a.Bad {
			return decimal.Zero, false
		}
		sum = plus(sum, a.Value)
	}
	return sum, true
}

// counted returns the columns of what a project has been given.
func counted(list *ledger.List) []*ledger.Column {
	whole := list.Column(ledger.FieldAllocated) != nil
	var columns []*ledger.Column
	for _, c := range list.Amounts() {
		switch {
		case c.Field == ledger.FieldAllocated,
			c.Field == ledger.FieldPlan && list.Basis != ledger.BasisIncludes,
			c.Source != "" && !whole:
			columns = append(columns, c)
		}
	}
	return columns
}

// lacksUnit reports whether an amount that the project has been given stands
// in a column of unknown unit.
func lacksUnit(columns []*ledger.Column, item *ledger.Row) bool {
	for _, c := range columns {
		if a, ok := item.Amounts[c.Col]; ok && !a.Value.IsZero() && c.Unit.IsZero() {
			return true
		}
	}
	return false
}

// sourceOf returns the source that a project's money is meant to come from.
func sourceOf(item *ledger.Row) string {
	if len(item.Sources) == 1 && item.Sources[0].Known() {
		return item.Sources[0].Name
	}
	var names []string
	for _, s := range item.Sources {
		if s.Known() {
			names = append(names, s.Name)
		}
	}
	if len(names) == 0 {
		return Undecided
	}
	return strings.Join(names, " + ")
}

func (s *Sum) add(g Gap) {
	s.Items++
	if g.Unknown != "" {
		s.Unknown++
	}
	s.Total = plus(s.Total, g.Total)
	s.Funded = plus(s.Funded, g.Funded)
	s.Short = plus(s.Short, g.Short)
	s.Over = plus(s.Over, g.Over)
}

// plus adds. Most of what is added is zero, which costs nothing here.
func plus(a, b decimal.Decimal) decimal.Decimal {
	if b.IsZero() {
		return a
	}
	return a.Add(b)
}

// sums keeps roll-ups in the order of their first appearance.
type sums struct {
	order []*Sum
	index map[string]*Sum
}

func (s *sums) of(name string) *Sum {
	if sum, ok := s.index[name]; ok {
		return sum
	}
	if s.index == nil {
		s.index = map[string]*Sum{}
	}
	sum := &Sum{Name: name}
	s.order = append(s.order, sum)
	s.index[name] = sum
	return sum
}

func (s *sums) list() []Sum {
	all := make([]Sum, 0, len(s.order))
	for _, sum := range s.order {
		all = append(all, *sum)
	}
	return all
}
