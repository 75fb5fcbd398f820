package emulator

import "slices"

// updateFilterView changes the fields of a filter view that a mask selects.
func (q request) updateFilterView() (object, *apiError) {
	o := q.part("filter")
	m, err := q.fields("FilterView")
	if err != nil {
		return nil, err
	}
	s, i := q.filterView(intOf(o["filterViewId"]))
	if s == nil {
		return nil, invalid("No filter view with id: %d", intOf(o["filterViewId"]))
	}
	v := *s.views[i]
	if m.has("title") {
		v.title = textOf(o["title"])
	}
	if g, given := o["range"].(object); given && m.has("range") {
		if v.rect, err = s.rangeOf(g); err != nil {
			return nil, err
		}
	}
	rest := copied(o)
	for _, name := range []string{"filterViewId", "title", "range"} {
		delete(rest, name)
	}
	v.rest = masked(v.rest, rest, without(m, "filterViewId", "title", "range"))
	s.views = slices.Clone(s.views)
	s.views[i] = &v
	return nil, nil
}

// without is a mask that leaves some fields alone.
func without(m *mask, names ...string) *mask {
	if m == nil {
		return nil
	}
	out := &mask{fields: map[string]*mask{}}
	for name, inner := range m.fields {
		if !slices.Contains(names, name) {
			out.fields[name] = inner
		}
	}
	return out
}

// duplicateFilterView copies a filter view under an id and a title of its own.
func (q request) duplicateFilterView() (object, *apiError) {
	s, i := q.filterView(intOf(q.object["filterId"]))
	if s == nil {
		return nil, invalid("No filter view with id: %d", intOf(q.object["filterId"]))
	}
	v := *s.views[i]
	v.id, v.title = q.d.newID(), "Copy of "+v.title
	s.views = append(slices.Clone(s.views), &v)
	out := copied(v.rest)
	out["filterViewId"], out["title"], out["range"] = number(v.id), v.title, rangeObject(s.id, v.rect)
	return object{"filter": out}, nil
}

// updateBanding changes the fields of alternating colours that a mask selects.
func (q request) updateBanding() (object, *apiError) {
	o := q.part("bandedRange")
	m, err := q.fields("BandedRange")
	if err != nil {
		return nil, err
	}
	id := intOf(o["bandedRangeId"])
	s, i := q.banding(id)
	if s == nil {
		return nil, invalid("No banded range with id: %d", id)
	}
	if g, given := o["range"].(object); given && m.has("range") {
		if _, err := s.rangeOf(g); err != nil {
			return nil, err
		}
	}
	out := masked(s.bandings[i], o, m)
	out = copied(out)
	out["bandedRangeId"] = number(id)
	s.bandings = slices.Clone(s.bandings)
	s.bandings[i] = out
	return nil, nil
}

// updateTable changes the name and the range of a table, and what else a mask
// selects.
func (q request) updateTable() (object, *apiError) {
	o := q.part("table")
	m, err := q.fields("Table")
	if err != nil {
		return nil, err
	}
	for _, s := range q.d.sheets {
		for i, t := range s.tables {
			if t.id != textOf(o["tableId"]) {
				continue
			}
			if err := q.d.mayEdit(q.who, s, t.rect); err != nil {
				return nil, err
			}
			n := *t
			if m.has("name") {
				n.name = textOf(o["name"])
			}
			if g, given := o["range"].(object); given && m.has("range") {
				if n.rect, err = s.rangeOf(g); err != nil {
					return nil, err
				}
				n.rect = s.closed(n.rect)
			}
			rest := copied(o)
			for _, name := range []string{"tableId", "name", "range"} {
				delete(rest, name)
			}
			n.rest = masked(n.rest, rest, without(m, "tableId", "name", "range"))
			s.tables = slices.Clone(s.tables)
			s.tables[i] = &n
			return nil, nil
		}
	}
	return nil, invalid("No table with id: %s", textOf(o["tableId"]))
}

// updateBorders puts borders on the sides of a block and inside of it.
func (q request) updateBorders() (object, *apiError) {
	s, r, err := q.editable("range")
	if err != nil {
		return nil, err
	}
	for row := r.top; row < r.bottom; row++ {
		for col := r.left; col < r.right; col++ {
			side := func(edge bool, outer, inner string) (any, bool) {
				name := inner
				if edge {
					name = outer
				}
				v, given := q.object[name]
				return v, given
			}
			c := s.cellAt(row, col)
			borders := copied(c.format["borders"])
			for _, b := range []struct {
				name  string
				edge  bool
				inner string
			}{{"top", row == r.top, "innerHorizontal"}, {"bottom", row == r.bottom-1, "innerHorizontal"},
				{"left", col == r.left, "innerVertical"}, {"right", col == r.right-1, "innerVertical"}} {
				v, given := side(b.edge, b.name, b.inner)
				switch {
				case !given:
				case textOf(objectOf(v)["style"]) == "NONE":
					delete(borders, b.name)
				default:
					borders[b.name] = styledBorder(objectOf(v))
				}
			}
			c.format = copied(c.format)
			if c.format["borders"] = borders; len(borders) == 0 {
				delete(c.format, "borders")
			}
			if len(c.format) == 0 {
				c.format = nil
			}
			q.d.put(s, row, col, c)
		}
	}
	return nil, nil
}
