package rule

import (
	"slices"
	"strings"

	"rasoat/sync/ledger"
)

// departmentUnknown finds leads and cooperating departments that are not in
// the directory. With an empty directory every name goes; so does a group of
// departments ("các sở, ngành liên quan", "UBND các huyện") that cooperates, or
// leads beside one that is known, since nobody in particular is meant. Who advises on a source of funds by the
// configuration has to be in the directory, too: that is told once, of the
// first list with an unfinished item of the source.
//
// Why: nobody can be reminded under a name without an address, and the figures
// by department are cut in two by two spellings.
//
// To fix: write the name as in the directory, or add the department or the
// other name to the directory; for who advises, correct the configuration.
//
// To accept: say in the column of explanations who it is.
//
// Source: the directory.
//
// Arguments: seen, nearest ("" for none), role (lead, cooperating, adviser),
// source (that is advised on, else ""), unmailed (no lead of the row is known, or
// nobody who advises: no reminder can be mailed).
func departmentUnknown(l *ledger.Ledger, s Settings, report func(Finding)) {
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
				if !side.unmailed && isGroup(ref.Text) {
					continue
				}
				report(at(list, row, place(list, side.field), Args{
					"seen": ref.Text, "nearest": l.Directory.Nearest(ref.Text),
					"role": side.role, "source": "", "unmailed": side.unmailed,
				}))
			}
		}
	}
	adviserUnknown(l, s, report)
}

// adviserUnknown finds those who advise on a source of funds by the
// configuration and are not in the directory.
func adviserUnknown(l *ledger.Ledger, s Settings, report func(Finding)) {
	told := map[string]bool{}
	for list, row := range items(l) {
		if isDone(row, s) {
			continue
		}
		for _, source := range row.Sources {
			name := s.Advisers[source.Name]
			if name == "" || told[source.Name] || l.Directory.Resolve(name).Known() {
				continue
			}
			told[source.Name] = true
			report(onTab(list, Args{
				"seen": name, "nearest": l.Directory.Nearest(name), "role": "adviser", "source": source.Name, "unmailed": true,
			}))
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
