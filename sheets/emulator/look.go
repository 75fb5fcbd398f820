package emulator

import (
	"encoding/json"
	"maps"
	"reflect"

	"rasoat/sheets/emulator/internal/calc"
)

// look is what stands in the spreadsheet.
func (d *document) look() []Tab {
	tabs := make([]Tab, len(d.sheets))
	for i, s := range d.sheets {
		tabs[i] = d.lookAt(s)
	}
	return tabs
}

func (d *document) lookAt(s *sheet) Tab {
	t := Tab{
		ID: s.id, Title: s.title, Hidden: s.hidden, Rows: s.rows, Cols: s.cols,
		FrozenRows: s.frozenRows, FrozenCols: s.frozenCols,
		Cells: map[At]Cell{}, HiddenCols: map[int]bool{}, HiddenRows: map[int]bool{},
		Metadata: marksOf(s.sheetMeta), ColumnMarks: map[int][]Mark{}, RowMarks: map[int][]Mark{},
		Charts: len(s.charts),
	}
	formats := formatTexts{}
	for row := range s.grid {
		for col, c := range s.grid[row] {
			if !c.blank() {
				t.Cells[At{Row: row, Col: col}] = d.cell(c, formats)
			}
		}
	}
	for at := range d.coloured(s) {
		c := t.Cells[at]
		c.Coloured = true
		t.Cells[at] = c
	}
	for _, m := range s.merges {
		t.Merges = append(t.Merges, m.block())
	}
	for i, v := range s.rowDims {
		if v.hiddenByUser || v.hiddenByFilter {
			t.HiddenRows[i] = true
		}
		if len(v.metadata) > 0 {
			t.RowMarks[i] = marksOf(v.metadata)
		}
	}
	for i, v := range s.colDims {
		if v.hiddenByUser {
			t.HiddenCols[i] = true
		}
		if len(v.metadata) > 0 {
			t.ColumnMarks[i] = marksOf(v.metadata)
		}
	}
	for _, r := range s.rules {
		t.Rules = append(t.Rules, d.ruleSeen(s, r))
	}
	for _, p := range s.protected {
		t.Protections = append(t.Protections, Protection{
			ID: p.id, Block: s.closed(p.rect).block(), Sheet: p.whole, WarningOnly: p.warning,
			Editors: append([]string(nil), p.editors...), Description: textOf(p.rest["description"]),
		})
	}
	for _, v := range s.tables {
		t.Tables = append(t.Tables, Table{ID: v.id, Name: v.name, Block: s.closed(v.rect).block()})
	}
	if s.filter != nil {
		t.Filter = s.closed(s.filter.rect).block()
	}
	return t
}

func (r rect) block() Block { return Block{r.top, r.left, r.bottom, r.right} }

func marksOf(all []*metadata) []Mark {
	var out []Mark
	for _, e := range all {
		out = append(out, Mark{ID: e.id, Key: e.key, Value: e.value})
	}
	return out
}

func (d *document) ruleSeen(s *sheet, r *formatRule) Rule {
	out := Rule{Type: conditionType(r.rule)}
	for _, block := range r.ranges {
		out.Ranges = append(out.Ranges, s.closed(block).block())
	}
	if values := conditionValues(d.ruleNow(r)); len(values) > 0 {
		out.Formula = textOf(values[0]["userEnteredValue"])
	}
	if format := objectOf(objectOf(r.rule["booleanRule"])["format"]); format != nil {
		out.Format = jsonText(format)
	}
	return out
}

// formatTexts remembers the texts of formats and rules, which many cells share.
type formatTexts map[uintptr][2]string

// rule returns a validation as JSON, "" for none.
func (t formatTexts) rule(validation object) string {
	if validation == nil {
		return ""
	}
	key := reflect.ValueOf(validation).Pointer()
	had, ok := t[key]
	if !ok {
		had = [2]string{jsonText(validation)}
		t[key] = had
	}
	return had[0]
}

// of returns the pattern of the number format and the rest.
func (t formatTexts) of(format object) (pattern, look string) {
	if format == nil {
		return "", ""
	}
	key := reflect.ValueOf(format).Pointer()
	if had, ok := t[key]; ok {
		return had[0], had[1]
	}
	rest := maps.Clone(format)
	delete(rest, "numberFormat")
	pattern = textOf(objectOf(format["numberFormat"])["pattern"])
	if len(rest) > 0 {
		look = jsonText(rest)
	}
	t[key] = [2]string{pattern, look}
	return pattern, look
}

// cell is what one cell is, nil an empty one.
func (d *document) cell(c *cell, formats formatTexts) Cell {
	if c == nil {
		return Cell{}
	}
	out := Cell{Value: goValue(c.effective), Entered: c.entered, Spilled: c.spilled, Link: c.link, Note: c.note}
	if c.formula != nil {
		out.Formula = c.formula.Text(d.loc(), d)
	}
	out.Format, out.Look = formats.of(c.format)
	out.Rule = formats.rule(c.validation)
	return out
}

func goValue(v calc.Value) any {
	switch v.Kind {
	case calc.Number:
		return v.Num
	case calc.Text:
		return v.Str
	case calc.Bool:
		return v.Bool
	case calc.Error:
		return Err{Type: v.Err.Code(), Message: v.Message}
	}
	return nil
}

func jsonText(o object) string {
	b, err := json.Marshal(o)
	if err != nil { // it was read from JSON
		panic(err)
	}
	return string(b)
}

// coloured finds the cells to which a conditional format of a custom formula
// applies.
func (d *document) coloured(s *sheet) map[At]bool {
	out := map[At]bool{}
	for _, r := range s.rules {
		if conditionType(r.rule) != "CUSTOM_FORMULA" || len(r.formulas) != 1 || r.formulas[0] == nil {
			continue
		}
		from := r.anchor()
		for _, block := range r.ranges {
			block = s.closed(block)
			for row := block.top; row < block.bottom; row++ {
				for col := block.left; col < block.right; col++ {
					at := At{Row: row, Col: col}
					if !out[at] && d.holds(s, r.formulas[0].Offset(s.id, row-from.Row, col-from.Col), at) {
						out[at] = true
					}
				}
			}
		}
	}
	return out
}

// holds reports whether a formula is true in a cell. Everything is computed
// already.
func (d *document) holds(s *sheet, f *calc.Formula, at At) bool {
	var read cellSet
	d.engine.doc, d.engine.reading, d.engine.last = d, &read, nil
	a := f.Eval(&d.engine, calc.Pos{Sheet: s.id, Row: at.Row, Col: at.Col})
	if a.Rows == 0 || a.Cols == 0 {
		return false
	}
	v := a.At(0, 0)
	return v.Kind == calc.Bool && v.Bool || v.Kind == calc.Number && v.Num != 0
}
