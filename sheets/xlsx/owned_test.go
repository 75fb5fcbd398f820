package xlsx_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// book makes a workbook of one tab "DS" with a header in row 4 (columns A to
// C) and two rows, changed by the caller.
func book(t *testing.T, change func(*xlsx.DraftTab)) string {
	t.Helper()
	tab := xlsx.DraftTab{Title: "DS"}
	for a, s := range map[string]string{"A4": "Mã", "B4": "Tên", "C4": "TMĐT", "A5": "X-1", "A6": "X-2"} {
		tab.Cells = append(tab.Cells, xlsx.DraftCell{At: at(a), Cell: sheets.Cell{Value: sheets.TextValue(s)}})
	}
	if change != nil {
		change(&tab)
	}
	path := filepath.Join(t.TempDir(), "ds.xlsx")
	if err := xlsx.Create(path, xlsx.Draft{Tabs: []xlsx.DraftTab{tab}}); err != nil {
		t.Fatal(err)
	}
	return path
}

var bookHeader = sheets.Range{Top: 3, Bottom: 4, Right: 3}

func overBook(v sheets.View) sheets.Annotations { return listOver(v, "DS", bookHeader) }

// shows asserts what excelize reads in some cells of a tab.
func shows(t *testing.T, path, tab string, want map[string]string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for a, w := range want {
		if got, err := f.GetCellValue(tab, a); err != nil || got != w {
			t.Errorf("%s!%s shows %q, want %q (%v)", tab, a, got, w, err)
		}
	}
}

func edit(t *testing.T, path string, fn func(f *excelize.File) error) {
	t.Helper()
	h := &harness{t: t, path: path}
	h.edit(func(f *excelize.File) { h.must(fn(f)) })
}

func TestPlaceOfNewColumns(t *testing.T) {
	cell := func(a string) xlsx.DraftCell {
		return xlsx.DraftCell{At: at(a), Cell: sheets.Cell{Value: sheets.TextValue("x")}}
	}
	formula := func(f string) func(*xlsx.DraftTab) {
		return func(d *xlsx.DraftTab) {
			d.Cells = append(d.Cells, xlsx.DraftCell{At: at("A9"), Cell: sheets.Cell{Formula: f}})
		}
	}
	for name, tc := range map[string]struct {
		change func(*xlsx.DraftTab)
		want   string // where the first of ours is
	}{
		"at the table's right":        {nil, "D"},
		"behind the print area":       {func(d *xlsx.DraftTab) { d.PrintArea = sheets.Range{Bottom: 20, Right: 6} }, "G"},
		"a print area of whole rows":  {func(d *xlsx.DraftTab) { d.PrintArea = sheets.Range{Bottom: 20, Right: 16384} }, "D"},
		"one empty column is too few": {func(d *xlsx.DraftTab) { d.Cells = append(d.Cells, cell("E99")) }, "F"},
		"a formula counts": {func(d *xlsx.DraftTab) {
			d.Cells = append(d.Cells, xlsx.DraftCell{At: at("D1"), Cell: sheets.Cell{Formula: "1+1"}})
		}, "E"},
		"what a formula sums up counts":  {formula("SUM(B5:F5)*2"), "G"},
		"in the table's rows":            {formula("SUM(B1:F3)"), "D"},
		"but whole columns and rows not": {formula("COUNTA(A:F)+SUM(5:5)+SUM(B5:XFD5)+VLOOKUP(A5,'kh'!A5:Z9,2,0)"), "D"},
		"a bordered blank does not":      {func(d *xlsx.DraftTab) { d.Cells = append(d.Cells, xlsx.DraftCell{At: at("D1"), Border: true}) }, "D"},
		"a title merged over them": {func(d *xlsx.DraftTab) {
			d.Cells = append(d.Cells, cell("A1"))
			d.Merges = []sheets.Range{{Bottom: 1, Right: 5}}
		}, "D"},
		"a merged block beside a row":   {func(d *xlsx.DraftTab) { d.Merges = []sheets.Range{{Top: 4, Left: 3, Bottom: 5, Right: 5}} }, "F"},
		"a merged block below the rows": {func(d *xlsx.DraftTab) { d.Merges = []sheets.Range{{Top: 40, Left: 3, Bottom: 41, Right: 5}} }, "D"},
	} {
		t.Run(name, func(t *testing.T) {
			path := book(t, tc.change)
			apply(t, path, overBook)
			shows(t, path, "DS", map[string]string{tc.want + "4": "Vốn còn thiếu", tc.want + "5": "1,234.5"})
		})
	}
	t.Run("behind a hidden column and a picture", func(t *testing.T) {
		path := book(t, nil)
		edit(t, path, func(f *excelize.File) error {
			if err := f.SetColVisible("DS", "D", false); err != nil {
				return err
			}
			return f.AddChart("DS", "F2", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "DS!$C$5:$C$6"}}, Dimension: excelize.ChartDimension{Width: 100, Height: 100}})
		})
		apply(t, path, overBook)
		shows(t, path, "DS", map[string]string{"D4": "", "E4": "", "F4": "", "H4": "Vốn còn thiếu"})
	})
}

// The unit of the list may change: then the title that we wrote changes too,
// but not one that people typed over it.
func TestTitleFollows(t *testing.T) {
	titled := func(title string) func(sheets.View) sheets.Annotations {
		return func(v sheets.View) sheets.Annotations {
			a := overBook(v)
			a.Lists[0].Columns[0].Title = title
			return a
		}
	}
	path := book(t, nil)
	apply(t, path, titled("Vốn còn thiếu (triệu đồng)"))
	apply(t, path, titled("Vốn còn thiếu (tỷ đồng)"))
	shows(t, path, "DS", map[string]string{"D4": "Vốn còn thiếu (tỷ đồng)"})
	edit(t, path, func(f *excelize.File) error { return f.SetCellStr("DS", "D4", "Thiếu") })
	if steps := apply(t, path, titled("Vốn còn thiếu (đồng)")); len(steps) > 0 {
		t.Errorf("the title that people typed was to be changed: %+v", steps)
	}
}

// The title is found in a header whose cells people merged.
func TestMergedTitle(t *testing.T) {
	path := book(t, func(d *xlsx.DraftTab) {
		d.Cells = append(d.Cells, xlsx.DraftCell{At: at("A3"), Cell: sheets.Cell{Value: sheets.TextValue("Danh mục")}})
	})
	two := func(v sheets.View) sheets.Annotations {
		return listOver(v, "DS", sheets.Range{Top: 2, Bottom: 4, Right: 3})
	}
	apply(t, path, two)
	edit(t, path, func(f *excelize.File) error { // as Excel merges: the text moves to the first cell
		if err := f.SetCellStr("DS", "E3", "Cảnh báo"); err != nil {
			return err
		}
		if err := f.SetCellValue("DS", "E4", nil); err != nil {
			return err
		}
		return f.MergeCell("DS", "E3", "E4")
	})
	v, err := xlsx.Open(path).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Snapshot().TabTitled("DS").Cell(2, 4).Value.String(); got != "" {
		t.Errorf("our title is in the snapshot: %q", got)
	}
	if steps := apply(t, path, two); len(steps) > 0 {
		t.Errorf("a pass has steps: %+v", steps)
	}
}

// A header that takes in rows of the table leaves no note behind in them.
func TestHeaderGrows(t *testing.T) {
	path := book(t, nil)
	apply(t, path, overBook)
	apply(t, path, func(v sheets.View) sheets.Annotations {
		return listOver(v, "DS", sheets.Range{Top: 3, Bottom: 5, Right: 3})
	})
	shows(t, path, "DS", map[string]string{"D4": "Vốn còn thiếu", "D5": "", "E5": "", "E6": "=cần kiểm tra"})
}

// Where a tab has no room for our columns a person must act.
func TestNoRoom(t *testing.T) {
	path := book(t, nil)
	edit(t, path, func(f *excelize.File) error { return f.SetCellStr("DS", "XFC4", "x") })
	v, err := xlsx.Open(path).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Propose(listOver(v, "DS", sheets.Range{Top: 3, Bottom: 4, Right: 16_383}))
	if sheets.ClassOf(err) != sheets.Denied || sheets.HintOf(err) == "" {
		t.Errorf("got %v of class %v and hint %q, want class denied and a hint", err, sheets.ClassOf(err), sheets.HintOf(err))
	}
}

// A column of ours that people cut into another tab is ours there too: it
// goes, and comes again where it belongs.
func TestColumnInAnotherTab(t *testing.T) {
	path := book(t, nil)
	apply(t, path, overBook)
	edit(t, path, func(f *excelize.File) error {
		if _, err := f.NewSheet("Khác"); err != nil {
			return err
		}
		if err := f.SetCellStr("Khác", "B4", "Cảnh báo"); err != nil {
			return err
		}
		if err := f.RemoveCol("DS", "E"); err != nil {
			return err
		}
		for i, n := range f.WorkBook.DefinedNames.DefinedName {
			if strings.Contains(n.Name, "warning") {
				f.WorkBook.DefinedNames.DefinedName[i].Data = "'Khác'!$B$4:$B$1000000"
			}
		}
		return nil
	})
	apply(t, path, overBook)
	shows(t, path, "Khác", map[string]string{"B4": ""})
	shows(t, path, "DS", map[string]string{"E4": "Cảnh báo", "E5": "=cần kiểm tra"})
}

// Two lists: a column that people cut from one into the tab of the other
// serves neither, and comes again where it belongs.
func TestColumnInTheOtherList(t *testing.T) {
	path := book(t, nil)
	edit(t, path, func(f *excelize.File) error {
		if _, err := f.NewSheet("DS2"); err != nil {
			return err
		}
		for _, a := range []string{"A4", "B4", "C4", "A5"} {
			if err := f.SetCellStr("DS2", a, "x"); err != nil {
				return err
			}
		}
		return nil
	})
	apply(t, path, overBook)
	edit(t, path, func(f *excelize.File) error {
		for i, n := range f.WorkBook.DefinedNames.DefinedName {
			if strings.Contains(n.Name, "warning") {
				f.WorkBook.DefinedNames.DefinedName[i].Data = "'DS2'!$H$4:$H$1000000"
			}
		}
		if err := f.SetCellStr("DS2", "H4", "Cảnh báo"); err != nil {
			return err
		}
		return f.RemoveCol("DS", "E")
	})
	both := func(v sheets.View) sheets.Annotations {
		a := overBook(v)
		a.Lists = append(a.Lists, listOver(v, "DS2", bookHeader).Lists...)
		return a
	}
	apply(t, path, both)
	shows(t, path, "DS2", map[string]string{"D4": "Vốn còn thiếu", "E4": "Cảnh báo", "E5": "=cần kiểm tra", "H4": ""})
	shows(t, path, "DS", map[string]string{"D4": "Vốn còn thiếu", "E4": "Cảnh báo", "E5": "=cần kiểm tra"})
	if steps := apply(t, path, both); len(steps) > 0 {
		t.Errorf("a second pass has steps: %+v", steps)
	}
}

// Where two marks have come to mean one column, it is the first's; the other
// is made anew.
func TestTwoMarksOnOneColumn(t *testing.T) {
	path := book(t, nil)
	apply(t, path, overBook)
	edit(t, path, func(f *excelize.File) error {
		for i, n := range f.WorkBook.DefinedNames.DefinedName {
			if strings.Contains(n.Name, "warning") {
				f.WorkBook.DefinedNames.DefinedName[i].Data = "'DS'!$D$4:$D$1000000"
			}
		}
		return f.RemoveCol("DS", "E")
	})
	apply(t, path, overBook)
	shows(t, path, "DS", map[string]string{"D4": "Vốn còn thiếu", "D5": "1,234.5", "E4": "Cảnh báo", "E5": "=cần kiểm tra"})
	if steps := apply(t, path, overBook); len(steps) > 0 {
		t.Errorf("a second pass has steps: %+v", steps)
	}
}

// People typed cells of their own where our column's header would have to be:
// the column is made anew, theirs stay.
func TestColumnLostItsHeader(t *testing.T) {
	path := book(t, nil)
	apply(t, path, overBook)
	edit(t, path, func(f *excelize.File) error {
		for i, n := range f.WorkBook.DefinedNames.DefinedName {
			if strings.Contains(n.Name, "gap") {
				f.WorkBook.DefinedNames.DefinedName[i].Data = "'DS'!$D$5:$D$1000000"
			}
		}
		return f.SetCellStr("DS", "D4", "của phòng")
	})
	apply(t, path, overBook)
	shows(t, path, "DS", map[string]string{"D4": "của phòng", "D5": "", "F4": "Vốn còn thiếu", "F6": "1,234.5"})
}

// The layout of our tab is part of what is compared.
func TestLayoutChanges(t *testing.T) {
	path := book(t, nil)
	apply(t, path, overBook)
	wide := func(v sheets.View) sheets.Annotations {
		a := overBook(v)
		a.Tabs[0].Widths = []int{80}
		return a
	}
	if steps := apply(t, path, wide); len(steps) != 1 || steps[0].Range != "A1:A2" {
		t.Errorf("steps: %+v", steps)
	}
	if steps := apply(t, path, wide); len(steps) > 0 {
		t.Errorf("a second pass has steps: %+v", steps)
	}
}

// A link follows the name of the tab that it leads to.
func TestLinksFollow(t *testing.T) {
	path := book(t, nil)
	link := func() string {
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		_, to, err := f.GetCellHyperLink("Tổng hợp", "A2")
		if err != nil {
			t.Fatal(err)
		}
		return to
	}
	apply(t, path, overBook)
	if got := link(); got != "'DS'!A1" {
		t.Errorf("the link leads to %s", got)
	}
	(&harness{t: t, path: path}).RenameTab("DS", "Danh mục 'A' 2021")
	apply(t, path, func(v sheets.View) sheets.Annotations { return listOver(v, "Danh mục 'A' 2021", bookHeader) })
	if got := link(); got != "'Danh mục ''A'' 2021'!A1" {
		t.Errorf("the link leads to %s", got)
	}
}

// The title is readable in a header row whose height people set.
func TestNarrowHeaderRow(t *testing.T) {
	long := func(v sheets.View) sheets.Annotations {
		a := overBook(v)
		a.Lists[0].Columns[0].Title = "Vốn còn thiếu so với TMĐT (triệu đồng)"
		a.Lists[0].Columns[0].Width = 16
		return a
	}
	for height, least := range map[float64]float64{0: 16, 60: 16, 15.75: 35} {
		path := book(t, func(d *xlsx.DraftTab) {
			if height > 0 {
				d.RowHeights = map[int]float64{3: height}
			}
		})
		apply(t, path, long)
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := f.GetColWidth("DS", "D"); err != nil || got < least || least == 16 && got != 16 {
			t.Errorf("header row of %v points: the column is %v wide, want %v (%v)", height, got, least, err)
		}
		f.Close()
	}
}

// The last visible tab is never taken out.
func TestLastTab(t *testing.T) {
	path := book(t, nil)
	apply(t, path, overBook)
	edit(t, path, func(f *excelize.File) error {
		f.GetDefinedName() // loads the workbook part
		f.WorkBook.Sheets.Sheet[0].State = "hidden"
		return nil
	})
	v, err := xlsx.Open(path).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Propose(sheets.Annotations{}); sheets.ClassOf(err) != sheets.Denied || sheets.HintOf(err) == "" {
		t.Errorf("got %v, want class denied with a hint", err)
	}
}

// Macros stay in a workbook that has them.
func TestMacros(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ds.xlsm")
	f := excelize.NewFile()
	if err := f.SetSheetRow("Sheet1", "A1", &[]string{"Mã"}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetRow("Sheet1", "A2", &[]string{"X"}); err != nil {
		t.Fatal(err)
	}
	f.Pkg.Store("xl/vbaProject.bin", []byte("macro"))
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	before := parts(t, path)
	apply(t, path, func(v sheets.View) sheets.Annotations {
		return listOver(v, "Sheet1", sheets.Range{Bottom: 1, Right: 1})
	})
	after := parts(t, path)
	comparePackages(t, before, after, "xl/worksheets/sheet1.xml")
	if !strings.Contains(after["[Content_Types].xml"], "macroEnabled") {
		t.Error("the file is no macro workbook any more")
	}
}
