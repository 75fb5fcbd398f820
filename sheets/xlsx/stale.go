package xlsx

import (
	"slices"
	"sort"
	"sync"

	"rasoat/sheets"
)

// A program that opens the file computes the staff's formulas over our cells
// anew: Excel because we ask for it, LibreOffice only those without a last
// result. So the last result of a formula goes where it depends, directly or
// over other formulas, on a cell that we write. An array formula keeps its
// results: they are those of several cells, and LibreOffice computes it always.
// So do the formulas in the tables that we write beside: what they say is
// judged in the next pass, perhaps before anybody opened the file. And so do all
// formulas of a workbook in which they are computed only when people ask for it:
// LibreOffice would show 0 there.

// dirtyCells are cells whose value changes: for each tab and column the rows in
// order, and the results of array formulas.
type dirtyCells struct {
	rows   map[int]map[int][]int
	arrays map[int][]sheets.Range
}

func newDirtyCells() *dirtyCells {
	return &dirtyCells{rows: map[int]map[int][]int{}, arrays: map[int][]sheets.Range{}}
}

func (d *dirtyCells) add(sheet int, at sheets.Addr) {
	if d.rows[sheet] == nil {
		d.rows[sheet] = map[int][]int{}
	}
	rows := d.rows[sheet][at.Col]
	i, found := slices.BinarySearch(rows, at.Row)
	if !found {
		d.rows[sheet][at.Col] = slices.Insert(rows, i, at.Row)
	}
}

// mostArrays is how many results of array formulas are told apart in a tab.
const mostArrays = 100

// addArray adds the cells in which results of an array formula stand. Where
// there are many such formulas, all that lies between them counts.
func (d *dirtyCells) addArray(sheet int, r sheets.Range) {
	if r.Bottom-r.Top <= 1 && r.Right-r.Left <= 1 {
		return
	}
	list := append(d.arrays[sheet], r)
	if len(list) > mostArrays {
		for _, a := range list {
			r = sheets.Range{Top: min(r.Top, a.Top), Left: min(r.Left, a.Left), Bottom: max(r.Bottom, a.Bottom), Right: max(r.Right, a.Right)}
		}
		list = append(list[:0], r)
	}
	d.arrays[sheet] = list
}

// touches reports whether one of the cells lies in the block.
func (d *dirtyCells) touches(b block) bool {
	if slices.ContainsFunc(d.arrays[b.sheet], func(a sheets.Range) bool {
		return a.Top < b.Bottom && b.Top < a.Bottom && a.Left < b.Right && b.Left < a.Right
	}) {
		return true
	}
	within := func(rows []int) bool {
		i := sort.SearchInts(rows, b.Top)
		return i < len(rows) && rows[i] < b.Bottom
	}
	cols := d.rows[b.sheet]
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
	// results is where those of an array formula stand, empty for any other.
	results sheets.Range
}

// staleFormulas returns the formulas of the staff's whose last result goes, by
// tab.
func staleFormulas(was *before, e *edit, lists []sheets.List) map[int]map[sheets.Addr]bool {
	st := was.state
	if st.wb.manual {
		return nil
	}
	open := formulasOver(was, lists)
	if len(open) == 0 {
		return nil
	}
	dirty := newDirtyCells()
	for sheet, cells := range e.cells {
		for _, c := range cells {
			dirty.add(sheet, c.at())
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
			dirty.addArray(c.sheet, c.results)
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
func formulasOver(was *before, lists []sheets.List) []formulaCell {
	st := was.state
	var all []formulaCell
	r := newRefReader(st.wb, sync.OnceValue(func() []nativeTable { return readTables(was.pack, st.wb) }))
	for i, s := range st.wb.sheets {
		if st.tabs[i].own != nil || st.tabs[i].disorder {
			continue
		}
		results := map[sheets.Addr]sheets.Range{}
		for _, a := range st.tabs[i].arrays {
			results[sheets.Addr{Row: a.Top, Col: a.Left}] = a
		}
		add := func(at sheets.Addr, c sheets.Cell) {
			r.row = at.Row
			if refs := r.refs(nil, c.Formula, i); len(refs) > 0 {
				all = append(all, formulaCell{i, at, refs, c.Value.IsEmpty(), results[at]})
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
		for at := range tab.Formulas() {
			if !judged(at) {
				add(at, tab.Cell(at.Row, at.Col))
			}
		}
	}
	return all
}
