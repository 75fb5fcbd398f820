package rule

import (
	"slices"
	"sort"

	"rasoat/sync/ledger"
)

// tree is a list seen as sums over rows: what stands below what.
type tree struct {
	list   *ledger.List
	top    []*ledger.Row               // the rows at the top, which TỔNG SỐ is the sum of: see topOf
	ends   map[*ledger.Row]*ledger.Row // section → the row that closes it with its subtotal
	hidden []int                       // the places of the hidden rows in the tab, in order
	sums   []*ledger.RowSum            // the arithmetic within rows that can be believed: see believed
}

func newTree(l *ledger.List) tree {
	t := tree{list: l, ends: map[*ledger.Row]*ledger.Row{}}
	for _, r := range l.Rows {
		if r.Hidden {
			t.hidden = append(t.hidden, r.Row)
		}
		switch {
		case r.Kind == ledger.SubtotalRow && r.Parent != nil:
			t.ends[r.Parent] = r
		case r.Parent == nil && (r.Kind == ledger.SectionRow || r.Kind == ledger.ItemRow):
			t.top = append(t.top, r)
		}
	}
	t.sums = t.believed()
	return t
}

// downward yields the comparisons of a list's rows with the rows directly
// below them, by row and column. A comparison is left out where the stated
// amount is blank, where an amount is unreadable or depends on which rows are
// hidden, or where nothing stands in any of the rows below. Comparisons with
// parts behind a "Trong đó:" are yielded only where they are beyond tolerance.
func (t tree) downward(yield func(comparison) bool) {
	amounts := t.list.Amounts()
	for _, row := range t.list.Rows {
		if !addsUp(row) {
			continue
		}
		adds, parts := t.below(row)
		if len(adds)+len(parts) == 0 {
			continue
		}
		for _, column := range amounts {
			if c, ok := t.compare(row, column.Col, adds); ok && !yield(c) {
				return
			}
			if c, ok := t.compareParts(row, column.Col, parts); ok && c.verdict == beyond && !yield(c) {
				return
			}
		}
	}
}

// below returns the rows directly below a row: those that add up to it, or,
// behind a "Trong đó:", those that are parts of it. For TỔNG SỐ they are the
// rows at the top, for a row that closes a section those of the section.
func (t tree) below(r *ledger.Row) (adds, parts []*ledger.Row) {
	if r.SumOf != nil {
		return summands(r), nil
	}
	if r.Kind == ledger.SubtotalRow {
		if r = r.Parent; r == nil {
			return nil, nil
		}
	}
	var rows []*ledger.Row
	for _, child := range r.Children {
		switch child.Kind {
		case ledger.SectionRow, ledger.ItemRow, ledger.ComponentRow:
			rows = append(rows, child)
		}
	}
	if r.Kind == ledger.GrandRow && len(rows) == 0 {
		rows = t.topOf(r)
	}
	if r.OfWhich {
		return nil, rows
	}
	return rows, nil
}

// summands returns the rows that a row itself says it is the sum of; none where
// it subtracts, or names rows that the list does not have.
func summands(r *ledger.Row) []*ledger.Row {
	rows := make([]*ledger.Row, 0, len(r.SumOf))
	for _, s := range r.SumOf {
		if s.Minus {
			return nil
		}
		rows = append(rows, s.Row)
	}
	return rows
}

// topOf returns the rows that a TỔNG SỐ is the sum of: those at the top, but,
// where it closes the list, none that stand below it without a number ("Làm
// tròn", "Dự phòng 10%"): those come on top of it. A numbered one below it
// was forgotten in the sum.
func (t tree) topOf(grand *ledger.Row) []*ledger.Row {
	closes := slices.ContainsFunc(t.top, func(r *ledger.Row) bool { return r.Row < grand.Row })
	var rows []*ledger.Row
	for _, r := range t.top {
		if !closes || r.Row < grand.Row || r.Number != "" {
			rows = append(rows, r)
		}
	}
	return rows
}

// compare holds a row's amount against the sum of the rows that add up to it.
func (t tree) compare(row *ledger.Row, col int, adds []*ledger.Row) (comparison, bool) {
	stated, ok := row.Amounts[col]
	if !ok || !t.judgeable(stated) {
		return comparison{}, false
	}
	addends, ok := t.leaves(adds, col)
	if !ok || allBlank(addends) {
		return comparison{}, false
	}
	c := comparison{list: t.list, row: row, col: col, stated: stated, addends: addends}
	c.judge()
	return c, c.verdict != beyond || t.sure(&c, adds)
}

// judgeable reports whether an amount can be held against others: it is
// readable, and no SUBTOTAL over rows some of which are hidden.
func (t tree) judgeable(a ledger.Amount) bool {
	if a.Bad {
		return false
	}
	if len(t.hidden) == 0 || !leavesOut(a.Formula) {
		return true
	}
	blocks, ok := parseSum(a.Formula)
	if !ok {
		return false
	}
	for _, b := range blocks {
		if i := sort.SearchInts(t.hidden, b.top); b.subtotal && i < len(t.hidden) && t.hidden[i] <= b.bottom {
			return false
		}
	}
	return true
}

// compareParts holds a row's amount against the parts of it. It is of use only
// where no part is negative.
func (t tree) compareParts(row *ledger.Row, col int, parts []*ledger.Row) (comparison, bool) {
	stated, ok := row.Amounts[col]
	if !ok || !t.judgeable(stated) {
		return comparison{}, false
	}
	addends, ok := t.leaves(parts, col)
	if !ok || allBlank(addends) {
		return comparison{}, false
	}
	for _, a := range addends {
		if a.amount.Value.IsNegative() {
			return comparison{}, false
		}
	}
	c := comparison{list: t.list, row: row, col: col, stated: stated, addends: addends, parts: true}
	c.judge()
	return c, true
}

// leaves returns the addends that rows give in a column. A row that states an
// amount gives it; one that does not gives that of the row which closes it,
// else those of the rows below it, else a blank. It returns false where the
// sum cannot be judged.
func (t tree) leaves(rows []*ledger.Row, col int) ([]addend, bool) {
	all := make([]addend, 0, len(rows))
	for _, r := range rows {
		from := r
		amount, ok := r.Amounts[col]
		if end := t.ends[r]; !ok && end != nil {
			from = end
			amount, ok = end.Amounts[col]
		}
		if !t.judgeable(amount) {
			return nil, false
		}
		if ok {
			all = append(all, addend{row: from, col: col, amount: amount})
			continue
		}
		adds, parts := t.below(r)
		sub, ok := t.leaves(adds, col)
		if !ok || t.anyStated(parts, col) {
			return nil, false
		}
		if allBlank(sub) {
			sub = []addend{{row: r, col: col, blank: true}}
		}
		all = append(all, sub...)
	}
	return all, true
}

// anyStated reports whether a row that states no amount itself has parts that
// do: then its amount is not nothing, but it cannot be known.
func (t tree) anyStated(parts []*ledger.Row, col int) bool {
	addends, ok := t.leaves(parts, col)
	return !ok || !allBlank(addends)
}

// mostWrong bounds how many wrong rows are tried together as an explanation.
const mostWrong = 8

// explain tries to explain a difference by addends that are themselves wrong:
// it puts their computed sums in the place of what they state, for every
// choice of them, and returns the verdict of the first that brings the sum
// within tolerance. Those that one wrong cell accounts for say nothing of
// others.
//
// One wrong amount is told once: where the difference is explained by rows
// below that disagree with their own sums, over rows or within the row, the
// row itself agrees with what these should state, and they are the ones to be
// told.
func (t tree) explain(c *comparison, accounted map[identity]bool) (verdict, bool) {
	var wrong []comparison
	for _, a := range c.addends {
		if own, ok := t.ownWrong(a, accounted); ok && len(wrong) < mostWrong {
			wrong = append(wrong, own)
		}
	}
	for choice := 1; choice < 1<<len(wrong); choice++ {
		difference, tolerance := c.difference(), c.tolerance
		for i, w := range wrong {
			if choice&(1<<i) != 0 {
				// What it states goes out of the sum, what it should state comes in.
				difference = difference.Add(w.difference())
				tolerance = tolerance.Sub(w.stated.Half).Add(w.tolerance.Sub(w.stated.Half))
			}
		}
		switch {
		case difference.IsZero():
			return exact, true
		case difference.Abs().LessThanOrEqual(tolerance):
			return rounding, true
		}
	}
	return beyond, false
}

// ownWrong returns a sum of its own that an addend disagrees with: over the
// rows below it, else within its row.
func (t tree) ownWrong(a addend, accounted map[identity]bool) (comparison, bool) {
	adds, _ := t.below(a.row)
	if own, ok := t.compare(a.row, a.col, adds); ok && own.verdict == beyond && !accounted[own.identity()] {
		if _, explained := t.explain(&own, accounted); !explained {
			return own, true
		}
	}
	for _, sum := range t.sums {
		if sum.Total == a.col && addsUp(a.row) {
			if own, ok := t.compareAcross(a.row, sum); ok && own.verdict == beyond && !accounted[own.identity()] {
				return own, true
			}
		}
	}
	return comparison{}, false
}
