package ledger

import (
	"iter"
	"slices"
	"sort"

	"rasoat/sheets"
)

// table is a tab, or the part of one that a list stands in, with its merged
// ranges at hand: a list merges cells in every other row, and looking through
// all of them for each blank cell would take hours.
type table struct {
	*sheets.Tab
	within sheets.Range           // what stands outside is not seen
	whole  bool                   // nothing stands outside
	merged map[int][]sheets.Range // by column, from top to bottom
}

func newTable(t *sheets.Tab) *table {
	return &table{Tab: t, within: sheets.Range{Bottom: t.Rows(), Right: t.Cols()}, whole: true, merged: map[int][]sheets.Range{}}
}

// part returns the part of the table that stands in a range. Places stay those
// of the tab.
func (t *table) part(r sheets.Range) *table {
	r = sheets.Range{
		Top: max(r.Top, t.within.Top), Left: max(r.Left, t.within.Left),
		Bottom: min(r.Bottom, t.within.Bottom), Right: min(r.Right, t.within.Right),
	}
	return &table{Tab: t.Tab, within: r, whole: t.whole && r == t.within, merged: t.merged}
}

// Rows returns the row behind the last one that is seen.
func (t *table) Rows() int { return t.within.Bottom }

// Cell returns the cell at an address: a blank one outside.
func (t *table) Cell(row, col int) sheets.Cell {
	if !t.whole && !t.within.Contains(sheets.Addr{Row: row, Col: col}) {
		return sheets.Cell{}
	}
	return t.Tab.Cell(row, col)
}

// Row returns the cells of a row that hold something, from left to right.
func (t *table) Row(row int) iter.Seq2[int, sheets.Cell] {
	if t.whole {
		return t.Tab.Row(row)
	}
	return func(yield func(int, sheets.Cell) bool) {
		if row < t.within.Top || row >= t.within.Bottom {
			return
		}
		for col, c := range t.Tab.Row(row) {
			if col >= t.within.Left && col < t.within.Right && !yield(col, c) {
				return
			}
		}
	}
}

// Merged returns the merged range that covers the address, and false where
// the cell stands alone. It takes for granted that merged ranges do not
// overlap, as no workbook lets them.
func (t *table) Merged(row, col int) (sheets.Range, bool) {
	ranges, ok := t.merged[col]
	if !ok {
		for _, m := range t.Merges() {
			if m.Left <= col && col < m.Right {
				ranges = append(ranges, m)
			}
		}
		slices.SortFunc(ranges, func(a, b sheets.Range) int { return a.Top - b.Top })
		t.merged[col] = ranges
	}
	i := sort.Search(len(ranges), func(i int) bool { return ranges[i].Top > row }) - 1
	if i < 0 || ranges[i].Bottom <= row {
		return sheets.Range{}, false
	}
	return ranges[i], true
}

// spoken returns the cell that speaks for an address: where a range is merged
// downwards, its first cell speaks for all the rows that it covers, unless it
// stands above the row first.
func (t *table) spoken(row, col, first int) sheets.Cell {
	c := t.Cell(row, col)
	if c.Value.IsEmpty() && c.Formula == "" && len(t.Merges()) > 0 {
		if g, ok := t.Merged(row, col); ok && g.Top < row && g.Top >= first && g.Left == col {
			return t.Cell(g.Top, g.Left)
		}
	}
	return c
}

// blankRow reports whether the row holds nothing that a person could see, and
// no formula.
func (t *table) blankRow(row int) bool {
	for _, c := range t.Row(row) {
		if !c.Value.IsBlank() || c.Formula != "" {
			return false
		}
	}
	return true
}
