package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sync/plan"
	"rasoat/sync/rule"
)

// stats prints how many totals of each list were checked, and the findings by
// rule.
func (t *terminal) stats(p *plan.Plan, at place) {
	t.read(p, at)
	t.checked(p)
	t.fact("found", "found", counts(p))
	t.line("")
	for _, l := range statsTable(t, p) {
		t.line("  %s", strings.TrimRight(alignRow(l, []int{-34, 14, 7, 8, 8, 9, 8}), " "))
	}
	t.line("")
	for _, r := range byRule(p) {
		t.line("  %s", strings.TrimRight(alignRow([]string{r.id, t.p.Number(decimal.NewFromInt(int64(r.count))), t.p.RuleTitle(r.id)}, []int{-26, 6, -1}), " "))
	}
}

// statsTable is the table of checked totals: a head, a line for each list, and
// the sum.
func statsTable(t *terminal, p *plan.Plan) [][]string {
	number := func(n int) string { return t.p.Number(decimal.NewFromInt(int64(n))) }
	line := func(name, unit string, items int, r rule.Totals) []string {
		return []string{name, unit, number(items), number(r.Checked), number(r.Exact), number(r.Rounding), number(r.Beyond)}
	}
	var head []string
	for _, key := range []string{"list", "unit", "items", "checked", "exact", "rounding", "beyond"} {
		head = append(head, t.p.Text("terminal/stats/"+key, nil))
	}
	table := [][]string{head}
	items := 0
	totals := rule.StatsByList(p.Ledger)
	for i, l := range p.Ledger.Lists {
		n := len(l.Items())
		items += n
		table = append(table, line(l.Title+" "+l.Header.String(), l.Unit.Label, n, totals[i].Totals))
	}
	if len(table) > 2 {
		table = append(table, line(t.p.Text("terminal/stats/all", nil), "", items, p.Totals))
	}
	return table
}

// alignRow pads cells to widths: to the left where the width is negative.
func alignRow(cells []string, widths []int) string {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteString("  ")
		}
		if w := widths[i]; w < 0 {
			b.WriteString(pad(c, -w))
		} else {
			b.WriteString(strings.Repeat(" ", max(0, w-len([]rune(c)))) + c)
		}
	}
	return b.String()
}

// ruleCount is how often a rule found something.
type ruleCount struct {
	id    string
	count int
}

func byRule(p *plan.Plan) []ruleCount {
	counts := map[string]int{}
	for _, f := range p.Findings {
		counts[f.Rule]++
	}
	var all []ruleCount
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, ruleCount{id, counts[id]})
	}
	slices.SortStableFunc(all, func(a, b ruleCount) int { return cmp.Compare(b.count, a.count) })
	return all
}

// markdown prints the findings, or the statistics, as tables to paste into a
// report.
func (t *terminal) markdown(p *plan.Plan, at place, stats bool) {
	t.line("## %s", escapeMarkdown(at.String()))
	t.line("")
	t.line("%s  ", t.p.Text("terminal/found", counts(p)))
	t.line("%s", t.p.Text("terminal/checked", totalsArgs(p.Totals)))
	if stats {
		t.line("")
		for i, l := range statsTable(t, p) {
			t.tableRow(l...)
			if i == 0 {
				t.line("|---|---|--:|--:|--:|--:|--:|")
			}
		}
		return
	}
	if len(p.Findings) == 0 {
		t.line("")
		return
	}
	t.line("")
	var head []string
	for _, key := range []string{"severity", "where", "cell", "code", "name", "text"} {
		head = append(head, t.p.Text("findings/column/"+key, nil))
	}
	t.tableRow(append(head, "")...)
	t.line("|---|---|---|---|---|---|---|")
	for _, f := range p.Findings {
		severity, text := t.p.Severity(f.Severity), t.p.Finding(f)+plan.Answer(t.p, f)
		if f.Quiet() {
			severity = t.p.Text("severity/explained", nil)
		}
		code, name := "", ""
		if f.Item != nil {
			code, name = f.Item.Code(), f.Item.Name
		}
		t.tableRow(severity, f.TabTitle, f.Cell(), code, name, text, "`"+f.Rule+"`")
	}
	t.line("")
}

func (t *terminal) tableRow(cells ...string) {
	for i, c := range cells {
		if !strings.HasPrefix(c, "`") {
			cells[i] = escapeMarkdown(c)
		}
	}
	t.line("| %s |", strings.Join(cells, " | "))
}

// escapeMarkdown keeps what people type from being read as markup.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r':
			b.WriteByte(' ')
			continue
		case strings.ContainsRune("\\`*_[]<>|#~", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
