package emulator

import "encoding/json"

// batchUpdate is spreadsheets.batchUpdate. The requests are carried out
// together or not at all.
func (s *Server) batchUpdate(c *call) *apiError {
	var body struct {
		Requests                     []json.RawMessage `json:"requests"`
		IncludeSpreadsheetInResponse bool              `json:"includeSpreadsheetInResponse"`
		ResponseRanges               []string          `json:"responseRanges"`
		ResponseIncludeGridData      bool              `json:"responseIncludeGridData"`
	}
	if err := json.Unmarshal(c.raw, &body); err != nil {
		return invalid("Must specify at least one request.")
	}
	if len(body.Requests) == 0 {
		return invalid("Must specify at least one request.")
	}
	replies, err := c.doc.batch(c.who(), body.Requests)
	if err != nil {
		return err
	}
	var seen view
	if body.IncludeSpreadsheetInResponse {
		if seen, err = c.view(body.ResponseRanges, body.ResponseIncludeGridData, "updatedSpreadsheet"); err != nil {
			return err
		}
	}
	w, m := c.out, c.mask
	w.raw("{")
	w.text(m, "spreadsheetId", c.doc.id)
	if inner, ok := w.field(m, "replies"); ok {
		w.raw("[")
		for _, r := range replies {
			w.element()
			if r == nil {
				w.raw("{}")
				continue
			}
			w.value(inner, r)
		}
		w.raw("]")
	}
	if body.IncludeSpreadsheetInResponse {
		if inner, ok := w.field(m, "updatedSpreadsheet"); ok {
			c.render(inner, seen)
		}
	}
	w.raw("}")
	return nil
}
