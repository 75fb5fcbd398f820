package emulator_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets/emulator"
)

// Every method of the API is called at least once; b.ok holds each request and
// each reply against the discovery document.
func TestEveryMethodKeepsToTheDiscoveryDocument(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	p, other := b.sheet("vi_VN"), b.sheet("en_US")
	root := "/v4/spreadsheets/" + p.ID()
	called := map[string]bool{}
	ok := func(verb, path, body string) string {
		t.Helper()
		id, err := b.api.Method(verb, path)
		if err != nil {
			t.Fatal(err)
		}
		called[id] = true
		return b.ok(verb, path, body)
	}
	has := func(reply, part string) {
		t.Helper()
		if !strings.Contains(reply, part) {
			t.Errorf("reply %.3000s\nhas no %s", reply, part)
		}
	}

	made := ok("POST", "/v4/spreadsheets", `{"properties":{"title":"New","locale":"vi_VN","timeZone":"Asia/Ho_Chi_Minh"},"sheets":[
		{"properties":{"sheetId":7,"title":"Một"},"data":[{"startRow":1,"rowData":[{"values":[{"userEnteredValue":{"stringValue":"x"}}]}]}],
		 "merges":[{"startRowIndex":4,"endRowIndex":5,"startColumnIndex":0,"endColumnIndex":2}]},
		{"properties":{"title":"Hai","gridProperties":{"rowCount":10,"columnCount":5,"frozenRowCount":1}}}]}`)
	has(made, `"properties":{"sheetId":7,"title":"Một","index":0,"sheetType":"GRID","gridProperties":{"rowCount":1000,"columnCount":26}}`)
	has(made, `"title":"Hai","index":1,"sheetType":"GRID","gridProperties":{"rowCount":10,"columnCount":5,"frozenRowCount":1}`)
	has(made, `"merges":[{"sheetId":7,"startRowIndex":4,"endRowIndex":5,"startColumnIndex":0,"endColumnIndex":2}]`)

	has(ok("PUT", root+"/values/A1%3AC3?valueInputOption=USER_ENTERED&includeValuesInResponse=true",
		`{"values":[["Mã","Tên","Vốn"],["1","Đường","1234,5"],["2",null,"=C2*2"]]}`),
		`"updatedRange":"'Trang tính1'!A1:C3","updatedRows":3,"updatedColumns":3,"updatedCells":8,"updatedData":{"range":"'Trang tính1'!A1:C3","majorDimension":"ROWS","values":[["Mã","Tên","Vốn"],["1","Đường","1234,5"],["2","","2469"]]}`)
	has(ok("POST", root+"/values/A1:append?valueInputOption=RAW&insertDataOption=OVERWRITE", `{"values":[["3","Cầu"]]}`),
		`"tableRange":"'Trang tính1'!A1:C3","updates":{"spreadsheetId":"`+p.ID()+`","updatedRange":"'Trang tính1'!A4:B4","updatedRows":1,"updatedColumns":2,"updatedCells":2}`)
	has(ok("GET", root+"/values/A1:C3?majorDimension=COLUMNS&valueRenderOption=UNFORMATTED_VALUE", ""),
		`"majorDimension":"COLUMNS","values":[["Mã",1,2],["Tên","Đường"],["Vốn",1234.5,2469]]`)
	has(ok("GET", root+"/values/C3?valueRenderOption=FORMULA", ""), `"values":[["=C2*2"]]`)
	has(ok("GET", root+"/values:batchGet?ranges=A4&ranges=D1", ""),
		`"valueRanges":[{"range":"'Trang tính1'!A4","majorDimension":"ROWS","values":[["3"]]},{"range":"'Trang tính1'!D1","majorDimension":"ROWS"}]`)
	has(ok("POST", root+"/values:batchUpdate", `{"valueInputOption":"RAW","data":[{"range":"E1","values":[["a"]]},{"range":"E2:F2","majorDimension":"COLUMNS","values":[["b"],["c"]]}]}`),
		`"totalUpdatedRows":2,"totalUpdatedColumns":2,"totalUpdatedCells":3,"totalUpdatedSheets":1,"responses":[{`)
	has(ok("POST", root+"/values/E1:clear", ""), `"clearedRange":"'Trang tính1'!E1"`)
	has(ok("POST", root+"/values:batchClear", `{"ranges":["E2","F2"]}`), `"clearedRanges":["'Trang tính1'!E2","'Trang tính1'!F2"]`)

	batch := ok("POST", root+":batchUpdate", `{"requests":[
		{"createDeveloperMetadata":{"developerMetadata":{"metadataId":11,"metadataKey":"role","metadataValue":"code","visibility":"DOCUMENT",
			"location":{"dimensionRange":{"sheetId":0,"dimension":"COLUMNS","startIndex":0,"endIndex":1}}}}},
		{"createDeveloperMetadata":{"developerMetadata":{"metadataId":12,"metadataKey":"sheet","visibility":"DOCUMENT","location":{"sheetId":0}}}},
		{"createDeveloperMetadata":{"developerMetadata":{"metadataId":13,"metadataKey":"file","visibility":"PROJECT","location":{"spreadsheet":true}}}},
		{"addNamedRange":{"namedRange":{"name":"vung","range":{"sheetId":0,"startRowIndex":0,"endRowIndex":2}}}},
		{"addConditionalFormatRule":{"index":0,"rule":{"ranges":[{"sheetId":0,"startRowIndex":1}],"booleanRule":{"condition":{"type":"CUSTOM_FORMULA","values":[{"userEnteredValue":"=$A2=1"}]},"format":{"backgroundColor":{"red":1}}}}}},
		{"addProtectedRange":{"protectedRange":{"protectedRangeId":5,"range":{"sheetId":0,"startRowIndex":0,"endRowIndex":1},"warningOnly":true}}},
		{"setBasicFilter":{"filter":{"range":{"sheetId":0,"startRowIndex":0,"endRowIndex":4,"startColumnIndex":0,"endColumnIndex":3}}}},
		{"addFilterView":{"filter":{"filterViewId":9,"title":"Của tôi","range":{"sheetId":0,"startRowIndex":0,"endRowIndex":4}}}},
		{"addChart":{"chart":{"chartId":4,"spec":{"title":"Biểu đồ"},"position":{"overlayPosition":{"anchorCell":{"sheetId":0,"rowIndex":9,"columnIndex":9}}}}}},
		{"addTable":{"table":{"tableId":"t1","name":"Bang","range":{"sheetId":0,"startRowIndex":20,"endRowIndex":24,"startColumnIndex":0,"endColumnIndex":2}}}},
		{"updateDimensionProperties":{"range":{"sheetId":0,"dimension":"COLUMNS","startIndex":1,"endIndex":2},"properties":{"hiddenByUser":true,"pixelSize":40},"fields":"hiddenByUser,pixelSize"}}
	],"includeSpreadsheetInResponse":true,"responseRanges":["A1:B2"],"responseIncludeGridData":true}`)
	has(batch, `"updatedSpreadsheet":{"spreadsheetId":"`+p.ID())
	has(batch, `"columnMetadata":[{"pixelSize":100,"developerMetadata":[{"metadataId":11,"metadataKey":"role","metadataValue":"code","location":{"locationType":"COLUMN","dimensionRange":{"dimension":"COLUMNS","startIndex":0,"endIndex":1}},"visibility":"DOCUMENT"}]},{"hiddenByUser":true,"pixelSize":40}]`)

	all := ok("GET", root+"?includeGridData=true&ranges=A1:C3", "")
	for _, part := range []string{
		`"conditionalFormats":[{"ranges":[{"startRowIndex":1`, `"userEnteredValue":"=$A2=1"`, `"protectedRanges":[{"protectedRangeId":5`, `"basicFilter":{"range":`,
		`"filterViews":[{"filterViewId":9`, `"charts":[{`, `"tables":[{"tableId":"t1"`, `"namedRanges":[{`,
		`"developerMetadata":[{"metadataId":12`, `"developerMetadata":[{"metadataId":13`,
		`"userEnteredValue":{"formulaValue":"=C2*2"},"effectiveValue":{"numberValue":2469},"formattedValue":"2469"`,
		`{"userEnteredValue":{"numberValue":1234.5}`,
	} {
		has(all, part)
	}
	has(ok("POST", root+":getByDataFilter", `{"dataFilters":[{"developerMetadataLookup":{"metadataKey":"role"}}],"includeGridData":true}`),
		`"data":[{"rowData":[{"values":[{"userEnteredValue":{"stringValue":"Mã"}`)
	has(ok("GET", root+"/developerMetadata/12", ""), `{"metadataId":12,"metadataKey":"sheet","location":{"locationType":"SHEET","sheetId":0},"visibility":"DOCUMENT"}`)
	has(ok("POST", root+"/developerMetadata:search", `{"dataFilters":[{"developerMetadataLookup":{"metadataId":13}}]}`),
		`{"matchedDeveloperMetadata":[{"developerMetadata":{"metadataId":13,"metadataKey":"file","location":{"locationType":"SPREADSHEET","spreadsheet":true},"visibility":"PROJECT"},"dataFilters":[{"developerMetadataLookup":{"metadataId":13}}]}]}`)
	byKey := `{"developerMetadataLookup":{"metadataKey":"role"}}`
	has(ok("POST", root+"/values:batchGetByDataFilter", `{"dataFilters":[`+byKey+`]}`),
		`"valueRanges":[{"valueRange":{"range":"'Trang tính1'!A1:A1000","majorDimension":"ROWS","values":[["Mã"],["1"],["2"],["3"]]},"dataFilters":[`+byKey+`]}]`)
	has(ok("POST", root+"/values:batchUpdateByDataFilter", `{"valueInputOption":"RAW","data":[{"dataFilter":`+byKey+`,"values":[["Code"]]}]}`),
		`"responses":[{"updatedRange":"'Trang tính1'!A1","updatedRows":1,"updatedColumns":1,"updatedCells":1,"dataFilter":`+byKey+`}]`)
	has(ok("POST", root+"/values:batchClearByDataFilter", `{"dataFilters":[`+byKey+`]}`), `"clearedRanges":["'Trang tính1'!A1:A1000"]`)
	has(ok("POST", root+"/sheets/0:copyTo", `{"destinationSpreadsheetId":"`+other.ID()+`"}`), `"title":"Copy of Trang tính1","index":1`)
	has(b.ok("GET", "/v4/spreadsheets/"+other.ID()+"/values/%27Copy%20of%20Trang%20t%C3%ADnh1%27!C3?valueRenderOption=FORMULA", ""), `[["=C2*2"]]`)

	for _, id := range b.api.Methods() {
		if !called[id] {
			t.Errorf("%s is not called; only %v", id, slices.Sorted(maps.Keys(called)))
		}
	}
}

func TestSearchOfDeveloperMetadata(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	root := "/v4/spreadsheets/" + b.sheet("en_US").ID()
	b.ok("POST", root+":batchUpdate", `{"requests":[
		{"createDeveloperMetadata":{"developerMetadata":{"metadataId":1,"metadataKey":"a","metadataValue":"x","visibility":"DOCUMENT","location":{"spreadsheet":true}}}},
		{"createDeveloperMetadata":{"developerMetadata":{"metadataId":2,"metadataKey":"a","metadataValue":"y","visibility":"PROJECT","location":{"sheetId":0}}}},
		{"createDeveloperMetadata":{"developerMetadata":{"metadataId":3,"metadataKey":"b","metadataValue":"x","visibility":"DOCUMENT","location":{"dimensionRange":{"sheetId":0,"dimension":"ROWS","startIndex":4,"endIndex":5}}}}},
		{"createDeveloperMetadata":{"developerMetadata":{"metadataId":4,"metadataKey":"b","metadataValue":"y","visibility":"DOCUMENT","location":{"dimensionRange":{"sheetId":0,"dimension":"COLUMNS","startIndex":1,"endIndex":2}}}}}
	]}`)
	rows := func(from, to string) string {
		return `"metadataLocation":{"dimensionRange":{"sheetId":0,"dimension":"ROWS","startIndex":` + from + `,"endIndex":` + to + `}}`
	}
	for _, tt := range []struct{ filter, want string }{
		{`{"developerMetadataLookup":{}}`, "1 2 3 4"},
		{`{"developerMetadataLookup":{"metadataKey":"a"}}`, "1 2"},
		{`{"developerMetadataLookup":{"metadataKey":"a","metadataValue":"y"}}`, "2"},
		{`{"developerMetadataLookup":{"metadataValue":"x"}}`, "1 3"},
		{`{"developerMetadataLookup":{"metadataId":4}}`, "4"},
		{`{"developerMetadataLookup":{"metadataId":4,"metadataKey":"a"}}`, ""},
		{`{"developerMetadataLookup":{"visibility":"PROJECT"}}`, "2"},
		{`{"developerMetadataLookup":{"locationType":"ROW"}}`, "3"},
		{`{"developerMetadataLookup":{"locationType":"SPREADSHEET"}}`, "1"},
		{`{"developerMetadataLookup":{"metadataLocation":{"spreadsheet":true}}}`, "1"},
		{`{"developerMetadataLookup":{"metadataLocation":{"sheetId":0}}}`, "2 3 4"},
		{`{"developerMetadataLookup":{"locationMatchingStrategy":"EXACT_LOCATION","metadataLocation":{"sheetId":0}}}`, "2"},
		{`{"developerMetadataLookup":{"locationMatchingStrategy":"EXACT_LOCATION",` + rows("4", "5") + `}}`, "3"},
		{`{"developerMetadataLookup":{"locationMatchingStrategy":"EXACT_LOCATION",` + rows("3", "6") + `}}`, ""},
		{`{"developerMetadataLookup":{"locationType":"ROW",` + rows("3", "6") + `}}`, "3"},
		{`{"a1Range":"A5:A6"}`, "3"},
		{`{"a1Range":"B1"}`, "4"},
		{`{"gridRange":{"sheetId":0,"startRowIndex":5}}`, "4"},
		{`{"a1Range":"A1"},{"developerMetadataLookup":{"metadataId":1}},{"developerMetadataLookup":{"metadataKey":"a"}}`, "1 2"},
	} {
		reply := b.ok("POST", root+"/developerMetadata:search?fields=matchedDeveloperMetadata.developerMetadata.metadataId", `{"dataFilters":[`+tt.filter+`]}`)
		var ids []string
		for _, part := range strings.Split(reply, `"metadataId":`)[1:] {
			ids = append(ids, part[:strings.IndexByte(part, '}')])
		}
		if got := strings.Join(ids, " "); got != tt.want {
			t.Errorf("%s selects %q, want %q", tt.filter, got, tt.want)
		}
	}
	b.fails("POST", root+"/developerMetadata:search", `{"dataFilters":[{"developerMetadataLookup":{"locationMatchingStrategy":"EXACT_LOCATION"}}]}`, 400, "metadataLocation")
}
