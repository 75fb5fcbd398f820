package emulator

// place is where a developer metadata entry is.
type place struct {
	kind  string // SPREADSHEET, SHEET, ROWS or COLUMNS
	sheet *sheet
	index int // of the row or column
}

// marks writes the developer metadata of one place, if there is any.
func (w *writer) marks(m *mask, all []*metadata, p place) {
	each(w, m, "developerMetadata", all, func(m *mask, e *metadata) { w.mark(m, e, p) })
}

// mark writes the fields of a DeveloperMetadata message.
func (w *writer) mark(m *mask, e *metadata, p place) {
	w.int(m, "metadataId", e.id)
	w.text(m, "metadataKey", e.key)
	w.textIf(m, "metadataValue", e.value)
	if inner, ok := w.field(m, "location"); ok {
		w.raw("{")
		switch p.kind {
		case "SPREADSHEET":
			w.text(inner, "locationType", p.kind)
			w.boolIf(inner, "spreadsheet", true)
		case "SHEET":
			w.text(inner, "locationType", p.kind)
			w.int(inner, "sheetId", p.sheet.id)
		default:
			w.text(inner, "locationType", p.kind[:len(p.kind)-1])
			if span, ok := w.field(inner, "dimensionRange"); ok {
				w.raw("{")
				w.intIf(span, "sheetId", p.sheet.id)
				w.text(span, "dimension", p.kind)
				w.int(span, "startIndex", p.index)
				w.int(span, "endIndex", p.index+1)
				w.raw("}")
			}
		}
		w.raw("}")
	}
	w.text(m, "visibility", e.visibility)
}
