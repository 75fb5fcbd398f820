package plan

import (
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
			Title: l.Tab, Fallback: l.Name + " " + in.Printer.Text("tab/automatic", nil), Agency: in.Settings.Digest.Agency, Stamp: stamp,
		}))
	}
	return tabs
}
