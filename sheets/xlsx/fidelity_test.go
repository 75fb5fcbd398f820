package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// furnished makes a workbook with most things that people put into one.
func furnished(t *testing.T, path string) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	const tab = "Danh mục"
	must(f.SetSheetName("Sheet1", tab))
	for i, row := range [][]any{
		{"DANH MỤC DỰ ÁN"}, {"STT", "Mã", "TMĐT", "Đã bố trí", "Còn lại", "Tỷ lệ"},
		{1, "CNTT-01", 400.25, 100, nil, nil}, {2, "CNTT-02", 300.25, 0, nil, nil}, {3, "CNTT-03", 200, 200, nil, nil},
	} {
		must(f.SetSheetRow(tab, "A"+strconv.Itoa(i+1), &row))
	}
	shared, ref := excelize.STCellFormulaTypeShared, "E3:E5"
	must(f.SetCellFormula(tab, "E3", "C3-D3", excelize.FormulaOpts{Type: &shared, Ref: &ref}))
	array, cells := excelize.STCellFormulaTypeArray, "F3:F5"
	must(f.SetCellFormula(tab, "F3", "D3:D5/C3:C5", excelize.FormulaOpts{Type: &array, Ref: &cells}))
	must(f.MergeCell(tab, "A1", "F1"))
	style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Family: "Arial"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"C6EFCE"}}, NumFmt: 4})
	must(err)
	must(f.SetCellStyle(tab, "C3", "D5", style))
	validation := excelize.NewDataValidation(true)
	validation.SetSqref("B3:B50")
	must(validation.SetDropList([]string{"CNTT-01", "CNTT-02"}))
	must(f.AddDataValidation(tab, validation))
	format, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "9A0511"}})
	must(err)
	must(f.SetConditionalFormat(tab, "C3:C5", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Format: &format, Value: "300"}}))
	must(f.AddComment(tab, excelize.Comment{Cell: "B3", Author: "phòng", Text: "đã hỏi"}))
	must(f.AddChart(tab, "A20", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Name: "'" + tab + "'!$C$2", Values: "'" + tab + "'!$C$3:$C$5"}}}))
	var picture bytes.Buffer
	must(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))))
	must(f.AddPictureFromBytes(tab, "G10", &excelize.Picture{Extension: ".png", File: picture.Bytes(), Format: &excelize.GraphicOptions{ScaleX: 1, ScaleY: 1}}))
	must(f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: "'" + tab + "'!$A$1:$G$40", Scope: tab}))
	must(f.SetDefinedName(&excelize.DefinedName{Name: "TONG", RefersTo: "'" + tab + "'!$C$3:$C$5"}))
	must(f.SetColVisible(tab, "D", false))
	must(f.SetRowVisible(tab, 5, false))
	must(f.SetPanes(tab, &excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}))
	must(f.ProtectSheet(tab, &excelize.SheetProtectionOptions{Password: "x", EditScenarios: true, SelectLockedCells: true}))
	must(f.AutoFilter(tab, "A2:F5", nil))
	must(f.SetHeaderFooter(tab, &excelize.HeaderFooterOptions{OddFooter: "&P"}))
	_, err = f.NewSheet("Bảng")
	must(err)
	must(f.SetSheetRow("Bảng", "A1", &[]any{"Cột 1", "Cột 2"}))
	must(f.SetSheetRow("Bảng", "A2", &[]any{1, "x"}))
	must(f.AddTable("Bảng", &excelize.Table{Range: "A1:B2", Name: "Bang1"}))
	must(f.AddSparkline("Bảng", &excelize.SparklineOptions{Location: []string{"D1"}, Range: []string{"'" + tab + "'!C3:C5"}}))
	must(f.SetSheetRow("Bảng", "H1", &[]any{"Nhóm", "Vốn"}))
	must(f.SetSheetRow("Bảng", "H2", &[]any{"A", 5}))
	must(f.AddPivotTable(&excelize.PivotTableOptions{
		DataRange: "Bảng!$H$1:$I$2", PivotTableRange: "Bảng!$K$1:$M$9", RowGrandTotals: true, ColGrandTotals: true,
		Rows: []excelize.PivotTableField{{Data: "Nhóm"}}, Data: []excelize.PivotTableField{{Data: "Vốn", Subtotal: "Sum"}},
	}))
	must(f.AddSlicer("Bảng", &excelize.SlicerOptions{Name: "Cột 1", Cell: "E20", TableSheet: "Bảng", TableName: "Bang1", Caption: "Cột 1"}))
	must(f.AddFormControl(tab, excelize.FormControl{Cell: "A30", Type: excelize.FormControlCheckBox, Text: "xong"}))
	must(f.AddShape(tab, &excelize.Shape{Cell: "A40", Type: "rect", Paragraph: []excelize.RichTextRun{{Text: "hộp"}}}))
	must(f.SetSheetBackgroundFromBytes("Bảng", ".png", picture.Bytes()))
	must(f.SaveAs(path))
}

// parts returns what each part of a file holds.
func parts(t *testing.T, path string) map[string]string {
	t.Helper()
	zr, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer zr.Close()
	out := map[string]string{}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(data)
	}
	return out
}

// touched are the parts that a write of ours changes; all others stay as they
// are, byte for byte.
var touched = regexp.MustCompile(`^(xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|\[Content_Types\]\.xml|xl/styles\.xml)$`)

// frame is what stands around the cells of a tab's part.
func frame(part string) string {
	for _, cut := range []string{`(?s)<sheetData.*</sheetData>`, `(?s)<cols>.*</cols>`, `<dimension[^>]*>(</dimension>)?`} {
		part = regexp.MustCompile(cut).ReplaceAllString(part, "")
	}
	return part
}

func comparePackages(t *testing.T, before, after map[string]string, patched ...string) {
	t.Helper()
	for name, old := range before {
		now, ok := after[name]
		isPatched := false
		for _, p := range patched {
			isPatched = isPatched || p == name
		}
		switch {
		case !ok:
			t.Errorf("the part %s is gone", name)
		case isPatched:
			if frame(old) != frame(now) {
				t.Errorf("%s changed around its cells:\n%s", name, cmp.Diff(frame(old), frame(now)))
			}
		case !touched.MatchString(name) && old != now:
			t.Errorf("the part %s changed", name)
		}
	}
}

func listOver(v sheets.View, title string, header sheets.Range) sheets.Annotations {
	tab := v.Snapshot().TabTitled(title)
	list := sheets.List{Tab: tab.ID(), Header: header, Key: -1, Name: -1, Columns: []sheets.OwnedColumn{
		{ID: "gap", Title: "Vốn còn thiếu", Format: "#,##0.0"}, {ID: "warning", Title: "Cảnh báo"},
	}}
	for row := header.Bottom; row < tab.Rows(); row++ {
		list.Notes = append(list.Notes, sheets.Note{Row: row, Show: []sheets.Value{sheets.NumberValue("1234.5"), sheets.TextValue("=cần kiểm tra")}})
	}
	return sheets.Annotations{Lists: []sheets.List{list}, Tabs: []sheets.OwnTab{{
		ID: "summary", Title: "Tổng hợp", Fallback: "Tổng hợp (tự động)", Widths: []int{40},
		Rows: []sheets.OwnRow{{{Value: sheets.TextValue("TỔNG HỢP"), Style: sheets.StyleTitle}}, {{Value: sheets.TextValue("xem"), Style: sheets.StyleWarning, Link: sheets.Link{Tab: tab.ID()}}}},
	}}}
}

func apply(t *testing.T, path string, want func(v sheets.View) sheets.Annotations) []sheets.Step {
	t.Helper()
	v, err := xlsx.Proven(t, path).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := v.Propose(want(v))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c.Steps()
}

// What people put into a workbook beside cells survives a write of ours.
func TestFidelity(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sổ.xlsx")
	furnished(t, path)
	before, seen := parts(t, path), look(t, path)
	header := sheets.Range{Top: 1, Bottom: 2, Right: 6}
	apply(t, path, func(v sheets.View) sheets.Annotations { return listOver(v, "Danh mục", header) })
	after := parts(t, path)
	comparePackages(t, before, after, "xl/worksheets/sheet1.xml")

	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// G lies in the print area, so ours are H and I.
	for at, want := range map[string]string{"H2": "Vốn còn thiếu", "I2": "Cảnh báo", "I3": "=cần kiểm tra", "G2": ""} {
		if got, err := f.GetCellValue("Danh mục", at); err != nil || got != want {
			t.Errorf("%s shows %q, want %q (%v)", at, got, want, err)
		}
	}
	if formula, err := f.GetCellFormula("Danh mục", "E5"); err != nil || formula != "C5-D5" {
		t.Errorf("E5 holds the formula %q (%v)", formula, err)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name] = n.RefersTo
	}
	if names["_xlnm.Print_Area"] != "'Danh mục'!$A$1:$G$40" || names["TONG"] != "'Danh mục'!$C$3:$C$5" {
		t.Errorf("defined names: %v", names)
	}
	now := look(t, path)
	for i, old := range seen {
		for at, c := range old.Cells {
			if got := now[i].Cells[at]; got != c || now[i].Looks[at] != old.Looks[at] {
				t.Errorf("%s!%v was %+v and is %+v", old.Title, at, c, got)
			}
		}
	}

	t.Run("and taking us out", func(t *testing.T) {
		apply(t, path, func(sheets.View) sheets.Annotations { return sheets.Annotations{} })
		clean := parts(t, path)
		comparePackages(t, before, clean, "xl/worksheets/sheet1.xml")
		for name := range clean {
			if _, ok := before[name]; !ok {
				t.Errorf("the part %s was left behind", name)
			}
		}
		for name, part := range clean {
			if strings.Contains(part, "rasoat") {
				t.Errorf("%s still knows of us", name)
			}
		}
		if old, now := before["xl/worksheets/sheet1.xml"], clean["xl/worksheets/sheet1.xml"]; strip(old) != strip(now) {
			t.Errorf("the tab is not as it was:\n%s", cmp.Diff(strip(old), strip(now)))
		}
		if before["xl/_rels/workbook.xml.rels"] != clean["xl/_rels/workbook.xml.rels"] || before["[Content_Types].xml"] != clean["[Content_Types].xml"] {
			t.Error("relations or content types are not as they were")
		}
	})
}

// strip leaves out the hint of which cells are used.
func strip(part string) string {
	part = regexp.MustCompile(`<dimension[^>]*>(</dimension>)?`).ReplaceAllString(part, "")
	return regexp.MustCompile(` spans="[^"]*"`).ReplaceAllString(part, "")
}

// oddParts is a workbook with what people's programs put into a file and no
// library that is at hand here writes.
func oddParts(t *testing.T, path string) {
	t.Helper()
	furnished(t, path)
	rewriteParts(t, path, func(name, part string) string {
		switch name {
		case "xl/worksheets/sheet1.xml":
			// A cell check box, a dynamic array and a formula of Google's export,
			// a text of several runs with a phonetic one, a lying dimension, and
			// an extension that nobody here knows.
			part = strings.Replace(part, "<sheetData>", `<!-- lời --><sheetData>`, 1)
			part = strings.Replace(part, `</row></sheetData>`, `</row><row r="7" x14ac:dyDescent="0.25" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" thickBot='1'>`+
				`<c r="A7" s="0" vm="1" ph='1' t="b"><v>1</v></c><c r="B7" cm="1"><f t="array" ref="B7:B8">_xlfn._xlws.SORT(C3:C4)</f><v>1</v></c>`+
				`<c r="C7" t="str"><f>IFERROR(__xludf.DUMMYFUNCTION("""COMPUTED_VALUE"""),"x")</f><v>x</v></c>`+
				`<c r="D7" t="inlineStr"><is><r><t>a</t></r><r><rPr><b/></rPr><t xml:space="preserve"> b</t></r><rPh sb="0" eb="1"><t>c</t></rPh></is></c></row>`+
				`<row r="8"><c><v>1</v></c><c><v>2</v></c></row></sheetData>`, 1)
			part = regexp.MustCompile(`<dimension[^>]*>(</dimension>)?`).ReplaceAllString(part, `<dimension ref="A1"/>`)
			return strings.Replace(part, `</worksheet>`, `<extLst><ext uri="{00000000-0000-0000-0000-000000000001}" xmlns:z="urn:z"><z:a b='"'>&lt;<![CDATA[<c r="H2"/>]]></z:a></ext></extLst></worksheet>`, 1)
		case "xl/workbook.xml":
			return strings.Replace(part, "</workbook>", `<extLst><ext uri="{00000000-0000-0000-0000-000000000002}"><x15:a xmlns:x15="urn:x15"/></ext></extLst></workbook>`, 1)
		case "xl/_rels/workbook.xml.rels":
			return strings.Replace(part, "</Relationships>", `<Relationship Id="rIdP" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" Target="persons/person.xml"/></Relationships>`, 1)
		case "[Content_Types].xml":
			return strings.Replace(part, "</Types>", `<Override PartName="/xl/persons/person.xml" ContentType="application/vnd.ms-excel.person+xml"/><Override PartName="/xl/threadedComments/threadedComment1.xml" ContentType="application/vnd.ms-excel.threadedcomments+xml"/></Types>`, 1)
		case "xl/worksheets/_rels/sheet1.xml.rels":
			return strings.Replace(part, "</Relationships>", `<Relationship Id="rIdT" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>`, 1)
		}
		return part
	}, map[string]string{
		"xl/persons/person.xml":                    `<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="Lan" id="{1}"/></personList>`,
		"xl/threadedComments/threadedComment1.xml": `<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="B3" personId="{1}" id="{2}"><text>xong chưa?</text></threadedComment></ThreadedComments>`,
		"xl/externalLinks/externalLink1.xml":       `<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>`,
		"customXml/item1.xml":                      "<a/>",
	})
}

// rewriteParts packs a file anew with some parts changed and others added:
// unpacked, with times, a comment and an extra field.
func rewriteParts(t *testing.T, path string, change func(name, part string) string, more map[string]string) {
	t.Helper()
	var order []string
	zr, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range zr.File {
		order = append(order, f.Name)
	}
	zr.Close()
	held := parts(t, path)
	maps.Copy(held, more)
	order = append(order, slices.Sorted(maps.Keys(more))...)
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for i, name := range order {
		h := &zip.FileHeader{Name: name, Method: []uint16{zip.Store, zip.Deflate}[i%2], Comment: "ghi chú " + name,
			Modified: time.Date(2021, time.January, 15, 8, i, 0, 0, time.UTC), Extra: []byte{0xfe, 0xca, 2, 0, 'x', 'y'}, CreatorVersion: 3<<8 | 63, ExternalAttrs: 0o100640 << 16}
		w, err := zw.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(change(name, held[name]))); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.SetComment("của phòng"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(zw.Close(), os.WriteFile(path, b.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// What no library knows survives a write of ours and taking us out again.
func TestOddPartsStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sổ.xlsx")
	oddParts(t, path)
	original, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ours := func(v sheets.View) sheets.Annotations {
		return listOver(v, "Danh mục", sheets.Range{Top: 1, Bottom: 2, Right: 6})
	}
	if steps := apply(t, path, ours); len(steps) == 0 {
		t.Fatal("nothing was written")
	}
	if steps := apply(t, path, ours); len(steps) > 0 {
		t.Errorf("a second pass has steps: %+v", steps)
	}
	apply(t, path, func(sheets.View) sheets.Annotations { return sheets.Annotations{} })
	xlsx.ProveRemoved(t, original, path)
}

// Tables that a ministry published: read in full, written beside, nothing
// else changed.
func TestRealTables(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	for name, tc := range map[string]struct {
		tab    string
		header sheets.Range
		cells  map[string]string
	}{
		"mof-plan-2017.xlsx":  {"M07", sheets.Range{Top: 5, Bottom: 10, Right: 8}, nil},
		"mof-final-2008.xlsx": {"", sheets.Range{Top: 5, Bottom: 8, Right: 6}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "tables", name))
			if err != nil {
				t.Skip("the table is not here:", err)
			}
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, data, 0o644); err != nil {
				t.Fatal(err)
			}
			v, err := xlsx.Open(path).Read(t.Context(), sheets.Scope{})
			if err != nil {
				t.Fatal(err)
			}
			sameAsExcelize(t, path, v.Snapshot())
			title := tc.tab
			if title == "" {
				title = v.Snapshot().Tabs()[0].Title()
			}
			before := parts(t, path)
			apply(t, path, func(v sheets.View) sheets.Annotations { return listOver(v, title, tc.header) })
			var patched []string
			for part, now := range parts(t, path) {
				if old, ok := before[part]; ok && old != now && strings.HasPrefix(part, "xl/worksheets/") {
					patched = append(patched, part)
				}
			}
			if len(patched) != 1 {
				t.Errorf("%d tabs changed: %v", len(patched), patched)
			}
			comparePackages(t, before, parts(t, path), patched...)
		})
	}
}

// sameAsExcelize compares a snapshot with what excelize reads.
func sameAsExcelize(t *testing.T, path string, s *sheets.Snapshot) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, tab := range s.Tabs() {
		n := 0
		for row := range tab.Rows() {
			for col, c := range tab.Row(row) {
				at := sheets.Addr{Row: row, Col: col}
				if m, merged := tab.Merged(row, col); merged && (m.Top != row || m.Left != col) {
					continue // excelize tells the value of the first cell
				}
				n++
				got, _ := lookCell(t, f, tab.Title(), at.String())
				if got.Value.String() != c.Value.String() || got.Formula != c.Formula {
					t.Errorf("%s!%v is %+v, excelize reads %+v", tab.Title(), at, c, got)
				}
			}
		}
		if n == 0 {
			t.Errorf("tab %q is empty", tab.Title())
		}
	}
}
