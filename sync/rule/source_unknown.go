package rule

import (
	"slices"

	"rasoat/sync/ledger"
)

// undecided is the lawful way to say that the source is not settled yet.
const undecided = "Chưa xác định"

// sourceUnknown finds sources of funds that are not in the closed list.
// "Chưa xác định" is always allowed: it is what the tracking is about.
//
// Why: money of different sources is never added together, so a source that
// is not understood is missing from every figure by source.
//
// To fix: write one of the allowed sources, or add the source, or an alias, to
// the configuration.
//
// To accept: explain it in the column of explanations.
//
// Source: the closed list that the configuration, or the tab of the
// directory, declares.
//
// Arguments: seen, nearest ("" for none), allowed.
func sourceUnknown(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for list, row := range items(l) {
		refs := slices.DeleteFunc(slices.Clone(row.Sources), func(ref ledger.Ref) bool {
			return ledger.Fold(ref.Text) == ledger.Fold(undecided)
		})
		reportUnknown(list, row, ledger.FieldSource, l.Terms.Sources, refs, report)
	}
}
