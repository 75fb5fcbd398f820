package plan

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
)

// The header is found and every column of it known by its usual name.
func TestTheColumnsOfTheWholeWorkbookAreFound(t *testing.T) {
	catalogue, settings := whole(t)
	p, _ := ruleCase{}.run(t, catalogue, settings)
	want := map[string]string{
		"A": "number", "B": "code", "C": "name", "D": "category", "E": "group", "F": "department", "G": "cooperating", "H": "decision",
		"I": "total", "J": "allocated", "K": "Đầu tư công", "L": "Chi thường xuyên", "M": "plan", "N": "need", "O": "disbursed", "P": "source",
		"Q": "Sở Tài chính", "R": "Sở Kế hoạch và Đầu tư", "S": "priority", "T": "status", "U": "assigned", "V": "deadline", "W": "period",
		"X": "done", "Y": "result", "Z": "explanation", "AA": "remark",
	}
	l := p.Ledger.Lists[0]
	got := map[string]string{}
	for _, c := range l.Columns {
		what := string(c.Field)
		switch {
		case c.Source != "":
			what = c.Source
		case c.By != "":
			what = c.By
		}
		got[sheets.ColName(c.Col)] = what
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if l.Unit.Label != "triệu đồng" || l.Basis != ledger.BasisExcludes || l.PlanYear != 2021 || l.Header.String() != "A6:AA7" {
		t.Errorf("unit %q, basis %v, plan of %d, header %s", l.Unit.Label, l.Basis, l.PlanYear, l.Header)
	}
	if len(l.Items()) != 5 || len(p.Ledger.Lists[1].Items()) != 3 {
		t.Errorf("%d projects and %d tasks", len(l.Items()), len(p.Ledger.Lists[1].Items()))
	}
}

// Figures that people typed, as numbers or as texts, are as right as formulas.
func TestTypedFiguresAreNoFinding(t *testing.T) {
	catalogue, settings := whole(t)
	for name, write := range map[string]func(v string) sheets.Cell{
		"numbers": func(v string) sheets.Cell { return sheets.Cell{Value: sheets.NumberValue(v), Format: "#,##0"} },
		"texts":   func(v string) sheets.Cell { return sheets.Cell{Value: sheets.TextValue(grouped(v, "."))} },
		"spaces":  func(v string) sheets.Cell { return sheets.Cell{Value: sheets.TextValue(grouped(v, "\u00a0") + ",0")} },
		"zeros": func(v string) sheets.Cell {
			if v == "0" {
				v = "-"
			}
			return sheets.Cell{Value: sheets.TextValue(grouped(v, "."))}
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := wholeWorkbook()
			typed := map[sheets.Addr]sheets.Cell{}
			for at, c := range b.cells[projectsTab] {
				if v := compute(t, b.cells[projectsTab], at); v.Kind() == sheets.Number && c.Format == "#,##0" && at.Row > 7 && at.Col > 7 {
					c = write(v.String())
				}
				typed[at] = c
			}
			b.cells[projectsTab] = typed
			p := makePlan(t, Input{Snapshot: b.snapshot(t), Printer: catalogue.Printer(lang.Vietnamese), Now: friday, Settings: settings})
			if len(p.Findings) > 0 {
				t.Errorf("found:%s", told(p))
			}
		})
	}
}

// A typed total may be off by what rounding explains.
func TestRoundingIsNoFinding(t *testing.T) {
	catalogue, settings := whole(t)
	for _, change := range []string{"I9=345001", "I10=224999", "M9=54999", "J10=75001", "N13=20001", "J12=10001"} {
		t.Run(change, func(t *testing.T) {
			p, _ := ruleCase{typed: true, breaks: change}.run(t, catalogue, settings)
			if len(p.Findings) > 0 {
				t.Errorf("found:%s", told(p))
			}
			if p.Totals.Rounding == 0 {
				t.Error("nothing was off")
			}
		})
	}
}

// grouped sets a mark between every three digits.
func grouped(digits, mark string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + mark + digits[i:]
	}
	return digits
}

// What says the same in other words, and what is honestly unusual, is warned of
// nowhere.
func TestWhatIsWrittenOtherwiseIsNoFinding(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	tests := []string{
		// names
		"D11=NHÓM 1", "D11=Dự án đã có Quyết định phê duyệt  chủ trương đầu tư", "D11=",
		"C10=Dự án đã có quyết định phê duyệt chủ trương đầu tư (03 dự án):", "C10=DỰ ÁN ĐÃ CÓ QUYẾT ĐỊNH PHÊ DUYỆT CHỦ TRƯƠNG ĐẦU TƯ",
		"C9=TỔNG CỘNG", "E11=Nhóm B", "E11=b", "E11=",
		"F11=STTTT", "F11=SỞ THÔNG TIN & TRUYỀN THÔNG", "F11=Sở TTTT", "F18=VP UBND tỉnh", "G11=STC; Sở KH&ĐT", "G11=các sở, ban, ngành; UBND các huyện",
		"T11=ĐANG THỰC HIỆN", "T11=", "S11=cấp  bách", "S11=", "P11=đầu tư công", "P11=Đầu tư công; Chi thường xuyên", "P11=Chưa xác định", "P11=",
		// opinions
		"Q12=Không có ý kiến", "R12=Đang nghiên cứu", "R12=Chi thường xuyên, đầu tư công", "R12=Chưa xác định",
		// documents
		"H11=Quyết định số 101/QĐ-UBND ngày 15 tháng 6 năm 2020", "H11=QĐ 101/QĐ-UBND, 15.6.2020", "H17=", "H17=Chưa có",
		// money
		"L11=", "M12=-", "N11=", "O11=", "J12=10000",
		"Y5=ĐVT: Triệu đồng", "A5=Đơn vị tính: triệu đồng",
		"J6=Lũy kế vốn đã bố trí đến hết kế hoạch năm 2020", "J7=Bố trí", "M6=KH vốn năm 2021",
		// terms
		"V11=Quý 1 năm 2021", "V11=31/03/2021", "V11=@31/03/2021", "V11=tháng 3/2021", "V12=khẩn trương", "V12=", "V17=2021", "V17=trước 30/11/2021",
		"W11=2020 - 2022", "W11=Từ 2020 đến 2023", "W12=2020-2022", "W12=", "W18=2020",
		"U11=TB 25/TB-UBND (25/9/2020)", "U12=@12/01/2021", "U12=",
		"X18=@20/12/2020", "X18=tháng 12/2020", "X18=25/9/2020",
		// codes
		"B11=CNTT 01", "B11=1", "B11=1.10 ",
		// explanations beside what is right
		"Z11=Đã báo cáo", "Z11=Chờ văn bản; Nguyễn Văn A; đến 01/01/2020", "AA11=Đã xong 80%",
		// tasks
		tasksTab + "!F5=28 tháng 2 năm 2021", tasksTab + "!F6=ngay", tasksTab + "!G4=hoàn thành", tasksTab + "!C5=", tasksTab + "!H4=@30/10/2020",
		tasksTab + "!H4=05/11/2020", tasksTab + "!D5=Sở Tài chính (chủ trì)",
		// the directory
		directoryTab + "!B3=STC, Sở TC", directoryTab + "!C3=stc@example.com; vanthu.stc@example.com", directoryTab + "!D8=@31/03/2008",
	}
	catalogue, settings := whole(t)
	for _, change := range tests {
		t.Run(change, func(t *testing.T) {
			b := wholeWorkbook()
			b.change(t, projectsTab, change)
			p := makePlan(t, Input{Snapshot: b.snapshot(t), Printer: catalogue.Printer(lang.Vietnamese), Now: friday, Settings: settings})
			if len(p.Findings) > 0 {
				t.Errorf("found:%s", told(p))
			}
		})
	}
}
