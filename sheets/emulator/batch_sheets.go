package emulator

import (
	"maps"
	"slices"

	"rasoat/sheets/emulator/internal/calc"
)

func (q request) updateSpreadsheetProperties() (object, *apiError) {
	m, err := q.fields("SpreadsheetProperties")
	if err != nil {
		return nil, err
	}
	p := q.part("properties")
	if m.has("title") && (m != nil || p["title"] != nil) {
		if textOf(p["title"]) == "" {
			return nil, invalid("The spreadsheet's title cannot be empty.")
		}
		q.d.title = textOf(p["title"])
	}
	if locale := textOf(p["locale"]); m.has("locale") && locale != "" {
		if _, ok := calc.LocaleOf(locale); !ok {
			return nil, invalid("Unsupported locale: %s", locale)
		}
		q.d.locale = locale
		for _, s := range q.d.sheets {
			q.d.lift(s)
		}
	}
	if zone := textOf(p["timeZone"]); m.has("timeZone") && zone != "" {
		q.d.timeZone = zone
	}
	return nil, nil
}

func (q request) addSheet() (object, *apiError) {
	p := q.part("properties")
	if kind := textOf(p["sheetType"]); kind != "" && kind != "GRID" && kind != "SHEET_TYPE_UNSPECIFIED" {
		return nil, failure(501, "The emulator has no sheets of type %s.", kind)
	}
	id, err := q.newSheetID(p["sheetId"])
	if err != nil {
		return nil, err
	}
	title := textOf(p["title"])
	if title == "" {
		title = q.d.freeTitle()
	}
	if err := q.d.admitsTitle(title, nil); err != nil {
		return nil, err
	}
	s := newSheet(id, title)
	if _, given := p["index"]; given {
		i := intOf(p["index"])
		if i < 0 || i > len(q.d.sheets) {
			return nil, invalid("Invalid sheet index: %d.", i)
		}
		q.d.sheets = slices.Insert(q.d.sheets, i, s)
	} else {
		q.d.sheets = append(q.d.sheets, s)
	}
	q.d.engine.pending.sheet(id)
	if err := q.d.setProperties(q.who, s, p, nil, true); err != nil {
		return nil, err
	}
	return object{"properties": q.d.propertiesOf(s)}, nil
}

// newSheetID takes the id that a client chose, or one that is free.
func (q request) newSheetID(v any) (int, *apiError) {
	if v == nil {
		return q.d.newID(), nil
	}
	id := intOf(v)
	switch {
	case id < 0:
		return 0, invalid("The sheet id %d is negative.", id)
	case q.d.numbered(id) != nil:
		return 0, invalid("A sheet with id %d already exists. Please choose another id.", id)
	}
	return id, nil
}

// admitsTitle refuses a title that is empty, too long or taken.
func (d *document) admitsTitle(title string, by *sheet) *apiError {
	switch {
	case title == "":
		return invalid("The sheet name cannot be empty.")
	case len([]rune(title)) > 100:
		return invalid("The sheet name cannot be greater than 100 characters.")
	}
	if s := d.titled(title); s != nil && s != by {
		return invalid("A sheet with the name \"%s\" already exists. Please enter another name.", title)
	}
	return nil
}

// setProperties changes the properties of a sheet that a mask selects. At the
// making of a sheet only what is given counts.
func (d *document) setProperties(who caller, s *sheet, p object, m *mask, making bool) *apiError {
	g := objectOf(p["gridProperties"])
	set := func(in object, path ...string) bool {
		_, given := in[path[len(path)-1]]
		if making || m == nil {
			return given
		}
		return m.has(path...)
	}
	if !making && set(p, "title") {
		if err := firstError(d.mayRename(who, s), d.admitsTitle(textOf(p["title"]), s)); err != nil {
			return err
		}
		s.title = textOf(p["title"])
	}
	if set(p, "hidden") {
		s.hidden = boolOf(p["hidden"])
		if !slices.ContainsFunc(d.sheets, func(s *sheet) bool { return !s.hidden }) {
			return invalid("You can't hide all the sheets in a document.")
		}
	}
	if err := d.setGrid(who, s, g, set); err != nil {
		return err
	}
	rest := object{}
	if s.properties != nil {
		rest = maps.Clone(s.properties)
	}
	known := []string{"sheetId", "title", "index", "sheetType", "hidden", "gridProperties", "dataSourceSheetProperties"}
	for _, name := range union(p, rest) {
		if !slices.Contains(known, name) && set(p, name) {
			replace(rest, name, p[name])
		}
	}
	grid := copied(rest["gridProperties"])
	sizes := []string{"rowCount", "columnCount", "frozenRowCount", "frozenColumnCount"}
	for _, name := range union(g, grid) {
		if !slices.Contains(sizes, name) && set(g, "gridProperties", name) {
			replace(grid, name, g[name])
		}
	}
	delete(rest, "gridProperties")
	if len(grid) > 0 {
		rest["gridProperties"] = grid
	}
	s.properties = rest
	if !making && set(p, "index") && p["index"] != nil {
		return d.reorder(s, intOf(p["index"]))
	}
	return nil
}

// setGrid changes the size of a sheet's grid and what is frozen.
func (d *document) setGrid(who caller, s *sheet, g object, set func(object, ...string) bool) *apiError {
	size := func(name string, rows bool, now int) *apiError {
		if !set(g, "gridProperties", name) {
			return nil
		}
		n := intOf(g[name])
		switch {
		case n < 1:
			return invalid("The %s of a grid must be at least 1.", name)
		case n > now:
			if err := d.shift(s, shift{rows: rows, kind: inserting, at: now, n: n - now}); err != nil {
				return err
			}
		case n < now:
			e := shift{rows: rows, kind: removing, at: n, n: now - n}
			return firstError(d.mayShift(who, s, e), d.shift(s, e))
		}
		return nil
	}
	if err := size("rowCount", true, s.rows); err != nil {
		return err
	}
	if err := size("columnCount", false, s.cols); err != nil {
		return err
	}
	if set(g, "gridProperties", "frozenRowCount") {
		s.frozenRows = intOf(g["frozenRowCount"])
	}
	if set(g, "gridProperties", "frozenColumnCount") {
		s.frozenCols = intOf(g["frozenColumnCount"])
	}
	return s.admitsFrozen()
}

func (s *sheet) admitsFrozen() *apiError {
	switch {
	case s.frozenRows < 0 || s.frozenRows > 0 && s.frozenRows >= s.rows:
		return invalid("You can't freeze all visible rows on the sheet.")
	case s.frozenCols < 0 || s.frozenCols > 0 && s.frozenCols >= s.cols:
		return invalid("You can't freeze all visible columns on the sheet.")
	}
	for _, m := range s.merges {
		if m.left < s.frozenCols && m.right > s.frozenCols {
			return invalid("You can't freeze columns which contain only part of a merged cell.")
		}
	}
	return nil
}

func union(a, b object) []string {
	names := sortedKeys(a)
	for _, name := range sortedKeys(b) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func replace(in object, name string, v any) {
	if v == nil || v == false { // neither is said
		delete(in, name)
		return
	}
	in[name] = v
}

// reorder puts a sheet before the one that now has an index.
func (d *document) reorder(s *sheet, to int) *apiError {
	if to < 0 || to > len(d.sheets) {
		return invalid("Invalid sheet index: %d.", to)
	}
	from := slices.Index(d.sheets, s)
	if to > from {
		to--
	}
	d.sheets = slices.Insert(slices.Delete(slices.Clone(d.sheets), from, from+1), to, s)
	return nil
}

// propertiesOf is the SheetProperties of a sheet.
func (d *document) propertiesOf(s *sheet) object {
	out := copied(s.properties)
	g := copied(out["gridProperties"])
	g["rowCount"], g["columnCount"] = number(s.rows), number(s.cols)
	if s.frozenRows > 0 {
		g["frozenRowCount"] = number(s.frozenRows)
	}
	if s.frozenCols > 0 {
		g["frozenColumnCount"] = number(s.frozenCols)
	}
	out["gridProperties"] = g
	out["sheetId"], out["title"], out["sheetType"] = number(s.id), s.title, "GRID"
	out["index"] = number(slices.Index(d.sheets, s))
	if s.hidden {
		out["hidden"] = true
	}
	return out
}

func (q request) updateSheetProperties() (object, *apiError) {
	p := q.part("properties")
	m, err := q.fields("SheetProperties")
	if err != nil {
		return nil, err
	}
	s, err := q.sheetWith(p["sheetId"])
	if err != nil {
		return nil, err
	}
	return nil, q.d.setProperties(q.who, s, p, m, false)
}

func (q request) deleteSheet() (object, *apiError) {
	s, err := q.sheetWith(q.object["sheetId"])
	if err != nil {
		return nil, err
	}
	if err := q.d.mayDrop(q.who, s); err != nil {
		return nil, err
	}
	q.d.sheets = slices.DeleteFunc(slices.Clone(q.d.sheets), func(o *sheet) bool { return o == s })
	switch {
	case len(q.d.sheets) == 0:
		return nil, invalid("You can't remove all the sheets in a document.")
	case !slices.ContainsFunc(q.d.sheets, func(s *sheet) bool { return !s.hidden }):
		return nil, invalid("You can't remove all the visible sheets in a document.")
	}
	gone := func(rect) (rect, bool) { return rect{}, false }
	for _, o := range q.d.sheets {
		o.charts = mapObjects(o.charts, s.id, gone)
	}
	q.d.names = slices.DeleteFunc(q.d.names, func(n *namedRange) bool { return n.sheet == s.id })
	edit := calc.DropSheet{Sheet: s.id}
	q.d.rewrite(func(f *calc.Formula) *calc.Formula { return f.Apply(edit) })
	q.d.engine.pending.sheet(s.id)
	return nil, nil
}
