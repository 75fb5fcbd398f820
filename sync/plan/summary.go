package plan

import (
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
	"rasoat/sync/ledger"
	"rasoat/sync/report"
)

// summaryWidth is the number of columns of the summary.
const summaryWidth = 9

// summary makes the tab for the meeting: the sentence for the report, what
// changed in a week, the urgent items, the gaps by category, source and
// department.
func (p *Plan) summary(in Input, today time.Time, figures Figures, since, checked time.Time) sheets.OwnTab {
	w := &summaryWriter{plan: p, in: in, today: today, unit: p.unit(), figures: figures}
	tab := sheets.OwnTab{
		ID: tabSummary, Title: in.Settings.Titles.Summary, Fallback: fallback(in, in.Settings.Titles.Summary),
		Widths: []int{48, 14, 14, 16, 16, 16, 16, 14, 14}, FreezeRows: 3, Landscape: true,
	}
	w.row(w.cell("summary/title", nil, sheets.StyleTitle, summaryWidth))
	w.row(w.cell("summary/stamp", map[string]any{"since": since, "checked": checked}, sheets.StyleSubtitle, summaryWidth-2),
		w.cell("summary/unit", map[string]any{"unit": in.Printer.Unit(w.unit)}, sheets.StyleSubtitle, 2))
	w.row(sheets.OwnCell{Value: sheets.TextValue(report.Sentence(in.Printer, p.standing(w.figures, checked))), Style: sheets.StyleParagraph, Span: summaryWidth})
	if since := p.Next.Base.since(in.Printer, w.figures); since != "" {
		w.row(sheets.OwnCell{Value: sheets.TextValue(since), Style: sheets.StyleParagraph, Span: summaryWidth})
	}
	if y := p.Funding.Year; y.Items > 0 {
		w.row(w.cell("summary/year", map[string]any{
			"year": y.Year, "items": y.Items, "unknown": y.Unknown, "need": y.Need, "plan": y.Plan, "short": y.Short, "over": y.Over,
		}, sheets.StyleParagraph, summaryWidth))
	}
	w.row()
	w.urgent()
	w.byCategory()
	w.bySource()
	w.byDepartment()
	tab.Rows, tab.Charts = w.rows, w.charts
	return tab
}

// unit returns the unit of the summary: that of the first list of projects
// that has one.
func (p *Plan) unit() ledger.Unit {
	for _, l := range p.Ledger.Lists {
		if c := l.Column(ledger.FieldTotal); c != nil && !c.Unit.IsZero() {
			return c.Unit
		}
	}
	u, _ := ledger.ParseUnit("triệu đồng")
	return u
}

// Standing says how the workbook stands on a day.
func (p *Plan) Standing(s Settings, today time.Time) report.Standing {
	return p.standing(p.Figures(s, today), today)
}

func (p *Plan) standing(f Figures, day time.Time) report.Standing {
	return report.Standing{Day: day, Funding: p.Funding, Late: f.Late, Urgent: f.Urgent, Findings: f.Findings()}
}

type summaryWriter struct {
	plan  *Plan
	in    Input
	today time.Time
	unit  ledger.Unit
	rows  []sheets.OwnRow

	figures Figures
	charts  []sheets.Chart
}

func (w *summaryWriter) row(cells ...sheets.OwnCell) { w.rows = append(w.rows, cells) }

func (w *summaryWriter) cell(key string, args map[string]any, style sheets.Style, span int) sheets.OwnCell {
	return sheets.OwnCell{Value: sheets.TextValue(w.in.Printer.Text(key, args)), Style: style, Span: span}
}

func (w *summaryWriter) text(s string, style sheets.Style) sheets.OwnCell {
	return sheets.OwnCell{Value: textOrEmpty(s), Style: style}
}

func (w *summaryWriter) number(n int, style sheets.Style) sheets.OwnCell {
	return sheets.OwnCell{Value: sheets.NumberValue(strconv.Itoa(n)), Style: style}
}

func (w *summaryWriter) money(d decimal.Decimal, style sheets.Style) sheets.OwnCell {
	return sheets.OwnCell{Value: figure(d, w.unit), Format: formatFor(w.unit, d), Style: style}
}

// head writes the heading of a part and the head of its table.
func (w *summaryWriter) head(part string, columns ...string) {
	w.row(w.cell("summary/"+part, nil, sheets.StyleHeading, summaryWidth))
	var cells []sheets.OwnCell
	for _, c := range columns {
		cells = append(cells, w.cell("summary/column/"+c, nil, sheets.StyleHeader, 0))
	}
	w.row(cells...)
}

// urgent lists the urgent items that are not done.
func (w *summaryWriter) urgent() {
	p, s := w.plan, w.in.Settings
	w.head("urgent", "name", "lead", "adviser", "deadline", "days", "short", "cell")
	n := 0
	for _, l := range p.Ledger.Lists {
		for _, item := range l.Items() {
			if !isUrgent(s, item) || state(s, item, w.today) == stateDone {
				continue
			}
			n++
			at := sheets.Addr{Row: item.Row}
			if c := l.Column(ledger.FieldName); c != nil {
				at.Col = c.Col
			}
			cell := w.text(at.String(), sheets.StyleBody)
			cell.Link = sheets.Link{Tab: l.Tab, Addr: at}
			adviser := ""
			short := w.text("", sheets.StyleBody)
			if g, ok := p.Funding.Of(item); ok && g.Unknown == "" {
				short = w.money(g.Short, sheets.StyleBody)
				adviser = s.Advisers[g.Source]
			}
			days := w.text("", sheets.StyleBody)
			if late := item.Deadline.DaysLate(w.today); late > 0 {
				days = w.number(late, sheets.StyleError)
			}
			w.row(w.text(item.Name, sheets.StyleBody), w.text(names(item.Leads), sheets.StyleBody), w.text(adviser, sheets.StyleBody),
				w.text(item.Deadline.Text, sheets.StyleBody), days, short, cell)
		}
	}
	if n == 0 {
		w.row(w.cell("summary/urgent/none", nil, sheets.StyleBody, 7))
	}
	w.row()
}

// byCategory sets what the list states against what its rows add up to.
func (w *summaryWriter) byCategory() {
	p := w.plan
	w.head("categories", "category", "declared", "counted", "stated", "computed", "funded", "short", "over", "difference")
	stated, all := w.statedTotals()
	declared := map[string]int{}
	for _, c := range w.in.Settings.Rules.Categories {
		declared[c.Name.Name] = c.Declared.Count
	}
	first := len(w.rows)
	for i, g := range w.figures.Categories {
		if g.Name == "" {
			g.Name = w.in.Printer.Text("summary/category/none", nil)
		}
		known := p.Funding.ByCategory[i].Name
		n, ok := declared[known]
		w.categoryRow(g, n, ok && n >= 0, stated[known], sheets.StyleBody)
	}
	w.chart(first, len(w.rows))
	n, ok := 0, false
	for _, d := range w.in.Settings.Rules.Whole {
		if d.Count >= 0 {
			n, ok = n+d.Count, true
		}
	}
	f := w.figures
	total := Group{Name: w.in.Printer.Text("summary/total", nil), Items: p.Funding.All.Items, Total: f.Total, Funded: f.Funded, Short: f.Short, Over: f.Over}
	w.categoryRow(total, n, ok, all, sheets.StyleTotal)
	w.row(w.cell("summary/categories/note", nil, sheets.StyleSubtitle, summaryWidth))
	w.row()
}

// chart shows what is missing by category, from the rows of the categories.
func (w *summaryWriter) chart(from, to int) {
	const short = 6 // the column of what is missing
	if from == to {
		return
	}
	w.charts = append(w.charts, sheets.Chart{
		ID: "gap", Title: w.in.Printer.Text("summary/chart/gap", map[string]any{"unit": w.in.Printer.Unit(w.unit)}),
		Labels: sheets.Range{Top: from, Bottom: to, Right: 1},
		Values: []sheets.Range{{Top: from, Bottom: to, Left: short, Right: short + 1}},
		Names:  []string{w.in.Printer.Text("summary/column/short", nil)},
		At:     sheets.Addr{Row: from - 2, Col: summaryWidth + 1},
	})
}

func (w *summaryWriter) categoryRow(g Group, declared int, isDeclared bool, stated *decimal.Decimal, style sheets.Style) {
	count := w.text("", style)
	if isDeclared {
		count = w.number(declared, style)
	}
	says, difference := w.text("", style), w.text("", style)
	if stated != nil {
		says = w.money(*stated, style)
		difference = w.money(stated.Sub(g.Total), style)
	}
	w.row(w.text(g.Name, style), count, w.number(g.Items, style), says, w.money(g.Total, style),
		w.money(g.Funded, style), w.money(g.Short, style), w.money(g.Over, style), difference)
}

// statedTotals returns the total investment that the section of each category
// states, and the one that the lists as a whole state.
func (w *summaryWriter) statedTotals() (byCategory map[string]*decimal.Decimal, all *decimal.Decimal) {
	byCategory = map[string]*decimal.Decimal{}
	add := func(to *decimal.Decimal, v decimal.Decimal) *decimal.Decimal {
		if to == nil {
			return &v
		}
		sum := to.Add(v)
		return &sum
	}
	for _, l := range w.plan.Ledger.Lists {
		total := l.Column(ledger.FieldTotal)
		if l.Kind != ledger.Projects || total == nil {
			continue
		}
		for _, r := range l.Rows {
			a, ok := r.Amounts[total.Col]
			if !ok || a.Bad {
				continue
			}
			switch {
			case r.Kind == ledger.GrandRow:
				all = add(all, a.Value)
			case r.Kind == ledger.SectionRow && r.Category.Known():
				byCategory[r.Category.Name] = add(byCategory[r.Category.Name], a.Value)
			}
		}
	}
	return byCategory, all
}

// bySource rolls the gaps up by the source that the money is meant to come
// from. The sources are different money: there is no line that adds them up.
func (w *summaryWriter) bySource() {
	w.head("sources", "source", "counted", "computed", "funded", "short", "over")
	for _, s := range w.plan.Funding.BySource {
		w.row(w.text(s.Name, sheets.StyleBody), w.number(s.Items, sheets.StyleBody), w.money(s.Total, sheets.StyleBody),
			w.money(s.Funded, sheets.StyleBody), w.money(s.Short, sheets.StyleBody), w.money(s.Over, sheets.StyleBody))
	}
	w.row()
}

// byDepartment counts the items of each department by how they stand.
func (w *summaryWriter) byDepartment() {
	w.head("departments", "lead", "items", "intime", "late", "open", "done", "donelate", "short")
	for _, g := range w.figures.Departments {
		name := g.Name
		if name == "" {
			name = w.in.Printer.Text("summary/department/none", nil)
		}
		late := sheets.StyleBody
		if g.Late > 0 {
			late = sheets.StyleError
		}
		w.row(w.text(name, sheets.StyleBody), w.number(g.Items, sheets.StyleBody), w.number(g.InTime(), sheets.StyleBody), w.number(g.Late, late),
			w.number(g.Open, sheets.StyleBody), w.number(g.Done, sheets.StyleBody), w.number(g.DoneLate, sheets.StyleBody), w.money(g.Short, sheets.StyleBody))
	}
}

// names joins what a cell refers to: canonical names where known.
func names(refs []ledger.Ref) string {
	s := ""
	for i, r := range refs {
		if i > 0 {
			s += "; "
		}
		if r.Known() {
			s += r.Name
		} else {
			s += r.Text
		}
	}
	return s
}
