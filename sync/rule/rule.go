// Package rule judges a ledger. Each rule lives in a file of its own under a
// stable slash name such as total/section, and returns findings: a code, a
// place and arguments, never a text, a log line or a mail. The texts live in
// package lang.
//
// Every rule is a pure function of the ledger and the [Settings]; all of them
// run, and each collects everything it finds.
package rule

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// Severity says how much a finding matters.
type Severity string

// The severities, from worst to least.
const (
	Error   Severity = "error"   // a figure or name is wrong
	Warning Severity = "warning" // probably wrong, or something that rasoat needs is missing
	Notice  Severity = "notice"  // worth knowing
)

// Rank orders severities: 0 for the worst.
func (s Severity) Rank() int {
	switch s {
	case Error:
		return 0
	case Warning:
		return 1
	}
	return 2
}

// Finding is one thing that a rule found.
type Finding struct {
	Rule     string
	Severity Severity
	List     string // the list's name in the configuration
	Tab      sheets.TabID
	TabTitle string
	Row      int         // in the tab, from 0; -1 for the tab as a whole
	Col      int         // in the tab, from 0; -1 for the row as a whole
	Item     *ledger.Row // the row it stands beside, nil for none
	Args     Args
}

// Cell returns the finding's place as people write it: "F14", "14" for a
// whole row, "" for a whole tab.
func (f Finding) Cell() string {
	switch {
	case f.Row < 0 && f.Col >= 0:
		return sheets.ColName(f.Col)
	case f.Row < 0:
		return ""
	case f.Col < 0:
		return sheets.Addr{Row: f.Row}.String()[1:]
	}
	return sheets.Addr{Row: f.Row, Col: f.Col}.String()
}

// Args are the arguments of a finding's text. A value is a string, an int, a
// bool, a [Money], a time.Time (a day) or a []string. Every finding of a rule
// has all the arguments that the rule's comment names, empty where they do
// not apply.
type Args map[string]any

// Money is an amount to be shown in the unit of its list.
type Money struct {
	Value decimal.Decimal // in đồng
	Unit  ledger.Unit
}

// Settings is what the rules need from the configuration.
type Settings struct {
	Categories []Category
	Whole      []Declared // what is declared of whole lists
	Statuses   []Status
	Sources    []ledger.Name
	Priorities []ledger.Name
	Urgent     map[string]bool           // canonical names of the priorities that are urgent
	Required   map[string][]ledger.Field // by list: fields that every item must fill
	// Off holds the rules that are switched off, Severity the changed
	// severities, both by rule name.
	Off      map[string]bool
	Severity map[string]Severity
	// OpenAfter and OpenUrgentAfter are the days after which an item with an
	// open deadline is told.
	OpenAfter, OpenUrgentAfter int
	Today                      time.Time // the local calendar day at midnight UTC
}

// Category is one entry of the closed list of categories.
type Category struct {
	ledger.Name
	Declared Declared
}

// Declared is what a category or list is declared to hold.
type Declared struct {
	List    string           // whose items count; for a category "" means all lists
	Count   int              // number of projects, -1 for undeclared
	Total   *decimal.Decimal // total investment in đồng, nil for undeclared
	AtLeast bool             // the total is a lower bound
}

// Status is one entry of the closed list of statuses.
type Status struct {
	ledger.Name
	Done bool // an item of this status is finished and never overdue
}

// Rule is one check.
type Rule struct {
	ID       string
	Severity Severity // unless the settings say otherwise
	Check    func(l *ledger.Ledger, s Settings, report func(Finding))
}

// Run applies every rule that is on and returns the findings in a stable
// order: by list, row, column, severity, rule.
func Run(l *ledger.Ledger, s Settings) []Finding {
	var found []Finding
	for _, r := range Rules() {
		if s.Off[r.ID] {
			continue
		}
		severity := r.Severity
		if c, ok := s.Severity[r.ID]; ok {
			severity = c
		}
		r.Check(l, s, func(f Finding) {
			f.Rule, f.Severity = r.ID, severity
			found = append(found, f)
		})
	}
	order := map[string]int{}
	for i, list := range l.Lists {
		order[list.Name] = i
	}
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(order[a.List], order[b.List]),
			cmp.Compare(a.List, b.List),
			cmp.Compare(a.Row, b.Row),
			cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Severity.Rank(), b.Severity.Rank()),
			cmp.Compare(a.Rule, b.Rule),
		)
	})
	return found
}
