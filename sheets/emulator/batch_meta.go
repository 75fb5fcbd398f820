package emulator

import (
	"slices"
	"strings"
)

// location is what a data filter selects: a block of a sheet, or the
// spreadsheet as a whole where there is no sheet.
type location struct {
	sheet *sheet
	rect  rect
}

// metadataByID returns the entry of that id, or nil.
func (d *document) metadataByID(id int) *metadata {
	for _, e := range d.placedMetadata() {
		if e.id == id {
			return e.metadata
		}
	}
	return nil
}

// listAt returns the list in which entries of a place are kept.
func (d *document) listAt(p place) *[]*metadata {
	switch p.kind {
	case "SHEET":
		return &p.sheet.sheetMeta
	case "ROWS":
		return &p.sheet.rowDim(p.index).metadata
	case "COLUMNS":
		return &p.sheet.colDim(p.index).metadata
	}
	return &d.metadata
}

// placeOf reads a DeveloperMetadataLocation at which an entry can be.
func (q request) placeOf(o object) (place, *apiError) {
	_, onSheet := o["sheetId"]
	dimension, onDimension := o["dimensionRange"].(object)
	whole := boolOf(o["spreadsheet"])
	switch {
	case onDimension && !onSheet && !whole:
		s, rows, from, to, err := q.dimensions(dimension)
		if err != nil {
			return place{}, err
		}
		size, kind := s.cols, "COLUMNS"
		if rows {
			size, kind = s.rows, "ROWS"
		}
		if to-from != 1 {
			return place{}, invalid("Developer metadata can only be associated with a single row or column.")
		}
		if to > size {
			return place{}, invalid("The location of the developer metadata is outside the grid.")
		}
		return place{kind: kind, sheet: s, index: from}, nil
	case onSheet && !onDimension && !whole:
		s, err := q.sheetWith(o["sheetId"])
		return place{kind: "SHEET", sheet: s}, err
	case whole && !onSheet && !onDimension:
		return place{kind: "SPREADSHEET"}, nil
	}
	return place{}, invalid("Exactly one location of the developer metadata must be specified.")
}

// metadataObject is an entry as the API has it.
func metadataObject(e placed) object {
	at := object{}
	switch e.kind {
	case "SPREADSHEET":
		at["locationType"], at["spreadsheet"] = e.kind, true
	case "SHEET":
		at["locationType"], at["sheetId"] = e.kind, number(e.sheet.id)
	default:
		at["locationType"] = e.kind[:len(e.kind)-1]
		at["dimensionRange"] = object{
			"sheetId": number(e.sheet.id), "dimension": e.kind,
			"startIndex": number(e.index), "endIndex": number(e.index + 1),
		}
	}
	o := object{"metadataId": number(e.id), "metadataKey": e.key, "location": at, "visibility": e.visibility}
	if e.value != "" {
		o["metadataValue"] = e.value
	}
	return o
}

func (q request) createDeveloperMetadata() (object, *apiError) {
	o := q.part("developerMetadata")
	e := &metadata{key: textOf(o["metadataKey"]), value: textOf(o["metadataValue"]), visibility: textOf(o["visibility"])}
	if e.key == "" {
		return nil, invalid("The metadata key must be specified.")
	}
	if e.visibility != "DOCUMENT" && e.visibility != "PROJECT" {
		return nil, invalid("The metadata visibility must be specified.")
	}
	if v, given := o["metadataId"]; given {
		e.id = intOf(v)
		if e.id < 0 {
			return nil, invalid("The metadata id %d is negative.", e.id)
		}
		if q.d.metadataByID(e.id) != nil {
			return nil, invalid("Developer metadata with id %d already exists.", e.id)
		}
	} else {
		e.id = q.d.newID()
	}
	at, err := q.placeOf(objectOf(o["location"]))
	if err != nil {
		return nil, err
	}
	in := q.d.listAt(at)
	*in = append(*in, e)
	return object{"developerMetadata": metadataObject(placed{e, at})}, nil
}

func (q request) updateDeveloperMetadata() (object, *apiError) {
	m, err := q.fields("DeveloperMetadata")
	if err != nil {
		return nil, err
	}
	o := q.part("developerMetadata")
	var found []placed
	for _, f := range list(q.object["dataFilters"]) {
		some, err := q.d.metadataFilter(objectOf(f))
		if err != nil {
			return nil, err
		}
		for _, e := range some {
			if !slices.ContainsFunc(found, func(o placed) bool { return o.id == e.id }) {
				found = append(found, e)
			}
		}
	}
	changed := []any{}
	for _, e := range found {
		if m.has("metadataKey") && (m != nil || o["metadataKey"] != nil) {
			if e.key = textOf(o["metadataKey"]); e.key == "" {
				return nil, invalid("The metadata key must be specified.")
			}
		}
		if m.has("metadataValue") {
			e.value = textOf(o["metadataValue"])
		}
		if v := textOf(o["visibility"]); m.has("visibility") && v != "" {
			e.visibility = v
		}
		if at, given := o["location"].(object); given && m.has("location") {
			to, err := q.placeOf(at)
			if err != nil {
				return nil, err
			}
			q.d.unmark(e)
			in := q.d.listAt(to)
			*in = append(*in, e.metadata)
			e.place = to
		}
		changed = append(changed, metadataObject(e))
	}
	return object{"developerMetadata": changed}, nil
}

// unmark takes an entry from where it is.
func (d *document) unmark(e placed) {
	in := d.listAt(e.place)
	*in = slices.DeleteFunc(slices.Clone(*in), func(o *metadata) bool { return o.id == e.id })
}

func (q request) deleteDeveloperMetadata() (object, *apiError) {
	found, err := q.d.metadataFilter(q.part("dataFilter"))
	if err != nil {
		return nil, err
	}
	gone := []any{}
	for _, e := range found {
		gone = append(gone, metadataObject(e))
		q.d.unmark(e)
	}
	return object{"deletedDeveloperMetadata": gone}, nil
}

// dataFilter returns what a DataFilter selects.
func (d *document) dataFilter(filter object) ([]location, *apiError) {
	switch {
	case filter["a1Range"] != nil:
		s, r, err := d.readRange(textOf(filter["a1Range"]))
		if err != nil {
			return nil, err
		}
		return []location{{s, r}}, nil
	case filter["gridRange"] != nil:
		o := objectOf(filter["gridRange"])
		s, err := request{d: d}.sheetWith(o["sheetId"])
		if err != nil {
			return nil, err
		}
		r, err := s.rangeOf(o)
		return []location{{s, r}}, err
	}
	found, err := d.metadataFilter(filter)
	if err != nil {
		return nil, err
	}
	var out []location
	for _, e := range found {
		if at := e.location(); !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out, nil
}

// location is the block that a place stands for.
func (p place) location() location {
	switch p.kind {
	case "ROWS":
		return location{p.sheet, rect{p.index, 0, p.index + 1, -1}}
	case "COLUMNS":
		return location{p.sheet, rect{0, p.index, -1, p.index + 1}}
	case "SHEET":
		return location{p.sheet, rect{0, 0, -1, -1}}
	}
	return location{}
}

// metadataFilter returns the entries that a DataFilter selects. A block
// selects those of the rows and columns that lie in it.
func (d *document) metadataFilter(filter object) ([]placed, *apiError) {
	lookup, ok := filter["developerMetadataLookup"].(object)
	if !ok {
		if len(filter) == 0 {
			return nil, invalid("A data filter must be specified.")
		}
		blocks, err := d.dataFilter(filter)
		if err != nil {
			return nil, err
		}
		var out []placed
		for _, e := range d.placedMetadata() {
			at := e.location()
			if at.sheet != nil && e.kind != "SHEET" && at.sheet.closed(at.rect).within(at.sheet.closed(blocks[0].rect)) && at.sheet == blocks[0].sheet {
				out = append(out, e)
			}
		}
		return out, nil
	}
	matches, err := d.lookup(lookup)
	if err != nil {
		return nil, err
	}
	var out []placed
	for _, e := range d.placedMetadata() {
		if matches(e) {
			out = append(out, e)
		}
	}
	return out, nil
}

// lookup reads a DeveloperMetadataLookup.
func (d *document) lookup(o object) (func(placed) bool, *apiError) {
	unspecified := func(v string) bool { return v == "" || strings.HasSuffix(v, "_UNSPECIFIED") }
	within := func(placed) bool { return true }
	strategy := textOf(o["locationMatchingStrategy"])
	at, located := o["metadataLocation"].(object)
	if !located && !unspecified(strategy) {
		return nil, invalid("locationMatchingStrategy cannot be specified without metadataLocation.")
	}
	if located {
		var err *apiError
		if within, err = d.reach(at, strategy == "EXACT_LOCATION"); err != nil {
			return nil, err
		}
	}
	kind := textOf(o["locationType"])
	if kind == "ROW" || kind == "COLUMN" {
		kind += "S"
	}
	id, byID := o["metadataId"]
	key, byKey := o["metadataKey"]
	value, byValue := o["metadataValue"]
	visibility := textOf(o["visibility"])
	return func(e placed) bool {
		return (!byID || e.id == intOf(id)) && (!byKey || e.key == textOf(key)) && (!byValue || e.value == textOf(value)) &&
			(unspecified(visibility) || visibility == e.visibility) && (unspecified(kind) || kind == e.kind) && within(e)
	}, nil
}

// reach reads the location of a lookup: exactly there, or anywhere that meets
// it. Rows meet the columns of their sheet, a sheet what is on its rows and
// columns; the spreadsheet meets nothing but itself.
func (d *document) reach(o object, exact bool) (func(placed) bool, *apiError) {
	q := request{d: d}
	if boolOf(o["spreadsheet"]) {
		return func(e placed) bool { return e.kind == "SPREADSHEET" }, nil
	}
	if v, ok := o["dimensionRange"].(object); ok {
		s, rows, from, to, err := q.dimensions(v)
		if err != nil {
			return nil, err
		}
		kind := "COLUMNS"
		if rows {
			kind = "ROWS"
		}
		return func(e placed) bool {
			same := e.sheet == s && e.kind == kind && e.index >= from && e.index < to
			return same && (!exact || to-from == 1) || !exact && e.sheet == s && e.kind != kind
		}, nil
	}
	s, err := q.sheetWith(o["sheetId"])
	if err != nil {
		return nil, err
	}
	return func(e placed) bool { return e.sheet == s && (!exact || e.kind == "SHEET") }, nil
}
