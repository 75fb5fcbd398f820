package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
	"rasoat/sync/rule"
)

// On one day after the other somebody changes a cell; what the row of P-2
// shows, and how many findings warn and are explained, goes with it.
func TestExplanationsFromDayToDay(t *testing.T) {
	text := func(s string) sheets.Cell { return sheets.Cell{Value: sheets.TextValue(s)} }
	type day struct {
		after  int // days since the first
		change map[string]sheets.Cell
		open   int
		quiet  int
	}
	figure := func(s string) sheets.Cell { return sheets.Cell{Value: sheets.NumberValue(s), Format: "#,##0"} }
	story := []day{
		{change: map[string]sheets.Cell{"I2": text("Ý kiến giải trình"), "H6": text("31/11/2021")}, open: 1},
		{after: 1, change: map[string]sheets.Cell{"I6": text("Chờ HĐND quyết định; Nguyễn Văn A; đến 28/02/2021")}, quiet: 1},
		{after: 2, change: map[string]sheets.Cell{"H6": text("31/09/2021")}, open: 2},
		{after: 3, change: map[string]sheets.Cell{"I6": text("Chờ HĐND quyết định lại; Nguyễn Văn A; đến 28/02/2021")}, quiet: 1},
		{after: 4, change: map[string]sheets.Cell{"F6": figure("260"), "F4": figure("300"), "F3": figure("300")}, open: 1, quiet: 1},
		{after: 5, change: map[string]sheets.Cell{"I6": text("Đang trình điều chỉnh tổng mức; Nguyễn Văn A; đến 28/02/2021")}, open: 1, quiet: 1},
		{after: 45, open: 3},
	}
	var told strings.Builder
	cells := workbook()
	var history History
	for _, d := range story {
		for at, c := range d.change {
			cells[at] = c
		}
		in := input(t, cells)
		in.Now, in.History = friday.AddDate(0, 0, d.after), history
		p := makePlan(t, in)
		fmt.Fprintf(&told, "== %s\n%s\n", in.Now.Format("02/01/2006"), notes(p)[6][1])
		if p.Open() != d.open || p.Explained() != d.quiet {
			t.Errorf("day %d: %d warn and %d are explained, want %d and %d", d.after, p.Open(), p.Explained(), d.open, d.quiet)
		}
		history = p.Next
	}
	golden(t, "explained.golden", told.String())
}

// Rules know what earlier passes saw: a deadline that is put off again and
// again is told, and so is a row that nobody touches.
func TestThePastOfAnItem(t *testing.T) {
	cells := workbook()
	var history History
	var p *Plan
	for i, due := range []string{"31/03/2021", "30/06/2021", "30/09/2021"} {
		cells["H6"] = sheets.Cell{Value: sheets.TextValue(due)}
		in := input(t, cells)
		in.Settings.Rules.MovedAfter, in.Settings.Rules.StaleAfter = 2, 30
		in.Now, in.History = friday.AddDate(0, i, 0), history
		p = makePlan(t, in)
		history = p.Next
	}
	got := map[string]string{}
	for _, f := range p.Findings {
		got[f.Rule] += f.Cell() + " "
	}
	want := map[string]string{"deadline/moved": "H6 ", "stale/row": "5 "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if p.Findings[0].Severity != rule.Notice {
		t.Errorf("told as %s", p.Findings[0].Severity)
	}
}
