package rule

import (
	"slices"
	"strings"

	"rasoat/sync/ledger"
)

// categorySource finds sources of funds that the category of an item may not
// use, by the dated table of the configuration ("source_rules"). Rules that
// name the category go before those for every category; of several, one that
// allows the source is enough. The day that counts is that of the decision,
// else today.
//
// Why: recurrent money, public investment and science money are different
// purses; an item that counts on the wrong one stays without money.
//
// A source that is not in the closed list is told by source/unknown. "Chưa xác
// định" is lawful for every item. An item whose column and section name
// different categories is passed over.
//
// To fix: correct the source, or the item's category.
//
// To accept: name the document that allows the source in the column of
// explanations.
//
// Source: the document that the table names.
//
// Arguments: category (canonical name, "" where the rule is for every
// category), seen (the sources that it may not use), allowed, basis ("" for
// none).
func categorySource(l *ledger.Ledger, s Settings, report func(Finding)) {
	for list, row := range items(l) {
		if disputed(row) {
			continue
		}
		rules := s.sourceRules(row)
		if len(rules) == 0 {
			continue
		}
		var allowed, bases, wrong []string
		for _, r := range rules {
			allowed = union(allowed, r.Sources...)
			if r.Basis != "" {
				bases = union(bases, r.Basis)
			}
		}
		for _, source := range row.Sources {
			if source.Known() && !s.undecided(source.Name) && !slices.Contains(allowed, source.Name) {
				wrong = union(wrong, source.Name)
			}
		}
		if len(wrong) > 0 {
			report(at(list, row, place(list, ledger.FieldSource), Args{
				"category": rules[0].Category, "seen": wrong, "allowed": allowed, "basis": strings.Join(bases, "; "),
			}))
		}
	}
}

// sourceRules returns the rules that an item's sources are held against: those
// in force for its category, else those for every category.
func (s Settings) sourceRules(row *ledger.Row) []SourceRule {
	day, _ := judgedOn(row, s)
	category := row.CategoryOf()
	var own, general []SourceRule
	for _, r := range s.SourceRules {
		switch {
		case !inForce(r.From, r.Until, day):
		case r.Category == "":
			general = append(general, r)
		case r.Category == category:
			own = append(own, r)
		}
	}
	if len(own) > 0 {
		return own
	}
	return general
}

// undecided reports whether the name of a source says that none is settled.
func (s Settings) undecided(source string) bool {
	return s.Undecided[source] || ledger.Fold(source) == ledger.Fold(undecided)
}

// union appends the texts that are not there yet.
func union(list []string, more ...string) []string {
	for _, text := range more {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}
