package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"rasoat/sheets/emulator"
)

func TestRangesInA1Notation(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	root := "/v4/spreadsheets/" + b.sheet("vi_VN").ID()
	b.ok("POST", root+":batchUpdate", `{"requests":[{"addSheet":{"properties":{"sheetId":1,"title":"O'Hara 2","gridProperties":{"rowCount":5,"columnCount":30}}}},
		{"addSheet":{"properties":{"sheetId":2,"title":"AB1","gridProperties":{"rowCount":3,"columnCount":3}}}},
		{"addNamedRange":{"namedRange":{"name":"Tong","range":{"sheetId":1,"startRowIndex":1,"endRowIndex":3,"startColumnIndex":1,"endColumnIndex":2}}}}]}`)
	for _, tt := range []struct{ in, want string }{
		{"A1", "'Trang tính1'!A1"},
		{"$B$2:C3", "'Trang tính1'!B2:C3"},
		{"C3:B2", "'Trang tính1'!B2:C3"},
		{"B:C", "'Trang tính1'!B1:C1000"},
		{"2:3", "'Trang tính1'!A2:Z3"},
		{"B2:C", "'Trang tính1'!B2:C1000"},
		{"b2", "'Trang tính1'!B2"},
		{"Y999:ZZ2000", "'Trang tính1'!Y999:Z1000"},
		{"'Trang tính1'", "'Trang tính1'!A1:Z1000"},
		{"Trang tính1", "'Trang tính1'!A1:Z1000"},
		{"'O''Hara 2'!AD1:AD5", "'O''Hara 2'!AD1:AD5"},
		{"'o''hara 2'!A1", "'O''Hara 2'!A1"},
		{"O'Hara 2!A1", "'O''Hara 2'!A1"},
		{"'AB1'", "'AB1'!A1:C3"},
		{"Tong", "'O''Hara 2'!B2:B3"},
	} {
		var got struct{ Range string }
		if err := json.Unmarshal([]byte(b.ok("GET", root+"/values/"+url.PathEscape(tt.in), "")), &got); err != nil {
			t.Fatal(err)
		}
		if got.Range != tt.want {
			t.Errorf("%s is %s, want %s", tt.in, got.Range, tt.want)
		}
	}
	for _, bad := range []string{"A0", "1A", "A1:", "ABCD1", "'O''Hara 2", "Nowhere", "Nowhere!A1", "A1:B2:C3", "'O''Hara 2'A1", "-1"} {
		b.fails("GET", root+"/values/"+url.PathEscape(bad), "", 400, "Unable to parse range: "+bad)
	}
}

func TestAppendFindsTheTable(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, where, option string
		table, updated      string
		after               string // A1:C8 afterwards
	}{
		{"under the table", "A1", "OVERWRITE", "Sheet1!A1:B2", "Sheet1!A3:B3", `[["a","b"],["c","d"],["x","y"],[],["","","z"]]`},
		{"rows are inserted", "A1", "INSERT_ROWS", "Sheet1!A1:B2", "Sheet1!A3:B3", `[["a","b"],["c","d"],["x","y"],[],[],["","","z"]]`},
		{"the last table of the tab", "Sheet1", "OVERWRITE", "Sheet1!C5", "Sheet1!C6:D6", `[["a","b"],["c","d"],[],[],["","","z"],["","","x"]]`},
		{"no table there", "E1:F2", "OVERWRITE", "", "Sheet1!E1:F1", `[["a","b"],["c","d"],[],[],["","","z"]]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, emulator.Options{})
			root := "/v4/spreadsheets/" + b.sheet("en_US").ID()
			b.ok("PUT", root+"/values/A1?valueInputOption=RAW", `{"values":[["a","b"],["c","d"],[],[],[null,null,"z"]]}`)
			reply := b.ok("POST", root+"/values/"+tt.where+":append?valueInputOption=RAW&insertDataOption="+tt.option, `{"values":[["x","y"]]}`)
			var got struct {
				TableRange string
				Updates    struct{ UpdatedRange string }
			}
			if err := json.Unmarshal([]byte(reply), &got); err != nil {
				t.Fatal(err)
			}
			if got.TableRange != tt.table || got.Updates.UpdatedRange != tt.updated {
				t.Errorf("table %q, updated %q; want %q, %q", got.TableRange, got.Updates.UpdatedRange, tt.table, tt.updated)
			}
			if after := b.ok("GET", root+"/values/A1:C8", ""); !strings.Contains(after, `"values":`+tt.after+"}") {
				t.Errorf("afterwards %s, want %s", after, tt.after)
			}
		})
	}
}

func TestAppendAtTheEndOfTheGridAddsRows(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	root := "/v4/spreadsheets/" + b.sheet("en_US").ID()
	b.ok("PUT", root+"/values/A1000?valueInputOption=RAW", `{"values":[["a"]]}`)
	for _, option := range []string{"OVERWRITE", "INSERT_ROWS"} {
		b.ok("POST", root+"/values/A1:A:append?valueInputOption=RAW&insertDataOption="+option, `{"values":[["b"]]}`)
	}
	want := `{"sheets":[{"properties":{"gridProperties":{"rowCount":1002}}}]}`
	if got := b.ok("GET", root+"?fields=sheets.properties.gridProperties.rowCount", ""); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestNumbersAreShownInTheirFormats(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	for _, tt := range []struct {
		locale  string
		number  float64
		pattern string
		want    string
	}{
		{"en_US", 1234.5, "", "1234.5"},
		{"vi_VN", 1234.5, "", "1234,5"},
		{"en_US", 0.1 + 0.2, "", "0.3"},
		{"en_US", 1.0 / 3, "", "0.3333333333"},
		{"en_US", 123456789012, "", "123456789012"},
		{"en_US", 1e15, "", "1E+15"},
		{"en_US", -1.5e20, "", "-1.5E+20"},
		{"vi_VN", 1234567.5, "#,##0", "1.234.568"},
		{"en_US", 1234567.5, "#,##0.00", "1,234,567.50"},
		{"en_US", 0.5, "#,##0.##", "0.5"},
		{"en_US", 0.5, "#,###.##", ".5"},
		{"en_US", 0.126, "0.0%", "12.6%"},
		{"en_US", 7, "000", "007"},
		{"en_US", 12345, "0.00E+00", "1.23E+04"},
		{"vi_VN", 1500, `#,##0 "triệu đồng"`, "1.500 triệu đồng"},
		{"vi_VN", 1500, `#,##0\ [$₫-vi-VN]`, "1.500 ₫"},
		{"en_US", -5, "0;(0)", "(5)"},
		{"en_US", -5, "0.0", "-5.0"},
		{"en_US", 0, `0;-0;"–"`, "–"},
		{"en_US", 5, "[Red]0", "5"},
		{"vi_VN", 46224, "dd/mm/yyyy", "21/07/2026"},
		{"vi_VN", 46224.5, "d/m/yy h:mm", "21/7/26 12:00"},
		{"en_US", 46224.75, "yyyy-mm-dd hh:mm:ss AM/PM", "2026-07-21 06:00:00 PM"},
		{"en_US", 1.5, "[h]:mm", "36:00"},
		{"vi_VN", 46224, `"ngày "d" tháng "m`, "ngày 21 tháng 7"},
	} {
		root := "/v4/spreadsheets/" + b.sheet(tt.locale).ID()
		format := ""
		if tt.pattern != "" {
			p, err := json.Marshal(tt.pattern)
			if err != nil {
				t.Fatal(err)
			}
			format = `,"userEnteredFormat":{"numberFormat":{"type":"NUMBER","pattern":` + string(p) + `}}`
		}
		n, err := json.Marshal(tt.number)
		if err != nil {
			t.Fatal(err)
		}
		b.ok("POST", root+":batchUpdate", fmt.Sprintf(`{"requests":[{"updateCells":{"start":{"sheetId":0,"rowIndex":0,"columnIndex":0},"fields":"*","rows":[{"values":[{"userEnteredValue":{"numberValue":%s}%s}]}]}}]}`, n, format))
		var got struct{ Values [][]string }
		if err := json.Unmarshal([]byte(b.ok("GET", root+"/values/A1", "")), &got); err != nil {
			t.Fatal(err)
		}
		if got.Values[0][0] != tt.want {
			t.Errorf("%v in %q (%s) shows %q, want %q", tt.number, tt.pattern, tt.locale, got.Values[0][0], tt.want)
		}
	}
}
