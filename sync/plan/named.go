package plan

import (
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// NamedList is a list for a meeting: a choice of the items of a workbook.
type NamedList struct {
	Name  string // stable, unique in the configuration: a slug
	Title string // as it stands above the list
	// Select returns the items of a ledger that belong to the list, in the
	// order of the ledger; the settings are those with which the ledger is
	// judged. Items of which it cannot be told are left out, and failed says
	// how many they are. It may be called by several at once.
	Select func(*ledger.Ledger, rule.Settings) (rows []*ledger.Row, failed int)
}
