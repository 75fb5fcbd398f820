package emulator

import (
	"maps"
	"slices"
)

// sortedKeys is the names of an object's fields in order.
func sortedKeys(o object) []string { return slices.Sorted(maps.Keys(o)) }

// gridRange writes a GridRange. An open end has no index.
func (w *writer) gridRange(m *mask, name string, id int, r rect) {
	inner, ok := w.field(m, name)
	if !ok {
		return
	}
	w.raw("{")
	w.rangeFields(inner, id, r)
	w.raw("}")
}

func (w *writer) rangeFields(m *mask, id int, r rect) {
	w.intIf(m, "sheetId", id)
	whole := r.top <= 0 && r.bottom < 0
	if !whole {
		w.int(m, "startRowIndex", r.top)
	}
	if r.bottom >= 0 {
		w.int(m, "endRowIndex", r.bottom)
	}
	whole = r.left <= 0 && r.right < 0
	if !whole {
		w.int(m, "startColumnIndex", r.left)
	}
	if r.right >= 0 {
		w.int(m, "endColumnIndex", r.right)
	}
}

// ranges writes an array of GridRanges.
func (w *writer) ranges(m *mask, name string, id int, all []rect) {
	inner, ok := w.field(m, name)
	if !ok {
		return
	}
	w.raw("[")
	for _, r := range all {
		w.element()
		w.raw("{")
		w.rangeFields(inner, id, r)
		w.raw("}")
	}
	w.raw("]")
}

// rest writes the kept fields of an object beside those written before.
func (w *writer) rest(m *mask, o object, written ...string) {
	for _, name := range sortedKeys(o) {
		if !slices.Contains(written, name) {
			w.any(m, name, o[name])
		}
	}
}

// objects writes an array of kept objects, if there are any.
func (w *writer) objects(m *mask, name string, all []object) {
	if len(all) == 0 {
		return
	}
	if inner, ok := w.field(m, name); ok {
		w.value(inner, all)
	}
}

// each writes an array of objects, if there are any, with a function for the
// fields of one.
func each[T any](w *writer, m *mask, name string, all []T, fields func(m *mask, v T)) {
	if len(all) == 0 {
		return
	}
	inner, ok := w.field(m, name)
	if !ok {
		return
	}
	w.raw("[")
	for _, v := range all {
		w.element()
		w.raw("{")
		fields(inner, v)
		w.raw("}")
	}
	w.raw("]")
}

// renderParts writes what a tab has beside its cells.
func (d *document) renderParts(w *writer, m *mask, s *sheet, email string) {
	if len(s.merges) > 0 {
		w.ranges(m, "merges", s.id, s.merges)
	}
	each(w, m, "conditionalFormats", s.rules, func(m *mask, f *formatRule) {
		w.ranges(m, "ranges", s.id, f.ranges)
		w.rest(m, d.ruleNow(f), "ranges")
	})
	if s.filter != nil {
		if inner, ok := w.field(m, "basicFilter"); ok {
			w.raw("{")
			w.gridRange(inner, "range", s.id, s.closed(s.filter.rect))
			w.rest(inner, s.filter.rest, "range")
			w.raw("}")
		}
	}
	each(w, m, "filterViews", s.views, func(m *mask, f *filter) {
		w.int(m, "filterViewId", f.id)
		w.text(m, "title", f.title)
		w.gridRange(m, "range", s.id, f.rect)
		w.rest(m, f.rest, "filterViewId", "title", "range")
	})
	each(w, m, "protectedRanges", s.protected, func(m *mask, p *protectedRange) {
		w.int(m, "protectedRangeId", p.id)
		r := p.rect
		if p.whole {
			r = rect{0, 0, -1, -1}
		}
		w.gridRange(m, "range", s.id, r)
		w.boolIf(m, "warningOnly", p.warning)
		edits := p.warning || d.roles[email] == Owner || slices.Contains(p.editors, email)
		w.boolIf(m, "requestingUserCanEdit", edits)
		if edits {
			if inner, ok := w.field(m, "editors"); ok {
				w.raw("{")
				if users, ok := w.field(inner, "users"); ok {
					w.value(users, plain(d.editorsOf(p)))
				}
				w.raw("}")
			}
		}
		w.rest(m, p.rest, "protectedRangeId", "range", "warningOnly", "requestingUserCanEdit", "editors")
	})
	w.objects(m, "rowGroups", s.groupObjects(true))
	w.objects(m, "columnGroups", s.groupObjects(false))
	w.objects(m, "charts", s.charts)
	w.objects(m, "bandedRanges", s.bandings)
	each(w, m, "tables", s.tables, func(m *mask, t *table) {
		w.text(m, "tableId", t.id)
		w.text(m, "name", t.name)
		w.gridRange(m, "range", s.id, t.rect)
		w.rest(m, t.rest, "tableId", "name", "range")
	})
}

// editorsOf is who may edit in a protected range, as a reading of it tells: of a
// warning that is its owner.
func (d *document) editorsOf(p *protectedRange) []string {
	if !p.warning {
		return append([]string{}, p.editors...)
	}
	owners := []string{}
	for _, email := range slices.Sorted(maps.Keys(d.roles)) {
		if d.roles[email] == Owner {
			owners = append(owners, email)
		}
	}
	return owners
}

// ruleNow is a conditional format rule with its formulas as they read now.
func (d *document) ruleNow(f *formatRule) object {
	boolean, _ := f.rule["booleanRule"].(object)
	condition, _ := boolean["condition"].(object)
	values := list(condition["values"])
	if len(values) == 0 {
		return f.rule
	}
	now := slices.Clone(values)
	for i := range now {
		if i < len(f.formulas) && f.formulas[i] != nil {
			now[i] = object{"userEnteredValue": f.formulas[i].Text(d.loc(), d)}
		}
	}
	rule, boolean, condition := maps.Clone(f.rule), maps.Clone(boolean), maps.Clone(condition)
	condition["values"], boolean["condition"], rule["booleanRule"] = now, condition, boolean
	return rule
}
