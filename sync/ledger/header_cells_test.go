package ledger

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
)

// readDrawn reads a list of projects from a drawing.
func readDrawn(t *testing.T, text string) *Ledger {
	t.Helper()
	var b sheets.Builder
	drawTab(t, b.Tab("t1", "Danh mục"), text)
	return Read(b.Snapshot(), Mapping{Lists: []ListMapping{{Name: "l", Tab: "Danh mục", Kind: Projects}}})
}

// The cells in which the header of a column stands are those that people see:
// the top left one of a merged block.
func TestHeadsOfColumns(t *testing.T) {
	l := readDrawn(t, `
Đơn vị: triệu đồng
STT | Tên dự án | Tổng mức đầu tư | Lũy kế vốn đã bố trí đến hết năm 2020 | < | Kế hoạch vốn năm 2021 | Ghi
^   | ^         | ^               | Tổng số | Đầu tư công               | ^                     | chú
1   | Một       | 100             | 40      | 40                        | 20                    |`)
	got := map[string]string{}
	for _, c := range l.Lists[0].Columns {
		var cells []string
		for _, at := range c.Heads {
			cells = append(cells, at.String())
		}
		got[c.Header] = strings.Join(cells, " ")
	}
	want := map[string]string{
		"STT": "A2", "Tên dự án": "B2", "Tổng mức đầu tư": "C2", "Lũy kế vốn đã bố trí đến hết năm 2020 / Tổng số": "D2 D3",
		"Lũy kế vốn đã bố trí đến hết năm 2020 / Đầu tư công": "D2 E3", "Kế hoạch vốn năm 2021": "F2", "Ghi chú": "G2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A list without a unit that amounts can be read in says where one is looked
// for: in the cell that announces another, else in the header.
func TestWhereTheUnitIsMissing(t *testing.T) {
	for above, want := range map[string]string{
		"ỦY BAN NHÂN DÂN TỈNH MẪU":        "C2 ",
		"Đơn vị: nghìn USD":               "A1 nghìn USD",
		"(ĐVT: tr.đồg)":                   "A1 tr.đồg",
		"Đơn vị tính: bao":                "A1 bao",
		"Đơn vị: Sở Tài chính":            "C2 ",
		"Đơn vị báo cáo: Sở Tài chính":    "C2 ",
		"Đơn vị chủ trì: Sở Công Thương":  "C2 ",
		"Số liệu theo đơn vị, triệu vùng": "C2 ",
	} {
		l := readDrawn(t, above+`
STT | Tên dự án | Tổng mức đầu tư
1   | Một       | 100
2   | Hai       | 200`)
		got := ""
		for _, p := range l.Problems {
			if p.Kind == NoUnit {
				got += sheets.Addr{Row: p.Row, Col: p.Col}.String() + " " + p.Seen
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", above, got, want)
		}
	}
}

func TestReversedPeriods(t *testing.T) {
	for text, want := range map[string]string{
		"2022-2020": "2022-01-01 2020-12-31", "2022 - 2020": "2022-01-01 2020-12-31", "12/2022 - 01/2020": "2022-12-01 2020-01-31",
		"quý IV/2021 đến quý I/2020": "2021-10-01 2020-03-31", "từ 2022 đến 2020": "2022-01-01 2020-12-31",
		"2020-2022": "", "2020": "", "2045/QĐ-UBND": "", "36 tháng": "", "2020-2020": "", "31/12-2020": "", "": "",
	} {
		got := ""
		if s, ok := reversedIn(text); ok {
			got = s.first.Format("2006-01-02") + " " + s.last.Format("2006-01-02")
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
