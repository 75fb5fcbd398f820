package emulator_test

import (
	"net/url"
	"testing"

	"rasoat/sheets/emulator"
)

func TestMasks(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	p := b.sheet("en_US")
	root := "/v4/spreadsheets/" + p.ID()
	b.ok("PUT", root+"/values/B2?valueInputOption=USER_ENTERED", `{"values":[["x","=1/0"],["y"]]}`)
	const rows = `{"sheets":[{"data":[{"rowData":[{},{"values":[{},{"effectiveValue":{"stringValue":"x"}},{"effectiveValue":{}}]},{"values":[{},{"effectiveValue":{"stringValue":"y"}}]}]}]}]}`
	for _, tt := range []struct{ mask, want string }{
		{"spreadsheetId", `{"spreadsheetId":"` + p.ID() + `"}`},
		{"properties.title", `{"properties":{"title":"Danh mục"}}`},
		{"properties(title,locale)", `{"properties":{"title":"Danh mục","locale":"en_US"}}`},
		{"properties/title,properties/locale", `{"properties":{"title":"Danh mục","locale":"en_US"}}`},
		{"sheets.properties(sheetId,gridProperties(rowCount))", `{"sheets":[{"properties":{"sheetId":0,"gridProperties":{"rowCount":1000}}}]}`},
		{"sheets(properties.title,merges)", `{"sheets":[{"properties":{"title":"Sheet1"}}]}`},
		{"sheets.properties.gridProperties.*", `{"sheets":[{"properties":{"gridProperties":{"rowCount":1000,"columnCount":26}}}]}`},
		{"sheets.data.rowData.values.effectiveValue.stringValue", rows},
		{"sheets(data(rowData(values(effectiveValue(stringValue)))))", rows},
		{"sheets.data.rowData.values.note", `{"sheets":[{"data":[{"rowData":[{},{"values":[{},{},{}]},{"values":[{},{}]}]}]}]}`},
		{"sheets.properties,sheets.properties.title,sheets.merges", `{"sheets":[{"properties":{"sheetId":0,"title":"Sheet1","index":0,"sheetType":"GRID","gridProperties":{"rowCount":1000,"columnCount":26}}}]}`},
		{"namedRanges", `{}`},
	} {
		if got := b.ok("GET", root+"?fields="+url.QueryEscape(tt.mask), ""); got != tt.want {
			t.Errorf("mask %s:\n%s\nwant\n%s", tt.mask, got, tt.want)
		}
	}
}

func TestAMaskDecidesAboutGridData(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	p := b.sheet("en_US")
	root := "/v4/spreadsheets/" + p.ID()
	b.ok("PUT", root+"/values/A1?valueInputOption=RAW", `{"values":[["x"]]}`)
	const data = `{"sheets":[{"data":[{"rowData":[{"values":[{"formattedValue":"x"}]}]}]}]}`
	const none = `{"sheets":[{"properties":{"sheetId":0}}]}`
	for path, want := range map[string]string{
		"?fields=sheets.data.rowData.values.formattedValue":                       data,
		"?fields=sheets.data.rowData.values.formattedValue&includeGridData=false": data,
		"?fields=sheets.properties.sheetId&includeGridData=true":                  none,
	} {
		if got := b.ok("GET", root+path, ""); got != want {
			t.Errorf("%s: %s\nwant %s", path, got, want)
		}
	}
	send := func(mask, rest string) string {
		return b.ok("POST", root+":batchUpdate?fields="+url.QueryEscape(mask),
			`{"requests":[{"addSheet":{"properties":{"sheetId":5}}},{"deleteSheet":{"sheetId":5}}],"includeSpreadsheetInResponse":true`+rest+`}`)
	}
	for _, tt := range []struct{ mask, rest, want string }{
		{"updatedSpreadsheet.sheets.data.rowData.values.formattedValue", `,"responseIncludeGridData":false`, `{"updatedSpreadsheet":` + data + `}`},
		{"updatedSpreadsheet.sheets.properties.sheetId", `,"responseIncludeGridData":true`, `{"updatedSpreadsheet":` + none + `}`},
		{"replies.addSheet.properties.sheetId", "", `{"replies":[{"addSheet":{"properties":{"sheetId":5}}},{}]}`},
		{"updatedSpreadsheet(sheets(data(rowData(values(formattedValue)))))", `,"responseRanges":["B2:C3"]`, `{"updatedSpreadsheet":{"sheets":[{"data":[{}]}]}}`},
	} {
		if got := send(tt.mask, tt.rest); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.mask, got, tt.want)
		}
	}
}
