package ledger

import (
	"fmt"
	"testing"

	"rasoat/sheets"
)

// longList is a list of n projects in sections of 50, twenty columns wide, with
// departments merged over two rows each and every tenth amount a text.
func longList(n int) *sheets.Snapshot {
	var b sheets.Builder
	t := b.Tab("t1", "Danh mục")
	text := func(r, c int, s string) { t.Set(r, c, sheets.Cell{Value: sheets.TextValue(s)}) }
	figure := func(r, c, v int) {
		t.Set(r, c, sheets.Cell{Value: sheets.NumberValue(fmt.Sprint(v)), Format: "#,##0"})
	}
	text(0, 19, "Đơn vị: triệu đồng")
	for c, h := range []string{
		"STT", "Mã dự án", "Tên dự án", "Cơ quan chủ trì", "Cơ quan phối hợp", "Quyết định (số, ngày)", "Tổng mức đầu tư",
		"Lũy kế vốn đã bố trí đến hết năm 2020", "", "", "", "", "Kế hoạch vốn năm 2021", "Nguồn vốn dự kiến", "Nhóm", "Mức độ", "Trạng thái", "Thời hạn",
		"Nguyên nhân chậm", "Ghi chú",
	} {
		text(1, c, h)
		if c < 7 || c > 11 {
			t.Merge(sheets.Range{Top: 1, Left: c, Bottom: 3, Right: c + 1})
		}
	}
	t.Merge(sheets.Range{Top: 1, Left: 7, Bottom: 2, Right: 12})
	for i, h := range []string{"Tổng số", "Đầu tư công", "Chi thường xuyên", "Sự nghiệp KHCN", "Nguồn khác"} {
		text(2, 7+i, h)
	}
	r := 3
	text(r, 2, "TỔNG SỐ")
	for i := range n {
		if i%50 == 0 {
			r++
			text(r, 0, []string{"I", "II", "III", "IV", "V", "VI"}[i/50%6])
			text(r, 2, "Dự án thành phố thông minh (50 dự án)")
			figure(r, 6, 50_000)
		}
		r++
		figure(r, 0, i+1)
		text(r, 1, fmt.Sprintf("CNTT-%d", i+1))
		text(r, 2, fmt.Sprintf("Dự án ứng dụng công nghệ thông tin số %d (mẫu)", i+1))
		if i%2 == 0 {
			text(r, 3, "Sở TT&TT")
			text(r, 4, "Sở Tài chính; Sở KH&ĐT")
			t.Merge(sheets.Range{Top: r, Left: 3, Bottom: r + 2, Right: 4})
			t.Merge(sheets.Range{Top: r, Left: 4, Bottom: r + 2, Right: 5})
		}
		text(r, 5, "QĐ số 00/QĐ-UBND ngày 12/3/2020")
		figure(r, 6, 1000)
		if i%10 == 0 {
			text(r, 7, "1.234,5")
		} else {
			figure(r, 7, 500)
		}
		figure(r, 8, 300)
		figure(r, 9, 200)
		figure(r, 12, 100)
		text(r, 13, "Đầu tư công")
		text(r, 14, "Thành phố thông minh")
		text(r, 15, "Bình thường")
		text(r, 16, "Đang thực hiện")
		if i%3 == 0 {
			text(r, 17, "Quý IV/2020")
		} else {
			t.Set(r, 17, dateCell(on(2020, 12, 31)))
		}
		text(r, 18, "Chưa bố trí đủ vốn")
	}
	return b.Snapshot()
}

func BenchmarkRead(b *testing.B) {
	for _, n := range []int{20, 1_000, 10_000, 100_000} {
		s := longList(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if l := Read(s, projects()); len(l.Lists[0].Items()) != n || len(l.Problems) != 0 {
					b.Fatalf("%d items, %d problems", len(l.Lists[0].Items()), len(l.Problems))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
		})
	}
}

func BenchmarkFold(b *testing.B) {
	for _, s := range []string{"Sở Thông tin và Truyền thông", "project_name", "Sở TT&TT"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(s)
			}
		})
	}
}

func BenchmarkParseAmount(b *testing.B) {
	for _, s := range []string{"216500", "1.234,5", "(1)\u00a0\u00a0 419.278.223", "1.700 tỷ"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ParseAmount(s, Vietnamese)
			}
		})
	}
}

func BenchmarkParseDeadline(b *testing.B) {
	for _, s := range []string{"31/12/2020", "Trước ngày 30/11/2020", "Quý IV/2020", "2020-2022", "khẩn trương"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ParseDeadline(s, nil)
			}
		})
	}
}
