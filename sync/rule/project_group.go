package rule

import (
	"slices"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// projectGroup finds projects whose group (A, B, C) is another than their total
// investment says by the dated table of the configuration ("project_groups").
// The table is the one in force on the day of the decision, else today.
//
// Why: the group says who decides on a project and for how many years it may be
// funded.
//
// A total within half of its last digit of a limit may lie on either side and
// is passed over, and so is a group that the table does not name. Where the day
// of the decision is not known, a group is right that any of the tables gives.
//
// To fix: correct the group, or the total investment.
//
// To accept: name the document that set the group in the column of
// explanations.
//
// Source: the Law on Public Investment 39/2019/QH14 (A from 800 tỷ đồng, B from
// 45, C below for projects of information technology), and what replaced it, as
// the table says.
//
// Arguments: stated, expected (names of groups), total ([Money]), basis (of the
// table, "" for none).
func projectGroup(l *ledger.Ledger, s Settings, report func(Finding)) {
	for list, row := range items(l) {
		if row.Group == "" || list.Kind != ledger.Projects {
			continue
		}
		total, ok := read(list, row, ledger.FieldTotal)
		if !ok || total.blank || total.unit.IsZero() {
			continue
		}
		tables := s.groupTables(row)
		if len(tables) == 0 || tables[0].group(row.Group) == nil {
			continue
		}
		fits := func(t GroupTable) bool {
			g, sure := t.by(total.Amount)
			return !sure || g == nil || ledger.Fold(g.Name) == ledger.Fold(row.Group)
		}
		if slices.ContainsFunc(tables, fits) {
			continue
		}
		expected, _ := tables[0].by(total.Amount)
		report(at(list, row, place(list, ledger.FieldGroup), Args{
			"stated": row.Group, "expected": expected.Name, "total": total.money(), "basis": tables[0].Basis,
		}))
	}
}

// groupTables returns the tables that an item may be judged by, that in force
// first; none where none is. Where the day of the item's decision is not known
// it may have been taken under any of the others.
func (s Settings) groupTables(row *ledger.Row) []GroupTable {
	day, known := judgedOn(row, s)
	var now, other []GroupTable
	for _, t := range s.Groups {
		if inForce(t.From, t.Until, day) {
			now = append(now, t)
		} else if !known {
			other = append(other, t)
		}
	}
	if len(now) == 0 {
		return nil
	}
	return append(now, other...)
}

// group returns the group of that name, or nil.
func (t GroupTable) group(name string) *Group {
	for i := range t.Groups {
		if ledger.Fold(t.Groups[i].Name) == ledger.Fold(name) {
			return &t.Groups[i]
		}
	}
	return nil
}

// by returns the group that a total investment is of, nil for one below them
// all. sure is false where the total, as rounded, may lie on either side of a
// limit.
func (t GroupTable) by(total ledger.Amount) (group *Group, sure bool) {
	if !total.Value.IsPositive() {
		return nil, false
	}
	sure = true
	for i := range t.Groups {
		g := &t.Groups[i]
		off := total.Value.Sub(g.AtLeast)
		if total.Half.GreaterThan(decimal.Zero) && off.Abs().LessThanOrEqual(total.Half) {
			sure = false
		}
		if group == nil && !off.IsNegative() {
			group = g
		}
	}
	return group, sure
}
