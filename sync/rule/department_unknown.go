package rule

import (
	"slices"
	"strings"

	"rasoat/sync/ledger"
)

// departmentUnknown finds leads and cooperating departments that are not in
// the directory. With an empty directory every name goes; so does a group of
// departments that cooperates ("các sở, ngành liên quan", "UBND các huyện"),
// since nobody in particular is meant.
//
// Why: nobody can be reminded under a name without an address, and the figures
// by department are cut in two by two spellings.
//
// To fix: write the name as in the directory, or add the department or the
// other name to the directory.
//
// Arguments: seen, nearest ("" for none), role (lead, cooperating), unmailed
// (no lead of the row is known: no reminder of it can be mailed).
func departmentUnknown(l *ledger.Ledger, _ Settings, report func(Finding)) {
	if len(l.Directory.All()) == 0 {
		return
	}
	for list, row := range items(l) {
		for _, side := range []struct {
			role     string
			field    ledger.Field
			refs     []ledger.Ref
			unmailed bool
		}{
			{"lead", ledger.FieldDepartment, row.Leads, !slices.ContainsFunc(row.Leads, ledger.Ref.Known)},
			{"cooperating", ledger.FieldCooperating, row.Cooperating, false},
		} {
			for _, ref := range unknowns(side.refs) {
				if side.role == "cooperating" && isGroup(ref.Text) {
					continue
				}
				report(at(list, row, place(list, side.field), Args{
					"seen": ref.Text, "nearest": l.Directory.Nearest(ref.Text),
					"role": side.role, "unmailed": side.unmailed,
				}))
			}
		}
	}
}

// unknowns returns the texts that name no entry, each once.
func unknowns(refs []ledger.Ref) []ledger.Ref {
	var found []ledger.Ref
	for _, ref := range refs {
		if ref.Text != "" && !ref.Known() && !slices.Contains(found, ref) {
			found = append(found, ref)
		}
	}
	return found
}

// isGroup reports whether a text means several departments at once. A single
// one may well have "các" inside its name ("Ban Quản lý các khu công nghiệp").
func isGroup(text string) bool {
	text = ledger.Fold(text)
	for _, before := range []string{"", "ubnd ", "ủy ban nhân dân "} {
		if strings.HasPrefix(text, before+"các ") {
			return true
		}
	}
	return false
}
