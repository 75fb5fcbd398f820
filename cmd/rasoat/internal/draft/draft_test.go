package draft

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"rasoat/config"
	"rasoat/sheets"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
)

// tab fills a tab from lines of cells parted by "|".
func tab(b *sheets.Builder, title string, lines ...string) *sheets.TabBuilder {
	t := b.Tab(sheets.TabID(fmt.Sprintf("id of %s", title)), title)
	for r, line := range lines {
		for c, text := range strings.Split(line, "|") {
			if text != "" {
				t.Set(r, c, sheets.Cell{Value: sheets.TextValue(text)})
			}
		}
	}
	return t
}

func printer(t interface{ Fatal(...any) }) *lang.Printer {
	c, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.Printer(lang.Vietnamese)
}

// drafted drafts a configuration and reads it back.
func drafted(t *testing.T, b *sheets.Builder) (*Draft, *config.Config) {
	t.Helper()
	return draftedBy(t, printer(t), b)
}

func draftedBy(t interface {
	Helper()
	Fatalf(string, ...any)
}, p *lang.Printer, b *sheets.Builder) (*Draft, *config.Config) {
	t.Helper()
	d := Make(Input{Name: "bang.xlsx", Config: "rasoat.yaml", Source: Source{File: "bang.xlsx"}, Snapshot: b.Snapshot(), Printer: p})
	if len(d.Lists) == 0 {
		return d, nil
	}
	c, err := config.Parse("rasoat.yaml", d.Text, config.Options{})
	if err != nil {
		t.Fatalf("the draft is refused: %v\n%s", err, d.Text)
	}
	return d, c
}

const header = "STT|Tên dự án|Cơ quan chủ trì|Tổng mức đầu tư (triệu đồng)|Thời hạn|Trạng thái|Nguồn vốn|Nhóm"

// rows writes rows of projects under the header; each entry is what stands in
// columns C, F, G and H.
func rows(cells ...string) []string {
	lines := []string{header}
	for i, c := range cells {
		p := strings.Split(c+"|||", "|")
		lines = append(lines, fmt.Sprintf("%d|Dự án số %d|%s|1.000|31/12/2030|%s|%s|%s", i+1, i+1, p[0], p[1], p[2], p[3]))
	}
	return lines
}

func TestDepartmentsFromShortForms(t *testing.T) {
	var b sheets.Builder
	tab(&b, "Dự án", rows("Sở TT&TT", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "Sở Thông tin và Truyền thông", "Sở Văn hóa, Thể thao và Du lịch",
		"UBND TP Sông Mẫu, Sở TTTT", "Sở Tài chính và Sở TT&TT", "Sở Tài chính", "Sở Tài chính", "Sở Tài chình")...)
	d, c := drafted(t, &b)
	var got []string
	for _, dep := range c.Directory.Departments {
		got = append(got, dep.Name)
		if len(dep.Emails) > 0 {
			t.Errorf("%s got an address: %q", dep.Name, dep.Emails)
		}
	}
	want := []string{"Sở Thông tin và Truyền thông", "Sở Tài chính", "Sở Văn hóa, Thể thao và Du lịch", "UBND TP Sông Mẫu"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("departments (-want +got):\n%s", diff)
	}
	if !strings.Contains(string(d.Text), `# ? “Sở Tài chình” chỉ gặp một lần, giống “Sở Tài chính”`) {
		t.Errorf("the slip is not told:\n%s", d.Text)
	}
	if c.Rules["department/address"] != config.RuleOff {
		t.Error("every item would be told of for want of an address")
	}
}

func TestClosedLists(t *testing.T) {
	var b sheets.Builder
	tab(&b, "Dự án", rows("Sở A|Đang thực hiện|Vốn đầu tư công", "Sở A|Đang  thực hiện|Đầu tư công", "Sở A|Đang thực hiện|Đầu tư công; Chi thường xuyên",
		"Sở A|Đang thực hiên|Chưa xác định", "Sở A|Đã hoàn thành|Chi thường xuyên", "Sở A|-|Chi thường xuyên")...)
	_, c := drafted(t, &b)
	if diff := cmp.Diff([]config.Status{{Name: "Đang thực hiện"}, {Name: "Đã hoàn thành", Done: true}}, c.Statuses); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	want := []config.Source{{Name: "Chi thường xuyên"}, {Name: "Đầu tư công", Aliases: []string{"Vốn đầu tư công"}}, {Name: "Chưa xác định", Undecided: true}}
	if diff := cmp.Diff(want, c.Sources); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
}

// What people write freely becomes no closed list: every new text would be a
// warning.
func TestFreeTextsStayOpen(t *testing.T) {
	var cells []string
	for i := range 12 {
		cells = append(cells, fmt.Sprintf("Sở A|Đang làm bước %d", i))
	}
	var b sheets.Builder
	tab(&b, "Dự án", rows(cells...)...)
	d, c := drafted(t, &b)
	if len(c.Statuses) != 0 || !strings.Contains(string(d.Text), "# ? statuses: có 12 giá trị khác nhau") {
		t.Errorf("statuses %v\n%s", c.Statuses, d.Text)
	}
}

func TestSlips(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Đang chuẩn bị đàu tư", "Đang chuẩn bị đầu tư", true},
		{"Thành phố thông mình", "Thành phố thông minh", true},
		{"Sở Nông nghiệp và Phát triên nông thon", "Sở Nông nghiệp và Phát triển nông thôn", true},
		{"Chi thường xuyênn", "Chi thường xuyên", true},
		{"Nhóm A", "Nhóm B", false},
		{"Nhóm 1", "Nhóm 2", false},
		{"Giai đoạn 2021", "Giai đoạn 2025", false},
		{"Quý II năm tới", "Quý III năm tới", false},
		{"Sở Tài chính", "Sở Tài chính", false},
		{"Chưa thực hiện", "Đang thực hiện", false},
		{"Sở Công Thương", "Sở Xây dựng", false},
		{"Cao", "Vừa", false},
	} {
		if got := isSlip(c.a, c.b); got != c.want {
			t.Errorf("isSlip(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestCategoriesOfColumnAndSections(t *testing.T) {
	section := func(n, name string) string { return n + "|" + name }
	item := func(n int, group string) string {
		return fmt.Sprintf("%d|Dự án số %d|Sở A|1.000|31/12/2030|||%s", n, n, group)
	}
	for _, c := range []struct {
		name  string
		lines []string
		from  config.CategoryFrom
		want  [][2]string
	}{
		{"both", []string{section("I", "DỰ ÁN CHUYỂN TIẾP (3 dự án)"), item(1, "Chuyển tiếp"), item(2, "Chuyển tiếp"), item(3, "Chuyển tiếp"),
			section("II", "Dự án khởi công mới"), item(4, "Mới"), item(5, "Chuyển tiếp"), item(6, "Mới")},
			config.FromBoth, [][2]string{{"DỰ ÁN CHUYỂN TIẾP", "Chuyển tiếp"}, {"Dự án khởi công mới", "Mới"}}},
		{"section", []string{section("I", "Dự án chuyển tiếp"), item(1, ""), item(2, ""), section("II", "Dự án khởi công mới"), item(3, "")},
			config.FromSection, [][2]string{{"Dự án chuyển tiếp", ""}, {"Dự án khởi công mới", ""}}},
		{"column", []string{item(1, "Mới"), item(2, "Mới"), item(3, "Chuyển tiếp"), item(4, "Chuyển tiếp")},
			config.FromColumn, [][2]string{{"Mới", ""}, {"Chuyển tiếp", ""}}},
		{"sections are agencies", []string{section("I", "Sở Y tế"), item(1, ""), item(2, ""), section("II", "Sở Xây dựng"), item(3, "")},
			config.FromBoth, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b sheets.Builder
			tab(&b, "Dự án", append([]string{header}, c.lines...)...)
			d, cfg := drafted(t, &b)
			l := cfg.Workbooks[0].Lists[0]
			var got [][2]string
			for _, cat := range l.Categories {
				got = append(got, [2]string{cat.Name, cat.Short})
			}
			if l.CategoryFrom != c.from {
				t.Errorf("from %s, want %s", l.CategoryFrom, c.from)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("categories (-want +got):\n%s\n%s", diff, d.Text)
			}
		})
	}
}

// A tab that has our own title keeps it, and ours gets another.
func TestTabsOfOurTitles(t *testing.T) {
	var b sheets.Builder
	tab(&b, "Tổng hợp", rows("Sở A", "Sở A")...)
	tab(&b, "tổng  hợp", rows("Sở A")...)
	tab(&b, "Trống")
	tab(&b, "Ẩn", rows("Sở A")...).Hide()
	tab(&b, "Ghi", "một câu thôi")
	d, c := drafted(t, &b)
	if w := c.Workbooks[0]; len(w.Lists) != 1 || w.Lists[0].Tab != "Tổng hợp" || w.Tabs.Summary != "Tổng hợp (tự động)" {
		t.Errorf("drafted %+v", w)
	}
	want := []Skipped{{"tổng  hợp", Twin}, {"Trống", Blank}, {"Ẩn", Hidden}, {"Ghi", Headed}}
	if diff := cmp.Diff(want, d.Skipped); diff != "" {
		t.Errorf("skipped (-want +got):\n%s", diff)
	}
}

// Two columns under one text are told apart by letter.
func TestColumnsOfOneName(t *testing.T) {
	var b sheets.Builder
	tab(&b, "Dự án", "STT|Tên dự án|Cơ quan chủ trì|Tổng mức đầu tư|Ghi chú|Ghi chú", "1|Một|Sở A|1.000|x|y", "2|Hai|Sở A|1.000|x|y")
	_, c := drafted(t, &b)
	columns := c.Workbooks[0].Lists[0].Columns
	if got := columns[config.FieldName]; !slices.Equal(got, []string{"Tên dự án"}) {
		t.Errorf("name: %q", got)
	}
	if got := columns[config.FieldRemark]; !slices.Equal(got, []string{"Ghi chú"}) && !slices.Equal(got, []string{"=E"}) {
		t.Errorf("remark: %q", got)
	}
}

func TestBlanks(t *testing.T) {
	lines := []string{"STT|Tên dự án|Cơ quan chủ trì|Tổng mức đầu tư|Thời hạn"}
	for i, c := range []string{"1.000|31/12/2030", "2.000|31/12/2030", "3.000|31/12/2030", "4.000|31/12/2030", "5.000|31/12/2030", "6.000|31/12/2030", "7.000|31/12/2030",
		"Mật theo quy định|31/12/2030", "Mật theo Điều 26|31/12/2030", "Mật|31/12/2030",
		"khoảng 5 tỷ|31/11/2020", "khoảng 6 tỷ|31/11/2020", "khoảng 7 tỷ|31/11/2020", "12.5oo|31/12/2030"} {
		lines = append(lines, fmt.Sprintf("%d|Dự án %d|Sở A|%s", i+1, i+1, c))
	}
	var b sheets.Builder
	tab(&b, "Dự án", lines...)
	_, c := drafted(t, &b)
	if got := c.Workbooks[0].Lists[0].Blank; !slices.Equal(got, []string{"Mật*"}) {
		t.Errorf("blank: %q", got)
	}
}

func TestEncoding(t *testing.T) {
	const text = "STT;Tên dự án;Cơ quan chủ trì\n1;Kết nối hệ thống một cửa điện tử;Sở Thông tin và Truyền thông\n"
	// The code page has base letters and marks, not whole ones.
	split := strings.NewReplacer("ề", "ê\u0300", "ế", "ê\u0301", "ệ", "ê\u0323", "ố", "ô\u0301", "ộ", "ô\u0323", "ử", "ư\u0309", "ự", "ư\u0323", "ở", "ơ\u0309", "ủ", "u\u0309", "ì", "i\u0300", "à", "a\u0300", "á", "a\u0301").Replace(norm.NFC.String(text))
	vietnamese, err := charmap.Windows1258.NewEncoder().String(split)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ data, want string }{
		{text, "utf-8"},
		{"\xef\xbb\xbf" + text, "utf-8"},
		{"\xff\xfea\x00", "utf-16"},
		{"a\x00,\x00b\x00", "utf-16"},
		{"£12,343.96 caf\xe9 \xa3", "windows-1252"},
		{vietnamese, "windows-1258"},
		{"", "utf-8"},
	} {
		if got := Encoding([]byte(c.data)); got != c.want {
			t.Errorf("Encoding(%.40q) = %s, want %s", c.data, got, c.want)
		}
	}
}

// Lists that share a tab each name their header, without which the
// configuration would be refused.
func TestListsOfOneTab(t *testing.T) {
	var b sheets.Builder
	lines := append(rows("Sở A", "Sở A", "Sở B"), "", "", "STT|Nội dung|Cơ quan chủ trì|Thời hạn|Ngày hoàn thành|Văn bản kết quả",
		"1|Rà soát|Sở A|31/12/2030||", "2|Báo cáo|Sở B|31/12/2030||")
	tab(&b, "Theo dõi", lines...)
	_, c := drafted(t, &b)
	lists := c.Workbooks[0].Lists
	names := map[string]bool{}
	for _, l := range lists {
		names[l.Name] = true
		if len(lists) > 1 && l.Header == (config.Range{}) {
			t.Errorf("the list %s names no header", l.Name)
		}
	}
	if len(names) != len(lists) {
		t.Errorf("lists share a name: %v", lists)
	}
}

// A text is the name of a column only where it leads there.
func TestNamesThatLeadAstray(t *testing.T) {
	var b sheets.Builder
	tab(&b, "Dự án", rows("Sở A", "Sở B")...)
	snap := b.Snapshot()
	s := look(Input{Name: "bang.xlsx", Snapshot: snap, Printer: printer(t)})
	l := s.lists[0]
	keys := map[int]string{}
	for _, c := range l.columns {
		keys[c.col] = c.key
	}
	if wrong := l.astray(snap, ledger.Mapping{}, keys); len(wrong) != 0 {
		t.Errorf("columns %v are found elsewhere by %v", wrong, keys)
	}
	keys[2], keys[5] = "Trạng thái", "Cơ quan chủ trì"
	if wrong := l.astray(snap, ledger.Mapping{}, keys); !slices.Equal(wrong, []int{2, 5}) {
		t.Errorf("columns %v are found elsewhere, want C and F", wrong)
	}
	keys[2] = "Chủ đầu tư" // which the header lacks
	if wrong := l.astray(snap, ledger.Mapping{}, keys); !slices.Contains(wrong, 2) {
		t.Errorf("columns %v are found elsewhere, want C among them", wrong)
	}
}
