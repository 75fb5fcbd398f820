package rule

import (
	"slices"
	"strings"

	"rasoat/sync/ledger"
)

// categoryRequires finds items that lack what their category requires by the
// configuration ("requires"): for instance the number and the day of the
// decision, which one column "Quyết định (số, ngày)" may hold together. Where
// the list has no column for it, that is told once for the list.
//
// Why: a project counts among those with a signed decision only if the
// decision can be named; without it no money can be proposed for it.
//
// A decision that is written in another way than expected is taken for one: a
// number is called missing only where nothing but days and words stands in the
// cell. A day that cannot be read is told by value/unreadable; what the list
// itself requires, by required/missing.
//
// To fix: fill in what is missing, or move the item to its right category.
//
// To accept: say in the column of explanations why there is none yet.
//
// Source: the configuration, for instance what was reported upward of the
// category.
//
// Arguments: category (canonical name), missing (fields by their names in the
// configuration), whole (the list has no column for them).
func categoryRequires(l *ledger.Ledger, s Settings, report func(Finding)) {
	for _, list := range tracking(l) {
		told := map[string]bool{}
		for _, row := range list.Items() {
			category := row.CategoryOf()
			if category == "" || disputed(row) {
				continue
			}
			var missing, columns []ledger.Field
			for _, field := range s.requires(category) {
				switch {
				case slices.Contains(missing, field), slices.Contains(columns, field), s.requiredElsewhere(list, field):
				case requiredPlace(list, field) < 0:
					columns = append(columns, field)
				case lacks(list, row, field):
					missing = append(missing, field)
				}
			}
			if len(columns) > 0 && !told[category] {
				told[category] = true
				report(onTab(list, Args{"category": category, "missing": texts(columns), "whole": true}))
			}
			if len(missing) > 0 {
				report(at(list, row, requiredPlace(list, missing[0]), Args{"category": category, "missing": texts(missing), "whole": false}))
			}
		}
	}
}

// requires returns what the items of a category must state.
func (s Settings) requires(category string) []ledger.Field {
	for _, c := range s.Categories {
		if c.Name.Name == category {
			return c.Requires
		}
	}
	return nil
}

// requiredElsewhere reports whether another rule tells that a field of a list
// is blank.
func (s Settings) requiredElsewhere(l *ledger.List, f ledger.Field) bool {
	if l.Column(f) == nil {
		return false
	}
	return f == ledger.FieldCode && !s.Off[keyMissingID] ||
		slices.Contains(s.Required[l.Name], f) && !s.Off[requiredMissingID]
}

// requiredPlace returns the column in which a field is to be stated, -1 where
// the list has none. The day of a decision may stand with its number.
func requiredPlace(l *ledger.List, f ledger.Field) int {
	if f == ledger.FieldDecidedOn {
		return place(l, ledger.FieldDecidedOn, ledger.FieldDecision)
	}
	return place(l, f)
}

// lacks reports whether an item certainly does not state a field that its list
// has a column for.
func lacks(l *ledger.List, row *ledger.Row, f ledger.Field) bool {
	switch f {
	case ledger.FieldDecision:
		if row.Decision.Number != "" {
			return false
		}
		rest := dayLike.ReplaceAllString(row.Texts[f], "")
		return !strings.ContainsAny(rest, "0123456789")
	case ledger.FieldDecidedOn:
		if !row.Decision.On.IsZero() || says(row, f) {
			return false
		}
		return daysIn(row.Texts[ledger.FieldDecision]) == 0
	}
	return blank(row, l.Column(f))
}

// texts returns fields as an argument holds them.
func texts(fields []ledger.Field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = string(f)
	}
	return out
}
