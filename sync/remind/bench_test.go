package remind_test

import (
	"fmt"
	"testing"

	"rasoat/sync/remind"
)

func BenchmarkDecide(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		var items []item
		leads := []string{ict, plan, finance}
		for i := range n {
			items = append(items, item{
				code: fmt.Sprintf("CNTT-%05d", i), name: fmt.Sprintf("Dự án %d", i), leads: leads[i%3],
				deadline: term(i%60 - 30), sources: "Đầu tư công", short: int64(i % 2), done: i%4 == 0,
			})
		}
		in := input(items...)
		in.Policy = usual()
		in.Policy.Cooperating = true
		in.Policy.Overview.To = []string{"office@example.com"}
		first := remind.Decide(in).Memory
		b.Run(fmt.Sprintf("first/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				remind.Decide(in)
			}
		})
		again := in
		again.Memory = first
		again.Today, again.Now, again.Slot = day("2021-01-18"), at(day("2021-01-18"), "08:00"), at(day("2021-01-18"), "08:00")
		b.Run(fmt.Sprintf("again/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				remind.Decide(again)
			}
		})
	}
}
