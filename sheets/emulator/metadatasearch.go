package emulator

import "slices"

// searchMetadata is spreadsheets.developerMetadata.search. An entry that
// several filters select is told once, with all of them.
func (s *Server) searchMetadata(c *call) *apiError {
	filters := list(c.body["dataFilters"])
	all := c.doc.placedMetadata()
	by := make([][]any, len(all))
	for _, v := range filters {
		f, _ := v.(object)
		selects, err := c.doc.selector(f)
		if err != nil {
			return err
		}
		for i, e := range all {
			if selects(e) {
				by[i] = append(by[i], f)
			}
		}
	}
	var found []int
	for i := range all {
		if len(by[i]) > 0 {
			found = append(found, i)
		}
	}
	w := c.out
	w.raw("{")
	each(w, c.mask, "matchedDeveloperMetadata", found, func(m *mask, i int) {
		if inner, ok := w.field(m, "developerMetadata"); ok {
			w.raw("{")
			w.mark(inner, all[i].metadata, all[i].place)
			w.raw("}")
		}
		w.any(m, "dataFilters", by[i])
	})
	w.raw("}")
	return nil
}

// selector gives the entries that a data filter selects. A filter by range
// selects the entries at rows and columns that the range meets.
func (d *document) selector(f object) (func(placed) bool, *apiError) {
	if l, ok := f["developerMetadataLookup"].(object); ok {
		return d.lookup(l)
	}
	places, err := d.dataFilter(f)
	if err != nil {
		return nil, err
	}
	return func(e placed) bool {
		for _, p := range places {
			if p.sheet != nil && e.sheet == p.sheet && e.index >= 0 && meets(e.place, p.sheet.closed(p.rect)) {
				return true
			}
		}
		return false
	}, nil
}

// meets tells whether a row or column runs through a block.
func meets(p place, r rect) bool {
	switch p.kind {
	case "ROWS":
		return p.index >= r.top && p.index < r.bottom
	case "COLUMNS":
		return p.index >= r.left && p.index < r.right
	}
	return false
}

// lookup gives the entries that a DeveloperMetadataLookup selects: all that it
// says has to fit. Without a strategy, entries at places that meet the location
// fit; entries of the spreadsheet itself meet nothing but the spreadsheet.
func (d *document) lookup(l object) (func(placed) bool, *apiError) {
	strategy, _ := l["locationMatchingStrategy"].(string)
	kind, _ := l["locationType"].(string)
	where, located := l["metadataLocation"].(object)
	unspecified := func(v string) bool { return v == "" || len(v) > 12 && v[len(v)-12:] == "_UNSPECIFIED" }
	if !unspecified(strategy) && !located {
		return nil, invalid("locationMatchingStrategy cannot be specified without metadataLocation.")
	}
	fits := func(placed) bool { return true }
	if located {
		var err *apiError
		if fits, err = d.near(where, strategy == "EXACT_LOCATION"); err != nil {
			return nil, err
		}
	}
	equal := func(name, v string) bool {
		wanted, given := l[name].(string)
		return !given || unspecified(wanted) && name == "visibility" || wanted == v
	}
	return func(e placed) bool {
		if id, given := l["metadataId"]; given && intOf(id) != e.id {
			return false
		}
		return equal("metadataKey", e.key) && equal("metadataValue", e.value) && equal("visibility", e.visibility) &&
			(unspecified(kind) || kind == e.locationType()) && fits(e)
	}, nil
}

// locationType is the name of a kind of place in the API.
func (p place) locationType() string {
	switch p.kind {
	case "ROWS":
		return "ROW"
	case "COLUMNS":
		return "COLUMN"
	}
	return p.kind
}

// near gives the entries at a DeveloperMetadataLocation or at places that it
// meets.
func (d *document) near(where object, exact bool) (func(placed) bool, *apiError) {
	if where["spreadsheet"] == true {
		return func(e placed) bool { return e.kind == "SPREADSHEET" }, nil
	}
	span, isSpan := where["dimensionRange"].(object)
	id := where["sheetId"]
	if isSpan {
		id = span["sheetId"]
	}
	s := d.numbered(intOf(id))
	if s == nil {
		return nil, invalid("No grid with id: %d", intOf(id))
	}
	if !isSpan {
		return func(e placed) bool { return e.sheet == s && (!exact || e.kind == "SHEET") }, nil
	}
	kind, _ := span["dimension"].(string)
	if !slices.Contains([]string{"ROWS", "COLUMNS"}, kind) {
		return nil, invalid("dimensionRange must have a dimension of ROWS or COLUMNS.")
	}
	from, to := intOf(span["startIndex"]), s.rows
	if kind == "COLUMNS" {
		to = s.cols
	}
	if end, given := span["endIndex"]; given {
		to = intOf(end)
	}
	return func(e placed) bool {
		switch {
		case e.sheet != s:
			return false
		case e.kind != kind:
			return !exact
		case exact:
			return e.index == from && to == from+1
		}
		return e.index >= from && e.index < to
	}, nil
}
