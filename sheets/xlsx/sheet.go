package xlsx

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// sheetReader reads the part of one tab, once, from the beginning to the end.
type sheetReader struct {
	d        *xml.Decoder
	strings  []string
	formats  *formats
	date1904 bool

	// cell receives every cell that holds a value or formula. A later call
	// for the same place wins.
	cell func(row, col int, c sheets.Cell)

	sheetFacts
	masters map[string]sharedFormula
	waiting []waitingCell
}

// sheetFacts is what a tab holds beside its cells.
type sheetFacts struct {
	merges     []sheets.Range
	frozenRows int
	frozenCols int
	hiddenRows []int
	heights    map[int]float64 // in points, of the rows that have one set
	hiddenCols []sheets.Range
	links      map[sheets.Addr]string // where links within the workbook lead
	drawing    string                 // the relation of the drawing, "" for none
	arrays     []sheets.Range         // where the results of array formulas stand
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
		tok, err := r.d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "pane":
			r.pane(start)
		case "col":
			r.column(start)
		case "sheetData":
			if err := r.rows(); err != nil {
				return err
			}
		case "mergeCell":
			m, err := sheets.ParseRange(attr(start, "ref"))
			if err != nil {
				return err
			}
			r.merges = append(r.merges, m)
		case "hyperlink":
			if to := attr(start, "location"); to != "" {
				if at, err := sheets.ParseRange(attr(start, "ref")); err == nil {
					r.links[sheets.Addr{Row: at.Top, Col: at.Left}] = to
				}
			}
		case "drawing":
			r.drawing = attr(start, "id")
		case "extLst":
			if err := r.d.Skip(); err != nil {
				return err
			}
		}
	}
	for _, w := range r.waiting {
		m, ok := r.masters[w.si]
		if !ok {
			continue // a shared formula without its first cell: the value stays
		}
		w.cell.Formula = shiftFormula(m.text, w.at.Row-m.at.Row, w.at.Col-m.at.Col)
		r.cell(w.at.Row, w.at.Col, w.cell)
	}
	return nil
}

func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

func (r *sheetReader) pane(e xml.StartElement) {
	if !strings.HasPrefix(attr(e, "state"), "frozen") {
		return
	}
	split := func(name string) int {
		f, err := strconv.ParseFloat(attr(e, name), 64)
		if err != nil || f < 0 || f > maxRows {
			return 0
		}
		return int(f)
	}
	r.frozenRows, r.frozenCols = split("ySplit"), split("xSplit")
}

func (r *sheetReader) column(e xml.StartElement) {
	from, err1 := strconv.Atoi(attr(e, "min"))
	to, err2 := strconv.Atoi(attr(e, "max"))
	if err1 == nil && err2 == nil && from >= 1 && from <= to && to <= maxCols && xmlBool(attr(e, "hidden")) {
		r.hiddenCols = append(r.hiddenCols, sheets.Range{Left: from - 1, Right: to})
	}
}

// rows reads the rows up to the end of the sheet data. Rows and cells without
// an address follow the one before.
func (r *sheetReader) rows() error {
	row := -1
	for {
		tok, err := r.d.Token()
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if tok.Name.Local != "row" {
				if err := r.d.Skip(); err != nil {
					return err
				}
				continue
			}
			row++
			if s := attr(tok, "r"); s != "" {
				n, err := strconv.Atoi(s)
				if err != nil || n < 1 || n > maxRows {
					return fmt.Errorf("row number %q", s)
				}
				row = n - 1
			}
			if h, err := strconv.ParseFloat(attr(tok, "ht"), 64); err == nil {
				r.heights[row] = h
			}
			if xmlBool(attr(tok, "hidden")) {
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
		tok, err := r.d.Token()
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if tok.Name.Local != "c" {
				if err := r.d.Skip(); err != nil {
					return err
				}
				continue
			}
			at := sheets.Addr{Row: row, Col: col + 1}
			if s := attr(tok, "r"); s != "" {
				if at, err = sheets.ParseAddr(s); err != nil {
					return err
				}
			}
			if at.Row >= maxRows || at.Col >= maxCols {
				return fmt.Errorf("cell %v lies beyond the end of a tab", at)
			}
			col = at.Col
			if err := r.oneCell(at, tok); err != nil {
				return fmt.Errorf("cell %v: %w", at, err)
			}
		}
	}
}

// rawCell is the content of a cell element.
type rawCell struct {
	value    strings.Builder
	hasValue bool
	inline   string
	formula  strings.Builder
	hasF     bool
	fType    string
	fSI      string
}

func (r *sheetReader) oneCell(at sheets.Addr, start xml.StartElement) error {
	var raw rawCell
	for done := false; !done; {
		tok, err := r.d.Token()
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.EndElement:
			done = true
		case xml.StartElement:
			switch tok.Name.Local {
			case "v":
				raw.hasValue = true
				err = r.text(&raw.value)
			case "f":
				raw.hasF, raw.fType, raw.fSI = true, attr(tok, "t"), attr(tok, "si")
				if at, err := sheets.ParseRange(attr(tok, "ref")); err == nil && (raw.fType == "array" || raw.fType == "dataTable") {
					r.arrays = append(r.arrays, at)
				}
				err = r.text(&raw.formula)
			case "is":
				raw.hasValue = true
				raw.inline, err = readString(r.d)
			default:
				err = r.d.Skip()
			}
			if err != nil {
				return err
			}
		}
	}
	style, _ := strconv.Atoi(attr(start, "s"))
	pattern, date := r.formats.at(style)
	c := sheets.Cell{Format: pattern, Formula: unescape(raw.formula.String())}
	var err error
	if c.Value, err = r.value(attr(start, "t"), &raw); err != nil {
		return err
	}
	if attr(start, "t") == "d" && c.Value.Kind() == sheets.Number && !date {
		c.Format, date = "dd/mm/yyyy", true
	}
	if r.date1904 && date && c.Value.Kind() == sheets.Number && attr(start, "t") != "d" {
		c.Value = sheets.NumberValue(addDays(c.Value.String(), days1904))
	}
	if raw.hasF && raw.fType == "shared" {
		if c.Formula != "" {
			r.masters[raw.fSI] = sharedFormula{c.Formula, at}
		} else if m, ok := r.masters[raw.fSI]; ok {
			c.Formula = shiftFormula(m.text, at.Row-m.at.Row, at.Col-m.at.Col)
		} else {
			r.waiting = append(r.waiting, waitingCell{at, raw.fSI, c})
		}
	}
	if !c.Value.IsEmpty() || c.Formula != "" {
		r.cell(at.Row, at.Col, c)
	}
	return nil
}

// text collects the characters up to the end of the element.
func (r *sheetReader) text(b *strings.Builder) error {
	for {
		tok, err := r.d.Token()
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.CharData:
			b.Write(tok)
		case xml.StartElement:
			if err := r.d.Skip(); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// value makes the value of a cell element of type t.
func (r *sheetReader) value(t string, raw *rawCell) (sheets.Value, error) {
	v := raw.value.String()
	switch t {
	case "s":
		if !raw.hasValue {
			return sheets.Value{}, nil
		}
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil || i < 0 || i >= len(r.strings) {
			return sheets.Value{}, fmt.Errorf("shared string %q is not there", v)
		}
		return sheets.TextValue(r.strings[i]), nil
	case "inlineStr":
		if !raw.hasValue {
			return sheets.Value{}, nil
		}
		if raw.inline == "" && v != "" {
			return sheets.TextValue(unescape(v)), nil
		}
		return sheets.TextValue(raw.inline), nil
	case "str":
		// A formula without <v> was never computed; one with an empty <v>
		// gave an empty text.
		if !raw.hasValue {
			return sheets.Value{}, nil
		}
		return sheets.TextValue(unescape(v)), nil
	}
	v = strings.TrimSpace(v)
	switch {
	case v == "":
		return sheets.Value{}, nil
	case t == "b":
		return sheets.BoolValue(xmlBool(strings.ToLower(v))), nil
	case t == "e":
		return sheets.ErrorValue(v), nil
	case t == "d":
		if serial, ok := isoSerial(v); ok {
			return sheets.NumberValue(serial), nil
		}
		return sheets.TextValue(v), nil
	case sheets.NumberValue(v).IsDecimal():
		return sheets.NumberValue(v), nil
	}
	return sheets.TextValue(v), nil // some writers leave the type of a text out
}
