package xlsx

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// sheetReader reads the part of one tab, once, from the beginning to the end.
type sheetReader struct {
	s        *scanner
	strings  []string
	formats  *formats
	date1904 bool

	// cell receives every cell that holds a value or formula. A later call
	// for the same place wins.
	cell func(row, col int, c sheets.Cell)

	sheetFacts
	masters map[string]sharedFormula
	waiting []waitingCell
	texts   texts

	last     sheets.Addr // the cell read last
	seen     bool        // whether there is one
	hasData  bool        // whether rows were read
	disorder bool        // whether rows or cells stand twice or out of order
	implied  bool        // whether some stand without their address
}

// sheetFacts is what a tab holds beside its cells.
type sheetFacts struct {
	merges     []sheets.Range
	frozenRows int
	frozenCols int
	hiddenRows []int
	heights    map[int]float64 // in points, of the rows that have one set
	hiddenCols []sheets.Range
	widths     []widthSpan
	links      map[sheets.Addr]string // where links within the workbook lead
	drawing    string                 // the relation of the drawing, "" for none
	arrays     []sheets.Range         // where the results of array formulas stand
	rules      rules
	blanks     blanks
}

// widthSpan is the width of the columns from left to before right.
type widthSpan struct {
	left, right int
	colWidth
}

// width returns the width of a column.
func (f *sheetFacts) width(col int) colWidth {
	for _, s := range f.widths {
		if s.left <= col && col < s.right {
			return s.colWidth
		}
	}
	return colWidth{}
}

type sharedFormula struct {
	text string
	at   sheets.Addr
}

type waitingCell struct {
	at   sheets.Addr
	si   string
	cell sheets.Cell
}

func (r *sheetReader) read() error {
	r.links, r.heights = map[sheets.Addr]string{}, map[int]float64{}
	r.masters = map[string]sharedFormula{}
	for {
		err := r.s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if r.s.kind != tokenStart {
			continue
		}
		switch string(local(r.s.name)) {
		case "pane":
			r.pane()
		case "col":
			r.column()
		case "sheetData":
			if err := r.rows(); err != nil {
				return err
			}
		case "mergeCell":
			m, err := sheets.ParseRange(string(r.s.attr("ref")))
			if err != nil {
				return err
			}
			r.merges = append(r.merges, m)
		case "hyperlink":
			if to := string(r.s.attr("location")); to != "" {
				if at, err := sheets.ParseRange(string(r.s.attr("ref"))); err == nil {
					r.links[sheets.Addr{Row: at.Top, Col: at.Left}] = to
				}
			}
		case "drawing":
			r.drawing = string(r.s.attr("id"))
		case "dataValidations":
			if r.s.depth() == 2 {
				if err := r.rules.read(r.s, nil, nil); err != nil {
					return err
				}
			}
		case "dataValidation":
			r.rules.elsewhere(r.s)
		case "extLst":
			if err := r.rules.readExtension(r.s); err != nil {
				return err
			}
		}
	}
	for _, w := range r.waiting {
		if m, ok := r.masters[w.si]; ok {
			w.cell.Formula = shiftFormula(m.text, w.at.Row-m.at.Row, w.at.Col-m.at.Col)
		} else { // its value stays; it is no less a formula
			r.arrays = append(r.arrays, sheets.Range{Top: w.at.Row, Left: w.at.Col, Bottom: w.at.Row + 1, Right: w.at.Col + 1})
		}
		if !w.cell.Value.IsEmpty() || w.cell.Formula != "" {
			r.cell(w.at.Row, w.at.Col, w.cell)
		}
	}
	return nil
}

func (r *sheetReader) pane() {
	if !strings.HasPrefix(string(r.s.attr("state")), "frozen") {
		return
	}
	split := func(name string) int {
		f, err := strconv.ParseFloat(string(r.s.attr(name)), 64)
		if err != nil || f < 0 || f > maxRows {
			return 0
		}
		return int(f)
	}
	r.frozenRows, r.frozenCols = split("ySplit"), split("xSplit")
}

func (r *sheetReader) column() {
	from, err1 := strconv.Atoi(string(r.s.attr("min")))
	to, err2 := strconv.Atoi(string(r.s.attr("max")))
	if err1 != nil || err2 != nil || from < 1 || from > to || to > maxCols {
		return
	}
	if xmlBool(string(r.s.attr("hidden"))) {
		r.hiddenCols = append(r.hiddenCols, sheets.Range{Left: from - 1, Right: to})
	}
	if chars := string(r.s.attr("width")); chars != "" && strings.Trim(chars, "0123456789.") == "" {
		r.widths = append(r.widths, widthSpan{from - 1, to, colWidth{
			chars, xmlBool(string(r.s.attr("customWidth"))), xmlBool(string(r.s.attr("bestFit"))),
		}})
	}
}

// rows reads the rows up to the end of the sheet data. Rows and cells without
// an address follow the one before.
func (r *sheetReader) rows() error {
	row := -1
	r.disorder, r.hasData = r.disorder || r.hasData, true
	for {
		if err := r.s.next(); err != nil {
			return err
		}
		switch r.s.kind {
		case tokenEnd:
			return nil
		case tokenStart:
			if !r.s.is("row") {
				if err := r.s.skip(); err != nil {
					return err
				}
				continue
			}
			row++
			if s := r.s.attr("r"); len(s) > 0 {
				n, err := strconv.Atoi(string(s))
				if err != nil || n < 1 || n > maxRows {
					return fmt.Errorf("row number %q", s)
				}
				r.disorder = r.disorder || n-1 < row
				row = n - 1
			} else {
				r.implied = true
			}
			if s := r.s.attr("ht"); len(s) > 0 {
				if h, err := strconv.ParseFloat(string(s), 64); err == nil {
					r.heights[row] = h
				}
			}
			if xmlBool(string(r.s.attr("hidden"))) {
				r.hiddenRows = append(r.hiddenRows, row)
			}
			if err := r.cells(row); err != nil {
				return err
			}
		}
	}
}

func (r *sheetReader) cells(row int) error {
	col := -1
	for {
		var c plainCell
		step, _, err := r.s.toCell(&c, cellContent)
		if err != nil || step == rowOver {
			return err
		}
		at := sheets.Addr{Row: row, Col: col + 1}
		if len(c.ref) > 0 {
			if at, err = parseAddr(c.ref); err != nil {
				return err
			}
		} else {
			r.implied = true
		}
		if at.Row >= maxRows || at.Col >= maxCols {
			return fmt.Errorf("cell %v lies beyond the end of a tab", at)
		}
		if at.Row != row || r.seen && compareAddr(r.last, at) >= 0 {
			r.disorder = true
		}
		r.last, r.seen = at, true
		col = at.Col
		if step == wholeCell {
			err = r.plainCell(at, &c)
		} else {
			err = r.oneCell(at)
		}
		if err != nil {
			return fmt.Errorf("cell %v: %w", at, err)
		}
	}
}
