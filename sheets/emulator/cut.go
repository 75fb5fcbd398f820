package emulator

import (
	"slices"

	"rasoat/sheets/emulator/internal/calc"
)

// cut takes a block of cells and puts it elsewhere. References to its cells
// follow.
func (d *document) cut(who caller, s *sheet, r rect, to *sheet, at At, p parts) *apiError {
	r = s.closed(r)
	target := r.shift(at.Row-r.top, at.Col-r.left)
	if err := firstError(d.mayEdit(who, s, r), d.mayEdit(who, to, target), s.cutsMerge(r), to.cutsMerge(target)); err != nil {
		return err
	}
	to.makeRoom(target.bottom, target.right)
	if s == to && r == target || r.empty() {
		return nil
	}
	d.recalculate()
	d.lift(s)
	d.lift(to)
	cells := s.take(r)
	var merges []rect
	s.merges = slices.DeleteFunc(s.merges, func(m rect) bool {
		if m.within(r) {
			merges = append(merges, m.shift(target.top-r.top, target.left-r.left))
			return true
		}
		return false
	})
	for i, row := range cells {
		for j, c := range row {
			if c == nil {
				continue
			}
			rest := *c
			if p.content {
				rest.enter(content{})
			}
			if p.format {
				rest.format = nil
			}
			if p.note {
				rest.note = ""
			}
			if p.validation {
				rest.validation = nil
			}
			d.put(s, r.top+i, r.left+j, rest)
		}
	}
	for i, row := range cells {
		for j, c := range row {
			if err := d.paste(to, At{Row: target.top + i, Col: target.left + j}, c, p, func(f *calc.Formula) *calc.Formula { return f.Rehome(to.id) }); err != nil {
				return err
			}
		}
	}
	if p.merges {
		to.merges = slices.DeleteFunc(to.merges, func(m rect) bool { return m.within(target) })
		to.merges = append(to.merges, merges...)
		sortRects(to.merges)
	}
	edit := calc.Cut{Sheet: s.id, From: calc.Rect{Top: r.top, Left: r.left, Bottom: r.bottom, Right: r.right}, ToSheet: to.id, ToRow: at.Row, ToCol: at.Col}
	d.rewrite(func(f *calc.Formula) *calc.Formula { return f.Apply(edit) })
	d.followCut(s, r, to, target, edit)
	return nil
}

// followCut moves names, tables, charts and conditional formats that lie
// within a block that was cut.
func (d *document) followCut(s *sheet, r rect, to *sheet, target rect, edit calc.Edit) {
	move := func(o rect) (rect, bool) {
		if c := s.closed(o); c.within(r) {
			return c.shift(target.top-r.top, target.left-r.left), true
		}
		return o, false
	}
	for _, n := range d.names {
		if n.sheet != s.id {
			continue
		}
		if moved, ok := move(n.rect); ok {
			n.rect, n.sheet = moved, to.id
		}
	}
	s.tables = slices.DeleteFunc(s.tables, func(t *table) bool {
		moved, ok := move(t.rect)
		if !ok {
			return false
		}
		t.rect = moved
		if s != to {
			to.tables = append(to.tables, t)
		}
		return s != to
	})
	s.anchors = slices.DeleteFunc(slices.Clone(s.anchors), func(a *anchor) bool {
		moved, ok := move(a.rect)
		if !ok {
			return false
		}
		a.rect = moved
		if s != to {
			to.anchors = append(to.anchors, a)
		}
		return s != to
	})
	if s == to {
		for _, o := range d.sheets {
			o.charts = mapObjects(o.charts, s.id, func(o rect) (rect, bool) {
				moved, _ := move(o)
				return moved, true
			})
		}
	}
	s.rules = slices.DeleteFunc(s.rules, func(rule *formatRule) bool {
		for _, o := range rule.ranges {
			if _, ok := move(o); !ok {
				rule.apply(edit)
				return false
			}
		}
		for i, o := range rule.ranges {
			rule.ranges[i], _ = move(o)
		}
		rule.follow(to.id, edit)
		if s != to {
			to.rules = append(to.rules, rule)
		}
		return s != to
	})
}

// follow rewrites the formulas of a rule that was cut along with cells: what
// stays where it is, is still looked at.
func (r *formatRule) follow(home int, e calc.Edit) {
	for i, f := range r.formulas {
		if f != nil {
			r.formulas[i] = f.Apply(e).Rehome(home)
		}
	}
}
