package ledger

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
)

// workbook draws several tabs: title, drawing, title, drawing …
func workbook(t testing.TB, tabs ...string) *sheets.Snapshot {
	t.Helper()
	var b sheets.Builder
	for i := 0; i < len(tabs); i += 2 {
		drawTab(t, b.Tab(sheets.TabID(fmt.Sprint("t", i/2+1)), tabs[i]), tabs[i+1])
	}
	return b.Snapshot()
}

const (
	aList = `
Đơn vị: triệu đồng
STT | Mã dự án | Tên dự án | Cơ quan chủ trì | Tổng mức đầu tư | Thời hạn
1 | CNTT-01 | Một | Sở TT&TT | 20 | 2020`
	aTaskList = `
TT | Nội dung | Chủ trì | Thời hạn | Ngày hoàn thành
1 | Rà soát | Sở Tài chính | ngay |`
	aDirectory = `
DANH BẠ CƠ QUAN
STT | Cơ quan, đơn vị | Tên viết tắt | Thư điện tử | Kính gửi | Hoạt động đến | Nay là
1 | Sở Thông tin và Truyền thông | Sở TT&TT; CNTT tỉnh | a@example.com; b@example.com | Đồng chí Giám đốc | @2025-02-28 | Sở KH&CN
2 | Sở Khoa học và Công nghệ | | c@example.com | | |
3 | Sở Tài chính | | không có, d@example.com \n Phòng e@example.com | | đến khi có quyết định |
| | | | | |
4 | Sở Y tế | | | | 31/11/2025 |
Ghi chú: cập nhật hằng quý`
)

func TestReadSeveralTabs(t *testing.T) {
	s := workbook(t, "Danh mục", aList, "Nhiệm vụ", aTaskList, "Danh bạ", aDirectory, "Nháp", "linh tinh")
	m := Mapping{
		Lists: []ListMapping{
			{Name: "projects", Tab: "DANH  MỤC", Kind: Projects}, // as people would call it
			{Name: "tasks", Tab: "Nhiệm vụ", Kind: Tasks},
			{Name: "gone", Tab: "Danh mục cũ", Kind: Projects},
			{Name: "nothing", Tab: "Nháp", Kind: Table},
		},
		DirectoryTab: "Danh bạ",
		Departments:  []Department{{Name: "Sở Nội vụ"}, {Name: "Sở Tài chính", Addressee: "Đồng chí Giám đốc Sở Tài chính"}},
	}
	l := Read(s, m)
	checkTree(t, l)
	want := `
projects A2:F2 in triệu đồng
A STT = number
B Mã dự án = code
C Tên dự án = name
D Cơ quan chủ trì = department
E Tổng mức đầu tư = total money
F Thời hạn = deadline
3 item 1 "Một" E=20 code=CNTT-01 lead=[Sở Thông tin và Truyền thông] due=2020-12-31
tasks A1:E1
A TT = number
B Nội dung = name
C Chủ trì = department
D Thời hạn = deadline
E Ngày hoàn thành = done
2 item 1 "Rà soát" lead=[Sở Tài chính] due=open
! email D5 "không có" "Sở Tài chính"
! email D5 "Phòng" "Sở Tài chính"
! date F5 "đến khi có quyết định" "Sở Tài chính"
! date F7 "31/11/2025" "Sở Y tế"
! tab tab "" "Danh mục cũ"
! header tab "A1:A1" "Nháp"
`
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), dump(l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if l.Lists[0].Tab != "t1" || l.Lists[0].Title != "Danh mục" || l.Lists[0].Kind != Projects {
		t.Errorf("list %+v", l.Lists[0])
	}
	wantDirectory := []Department{
		{
			Name: "Sở Thông tin và Truyền thông", Aliases: []string{"Sở TT&TT", "CNTT tỉnh"}, Emails: []string{"a@example.com", "b@example.com"},
			Addressee: "Đồng chí Giám đốc", Until: on(2025, 2, 28), Successor: "Sở Khoa học và Công nghệ",
		},
		{Name: "Sở Khoa học và Công nghệ", Emails: []string{"c@example.com"}},
		{Name: "Sở Tài chính", Emails: []string{"d@example.com", "e@example.com"}, Addressee: "Đồng chí Giám đốc Sở Tài chính"},
		{Name: "Sở Y tế"},
		{Name: "Sở Nội vụ"},
	}
	if diff := cmp.Diff(wantDirectory, l.Directory.All()); diff != "" {
		t.Errorf("directory (-want +got):\n%s", diff)
	}
}

func TestReadDirectoryFaults(t *testing.T) {
	s := workbook(t, "Danh bạ", "Cơ quan | Điện thoại\nSở Tài chính | 0000")
	for tab, want := range map[string]ProblemKind{"Danh bạ": NoHeader, "Danh bạ cũ": NoTab} {
		l := Read(s, Mapping{DirectoryTab: tab, Departments: departments()})
		if len(l.Problems) != 1 || l.Problems[0].Kind != want {
			t.Errorf("%s: %+v, want one problem of kind %q", tab, l.Problems, want)
		}
		if !l.Directory.Resolve("Sở TT&TT").Known() {
			t.Errorf("%s: the configured departments are gone", tab)
		}
	}
}

// A mapping that fits nothing is no reason to fall over.
func TestReadNothing(t *testing.T) {
	var b sheets.Builder
	l := Read(b.Snapshot(), Mapping{})
	if len(l.Lists)+len(l.Problems) != 0 || l.Directory == nil {
		t.Errorf("%+v", l)
	}
	s := workbook(t, "Trống", "")
	l = Read(s, Mapping{Lists: []ListMapping{{Name: "a", Tab: "Trống"}, {Name: "b", Tab: "Trống", Kind: Table, Header: sheets.Range{Top: 5, Bottom: 7, Right: 3}}}})
	checkTree(t, l)
	if len(l.Problems) == 0 {
		t.Error("nothing is said of an empty tab")
	}
}

func TestGuess(t *testing.T) {
	hidden := sheets.Builder{}
	drawTab(t, hidden.Tab("a", "Ẩn").Hide(), aList)
	drawTab(t, hidden.Tab("b", "Trống"), "")
	drawTab(t, hidden.Tab("c", "Chữ"), "xin chào | các bạn")
	drawTab(t, hidden.Tab("d", "Danh mục"), aList)
	drawTab(t, hidden.Tab("e", "Nhiệm vụ được giao"), aTaskList)
	drawTab(t, hidden.Tab("f", "Số liệu"), "STT | Tên đơn vị | Chi đầu tư\n1 | Sở A | 1")
	drawTab(t, hidden.Tab("g", "Danh bạ cơ quan"), aDirectory)
	want := Mapping{DirectoryTab: "Danh bạ cơ quan", Lists: []ListMapping{
		{Name: "list-1", Tab: "Danh mục", Kind: Projects},
		{Name: "list-2", Tab: "Nhiệm vụ được giao", Kind: Tasks},
		{Name: "list-3", Tab: "Số liệu", Kind: Table},
	}}
	if diff := cmp.Diff(want, Guess(hidden.Snapshot())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What the methods of a list and its rows say.
func TestListAccess(t *testing.T) {
	l := Read(workbook(t, "Danh mục", `
Đơn vị: triệu đồng
STT | Mã dự án | Tên dự án | Nhóm | TMĐT | Lũy kế vốn đã bố trí | < | Thời hạn
^ | ^ | ^ | ^ | ^ | Tổng số | ĐTC | ^
A | | Khối tỉnh | | 20 | 1 | 1 |
I | | Đã có chủ trương | | 20 | 1 | 1 |
1 | CNTT-01 | Một | | 20 | 1 | 1 | 2020
1.1 | | Thiết bị | | 20 | 1 | 1 |
2 | | Hai | Thành phố thông minh | 0 | | |
3 | | | | 7 | | |`), projects())
	list := l.Lists[0]
	if n := len(list.Items()); n != 3 {
		t.Errorf("%d items", n)
	}
	rows := list.Rows
	if got := rows[3].Section(); got != rows[0] {
		t.Errorf("section %v", got)
	}
	if rows[0].Section() != nil {
		t.Error("a section stands in itself")
	}
	for i, want := range map[int]string{2: "Dự án đã có quyết định chủ trương đầu tư", 3: "Dự án đã có quyết định chủ trương đầu tư", 4: "Dự án đã có quyết định chủ trương đầu tư", 0: ""} {
		if got := rows[i].CategoryOf(); got != want {
			t.Errorf("row %d: category %q, want %q", i, got, want)
		}
	}
	if got := rows[4].Category.Name; got != "Dự án thành phố thông minh" {
		t.Errorf("the column says %q", got)
	}
	for i, want := range map[int]string{2: "CNTT-01", 4: "Hai", 5: "3"} {
		if got := rows[i].Label(); got != want {
			t.Errorf("row %d: label %q, want %q", i, got, want)
		}
	}
	if got := rows[2].Key; got.Value != sheets.TextValue("CNTT-01") {
		t.Errorf("key %v", got)
	}
	if c := list.Column(FieldAllocated); c == nil || c.Label() != "Tổng số" {
		t.Errorf("allocated: %+v", c)
	}
	if list.Column(FieldStatus) != nil {
		t.Error("a status column out of nothing")
	}
	if n := len(list.Amounts()); n != 3 {
		t.Errorf("%d columns of money", n)
	}
}
