package config

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCalendar(t *testing.T) {
	const text = `
workbooks: [{name: a, file: a.xlsx, lists: [{name: l, tab: L, kind: tasks, columns: {snooze: Hoãn nhắc, acknowledged: "=M"}}]}]
directory:
  departments:
    - {name: Sở Tài chính, officer_emails: can-bo@example.com, leader_emails: [a@EXAMPLE.com, b@example.com], head_emails: [c@example.com]}
calendar:
  tab: Ngày  nghỉ
  file: calendar.yaml
  culture_day: true
  days:
    - {day: 2026-01-02, kind: off, reason: Nghỉ hoán đổi, source: Thông báo (mẫu)}
    - {day: 10/01/2026, kind: work}
`
	c := parse(t, text)
	folder, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	day := func(d int) time.Time { return time.Date(2026, 1, d, 0, 0, 0, 0, time.UTC) }
	want := Calendar{Tab: "Ngày nghỉ", File: filepath.Join(folder, "calendar.yaml"), CultureDay: true, Days: []CalendarDay{
		{day(2), DayOff, "Nghỉ hoán đổi", "Thông báo (mẫu)"}, {Day: day(10), Kind: DayWork},
	}}
	if diff := cmp.Diff(want, c.Calendar); diff != "" {
		t.Errorf("calendar (-want +got):\n%s", diff)
	}
	d := c.Directory.Departments[0]
	got := [][]string{d.OfficerEmails, d.LeaderEmails, d.HeadEmails}
	if diff := cmp.Diff([][]string{{"can-bo@example.com"}, {"a@example.com", "b@example.com"}, {"c@example.com"}}, got); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
	columns := c.Workbooks[0].Lists[0].Columns
	if diff := cmp.Diff(map[Field][]string{FieldSnooze: {"Hoãn nhắc"}, FieldAcknowledged: {"=M"}}, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Calendar{}, parse(t, "workbooks: [{name: a, file: a.xlsx, lists: [{name: l, tab: L, kind: tasks}]}]").Calendar); diff != "" {
		t.Errorf("by default (-want +got):\n%s", diff)
	}
}
