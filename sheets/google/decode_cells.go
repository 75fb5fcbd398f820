package google

import (
	"strings"

	"rasoat/sheets"
)

// blockReader reads one block of cells. Until the end of the block all places
// count from its first row and column, because what those are may be told
// last.
type blockReader struct {
	*source
	cells     *sheets.TabBuilder
	top, left int // where the cells in the builder begin
	spilled   []spill
	errors    map[sheets.Addr]string
	hidden    []int // rows
	columns   map[int]gridCol

	entered, shown extended
	numberFormat   string // the cell's, of the effective format
	enteredFormat  string // the cell's, of the format that was entered
}

// extended is a value as the API tells it. Its text is not yet kept.
type extended struct {
	kind    sheets.Kind
	text    []byte
	formula string
	message string // of an error
}

func (t *tabReader) data() error {
	return t.array(func(int) error { return t.block() })
}

// block reads a block of cells into the tab. The first block, which mostly is
// the only one, is read into the tab's cells directly.
func (t *tabReader) block() error {
	b := &blockReader{source: t.source, cells: t.tab.cells, errors: map[sheets.Addr]string{}, columns: map[int]gridCol{}}
	if t.blocks++; t.blocks > 1 {
		b.cells = sheets.NewTab("", "")
	}
	top, left := 0, 0
	err := t.object(func(key []byte) (err error) {
		switch string(key) {
		case "startRow":
			top, err = t.count()
			return at("startRow", err)
		case "startColumn":
			left, err = t.count()
			return at("startColumn", err)
		case "rowData":
			b.top, b.left = top, left
			return at("rowData", b.rows())
		case "rowMetadata":
			return at("rowMetadata", t.array(func(i int) error {
				c, err := t.dimension()
				if c.hidden {
					b.hidden = append(b.hidden, i)
				}
				return err
			}))
		case "columnMetadata":
			return at("columnMetadata", t.array(func(i int) error {
				c, err := t.dimension()
				if c.hidden || c.width > 0 || len(c.marks) > 0 {
					b.columns[i] = c
				}
				return err
			}))
		}
		return t.skip()
	})
	if err != nil {
		return err
	}
	t.place(b, top, left)
	return nil
}

// place adds to the tab what was read of a block, and moves the cells where
// they were read as standing elsewhere.
func (t *tabReader) place(b *blockReader, top, left int) {
	tab := t.tab
	if b.cells != tab.cells || b.top != top || b.left != left {
		for _, p := range b.cells.Take(sheets.Range{Bottom: maxCount * 2, Right: maxCount * 2}) {
			tab.cells.Set(p.Row-b.top+top, p.Col-b.left+left, p.Cell)
		}
	}
	for _, s := range b.spilled {
		tab.spilled = append(tab.spilled, spill{s.row + top, s.col + left, s.value})
	}
	for a, message := range b.errors {
		tab.errors[sheets.Addr{Row: a.Row + top, Col: a.Col + left}] = message
	}
	for _, row := range b.hidden {
		tab.cells.HideRow(row + top)
	}
	for col, c := range b.columns {
		tab.columns[col+left] = c
		if c.hidden {
			tab.cells.HideCol(col + left)
		}
	}
}

// dimension reads what is said of a row or column as a whole.
func (s *source) dimension() (gridCol, error) {
	var c gridCol
	err := s.object(func(key []byte) (err error) {
		switch string(key) {
		case "hiddenByUser":
			hidden, err := s.flag()
			c.hidden = c.hidden || hidden
			return at("hiddenByUser", err)
		case "hiddenByFilter":
			hidden, err := s.flag()
			c.hidden = c.hidden || hidden
			return at("hiddenByFilter", err)
		case "pixelSize":
			c.width, err = s.count()
			return at("pixelSize", err)
		case "developerMetadata":
			c.marks, err = s.marks()
			return at("developerMetadata", err)
		}
		return s.skip()
	})
	return c, err
}

func (b *blockReader) rows() error {
	return b.array(func(row int) error {
		return b.object(func(key []byte) error {
			if string(key) != "values" {
				return b.skip()
			}
			return at("values", b.array(func(col int) error { return b.cell(row, col) }))
		})
	})
}

func (b *blockReader) cell(row, col int) error {
	b.entered.clear()
	b.shown.clear()
	b.numberFormat, b.enteredFormat = "", ""
	err := b.object(func(key []byte) (err error) {
		switch string(key) {
		case "userEnteredValue":
			return at("userEnteredValue", b.value(&b.entered))
		case "effectiveValue":
			return at("effectiveValue", b.value(&b.shown))
		case "effectiveFormat":
			b.numberFormat, err = b.format()
			return at("effectiveFormat", err)
		case "userEnteredFormat":
			b.enteredFormat, err = b.format()
			return at("userEnteredFormat", err)
		}
		return b.skip()
	})
	if err != nil {
		return err
	}
	b.set(row, col)
	return nil
}

// set keeps the cell that was read.
func (b *blockReader) set(row, col int) {
	entered := b.entered.kind != sheets.Empty || b.entered.formula != ""
	shown := &b.shown
	if shown.kind == sheets.Empty {
		if !entered {
			return
		}
		shown = &b.entered
	}
	c := sheets.Cell{Value: shown.value(b.source), Formula: b.entered.formula, Format: b.numberFormat}
	if c.Format == "" {
		c.Format = b.enteredFormat
	}
	b.cells.Set(row+b.top, col+b.left, c)
	if !entered {
		b.spilled = append(b.spilled, spill{row, col, c.Value})
	}
	if c.Formula != "" && b.shown.message != "" {
		b.errors[sheets.Addr{Row: row, Col: col}] = b.shown.message
	}
}

func (v *extended) clear() { v.kind, v.text, v.formula, v.message = sheets.Empty, v.text[:0], "", "" }

// value keeps a value.
func (v *extended) value(s *source) sheets.Value {
	switch v.kind {
	case sheets.Number:
		return sheets.NumberValue(s.keep(v.text))
	case sheets.Text:
		return sheets.TextValue(s.keep(v.text))
	case sheets.Bool:
		return sheets.BoolValue(string(v.text) == "true")
	case sheets.Error:
		return sheets.ErrorValue(errorCode(string(v.text)))
	}
	return sheets.Value{}
}

func (b *blockReader) value(v *extended) error {
	return b.object(func(key []byte) error {
		switch string(key) {
		case "numberValue":
			n, err := b.number()
			if n != nil {
				v.kind, v.text = sheets.Number, append(v.text[:0], n...)
			}
			return at("numberValue", err)
		case "stringValue":
			text, err := b.bytes()
			if text != nil {
				v.kind, v.text = sheets.Text, append(v.text[:0], text...)
			}
			return at("stringValue", err)
		case "formulaValue":
			formula, err := b.bytes()
			v.formula = strings.TrimPrefix(string(formula), "=")
			return at("formulaValue", err)
		case "boolValue":
			c, err := b.peek()
			if err != nil || c == 'n' {
				return at("boolValue", b.skip())
			}
			is, err := b.flag()
			v.kind, v.text = sheets.Bool, v.text[:0]
			if is {
				v.text = append(v.text, "true"...)
			}
			return at("boolValue", err)
		case "errorValue":
			return at("errorValue", b.errorValue(v))
		}
		return b.skip()
	})
}

func (b *blockReader) errorValue(v *extended) error {
	c, err := b.peek()
	if err != nil || c == 'n' {
		return b.skip()
	}
	v.kind, v.text = sheets.Error, v.text[:0]
	return b.object(func(key []byte) (err error) {
		switch string(key) {
		case "type":
			kind, err := b.bytes()
			v.text = append(v.text[:0], kind...)
			return at("type", err)
		case "message":
			v.message, err = b.text()
			return at("message", err)
		}
		return b.skip()
	})
}

// errorCode returns the code that people see for a type of errors.
func errorCode(kind string) string {
	switch kind {
	case "NULL_VALUE":
		return "#NULL!"
	case "DIVIDE_BY_ZERO":
		return "#DIV/0!"
	case "VALUE":
		return "#VALUE!"
	case "REF":
		return "#REF!"
	case "NAME":
		return "#NAME?"
	case "NUM":
		return "#NUM!"
	case "N_A":
		return "#N/A"
	case "LOADING":
		return "#LOADING!"
	}
	return "#ERROR!"
}

// format reads the number format of a cell's format.
func (b *blockReader) format() (string, error) {
	pattern := ""
	err := b.object(func(key []byte) error {
		if string(key) != "numberFormat" {
			return b.skip()
		}
		var kind string
		err := b.object(func(key []byte) (err error) {
			switch string(key) {
			case "type":
				kind, err = b.text()
				return at("type", err)
			case "pattern":
				pattern, err = b.text()
				return at("pattern", err)
			}
			return b.skip()
		})
		if pattern == "" {
			pattern = usualPattern(kind)
		}
		return at("numberFormat", err)
	})
	return pattern, err
}

// usualPattern returns the pattern of a kind of number formats that is told
// without one. What the language of the spreadsheet would make of it does not
// matter to how a value is read.
func usualPattern(kind string) string {
	switch kind {
	case "DATE":
		return "dd/mm/yyyy"
	case "DATE_TIME":
		return "dd/mm/yyyy hh:mm"
	case "TIME":
		return "hh:mm:ss"
	case "PERCENT":
		return "0%"
	case "TEXT":
		return "@"
	}
	return ""
}
