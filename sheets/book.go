package sheets

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Book is one shared workbook. Adapters implement it; all of them pass the
// suite in sheetstest. A Book is safe for use by one goroutine at a time.
type Book interface {
	// Read takes one instant of the workbook. Errors are *[OpError] values
	// where the workbook could not be had, with a class that says whether
	// trying again can help.
	Read(ctx context.Context, scope Scope) (View, error)
}

// Scope limits what Read has to bring. The zero Scope asks for everything.
type Scope struct {
	// Tabs are titles. An adapter may leave the cells of other tabs out of
	// the snapshot, but lists every tab of the workbook.
	Tabs []string
}

// Wants reports whether the scope asks for the cells of the tab so titled.
// Titles are compared as people do: without regard to case, to spacing, or to
// how a letter with marks is put together.
func (s Scope) Wants(title string) bool {
	return len(s.Tabs) == 0 || slices.ContainsFunc(s.Tabs, func(t string) bool {
		return strings.EqualFold(plainTitle(t), plainTitle(title))
	})
}

func plainTitle(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }

// View is one instant of one Book. What the adapter needs to write safely
// later (hashes, tags, ids) stays inside.
type View interface {
	// Snapshot returns what people wrote, without anything of ours. The same
	// value is returned each time.
	Snapshot() *Snapshot

	// Propose works out what has to be written so that the workbook shows the
	// annotations and nothing else of ours. It is pure: no input, no output,
	// no clock. The zero Annotations take everything of ours out. It returns
	// an *OpError of class Invalid for annotations that do not fit the
	// snapshot (an unknown tab, a row beyond the end, a Show of another
	// length than Columns) and of class Denied for a Book that cannot be
	// written.
	Propose(Annotations) (Change, error)
}

// Change is what a Propose worked out.
type Change interface {
	// Steps lists what differs between the workbook and the annotations, in
	// the order of tabs, rows and columns. No step means that there is nothing to
	// write.
	Steps() []Step

	// Apply writes the change and returns what stands there afterwards. It
	// writes nothing when there are no steps. It fails with class Conflict,
	// having written nothing, when the workbook is no longer the one of the
	// View, and with Busy when somebody holds it open; then one reads again.
	// Cells of the staff are never written.
	Apply(ctx context.Context) (View, error)
}

// Step is one difference, for people to read.
type Step struct {
	Tab    string // the tab's title, "" for the workbook as a whole
	Range  string // "N14", "A1:F40", or "" for the tab as a whole
	Before string // what stands there now, "" for nothing
	After  string // what will stand there, "" for nothing
	// Choice says that the step is about a drop-down, in a column of the staff's or
	// where people copied one: Before and After are its values, parted by "; ".
	Choice bool
}

// Signature is what stands in a Step before a write takes the workbook's digital
// signature away.
const Signature = "digital signature"

// Unsigns reports whether the step takes the workbook's digital signature away.
func (s Step) Unsigns() bool { return s.Tab == "" && s.Before == Signature }

// Annotations is everything of ours that a workbook is to show.
type Annotations struct {
	Lists []List
	Tabs  []OwnTab
}

// List is a table of the staff's that gets columns of ours at its right.
type List struct {
	Tab    TabID
	Header Range // the header rows, from the first to the last column of the table
	Key    int   // the column whose value names the item, or -1 for none
	Name   int   // the column that names it where the key's cell is blank, or -1 for none
	// Columns are the columns of ours. An adapter creates the missing ones at
	// the right of the table once, and finds them again by a mark of its own,
	// whatever people do to their place or title.
	Columns []OwnedColumn
	// Notes are what the columns show, at most one for a row. A row of the
	// table without a note shows nothing.
	Notes []Note
	// Pending is what our columns say beside a row that came after the
	// snapshot, where an adapter can say so: a row that shows nothing was gone
	// over and is right. Shared is what they say in the place of a text beside
	// rows that have one key but not one note, where an adapter goes by keys.
	// Either may be empty.
	Pending, Shared Value
	// Choices are values that people are offered in columns of theirs.
	Choices []Choice
}

// Choice is a drop-down list in the cells of a column of the staff's, below the
// header. It refuses nothing that people type. They have the last word on it: a
// column in which they laid down themselves what may be typed is left as it is, a
// cell where they do so later keeps that, and a drop-down that they took away
// does not come back before its values are others. An adapter that knows no
// drop-downs leaves them out.
type Choice struct {
	ID     string   // stable, unique in the tab, ASCII: "projects_status"
	Col    int      // a column of the table
	Bottom int      // the row in which the table ends, itself left out, or 0 for the end of the tab
	Values []string // in the order in which they are offered; at least one
	Remark string   // what people read at a cell, where an adapter can say so; "" for nothing
}

// OwnedColumn is one column of ours.
type OwnedColumn struct {
	ID     string // stable, unique in the workbook and list, ASCII: "gap", "warning"
	Title  string // what stands in the header when the column is created
	Format string // number format pattern, "" for text
	Width  int    // in characters, 0 for the adapter's choice
	Remark string // what the head says when people point at it, where an adapter can; "" for nothing
}

// Note is what our columns show beside one item: that of Row, or, in an
// adapter that goes by keys, that of the key which stands in Row.
type Note struct {
	Row  int     // the item's row in this snapshot, counted from 0
	Show []Value // one for each of List.Columns
	Mark []int   // columns of the staff's whose cell in this row is at fault
}

// OwnTab is a tab of ours, rewritten whole.
type OwnTab struct {
	ID string // stable, unique in the workbook, ASCII: "summary"
	// Title is the name to take, Fallback the one to take when the staff have
	// a tab of that name: theirs stays theirs. A number is added where both
	// are taken.
	Title, Fallback string
	Widths          []int // of the columns, in characters; 0 for the adapter's choice
	FreezeRows      int   // rows that stay in sight
	Landscape       bool  // how a page of it is printed
	Rows            []OwnRow
	Charts          []Chart // an adapter that knows no charts leaves them out
}

// Chart is a bar chart of figures that stand in the tab.
type Chart struct {
	ID     string // stable, unique in the tab, ASCII: "gap"
	Title  string
	Labels Range    // one column of names
	Values []Range  // one column of figures a series, as long as Labels
	Names  []string // of the series
	At     Addr     // the cell at its top left corner
}

// OwnRow is one row of a tab of ours.
type OwnRow []OwnCell

// OwnCell is one cell of a tab of ours.
type OwnCell struct {
	Value  Value
	Format string // number format pattern, "" for the general one
	Style  Style
	Span   int  // over how many columns the cell is merged; 0 and 1 mean none
	Link   Link // where a click leads; the zero Link leads nowhere
}

// Link leads to a cell of the workbook.
type Link struct {
	Tab  TabID
	Addr Addr
}

// Style says what a cell of ours is; each adapter has its own way to show it.
type Style uint8

// The styles of cells of ours.
const (
	StylePlain Style = iota
	StyleTitle
	StyleSubtitle // small and grey: unit, time
	StyleParagraph
	StyleHeading // a part of a tab
	StyleHeader  // the head of a table
	StyleBody    // a cell of a table
	StyleTotal   // a total row of a table
	StyleError
	StyleWarning
	StyleNotice
)
