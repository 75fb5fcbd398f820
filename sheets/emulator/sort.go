package emulator

import (
	"cmp"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"rasoat/sheets/emulator/internal/calc"
)

// sortKey is one column to sort by.
type sortKey struct {
	col        int
	descending bool
}

// sortBy sorts the rows of a block by columns: numbers before texts before
// TRUE and FALSE before errors, the other way round when descending; empty
// cells last either way. Rows that are equal keep their order.
func (d *document) sortBy(who caller, s *sheet, r rect, keys []sortKey) *apiError {
	tag, err := language.Parse(d.loc().Language)
	if err != nil {
		tag = language.English
	}
	texts := collate.New(tag, collate.IgnoreCase)
	return d.sortRows(who, s, r, func(a, b int) int {
		for _, k := range keys {
			x, y := s.shows(a, k.col), s.shows(b, k.col)
			if x.Kind == calc.Blank || y.Kind == calc.Blank {
				if x.Kind != y.Kind {
					return cmp.Compare(rank(x), rank(y))
				}
				continue
			}
			c := compareValues(texts, x, y)
			if k.descending {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
}

// shows returns what a cell shows.
func (s *sheet) shows(row, col int) calc.Value {
	if c := s.peek(row, col); c != nil {
		return c.effective
	}
	return calc.Value{}
}

func rank(v calc.Value) int {
	switch v.Kind {
	case calc.Number:
		return 0
	case calc.Text:
		return 1
	case calc.Bool:
		return 2
	case calc.Error:
		return 3
	}
	return 4
}

func compareValues(texts *collate.Collator, x, y calc.Value) int {
	if c := cmp.Compare(rank(x), rank(y)); c != 0 {
		return c
	}
	switch x.Kind {
	case calc.Number:
		return cmp.Compare(x.Num, y.Num)
	case calc.Text:
		return texts.CompareString(x.Str, y.Str)
	case calc.Bool:
		switch {
		case x.Bool == y.Bool:
			return 0
		case y.Bool:
			return -1
		}
		return 1
	case calc.Error:
		return cmp.Compare(x.Err, y.Err)
	}
	return 0
}

// sortRows puts the rows of a block in order. Cells move with their formats,
// notes and formulas, the relative references of which are then to the new
// row; what is spilled does not move. Rows that a filter hides stay.
func (d *document) sortRows(who caller, s *sheet, r rect, compare func(a, b int) int) *apiError {
	r = s.closed(r)
	if err := d.mayEdit(who, s, r); err != nil {
		return err
	}
	for _, m := range s.merges {
		if m.meets(r) && (m.bottom-m.top > 1 || !m.within(r)) {
			return invalid("You can't sort a range with vertical merges.")
		}
	}
	d.recalculate()
	var rows []int
	for i := r.top; i < r.bottom; i++ {
		hidden := s.rowDims[i] != nil && s.rowDims[i].hiddenByFilter
		if !hidden || d.behaviour.SortMovesFilteredRows {
			rows = append(rows, i)
		}
	}
	order := slices.Clone(rows)
	slices.SortStableFunc(order, compare)
	if slices.Equal(rows, order) {
		return nil
	}
	d.lift(s)
	d.permute(s, r, rows, order)
	return nil
}

// permute puts the row order[i] of a block where the row rows[i] is.
func (d *document) permute(s *sheet, r rect, rows, order []int) {
	width := r.right - r.left
	taken := make(map[int][]*cell, len(rows))
	for _, row := range rows {
		cells := make([]*cell, width)
		if row < len(s.grid) && r.left < len(s.grid[row]) {
			copy(cells, s.grid[row][r.left:])
		}
		taken[row] = cells
	}
	place := make(map[int]int, len(rows))
	for i, to := range rows {
		from := order[i]
		place[from] = to
		for j, c := range taken[from] {
			if c != nil && c.formula != nil && to != from {
				n := *c
				n.formula = c.formula.Offset(s.id, to-from, 0)
				c = &n
			}
			s.store(to, r.left+j, c)
		}
	}
	for i, m := range s.merges {
		if to, ok := place[m.top]; ok && m.within(r) {
			s.merges[i] = m.shift(to-m.top, 0)
		}
	}
	sortRects(s.merges)
	for _, a := range s.anchors {
		if to, ok := place[a.rect.top]; ok && a.rect.within(r) {
			a.rect = a.rect.shift(to-a.rect.top, 0)
		}
	}
	if !d.behaviour.SortMovesMetadata {
		return
	}
	marks := map[int][]*metadata{}
	for _, row := range rows {
		if v := s.rowDims[row]; v != nil {
			marks[row], v.metadata = v.metadata, nil
		}
	}
	for from, m := range marks {
		if len(m) > 0 {
			s.rowDim(place[from]).metadata = m
		}
	}
}
