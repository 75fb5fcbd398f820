package ledger

import (
	"time"

	"rasoat/sheets"
)

// Mapping says where in a workbook the lists stand and how to read them. It
// comes from the configuration.
type Mapping struct {
	Lists []ListMapping
	// DirectoryTab is the title of the tab that holds the departments, ""
	// for none. Its entries come before those of Departments.
	DirectoryTab string
	Departments  []Department
	// CalendarTab is the title of the tab that holds days off and days worked
	// instead, "" for none.
	CalendarTab string
	// The closed lists; a nil one is open.
	Sources, Statuses, Priorities []Name
	// Events are named days that a deadline may refer to, by name.
	Events map[string]time.Time
}

// ListMapping says how to read one list.
type ListMapping struct {
	Name string
	Tab  string // the tab's title
	Kind Kind
	// Header is the block of header rows, without the column-number row; the
	// empty range has it found. Several lists of one tab each name theirs: a
	// list ends above the title of the next one below, and where two stand
	// beside each other sees only the columns of its own.
	Header sheets.Range
	Unit   Unit // overrides what the tab says, unless zero
	Style  NumberStyle
	// Blank are texts that stand for nothing in cells of amounts and dates,
	// besides those that everybody uses ("x", "…", "chưa …"); one that ends in
	// "*" matches every text that begins so.
	Blank []string
	// PlanIncluded says whether the accumulated allocation holds the plan of
	// the year; nil has the headers tell.
	PlanIncluded *bool
	// Columns are the names under which a field's column is looked for: a
	// header text, "=F" for a column by its letter, "-" to leave the field
	// unmapped. A field without an entry is looked for under its usual names.
	Columns map[Field][]string
	// Parts are the columns of the accumulated allocation by source: source
	// name to header text or "=F". Nil has them found.
	Parts map[string]string
	// Amounts are further columns of money: header text, "=F" or "=C:Q".
	Amounts []string
	Sums    []RowSum
	// Categories is the closed list of categories; nil is open.
	Categories   []Name
	CategoryFrom CategoryFrom
}

// NumberStyle says how texts that are numbers are written.
type NumberStyle uint8

// The styles of numbers.
const (
	Vietnamese NumberStyle = iota // 1.234,5
	English                       // 1,234.5
)

// CategoryFrom says where an item's category stands.
type CategoryFrom uint8

// Where a category stands.
const (
	FromBoth    CategoryFrom = iota // in its column, in its section, or in both
	FromColumn                      // in its column only
	FromSection                     // in its section only
)
