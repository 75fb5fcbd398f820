package rule_test

import (
	"fmt"
	"testing"
	"time"

	"rasoat/sheets"
	"rasoat/sync/funding"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// longList is a list of n projects in sections of 50 whose totals are right,
// twenty columns wide.
func longList(n int) *sheets.Snapshot {
	var b sheets.Builder
	t := b.Tab("t1", "Danh mục")
	text := func(r, c int, s string) { t.Set(r, c, sheets.Cell{Value: sheets.TextValue(s)}) }
	figure := func(r, c, v int) {
		t.Set(r, c, sheets.Cell{Value: sheets.NumberValue(fmt.Sprint(v)), Format: "#,##0"})
	}
	money := func(r, times int) {
		for c, v := range map[int]int{7: 1000, 8: 500, 9: 300, 10: 200, 11: 100} {
			figure(r, c, v*times)
		}
	}
	text(0, 19, "Đơn vị: triệu đồng")
	for c, h := range []string{
		"STT", "Mã dự án", "Tên dự án", "Nhóm", "Cơ quan chủ trì", "Cơ quan phối hợp", "Quyết định (số, ngày)", "Tổng mức đầu tư",
		"Lũy kế vốn đã bố trí đến hết năm 2020", "", "", "Kế hoạch vốn năm 2021", "Nguồn vốn dự kiến", "Mức độ", "Trạng thái", "Thời hạn",
		"Văn bản giao (số, ngày)", "Ngày hoàn thành", "Nguyên nhân chậm", "Ghi chú",
	} {
		text(1, c, h)
		if c < 8 || c > 10 {
			t.Merge(sheets.Range{Top: 1, Left: c, Bottom: 3, Right: c + 1})
		}
	}
	t.Merge(sheets.Range{Top: 1, Left: 8, Bottom: 2, Right: 11})
	for i, h := range []string{"Tổng số", "Đầu tư công", "Chi thường xuyên"} {
		text(2, 8+i, h)
	}
	r := 3
	text(r, 2, "TỔNG SỐ")
	money(r, n)
	for i := range n {
		if i%50 == 0 {
			r++
			text(r, 0, []string{"I", "II", "III", "IV", "V", "VI"}[i/50%6])
			text(r, 2, "Dự án thành phố thông minh")
			money(r, min(50, n-i))
		}
		r++
		figure(r, 0, i+1)
		text(r, 1, fmt.Sprintf("CNTT-%d", i+1))
		text(r, 2, fmt.Sprintf("Dự án ứng dụng công nghệ thông tin số %d (mẫu)", i+1))
		text(r, 3, "Thành phố thông minh")
		text(r, 4, "Sở TT&TT")
		text(r, 5, "Sở Tài chính; Sở KH&ĐT")
		text(r, 6, fmt.Sprintf("QĐ số %d/QĐ-UBND ngày 12/3/2020", i+1))
		money(r, 1)
		text(r, 12, "Đầu tư công")
		text(r, 13, "Bình thường")
		text(r, 14, "Đang thực hiện")
		text(r, 15, "Quý IV/2021")
		text(r, 18, "Chưa bố trí đủ vốn")
	}
	return b.Snapshot()
}

// BenchmarkPass reads a list, runs every rule over it and computes its funding:
// what a pass does between reading a workbook and planning.
func BenchmarkPass(b *testing.B) {
	m := ledger.Mapping{
		Lists:       []ledger.ListMapping{{Name: "list", Tab: "Danh mục", Kind: ledger.Projects, Categories: []ledger.Name{{Name: "Thành phố thông minh", Aliases: []string{"Dự án thành phố thông minh"}}}}},
		Departments: []ledger.Department{{Name: "Sở Thông tin và Truyền thông", Emails: []string{"a@example.com"}}, {Name: "Sở Tài chính", Emails: []string{"b@example.com"}}, {Name: "Sở Kế hoạch và Đầu tư", Emails: []string{"c@example.com"}}},
		Sources:     []ledger.Name{{Name: "Đầu tư công"}, {Name: "Chi thường xuyên"}},
		Statuses:    []ledger.Name{{Name: "Đang thực hiện"}, {Name: "Hoàn thành"}},
		Priorities:  []ledger.Name{{Name: "Cấp bách"}, {Name: "Bình thường"}},
	}
	settings := rule.Settings{
		Categories: []rule.Category{{Name: ledger.Name{Name: "Thành phố thông minh"}, Declared: rule.Declared{Count: -1}}},
		Statuses:   []rule.Status{{Name: ledger.Name{Name: "Đang thực hiện"}}, {Name: ledger.Name{Name: "Hoàn thành"}, Done: true}},
		Sources:    m.Sources, Priorities: m.Priorities, OpenAfter: 90, OpenUrgentAfter: 10,
		Required: map[string][]ledger.Field{"list": {ledger.FieldCode, ledger.FieldDepartment, ledger.FieldTotal}},
		Today:    time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC),
	}
	for _, n := range []int{1_000, 10_000, 100_000} {
		s := longList(n)
		l := ledger.Read(s, m)
		each := func(name string, do func()) {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					do()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
			})
		}
		run := func(l *ledger.Ledger) {
			if found := rule.Run(l, settings); len(found) != 0 {
				b.Fatalf("%d findings, the first %+v", len(found), found[0])
			}
			if report := funding.Compute(l); len(report.Gaps) != n {
				b.Fatalf("%d gaps", len(report.Gaps))
			}
		}
		each("rules and funding", func() { run(l) })
		each("with reading", func() { run(ledger.Read(s, m)) })
	}
}
