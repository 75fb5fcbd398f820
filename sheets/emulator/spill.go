package emulator

import (
	"strconv"
	"strings"

	"rasoat/sheets/emulator/internal/calc"
)

// grow gives the grid the rows and columns that an array needs, as the service
// does up to a limit, and reports whether it did.
func (e *engine) grow(n *node, a calc.Array) bool {
	s := e.doc.numbered(n.sheet)
	rows, cols := n.at.Row+a.Rows, n.at.Col+a.Cols
	if rows <= s.rows && cols <= s.cols || e.doc.behaviour.SpillNeverGrowsGrid ||
		rows > max(s.rows, growMaxRows) || cols > maxCols {
		return false
	}
	if rows > s.rows {
		s.rows = min(max(rows, s.rows+growRows), growMaxRows)
	}
	s.cols = max(cols, s.cols)
	dirty := n.dirty
	e.resized(n.sheet)
	n.dirty = dirty
	return true
}

// show puts the result of a formula onto the grid: its value, its array, or
// why there is none.
func (e *engine) show(n *node, a calc.Array) {
	s := e.doc.numbered(n.sheet)
	n.textual = e.doc.behaviour.EmptyLookupIsText && n.looksUp(e.doc)
	block := rect{n.at.Row, n.at.Col, n.at.Row + max(a.Rows, 1), n.at.Col + max(a.Cols, 1)}
	array := block.bottom-block.top > 1 || block.right-block.left > 1
	var fresh cellSet
	refuse := func(v calc.Value) {
		e.unspill(n, rect{}, &fresh)
		e.display(s, n.at, v, "", false, nil, &fresh)
	}
	n.circular = n.circular || a.Rows == 0 || n.reads.within(n.sheet, block)
	if n.circular {
		refuse(e.circle())
		n.want = rect{}
		e.touched(&fresh, n)
		return
	}
	if !array {
		e.unspill(n, rect{}, &fresh)
		n.want = rect{}
		e.display(s, n.at, n.shown(a.At(0, 0)), a.Link(), false, nil, &fresh)
		e.touched(&fresh, n)
		return
	}
	if at, blocked := e.blocked(n, s, block); block.bottom > s.rows || block.right > s.cols {
		refuse(calc.ErrorValue(calc.Ref, e.doc.loc().Message(calc.SpillOffGrid)))
	} else if blocked {
		refuse(calc.ErrorValue(calc.Ref, e.doc.loc().Message(calc.SpillBlocked, columnName(at.Col)+strconv.Itoa(at.Row+1))))
	} else {
		e.unspill(n, block, &fresh)
		shared := &cell{spilled: true}
		for r := range a.Rows {
			row := s.row(block.top+r, block.right)
			for c := range a.Cols {
				v := n.shown(a.At(r, c))
				at := At{Row: block.top + r, Col: block.left + c}
				if at == n.at {
					e.display(s, at, v, "", false, nil, &fresh)
					continue
				}
				if old := row[at.Col]; old != nil && old.spilled && old.effective == v {
					continue
				}
				if shared.effective != v {
					shared = &cell{spilled: true, effective: v}
				}
				e.display(s, at, v, "", true, shared, &fresh)
			}
		}
		n.holds = true
	}
	n.want = block
	e.touched(&fresh, n)
}

// blocked returns the first cell in the way of an array: one into which
// anything was entered, or that another array holds.
func (e *engine) blocked(n *node, s *sheet, block rect) (At, bool) {
	for r := block.top; r < min(block.bottom, len(s.grid)); r++ {
		row := s.grid[r]
		for c := block.left; c < min(block.right, len(row)); c++ {
			v := row[c]
			if v == nil || r == n.at.Row && c == n.at.Col {
				continue
			}
			if v.entered || v.spilled && !(n.holds && n.want.has(r, c)) {
				return At{Row: r, Col: c}, true
			}
		}
	}
	return At{}, false
}

// unspill takes away what the formula spilled, but for what lies in a block.
func (e *engine) unspill(n *node, but rect, fresh *cellSet) {
	if !n.holds {
		return
	}
	n.holds = false
	s := e.doc.numbered(n.sheet)
	if s == nil {
		return
	}
	for r := n.want.top; r < n.want.bottom; r++ {
		for c := n.want.left; c < n.want.right; c++ {
			if v := s.peek(r, c); v != nil && v.spilled && !but.has(r, c) {
				e.display(s, At{Row: r, Col: c}, calc.Value{}, "", false, nil, fresh)
			}
		}
	}
}

// display changes what a cell shows and notes the change. The cell that is
// given, if any, serves where the place was empty.
func (e *engine) display(s *sheet, at At, v calc.Value, link string, spilled bool, ready *cell, fresh *cellSet) {
	old := s.peek(at.Row, at.Col)
	if old != nil && old.effective == v && old.spilled == spilled && old.link == link {
		return
	}
	fresh.add(s.id, at.Row, at.Col)
	if old == nil && ready != nil {
		s.store(at.Row, at.Col, ready)
		return
	}
	var next cell
	if old != nil {
		next = *old
	}
	next.effective, next.spilled, next.link = v, spilled, link
	if next.blank() {
		s.store(at.Row, at.Col, nil)
		return
	}
	s.store(at.Row, at.Col, &next)
}

// shown is what a value of a result becomes in its cell.
func (n *node) shown(v calc.Value) calc.Value {
	if v.Kind == calc.Blank && n.textual {
		return calc.TextValue("")
	}
	return v
}

// looksUp reports whether the formula looks anything up.
func (n *node) looksUp(d *document) bool {
	return strings.Contains(n.formula.Text(d.loc(), d), "LOOKUP(")
}
