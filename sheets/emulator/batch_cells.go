package emulator

import (
	"encoding/json"
	"strings"

	"rasoat/sheets/emulator/internal/calc"
)

// cellMask reads the mask of a request that writes cells.
func (q request) cellMask() (*mask, *apiError) {
	m, err := q.fields("CellData")
	if err != nil {
		return nil, err
	}
	if m != nil {
		for name := range m.fields {
			if name == "pivotTable" || name == "dataSourceTable" || name == "dataSourceFormula" || name == "chipRuns" {
				return nil, failure(501, "The emulator has no %s in cells.", name)
			}
		}
	}
	return m, nil
}

// extended reads an ExtendedValue.
func (d *document) extended(s *sheet, v any) (content, *apiError) {
	o := objectOf(v)
	if len(o) == 0 {
		return content{}, nil
	}
	if len(o) > 1 {
		return content{}, invalid("Only one kind of value can be set in a cell.")
	}
	switch name := sortedKeys(o)[0]; name {
	case "stringValue":
		return constant(calc.TextValue(textOf(o[name]))), nil
	case "boolValue":
		return constant(calc.BoolValue(boolOf(o[name]))), nil
	case "numberValue":
		n, ok := o[name].(json.Number)
		if !ok {
			return content{}, invalid("Invalid numberValue: %v", o[name])
		}
		f, err := n.Float64()
		if err != nil {
			return content{}, invalid("Invalid numberValue: %s is out of range", n)
		}
		return content{entered: true, value: calc.NumberValue(f), number: n}, nil
	case "formulaValue":
		text := textOf(o[name])
		if !strings.HasPrefix(text, "=") {
			return content{}, invalid("Invalid formulaValue: a formula must begin with '=': %s", text)
		}
		f, err := d.parse(s, text)
		return content{entered: true, formula: f}, err
	}
	return content{}, invalid("errorValue is read only.")
}

// fill is a CellData of a request and what the mask selects of it.
type fill struct {
	mask    *mask
	data    object
	content content
}

func (q request) newFill(s *sheet, data object, m *mask) (fill, *apiError) {
	f := fill{mask: m, data: data}
	if !m.has("userEnteredValue") {
		return f, nil
	}
	var err *apiError
	f.content, err = q.d.extended(s, data["userEnteredValue"])
	return f, err
}

// into writes the selected fields into a cell.
func (f fill) into(d *document, s *sheet, row, col int) *apiError {
	c := s.cellAt(row, col)
	if f.mask.has("userEnteredValue") {
		if err := s.admitsContent(row, col, f.content); err != nil {
			return err
		}
		c.enter(f.content)
	}
	if inner, ok := f.mask.sub("userEnteredFormat"); ok {
		c.format = masked(c.format, styled(objectOf(f.data["userEnteredFormat"])), paired(inner))
	}
	if f.mask.has("note") {
		c.note = textOf(f.data["note"])
	}
	if inner, ok := f.mask.sub("dataValidation"); ok {
		c.validation = masked(c.validation, objectOf(f.data["dataValidation"]), inner)
	}
	d.put(s, row, col, c)
	return nil
}

func (q request) updateCells() (object, *apiError) {
	m, err := q.cellMask()
	if err != nil {
		return nil, err
	}
	rows := list(q.object["rows"])
	width := 0
	for _, v := range rows {
		width = max(width, len(list(objectOf(v)["values"])))
	}
	var s *sheet
	var block rect
	_, ranged := q.object["range"]
	switch _, started := q.object["start"]; {
	case ranged && started:
		return nil, invalid("Only one of range and start can be set.")
	case ranged:
		if s, block, err = q.rangeIn("range"); err != nil {
			return nil, err
		}
		block = s.closed(block)
		if len(rows) > block.bottom-block.top {
			return nil, invalid("Attempting to write row: %d, beyond the last requested row of: %d", block.bottom, block.bottom-1)
		}
		if width > block.right-block.left {
			return nil, invalid("Attempting to write column: %d, beyond the last requested column of: %d", block.right, block.right-1)
		}
	case started:
		var at At
		if s, at, err = q.coordinate("start"); err != nil {
			return nil, err
		}
		block = rect{at.Row, at.Col, at.Row + len(rows), at.Col + width}
		if block.bottom > s.rows {
			return nil, invalid("Attempting to write row: %d, beyond the last row of: %d", s.rows, s.rows-1)
		}
		if block.right > s.cols {
			return nil, invalid("Attempting to write column: %d, beyond the last column of: %d", s.cols, s.cols-1)
		}
	default:
		return nil, invalid("One of range and start must be set.")
	}
	if err := q.d.mayEdit(q.who, s, block); err != nil {
		return nil, err
	}
	return nil, q.writeRows(s, block, rows, m, ranged)
}

// writeRows writes RowData; with clear the rest of the block loses what the
// mask selects.
func (q request) writeRows(s *sheet, block rect, rows []any, m *mask, clear bool) *apiError {
	nothing := fill{mask: m}
	for row := block.top; row < block.bottom; row++ {
		var values []any
		if i := row - block.top; i < len(rows) {
			values = list(objectOf(rows[i])["values"])
		}
		end := block.left + len(values)
		if clear {
			end = block.right
		}
		for col := block.left; col < end; col++ {
			f := nothing
			if j := col - block.left; j < len(values) {
				var err *apiError
				if f, err = q.newFill(s, objectOf(values[j]), m); err != nil {
					return err
				}
			} else if s.peek(row, col) == nil {
				continue
			}
			if err := f.into(q.d, s, row, col); err != nil {
				return err
			}
		}
	}
	return nil
}

func (q request) repeatCell() (object, *apiError) {
	m, err := q.cellMask()
	if err != nil {
		return nil, err
	}
	s, block, err := q.editable("range")
	if err != nil {
		return nil, err
	}
	first, err := q.newFill(s, q.part("cell"), m)
	if err != nil {
		return nil, err
	}
	for row := block.top; row < block.bottom; row++ {
		for col := block.left; col < block.right; col++ {
			f := first
			if f.content.formula != nil {
				f.content.formula = first.content.formula.Offset(s.id, row-block.top, col-block.left)
			}
			if err := f.into(q.d, s, row, col); err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}

func (q request) appendCells() (object, *apiError) {
	m, err := q.cellMask()
	if err != nil {
		return nil, err
	}
	s, err := q.sheetWith(q.object["sheetId"])
	if err != nil {
		return nil, err
	}
	rows := list(q.object["rows"])
	width := 0
	for _, v := range rows {
		width = max(width, len(list(objectOf(v)["values"])))
	}
	q.d.recalculate()
	last := s.lastRow()
	block := rect{last, 0, last + len(rows), width}
	if n := block.bottom - s.rows; n > 0 {
		if err := q.d.shift(s, shift{rows: true, kind: inserting, at: s.rows, n: n}); err != nil {
			return nil, err
		}
	}
	if n := block.right - s.cols; n > 0 {
		if err := q.d.shift(s, shift{kind: inserting, at: s.cols, n: n}); err != nil {
			return nil, err
		}
	}
	if err := q.d.mayEdit(q.who, s, block); err != nil {
		return nil, err
	}
	return nil, q.writeRows(s, block, rows, m, false)
}

// lastRow is the row after the last one that holds or shows anything.
func (s *sheet) lastRow() int {
	for i := len(s.grid) - 1; i >= 0; i-- {
		for _, c := range s.grid[i] {
			if c != nil && (c.entered || c.effective.Kind != calc.Blank) {
				return i + 1
			}
		}
	}
	return 0
}

func (q request) setDataValidation() (object, *apiError) {
	s, block, err := q.editable("range")
	if err != nil {
		return nil, err
	}
	rule, _ := q.object["rule"].(object)
	condition := objectOf(rule["condition"])
	switch kind := textOf(condition["type"]); {
	case rule != nil && (kind == "" || kind == "CONDITION_TYPE_UNSPECIFIED"):
		return nil, invalid("A data validation rule needs a condition.")
	case kind == "ONE_OF_LIST" && len(list(condition["values"])) == 0:
		return nil, invalid("A condition of the type ONE_OF_LIST needs at least one value.")
	}
	for row := block.top; row < block.bottom; row++ {
		for col := block.left; col < block.right; col++ {
			if boolOf(q.object["filteredRowsIncluded"]) || !s.filtered(row) {
				c := s.cellAt(row, col)
				c.validation = rule
				q.d.put(s, row, col, c)
			}
		}
	}
	return nil, nil
}
