package emulator

import "slices"

// searchMetadata is spreadsheets.developerMetadata.search. An entry that
// several filters select is told once, with all of them.
func (s *Server) searchMetadata(c *call) *apiError {
	all := c.doc.placedMetadata()
	by := make([][]any, len(all))
	for _, v := range list(c.body["dataFilters"]) {
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
// selects those at rows and columns that the range meets.
func (d *document) selector(f object) (func(placed) bool, *apiError) {
	if l, ok := f["developerMetadataLookup"].(object); ok {
		return d.lookup(l)
	}
	blocks, err := d.dataFilter(f)
	if err != nil {
		return nil, err
	}
	return func(e placed) bool {
		return slices.ContainsFunc(blocks, func(b location) bool {
			return b.sheet != nil && b.sheet == e.sheet && e.meets(b.sheet.closed(b.rect))
		})
	}, nil
}

// meets tells whether a row or column runs through a block.
func (p place) meets(r rect) bool {
	switch p.kind {
	case "ROWS":
		return p.index >= r.top && p.index < r.bottom
	case "COLUMNS":
		return p.index >= r.left && p.index < r.right
	}
	return false
}
