package plan

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

var update = flag.Bool("update", false, "rewrite golden files")

// meeting is a list in which items stand in every way there is: late and
// urgent, late, done by its day and over-allocated, done by its status, open
// and of no settled source, led by nobody known; and a directory with a wrong
// address.
func meeting(t *testing.T) Input {
	in := input(t, nil)
	var b sheets.Builder
	fill := func(id sheets.TabID, title, text string) {
		tb := b.Tab(id, title)
		for r, line := range strings.Split(strings.TrimSpace(text), "\n") {
			for c, cell := range strings.Split(line, "|") {
				switch cell = strings.TrimSpace(cell); {
				case cell == "":
				case strings.Trim(cell, "0123456789") == "":
					tb.Set(r, c, sheets.Cell{Value: sheets.NumberValue(cell), Format: "#,##0"})
				default:
					tb.Set(r, c, sheets.Cell{Value: sheets.TextValue(cell)})
				}
			}
		}
	}
	fill("1", "Dự án", `
Đơn vị: triệu đồng
STT|Mã dự án|Tên dự án|Cơ quan chủ trì|Tổng mức đầu tư|Lũy kế vốn đã bố trí đến hết năm 2020|Kế hoạch vốn năm 2021|Nguồn vốn dự kiến|Mức độ|Trạng thái|Thời hạn|Ngày hoàn thành
||TỔNG SỐ||1500|500|100
I||Dự án A (3 dự án)||900|350|100
1|P-1|Một|Sở Tài chính|100|40|20|Đầu tư công|Cấp bách||31/12/2020
2|P-2|Hai|Sở Tài chính|200|260||Đầu tư công|Cấp bách||31/12/2020|10/01/2021
3|P-3|Ba|STC|600|50|80|Chưa xác định|||ngay
II||Nhóm lạ||500|150
4|P-4|Bốn|Sở Lạ|300|150||Chi thường xuyên|Cấp bách||Quý I/2021
5|P-5|Năm|Sở Tài chính|100|||||Hoàn thành|30/11/2020|25/11/2020
6|P-6|Sáu|Sở Tài chính|100|||||Đang làm|30/11/2020`)
	fill("2", "Danh bạ cơ quan", `
Tên cơ quan|Thư điện tử
Sở Tài chính|stc(at)example.com`)
	in.Snapshot = b.Snapshot()
	s := &in.Settings
	category := ledger.Name{Name: "Dự án A"}
	s.Mapping.DirectoryTab = "Danh bạ cơ quan"
	s.Mapping.Lists[0].Categories = []ledger.Name{category}
	s.Mapping.Departments[0].Aliases = []string{"STC"}
	s.Mapping.Sources = []ledger.Name{{Name: "Đầu tư công"}, {Name: "Chi thường xuyên"}}
	s.Mapping.Statuses = []ledger.Name{{Name: "Hoàn thành"}}
	s.Mapping.Priorities = []ledger.Name{{Name: "Cấp bách"}}
	s.Rules.Categories = []rule.Category{{Name: category, Declared: rule.Declared{Count: 3}}}
	s.Rules.Whole = []rule.Declared{{List: "projects", Count: 5}}
	s.Rules.Statuses = []rule.Status{{Name: ledger.Name{Name: "Hoàn thành"}, Done: true}}
	s.Urgent, s.Done = map[string]bool{"Cấp bách": true}, map[string]bool{"Hoàn thành": true}
	s.Rules.Urgent = s.Urgent
	s.Advisers = map[string]string{"Đầu tư công": "Sở Tài chính"}
	s.Short = map[string]string{"Dự án A": "Nhóm A"}
	return in
}

// TestWhatIsShown holds everything that the workbook is to show against a
// golden: our columns row by row, and our tabs.
func TestWhatIsShown(t *testing.T) {
	p := makePlan(t, meeting(t))
	var b strings.Builder
	for _, l := range p.Annotations.Lists {
		for _, c := range l.Columns {
			b.WriteString("[" + c.Title + " " + c.Format + "]")
		}
		b.WriteString("\n")
		for _, n := range l.Notes {
			b.WriteString(sheets.Addr{Row: n.Row}.String()[1:])
			for _, v := range n.Show {
				b.WriteString(" | " + strings.ReplaceAll(v.String(), "\n", " ¶ "))
			}
			for _, col := range n.Mark {
				b.WriteString(" !" + sheets.ColName(col))
			}
			b.WriteString("\n")
		}
	}
	for _, tab := range p.Annotations.Tabs {
		b.WriteString("\n== " + tab.Title + " (" + tab.Fallback + ")\n")
		for _, row := range tab.Rows {
			for i, c := range row {
				if i > 0 {
					b.WriteString(" | ")
				}
				b.WriteString(c.Value.String())
				if c.Link != (sheets.Link{}) {
					b.WriteString(" → " + string(c.Link.Tab) + "!" + c.Link.Addr.String())
				}
			}
			b.WriteString("\n")
		}
	}
	golden(t, "shown.golden", b.String())
}

// golden compares a text with a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("run with -update and read the difference (-want +got):\n%s", diff)
	}
}

func TestWithoutMailNobodyIsTold(t *testing.T) {
	in := input(t, workbook())
	in.Settings.Remind = false
	p := makePlan(t, in)
	if len(p.Messages) != 0 || len(p.Next.Memory.Episodes) != 0 {
		t.Errorf("%d messages, %d episodes; want none", len(p.Messages), len(p.Next.Memory.Episodes))
	}
	if len(p.Digests) != 1 || !p.Digests[0].Send {
		t.Errorf("digests %+v: the one that would go out is to be shown", p.Digests)
	}
}

func TestADigestAsksForAReplyInTime(t *testing.T) {
	p := makePlan(t, input(t, workbook()))
	if got := p.Messages[0].Text; !strings.Contains(got, "trước ngày 22/01/2021") {
		t.Errorf("the mail of 15/01/2021 with 7 days for a reply says:\n%s", got)
	}
}
