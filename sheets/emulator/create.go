package emulator

import (
	"encoding/json"
	"maps"
)

// Create makes a spreadsheet with one empty tab of 1000 rows and 26 columns,
// called "Trang tính1" for a Vietnamese locale and "Sheet1" for an English
// one. No account has access to it yet. An empty locale is en_US, an empty time
// zone Etc/GMT.
func (s *Server) Create(title, locale, timeZone string) *Spreadsheet {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Spreadsheet{server: s, doc: s.create(title, locale, timeZone)}
}

// Spreadsheet finds a spreadsheet by its id, deleted ones included.
func (s *Server) Spreadsheet(id string) (*Spreadsheet, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, ok := s.documents[id]
	if !ok {
		return nil, false
	}
	return &Spreadsheet{server: s, doc: d}, true
}

// Copy makes a copy of a spreadsheet under an id of its own, as "Make a copy"
// does: tabs keep their ids. Nobody has access to it yet.
func (s *Server) Copy(p *Spreadsheet, title string) *Spreadsheet {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Spreadsheet{server: s, doc: s.duplicate(p.doc, title)}
}

// duplicate makes a copy of a spreadsheet to which nobody has access yet.
func (s *Server) duplicate(from *document, title string) *document {
	d := from.clone()
	d.id, d.title, d.deleted = s.newDocumentID(), title, false
	d.comments = nil // "Make a copy" leaves them out unless asked
	for _, t := range d.sheets {
		t.anchors = nil
	}
	d.roles, d.file = map[string]Role{}, s.newFile()
	if s.behaviour.FileCopyDropsMetadata {
		d.metadata = nil
		for _, t := range d.sheets {
			t.sheetMeta = nil
			for _, dims := range []map[int]*dimension{t.rowDims, t.colDims} {
				for _, dim := range dims {
					dim.metadata = nil
				}
			}
		}
	}
	s.documents[d.id] = d
	return d
}

// create makes an empty spreadsheet; the caller holds the lock.
func (s *Server) create(title, locale, timeZone string) *document {
	if title == "" {
		title = "Untitled spreadsheet"
	}
	if locale == "" {
		locale = "en_US"
	}
	if timeZone == "" {
		timeZone = "Etc/GMT"
	}
	d := newDocument(s.newDocumentID(), title, locale, timeZone, s.behaviour)
	d.file, d.clock = s.newFile(), s.now
	s.documents[d.id] = d
	return d
}

// createSpreadsheet is spreadsheets.create. What the body says of tabs is
// carried out as a batch of requests on an empty spreadsheet.
func (s *Server) createSpreadsheet(c *call) *apiError {
	dropNulls(c.body)
	properties, _ := c.body["properties"].(object)
	word := func(name string) string { v, _ := properties[name].(string); return v }
	d := s.create(word("title"), word("locale"), word("timeZone"))
	err := s.fill(d, c)
	if err != nil {
		delete(s.documents, d.id)
		return err
	}
	s.creators[d.id] = c.token.email
	s.share(d, c.token.email, Owner, c.who())
	c.doc = d
	c.render(c.mask, view{})
	return nil
}

// fill puts the tabs of a create request into a new spreadsheet.
func (s *Server) fill(d *document, c *call) *apiError {
	var batch []object
	tabs, _ := c.body["sheets"].([]any)
	if len(tabs) > 0 { // the tab that a spreadsheet begins with makes room
		d.sheets[0].id, d.sheets[0].title = maxSheetID, "\x00"
	}
	for i, v := range tabs {
		tab, _ := v.(object)
		batch = append(batch, tabRequests(tab, i)...)
	}
	if len(tabs) > 0 {
		batch = append(batch, object{"deleteSheet": object{"sheetId": maxSheetID}})
	}
	for _, v := range list(c.body["namedRanges"]) {
		batch = append(batch, object{"addNamedRange": object{"namedRange": v}})
	}
	for _, v := range list(c.body["developerMetadata"]) {
		batch = append(batch, object{"createDeveloperMetadata": object{"developerMetadata": v}})
	}
	if len(batch) == 0 {
		return nil
	}
	_, err := d.batch(c.who(), rawRequests(batch))
	return err
}

// maxSheetID is the id that the first tab has while others are made.
const maxSheetID = 1<<31 - 1

// tabRequests is what makes one tab of a create request.
func tabRequests(tab object, index int) []object {
	properties, _ := tab["properties"].(object)
	properties = maps.Clone(properties)
	if properties == nil {
		properties = object{}
	}
	id, given := properties["sheetId"]
	if !given { // any id will do, so long as the following requests know it
		id = number(index)
		properties["sheetId"] = id
	}
	properties["index"] = number(index)
	batch := []object{{"addSheet": object{"properties": properties}}}
	for _, v := range list(tab["data"]) {
		data, _ := v.(object)
		start := object{"sheetId": id, "rowIndex": data["startRow"], "columnIndex": data["startColumn"]}
		if rows := list(data["rowData"]); len(rows) > 0 {
			batch = append(batch, object{"updateCells": object{"rows": rows, "fields": "*", "start": start}})
		}
	}
	local := func(v any) object { // a range on this tab
		r, _ := v.(object)
		r = maps.Clone(r)
		if r == nil {
			r = object{}
		}
		r["sheetId"] = id
		return r
	}
	for _, v := range list(tab["merges"]) {
		batch = append(batch, object{"mergeCells": object{"range": local(v), "mergeType": "MERGE_ALL"}})
	}
	for i, v := range list(tab["conditionalFormats"]) {
		batch = append(batch, object{"addConditionalFormatRule": object{"rule": v, "index": number(i)}})
	}
	for _, v := range list(tab["protectedRanges"]) {
		batch = append(batch, object{"addProtectedRange": object{"protectedRange": v}})
	}
	for _, v := range list(tab["charts"]) {
		batch = append(batch, object{"addChart": object{"chart": v}})
	}
	for _, v := range list(tab["tables"]) {
		batch = append(batch, object{"addTable": object{"table": v}})
	}
	for _, v := range list(tab["developerMetadata"]) {
		batch = append(batch, object{"createDeveloperMetadata": object{"developerMetadata": v}})
	}
	if v := tab["basicFilter"]; v != nil {
		batch = append(batch, object{"setBasicFilter": object{"filter": v}})
	}
	return batch
}

// list is a JSON array, or nothing.
func list(v any) []any {
	l, _ := v.([]any)
	return l
}

// rawRequests is a batch as it comes over the wire.
func rawRequests(batch []object) []json.RawMessage {
	raw := make([]json.RawMessage, len(batch))
	for i, o := range batch {
		b, err := json.Marshal(o)
		if err != nil { // it was read from JSON
			panic(err)
		}
		raw[i] = b
	}
	return raw
}
