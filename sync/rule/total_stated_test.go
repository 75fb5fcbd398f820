package rule_test

import (
	"testing"

	"rasoat/sheets"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// A total is held against the rows that it says it sums, and against nothing
// where it names rows that are not there.
func TestTotalsThatSayWhatTheySum(t *testing.T) {
	tests := []struct {
		name string
		rows [][3]string // number, name, amount
		want string      // the cell that is told, "" for none
	}{
		{"some of the sections", [][3]string{
			{"A", "Thu", "30"}, {"1", "Một", "30"}, {"B", "Chi", "12"}, {"2", "Hai", "12"}, {"C", "Khác", "5"}, {"3", "Ba", "5"}, {"", "TỔNG CỘNG (A+B)", "42"},
		}, ""},
		{"and wrong", [][3]string{
			{"A", "Thu", "30"}, {"1", "Một", "30"}, {"B", "Chi", "12"}, {"2", "Hai", "12"}, {"C", "Khác", "5"}, {"3", "Ba", "5"}, {"", "TỔNG CỘNG (A+B)", "47"},
		}, "C8"},
		{"sections that are not there", [][3]string{
			{"A", "Thu", "30"}, {"1", "Một", "30"}, {"B", "Chi", "12"}, {"2", "Hai", "12"}, {"", "TỔNG CỘNG (A+D)", "99"},
		}, ""},
		{"a difference", [][3]string{
			{"A", "Thu", "30"}, {"1", "Một", "30"}, {"B", "Chi", "12"}, {"2", "Hai", "12"}, {"C", "Bội thu (A - B)", "18"},
		}, ""},
		{"a reserve on top of a total", [][3]string{
			{"1", "Một", "30"}, {"2", "Hai", "12"}, {"", "Tổng cộng", "42"}, {"", "Dự phòng 10%", "4"}, {"", "Làm tròn", "-1"}, {"", "TỔNG SỐ", "45"},
		}, ""},
		{"a reserve left out of the total behind it", [][3]string{
			{"1", "Một", "30"}, {"2", "Hai", "12"}, {"", "Tổng cộng", "42"}, {"", "Dự phòng 10%", "4"}, {"", "TỔNG SỐ", "42"},
		}, "C6"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b sheets.Builder
			tab := b.Tab("t", "Danh mục")
			put := func(row int, texts ...string) {
				for col, s := range texts {
					value := sheets.TextValue(s)
					if col == 2 && row > 0 {
						value = sheets.NumberValue(s)
					}
					tab.Set(row, col, sheets.Cell{Value: value})
				}
			}
			put(0, "STT", "Tên dự án", "Tổng mức đầu tư")
			for i, r := range tt.rows {
				put(i+1, r[0], r[1], r[2])
			}
			l := ledger.Read(b.Snapshot(), ledger.Mapping{Lists: []ledger.ListMapping{{Name: "list", Tab: "Danh mục", Kind: ledger.Table, Unit: million}}})
			got := ""
			for _, f := range rule.Run(l, rule.Settings{Today: day("2021-01-15")}) {
				got += f.Cell()
			}
			if got != tt.want {
				t.Errorf("told at %q, want %q", got, tt.want)
			}
		})
	}
}
