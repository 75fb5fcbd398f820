package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// parseAddr reads a cell's address as files write it, "AB12".
func parseAddr(b []byte) (sheets.Addr, error) {
	col, i := 0, 0
	for ; i < len(b) && i < 3 && b[i] >= 'A' && b[i] <= 'Z'; i++ {
		col = col*26 + int(b[i]-'A') + 1
	}
	row, from := 0, i
	for ; i < len(b) && i-from < 8 && b[i] >= '0' && b[i] <= '9'; i++ {
		row = row*10 + int(b[i]-'0')
	}
	if col == 0 || row == 0 || i < len(b) || b[from] == '0' {
		return sheets.ParseAddr(string(b)) // small letters, or none
	}
	return sheets.Addr{Row: row - 1, Col: col - 1}, nil
}

// rawCell is the content of a cell element.
type rawCell struct {
	typ      string
	value    string
	hasValue bool
	inline   string
	formula  string
	hasF     bool
	fType    string
	fSI      string
}

// cellType returns a cell's type without a copy of the usual ones.
func cellType(b []byte) string {
	switch string(b) {
	case "":
		return ""
	case "s":
		return "s"
	case "n":
		return "n"
	case "str":
		return "str"
	case "inlineStr":
		return "inlineStr"
	}
	return string(b)
}

// plainCell takes in a cell that was read as a whole.
func (r *sheetReader) plainCell(at sheets.Addr, c *plainCell) error {
	style := styleIndex(c.style)
	if !c.hasV && !c.hasF {
		r.blank(at.Col, style)
		return nil
	}
	if len(r.formats.over) > 0 {
		if _, ours := r.formats.over[style]; ours {
			r.blank(at.Col, style)
		}
	}
	switch {
	case c.hasF:
	case string(c.typ) == "s":
		if i, ok := index(c.value); ok && i < len(r.strings) {
			pattern, _ := r.formats.at(style)
			r.cell(at.Row, at.Col, sheets.Cell{Value: sheets.TextValue(r.strings[i]), Format: pattern})
			return nil
		}
	case c.typ == nil && !r.date1904:
		if v := sheets.NumberValue(r.texts.keep(c.value)); v.IsDecimal() {
			pattern, _ := r.formats.at(style)
			r.cell(at.Row, at.Col, sheets.Cell{Value: v, Format: pattern})
			return nil
		}
	}
	raw := rawCell{typ: cellType(c.typ), value: r.texts.keep(c.value), hasValue: c.hasV, formula: r.texts.keep(c.formula), hasF: c.hasF}
	if c.inline {
		raw.value, raw.inline = "", unescape(raw.value)
	}
	return r.finish(at, style, raw)
}

// oneCell reads a cell whose start was read last.
func (r *sheetReader) oneCell(at sheets.Addr) error {
	raw := rawCell{typ: cellType(r.s.attr("t"))}
	style := styleIndex(r.s.attr("s"))
	if err := r.rawCell(&raw); err != nil {
		return err
	}
	if _, ours := r.formats.over[style]; ours || !raw.hasValue && !raw.hasF {
		r.blank(at.Col, style)
	}
	return r.finish(at, style, raw)
}

// finish takes in the content of a cell.
func (r *sheetReader) finish(at sheets.Addr, style int, raw rawCell) error {
	pattern, date := r.formats.at(style)
	c := sheets.Cell{Format: pattern, Formula: unescape(raw.formula)}
	var err error
	if c.Value, err = r.value(raw.typ, &raw); err != nil {
		return err
	}
	if raw.typ == "d" && c.Value.Kind() == sheets.Number && !date {
		c.Format, date = "dd/mm/yyyy", true
	}
	if r.date1904 && date && c.Value.Kind() == sheets.Number && raw.typ != "d" {
		c.Value = sheets.NumberValue(addDays(c.Value.String(), days1904))
	}
	if raw.hasF && raw.fType == "shared" {
		if c.Formula != "" {
			r.masters[raw.fSI] = sharedFormula{c.Formula, at}
		} else if m, ok := r.masters[raw.fSI]; ok {
			c.Formula = shiftFormula(m.text, at.Row-m.at.Row, at.Col-m.at.Col)
		} else {
			r.waiting = append(r.waiting, waitingCell{at, raw.fSI, c})
			return nil
		}
	}
	if !c.Value.IsEmpty() || c.Formula != "" {
		r.cell(at.Row, at.Col, c)
	}
	return nil
}

// styleIndex reads which style a cell has.
func styleIndex(b []byte) int {
	n, ok := index(b)
	if !ok && len(b) > 0 {
		n, _ = strconv.Atoi(string(b))
	}
	return n
}

// index reads the digits of a place in a list.
func index(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// rawCell reads to the end of a cell, whatever is in it.
func (r *sheetReader) rawCell(raw *rawCell) error {
	for {
		if err := r.s.next(); err != nil {
			return err
		}
		switch r.s.kind {
		case tokenEnd:
			return nil
		case tokenStart:
			var err error
			switch string(local(r.s.name)) {
			case "v":
				raw.hasValue = true
				raw.value, err = r.text(raw.value)
			case "f":
				raw.hasF, raw.fType, raw.fSI = true, string(r.s.attr("t")), string(r.s.attr("si"))
				if raw.fType == "array" || raw.fType == "dataTable" {
					if at, err := sheets.ParseRange(string(r.s.attr("ref"))); err == nil {
						r.arrays = append(r.arrays, at)
					}
				}
				raw.formula, err = r.text(raw.formula)
			case "is":
				raw.hasValue = true
				raw.inline, err = readString(r.s)
			default:
				err = r.s.skip()
			}
			if err != nil {
				return err
			}
		}
	}
}

// text collects the characters up to the end of the element, behind those of
// one of the same name before it.
func (r *sheetReader) text(before string) (string, error) {
	all := before
	for {
		if err := r.s.next(); err != nil {
			return "", err
		}
		switch r.s.kind {
		case tokenText:
			if t := r.texts.keep(r.s.text); all == "" {
				all = t
			} else {
				all += t
			}
		case tokenStart:
			if err := r.s.skip(); err != nil {
				return "", err
			}
		case tokenEnd:
			return all, nil
		}
	}
}

// value makes the value of a cell element of type t.
func (r *sheetReader) value(t string, raw *rawCell) (sheets.Value, error) {
	v := raw.value
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
