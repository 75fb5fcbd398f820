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
	// FitRows sets the height of every row that RowHeights does not name by
	// the texts that are wrapped in it, as far as they can be estimated.
	FitRows bool
	// Repeat names rows that are printed at the top of every page; only its
	// Top and Bottom count. Empty rows are none.
	Repeat sheets.Range
	// Margins of the page in millimetres, between which the tab stands in the
	// middle; the zero Margins are the usual ones.
	Margins Margins
	// Shrink is the least factor by which the tab may be printed smaller where
	// that saves a page, such as 0.9; 0 for never. A last row that would stand
	// on a page by itself is reason enough for 0.8.
	Shrink float64
	// PageNumbers prints the number in the middle of the upper margin of every
	// page but the first, as Vietnamese documents have it (Decree 30/2020,
	// annex I).
	PageNumbers bool
}

// Margins are the blank edges of a page, in millimetres.
type Margins struct{ Top, Bottom, Left, Right float64 }

// DraftCell is one cell of a DraftTab. Where Cell has a formula and a value,
// the value is written as the formula's last result. A text stays a text, also
// when somebody edits the cell: "=1+1" never becomes a formula.
type DraftCell struct {
	At                         sheets.Addr
	Cell                       sheets.Cell
	Bold, Italic, Wrap, Border bool
	Underline                  bool
	Align                      string  // "", "left", "center" or "right"
	VAlign                     string  // "" for the middle, "top" or "bottom"
	Fill                       string  // a colour such as "D9E1F2", "" for none
	Size                       float64 // of the font in points, 0 for 12
}
