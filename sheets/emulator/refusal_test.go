package emulator_test

import (
	"testing"

	"rasoat/sheets/emulator"
)

func TestRefusalsHaveGooglesWording(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	p := b.sheet("en_US")
	root := "/v4/spreadsheets/" + p.ID()
	gone := b.sheet("en_US")
	gone.Delete()
	for _, tt := range []struct {
		name, verb, path, body string
		status                 int
		want, field            string // message and, if not empty, the field of its violation
	}{
		{"unknown spreadsheet", "GET", "/v4/spreadsheets/nothing", "", 404, "Requested entity was not found.", ""},
		{"deleted spreadsheet", "GET", "/v4/spreadsheets/" + gone.ID(), "", 404, "Requested entity was not found.", ""},
		{"no JSON", "POST", root + ":batchUpdate", `{"requests":`, 400, "Invalid JSON payload received.", ""},
		{"unknown field", "POST", root + ":batchUpdate", `{"request":[]}`, 400,
			`Invalid JSON payload received. Unknown name "request": Cannot find field.`, ""},
		{"unknown kind", "POST", root + ":batchUpdate", `{"requests":[{},{"addSheets":{}}]}`, 400,
			`Invalid JSON payload received. Unknown name "addSheets" at 'requests[1]': Cannot find field.`, "requests[1]"},
		{"unknown field deep inside", "POST", root + ":batchUpdate", `{"requests":[{"updateCells":{"rows":[{"values":[{"value":"x"}]}]}}]}`, 400,
			`Unknown name "value" at 'requests[0].update_cells.rows[0].values[0]': Cannot find field.`, "requests[0].update_cells.rows[0].values[0]"},
		{"wrong type", "POST", root + ":batchUpdate", `{"requests":[{"addSheet":{"properties":{"title":5}}}]}`, 400,
			`Invalid value at 'requests[0].add_sheet.properties.title' (TYPE_STRING), 5`, "requests[0].add_sheet.properties.title"},
		{"wrong number", "POST", root + ":batchUpdate", `{"requests":[{"deleteSheet":{"sheetId":"x"}}]}`, 400,
			`Invalid value at 'requests[0].delete_sheet.sheet_id' (TYPE_INT32), "x"`, ""},
		{"wrong enum", "POST", root + ":batchUpdate", `{"requests":[{"mergeCells":{"mergeType":"SOME"}}]}`, 400,
			`Invalid value at 'requests[0].merge_cells.merge_type'`, ""},
		{"list for one", "POST", root + ":batchUpdate", `{"requests":[{"addSheet":{"properties":[]}}]}`, 400,
			`Unknown name "properties" at 'requests[0].add_sheet': Proto field is not repeating, cannot start list.`, ""},
		{"no requests", "POST", root + ":batchUpdate", `{}`, 400, "Must specify at least one request.", ""},
		{"unknown parameter", "GET", root + "?range=A1", "", 400,
			`Unknown name "range": Cannot bind query parameter. Field 'range' could not be found in request message.`, ""},
		{"wrong parameter", "GET", root + "/values/A1?valueRenderOption=RAW", "", 400, `Invalid value at 'value_render_option'`, ""},
		{"no input option", "PUT", root + "/values/A1", `{"values":[["x"]]}`, 400, "'valueInputOption' is required but not specified", ""},
		{"no input option in a batch", "POST", root + "/values:batchUpdate", `{"data":[]}`, 400, "'valueInputOption' is required but not specified", ""},
		{"no such tab", "GET", root + "/values/Nowhere!A1", "", 400, "Unable to parse range: Nowhere!A1", ""},
		{"no range", "GET", root + "/values/1A", "", 400, "Unable to parse range: 1A", ""},
		{"outside the grid", "GET", root + "/values/AB1", "", 400, "Range (Sheet1!AB1) exceeds grid limits. Max rows: 1000, max columns: 26", ""},
		{"more than the range", "PUT", root + "/values/A1:B1?valueInputOption=RAW", `{"values":[["a"],["b"]]}`, 400,
			"Requested writing within range [Sheet1!A1:B1], but tried writing to row [2]", ""},
		{"wider than the range", "PUT", root + "/values/A1:B1?valueInputOption=RAW", `{"values":[["a","b","c"]]}`, 400,
			"Requested writing within range [Sheet1!A1:B1], but tried writing to column [C]", ""},
		{"another range in the body", "PUT", root + "/values/A1?valueInputOption=RAW", `{"range":"B1","values":[["a"]]}`, 400, "Requested writing within range [A1]", ""},
		{"an object as a value", "PUT", root + "/values/A1?valueInputOption=RAW", `{"values":[["a",{}]]}`, 400, "Invalid values[0][1]: struct_value {}", ""},
		{"mask without end", "GET", root + "?fields=sheets(properties", "", 400, "Request contains an invalid argument.", ""},
		{"unknown field in a mask", "GET", root + "?fields=sheets.propertys", "", 400, "Request contains an invalid argument.", "sheets.propertys"},
		{"metadata id", "GET", root + "/developerMetadata/x", "", 400, "Invalid value at 'metadata_id'", ""},
		{"no metadata", "GET", root + "/developerMetadata/5", "", 404, "No developer metadata", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b.t = t
			e := b.fails(tt.verb, tt.path, tt.body, tt.status, tt.want)
			if tt.field == "" {
				return
			}
			if len(e.Details) != 1 || len(e.Details[0].FieldViolations) != 1 || e.Details[0].FieldViolations[0].Field != tt.field {
				t.Errorf("details %+v, want a violation of %s", e.Details, tt.field)
			}
		})
	}
	b.t = t
	if status, _ := b.raw("GET", "/v3/files", ""); status != 404 {
		t.Errorf("another API: status %d, want 404", status)
	}
}

func TestARefusedBatchChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	p := b.sheet("en_US")
	root := "/v4/spreadsheets/" + p.ID()
	before := p.Revision()
	b.fails("POST", root+"/values:batchUpdate", `{"valueInputOption":"RAW","data":[{"range":"A1","values":[["x"]]},{"range":"No!A1","values":[["x"]]}]}`, 400, "Unable to parse range")
	if got := b.ok("GET", root+"/values/A1", ""); got != `{"range":"Sheet1!A1","majorDimension":"ROWS"}` {
		t.Errorf("A1 is %s", got)
	}
	if p.Revision() != before {
		t.Error("the revision rose")
	}
	p.Delete()
	b.fails("GET", root, "", 404, "")
	p.Restore()
	b.ok("GET", root, "")
}
