package google

import (
	"slices"

	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// structure makes what has to be there before the store may say anything: our
// tabs, our columns with their formulas, the formulas that are broken; and
// takes out what is to go.
type structure struct {
	st       *state
	account  string
	sep      string
	taken    []int64
	tabs     []int64
	requests []*sheetsapi.Request
	restore  []restored
}

// restored is a conditional format that is taken out by its place, to be put
// back should it have been another's.
type restored struct {
	request int // its place among the requests
	index   int // its place among the formats
}

func newStructure(st *state, account, sep string) *structure {
	s := &structure{st: st, account: account, sep: sep, taken: st.metadataIDs()}
	for _, t := range st.grid.tabs {
		s.tabs = append(s.tabs, t.id)
	}
	return s
}

func (s *structure) add(r ...*sheetsapi.Request) { s.requests = append(s.requests, r...) }

// build makes the requests. There are none where nothing is to be made.
func (s *structure) build(w *wanted) {
	if w.store != nil && s.st.own[storeID] == nil {
		s.ownTab(storeID, freeTitle(s.st, "_rasoat"), true)
	}
	for _, pg := range w.pages {
		if pg.have == nil {
			s.ownTab(pg.ID, pg.title, false)
		}
	}
	for _, l := range w.lists {
		s.list(l)
	}
	s.takeOut(w)
	for _, t := range w.drop {
		s.add(&sheetsapi.Request{DeleteSheet: &sheetsapi.DeleteSheetRequest{SheetId: t.id, ForceSendFields: []string{"SheetId"}}})
	}
}

// ownTab makes a tab of ours, behind all others.
func (s *structure) ownTab(id, title string, hidden bool) {
	tab := freeID(s.tabs, markTab, id)
	s.tabs = append(s.tabs, tab)
	mark := freeID(s.taken, markTab, sheetName(tab), id)
	s.taken = append(s.taken, mark)
	s.add(
		&sheetsapi.Request{AddSheet: &sheetsapi.AddSheetRequest{Properties: &sheetsapi.SheetProperties{
			SheetId: tab, Title: title, Hidden: hidden, SheetType: "GRID",
			GridProperties: &sheetsapi.GridProperties{RowCount: 100, ColumnCount: 12, HideGridlines: !hidden},
		}}},
		putMark(mark, markTab, id, tab, -1),
		protect(tab, s.account),
	)
}

// list makes the missing columns of a list and writes the formulas that are
// not as they should be.
func (s *structure) list(l *wantedList) {
	for _, c := range l.columns {
		if c.have != nil && c.write {
			s.mend(l, c)
		}
	}
	var missing []*wantedColumn
	for _, c := range l.columns {
		if c.have == nil {
			missing = append(missing, c)
		}
	}
	if len(missing) == 0 {
		return
	}
	grid := s.st.tab(l.Tab)
	first, head := missing[0].at, l.headRow()
	if first > grid.cols {
		s.add(&sheetsapi.Request{AppendDimension: &sheetsapi.AppendDimensionRequest{
			SheetId: l.tab, Dimension: "COLUMNS", Length: int64(first - grid.cols), ForceSendFields: []string{"SheetId"},
		}})
	}
	s.add(&sheetsapi.Request{InsertDimension: &sheetsapi.InsertDimensionRequest{
		Range: columnsOf(l.tab, first, first+len(missing)), InheritFromBefore: first >= grid.cols,
	}})
	for _, c := range missing {
		s.column(l, c, head)
		if c.id == helperID {
			for i, col := range l.uncoloured {
				s.add(colourRule(l, col, c.at, len(grid.rules)+i, s.sep))
			}
		}
	}
}

// column fills a column that was just inserted.
func (s *structure) column(l *wantedList, c *wantedColumn, head int) {
	mark := freeID(s.taken, markColumn, sheetName(l.tab), c.id)
	s.taken = append(s.taken, mark)
	body := columnBody(c.format)
	whole := sheets.Range{Left: c.at, Bottom: -1, Right: c.at + 1}
	s.add(
		&sheetsapi.Request{RepeatCell: &sheetsapi.RepeatCellRequest{
			Range: block(l.tab, whole), Cell: &sheetsapi.CellData{UserEnteredFormat: body}, Fields: "userEnteredFormat,dataValidation,note",
		}},
		&sheetsapi.Request{UpdateCells: &sheetsapi.UpdateCellsRequest{
			Start: cellAt(l.tab, sheets.Addr{Row: head, Col: c.at}), Fields: "userEnteredValue,userEnteredFormat,note",
			Rows: []*sheetsapi.RowData{{Values: []*sheetsapi.CellData{{
				UserEnteredValue: formula(c.formula), UserEnteredFormat: columnHead(), Note: c.remark,
			}}}},
		}},
		putMark(mark, markColumn, c.id, l.tab, c.at),
		warnAt(l.tab, sheets.Addr{Row: head, Col: c.at}),
	)
	if c.id == helperID {
		s.add(hide(l.tab, c.at, c.at+1))
		return
	}
	otherwise := 50
	if c.format != "" {
		otherwise = 18
	}
	s.add(width(l.tab, c.at, c.at+1, pixels(c.width, otherwise)))
}

// mend writes the formula of a column that lost it or has another, and takes
// away formulas of ours that stand elsewhere in the column. Cells that people
// filled are never written.
func (s *structure) mend(l *wantedList, c *wantedColumn) {
	h := c.have
	s.add(held(h.protections()[0], l.tab, sheets.Addr{Row: l.headRow(), Col: h.col}))
	s.add(guard(h)...)
	for _, row := range append(slices.Clone(h.strays), h.head) {
		if row >= 0 && row != l.headRow() {
			s.clear(h, row)
		}
	}
	s.add(&sheetsapi.Request{UpdateCells: &sheetsapi.UpdateCellsRequest{
		Start: cellAt(l.tab, sheets.Addr{Row: l.headRow(), Col: h.col}), Fields: "userEnteredValue",
		Rows: []*sheetsapi.RowData{{Values: []*sheetsapi.CellData{{UserEnteredValue: formula(c.formula)}}}},
	}})
}

// touched returns the columns of ours that are there already and are to be
// written or taken out.
func (w *wanted) touched() []*ownColumn {
	touched := slices.Clone(w.remove)
	for _, l := range w.lists {
		for _, c := range l.columns {
			if c.have != nil && c.write {
				touched = append(touched, c.have)
			}
		}
	}
	return touched
}

// clear takes a formula of ours away.
func (s *structure) clear(c *ownColumn, row int) {
	s.add(&sheetsapi.Request{UpdateCells: &sheetsapi.UpdateCellsRequest{
		Range:  block(c.tab.id, sheets.Range{Top: row, Left: c.col, Bottom: row + 1, Right: c.col + 1}),
		Fields: "userEnteredValue",
	}})
}

// takeOut removes columns of ours with their conditional formats, from right
// to left, so that the places stay true. A column in which people wrote
// something loses what is ours and stays.
func (s *structure) takeOut(w *wanted) {
	for _, c := range slices.Backward(w.remove) {
		for _, p := range c.protections() {
			s.add(unprotect(p.id))
		}
		s.add(guard(c)...)
		if c.id == helperID {
			for _, i := range oursAt(c.tab, c.col) {
				s.restore = append(s.restore, restored{len(s.requests), i})
				s.add(&sheetsapi.Request{DeleteConditionalFormatRule: &sheetsapi.DeleteConditionalFormatRuleRequest{
					SheetId: c.tab.id, Index: int64(i), ForceSendFields: []string{"SheetId", "Index"},
				}})
			}
		}
		if len(c.theirs) == 0 {
			s.add(&sheetsapi.Request{DeleteDimension: &sheetsapi.DeleteDimensionRequest{Range: columnsOf(c.tab.id, c.col, c.col+1)}})
			continue
		}
		if c.head >= 0 {
			s.clear(c, c.head)
		}
		s.add(takeMark(c.mark.id))
	}
}
