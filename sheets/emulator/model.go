package emulator

import (
	"encoding/json"
	"time"

	"rasoat/sheets/emulator/internal/calc"
)

// object is a part of the API's vocabulary that the emulator keeps and gives
// back without looking into it: a format, a chart, a condition. Numbers in it
// are json.Number.
type object = map[string]any

// document is one spreadsheet. Everything in it is guarded by Server.mu.
type document struct {
	id, title, locale, timeZone string
	sheets                      []*sheet // in the order in which people see them
	metadata                    []*metadata
	names                       []*namedRange
	nextID                      int             // for ids that the service chooses
	revision                    int64           // rises with every change
	roles                       map[string]Role // by account; who is absent has no access
	deleted                     bool
	file                        file // what Drive knows of it
	comments                    []*comment
	clock                       func() time.Time // tells when comments are made
	behaviour                   Behaviour
	engine                      engine // computes the formulas
}

// sheet is one tab.
type sheet struct {
	id                     int
	title                  string
	hidden                 bool
	rows, cols             int // the size of the grid
	frozenRows, frozenCols int
	properties             object // what else sheet properties hold (tab colour, right to left, …)

	grid    [][]*cell // grid[row][col]; rows may be missing at the end and shorter than cols; nil is an empty cell
	rowDims map[int]*dimension
	colDims map[int]*dimension

	merges    []rect
	rules     []*formatRule // conditional formats, in order
	protected []*protectedRange
	filter    *filter
	views     []*filter
	charts    []object // EmbeddedChart
	tables    []*table
	bandings  []object
	anchors   []*anchor   // of comments
	sheetMeta []*metadata // metadata located on the sheet as a whole
}

// rect is a block of cells, half open, counted from 0. An open end is -1 in
// ranges that reach to the edge of the grid.
type rect struct{ top, left, bottom, right int }

// cell is one cell. The zero cell is empty. A cell of a grid is never changed:
// another is put in its place, so that copies of a document can share it.
type cell struct {
	// What somebody entered: a constant or a formula. entered is false for a
	// cell that holds nothing, or that only shows a part of a spilled array.
	entered bool
	value   calc.Value    // the constant
	number  json.Number   // the constant's text as it came over the wire, for numbers
	formula *calc.Formula // nil for a constant

	// What the cell shows.
	effective calc.Value
	spilled   bool // effective is part of the array of another cell
	link      string

	format     object // userEnteredFormat
	note       string
	validation object // DataValidationRule
}

// dimension is what is known of a row or column beside its cells.
type dimension struct {
	hiddenByUser, hiddenByFilter bool
	pixelSize                    int    // 0 for the usual
	depth                        int    // in how many groups
	collapsed                    uint16 // a bit for each depth at which the group is collapsed
	metadata                     []*metadata
}

// metadata is a developer metadata entry. Its location is where it is kept:
// on the document, a sheet, a row or a column.
type metadata struct {
	id         int
	key, value string
	visibility string // DOCUMENT or PROJECT
}

// formatRule is a conditional format rule. Its formulas are parsed, so that
// references in them follow the cells.
type formatRule struct {
	ranges   []rect
	rule     object          // the ConditionalFormatRule without its ranges
	formulas []*calc.Formula // of rule.booleanRule.condition.values, nil where a value is no formula
}

// protectedRange is a protected range; a whole sheet has sheet set.
type protectedRange struct {
	id      int
	rect    rect   // open ends are -1
	whole   bool   // the sheet as a whole
	rest    object // description, warningOnly, unprotectedRanges, …
	warning bool
	editors []string // accounts; the owner of the spreadsheet can always edit
}

type filter struct {
	id    int // of a filter view; 0 for the basic filter
	title string
	rect  rect
	rest  object // criteria, sortSpecs, …
}

// table is a native table.
type table struct {
	id   string
	name string
	rect rect
	rest object
}

type namedRange struct {
	id, name string
	sheet    int
	rect     rect
}
