package rule

import "rasoat/sync/ledger"

// fundingBasis finds lists of which nobody knows whether the accumulated
// allocation already holds the plan of the year.
//
// Why: subtracting both counts the plan twice where the allocation holds it,
// and leaves it out where it does not. No gap is computed until it is known.
//
// To fix: say it in the header ("lũy kế đến hết năm 2020"), or in the
// configuration of the list (plan_included).
//
// To accept: it is of the list as a whole; switch the rule off or lower it
// in the configuration.
//
// Source: experience.
//
// Arguments: column and plan (labels of the two columns), year (of the plan, 0
// where the header names none).
func fundingBasis(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for _, list := range tracking(l) {
		if list.Basis != ledger.BasisUnknown {
			continue
		}
		f := onTab(list, Args{"column": "", "plan": "", "year": list.PlanYear})
		if c := list.Column(ledger.FieldAllocated); c != nil {
			f.Row, f.Col = list.Header.Bottom-1, c.Col
			if at, ok := labelCell(c); ok {
				f.Row, f.Col = at.Row, at.Col
			}
			f.Args["column"] = label(list, c.Col)
		}
		if c := list.Column(ledger.FieldPlan); c != nil {
			f.Args["plan"] = label(list, c.Col)
		}
		report(f)
	}
}
