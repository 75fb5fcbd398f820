package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"rasoat/sheets"
	"rasoat/sync/lang"
	"rasoat/sync/rule"
)

// ruleCase breaks one cell of the whole workbook.
type ruleCase struct {
	name string
	tab  string // where the cell stands; "" for the list of projects
	// before is what else the workbook holds, on the first day; nothing of it
	// is found, or all of it is explained.
	before []string
	typed  bool              // the list of projects holds figures and no formulas
	breaks string            // "F14=text": see cellOf; "" where nothing is typed
	in     []sheets.Obstacle // what stands in the way of what is shown
	// after is the number of days that pass before the cell is broken; the
	// workbook is gone over on the first day too. later are cells that change
	// harmlessly in the meantime.
	after int
	later []string
	// moves are further states of the cell, on one day after the other, before
	// the last.
	moves  []string
	gaveUp []rule.Undeliverable // mail that was given up
	want   []string             // "rule cell", in order
}

func (c ruleCase) sheet() string { return cmp.Or(c.tab, projectsTab) }

// change types into cells of a tab, or of another that a change names.
func (b book) change(t *testing.T, tab string, changes ...string) {
	t.Helper()
	for _, change := range changes {
		if change == "" {
			continue
		}
		at, text, _ := strings.Cut(change, "=")
		where := tab
		if other, cell, ok := strings.Cut(at, "!"); ok {
			where, at = other, cell
		}
		a, err := sheets.ParseAddr(at)
		if err != nil {
			t.Fatal(err)
		}
		b.cells[where][a] = cellOf(text)
	}
}

// run goes over the workbook day by day and returns the last plan in both
// languages.
func (c ruleCase) run(t *testing.T, catalogue *lang.Catalogue, s Settings) (vi, en *Plan) {
	t.Helper()
	s.Rules.Undeliverable = c.gaveUp
	b := wholeWorkbook()
	if c.typed {
		b.typeFigures(t)
	}
	pass := func(after int, history History, l lang.Language) *Plan {
		return makePlan(t, Input{
			Snapshot: b.snapshot(t), Printer: catalogue.Printer(l), Now: friday.AddDate(0, 0, after), Settings: s, History: history,
		})
	}
	b.change(t, c.sheet(), c.before...)
	var history History
	if c.after > 0 || len(c.moves) > 0 {
		p := pass(0, history, lang.Vietnamese)
		if p.Open() > 0 {
			t.Fatalf("before anything is broken:%s", told(p))
		}
		history = p.Next
	}
	b.change(t, c.sheet(), c.later...)
	after := c.after
	for _, m := range c.moves {
		after++
		b.change(t, c.sheet(), m)
		p := pass(after, history, lang.Vietnamese)
		if p.Open() > 0 {
			t.Fatalf("after %d days:%s", after, told(p))
		}
		history = p.Next
	}
	if len(c.moves) > 0 {
		after++
	}
	b.change(t, c.sheet(), c.breaks)
	b.in = c.in
	return pass(after, history, lang.Vietnamese), pass(after, history, lang.English)
}

// whole returns the catalogue, and the settings of the whole workbook.
func whole(t *testing.T) (*lang.Catalogue, Settings) {
	t.Helper()
	catalogue, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue, wholeSettings(t, catalogue)
}

func told(p *Plan) string {
	var b strings.Builder
	for _, f := range p.Findings {
		fmt.Fprintf(&b, "\n%s %s %v", f.Rule, f.Cell(), f.Args)
	}
	return b.String()
}

func TestTheWholeWorkbookIsRight(t *testing.T) {
	catalogue, settings := whole(t)
	p, _ := ruleCase{}.run(t, catalogue, settings)
	if len(p.Findings) > 0 {
		t.Errorf("found:%s", told(p))
	}
	if got := p.Totals; got.Checked == 0 || got.Exact != got.Checked {
		t.Errorf("totals %+v", got)
	}
	for _, l := range p.Annotations.Lists {
		for _, n := range l.Notes {
			if v := n.Show[len(n.Show)-1]; !v.IsEmpty() || len(n.Mark) > 0 {
				t.Errorf("row %d shows %q and colours %v", n.Row+1, v, n.Mark)
			}
		}
	}
}

// Every rule finds the one cell that is broken, and nothing else is found. What
// is said of it, in both languages, and where, stands in the golden.
func TestEveryRuleFindsTheOneBrokenCell(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	catalogue, settings := whole(t)
	var report strings.Builder
	missing := map[string]bool{}
	for _, id := range append(rule.IDs(), "tinh/du-an-lon-chua-co-von") {
		missing[id] = true
	}
	for _, c := range ruleCases() {
		t.Run(c.name, func(t *testing.T) {
			vi, en := c.run(t, catalogue, settings)
			var got []string
			for _, f := range vi.Findings {
				if !f.Quiet() {
					got = append(got, strings.TrimSpace(f.Rule+" "+f.Cell()))
				}
			}
			if diff := gocmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s%s", diff, told(vi))
			}
			checkShown(t, vi, catalogue.Printer(lang.Vietnamese))
			checkShown(t, en, catalogue.Printer(lang.English))
			c.write(&report, vi, catalogue)
			for _, w := range c.want {
				id, _, _ := strings.Cut(w, " ")
				delete(missing, id)
			}
		})
	}
	for _, id := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("no case breaks a cell for %s", id)
	}
	golden(t, "rules.golden", report.String())
}

// checkShown checks that what is found stands beside its row, in the language
// of the printer, and that its cell is coloured.
func checkShown(t *testing.T, p *Plan, printer *lang.Printer) {
	t.Helper()
	for _, f := range p.Findings {
		if f.Item == nil || f.Quiet() {
			continue
		}
		shown, coloured := "", false
		for _, l := range p.Annotations.Lists {
			for _, n := range l.Notes {
				if l.Tab == f.Tab && n.Row == f.Row {
					shown, coloured = n.Show[len(n.Show)-1].String(), slices.Contains(n.Mark, f.Col)
				}
			}
		}
		if !strings.Contains(shown, printer.Warning(f)) && !strings.Contains(shown, "Kết quả rà soát") {
			t.Errorf("row %d shows %q, want %q", f.Row+1, shown, printer.Warning(f))
		}
		if coloured != (f.Col >= 0) {
			t.Errorf("%s is coloured: %v", f.Cell(), coloured)
		}
	}
}

// write tells a case as people see it.
func (c ruleCase) write(b *strings.Builder, p *Plan, catalogue *lang.Catalogue) {
	fmt.Fprintf(b, "== %s\n", c.name)
	if c.breaks != "" {
		at, text, _ := strings.Cut(c.breaks, "=")
		if text == "" {
			text = "(trống)"
		}
		fmt.Fprintf(b, "%s, %s: %s\n", c.sheet(), at, text)
	}
	for _, f := range p.Findings {
		quiet := ""
		if f.Quiet() {
			quiet = ", explained"
		}
		fmt.Fprintf(b, "\n[%s] %s (%s%s)%s\n", cmp.Or(f.Cell(), "tab"), f.Rule, f.Severity, quiet, beside(p, f))
		for _, l := range []lang.Language{lang.Vietnamese, lang.English} {
			fmt.Fprintf(b, "  %s: %s\n", l, catalogue.Printer(l).Warning(f))
		}
	}
	b.WriteString("\n")
}

// beside says in which row a finding is shown, and what is coloured there.
func beside(p *Plan, f rule.Finding) string {
	for _, l := range p.Annotations.Lists {
		for _, n := range l.Notes {
			if l.Tab != f.Tab || n.Row != f.Row || n.Show[len(n.Show)-1].IsEmpty() {
				continue
			}
			var cells []string
			for _, col := range n.Mark {
				cells = append(cells, sheets.Addr{Row: n.Row, Col: col}.String())
			}
			return fmt.Sprintf(", beside row %d, coloured: %s", n.Row+1, cmp.Or(strings.Join(cells, " "), "none"))
		}
	}
	return ", in the tab of findings only"
}
