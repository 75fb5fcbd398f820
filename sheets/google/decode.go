package google

import (
	"encoding/json"
	"errors"
	"io"
)

// decodeGrid reads a reply that is a spreadsheet. The fields may come in any
// order; those that gridFields does not name are passed over. An error says
// where in the reply it occurred.
func decodeGrid(r io.Reader) (*grid, error) {
	s := newSource(r)
	g, err := s.grid()
	if err != nil {
		return nil, within("$", err)
	}
	if err := s.end(); err != nil {
		return nil, within("$", err)
	}
	return g, nil
}

// decodeUpdate reads the reply to a batch of changes: what each of them
// answered, and the spreadsheet afterwards, nil where the reply has none.
func decodeUpdate(r io.Reader) (replies []json.RawMessage, g *grid, err error) {
	s := newSource(r)
	err = s.object(func(key []byte) (err error) {
		switch string(key) {
		case "replies":
			return at("replies", s.array(func(int) error {
				raw, err := s.raw()
				replies = append(replies, raw)
				return err
			}))
		case "updatedSpreadsheet":
			c, err := s.peek()
			if err == nil && c == 'n' {
				return s.word("null")
			}
			g, err = s.grid()
			return at("updatedSpreadsheet", err)
		}
		return s.skip()
	})
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return nil, nil, within("$", err)
	}
	return replies, g, nil
}

func (s *source) grid() (*grid, error) {
	g := &grid{}
	err := s.object(func(key []byte) (err error) {
		switch string(key) {
		case "spreadsheetId":
			g.id, err = s.text()
			return at("spreadsheetId", err)
		case "properties":
			return at("properties", s.gridProperties(g))
		case "developerMetadata":
			g.marks, err = s.marks()
			return at("developerMetadata", err)
		case "sheets":
			return at("sheets", s.array(func(int) error {
				t, err := s.tab()
				g.tabs = append(g.tabs, t)
				return err
			}))
		}
		return s.skip()
	})
	if err == nil && g.id == "" {
		err = s.fail(errors.New("a spreadsheet with its id expected"))
	}
	return g, err
}

func (s *source) gridProperties(g *grid) error {
	return s.object(func(key []byte) (err error) {
		switch string(key) {
		case "title":
			g.title, err = s.text()
			return at("title", err)
		case "locale":
			g.locale, err = s.text()
			return at("locale", err)
		case "timeZone":
			g.timeZone, err = s.text()
			return at("timeZone", err)
		}
		return s.skip()
	})
}

func (s *source) marks() ([]mark, error) {
	var marks []mark
	err := s.array(func(int) error {
		var m mark
		err := s.object(func(key []byte) (err error) {
			switch string(key) {
			case "metadataId":
				m.id, err = s.integer()
				return at("metadataId", err)
			case "metadataKey":
				m.key, err = s.text()
				return at("metadataKey", err)
			case "metadataValue":
				m.value, err = s.text()
				return at("metadataValue", err)
			}
			return s.skip()
		})
		marks = append(marks, m)
		return err
	})
	return marks, err
}
