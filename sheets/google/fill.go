package google

import (
	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// fill says what our tabs and the store hold. All of it can be said again
// without harm, but for conditional formats, which come with a guard and a
// mark of their own.
type fill struct {
	st       *state // after the structure was made
	sep      string
	requests []*sheetsapi.Request
	plain    bool // leave out what needs a guard
	guarded  bool // there is a guard among the requests
}

func (f *fill) add(r ...*sheetsapi.Request) { f.requests = append(f.requests, r...) }

// build makes the requests. There are none where everything stands already.
func (f *fill) build(w *wanted) {
	if have := f.st.own[storeID]; w.store != nil && have != nil && !w.store.shows(have.content) {
		f.store(have, w.store)
	}
	if !f.plain {
		for _, l := range w.lists {
			f.colours(l)
		}
	}
	for _, pg := range w.pages {
		have := f.st.own[pg.ID]
		if have == nil || !pg.write && have.print == pg.print() {
			continue
		}
		f.page(have, pg)
	}
}

// resize gives a tab of ours so many rows and columns at least.
func (f *fill) resize(t *ownTab, rows, cols int, freeze int) (int, int) {
	rows, cols = max(rows, t.rows), max(cols, t.cols)
	if rows == t.rows && cols == t.cols && freeze == t.frozenRows {
		return rows, cols
	}
	f.add(&sheetsapi.Request{UpdateSheetProperties: &sheetsapi.UpdateSheetPropertiesRequest{
		Properties: &sheetsapi.SheetProperties{SheetId: t.id, ForceSendFields: []string{"SheetId"}, GridProperties: &sheetsapi.GridProperties{
			RowCount: int64(rows), ColumnCount: int64(cols), FrozenRowCount: int64(freeze), ForceSendFields: []string{"FrozenRowCount"},
		}},
		Fields: "gridProperties.rowCount,gridProperties.columnCount,gridProperties.frozenRowCount",
	}})
	return rows, cols
}

// store writes the store anew, whole. Cells that are left out are cleared.
func (f *fill) store(t *ownTab, s *store) {
	keys, n := s.keys(), s.width()
	// Room to spare keeps the tab from being resized at every new item.
	need := len(keys) + 1
	if need > t.rows {
		need += need / 10
	}
	rows, cols := f.resize(t, need, n, 1)
	data := make([]*sheetsapi.RowData, 0, len(keys)+1)
	data = append(data, &sheetsapi.RowData{Values: []*sheetsapi.CellData{{UserEnteredValue: value(sheets.TextValue(storeHead))}}})
	for _, key := range keys {
		line := make([]*sheetsapi.CellData, n)
		for i := range line {
			line[i] = &sheetsapi.CellData{UserEnteredValue: value(s.lines[key][i])}
		}
		line[0] = &sheetsapi.CellData{UserEnteredValue: value(sheets.TextValue(key))}
		data = append(data, &sheetsapi.RowData{Values: line})
	}
	f.add(&sheetsapi.Request{UpdateCells: &sheetsapi.UpdateCellsRequest{
		Range: block(t.id, sheets.Range{Bottom: rows, Right: cols}), Fields: "userEnteredValue", Rows: data,
	}})
}

// colours adds the conditional formats that are missing. Those that are there
// are left as they are: people may have moved them among their own.
func (f *fill) colours(l *wantedList) {
	helper, tab := f.st.column(l.Tab, helperID), f.st.tab(l.Tab)
	if helper == nil || tab == nil {
		return
	}
	there := coloured(tab, helper.col)
	n := 0
	for _, col := range l.uncoloured {
		if _, ok := there[col]; ok {
			continue // they came with the hidden column
		}
		if n == 0 {
			f.guarded = true
			f.add(guard(helper)...)
		}
		f.add(colourRule(l, col, helper.col, len(tab.rules)+n, f.sep))
		n++
	}
}

// page writes a tab of ours anew, whole.
func (f *fill) page(t *ownTab, pg *page) {
	rows, cols := f.resize(t, len(pg.rows)+1, pg.width+1, pg.FreezeRows)
	whole := sheets.Range{Bottom: rows, Right: cols}
	f.add(&sheetsapi.Request{UnmergeCells: &sheetsapi.UnmergeCellsRequest{Range: block(t.id, whole)}})
	data := make([]*sheetsapi.RowData, len(pg.rows))
	for r, cells := range pg.rows {
		line := []*sheetsapi.CellData{}
		for _, c := range cells {
			look := lookOf(c.cell)
			d := &sheetsapi.CellData{UserEnteredValue: value(c.value), UserEnteredFormat: look}
			if c.formula != "" {
				d.UserEnteredValue = formula(c.formula)
			}
			line = append(line, d)
			for k := 1; k < max(1, c.cell.Span); k++ {
				line = append(line, &sheetsapi.CellData{UserEnteredFormat: look})
			}
		}
		data[r] = &sheetsapi.RowData{Values: line}
	}
	f.add(&sheetsapi.Request{UpdateCells: &sheetsapi.UpdateCellsRequest{
		Range: block(t.id, whole), Fields: "userEnteredValue,userEnteredFormat,note,dataValidation", Rows: data,
	}})
	for _, m := range pg.merges {
		f.add(&sheetsapi.Request{MergeCells: &sheetsapi.MergeCellsRequest{Range: block(t.id, m), MergeType: "MERGE_ALL"}})
	}
	for col := range pg.width {
		w := 0
		if col < len(pg.Widths) {
			w = pg.Widths[col]
		}
		f.add(width(t.id, col, col+1, pixels(w, 14)))
	}
	f.charts(t, pg)
	f.add(changeMark(t.mark, pg.ID+" "+pg.print()))
}

// charts makes the charts of a tab anew where they are others.
func (f *fill) charts(t *ownTab, pg *page) {
	there := map[int64]bool{}
	for _, c := range t.charts {
		there[c.id] = true
	}
	kept := map[int64]bool{}
	for _, c := range pg.Charts {
		id := chosenID(0, "chart", sheetName(t.id), c.ID)
		kept[id] = true
		spec := chartSpec(t.id, c)
		if there[id] {
			f.add(&sheetsapi.Request{UpdateChartSpec: &sheetsapi.UpdateChartSpecRequest{ChartId: id, Spec: spec}})
			continue
		}
		f.add(&sheetsapi.Request{AddChart: &sheetsapi.AddChartRequest{Chart: &sheetsapi.EmbeddedChart{
			ChartId: id, Spec: spec,
			Position: &sheetsapi.EmbeddedObjectPosition{OverlayPosition: &sheetsapi.OverlayPosition{
				AnchorCell: cellAt(t.id, c.At), WidthPixels: 560, HeightPixels: 320,
			}},
		}}})
	}
	for _, c := range t.charts {
		if !kept[c.id] {
			f.add(&sheetsapi.Request{DeleteEmbeddedObject: &sheetsapi.DeleteEmbeddedObjectRequest{ObjectId: c.id}})
		}
	}
}

// chartSpec is a bar chart of a tab's own figures.
func chartSpec(tab int64, c sheets.Chart) *sheetsapi.ChartSpec {
	source := func(r sheets.Range) *sheetsapi.ChartData {
		return &sheetsapi.ChartData{SourceRange: &sheetsapi.ChartSourceRange{Sources: []*sheetsapi.GridRange{block(tab, r)}}}
	}
	basic := &sheetsapi.BasicChartSpec{
		ChartType: "BAR", LegendPosition: "NO_LEGEND",
		Domains: []*sheetsapi.BasicChartDomain{{Domain: source(c.Labels)}},
	}
	if len(c.Values) > 1 {
		basic.LegendPosition = "BOTTOM_LEGEND"
	}
	for _, v := range c.Values {
		basic.Series = append(basic.Series, &sheetsapi.BasicChartSeries{Series: source(v), TargetAxis: "BOTTOM_AXIS"})
	}
	return &sheetsapi.ChartSpec{Title: c.Title, FontName: fontName, BasicChart: basic}
}
