package xlsx_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// A tab is made smaller where that saves a page, and no further than it may.
// A page of the draft takes 482 points, of which the repeated row takes 32 from
// the second page on.
func TestShrink(t *testing.T) {
	for _, tc := range []struct {
		name   string
		shrink float64
		rows   int     // of 45 points
		last   float64 // height of the last row
		want   int     // pages to fit the tab on, 0 for any number
	}{
		{"one page", 0.9, 9, 20, 0},
		{"a little more than a page", 0.9, 10, 30, 1},
		{"never", 0, 10, 30, 0},
		{"half a page more", 0.9, 15, 20, 0},
		{"the last row alone", 0.95, 9, 90, 1},
		{"the last row alone, but too high", 0.95, 9, 200, 0},
		{"a little more than two pages", 0.9, 20, 50, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tab := xlsx.DraftTab{
				Title: "Biểu", Landscape: true, Widths: []float64{50}, Shrink: tc.shrink,
				Margins: xlsx.Margins{Top: 20, Bottom: 20, Left: 30, Right: 15},
				Repeat:  sheets.Range{Bottom: 1}, RowHeights: map[int]float64{0: 32, tc.rows + 1: tc.last},
			}
			for row := range tc.rows + 2 {
				if row > 0 && row <= tc.rows {
					tab.RowHeights[row] = 45
				}
				tab.Cells = append(tab.Cells, xlsx.DraftCell{At: sheets.Addr{Row: row}, Cell: sheets.Cell{Value: sheets.TextValue(fmt.Sprint(row))}})
			}
			path := filepath.Join(t.TempDir(), "biểu.xlsx")
			if err := xlsx.Create(path, xlsx.Draft{Tabs: []xlsx.DraftTab{tab}}); err != nil {
				t.Fatal(err)
			}
			f, err := excelize.OpenFile(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			l, err := f.GetPageLayout("Biểu")
			if err != nil {
				t.Fatal(err)
			}
			if *l.FitToHeight != tc.want || *l.FitToWidth != 1 {
				t.Errorf("fitted on %d pages, want %d", *l.FitToHeight, tc.want)
			}
		})
	}
}
