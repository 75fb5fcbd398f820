package sheetstest

import (
	"testing"

	"rasoat/sheets"
)

// Harness is one workbook, the people who edit it, and a look at it. Its
// methods fail the test when they cannot do what they are asked. Rows and
// columns count from 0.
type Harness interface {
	// Start makes the workbook with that content. It is called once, first.
	Start(content []Tab)

	// Book returns a Book over the workbook. Each call may give a new one.
	Book() sheets.Book

	// Version is a text that changes with every write to the workbook, also
	// with one that writes what was there already.
	Version() string

	// Look returns what people see in the workbook, ours and theirs, in the
	// order of tabs: a cell of ours shows its value, however it comes by it,
	// and what an adapter keeps out of sight for itself is left out. It must
	// not be read with the adapter's own reader.
	Look() []Tab

	// Machinery returns the titles of the tabs that Look leaves out.
	Machinery() []string

	// What people do. None of it is told to the adapter.

	// Set types into a cell; the zero Cell clears it. The cell's look stays.
	Set(tab string, at sheets.Addr, c sheets.Cell)
	// InsertRow and the three below it insert before, or delete, a whole row
	// or column.
	InsertRow(tab string, row int)
	DeleteRow(tab string, row int)
	InsertColumn(tab string, col int)
	DeleteColumn(tab string, col int)
	// MoveColumn cuts a whole column and inserts it before another.
	MoveColumn(tab string, from, before int)
	// Sort sorts the rows of a block by the text of one of its columns, in
	// falling order. Cells outside the block stay.
	Sort(tab string, block sheets.Range, by int)
	RenameTab(from, to string)
	AddTab(title string)
	DeleteTab(title string)
}

// Tab is one tab as people see it.
type Tab struct {
	Title  string
	Hidden bool
	Cells  map[sheets.Addr]sheets.Cell
	Merges []sheets.Range
	// Ours are the columns that bear the adapter's mark, each with the row of
	// its head. A harness may leave out those whose title stands there.
	Ours map[int]int
	// Looks says how cells look beside their number format (font, fill,
	// border), in words of the harness's own. Only cells of Look have them.
	Looks map[sheets.Addr]string
}

// tab returns the tab of that title, or nil.
func tab(tabs []Tab, title string) *Tab {
	for i := range tabs {
		if tabs[i].Title == title {
			return &tabs[i]
		}
	}
	return nil
}

// see returns the text in a cell, a number in full.
func see(t *testing.T, h Harness, title string, at sheets.Addr) string {
	t.Helper()
	found := tab(h.Look(), title)
	if found == nil {
		t.Fatalf("there is no tab %q", title)
	}
	return found.Cells[at].Value.String()
}
