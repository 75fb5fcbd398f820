package rule

import "rasoat/sync/ledger"

// rowDifferences are the failing comparisons within rows, by row and by the
// arithmetic that fails.
type rowDifferences map[*ledger.Row]map[*ledger.RowSum]*comparison

func newRowDifferences(failing []*comparison) rowDifferences {
	d := rowDifferences{}
	for _, c := range failing {
		if c.sum == nil {
			continue
		}
		if d[c.row] == nil {
			d[c.row] = map[*ledger.RowSum]*comparison{}
		}
		d[c.row][c.sum] = c
	}
	return d
}

// consequence reports whether a difference within a row is that of the rows
// which it is the sum of, each of its columns by itself: what is wrong within
// these is then wrong within it, and right once they are. The verdict is what
// is left of the difference.
func (t tree) consequence(c *comparison, differences rowDifferences) (verdict, bool) {
	if c.sum == nil {
		return beyond, false
	}
	below, _ := t.below(c.row)
	difference, tolerance, found := c.difference(), c.tolerance, false
	for _, row := range below {
		if f := differences[row][c.sum]; f != nil {
			difference, tolerance, found = difference.Sub(f.difference()), tolerance.Add(f.tolerance), true
		}
	}
	switch {
	case !found || difference.Abs().GreaterThan(tolerance):
		return beyond, false
	case difference.IsZero():
		return exact, true
	}
	return rounding, true
}
