package report_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"rasoat/sheets"
	"rasoat/sync/funding"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/report"
)

var update = flag.Bool("update", false, "rewrite golden files")

// golden compares a text with a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs (-want +got; -update rewrites it):\n%s", path, diff)
	}
}

const (
	approved = "Dự án đã có quyết định phê duyệt chủ trương đầu tư"
	city     = "Dự án thuộc Đề án triển khai mô hình thành phố thông minh"
)

// tab is a tab of a workbook: the unit, the header and the rows, cells parted
// by "|". A cell that is a plain number is one.
type tab struct {
	kind ledger.Kind
	unit string
	rows string
}

// header is the header of a list of projects.
const header = "STT|Mã dự án|Tên dự án, nhiệm vụ|Nhóm|Cơ quan chủ trì|Quyết định (số, ngày)|Tổng mức đầu tư|" +
	"Lũy kế vốn đã bố trí đến hết năm 2020|Kế hoạch vốn năm 2021|Nguồn vốn dự kiến|Thời hạn|Ghi chú"

// sample is two projects of one category, one of another, and a task.
func sample() []tab {
	return []tab{
		{ledger.Projects, "Đơn vị: triệu đồng", header + `
1|P-1|Dự án cổng dữ liệu|` + city + `|Sở Thông tin và Truyền thông|12/QĐ-UBND ngày 5/5/2020|100000|40000|20000|Đầu tư công|Quý IV/2021|
2|P-2|Dự án trung tâm điều hành|` + approved + `|Công an tỉnh||50000.5|10000|5000||31/12/2021|Chờ HĐND
3|P-3|Dự án camera|` + city + `|Công an tỉnh||30000|0|0|Đầu tư công||`},
		{ledger.Tasks, "", `STT|Văn bản giao (số, ngày)|Nội dung nhiệm vụ|Cơ quan chủ trì|Thời hạn
1|Thông báo 12/TB-UBND ngày 15/9/2020|Rà soát quy định mới|Sở Tài chính|31/12/2020`},
	}
}

// source reads tabs.
func source(t interface{ Fatal(...any) }, language lang.Language, tabs []tab) report.Source {
	var b sheets.Builder
	m := ledger.Mapping{}
	for i, tb := range tabs {
		title := fmt.Sprint("Bảng ", i+1)
		out := b.Tab(sheets.TabID(fmt.Sprint(i)), title)
		if tb.unit != "" {
			out.Set(0, 6, sheets.Cell{Value: sheets.TextValue(tb.unit)})
		}
		for r, line := range strings.Split(tb.rows, "\n") {
			for c, text := range strings.Split(line, "|") {
				v := sheets.TextValue(text)
				if _, err := decimal.NewFromString(text); err == nil {
					v = sheets.NumberValue(text)
				}
				if text != "" {
					out.Set(r+1, c, sheets.Cell{Value: v})
				}
			}
		}
		m.Lists = append(m.Lists, ledger.ListMapping{
			Name: title, Tab: title, Kind: tb.kind, Categories: []ledger.Name{{Name: approved}, {Name: city}},
		})
	}
	catalogue, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	l := ledger.Read(b.Snapshot(), m)
	return report.Source{Ledger: l, Funding: funding.Compute(l), Printer: catalogue.Printer(language)}
}

// named is a list of all items of a source.
func named(from report.Source) report.Named {
	n := report.Named{Name: "tat-ca", Title: "Danh mục trình kỳ họp"}
	for _, l := range from.Ledger.Lists {
		n.Rows = append(n.Rows, l.Items()...)
	}
	return n
}

// show writes a table as text.
func show(from report.Source, t report.Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s [%s]\n", t.Title, from.Printer.Unit(t.Unit))
	line := func(cells []string) { b.WriteString(strings.Join(cells, " | ") + "\n") }
	var titles, numbers []string
	for _, c := range t.Columns {
		titles, numbers = append(titles, c.Title), append(numbers, c.Number)
	}
	line(titles)
	line(numbers)
	for _, r := range t.Rows {
		var cells []string
		for i, c := range r.Cells {
			text := c.Text
			if c.Amount.Valid && t.Columns[i].Money {
				text = c.Amount.Decimal.StringFixed(int32(t.Places))
			} else if c.Amount.Valid {
				text = c.Amount.Decimal.String()
			}
			cells = append(cells, text)
		}
		line(cells)
	}
	for _, n := range append(t.Notes, t.Empty) {
		if n != "" {
			b.WriteString("> " + n + "\n")
		}
	}
	return b.String()
}

func TestPapers(t *testing.T) {
	cases := []struct {
		name    string
		tabs    []tab
		unclear int
	}{
		{"projects and a task", sample(), 0},
		{"over-allocated, unreadable and without a category", []tab{{ledger.Projects, "Đơn vị: triệu đồng", header + `
1|P-1|Dự án một|` + city + `|Sở A||100|40|80|||
2|P-2|Dự án hai|` + city + `|Sở A||500|100|12.5oo|||
3|P-3|Dự án ba|||||||||`}}, 0},
		{"only tasks", sample()[1:], 2},
		{"tỷ and triệu", append(sample()[:1], tab{ledger.Projects, "Đơn vị: tỷ đồng", header + "\n1|Q-1|Dự án khác||||1.5||||"}), 0},
		{"nothing", []tab{{ledger.Projects, "Đơn vị: triệu đồng", header}}, 1},
	}
	for _, language := range lang.Languages() {
		var b strings.Builder
		for _, tc := range cases {
			from := source(t, language, tc.tabs)
			n := named(from)
			n.Unclear = tc.unclear
			fmt.Fprintf(&b, "=== %s\n", tc.name)
			b.WriteString(report.Sentence(from.Printer, report.Standing{
				Day: time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC), Funding: from.Funding, Late: 2, Urgent: 1, Findings: 3,
			}) + "\n")
			b.WriteString(report.Line(n, from) + "\n\n")
			for _, table := range []report.Table{report.NewTable(n, from), report.ByCategory(from), report.Overview([]report.Named{n}, from)} {
				b.WriteString(show(from, table) + "\n")
			}
		}
		golden(t, "papers."+string(language)+".golden", b.String())
	}
}

// A row of another ledger is no row of this one's papers.
func TestForeignRowsAreLeftOut(t *testing.T) {
	from, other := source(t, lang.Vietnamese, sample()), source(t, lang.Vietnamese, sample())
	n := named(other)
	if got := report.NewTable(n, from); got.Empty == "" {
		t.Errorf("rows of another ledger stand in the table:\n%s", show(from, got))
	}
}

func TestTab(t *testing.T) {
	from := source(t, lang.Vietnamese, sample())
	n := named(from)
	tab := report.Tab(n, from, report.TabOptions{Title: "Trình kỳ họp", Fallback: "Trình kỳ họp (tự động)", Agency: "Văn phòng UBND tỉnh", Stamp: "Số liệu lúc 08:00"})
	if tab.ID != "list_tat_ca" || tab.Title != "Trình kỳ họp" || !tab.Landscape {
		t.Errorf("tab %q, titled %q", tab.ID, tab.Title)
	}
	table := report.NewTable(n, from)
	var lines []string
	for _, row := range tab.Rows {
		width := 0
		var cells []string
		for _, c := range row {
			width += max(c.Span, 1)
			cells = append(cells, c.Value.String())
		}
		if width != len(table.Columns) {
			t.Errorf("a row is %d columns wide, want %d: %v", width, len(table.Columns), cells)
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	golden(t, "tab.golden", strings.Join(lines, "\n")+"\n")
	if got := lines[tab.FreezeRows]; !strings.Contains(got, "TỔNG SỐ") {
		t.Errorf("the first row that moves is %q, want the grand total", got)
	}
	if got := report.Tab(n, from, report.TabOptions{}).Title; got != "tat-ca" {
		t.Errorf("a tab without a title is called %q", got)
	}
}

// What a workbook refuses as an id or title never comes out, and other names
// give other ids.
func TestTabOfAnyName(t *testing.T) {
	from := source(t, lang.Vietnamese, sample())
	ids := map[string]string{}
	for _, name := range []string{"a", "1", "a-b", "a-b-c", strings.Repeat("dai-", 30) + "a", strings.Repeat("dai-", 30) + "b"} {
		tab := report.Tab(report.Named{Name: name, Title: "x"}, from, report.TabOptions{Fallback: name + " (tự động)"})
		if ids[tab.ID] != "" {
			t.Errorf("%q and %q have one id", name, ids[tab.ID])
		}
		ids[tab.ID] = name
		if !regexp.MustCompile(`^[a-z][a-z0-9_]{0,49}$`).MatchString(tab.ID) || len(tab.Title) > 31 || len(tab.Fallback) > 36 {
			t.Errorf("%q gives id %q, title %q, fallback %q", name, tab.ID, tab.Title, tab.Fallback)
		}
		var b sheets.Builder
		if err := b.Snapshot().Check(sheets.Annotations{Tabs: []sheets.OwnTab{tab}}); err != nil {
			t.Error(err)
		}
	}
	for text, want := range map[string]string{"Kỳ họp 1/2021": "Kỳ họp 1 2021", "'": "", strings.Repeat("ă", 40): strings.Repeat("ă", 31)} {
		if got := report.TabTitle(text); got != want {
			t.Errorf("TabTitle(%q) = %q, want %q", text, got, want)
		}
	}
}

// Whatever the amounts: the shown parts add up to the shown totals, missing
// and over stand apart, and the row of numbers claims no arithmetic that a row
// breaks.
func TestShownPartsAddUp(t *testing.T) {
	units := map[string]int{"Đơn vị: đồng": 0, "Đơn vị: nghìn đồng": 3, "Đơn vị: triệu đồng": 3, "Đơn vị: tỷ đồng": 9}
	rapid.Check(t, func(t *rapid.T) {
		var tabs []tab
		for range rapid.IntRange(1, 3).Draw(t, "lists") {
			unit := rapid.SampledFrom([]string{"Đơn vị: đồng", "Đơn vị: nghìn đồng", "Đơn vị: triệu đồng", "Đơn vị: tỷ đồng"}).Draw(t, "unit")
			amount := rapid.Custom(func(t *rapid.T) string {
				if rapid.IntRange(0, 5).Draw(t, "blank") == 0 {
					return ""
				}
				d := decimal.New(rapid.Int64Range(0, 9_999_999).Draw(t, "digits"), -int32(rapid.IntRange(0, units[unit]).Draw(t, "decimals")))
				return d.String()
			})
			rows := header
			for i := range rapid.IntRange(0, 6).Draw(t, "rows") {
				category := rapid.SampledFrom([]string{"", approved, city}).Draw(t, "category")
				rows += fmt.Sprintf("\n%d|P-%d|Dự án|%s||||", i+1, i+1, category)
				rows = strings.TrimSuffix(rows, "|") + amount.Draw(t, "total") + "|" + amount.Draw(t, "allocated") + "|" + amount.Draw(t, "plan") + "|||"
			}
			tabs = append(tabs, tab{ledger.Projects, unit, rows})
		}
		from := source(t, lang.Vietnamese, tabs)
		n := named(from)
		table := report.NewTable(n, from)
		if len(n.Rows) == 0 {
			if table.Empty == "" || len(table.Rows) != 0 {
				t.Fatal("an empty list does not say so")
			}
			return
		}
		for c, col := range table.Columns {
			if !col.Money {
				continue
			}
			shown := func(r report.Row) decimal.Decimal {
				d := r.Cells[c].Amount.Decimal
				if !d.Equal(d.Round(int32(table.Places))) {
					t.Fatalf("%v is not shown exactly with %d decimals", d, table.Places)
				}
				return d
			}
			items, groups, sum := decimal.Zero, decimal.Zero, decimal.Zero
			grouped := false
			for i := len(table.Rows) - 1; i > 0; i-- {
				r := table.Rows[i]
				d := shown(r)
				if r.Kind == report.ItemRow {
					items, sum = items.Add(d), sum.Add(d)
					if d.IsNegative() {
						t.Fatalf("%s holds %v: amounts are netted", col.Field, d)
					}
					continue
				}
				if !sum.Equal(d) {
					t.Fatalf("%s: a group shows %v, its items add up to %v", col.Field, d, sum)
				}
				groups, sum, grouped = groups.Add(d), decimal.Zero, true
			}
			if all := shown(table.Rows[0]); !all.Equal(items) || grouped && !all.Equal(groups) {
				t.Fatalf("%s: the total shows %v, the items add up to %v, the groups to %v", col.Field, all, items, groups)
			}
			for _, r := range table.Rows {
				if len(col.Minus) == 0 {
					break
				}
				rest := r.Cells[col.Minus[0]].Amount.Decimal
				for _, m := range col.Minus[1:] {
					rest = rest.Sub(r.Cells[m].Amount.Decimal)
				}
				if !rest.Equal(r.Cells[c].Amount.Decimal) {
					t.Fatalf("%s says %s, which a row breaks", col.Title, col.Number)
				}
			}
		}
	})
}
