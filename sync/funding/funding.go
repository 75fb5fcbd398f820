// Package funding computes what money is missing: the gap of each project and
// its roll-ups by category, department, source and list. It is pure and exact
// and judges nothing; what it cannot compute it says with a reason.
package funding

import (
	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// Undecided is the name under which money without a settled source is rolled
// up. It is a lawful state of a project, not an error.
const Undecided = "Chưa xác định"

// Gap is what a project lacks: total investment − accumulated allocation −
// plan of the year, each where the list has it. Amounts are in đồng.
type Gap struct {
	List *ledger.List
	Item *ledger.Row
	// Unknown says why there is no gap, "" where there is one.
	Unknown Reason
	Total   decimal.Decimal
	// Funded is what was subtracted.
	Funded decimal.Decimal
	Short  decimal.Decimal // what is missing, never negative
	Over   decimal.Decimal // what was allocated beyond the total, never negative
	// Category, Department and Source are canonical names; Category and
	// Department are "" where they are not known, Source is then Undecided.
	// A project that names several sources is kept under all of them
	// together, joined by " + ": its gap is not divided.
	Category, Department, Source string
}

// Reason says why a gap cannot be computed.
type Reason string

// The reasons.
const (
	NoTotal      Reason = "total"  // the total is blank or unreadable
	BadFigure    Reason = "figure" // an allocation is unreadable
	NoUnit       Reason = "unit"   // the list names no unit for one of the amounts
	UnknownBasis Reason = "basis"  // whether the accumulated amount includes the plan is unknown
)

// Sum is a roll-up. Short and Over stand apart and are never netted.
type Sum struct {
	Name    string
	Items   int // projects in it
	Unknown int // of these, projects without a gap
	Total   decimal.Decimal
	Funded  decimal.Decimal
	Short   decimal.Decimal
	Over    decimal.Decimal
}

// Report is all gaps, as Compute returns them, and their roll-ups, each in the order of first
// appearance but ByCategory, which follows the closed list.
type Report struct {
	Gaps         []Gap
	ByCategory   []Sum
	ByDepartment []Sum
	BySource     []Sum
	ByList       []Sum
	All          Sum
	Year         Year

	index map[*ledger.Row]int // where the gap of an item stands in Gaps
}

// Of returns the gap of an item, and false where it is no project.
func (r *Report) Of(item *ledger.Row) (Gap, bool) {
	i, ok := r.index[item]
	if !ok {
		return Gap{}, false
	}
	return r.Gaps[i], true
}
