package ledger

import (
	"testing"
	"time"

	"rasoat/sheets"
)

func shownDocument(d Document) string {
	s := d.Number
	if !d.On.IsZero() {
		s += " of " + d.On.Format(time.DateOnly)
	}
	return s
}

func TestParseDocument(t *testing.T) {
	tests := []struct{ text, want string }{
		{"1234/QĐ-UBND ngày 25/9/2020", "1234/QĐ-UBND of 2020-09-25"},
		{"Quyết định số 1234/QĐ-UBND ngày 25/09/2020 của UBND tỉnh", "1234/QĐ-UBND of 2020-09-25"},
		{"QĐ số 12/QĐ-UBND, 01/02/2020", "12/QĐ-UBND of 2020-02-01"},
		{"1234/QĐ-UBND\nngày 25 tháng 9 năm 2020", "1234/QĐ-UBND of 2020-09-25"},
		{"1234 /QĐ-UBND; 25.9.2020", "1234/QĐ-UBND of 2020-09-25"},
		{"1234/QĐ-UBND\u00a0(25-9-2020)", "1234/QĐ-UBND of 2020-09-25"},
		{"1234/QĐ-UBND 25/9/20", "1234/QĐ-UBND of 2020-09-25"},
		{"12/2020/NQ-HĐND ngày 8/7/2020", "12/2020/NQ-HĐND of 2020-07-08"},
		{"25-QĐ/TU ngày 5/1/2021", "25-QĐ/TU of 2021-01-05"},
		{"45/NQ-HĐND-KT ngày 5/1/2021", "45/NQ-HĐND-KT of 2021-01-05"},
		{"Ngày 25/9/2020, số 1234/QĐ-UBND", "1234/QĐ-UBND of 2020-09-25"},
		// Several: the first with a day.
		{"1/QĐ-UBND ngày 2/3/2019; 4/QĐ-UBND ngày 5/6/2020", "1/QĐ-UBND of 2019-03-02"},
		{"1/QĐ-UBND; 4/QĐ-UBND ngày 5/6/2020", "4/QĐ-UBND of 2020-06-05"},
		{"1/QĐ-UBND, 4/QĐ-UBND", "1/QĐ-UBND"},
		{"2/3/2019, 1/QĐ-UBND, 4/QĐ-UBND", "1/QĐ-UBND"},
		// A number, a day, or neither.
		{"1234/QĐ-UBND", "1234/QĐ-UBND"},
		{"QĐ số 1234 ngày 25/9/2020", "1234 of 2020-09-25"},
		{"ngày 25/9/2020", " of 2020-09-25"},
		{"1234/QĐ-UBND ngày 31/11/2020", "1234/QĐ-UBND"},
		{"1234/QĐ-UBND ngày …/…/2020", "1234/QĐ-UBND"},
		{"1234/QĐ-UBND ngày 25/9/2020-26/9/2020", "1234/QĐ-UBND"},
		{"số 1234567/QĐ-UBND", ""},
		{"12a/QĐ-UBND 1/2/2020", "12a/QĐ-UBND of 2020-02-01"},
		{"15-NQ/TW ngày 1/2/2020", "15-NQ/TW of 2020-02-01"},
		{"1/1", ""},
		{"31/12/2020-Sở Y tế", ""},
		{"ngày 12/tháng 3", ""},
		{"12/qđ-ubnd ngày 1/2/2020", "12/qđ-ubnd of 2020-02-01"},
		{"1/A", ""},
		{"9/QĐ-", "9/QĐ"},
		{"chưa có", ""},
		{"Đang trình", ""},
		{"", ""},
	}
	for _, tt := range tests {
		if got := shownDocument(ParseDocument(tt.text)); got != tt.want {
			t.Errorf("ParseDocument(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestReadDocument(t *testing.T) {
	tests := []struct {
		cell sheets.Cell
		want string
	}{
		{dateCell(on(2020, 9, 25)), " of 2020-09-25"},
		{sheets.Cell{Value: sheets.NumberValue("1234")}, "1234"},
		{sheets.Cell{Value: sheets.NumberValue("12.5")}, ""},
		{sheets.Cell{Value: sheets.ErrorValue("#REF!")}, ""},
		{sheets.Cell{}, ""},
	}
	for _, tt := range tests {
		if got := shownDocument(readDocument(tt.cell)); got != tt.want {
			t.Errorf("readDocument(%v) = %q, want %q", tt.cell, got, tt.want)
		}
	}
}

func TestReadDecidedOn(t *testing.T) {
	tests := []struct {
		cell sheets.Cell
		want string
		ok   bool
	}{
		{dateCell(on(2020, 9, 25)), "2020-09-25", true},
		{sheets.Cell{Value: sheets.TextValue("25/9/2020; 3/4/2021")}, "2020-09-25", true},
		{sheets.Cell{Value: sheets.TextValue("ngày 25 tháng 9 năm 2020")}, "2020-09-25", true},
		{sheets.Cell{Value: sheets.TextValue("31/11/2020")}, "0001-01-01", false},
		{sheets.Cell{Value: sheets.NumberValue("2020")}, "0001-01-01", true},
		{sheets.Cell{Value: sheets.TextValue("chưa có")}, "0001-01-01", true},
		{sheets.Cell{}, "0001-01-01", true},
		{sheets.Cell{Value: sheets.NumberValue("44165")}, "0001-01-01", false},
	}
	for _, tt := range tests {
		day, ok := readDecidedOn(tt.cell, newBlanks(nil))
		if got := day.Format(time.DateOnly); got != tt.want || ok != tt.ok {
			t.Errorf("readDecidedOn(%v) = %s %v, want %s %v", tt.cell, got, ok, tt.want, tt.ok)
		}
	}
}

func TestGroupOf(t *testing.T) {
	for text, want := range map[string]string{
		"A": "A", "Nhóm B": "B", "nhóm c": "C", "NHÓM  C": "C", "Dự án nhóm A": "A", "B (cũ)": "B", "b.": "B",
		"": "", "D": "", "A-B": "", "nhóm một": "", "Đã có chủ trương": "", "Quan trọng quốc gia": "",
	} {
		if got := groupOf(text); got != want {
			t.Errorf("groupOf(%q) = %q, want %q", text, got, want)
		}
	}
}
