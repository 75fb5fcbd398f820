package calc

// maxCells bounds an array: no spreadsheet holds more cells.
const maxCells = 10_000_000

// area is a block of cells of a grid, half open, counted from 0.
type area struct{ sheet, top, left, bottom, right int }

func (a area) rows() int { return a.bottom - a.top }
func (a area) cols() int { return a.right - a.left }
func (a area) one() bool { return a.rows() == 1 && a.cols() == 1 }

// operand is what a part of a formula comes to: a reference, an array, or
// nothing where an argument is left out.
type operand struct {
	arr     Array
	area    area
	isRef   bool
	missing bool
}

func valueOf(v Value) operand { return operand{arr: scalar(v)} }
func arrayOf(a Array) operand { return operand{arr: a} }
func refOf(a area) operand    { return operand{area: a, isRef: true} }

// size returns the rows and columns.
func (op operand) size() (rows, cols int) {
	switch {
	case op.isRef:
		return op.area.rows(), op.area.cols()
	case op.missing:
		return 1, 1
	}
	return op.arr.Rows, op.arr.Cols
}

// failed reports whether the operand is one error.
func (op operand) failed() bool {
	return !op.isRef && !op.missing && op.arr.Rows*op.arr.Cols == 1 && op.arr.first().Kind == Error
}

// reference finds the cells that a reference leads to.
func (ev *evaluator) reference(r *reference) operand {
	switch {
	case r.gone:
		return valueOf(ev.fail(Ref, NoSuchCell))
	case r.unresolved != "":
		return valueOf(ev.fail(Ref, NoSuchSheet))
	}
	rows, cols, ok := ev.src.Size(r.sheet)
	if !ok {
		return valueOf(ev.fail(Ref, NoSuchCell))
	}
	top, bottom := r.rows.bounds(rows)
	left, right := r.cols.bounds(cols)
	if top >= bottom || left >= right {
		return valueOf(ev.fail(Ref, NoSuchCell))
	}
	return refOf(area{r.sheet, top, left, bottom, right})
}

// bounds returns the part of the span that lies in a grid of that size; it is
// empty when there is none.
func (s span) bounds(size int) (from, end int) {
	end = size
	if s.last != open {
		end = min(size, s.last+1)
	}
	return max(s.first, 0), end
}

// cell returns the value of a cell of an area.
func (ev *evaluator) cell(a area, r, c int) Value {
	return ev.src.Value(a.sheet, a.top+r, a.left+c)
}

// array returns all the values of an operand.
func (ev *evaluator) array(op operand) Array {
	switch {
	case op.missing:
		return scalar(Value{})
	case !op.isRef:
		return op.arr
	case op.area.one():
		return scalar(ev.cell(op.area, 0, 0))
	}
	if a, ok := ev.memo[op.area]; ok {
		return a
	}
	rows, cols := op.size()
	if rows > maxCells/cols {
		return scalar(ev.fail(ValueError, TooLarge))
	}
	a := newArray(rows, cols)
	for r := range rows {
		for c := range cols {
			a.cells[r*cols+c] = ev.cell(op.area, r, c)
		}
	}
	if ev.memo == nil {
		ev.memo = map[area]Array{}
	}
	ev.memo[op.area] = a
	return a
}

// single returns one value: of a range the one in the row or column of the
// formula, of an array the first.
func (ev *evaluator) single(op operand) Value {
	a := op.area
	switch {
	case op.missing:
		return Value{}
	case !op.isRef:
		return op.arr.first()
	case a.one():
		return ev.cell(a, 0, 0)
	case a.cols() == 1 && a.top <= ev.at.Row && ev.at.Row < a.bottom:
		return ev.cell(a, ev.at.Row-a.top, 0)
	case a.rows() == 1 && a.left <= ev.at.Col && ev.at.Col < a.right:
		return ev.cell(a, 0, ev.at.Col-a.left)
	}
	return ev.fail(ValueError, NoIntersection)
}

// values returns what a function of single values runs over: all the values
// inside ARRAYFORMULA, and one outside.
func (ev *evaluator) values(op operand) Array {
	if ev.arrays {
		return ev.array(op)
	}
	if !op.isRef && op.arr.Rows == 1 && op.arr.Cols == 1 {
		return op.arr
	}
	return scalar(ev.single(op))
}

// broadcast runs a function of single values over arrays: rows and columns
// that stand alone are repeated, and where an array has nothing the result is
// #N/A. The function must not keep the slice that it is given.
func (ev *evaluator) broadcast(name string, args []Array, fn func([]Value) Value) Array {
	rows, cols := 1, 1
	for _, a := range args {
		rows, cols = max(rows, a.Rows), max(cols, a.Cols)
	}
	if rows > maxCells/cols {
		return scalar(ev.fail(ValueError, TooLarge))
	}
	out := newArray(rows, cols)
	in := make([]Value, len(args))
	for r := range rows {
	cells:
		for c := range cols {
			for i := range args {
				v, ok := args[i].spread(r, c)
				if !ok {
					out.cells[r*cols+c] = ev.fail(NotAvailable, SizeMismatch, name)
					continue cells
				}
				in[i] = v
			}
			out.cells[r*cols+c] = fn(in)
		}
	}
	return out
}

// lift runs a function of single values over operands.
func (ev *evaluator) lift(name string, args []operand, fn func([]Value) Value) operand {
	arrays := make([]Array, len(args))
	for i, op := range args {
		arrays[i] = ev.values(op)
	}
	return arrayOf(ev.broadcast(name, arrays, fn))
}

// whole evaluates a node as inside ARRAYFORMULA.
func (ev *evaluator) whole(n node) operand {
	before := ev.arrays
	ev.arrays = true
	op := n.eval(ev)
	ev.arrays = before
	return op
}
