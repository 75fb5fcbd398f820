package rule

import (
	"slices"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// fundingOverAllocated finds items that were given more money than their total
// investment: the accumulated allocation, and the plan of the year where the
// allocation does not hold it already, exceed the total by more than rounding
// explains.
//
// Why: what is allocated to a project stays within its approved total (Law on
// Public Investment 39/2019/QH14, article 57, clause 5).
//
// An item is passed over where its total is blank, where one of the amounts is
// unreadable, where the list names no unit, and where it is unknown whether the
// allocation holds the plan (funding/basis).
//
// To fix: correct the amounts, or have the total adjusted.
//
// To accept: explain it in the column of explanations; it stays all the
// same.
//
// Source: the Law on Public Investment 39/2019/QH14, article 57, clause 5.
//
// Arguments: over, funded, total, allocated, plan ([Money]; zero where there is
// none), included (the allocation holds the plan), columns (their letters).
func fundingOverAllocated(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for list, row := range items(l) {
		if list.Basis == ledger.BasisUnknown {
			continue
		}
		total, ok := read(list, row, ledger.FieldTotal)
		if !ok || total.blank || total.unit.IsZero() {
			continue
		}
		allocated, ok := readAllocated(list, row)
		plan, ok2 := read(list, row, ledger.FieldPlan)
		if !ok || !ok2 || allocated.blank && plan.blank || allocated.lacksUnit() || plan.lacksUnit() {
			continue
		}
		included := list.Basis == ledger.BasisIncludes
		counted := []figure{allocated}
		if !included {
			counted = append(counted, plan)
		}
		funded, tolerance, cols := decimal.Zero, total.Half, []int{total.col}
		for _, f := range counted {
			funded = funded.Add(f.Value)
			tolerance = tolerance.Add(f.Half)
			if f.col >= 0 {
				cols = append(cols, f.col)
			}
		}
		over := funded.Sub(total.Value)
		if over.LessThanOrEqual(tolerance) {
			continue
		}
		slices.Sort(cols)
		var columns []string
		for _, col := range cols {
			columns = append(columns, sheets.ColName(col))
		}
		where := allocated.col
		if where < 0 {
			where = plan.col
		}
		report(at(list, row, where, Args{
			"over": Money{over, total.unit}, "funded": Money{funded, total.unit}, "total": total.money(),
			"allocated": allocated.money(), "plan": plan.money(), "included": included, "columns": columns,
		}))
	}
}

// figure is an amount of an item with its place.
type figure struct {
	ledger.Amount
	col   int // -1 where the list has no such column
	unit  ledger.Unit
	blank bool
}

func (f figure) money() Money { return Money{f.Value, f.unit} }

// lacksUnit reports that the figure means nothing: its unit is not known.
func (f figure) lacksUnit() bool { return !f.blank && !f.Value.IsZero() && f.unit.IsZero() }

// readAllocated returns what an item was allocated in all: the column for it,
// else the sum of its parts by source, at the place of the first.
func readAllocated(l *ledger.List, row *ledger.Row) (figure, bool) {
	if l.Column(ledger.FieldAllocated) != nil {
		return read(l, row, ledger.FieldAllocated)
	}
	sum := figure{col: -1, unit: l.Unit, blank: true}
	for _, c := range l.Amounts() {
		a, ok := row.Amounts[c.Col]
		if c.Source == "" || !ok {
			continue
		}
		if a.Bad {
			return sum, false
		}
		if sum.col < 0 {
			sum.col, sum.unit = c.Col, c.Unit
		}
		sum.Value, sum.Half, sum.blank = sum.Value.Add(a.Value), sum.Half.Add(a.Half), false
	}
	return sum, true
}

// read returns an item's amount in a field, and false where it is unreadable.
// A field that is blank, or that the list does not have, is a blank zero.
func read(l *ledger.List, row *ledger.Row, f ledger.Field) (figure, bool) {
	col := place(l, f)
	amount, ok := row.Amounts[col]
	return figure{amount, col, unit(l, col), !ok}, !amount.Bad
}
