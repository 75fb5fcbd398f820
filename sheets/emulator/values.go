package emulator

import (
	"encoding/json"
	"net/url"

	"rasoat/sheets/emulator/internal/calc"
)

// rendering is how values are shown in a reply.
type rendering struct {
	columns bool   // majorDimension COLUMNS
	option  string // FORMATTED_VALUE, UNFORMATTED_VALUE or FORMULA
	dates   string // SERIAL_NUMBER or FORMATTED_STRING
}

// renderingOf reads the rendering from parameters or from a body's fields.
func renderingOf(get func(name string) string, value, dates string) rendering {
	r := rendering{columns: get("majorDimension") == "COLUMNS", option: get(value), dates: get(dates)}
	if r.option == "" {
		r.option = "FORMATTED_VALUE"
	}
	return r
}

// bodyText reads a text of a body.
func (c *call) bodyText(name string) string { v, _ := c.body[name].(string); return v }

// getValues is spreadsheets.values.get.
func (s *Server) getValues(c *call) *apiError {
	sh, r, err := c.doc.readGrid(c.part)
	if err != nil {
		return err
	}
	c.valueRange(c.mask, sh, r, renderingOf(c.query.Get, "valueRenderOption", "dateTimeRenderOption"))
	return nil
}

// batchGetValues is spreadsheets.values.batchGet.
func (s *Server) batchGetValues(c *call) *apiError {
	v := view{}
	for _, text := range c.query["ranges"] {
		sh, r, err := c.doc.readGrid(text)
		if err != nil {
			return err
		}
		v.parts = append(v.parts, part{sh, r})
	}
	how := renderingOf(c.query.Get, "valueRenderOption", "dateTimeRenderOption")
	w, m := c.out, c.mask
	w.raw("{")
	w.text(m, "spreadsheetId", c.doc.id)
	if inner, ok := w.field(m, "valueRanges"); ok {
		w.raw("[")
		for _, p := range v.parts {
			w.element()
			c.valueRange(inner, p.sheet, p.rect, how)
		}
		w.raw("]")
	}
	w.raw("}")
	return nil
}

// batchGetByDataFilter is spreadsheets.values.batchGetByDataFilter.
func (s *Server) batchGetByDataFilter(c *call) *apiError {
	how := renderingOf(c.bodyText, "valueRenderOption", "dateTimeRenderOption")
	type match struct {
		part
		filter any
	}
	var matches []match
	for _, f := range list(c.body["dataFilters"]) {
		parts, err := c.filtered(f)
		if err != nil {
			return err
		}
		for _, p := range parts {
			matches = append(matches, match{p, f})
		}
	}
	w := c.out
	w.raw("{")
	w.text(c.mask, "spreadsheetId", c.doc.id)
	each(w, c.mask, "valueRanges", matches, func(m *mask, v match) {
		if inner, ok := w.field(m, "valueRange"); ok {
			c.valueRange(inner, v.sheet, v.rect, how)
		}
		w.any(m, "dataFilters", []any{v.filter})
	})
	w.raw("}")
	return nil
}

// valueRange writes a ValueRange message: the values of a block without the
// empty cells and rows at its ends.
func (c *call) valueRange(m *mask, s *sheet, r rect, how rendering) {
	w, loc := c.out, c.doc.loc()
	at := func(line, i int) *cell {
		if how.columns {
			return s.peek(r.top+i, r.left+line)
		}
		return s.peek(r.top+line, r.left+i)
	}
	lines, length := r.bottom-r.top, r.right-r.left
	if how.columns {
		lines, length = length, lines
	}
	ends := make([]int, lines)
	last := 0
	for line := range ends {
		for i := length; i > 0; i-- {
			if at(line, i-1).shows() {
				ends[line], last = i, line+1
				break
			}
		}
	}
	w.raw("{")
	w.text(m, "range", s.a1(r))
	if how.columns {
		w.text(m, "majorDimension", "COLUMNS")
	} else {
		w.text(m, "majorDimension", "ROWS")
	}
	if last > 0 {
		if _, ok := w.field(m, "values"); ok {
			w.raw("[")
			for line, end := range ends[:last] {
				w.element()
				w.raw("[")
				for i := range end {
					w.element()
					c.doc.renderValue(w, at(line, i), how, loc)
				}
				w.raw("]")
			}
			w.raw("]")
		}
	}
	w.raw("}")
}

// shows tells whether a cell has a value that people see.
func (c *cell) shows() bool {
	return c != nil && c.effective.Kind != calc.Blank && (c.effective.Kind != calc.Text || c.effective.Str != "" || c.formula != nil)
}

// renderValue writes one value of a ValueRange.
func (d *document) renderValue(w *writer, c *cell, how rendering, loc calc.Locale) {
	if c == nil {
		w.raw(`""`)
		return
	}
	if how.option == "FORMULA" && c.formula != nil {
		w.string(c.formula.Text(loc, d))
		return
	}
	v := c.effective
	if how.option == "FORMATTED_VALUE" {
		w.string(c.formatted(loc))
		return
	}
	switch v.Kind {
	case calc.Number:
		if how.dates == "FORMATTED_STRING" && isDatePattern(c.pattern()) {
			w.string(c.formatted(loc))
			return
		}
		if c.formula == nil && c.number != "" {
			w.raw(c.number.String())
			return
		}
		w.number(v.Num)
	case calc.Bool:
		if v.Bool {
			w.raw("true")
		} else {
			w.raw("false")
		}
	default:
		w.string(c.formatted(loc))
	}
}

// grid of values as a request has them: rows of nil, string, bool or
// json.Number. nil leaves a cell as it is.
type values [][]any

// readValues reads the values of a ValueRange and turns columns into rows.
func readValues(v any, columns bool) (values, *apiError) {
	var rows values
	for i, line := range list(v) {
		cells := list(line)
		for j, e := range cells {
			switch e := e.(type) {
			case nil, string, bool, json.Number:
			case object:
				return nil, wrongValue(i, j, "struct_value", e)
			default:
				return nil, wrongValue(i, j, "list_value", e)
			}
		}
		rows = append(rows, cells)
	}
	if !columns {
		return rows, nil
	}
	var turned values
	for j, line := range rows {
		for i, e := range line {
			for len(turned) <= i {
				turned = append(turned, nil)
			}
			for len(turned[i]) < j {
				turned[i] = append(turned[i], nil)
			}
			turned[i] = append(turned[i], e)
		}
	}
	return turned, nil
}

func wrongValue(i, j int, kind string, v any) *apiError {
	b, err := json.Marshal(v)
	if err != nil { // it was read from JSON
		panic(err)
	}
	return invalid("Invalid values[%d][%d]: %s %s", i, j, kind, b)
}

// width is the length of the longest row.
func (v values) width() int {
	n := 0
	for _, row := range v {
		n = max(n, len(row))
	}
	return n
}

// touched is the rows, the columns and the number of the cells that are
// written when the values go to a block.
func (v values) touched(to rect) (rows, cols []int, cells int) {
	inCol := make([]bool, v.width())
	for i, row := range v {
		before := cells
		for j, e := range row {
			if e != nil {
				cells++
				inCol[j] = true
			}
		}
		if cells > before {
			rows = append(rows, to.top+i)
		}
	}
	for j, hit := range inCol {
		if hit {
			cols = append(cols, to.left+j)
		}
	}
	return rows, cols, cells
}

// option reads an enum parameter that has to be there.
func option(query url.Values, name string) (string, *apiError) {
	v := query.Get(name)
	if v == "" || v == "INPUT_VALUE_OPTION_UNSPECIFIED" {
		return "", invalid("'%s' is required but not specified", name)
	}
	return v, nil
}
