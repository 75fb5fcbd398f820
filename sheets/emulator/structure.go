package emulator

import (
	"slices"
	"strconv"

	"rasoat/sheets/emulator/internal/calc"
)

// edit is what the shift is to the references of formulas.
func (e shift) edit(sheet int) calc.Edit {
	switch e.kind {
	case inserting:
		return calc.Insert{Sheet: sheet, Rows: e.rows, At: e.at, N: e.n}
	case removing:
		return calc.Delete{Sheet: sheet, Rows: e.rows, At: e.at, N: e.n}
	}
	return calc.Move{Sheet: sheet, Rows: e.rows, From: e.at, N: e.n, Before: e.before}
}

// shift inserts, removes or moves whole rows or columns, and everything that
// refers to cells follows.
func (d *document) shift(s *sheet, e shift) *apiError {
	if err := s.admits(e); err != nil {
		return err
	}
	if e.n == 0 {
		return nil
	}
	d.lift(s)
	s.trim()
	s.shiftGrid(e)
	s.resize(e)
	d.shiftRanges(s, e)
	edit := e.edit(s.id)
	d.rewrite(func(f *calc.Formula) *calc.Formula { return f.Apply(edit) })
	s.trim()
	return nil
}

// admits refuses what the service refuses.
func (s *sheet) admits(e shift) *apiError {
	size, frozen, what := s.cols, s.frozenCols, "columns"
	if e.rows {
		size, frozen, what = s.rows, s.frozenRows, "rows"
	}
	switch {
	case e.at < 0 || e.n < 0:
		return invalid("Invalid range: the start and the length of a dimension range cannot be negative.")
	case e.kind == inserting && e.at > size:
		return invalid("range.startIndex[%d] is after last %s in sheet[%d]", e.at, what[:len(what)-1], size)
	case e.kind == inserting:
		return nil
	case e.at+e.n > size:
		return invalid("Cannot %s dimensions that don't exist: %s %d to %d of %d.", map[shiftKind]string{removing: "delete", moving: "move"}[e.kind], what, e.at, e.at+e.n, size)
	case e.kind == removing && e.n == size:
		return invalid("You can't delete all the %s on the sheet.", what)
	case e.kind == removing && frozen > 0 && e.at <= frozen && e.at+e.n == size:
		return invalid("Sorry, it is not possible to delete all non-frozen %s.", what)
	case e.kind == moving && (e.before < 0 || e.before > size):
		return invalid("destinationIndex[%d] is out of the grid's bounds", e.before)
	}
	if e.kind == moving {
		for _, m := range s.merges {
			from, to := m.left, m.right
			if e.rows {
				from, to = m.top, m.bottom
			}
			if e.before > from && e.before < to || e.at < to && from < e.at+e.n && (from < e.at || to > e.at+e.n) {
				return invalid("You can't move %s through merged cells.", what)
			}
		}
	}
	return nil
}

// shiftGrid moves the cells.
func (s *sheet) shiftGrid(e shift) {
	if e.rows {
		s.grid = shiftSlice(s.grid, e)
		return
	}
	for i, row := range s.grid {
		s.grid[i] = shiftSlice(row, e)
	}
}

// shiftSlice moves the elements of a slice, which may end before the places
// that the shift is about.
func shiftSlice[T any](v []T, e shift) []T {
	reach := e.at
	if e.kind == moving {
		reach = max(e.at+e.n, e.before)
		if e.at >= len(v) && e.before >= len(v) {
			return v
		}
		if len(v) < reach {
			v = append(v, make([]T, reach-len(v))...)
		}
		moved := slices.Clone(v[e.at : e.at+e.n])
		if e.before > e.at+e.n {
			copy(v[e.at:], v[e.at+e.n:e.before])
			copy(v[e.before-e.n:], moved)
		} else if e.before < e.at {
			copy(v[e.before+e.n:], v[e.before:e.at])
			copy(v[e.before:], moved)
		}
		return v
	}
	if reach >= len(v) {
		return v
	}
	if e.kind == inserting {
		return slices.Insert(v, e.at, make([]T, e.n)...)
	}
	return slices.Delete(v, e.at, min(e.at+e.n, len(v)))
}

// resize changes the size of the grid, what is frozen, and moves what is known
// of rows or columns.
func (s *sheet) resize(e shift) {
	size, frozen, dims := &s.cols, &s.frozenCols, &s.colDims
	if e.rows {
		size, frozen, dims = &s.rows, &s.frozenRows, &s.rowDims
	}
	switch e.kind {
	case inserting:
		*size += e.n
		if e.at < *frozen {
			*frozen += e.n
		}
	case removing:
		*size -= e.n
		*frozen -= min(max(*frozen-e.at, 0), e.n)
	}
	*dims = e.remap(*dims)
	if e.kind == inserting {
		bridge(*dims, e.at, e.n)
	}
}

// shiftRanges moves everything of the spreadsheet that is about ranges of the
// sheet.
func (d *document) shiftRanges(s *sheet, e shift) {
	s.merges = mapped(s.merges, e.rect)
	s.merges = slices.DeleteFunc(s.merges, func(m rect) bool { return m.bottom-m.top == 1 && m.right-m.left == 1 })
	s.shiftRules(e)
	d.moveRanges(s, e.rect)
	if !e.rows {
		if s.filter != nil {
			s.filter.rest = e.criteria(s.filter.rest)
		}
		for _, v := range s.views {
			v.rest = e.criteria(v.rest)
		}
	}
}

// moveRanges moves what is about one range each: protections, filters, tables,
// bandings, charts and names.
func (d *document) moveRanges(s *sheet, to func(rect) (rect, bool)) {
	s.protected = slices.DeleteFunc(s.protected, func(p *protectedRange) bool {
		if p.whole {
			return false
		}
		var ok bool
		p.rect, ok = to(p.rect)
		return !ok
	})
	for _, p := range s.protected {
		if p.rest != nil {
			p.rest, _ = mapRanges(p.rest, s.id, to).(object)
		}
	}
	if s.filter != nil {
		var ok bool
		if s.filter.rect, ok = to(s.filter.rect); !ok {
			s.filter = nil
			s.unfilter()
		}
	}
	s.views = slices.DeleteFunc(s.views, func(v *filter) bool {
		var ok bool
		v.rect, ok = to(v.rect)
		return !ok
	})
	s.tables = slices.DeleteFunc(s.tables, func(t *table) bool {
		var ok bool
		t.rect, ok = to(t.rect)
		return !ok
	})
	s.bandings = slices.DeleteFunc(mapObjects(s.bandings, s.id, to), func(b object) bool {
		r, _ := b["range"].(object)
		return s.closed(rectOf(r)).empty()
	})
	s.moveAnchors(to)
	for _, o := range d.sheets {
		o.charts = mapObjects(o.charts, s.id, to)
	}
	d.names = slices.DeleteFunc(d.names, func(n *namedRange) bool {
		if n.sheet != s.id {
			return false
		}
		var ok bool
		n.rect, ok = to(n.rect)
		return !ok
	})
}

func mapObjects(from []object, sheet int, to func(rect) (rect, bool)) []object {
	if from == nil {
		return nil
	}
	out := make([]object, 0, len(from))
	for _, o := range from {
		n, _ := mapRanges(o, sheet, to).(object)
		out = append(out, n)
	}
	return out
}

func mapped(from []rect, to func(rect) (rect, bool)) []rect {
	var out []rect
	for _, r := range from {
		if n, ok := to(r); ok {
			out = append(out, n)
		}
	}
	return out
}

// criteria moves the columns that a filter's criteria and orders are about.
func (e shift) criteria(rest object) object {
	out := make(object, len(rest))
	for k, v := range rest {
		switch v := v.(type) {
		case object: // criteria, by column
			if k != "criteria" {
				out[k] = v
				continue
			}
			moved := object{}
			for col, c := range v {
				i, err := strconv.Atoi(col)
				if n, ok := e.index(i); ok && err == nil {
					moved[strconv.Itoa(n)] = c
				}
			}
			out[k] = moved
		case []any: // filterSpecs, sortSpecs
			out[k] = e.specs(v)
		default:
			out[k] = v
		}
	}
	return out
}

func (e shift) specs(list []any) []any {
	var out []any
	for _, v := range list {
		spec, _ := v.(object)
		moved, kept := make(object, len(spec)), true
		for k, v := range spec {
			if k == "columnIndex" || k == "dimensionIndex" {
				n, ok := e.index(intOf(v))
				v, kept = number(n), kept && ok
			}
			moved[k] = v
		}
		if kept {
			out = append(out, moved)
		}
	}
	return out
}

// rewrite replaces the formulas of all cells.
func (d *document) rewrite(to func(*calc.Formula) *calc.Formula) {
	for _, s := range d.sheets {
		for r, row := range s.grid {
			for c, v := range row {
				if v == nil || v.formula == nil {
					continue
				}
				if f := to(v.formula); f != v.formula {
					n := *v
					n.formula = f
					row[c] = &n
					d.engine.pending.cells.add(s.id, r, c)
				}
			}
		}
	}
}

// inherit gives inserted rows or columns the formats and sizes of a neighbour.
func (d *document) inherit(s *sheet, e shift, before bool) {
	from := e.at + e.n
	if before {
		from = e.at - 1
	}
	if d.behaviour.InsertInheritsNothing || from < 0 {
		return
	}
	dims := s.colDims
	if e.rows {
		dims = s.rowDims
	}
	if old := dims[from]; old != nil && old.pixelSize > 0 {
		for i := range e.n {
			dim(dims, e.at+i).pixelSize = old.pixelSize
		}
	}
	look := func(c *cell) *cell {
		if c == nil || c.format == nil && c.validation == nil {
			return nil
		}
		return &cell{format: c.format, validation: c.validation}
	}
	if e.rows {
		if from >= len(s.grid) {
			return
		}
		for col := range s.grid[from] {
			c := look(s.grid[from][col])
			for i := range e.n {
				if c != nil {
					s.store(e.at+i, col, c)
				}
			}
		}
		return
	}
	for row := range s.grid {
		c := look(s.peek(row, from))
		for i := range e.n {
			if c != nil {
				s.store(row, e.at+i, c)
			}
		}
	}
}
