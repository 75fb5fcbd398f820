package emulator

import (
	"encoding/csv"
	"slices"
	"strings"

	"rasoat/sheets/emulator/internal/calc"
)

// trimWhitespace takes white space off the ends of texts and makes one space of
// several inside of them.
func (q request) trimWhitespace() (object, *apiError) {
	s, r, err := q.editable("range")
	if err != nil {
		return nil, err
	}
	n := 0
	for row := r.top; row < min(r.bottom, len(s.grid)); row++ {
		for col := r.left; col < min(r.right, len(s.grid[row])); col++ {
			c := s.peek(row, col)
			if c == nil || !c.entered || c.formula != nil || c.value.Kind != calc.Text {
				continue
			}
			if text := strings.Join(strings.Fields(c.value.Str), " "); text != c.value.Str {
				q.d.enter(s, row, col, constant(calc.TextValue(text)))
				n++
			}
		}
	}
	if n == 0 {
		return object{}, nil
	}
	return object{"cellsChangedCount": number(n)}, nil
}

// deleteDuplicates deletes the rows of a block whose cells are those of a row
// above, without regard to case, formats and formulas, as the documentation has
// it. What is below moves up within the block.
func (q request) deleteDuplicates() (object, *apiError) {
	s, r, err := q.editable("range")
	if err != nil {
		return nil, err
	}
	var cols []int
	for _, v := range list(q.object["comparisonColumns"]) {
		_, rows, from, to, err := q.dimensions(objectOf(v))
		if err != nil {
			return nil, err
		}
		if rows || from < r.left || to > r.right {
			return nil, invalid("comparisonColumns must be columns of the range.")
		}
		for col := from; col < to; col++ {
			cols = append(cols, col)
		}
	}
	if cols == nil {
		for col := r.left; col < r.right; col++ {
			cols = append(cols, col)
		}
	}
	q.d.recalculate()
	seen, n := map[string]bool{}, 0
	var keep []int
	for row := r.top; row < r.bottom; row++ {
		if s.hides(row) {
			keep = append(keep, row)
			continue
		}
		var key strings.Builder
		for _, col := range cols {
			key.WriteString(strings.ToLower(shownText(s.shows(row, col), q.d.loc())) + "\x00")
		}
		if seen[key.String()] && strings.Trim(key.String(), "\x00") != "" {
			n++
			continue
		}
		seen[key.String()] = true
		keep = append(keep, row)
	}
	if n == 0 {
		return object{}, nil
	}
	contents := make([][]content, len(keep))
	for i, row := range keep {
		for col := r.left; col < r.right; col++ {
			contents[i] = append(contents[i], s.peek(row, col).content())
		}
	}
	for i := range r.bottom - r.top {
		for j := range r.right - r.left {
			in := content{}
			if i < len(contents) {
				in = contents[i][j]
				if in.formula != nil {
					in.formula = in.formula.Offset(s.id, r.top+i-keep[i], 0)
				}
			}
			q.d.enter(s, r.top+i, r.left+j, in)
		}
	}
	return object{"duplicatesRemovedCount": number(n)}, nil
}

// hides tells whether a filter hides a row.
func (s *sheet) hides(row int) bool { return s.rowDims[row] != nil && s.rowDims[row].hiddenByFilter }

// textToColumns parts the texts of one column and types the parts into the
// cells to the right.
func (q request) textToColumns() (object, *apiError) {
	s, r, err := q.rangeIn("source")
	if err != nil {
		return nil, err
	}
	r = s.closed(r)
	if r.right-r.left != 1 {
		return nil, invalid("The source of text to columns must be one column.")
	}
	by, err := q.delimiter(s, r)
	if err != nil {
		return nil, err
	}
	var rows [][]any
	width := 1
	for row := r.top; row < r.bottom; row++ {
		c := s.peek(row, r.left)
		if c == nil || !c.entered || c.formula != nil {
			rows = append(rows, nil)
			continue
		}
		var cells []any
		for _, part := range strings.Split(shownText(c.value, q.d.loc()), by) {
			cells = append(cells, part)
		}
		width = max(width, len(cells))
		rows = append(rows, cells)
	}
	return nil, q.d.writeValues(q.who, s, r.top, r.left, rows, true)
}

// delimiter is what a textToColumns parts at. AUTODETECT takes the first kind
// that is in any of the texts.
func (q request) delimiter(s *sheet, r rect) (string, *apiError) {
	kinds := map[string]string{"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}
	kind := textOf(q.object["delimiterType"])
	if by, ok := kinds[kind]; ok {
		return by, nil
	}
	switch kind {
	case "CUSTOM":
		if by := textOf(q.object["delimiter"]); by != "" {
			return by, nil
		}
		return "", invalid("A custom delimiter was not given.")
	case "AUTODETECT":
		for _, by := range []string{",", ";", ".", " "} {
			for row := r.top; row < r.bottom; row++ {
				if c := s.peek(row, r.left); c != nil && strings.Contains(shownText(c.value, q.d.loc()), by) {
					return by, nil
				}
			}
		}
		return ",", nil
	}
	return "", invalid("No delimiter type was given.")
}

// pasteData types delimited text from a cell on. HTML is not read.
func (q request) pasteData() (object, *apiError) {
	s, at, err := q.coordinate("coordinate")
	if err != nil {
		return nil, err
	}
	if boolOf(q.object["html"]) {
		return nil, failure(501, "The emulator does not paste HTML.")
	}
	by := textOf(q.object["delimiter"])
	if len([]rune(by)) != 1 {
		return nil, invalid("The delimiter must be one character.")
	}
	r := csv.NewReader(strings.NewReader(textOf(q.object["data"])))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = []rune(by)[0], -1, true
	rows, bad := r.ReadAll()
	if bad != nil {
		return nil, invalid("The data cannot be read: %v", bad)
	}
	var v [][]any
	for _, row := range rows {
		cells := make([]any, len(row))
		for i, text := range row {
			cells[i] = text
		}
		v = append(v, cells)
	}
	return nil, q.d.writeValues(q.who, s, at.Row, at.Col, v, true)
}

// autoFill continues what stands in a block: numbers by their step, everything
// else by repeating it with references moved.
func (q request) autoFill() (object, *apiError) {
	s, source, target, down, err := q.filling()
	if err != nil {
		return nil, err
	}
	if err := q.d.mayEdit(q.who, s, target); err != nil {
		return nil, err
	}
	s.makeRoom(target.bottom, target.right)
	lines, length := source.right-source.left, source.bottom-source.top
	if !down {
		lines, length = length, lines
	}
	for line := range lines {
		at := func(r rect, i int) (row, col int) {
			if down {
				return r.top + i, r.left + line
			}
			return r.top + line, r.left + i
		}
		var numbers []float64
		for i := range length {
			if c := s.peek(at(source, i)); c != nil && c.formula == nil && c.value.Kind == calc.Number {
				numbers = append(numbers, c.value.Num)
			}
		}
		n := target.bottom - target.top
		if !down {
			n = target.right - target.left
		}
		for i := range n {
			fromRow, fromCol := at(source, i%length)
			row, col := at(target, i)
			c := s.cellAt(fromRow, fromCol)
			in := c.content()
			switch {
			case in.formula != nil:
				in.formula = in.formula.Offset(s.id, row-fromRow, col-fromCol)
			case len(numbers) == length && length > 1:
				step := (numbers[length-1] - numbers[0]) / float64(length-1)
				in = constant(calc.NumberValue(numbers[length-1] + step*float64(i+1)))
			}
			to := s.cellAt(row, col)
			to.enter(in)
			to.format = c.format
			q.d.put(s, row, col, to)
		}
	}
	return nil, nil
}

// filling reads from where an autoFill takes and what it fills.
func (q request) filling() (s *sheet, source, target rect, down bool, err *apiError) {
	o := q.part("sourceAndDestination")
	if o == nil { // the filled part of the range is the source
		s, r, err := q.rangeIn("range")
		if err != nil {
			return nil, source, target, false, err
		}
		r = s.closed(r)
		source = r
		for source.bottom > r.top+1 && !slices.ContainsFunc(s.row(source.bottom-1, r.right)[r.left:r.right], (*cell).shows) {
			source.bottom--
		}
		return s, source, rect{source.bottom, r.left, r.bottom, r.right}, true, nil
	}
	inner := q
	inner.object = o
	if s, source, err = inner.rangeIn("source"); err != nil {
		return
	}
	source = s.closed(source)
	n := intOf(o["fillLength"])
	target = source
	switch down = textOf(o["dimension"]) == "ROWS"; {
	case n == 0:
		err = invalid("The fillLength must not be 0.")
	case down && n > 0:
		target.top, target.bottom = source.bottom, source.bottom+n
	case !down && n > 0:
		target.left, target.right = source.right, source.right+n
	default:
		err = failure(501, "The emulator does not fill backwards.")
	}
	return
}
