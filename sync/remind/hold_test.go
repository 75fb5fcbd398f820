package remind_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

func TestWhatWasChangedAMomentAgoSettlesFirst(t *testing.T) {
	h := &history{policy: usual()}
	h.policy.Settle = 30 * time.Minute
	a, b := itemA(), itemB()
	later := a.with(to("2021-06-30"))
	h.walk(t, []step{
		{"~2021-01-15 07:00", list(later), ""}, // first sight: it always was so
		{"~2021-01-15 07:55", list(a), "ict: late A; not-due"},
		{"2021-01-15 08:00", list(a), "ict: late A; settling"},
		{"~2021-01-15 08:24", list(a), "ict: late A; settling"},
		{"~2021-01-15 08:25", list(a), "ict: late A; first 1"},
		{"~2021-01-15 08:30", list(a), "ict: late A; not-due 1"},
		// What is new settles as well, and the end of the day ends what it owes.
		{"2021-01-18 08:00", list(a, b), "ict: late A B; settling 1"},
		{"~2021-01-19 07:00", list(a, b), "ict: late A B; not-due 1"},
		{"2021-01-19 08:00", list(a, b), "ict: late A B; changed 1"},
		// So does good news.
		{"2021-01-20 08:00", list(a.with(done), b.with(done)), "ict: resolved A B; settling 1"},
		{"~2021-01-20 08:10", list(a, b.with(done)), "ict: late A; resolved B; settling 1"},
		{"~2021-01-20 08:40", list(a, b.with(done)), "ict: late A; resolved B; nothing-new 1"},
	})
	t.Run("until", func(t *testing.T) {
		r := h.pass("2021-01-21 08:00", true, a, b)
		if d := r.Digests[0]; d.Reason != remind.Settling || !d.Until.Equal(at(day("2021-01-21"), "08:30")) {
			t.Errorf("%s until %v", d.Reason, d.Until)
		}
	})
	t.Run("what is owed to one is owed to no other", func(t *testing.T) {
		other := item{code: "F", name: "Năm", leads: finance, deadline: by("2021-01-11")}
		r := h.pass("2021-01-21 08:40", false, a, b, other)
		if diff := cmp.Diff("ict: late A B; nothing-new 1\nfinance: late F; not-due", told(r)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
	t.Run("a tab that is away for a while did not change", func(t *testing.T) {
		h := &history{policy: h.policy}
		h.walk(t, []step{
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"~2021-01-22 07:50", list(), ""},
			{"2021-01-22 08:00", list(a), "ict: late A; repeat 2"},
		})
	})
	t.Run("what a slot owes that was missed", func(t *testing.T) {
		h := &history{policy: h.policy}
		h.walk(t, []step{{"2021-01-15 08:00", list(a), "ict: late A; first 1"}})
		h.change = func(in *remind.Input) {
			if !in.Slot.IsZero() {
				in.Slot = in.Slot.AddDate(0, 0, -1)
			}
		}
		h.walk(t, []step{
			{"2021-01-19 10:00", list(a, b), "ict: late A B; settling 1"},
			{"~2021-01-19 10:30", list(a, b), "ict: late A B; changed 1"},
		})
	})
	t.Run("what merely becomes late did not change", func(t *testing.T) {
		h := &history{policy: h.policy}
		c := a.with(to("2021-01-15"))
		h.policy.DueSoon = 0
		h.walk(t, []step{{"2021-01-15 08:00", list(c), ""}, {"2021-01-18 08:00", list(c), "ict: late A; first 1"}})
	})
}

func TestAWatchingPassRemembersOnlyWhatItSees(t *testing.T) {
	h := &history{policy: usual()}
	a := itemA()
	h.pass("2021-01-15 08:00", true, a)
	before := h.memory
	h.pass("2021-01-22 10:00", false, a.with(done), itemB())
	after := h.memory
	after.Watched, after.Snoozed, before.Watched, before.Snoozed = nil, nil, nil, nil
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("(-before +after)\n%s", diff)
	}
}

func TestTheOutboxHolds(t *testing.T) {
	a := itemA()
	other := item{code: "F", name: "Năm", leads: finance, deadline: by("2021-01-11")}
	t.Run("paused", func(t *testing.T) {
		h := &history{policy: usual(), outbox: remind.Outbox{Paused: true}}
		h.walk(t, []step{
			{"2021-01-15 08:00", list(a), "ict: late A; paused"},
			{"~2021-01-15 09:00", list(a, other), "ict: late A; paused\nfinance: late F; paused"},
		})
		h.outbox.Paused = false
		h.walk(t, []step{{"~2021-01-15 10:00", list(a, other), "ict: late A; first 1\nfinance: late F; not-due"}})
	})
	t.Run("paused, when only the overview is due", func(t *testing.T) {
		h := &history{policy: usual(), outbox: remind.Outbox{Paused: true}}
		h.policy.Overview = remind.OverviewPolicy{To: []string{"office@example.com"}, Weekday: time.Friday}
		intime := a.with(to("2021-12-31"))
		h.walk(t, []step{{"2021-01-15 08:00", list(intime), ""}})
		h.outbox.Paused = false
		if r := h.pass("2021-01-15 09:00", false, intime); r.Overview == nil {
			t.Error("the slot owes the overview")
		}
	})
	t.Run("undelivered", func(t *testing.T) {
		h := &history{policy: usual()}
		h.walk(t, []step{{"2021-01-15 08:00", list(a), "ict: late A; first 1"}})
		h.outbox.Undelivered = []string{ict}
		h.walk(t, []step{{"2021-01-22 08:00", list(a), "ict: late A; undelivered 1"}})
		h.outbox.Undelivered = nil
		h.walk(t, []step{{"~2021-01-22 09:00", list(a), "ict: late A; repeat 2"}})
	})
}

func TestAMailThatWaitsForApproval(t *testing.T) {
	a, b := itemA(), itemB()
	for name, steps := range map[string][]step{
		"is made anew at a later slot": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-15 14:00", list(a, b), "ict: late A B; waiting 1"},
			{"2021-01-18 08:00", list(a, b), "ict: late A B; first 1 withdraws mail-1"},
			{"2021-01-19 08:00", list(a, b), "ict: late A B; first 1 withdraws mail-2"},
		},
		"is withdrawn where nothing is left to tell": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-18 08:00", list(a.with(done)), "ict: nothing-new withdraws mail-1"},
			{"2021-01-19 08:00", list(a.with(done)), ""},
			{"2021-01-20 08:00", list(a), "ict: late A; first 1"},
		},
		"counts once it is approved": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"approve", nil, ""},
			{"2021-01-18 08:00", list(a), "ict: late A; nothing-new 1"},
			{"2021-01-22 08:00", list(a), "ict: late A; repeat 2"},
			{"2021-01-25 08:00", list(a.with(done)), "ict: resolved A; resolved 1 withdraws mail-2"},
			{"2021-01-26 08:00", list(a), "ict: late A; repeat 2 withdraws mail-3"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := &history{policy: usual(), approve: true}
			for _, s := range steps {
				if s.when == "approve" {
					h.outbox.Waiting = nil
					continue
				}
				h.walk(t, []step{s})
			}
		})
	}
}

func TestTheBrake(t *testing.T) {
	sheet := func(late, all int) []item {
		var items []item
		for i := range all {
			it := item{code: fmt.Sprintf("P%02d", i), name: fmt.Sprintf("Dự án %d", i), leads: ict, deadline: by("2021-12-31")}
			if i < late {
				it.deadline = by("2021-01-05")
			}
			items = append(items, it)
		}
		return items
	}
	start := func(t *testing.T) *history {
		h := &history{policy: usual()}
		h.policy.StormCount, h.policy.StormShare = 5, 30
		h.pass("2021-01-15 08:00", true, sheet(2, 40)...)
		return h
	}
	reason := func(r remind.Result) string {
		if r.Brake != nil {
			return string(r.Brake.Reason)
		}
		return string(r.Digests[0].Reason)
	}
	check := func(t *testing.T, r remind.Result, want remind.Reason) {
		t.Helper()
		if got := reason(r); got != string(want) || r.Digests[0].Reason != want {
			t.Fatalf("%s, digest %s; want %s", got, r.Digests[0].Reason, want)
		}
	}
	t.Run("an empty memory has no storm", func(t *testing.T) {
		h := &history{policy: usual()}
		h.policy.StormCount = 5
		check(t, h.pass("2021-01-15 08:00", true, sheet(40, 40)...), remind.First)
	})
	t.Run("as many as likely", func(t *testing.T) {
		check(t, start(t).pass("2021-01-18 08:00", true, sheet(7, 40)...), remind.Changed)
	})
	t.Run("one more, and corrected", func(t *testing.T) {
		h := start(t)
		check(t, h.pass("2021-01-18 08:00", true, sheet(8, 40)...), remind.Storm)
		check(t, h.pass("2021-01-18 08:30", false, sheet(8, 40)...), remind.Storm)
		check(t, h.pass("2021-01-18 09:00", false, sheet(3, 40)...), remind.Changed)
	})
	t.Run("released", func(t *testing.T) {
		h := start(t)
		check(t, h.pass("2021-01-18 08:00", true, sheet(30, 40)...), remind.Storm)
		h.outbox.Released = at(day("2021-01-18"), "08:10")
		check(t, h.pass("2021-01-18 08:11", false, sheet(30, 40)...), remind.Changed)
		// A storm after that is another one.
		check(t, h.pass("2021-01-19 08:00", true, sheet(40, 40)...), remind.Storm)
	})
	t.Run("released before", func(t *testing.T) {
		h := start(t)
		h.outbox.Released = at(day("2021-01-18"), "07:00")
		check(t, h.pass("2021-01-18 08:00", true, sheet(30, 40)...), remind.Storm)
		check(t, h.pass("2021-01-18 08:11", false, sheet(30, 40)...), remind.Storm)
	})
	t.Run("bit by bit while something settles", func(t *testing.T) {
		h := start(t)
		h.policy.Settle = 30 * time.Minute
		check(t, h.pass("2021-01-18 08:00", true, sheet(4, 40)...), remind.Settling)
		check(t, h.pass("2021-01-18 08:20", false, sheet(8, 40)...), remind.Settling)
		check(t, h.pass("2021-01-18 08:40", false, sheet(12, 40)...), remind.Storm)
	})
	t.Run("let stand for a working day", func(t *testing.T) {
		h := start(t)
		check(t, h.pass("2021-01-15 14:00", true, sheet(30, 40)...), remind.Storm)
		check(t, h.pass("2021-01-16 08:00", true, sheet(30, 40)...), remind.Storm)
		check(t, h.pass("2021-01-18 08:00", true, sheet(31, 40)...), remind.Changed)
	})
	t.Run("worse the day after", func(t *testing.T) {
		h := start(t)
		check(t, h.pass("2021-01-18 08:00", true, sheet(12, 40)...), remind.Storm)
		check(t, h.pass("2021-01-19 08:00", true, sheet(30, 40)...), remind.Storm)
		check(t, h.pass("2021-01-20 08:00", true, sheet(30, 40)...), remind.Changed)
	})
	t.Run("gone", func(t *testing.T) {
		h := start(t)
		check(t, h.pass("2021-01-18 08:00", true, sheet(1, 27)...), remind.Vanished)
		check(t, h.pass("2021-01-19 08:00", true, sheet(1, 28)...), remind.NothingNew)
	})
	t.Run("what many terms end on is no storm", func(t *testing.T) {
		h := start(t)
		if r := h.pass("2022-01-03 08:00", true, sheet(2, 40)...); r.Brake != nil || len(r.Digests[0].Late) != 40 {
			t.Errorf("brake %+v", r.Brake)
		}
	})
	t.Run("no brake", func(t *testing.T) {
		h := start(t)
		h.policy.StormCount, h.policy.StormShare = 0, 0
		check(t, h.pass("2021-01-18 08:00", true, sheet(40, 40)...), remind.Changed)
	})
}

func TestAClockThatWasWrongHoldsNothingForYears(t *testing.T) {
	h := &history{policy: usual()}
	h.policy.Settle = 30 * time.Minute
	h.policy.StormCount, h.policy.Overview.To = 5, []string{"office@example.com"}
	a := itemA()
	h.walk(t, []step{
		{"2031-01-15 08:00", list(a), "ict: late A; first 1"},
		{"2021-01-15 08:00", list(a), "ict: late A; today 1"},
		{"2021-01-18 08:00", list(a), "ict: late A; nothing-new 1"},
		{"2021-01-22 08:00", list(a), "ict: late A; repeat 2"},
	})
	t.Run("nor does what was edited then", func(t *testing.T) {
		h := &history{policy: h.policy}
		b := itemB()
		h.walk(t, []step{
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"~2031-01-18 08:00", list(a, b), "ict: late A B; not-due 1"},
			{"2021-01-18 08:00", list(a, b), "ict: late A B; settling 1"},
			{"~2021-01-18 08:30", list(a, b), "ict: late A B; changed 1"},
		})
	})
	t.Run("back before the deadline, nothing is extended", func(t *testing.T) {
		h := &history{policy: usual()}
		h.policy.DueSoon = 0
		h.walk(t, []step{
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-08 08:00", list(a), ""},
			{"2021-01-14 08:00", list(a), "ict: late A; nothing-new 1"},
		})
	})
}

func TestTheThreadIsThatOfTheEpisode(t *testing.T) {
	h := &history{policy: usual()}
	a := itemA()
	for _, s := range []struct {
		when          string
		item          item
		root, subject string
	}{
		{"2021-01-15 08:00", a, "", ""},
		{"2021-01-22 08:00", a, "mail-1@example.com", "subject mail-1"},
		{"2021-01-25 08:00", a.with(done), "mail-1@example.com", "subject mail-1"},
		{"2021-01-26 08:00", a, "", ""},
		{"2021-02-02 08:00", a, "mail-4@example.com", "subject mail-4"},
	} {
		d := h.pass(s.when, true, s.item).Digests[0]
		if !d.Send || d.Root != s.root || d.Subject != s.subject {
			t.Errorf("%s: send %v, root %q, subject %q; want %q, %q", s.when, d.Send, d.Root, d.Subject, s.root, s.subject)
		}
	}
}

func TestADepartmentThatEndsPassesItsEpisodeOn(t *testing.T) {
	h := &history{policy: usual()}
	a := itemA()
	with := func(departments ...ledger.Department) {
		h.change = func(in *remind.Input) {
			in.Ledger.Directory = ledger.NewDirectory(departments...)
			for _, row := range in.Ledger.Lists[0].Rows {
				row.Leads = in.Ledger.Directory.ResolveAll(ict)
			}
		}
	}
	old := ledger.Department{Name: ict, Emails: []string{"ict@example.com"}}
	heir := ledger.Department{Name: "Sở Mới", Emails: []string{"new@example.com"}}
	with(old, heir)
	h.walk(t, []step{{"2021-01-15 08:00", list(a), "ict: late A; first 1"}})
	old.Until, old.Successor = day("2021-01-16"), "Sở Mới"
	with(old, heir)
	h.walk(t, []step{
		{"2021-01-18 08:00", list(a), "Sở Mới: late A; nothing-new 1"},
		{"2021-01-22 08:00", list(a), "Sở Mới: late A; repeat 2"},
	})
	with(heir)
	h.walk(t, []step{{"2021-01-25 08:00", list(a), ""}})
	if len(h.memory.Episodes) != 1 {
		t.Errorf("episodes %+v", h.memory.Episodes)
	}
	with(ledger.Department{Name: finance, Emails: []string{"finance@example.com"}})
	h.walk(t, []step{{"2021-01-26 08:00", list(a), ""}})
	if len(h.memory.Episodes) != 0 {
		t.Errorf("the directory has no such department any more, and yet: %+v", h.memory.Episodes)
	}
}

func TestADirectoryThatCannotBeReadEndsNothing(t *testing.T) {
	h := &history{policy: usual()}
	h.walk(t, []step{{"2021-01-15 08:00", list(itemA()), "ict: late A; first 1"}})
	h.change = func(in *remind.Input) { in.Ledger.Directory = ledger.NewDirectory() }
	h.walk(t, []step{{"2021-01-18 08:00", list(itemA()), ""}})
	h.change = nil
	h.walk(t, []step{{"2021-01-19 08:00", list(itemA()), "ict: late A; nothing-new 1"}})
}

func TestAMailboxThatIsLostForAWhileLosesNoEpisode(t *testing.T) {
	h := &history{policy: usual()}
	h.walk(t, []step{{"2021-01-15 08:00", list(itemA()), "ict: late A; first 1"}})
	h.change = func(in *remind.Input) { in.Domains = []string{"other.example"} }
	h.walk(t, []step{{"2021-01-18 08:00", list(itemA().with(done)), ""}})
	h.change = nil
	h.walk(t, []step{{"2021-01-19 08:00", list(itemA().with(done)), "ict: resolved A; resolved 1"}})
}

func TestNobodyIsMissedForWhatNeedsNoMail(t *testing.T) {
	h := &history{policy: usual()}
	soon := item{code: "S", name: "Sắp", leads: "Sở CNTT", deadline: by("2021-01-18")}
	muted := item{code: "M", name: "Tạm", deadline: by("2021-01-10"), snooze: "2021-02-01"}
	if r := h.pass("2021-01-15 08:00", true, soon, muted); len(r.Held) != 0 {
		t.Errorf("held %+v", r.Held)
	}
}

// A mail that waits for approval is made anew the next day from what was told
// before it: what was changed a moment ago among that has to settle as well.
func TestWhatAWaitingMailCallsResolvedSettlesToo(t *testing.T) {
	h := history{policy: usual()}
	h.policy.Settle = 30 * time.Minute
	late := item{code: "P001", name: "Một", leads: ict, deadline: by("2020-12-31")}
	other := item{code: "P002", name: "Hai", leads: ict, deadline: by("2020-12-30")}
	h.pass("2021-01-15 08:00", true, late, other)
	other.deadline = by("2021-06-30")
	h.pass("2021-01-21 16:00", false, late, other)
	h.approve = true
	if r := h.pass("2021-01-22 08:00", true, late, other); !r.Digests[0].Send || len(r.Digests[0].Resolved) != 1 {
		t.Fatalf("the mail that is to wait: %s", summary(r))
	}
	other.done = true
	for _, minute := range []string{"07:50", "08:00"} {
		r := h.pass("2021-01-25 "+minute, minute == "08:00", late, other)
		if d := r.Digests[0]; minute == "08:00" && d.Reason != remind.Settling {
			t.Errorf("ten minutes after a task was said to be done: %s", summary(r))
		}
	}
	if d := h.pass("2021-01-25 08:25", false, late, other).Digests[0]; !d.Send || len(d.Resolved) != 1 {
		t.Errorf("once it has stood: %s, %d resolved", d.Reason, len(d.Resolved))
	}
}
