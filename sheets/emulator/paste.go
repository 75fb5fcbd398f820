package emulator

import (
	"slices"

	"rasoat/sheets/emulator/internal/calc"
)

// parts says what of a cell is pasted.
type parts struct {
	content, valuesOnly, format, note, validation, merges, rules bool
	keepBorders                                                  bool
}

// partsOf reads a PasteType.
func partsOf(kind string) (parts, bool) {
	switch kind {
	case "", "PASTE_NORMAL":
		return parts{content: true, format: true, note: true, validation: true, merges: true, rules: true}, true
	case "PASTE_VALUES":
		return parts{content: true, valuesOnly: true}, true
	case "PASTE_FORMAT":
		return parts{format: true, merges: true, rules: true}, true
	case "PASTE_NO_BORDERS":
		return parts{content: true, format: true, note: true, validation: true, merges: true, rules: true, keepBorders: true}, true
	case "PASTE_FORMULA":
		return parts{content: true}, true
	case "PASTE_DATA_VALIDATION":
		return parts{validation: true}, true
	case "PASTE_CONDITIONAL_FORMATTING":
		return parts{rules: true}, true
	}
	return parts{}, false
}

// cutsMerge refuses a block that has a part of a merge.
func (s *sheet) cutsMerge(r rect) *apiError {
	for _, m := range s.merges {
		if m.meets(r) && !m.within(r) {
			return invalid("You can't paste over a part of merged cells: %s.", s.a1(m))
		}
	}
	return nil
}

// take returns the cells of a block, by row.
func (s *sheet) take(r rect) [][]*cell {
	out := make([][]*cell, r.bottom-r.top)
	for i := range out {
		out[i] = make([]*cell, r.right-r.left)
		if row := r.top + i; row < len(s.grid) && r.left < len(s.grid[row]) {
			copy(out[i], s.grid[row][r.left:])
		}
	}
	return out
}

// paste puts parts of a cell over another.
func (d *document) paste(s *sheet, at At, from *cell, p parts, formula func(*calc.Formula) *calc.Formula) *apiError {
	var src cell
	if from != nil {
		src = *from
	}
	c := s.cellAt(at.Row, at.Col)
	if p.content {
		in := src.content()
		switch {
		case p.valuesOnly && src.formula != nil || src.spilled:
			in = content{}
			if src.effective.Kind != calc.Blank {
				in = constant(src.effective)
			}
		case in.formula != nil:
			in.formula = formula(in.formula)
		}
		if err := s.admitsContent(at.Row, at.Col, in); err != nil {
			return err
		}
		c.enter(in)
	}
	if p.format {
		borders, had := c.format["borders"]
		c.format = src.format
		if p.keepBorders && had {
			c.format = copied(src.format)
			c.format["borders"] = borders
		}
	}
	if p.note {
		c.note = src.note
	}
	if p.validation {
		c.validation = src.validation
	}
	d.put(s, at.Row, at.Col, c)
	return nil
}

// copyBlock copies a block of cells over another, as often as it fits. Cells
// that show a part of an array are copied as what they show, or as empty ones
// where the cell with the formula is copied too.
func (d *document) copyBlock(who caller, s *sheet, r rect, to *sheet, target rect, p parts, transpose bool) *apiError {
	r = s.closed(r)
	rows, cols := r.bottom-r.top, r.right-r.left
	if transpose {
		rows, cols = cols, rows
	}
	if r.empty() {
		return nil
	}
	if target.bottom < 0 {
		target.bottom = max(to.rows, target.top+rows)
	}
	if target.right < 0 {
		target.right = max(to.cols, target.left+cols)
	}
	down, across := max(1, (target.bottom-target.top)/rows), max(1, (target.right-target.left)/cols)
	target.bottom, target.right = target.top+down*rows, target.left+across*cols
	if err := firstError(d.mayEdit(who, to, target), s.cutsMerge(r), to.cutsMerge(target)); err != nil {
		return err
	}
	to.makeRoom(target.bottom, target.right)
	d.recalculate()
	cells := d.copied(s, r)
	merges := slices.DeleteFunc(slices.Clone(s.merges), func(m rect) bool { return !m.within(r) || transpose })
	if p.merges {
		to.merges = slices.DeleteFunc(to.merges, func(m rect) bool { return m.within(target) })
	}
	for i := range down {
		for j := range across {
			at := At{Row: target.top + i*rows, Col: target.left + j*cols}
			if err := d.stamp(cells, s, r, to, at, p, transpose); err != nil {
				return err
			}
			for _, m := range merges {
				if p.merges {
					to.merges = append(to.merges, m.shift(at.Row-r.top, at.Col-r.left))
				}
			}
			if p.rules && !transpose {
				d.copyRules(s, r, to, at)
			}
		}
	}
	sortRects(to.merges)
	return nil
}

// copied returns the cells of a block as they are copied.
func (d *document) copied(s *sheet, r rect) [][]*cell {
	cells := s.take(r)
	for at, n := range d.engine.nodes[s.id] {
		if !n.holds || !r.has(at.Row, at.Col) {
			continue
		}
		for row := max(r.top, n.want.top); row < min(r.bottom, n.want.bottom); row++ {
			for col := max(r.left, n.want.left); col < min(r.right, n.want.right); col++ {
				if c := cells[row-r.top][col-r.left]; c != nil && c.spilled {
					bare := *c
					bare.spilled, bare.effective = false, calc.Value{}
					cells[row-r.top][col-r.left] = &bare
				}
			}
		}
	}
	return cells
}

// stamp pastes copied cells once.
func (d *document) stamp(cells [][]*cell, s *sheet, r rect, to *sheet, at At, p parts, transpose bool) *apiError {
	for i, row := range cells {
		for j, c := range row {
			place := At{Row: at.Row + i, Col: at.Col + j}
			if transpose {
				place = At{Row: at.Row + j, Col: at.Col + i}
			}
			dRow, dCol := place.Row-(r.top+i), place.Col-(r.left+j)
			err := d.paste(to, place, c, p, func(f *calc.Formula) *calc.Formula { return f.Offset(to.id, dRow, dCol) })
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// copyRules extends the conditional formats of a block to its copy; in
// another sheet they are added.
func (d *document) copyRules(s *sheet, r rect, to *sheet, at At) {
	for _, rule := range slices.Clone(s.rules) {
		var ranges []rect
		for _, o := range rule.ranges {
			c := s.closed(o)
			c = rect{max(c.top, r.top), max(c.left, r.left), min(c.bottom, r.bottom), min(c.right, r.right)}
			if !c.empty() {
				ranges = append(ranges, c.shift(at.Row-r.top, at.Col-r.left))
			}
		}
		if s == to {
			for _, n := range ranges {
				if !slices.ContainsFunc(rule.ranges, func(o rect) bool { return n.within(s.closed(o)) }) {
					rule.ranges = append(rule.ranges, n)
				}
			}
			continue
		}
		if len(ranges) == 0 {
			continue
		}
		n := &formatRule{ranges: ranges, rule: rule.rule, formulas: slices.Clone(rule.formulas)}
		old, now := rule.anchor(), n.anchor()
		for i, f := range n.formulas {
			if f != nil {
				n.formulas[i] = f.Offset(to.id, now.Row-old.Row, now.Col-old.Col)
			}
		}
		to.rules = append(to.rules, n)
	}
}

// firstError returns the first error that there is.
func firstError(errs ...*apiError) *apiError {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
