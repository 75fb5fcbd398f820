package remind_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

// climb has one department with the addresses, and who at it gets what of a
// late item on the working Fridays from 15/01/2021 on.
func climb(t *testing.T, policy remind.Policy, d ledger.Department, mails int) []string {
	t.Helper()
	d.Name = ict
	h := &history{policy: policy}
	h.change = func(in *remind.Input) {
		in.Ledger.Directory = ledger.NewDirectory(d)
	}
	var got []string
	for i := range mails {
		friday := today.AddDate(0, 0, 7*i)
		r := h.pass(friday.Format(time.DateOnly)+" 08:00", true, itemA())
		if len(r.Digests) != 1 || !r.Digests[0].Send {
			t.Fatalf("week %d: %s", i+1, told(r))
		}
		m := r.Digests[0]
		var roles []string
		for _, role := range m.Roles {
			roles = append(roles, string(role))
		}
		got = append(got, string(m.Reason)+" "+strings.Join(roles, "+")+": "+strings.Join(m.To, " "))
	}
	return got
}

func TestTheLadder(t *testing.T) {
	all := ledger.Department{
		Emails: []string{"box@example.com"}, OfficerEmails: []string{"officer@example.com"},
		LeaderEmails: []string{"leader@example.com"}, HeadEmails: []string{"head@example.com", "BOX@example.com"},
	}
	three := usual()
	three.Ladder = []remind.Rung{
		{Times: 3, To: []remind.Role{remind.Officer}},
		{Times: 2, To: []remind.Role{remind.Officer, remind.Leader}},
		{To: []remind.Role{remind.Head}},
	}
	for _, c := range []struct {
		name       string
		policy     remind.Policy
		department ledger.Department
		want       []string
	}{
		{"none: the mailbox and the head", usual(), all, []string{
			"first mailbox+head: box@example.com head@example.com", "repeat mailbox+head: box@example.com head@example.com",
		}},
		{"the officer three times, with the leader twice, then the head", three, all, []string{
			"first officer: officer@example.com", "repeat officer: officer@example.com", "repeat officer: officer@example.com",
			"raised officer+leader: officer@example.com leader@example.com", "repeat officer+leader: officer@example.com leader@example.com",
			"raised head: head@example.com BOX@example.com", "repeat head: head@example.com BOX@example.com",
		}},
		{"who has no address is passed over", three,
			ledger.Department{Emails: []string{"box@example.com"}, LeaderEmails: []string{"leader@elsewhere.example", "leader@example.com"}}, []string{
				"first mailbox: box@example.com", "repeat mailbox: box@example.com", "repeat mailbox: box@example.com",
				"raised leader: leader@example.com",
			}},
		{"without a mailbox, whoever can be reached", three, ledger.Department{HeadEmails: []string{"head@example.com"}}, []string{
			"first head: head@example.com",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, climb(t, c.policy, c.department, len(c.want))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestConfigurationAloneMailsNobody(t *testing.T) {
	h := &history{policy: usual()}
	a := itemA()
	h.pass("2021-01-15 08:00", true, a)
	for name, change := range map[string]func(*remind.Policy){
		"a ladder": func(p *remind.Policy) {
			p.Ladder = []remind.Rung{{Times: 1, To: []remind.Role{remind.Officer}}, {To: []remind.Role{remind.Head}}}
		},
		"no repeats":      func(p *remind.Policy) { p.RepeatEvery = 0 },
		"fewer repeats":   func(p *remind.Policy) { p.RepeatEvery = 20 },
		"no brake":        func(p *remind.Policy) { p.StormCount, p.StormShare = 1, 1 },
		"settling":        func(p *remind.Policy) { p.Settle = time.Hour },
		"acknowledgement": func(p *remind.Policy) { p.AcknowledgedFor = 0 },
		"snoozes":         func(p *remind.Policy) { p.SnoozeMost = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			other := &history{memory: h.memory, policy: h.policy}
			change(&other.policy)
			other.walk(t, []step{{"2021-01-18 08:00", list(a), "ict: late A; nothing-new 1"}})
		})
	}
}

func TestWithoutRepeatsThereIsOneMail(t *testing.T) {
	h := &history{}
	a, b := itemA(), itemB()
	h.walk(t, []step{
		{"2021-01-15 08:00", list(a, b.with(to("2021-01-18"))), "ict: late A; first 1"},
		{"2021-06-15 08:00", list(a.with(snoozed("2021-12-31"))), "ict: late A; nothing-new 1"},
		{"2021-06-16 08:00", list(a, b.with(to("2021-01-18"))), "ict: late A B; changed 1"},
	})
}

func TestLinesSayWhatIsNew(t *testing.T) {
	h := &history{policy: usual()}
	a, b := itemA(), itemB()
	for _, l := range h.pass("2021-01-15 08:00", true, a).Digests[0].Lines() {
		if l.New || l.Moved {
			t.Errorf("the first mail marks %+v", l)
		}
	}
	d := h.pass("2021-01-18 08:00", true, a.with(to("2021-01-12")), b).Digests[0]
	for _, l := range d.Late {
		if l.New != (l.Code == "B") || l.Moved != (l.Code == "A") || l.Moved && !l.WasDue.Equal(day("2021-01-10")) {
			t.Errorf("%s: new %v, moved %v, was due %v", l.Code, l.New, l.Moved, l.WasDue)
		}
	}
	d = h.pass("2021-01-25 08:00", true, a.with(to("2021-08-01")), b.with(known("2021-01-19"))).Digests[0]
	if l := d.Late[0]; !l.Acknowledged.Equal(day("2021-01-19")) || l.New || l.Moved {
		t.Errorf("acknowledged %v, new %v, moved %v", l.Acknowledged, l.New, l.Moved)
	}
	if l := d.Resolved[0]; l.Resolution != remind.Extended || !l.WasDue.Equal(day("2021-01-12")) || len(l.Leads) != 1 {
		t.Errorf("%+v", l)
	}
}

func TestADigestSaysWhenTheNextReminderIs(t *testing.T) {
	h := &history{policy: usual()}
	a := itemA()
	for _, s := range []struct {
		when string
		item item
		want string
	}{
		{"2021-01-15 08:00", a, "2021-01-22"},
		{"2021-01-15 14:00", a, "2021-01-22"},
		{"2021-01-16 08:00", a, "2021-01-22"},
		{"2021-01-18 08:00", a, "2021-01-22"},
		{"2021-01-19 08:00", a.with(known("2021-01-19")), "2021-02-02"},
		{"2021-01-20 08:00", a.with(snoozed("2021-01-29")), "2021-02-01"},
		{"2021-01-22 08:00", a, "2021-01-29"},
	} {
		d := h.pass(s.when, true, s.item).Digests[0]
		if got := d.Next.Format(time.DateOnly); got != s.want {
			t.Errorf("%s: %s, next %s, want %s", s.when, d.Reason, got, s.want)
		}
	}
}

func TestWhoCooperatesIsToldWhereConfigured(t *testing.T) {
	a := itemA().with(helpedBy("Sở Tài chính;" + ict + ";Sở CNTT"))
	h := &history{policy: usual()}
	h.walk(t, []step{{"2021-01-15 08:00", list(a), "ict: late A; first 1"}})
	h.policy.Cooperating = true
	h.walk(t, []step{
		{"2021-01-18 08:00", list(a), "ict: late A; nothing-new 1\nfinance: cooperate A; first"},
		{"2021-01-25 08:00", list(a), "ict: late A; repeat 2\nfinance: cooperate A; nothing-new"},
		{"2021-01-26 08:00", list(a.with(snoozed("2021-01-27"))), "ict: snoozed 2"},
		{"2021-01-27 08:00", list(a.with(done)), "ict: resolved A; resolved 2"},
	})
}
