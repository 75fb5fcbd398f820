package emulator

import "rasoat/sheets/emulator/internal/calc"

// shiftBlock inserts or deletes cells and shifts those below or right of them,
// within the block's columns or rows.
func (d *document) shiftBlock(who caller, s *sheet, block rect, e shift) *apiError {
	if block.empty() {
		return invalid("The range has no cells.")
	}
	lane := block // all that is shifted, to the edge of the grid
	if e.rows {
		lane.bottom = s.rows
	} else {
		lane.right = s.cols
	}
	if err := firstError(d.mayEdit(who, s, lane), s.admitsLane(lane, e)); err != nil {
		return err
	}
	d.lift(s)
	s.trim()
	stays := lane // what moves, before and after
	if e.kind == inserting {
		s.makeRoomFor(lane, e)
	} else if e.rows {
		stays.top = block.bottom
	} else {
		stays.left = block.right
	}
	by := e.n
	if e.kind == removing {
		by = -by
	}
	to := At{Row: stays.top, Col: stays.left}
	if e.rows {
		to.Row += by
	} else {
		to.Col += by
	}
	cells := s.take(stays)
	clear := func(r rect) {
		for row := r.top; row < min(r.bottom, len(s.grid)); row++ {
			for col := r.left; col < min(r.right, len(s.grid[row])); col++ {
				s.grid[row][col] = nil
			}
		}
	}
	clear(lane)
	for i, row := range cells {
		for j, c := range row {
			if c != nil {
				s.store(to.Row+i, to.Col+j, c)
			}
		}
	}
	d.shiftLane(s, lane, e)
	if e.kind == removing {
		d.lose(s, block)
	}
	edit := calc.Cut{Sheet: s.id, From: calc.Rect{Top: stays.top, Left: stays.left, Bottom: stays.bottom, Right: stays.right}, ToSheet: s.id, ToRow: to.Row, ToCol: to.Col}
	d.rewrite(func(f *calc.Formula) *calc.Formula { return f.Apply(edit) })
	for _, rule := range s.rules {
		rule.apply(edit)
	}
	s.trim()
	return nil
}

// lose breaks the references to cells that are deleted: they are cut out to a
// sheet that is dropped.
func (d *document) lose(s *sheet, block rect) {
	const nowhere = -1
	from := calc.Rect{Top: block.top, Left: block.left, Bottom: block.bottom, Right: block.right}
	d.rewrite(func(f *calc.Formula) *calc.Formula {
		return f.Apply(calc.Cut{Sheet: s.id, From: from, ToSheet: nowhere}).Apply(calc.DropSheet{Sheet: nowhere})
	})
}

// admitsLane refuses to shift a part of a merge or of a table.
func (s *sheet) admitsLane(lane rect, e shift) *apiError {
	crosses := func(r rect) bool {
		if !r.meets(lane) {
			return false
		}
		if e.rows && (r.left < lane.left || r.right > lane.right) || !e.rows && (r.top < lane.top || r.bottom > lane.bottom) {
			return true
		}
		return false
	}
	for _, m := range s.merges {
		if crosses(m) || m.meets(lane) && !m.within(lane) {
			return invalid("You can't shift cells through a merged range.")
		}
	}
	for _, t := range s.tables {
		if crosses(s.closed(t.rect)) {
			return invalid("You can't shift a part of a table.")
		}
	}
	return nil
}

// makeRoomFor lets the grid grow where cells would be pushed over its edge.
func (s *sheet) makeRoomFor(lane rect, e shift) {
	rows, cols := 0, 0
	for r := lane.top; r < min(lane.bottom, len(s.grid)); r++ {
		for c := lane.left; c < min(lane.right, len(s.grid[r])); c++ {
			if s.grid[r][c] != nil {
				rows, cols = max(rows, r+1), max(cols, c+1)
			}
		}
	}
	if e.rows {
		s.makeRoom(rows+e.n, 0)
	} else {
		s.makeRoom(0, cols+e.n)
	}
}

// shiftLane moves the ranges that lie in a lane along.
func (d *document) shiftLane(s *sheet, lane rect, e shift) {
	move := func(r rect) (rect, bool) {
		c := s.closed(r)
		if e.rows && (c.left < lane.left || c.right > lane.right) || !e.rows && (c.top < lane.top || c.bottom > lane.bottom) {
			return r, true
		}
		return e.rect(r)
	}
	s.merges = mapped(s.merges, move)
	d.moveRanges(s, move)
	for _, rule := range s.rules {
		if ranges := mapped(rule.ranges, move); len(ranges) > 0 {
			rule.ranges = ranges
		}
	}
}
