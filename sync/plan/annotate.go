package plan

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// The ids of what is ours. They are marks in people's workbooks: they never
// change.
const (
	columnGap     = "gap"
	columnWarning = "warning"
	tabSummary    = "summary"
	tabFindings   = "findings"
)

// A cell shows so many warnings; the rest stands in the tab of findings.
const warningsShown = 2

// annotate fills in what the workbook is to show. What is shown says when it
// last changed, so it is made twice where it did: once to see whether it
// differs from what the history knows, and once with the time.
func (p *Plan) annotate(in Input, today time.Time) {
	p.Next.Checked = in.History.checked(in.Now, p.Days)
	p.Next.Base = in.History.base(in, p.Next.Checked)
	figures := p.Figures(in.Settings, today)
	p.Annotations = p.annotations(in, today, figures, time.Time{}, time.Time{})
	p.Next.Content = contentOf(p.Annotations)
	if p.Next.Content != in.History.Content || in.History.Since.IsZero() {
		p.Next.Since = in.Now
	}
	p.Since = p.Next.Since.In(in.Now.Location())
	p.Annotations = p.annotations(in, today, figures, p.Since, p.Next.Checked)
}

func (p *Plan) annotations(in Input, today time.Time, figures Figures, since, checked time.Time) sheets.Annotations {
	a := sheets.Annotations{}
	for _, l := range p.Ledger.Lists {
		if list, ok := p.list(in, l, today); ok {
			a.Lists = append(a.Lists, list)
		}
	}
	a.Tabs = []sheets.OwnTab{p.summary(in, today, figures, since, checked), p.findings(in, since)}
	a.Tabs = append(a.Tabs, p.lists(in, in.Printer.Text("tab/changed", map[string]any{"since": since}))...)
	return a
}

// list returns our columns beside a list. A table of mere figures and a list
// whose items have no name have none: their findings stand in the tab.
func (p *Plan) list(in Input, l *ledger.List, today time.Time) (sheets.List, bool) {
	if l.Kind == ledger.Table {
		return sheets.List{}, false
	}
	code, name := colOf(l, ledger.FieldCode), colOf(l, ledger.FieldName)
	if code < 0 {
		code, name = name, -1
	}
	if code < 0 {
		return sheets.List{}, false
	}
	out := sheets.List{
		Tab: l.Tab, Header: l.Header, Key: code, Name: name,
		Pending: sheets.TextValue(in.Printer.Text("warning/pending", nil)),
		Shared:  sheets.TextValue(in.Printer.Text("warning/shared", map[string]any{"tab": in.Settings.Titles.Findings})),
	}
	out.Choices = p.offered(in, l, today)
	remark := in.Printer.Text("column/automatic", nil)
	total := l.Column(ledger.FieldTotal)
	withGap := l.Kind == ledger.Projects && total != nil
	if withGap {
		title := in.Settings.Titles.Gap
		if !total.Unit.IsZero() {
			title += " (" + total.Unit.Label + ")"
		}
		out.Columns = append(out.Columns, sheets.OwnedColumn{ID: columnGap, Title: title, Format: p.gapFormat(l), Width: 16, Remark: remark})
	}
	out.Columns = append(out.Columns, sheets.OwnedColumn{ID: columnWarning, Title: in.Settings.Titles.Warning, Width: 80, Remark: remark})
	beside := map[int][]rule.Finding{}
	for _, f := range p.Findings {
		if f.List == l.Name && f.Item != nil && f.Row >= l.Header.Bottom {
			beside[f.Row] = append(beside[f.Row], f)
		}
	}
	for _, row := range l.Rows {
		var show []sheets.Value
		filled := false
		if withGap {
			v := sheets.Value{}
			if g, ok := p.Funding.Of(row); ok && g.Unknown == "" {
				v, filled = figure(g.Short.Sub(g.Over), total.Unit), true
			}
			show = append(show, v)
		}
		text := sheets.Value{}
		if fs := beside[row.Row]; len(fs) > 0 {
			text, filled = sheets.TextValue(p.warnings(in, fs)), true
		}
		if !filled {
			continue
		}
		out.Notes = append(out.Notes, sheets.Note{Row: row.Row, Show: append(show, text), Mark: marks(beside[row.Row])})
	}
	return out, true
}

// colOf returns where a field stands, or -1.
func colOf(l *ledger.List, f ledger.Field) int {
	if c := l.Column(f); c != nil {
		return c.Col
	}
	return -1
}

// warnings writes what stands in one cell: the worst findings first, each
// beginning with the item's code, and how many staff explained.
func (p *Plan) warnings(in Input, found []rule.Finding) string {
	var quiet []rule.Finding
	found = slices.Clone(found)
	found = slices.DeleteFunc(found, func(f rule.Finding) bool {
		if f.Quiet() {
			quiet = append(quiet, f)
		}
		return f.Quiet()
	})
	slices.SortStableFunc(found, func(a, b rule.Finding) int { return a.Severity.Rank() - b.Severity.Rank() })
	var lines []string
	for i, f := range found {
		if i == warningsShown {
			lines = append(lines, in.Printer.Text("warning/more", map[string]any{
				"count": len(found) - warningsShown, "tab": in.Settings.Titles.Findings,
			}))
			break
		}
		lines = append(lines, in.Printer.Warning(f)+Answer(in.Printer, f))
	}
	if len(quiet) > 0 {
		lines = append(lines, in.Printer.Text("warning/explained", map[string]any{
			"code": quiet[0].Item.Code(), "count": len(quiet), "by": quiet[0].Explained.By, "until": quiet[0].Explained.Until,
		}))
	}
	return strings.Join(lines, "\n")
}

func marks(found []rule.Finding) []int {
	var cols []int
	for _, f := range found {
		if f.Col >= 0 && !f.Quiet() && !slices.Contains(cols, f.Col) {
			cols = append(cols, f.Col)
		}
	}
	slices.Sort(cols)
	return cols
}

// figure returns an amount in a unit as a number of a cell.
func figure(dong decimal.Decimal, unit ledger.Unit) sheets.Value {
	if unit.IsZero() {
		return sheets.NumberValue(dong.String())
	}
	return sheets.NumberValue(dong.DivRound(unit.Factor, 9).String())
}

// gapFormat shows as many decimals as the gaps of the list need, up to three.
func (p *Plan) gapFormat(l *ledger.List) string {
	unit := l.Column(ledger.FieldTotal).Unit
	var all []decimal.Decimal
	for _, g := range p.Funding.Gaps {
		if g.List == l {
			all = append(all, g.Short, g.Over)
		}
	}
	return formatFor(unit, all...)
}

// formatFor returns the number format for amounts in a unit.
func formatFor(unit ledger.Unit, amounts ...decimal.Decimal) string {
	places := int32(0)
	for _, a := range amounts {
		if unit.IsZero() {
			break
		}
		v := a.Div(unit.Factor)
		for places < 3 && !v.Equal(v.Round(places)) {
			places++
		}
	}
	if places == 0 {
		return "#,##0"
	}
	return "#,##0." + strings.Repeat("0", int(places))
}
