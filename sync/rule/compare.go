package rule

import (
	"slices"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// comparison is a stated amount held against the sum of the amounts that it
// should be made of.
type comparison struct {
	list    *ledger.List
	row     *ledger.Row // the row that states the amount
	col     int         // its column
	stated  ledger.Amount
	addends []addend
	// parts reports that the addends stand behind a "Trong đó:": they need not
	// add up to the stated amount, but cannot exceed it.
	parts bool
	sum   *ledger.RowSum // the arithmetic within a row, nil for one over rows

	computed  decimal.Decimal
	largest   decimal.Decimal // the size of the largest addend
	tolerance decimal.Decimal
	verdict   verdict
}

// addend is one member of a sum.
type addend struct {
	row    *ledger.Row
	col    int
	amount ledger.Amount
	blank  bool // the cell is blank and counts as zero
	minus  bool // the amount is subtracted
}

// value returns the amount as it enters the sum.
func (a addend) value() decimal.Decimal {
	if a.minus {
		return a.amount.Value.Neg()
	}
	return a.amount.Value
}

// verdict says how a stated amount and its sum agree.
type verdict uint8

const (
	exact    verdict = iota
	rounding         // apart by no more than rounding can explain
	beyond
)

// judge sums the addends and sets the verdict. Rounding explains half a unit
// of the last shown digit of the stated amount and of each addend; amounts in
// whole đồng have none.
func (c *comparison) judge() {
	c.computed, c.largest = decimal.Zero, decimal.Zero
	// Most addends show as many digits as the stated amount: their halves are
	// counted, and the others added one by one.
	half, like, others := c.stated.Half, int64(1), decimal.Zero
	for i := range c.addends {
		a := &c.addends[i]
		switch {
		case a.amount.Half.Equal(half):
			like++
		case !a.amount.Half.IsZero():
			others = others.Add(a.amount.Half)
		}
		if a.amount.Value.IsZero() {
			continue
		}
		c.computed = c.computed.Add(a.value())
		size := a.amount.Value
		if size.IsNegative() {
			size = size.Neg()
		}
		if size.GreaterThan(c.largest) {
			c.largest = size
		}
	}
	c.tolerance = half.Mul(decimal.NewFromInt(like)).Add(others)
	difference := c.difference()
	switch {
	case difference.IsZero() || c.parts && difference.IsPositive():
		c.verdict = exact
	case difference.Abs().LessThanOrEqual(c.tolerance):
		c.verdict = rounding
	default:
		c.verdict = beyond
	}
}

// difference returns stated − computed.
func (c *comparison) difference() decimal.Decimal { return c.stated.Value.Sub(c.computed) }

// allBlank reports that nothing at all stands in the addends' cells.
func allBlank(addends []addend) bool {
	return !slices.ContainsFunc(addends, func(a addend) bool { return !a.blank })
}

// identity tells a comparison from every other of its list.
type identity struct {
	row *ledger.Row
	col int
	sum *ledger.RowSum
}

func (c *comparison) identity() identity { return identity{c.row, c.col, c.sum} }

// across yields the comparisons within the rows of a list, by row: the
// arithmetic of [ledger.List.Sums]. A sum is left out in a row where its total
// is blank, where any of its amounts is unreadable or depends on which rows are
// hidden, or where nothing stands in any of its parts.
func (t tree) across(yield func(comparison) bool) {
	for _, row := range t.list.Rows {
		if !addsUp(row) {
			continue
		}
		for _, sum := range t.sums {
			if c, ok := t.compareAcross(row, sum); ok && !yield(c) {
				return
			}
		}
	}
}

func (t tree) compareAcross(row *ledger.Row, sum *ledger.RowSum) (comparison, bool) {
	stated, ok := row.Amounts[sum.Total]
	if !ok || !t.judgeable(stated) {
		return comparison{}, false
	}
	addends := make([]addend, 0, len(sum.Plus)+len(sum.Minus))
	for i := range cap(addends) {
		col, minus := 0, i >= len(sum.Plus)
		if minus {
			col = sum.Minus[i-len(sum.Plus)]
		} else {
			col = sum.Plus[i]
		}
		amount, ok := row.Amounts[col]
		if !t.judgeable(amount) {
			return comparison{}, false
		}
		addends = append(addends, addend{row: row, col: col, amount: amount, blank: !ok, minus: minus})
	}
	if allBlank(addends) {
		return comparison{}, false
	}
	c := comparison{list: t.list, row: row, col: sum.Total, stated: stated, addends: addends, sum: sum}
	c.judge()
	return c, true
}

// addsUp reports whether a row is of a kind that states amounts which add up.
func addsUp(r *ledger.Row) bool {
	switch r.Kind {
	case ledger.ItemRow, ledger.SectionRow, ledger.GrandRow, ledger.SubtotalRow, ledger.ComponentRow:
		return true
	}
	return false
}
