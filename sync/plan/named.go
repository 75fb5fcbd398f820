package plan

import (
	"strings"

	"rasoat/sheets"
	"rasoat/sync/ledger"
	"rasoat/sync/report"
	"rasoat/sync/rule"
)

// NamedList is a list for a meeting: a choice of the items of a workbook.
type NamedList struct {
	Name  string // stable, unique in the configuration: a slug
	Title string // as it stands above the list
	Tab   string // what its tab is called
	// Select returns the items of a ledger that belong to the list, in the
	// order of the ledger; the settings are those with which the ledger is
	// judged. Items of which it cannot be told are left out, and failed says
	// how many they are. It may be called by several at once.
	Select func(*ledger.Ledger, rule.Settings) (rows []*ledger.Row, failed int)
}

// lists makes a tab for each of the named lists.
func (p *Plan) lists(in Input, stamp string) []sheets.OwnTab {
	from := report.Source{Ledger: p.Ledger, Funding: p.Funding, Printer: in.Printer}
	var tabs []sheets.OwnTab
	for _, l := range p.Lists {
		tabs = append(tabs, report.Tab(l, from, report.TabOptions{
			Title: l.Tab, Fallback: fallback(in, l.Name), Agency: in.Settings.Digest.Agency, Stamp: stamp,
		}))
	}
	return tabs
}

// fallback is what a tab of ours is called where the staff have one of its
// title: that it is made by a machine, or "" where that does not fit. A number
// then tells ours from theirs.
func fallback(in Input, title string) string {
	mark := in.Printer.Text("tab/automatic", nil)
	name := title + " " + mark
	if strings.HasSuffix(title, mark) || report.TabTitle(name) != name {
		return ""
	}
	return name
}
