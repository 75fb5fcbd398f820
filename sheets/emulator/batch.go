package emulator

import (
	"encoding/json"
	"slices"
	"strings"
)

// request is one request of a batch.
type request struct {
	d    *document
	who  caller
	kind string
	object
}

// batch carries the requests of a batchUpdate out, together or not at all, and
// returns a reply for each; nil is an empty one.
func (d *document) batch(who caller, raw []json.RawMessage) ([]any, *apiError) {
	requests := make([]request, len(raw))
	for i, b := range raw {
		v, err := decode(b)
		if err != nil {
			return nil, invalid("Invalid JSON payload received. %v", err)
		}
		o, _ := v.(object)
		kinds := sortedKeys(o)
		if len(kinds) != 1 {
			return nil, invalid("Invalid requests[%d]: exactly one kind of request must be set.", i)
		}
		body, _ := o[kinds[0]].(object)
		requests[i] = request{d: d, who: who, kind: kinds[0], object: body}
	}
	return d.carry(requests)
}

// carry carries requests out that are read already.
func (d *document) carry(requests []request) ([]any, *apiError) {
	replies := make([]any, len(requests))
	err := d.change(func() *apiError {
		for i, q := range requests {
			do, known := q.handlers()[q.kind]
			if !known {
				if slices.Contains(unmodelled(), q.kind) {
					return failure(501, "The emulator does not carry out requests[%d].%s.", i, q.kind)
				}
				return unknownField("requests["+itoa(i)+"]", q.kind)
			}
			reply, err := do()
			if err != nil {
				if err.code == 400 && len(err.details) == 0 {
					err.message = "Invalid requests[" + itoa(i) + "]." + q.kind + ": " + err.message
				}
				return err
			}
			if reply != nil {
				replies[i] = object{q.kind: reply}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return replies, nil
}

// handlers are the kinds of requests that are carried out.
func (q request) handlers() map[string]func() (object, *apiError) {
	return map[string]func() (object, *apiError){
		"updateSpreadsheetProperties":  q.updateSpreadsheetProperties,
		"addSheet":                     q.addSheet,
		"deleteSheet":                  q.deleteSheet,
		"duplicateSheet":               q.duplicateSheet,
		"updateSheetProperties":        q.updateSheetProperties,
		"insertDimension":              q.insertDimension,
		"deleteDimension":              q.deleteDimension,
		"moveDimension":                q.moveDimension,
		"appendDimension":              q.appendDimension,
		"updateDimensionProperties":    q.updateDimensionProperties,
		"autoResizeDimensions":         q.autoResizeDimensions,
		"addDimensionGroup":            q.addDimensionGroup,
		"deleteDimensionGroup":         q.deleteDimensionGroup,
		"updateDimensionGroup":         q.updateDimensionGroup,
		"insertRange":                  q.insertRange,
		"deleteRange":                  q.deleteRange,
		"updateCells":                  q.updateCells,
		"repeatCell":                   q.repeatCell,
		"appendCells":                  q.appendCells,
		"sortRange":                    q.sortRange,
		"cutPaste":                     q.cutPaste,
		"copyPaste":                    q.copyPaste,
		"findReplace":                  q.findReplace,
		"trimWhitespace":               q.trimWhitespace,
		"deleteDuplicates":             q.deleteDuplicates,
		"textToColumns":                q.textToColumns,
		"pasteData":                    q.pasteData,
		"autoFill":                     q.autoFill,
		"updateBorders":                q.updateBorders,
		"mergeCells":                   q.mergeCells,
		"unmergeCells":                 q.unmergeCells,
		"createDeveloperMetadata":      q.createDeveloperMetadata,
		"updateDeveloperMetadata":      q.updateDeveloperMetadata,
		"deleteDeveloperMetadata":      q.deleteDeveloperMetadata,
		"addConditionalFormatRule":     q.addConditionalFormatRule,
		"updateConditionalFormatRule":  q.updateConditionalFormatRule,
		"deleteConditionalFormatRule":  q.deleteConditionalFormatRule,
		"addProtectedRange":            q.addProtectedRange,
		"updateProtectedRange":         q.updateProtectedRange,
		"deleteProtectedRange":         q.deleteProtectedRange,
		"addChart":                     q.addChart,
		"updateChartSpec":              q.updateChartSpec,
		"updateEmbeddedObjectPosition": q.updateEmbeddedObjectPosition,
		"deleteEmbeddedObject":         q.deleteEmbeddedObject,
		"setDataValidation":            q.setDataValidation,
		"setBasicFilter":               q.setBasicFilter,
		"clearBasicFilter":             q.clearBasicFilter,
		"addFilterView":                q.addFilterView,
		"updateFilterView":             q.updateFilterView,
		"duplicateFilterView":          q.duplicateFilterView,
		"deleteFilterView":             q.deleteFilterView,
		"addNamedRange":                q.addNamedRange,
		"updateNamedRange":             q.updateNamedRange,
		"deleteNamedRange":             q.deleteNamedRange,
		"addTable":                     q.addTable,
		"updateTable":                  q.updateTable,
		"deleteTable":                  q.deleteTable,
		"addBanding":                   q.addBanding,
		"updateBanding":                q.updateBanding,
		"deleteBanding":                q.deleteBanding,
		"insertComment":                q.insertComment,
		"addCommentReply":              q.addCommentReply,
		"updateCommentPost":            q.updateCommentPost,
		"deleteComment":                q.deleteComment,
		"deleteCommentReply":           q.deleteCommentReply,
	}
}

// unmodelled are the kinds of requests that the API has and the emulator does
// not.
func unmodelled() []string {
	return strings.Fields(`addDataSource addSlicer cancelDataSourceRefresh deleteDataSource randomizeRange
		refreshDataSource updateDataSource updateEmbeddedObjectBorder updateSlicerSpec`)
}

func textOf(v any) string { s, _ := v.(string); return s }

func boolOf(v any) bool { b, _ := v.(bool); return b }

func objectOf(v any) object { o, _ := v.(object); return o }

// part is a field of the request that is a message itself.
func (q request) part(name string) object { return objectOf(q.object[name]) }

// sheetWith finds the tab that a field names; an id that is left out is 0.
func (q request) sheetWith(id any) (*sheet, *apiError) {
	if s := q.d.numbered(intOf(id)); s != nil {
		return s, nil
	}
	return nil, invalid("No grid with id: %d", intOf(id))
}

// rangeIn reads a GridRange of the request.
func (q request) rangeIn(name string) (*sheet, rect, *apiError) {
	o, ok := q.object[name].(object)
	if !ok {
		return nil, rect{}, invalid("No %s was given.", name)
	}
	s, err := q.sheetWith(o["sheetId"])
	if err != nil {
		return nil, rect{}, err
	}
	r, err := s.rangeOf(o)
	return s, r, err
}

// editable reads a GridRange of the request, to its ends, that the caller may
// edit.
func (q request) editable(name string) (*sheet, rect, *apiError) {
	s, r, err := q.rangeIn(name)
	if err != nil {
		return nil, rect{}, err
	}
	r = s.closed(r)
	return s, r, q.d.mayEdit(q.who, s, r)
}

// rangeOf reads a GridRange of the sheet and refuses one that is not in it.
func (s *sheet) rangeOf(o object) (rect, *apiError) {
	r := rectOf(o)
	if r.top < 0 || r.left < 0 || r.bottom >= 0 && r.bottom < r.top || r.right >= 0 && r.right < r.left {
		return r, invalid("Invalid range: the start of a range cannot be after its end.")
	}
	if r.top > s.rows || r.left > s.cols || r.bottom > s.rows || r.right > s.cols {
		return r, s.beyond(r)
	}
	return r, nil
}

// coordinate reads a GridCoordinate of the request.
func (q request) coordinate(name string) (*sheet, At, *apiError) {
	o, ok := q.object[name].(object)
	if !ok {
		return nil, At{}, invalid("No %s was given.", name)
	}
	s, err := q.sheetWith(o["sheetId"])
	if err != nil {
		return nil, At{}, err
	}
	at := At{Row: intOf(o["rowIndex"]), Col: intOf(o["columnIndex"])}
	switch {
	case at.Row < 0 || at.Row >= s.rows:
		return nil, At{}, invalid("GridCoordinate.rowIndex[%d] is after last row in grid[%d]", at.Row, s.rows)
	case at.Col < 0 || at.Col >= s.cols:
		return nil, At{}, invalid("GridCoordinate.columnIndex[%d] is after last column in grid[%d]", at.Col, s.cols)
	}
	return s, at, nil
}

// fields reads the mask of an update over a message type.
func (q request) fields(message string) (*mask, *apiError) {
	text := textOf(q.object["fields"])
	if strings.TrimSpace(text) == "" {
		return nil, invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
	}
	return readMask(text, message, readSchemas(schemaText))
}

// masked puts the selected fields of one object over another. Selected fields
// that the source lacks are taken away.
func masked(old, from object, m *mask) object {
	if m == nil {
		return from
	}
	out := copied(old)
	names := sortedKeys(from)
	for name := range m.fields {
		if name != "*" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if _, all := m.fields["*"]; all {
		names = append(names, sortedKeys(old)...)
	}
	for _, name := range names {
		inner, ok := m.sub(name)
		if !ok {
			continue
		}
		v, given := from[name]
		part, isObject := v.(object)
		if inner != nil && (isObject || !given) {
			if part = masked(objectOf(old[name]), part, inner); len(part) > 0 {
				out[name] = part
				continue
			}
			given = false
		}
		if given {
			out[name] = v
		} else {
			delete(out, name)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
