package expr_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"rasoat/sync/expr"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// What the first project of world says after one thing was changed.
func TestWhatAnItemSays(t *testing.T) {
	amounts := func(col int, text string) func(*ledger.List, *ledger.Row, *rule.Settings) {
		return func(_ *ledger.List, r *ledger.Row, _ *rule.Settings) {
			r.Amounts[col] = ledger.Amount{Value: decimal.RequireFromString(text)}
		}
	}
	for name, c := range map[string]struct {
		change func(*ledger.List, *ledger.Row, *rule.Settings)
		holds  string
	}{
		"an unreadable amount is absent, and so is the gap": {
			func(_ *ledger.List, r *ledger.Row, _ *rule.Settings) { r.Amounts[colTotal] = ledger.Amount{Bad: true} },
			`!has(item.total) && !has(item.gap) && !has(item.over) && has(item.plan)`,
		},
		"an amount of no known unit is absent": {
			func(l *ledger.List, _ *ledger.Row, _ *rule.Settings) { l.Columns[1].Unit = ledger.Unit{} },
			`!has(item.total) && !has(item.gap)`,
		},
		"an explanation of several lines stands on one": {
			func(_ *ledger.List, r *ledger.Row, _ *rule.Settings) {
				r.Texts[ledger.FieldExplanation] = "Chờ HĐND họp\nNguyễn Văn A"
			},
			`item.explanation == "Chờ HĐND họp Nguyễn Văn A"`,
		},
		"an amount of zero is not absent": {amounts(colTotal, "0"), `item.total.value() == 0 && item.gap <= 0 && item.over > 0`},
		"a fraction of a đồng is rounded": {amounts(colTotal, "1234.5"), `item.total.value() == 1235`},
		"the largest amount":              {amounts(colTotal, "9223372036854775807"), `item.total.value() == 9223372036854775807`},
		"an amount beyond 64 bits":        {amounts(colTotal, "9223372036854775808"), `!has(item.total)`},
		"an amount far below zero":        {amounts(colTotal, "-1e30"), `!has(item.total)`},
		"what was allocated beyond":       {amounts(colTotal, "5e9"), `item.over.value() == tỷ(20) && item.gap.value() == 0`},
		"whether the plan is in is unknown": {
			func(l *ledger.List, _ *ledger.Row, _ *rule.Settings) { l.Basis = ledger.BasisUnknown }, `has(item.total) && !has(item.gap)`,
		},
		"the parts of an allocation": {
			func(l *ledger.List, r *ledger.Row, _ *rule.Settings) {
				l.Columns[2].Field, l.Columns[2].Source = "", "Đầu tư công"
				l.Columns = append(l.Columns, ledger.Column{Col: 9, Amount: true, Unit: million, Source: "Chi thường xuyên"})
				r.Amounts[9] = inMillions(1)
			}, `item.allocated.value() == triệu(20001)`,
		},
		"parts of which one is unreadable": {
			func(l *ledger.List, r *ledger.Row, _ *rule.Settings) {
				l.Columns[2].Field, l.Columns[2].Source = "", "Đầu tư công"
				l.Columns = append(l.Columns, ledger.Column{Col: 9, Amount: true, Unit: million, Source: "Chi thường xuyên"})
				r.Amounts[9] = ledger.Amount{Bad: true}
			}, `!has(item.allocated)`,
		},
		"no part of an allocation": {
			func(l *ledger.List, _ *ledger.Row, _ *rule.Settings) { l.Columns[2].Field = "" }, `!has(item.allocated)`,
		},
		"done by its status": {
			func(_ *ledger.List, r *ledger.Row, _ *rule.Settings) {
				r.Status = ledger.Ref{Text: "xong", Name: "Hoàn thành"}
			},
			`item.done && item.days_late == 0 && item.status == "Hoàn thành"`,
		},
		"done by its day": {
			func(_ *ledger.List, r *ledger.Row, _ *rule.Settings) { r.DoneOn = day("2020-12-05") },
			`item.done && item.days_late == 0 && days(item.due, item.done_on) == 5`,
		},
		"due today is not late": {
			func(_ *ledger.List, _ *ledger.Row, s *rule.Settings) { s.Today = day("2020-11-30") }, `item.days_late == 0 && item.due >= item.today`,
		},
		"an open deadline has no day": {
			func(_ *ledger.List, r *ledger.Row, _ *rule.Settings) {
				r.Deadline = ledger.Deadline{Kind: ledger.Open, Text: "ngay"}
			},
			`!has(item.due) && item.days_late == 0`,
		},
		"not urgent": {
			func(_ *ledger.List, r *ledger.Row, _ *rule.Settings) { r.Priority = ledger.Ref{Text: "thường"} },
			`!item.urgent && item.priority == "thường"`,
		},
		"the section names the category": {
			func(_ *ledger.List, r *ledger.Row, _ *rule.Settings) {
				r.Parent.Category = ledger.Ref{Name: "Nhóm khác"}
			},
			`item.category == "Nhóm khác"`,
		},
		"a category that nobody knows": {
			func(_ *ledger.List, r *ledger.Row, _ *rule.Settings) { r.Category = ledger.Ref{Text: "lạ"} }, `item.category == "lạ"`,
		},
		"a decision without its cell": {
			func(_ *ledger.List, r *ledger.Row, _ *rule.Settings) { delete(r.Texts, ledger.FieldDecision) },
			`item.decision == "12/QĐ-UBND" && item.decided_on == optional.of(date("01/02/2020"))`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			l, s := world()
			list := l.Lists[0]
			c.change(list, list.Rows[1], &s)
			f, err := expr.Filter(c.holds)
			if err != nil {
				t.Fatal(told(err))
			}
			found, failed := f.Select(l, s)
			if len(found) == 0 || found[0].Row != list.Rows[1] {
				t.Errorf("%s does not hold (%v)", c.holds, failed.Err)
			}
		})
	}
}
