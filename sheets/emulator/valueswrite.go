package emulator

import "strings"

// written is what one write did.
type written struct {
	part
	rows, cols []int // those in which anything was written
	cells      int
}

// place checks a write against the range that it was sent to and gives the
// block that it covers. A range of one cell is only where the write begins. The
// block may reach beyond the grid, which then grows.
func (d *document) place(s *sheet, r rect, v values) (rect, *apiError) {
	single := r.bottom == r.top+1 && r.right == r.left+1
	to := rect{r.top, r.left, r.top + len(v), r.left + v.width()}
	if !single && (r.bottom >= 0 && to.bottom > r.bottom || r.right >= 0 && to.right > r.right) {
		return rect{}, s.outside(r, to)
	}
	return to, nil
}

// outside is the reply to a write that is larger than its range.
func (s *sheet) outside(r, to rect) *apiError {
	if r.bottom >= 0 && to.bottom > r.bottom {
		return invalid("Requested writing within range [%s], but tried writing to row [%d]", s.a1(s.closed(r)), r.bottom+1)
	}
	return invalid("Requested writing within range [%s], but tried writing to column [%s]", s.a1(s.closed(r)), columnName(r.right))
}

// write puts values into a range, as part of a change.
func (c *call) write(s *sheet, r rect, v values, input string) (written, *apiError) {
	to, err := c.doc.place(s, r, v)
	if err != nil {
		return written{}, err
	}
	if len(v) == 0 || v.width() == 0 { // nothing is written; the range is told as it was asked
		return written{part: part{s, s.closed(r)}}, nil
	}
	if err := c.doc.writeValues(c.who(), s, to.top, to.left, v, input == "USER_ENTERED"); err != nil {
		return written{}, err
	}
	u := written{part: part{s, to}}
	u.rows, u.cols, u.cells = v.touched(to)
	return u, nil
}

// writeAlone is write as a change of its own.
func (c *call) writeAlone(s *sheet, r rect, v values, input string) (u written, err *apiError) {
	err = c.doc.change(func() *apiError {
		u, err = c.write(s, r, v, input)
		return err
	})
	return u, err
}

// updated writes an UpdateValuesResponse, with the values when they are asked
// for.
func (c *call) updated(m *mask, u written, include bool, how rendering) {
	w := c.out
	w.raw("{")
	w.text(m, "spreadsheetId", c.doc.id)
	c.updatedFields(m, u, include, how)
	w.raw("}")
}

// updatedFields writes what the replies to a write have in common.
func (c *call) updatedFields(m *mask, u written, include bool, how rendering) {
	w := c.out
	w.text(m, "updatedRange", u.sheet.a1(u.rect))
	if u.cells > 0 {
		w.int(m, "updatedRows", len(u.rows))
		w.int(m, "updatedColumns", len(u.cols))
		w.int(m, "updatedCells", u.cells)
	}
	if include {
		if inner, ok := w.field(m, "updatedData"); ok {
			c.valueRange(inner, u.sheet, u.rect, how)
		}
	}
}

// responseRendering is how the values of a reply to a write are shown.
func responseRendering(get func(string) string, columns bool) rendering {
	how := renderingOf(get, "responseValueRenderOption", "responseDateTimeRenderOption")
	how.columns = columns
	return how
}

// target reads where and what a ValueRange body writes. The range in the body,
// if there is one, has to be that of the path.
func (c *call) target() (*sheet, rect, values, *apiError) {
	s, r, err := c.doc.readRange(c.part)
	if err != nil {
		return nil, rect{}, nil, err
	}
	if r.top >= s.rows || r.left >= s.cols {
		return nil, rect{}, nil, s.beyond(r)
	}
	if other := c.bodyText("range"); other != "" {
		s2, r2, err := c.doc.readRange(other)
		if err != nil {
			return nil, rect{}, nil, err
		}
		if s2 != s || r2 != r {
			return nil, rect{}, nil, invalid("Requested writing within range [%s], but got range [%s]", c.part, other)
		}
	}
	v, err := readValues(c.body["values"], c.bodyText("majorDimension") == "COLUMNS")
	return s, r, v, err
}

// updateValues is spreadsheets.values.update.
func (s *Server) updateValues(c *call) *apiError {
	input, err := option(c.query, "valueInputOption")
	if err != nil {
		return err
	}
	sh, r, v, err := c.target()
	if err != nil {
		return err
	}
	u, err := c.writeAlone(sh, r, v, input)
	if err != nil {
		return err
	}
	how := responseRendering(c.query.Get, c.bodyText("majorDimension") == "COLUMNS")
	c.updated(c.mask, u, isTrue(c.query.Get("includeValuesInResponse")), how)
	return nil
}

// appendValues is spreadsheets.values.append.
func (s *Server) appendValues(c *call) *apiError {
	input, err := option(c.query, "valueInputOption")
	if err != nil {
		return err
	}
	sh, r, v, err := c.target()
	if err != nil {
		return err
	}
	found, isTable := sh.table(sh.closed(r))
	to := rect{r.top, r.left, r.top + len(v), r.left + v.width()}
	if isTable {
		to = rect{found.bottom, found.left, found.bottom + len(v), found.left + v.width()}
	}
	insert := isTable && len(v) > 0 && to.top < sh.rows && c.query.Get("insertDataOption") == "INSERT_ROWS"
	var u written
	err = c.doc.change(func() *apiError {
		if insert {
			if _, err := c.doc.batch(c.who(), rawRequests([]object{sh.insertion(to)})); err != nil {
				return err
			}
		}
		var err *apiError
		u, err = c.write(c.doc.numbered(sh.id), rect{to.top, to.left, -1, -1}, v, input)
		return err
	})
	if err != nil {
		return err
	}
	w := c.out
	w.raw("{")
	w.text(c.mask, "spreadsheetId", c.doc.id)
	if isTable {
		w.text(c.mask, "tableRange", sh.a1(found))
	}
	if inner, ok := w.field(c.mask, "updates"); ok {
		how := responseRendering(c.query.Get, c.bodyText("majorDimension") == "COLUMNS")
		c.updated(inner, u, isTrue(c.query.Get("includeValuesInResponse")), how)
	}
	w.raw("}")
	return nil
}

// insertion is a request for new rows where a block will stand.
func (s *sheet) insertion(to rect) object {
	return object{"insertDimension": object{"inheritFromBefore": true, "range": object{"dimension": "ROWS",
		"sheetId": number(s.id), "startIndex": number(to.top), "endIndex": number(to.bottom)}}}
}

// table finds the table in a block to which rows are appended: the last cell
// with content in the block, and all that hangs together with it.
func (s *sheet) table(r rect) (rect, bool) {
	for row := min(r.bottom, len(s.grid)) - 1; row >= r.top; row-- {
		for col := min(r.right, len(s.grid[row])) - 1; col >= r.left; col-- {
			if s.peek(row, col).shows() {
				return s.region(row, col), true
			}
		}
	}
	return rect{}, false
}

// region is the block around a cell that is parted from the rest of the tab by
// empty rows and columns.
func (s *sheet) region(row, col int) rect {
	r := rect{row, col, row + 1, col + 1}
	filled := func(top, left, bottom, right int) bool {
		for i := max(top, 0); i < min(bottom, len(s.grid)); i++ {
			for j := max(left, 0); j < min(right, len(s.grid[i])); j++ {
				if s.peek(i, j).shows() {
					return true
				}
			}
		}
		return false
	}
	for grown := true; grown; {
		grown = false
		if filled(r.top-1, r.left-1, r.top, r.right+1) && r.top > 0 {
			r.top, grown = r.top-1, true
		}
		if filled(r.bottom, r.left-1, r.bottom+1, r.right+1) {
			r.bottom, grown = r.bottom+1, true
		}
		if filled(r.top-1, r.left-1, r.bottom+1, r.left) && r.left > 0 {
			r.left, grown = r.left-1, true
		}
		if filled(r.top-1, r.right, r.bottom+1, r.right+1) {
			r.right, grown = r.right+1, true
		}
	}
	return r
}

// clear takes the values out of blocks and leaves formats.
func (c *call) clear(parts []part) *apiError {
	var batch []object
	for _, p := range parts {
		batch = append(batch, object{"updateCells": object{"fields": "userEnteredValue", "range": object{
			"sheetId":       number(p.sheet.id),
			"startRowIndex": number(p.rect.top), "endRowIndex": number(p.rect.bottom),
			"startColumnIndex": number(p.rect.left), "endColumnIndex": number(p.rect.right),
		}}})
	}
	if len(batch) == 0 {
		return nil
	}
	_, err := c.doc.batch(c.who(), rawRequests(batch))
	if err != nil { // the request that the caller sent has no such part
		_, message, ok := strings.Cut(err.message, ": ")
		if ok && strings.HasPrefix(err.message, "Invalid requests[") {
			err.message = message
		}
	}
	return err
}

// clearValues is spreadsheets.values.clear.
func (s *Server) clearValues(c *call) *apiError {
	sh, r, err := c.doc.readGrid(c.part)
	if err != nil {
		return err
	}
	if err := c.clear([]part{{sh, r}}); err != nil {
		return err
	}
	w := c.out
	w.raw("{")
	w.text(c.mask, "spreadsheetId", c.doc.id)
	w.text(c.mask, "clearedRange", sh.a1(r))
	w.raw("}")
	return nil
}

// batchClearValues is spreadsheets.values.batchClear.
func (s *Server) batchClearValues(c *call) *apiError {
	var parts []part
	for _, text := range list(c.body["ranges"]) {
		sh, r, err := c.doc.readGrid(text.(string)) // its type was checked
		if err != nil {
			return err
		}
		parts = append(parts, part{sh, r})
	}
	return c.clearAll(parts)
}

// batchClearByDataFilter is spreadsheets.values.batchClearByDataFilter.
func (s *Server) batchClearByDataFilter(c *call) *apiError {
	var parts []part
	for _, f := range list(c.body["dataFilters"]) {
		found, err := c.filtered(f)
		if err != nil {
			return err
		}
		parts = append(parts, found...)
	}
	return c.clearAll(parts)
}

func (c *call) clearAll(parts []part) *apiError {
	if err := c.clear(parts); err != nil {
		return err
	}
	var ranges []any
	for _, p := range parts {
		ranges = append(ranges, p.sheet.a1(p.rect))
	}
	w := c.out
	w.raw("{")
	w.text(c.mask, "spreadsheetId", c.doc.id)
	if len(ranges) > 0 {
		w.any(c.mask, "clearedRanges", ranges)
	}
	w.raw("}")
	return nil
}
