package google

import (
	"encoding/json"

	"rasoat/sheets"
)

// grid is a spreadsheet as the API tells it, with nothing left out that we ask
// for and nothing judged.
type grid struct {
	id       string
	title    string
	locale   string // "vi_VN"
	timeZone string // "Asia/Ho_Chi_Minh"
	marks    []mark // those of the spreadsheet as a whole
	tabs     []*gridTab
}

// mark is one developer metadata: a key and a value that people do not see.
type mark struct {
	id         int64
	key, value string
}

// gridTab is one tab. Rows and columns count from 0.
type gridTab struct {
	id                     int64
	title                  string
	hidden                 bool
	kind                   string // sheetType: "GRID", "OBJECT", "DATA_SOURCE"
	rows, cols             int    // the size of the tab, used or not
	frozenRows, frozenCols int

	// cells holds every cell that holds or shows something, and all else that
	// a snapshot says of a tab.
	cells *sheets.TabBuilder
	// spilled are the cells that show something that nobody entered there, by
	// rows and columns. They are among the cells too.
	spilled []spill
	// errors are the messages of the cells whose formula failed, in the
	// language of the spreadsheet.
	errors map[sheets.Addr]string
	// columns holds the columns of which there is something to say.
	columns map[int]gridCol

	marks       []mark     // those of the tab as a whole
	rules       []gridRule // by their index
	protections []gridProtection
	charts      []gridChart
	tables      []gridTable
	basicFilter *sheets.Range // nil for none
}

// spill is a cell that shows a part of another cell's result.
type spill struct {
	row, col int
	value    sheets.Value
}

// gridCol is what is said of a column as a whole.
type gridCol struct {
	hidden bool
	width  int // in pixels
	marks  []mark
}

// gridRule is one conditional format. A range that goes on to the end of the
// tab has -1 for its Bottom or Right.
type gridRule struct {
	ranges  []sheets.Range
	formula string // of a custom formula, as it stands there; "" otherwise
}

// gridProtection is one protected range or tab. A range that goes on to the
// end of the tab has -1 for its Bottom or Right; one that is told by a name
// only is empty.
type gridProtection struct {
	id          int64
	whole       bool // the whole tab
	rng         sheets.Range
	warningOnly bool
	description string
}

// gridChart is one chart.
type gridChart struct {
	id       int64
	spec     json.RawMessage // without white space, its fields in alphabetical order
	row, col int             // the cell at its top left; -1 for a chart that is a tab
}

// gridTable is one native table.
type gridTable struct {
	id, name string
	rng      sheets.Range
}

// gridFields is the mask of the fields of a spreadsheet that decodeGrid reads.
// Without a mask a reply would be many times as long.
const gridFields = "spreadsheetId,properties(title,locale,timeZone)," +
	"developerMetadata(" + markFields + ")," +
	"sheets(properties(sheetId,title,hidden,sheetType," +
	"gridProperties(rowCount,columnCount,frozenRowCount,frozenColumnCount))," +
	"data(startRow,startColumn," +
	"rowData.values(userEnteredValue,effectiveValue,effectiveFormat.numberFormat)," +
	"rowMetadata(hiddenByUser,hiddenByFilter)," +
	"columnMetadata(hiddenByUser,hiddenByFilter,pixelSize,developerMetadata(" + markFields + ")))," +
	"merges," +
	"conditionalFormats(ranges,booleanRule.condition(type,values.userEnteredValue))," +
	"protectedRanges(protectedRangeId,range,namedRangeId,tableId,warningOnly,description)," +
	"charts(chartId,spec,position.overlayPosition.anchorCell)," +
	"tables(tableId,name,range)," +
	"developerMetadata(" + markFields + ")," +
	"basicFilter.range)"

// markFields is the mask of the fields of a developer metadata.
const markFields = "metadataId,metadataKey,metadataValue"
