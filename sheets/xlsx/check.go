package xlsx

import (
	"strings"
	"unicode/utf16"

	"rasoat/sheets"
)

// check refuses annotations that do not fit the snapshot or a workbook file.
func (st *state) check(a sheets.Annotations) error {
	if err := st.snapshot.Check(a); err != nil {
		return err
	}
	for _, l := range a.Lists {
		i := st.index(l.Tab)
		title := st.wb.sheets[i].title
		if !st.tabs[i].read {
			return invalid("the tab %q was left out of the reading", title)
		}
		if h := l.Header; h.Bottom >= areaEnd || h.Right > maxCols {
			return invalid("tab %q: a header within rows 1 to %d and columns A to XFD expected, got %v", title, areaEnd, h)
		}
		for _, c := range l.Columns {
			if err := checkID(c.ID); err != nil {
				return err
			}
			if err := checkFormat(c.Format); err != nil {
				return err
			}
		}
		for _, c := range l.Choices {
			if err := checkID(c.ID); err != nil {
				return err
			}
		}
	}
	for _, t := range a.Tabs {
		if err := checkID(t.ID); err != nil {
			return err
		}
		if err := checkTab(t); err != nil {
			return err
		}
	}
	return nil
}

// checkID refuses an id that does not fit into a defined name.
func checkID(id string) error {
	if !idPattern.MatchString(id) {
		return invalid("id %q: a letter and up to 59 letters, digits and underscores expected", id)
	}
	return nil
}

func checkTab(t sheets.OwnTab) error {
	if err := checkTitle(t.Title); err != nil {
		return err
	}
	if t.Fallback != "" {
		if err := checkTitle(t.Fallback); err != nil {
			return err
		}
	}
	if len(t.Rows) > maxRows {
		return invalid("tab %q: %d rows, more than a tab holds", t.ID, len(t.Rows))
	}
	for r, row := range t.Rows {
		col := 0
		for _, c := range row {
			if col += max(1, c.Span); col > maxCols {
				return invalid("tab %q, row %d: more columns than a tab holds", t.ID, r+1)
			}
			if err := checkFormat(c.Format); err != nil {
				return err
			}
			if at := c.Link.Addr; at.Row >= maxRows || at.Col >= maxCols {
				return invalid("tab %q, row %d: a link to a cell outside every tab", t.ID, r+1)
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

func checkFormat(pattern string) error {
	if len(pattern) > 255 || pattern != cellText(pattern) {
		return invalid("number format %q: up to 255 characters on one line expected", pattern)
	}
	return nil
}
