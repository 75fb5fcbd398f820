package ledger

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
)

func headerAt(t *testing.T, s string) sheets.Range {
	t.Helper()
	r, err := sheets.ParseRange(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Two lists of one tab, each with its header: the one above ends above the
// title of the one below, and each has its own unit.
func TestReadTwoListsOfOneTab(t *testing.T) {
	s := workbook(t, "Danh mục", `
Đơn vị: triệu đồng
STT | Tên dự án | Chủ đầu tư | TMĐT | Thời hạn
1 | Một | Sở Y tế | 20 | 2021
2 | Hai | Sở Y tế | 30 | 2021
Danh sách nhiệm vụ
| | | | Đơn vị: tỷ đồng
STT | Tên dự án | Chủ đầu tư | TMĐT | Thời hạn
1 | Ba | Sở Y tế | 2 | 2021`)
	m := Mapping{Lists: []ListMapping{
		{Name: "below", Tab: "danh mục", Kind: Projects, Header: headerAt(t, "A7:E7")},
		{Name: "above", Tab: "Danh mục", Kind: Projects, Header: headerAt(t, "A2:E2")},
	}}
	l := Read(s, m)
	checkTree(t, l)
	want := `
projects A7:E7 in "tỷ đồng"
A STT = number, by name
B Tên dự án = name, by name
C Chủ đầu tư = department, by name
D TMĐT = total money, by name
E Thời hạn = deadline, by name
rows 8
projects A2:E2 in "triệu đồng"
A STT = number, by name
B Tên dự án = name, by name
C Chủ đầu tư = department, by name
D TMĐT = total money, by name
E Thời hạn = deadline, by name
rows 3 4
`
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), dumpHeads(l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Two lists beside each other see nothing of one another, whether the other
// is mapped or not.
func TestReadTwoListsSideBySide(t *testing.T) {
	s := workbook(t, "Danh mục", `
Đơn vị: triệu đồng
STT | Tên đơn vị | Chi | | STT | Tên đơn vị | Thu
1 | Sở Y tế | 20 | | 1 | Sở Tài chính | 7
 | | | | 2 | Sở Nội vụ | 8`)
	left := ListMapping{Name: "left", Tab: "Danh mục", Kind: Table, Header: headerAt(t, "A2:C2")}
	right := ListMapping{Name: "right", Tab: "Danh mục", Kind: Table, Header: headerAt(t, "E2:G2")}
	for _, lists := range [][]ListMapping{{left, right}, {left}, {right}} {
		l := Read(s, Mapping{Lists: lists})
		checkTree(t, l)
		for _, list := range l.Lists {
			want := map[string]int{"left": 1, "right": 2}[list.Name]
			if len(list.Rows) != want || len(list.Amounts()) != 1 {
				t.Errorf("%s of %d: %d rows, %d columns of money", list.Name, len(lists), len(list.Rows), len(list.Amounts()))
			}
		}
		for _, p := range l.Problems {
			t.Errorf("%+v", p)
		}
	}
}

// A list that the configuration knows ends above a table that it does not.
func TestReadEndsAboveAnotherTable(t *testing.T) {
	s := workbook(t, "Danh mục", aList+`
|
TỔNG HỢP THEO NGUỒN
STT | Nguồn vốn | Kế hoạch vốn | Ghi chú
1 | Đầu tư công | 20 |`)
	l := Read(s, Mapping{Lists: []ListMapping{{Name: "list", Tab: "Danh mục", Kind: Projects}}})
	checkTree(t, l)
	if rows := l.Lists[0].Rows; len(rows) != 1 || len(l.Problems) != 0 {
		t.Errorf("%d rows, problems %+v", len(rows), l.Problems)
	}
}

// Every tab that is guessed reads the same when its headers are written into
// the configuration.
func TestGuessedHeaderReadsTheSame(t *testing.T) {
	for _, tab := range []string{aList, aTaskList, aList + "\n|\nBiểu 2\n" + strings.TrimPrefix(aTaskList, "\n")} {
		s := workbook(t, "Danh mục", tab)
		m := Guess(s)
		read := Read(s, m)
		for i := range m.Lists {
			m.Lists[i].Header = read.Lists[i].Header
		}
		if diff := cmp.Diff(dumpHeads(read), dumpHeads(Read(s, m))); diff != "" {
			t.Errorf("(-guessed +written down):\n%s", diff)
		}
	}
}
