package emulator

import (
	"slices"
	"strings"
)

// chosenID takes the id that a client chose for a part of a sheet, unless it
// is taken, or makes one.
func (q request) chosenID(v any, what string, taken func(int) bool) (int, *apiError) {
	if v == nil {
		return q.d.newID(), nil
	}
	id := intOf(v)
	if taken(id) {
		return 0, invalid("A %s with id %d already exists.", what, id)
	}
	return id, nil
}

// chart finds a chart by its id.
func (q request) chart(id any) (*sheet, int, *apiError) {
	for _, s := range q.d.sheets {
		for i, c := range s.charts {
			if intOf(c["chartId"]) == intOf(id) {
				return s, i, nil
			}
		}
	}
	return nil, 0, invalid("No chart with id: %d", intOf(id))
}

func (q request) addChart() (object, *apiError) {
	chart := copied(q.object["chart"])
	if objectOf(chart["spec"]) == nil {
		return nil, invalid("A chart must have a spec.")
	}
	id, err := q.chosenID(chart["chartId"], "chart", func(id int) bool { _, _, missing := q.chart(id); return missing == nil })
	if err != nil {
		return nil, err
	}
	anchor := objectOf(objectOf(objectOf(chart["position"])["overlayPosition"])["anchorCell"])
	s, err := q.sheetWith(anchor["sheetId"])
	if err != nil {
		return nil, err
	}
	if boolOf(objectOf(chart["position"])["newSheet"]) {
		return nil, failure(501, "The emulator has no sheets for charts.")
	}
	chart["chartId"] = number(id)
	s.charts = append(slices.Clone(s.charts), chart)
	return object{"chart": chart}, nil
}

func (q request) updateChartSpec() (object, *apiError) {
	s, i, err := q.chart(q.object["chartId"])
	if err != nil {
		return nil, err
	}
	chart := copied(s.charts[i])
	if chart["spec"] = q.object["spec"]; q.part("spec") == nil {
		return nil, invalid("A chart must have a spec.")
	}
	s.charts = slices.Clone(s.charts)
	s.charts[i] = chart
	return nil, nil
}

func (q request) updateEmbeddedObjectPosition() (object, *apiError) {
	s, i, err := q.chart(q.object["objectId"])
	if err != nil {
		return nil, err
	}
	m, err := q.fields("EmbeddedObjectPosition")
	if err != nil {
		return nil, err
	}
	chart := copied(s.charts[i])
	chart["position"] = masked(objectOf(chart["position"]), q.part("newPosition"), m)
	to := s
	if anchor, ok := objectOf(objectOf(chart["position"])["overlayPosition"])["anchorCell"].(object); ok {
		if to, err = q.sheetWith(anchor["sheetId"]); err != nil {
			return nil, err
		}
	}
	s.charts = slices.Delete(slices.Clone(s.charts), i, i+1)
	to.charts = slices.Insert(slices.Clone(to.charts), min(i, len(to.charts)), chart)
	return object{"position": chart["position"]}, nil
}

func (q request) deleteEmbeddedObject() (object, *apiError) {
	s, i, err := q.chart(q.object["objectId"])
	if err != nil {
		return nil, err
	}
	s.charts = slices.Delete(slices.Clone(s.charts), i, i+1)
	return nil, nil
}

// name finds a named range by its id.
func (q request) name(id string) (*namedRange, *apiError) {
	for _, n := range q.d.names {
		if n.id == id {
			return n, nil
		}
	}
	return nil, invalid("No named range with id: %s", id)
}

// setName changes what a mask selects of a named range.
func (q request) setName(n *namedRange, o object, m *mask) *apiError {
	if m.has("name") {
		name := textOf(o["name"])
		if name == "" || strings.ContainsAny(name, " !'") {
			return invalid("The name of a named range is invalid: %q", name)
		}
		for _, other := range q.d.names {
			if other != n && strings.EqualFold(other.name, name) {
				return invalid("A named range with name '%s' already exists.", name)
			}
		}
		n.name = name
	}
	if m.has("range") {
		g := objectOf(o["range"])
		s, err := q.sheetWith(g["sheetId"])
		if err != nil {
			return err
		}
		if n.rect, err = s.rangeOf(g); err != nil {
			return err
		}
		n.sheet = s.id
	}
	return nil
}

func (q request) addNamedRange() (object, *apiError) {
	o := q.part("namedRange")
	n := &namedRange{id: textOf(o["namedRangeId"])}
	if n.id == "" {
		n.id = itoa(q.d.newID())
	} else if _, missing := q.name(n.id); missing == nil {
		return nil, invalid("A named range with id %s already exists.", n.id)
	}
	if err := q.setName(n, o, nil); err != nil {
		return nil, err
	}
	q.d.names = append(q.d.names, n)
	return object{"namedRange": object{"namedRangeId": n.id, "name": n.name, "range": rangeObject(n.sheet, n.rect)}}, nil
}

func (q request) updateNamedRange() (object, *apiError) {
	o := q.part("namedRange")
	m, err := q.fields("NamedRange")
	if err != nil {
		return nil, err
	}
	n, err := q.name(textOf(o["namedRangeId"]))
	if err != nil {
		return nil, err
	}
	return nil, q.setName(n, o, m)
}

func (q request) deleteNamedRange() (object, *apiError) {
	n, err := q.name(textOf(q.object["namedRangeId"]))
	if err != nil {
		return nil, err
	}
	q.d.names = slices.DeleteFunc(q.d.names, func(o *namedRange) bool { return o == n })
	return nil, nil
}

func (q request) addTable() (object, *apiError) {
	o := q.part("table")
	g := objectOf(o["range"])
	s, err := q.sheetWith(g["sheetId"])
	if err != nil {
		return nil, err
	}
	t := &table{id: textOf(o["tableId"]), name: textOf(o["name"]), rest: object{}}
	if t.rect, err = s.rangeOf(g); err != nil {
		return nil, err
	}
	t.rect = s.closed(t.rect)
	if t.name == "" {
		t.name = "Table_" + itoa(q.d.newID())
	}
	if t.id == "" {
		t.id = itoa(q.d.newID())
	}
	for _, other := range q.d.sheets {
		for _, have := range other.tables {
			switch {
			case have.id == t.id:
				return nil, invalid("A table with id %s already exists.", t.id)
			case strings.EqualFold(have.name, t.name):
				return nil, invalid("A table named %s already exists.", t.name)
			case other == s && have.rect.meets(t.rect):
				return nil, invalid("Tables cannot overlap.")
			}
		}
	}
	for c := t.rect.left; c < t.rect.right; c++ {
		if v := s.peek(t.rect.top, c); v != nil && v.formula != nil {
			return nil, invalid("Formulas are not allowed in the header row of a table.")
		}
	}
	if slices.ContainsFunc(s.merges, t.rect.meets) {
		return nil, invalid("A table cannot have merged cells.")
	}
	if s.filter != nil && s.closed(s.filter.rect).meets(t.rect) {
		return nil, invalid("A table cannot overlap a filter.")
	}
	for name, v := range o {
		if !slices.Contains([]string{"tableId", "name", "range"}, name) {
			t.rest[name] = v
		}
	}
	s.tables = append(s.tables, t)
	out := copied(t.rest)
	out["tableId"], out["name"], out["range"] = t.id, t.name, rangeObject(s.id, t.rect)
	return object{"table": out}, nil
}

func (q request) deleteTable() (object, *apiError) {
	id := textOf(q.object["tableId"])
	for _, s := range q.d.sheets {
		for i, t := range s.tables {
			if t.id != id {
				continue
			}
			if err := q.d.mayEdit(q.who, s, t.rect); err != nil {
				return nil, err
			}
			for r := t.rect.top; r < t.rect.bottom; r++ {
				for c := t.rect.left; c < t.rect.right; c++ {
					q.d.enter(s, r, c, content{})
				}
			}
			s.tables = slices.Delete(slices.Clone(s.tables), i, i+1)
			return nil, nil
		}
	}
	return nil, invalid("No table with id: %s", id)
}

func (q request) addBanding() (object, *apiError) {
	o := copied(q.object["bandedRange"])
	g := objectOf(o["range"])
	s, err := q.sheetWith(g["sheetId"])
	if err != nil {
		return nil, err
	}
	if _, err := s.rangeOf(g); err != nil {
		return nil, err
	}
	id, err := q.chosenID(o["bandedRangeId"], "banded range", func(id int) bool { s, _ := q.banding(id); return s != nil })
	if err != nil {
		return nil, err
	}
	o["bandedRangeId"] = number(id)
	s.bandings = append(slices.Clone(s.bandings), o)
	return object{"bandedRange": o}, nil
}

// banding finds alternating colours by their id; the sheet is nil when there
// are none.
func (q request) banding(id int) (*sheet, int) {
	for _, s := range q.d.sheets {
		for i, b := range s.bandings {
			if intOf(b["bandedRangeId"]) == id {
				return s, i
			}
		}
	}
	return nil, 0
}

func (q request) deleteBanding() (object, *apiError) {
	s, i := q.banding(intOf(q.object["bandedRangeId"]))
	if s == nil {
		return nil, invalid("No banded range with id: %d", intOf(q.object["bandedRangeId"]))
	}
	s.bandings = slices.Delete(slices.Clone(s.bandings), i, i+1)
	return nil, nil
}
