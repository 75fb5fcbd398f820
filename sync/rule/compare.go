package rule

import (
	"iter"
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
	c.computed, c.tolerance = decimal.Zero, c.stated.Half
	for _, a := range c.addends {
		c.computed = c.computed.Add(a.value())
		c.tolerance = c.tolerance.Add(a.amount.Half)
	}
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

// Totals counts the stated totals of a ledger that were held against what they
// should be the sum of. Parts behind a "Trong đó:" are not totals and are not
// counted, and neither is a total that cannot be judged because it or an
// amount below it is unreadable.
type Totals struct {
	Checked  int // Exact + Rounding + Beyond
	Exact    int
	Rounding int // apart by no more than rounding can explain
	Beyond   int // what total/grand, total/section and total/row tell
}

// Stats counts over all lists.
func Stats(l *ledger.Ledger) Totals {
	var t Totals
	for _, list := range l.Lists {
		for _, each := range []iter.Seq[comparison]{downward(list), across(list)} {
			for c := range each {
				if c.parts {
					continue
				}
				t.Checked++
				switch c.verdict {
				case exact:
					t.Exact++
				case rounding:
					t.Rounding++
				case beyond:
					t.Beyond++
				}
			}
		}
	}
	return t
}

// across yields the comparisons within the rows of a list, by row: the
// arithmetic of [ledger.List.Sums]. A sum is left out in a row where its total
// is blank, where any of its amounts is unreadable, or where nothing stands in
// any of its parts.
func across(l *ledger.List) iter.Seq[comparison] {
	return func(yield func(comparison) bool) {
		for _, row := range l.Rows {
			if !addsUp(row) {
				continue
			}
			for i := range l.Sums {
				if c, ok := compareAcross(l, row, &l.Sums[i]); ok && !yield(c) {
					return
				}
			}
		}
	}
}

func compareAcross(l *ledger.List, row *ledger.Row, sum *ledger.RowSum) (comparison, bool) {
	stated, ok := row.Amounts[sum.Total]
	if !ok || stated.Bad {
		return comparison{}, false
	}
	c := comparison{list: l, row: row, col: sum.Total, stated: stated, sum: sum}
	for i, col := range slices.Concat(sum.Plus, sum.Minus) {
		amount, ok := row.Amounts[col]
		if amount.Bad {
			return comparison{}, false
		}
		c.addends = append(c.addends, addend{row: row, col: col, amount: amount, blank: !ok, minus: i >= len(sum.Plus)})
	}
	if allBlank(c.addends) {
		return comparison{}, false
	}
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
