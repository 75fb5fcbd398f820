package plan

import (
	"slices"
	"time"

	"rasoat/sheets"
)

// Held says who has had a workbook open, and since when.
type Held struct {
	File  string // the workbook's name
	By    string // "" where unknown
	Since time.Time
}

// Beside returns the tabs of the workbook that stands beside one that is held
// open: the findings first, then the other tabs of ours, each with a first line
// that says why it is there and what becomes of it. It follows from the plan's
// annotations and the holder alone, so that it stays the same while they do.
func (p *Plan) Beside(in Input, h Held) []sheets.OwnTab {
	line := sheets.TextValue(in.Printer.Text("beside/held", map[string]any{
		"file": h.File, "by": h.By, "since": h.Since.In(in.Now.Location()),
	}))
	tabs := slices.Clone(p.Annotations.Tabs)
	slices.SortStableFunc(tabs, func(a, b sheets.OwnTab) int {
		switch {
		case a.ID == b.ID:
			return 0
		case a.ID == tabFindings:
			return -1
		case b.ID == tabFindings:
			return 1
		}
		return 0
	})
	for i := range tabs {
		t := &tabs[i]
		columns := 1
		for _, row := range t.Rows {
			n := 0
			for _, c := range row {
				n += max(1, c.Span)
			}
			columns = max(columns, n)
		}
		first := sheets.OwnRow{{Value: line, Style: sheets.StyleWarning, Span: columns}}
		t.Rows = append([]sheets.OwnRow{first}, t.Rows...)
		t.FreezeRows++
		t.Charts = nil // their places are those of the other tab
	}
	return tabs
}
