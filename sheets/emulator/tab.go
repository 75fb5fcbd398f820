package emulator

// Tab is what stands in one tab of a spreadsheet. Rows and columns are counted
// from 0.
type Tab struct {
	ID                     int
	Title                  string
	Hidden                 bool
	Rows, Cols             int // the size of the grid
	FrozenRows, FrozenCols int

	// Cells holds every cell that shows, holds or says anything.
	Cells  map[At]Cell
	Merges []Block

	HiddenCols, HiddenRows map[int]bool // by people or by a filter

	Metadata              []Mark         // of the tab as a whole
	ColumnMarks, RowMarks map[int][]Mark // by column and by row

	Rules       []Rule // conditional formats, in order
	Protections []Protection
	Tables      []Table
	Charts      int

	// Filter is the block of the basic filter, the zero Block without one.
	Filter Block
}

// At is the place of a cell, counted from 0.
type At struct{ Row, Col int }

// Block is a block of cells, half open, counted from 0.
type Block struct{ Top, Left, Bottom, Right int }

// Cell is one cell. For [Staff.Put] only Value, Formula and Format count.
type Cell struct {
	Value   any    // what it shows: nil, float64, string, bool or Err
	Formula string // with "=", in the spreadsheet's locale; "" for a constant
	Format  string // the pattern of its number format

	Entered  bool   // somebody put a constant (also "") or a formula there
	Spilled  bool   // Value is part of the array of another cell's formula
	Look     string // the rest of its format, as JSON; "" without one
	Link     string // where HYPERLINK leads
	Note     string
	Rule     string // its DataValidationRule, as JSON; "" without one
	Coloured bool   // a conditional format of a custom formula applies to it now
}

// Err is an error value.
type Err struct {
	Type    string // as the cell shows it, such as "#REF!"
	Message string // what people read when they point at it
}

// Mark is a developer metadata entry.
type Mark struct {
	ID         int
	Key, Value string
}

// Rule is a conditional format. Open ends of its ranges are the edge of the
// grid.
type Rule struct {
	Ranges  []Block
	Type    string // the kind of its condition, such as "CUSTOM_FORMULA"; "" for a gradient
	Formula string // the condition's first value, in the spreadsheet's locale
	Format  string // the format that it gives, as JSON
}

// Protection is a protected range.
type Protection struct {
	ID          int
	Block       Block // the whole grid for a protected sheet
	Sheet       bool  // the sheet as a whole
	WarningOnly bool
	Editors     []string // accounts that may edit beside the owner
	Description string
}

// Table is a native table.
type Table struct {
	ID, Name string
	Block    Block
}
