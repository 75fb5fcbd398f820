package rule

import (
	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// The guesses at how a wrong sum came about.
const (
	noGuess    = ""
	transposed = "transposed" // two digits of the amount changed places
	magnitude  = "magnitude"  // the amount is ten or a thousand times too much or too little
	missing    = "missing"    // exactly one addend is as much as the stated amount lacks
	twice      = "twice"      // exactly one addend is as much as the stated amount has too much
)

// guess says how the difference may have come about and, for missing and
// twice, which addend is suspected. It compares figures as people see them, in
// the unit of the column.
func (c *comparison) guess() (string, addend) {
	if guess := slip(c.list, c.col, c.stated.Value, c.computed); guess != noGuess {
		return guess, addend{}
	}
	// A single addend that is all there is explains nothing.
	if c.parts || len(c.addends) < 2 {
		return noGuess, addend{}
	}
	for _, g := range []struct {
		guess string
		value decimal.Decimal
	}{{missing, c.difference().Neg()}, {twice, c.difference()}} {
		found := -1
		for i, a := range c.addends {
			if !a.blank && a.value().Equal(g.value) {
				if found >= 0 {
					found = -1
					break
				}
				found = i
			}
		}
		if found >= 0 {
			return g.guess, c.addends[found]
		}
	}
	return noGuess, addend{}
}

// slip says by which slip of the hand an amount may have been stated for
// another, both in đồng and of one column: transposed, magnitude or neither.
func slip(l *ledger.List, col int, stated, computed decimal.Decimal) string {
	stated, computed = inUnit(l, col, stated), inUnit(l, col, computed)
	if swapped(stated, computed) {
		return transposed
	}
	for _, factor := range []int64{10, 1000} {
		f := decimal.NewFromInt(factor)
		if !computed.IsZero() && (stated.Equal(computed.Mul(f)) || computed.Equal(stated.Mul(f))) {
			return magnitude
		}
	}
	return noGuess
}

// inUnit returns an amount in đồng in the unit of a column.
func inUnit(l *ledger.List, col int, v decimal.Decimal) decimal.Decimal {
	u := unit(l, col)
	if u.IsZero() {
		return v
	}
	return v.DivRound(u.Factor, 9)
}

// swapped reports whether two figures differ by two digits that changed
// places.
func swapped(a, b decimal.Decimal) bool {
	if a.Sign() != b.Sign() {
		return false
	}
	places := max(decimals(a), decimals(b))
	x, y := a.Abs().StringFixed(places), b.Abs().StringFixed(places)
	if len(x) != len(y) {
		return false
	}
	var at []int
	for i := range x {
		if x[i] != y[i] {
			at = append(at, i)
		}
	}
	return len(at) == 2 && x[at[0]] == y[at[1]] && x[at[1]] == y[at[0]]
}

// decimals returns how many digits after the point a figure has, trailing
// zeros left out.
func decimals(d decimal.Decimal) int32 {
	n := max(0, -d.Exponent())
	for n > 0 && d.Truncate(n-1).Equal(d) {
		n--
	}
	return n
}
