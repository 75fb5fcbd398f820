package google

import (
	"bytes"
	"encoding/json"
	"strconv"

	"rasoat/sheets"
)

// tabReader reads one tab.
type tabReader struct {
	*source
	tab    *gridTab
	known  bool // the properties were read, so that the cells have a builder
	blocks int  // how many blocks of cells were read
}

func (s *source) tab() (*gridTab, error) {
	t := &tabReader{source: s, tab: &gridTab{errors: map[sheets.Addr]string{}, columns: map[int]gridCol{}}}
	var early json.RawMessage // the cells, where they come before the properties
	var merges []sheets.Range
	err := s.object(func(key []byte) (err error) {
		switch string(key) {
		case "properties":
			return at("properties", t.properties())
		case "data":
			if !t.known {
				early, err = s.raw()
				return at("data", err)
			}
			return at("data", t.data())
		case "merges":
			merges, err = s.ranges()
			return at("merges", err)
		}
		return t.part(key)
	})
	if err != nil {
		return nil, err
	}
	if !t.known {
		t.begin()
	}
	if early != nil {
		t.source = newSource(bytes.NewReader(early))
		if err := t.data(); err != nil {
			return nil, at("data", err)
		}
	}
	for _, m := range merges {
		t.tab.cells.Merge(m)
	}
	return t.tab, nil
}

// begin makes the builder of the cells, once it is known whose they are.
func (t *tabReader) begin() {
	t.known = true
	tab := t.tab
	tab.cells = sheets.NewTab(sheets.TabID(strconv.FormatInt(tab.id, 10)), tab.title).Freeze(tab.frozenRows, tab.frozenCols)
	if tab.hidden {
		tab.cells.Hide()
	}
}

func (t *tabReader) properties() error {
	tab := t.tab
	err := t.object(func(key []byte) (err error) {
		switch string(key) {
		case "sheetId":
			tab.id, err = t.integer()
			return at("sheetId", err)
		case "title":
			tab.title, err = t.text()
			return at("title", err)
		case "hidden":
			tab.hidden, err = t.flag()
			return at("hidden", err)
		case "sheetType":
			tab.kind, err = t.text()
			return at("sheetType", err)
		case "gridProperties":
			return at("gridProperties", t.size())
		}
		return t.skip()
	})
	if err == nil {
		t.begin()
	}
	return err
}

func (t *tabReader) size() error {
	return t.object(func(key []byte) (err error) {
		switch string(key) {
		case "rowCount":
			t.tab.rows, err = t.count()
			return at("rowCount", err)
		case "columnCount":
			t.tab.cols, err = t.count()
			return at("columnCount", err)
		case "frozenRowCount":
			t.tab.frozenRows, err = t.count()
			return at("frozenRowCount", err)
		case "frozenColumnCount":
			t.tab.frozenCols, err = t.count()
			return at("frozenColumnCount", err)
		}
		return t.skip()
	})
}
