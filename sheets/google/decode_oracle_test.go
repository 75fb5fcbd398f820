package google

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// oracle makes a grid of a spreadsheet that was read into the types generated
// for the API. Numbers have gone through a float there: their text is the
// shortest that gives the float.
func oracle(s *sheetsapi.Spreadsheet) *grid {
	g := &grid{id: s.SpreadsheetId, marks: oracleMarks(s.DeveloperMetadata)}
	if p := s.Properties; p != nil {
		g.title, g.locale, g.timeZone = p.Title, p.Locale, p.TimeZone
	}
	for _, sheet := range s.Sheets {
		g.tabs = append(g.tabs, oracleTab(sheet))
	}
	return g
}

func oracleTab(s *sheetsapi.Sheet) *gridTab {
	t := &gridTab{errors: map[sheets.Addr]string{}, columns: map[int]gridCol{}, marks: oracleMarks(s.DeveloperMetadata)}
	if p := s.Properties; p != nil {
		t.id, t.title, t.hidden, t.kind = p.SheetId, p.Title, p.Hidden, p.SheetType
		if n := p.GridProperties; n != nil {
			t.rows, t.cols = int(n.RowCount), int(n.ColumnCount)
			t.frozenRows, t.frozenCols = int(n.FrozenRowCount), int(n.FrozenColumnCount)
		}
	}
	t.cells = sheets.NewTab(sheets.TabID(strconv.FormatInt(t.id, 10)), t.title).Freeze(t.frozenRows, t.frozenCols)
	if t.hidden {
		t.cells.Hide()
	}
	for _, m := range s.Merges {
		t.cells.Merge(oracleRange(m))
	}
	for _, d := range s.Data {
		oracleBlock(t, d)
	}
	for _, f := range s.ConditionalFormats {
		var r gridRule
		for _, rng := range f.Ranges {
			r.ranges = append(r.ranges, oracleRange(rng))
		}
		if b := f.BooleanRule; b != nil && b.Condition != nil && b.Condition.Type == "CUSTOM_FORMULA" && len(b.Condition.Values) > 0 {
			r.formula = b.Condition.Values[0].UserEnteredValue
		}
		t.rules = append(t.rules, r)
	}
	for _, p := range s.ProtectedRanges {
		n := gridProtection{id: p.ProtectedRangeId, warningOnly: p.WarningOnly, description: p.Description}
		switch open := (sheets.Range{Bottom: -1, Right: -1}); {
		case p.Range != nil && oracleRange(p.Range) != open:
			n.rng = oracleRange(p.Range)
		case p.NamedRangeId == "" && p.TableId == "":
			n.whole, n.rng = true, open
		}
		t.protections = append(t.protections, n)
	}
	for _, n := range s.Tables {
		t.tables = append(t.tables, gridTable{n.TableId, n.Name, oracleRange(n.Range)})
	}
	if f := s.BasicFilter; f != nil && f.Range != nil {
		r := oracleRange(f.Range)
		t.basicFilter = &r
	}
	return t
}

func oracleBlock(t *gridTab, d *sheetsapi.GridData) {
	for i, r := range d.RowData {
		for j, c := range r.Values {
			if c != nil {
				oracleCell(t, int(d.StartRow)+i, int(d.StartColumn)+j, c)
			}
		}
	}
	for i, m := range d.RowMetadata {
		if m.HiddenByUser || m.HiddenByFilter {
			t.cells.HideRow(int(d.StartRow) + i)
		}
	}
	for j, m := range d.ColumnMetadata {
		col := int(d.StartColumn) + j
		c := gridCol{m.HiddenByUser || m.HiddenByFilter, int(m.PixelSize), oracleMarks(m.DeveloperMetadata)}
		if c.hidden {
			t.cells.HideCol(col)
		}
		if c.hidden || c.width > 0 || c.marks != nil {
			t.columns[col] = c
		}
	}
}

func oracleCell(t *gridTab, row, col int, c *sheetsapi.CellData) {
	var cell sheets.Cell
	shown, entered := c.EffectiveValue, c.UserEnteredValue
	wasEntered := oracleValue(entered) != sheets.Value{} || entered != nil && entered.FormulaValue != nil
	cell.Value = oracleValue(shown)
	if cell.Value.IsEmpty() {
		cell.Value = oracleValue(entered)
	}
	if entered != nil && entered.FormulaValue != nil {
		cell.Formula = strings.TrimPrefix(*entered.FormulaValue, "=")
	}
	for _, f := range []*sheetsapi.CellFormat{c.EffectiveFormat, c.UserEnteredFormat} {
		if f != nil && f.NumberFormat != nil && cell.Format == "" {
			cell.Format = cmp.Or(f.NumberFormat.Pattern, usualPattern(f.NumberFormat.Type))
		}
	}
	t.cells.Set(row, col, cell)
	if !wasEntered && !cell.Value.IsEmpty() {
		t.spilled = append(t.spilled, spill{row, col, cell.Value})
	}
	if cell.Formula != "" && shown != nil && shown.ErrorValue != nil && shown.ErrorValue.Message != "" {
		t.errors[sheets.Addr{Row: row, Col: col}] = shown.ErrorValue.Message
	}
}

func oracleValue(v *sheetsapi.ExtendedValue) sheets.Value {
	switch {
	case v == nil:
	case v.NumberValue != nil:
		return sheets.NumberValue(strconv.FormatFloat(*v.NumberValue, 'g', -1, 64))
	case v.StringValue != nil:
		return sheets.TextValue(*v.StringValue)
	case v.BoolValue != nil:
		return sheets.BoolValue(*v.BoolValue)
	case v.ErrorValue != nil:
		return sheets.ErrorValue(errorCode(v.ErrorValue.Type))
	}
	return sheets.Value{}
}

// oracleRange takes a side of 0 for one that is not told, which is what the
// generated types make of both: no range ends before the first row or column.
func oracleRange(r *sheetsapi.GridRange) sheets.Range {
	return sheets.Range{
		Top: int(r.StartRowIndex), Left: int(r.StartColumnIndex),
		Bottom: cmp.Or(int(r.EndRowIndex), -1), Right: cmp.Or(int(r.EndColumnIndex), -1),
	}
}

func oracleMarks(list []*sheetsapi.DeveloperMetadata) []mark {
	var marks []mark
	for _, m := range list {
		marks = append(marks, mark{m.MetadataId, m.MetadataKey, m.MetadataValue})
	}
	return marks
}

// asFloats gives the numbers of a grid the form in which the oracle tells them.
func asFloats(g *grid) *grid {
	form := func(v sheets.Value) sheets.Value {
		if v.Kind() != sheets.Number {
			return v
		}
		f, err := strconv.ParseFloat(v.String(), 64)
		if err != nil {
			panic(err)
		}
		return sheets.NumberValue(strconv.FormatFloat(f, 'g', -1, 64))
	}
	for _, t := range g.tabs {
		for _, p := range t.cells.Take(sheets.Range{Bottom: maxCount, Right: maxCount}) {
			p.Cell.Value = form(p.Cell.Value)
			t.cells.Set(p.Row, p.Col, p.Cell)
		}
		for i := range t.spilled {
			t.spilled[i].value = form(t.spilled[i].value)
		}
	}
	return g
}

// differs holds what decodeGrid makes of a reply against the oracle. It
// returns two lists that should be the same.
func differs(reply []byte) (got, want []string, err error) {
	g, err := decodeGrid(bytes.NewReader(reply))
	if err != nil {
		return nil, nil, err
	}
	var s sheetsapi.Spreadsheet
	if err := json.Unmarshal(reply, &s); err != nil {
		return nil, nil, err
	}
	for _, t := range g.tabs {
		t.charts = nil
		slices.SortFunc(t.spilled, func(a, b spill) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col)) })
	}
	return gridLines(asFloats(g)), gridLines(oracle(&s)), nil
}
