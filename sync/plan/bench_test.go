package plan

import (
	"fmt"
	"testing"

	"rasoat/sheets"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
)

// long is a list of n projects in sections of 50, sound but for one deadline
// in a hundred that cannot be read.
func long(n int) *sheets.Snapshot {
	var b sheets.Builder
	t := b.Tab("1", "Dự án")
	text := func(r, c int, s string) { t.Set(r, c, sheets.Cell{Value: sheets.TextValue(s)}) }
	money := func(r, times int) {
		for c, v := range map[int]int{4: 1000, 5: 500, 6: 100} {
			t.Set(r, c, sheets.Cell{Value: sheets.NumberValue(fmt.Sprint(v * times)), Format: "#,##0"})
		}
	}
	text(0, 7, "Đơn vị: triệu đồng")
	for c, h := range []string{
		"STT", "Mã dự án", "Tên dự án", "Cơ quan chủ trì", "Tổng mức đầu tư", "Lũy kế vốn đã bố trí đến hết năm 2020", "Kế hoạch vốn năm 2021", "Thời hạn",
	} {
		text(1, c, h)
	}
	r := 2
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
		t.Set(r, 0, sheets.Cell{Value: sheets.NumberValue(fmt.Sprint(i + 1))})
		text(r, 1, fmt.Sprintf("CNTT-%d", i+1))
		text(r, 2, fmt.Sprintf("Dự án ứng dụng công nghệ thông tin số %d (mẫu)", i+1))
		text(r, 3, "Sở Tài chính")
		money(r, 1)
		text(r, 7, "Quý IV/2021")
		if i%100 == 99 {
			text(r, 7, "sắp tới đây")
		}
	}
	return b.Snapshot()
}

// BenchmarkMake plans the first pass over a list, and the next one, which
// remembers the first.
func BenchmarkMake(b *testing.B) {
	catalogue, err := lang.Load()
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1_000, 10_000, 100_000} {
		in := Input{
			Snapshot: long(n), Printer: catalogue.Printer(lang.Vietnamese), Now: friday,
			Settings: Settings{
				Workbook: "w", Remind: true, ReplyDays: 7,
				Mapping: ledger.Mapping{
					Lists:       []ledger.ListMapping{{Name: "projects", Tab: "Dự án", Kind: ledger.Projects}},
					Departments: []ledger.Department{{Name: "Sở Tài chính", Emails: []string{"stc@example.com"}}},
				},
				Domains: []string{"example.com"},
				Titles:  Titles{Summary: "Tổng hợp", Findings: "Kết quả rà soát", Gap: "Vốn còn thiếu", Warning: "Cảnh báo"},
			},
		}
		first, err := Make(in)
		if err != nil {
			b.Fatal(err)
		}
		for _, pass := range []struct {
			name    string
			history History
		}{{"first", History{}}, {"next", first.Next}} {
			in.History = pass.history
			b.Run(fmt.Sprintf("%s/%d", pass.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Make(in); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
			})
		}
	}
}
