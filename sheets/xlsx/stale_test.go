package xlsx

import (
	"os"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets"
)

// overOurs is a list in A1:A3 whose columns of ours come into C, with formulas
// of the staff's over them in two tabs.
func overOurs() raw {
	f := func(at, t, formula, v string) string {
		return `<c r="` + at + `"` + t + `><f>` + formula + `</f><v>` + v + `</v></c>`
	}
	r := rawBook(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c>` +
		f("E1", "", "SUM(C:C)", "99") + f("F1", "", "E1+1", "100") + f("G1", ` t="str"`, "C2&amp;&quot;x&quot;", "cũ") + f("H1", "", "SUM(B1:B9)", "1") + `</row>` +
		`<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c>` + f("B2", "", "LEN(C2)", "98") + `</row>` +
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

func overC(v sheets.View) sheets.Annotations {
	a := note(v, sheets.NumberValue("7"))
	a.Lists[0].Header.Right = 2
	return a
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
					ref = "C2"
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
