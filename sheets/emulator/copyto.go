package emulator

import (
	"strconv"

	"rasoat/sheets/emulator/internal/calc"
)

// copySheet is spreadsheets.sheets.copyTo: the tab is added at the end of
// another spreadsheet, or of the same one, under a title that is free there.
func (s *Server) copySheet(c *call) *apiError {
	id, bad := strconv.Atoi(c.part)
	if bad != nil {
		return badValue("sheet_id", "TYPE_INT32", c.part)
	}
	from := c.doc.numbered(id)
	if from == nil {
		return invalid("No grid with id: %d", id)
	}
	to := s.documents[c.bodyText("destinationSpreadsheetId")]
	if to == nil || to.deleted {
		return notFound()
	}
	if to.role(c.token.email) < Writer {
		return forbidden()
	}
	title := to.copyTitle(from.title)
	err := to.change(func() *apiError {
		return to.adopt(c.doc, from, title)
	})
	if err != nil {
		return err
	}
	if to != c.doc { // which is looked after
		s.touch(to, c.who())
	}
	last := len(to.sheets) - 1
	to.sheets[last].renderProperties(c.out, c.mask, last)
	return nil
}

// adopt adds a copy of a tab of another spreadsheet. Its formulas are entered
// anew, so that they name the tabs of this one; filter views, tables and
// developer metadata do not come along.
func (d *document) adopt(source *document, from *sheet, title string) *apiError {
	s := from.clone()
	s.id, s.title, s.hidden = d.newID(), title, false
	s.views, s.tables, s.sheetMeta, s.protected, s.charts, s.bandings = nil, nil, nil, nil, nil, nil
	s.anchors = nil
	for _, dims := range []map[int]*dimension{s.rowDims, s.colDims} {
		for _, dim := range dims {
			dim.metadata = nil
		}
	}
	grid := s.grid
	s.grid = nil
	d.sheets = append(d.sheets, s)
	home := func(f *calc.Formula) (*calc.Formula, *apiError) {
		again, err := calc.Parse(f.Text(d.loc(), source), s.id, d.loc(), d)
		if err != nil {
			return nil, invalid("%s", err)
		}
		return again, nil
	}
	for _, rule := range s.rules {
		for i, f := range rule.formulas {
			if f == nil {
				continue
			}
			var err *apiError
			if rule.formulas[i], err = home(f); err != nil {
				return err
			}
		}
	}
	for row, cells := range grid {
		for col, c := range cells {
			if c.blank() {
				continue
			}
			n := *c
			if n.spilled {
				n.spilled, n.effective = false, calc.Value{}
			}
			if n.formula != nil {
				var err *apiError
				if n.formula, err = home(n.formula); err != nil {
					return err
				}
			}
			d.put(s, row, col, n)
		}
	}
	return nil
}
