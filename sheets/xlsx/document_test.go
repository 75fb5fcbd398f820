package xlsx_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// document is a draft of a page to be printed.
func document() xlsx.Draft {
	return xlsx.Draft{Tabs: []xlsx.DraftTab{{
		Title: "Biểu 'A' 2021", Landscape: true, Widths: []float64{20, 20},
		Merges: []sheets.Range{{Bottom: 1, Right: 2}}, RowHeights: map[int]float64{2: 50},
		Repeat: sheets.Range{Top: 1, Bottom: 3}, Margins: xlsx.Margins{Top: 20, Bottom: 20, Left: 30, Right: 15},
		PageNumbers: true, FitRows: true,
		Cells: []xlsx.DraftCell{
			{At: at("A1"), Cell: sheets.Cell{Value: sheets.TextValue(strings.Repeat("một hai ba ", 10))}, Wrap: true},
			{At: at("A2"), Cell: sheets.Cell{Value: sheets.TextValue("=HYPERLINK(\"https://example.com\")")}, Underline: true, VAlign: "top"},
			{At: at("A3"), Cell: sheets.Cell{Value: sheets.TextValue(strings.Repeat("bốn năm ", 50))}, Wrap: true},
			{At: at("A4"), Cell: sheets.Cell{Value: sheets.TextValue(strings.Repeat("một hai ba ", 10))}, Wrap: true},
			{At: at("B5"), Cell: sheets.Cell{Value: sheets.TextValue(strings.Repeat("không xuống dòng ", 10))}},
		},
	}}}
}

func TestADocumentIsSetOutForPrinting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "biểu.xlsx")
	if err := xlsx.Create(path, document()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const tab = "Biểu 'A' 2021"
	names := f.GetDefinedName()
	if len(names) != 1 || names[0].Name != "_xlnm.Print_Titles" || names[0].RefersTo != "'Biểu ''A'' 2021'!$2:$3" || names[0].Scope != tab {
		t.Errorf("rows to repeat: %+v", names)
	}
	m, err := f.GetPageMargins(tab)
	if err != nil {
		t.Fatal(err)
	}
	for side, got := range map[string]struct{ inches, mm float64 }{"top": {*m.Top, 20}, "left": {*m.Left, 30}, "right": {*m.Right, 15}} {
		if d := got.inches*25.4 - got.mm; d > 0.1 || d < -0.1 {
			t.Errorf("the %s margin is %v inches, want %v mm", side, got.inches, got.mm)
		}
	}
	if h, err := f.GetHeaderFooter(tab); err != nil || !h.DifferentFirst || !strings.HasSuffix(h.OddHeader, "&P") || h.FirstHeader != "" {
		t.Errorf("page numbers: %+v (%v)", h, err)
	}
	heights := map[int]float64{}
	for row := 1; row <= 5; row++ {
		if heights[row], err = f.GetRowHeight(tab, row); err != nil {
			t.Fatal(err)
		}
	}
	// The text of row 1 has twice the width of the one of row 4.
	if heights[1] < 40 || heights[4] <= heights[1]*1.5 || heights[3] != 50 || heights[5] > 20 {
		t.Errorf("heights by row: %v", heights)
	}
	id, err := f.GetCellStyle(tab, "A2")
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if style.Font.Underline != "single" || style.Alignment.Vertical != "top" {
		t.Errorf("A2 looks like %+v %+v", style.Font, style.Alignment)
	}
	if formula, err := f.GetCellFormula(tab, "A2"); err != nil || formula != "" {
		t.Errorf("the text of A2 became the formula %q (%v)", formula, err)
	}
	if !strings.Contains(parts(t, path)["xl/styles.xml"], ` quotePrefix="1"`) {
		t.Error("the text of A2 would become a formula when somebody edits it")
	}
}

func TestOverwrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "biểu.xlsx")
	for range 2 { // over nothing, and over the file itself
		if err := xlsx.Overwrite(path, document()); err != nil {
			t.Fatal(err)
		}
		v, err := xlsx.Open(path).Read(t.Context(), sheets.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		if v.Snapshot().TabTitled("Biểu 'A' 2021") == nil {
			t.Error("the tab is not there")
		}
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(name string, d xlsx.Draft, class sheets.Class) {
		t.Helper()
		var op *sheets.OpError
		if err := xlsx.Overwrite(path, d); !errors.As(err, &op) || op.Class != class || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want class %v and the name of the file", name, err, class)
		}
		after, err := os.ReadFile(path)
		if err != nil || string(after) != string(before) {
			t.Errorf("%s: the file changed", name)
		}
	}
	refused("no tab", xlsx.Draft{}, sheets.Invalid)
	if err := os.WriteFile(filepath.Join(dir, ".~lock.biểu.xlsx#"), []byte("Lan,lan,pc,15.01.2021;"), 0o644); err != nil {
		t.Fatal(err)
	}
	refused("open", document(), sheets.Busy)
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("something was left behind: %v", entries)
	}
}
