package rule

import (
	"cmp"
	"slices"
	"time"

	"rasoat/sync/ledger"
)

// deadlinePastFunding finds projects that are to be funded over more years than
// their group may take by the dated table of the configuration
// ("project_groups"). The years, first and last included, are those of the
// column for the period, else of a deadline that names a range of years.
//
// Why: a project has to be given its money within six (group A), four (B) or
// three years (C); a longer plan is sent back.
//
// The group is the one stated, else the one that the total gives. Where the two
// disagree, where the total lies on a limit, and where the day of the decision
// is not known and another table could hold, the most years of those count.
// Finished items are passed over.
//
// To fix: shorten the period, or correct the group.
//
// To accept: name the decision that allows a longer time in the column of
// explanations.
//
// Source: the Law on Public Investment 39/2019/QH14, and what replaced it, as
// the table says.
//
// Arguments: first, last, years (of the period), group (its name), most (years
// that the group may take), basis (of the table, "" for none).
func deadlinePastFunding(l *ledger.Ledger, s Settings, report func(Finding)) {
	for list, row := range items(l) {
		if list.Kind != ledger.Projects || isDone(row, s) {
			continue
		}
		field, term := ledger.FieldPeriod, row.Period
		if term.Kind != ledger.Term {
			field, term = ledger.FieldDeadline, row.Deadline
		}
		if term.Kind != ledger.Term || term.First.IsZero() || term.First.After(term.Last) {
			continue
		}
		years := yearsOf(term.First, term.Last)
		total, ok := read(list, row, ledger.FieldTotal)
		known := ok && !total.blank && !total.unit.IsZero()
		var most *Group
		basis, over := "", true
		for _, t := range s.groupTables(row) {
			g := t.longest(row.Group, total.Amount, known)
			if g == nil || g.Years == 0 || years <= g.Years {
				over = false
				break
			}
			if most == nil {
				most, basis = g, t.Basis
			}
		}
		if !over || most == nil {
			continue
		}
		report(at(list, row, place(list, field), Args{
			"first": term.First.Year(), "last": term.Last.Year(), "years": years, "group": most.Name, "most": most.Years, "basis": basis,
		}))
	}
}

// yearsOf counts the calendar years from one day to another.
func yearsOf(first, last time.Time) int { return last.Year() - first.Year() + 1 }

// longest returns the group that may be funded longest of those that a project
// may be of, nil where that is not known.
func (t GroupTable) longest(stated string, total ledger.Amount, known bool) *Group {
	var may []*Group
	if stated != "" {
		g := t.group(stated)
		if g == nil {
			return nil
		}
		may = append(may, g)
	}
	if known {
		g, sure := t.by(total)
		switch {
		case sure && g != nil:
			may = append(may, g)
		case stated == "":
			return nil
		}
	}
	if len(may) == 0 {
		return nil
	}
	return slices.MaxFunc(may, func(a, b *Group) int {
		if a.Years == 0 || b.Years == 0 { // any number of years
			return cmp.Compare(b.Years, a.Years)
		}
		return cmp.Compare(a.Years, b.Years)
	})
}
