package ledger

import (
	"slices"
	"sort"

	"rasoat/sheets"
)

// table is a tab with its merged ranges at hand: a list merges cells in every
// other row, and looking through all of them for each blank cell would take
// hours.
type table struct {
	*sheets.Tab
	merged map[int][]sheets.Range // by column, from top to bottom
}

func newTable(t *sheets.Tab) *table { return &table{Tab: t, merged: map[int][]sheets.Range{}} }

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
