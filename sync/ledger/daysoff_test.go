package ledger

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rasoat/sheets"
)

func TestDaysIn(t *testing.T) {
	tests := []struct {
		cell string
		want string // the first and the last day and how many there are; "" for no day
	}{
		{"@2026-01-02", "2026-01-02 2026-01-02 1"},
		{"02/01/2026", "2026-01-02 2026-01-02 1"},
		{"2/1/2026", "2026-01-02 2026-01-02 1"},
		{"2026-01-02", "2026-01-02 2026-01-02 1"},
		{"ngày 02/01/2026", "2026-01-02 2026-01-02 1"},
		{"Ngày 02 tháng 01 năm 2026", "2026-01-02 2026-01-02 1"},
		{"Thứ Sáu, 02/01/2026", "2026-01-02 2026-01-02 1"},
		{"Thứ sáu ngày 02/01/2026", "2026-01-02 2026-01-02 1"},
		{"02/01/2026 (Thứ Sáu)", "2026-01-02 2026-01-02 1"},
		{"14/02/2026 - 22/02/2026", "2026-02-14 2026-02-22 9"},
		{"14/02/2026-22/02/2026", "2026-02-14 2026-02-22 9"},
		{"14/02/2026 – 22/02/2026", "2026-02-14 2026-02-22 9"},
		{"từ 14/02/2026 đến 22/02/2026", "2026-02-14 2026-02-22 9"},
		{"Từ ngày 14/02/2026 đến hết ngày 22/02/2026", "2026-02-14 2026-02-22 9"},
		{"14/02 - 22/02/2026", "2026-02-14 2026-02-22 9"},
		{"14-22/02/2026", "2026-02-14 2026-02-22 9"},
		{"từ ngày 14 đến ngày 22 tháng 02 năm 2026", "2026-02-14 2026-02-22 9"},
		{"2026-02-14 - 2026-02-22", "2026-02-14 2026-02-22 9"},
		{"31/12/2025 - 01/01/2026", "2025-12-31 2026-01-01 2"},
		{"02/01/2026; 05/01/2026", "2026-01-02 2026-01-05 2"},
		{"02/01/2026\\n05/01/2026", "2026-01-02 2026-01-05 2"},
		{"01/03/2026 - 31/03/2026", "2026-03-01 2026-03-31 31"},
		{"01/03/2026 - 01/04/2026", ""}, // 32 days
		{"22/02/2026 - 14/02/2026", ""},
		{"tháng 2/2026", ""},
		{"Quý I/2026", ""},
		{"2026", ""},
		{"2026-2027", ""},
		{"02/2026", ""},
		{"02/01", ""},
		{"trước 02/01/2026", ""},
		{"đến 02/01/2026", ""},
		{"31/02/2026", ""},
		{"14/02/2026 - 31/02/2026", ""},
		{"31/04 - 02/05/2026", ""},
		{"Tết Nguyên đán", ""},
		{"46024", ""},
		{"", ""},
	}
	for _, tt := range tests {
		days, ok := daysIn(drawCell(t, tt.cell))
		got := ""
		if ok {
			got = fmt.Sprint(days[0].Format(time.DateOnly), " ", days[len(days)-1].Format(time.DateOnly), " ", len(days))
		}
		if got != tt.want {
			t.Errorf("%q is %q, want %q", tt.cell, got, tt.want)
		}
	}
}

func TestKindOfDay(t *testing.T) {
	for text, want := range map[string]string{
		"nghỉ": "off", "Nghỉ": "off", "Nghỉ lễ": "off", "nghỉ bù": "off", "Nghỉ hoán đổi": "off", "Ngày nghỉ": "off", "Được nghỉ": "off",
		"Nghỉ (làm bù ngày 10/01)": "off", "off": "off", "làm bù": "work", "Làm bù": "work", "Ngày làm bù": "work", "Ngày làm việc": "work",
		"Đi làm bù": "work", "làm việc bù": "work", "Làm bù (cho ngày nghỉ 02/01)": "work", "work": "work",
		"": "", "bù": "", "không nghỉ": "", "Nghỉ/làm bù": "", "x": "", "nghỉm": "", "làmm": "",
	} {
		work, ok := kindOfDay(text)
		got := ""
		switch {
		case ok && work:
			got = "work"
		case ok:
			got = "off"
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// readDays reads a tab of days off and tells it, a line a day and a line a
// problem.
func readDays(t *testing.T, text string) string {
	t.Helper()
	l := Read(workbook(t, "Ngày nghỉ, làm bù", text), Mapping{CalendarTab: "ngày nghỉ làm bù"})
	var b strings.Builder
	for _, d := range l.DaysOff {
		kind := "off"
		if d.Work {
			kind = "work"
		}
		fmt.Fprintf(&b, "%s %s %d %s\n", d.Day.Format(time.DateOnly), kind, d.Row+1, d.Reason)
	}
	for _, p := range l.Problems {
		cell := "tab"
		if p.Row >= 0 {
			cell = sheets.Addr{Row: p.Row, Col: p.Col}.String()
		}
		fmt.Fprintf(&b, "! %s %s %q\n", p.Kind, cell, p.Seen)
	}
	return b.String()
}

func TestReadDaysOff(t *testing.T) {
	tests := map[string]struct{ tab, want string }{
		"days and their kind": {`
NGÀY NGHỈ, LÀM BÙ NĂM 2026
STT | Ngày | Loại | Lý do
 | Năm 2026 | |
1 | 01/01/2026 - 02/01/2026 | Nghỉ | Tết Dương lịch
2 | @2026-01-10 | Làm bù | Làm bù cho  02/01
 | | |
 | | | Cập nhật theo thông báo
3 | 02/01/2026 | nghỉ | lần nữa
`, `
2026-01-01 off 4 Tết Dương lịch
2026-01-02 off 4 Tết Dương lịch
2026-01-10 work 5 Làm bù cho 02/01
`},
		"swaps in two columns": {`
Ngày nghỉ | Ngày làm bù | Căn cứ
02/01/2026 | 10/01/2026 | Thông báo số 00
30/4/2026 | | Lễ
`, `
2026-01-02 off 2 Thông báo số 00
2026-01-10 work 2 Thông báo số 00
2026-04-30 off 3 Lễ
`},
		"days off alone":          {"Ngày nghỉ | Lý do\n02/01/2026 | Nghỉ", "2026-01-02 off 2 Nghỉ\n"},
		"days off and their kind": {"Ngày nghỉ | Loại\n02/01/2026 | làm bù", "2026-01-02 work 2 \n"},
		"what cannot be read": {`
Ngày | Loại | Lý do
tháng 2/2026 | nghỉ |
02/01/2026 | bù |
03/01/2026 | |
 | nghỉ | Tết
04/01/2026 | nghỉ |
04/01/2026 | làm bù |
01/03/2026 - 30/6/2026 | nghỉ |
05/01/2026 | nghỉ | vẫn đọc
`, `
2026-01-04 off 6 
2026-01-05 off 9 vẫn đọc
! day off A2 "tháng 2/2026"
! day kind B3 "bù"
! day kind B4 ""
! day off A5 ""
! day twice A7 "04/01/2026"
! day off A8 "01/03/2026 - 30/6/2026"
`},
		"no header": {"Tết | nghỉ", "! header tab \"\"\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(strings.TrimLeft(tt.want, "\n"), readDays(t, tt.tab)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	l := Read(workbook(t, "Khác", "Ngày | Loại"), Mapping{CalendarTab: "Ngày nghỉ"})
	if len(l.Problems) != 1 || l.Problems[0].Kind != NoTab {
		t.Errorf("without the tab: %+v", l.Problems)
	}
	if l := Read(workbook(t, "Ngày nghỉ", "Ngày | Loại\n02/01/2026 | nghỉ"), Mapping{}); len(l.DaysOff) > 0 {
		t.Errorf("not asked for, but read: %+v", l.DaysOff)
	}
}

// However a range is written, the same days come out.
func TestPropertyRangesOfDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 4000).Draw(t, "first"))
		n := rapid.IntRange(1, 40).Draw(t, "days")
		last := first.AddDate(0, 0, n-1)
		layout := rapid.SampledFrom([]string{"02/01/2006", "2/1/2006", "02.01.2006", "2006-01-02", "02 tháng 01 năm 2006"}).Draw(t, "layout")
		between := rapid.SampledFrom([]string{" - ", " – ", " đến ", " tới ", " đến hết "}).Draw(t, "between")
		text := first.Format(layout) + between + last.Format(layout)
		days, ok := daysIn(sheets.Cell{Value: sheets.TextValue(text)})
		if ok != (n <= mostDaysOff) {
			t.Fatalf("%q of %d days is read: %v", text, n, ok)
		}
		if !ok {
			return
		}
		if len(days) != n || !days[0].Equal(first) || !days[n-1].Equal(last) {
			t.Fatalf("%q gives %v", text, days)
		}
	})
}
