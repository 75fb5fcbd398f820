package emulator_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"rasoat/sheets/emulator"
)

// sample is Sheet1 (id 0) of the tests of requests.
func sample(b *bench) (*desk, string) {
	p := b.sheet("en_US")
	d := &desk{b.t, p, p.Staff()}
	for i, row := range [][]string{{"name", "n", "=SUM(B2:B4)", "=B3"}, {"x", "1"}, {"y", "2"}, {"z", "3"}} {
		for j, text := range row {
			d.must(d.s.Type("Sheet1", emulator.At{Row: i, Col: j}, text))
		}
	}
	return d, "/v4/spreadsheets/" + p.ID() + ":batchUpdate"
}

// requests puts requests into a body. An "R" in a range is short for a block of
// Sheet1.
func requests(list string) string {
	for from, to := range map[string]string{
		`"R:A2:B4"`: `{"sheetId":0,"startRowIndex":1,"endRowIndex":4,"startColumnIndex":0,"endColumnIndex":2}`,
		`"R:A1:B1"`: `{"sheetId":0,"startRowIndex":0,"endRowIndex":1,"startColumnIndex":0,"endColumnIndex":2}`,
		`"R:A1:B4"`: `{"sheetId":0,"startRowIndex":0,"endRowIndex":4,"startColumnIndex":0,"endColumnIndex":2}`,
		`"R:B2"`:    `{"sheetId":0,"startRowIndex":1,"endRowIndex":2,"startColumnIndex":1,"endColumnIndex":2}`,
		`"R:B"`:     `{"sheetId":0,"startColumnIndex":1,"endColumnIndex":2}`,
		`"AT:F1"`:   `{"sheetId":0,"rowIndex":0,"columnIndex":5}`,
		`"ROW:2"`:   `{"sheetId":0,"dimension":"ROWS","startIndex":1,"endIndex":2}`,
		`"COL:B"`:   `{"sheetId":0,"dimension":"COLUMNS","startIndex":1,"endIndex":2}`,
		`"COL:A"`:   `{"sheetId":0,"dimension":"COLUMNS","startIndex":0,"endIndex":1}`,
	} {
		list = strings.ReplaceAll(list, from, to)
	}
	return `{"requests":[` + list + `]}`
}

func TestRequests(t *testing.T) {
	b := newBench(t, emulator.Options{})
	tests := []struct {
		name, requests string
		shows          string // of Sheet1
		reply          string // a part of it
		check          func(t *testing.T, tab emulator.Tab) bool
	}{
		{name: "updateSpreadsheetProperties", requests: `{"updateSpreadsheetProperties":{"properties":{"title":"T"},"fields":"title"}}`},
		{name: "addSheet", requests: `{"addSheet":{"properties":{"sheetId":7,"title":"New","index":0,"gridProperties":{"rowCount":5,"columnCount":3}}}}`,
			reply: `"rowCount":5`},
		{name: "deleteSheet", requests: `{"addSheet":{"properties":{"sheetId":7,"title":"New"}}},{"updateCells":{"start":"AT:F1","fields":"userEnteredValue","rows":[{"values":[{"userEnteredValue":{"formulaValue":"=New!A1"}}]}]}},{"deleteSheet":{"sheetId":7}}`,
			shows: "F1=#REF!"},
		{name: "duplicateSheet", requests: `{"duplicateSheet":{"sourceSheetId":0,"newSheetId":9,"newSheetName":"Copy"}}`, reply: `"sheetId":9`},
		{name: "updateSheetProperties", requests: `{"updateSheetProperties":{"properties":{"sheetId":0,"gridProperties":{"frozenRowCount":1,"rowCount":900}},"fields":"gridProperties(frozenRowCount,rowCount)"}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool {
				return tab.FrozenRows == 1 && tab.Rows == 900 && tab.Cols == 26
			}},
		{name: "insertDimension", requests: `{"insertDimension":{"range":"ROW:2"}}`, shows: "A2= A3=x C1=6 D1=2"},
		{name: "deleteDimension", requests: `{"deleteDimension":{"range":"ROW:2"}}`, shows: "A2=y C1=5 D1=2"},
		{name: "deleteDimension of what is referred to", requests: `{"deleteDimension":{"range":"COL:B"}}`, shows: "B1=#REF! C1=#REF!"},
		{name: "moveDimension", requests: `{"moveDimension":{"source":"COL:A","destinationIndex":2}}`, shows: "A1=n B1=name C1=6 D1=2"},
		{name: "appendDimension", requests: `{"appendDimension":{"sheetId":0,"dimension":"COLUMNS","length":3}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool { return tab.Cols == 29 }},
		{name: "updateDimensionProperties", requests: `{"updateDimensionProperties":{"range":"COL:B","properties":{"hiddenByUser":true,"pixelSize":50},"fields":"hiddenByUser"}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool { return tab.HiddenCols[1] && len(tab.HiddenCols) == 1 }},
		{name: "autoResizeDimensions", requests: `{"autoResizeDimensions":{"dimensions":"COL:B"}}`},
		{name: "insertRange", requests: `{"insertRange":{"range":"R:B2","shiftDimension":"ROWS"}}`, shows: "A2=x B2= B3=1 B5=3 D1=2"},
		{name: "deleteRange", requests: `{"deleteRange":{"range":"R:B2","shiftDimension":"ROWS"}}`, shows: "A2=x B2=2 B3=3 B4= D1=2"},
		{name: "deleteRange of a cell that is referred to", requests: `{"updateCells":{"start":"AT:F1","fields":"userEnteredValue","rows":[{"values":[{"userEnteredValue":{"formulaValue":"=B2"}}]}]}},{"deleteRange":{"range":"R:B2","shiftDimension":"COLUMNS"}}`, shows: "F1=#REF!"},
		{name: "updateCells clears what is left out", requests: `{"updateCells":{"range":"R:A2:B4","fields":"userEnteredValue","rows":[{"values":[{"userEnteredValue":{"stringValue":"only"}}]}]}}`,
			shows: "A2=only B2= A4= B4= C1=0"},
		{name: "updateCells from a start leaves the rest", requests: `{"updateCells":{"start":{"sheetId":0,"rowIndex":1,"columnIndex":0},"fields":"userEnteredValue","rows":[{"values":[{"userEnteredValue":{"stringValue":"only"}}]}]}}`,
			shows: "A2=only B2=1 A3=y"},
		{name: "updateCells of a format keeps values", requests: `{"updateCells":{"range":"R:B2","fields":"userEnteredFormat.textFormat.bold","rows":[{"values":[{"userEnteredValue":{"numberValue":9},"userEnteredFormat":{"textFormat":{"bold":true,"italic":true}}}]}]}}`,
			shows: "B2=1", check: func(_ *testing.T, tab emulator.Tab) bool {
				return tab.Cells[at("B2")].Look == `{"textFormat":{"bold":true}}`
			}},
		{name: "repeatCell moves references", requests: `{"repeatCell":{"range":{"sheetId":0,"startRowIndex":1,"endRowIndex":4,"startColumnIndex":5,"endColumnIndex":6},"cell":{"userEnteredValue":{"formulaValue":"=B2*10"}},"fields":"userEnteredValue"}}`,
			shows: "F2=10 F3=20 F4=30"},
		{name: "appendCells", requests: `{"appendCells":{"sheetId":0,"fields":"userEnteredValue","rows":[{"values":[{"userEnteredValue":{"stringValue":"last"}}]}]}}`, shows: "A5=last"},
		{name: "sortRange", requests: `{"sortRange":{"range":"R:A2:B4","sortSpecs":[{"dimensionIndex":1,"sortOrder":"DESCENDING"}]}}`, shows: "A2=z B2=3 A4=x D1=2"},
		{name: "cutPaste", requests: `{"cutPaste":{"source":"R:A2:B4","destination":"AT:F1","pasteType":"PASTE_NORMAL"}}`, shows: "A2= F1=x G3=3 C1=6 D1=2"},
		{name: "copyPaste", requests: `{"copyPaste":{"source":"R:A2:B4","destination":{"sheetId":0,"startRowIndex":0,"endRowIndex":6,"startColumnIndex":5,"endColumnIndex":7},"pasteType":"PASTE_NORMAL"}}`,
			shows: "A2=x F1=x G3=3 F4=x G6=3 C1=6"},
		{name: "findReplace", requests: `{"findReplace":{"find":"X","replacement":"long","sheetId":0}}`, shows: "A2=long A3=y", reply: `"occurrencesChanged":1`},
		{name: "mergeCells keeps the first content", requests: `{"mergeCells":{"range":"R:A2:B4","mergeType":"MERGE_ALL"}}`, shows: "A2=x B2= A3= C1=0",
			check: func(_ *testing.T, tab emulator.Tab) bool {
				return reflect.DeepEqual(tab.Merges, []emulator.Block{block("A2:B4")})
			}},
		{name: "unmergeCells", requests: `{"mergeCells":{"range":"R:A1:B1","mergeType":"MERGE_ALL"}},{"unmergeCells":{"range":"R:A1:B4"}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool { return tab.Merges == nil }},
		{name: "createDeveloperMetadata", requests: `{"createDeveloperMetadata":{"developerMetadata":{"metadataId":5,"metadataKey":"k","metadataValue":"v","visibility":"DOCUMENT","location":{"dimensionRange":"COL:B"}}}},{"moveDimension":{"source":"COL:A","destinationIndex":2}}`,
			reply: `"locationType":"COLUMN"`, check: func(_ *testing.T, tab emulator.Tab) bool {
				return reflect.DeepEqual(tab.ColumnMarks, map[int][]emulator.Mark{0: {{ID: 5, Key: "k", Value: "v"}}})
			}},
		{name: "updateDeveloperMetadata", requests: `{"createDeveloperMetadata":{"developerMetadata":{"metadataId":5,"metadataKey":"k","visibility":"DOCUMENT","location":{"sheetId":0}}}},{"updateDeveloperMetadata":{"dataFilters":[{"developerMetadataLookup":{"metadataKey":"k"}}],"developerMetadata":{"metadataValue":"new"},"fields":"metadataValue"}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool {
				return reflect.DeepEqual(tab.Metadata, []emulator.Mark{{ID: 5, Key: "k", Value: "new"}})
			}},
		{name: "deleteDeveloperMetadata", requests: `{"createDeveloperMetadata":{"developerMetadata":{"metadataId":5,"metadataKey":"k","visibility":"DOCUMENT","location":{"dimensionRange":"COL:B"}}}},{"deleteDeveloperMetadata":{"dataFilter":{"developerMetadataLookup":{"metadataId":5,"metadataLocation":{"dimensionRange":"COL:A"},"locationMatchingStrategy":"EXACT_LOCATION"}}}},{"deleteDeveloperMetadata":{"dataFilter":{"developerMetadataLookup":{"metadataId":5,"metadataLocation":{"dimensionRange":"COL:B"},"locationMatchingStrategy":"EXACT_LOCATION"}}}}`,
			reply: `{"deleteDeveloperMetadata":{"deletedDeveloperMetadata":[]}},{"deleteDeveloperMetadata":{"deletedDeveloperMetadata":[{`,
			check: func(_ *testing.T, tab emulator.Tab) bool { return len(tab.ColumnMarks) == 0 }},
		{name: "addConditionalFormatRule", requests: `{"addConditionalFormatRule":{"index":0,"rule":` + ruleJSON + `}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool {
				return !tab.Cells[at("A2")].Coloured && tab.Cells[at("A3")].Coloured && tab.Cells[at("B4")].Coloured
			}},
		{name: "updateConditionalFormatRule", requests: `{"addConditionalFormatRule":{"index":0,"rule":` + ruleJSON + `}},{"updateConditionalFormatRule":{"sheetId":0,"index":0,"rule":` + strings.Replace(ruleJSON, ">1", "=1", 1) + `}}`,
			reply: `"oldRule"`, check: func(_ *testing.T, tab emulator.Tab) bool {
				return len(tab.Rules) == 1 && tab.Cells[at("A2")].Coloured && !tab.Cells[at("A3")].Coloured
			}},
		{name: "deleteConditionalFormatRule", requests: `{"addConditionalFormatRule":{"index":0,"rule":` + ruleJSON + `}},{"deleteConditionalFormatRule":{"sheetId":0,"index":0}}`,
			reply: `=$B2\u003e1`, check: func(_ *testing.T, tab emulator.Tab) bool { return tab.Rules == nil }},
		{name: "addProtectedRange", requests: `{"addProtectedRange":{"protectedRange":{"protectedRangeId":4,"range":"R:A2:B4"}}}`, reply: `"editors":{}`,
			check: func(_ *testing.T, tab emulator.Tab) bool { return tab.Protections[0].Block == block("A2:B4") }},
		{name: "updateProtectedRange", requests: `{"addProtectedRange":{"protectedRange":{"protectedRangeId":4,"range":"R:A2:B4"}}},{"updateProtectedRange":{"protectedRange":{"protectedRangeId":4,"warningOnly":true,"description":"no"},"fields":"warningOnly"}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool {
				p := tab.Protections[0]
				return p.WarningOnly && p.Description == ""
			}},
		{name: "deleteProtectedRange", requests: `{"addProtectedRange":{"protectedRange":{"protectedRangeId":4,"range":"R:A2:B4"}}},{"deleteProtectedRange":{"protectedRangeId":4}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool { return tab.Protections == nil }},
		{name: "addChart", requests: chartJSON + `,{"insertDimension":{"range":"ROW:2"}},{"updateEmbeddedObjectPosition":{"objectId":3,"newPosition":{"overlayPosition":{"widthPixels":9}},"fields":"overlayPosition.widthPixels"}}`,
			reply: `"widthPixels":9`, check: func(_ *testing.T, tab emulator.Tab) bool { return tab.Charts == 1 }},
		{name: "updateChartSpec", requests: chartJSON + `,{"updateChartSpec":{"chartId":3,"spec":{"title":"other"}}}`, check: func(_ *testing.T, tab emulator.Tab) bool { return tab.Charts == 1 }},
		{name: "deleteEmbeddedObject", requests: chartJSON + `,{"deleteEmbeddedObject":{"objectId":3}}`, check: func(_ *testing.T, tab emulator.Tab) bool { return tab.Charts == 0 }},
		{name: "setDataValidation", requests: `{"setDataValidation":{"range":"R:B2","rule":{"strict":true,"condition":{"type":"ONE_OF_LIST","values":[{"userEnteredValue":"7"}]}}}}`},
		{name: "setBasicFilter hides rows", requests: `{"setBasicFilter":{"filter":{"range":"R:A1:B4","criteria":{"0":{"hiddenValues":["y"]}}}}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool {
				return reflect.DeepEqual(tab.HiddenRows, map[int]bool{2: true})
			}},
		{name: "clearBasicFilter shows them", requests: `{"setBasicFilter":{"filter":{"range":"R:A1:B4","criteria":{"0":{"hiddenValues":["y"]}}}}},{"clearBasicFilter":{"sheetId":0}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool { return len(tab.HiddenRows) == 0 }},
		{name: "addFilterView", requests: `{"addFilterView":{"filter":{"filterViewId":8,"title":"v","range":"R:A1:B4"}}},{"deleteFilterView":{"filterId":8}}`, reply: `"filterViewId":8`},
		{name: "addNamedRange", requests: `{"addNamedRange":{"namedRange":{"namedRangeId":"n","name":"data","range":"R:B"}}},{"updateNamedRange":{"namedRange":{"namedRangeId":"n","name":"other"},"fields":"name"}},{"deleteNamedRange":{"namedRangeId":"n"}}`, reply: `"name":"data"`},
		{name: "addTable", requests: `{"addTable":{"table":{"tableId":"t","name":"T","range":"R:A1:B4"}}},{"insertDimension":{"range":"ROW:2"}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool { return tab.Tables[0].Block == block("A1:B5") }},
		{name: "deleteTable", requests: `{"addTable":{"table":{"tableId":"t","name":"T","range":"R:A1:B4"}}},{"deleteTable":{"tableId":"t"}}`, shows: "A1= B4= C1=0"},
		{name: "groups nest", requests: `{"addDimensionGroup":{"range":{"sheetId":0,"dimension":"ROWS","startIndex":1,"endIndex":5}}},{"addDimensionGroup":{"range":{"sheetId":0,"dimension":"ROWS","startIndex":2,"endIndex":4}}},{"deleteDimensionGroup":{"range":{"sheetId":0,"dimension":"ROWS","startIndex":3,"endIndex":5}}}`,
			reply: `"deleteDimensionGroup":{"dimensionGroups":[{"depth":1,"range":{"dimension":"ROWS","endIndex":4,"startIndex":1}},{"depth":2,"range":{"dimension":"ROWS","endIndex":3,"startIndex":2}}]}`},
		{name: "rows inserted into a group belong to it", requests: `{"addDimensionGroup":{"range":{"sheetId":0,"dimension":"ROWS","startIndex":1,"endIndex":3}}},{"insertDimension":{"range":{"sheetId":0,"dimension":"ROWS","startIndex":2,"endIndex":4}}},{"updateDimensionGroup":{"dimensionGroup":{"range":{"sheetId":0,"dimension":"ROWS","startIndex":1,"endIndex":5},"depth":1,"collapsed":true},"fields":"collapsed"}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool {
				return reflect.DeepEqual(tab.HiddenRows, map[int]bool{1: true, 2: true, 3: true, 4: true})
			}},
		{name: "trimWhitespace", requests: `{"updateCells":{"start":"AT:F1","fields":"userEnteredValue","rows":[{"values":[{"userEnteredValue":{"stringValue":"  ab "}}]}]}},{"trimWhitespace":{"range":{"sheetId":0}}}`, reply: `"cellsChangedCount":1`, shows: "F1=ab"},
		{name: "deleteDuplicates", requests: `{"updateCells":{"range":"R:A2:B4","fields":"userEnteredValue","rows":[{"values":[{"userEnteredValue":{"stringValue":"x"}}]},{"values":[{"userEnteredValue":{"stringValue":"X"}}]},{"values":[{"userEnteredValue":{"stringValue":"z"}}]}]}},{"deleteDuplicates":{"range":"R:A2:B4"}}`, reply: `"duplicatesRemovedCount":1`, shows: "A2=x A3=z A4="},
		{name: "textToColumns", requests: `{"pasteData":{"coordinate":"AT:F1","data":"\"1,2\"\tx","delimiter":"\t"}},{"textToColumns":{"source":{"sheetId":0,"startRowIndex":0,"endRowIndex":1,"startColumnIndex":5,"endColumnIndex":6},"delimiterType":"COMMA"}}`, shows: "F1=1 G1=2"},
		{name: "autoFill", requests: `{"autoFill":{"sourceAndDestination":{"source":"R:A2:B4","dimension":"ROWS","fillLength":2}}}`, shows: "A5=x B5=4 B6=5"},
		{name: "updateBorders", requests: `{"updateBorders":{"range":"R:B2","top":{"style":"SOLID","color":{"red":1}}}}`, check: func(_ *testing.T, tab emulator.Tab) bool {
			return strings.Contains(tab.Cells[at("B2")].Look, `"colorStyle"`)
		}},
		{name: "a colour has a style", requests: `{"repeatCell":{"range":"R:B2","cell":{"userEnteredFormat":{"backgroundColor":{"red":1}}},"fields":"userEnteredFormat(backgroundColor)"}}`, check: func(_ *testing.T, tab emulator.Tab) bool {
			return strings.Contains(tab.Cells[at("B2")].Look, `"backgroundColorStyle":{"rgbColor":{"red":1}}`)
		}},
		{name: "filter views are changed and copied", requests: `{"addFilterView":{"filter":{"filterViewId":8,"title":"v","range":"R:A1:B4"}}},{"updateFilterView":{"filter":{"filterViewId":8,"title":"w"},"fields":"title"}},{"duplicateFilterView":{"filterId":8}}`, reply: `"title":"Copy of w"`},
		{name: "updateBanding", requests: `{"addBanding":{"bandedRange":{"bandedRangeId":2,"range":"R:A1:B4"}}},{"updateBanding":{"bandedRange":{"bandedRangeId":2,"range":"R:A2:B4"},"fields":"range"}}`},
		{name: "updateTable", requests: `{"addTable":{"table":{"tableId":"t","name":"T","range":"R:A1:B4"}}},{"updateTable":{"table":{"tableId":"t","name":"U"},"fields":"name"}}`,
			check: func(_ *testing.T, tab emulator.Tab) bool { return tab.Tables[0].Name == "U" }},
		{name: "addBanding", requests: `{"addBanding":{"bandedRange":{"bandedRangeId":2,"range":"R:A1:B4","rowProperties":{"firstBandColor":{"red":1}}}}},{"deleteBanding":{"bandedRangeId":2}}`, reply: `"bandedRangeId":2`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := *b
			b.t = t
			d, path := sample(&b)
			var compact strings.Builder
			var reply any
			if err := json.Unmarshal([]byte(b.ok("POST", path, requests(tt.requests))), &reply); err != nil {
				t.Fatal(err)
			}
			if err := json.NewEncoder(&compact).Encode(reply); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(compact.String(), tt.reply) {
				t.Errorf("the reply is %s, want a part %s", compact.String(), tt.reply)
			}
			d.shows(tt.shows)
			if tab := d.tab("Sheet1"); tt.check != nil && !tt.check(t, tab) {
				t.Errorf("the tab is %+v", tab)
			}
		})
	}
}

const (
	ruleJSON  = `{"ranges":["R:A2:B4"],"booleanRule":{"condition":{"type":"CUSTOM_FORMULA","values":[{"userEnteredValue":"=$B2>1"}]},"format":{"textFormat":{"bold":true}}}}`
	chartJSON = `{"addChart":{"chart":{"chartId":3,"spec":{"basicChart":{"chartType":"BAR","domains":[{"domain":{"sourceRange":{"sources":["R:A2:B4"]}}}]}},"position":{"overlayPosition":{"anchorCell":"AT:F1"}}}}}`
)

// Whatever comes before it, a request that is refused leaves nothing behind.
func TestRefusedRequestsChangeNothing(t *testing.T) {
	b := newBench(t, emulator.Options{})
	first := `{"updateCells":{"start":"AT:F1","fields":"userEnteredValue","rows":[{"values":[{"userEnteredValue":{"stringValue":"new"}}]}]}},{"insertDimension":{"range":"ROW:2"}},{"sortRange":{"range":"R:A2:B4","sortSpecs":[{"dimensionIndex":0}]}},`
	tests := []struct{ name, request, message string }{
		{"a title that is taken", `{"addSheet":{"properties":{"title":"sheet1"}}}`, "Invalid requests[3].addSheet: A sheet with the name \"sheet1\" already exists."},
		{"a sheet id that is taken", `{"addSheet":{"properties":{"sheetId":0}}}`, "already exists"},
		{"the last sheet", `{"deleteSheet":{"sheetId":0}}`, "You can't remove all the sheets in a document."},
		{"hiding the last sheet", `{"updateSheetProperties":{"properties":{"sheetId":0,"hidden":true},"fields":"hidden"}}`, "You can't hide all the sheets in a document."},
		{"no such sheet", `{"deleteSheet":{"sheetId":44}}`, "No grid with id: 44"},
		{"no fields", `{"updateCells":{"start":"AT:F1","rows":[]}}`, "At least one field must be listed in 'fields'."},
		{"more rows than the range", `{"updateCells":{"range":"R:B2","fields":"*","rows":[{},{}]}}`, "Attempting to write row: 2, beyond the last requested row of: 1"},
		{"a range beyond the grid", `{"repeatCell":{"range":{"sheetId":0,"startRowIndex":0,"endRowIndex":2000},"fields":"*"}}`, "exceeds grid limits"},
		{"all rows", `{"deleteDimension":{"range":{"sheetId":0,"dimension":"ROWS","startIndex":0}}}`, "You can't delete all the rows on the sheet."},
		{"a move through a merge", `{"mergeCells":{"range":"R:A1:B1"}},{"moveDimension":{"source":"COL:A","destinationIndex":3}}`, "merged cells"},
		{"a sort over a vertical merge", `{"mergeCells":{"range":{"sheetId":0,"startRowIndex":1,"endRowIndex":3,"startColumnIndex":0,"endColumnIndex":1}}},{"sortRange":{"range":"R:A2:B4","sortSpecs":[{"dimensionIndex":1}]}}`, "You can't sort a range with vertical merges."},
		{"half a merge", `{"mergeCells":{"range":"R:A1:B4"}},{"mergeCells":{"range":"R:B2"}}`, "You must select all cells in a merged range to merge or unmerge them."},
		{"an id of metadata that is taken", `{"createDeveloperMetadata":{"developerMetadata":{"metadataId":5,"metadataKey":"k","visibility":"DOCUMENT","location":{"sheetId":0}}}},{"createDeveloperMetadata":{"developerMetadata":{"metadataId":5,"metadataKey":"k","visibility":"DOCUMENT","location":{"spreadsheet":true}}}}`, "already exists"},
		{"metadata of two columns", `{"createDeveloperMetadata":{"developerMetadata":{"metadataKey":"k","visibility":"DOCUMENT","location":{"dimensionRange":{"sheetId":0,"dimension":"COLUMNS","startIndex":0,"endIndex":2}}}}}`, "single row or column"},
		{"a protection id that is taken", `{"addProtectedRange":{"protectedRange":{"protectedRangeId":4,"range":"R:B2"}}},{"addProtectedRange":{"protectedRange":{"protectedRangeId":4,"range":"R:B2"}}}`, "already exists"},
		{"no such rule", `{"deleteConditionalFormatRule":{"sheetId":0,"index":0}}`, "no conditional format at index 0"},
		{"a formula in the head of a table", `{"addTable":{"table":{"range":"R:A1:B4"}}},{"updateCells":{"range":"R:A1:B1","fields":"userEnteredValue","rows":[{"values":[{"userEnteredValue":{"formulaValue":"=1"}}]}]}}`, "header row of a table"},
		{"cells shifted through half a table", `{"addTable":{"table":{"range":"R:A1:B4"}}},{"insertRange":{"range":"R:B2","shiftDimension":"ROWS"}}`, "a part of a table"},
		{"what the emulator does not have", `{"randomizeRange":{"range":"R:B2"}}`, "does not carry out"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := *b
			b.t = t
			d, path := sample(&b)
			before, revision := d.p.Look(), d.p.Revision()
			status, reply := b.send("POST", path, requests(first+tt.request))
			var e struct{ Error struct{ Message string } }
			if err := json.Unmarshal(reply, &e); err != nil || status < 400 || !strings.Contains(e.Error.Message, tt.message) {
				t.Fatalf("status %d: %s, want a part %q", status, reply, tt.message)
			}
			if !reflect.DeepEqual(before, d.p.Look()) || d.p.Revision() != revision {
				t.Error("something was changed")
			}
			d.must(d.s.Type("Sheet1", at("B3"), "20"))
			d.shows("C1=24 D1=20")
		})
	}
}
