package rule

import (
	"slices"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// suspect is a cell that may be what is wrong with the comparisons it is in.
type suspect struct {
	cell
	list   *ledger.List
	amount ledger.Amount
	blank  bool
	in     []witness // the failing comparisons that hold it
	likely decimal.Decimal
	power  int32 // likely is the amount times ten to this power; 0 where it is another figure
	odd    bool  // likely is below zero, the amount is not: money rarely is
}

// money is an amount in the unit of the cell's column.
func (x *suspect) money(v decimal.Decimal) Money { return Money{v, unit(x.list, x.col)} }

// witness is a failing comparison as one of its cells sees it.
type witness struct {
	c     *comparison
	off   decimal.Decimal // by how much the cell is too much for the comparison to agree
	owner bool            // the cell states the total of the comparison
}

// suspects returns the cells each of which alone accounts for failing
// comparisons, in the order in which these came. A cell does where every
// comparison that holds it fails and agrees once the cell is put right:
//
//   - with at least two of them and one value for all, or
//   - with its amount a thousand, a million or a thousand million times as much
//     or as little.
//
// Where two cells could account for the same comparison neither does, unless
// one accounts for all that the other does and more; and none does that would
// have to be below zero. Comparisons for which
// aside holds say nothing against any cell but those they hold.
func (t tree) suspects(failing []*comparison, aside func(*comparison) bool, s Settings) []*suspect {
	culprits, magnitudes := !s.Off[totalCulpritID], !s.Off[unitMagnitudeID]
	if !culprits && !magnitudes {
		return nil
	}
	var counted []*comparison
	for _, c := range failing {
		if !aside(c) {
			counted = append(counted, c)
		}
	}
	able := map[cell]*suspect{}
	for _, x := range t.cells(counted) {
		if magnitudes && x.fitsPower() || culprits && x.fitsValue() {
			able[x.cell] = x
		}
	}
	if len(able) == 0 {
		return nil
	}
	// What agrees with a cell, or is let stand, speaks for it.
	deny := func(c comparison) bool {
		if c.parts || c.verdict == beyond && !aside(&c) {
			return true
		}
		c.cells(func(at cell, _ addend, _ bool) { delete(able, at) })
		return len(able) > 0
	}
	t.downward(deny)
	if len(able) > 0 {
		t.across(deny)
	}
	return alone(counted, able)
}

// cells passes the cells of a comparison, the total first.
func (c *comparison) cells(yield func(at cell, a addend, owner bool)) {
	yield(cell{c.row, c.col}, addend{row: c.row, col: c.col, amount: c.stated}, true)
	for _, a := range c.addends {
		yield(cell{a.row, a.col}, a, false)
	}
}

// cells returns the cells of comparisons, in order, with all that they are in.
func (t tree) cells(comparisons []*comparison) []*suspect {
	at := map[cell]*suspect{}
	var all []*suspect
	for _, c := range comparisons {
		difference := c.difference()
		c.cells(func(place cell, a addend, owner bool) {
			x := at[place]
			if x == nil {
				x = &suspect{cell: place, list: t.list, amount: a.amount, blank: a.blank}
				at[place] = x
				all = append(all, x)
			}
			off := difference
			if !owner && !a.minus {
				off = off.Neg()
			}
			x.in = append(x.in, witness{c, off, owner})
		})
	}
	return all
}

// fits reports whether every witness agrees with a value of the cell.
func (x *suspect) fits(value decimal.Decimal) bool {
	off := x.amount.Value.Sub(value)
	for _, w := range x.in {
		if w.off.Sub(off).Abs().GreaterThan(w.c.tolerance) {
			return false
		}
	}
	return true
}

// manifold is how many times what rounding could explain a difference must be,
// before two that are not equal are taken for the same one.
var manifold = decimal.NewFromInt(4)

// fitsValue looks for one value of the cell that all of its witnesses agree
// with, and there are two at least. The sum of what stands below the cell comes
// first, then what the narrowest witness says.
func (x *suspect) fitsValue() bool {
	if len(x.in) < 2 {
		return false
	}
	if slices.ContainsFunc(x.in, func(w witness) bool {
		return !w.off.Equal(x.in[0].off) && w.off.Abs().LessThan(w.c.tolerance.Mul(manifold))
	}) {
		return false
	}
	order := slices.Clone(x.in)
	slices.SortStableFunc(order, func(a, b witness) int {
		if own := a.owner && a.c.sum == nil; own != (b.owner && b.c.sum == nil) {
			if own {
				return -1
			}
			return 1
		}
		return a.c.tolerance.Cmp(b.c.tolerance)
	})
	for _, w := range order {
		value := x.amount.Value.Sub(w.off)
		if x.fits(value) {
			x.likely, x.power = value, 0
			x.odd = value.IsNegative() && !x.amount.Value.IsNegative()
			return true
		}
	}
	return false
}

// distinct is how many times what rounding could explain an amount must be,
// before it is told from nothing at all: an amount that is left out of a sum
// would else be taken for one a thousand times too much.
var distinct = decimal.NewFromInt(20)

// severalBeside reports whether a comparison holds more than the cell, put
// right, and one amount that it is as much as: of two amounts alone either may
// be the wrong one.
func (w witness) severalBeside(value decimal.Decimal) bool {
	rest := w.c.stated.Value.Abs().Sub(value.Abs())
	if w.owner {
		rest = value.Abs().Sub(w.c.largest)
	}
	return rest.Abs().GreaterThan(w.c.tolerance.Mul(distinct))
}

// fitsPower looks for a power of ten that brings all witnesses to agree.
func (x *suspect) fitsPower() bool {
	if x.blank || x.amount.Value.IsZero() {
		return false
	}
	// The amount is off by −999 times itself and more, or by 0.999 of itself
	// and more; nothing else is looked at closely.
	amount, off := x.amount.Value.InexactFloat64(), x.in[0].off.InexactFloat64()
	if ratio := off / amount; ratio > -900 && ratio < 0.99 || ratio > 1.01 {
		return false
	}
	for _, power := range []int32{3, -3, 6, -6, 9, -9} {
		value := x.amount.Value.Shift(power)
		if !x.fits(value) || slices.ContainsFunc(x.in, func(w witness) bool {
			return value.Abs().LessThan(w.c.tolerance.Mul(distinct))
		}) || len(x.in) == 1 && !x.in[0].severalBeside(value) {
			continue
		}
		x.likely, x.power = value, power
		return true
	}
	return false
}

// alone returns those of the suspects that no other one can stand for.
func alone(comparisons []*comparison, able map[cell]*suspect) []*suspect {
	lost := map[*suspect]bool{}
	var order []*suspect
	seen := map[*suspect]bool{}
	for _, c := range comparisons {
		var here []*suspect
		c.cells(func(at cell, _ addend, _ bool) {
			if x := able[at]; x != nil {
				here = append(here, x)
				if !seen[x] {
					seen[x] = true
					order = append(order, x)
				}
			}
		})
		if len(here) < 2 {
			continue
		}
		best := slices.MaxFunc(here, func(a, b *suspect) int { return len(a.in) - len(b.in) })
		for _, x := range here {
			if x == best {
				continue
			}
			lost[x] = true
			if !best.coversMore(x) {
				lost[best] = true
			}
		}
	}
	return slices.DeleteFunc(order, func(x *suspect) bool { return lost[x] || x.odd })
}

// coversMore reports whether a suspect is in every comparison that another is
// in, and in more.
func (x *suspect) coversMore(y *suspect) bool {
	return len(x.in) > len(y.in) && !slices.ContainsFunc(y.in, func(w witness) bool {
		return !slices.ContainsFunc(x.in, func(v witness) bool { return v.c == w.c })
	})
}
