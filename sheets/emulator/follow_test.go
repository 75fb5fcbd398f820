package emulator_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"rasoat/sheets/emulator"
)

// What the API alone tells of follows the cells too.
func TestPartsFollow(t *testing.T) {
	b := newBench(t, emulator.Options{})
	d, path := sample(b)
	b.ok("POST", path, requests(chartJSON+`,{"addNamedRange":{"namedRange":{"namedRangeId":"n","name":"data","range":"R:A2:B4"}}},
		{"addFilterView":{"filter":{"filterViewId":8,"title":"v","range":"R:A1:B4","criteria":{"1":{"hiddenValues":["2"]}}}}},
		{"setBasicFilter":{"filter":{"range":"R:A1:B4","criteria":{"1":{"hiddenValues":["2"]}}}}},
		{"addBanding":{"bandedRange":{"bandedRangeId":2,"range":"R:A1:B4","rowProperties":{"firstBandColor":{"red":1}}}}}`))
	d.must(d.s.InsertRows("Sheet1", 2, 1))
	d.must(d.s.InsertColumns("Sheet1", 0, 1))
	reply := b.ok("GET", "/v4/spreadsheets/"+d.p.ID()+"?fields=namedRanges.range,sheets(charts(spec,position),filterViews(range,criteria),basicFilter(range,criteria),bandedRanges.range)", "")
	var got map[string]any
	if err := json.Unmarshal([]byte(reply), &got); err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal([]byte(`{"namedRanges":[{"range":`+span(1, 5)+`}],"sheets":[{
		"charts":[{"spec":{"basicChart":{"chartType":"BAR","domains":[{"domain":{"sourceRange":{"sources":[`+span(1, 5)+`]}}}]}},
			"position":{"overlayPosition":{"anchorCell":{"rowIndex":0,"columnIndex":6}}}}],
		"filterViews":[{"range":`+span(0, 5)+`,"criteria":{"2":{"hiddenValues":["2"]}}}],
		"basicFilter":{"range":`+span(0, 5)+`,"criteria":{"2":{"hiddenValues":["2"]}}},
		"bandedRanges":[{"range":`+span(0, 5)+`}]}]}`), &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(withoutSheet(got), withoutSheet(want)) {
		t.Errorf("there is %s", reply)
	}
	if hidden := d.tab("Sheet1").HiddenRows; !reflect.DeepEqual(hidden, map[int]bool{3: true}) {
		t.Errorf("hidden are the rows %v", hidden)
	}
}

// span is the block of the columns B and C in some rows.
func span(top, bottom int) string {
	b, err := json.Marshal(map[string]int{"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": 1, "endColumnIndex": 3})
	if err != nil {
		panic(err) // numbers
	}
	return string(b)
}

// withoutSheet takes the id 0 of the tab out, which may be left out.
func withoutSheet(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = withoutSheet(v[i])
		}
	case map[string]any:
		delete(v, "sheetId")
		for k := range v {
			v[k] = withoutSheet(v[k])
		}
	}
	return v
}

func TestMetadataFollows(t *testing.T) {
	for _, travels := range []bool{false, true} {
		b := newBench(t, emulator.Options{Behaviour: emulator.Behaviour{SortMovesMetadata: travels}})
		d, path := sample(b)
		b.ok("POST", path, requests(`{"createDeveloperMetadata":{"developerMetadata":{"metadataId":5,"metadataKey":"k","visibility":"DOCUMENT","location":{"dimensionRange":"ROW:2"}}}},
			{"createDeveloperMetadata":{"developerMetadata":{"metadataId":6,"metadataKey":"k","visibility":"DOCUMENT","location":{"dimensionRange":"COL:B"}}}}`))
		marks := func(want ...int) {
			t.Helper()
			tab, got := d.tab("Sheet1"), []int(nil)
			for row := range tab.RowMarks {
				got = append(got, row)
			}
			for col := range tab.ColumnMarks {
				got = append(got, col)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("travels %v: marks are at %v, want %v", travels, got, want)
			}
		}
		row := 1
		d.must(d.s.SortRange("Sheet1", block("A2:B4"), 1, true))
		if travels {
			row = 3
		}
		marks(row, 1)
		d.must(d.s.MoveRows("Sheet1", row, 1, 6))
		d.must(d.s.MoveColumns("Sheet1", 1, 1, 4))
		marks(5, 3)
		d.must(d.s.Cut("Sheet1", block("A1:Z9"), "Sheet1", at("A20")))
		marks(5, 3)
		d.must(d.s.DuplicateTab("Sheet1", "Copy"))
		if c := d.tab("Copy"); len(c.RowMarks)+len(c.ColumnMarks) > 0 {
			t.Errorf("the copy has marks %v %v", c.RowMarks, c.ColumnMarks)
		}
		d.must(d.s.DeleteRows("Sheet1", 5, 1))
		d.must(d.s.DeleteColumns("Sheet1", 3, 1))
		marks()
	}
}
