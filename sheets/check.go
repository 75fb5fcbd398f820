package sheets

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// idPattern is what the id of a column, tab or chart of ours looks like.
var idPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// Check refuses annotations that do not fit the snapshot, with an *[OpError]
// of class Invalid. Adapters add what their own kind of workbook cannot hold.
func (s *Snapshot) Check(a Annotations) error {
	type columnKey struct {
		tab TabID
		id  string
	}
	columns, choices := map[columnKey]bool{}, map[columnKey]bool{}
	for _, l := range a.Lists {
		if err := s.checkList(l); err != nil {
			return err
		}
		for _, c := range l.Columns {
			key := columnKey{l.Tab, strings.ToLower(c.ID)}
			switch {
			case !idPattern.MatchString(c.ID):
				return invalid("column id %q: letters, digits and underscores expected, a letter first", c.ID)
			case columns[key]:
				return invalid("column id %q is there twice in one tab", c.ID)
			case strings.TrimSpace(c.Title) == "":
				return invalid("column %q has no title", c.ID)
			case c.Width < 0 || c.Width > 255:
				return invalid("column %q: width %d, 0 to 255 expected", c.ID, c.Width)
			}
			columns[key] = true
		}
		for _, c := range l.Choices {
			key := columnKey{l.Tab, strings.ToLower(c.ID)}
			switch {
			case !idPattern.MatchString(c.ID):
				return invalid("choice id %q: letters, digits and underscores expected, a letter first", c.ID)
			case choices[key]:
				return invalid("choice id %q is there twice in one tab", c.ID)
			}
			choices[key] = true
		}
	}
	tabs := map[string]bool{}
	for _, t := range a.Tabs {
		switch {
		case !idPattern.MatchString(t.ID):
			return invalid("tab id %q: letters, digits and underscores expected, a letter first", t.ID)
		case tabs[strings.ToLower(t.ID)]:
			return invalid("tab id %q is there twice", t.ID)
		case strings.TrimSpace(t.Title) == "":
			return invalid("tab %q has no title", t.ID)
		}
		tabs[strings.ToLower(t.ID)] = true
		if err := s.checkTab(t); err != nil {
			return err
		}
	}
	return nil
}

func (s *Snapshot) checkList(l List) error {
	tab := s.Tab(l.Tab)
	if tab == nil {
		return invalid("there is no tab with the id %q", l.Tab)
	}
	h := l.Header
	if h.Empty() || h.Top < 0 || h.Left < 0 {
		return invalid("tab %q: a header of at least one cell expected, got rows %d to %d, columns %d to %d", tab.Title(), h.Top, h.Bottom, h.Left, h.Right)
	}
	offered := map[int]bool{}
	for _, c := range l.Choices {
		switch {
		case c.Col < h.Left || c.Col >= h.Right:
			return invalid("tab %q: a choice in column %s, which is none of the table", tab.Title(), ColName(max(c.Col, 0)))
		case offered[c.Col]:
			return invalid("tab %q: two choices in column %s", tab.Title(), ColName(c.Col))
		case c.Bottom != 0 && c.Bottom <= h.Bottom:
			return invalid("tab %q: the choice in column %s ends in row %d, above the table's first row", tab.Title(), ColName(c.Col), c.Bottom)
		case len(c.Values) == 0 || slices.Contains(c.Values, ""):
			return invalid("tab %q: the choice in column %s needs values, none of them empty", tab.Title(), ColName(c.Col))
		}
		offered[c.Col] = true
	}
	seen := make([]bool, tab.Rows())
	for _, n := range l.Notes {
		switch {
		case n.Row < h.Bottom || n.Row >= tab.Rows():
			return invalid("tab %q: a note for row %d, which is no row of the table (rows %d to %d)", tab.Title(), n.Row+1, h.Bottom+1, tab.Rows())
		case seen[n.Row]:
			return invalid("tab %q: two notes for row %d", tab.Title(), n.Row+1)
		case len(n.Show) != len(l.Columns):
			return invalid("tab %q: the note of row %d shows %d values in %d columns", tab.Title(), n.Row+1, len(n.Show), len(l.Columns))
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

func (s *Snapshot) checkTab(t OwnTab) error {
	if t.FreezeRows < 0 || t.FreezeRows > len(t.Rows) {
		return invalid("tab %q: %d rows of which %d stay in sight", t.ID, len(t.Rows), t.FreezeRows)
	}
	for _, w := range t.Widths {
		if w < 0 || w > 255 {
			return invalid("tab %q: width %d, 0 to 255 expected", t.ID, w)
		}
	}
	for r, row := range t.Rows {
		for _, c := range row {
			if c.Span < 0 {
				return invalid("tab %q, row %d: a cell over %d columns", t.ID, r+1, c.Span)
			}
			if err := checkValue(c.Value); err != nil {
				return err
			}
			if c.Link == (Link{}) {
				continue
			}
			if s.Tab(c.Link.Tab) == nil {
				return invalid("tab %q, row %d: a link to the tab with the id %q, which is not there", t.ID, r+1, c.Link.Tab)
			}
			if at := c.Link.Addr; at.Row < 0 || at.Col < 0 {
				return invalid("tab %q, row %d: a link to a cell outside every tab", t.ID, r+1)
			}
		}
	}
	charts := map[string]bool{}
	for _, c := range t.Charts {
		switch {
		case !idPattern.MatchString(c.ID):
			return invalid("tab %q: chart id %q: letters, digits and underscores expected, a letter first", t.ID, c.ID)
		case charts[strings.ToLower(c.ID)]:
			return invalid("tab %q: chart id %q is there twice", t.ID, c.ID)
		case c.Labels.Empty() || len(c.Values) == 0 || len(c.Names) != len(c.Values):
			return invalid("tab %q: chart %q needs labels, at least one series and a name for each", t.ID, c.ID)
		}
		charts[strings.ToLower(c.ID)] = true
	}
	return nil
}

func checkValue(v Value) error {
	if v.Kind() == Number && !v.IsDecimal() {
		return invalid("number %q: a decimal text such as 1234.5 expected", v)
	}
	return nil
}

// invalid says that annotations do not fit the snapshot.
func invalid(format string, args ...any) error {
	return &OpError{Class: Invalid, Op: "propose", Err: fmt.Errorf(format, args...)}
}
