package xlsx

import (
	"strings"
	"unicode/utf16"

	"rasoat/sheets"
)

// check refuses annotations that do not fit the snapshot or a workbook file.
func (st *state) check(a sheets.Annotations) error {
	type columnKey struct {
		tab sheets.TabID
		id  string
	}
	columns := map[columnKey]bool{}
	for _, l := range a.Lists {
		if err := st.checkList(l); err != nil {
			return err
		}
		for _, c := range l.Columns {
			key := columnKey{l.Tab, strings.ToLower(c.ID)}
			if !idPattern.MatchString(c.ID) {
				return invalid("column id %q: letters, digits and underscores expected, a letter first", c.ID)
			}
			if columns[key] {
				return invalid("column id %q is there twice in one tab", c.ID)
			}
			columns[key] = true
			if strings.TrimSpace(c.Title) == "" {
				return invalid("column %q has no title", c.ID)
			}
			if c.Width < 0 || c.Width > 255 {
				return invalid("column %q: width %d, 0 to 255 expected", c.ID, c.Width)
			}
			if err := checkFormat(c.Format); err != nil {
				return err
			}
		}
	}
	tabs := map[string]bool{}
	for _, t := range a.Tabs {
		if !idPattern.MatchString(t.ID) {
			return invalid("tab id %q: letters, digits and underscores expected, a letter first", t.ID)
		}
		if tabs[strings.ToLower(t.ID)] {
			return invalid("tab id %q is there twice", t.ID)
		}
		tabs[strings.ToLower(t.ID)] = true
		if err := st.checkTab(t); err != nil {
			return err
		}
	}
	return nil
}

func (st *state) checkList(l sheets.List) error {
	i := st.index(l.Tab)
	if i < 0 {
		return invalid("there is no tab with the id %q", l.Tab)
	}
	title := st.wb.sheets[i].title
	if !st.tabs[i].read {
		return invalid("the tab %q was left out of the reading", title)
	}
	h := l.Header
	if h.Empty() || h.Top < 0 || h.Left < 0 || h.Bottom >= areaEnd || h.Right > maxCols {
		return invalid("tab %q: a header of at least one cell expected, got rows %d to %d, columns %d to %d", title, h.Top, h.Bottom, h.Left, h.Right)
	}
	rows := st.snapshot.Tab(l.Tab).Rows()
	seen := map[int]bool{}
	for _, n := range l.Notes {
		switch {
		case n.Row < h.Bottom || n.Row >= rows:
			return invalid("tab %q: a note for row %d, which is no row of the table (rows %d to %d)", title, n.Row+1, h.Bottom+1, rows)
		case seen[n.Row]:
			return invalid("tab %q: two notes for row %d", title, n.Row+1)
		case len(n.Show) != len(l.Columns):
			return invalid("tab %q: the note of row %d shows %d values in %d columns", title, n.Row+1, len(n.Show), len(l.Columns))
		}
		seen[n.Row] = true
		for _, v := range n.Show {
			if err := checkValue(v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (st *state) checkTab(t sheets.OwnTab) error {
	if err := checkTitle(t.Title); err != nil {
		return err
	}
	if t.Fallback != "" {
		if err := checkTitle(t.Fallback); err != nil {
			return err
		}
	}
	if len(t.Rows) > maxRows || t.FreezeRows < 0 || t.FreezeRows > len(t.Rows) {
		return invalid("tab %q: %d rows of which %d stay in sight", t.ID, len(t.Rows), t.FreezeRows)
	}
	for _, w := range t.Widths {
		if w < 0 || w > 255 {
			return invalid("tab %q: width %d, 0 to 255 expected", t.ID, w)
		}
	}
	for r, row := range t.Rows {
		col := 0
		for _, c := range row {
			if c.Span < 0 || c.Span > maxCols {
				return invalid("tab %q, row %d: a cell over %d columns", t.ID, r+1, c.Span)
			}
			col += max(1, c.Span)
			if col > maxCols {
				return invalid("tab %q, row %d: more columns than a tab holds", t.ID, r+1)
			}
			if err := checkValue(c.Value); err != nil {
				return err
			}
			if err := checkFormat(c.Format); err != nil {
				return err
			}
			if c.Link != (sheets.Link{}) {
				if st.index(c.Link.Tab) < 0 {
					return invalid("tab %q, row %d: a link to the tab with the id %q, which is not there", t.ID, r+1, c.Link.Tab)
				}
				if at := c.Link.Addr; at.Row < 0 || at.Row >= maxRows || at.Col < 0 || at.Col >= maxCols {
					return invalid("tab %q, row %d: a link to a cell outside every tab", t.ID, r+1)
				}
			}
		}
	}
	return nil
}

// maxTitle is how long the name of a tab may be, in UTF-16 units.
const maxTitle = 31

func checkTitle(s string) error {
	switch {
	case strings.TrimSpace(s) == "" || len(utf16.Encode([]rune(s))) > maxTitle:
		return invalid("tab title %q: 1 to %d characters expected", s, maxTitle)
	case strings.ContainsAny(s, `[]:*?/\`) || strings.HasPrefix(s, "'") || strings.HasSuffix(s, "'") || s != cellText(s):
		return invalid(`tab title %q: none of [ ] : * ? / \ expected, and no apostrophe at either end`, s)
	case strings.EqualFold(s, "History"):
		return invalid("tab title %q: Excel keeps this name to itself", s)
	}
	return nil
}

func checkValue(v sheets.Value) error {
	if v.Kind() == sheets.Number && !isDecimal(v.String()) {
		return invalid("number %q: a decimal text such as 1234.5 expected", v)
	}
	return nil
}

func checkFormat(pattern string) error {
	if len(pattern) > 255 || pattern != cellText(pattern) {
		return invalid("number format %q: up to 255 characters on one line expected", pattern)
	}
	return nil
}
