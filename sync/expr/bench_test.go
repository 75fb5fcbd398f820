package expr_test

import (
	"fmt"
	"testing"

	"rasoat/sync/expr"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// many is a ledger of n projects like the first of world's.
func many(n int) (*ledger.Ledger, rule.Settings) {
	l, s := world()
	list := l.Lists[0]
	rows := make([]*ledger.Row, n)
	for i := range rows {
		row := *list.Rows[1]
		row.Row = i
		rows[i] = &row
	}
	list.Rows = rows
	return l, s
}

func BenchmarkRules(b *testing.B) {
	l, s := many(10_000)
	for name, when := range map[string]string{
		"amount":  `item.total >= tỷ(1000) && item.allocated > 0`,
		"gap":     `item.gap > tỷ(1000)`,
		"text":    `item.status == "Hoàn thành" && item.category.startsWith("Đề án")`,
		"names":   `item.departments.exists(d, d == "Sở Giao thông") && !item.done`,
		"folded":  `mentions(item.name, "trung tâm tích hợp")`,
		"day":     `!item.done && item.days_late > 365`,
		"absent":  `item.need > tỷ(1)`,
		"regular": `item.name.matches("^Trung tâm.*dữ liệu$")`,
	} {
		b.Run(name, func(b *testing.B) {
			rules, err := expr.Rules([]expr.Definition{{ID: "tinh/mau", When: when, Vi: "x {money(item.total)}"}}, printers(b))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				rules[0].Check(l, s, func(rule.Finding) {})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(10_000), "ns/item")
		})
	}
	b.Run("message", func(b *testing.B) {
		rules, err := expr.Rules([]expr.Definition{{
			ID: "tinh/mau", When: "item.total > 0", Vi: "TMĐT {money(item.total)}, {item.departments}", En: "{item.name}",
		}}, printers(b))
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			rules[0].Check(l, s, func(rule.Finding) {})
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(10_000), "ns/item")
	})
}

func BenchmarkCompile(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		if _, err := expr.Compile(fmt.Sprintf("item.total >= tỷ(%d) && item.gap > 0", i), expr.Condition); err != nil {
			b.Fatal(err)
		}
	}
}
