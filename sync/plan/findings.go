package plan

import (
	"strconv"
	"time"

	"rasoat/sheets"
	"rasoat/sync/lang"
	"rasoat/sync/rule"
)

// findings makes the tab that holds every finding, each with a link to its
// cell.
func (p *Plan) findings(in Input, since time.Time) sheets.OwnTab {
	text := func(key string, args map[string]any) sheets.Value {
		return sheets.TextValue(in.Printer.Text(key, args))
	}
	tab := sheets.OwnTab{
		ID: tabFindings, Title: in.Settings.Titles.Findings, Fallback: fallback(in, in.Settings.Titles.Findings),
		Widths: []int{6, 12, 22, 8, 16, 40, 80}, FreezeRows: 4, Landscape: true,
	}
	columns := len(tab.Widths)
	tab.Rows = []sheets.OwnRow{
		{{Value: text("findings/title", nil), Style: sheets.StyleTitle, Span: columns}},
		{{Value: text("findings/counts", map[string]any{
			"total": p.Open(), "explained": p.Explained(), "errors": p.Count(rule.Error), "warnings": p.Count(rule.Warning), "notices": p.Count(rule.Notice),
			"checked": p.Totals.Checked, "exact": p.Totals.Exact, "rounding": p.Totals.Rounding, "beyond": p.Totals.Beyond,
		}), Style: sheets.StyleParagraph, Span: columns}},
		{{Value: text("tab/changed", map[string]any{"since": since}), Style: sheets.StyleSubtitle, Span: columns}},
	}
	var head sheets.OwnRow
	for _, key := range []string{"number", "severity", "where", "cell", "code", "name", "text"} {
		head = append(head, sheets.OwnCell{Value: text("findings/column/"+key, nil), Style: sheets.StyleHeader})
	}
	tab.Rows = append(tab.Rows, head)
	for i, f := range p.Findings {
		tab.Rows = append(tab.Rows, p.findingRow(in, i, f))
	}
	if len(p.Findings) == 0 {
		tab.Rows = append(tab.Rows, sheets.OwnRow{{Value: text("findings/none", nil), Style: sheets.StyleParagraph, Span: columns}})
	}
	return tab
}

func (p *Plan) findingRow(in Input, i int, f rule.Finding) sheets.OwnRow {
	body := func(s string) sheets.OwnCell {
		return sheets.OwnCell{Value: textOrEmpty(s), Style: sheets.StyleBody}
	}
	style := sheets.StyleNotice
	switch f.Severity {
	case rule.Error:
		style = sheets.StyleError
	case rule.Warning:
		style = sheets.StyleWarning
	}
	severity := in.Printer.Severity(f.Severity)
	if f.Quiet() {
		style, severity = sheets.StyleBody, in.Printer.Text("severity/explained", nil)
	}
	cell := body(f.Cell())
	if f.Tab != "" {
		cell.Link = sheets.Link{Tab: f.Tab, Addr: sheets.Addr{Row: max(f.Row, 0), Col: max(f.Col, 0)}}
	}
	code, name := "", ""
	if f.Item != nil {
		code, name = f.Item.Code(), f.Item.Name
	}
	return sheets.OwnRow{
		{Value: sheets.NumberValue(strconv.Itoa(i + 1)), Style: sheets.StyleBody},
		{Value: sheets.TextValue(severity), Style: style},
		body(f.TabTitle),
		cell,
		body(code),
		body(name),
		body(in.Printer.Finding(f) + Answer(in.Printer, f)),
	}
}

// Answer is what staff explained a finding with, as it goes on behind the
// finding's text, or "".
func Answer(p *lang.Printer, f rule.Finding) string {
	if f.Explained == nil {
		return ""
	}
	return " " + p.Text("finding/explained", map[string]any{
		"reason": lang.Cut(f.Explained.Reason, reasonShown), "by": f.Explained.By, "until": f.Explained.Until,
	})
}

// A reason is shown up to so many characters.
const reasonShown = 120

func textOrEmpty(s string) sheets.Value {
	if s == "" {
		return sheets.Value{}
	}
	return sheets.TextValue(s)
}
