package xlsx

import (
	"hash/maphash"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"rasoat/sheets"
)

// overOurs is a list in A1:A3 whose columns of ours come into C, with formulas
// of the staff's over them in two tabs.
func overOurs() raw {
	f := func(at, t, formula, v string) string {
		return `<c r="` + at + `"` + t + `><f>` + formula + `</f><v>` + v + `</v></c>`
	}
	r := rawBook(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c>` +
		f("E1", "", "SUM(C:C)", "99") + f("F1", "", "E1+1", "100") + f("G1", ` t="str"`, "'Danh mục'!C2&amp;&quot;x&quot;", "cũ") + f("H1", "", "SUM(B1:B9)", "1") + `</row>` +
		`<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c>` + f("B2", "", "LEN('Danh mục'!C2)", "98") + `</row>` +
		`<row r="9">` + f("H9", "", "H10", "97") + `</row><row r="10">` + f("H10", "", "F1*Ten", "96") + `</row></sheetData>`)
	r["xl/worksheets/second.xml"] = xmlTop + `<worksheet xmlns="` + nsMain + `"><sheetData><row r="1">` +
		f("A1", "", "SUM('Danh mục'!C1:D9)", "95") + f("B1", "", "Ten", "94") + f("C1", "", "Khac", "1") +
		f("D1", ` t="b"`, "IF(TRUE,'Danh mục'!A1=0)", "0") + `</row></sheetData></worksheet>`
	return r.with("xl/workbook.xml", `</sheets>`, `<sheet name="Tính" sheetId="8" r:id="rId8"/></sheets><definedNames>`+
		`<definedName name="Ten">SUM('Danh mục'!$C$2:$C$3)</definedName><definedName name="Khac">'Danh mục'!$B$1</definedName></definedNames>`).
		with("xl/_rels/workbook.xml.rels", `</Relationships>`, `<Relationship Id="rId8" Type="`+relWorksheet+`" Target="worksheets/second.xml"/></Relationships>`).
		with("[Content_Types].xml", `</Types>`, override("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")).
		with("[Content_Types].xml", `Override PartName="/xl/workbook.xml"`, `<Override PartName="/xl/workbook.xml"`).
		with("[Content_Types].xml", `sheet.main+xml"/>`, `sheet.main+xml"/></Types>`)
}

// overC writes into C. Formulas that name a cell of the tab there, as people do,
// would keep us from that column: those of these tests name the tab.
func overC(v sheets.View) sheets.Annotations {
	a := note(v, sheets.NumberValue("7"))
	a.Lists[0].Header.Right = 2
	return a
}

// Where formulas are computed only when people ask for it, every last result
// stays: nobody would make another.
func TestManualCalculationKeepsResults(t *testing.T) {
	path := overOurs().with("xl/workbook.xml", `</definedNames>`, `</definedNames><calcPr calcMode="manual"/>`).file(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v := mustRead(t, Open(path))
	mustApply(t, v, overC(v))
	if gone := ProveFile(t, before, path); len(gone) > 0 {
		t.Errorf("the last results of %v went", gone)
	}
}

// Formulas of the staff's over cells of ours lose their last result, whatever
// the way they refer to them; all others keep it, and so do those in the table
// that is judged. A pass that writes nothing there takes none away.
func TestStaleResultsGo(t *testing.T) {
	path := overOurs().file(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v := mustRead(t, Open(path))
	v = mustApply(t, v, overC(v))
	if part := partOf(t, path, "xl/worksheets/first.xml"); !strings.Contains(part, `<c r="C2"`) {
		t.Fatalf("ours is not in C: %s", part)
	}
	got := ProveFile(t, before, path)
	slices.Sort(got)
	const first, second = "xl/worksheets/first.xml!", "xl/worksheets/second.xml!"
	if want := []string{first + "E1", first + "F1", first + "G1", first + "H10", first + "H9", second + "A1", second + "B1"}; !slices.Equal(got, want) {
		t.Errorf("the last results that went: %v, want %v", got, want)
	}
	tab := v.Snapshot().Tabs()[0]
	if c := tab.Cell(1, 1); c.Value != sheets.NumberValue("98") {
		t.Errorf("B2, which is judged, shows %v", c.Value)
	}
	if c := tab.Cell(0, 4); c.Formula != "SUM(C:C)" || !c.Value.IsEmpty() {
		t.Errorf("E1 is %+v, want the formula without a value", c)
	}
}

// Taking us out changes what formulas over our cells give, too.
func TestStaleResultsGoWithUs(t *testing.T) {
	path := overOurs().file(t)
	original, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v := mustRead(t, Open(path))
	v = mustApply(t, v, overC(v))
	mustApply(t, v, sheets.Annotations{})
	ProveRemoved(t, original, path)
}

// A long chain of formulas, each over the one above or below, is followed to
// its end.
func TestStaleChains(t *testing.T) {
	for name, other := range map[string]func(i int) int{
		"down": func(i int) int { return i - 1 }, "up": func(i int) int { return i + 1 },
	} {
		t.Run(name, func(t *testing.T) {
			const rows = 3000
			var b strings.Builder
			b.WriteString(`<sheetData>`)
			for i := 1; i <= rows; i++ {
				a := sheets.Addr{Row: i - 1, Col: 4}
				ref := sheets.Addr{Row: other(i) - 1, Col: 4}.String()
				if i == 1 && name == "down" || i == rows && name == "up" {
					ref = "'Danh mục'!C2"
				}
				b.WriteString(`<row r="` + a.String()[1:] + `"><c r="A` + a.String()[1:] + `"><v>1</v></c><c r="` + a.String() + `"><f>` + ref + `</f><v>5</v></c></row>`)
			}
			path := rawBook(b.String() + `</sheetData>`).file(t)
			v := mustRead(t, Open(path))
			mustApply(t, v, overC(v))
			if n := strings.Count(partOf(t, path, "xl/worksheets/first.xml"), `<v>5</v>`); n != 0 {
				t.Errorf("%d results of %d are still there", n, rows)
			}
		})
	}
}

// A tab that nobody asked for may hold formulas over our cells. Their last
// results go too, and what was not asked for is not handed out afterwards.
func TestStaleResultsGoInTabsThatWereNotRead(t *testing.T) {
	path := overOurs().file(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v, err := Open(path).Read(t.Context(), sheets.Scope{Tabs: []string{"Danh mục"}})
	if err != nil {
		t.Fatal(err)
	}
	v = mustApply(t, v, overC(v))
	got := ProveFile(t, before, path)
	for _, want := range []string{"xl/worksheets/first.xml!E1", "xl/worksheets/second.xml!A1"} {
		if !slices.Contains(got, want) {
			t.Errorf("the last results that went are %v, without %s", got, want)
		}
	}
	if n := v.Snapshot().Tabs()[1].Cells(); n != 0 {
		t.Errorf("%d cells of a tab that was not asked for", n)
	}
}

// Tabs that nobody asked for are read only where they may hold formulas.
func TestTabsWithoutFormulasAreNotRead(t *testing.T) {
	for name, tc := range map[string]struct {
		second string
		enough bool
	}{
		"formulas":    {`<c r="A1"><f>B1</f><v>1</v></c>`, false},
		"no formulas": {`<c r="A1"><v>1</v></c>`, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := overOurs()
			r["xl/worksheets/second.xml"] = xmlTop + `<worksheet xmlns="` + nsMain + `"><sheetData><row r="1">` + tc.second + `</row></sheetData></worksheet>`
			path := r.file(t)
			v, err := Open(path).Read(t.Context(), sheets.Scope{Tabs: []string{"Danh mục"}})
			if err != nil {
				t.Fatal(err)
			}
			c := mustPropose(t, v, overC(v)).(*change)
			p, err := openPack(r.bytes(t), DefaultMaxUnpacked)
			if err != nil {
				t.Fatal(err)
			}
			was, err := c.settle(p)
			if err != nil {
				t.Fatal(err)
			}
			if enough := was.state == c.view.state; enough != tc.enough {
				t.Errorf("what was asked for is enough: %t, want %t", enough, tc.enough)
			}
		})
	}
}

func TestMayCompute(t *testing.T) {
	pad := func(n int, s string) string { return strings.Repeat("f", n) + s }
	for name, tc := range map[string]struct {
		part string
		want bool
	}{
		"nothing":              {"", false},
		"a formula":            {"<c><f>A1</f></c>", true},
		"an empty one":         {"<c><f/></c>", true},
		"one with attributes":  {"<c><f\nt=\"shared\" si=\"0\"/></c>", true},
		"one with a prefix":    {"<x:c><x:f>A1</x:f></x:c>", true},
		"names that only look": {"<ff><font><formula1><of/>f></ff>f", false},
		"at the very end":      {"<c><f", false},
		"across two reads":     {pad(64<<10-1, "<f>"), true},
		"the end of it across": {pad(64<<10-2, "<f>"), true},
		"behind much":          {pad(200_000, "<f >"), true},
		"much without":         {pad(200_000, ""), false},
	} {
		p, err := openPack(raw{"[Content_Types].xml": "", "_rels/.rels": "", "tab.xml": tc.part}.bytes(t), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.mayCompute("tab.xml"); err != nil || got != tc.want {
			t.Errorf("%s: %t, %v", name, got, err)
		}
	}
}

// A tab of which only results go may hold what we could not write into. It
// stays as it is, and the write is made.
func TestTabsInDisorderKeepTheirResults(t *testing.T) {
	for name, rows := range map[string]string{
		"cells":               `<row r="1"><c r="B1"><f>'Danh mục'!C2</f><v>7</v></c><c r="A1"><v>1</v></c></row>`,
		"rows":                `<row r="2"><c r="B2"><f>'Danh mục'!C2</f><v>7</v></c></row><row r="2"/>`,
		"cells of other rows": `<row r="2"><c r="B2"><f>'Danh mục'!C2</f><v>7</v></c><c r="A3"><v>1</v></c></row>`,
		"data twice":          `<row r="1"><c r="B1"><f>'Danh mục'!C2</f><v>7</v></c></row></sheetData><sheetData>`,
	} {
		t.Run(name, func(t *testing.T) {
			r := overOurs()
			r["xl/worksheets/second.xml"] = xmlTop + `<worksheet xmlns="` + nsMain + `"><sheetData>` + rows + `</sheetData></worksheet>`
			path := r.file(t)
			v := mustRead(t, Open(path))
			mustApply(t, v, overC(v))
			if part := partOf(t, path, "xl/worksheets/second.xml"); part != r["xl/worksheets/second.xml"] {
				t.Errorf("it became %s", part)
			}
		})
	}
}

// What goes from the part of a tab is the result and nothing else.
func TestDropResults(t *testing.T) {
	const before, behind = `<worksheet><dimension ref="A1:B9"/><sheetData><row r="1"><c r="A1"><f>C1</f><v>1</v></c>`, `<c r="C1"><f>C1</f><v>1</v></c></row></sheetData></worksheet>`
	for name, tc := range map[string]struct{ cell, want string }{
		"a number":            {`<c r="B1" s="3"><f>C1</f><v>1</v></c>`, `<c r="B1" s="3"><f>C1</f></c>`},
		"without address":     {`<c><f>C1</f><v>1</v></c>`, `<c><f>C1</f></c>`},
		"a text":              {`<c r="B1" t="str"><f>C1</f><v xml:space="preserve"> &amp; </v> <extLst><ext/></extLst></c>`, `<c r="B1" t="str"><f>C1</f> <extLst><ext/></extLst></c>`},
		"nothing in it":       {`<c r="B1" t="str"><f>C1</f><v/></c>`, `<c r="B1" t="str"><f>C1</f></c>`},
		"of a shared formula": {`<c r="B1"><f t="shared" si="0"/><v>1</v></c>`, `<c r="B1"><f t="shared" si="0"/></c>`},
		"longer than the window": {`<c r="B1" t="str"><f>C1</f><v>` + strings.Repeat("dài ", 40_000) + `</v></c>`,
			`<c r="B1" t="str"><f>C1</f></c>`},
		"of an array":       {`<c r="B1"><f t="array" ref="B1:B2">C1:C2</f><v>1</v></c>`, ``},
		"of a data table":   {`<c r="B1"><f t="dataTable" ref="B1:B2" r1="C1"/><v>1</v></c>`, ``},
		"a day as a date":   {`<c r="B1" t="d"><f>C1</f><v>2024-05-01</v></c>`, ``},
		"without formula":   {`<c r="B1"><v>1</v></c>`, ``},
		"gone before":       {`<c r="B1"><f>C1</f></c>`, ``},
		"a cell of nothing": {`<c r="B1"/>`, ``},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.want == "" {
				tc.want = tc.cell
			}
			var b strings.Builder
			_, err := patchSheet(&b, iotest.HalfReader(strings.NewReader(before+tc.cell+behind)), sheetPatch{seed: maphash.MakeSeed(), stale: map[sheets.Addr]bool{{Row: 0, Col: 1}: true}})
			if err != nil {
				t.Fatal(err)
			}
			if got := b.String(); got != before+tc.want+behind {
				t.Errorf("got  %.300s\nwant %.300s", got, before+tc.want+behind)
			}
		})
	}
}

// A result that is gone is accepted where it was to go and nowhere else, and no
// other result is.
func TestOnlyStaleResultsMayGo(t *testing.T) {
	const format = "0.0"
	was := sheets.Cell{Formula: "C1", Value: sheets.NumberValue("1"), Format: format}
	tab := sheets.NewTab("", "").Set(0, 0, was).Set(0, 1, was).Tab()
	for name, tc := range map[string]struct {
		col int
		now sheets.Cell
		ok  bool
	}{
		"what it was":         {1, was, true},
		"gone":                {1, sheets.Cell{Formula: "C1", Format: format}, true},
		"gone elsewhere":      {0, sheets.Cell{Formula: "C1", Format: format}, false},
		"another result":      {1, sheets.Cell{Formula: "C1", Format: format, Value: sheets.NumberValue("2")}, false},
		"gone with a formula": {1, sheets.Cell{Format: format}, false},
		"gone under a format": {1, sheets.Cell{Formula: "C1"}, false},
		"another formula's":   {1, sheets.Cell{Formula: "C2", Format: format}, false},
	} {
		c := &comparison{tab: tab, stale: map[sheets.Addr]bool{{Row: 0, Col: 1}: true}}
		c.cell(0, tc.col, tc.now)
		if ok := c.err == nil; ok != tc.ok {
			t.Errorf("%s: accepted %t", name, ok)
		}
	}
}

// Formulas over a table that reaches over our column, and over the results of
// an array formula that does, lose their last result too.
func TestStaleResultsOverTablesAndArrays(t *testing.T) {
	f := func(at, formula string) string { return `<c r="` + at + `"><f>` + formula + `</f><v>9</v></c>` }
	r := rawBook(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c>`+
		f("F1", "ROWS(Bang[Cảnh báo])")+f("G1", "ROWS(Bang[Mã])")+f("H1", "F1+1")+f("I1", "SUM(Bang)")+
		`</row><row r="2"><c r="A2"><v>1</v></c>`+
		`<c r="F2"><f t="array" ref="F2:G3">LEN('Danh mục'!C2:D3)</f><v>1</v></c><c r="G2"><v>1</v></c>`+f("H2", "G3+1")+f("I2", "G4+1")+
		f("J2", "Bang[[#This Row],[Cảnh báo]]")+`</row>`+
		`<row r="3"><c r="F3"><v>1</v></c><c r="G3"><v>1</v></c>`+f("J3", "Bang[[#This Row],[Cảnh báo]]")+f("K3", "Mất[Cột]")+`</row></sheetData>`).
		with("xl/worksheets/first.xml", `</worksheet>`, `<tableParts count="1"><tablePart r:id="rId1" xmlns:r="`+nsRel+`"/></tableParts></worksheet>`)
	r["xl/worksheets/_rels/first.xml.rels"] = xmlTop + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + nsRel + `/table" Target="../tables/t.xml"/></Relationships>`
	r["xl/tables/t.xml"] = xmlTop + `<table xmlns="` + nsMain + `" id="1" name="Bang" displayName="Bang" ref="A1:C3"><tableColumns count="3">` +
		`<tableColumn id="1" name="Mã"/><tableColumn id="2" name="TMĐT"/><tableColumn id="3" name="Cảnh báo"/></tableColumns></table>`
	name := r.file(t)
	before, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	v := mustRead(t, Open(name))
	mustApply(t, v, overC(v))
	if part := partOf(t, name, "xl/worksheets/first.xml"); !strings.Contains(part, `<c r="C2"`) {
		t.Fatalf("ours is not in C: %s", part)
	}
	var got []string
	for _, s := range ProveFile(t, before, name) {
		got = append(got, strings.TrimPrefix(s, "xl/worksheets/first.xml!"))
	}
	slices.Sort(got)
	if want := []string{"F1", "H1", "H2", "I1", "J2", "K3"}; !slices.Equal(got, want) {
		t.Errorf("the last results that went: %v, want %v", got, want)
	}
}

// Where a file holds many array formulas, the cells between them count.
func TestManyArraysAreOneBlock(t *testing.T) {
	d := newDirtyCells()
	for row := range 3 * mostArrays {
		d.addArray(0, sheets.Range{Top: 2 * row, Left: 1, Bottom: 2*row + 1, Right: 3})
	}
	d.addArray(1, sheets.Range{Bottom: 1, Right: 1})
	if n := len(d.arrays[0]); n > mostArrays {
		t.Errorf("%d blocks", n)
	}
	for at, want := range map[sheets.Addr]bool{{Row: 0, Col: 1}: true, {Row: 6*mostArrays - 2, Col: 2}: true, {Row: 0, Col: 3}: false, {Row: 6 * mostArrays, Col: 1}: false} {
		if got := d.touches(block{0, sheets.Range{Top: at.Row, Left: at.Col, Bottom: at.Row + 1, Right: at.Col + 1}}); got != want {
			t.Errorf("%v counts: %v", at, got)
		}
	}
	if d.touches(block{1, sheets.Range{Bottom: 9, Right: 9}}) {
		t.Error("the result of one cell counts twice")
	}
}
