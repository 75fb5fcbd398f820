package emulator

// dimensions reads a DimensionRange. A range without an end reaches to the
// edge of the grid.
func (q request) dimensions(o object) (s *sheet, rows bool, from, to int, err *apiError) {
	if o == nil {
		return nil, false, 0, 0, invalid("No range was given.")
	}
	if s, err = q.sheetWith(o["sheetId"]); err != nil {
		return nil, false, 0, 0, err
	}
	switch textOf(o["dimension"]) {
	case "ROWS":
		rows, to = true, s.rows
	case "COLUMNS":
		to = s.cols
	default:
		return nil, false, 0, 0, invalid("No dimension was given.")
	}
	from = intOf(o["startIndex"])
	if v, given := o["endIndex"]; given {
		to = intOf(v)
	}
	if from < 0 || to <= from {
		return nil, false, 0, 0, invalid("range.endIndex[%d] must be greater than range.startIndex[%d].", to, from)
	}
	return s, rows, from, to, nil
}

// shiftBy lets somebody shift rows or columns.
func (q request) shiftBy(s *sheet, e shift) *apiError {
	if err := s.admits(e); err != nil {
		return err
	}
	if err := q.d.mayShift(q.who, s, e); err != nil {
		return err
	}
	return q.d.shift(s, e)
}

func (q request) insertDimension() (object, *apiError) {
	s, rows, from, to, err := q.dimensions(q.part("range"))
	if err != nil {
		return nil, err
	}
	before := boolOf(q.object["inheritFromBefore"])
	if before && from == 0 {
		return nil, invalid("inheritFromBefore cannot be true if inserting at index 0.")
	}
	e := shift{rows: rows, kind: inserting, at: from, n: to - from}
	if err := q.shiftBy(s, e); err != nil {
		return nil, err
	}
	q.d.inherit(s, e, before)
	return nil, nil
}

func (q request) deleteDimension() (object, *apiError) {
	s, rows, from, to, err := q.dimensions(q.part("range"))
	if err != nil {
		return nil, err
	}
	return nil, q.shiftBy(s, shift{rows: rows, kind: removing, at: from, n: to - from})
}

func (q request) moveDimension() (object, *apiError) {
	s, rows, from, to, err := q.dimensions(q.part("source"))
	if err != nil {
		return nil, err
	}
	e := shift{rows: rows, kind: moving, at: from, n: to - from, before: intOf(q.object["destinationIndex"])}
	return nil, q.shiftBy(s, e)
}

func (q request) appendDimension() (object, *apiError) {
	s, err := q.sheetWith(q.object["sheetId"])
	if err != nil {
		return nil, err
	}
	n := intOf(q.object["length"])
	if n <= 0 {
		return nil, invalid("length must be greater than 0.")
	}
	switch textOf(q.object["dimension"]) {
	case "ROWS":
		return nil, q.d.shift(s, shift{rows: true, kind: inserting, at: s.rows, n: n})
	case "COLUMNS":
		if s.cols+n > maxCols {
			return nil, invalid("This action would increase the number of columns above the limit of %d columns.", maxCols)
		}
		return nil, q.d.shift(s, shift{kind: inserting, at: s.cols, n: n})
	}
	return nil, invalid("No dimension was given.")
}

func (q request) updateDimensionProperties() (object, *apiError) {
	s, rows, from, to, err := q.dimensions(q.part("range"))
	if err != nil {
		return nil, err
	}
	m, err := q.fields("DimensionProperties")
	if err != nil {
		return nil, err
	}
	size := s.cols
	if rows {
		size = s.rows
	}
	if to > size {
		return nil, invalid("range.endIndex[%d] is after the end of the grid[%d].", to, size)
	}
	block := rect{0, from, s.rows, to}
	if rows {
		block = rect{from, 0, to, s.cols}
	}
	if err := q.d.mayEdit(q.who, s, block); err != nil {
		return nil, err
	}
	p := q.part("properties")
	for i := from; i < to; i++ {
		d := s.colDim
		if rows {
			d = s.rowDim
		}
		if m.has("hiddenByUser") {
			d(i).hiddenByUser = boolOf(p["hiddenByUser"])
		}
		if m.has("pixelSize") {
			if px := intOf(p["pixelSize"]); px < 0 {
				return nil, invalid("pixelSize cannot be negative.")
			}
			d(i).pixelSize = intOf(p["pixelSize"])
		}
	}
	q.d.engine.pending.sheet(s.id) // SUBTOTAL looks at what is hidden
	q.d.lift(s)
	return nil, nil
}
