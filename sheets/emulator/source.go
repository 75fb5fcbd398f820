package emulator

import (
	"slices"

	"rasoat/sheets/emulator/internal/calc"
)

// Size makes the engine the source of its formulas.
func (e *engine) Size(sheet int) (rows, cols int, ok bool) {
	s := e.at(sheet)
	if s == nil {
		return 0, 0, false
	}
	e.reading.sheet(sheet).size = true
	return s.rows, s.cols, true
}

func (e *engine) at(sheet int) *sheet {
	if e.last == nil || e.last.id != sheet {
		s := e.doc.numbered(sheet)
		if s == nil {
			return nil
		}
		e.last, e.lastNodes = s, e.nodes[sheet]
	}
	return e.last
}

// Value returns what a cell shows, computing it first where that is due.
func (e *engine) Value(sheet, row, col int) calc.Value {
	s := e.at(sheet)
	if s == nil {
		return calc.Value{}
	}
	c := s.peek(row, col)
	if c != nil && (c.formula != nil || c.spilled) {
		if e.settle(sheet, row, col, c) {
			e.reading.add(sheet, row, col)
			return e.circle()
		}
		c = e.at(sheet).peek(row, col)
	}
	e.reading.add(sheet, row, col)
	if c == nil {
		return calc.Value{}
	}
	return c.effective
}

// settle computes the formula that a cell shows the result of, where that is
// due. It reports whether the formula is one of those being computed, so that
// they need each other.
func (e *engine) settle(sheet, row, col int, c *cell) (circle bool) {
	if c.formula == nil {
		for _, n := range e.order {
			if n.dirty && !n.running && n.holds && n.sheet == sheet && n.want.has(row, col) {
				e.compute(n)
				break
			}
		}
		return false
	}
	n := e.lastNodes[At{Row: row, Col: col}]
	switch {
	case n == nil:
	case n.running:
		for i := slices.Index(e.stack, n); i < len(e.stack); i++ {
			e.stack[i].circular = true
		}
		return true
	case n.dirty:
		e.compute(n)
	}
	return false
}

// circle is the value of a formula that needs itself.
func (e *engine) circle() calc.Value {
	return calc.ErrorValue(calc.Ref, e.doc.loc().Message(calc.Circular))
}

// Locale is the spreadsheet's.
func (e *engine) Locale() calc.Locale { return e.doc.loc() }

// FoldMarks is a switch of Behaviour.
func (e *engine) FoldMarks() bool { return e.doc.behaviour.FoldDiacritics }

// Index keeps what lookups build until a cell of it changes.
func (e *engine) Index(key string, build func() any) any {
	m := e.memos[key]
	if m == nil {
		m = &memo{}
		reading := e.reading
		e.reading = &m.reads
		m.value = build()
		e.reading = reading
		if e.memos == nil || len(e.memos) > 1000 {
			e.memos = map[string]*memo{}
		}
		e.memos[key] = m
	}
	e.reading.merge(&m.reads)
	return m.value
}

// Hidden tells SUBTOTAL which rows to leave out.
func (e *engine) Hidden(sheet, row int, manual bool) bool {
	s := e.at(sheet)
	if s == nil || s.rowDims[row] == nil {
		return false
	}
	return s.rowDims[row].hiddenByFilter || manual && s.rowDims[row].hiddenByUser
}

// Subtotal tells SUBTOTAL which cells are subtotals themselves.
func (e *engine) Subtotal(sheet, row, col int) bool {
	s := e.at(sheet)
	if s == nil {
		return false
	}
	c := s.peek(row, col)
	return c != nil && c.formula != nil && c.formula.Subtotal()
}
