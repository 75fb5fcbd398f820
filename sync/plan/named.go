package plan

import "rasoat/sync/ledger"

// NamedList is a list for a meeting: a choice of the items of a workbook.
type NamedList struct {
	Name  string // stable, unique in the configuration: a slug
	Title string // as it stands above the list
	// Select returns the items of a ledger that belong to the list, in the
	// order of the ledger. It may be called by several at once.
	Select func(*ledger.Ledger) []*ledger.Row
}
