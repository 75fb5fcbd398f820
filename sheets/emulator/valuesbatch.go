package emulator

// batchUpdateValues is spreadsheets.values.batchUpdate.
func (s *Server) batchUpdateValues(c *call) *apiError {
	var done []written
	var columns []bool
	err := c.together(func(input string) *apiError {
		for _, v := range list(c.body["data"]) {
			data, _ := v.(object)
			text, _ := data["range"].(string)
			sh, r, err := c.doc.readRange(text)
			if err != nil {
				return err
			}
			turned := data["majorDimension"] == "COLUMNS"
			rows, err := readValues(data["values"], turned)
			if err != nil {
				return err
			}
			u, err := c.write(sh, r, rows, input)
			if err != nil {
				return err
			}
			done, columns = append(done, u), append(columns, turned)
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.totals(done, func(m *mask, i int, include bool, how rendering) {
		how.columns = columns[i]
		c.out.text(m, "spreadsheetId", c.doc.id)
		c.updatedFields(m, done[i], include, how)
	})
	return nil
}

// batchUpdateByDataFilter is spreadsheets.values.batchUpdateByDataFilter: each
// entry is written to every range that its filter selects.
func (s *Server) batchUpdateByDataFilter(c *call) *apiError {
	var done []written
	var columns []bool
	var filters []any
	err := c.together(func(input string) *apiError {
		for _, v := range list(c.body["data"]) {
			data, _ := v.(object)
			turned := data["majorDimension"] == "COLUMNS"
			rows, err := readValues(data["values"], turned)
			if err != nil {
				return err
			}
			places, err := c.filtered(data["dataFilter"])
			if err != nil {
				return err
			}
			for _, p := range places {
				u, err := c.write(c.doc.numbered(p.sheet.id), p.rect, rows, input)
				if err != nil {
					return err
				}
				done, columns = append(done, u), append(columns, turned)
				filters = append(filters, data["dataFilter"])
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.totals(done, func(m *mask, i int, include bool, how rendering) {
		how.columns = columns[i]
		c.updatedFields(m, done[i], include, how)
		c.out.any(m, "dataFilter", filters[i])
	})
	return nil
}

// together carries several writes out as one change.
func (c *call) together(do func(input string) *apiError) *apiError {
	input := c.bodyText("valueInputOption")
	if input == "" || input == "INPUT_VALUE_OPTION_UNSPECIFIED" {
		return invalid("'valueInputOption' is required but not specified")
	}
	return c.doc.change(func() *apiError { return do(input) })
}

// totals writes the reply to several writes; one writes the fields of one of
// them.
func (c *call) totals(done []written, one func(m *mask, i int, include bool, how rendering)) {
	include, _ := c.body["includeValuesInResponse"].(bool)
	how := responseRendering(c.bodyText, false)
	rows, cols, cells := map[[2]int]bool{}, map[[2]int]bool{}, 0
	tabs := map[int]bool{}
	indices := make([]int, len(done))
	for i, u := range done {
		indices[i] = i
		if u.cells == 0 {
			continue
		}
		cells += u.cells
		tabs[u.sheet.id] = true
		for _, row := range u.rows {
			rows[[2]int{u.sheet.id, row}] = true
		}
		for _, col := range u.cols {
			cols[[2]int{u.sheet.id, col}] = true
		}
	}
	w, m := c.out, c.mask
	w.raw("{")
	w.text(m, "spreadsheetId", c.doc.id)
	w.intIf(m, "totalUpdatedRows", len(rows))
	w.intIf(m, "totalUpdatedColumns", len(cols))
	w.intIf(m, "totalUpdatedCells", cells)
	w.intIf(m, "totalUpdatedSheets", len(tabs))
	each(w, m, "responses", indices, func(m *mask, i int) { one(m, i, include, how) })
	w.raw("}")
}
