package rule

import (
	"slices"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

const unitMagnitudeID = "unit/magnitude"

// unitMagnitude tells an amount that is a thousand, a million or a thousand
// million times too much or too little: typed in đồng or tỷ where the list is in
// triệu.
//
// The arithmetic of the list proves it: every sum that holds the amount fails,
// and agrees once it is that many times less or more (see [tree.suspects]).
// Those sums are not told again. In a column without any totals the neighbours
// of an item's amount do, in lists of projects only: five others at least, of
// which the middle one is a thousand times less and the largest 200 times less
// (or a thousand times more, and the smallest 200 times more), and put right it
// lies among them. The bounds are wide, since projects of one list differ much:
// among the 117 costs of a published portfolio the largest is 71 times the
// middle one and 1.8 times the next, and the smallest 157 times less than the
// middle one and half of the next. In tables of figures the rows are of
// different kinds, and nothing is said.
//
// Why: a total over such an amount is wrong by nearly all of it, and a funding
// gap of a thousand times the project goes into a report.
//
// To fix: state the amount in the unit of the list.
//
// To accept: state a reason in the column of explanations, with a name and,
// where it is to end, a day.
//
// Source: the list's own arithmetic; the bounds on neighbours are experience.
//
// Arguments: number and name of the row, column, stated, likely (with neighbours
// only about right), typed (the label of the unit in which likely reads as what
// is stated, "" where that is none), how ("sums" or "neighbours"), below, across
// and above as in total/culprit, neighbours (how many neighbours, 0 with sums).
func unitMagnitude(l *ledger.Ledger, s Settings, report func(Finding)) {
	for _, list := range l.Lists {
		suspects := slices.DeleteFunc(slices.Clone(s.judged(list).suspects), func(x *suspect) bool { return x.power == 0 })
		others := map[*suspect]int{}
		if list.Kind != ledger.Table {
			for _, column := range list.Amounts() {
				for _, x := range strangers(list, column.Col) {
					suspects = append(suspects, x.suspect)
					others[x.suspect] = x.others
				}
			}
		}
		for _, x := range suspects {
			args := x.args()
			args["how"], args["neighbours"] = "sums", others[x]
			if others[x] > 0 {
				args["how"] = "neighbours"
			}
			args["typed"] = typedIn(unit(list, x.col), x.power)
			report(at(list, x.row, x.col, args))
		}
	}
}

// typedIn returns the label of the unit in which an amount was typed that reads
// right when it is multiplied by ten to a power; "" where there is none.
func typedIn(u ledger.Unit, power int32) string {
	for _, label := range []string{"đồng", "nghìn đồng", "triệu đồng", "tỷ đồng"} {
		if other, ok := ledger.ParseUnit(label); ok && !u.IsZero() && other.Factor.Equal(u.Factor.Shift(power)) {
			return other.Label
		}
	}
	return ""
}

// stranger is an item's amount that is out of all proportion to the others of
// its column.
type stranger struct {
	*suspect
	others int
}

// The bounds for a stranger.
const (
	fewestOthers   = 5
	timesTheMiddle = 1000
	timesTheNext   = 200
)

// strangers returns the strangers of a column: one at the most at each end.
func strangers(l *ledger.List, col int) []stranger {
	if summed(l, col) {
		return nil
	}
	var items []*ledger.Row // with an amount above zero, from the smallest to the largest
	for _, r := range l.Rows {
		if a, ok := r.Amounts[col]; ok && r.Kind == ledger.ItemRow && !a.Bad && a.Value.IsPositive() {
			items = append(items, r)
		}
	}
	if len(items) <= fewestOthers {
		return nil
	}
	value := func(r *ledger.Row) decimal.Decimal { return r.Amounts[col].Value }
	slices.SortStableFunc(items, func(a, b *ledger.Row) int { return value(a).Cmp(value(b)) })
	n := len(items)
	middle, next, times := value(items[n/2]), decimal.NewFromInt(timesTheNext), decimal.NewFromInt(timesTheMiddle)
	var all []stranger
	consider := func(r *ledger.Row, others []*ledger.Row, powers ...int32) {
		for _, power := range powers {
			likely := value(r).Shift(power)
			if likely.GreaterThanOrEqual(value(others[0])) && likely.LessThanOrEqual(value(others[len(others)-1])) {
				x := &suspect{cell: cell{r, col}, list: l, amount: r.Amounts[col], likely: likely, power: power}
				all = append(all, stranger{x, len(others)})
				return
			}
		}
	}
	if top := items[n-1]; value(top).GreaterThanOrEqual(middle.Mul(times)) && value(top).GreaterThanOrEqual(value(items[n-2]).Mul(next)) {
		consider(top, items[:n-1], -3, -6, -9)
	}
	if low := items[0]; value(low).Mul(times).LessThanOrEqual(middle) && value(low).Mul(next).LessThanOrEqual(value(items[1])) {
		consider(low, items[1:], 3, 6, 9)
	}
	return all
}

// summed reports whether a column has totals, readable or not: of rows, or
// within each row. Then these tell whether an amount of it is right.
func summed(l *ledger.List, col int) bool {
	for i := range l.Sums {
		if sum := &l.Sums[i]; sum.Total == col || slices.Contains(sum.Plus, col) || slices.Contains(sum.Minus, col) {
			return true
		}
	}
	return slices.ContainsFunc(l.Rows, func(r *ledger.Row) bool {
		_, states := r.Amounts[col]
		return states && r.Kind != ledger.ItemRow
	})
}
