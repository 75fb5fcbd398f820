package ledger

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
)

// Snoozes and acknowledgements, each as the cell reads and as people see what
// was read: a day, "" for nothing, "!" for what cannot be read.
func TestReadReminders(t *testing.T) {
	tests := []struct{ cell, snoozed, acknowledged string }{
		{"", "", ""},
		{"-", "", ""},
		{"…", "", ""},
		{"@2021-01-31", "2021-01-31", "2021-01-31"},
		{"31/01/2021", "2021-01-31", "2021-01-31"},
		{"2021-01-31", "2021-01-31", "2021-01-31"},
		{"đến hết ngày 31/01/2021", "2021-01-31", "2021-01-31"},
		{"31/01/2021 (chờ HĐND)", "2021-01-31", "2021-01-31"},
		{"tháng 2/2021", "2021-02-28", "!"}, // a period ends, but who notes something does so on a day
		{"Quý I/2021", "2021-03-31", "!"},
		{"sau kỳ họp cuối năm", "2020-12-07", "!"},
		{"Đã nhận ngày 12/01/2021", "!", "2021-01-12"},
		{"12/01/2021, Nguyễn Văn A", "!", "2021-01-12"},
		{"12/01/2021; 15/01/2021", "!", "2021-01-15"},
		{"chưa", "", ""},
		{"chưa nhận", "", ""},
		{"không", "", ""},
		{"x", "", "!"},
		{"X", "", "!"},
		{"v", "!", "!"},
		{"đã nhận", "!", "!"},
		{"rồi", "!", "!"},
		{"TRUE", "!", "!"},
		{"FALSE", "", ""},
		{"ngay", "!", "!"},
		{"thường xuyên", "!", "!"},
		{"khi hoàn thành", "!", "!"},
		{"31/02/2021", "!", "!"},
		{"31/01", "!", "!"},
		{"12.5", "!", "!"},
	}
	events := map[string]time.Time{"kỳ họp cuối năm": time.Date(2020, 12, 7, 0, 0, 0, 0, time.UTC)}
	shown := func(day time.Time, ok bool) string {
		switch {
		case !ok:
			return "!"
		case day.IsZero():
			return ""
		}
		return day.Format(time.DateOnly)
	}
	for _, tt := range tests {
		c := drawCell(t, tt.cell)
		if got := shown(readSnooze(c, newBlanks(nil), events)); got != tt.snoozed {
			t.Errorf("%q snoozes up to %q, want %q", tt.cell, got, tt.snoozed)
		}
		if got := shown(readAcknowledged(c, newBlanks(nil))); got != tt.acknowledged {
			t.Errorf("%q acknowledges on %q, want %q", tt.cell, got, tt.acknowledged)
		}
	}
}

// The columns are found by their names, what they hold is read of items alone,
// and what cannot be read is told at its cell and leaves no day.
func TestRemindersOfAList(t *testing.T) {
	var b sheets.Builder
	drawTab(t, b.Tab("t1", "Nhiệm vụ"), `
STT | Nội dung nhiệm vụ | Cơ quan chủ trì | Thời hạn | Ngày hoàn thành | Tạm dừng nhắc đến | Đã nhận thông tin (ngày)
I | Mục một | | | | 01/01/2021 |
1 | Việc một | Sở Tài chính | 31/12/2020 | | 31/01/2021 | @2021-01-12
2 | Việc hai | Sở Tài chính | 31/12/2020 | | nt | đã nhận
3 | Việc ba | Sở Tài chính | 31/12/2020 | | lâu dài | #REF!
`)
	l := Read(b.Snapshot(), Guess(b.Snapshot()))
	type state struct{ Name, Snoozed, Acknowledged string }
	var got []state
	shown := func(day time.Time) string {
		if day.IsZero() {
			return ""
		}
		return day.Format(time.DateOnly)
	}
	for _, r := range l.Lists[0].Items() {
		got = append(got, state{r.Name, shown(r.SnoozedUntil), shown(r.AcknowledgedOn)})
	}
	want := []state{{"Việc một", "2021-01-31", "2021-01-12"}, {"Việc hai", "2021-01-31", ""}, {"Việc ba", "", ""}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	type told struct {
		Kind ProblemKind
		Cell string
		Name string
	}
	var problems []told
	for _, p := range l.Problems {
		problems = append(problems, told{p.Kind, sheets.Addr{Row: p.Row, Col: p.Col}.String(), p.Name})
	}
	wantProblems := []told{
		{BadDate, "G4", "Đã nhận thông tin (ngày)"}, {BadDate, "F5", "Tạm dừng nhắc đến"}, {BadError, "G5", "Đã nhận thông tin (ngày)"},
	}
	if diff := cmp.Diff(wantProblems, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
