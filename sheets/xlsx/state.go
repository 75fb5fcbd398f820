package xlsx

import (
	"encoding/xml"

	"rasoat/sheets"
)

// state is what one version of the file holds: what people wrote, as a
// snapshot, and beside it what is ours.
type state struct {
	wb       *workbook
	snapshot *sheets.Snapshot
	tabs     []tabState // one for each of wb.sheets
	columns  []ownColumn
	choices  []choiceMark
	lists    map[string]int // the names of ours for values to choose from, in small letters, by their places
	ownTabs  []tabMark
	copies   []copyMark
	formats  *formats
	strings  []string
}

// tabState is what is known of a tab beside the snapshot.
type tabState struct {
	read bool // whether its cells are in the snapshot
	sheetFacts
	disorder bool                        // whether cells stand twice or out of order
	orderly  bool                        // whether they stand in order, each with its address
	drawn    []sheets.Range              // what charts and pictures cover
	own      map[sheets.Addr]sheets.Cell // the cells of a tab of ours
}

// ownColumn is a column of ours with what stands in it.
type ownColumn struct {
	columnMark
	cells  *ownCells
	theirs theirCells
}

// ownCells are the cells of a column of ours by their rows, stored as those of a
// row of a tab are, one beside the other: there may be one beside every row.
type ownCells struct {
	filling *sheets.TabBuilder
	tab     *sheets.Tab // nil while cells are added
}

func newOwnCells() *ownCells { return &ownCells{filling: sheets.NewTab("", "")} }

func (o *ownCells) set(row int, c sheets.Cell) {
	o.filling.Set(0, row, c)
	o.tab = nil
}

// above takes out the cells above a row.
func (o *ownCells) above(row int) []sheets.Placed {
	taken := o.filling.Take(sheets.Range{Bottom: 1, Right: row})
	for i := range taken {
		taken[i].Addr = sheets.Addr{Row: taken[i].Col}
	}
	return taken
}

// done ends the filling.
func (o *ownCells) done() { o.tab = o.filling.Tab() }

// at returns the cell in a row, the zero Cell where there is none.
func (o *ownCells) at(row int) sheets.Cell { return o.tab.Cell(0, row) }

// end returns one more than the last row that holds a cell, or 0.
func (o *ownCells) end() int { return o.tab.Cols() }

// rows returns the rows that hold a cell, in order.
func (o *ownCells) rows() []int {
	list := make([]int, 0, o.tab.Cells())
	for row, c := range o.tab.Row(0) {
		if c != (sheets.Cell{}) {
			list = append(list, row)
		}
	}
	return list
}

// parse reads the bytes of a file.
func parse(data []byte, scope sheets.Scope, limit int64) (*state, error) {
	p, err := openPack(data, limit)
	if err != nil {
		return nil, err
	}
	return readState(p, scope, nil)
}

// readState reads a container; after, where there is one, is what was there
// before a write of ours.
func readState(p *pack, scope sheets.Scope, after *before) (*state, error) {
	wb, err := readWorkbook(p)
	if err != nil {
		return nil, err
	}
	st := &state{wb: wb, tabs: make([]tabState, len(wb.sheets))}
	var columns []columnMark
	columns, st.ownTabs, st.copies = readMarks(wb)
	var copies []copyMark
	st.choices, st.lists, copies = readChoiceMarks(wb)
	st.copies = append(st.copies, copies...)
	for _, m := range columns {
		st.columns = append(st.columns, ownColumn{columnMark: m, cells: newOwnCells()})
	}
	ours := map[int]bool{}
	for _, m := range st.ownTabs {
		ours[m.sheet] = true
	}
	r := &stateReader{pack: p, state: st, before: after}
	if st.formats, err = readFormats(p, wb); err != nil {
		return nil, err
	}
	if after != nil {
		if err := after.fits(p, st); err != nil {
			return nil, err
		}
		st.strings = after.state.strings
	} else if st.strings, err = readStrings(p, wb); err != nil {
		return nil, err
	}
	var b sheets.Builder
	for i, s := range wb.sheets {
		if ours[i] {
			err = r.ownTab(i)
		} else if after != nil {
			err = r.staffTabAgain(i)
		} else {
			tb := b.Tab(sheets.TabID(s.id), s.title)
			if s.hidden {
				tb.Hide()
			}
			err = r.staffTab(i, tb, scope.Wants(s.title))
		}
		if err != nil {
			return nil, err
		}
	}
	for i := range st.columns {
		st.columns[i].cells.done()
	}
	if after != nil {
		st.snapshot = after.state.snapshot // it was shown to be the same
	} else {
		st.obstacles(b.Obstacle)
		st.snapshot = b.Snapshot()
	}
	return st, nil
}

// stateReader reads the tabs of one file.
type stateReader struct {
	pack   *pack
	state  *state
	before *before
}

// sheet reads the cells of a tab.
func (r *stateReader) sheet(i int, cell func(row, col int, c sheets.Cell)) error {
	s := r.state.wb.sheets[i]
	if !s.grid {
		return nil
	}
	part, err := r.pack.open(s.part)
	if err != nil {
		return err
	}
	defer part.Close()
	ahead := readAhead(part, r.pack.size(s.part))
	defer ahead.Close()
	sr := &sheetReader{s: newScanner(ahead), strings: r.state.strings, formats: r.state.formats, date1904: r.state.wb.date1904, cell: cell}
	if err := sr.read(); err != nil {
		return damagedPart(s.part, err)
	}
	t := &r.state.tabs[i]
	t.sheetFacts = sr.sheetFacts
	t.disorder = sr.disorder
	t.orderly = !sr.disorder && !sr.implied
	t.drawn, err = readDrawing(r.pack, s.part, sr.drawing)
	return err
}

func (r *stateReader) ownTab(i int) error {
	own := map[sheets.Addr]sheets.Cell{}
	r.state.tabs[i].own = own
	return r.sheet(i, func(row, col int, c sheets.Cell) { own[sheets.Addr{Row: row, Col: col}] = c })
}

// mine returns the columns of ours in a tab.
func (r *stateReader) mine(i int) map[int]*ownColumn {
	mine := map[int]*ownColumn{}
	for k := range r.state.columns {
		if m := &r.state.columns[k]; m.sheet == i {
			mine[m.col] = m
		}
	}
	return mine
}

func (r *stateReader) staffTab(i int, tb *sheets.TabBuilder, wanted bool) error {
	mine := r.mine(i)
	if !wanted && len(mine) == 0 && len(r.state.lists) == 0 { // people copy drop-downs to any tab
		return nil
	}
	err := r.sheet(i, func(row, col int, c sheets.Cell) {
		if len(mine) > 0 { // mostly, before the first write, there is none: nothing is looked up for each cell
			if m := mine[col]; m != nil {
				m.set(row, c)
				return
			}
		}
		if wanted {
			tb.Set(row, col, c)
		}
	})
	if err != nil {
		return err
	}
	t := &r.state.tabs[i]
	t.read = wanted
	for _, m := range mine {
		m.adopt(t.merges)
		for _, c := range m.part(t.arrays) {
			if wanted {
				tb.Set(c.Row, m.col, c.Cell)
			}
		}
	}
	if !wanted {
		return nil
	}
	tb.Freeze(t.frozenRows, t.frozenCols)
	for _, m := range t.merges {
		tb.Merge(m)
	}
	for _, row := range t.hiddenRows {
		tb.HideRow(row)
	}
	for col := range union(t.hiddenCols) {
		tb.HideCol(col)
	}
	return nil
}

// union is the set of the columns of some blocks. It takes no longer where a
// file tells the same columns over and over.
func union(blocks []sheets.Range) map[int]bool {
	if len(blocks) == 0 {
		return nil
	}
	change := make([]int, maxCols+1) // how many blocks begin and end there
	for _, b := range blocks {
		if left, right := max(b.Left, 0), min(b.Right, maxCols); left < right {
			change[left]++
			change[right]--
		}
	}
	cols, open := map[int]bool{}, 0
	for col, c := range change {
		if open += c; open > 0 {
			cols[col] = true
		}
	}
	return cols
}

// adopt moves the header up where people merged it with the cells above:
// then its text stands in the topmost of them.
func (c *ownColumn) adopt(merges []sheets.Range) {
	for _, m := range merges {
		if m.Left == c.col && m.Right == c.col+1 && m.Contains(sheets.Addr{Row: c.top, Col: c.col}) {
			c.top = m.Top
		}
	}
}

// readDrawing returns the blocks of cells that the pictures and charts of a
// tab cover.
func readDrawing(p *pack, part, rid string) ([]sheets.Range, error) {
	if rid == "" {
		return nil, nil
	}
	rels, err := p.relations(part)
	if err != nil {
		return nil, err
	}
	rel, ok := rels[rid]
	if !ok || rel.external || !p.has(rel.target) {
		return nil, nil
	}
	data, err := p.read(rel.target)
	if err != nil {
		return nil, err
	}
	type corner struct {
		Row int `xml:"row"`
		Col int `xml:"col"`
	}
	type anchor struct {
		From corner  `xml:"from"`
		To   *corner `xml:"to"`
	}
	var doc struct {
		Two []anchor `xml:"twoCellAnchor"`
		One []anchor `xml:"oneCellAnchor"`
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		return nil, damagedPart(rel.target, err)
	}
	var covered []sheets.Range
	for _, a := range append(doc.Two, doc.One...) {
		to := a.From
		if a.To != nil {
			to = *a.To
		}
		covered = append(covered, sheets.Range{Top: a.From.Row, Left: a.From.Col, Bottom: to.Row + 1, Right: to.Col + 1})
	}
	return covered, nil
}

// column returns the column of ours of that id in the tab, or nil. One that
// people moved here from another tab is not taken for it.
func (st *state) column(sheet int, id string) *ownColumn {
	for i := range st.columns {
		if c := &st.columns[i]; c.sheet == sheet && c.scope == sheet && c.id == id {
			return c
		}
	}
	return nil
}

// index returns the place of the tab with that id, or -1.
func (st *state) index(id sheets.TabID) int {
	for i, s := range st.wb.sheets {
		if sheets.TabID(s.id) == id && st.tabs[i].own == nil {
			return i
		}
	}
	return -1
}
