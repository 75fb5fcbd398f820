package emulator_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"rasoat/sheets/emulator"
)

// What clients for scripts ask of the service, beyond what the recordings that
// we have hold.
func TestWhatScriptsAsk(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	b.token = b.login(b.key, scope, "https://www.googleapis.com/auth/drive")
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(b.ok("POST", "/drive/v3/files?supportsAllDrives=True", `{"name":"Sổ","mimeType":"application/vnd.google-apps.spreadsheet"}`)), &made); err != nil {
		t.Fatal(err)
	}
	path := "/v4/spreadsheets/" + made.ID
	batch := func(requests string) string { return b.ok("POST", path+":batchUpdate", `{"requests":[`+requests+`]}`) }
	batch(`{"addSheet":{"properties":{"sheetId":5,"title":"🌵 tab 1","sheetType":"GRID","gridProperties":{"rowCount":10,"columnCount":10}}}}`)
	steps := []struct{ name, got, want string }{
		{"a title with a space and no quotes", b.ok("PUT", path+"/values/"+url.PathEscape("🌵 tab 1!A1")+"?valueInputOption=RAW", `{"values":[["🍇","🍉"],["🍐"]]}`), `"updatedRange":"'🌵 tab 1'!A1:B2"`},
		{"the tab as a range", b.ok("GET", path+"/values/"+url.PathEscape("🌵 tab 1"), ""), `"values":[["🍇","🍉"],["🍐"]]`},
		{"columns", b.ok("GET", path+"/values:batchGet?ranges="+url.QueryEscape("🌵 tab 1!A:A")+"&ranges="+url.QueryEscape("🌵 tab 1!B:B"), ""), `{"range":"'🌵 tab 1'!B1:B10","majorDimension":"ROWS","values":[["🍉"]]}`},
		{"numbered rows and columns", b.ok("GET", path+"/values/"+url.PathEscape("🌵 tab 1!R1C2:R2C2"), ""), `"range":"'🌵 tab 1'!B1:B2"`},
		{"what is off is not said", batch(`{"updateSheetProperties":{"properties":{"sheetId":5,"gridProperties":{"hideGridlines":false}},"fields":"gridProperties.hideGridlines"}}`) +
			b.ok("GET", path+"?fields=sheets.properties.gridProperties", ""), `{"rowCount":10,"columnCount":10}`},
		{"rows inserted and filled", batch(`{"insertDimension":{"range":{"sheetId":5,"dimension":"ROWS","startIndex":1,"endIndex":2},"inheritFromBefore":false}}`) +
			b.ok("POST", path+"/values/"+url.PathEscape("🌵 tab 1!A2")+":append?valueInputOption=RAW&insertDataOption=OVERWRITE", `{"values":[["x"]],"majorDimension":"ROWS"}`), `"updates":`},
		{"groups are read", batch(`{"addDimensionGroup":{"range":{"sheetId":0,"dimension":"COLUMNS","startIndex":0,"endIndex":2}}}`) +
			b.ok("GET", path+"?fields=sheets(properties.sheetId,columnGroups)", ""), `"columnGroups":[{"depth":1,"range":{"dimension":"COLUMNS","endIndex":2,"startIndex":0}}]`},
		{"hidden rows", batch(`{"updateDimensionProperties":{"range":{"sheetId":0,"dimension":"ROWS","startIndex":0,"endIndex":2},"properties":{"hiddenByUser":true},"fields":"hiddenByUser"}}`), `"replies":[{}]`},
		{"a format and its styles", batch(`{"repeatCell":{"range":{"sheetId":0,"startRowIndex":1,"endRowIndex":2,"startColumnIndex":0,"endColumnIndex":2},"cell":{"userEnteredFormat":{"backgroundColor":{"green":1,"blue":1},"textFormat":{"foregroundColor":{"red":1},"bold":true}}},"fields":"userEnteredFormat(backgroundColor,textFormat)"}}`) +
			b.ok("GET", path+"?includeGridData=false&ranges=Sheet1!A2&fields=sheets.data.rowData.values.userEnteredFormat", ""), `"foregroundColorStyle":{"rgbColor":{"red":1}}`},
		{"two ranges cleared", b.ok("POST", path+"/values:batchClear", `{"ranges":["Sheet1!A1:B1","Sheet1!C2:E2"]}`), `"clearedRanges":["Sheet1!A1:B1","Sheet1!C2:E2"]`},
		{"a name that nobody has", b.ok("GET", "/drive/v3/files?q="+url.QueryEscape(`mimeType="application/vnd.google-apps.spreadsheet" and name = "no such"`)+"&pageSize=1000&fields=kind,nextPageToken,files(id)", ""), `"files":[]`},
	}
	for _, s := range steps {
		if !strings.Contains(s.got, s.want) {
			t.Errorf("%s: %s, want a part %s", s.name, s.got, s.want)
		}
	}
	wide := func() (size int) {
		var v struct {
			Sheets []struct {
				Data []struct{ ColumnMetadata []struct{ PixelSize int } }
			}
		}
		if err := json.Unmarshal([]byte(b.ok("GET", path+"?fields=sheets.data.columnMetadata", "")), &v); err != nil {
			t.Fatal(err)
		}
		return v.Sheets[0].Data[0].ColumnMetadata[0].PixelSize
	}
	b.ok("PUT", path+"/values/Sheet1!A1?valueInputOption=USER_ENTERED", `{"values":[["`+strings.Repeat("A", 1024)+`"]]}`)
	before := wide()
	batch(`{"autoResizeDimensions":{"dimensions":{"sheetId":0,"dimension":"COLUMNS","startIndex":0,"endIndex":1}}}`)
	if after := wide(); before != 100 || after <= 1024 {
		t.Errorf("a column of %d pixels fits at %d", before, after)
	}
	if status, reply := b.raw("GET", path+"/?fields=properties.title", ""); status != 200 {
		t.Errorf("with a slash after the id: %d %s", status, reply)
	}
	if status, reply := b.raw("POST", path+"/:batchUpdate", `{"requests":[{"updateSheetProperties":{"properties":{"sheetId":5,"title":"b","index":null},"fields":"title"}}]}`); status != 200 {
		t.Errorf("with a slash before the verb and null: %d %s", status, reply)
	}
	if status, reply := b.raw("GET", path+"/values/b!A1:B1", ""); status != 200 {
		t.Errorf("with a raw exclamation mark: %d %s", status, reply)
	}
	private := b.Create("private", "", "")
	b.fails("GET", "/v4/spreadsheets/"+private.ID(), "", 403, "The caller does not have permission")
}
