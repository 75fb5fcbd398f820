package calc

import (
	"strconv"
	"strings"
)

// referenceFunction returns the functions of places and names.
func referenceFunction(name string) (function, bool) {
	switch name {
	case "ARRAYFORMULA":
		return direct(1, 1, func(ev *evaluator, c *call) operand {
			return arrayOf(ev.array(ev.whole(c.args[0])))
		})
	case "LET":
		return direct(3, -1, let)
	case "INDEX":
		return direct(1, 3, index)
	case "ROW":
		return direct(0, 1, func(ev *evaluator, c *call) operand { return ev.place(c, true) })
	case "COLUMN":
		return direct(0, 1, func(ev *evaluator, c *call) operand { return ev.place(c, false) })
	case "ROWS":
		return direct(1, 1, func(ev *evaluator, c *call) operand { return ev.extent(c, true) })
	case "COLUMNS":
		return direct(1, 1, func(ev *evaluator, c *call) operand { return ev.extent(c, false) })
	case "ADDRESS":
		return strict(2, 5, address)
	}
	return function{}, false
}

// let evaluates its last argument with the names before it given to values.
// A reference stays a reference.
func let(ev *evaluator, c *call) operand {
	if len(c.args)%2 == 0 {
		return valueOf(ev.fail(NotAvailable, WrongArguments, c.name))
	}
	outer := ev.scope
	defer func() { ev.scope = outer }()
	last := len(c.args) - 1
	for i := 0; i < last; i += 2 {
		name, ok := c.args[i].(nameNode)
		if !ok {
			return valueOf(ev.fail(NotAvailable, WrongArguments, c.name))
		}
		ev.scope = &bound{name: string(name), value: c.args[i+1].eval(ev), outer: ev.scope}
	}
	return c.args[last].eval(ev)
}

// index returns a cell, a row or a column of a range as a reference, or of an
// array as an array. Row or column 0 is all of them. Its first argument is
// evaluated as inside ARRAYFORMULA.
func index(ev *evaluator, c *call) operand {
	of := ev.whole(c.args[0])
	if of.missing || of.failed() {
		return of
	}
	row, bad := ev.singleInt(c.arg(ev, 1), 0)
	if bad.Kind == Error {
		return valueOf(bad)
	}
	col, bad := ev.singleInt(c.arg(ev, 2), 0)
	if bad.Kind == Error {
		return valueOf(bad)
	}
	rows, cols := of.size()
	if len(c.args) == 2 && rows == 1 && cols > 1 {
		row, col = 0, row // the one index of a single row counts columns
	}
	if row < 0 || row > rows {
		return valueOf(ev.fail(Num, OutOfRange, c.name, strconv.Itoa(row)))
	}
	if col < 0 || col > cols {
		return valueOf(ev.fail(Num, OutOfRange, c.name, strconv.Itoa(col)))
	}
	return of.part(row, col)
}

// part returns a row and column, counted from 1; 0 is all of them.
func (op operand) part(row, col int) operand {
	rows, cols := op.size()
	from, left, end, right := 0, 0, rows, cols
	if row > 0 {
		from, end = row-1, row
	}
	if col > 0 {
		left, right = col-1, col
	}
	if op.isRef {
		a := op.area
		return refOf(area{a.sheet, a.top + from, a.left + left, a.top + end, a.left + right})
	}
	out := newArray(end-from, right-left)
	for r := range out.Rows {
		for c := range out.Cols {
			out.cells[r*out.Cols+c] = op.arr.At(from+r, left+c)
		}
	}
	return arrayOf(out)
}

// needRange returns the area of an argument, or an error when it is no
// reference.
func (ev *evaluator) needRange(op operand, name string) (area, Value) {
	switch {
	case op.isRef:
		return op.area, Value{}
	case op.failed():
		return area{}, op.arr.first()
	}
	return area{}, ev.fail(ValueError, NotARange, name)
}

// place is ROW and COLUMN: of the formula itself without an argument, of all
// rows or columns of a range inside ARRAYFORMULA, and of its first outside.
func (ev *evaluator) place(c *call, rows bool) operand {
	pick := func(row, col int) int {
		if rows {
			return row
		}
		return col
	}
	op := c.arg(ev, 0)
	if op.missing {
		return valueOf(NumberValue(float64(pick(ev.at.Row, ev.at.Col) + 1)))
	}
	a, bad := ev.needRange(op, c.name)
	if bad.Kind == Error {
		return valueOf(bad)
	}
	out := newArray(pick(a.rows(), 1), pick(1, a.cols()))
	if !ev.arrays {
		out = newArray(1, 1)
	}
	for i := range out.cells {
		out.cells[i] = NumberValue(float64(pick(a.top, a.left) + i + 1))
	}
	return arrayOf(out)
}

// extent is ROWS and COLUMNS.
func (ev *evaluator) extent(c *call, rows bool) operand {
	op := c.arg(ev, 0)
	if op.failed() {
		return op
	}
	n, m := op.size()
	if !rows {
		n = m
	}
	return valueOf(NumberValue(float64(n)))
}

// address is ADDRESS: row, column, what of them is absolute (1 both, 2 the
// row, 3 the column, 4 neither), whether in A1 notation, and the sheet.
func address(ev *evaluator, v []Value) Value {
	row, bad := ev.integer(v, 0, 0)
	if bad.Kind == Error {
		return bad
	}
	col, bad := ev.integer(v, 1, 0)
	if bad.Kind == Error {
		return bad
	}
	mode, bad := ev.integer(v, 2, 1)
	if bad.Kind == Error {
		return bad
	}
	if row < 1 || row > maxRow || col < 1 || col > maxCol || mode < 1 || mode > 4 {
		return ev.fail(ValueError, OutOfRange, "ADDRESS", strconv.Itoa(row)+", "+strconv.Itoa(col)+", "+strconv.Itoa(mode))
	}
	absRow, absCol := mode <= 2, mode == 1 || mode == 3
	var b strings.Builder
	if len(v) > 4 && v[4].Kind != Blank {
		title, _ := ev.text(v[4])
		b.WriteString(QuoteTitle(title) + "!")
	}
	if len(v) > 3 && v[3].Kind != Blank {
		a1, bad := ev.truth(v[3])
		if bad.Kind == Error {
			return bad
		}
		if !a1 {
			b.WriteString(r1c1('R', row, absRow) + r1c1('C', col, absCol))
			return TextValue(b.String())
		}
	}
	writeCorner(&b, col-1, absCol, row-1, absRow)
	return TextValue(b.String())
}

func r1c1(letter byte, n int, abs bool) string {
	if abs {
		return string(letter) + strconv.Itoa(n)
	}
	return string(letter) + "[" + strconv.Itoa(n) + "]"
}
