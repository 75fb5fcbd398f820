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
	// Explained is the explanation that staff gave for it, nil where there is
	// none in force. An explained finding is counted apart and warns of
	// nothing, unless its rule says that it stays.
	Explained *Explanation
}

// Explanation is what staff answer to a finding.
type Explanation struct {
	Reason string
	By     string    // who gave it
	Until  time.Time // its last day at midnight UTC, zero for no end
	Since  time.Time // the day on which it was first seen
	// Stays says that the finding warns all the same: see [Rule].
	Stays bool
}

// Quiet reports whether the finding is explained and need not be shown as a
// warning any more.
func (f Finding) Quiet() bool {
	return f.Explained != nil && !f.Explained.Stays
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
	// StaleAfter is the days after which an unfinished item that nobody
	// changed is told, 0 for never.
	StaleAfter int
	// MovedAfter is the number of times from which on a deadline that was put
	// off is told, 0 for never.
	MovedAfter int
	// Groups are the tables of project groups, each for its time; SourceRules
	// say which sources a category may use.
	Groups      []GroupTable
	SourceRules []SourceRule
	// Undecided holds the canonical names of the sources that say that none is
	// settled yet. They are lawful for every item.
	Undecided map[string]bool
	// Advisers says who advises on a source: its canonical name to the
	// department's as the configuration writes it.
	Advisers map[string]string
	// Domains are the domains that mail may go to, in small letters; none for any.
	Domains []string
	// Undeliverable is mail that was given up.
	Undeliverable []Undeliverable
	// SnoozeMost is the most calendar days that an item may be snoozed for, 0
	// where it may not be at all.
	SnoozeMost int
	// Custom are the operator's own rules, beside those of [Rules].
	Custom []Rule
	// Past is what earlier passes saw of the items of this ledger; an item
	// without an entry was never seen.
	Past map[*ledger.Row]Past
	// Lost are, by list, the columns that earlier passes saw and that it has no
	// more.
	Lost  map[string][]Lost
	Today time.Time // the local calendar day at midnight UTC

	judgements judgements // of the run, nil outside of one
}

// GroupTable says by total investment which group a project is of, as a law
// has it for a time.
type GroupTable struct {
	From, Until time.Time // first and last day at midnight UTC; zero for open
	Basis       string    // the law or decree, for people to read
	Groups      []Group   // from the largest down
}

// Group is a group of projects.
type Group struct {
	Name    string          // "A"
	AtLeast decimal.Decimal // the least total investment, in đồng
	Years   int             // for how many years it may be funded at the most, 0 for any
}

// SourceRule says which sources of funds a category may use for a time.
type SourceRule struct {
	Category    string   // canonical name, "" for every category
	Sources     []string // canonical names of what it may use
	From, Until time.Time
	Basis       string
}

// Undeliverable is mail to a department that was given up.
type Undeliverable struct {
	Department string    // canonical name
	Recipient  string    // the bare address
	On         time.Time // the day on which it was given up, at midnight UTC
	Reason     string    // in the words of whoever refused it
}

// Past is what earlier passes saw of an item.
type Past struct {
	Moves     []Move    // how its deadline was put off, the oldest first
	ChangedOn time.Time // the day on which its row was last seen to have changed, at midnight UTC
	// SnoozedOn is the day since which it has been snoozed for its present
	// deadline, zero where that is not known.
	SnoozedOn time.Time
}

// Lost is a column that a list has no more.
type Lost struct {
	Field  ledger.Field
	Header string    // the label that its header had
	On     time.Time // the day since which it is gone, at midnight UTC
}

// Move is a deadline that was put off.
type Move struct {
	From, To time.Time // last days of the terms, at midnight UTC
	On       time.Time // the day on which it was seen
}

// Category is one entry of the closed list of categories.
type Category struct {
	ledger.Name
	Declared Declared
	Requires []ledger.Field // what an item of the category must state
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
	// Passing names the arguments that may change while the finding is the
	// same: those that change with the day ("days"), say where something else
	// stands, or how the row is numbered and named. An explanation lapses when any other argument changes.
	Passing []string
	// Stays has findings shown as warnings whatever explanation is given.
	Stays bool
	// Check is nil for a rule that needs to know more than the ledger: package
	// accept tells those of explanations.
	Check func(l *ledger.Ledger, s Settings, report func(Finding))
}

// Run applies every rule that is on and returns the findings in a stable
// order: by list, row, column, severity, rule.
func Run(l *ledger.Ledger, s Settings) []Finding {
	var found []Finding
	s.judgements = judgements{}
	for _, r := range append(Rules(), s.Custom...) {
		if s.Off[r.ID] || r.Check == nil {
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
	Sort(l, found)
	return found
}

// Sort puts findings in the order of [Run]: by list, row, column, severity,
// rule. Equals keep their order.
func Sort(l *ledger.Ledger, found []Finding) {
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
}

// Finding returns an empty finding of a rule, with its severity, and false
// where the rule is switched off. It is for rules whose findings do not come
// from [Run].
func (s Settings) Finding(id string) (Finding, bool) {
	r, ok := s.rule(id)
	if !ok || s.Off[id] {
		return Finding{}, false
	}
	if severity, ok := s.Severity[id]; ok {
		r.Severity = severity
	}
	return Finding{Rule: id, Severity: r.Severity, Row: -1, Col: -1}, true
}

// Passing reports whether an argument of a rule may change without the finding
// being another one.
func (s Settings) Passing(id, argument string) bool {
	r, _ := s.rule(id)
	return slices.Contains(r.Passing, argument)
}

// Stays reports whether the findings of a rule warn whatever is explained.
func (s Settings) Stays(id string) bool {
	r, _ := s.rule(id)
	return r.Stays
}

func (s Settings) rule(id string) (Rule, bool) {
	for _, r := range append(Rules(), s.Custom...) {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}
