package emulator

import (
	"encoding/json"
	"slices"

	"rasoat/sheets/emulator/internal/calc"
)

// peek returns a cell of the grid, nil for an empty one.
func (s *sheet) peek(row, col int) *cell {
	if row < 0 || col < 0 || row >= len(s.grid) || col >= len(s.grid[row]) {
		return nil
	}
	return s.grid[row][col]
}

// cellAt returns a copy of a cell, to be changed and put back.
func (s *sheet) cellAt(row, col int) cell {
	if c := s.peek(row, col); c != nil {
		return *c
	}
	return cell{}
}

// store puts a cell into the grid; nil empties the place.
func (s *sheet) store(row, col int, c *cell) {
	if row >= len(s.grid) {
		if c == nil {
			return
		}
		s.grid = append(s.grid, make([][]*cell, row+1-len(s.grid))...)
	}
	if col >= len(s.grid[row]) {
		if c == nil {
			return
		}
		s.grid[row] = append(s.grid[row], make([]*cell, col+1-len(s.grid[row]))...)
	}
	s.grid[row][col] = c
}

// blank reports whether the cell is as the zero cell.
func (c *cell) blank() bool {
	return c == nil || !c.entered && !c.spilled && c.formula == nil && c.effective == calc.Value{} &&
		c.link == "" && c.format == nil && c.note == "" && c.validation == nil
}

// content is what somebody enters: nothing, a constant or a formula.
type content struct {
	entered bool
	value   calc.Value
	number  json.Number
	formula *calc.Formula
}

// content returns what was entered into a cell.
func (c *cell) content() content {
	if c == nil {
		return content{}
	}
	return content{c.entered, c.value, c.number, c.formula}
}

// enter changes what was entered. Taking the content away from a cell that
// shows a part of an array leaves that part.
func (c *cell) enter(in content) {
	if !in.entered && c.spilled {
		return
	}
	if in.formula != nil && in.formula == c.formula {
		return
	}
	c.entered, c.value, c.number, c.formula = in.entered, in.value, in.number, in.formula
	c.effective, c.spilled, c.link = in.value, false, ""
}

// put replaces a cell and notes what that means for formulas.
func (d *document) put(s *sheet, row, col int, c cell) {
	old := s.peek(row, col)
	next := &c
	if c.blank() {
		next = nil
	}
	if old == nil && next == nil {
		return
	}
	s.store(row, col, next)
	var was cell
	if old != nil {
		was = *old
	}
	if was.entered != c.entered || was.formula != c.formula || was.spilled != c.spilled || was.effective != c.effective {
		d.engine.pending.cells.add(s.id, row, col)
	}
}

// enter enters something into a cell and leaves the rest of it.
func (d *document) enter(s *sheet, row, col int, in content) {
	c := s.cellAt(row, col)
	c.enter(in)
	d.put(s, row, col, c)
}

// lift takes what is spilled off the grid, before cells move: it will be
// computed anew.
func (d *document) lift(s *sheet) {
	for _, row := range s.grid {
		for i, c := range row {
			if c != nil && c.spilled {
				n := *c
				n.spilled, n.effective = false, calc.Value{}
				row[i] = &n
				if n.blank() {
					row[i] = nil
				}
			}
		}
	}
	d.engine.pending.sheet(s.id)
}

// trim drops what is empty at the end of the grid and what lies outside.
func (s *sheet) trim() {
	if len(s.grid) > s.rows {
		s.grid = s.grid[:s.rows]
	}
	for i, row := range s.grid {
		if len(row) > s.cols {
			row = row[:s.cols]
		}
		for len(row) > 0 && row[len(row)-1] == nil {
			row = row[:len(row)-1]
		}
		s.grid[i] = row
	}
	for n := len(s.grid); n > 0 && len(s.grid[n-1]) == 0; n-- {
		s.grid = s.grid[:n-1]
	}
}

// row makes the row of a grid that long.
func (s *sheet) row(row, cols int) []*cell {
	if row >= len(s.grid) {
		s.grid = append(s.grid, make([][]*cell, row+1-len(s.grid))...)
	}
	if n := cols - len(s.grid[row]); n > 0 {
		s.grid[row] = append(s.grid[row], make([]*cell, n)...)
	}
	return s.grid[row]
}

// rowDim and colDim return what is known of a row or column, to be changed.
func (s *sheet) rowDim(i int) *dimension { return dim(s.rowDims, i) }
func (s *sheet) colDim(i int) *dimension { return dim(s.colDims, i) }

func dim(in map[int]*dimension, i int) *dimension {
	if in[i] == nil {
		in[i] = &dimension{}
	}
	return in[i]
}

// whole returns the grid as a block.
func (s *sheet) whole() rect { return rect{0, 0, s.rows, s.cols} }

// merged returns the merge that covers a cell.
func (s *sheet) merged(row, col int) (rect, bool) {
	i := slices.IndexFunc(s.merges, func(m rect) bool { return m.has(row, col) })
	if i < 0 {
		return rect{}, false
	}
	return s.merges[i], true
}

func (r rect) has(row, col int) bool {
	return row >= r.top && row < r.bottom && col >= r.left && col < r.right
}

func (r rect) empty() bool { return r.top >= r.bottom || r.left >= r.right }

// meets reports whether two blocks share a cell; neither has open ends.
func (r rect) meets(o rect) bool {
	return max(r.top, o.top) < min(r.bottom, o.bottom) && max(r.left, o.left) < min(r.right, o.right)
}

// within reports whether the block lies in another.
func (r rect) within(o rect) bool {
	return r.top >= o.top && r.bottom <= o.bottom && r.left >= o.left && r.right <= o.right
}

func (r rect) shift(rows, cols int) rect {
	return rect{r.top + rows, r.left + cols, r.bottom + rows, r.right + cols}
}
