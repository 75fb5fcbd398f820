package xlsx_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

func at(s string) sheets.Addr {
	a, err := sheets.ParseAddr(s)
	if err != nil {
		panic(err)
	}
	return a
}

// draft is a small list with one of everything that a Draft can say.
func draft() xlsx.Draft {
	return xlsx.Draft{Tabs: []xlsx.DraftTab{
		{
			Title: "Danh mục 'A' 2021", Widths: []float64{6, 0, 40.5}, FreezeRows: 3, FreezeCols: 1, Landscape: true,
			PrintArea:  sheets.Range{Bottom: 9, Right: 3},
			Merges:     []sheets.Range{{Bottom: 1, Right: 3}},
			RowHeights: map[int]float64{0: 30, 7: 20},
			Cells: []xlsx.DraftCell{
				{At: at("C5"), Cell: sheets.Cell{Value: sheets.NumberValue("60.375"), Formula: "=SUM(C3:C4)", Format: "#,##0.0"}, Bold: true},
				{At: at("A1"), Cell: sheets.Cell{Value: sheets.TextValue("DANH MỤC")}, Bold: true, Align: "center", Size: 14},
				{At: at("A3"), Cell: sheets.Cell{Value: sheets.TextValue("=1+1")}, Border: true, Wrap: true, Fill: "#d9e1f2"},
				{At: at("B3"), Cell: sheets.Cell{Value: sheets.NumberValue("44196"), Format: "dd/mm/yyyy"}, Italic: true},
				{At: at("C3"), Cell: sheets.Cell{Value: sheets.NumberValue("40.25"), Format: "#,##0.0"}},
				{At: at("C4"), Cell: sheets.Cell{Formula: "C3/2"}},
				{At: at("A4"), Cell: sheets.Cell{Value: sheets.BoolValue(true)}},
				{At: at("B4"), Cell: sheets.Cell{Value: sheets.ErrorValue("#N/A"), Formula: "NA()"}},
				{At: at("B5"), Border: true},
			},
		},
		{Title: "Trống"},
	}}
}

func TestCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mới.xlsx")
	if err := xlsx.Create(path, draft()); err != nil {
		t.Fatal(err)
	}
	v, err := xlsx.Open(path).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	tab := v.Snapshot().TabTitled("Danh mục 'A' 2021")
	for _, c := range draft().Tabs[0].Cells {
		want := c.Cell
		want.Formula = strings.TrimPrefix(want.Formula, "=")
		if want.Value.IsEmpty() && want.Formula == "" {
			want.Format = ""
		}
		if got := tab.Cell(c.At.Row, c.At.Col); got != want {
			t.Errorf("%v is %+v, want %+v", c.At, got, want)
		}
	}
	if rows, cols := tab.Frozen(); rows != 3 || cols != 1 {
		t.Errorf("frozen: %d rows, %d columns", rows, cols)
	}
	if len(tab.Merges()) != 1 {
		t.Errorf("merges: %v", tab.Merges())
	}

	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if w, err := f.GetColWidth("Danh mục 'A' 2021", "C"); err != nil || w != 40.5 {
		t.Errorf("column C is %v wide (%v)", w, err)
	}
	if h, err := f.GetRowHeight("Danh mục 'A' 2021", 8); err != nil || h != 20 {
		t.Errorf("row 8 is %v high (%v)", h, err)
	}
	if l, err := f.GetPageLayout("Danh mục 'A' 2021"); err != nil || *l.Orientation != "landscape" || *l.Size != 9 {
		t.Errorf("page: %+v (%v)", l, err)
	}
	names := f.GetDefinedName()
	if len(names) != 1 || names[0].RefersTo != "'Danh mục ''A'' 2021'!$A$1:$C$9" {
		t.Errorf("print area: %+v", names)
	}
	id, err := f.GetCellStyle("Danh mục 'A' 2021", "A3")
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if style.Font.Family != "Times New Roman" || style.Font.Size != 12 || len(style.Border) != 4 || !style.Alignment.WrapText || style.Fill.Pattern != 1 {
		t.Errorf("A3 looks like %+v %+v", style.Font, style.Fill)
	}
	if !strings.Contains(parts(t, path)["xl/styles.xml"], `<fgColor rgb="FFD9E1F2"/>`) {
		t.Error("the fill of A3 is not there")
	}
}

func TestCreateIsDeterministic(t *testing.T) {
	dir := t.TempDir()
	var files [][]byte
	for _, name := range []string{"a.xlsx", "b.xlsx"} {
		if err := xlsx.Create(filepath.Join(dir, name), draft()); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, data)
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the same draft gave other bytes")
	}
}

func TestCreateRefuses(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "có rồi.xlsx")
	if err := os.WriteFile(taken, []byte("của phòng"), 0o644); err != nil {
		t.Fatal(err)
	}
	one := func(change func(*xlsx.DraftTab)) xlsx.Draft {
		d := draft()
		change(&d.Tabs[0])
		return d
	}
	for name, tc := range map[string]struct {
		path  string
		draft xlsx.Draft
		says  string
	}{
		"file is there":  {taken, draft(), "exist"},
		"no folder":      {filepath.Join(dir, "không có", "a.xlsx"), draft(), "no such folder"},
		"no tab":         {filepath.Join(dir, "a.xlsx"), xlsx.Draft{}, "at least one tab"},
		"title twice":    {filepath.Join(dir, "a.xlsx"), one(func(t *xlsx.DraftTab) { t.Title = "TRỐNG" }), "two tabs"},
		"title too long": {filepath.Join(dir, "a.xlsx"), one(func(t *xlsx.DraftTab) { t.Title = strings.Repeat("a", 32) }), "1 to 31"},
		"title mark":     {filepath.Join(dir, "a.xlsx"), one(func(t *xlsx.DraftTab) { t.Title = "a/b" }), "tab title"},
		"cell twice":     {filepath.Join(dir, "a.xlsx"), one(func(t *xlsx.DraftTab) { t.Cells = append(t.Cells, t.Cells[0]) }), "twice"},
		"cell outside":   {filepath.Join(dir, "a.xlsx"), one(func(t *xlsx.DraftTab) { t.Cells[0].At.Col = -1 }), "outside"},
		"number": {filepath.Join(dir, "a.xlsx"), one(func(t *xlsx.DraftTab) {
			t.Cells[0].Cell.Value = sheets.NumberValue("1,5")
		}), "number"},
		"fill":  {filepath.Join(dir, "a.xlsx"), one(func(t *xlsx.DraftTab) { t.Cells[0].Fill = `red"` }), "colour"},
		"align": {filepath.Join(dir, "a.xlsx"), one(func(t *xlsx.DraftTab) { t.Cells[0].Align = "middle" }), "align"},
	} {
		t.Run(name, func(t *testing.T) {
			err := xlsx.Create(tc.path, tc.draft)
			if err == nil || !strings.Contains(err.Error(), tc.says) || !strings.Contains(err.Error(), tc.path) {
				t.Errorf("got %v, want an error that says %q and names the file", err, tc.says)
			}
			var op *sheets.OpError
			if !errors.As(err, &op) {
				t.Errorf("%T is no OpError", err)
			}
		})
	}
	if err := xlsx.Create(taken, draft()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want fs.ErrExist", err)
	}
	if data, err := os.ReadFile(taken); err != nil || string(data) != "của phòng" {
		t.Error("the file that was there changed")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("something was left behind: %v", entries)
	}
}
