package xlsx

import (
	"slices"
	"sort"

	"rasoat/sheets"
)

// A program that opens the file computes the staff's formulas over our cells
// anew: Excel because we ask for it, LibreOffice only those without a last
// result. So the last result of a formula goes where it depends, directly or
// over other formulas, on a cell that we write. An array formula keeps its
// results: they are those of several cells, and LibreOffice computes it always.
// So do the formulas in the tables that we write beside: what they say is
// judged in the next pass, perhaps before anybody opened the file.

// dirtyCells are cells whose value changes: for each tab and column the rows in
// order.
type dirtyCells map[int]map[int][]int

func (d dirtyCells) add(sheet int, at sheets.Addr) {
	if d[sheet] == nil {
		d[sheet] = map[int][]int{}
	}
	rows := d[sheet][at.Col]
	i, found := slices.BinarySearch(rows, at.Row)
	if !found {
		d[sheet][at.Col] = slices.Insert(rows, i, at.Row)
	}
}

// touches reports whether one of the cells lies in the block.
func (d dirtyCells) touches(b block) bool {
	within := func(rows []int) bool {
		i := sort.SearchInts(rows, b.Top)
		return i < len(rows) && rows[i] < b.Bottom
	}
	cols := d[b.sheet]
	if b.Right-b.Left <= len(cols) {
		for col := b.Left; col < b.Right; col++ {
			if within(cols[col]) {
				return true
			}
		}
		return false
	}
	for col, rows := range cols {
		if col >= b.Left && col < b.Right && within(rows) {
			return true
		}
	}
	return false
}

// formulaCell is a formula of the staff's with what it refers to.
type formulaCell struct {
	sheet int
	at    sheets.Addr
	refs  []block
	empty bool // never computed; what depends on it may have been
}

// staleFormulas returns the formulas of the staff's whose last result goes, by
// tab.
func staleFormulas(st *state, e *edit, lists []sheets.List) map[int]map[sheets.Addr]bool {
	open := formulasOver(st, lists)
	if len(open) == 0 {
		return nil
	}
	dirty := dirtyCells{}
	for sheet, cells := range e.cells {
		for _, c := range cells {
			dirty.add(sheet, c.at)
		}
	}
	for _, t := range e.tabs {
		if t.sheet < 0 {
			continue
		}
		for _, at := range sortedAddrs(st.tabs[t.sheet].own) {
			dirty.add(t.sheet, at)
		}
		if t.page != nil {
			for row, cells := range t.page.rows {
				for _, c := range cells {
					dirty.add(t.sheet, sheets.Addr{Row: row, Col: c.col})
				}
			}
		}
	}
	stale := map[int]map[sheets.Addr]bool{}
	for forth := false; ; {
		before := len(open)
		// There and back: formulas refer to those above or to those below.
		if forth = !forth; !forth {
			slices.Reverse(open)
		}
		kept := open[:0]
		for _, c := range open {
			if !slices.ContainsFunc(c.refs, dirty.touches) {
				kept = append(kept, c)
				continue
			}
			dirty.add(c.sheet, c.at)
			if c.empty {
				continue
			}
			if stale[c.sheet] == nil {
				stale[c.sheet] = map[sheets.Addr]bool{}
			}
			stale[c.sheet][c.at] = true
		}
		open = kept
		if !forth {
			slices.Reverse(open)
		}
		if len(open) == before {
			return stale
		}
	}
}

// formulasOver collects the formulas that refer to any cell and whose result
// may go.
func formulasOver(st *state, lists []sheets.List) []formulaCell {
	var all []formulaCell
	r := newRefReader(st.wb)
	for i, s := range st.wb.sheets {
		if st.tabs[i].own != nil || st.tabs[i].disorder {
			continue
		}
		add := func(at sheets.Addr, c sheets.Cell) {
			if refs := r.refs(nil, c.Formula, i); len(refs) > 0 {
				all = append(all, formulaCell{i, at, refs, c.Value.IsEmpty()})
			}
		}
		for at, c := range st.amongOurs(i) {
			add(at, c)
		}
		tab := st.snapshot.Tab(sheets.TabID(s.id))
		judged := func(at sheets.Addr) bool {
			return slices.ContainsFunc(lists, func(l sheets.List) bool {
				return l.Tab == tab.ID() && at.Row >= l.Header.Top && at.Col >= l.Header.Left && at.Col < l.Header.Right
			})
		}
		for at, c := range tab.Formulas() {
			if !judged(at) {
				add(at, c)
			}
		}
	}
	return all
}
