package google

import (
	"bytes"
	"encoding/json"
	"fmt"

	"rasoat/sheets"
)

// maxCount is more rows, columns or pixels than a spreadsheet can have.
const maxCount = 1 << 26

// count reads a number of rows, columns or pixels, or the place of one.
func (s *source) count() (int, error) {
	n, err := s.integer()
	if err == nil && (n < 0 || n > maxCount) {
		return 0, s.fail(fmt.Errorf("a number from 0 to %d expected, %d found", maxCount, n))
	}
	return int(n), err
}

// gridRange reads a block of cells. A side that is not told lies at the tab's
// edge: the first row or column is 0, the last one -1. bounded is false where
// no side is told.
func (s *source) gridRange() (r sheets.Range, bounded bool, err error) {
	r.Bottom, r.Right = -1, -1
	err = s.object(func(key []byte) (err error) {
		var side *int
		name := string(key)
		switch name {
		case "startRowIndex":
			side = &r.Top
		case "startColumnIndex":
			side = &r.Left
		case "endRowIndex":
			side = &r.Bottom
		case "endColumnIndex":
			side = &r.Right
		default:
			return s.skip()
		}
		if c, err := s.peek(); err != nil || c == 'n' {
			return s.skip()
		}
		bounded = true
		*side, err = s.count()
		return at(name, err)
	})
	return r, bounded, err
}

func (s *source) ranges() ([]sheets.Range, error) {
	var list []sheets.Range
	err := s.array(func(int) error {
		r, _, err := s.gridRange()
		list = append(list, r)
		return err
	})
	return list, err
}

// part reads what a tab has beside its cells.
func (t *tabReader) part(key []byte) (err error) {
	tab := t.tab
	switch string(key) {
	case "developerMetadata":
		tab.marks, err = t.marks()
		return at("developerMetadata", err)
	case "conditionalFormats":
		return at("conditionalFormats", t.array(func(int) error {
			r, err := t.rule()
			tab.rules = append(tab.rules, r)
			return err
		}))
	case "protectedRanges":
		return at("protectedRanges", t.array(func(int) error {
			p, err := t.protection()
			tab.protections = append(tab.protections, p)
			return err
		}))
	case "charts":
		return at("charts", t.array(func(int) error {
			c, err := t.chart()
			tab.charts = append(tab.charts, c)
			return err
		}))
	case "tables":
		return at("tables", t.array(func(int) error {
			n, err := t.table()
			tab.tables = append(tab.tables, n)
			return err
		}))
	case "basicFilter":
		return at("basicFilter", t.object(func(key []byte) error {
			if string(key) != "range" {
				return t.skip()
			}
			r, _, err := t.gridRange()
			tab.basicFilter = &r
			return at("range", err)
		}))
	}
	return t.skip()
}

func (s *source) rule() (gridRule, error) {
	var r gridRule
	err := s.object(func(key []byte) (err error) {
		switch string(key) {
		case "ranges":
			r.ranges, err = s.ranges()
			return at("ranges", err)
		case "booleanRule":
			return at("booleanRule", s.object(func(key []byte) error {
				if string(key) != "condition" {
					return s.skip()
				}
				r.formula, err = s.condition()
				return at("condition", err)
			}))
		}
		return s.skip()
	})
	return r, err
}

// condition reads a condition and returns its formula, "" where it is none of
// the kind.
func (s *source) condition() (string, error) {
	var kind, formula string
	err := s.object(func(key []byte) (err error) {
		switch string(key) {
		case "type":
			kind, err = s.text()
			return at("type", err)
		case "values":
			return at("values", s.array(func(i int) error {
				return s.object(func(key []byte) error {
					if i > 0 || string(key) != "userEnteredValue" {
						return s.skip()
					}
					formula, err = s.text()
					return at("userEnteredValue", err)
				})
			}))
		}
		return s.skip()
	})
	if kind != "CUSTOM_FORMULA" {
		formula = ""
	}
	return formula, err
}

func (s *source) protection() (gridProtection, error) {
	var p gridProtection
	bounded, named := false, false
	err := s.object(func(key []byte) (err error) {
		switch string(key) {
		case "protectedRangeId":
			p.id, err = s.integer()
			return at("protectedRangeId", err)
		case "range":
			p.rng, bounded, err = s.gridRange()
			return at("range", err)
		case "namedRangeId":
			name, err := s.bytes()
			named = named || len(name) > 0
			return at("namedRangeId", err)
		case "tableId":
			name, err := s.bytes()
			named = named || len(name) > 0
			return at("tableId", err)
		case "warningOnly":
			p.warningOnly, err = s.flag()
			return at("warningOnly", err)
		case "description":
			p.description, err = s.text()
			return at("description", err)
		}
		return s.skip()
	})
	switch {
	case bounded:
	case named:
		p.rng = sheets.Range{}
	default:
		p.whole, p.rng = true, sheets.Range{Bottom: -1, Right: -1}
	}
	return p, err
}

func (s *source) chart() (gridChart, error) {
	c := gridChart{row: -1, col: -1}
	err := s.object(func(key []byte) (err error) {
		switch string(key) {
		case "chartId":
			c.id, err = s.integer()
			return at("chartId", err)
		case "spec":
			raw, err := s.raw()
			if err == nil {
				c.spec, err = canonical(raw)
			}
			return at("spec", err)
		case "position":
			return at("position", s.object(func(key []byte) error {
				if string(key) != "overlayPosition" {
					return s.skip()
				}
				return at("overlayPosition", s.anchor(&c))
			}))
		}
		return s.skip()
	})
	return c, err
}

// anchor reads where a chart lies over the cells. The first row and the first
// column need not be told.
func (s *source) anchor(c *gridChart) error {
	c.row, c.col = 0, 0
	return s.object(func(key []byte) (err error) {
		if string(key) != "anchorCell" {
			return s.skip()
		}
		return at("anchorCell", s.object(func(key []byte) error {
			switch string(key) {
			case "rowIndex":
				c.row, err = s.count()
				return at("rowIndex", err)
			case "columnIndex":
				c.col, err = s.count()
				return at("columnIndex", err)
			}
			return s.skip()
		}))
	})
}

func (s *source) table() (gridTable, error) {
	var t gridTable
	err := s.object(func(key []byte) (err error) {
		switch string(key) {
		case "tableId":
			t.id, err = s.text()
			return at("tableId", err)
		case "name":
			t.name, err = s.text()
			return at("name", err)
		case "range":
			t.rng, _, err = s.gridRange()
			return at("range", err)
		}
		return s.skip()
	})
	return t, err
}

// canonical writes JSON without white space and with its fields in
// alphabetical order. Numbers keep their form.
func canonical(raw json.RawMessage) (json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
