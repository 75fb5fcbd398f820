package rule_test

import (
	"fmt"
	"testing"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// longSection is a list of n items in one section, each with an allocation that
// is the sum of its parts, summed by formulas.
func longSection(n int) *ledger.List {
	l := &ledger.List{
		Name: "table", Kind: ledger.Table, Unit: million, Sums: []ledger.RowSum{{Total: 2, Plus: []int{3, 4}}},
		Columns: columns(million, []ledger.Field{""}, "number", "name", ":Tổng số", ":Đầu tư", ":Thường xuyên"),
	}
	state := func(r *ledger.Row, formula string, times int) {
		for col, v := range map[int]int{2: 500, 3: 300, 4: 200} {
			a := amount(fmt.Sprint(v*times), million)
			if formula != "" {
				a.Formula = fmt.Sprintf(formula, string(rune('A'+col)))
			}
			r.Amounts[col] = a
		}
	}
	grand := newRow(ledger.GrandRow, 1, "", "TỔNG SỐ")
	state(grand, "%[1]s2", n)
	section := newRow(ledger.SectionRow, 2, "I", "Mục")
	state(section, fmt.Sprintf("SUM(%%[1]s3:%%[1]s%d)", n+2), n)
	l.Rows = []*ledger.Row{grand, section}
	for i := range n {
		item := newRow(ledger.ItemRow, i+3, fmt.Sprint(i+1), "Dự án")
		state(item, "", 1)
		under(section, item)
		l.Rows = append(l.Rows, item)
	}
	return l
}

// BenchmarkTotals judges the totals of a long section that agrees, one with a
// wrong cell that is named, and one whose every sum is wrong. The time grows no
// faster than the list.
func BenchmarkTotals(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		for _, x := range []struct {
			name   string
			breaks func(l *ledger.List)
			want   int // how many findings
		}{
			{"right", func(*ledger.List) {}, 0},
			{"one wrong cell", func(l *ledger.List) { l.Rows[5].Amounts[3] = amount("999", million) }, 1},
			{"every sum wrong", func(l *ledger.List) {
				for i, r := range l.Rows {
					r.Amounts[3] = amount(fmt.Sprint(1_000_000+i*i%977), million)
				}
			}, -1},
		} {
			l := longSection(n)
			x.breaks(l)
			led := &ledger.Ledger{Lists: []*ledger.List{l}, Directory: ledger.NewDirectory()}
			b.Run(fmt.Sprintf("%s/%d", x.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if found := rule.Run(led, rule.Settings{}); x.want >= 0 && len(found) != x.want {
						b.Fatalf("%d findings, want %d", len(found), x.want)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
			})
		}
	}
}
