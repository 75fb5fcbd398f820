package rule_test

import (
	"testing"
	"time"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// inTab puts a department's addresses into the directory, as from its tab.
func inTab(w *world, d ledger.Department, cell string) {
	all := []ledger.Department{d}
	for _, old := range w.Directory.All() {
		if old.Name != d.Name {
			all = append(all, old)
		}
	}
	w.Directory = ledger.NewDirectory(all...)
	for i, emails := range [][]string{d.Emails, d.OfficerEmails, d.LeaderEmails, d.HeadEmails} {
		a := addr(cell)
		for _, e := range emails {
			w.Addresses = append(w.Addresses, ledger.Address{Department: d.Name, Email: e, Tab: "t9", Row: a.Row, Col: a.Col + i})
		}
	}
}

const finance = "Sở Tài chính"

func TestMailboxes(t *testing.T) {
	runBreaks(t, []breakOne{
		{name: "every domain goes where none is named", do: func(w *world) {
			inTab(w, ledger.Department{Name: finance, Emails: []string{"stc@thu.example.com"}}, "C3")
		}},
		{name: "in a domain, whatever its case", do: func(w *world) {
			w.Domains = []string{"example.com"}
			inTab(w, ledger.Department{Name: finance, Emails: []string{"STC@Example.COM"}}, "C3")
		}},
		{
			name: "outside, in the tab",
			do: func(w *world) {
				w.Domains = []string{"example.com", "tinh.example.com"}
				inTab(w, ledger.Department{
					Name: finance, Emails: []string{"stc@example.com"}, HeadEmails: []string{"giam-doc@thu.example.com"},
				}, "C3")
			},
			want: []want{{"department/mailbox", "", "F3", rule.Args{
				"kind": "domain", "department": finance, "seen": "giam-doc@thu.example.com", "allowed": []string{"example.com", "tinh.example.com"},
			}}},
		},
		{
			name: "outside, in the configuration alone: beside what it leads and is not done",
			do: func(w *world) {
				w.Domains = []string{"example.com"}
				w.Directory = ledger.NewDirectory(
					ledger.Department{Name: finance, Emails: []string{"stc@example.com"}, OfficerEmails: []string{"a@thu.example.com", "a@thu.example.com"}},
					ledger.Department{Name: "Sở Thông tin và Truyền thông", Emails: []string{"stttt@example.com"}},
				)
				w.row("tasks", 5).Leads = w.Directory.ResolveAll(finance)
				w.row("projects", 14).DoneOn = day("2021-01-10")
				w.Off = map[string]bool{"task/evidence": true}
			},
			want: []want{{"department/mailbox", "tasks", "C5", rule.Args{"kind": "domain", "department": finance, "seen": "a@thu.example.com"}}},
		},
		{
			name: "no address",
			do: func(w *world) {
				w.Problems = []ledger.Problem{{Kind: ledger.BadEmail, Tab: "t9", Row: 2, Col: 2, Seen: "stc(at)example.com", Name: finance}}
			},
			want: []want{{"department/mailbox", "", "C3", rule.Args{
				"kind": "malformed", "department": finance, "seen": "stc(at)example.com", "allowed": []string{},
			}}},
		},
	})
}

func TestUndeliverable(t *testing.T) {
	gaveUp := func(recipient, on, reason string) rule.Undeliverable {
		return rule.Undeliverable{Department: finance, Recipient: recipient, On: day(on), Reason: reason}
	}
	runBreaks(t, []breakOne{
		{
			name: "an address of the tab; of several mails the last",
			do: func(w *world) {
				inTab(w, ledger.Department{Name: finance, Emails: []string{"stc@example.com"}}, "C3")
				w.Undeliverable = []rule.Undeliverable{
					gaveUp("STC@example.com", "2021-01-14", "550 <stc@example.com>: unknown, ask admin@example.com"), gaveUp("stc@example.com", "2021-01-12", "421"),
				}
			},
			want: []want{{"mail/undeliverable", "", "C3", rule.Args{
				"department": finance, "recipient": "S***@example.com", "on": day("2021-01-14"), "reason": "550 <s***@example.com>: unknown, ask a***@example.com",
			}}},
		},
		{
			name: "an address of the configuration",
			do:   func(w *world) { w.Undeliverable = []rule.Undeliverable{gaveUp("stc@example.com", "2021-01-14", "")} },
			want: []want{
				{"mail/undeliverable", "projects", "E14", rule.Args{"recipient": "s***@example.com", "reason": ""}},
				{rule: "mail/undeliverable", list: "tasks", cell: "C5"},
			},
		},
		{
			name: "of a department that leads nothing",
			do: func(w *world) {
				w.Directory = ledger.NewDirectory(append(w.Directory.All(), ledger.Department{Name: "Sở Nội vụ", Emails: []string{"snv@example.com"}})...)
				w.Undeliverable = []rule.Undeliverable{{Department: "Sở Nội vụ", Recipient: "snv@example.com", On: day("2021-01-14")}}
			},
			want: []want{{rule: "mail/undeliverable"}},
		},
		{name: "an address that was corrected since", do: func(w *world) {
			w.Undeliverable = []rule.Undeliverable{gaveUp("so-tai-chinh@example.com", "2021-01-14", "550")}
		}},
		{name: "a department that is in the directory no more", do: func(w *world) {
			w.Undeliverable = []rule.Undeliverable{{Department: "Sở Cũ", Recipient: "a@example.com", On: day("2021-01-14")}}
		}},
	})
}

func TestSnoozes(t *testing.T) {
	snoozed := func(until string, most int) func(*world) {
		return func(w *world) {
			w.SnoozeMost = most
			l := w.list("tasks")
			l.Columns = append(l.Columns, ledger.Column{Field: ledger.FieldSnooze, Col: 8, Header: "Tạm dừng nhắc đến"})
			w.row("tasks", 4).SnoozedUntil = day(until)
		}
	}
	and := func(all ...func(*world)) func(*world) {
		return func(w *world) {
			for _, do := range all {
				do(w)
			}
		}
	}
	since := func(on string) func(*world) {
		return func(w *world) { w.Past = map[*ledger.Row]rule.Past{w.row("tasks", 4): {SnoozedOn: day(on)}} }
	}
	runBreaks(t, []breakOne{
		{name: "as long as is allowed", do: snoozed("2021-03-16", 60)},
		{
			name: "a day longer",
			do:   snoozed("2021-03-17", 60),
			want: []want{{"reminder/snooze", "tasks", "I4", rule.Args{
				"kind": "long", "until": day("2021-03-17"), "most": 60, "last": day("2021-03-16"),
			}}},
		},
		{name: "the days count from the first", do: and(snoozed("2021-02-20", 60), since("2020-12-22"))},
		{
			name: "prolonged",
			do:   and(snoozed("2021-02-21", 60), since("2020-12-22")),
			want: []want{{"reminder/snooze", "tasks", "I4", rule.Args{"last": day("2021-02-20")}}},
		},
		{
			name: "where it is not heeded, up to today",
			do:   snoozed("2021-01-15", 0),
			want: []want{{"reminder/snooze", "tasks", "I4", rule.Args{"kind": "never", "until": day("2021-01-15"), "most": 0, "last": time.Time{}}}},
		},
		{name: "past", do: snoozed("2021-01-14", 0)},
		{name: "of what is done", do: and(snoozed("2022-01-14", 60), func(w *world) {
			w.row("tasks", 4).DoneOn = day("2021-01-10")
			w.Off = map[string]bool{"task/evidence": true}
		})},
	})
}

func TestDaysOff(t *testing.T) {
	problem := func(kind ledger.ProblemKind, row, col int, seen string) ledger.Problem {
		return ledger.Problem{Kind: kind, Tab: "t8", Row: row, Col: col, Seen: seen}
	}
	runBreaks(t, []breakOne{{
		name: "what cannot be read",
		do: func(w *world) {
			w.Problems = []ledger.Problem{
				problem(ledger.BadDayOff, 1, 0, "tháng 2/2026"), problem(ledger.BadDayKind, 2, 1, "bù"), problem(ledger.DayOffTwice, 3, 0, "02/01/2026"),
			}
		},
		want: []want{
			{"calendar/unreadable", "", "A2", rule.Args{"kind": "day", "seen": "tháng 2/2026"}},
			{"calendar/unreadable", "", "B3", rule.Args{"kind": "kind", "seen": "bù"}},
			{"calendar/unreadable", "", "A4", rule.Args{"kind": "twice", "seen": "02/01/2026"}},
		},
	}})
}
