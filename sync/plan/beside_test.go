package plan

import (
	"testing"
	"time"

	"rasoat/sheets"
)

// The tabs beside a held workbook are those in it, the findings first, under
// a line over all their columns; those in the plan stay what they are.
func TestTabsBesideAHeldWorkbook(t *testing.T) {
	in := input(t, workbook())
	p := makePlan(t, in)
	rows := map[string]int{}
	for _, tab := range p.Annotations.Tabs {
		rows[tab.ID] = len(tab.Rows)
	}
	since := time.Date(2021, 1, 15, 1, 5, 0, 0, time.UTC)
	tabs := p.Beside(in, Held{File: "du-an.xlsx", Since: since.In(time.FixedZone("", 7*3600))})
	if len(tabs) != len(rows) || tabs[0].ID != tabFindings || tabs[1].ID != tabSummary {
		t.Fatalf("%d tabs, the first %q", len(tabs), tabs[0].ID)
	}
	want := in.Printer.Text("beside/held", map[string]any{"file": "du-an.xlsx", "by": "", "since": since.In(in.Now.Location())})
	for _, tab := range tabs {
		first := tab.Rows[0]
		if len(first) != 1 || first[0].Value != sheets.TextValue(want) {
			t.Errorf("tab %q begins with %v, want %q", tab.Title, first, want)
		}
		if len(tab.Rows) != rows[tab.ID]+1 || len(tab.Charts) != 0 {
			t.Errorf("tab %q has %d rows and %d charts", tab.Title, len(tab.Rows), len(tab.Charts))
		}
		if n := len(tab.Widths); first[0].Span != n {
			t.Errorf("tab %q: the line spans %d columns of %d", tab.Title, first[0].Span, n)
		}
	}
	for _, tab := range p.Annotations.Tabs {
		if len(tab.Rows) != rows[tab.ID] {
			t.Errorf("tab %q of the plan was changed", tab.Title)
		}
	}
}
