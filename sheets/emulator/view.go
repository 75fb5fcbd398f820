package emulator

import "slices"

// view is the part of a spreadsheet that a reply shows.
type view struct {
	parts []part // nil is everything
	grid  bool   // with what stands in the cells
	talk  bool   // with comments
}

// part is a block of a tab. Its ends are closed.
type part struct {
	sheet *sheet
	rect  rect
}

// view reads the ranges that a request asks for. Grid data comes with it if
// the mask selects it or, without a mask, if the request says so.
func (c *call) view(ranges []string, withGrid bool, path ...string) (view, *apiError) {
	v := view{grid: withGrid}
	if c.masked {
		v.grid = c.mask.has(append(path, "sheets", "data")...)
	}
	for _, text := range ranges {
		s, r, err := c.doc.readGrid(text)
		if err != nil {
			return view{}, err
		}
		v.parts = append(v.parts, part{s, r})
	}
	return v, nil
}

// of gives the blocks of a tab that are shown, and whether the tab is.
func (v view) of(s *sheet) ([]rect, bool) {
	if v.parts == nil {
		return []rect{{0, 0, s.rows, s.cols}}, true
	}
	var blocks []rect
	for _, p := range v.parts {
		if p.sheet == s {
			blocks = append(blocks, p.rect)
		}
	}
	return blocks, len(blocks) > 0
}

// getSpreadsheet is spreadsheets.get.
func (s *Server) getSpreadsheet(c *call) *apiError {
	v, err := c.view(c.query["ranges"], isTrue(c.query.Get("includeGridData")))
	if err != nil {
		return err
	}
	if v.talk, err = c.commentsView(c.query.Get("commentsViewMode")); err != nil {
		return err
	}
	c.render(c.mask, v)
	return nil
}

// getByDataFilter is spreadsheets.getByDataFilter.
func (s *Server) getByDataFilter(c *call) *apiError {
	with, _ := c.body["includeGridData"].(bool)
	v, err := c.view(nil, with)
	if err != nil {
		return err
	}
	for _, f := range list(c.body["dataFilters"]) {
		places, err := c.filtered(f)
		if err != nil {
			return err
		}
		if v.parts == nil {
			v.parts = []part{}
		}
		v.parts = append(v.parts, places...)
	}
	if v.talk, err = c.commentsView(c.bodyText("commentsViewMode")); err != nil {
		return err
	}
	c.render(c.mask, v)
	return nil
}

// filtered gives the blocks that a data filter selects.
func (c *call) filtered(filter any) ([]part, *apiError) {
	f, _ := filter.(object)
	places, err := c.doc.dataFilter(f)
	if err != nil {
		return nil, err
	}
	var parts []part
	for _, p := range places {
		if p.sheet == nil { // the spreadsheet as a whole
			for _, s := range c.doc.sheets {
				parts = append(parts, part{s, rect{0, 0, s.rows, s.cols}})
			}
			continue
		}
		parts = append(parts, part{p.sheet, p.sheet.closed(p.rect)})
	}
	return parts, nil
}

// isTrue reads a parameter that was checked to be a bool.
func isTrue(text string) bool { return slices.Contains([]string{"true", "True", "TRUE"}, text) }
