package emulator

import (
	"encoding/json"

	"rasoat/sheets/emulator/internal/calc"
)

// render writes the Spreadsheet message of a call's spreadsheet, field by
// field, without building it first.
func (c *call) render(m *mask, v view) {
	w, d := c.out, c.doc
	w.raw("{")
	w.text(m, "spreadsheetId", d.id)
	if inner, ok := w.field(m, "properties"); ok {
		d.renderProperties(w, inner)
	}
	if inner, ok := w.field(m, "sheets"); ok {
		w.raw("[")
		for i, s := range d.sheets {
			if blocks, shown := v.of(s); shown {
				w.element()
				d.renderSheet(w, inner, s, i, blocks, v, c.token.email)
			}
		}
		w.raw("]")
	}
	if len(d.names) > 0 {
		if inner, ok := w.field(m, "namedRanges"); ok {
			w.raw("[")
			for _, n := range d.names {
				w.element()
				w.raw("{")
				w.text(inner, "namedRangeId", n.id)
				w.text(inner, "name", n.name)
				w.gridRange(inner, "range", n.sheet, n.rect)
				w.raw("}")
			}
			w.raw("]")
		}
	}
	w.text(m, "spreadsheetUrl", "https://docs.google.com/spreadsheets/d/"+d.id+"/edit")
	if v.talk {
		each(w, m, "comments", d.comments, func(m *mask, t *comment) { w.rest(m, t.thread(c.token.email)) })
	}
	w.marks(m, d.metadata, place{kind: "SPREADSHEET"})
	w.raw("}")
}

func (d *document) renderProperties(w *writer, m *mask) {
	w.raw("{")
	w.text(m, "title", d.title)
	w.text(m, "locale", d.locale)
	w.text(m, "autoRecalc", "ON_CHANGE")
	w.text(m, "timeZone", d.timeZone)
	w.any(m, "defaultFormat", defaultFormat())
	w.any(m, "spreadsheetTheme", theme())
	w.raw("}")
}

// renderSheet writes one tab with the blocks of it that are shown.
func (d *document) renderSheet(w *writer, m *mask, s *sheet, index int, blocks []rect, v view, email string) {
	w.raw("{")
	if inner, ok := w.field(m, "properties"); ok {
		s.renderProperties(w, inner, index)
	}
	if v.grid {
		if inner, ok := w.field(m, "data"); ok {
			w.raw("[")
			for _, r := range blocks {
				w.element()
				d.renderGrid(w, inner, s, r)
			}
			w.raw("]")
		}
	}
	d.renderParts(w, m, s, email)
	if v.talk {
		w.renderAnchors(m, s)
	}
	w.marks(m, s.sheetMeta, place{kind: "SHEET", sheet: s})
	w.raw("}")
}

func (s *sheet) renderProperties(w *writer, m *mask, index int) {
	w.raw("{")
	w.int(m, "sheetId", s.id)
	w.text(m, "title", s.title)
	w.int(m, "index", index)
	w.text(m, "sheetType", "GRID")
	more, _ := s.properties["gridProperties"].(object)
	if inner, ok := w.field(m, "gridProperties"); ok {
		w.raw("{")
		w.int(inner, "rowCount", s.rows)
		w.int(inner, "columnCount", s.cols)
		w.intIf(inner, "frozenRowCount", s.frozenRows)
		w.intIf(inner, "frozenColumnCount", s.frozenCols)
		for _, name := range sortedKeys(more) {
			switch name {
			case "rowCount", "columnCount", "frozenRowCount", "frozenColumnCount":
			default:
				w.any(inner, name, more[name])
			}
		}
		w.raw("}")
	}
	w.boolIf(m, "hidden", s.hidden)
	for _, name := range sortedKeys(s.properties) {
		switch name {
		case "sheetId", "title", "index", "sheetType", "gridProperties", "hidden":
		default:
			if o, ok := s.properties[name].(object); ok && len(o) == 0 { // cleared
				continue
			}
			w.any(m, name, s.properties[name])
		}
	}
	w.raw("}")
}

// renderGrid writes one GridData message: the cells of a block without the
// empty rows and cells at its ends, and its rows and columns.
func (d *document) renderGrid(w *writer, m *mask, s *sheet, r rect) {
	w.raw("{")
	w.intIf(m, "startRow", r.top)
	w.intIf(m, "startColumn", r.left)
	last := min(r.bottom, len(s.grid))
	for last > r.top && rowEnd(s.grid[last-1], r) <= r.left {
		last--
	}
	if last > r.top {
		if inner, ok := w.field(m, "rowData"); ok {
			w.raw("[")
			for _, row := range s.grid[r.top:last] {
				w.element()
				d.renderRow(w, inner, row, r)
			}
			w.raw("]")
		}
	}
	w.dimensions(m, "rowMetadata", s, "ROWS", s.rowDims, r.top, r.bottom, 21)
	w.dimensions(m, "columnMetadata", s, "COLUMNS", s.colDims, r.left, r.right, 100)
	w.raw("}")
}

// rowEnd is where the cells of a row end within a block.
func rowEnd(row []*cell, r rect) int {
	end := min(len(row), r.right)
	for end > r.left && row[end-1].blank() {
		end--
	}
	return end
}

func (d *document) renderRow(w *writer, m *mask, row []*cell, r rect) {
	w.raw("{")
	if end := rowEnd(row, r); end > r.left {
		if inner, ok := w.field(m, "values"); ok {
			loc := d.loc()
			w.raw("[")
			for _, c := range row[r.left:end] {
				w.element()
				if c == nil {
					w.raw("{}")
					continue
				}
				d.renderCell(w, inner, c, loc)
			}
			w.raw("]")
		}
	}
	w.raw("}")
}

// renderCell writes one CellData message.
func (d *document) renderCell(w *writer, m *mask, c *cell, loc calc.Locale) {
	w.raw("{")
	if c.entered {
		if inner, ok := w.field(m, "userEnteredValue"); ok {
			w.raw("{")
			if c.formula != nil {
				w.text(inner, "formulaValue", c.formula.Text(loc, d))
			} else {
				w.extended(inner, c.value, c.number)
			}
			w.raw("}")
		}
	}
	if c.effective.Kind != calc.Blank {
		if inner, ok := w.field(m, "effectiveValue"); ok {
			number := json.Number("")
			if c.formula == nil && !c.spilled {
				number = c.number
			}
			w.raw("{")
			w.extended(inner, c.effective, number)
			w.raw("}")
		}
		if _, ok := m.sub("formattedValue"); ok {
			w.textIf(m, "formattedValue", c.formatted(loc))
		}
	}
	w.any(m, "userEnteredFormat", c.format)
	if inner, ok := m.sub("effectiveFormat"); ok && !c.blank() {
		w.any(m, "effectiveFormat", c.shownFormat(inner))
	}
	w.textIf(m, "hyperlink", c.link)
	w.textIf(m, "note", c.note)
	w.any(m, "dataValidation", c.validation)
	w.raw("}")
}

// extended writes the fields of an ExtendedValue.
func (w *writer) extended(m *mask, v calc.Value, number json.Number) {
	switch v.Kind {
	case calc.Number:
		if _, ok := w.field(m, "numberValue"); ok {
			if number != "" {
				w.raw(number.String())
			} else {
				w.number(v.Num)
			}
		}
	case calc.Text:
		w.text(m, "stringValue", v.Str)
	case calc.Bool:
		if _, ok := w.field(m, "boolValue"); ok {
			if v.Bool {
				w.raw("true")
			} else {
				w.raw("false")
			}
		}
	case calc.Error:
		if inner, ok := w.field(m, "errorValue"); ok {
			w.raw("{")
			w.text(inner, "type", string(v.Err))
			w.textIf(inner, "message", v.Message)
			w.raw("}")
		}
	case calc.Blank:
	}
}

// dimensions writes the properties of rows or columns.
func (w *writer) dimensions(m *mask, name string, s *sheet, kind string, dims map[int]*dimension, from, to, usual int) {
	inner, ok := w.field(m, name)
	if !ok {
		return
	}
	w.raw("[")
	for i := from; i < to; i++ {
		w.element()
		w.raw("{")
		dim, size := dims[i], usual
		if dim != nil {
			w.boolIf(inner, "hiddenByFilter", dim.hiddenByFilter)
			w.boolIf(inner, "hiddenByUser", dim.hiddenByUser)
			if dim.pixelSize != 0 {
				size = dim.pixelSize
			}
		}
		w.int(inner, "pixelSize", size)
		if dim != nil {
			w.marks(inner, dim.metadata, place{kind: kind, sheet: s, index: i})
		}
		w.raw("}")
	}
	w.raw("]")
}
