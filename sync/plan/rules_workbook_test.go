package plan

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
	"rasoat/sync/expr"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// The tabs of the whole workbook.
const (
	projectsTab  = "Danh mục dự án"
	tasksTab     = "Nhiệm vụ được giao"
	directoryTab = "Danh bạ cơ quan"
	calendarTab  = "Ngày nghỉ, làm bù"
)

// The categories of its projects.
const (
	withDecision = "Dự án đã có quyết định phê duyệt chủ trương đầu tư"
	smartCity    = "Đề án triển khai mô hình thành phố thông minh"
)

// wholeWorkbook is an official list with every column that there is, a list of
// tasks, a directory and a tab of days off, in which everything is right. Cells are set apart by
// "|"; see cellOf for how they are written. Formulas are computed.
func wholeWorkbook() book {
	b := book{cells: map[string]map[sheets.Addr]sheets.Cell{}}
	b.fill(projectsTab, `
ỦY BAN NHÂN DÂN TỈNH MẪU||||||||||||||||||||||||Biểu số 01
DANH MỤC DỰ ÁN, NHIỆM VỤ ỨNG DỤNG CÔNG NGHỆ THÔNG TIN
(Kèm theo Báo cáo số 00/BC-UBND ngày 15/01/2021 của Ủy ban nhân dân tỉnh)

||||||||||||||||||||||||Đơn vị: triệu đồng
STT|Mã dự án|Tên dự án, nhiệm vụ|Nhóm/Loại|Nhóm dự án (A, B, C)|Cơ quan chủ trì|Cơ quan phối hợp|Quyết định (số, ngày)|Tổng mức đầu tư|Lũy kế vốn đã bố trí đến hết năm 2020|||Kế hoạch vốn năm 2021|Nhu cầu vốn năm 2021|Lũy kế giải ngân|Nguồn vốn dự kiến|Ý kiến của Sở Tài chính|Ý kiến của Sở Kế hoạch và Đầu tư|Mức độ|Trạng thái|Văn bản giao (số, ngày)|Thời hạn|Thời gian thực hiện|Ngày hoàn thành|Văn bản kết quả|Ý kiến giải trình|Ghi chú
|||||||||Tổng số|Đầu tư công|Chi thường xuyên
A|B|C|D|E|F|G|H|1|2=3+4|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19
||TỔNG SỐ (5 dự án)||||||=I10+I16|=J10+J16|=K10+K16|=L10+L16|=M10+M16|=N10+N16|=O10+O16
I||DỰ ÁN ĐÃ CÓ QUYẾT ĐỊNH PHÊ DUYỆT CHỦ TRƯƠNG ĐẦU TƯ (3 dự án)||||||=SUM(I11:I13)|=SUM(J11:J13)|=SUM(K11:K13)|=SUM(L11:L13)|=SUM(M11:M13)|=SUM(N11:N13)|=SUM(O11:O13)
1|CNTT-01|Nền tảng dữ liệu dùng chung|Nhóm 1|B|Sở Thông tin và Truyền thông|Sở Tài chính|101/QĐ-UBND ngày 15/6/2020|120000|=SUM(K11:L11)|50000|-|30000|60000|40000|Đầu tư công|Thống nhất nguồn đầu tư công|Đầu tư công|Cấp bách|Đang thực hiện|25/TB-UBND ngày 25/9/2020|Quý I/2021|2020-2022||||
2|CNTT-02|Kết nối Cổng dịch vụ công quốc gia|Nhóm 1|C|Sở TT&TT|Sở Tài chính; Sở Kế hoạch và Đầu tư|102/QĐ-UBND ngày 20/6/2020|35000|=SUM(K12:L12)||10000|5000|10000|5000|Chi thường xuyên|Chi thường xuyên|Chi thường xuyên|Cấp bách|Đang thực hiện|02/TB-UBND ngày 12/01/2021|ngay|2020-2021
3|CNTT-03|Sửa chữa Trung tâm Tích hợp dữ liệu|Nhóm 1|B|Sở Thông tin và Truyền thông||103/QĐ-UBND ngày 01/7/2020|=SUM(I14:I15)|=SUM(K13:L13)|=SUM(K14:K15)||=SUM(M14:M15)|=SUM(N14:N15)|=SUM(O14:O15)|Đầu tư công|||Bình thường|Đang thực hiện|25/TB-UBND ngày 25/9/2020|@31/12/2021|2020-2023
-||Thiết bị||||||45000|=SUM(K14:L14)|10000||6000|12000|6000
-||Phần mềm||||||25000|=SUM(K15:L15)|5000||4000|8000|4000
II||ĐỀ ÁN TRIỂN KHAI MÔ HÌNH THÀNH PHỐ THÔNG MINH (2 dự án)||||||=SUM(I17:I18)|=SUM(J17:J18)|=SUM(K17:K18)|=SUM(L17:L18)|=SUM(M17:M18)|=SUM(N17:N18)|=SUM(O17:O18)
4|CNTT-04|Mua sắm thiết bị dạy học|Nhóm 2|B|Sở Giáo dục và Đào tạo|Sở Tài chính|201/QĐ-UBND ngày 05/8/2020|80000|=SUM(K17:L17)|10000||10000|20000|5000|Chưa xác định|||Bình thường|Chưa thực hiện|25/TB-UBND ngày 25/9/2020|tháng 11/2021|2021-2023
5|CNTT-05|Hệ thống phản ánh hiện trường|Nhóm 2|C|Văn phòng UBND tỉnh||202/QĐ-UBND ngày 10/8/2020|40000|=SUM(K18:L18)||40000|||40000|Chi thường xuyên|||Bình thường|Hoàn thành|25/TB-UBND ngày 25/9/2020|31/12/2020|2020-2020|20/12/2020|Báo cáo số 77/BC-VP ngày 20/12/2020

||Ghi chú: Số liệu tính đến ngày 15/01/2021.`)
	b.merges = []string{"A2:AA2", "J6:L6", "A6:A7", "B6:B7", "C6:C7", "I6:I7", "M6:M7"}
	b.fill(tasksTab, `
DANH MỤC NHIỆM VỤ ĐƯỢC GIAO

STT|Nội dung nhiệm vụ|Văn bản giao (số, ngày)|Cơ quan chủ trì|Cơ quan phối hợp|Thời hạn|Trạng thái|Ngày hoàn thành|Văn bản kết quả|Lý do chậm, kiến nghị|Ghi chú|Tạm dừng nhắc đến|Đã nhận thông tin (ngày)
1|Rà soát quy định mới của Trung ương|25/TB-UBND ngày 25/9/2020|Sở Thông tin và Truyền thông|Sở Tài chính|31/10/2020|Hoàn thành|30/10/2020|Báo cáo số 12/BC-STTTT|
2|Tham mưu nguồn chi thường xuyên|25/TB-UBND ngày 25/9/2020|Sở Tài chính||28/02/2021|Đang thực hiện||||||12/01/2021
3|Lập danh mục đầu tư công bổ sung|02/TB-UBND ngày 12/01/2021|Sở Kế hoạch và Đầu tư|Sở Giáo dục và Đào tạo|khẩn trương|Chưa thực hiện|||||31/01/2021`)
	b.fill(directoryTab, `
Tên cơ quan|Tên viết tắt|Thư điện tử|Hoạt động đến|Cơ quan kế thừa|Email cán bộ theo dõi|Email lãnh đạo phụ trách|Email thủ trưởng / giám đốc
Sở Thông tin và Truyền thông|Sở TT&TT|stttt@example.com
Sở Tài chính||stc@example.com|||can-bo@example.com|pho-giam-doc@example.com|giam-doc@example.com
Sở Kế hoạch và Đầu tư||skhdt@example.com
Sở Giáo dục và Đào tạo||sgddt@example.com
Văn phòng Ủy ban nhân dân tỉnh||vp@example.com
Sở Y tế
Sở Bưu chính, Viễn thông|||31/03/2008|Sở Thông tin và Truyền thông`)
	b.fill(calendarTab, `
Ngày|Loại|Lý do
10/02/2021 - 16/02/2021|Nghỉ|Tết Nguyên đán
06/02/2021|Làm bù|Theo thông báo của Ủy ban nhân dân tỉnh`)
	return b
}

// wholeSettings is what the configuration says of the whole workbook: nothing
// of where a column stands, and all that a rule can be held to.
func wholeSettings(t *testing.T, catalogue *lang.Catalogue) Settings {
	t.Helper()
	s := input(t, nil).Settings
	names := func(all ...string) []ledger.Name {
		var out []ledger.Name
		for _, n := range all {
			out = append(out, ledger.Name{Name: n})
		}
		return out
	}
	categories := []ledger.Name{{Name: withDecision, Aliases: []string{"Nhóm 1"}}, {Name: smartCity, Aliases: []string{"Nhóm 2"}}}
	sources := names("Đầu tư công", "Chi thường xuyên", "Sự nghiệp KHCN")
	statuses := names("Chưa thực hiện", "Đang thực hiện", "Hoàn thành")
	priorities := names("Cấp bách", "Bình thường")
	s.Mapping = ledger.Mapping{
		DirectoryTab: directoryTab, CalendarTab: calendarTab, Sources: sources, Statuses: statuses, Priorities: priorities,
		Lists: []ledger.ListMapping{
			{Name: "projects", Tab: projectsTab, Kind: ledger.Projects, Categories: categories},
			{Name: "tasks", Tab: tasksTab, Kind: ledger.Tasks},
		},
	}
	s.Urgent, s.Done = map[string]bool{"Cấp bách": true}, map[string]bool{"Hoàn thành": true}
	s.Advisers = map[string]string{"Đầu tư công": "Sở Kế hoạch và Đầu tư", "Chi thường xuyên": "Sở Tài chính"}
	billions := func(n int64) *decimal.Decimal { d := decimal.New(n, 9); return &d }
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	custom, err := expr.Rules([]expr.Definition{{
		ID: "tinh/du-an-lon-chua-co-von", When: "item.total >= tỷ(50) && item.plan.orValue(0) == 0", At: ledger.FieldPlan,
		Vi: "TMĐT {money(item.total)} nhưng chưa bố trí kế hoạch vốn năm 2021.", En: "Total {money(item.total)}, but no plan for 2021.",
	}}, expr.Printers{Vi: catalogue.Printer(lang.Vietnamese), En: catalogue.Printer(lang.English)})
	if err != nil {
		t.Fatal(err)
	}
	s.Rules = rule.Settings{
		Categories: []rule.Category{
			{Name: categories[0], Declared: rule.Declared{Count: 3, Total: billions(225)}, Requires: []ledger.Field{ledger.FieldDecision, ledger.FieldDecidedOn}},
			{Name: categories[1], Declared: rule.Declared{Count: 2, Total: billions(120)}},
		},
		Whole:    []rule.Declared{{List: "projects", Count: 5, Total: billions(340), AtLeast: true}, {List: "tasks", Count: 3}},
		Statuses: []rule.Status{{Name: statuses[0]}, {Name: statuses[1]}, {Name: statuses[2], Done: true}},
		Sources:  sources, Priorities: priorities, Urgent: s.Urgent, Advisers: s.Advisers,
		Required: map[string][]ledger.Field{
			"projects": {ledger.FieldCode, ledger.FieldName, ledger.FieldTotal, ledger.FieldDepartment},
			"tasks":    {ledger.FieldName, ledger.FieldDepartment},
		},
		OpenAfter: 90, OpenUrgentAfter: 10, StaleAfter: 60, MovedAfter: 2,
		Domains: s.Domains, SnoozeMost: 60,
		Groups: []rule.GroupTable{{
			From: day(2020, 1, 1), Basis: "Luật Đầu tư công số 39/2019/QH14", Groups: []rule.Group{
				{Name: "A", AtLeast: *billions(800), Years: 6}, {Name: "B", AtLeast: *billions(45), Years: 4}, {Name: "C", Years: 3},
			},
		}},
		SourceRules: []rule.SourceRule{
			{Category: withDecision, Sources: []string{"Đầu tư công", "Chi thường xuyên"}, From: day(2020, 1, 1), Basis: "Nghị quyết số 00/NQ-HĐND"},
		},
		Custom: custom,
	}
	return s
}

// book is a workbook that is still to be made: its cells by tab, and the
// merged blocks of the list of projects.
type book struct {
	cells  map[string]map[sheets.Addr]sheets.Cell
	merges []string
	in     []sheets.Obstacle
}

func (b book) fill(tab, text string) {
	b.cells[tab] = map[sheets.Addr]sheets.Cell{}
	for r, line := range strings.Split(strings.TrimPrefix(text, "\n"), "\n") {
		for c, cell := range strings.Split(line, "|") {
			b.cells[tab][sheets.Addr{Row: r, Col: c}] = cellOf(cell)
		}
	}
}

var plainNumber = regexp.MustCompile(`^-?\d+(?:\.\d+)?$`)

// cellOf reads how a cell is written here: 1234.5 is a number, =SUM(A1:A2) a
// formula, ?=A1 one that was never computed, @31/12/2021 a day, #REF! an error
// value, anything else a text.
func cellOf(s string) sheets.Cell {
	switch {
	case s == "":
		return sheets.Cell{}
	case plainNumber.MatchString(s):
		format := "#,##0"
		if strings.Contains(s, ".") {
			format = ""
		}
		return sheets.Cell{Value: sheets.NumberValue(s), Format: format}
	case s[0] == '=':
		return sheets.Cell{Formula: s[1:], Value: sheets.NumberValue("0"), Format: "#,##0"}
	case strings.HasPrefix(s, "?="):
		return sheets.Cell{Formula: s[2:], Format: "#,##0"}
	case s[0] == '@':
		if day, err := time.Parse("02/01/2006", s[1:]); err == nil {
			return sheets.Cell{Value: sheets.DayValue(day), Format: "dd/mm/yyyy"}
		}
	case s[0] == '#' && strings.HasSuffix(s, "!"), s == "#N/A":
		return sheets.Cell{Value: sheets.ErrorValue(s)}
	}
	return sheets.Cell{Value: sheets.TextValue(s)}
}

// typeFigures puts figures in the place of the formulas of the list of projects.
func (b book) typeFigures(t *testing.T) {
	t.Helper()
	typed := map[sheets.Addr]sheets.Cell{}
	for at, c := range b.cells[projectsTab] {
		typed[at] = sheets.Cell{Value: compute(t, b.cells[projectsTab], at), Format: c.Format}
	}
	b.cells[projectsTab] = typed
}

// snapshot makes the workbook, with its formulas computed.
func (b book) snapshot(t *testing.T) *sheets.Snapshot {
	t.Helper()
	var made sheets.Builder
	for i, title := range []string{projectsTab, tasksTab, directoryTab, calendarTab} {
		tb := made.Tab(sheets.TabID(fmt.Sprint(i+1)), title)
		for at, c := range b.cells[title] {
			if c.Formula != "" && !c.Value.IsEmpty() {
				c.Value = compute(t, b.cells[title], at)
			}
			tb.Set(at.Row, at.Col, c)
		}
		if i > 0 {
			continue
		}
		for _, m := range b.merges {
			r, err := sheets.ParseRange(m)
			if err != nil {
				t.Fatal(err)
			}
			tb.Merge(r)
		}
	}
	for _, o := range b.in {
		made.Obstacle(o)
	}
	return made.Snapshot()
}

// compute gives what a formula of sums gives: =SUM(A1:A9,B1) or =A1+B1. A text
// in a sum is passed over, an error value spreads.
func compute(t *testing.T, cells map[sheets.Addr]sheets.Cell, at sheets.Addr) sheets.Value {
	t.Helper()
	c := cells[at]
	if c.Formula == "" {
		return c.Value
	}
	inner, isSum := strings.CutPrefix(strings.TrimSuffix(c.Formula, ")"), "SUM(")
	parts := strings.Split(inner, "+")
	if isSum {
		parts = strings.Split(inner, ",")
	}
	sum := decimal.Zero
	for _, part := range parts {
		first, last, isRange := strings.Cut(part, ":")
		if !isRange {
			last = first
		}
		a, err := sheets.ParseAddr(first)
		b, err2 := sheets.ParseAddr(last)
		if err != nil || err2 != nil {
			t.Fatalf("formula %q", c.Formula)
		}
		for row := a.Row; row <= b.Row; row++ {
			for col := a.Col; col <= b.Col; col++ {
				switch v := compute(t, cells, sheets.Addr{Row: row, Col: col}); v.Kind() {
				case sheets.Error:
					return v
				case sheets.Number:
					sum = sum.Add(decimal.RequireFromString(v.String()))
				case sheets.Text:
					if !isSum {
						return sheets.ErrorValue("#VALUE!")
					}
				}
			}
		}
	}
	return sheets.NumberValue(sum.String())
}
