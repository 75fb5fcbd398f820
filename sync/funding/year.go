package funding

import (
	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// Year is the need of a year held against its plan, over the projects that
// state a need. Short and Over stand apart and are never netted.
type Year struct {
	Year    int // 0 where no header, or several with different years, name it
	Items   int // projects that state a need
	Unknown int // of these, those whose need or plan cannot be read
	Need    decimal.Decimal
	Plan    decimal.Decimal
	Short   decimal.Decimal // by project, what the plan lacks of the need
	Over    decimal.Decimal // by project, what the plan holds beyond the need
}

// ofYear computes the gap of the year over the lists that have a column for the
// need, and one for the plan.
func ofYear(l *ledger.Ledger) Year {
	var y Year
	years := map[int]bool{}
	for _, list := range l.Lists {
		need, plan := list.Column(ledger.FieldNeed), list.Column(ledger.FieldPlan)
		if list.Kind != ledger.Projects || need == nil || plan == nil {
			continue
		}
		years[list.PlanYear] = true
		y.Year = list.PlanYear
		for _, item := range list.Items() {
			wanted, ok := item.Amounts[need.Col]
			if !ok || !wanted.Bad && wanted.Value.IsZero() {
				continue
			}
			y.Items++
			given, planned := item.Amounts[plan.Col]
			if wanted.Bad || given.Bad || need.Unit.IsZero() || planned && plan.Unit.IsZero() {
				y.Unknown++
				continue
			}
			y.Need, y.Plan = plus(y.Need, wanted.Value), plus(y.Plan, given.Value)
			if rest := wanted.Value.Sub(given.Value); rest.IsNegative() {
				y.Over = plus(y.Over, rest.Neg())
			} else {
				y.Short = plus(y.Short, rest)
			}
		}
	}
	if len(years) > 1 {
		y.Year = 0
	}
	return y
}
