package rule

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// sure looks again at a comparison over rows that fails, where the list leaves
// open which rows add up. It returns false where nobody can tell.
func (t tree) sure(c *comparison, adds []*ledger.Row) bool {
	if c.row.SumOf != nil || len(adds) == 0 {
		return true
	}
	loose := t.loose(adds[len(adds)-1], c.col)
	if len(loose) > 0 && c.agreesWith(slices.Concat(c.addends, loose)) {
		return true
	}
	for i := range min(len(loose), mostLoose) {
		if len(loose) > 1 && c.agreesWith(slices.Concat(c.addends, loose[i:i+1])) {
			return true
		}
	}
	if c.agreesWith(deducting(c.addends)) {
		return true
	}
	if t.list.Column(ledger.FieldNumber) == nil && c.agreesWith(withoutNested(c.addends)) {
		return true
	}
	return !t.listsSome(c.row, adds)
}

// mostLoose bounds how many rows without a number are tried one by one.
const mostLoose = 16

// agreesWith takes other addends where the stated amount agrees with them.
func (c *comparison) agreesWith(addends []addend) bool {
	other := *c
	other.addends = addends
	if other.judge(); other.verdict == beyond {
		return false
	}
	*c = other
	return true
}

// loose returns the amounts in a column of the rows without a number that
// follow the last of the rows that add up, and what stands below it: "Dự phòng
// ngân sách", "Chưa phân bổ". They may well be of the sum, unless a "Trong
// đó:" stands before them.
func (t tree) loose(last *ledger.Row, col int) []addend {
	var found []addend
	marked := false
	at, _ := slices.BinarySearchFunc(t.list.Rows, last.Row, func(r *ledger.Row, row int) int { return r.Row - row })
	for _, r := range t.list.Rows[at+1:] {
		switch {
		case r.Kind == ledger.MarkerRow:
			marked = true
		case r.Kind == ledger.PartRow:
			marked = marked || saysPart(r.Name)
			if a, ok := r.Amounts[col]; ok && !a.Bad && !marked {
				found = append(found, addend{row: r, col: col, amount: a})
			}
		case within(r, last):
			found, marked = nil, false
		case r.Kind != ledger.NoteRow && r.Kind != ledger.RatioRow:
			return found
		}
	}
	return found
}

// saysPart reports whether a name says that its row is a part of another, or
// that it is not counted in.
func saysPart(name string) bool {
	f := ledger.Fold(name)
	for _, begin := range []string{"trong đó", "bao gồm", "gồm", "chia ra", "of which"} {
		if strings.HasPrefix(f, begin) {
			return true
		}
	}
	return strings.Contains(f, "không tính") || strings.Contains(f, "chưa tính")
}

// within reports whether a row stands below another at any depth.
func within(r, above *ledger.Row) bool {
	for p := r.Parent; p != nil; p = p.Parent {
		if p == above {
			return true
		}
	}
	return false
}

// deducting takes off the addends whose names say that they are given back or
// taken off, though they stand as positive figures: "Hoàn thuế GTGT".
func deducting(addends []addend) []addend {
	all := slices.Clone(addends)
	for i, a := range all {
		if f := ledger.Fold(strings.TrimLeft(a.row.Name, "-–+* ")); strings.HasPrefix(f, "hoàn ") || strings.Contains(f, "hoàn thuế") ||
			strings.HasPrefix(f, "trừ ") || strings.HasPrefix(f, "giảm ") || strings.HasPrefix(f, "các khoản giảm") {
			all[i].minus = !a.minus && a.amount.Value.IsPositive()
		}
	}
	return all
}

// withoutNested leaves out runs of addends that the one before them is exactly
// the sum of: in a list without numbers nothing else says that they are its
// parts.
func withoutNested(addends []addend) []addend {
	var kept []addend
	for i := 0; i < len(addends); i++ {
		whole := addends[i]
		kept = append(kept, whole)
		sum := decimal.Zero
		for j := i + 1; j < len(addends) && whole.value().IsPositive(); j++ {
			if sum = sum.Add(addends[j].value()); j > i+1 && sum.Equal(whole.value()) {
				i = j
				break
			}
		}
	}
	return kept
}

// listsSome reports whether the rows below a row of a table are likely some of
// its parts only, though no "Trong đó:" says so: together they are less than
// half of it in every column, or a single one is less than it.
func (t tree) listsSome(row *ledger.Row, adds []*ledger.Row) bool {
	if t.list.Kind != ledger.Table || row.Kind == ledger.GrandRow || row.Kind == ledger.SubtotalRow {
		return false
	}
	single := len(adds) == 1 && adds[0].Kind == ledger.ComponentRow
	compared := false
	for _, column := range t.list.Amounts() {
		stated, ok := row.Amounts[column.Col]
		addends, known := t.leaves(adds, column.Col)
		if !ok || stated.Bad || !known || allBlank(addends) {
			continue
		}
		c := comparison{list: t.list, row: row, col: column.Col, stated: stated, addends: addends}
		if c.judge(); c.computed.IsNegative() || !c.difference().IsPositive() {
			return false
		}
		if guess, _ := c.guess(); guess == magnitude || guess == transposed {
			return false
		}
		if !single && !c.difference().GreaterThan(c.computed) {
			return false
		}
		compared = true
	}
	return compared
}

// several reports whether two addends at least are not nothing: then that they
// add up is no accident.
func (c *comparison) several() bool {
	n := 0
	for _, a := range c.addends {
		if !a.amount.Value.IsZero() {
			n++
		}
	}
	return n > 1
}

// believed returns the arithmetic within rows that can be believed: one that
// fails in most of the rows, four at least, is wrong itself, and one that only
// the header implies is right where eight rows bear it out for each that fails,
// and three at least.
func (t tree) believed() []*ledger.RowSum {
	var sums []*ledger.RowSum
	for i := range t.list.Sums {
		sum := &t.list.Sums[i]
		compared, failed, bearing := 0, 0, 0
		for _, row := range t.list.Rows {
			if !addsUp(row) {
				continue
			}
			if c, ok := t.compareAcross(row, sum); ok {
				compared++
				switch {
				case c.verdict == beyond:
					failed++
				case c.several():
					bearing++
				}
			}
		}
		if sum.Implied && (bearing < 3 || bearing < 8*failed) {
			continue
		}
		if failed < 4 || 2*failed <= compared {
			sums = append(sums, sum)
		}
	}
	return sums
}
