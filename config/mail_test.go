package config

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// mailWith returns the defaults of mail with what the function changes.
func mailWith(change func(*Mail)) Mail {
	m := defaultMail()
	change(&m)
	return m
}

func TestMail(t *testing.T) {
	got := parse(t, least+`mail:
  bounce_to: tra-lai@Example.com
  domains: example.com
  repeat_every: 0
  due_soon: 0
  snooze_most: 90
  acknowledged_for: 0
  settle: 0
  storm: {count: 1000000, share: 100}
  ladder:
    - {times: 3, to: officer}
    - {times: 2, to: [officer, leader]}
    - {times: 0, to: [mailbox, head]}
  cooperating: true
  overview: {to: [a@EXAMPLE.com, b@example.com], weekday: friday, addressee: Đồng chí Chánh Văn phòng}
  approve: never
  redirect_to: thu@example.com
  daily_cap: 0
  hours: {from: 0, to: 24}
  keep_bodies: 30
  keep_history: 30
`).Mail
	want := Mail{
		SMTP: defaultMail().SMTP, BounceTo: "tra-lai@example.com", Domains: []string{"example.com"}, ReplyDays: 7,
		SnoozeMost: 90, Storm: Storm{1000000, 100}, Cooperating: true,
		Ladder:   []Rung{{3, []Role{RoleOfficer}}, {2, []Role{RoleOfficer, RoleLeader}}, {0, []Role{RoleMailbox, RoleHead}}},
		Overview: Overview{[]string{"a@example.com", "b@example.com"}, "friday", "Đồng chí Chánh Văn phòng"},
		Approve:  ApproveNever, RedirectTo: "thu@example.com", Hours: Hours{0, 24}, KeepBodies: 30, KeepHistory: 30,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Each text is what stands in mail; in mode remind it is enough with the rest.
func TestGoodMail(t *testing.T) {
	tests := map[string]func(*Mail){
		"{outbox: o, overview: {to: []}}":                  func(m *Mail) { m.Overview.To = []string{} },
		"{outbox: o, overview: {to: [], weekday: sunday}}": func(m *Mail) { m.Overview.To, m.Overview.Weekday = []string{}, "sunday" },
		"{outbox: o, ladder: []}":                          func(m *Mail) { m.Ladder = []Rung{} },
		"{outbox: o, ladder: [{to: head}]}":                func(m *Mail) { m.Ladder = []Rung{{To: []Role{RoleHead}}} },
		"{outbox: o, ladder: [{times: 9, to: head}]}":      func(m *Mail) { m.Ladder = []Rung{{9, []Role{RoleHead}}} },
		"{outbox: o, keep_bodies: 0, keep_history: 30}":    func(m *Mail) { m.KeepBodies, m.KeepHistory = 0, 30 },
		"{outbox: o, keep_bodies: 999, keep_history: 0}":   func(m *Mail) { m.KeepBodies, m.KeepHistory = 999, 0 },
		"{outbox: o, smtp: }":                              func(*Mail) {},
	}
	for text, change := range tests {
		c := parse(t, least+"mode: remind\nmail: "+strings.TrimSuffix(text, "}")+", agency: A, from: {address: a@example.com}, domains: example.com}\n")
		want := mailWith(change)
		want.Outbox, want.Agency, want.From.Address, want.Domains = filepath.Join(folder(t), "o"), "A", "a@example.com", []string{"example.com"}
		if diff := cmp.Diff(want, c.Mail); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestWeekdays(t *testing.T) {
	_, all := Monday.values()
	if len(all) != 7 {
		t.Fatalf("%d days of the week", len(all))
	}
	for _, name := range all {
		if day := Weekday(name).Day(); !strings.EqualFold(day.String(), name) {
			t.Errorf("%s is %v", name, day)
		}
	}
	if day := Weekday("").Day(); day != time.Sunday {
		t.Errorf("no day is %v", day)
	}
}
