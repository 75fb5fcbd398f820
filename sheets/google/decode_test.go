package google

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
)

// inTab returns a reply with one tab that holds, beside its properties, the
// fields given.
func inTab(fields string) string {
	return `{"spreadsheetId":"1S","sheets":[{"properties":{"sheetId":7,"title":"DM"},` + fields + `}]}`
}

// inCell returns a reply with one cell.
func inCell(cell string) string { return inTab(`"data":[{"rowData":[{"values":[` + cell + `]}]}]`) }

func mustDecode(t *testing.T, reply string) *grid {
	t.Helper()
	g, err := decodeGrid(strings.NewReader(reply))
	if err != nil {
		t.Fatalf("decode %s: %v", reply, err)
	}
	return g
}

func TestDecodeCell(t *testing.T) {
	text, number, failed := sheets.TextValue, sheets.NumberValue, sheets.ErrorValue
	for _, c := range []struct {
		cell    string
		want    sheets.Cell
		spilled bool
		message string
	}{
		{cell: `{}`},
		{cell: `null`},
		{cell: `{"effectiveFormat":{"numberFormat":{"type":"DATE","pattern":"d"}}}`},
		{cell: `{"userEnteredValue":null,"effectiveValue":null}`},
		{cell: `{"userEnteredValue":{"stringValue":"a"},"effectiveValue":{"stringValue":"a"}}`, want: sheets.Cell{Value: text("a")}},
		{cell: `{"effectiveValue":{"stringValue":"a"},"userEnteredValue":{"stringValue":"a"}}`, want: sheets.Cell{Value: text("a")}},
		{cell: `{"userEnteredValue":{"stringValue":"a"}}`, want: sheets.Cell{Value: text("a")}},
		// A number is never computed with: it stays as it is written.
		{cell: `{"userEnteredValue":{"numberValue":0.1},"effectiveValue":{"numberValue":0.1}}`, want: sheets.Cell{Value: number("0.1")}},
		{cell: `{"userEnteredValue":{"numberValue":1.0},"effectiveValue":{"numberValue":12345678901234567890.10}}`, want: sheets.Cell{Value: number("12345678901234567890.10")}},
		{cell: `{"userEnteredValue":{"numberValue":0},"effectiveValue":{"numberValue":-1.2E-7}}`, want: sheets.Cell{Value: number("-1.2E-7")}},
		{cell: `{"userEnteredValue":{"numberValue":0},"effectiveValue":{"numberValue":0}}`, want: sheets.Cell{Value: number("0")}},
		{cell: `{"userEnteredValue":{"boolValue":true},"effectiveValue":{"boolValue":true}}`, want: sheets.Cell{Value: sheets.BoolValue(true)}},
		{cell: `{"userEnteredValue":{"boolValue":false},"effectiveValue":{"boolValue":false}}`, want: sheets.Cell{Value: sheets.BoolValue(false)}},
		// What nobody entered is spilled, be it an empty text.
		{cell: `{"effectiveValue":{"stringValue":"a"}}`, want: sheets.Cell{Value: text("a")}, spilled: true},
		{cell: `{"userEnteredValue":{},"effectiveValue":{"numberValue":3}}`, want: sheets.Cell{Value: number("3")}, spilled: true},
		{cell: `{"effectiveValue":{"stringValue":""}}`, want: sheets.Cell{Value: text("")}, spilled: true},
		// Formulas.
		{cell: `{"userEnteredValue":{"formulaValue":"=A1+1"},"effectiveValue":{"numberValue":2}}`, want: sheets.Cell{Value: number("2"), Formula: "A1+1"}},
		{cell: `{"userEnteredValue":{"formulaValue":"=\"\""},"effectiveValue":{"stringValue":""}}`, want: sheets.Cell{Value: text(""), Formula: `""`}},
		{cell: `{"userEnteredValue":{"formulaValue":"=A1"}}`, want: sheets.Cell{Formula: "A1"}},
		{
			cell: `{"userEnteredValue":{"formulaValue":"=A0"},"effectiveValue":{"errorValue":{"type":"REF","message":"Array result was not expanded"}}}`,
			want: sheets.Cell{Value: failed("#REF!"), Formula: "A0"}, message: "Array result was not expanded",
		},
		{
			cell: `{"effectiveValue":{"errorValue":{"message":"x","type":"N_A"}}}`,
			want: sheets.Cell{Value: failed("#N/A")}, spilled: true,
		},
		// Formats.
		{cell: `{"effectiveFormat":{"numberFormat":{"type":"NUMBER","pattern":"#,##0"}},"userEnteredValue":{"numberValue":1}}`, want: sheets.Cell{Value: number("1"), Format: "#,##0"}},
		{cell: `{"userEnteredFormat":{"numberFormat":{"pattern":"0.0"}},"userEnteredValue":{"numberValue":1}}`, want: sheets.Cell{Value: number("1"), Format: "0.0"}},
		{cell: `{"userEnteredFormat":{"numberFormat":{"pattern":"0.0"}},"effectiveFormat":{"numberFormat":{"pattern":"0.00"}},"userEnteredValue":{"numberValue":1}}`, want: sheets.Cell{Value: number("1"), Format: "0.00"}},
		{cell: `{"effectiveFormat":{"numberFormat":{"type":"DATE"}},"userEnteredValue":{"numberValue":1}}`, want: sheets.Cell{Value: number("1"), Format: "dd/mm/yyyy"}},
		{cell: `{"effectiveFormat":{"numberFormat":{"type":"DATE_TIME"}},"userEnteredValue":{"numberValue":1}}`, want: sheets.Cell{Value: number("1"), Format: "dd/mm/yyyy hh:mm"}},
		{cell: `{"effectiveFormat":{"numberFormat":{"type":"PERCENT"}},"userEnteredValue":{"numberValue":1}}`, want: sheets.Cell{Value: number("1"), Format: "0%"}},
		{cell: `{"effectiveFormat":{"numberFormat":{"type":"TEXT"}},"userEnteredValue":{"stringValue":"1"}}`, want: sheets.Cell{Value: text("1"), Format: "@"}},
		{cell: `{"effectiveFormat":{"backgroundColor":{"red":1},"numberFormat":null},"userEnteredValue":{"numberValue":1}}`, want: sheets.Cell{Value: number("1")}},
		// Text.
		{cell: `{"userEnteredValue":{"stringValue":"Đường \"vành đai\"\\\/\b\f\n\r\t"}}`, want: sheets.Cell{Value: text("Đường \"vành đai\"\\/\b\f\n\r\t")}},
		{cell: `{"userEnteredValue":{"stringValue":"\u0110\u01b0\u1EDDng \ud83d\ude00 😀"}}`, want: sheets.Cell{Value: text("Đường 😀 😀")}},
		{cell: `{"userEnteredValue":{"stringValue":"\ud83d lone"}}`, want: sheets.Cell{Value: text("\uFFFD lone")}},
		{cell: `{"user\u0045nteredValue":{"stringValue":"a"}}`, want: sheets.Cell{Value: text("a")}},
		// What we do not ask for is passed over.
		{cell: `{"note":"}]\"","hyperlink":null,"textFormatRuns":[{"startIndex":1},[[{}]],true,false,-1.5e3],"userEnteredValue":{"stringValue":"a","x":{"y":[]}}}`, want: sheets.Cell{Value: text("a")}},
	} {
		g := mustDecode(t, inCell(c.cell))
		tab := g.tabs[0]
		if got := tab.cells.Tab().Cell(0, 0); got != c.want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.cell, got, c.want)
		}
		if spilled := len(tab.spilled) == 1 && tab.spilled[0] == (spill{0, 0, c.want.Value}); spilled != c.spilled || !spilled && len(tab.spilled) > 0 {
			t.Errorf("%s: spilled %v", c.cell, tab.spilled)
		}
		if got := tab.errors[sheets.Addr{}]; got != c.message {
			t.Errorf("%s: error %q, want %q", c.cell, got, c.message)
		}
	}
}

func TestDecodeErrorCodes(t *testing.T) {
	for kind, want := range map[string]string{
		"ERROR": "#ERROR!", "NULL_VALUE": "#NULL!", "DIVIDE_BY_ZERO": "#DIV/0!", "VALUE": "#VALUE!", "REF": "#REF!",
		"NAME": "#NAME?", "NUM": "#NUM!", "N_A": "#N/A", "LOADING": "#LOADING!", "A_NEW_ONE": "#ERROR!",
	} {
		g := mustDecode(t, inCell(`{"userEnteredValue":{"formulaValue":"=A1"},"effectiveValue":{"errorValue":{"type":"`+kind+`"}}}`))
		if got := g.tabs[0].cells.Tab().Cell(0, 0).Value; got != sheets.ErrorValue(want) {
			t.Errorf("%s: %v, want %s", kind, got, want)
		}
	}
}

// everything is a reply with all the fields that we ask for.
const everything = `{
  "spreadsheetId": "1Sle",
  "properties": {"title": "Danh mục", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh", "autoRecalc": "ON_CHANGE"},
  "developerMetadata": [{"metadataId": 1, "metadataKey": "k", "metadataValue": "v", "visibility": "DOCUMENT"}],
  "sheets": [{
    "properties": {"sheetId": 7, "title": "DM", "index": 0, "sheetType": "GRID", "hidden": true,
      "gridProperties": {"rowCount": 50, "columnCount": 9, "frozenRowCount": 2, "frozenColumnCount": 1}},
    "data": [{
      "startRow": 3, "startColumn": 1,
      "rowData": [
        {"values": [{"userEnteredValue": {"stringValue": "a"}}, {}, {"effectiveValue": {"stringValue": "s"}}]},
        {},
        {"values": [{"userEnteredValue": {"formulaValue": "=1/0"}, "effectiveValue": {"errorValue": {"type": "DIVIDE_BY_ZERO", "message": "m"}}}]}
      ],
      "rowMetadata": [{"pixelSize": 21}, {"hiddenByUser": true}, {"hiddenByFilter": true}],
      "columnMetadata": [{}, {"pixelSize": 100}, {"hiddenByUser": true, "developerMetadata": [{"metadataId": 2, "metadataKey": "c"}]}]
    }],
    "merges": [{"sheetId": 7, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 3}],
    "conditionalFormats": [
      {"ranges": [{"sheetId": 7, "startColumnIndex": 2, "endColumnIndex": 3}, {"sheetId": 7, "endRowIndex": 4}],
       "booleanRule": {"condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A1>0"}]}, "format": {}}},
      {"ranges": [], "gradientRule": {"minpoint": {"type": "MIN"}}},
      {"booleanRule": {"condition": {"values": [{"userEnteredValue": "5"}], "type": "NUMBER_EQ"}}}
    ],
    "protectedRanges": [
      {"protectedRangeId": 11, "range": {"sheetId": 7}, "warningOnly": true, "description": "d"},
      {"protectedRangeId": 12, "range": {"sheetId": 7, "startRowIndex": 1, "endRowIndex": 2}},
      {"protectedRangeId": 13, "namedRangeId": "n"}
    ],
    "charts": [
      {"chartId": 21, "spec": {"title": "t", "basicChart": {"b": 1.50, "a": "<é>"}}, "position": {"overlayPosition": {"anchorCell": {"sheetId": 7, "columnIndex": 4}}}},
      {"chartId": 22, "spec": {}, "position": {"sheetId": 9}}
    ],
    "tables": [{"tableId": "t1", "name": "Table1", "range": {"sheetId": 7, "startRowIndex": 0, "endRowIndex": 9, "startColumnIndex": 0, "endColumnIndex": 2}}],
    "developerMetadata": [{"metadataId": 3, "metadataKey": "rasoat.tab", "metadataValue": "x"}],
    "basicFilter": {"range": {"sheetId": 7, "startRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 5}, "criteria": {"1": {"hiddenValues": ["a"]}}}
  }, {"properties": {"sheetId": 0, "title": "", "sheetType": "OBJECT"}}]
}`

func TestDecodeGrid(t *testing.T) {
	want := []string{
		`spreadsheet "1Sle" "Danh mục" vi_VN Asia/Ho_Chi_Minh [{1 k v}]`,
		`tab 7 "DM" hidden=true GRID 50×9 frozen 2×1 [{3 rasoat.tab x}]`,
		`builder 7 "DM" hidden=true frozen 2×1 merges [A1:C1]`,
		`B4 text "a" formula "" format ""`,
		`D4 text "s" formula "" format ""`,
		`B6 error "#DIV/0!" formula "1/0" format ""`,
		`row 4 hidden`,
		`row 5 hidden`,
		`column 2 {hidden:false width:100 marks:[]} hidden=false`,
		`column 3 {hidden:true width:0 marks:[{id:2 key:c value:}]} hidden=true`,
		`spilled D4 text "s"`,
		`error B6 "m"`,
		`rule "=$A1>0"`,
		`  on rows 0 to -1, columns 2 to 3`,
		`  on rows 0 to 4, columns 0 to -1`,
		`rule ""`,
		`rule ""`,
		`protection {id:11 whole:true rng:{Top:0 Left:0 Bottom:-1 Right:-1} warningOnly:true description:d}`,
		`protection {id:12 whole:false rng:{Top:1 Left:0 Bottom:2 Right:-1} warningOnly:false description:}`,
		`protection {id:13 whole:false rng:{Top:0 Left:0 Bottom:0 Right:0} warningOnly:false description:}`,
		`chart 21 at 0 4: {"basicChart":{"a":"<é>","b":1.50},"title":"t"}`,
		`chart 22 at -1 -1: {}`,
		`table {id:t1 name:Table1 rng:{Top:0 Left:0 Bottom:9 Right:2}}`,
		`filter rows 2 to -1, columns 0 to 5`,
		`tab 0 "" hidden=false OBJECT 0×0 frozen 0×0 []`,
		`builder 0 "" hidden=false frozen 0×0 merges []`,
	}
	if diff := cmp.Diff(want, gridLines(mustDecode(t, everything))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDecodeSeveralBlocks(t *testing.T) {
	cell := func(v string) string { return `{"values":[{"effectiveValue":{"stringValue":"` + v + `"}}]}` }
	want := []string{`A1 text "a"`, `A2 text "b"`, `C5 text "c"`, `C6 text "d"`}
	for _, data := range []string{
		`[{"rowData":[` + cell("a") + `,` + cell("b") + `]},{"startRow":4,"startColumn":2,"rowData":[` + cell("c") + `,` + cell("d") + `]}]`,
		`[{"rowData":[` + cell("a") + `,` + cell("b") + `]},{"rowData":[` + cell("c") + `,` + cell("d") + `],"startColumn":2,"startRow":4}]`,
		`[{"rowData":[` + cell("c") + `,` + cell("d") + `],"startColumn":2,"startRow":4},{"startRow":0,"rowData":[` + cell("a") + `,` + cell("b") + `]}]`,
		`[{"startColumn":2,"rowData":[` + cell("c") + `,` + cell("d") + `],"startRow":4},{"rowData":[` + cell("a") + `,` + cell("b") + `]}]`,
	} {
		tab := mustDecode(t, inTab(`"data":`+data)).tabs[0]
		var cells, spilled []string
		for row := range tab.cells.Tab().Rows() {
			for col, c := range tab.cells.Tab().Row(row) {
				cells = append(cells, fmt.Sprintf("%v %v %q", sheets.Addr{Row: row, Col: col}, c.Value.Kind(), c.Value))
			}
		}
		for _, s := range tab.spilled {
			spilled = append(spilled, fmt.Sprintf("%v %v %q", sheets.Addr{Row: s.row, Col: s.col}, s.value.Kind(), s.value))
		}
		slices.Sort(spilled)
		if !slices.Equal(cells, want) || !slices.Equal(spilled, want) {
			t.Errorf("%s:\ncells   %q\nspilled %q\nwant    %q", data, cells, spilled, want)
		}
	}
}

func TestDecodeError(t *testing.T) {
	for _, c := range []struct{ reply, want string }{
		{inCell(`{"effectiveValue":{"numberValue":{}}}`), "$.sheets[0].data[0].rowData[0].values[0].effectiveValue.numberValue (byte"},
		{inCell(`{},{"effectiveValue":{"numberValue":01}}`), "$.sheets[0].data[0].rowData[0].values[1].effectiveValue.numberValue (byte"},
		{inCell(`{"effectiveValue":{"numberValue":"1"}}`), "a number expected, '\"' found"},
		{inCell(`{"effectiveValue":{"boolValue":tru}}`), "effectiveValue.boolValue (byte"},
		{inCell(`{"effectiveValue":{"stringValue":"\x"}}`), "effectiveValue.stringValue (byte"},
		{inCell("{\"effectiveValue\":{\"stringValue\":\"a\nb\"}}"), "effectiveValue.stringValue (byte"},
		{inCell(`{"effectiveValue":[]}`), "values[0].effectiveValue (byte"},
		{inCell(`{"effectiveValue":{},}`), "a field's name expected, '}' found"},
		{inCell(`{} {}`), "',' or ']' expected, '{' found"},
		{inCell(`{"note" 1}`), "':' expected, '1' found"},
		{inCell(`{"note":[1,]}`), "a number expected, ']' found"},
		{inCell(`{"note":nil}`), `null expected, "nil}" found`},
		{inCell(`{"note":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + `}`), "values nested too deep"},
		{inTab(`"data":[{"startRow":-1}]`), "$.sheets[0].data[0].startRow (byte"},
		{inTab(`"data":[{"startRow":99999999999}]`), "$.sheets[0].data[0].startRow (byte"},
		{inTab(`"merges":[{},{"endRowIndex":1.5}]`), "$.sheets[0].merges[1].endRowIndex (byte"},
		{`{"spreadsheetId":"1S"} x`, "the end expected, 'x' found"},
		{`{"sheets":[]}`, "a spreadsheet with its id expected"},
		{`null`, "a spreadsheet with its id expected"},
		{`<html>`, "decode reply at $ (byte 0): an object expected, '<' found"},
		{``, "decode reply at $ (byte 0): unexpected EOF"},
	} {
		g, err := decodeGrid(strings.NewReader(c.reply))
		if err == nil || g != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n got %v\nwant %s", c.reply, err, c.want)
		}
	}
}

func TestDecodeCutReply(t *testing.T) {
	for n := range len(everything) - 1 {
		if g, err := decodeGrid(strings.NewReader(everything[:n])); g != nil || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("after %d bytes: %v", n, err)
		}
	}
	broken := errors.New("connection reset")
	r := io.MultiReader(strings.NewReader(everything[:900]), iotest.ErrReader(broken))
	if g, err := decodeGrid(r); g != nil || !errors.Is(err, broken) {
		t.Errorf("an error of the connection: %v", err)
	}
	if _, err := decodeGrid(io.MultiReader(strings.NewReader(everything), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("an error of the connection behind the reply: %v", err)
	}
}

func TestDecodePieces(t *testing.T) {
	want := gridLines(mustDecode(t, everything))
	var short, long bytes.Buffer
	if err := json.Compact(&short, []byte(everything)); err != nil {
		t.Fatal(err)
	}
	if err := json.Indent(&long, []byte(everything), "\r\n", " \t "); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]io.Reader{
		"byte by byte":        iotest.OneByteReader(strings.NewReader(everything)),
		"halves":              iotest.HalfReader(strings.NewReader(everything)),
		"data with EOF":       iotest.DataErrReader(strings.NewReader(everything)),
		"without white space": iotest.OneByteReader(&short),
		"much white space":    iotest.OneByteReader(&long),
		"begun a window away": strings.NewReader(strings.Repeat(" ", window-100) + everything),
	} {
		g, err := decodeGrid(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, gridLines(g)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestDecodeLongText(t *testing.T) {
	long := strings.Repeat("đường ", window)
	g := mustDecode(t, inCell(`{"userEnteredValue":{"stringValue":"`+long+`\n"}}`))
	if got := g.tabs[0].cells.Tab().Cell(0, 0).Value; got != sheets.TextValue(long+"\n") {
		t.Errorf("a text of %d bytes came back as %d", len(long)+1, len(got.String()))
	}
}

func TestDecodeUpdate(t *testing.T) {
	for _, c := range []struct {
		reply   string
		replies []string
		grid    bool
	}{
		{`{"spreadsheetId":"1S","replies":[{},{"addSheet":{"properties":{"sheetId":5,"title":"é\n"}}}]}`, []string{`{}`, `{"addSheet":{"properties":{"sheetId":5,"title":"é\n"}}}`}, false},
		{`{"replies":[{}],"updatedSpreadsheet":` + everything + `}`, []string{`{}`}, true},
		{`{"updatedSpreadsheet":` + everything + `,"replies":[ { "a" : 1 } ]}`, []string{`{ "a" : 1 }`}, true},
		{`{"updatedSpreadsheet":null}`, nil, false},
		{`{}`, nil, false},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.reply), iotest.OneByteReader(strings.NewReader(c.reply))} {
			raw, g, err := decodeUpdate(r)
			if err != nil {
				t.Fatalf("%.80s: %v", c.reply, err)
			}
			var replies []string
			for _, m := range raw {
				replies = append(replies, string(m))
			}
			if !slices.Equal(replies, c.replies) || (g != nil) != c.grid {
				t.Errorf("%.80s: replies %q, grid %v", c.reply, replies, g != nil)
			}
			if g != nil && !slices.Equal(gridLines(g), gridLines(mustDecode(t, everything))) {
				t.Errorf("%.80s: another spreadsheet", c.reply)
			}
		}
	}
	for _, bad := range []string{``, `[]`, `{"replies":[{}`, `{"replies":{}}`, `{"updatedSpreadsheet":{"sheets":[]}}`} {
		if _, _, err := decodeUpdate(strings.NewReader(bad)); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

// TestGridFields shows that the mask names all that is read and not what is
// passed over.
func TestGridFields(t *testing.T) {
	everything := strings.ReplaceAll(everything, "1.50", "1.5") // masking takes numbers as floats
	reply := masked(t, everything, gridFields)
	if diff := cmp.Diff(gridLines(mustDecode(t, everything)), gridLines(mustDecode(t, reply))); diff != "" {
		t.Errorf("(-all fields +those of the mask):\n%s", diff)
	}
	for _, name := range []string{"autoRecalc", "gradientRule", "criteria", "visibility", `"format"`} {
		if !strings.Contains(everything, name) || strings.Contains(reply, name) {
			t.Errorf("%s is asked for", name)
		}
	}
}
