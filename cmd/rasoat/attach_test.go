package main

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sync/digest"
)

// A table becomes a workbook that others read; a text that looks like a
// formula stays one.
func TestATableIsAttachedAsAWorkbook(t *testing.T) {
	table := digest.Table{
		Title:   "Sở Tài chính: nhiệm vụ, dự án quá hạn [15/01/2021]",
		Columns: []string{"TT", "Nội dung"},
		Rows:    [][]string{{"1", "Rà soát quy định"}, {"2", `=HYPERLINK("http://example.com","x")`}},
	}
	a, err := attach(table)
	check(t, err)
	again, err := attach(table)
	check(t, err)
	if a.ContentType != typeXLSX || !bytes.Equal(a.Data, again.Data) {
		t.Errorf("content type %q, the same again %v", a.ContentType, bytes.Equal(a.Data, again.Data))
	}
	f, err := excelize.OpenReader(bytes.NewReader(a.Data))
	check(t, err)
	defer f.Close()
	tab := f.GetSheetName(0)
	if tab != "Sở Tài chính  nhiệm vụ, dự án q" {
		t.Errorf("the tab is called %q", tab)
	}
	for at, want := range map[string]string{"A1": table.Title, "B2": "Nội dung", "B3": "Rà soát quy định", "B4": table.Rows[1][1]} {
		if got, err := f.GetCellValue(tab, at); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", at, got, want, err)
		}
		if formula, err := f.GetCellFormula(tab, at); err != nil || formula != "" {
			t.Errorf("%s is the formula %q (%v)", at, formula, err)
		}
	}
}
