package paper_test

import (
	"fmt"
	"testing"
	"time"

	"rasoat/cmd/rasoat/internal/paper"
	"rasoat/sheets"
	"rasoat/sync/funding"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/report"
)

const (
	approved = "Dự án đã có quyết định phê duyệt chủ trương đầu tư"
	city     = "Dự án thuộc Đề án triển khai mô hình thành phố thông minh"
)

// ledgerOf reads a list of n projects in two categories, and a list of two
// tasks. Every fifth project has a long name, the third one looks like a
// formula, the last one is given more than it costs.
func ledgerOf(n int) *ledger.Ledger {
	var b sheets.Builder
	text := func(s string) sheets.Cell { return sheets.Cell{Value: sheets.TextValue(s)} }
	figure := func(s string) sheets.Cell { return sheets.Cell{Value: sheets.NumberValue(s)} }
	row := func(tb *sheets.TabBuilder, r int, cells ...sheets.Cell) {
		for c, cell := range cells {
			tb.Set(r, c, cell)
		}
	}
	tb := b.Tab("1", "Danh mục")
	tb.Set(0, 11, text("Đơn vị: triệu đồng"))
	row(tb, 1, text("STT"), text("Mã dự án"), text("Tên dự án, nhiệm vụ"), text("Nhóm"), text("Cơ quan chủ trì"), text("Quyết định (số, ngày)"),
		text("Tổng mức đầu tư"), text("Lũy kế vốn đã bố trí đến hết năm 2020"), text("Kế hoạch vốn năm 2021"), text("Nguồn vốn dự kiến"),
		text("Thời hạn"), text("Ghi chú"))
	for i := range n {
		name := fmt.Sprintf("Dự án nâng cấp hệ thống số %d", i+1)
		switch {
		case i == 2:
			name = `=HYPERLINK("https://example.com","xem")`
		case i%5 == 4:
			name = fmt.Sprintf("Dự án xây dựng nền tảng tích hợp, chia sẻ dữ liệu dùng chung của tỉnh và kết nối với Cổng dịch vụ công quốc gia, giai đoạn %d", i+1)
		}
		category, planned := approved, "100.5"
		if i%3 == 1 {
			category = city
		}
		if i == n-1 {
			planned = "9999999"
		}
		row(tb, 2+i, figure(fmt.Sprint(i+1)), text(fmt.Sprintf("CNTT-%02d", i+1)), text(name), text(category), text("Sở Thông tin và Truyền thông"),
			text("1234/QĐ-UBND ngày 12/6/2020"), figure(fmt.Sprint(12500+i)), figure("1000"), figure(planned), text("Chưa xác định"),
			text("Quý IV/2021"), text(""))
	}
	tb = b.Tab("2", "Nhiệm vụ")
	row(tb, 0, text("STT"), text("Văn bản giao (số, ngày)"), text("Nội dung nhiệm vụ"), text("Cơ quan chủ trì"), text("Thời hạn"))
	row(tb, 1, figure("1"), text("Thông báo 12/TB-UBND ngày 15/9/2020"), text("Rà soát quy định mới của Trung ương"), text("Sở Tài chính"), text("31/12/2020"))
	row(tb, 2, figure("2"), text("Thông báo 12/TB-UBND ngày 15/9/2020"), text("Lập danh mục bổ sung"), text("Sở Kế hoạch và Đầu tư"), text("ngay"))
	return ledger.Read(b.Snapshot(), ledger.Mapping{Lists: []ledger.ListMapping{
		{Name: "projects", Tab: "Danh mục", Kind: ledger.Projects, Categories: []ledger.Name{{Name: approved}, {Name: city}}},
		{Name: "tasks", Tab: "Nhiệm vụ", Kind: ledger.Tasks},
	}})
}

// paperOf makes a paper of all projects, of all projects and tasks, and of
// nothing.
func paperOf(t *testing.T, n int) paper.Paper {
	t.Helper()
	catalogue, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	l := ledgerOf(n)
	if len(l.Problems) > 0 {
		t.Fatalf("problems: %+v", l.Problems)
	}
	from := report.Source{Ledger: l, Funding: funding.Compute(l), Printer: catalogue.Printer(lang.Vietnamese)}
	projects, tasks := l.Lists[0].Items(), l.Lists[1].Items()
	if len(projects) != n || len(tasks) != 2 {
		t.Fatalf("read %d projects and %d tasks", len(projects), len(tasks))
	}
	return paper.Paper{
		Agency:   "Văn phòng UBND tỉnh",
		Standing: report.Standing{Day: time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC), Funding: from.Funding, Late: 3, Urgent: 1, Findings: 2},
		Lists: []report.Named{
			{Name: "da-duyet-chua-thuc-hien", Title: "Danh mục dự án đã có chủ trương đầu tư nhưng chưa triển khai năm 2020", Rows: projects[:n-1]},
			{Name: "trinh-ky-hop-cuoi-nam", Title: "Danh mục dự án, nhiệm vụ trình kỳ họp thường lệ cuối năm", Rows: append(projects, tasks...)},
			{Name: "khong-co", Tab: "Không có", Title: "Danh mục dự án không có dự án nào"},
		},
		From: from,
	}
}
