package emulator

import "strconv"

// placed is a metadata entry and where it is.
type placed struct {
	*metadata
	place
}

// placedMetadata lists every entry of a spreadsheet.
func (d *document) placedMetadata() []placed {
	var all []placed
	add := func(entries []*metadata, p place) {
		for _, e := range entries {
			all = append(all, placed{e, p})
		}
	}
	add(d.metadata, place{kind: "SPREADSHEET"})
	for _, s := range d.sheets {
		add(s.sheetMeta, place{kind: "SHEET", sheet: s})
		for i := range s.rows {
			if dim := s.rowDims[i]; dim != nil {
				add(dim.metadata, place{kind: "ROWS", sheet: s, index: i})
			}
		}
		for i := range s.cols {
			if dim := s.colDims[i]; dim != nil {
				add(dim.metadata, place{kind: "COLUMNS", sheet: s, index: i})
			}
		}
	}
	return all
}

// getMetadata is spreadsheets.developerMetadata.get.
func (s *Server) getMetadata(c *call) *apiError {
	id, err := strconv.Atoi(c.part)
	if err != nil {
		return badValue("metadata_id", "TYPE_INT32", c.part)
	}
	for _, e := range c.doc.placedMetadata() {
		if e.id == id {
			c.out.raw("{")
			c.out.mark(c.mask, e.metadata, e.place)
			c.out.raw("}")
			return nil
		}
	}
	return failure(404, "No developer metadata with ID %d.", id)
}
