package calc

// Pos is the place of a cell; rows and columns are counted from 0.
type Pos struct{ Sheet, Row, Col int }

// Source holds the cells that a formula is computed over.
type Source interface {
	// Size returns the size of a sheet's grid, and false for a sheet that
	// there is not.
	Size(sheet int) (rows, cols int, ok bool)
	// Value returns what a cell of the grid shows.
	Value(sheet, row, col int) Value
	// Locale is how numbers are written where they become texts.
	Locale() Locale
	// FoldMarks reports whether XLOOKUP and XMATCH ignore diacritics beside
	// case.
	FoldMarks() bool
}

// Indexer is a [Source] that keeps what was built for a lookup until a cell
// changes, so that many lookups over one large range cost one walk over it.
type Indexer interface {
	// Index returns what build returned when the key was first asked for
	// since the last change of any cell.
	Index(key string, build func() any) any
}

// Filtered is a [Source] that knows what SUBTOTAL leaves out.
type Filtered interface {
	// Hidden reports whether a row is hidden: by a filter, or by anything
	// when manual is set.
	Hidden(sheet, row int, manual bool) bool
	// Subtotal reports whether the cell holds a formula that is a subtotal
	// itself; see [Formula.Subtotal].
	Subtotal(sheet, row, col int) bool
}
