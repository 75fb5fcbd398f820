package xlsx

import "rasoat/sheets"

// Draft is a new workbook to be made by [Create].
type Draft struct{ Tabs []DraftTab }

// DraftTab is one tab of a Draft. Rows and columns count from 0.
type DraftTab struct {
	Title                  string
	Widths                 []float64 // of the columns from A on, in characters; 0 for the usual width
	FreezeRows, FreezeCols int
	PrintArea              sheets.Range // empty for none
	Merges                 []sheets.Range
	Landscape              bool            // A4 landscape, one page wide
	RowHeights             map[int]float64 // in points
	Cells                  []DraftCell
}

// DraftCell is one cell of a DraftTab. Where Cell has a formula and a value,
// the value is written as the formula's last result.
type DraftCell struct {
	At                         sheets.Addr
	Cell                       sheets.Cell
	Bold, Italic, Wrap, Border bool
	Align                      string  // "", "left", "center" or "right"
	Fill                       string  // a colour such as "D9E1F2", "" for none
	Size                       float64 // of the font in points, 0 for 12
}
