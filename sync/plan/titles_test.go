package plan

import (
	"testing"
	"unicode/utf16"

	"rasoat/sheets"
)

// Whatever our tabs are called, what they are called instead fits a workbook,
// too: a title may take all of the 31 characters, and say itself that the tab
// is made by a machine.
func TestWhatATabIsCalledInsteadFits(t *testing.T) {
	for _, titles := range []Titles{
		{Summary: "Tổng hợp (tự động)", Findings: "Kết quả rà soát (tự động)"},
		{Summary: "Tổng hợp dự án, nhiệm vụ CNTT 2", Findings: "Kết quả rà soát dự án CNTT 2021"},
		{Summary: "Tổng hợp", Findings: "Kết quả rà soát"},
	} {
		in := input(t, workbook())
		in.Settings.Titles.Summary, in.Settings.Titles.Findings = titles.Summary, titles.Findings
		tabs := map[string]sheets.OwnTab{}
		for _, tab := range makePlan(t, in).Annotations.Tabs {
			tabs[tab.ID] = tab
			if n := len(utf16.Encode([]rune(tab.Fallback))); n > 31 || tab.Fallback == tab.Title {
				t.Errorf("tab %q is called %q instead", tab.Title, tab.Fallback)
			}
		}
		if tabs[tabSummary].Title != titles.Summary || tabs[tabFindings].Title != titles.Findings {
			t.Errorf("tabs %v", tabs)
		}
		if titles.Summary == "Tổng hợp" && tabs[tabSummary].Fallback != "Tổng hợp (tự động)" {
			t.Errorf("instead of %q: %q", titles.Summary, tabs[tabSummary].Fallback)
		}
	}
}
