package xlsx

import (
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"rasoat/sheets"
)

func TestShiftFormula(t *testing.T) {
	for _, tc := range []struct {
		in         string
		rows, cols int
		want       string
	}{
		{"A1+B2", 1, 0, "A2+B3"},
		{"A1+B2", 0, 2, "C1+D2"},
		{"$A1+A$1+$A$1", 3, 3, "$A4+D$1+$A$1"},
		{"SUM(F7:F10)", 1, 1, "SUM(G8:G11)"},
		{"'Danh mục A1'!B2", 1, 0, "'Danh mục A1'!B3"},
		{"Sheet1!B2*AB1!C3", 1, 0, "Sheet1!B3*AB1!C4"},
		{`IF(A1="B2","C3 ""D4""",E5)`, 1, 0, `IF(A2="B2","C3 ""D4""",E6)`},
		{"LOG10(A1)+ATAN2(B1,C1)", 1, 0, "LOG10(A2)+ATAN2(B2,C2)"},
		{"SUM(A:C)+SUM($1:$3)+SUM(2:4)", 1, 1, "SUM(B:D)+SUM($1:$3)+SUM(3:5)"},
		{"Bảng1[[Vốn A1]:[B2]]+A1", 1, 0, "Bảng1[[Vốn A1]:[B2]]+A2"},
		{"[1]Tab!A1+Tên_A1+ABCD1", 1, 0, "[1]Tab!A2+Tên_A1+ABCD1"},
		{"A1", -1, 0, "#REF!"},
		{"A1:B2", 0, -1, "#REF!:A2"},
		{"1.5E3+A1", 1, 0, "1.5E3+A2"},
		{"A1048576", 1, 0, "#REF!"},
		{"A1", 0, 0, "A1"},
		{`"open`, 1, 0, `"open`},
		{"[open", 1, 0, "[open"},
	} {
		if got := shiftFormula(tc.in, tc.rows, tc.cols); got != tc.want {
			t.Errorf("%s by %d rows, %d columns: got %s, want %s", tc.in, tc.rows, tc.cols, got, tc.want)
		}
	}
}

func TestCellText(t *testing.T) {
	for in, want := range map[string]string{
		"Cảnh báo":           "Cảnh báo",
		"a\r\nb\rc\nd":       "a\nb\nc\nd",
		"a\x00b\x1fc\td":     "a\uFFFDb\uFFFDc\td",
		"bad \xff byte":      "bad \uFFFD byte",
		"\uFFFE and \uFFFF":  "\uFFFD and \uFFFD",
		"😀 stays one":        "😀 stays one",
		"_x000D_ as written": "_x000D_ as written",
	} {
		if got := cellText(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	for _, long := range []string{strings.Repeat("ầ", 40000), strings.Repeat("😀", 20000), strings.Repeat("a", maxText+1)} {
		got := cellText(long)
		if n := len(utf16.Encode([]rune(got))); n > maxText || n < maxText-1 || !strings.HasSuffix(got, "…") {
			t.Errorf("a text of %d bytes came out with %d units", len(long), n)
		}
	}
	if whole := strings.Repeat("ầ", maxText); cellText(whole) != whole {
		t.Error("a text that just fits was cut")
	}
}

// What is written between tags is read back as it was.
func TestTextRoundTrip(t *testing.T) {
	for _, s := range []string{
		"", " ", "  a  ", "=1+1", "<c r=\"A1\">&amp;</c>", "]]>", "_x000D_", "_x005F_x000D_", "__x0041_", "_x00zz_", "_x000",
		"dòng một\ndòng hai\tcột", "😀", "a_x0041_", "'", `"`,
	} {
		at := sheets.Addr{Row: 2, Col: 27}
		doc := `<worksheet><sheetData><row r="3">` + cellXML("", at, newCell{value: sheets.TextValue(s), style: 3}) + `</row></sheetData></worksheet>`
		var got sheets.Cell
		r := &sheetReader{s: newScanner(strings.NewReader(doc)), formats: &formats{}, cell: func(row, col int, c sheets.Cell) {
			if (sheets.Addr{Row: row, Col: col}) == at {
				got = c
			}
		}}
		if err := r.read(); err != nil {
			t.Errorf("%q: %v", s, err)
		} else if got.Value != sheets.TextValue(s) {
			t.Errorf("%q came back as %q", s, got.Value)
		}
	}
}

func TestAddDays(t *testing.T) {
	for in, want := range map[string]string{
		"0": "1462", "42734": "44196", "42734.50": "44196.50", "42734.": "44196.", "4.2734E4": "44196", "-3000": "-1538", "x": "x",
	} {
		if got := addDays(in, days1904); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func TestIsDecimal(t *testing.T) {
	for s, want := range map[string]bool{
		"1": true, "-1.5": true, "+2": true, ".5": true, "5.": true, "1E5": true, "1.2e-05": true,
		"": false, "-": false, ".": false, "1,5": false, "1.2.3": false, "1E": false, "E5": false, "NaN": false, "Inf": false, "0x1": false, "1_000": false, " 1": false, "½": false,
	} {
		if got := sheets.NumberValue(s).IsDecimal(); got != want {
			t.Errorf("%q: got %v", s, got)
		}
	}
}

func TestParseRef(t *testing.T) {
	wb := &workbook{sheets: []wbSheet{{title: "Danh mục"}, {title: "It's"}, {title: "A!B"}}}
	for ref, want := range map[string]string{
		"'Danh mục'!$N$6:$N$1000000": "0 N6:N1000000",
		"'DANH MỤC'!$N$6":            "0 N6",
		"'It''s'!$A:$C":              "1 A1:C1048576",
		"'A!B'!$2:$3":                "2 A2:XFD3",
		"$'Danh mục'!$N$6:$N$9":      "0 N6:N9",
		"#REF!":                      "none",
		"'Danh mục'!#REF!":           "none",
		"'Khác'!$A$1":                "none",
		"SUM(1)":                     "none",
		`"text"`:                     "none",
	} {
		sheet, r, ok := parseRef(wb, ref)
		got := "none"
		if ok {
			got = string(rune('0'+sheet)) + " " + r.String()
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", ref, got, want)
		}
	}
}

func TestPatchSheet(t *testing.T) {
	text := func(s string) newCell { return newCell{value: sheets.TextValue(s), style: 4} }
	number := func(s string) newCell { return newCell{value: sheets.NumberValue(s)} }
	is := func(at, s string) string {
		return `<c r="` + at + `" s="4" t="inlineStr"><is><t>` + s + `</t></is></c>`
	}
	for name, tc := range map[string]struct {
		doc    string
		cells  map[string]newCell
		widths map[int]float64
		want   string
	}{
		"nothing": {
			doc:  `<worksheet><dimension ref="A1"/><sheetData><row r="1"><c r="A1"/></row></sheetData></worksheet>`,
			want: `<worksheet><dimension ref="A1"/><sheetData><row r="1"><c r="A1"/></row></sheetData></worksheet>`,
		},
		"behind, between and before": {
			doc:   `<worksheet><sheetData><row r="1"><c r="B1"><v>1</v></c><c r="D1" s="9"/></row></sheetData></worksheet>`,
			cells: map[string]newCell{"A1": text("a"), "C1": text("c"), "E1": number("5")},
			want:  `<worksheet><sheetData><row r="1">` + is("A1", "a") + `<c r="B1"><v>1</v></c>` + is("C1", "c") + `<c r="D1" s="9"/><c r="E1"><v>5</v></c></row></sheetData></worksheet>`,
		},
		"in the place of another": {
			doc:   `<worksheet><sheetData><row r="1"><c r="B1" s="2"><f>A1</f><v>1</v></c></row></sheetData></worksheet>`,
			cells: map[string]newCell{"B1": text("b")},
			want:  `<worksheet><sheetData><row r="1">` + is("B1", "b") + `</row></sheetData></worksheet>`,
		},
		"cleared": {
			doc:   `<worksheet><sheetData><row r="1"><c r="A1"/><c r="B1"><v>1</v></c><c r="C1"/></row></sheetData></worksheet>`,
			cells: map[string]newCell{"B1": {clear: true}, "Z9": {clear: true}},
			want:  `<worksheet><sheetData><row r="1"><c r="A1"/><c r="C1"/></row></sheetData></worksheet>`,
		},
		"new rows": {
			doc:   `<worksheet><sheetData><row r="2"/><row r="5" spans="1:2" ht="30"><c r="A5"/></row></sheetData></worksheet>`,
			cells: map[string]newCell{"C1": text("1"), "C2": text("2"), "C3": text("3"), "C5": text("5"), "C7": text("7")},
			want: `<worksheet><sheetData><row r="1">` + is("C1", "1") + `</row><row r="2">` + is("C2", "2") + `</row><row r="3">` + is("C3", "3") + `</row>` +
				`<row r="5" spans="1:3" ht="30"><c r="A5"/>` + is("C5", "5") + `</row><row r="7">` + is("C7", "7") + `</row></sheetData></worksheet>`,
		},
		"empty sheet data": {
			doc:   `<worksheet><dimension ref="A1"/><sheetData/><legacyDrawing r:id="rId1"/></worksheet>`,
			cells: map[string]newCell{"B2": text("x")},
			want:  `<worksheet><dimension ref="A1:B2"/><sheetData><row r="2">` + is("B2", "x") + `</row></sheetData><legacyDrawing r:id="rId1"/></worksheet>`,
		},
		"prefixed": {
			doc:   `<x:worksheet xmlns:x="u"><x:sheetData><x:row r="1"><x:c r="A1"/></x:row></x:sheetData></x:worksheet>`,
			cells: map[string]newCell{"B1": number("2")},
			want:  `<x:worksheet xmlns:x="u"><x:sheetData><x:row r="1"><x:c r="A1"/><x:c r="B1"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
		},
		"width without columns": {
			doc:    `<worksheet><sheetData/></worksheet>`,
			widths: map[int]float64{6: 40},
			want:   `<worksheet><cols><col min="7" max="7" width="40" customWidth="1"/></cols><sheetData/></worksheet>`,
		},
		"width within a span": {
			doc:    `<worksheet><cols><col min="1" max="3" width="5"/><col min="5" max="16384" width="9.1" style="2" bestFit="1"/></cols><sheetData/></worksheet>`,
			widths: map[int]float64{6: 40, 7: 12.5},
			want: `<worksheet><cols><col min="1" max="3" width="5"/><col min="5" max="6" width="9.1" style="2" bestFit="1"/><col min="7" max="7" width="40" style="2" customWidth="1"/>` +
				`<col min="8" max="8" width="12.5" style="2" customWidth="1"/><col min="9" max="16384" width="9.1" style="2" bestFit="1"/></cols><sheetData/></worksheet>`,
		},
		"widths given back to the span that they were cut out of": {
			doc:    `<worksheet><cols><col min="1" max="2" width="9"/><col min="3" max="3" width="40" customWidth="1"/><col min="4" max="4" width="50" customWidth="1"/><col min="5" max="8" width="9"/></cols><sheetData/></worksheet>`,
			widths: map[int]float64{2: 0, 3: 0},
			want:   `<worksheet><cols><col min="1" max="8" width="9"/></cols><sheetData/></worksheet>`,
		},
		"widths given back to the rest of the tab": {
			doc:    `<worksheet><cols><col min="1" max="2" width="7"/><col min="3" max="4" width="40" style="1" customWidth="1"/><col min="5" max="16384" width="9" style="1"/></cols><sheetData/></worksheet>`,
			widths: map[int]float64{2: 0, 3: 0},
			want:   `<worksheet><cols><col min="1" max="2" width="7"/><col min="3" max="16384" width="9" style="1"/></cols><sheetData/></worksheet>`,
		},
		"widths given back between columns of other widths": {
			doc:    `<worksheet><cols><col min="1" max="2" width="7"/><col min="3" max="3" width="40" customWidth="1"/><col min="4" max="9" width="9"/></cols><sheetData/></worksheet>`,
			widths: map[int]float64{2: 0},
			want:   `<worksheet><cols><col min="1" max="2" width="7"/><col min="4" max="9" width="9"/></cols><sheetData/></worksheet>`,
		},
		"width given back": {
			doc:    `<worksheet><cols><col min="7" max="7" width="40" customWidth="1"/></cols><sheetData/></worksheet>`,
			widths: map[int]float64{6: 0},
			want:   `<worksheet><sheetData/></worksheet>`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			cells := map[sheets.Addr]newCell{}
			for at, c := range tc.cells {
				a, err := sheets.ParseAddr(at)
				if err != nil {
					t.Fatal(err)
				}
				cells[a] = c
			}
			got, err := patched(tc.doc, cells, tc.widths)
			if err != nil {
				t.Fatal(err)
			}
			if got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// A part in which a cell could slip to another place is refused.
func TestPatchRefuses(t *testing.T) {
	clear := map[sheets.Addr]newCell{{Row: 0, Col: 0}: {clear: true}}
	for name, doc := range map[string]string{
		"cells without address behind a cleared one": `<worksheet><sheetData><row r="1"><c r="A1"/><c><v>1</v></c></row></sheetData></worksheet>`,
		"cells out of order":                         `<worksheet><sheetData><row r="1"><c r="B1"/><c r="A1"/></row></sheetData></worksheet>`,
		"rows out of order":                          `<worksheet><sheetData><row r="2"/><row r="1"/></sheetData></worksheet>`,
		"a cell of another row":                      `<worksheet><sheetData><row r="1"><c r="A2"/></row></sheetData></worksheet>`,
		"no sheet data":                              `<worksheet/>`,
		"cut short":                                  `<worksheet><sheetData><row r="1">`,
		"ends crossed":                               `<worksheet><sheetData></worksheet></sheetData>`,
	} {
		if got, err := patched(doc, clear, nil); err == nil {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

// The styles part does not grow when the same looks are asked for again.
func TestStylesDoNotGrow(t *testing.T) {
	looks := []look{{}, columnHead(), columnCell(sheets.NumberValue("1"), "#,##0.000"), {Fill: "FFFFFF", Border: true, Align: "center", Format: "dd/mm/yyyy"}, {Format: "#,##0"}}
	doc := []byte(baseStyles)
	var ids [][]int
	for range 3 {
		s, err := newStyler(doc)
		if err != nil {
			t.Fatal(err)
		}
		var round []int
		for _, l := range looks {
			round = append(round, s.id(l))
		}
		ids = append(ids, round)
		if doc, err = s.bytes(); err != nil {
			t.Fatal(err)
		}
	}
	for i := range looks {
		if ids[0][i] != ids[1][i] || ids[1][i] != ids[2][i] {
			t.Errorf("look %d got the styles %d, %d, %d", i, ids[0][i], ids[1][i], ids[2][i])
		}
	}
	if n := strings.Count(string(doc), "<xf "); n != 2+len(looks) {
		t.Errorf("%d xf elements, want the 2 that were there and %d", n, len(looks))
	}
}

// FuzzPatchSheet: whatever stands in a part, a patch either is refused or
// leaves all other cells as they were.
func FuzzPatchSheet(f *testing.F) {
	f.Add(`<worksheet><dimension ref="A1:B2"/><cols><col min="1" max="9" width="3"/></cols><sheetData><row r="1" spans="1:2"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>A1</f><v>2</v></c></row><row r="4"/></sheetData></worksheet>`, 3, 2)
	f.Add(`<worksheet><sheetData/></worksheet>`, 0, 0)
	f.Add(`<x:worksheet xmlns:x="u"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`, 0, 1)
	f.Fuzz(func(t *testing.T, doc string, row, col int) {
		if row < 0 || row >= 100 || col < 0 || col >= 100 {
			return
		}
		cells := func(doc string) (map[sheets.Addr]sheets.Cell, error) {
			found := map[sheets.Addr]sheets.Cell{}
			r := &sheetReader{s: newScanner(strings.NewReader(doc)), formats: &formats{}, strings: []string{"s"}, cell: func(row, col int, c sheets.Cell) {
				found[sheets.Addr{Row: row, Col: col}] = c
			}}
			return found, r.read()
		}
		before, err := cells(doc)
		if err != nil {
			return
		}
		at := sheets.Addr{Row: row, Col: col}
		patched, err := patched(doc, map[sheets.Addr]newCell{at: {value: sheets.TextValue("x")}}, map[int]float64{col: 7})
		if err != nil {
			return
		}
		after, err := cells(patched)
		if err != nil {
			t.Fatalf("%s\nbecame what cannot be read: %v\n%s", doc, err, patched)
		}
		before[at] = sheets.Cell{Value: sheets.TextValue("x")}
		for a, c := range before {
			if after[a] != c {
				t.Fatalf("%v was %+v and is %+v\n%s\n%s", a, c, after[a], doc, patched)
			}
		}
		if len(after) != len(before) {
			t.Fatalf("%d cells became %d\n%s\n%s", len(before), len(after), doc, patched)
		}
	})
}

// patched carries out a patch, the part coming in small pieces.
func patched(doc string, cells map[sheets.Addr]newCell, widths map[int]float64) (string, error) {
	p := sheetPatch{widths: widths, seed: maphash.MakeSeed(), stored: func(c cellEdit, _ int) newCell { return cells[c.at()] }}
	for _, at := range slices.SortedFunc(maps.Keys(cells), compareAddr) {
		c := cellEdit{row: int32(at.Row), col: int32(at.Col)}
		if !cells[at].clear {
			c.value = new(sheets.TextValue("x")) // some; the cell is told by stored
		}
		p.cells = append(p.cells, c)
	}
	var b strings.Builder
	_, err := patchSheet(&b, iotest.HalfReader(strings.NewReader(doc)), p)
	return b.String(), err
}
