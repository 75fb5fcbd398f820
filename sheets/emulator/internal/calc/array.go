package calc

// Array is the result of a formula: a block of values. A single value is an
// array of one row and one column.
type Array struct {
	Rows, Cols int
	cells      []Value // by row
	link       string
}

// At returns a value; r and c are counted from 0 and lie within the array.
func (a Array) At(r, c int) Value { return a.cells[r*a.Cols+c] }

// Link returns the target when the result is that of HYPERLINK, and "" else.
func (a Array) Link() string { return a.link }

// scalar returns an array of one value.
func scalar(v Value) Array { return Array{Rows: 1, Cols: 1, cells: []Value{v}} }

// newArray returns an array of blanks.
func newArray(rows, cols int) Array {
	return Array{Rows: rows, Cols: cols, cells: make([]Value, rows*cols)}
}

// first returns the value at the top left.
func (a Array) first() Value { return a.cells[0] }

// spread returns the value for a place of a larger array: one row or column
// is repeated. It is false where the array has no value.
func (a Array) spread(r, c int) (Value, bool) {
	if a.Rows == 1 {
		r = 0
	}
	if a.Cols == 1 {
		c = 0
	}
	if r >= a.Rows || c >= a.Cols {
		return Value{}, false
	}
	return a.cells[r*a.Cols+c], true
}

// beside joins arrays of the same height, and below those of the same width.
func beside(parts []Array) (Array, bool) {
	if len(parts) == 1 {
		return parts[0], true
	}
	rows, cols := parts[0].Rows, 0
	for _, p := range parts {
		if p.Rows != rows {
			return Array{}, false
		}
		cols += p.Cols
	}
	out := Array{Rows: rows, Cols: cols, cells: make([]Value, 0, rows*cols)}
	for r := range rows {
		for _, p := range parts {
			out.cells = append(out.cells, p.cells[r*p.Cols:(r+1)*p.Cols]...)
		}
	}
	return out, true
}

func below(parts []Array) (Array, bool) {
	if len(parts) == 1 {
		return parts[0], true
	}
	out := Array{Cols: parts[0].Cols}
	for _, p := range parts {
		if p.Cols != out.Cols {
			return Array{}, false
		}
		out.Rows += p.Rows
		out.cells = append(out.cells, p.cells...)
	}
	return out, true
}
