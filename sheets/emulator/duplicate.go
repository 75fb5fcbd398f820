package emulator

import (
	"maps"
	"slices"
)

func (q request) duplicateSheet() (object, *apiError) {
	from, err := q.sheetWith(q.object["sourceSheetId"])
	if err != nil {
		return nil, err
	}
	id, err := q.newSheetID(q.object["newSheetId"])
	if err != nil {
		return nil, err
	}
	title := textOf(q.object["newSheetName"])
	if title == "" {
		title = q.d.copyTitle(from.title)
	}
	if err := q.d.admitsTitle(title, nil); err != nil {
		return nil, err
	}
	i := slices.Index(q.d.sheets, from) + 1
	if v, given := q.object["insertSheetIndex"]; given {
		if i = intOf(v); i < 0 || i > len(q.d.sheets) {
			return nil, invalid("Invalid sheet index: %d.", i)
		}
	}
	s := q.d.duplicate(from, id, title)
	q.d.sheets = slices.Insert(slices.Clone(q.d.sheets), i, s)
	q.d.lift(s)
	return object{"properties": q.d.propertiesOf(s)}, nil
}

// copyTitle is the title that the service gives to a copy.
func (d *document) copyTitle(title string) string {
	word := "Copy of "
	switch d.loc().Language {
	case "vi":
		word = "Bản sao của "
	case "de":
		word = "Kopie von "
	}
	for n := 1; ; n++ {
		t := word + title
		if n > 1 {
			t += " " + itoa(n)
		}
		if d.titled(t) == nil {
			return t
		}
	}
}

// duplicate copies a sheet. References without the name of a sheet are to the
// copy.
func (d *document) duplicate(from *sheet, id int, title string) *sheet {
	s := from.clone()
	s.id, s.title, s.hidden = id, title, false
	for r, row := range s.grid {
		for c, v := range row {
			if v != nil && v.formula != nil {
				n := *v
				n.formula = v.formula.Offset(id, 0, 0)
				s.grid[r][c] = &n
			}
		}
	}
	for _, rule := range s.rules {
		for i, f := range rule.formulas {
			if f != nil {
				rule.formulas[i] = f.Offset(id, 0, 0)
			}
		}
	}
	d.copyMarks(s)
	s.anchors = nil
	if !d.behaviour.DuplicateKeepsProtection {
		s.protected = nil
	}
	for _, p := range s.protected {
		p.id = d.newID()
		p.rest = objectOf(rehome(p.rest, from.id, id))
	}
	for _, v := range s.views {
		v.id = d.newID()
	}
	for _, t := range s.tables {
		t.id, t.name = itoa(d.newID()), t.name+"_"+itoa(d.newID())
	}
	renew := func(list []object, key string) {
		for i, o := range list {
			n := objectOf(rehome(o, from.id, id))
			n[key] = number(d.newID())
			list[i] = n
		}
	}
	renew(s.charts, "chartId")
	renew(s.bandings, "bandedRangeId")
	return s
}

// copyMarks leaves the metadata of a copied sheet out, or gives it new ids.
func (d *document) copyMarks(s *sheet) {
	renew := func(list []*metadata) []*metadata {
		if !d.behaviour.DuplicateCopiesMetadata {
			return nil
		}
		for _, m := range list {
			m.id = d.newID()
		}
		return list
	}
	s.sheetMeta = renew(s.sheetMeta)
	for _, dims := range []map[int]*dimension{s.rowDims, s.colDims} {
		for _, i := range slices.Sorted(maps.Keys(dims)) {
			dims[i].metadata = renew(dims[i].metadata)
		}
	}
}

// rehome lets the ranges of an object be of another sheet.
func rehome(v any, from, to int) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = rehome(e, from, to)
		}
		return out
	case object:
		out := make(object, len(v))
		for k, e := range v {
			out[k] = rehome(e, from, to)
		}
		_, at := v["rowIndex"]
		if id, ok := v["sheetId"]; (ok || at || isRange(v)) && intOf(id) == from {
			out["sheetId"] = number(to)
		}
		return out
	}
	return v
}
