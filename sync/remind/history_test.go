package remind_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

// history goes through the days of one workbook.
type history struct {
	memory remind.Memory
	outbox remind.Outbox
	policy remind.Policy
	// approve has every mail wait for approval.
	approve bool
	change  func(*remind.Input)
	mails   int
}

// usual is the policy that most of the tests have.
func usual() remind.Policy {
	return remind.Policy{RepeatEvery: 5, DueSoon: 7, SnoozeMost: 60, AcknowledgedFor: 10}
}

// pass decides at a time such as "2021-01-15 08:00", at a slot or between
// slots, and hands every mail over.
func (h *history) pass(when string, slot bool, items ...item) remind.Result {
	date, clock, _ := strings.Cut(when, " ")
	in := input(items...)
	in.Memory, in.Outbox, in.Policy = h.memory, h.outbox, h.policy
	in.Today, in.Now, in.Slot = day(date), at(day(date), clock), time.Time{}
	if slot {
		in.Slot = in.Now
	}
	if h.change != nil {
		h.change(&in)
	}
	r := remind.Decide(in)
	for _, d := range r.Digests {
		if !d.Send {
			continue
		}
		h.mails++
		key := fmt.Sprintf("mail-%d", h.mails)
		r.Memory.Sent(d.Department.Name, key, key+"@example.com", "subject "+key, h.approve)
		if h.approve {
			h.outbox.Waiting = append(h.outbox.Waiting, key)
		}
	}
	h.memory = r.Memory
	return r
}

// step is a pass and what is expected of it: see told.
type step struct {
	when  string // such as "2021-01-15 08:00"; with "~" before it, between slots
	items []item
	want  string
}

func (h *history) walk(t *testing.T, steps []step) {
	t.Helper()
	for _, s := range steps {
		when, between := strings.CutPrefix(s.when, "~")
		if diff := cmp.Diff(s.want, told(h.pass(when, !between, s.items...))); diff != "" {
			t.Fatalf("%s (-want +got)\n%s", s.when, diff)
		}
	}
}

// told writes the digests of a result, one a line: the blocks, the reason, and
// the number of the reminder where there is one.
func told(r remind.Result) string {
	all := strings.Split(strings.TrimSpace(summary(remind.Result{Digests: r.Digests})), "\n")
	for i, d := range r.Digests {
		short := strings.NewReplacer(ict, "ict", plan, "plan", finance, "finance")
		all[i] = short.Replace(all[i])
		if d.Step > 0 {
			all[i] += fmt.Sprintf(" %d", d.Step)
		}
		if d.Withdraw != "" {
			all[i] += " withdraws " + d.Withdraw
		}
	}
	return strings.Join(all, "\n")
}

// by is a deadline on a day.
func by(s string) ledger.Deadline {
	return ledger.Deadline{Kind: ledger.Term, Last: day(s), Text: day(s).Format("02/01/2006")}
}

// The items of the histories: 15/01/2021 is a Friday.
func itemA() item { return item{code: "A", name: "Một", leads: ict, deadline: by("2021-01-10")} }
func itemB() item { return item{code: "B", name: "Hai", leads: ict, deadline: by("2021-01-14")} }

func (i item) with(change func(*item)) item { change(&i); return i }

func done(i *item)                   { i.done = true }
func to(s string) func(*item)        { return func(i *item) { i.deadline = by(s) } }
func ledBy(s string) func(*item)     { return func(i *item) { i.leads = s } }
func snoozed(s string) func(*item)   { return func(i *item) { i.snooze = s } }
func known(s string) func(*item)     { return func(i *item) { i.known = s } }
func unreadable(i *item)             { i.deadline = ledger.Deadline{Kind: ledger.BadTerm, Text: "?"} }
func coded(s string) func(*item)     { return func(i *item) { i.code = s } }
func called(s string) func(*item)    { return func(i *item) { i.name = s } }
func written(s string) func(*item)   { return func(i *item) { i.deadline.Text = s } }
func advisedBy(s string) func(*item) { return func(i *item) { i.sources, i.short = s, 5 } }
func helpedBy(s string) func(*item)  { return func(i *item) { i.cooperates = s } }
func list(items ...item) []item      { return items }

func TestEpisodes(t *testing.T) {
	a, b := itemA(), itemB()
	c := item{code: "C", name: "Ba", leads: plan, deadline: by("2021-12-31")} // keeps the list readable
	for name, steps := range map[string][]step{
		"told once, then again after five working days": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-15 14:00", list(a), "ict: late A; today 1"},
			{"2021-01-16 08:00", list(a), "ict: late A; not-working 1"},
			{"2021-01-18 08:00", list(a), "ict: late A; nothing-new 1"},
			{"~2021-01-18 09:00", list(a), "ict: late A; not-due 1"},
			{"2021-01-21 08:00", list(a), "ict: late A; nothing-new 1"},
			{"2021-01-22 08:00", list(a), "ict: late A; repeat 2"},
			{"2021-01-28 08:00", list(a), "ict: late A; nothing-new 2"},
			{"2021-01-29 08:00", list(a), "ict: late A; repeat 3"},
			{"2021-02-01 08:00", list(a.with(done)), "ict: resolved A; resolved 3"},
			{"2021-02-02 08:00", list(a.with(done)), ""},
			{"2021-02-03 08:00", list(a), "ict: late A; first 1"},
		},
		"days missed are made up for once": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-03-15 10:00", list(a), "ict: late A; repeat 2"},
			{"2021-03-16 08:00", list(a), "ict: late A; nothing-new 2"},
		},
		"what joins is told the next day, and is no step": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-18 08:00", list(a, b), "ict: late A B; changed 1"},
			{"2021-01-22 08:00", list(a, b), "ict: late A B; nothing-new 1"},
			{"2021-01-25 08:00", list(a, b), "ict: late A B; repeat 2"},
		},
		"what joins after five working days is a step": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-18 08:00", list(a, b), "ict: late A B; changed 1"},
			{"2021-01-22 08:00", list(a, b, b.with(coded("D"))), "ict: late A B D; changed 2"},
		},
		"a part that is done is told with the next mail": {
			{"2021-01-15 08:00", list(a, b), "ict: late A B; first 1"},
			{"2021-01-18 08:00", list(a, b.with(done)), "ict: late A; resolved B; nothing-new 1"},
			{"2021-01-22 08:00", list(a, b.with(done)), "ict: late A; resolved B; repeat 2"},
			{"2021-01-25 08:00", list(a.with(to("2021-06-30")), b.with(done)), "ict: resolved A; resolved 2"},
		},
		"something new in the slot in which all else is done goes on": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-18 08:00", list(a.with(done), b), "ict: late B; resolved A; changed 1"},
			{"2021-01-19 08:00", list(a.with(done), b.with(done)), "ict: resolved B; resolved 1"},
		},
		"soon due is told once, again when it is late, and is no reminder": {
			{"2021-01-15 08:00", list(b.with(to("2021-01-22"))), "ict: soon B; first"},
			{"2021-01-22 08:00", list(b.with(to("2021-01-22"))), "ict: soon B; nothing-new"},
			{"2021-01-25 08:00", list(b.with(to("2021-01-22"))), "ict: late B; changed 1"},
		},
		"soon due and done ends in silence": {
			{"2021-01-15 08:00", list(b.with(to("2021-01-22"))), "ict: soon B; first"},
			{"2021-01-18 08:00", list(b.with(done)), ""},
		},
		"what is resolved while something is soon due is not told again for that": {
			{"2021-01-15 08:00", list(a, b.with(to("2021-01-20"))), "ict: late A; soon B; first 1"},
			{"2021-01-18 08:00", list(a.with(done), b.with(to("2021-01-20"))), "ict: soon B; resolved A; resolved 1"},
			{"2021-01-19 08:00", list(a.with(done), b.with(to("2021-01-20"))), "ict: soon B; nothing-new 1"},
			{"2021-01-21 08:00", list(a.with(done), b.with(to("2021-01-20"))), "ict: late B; first 1"},
		},
		"extended to a day that is near is extended": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-18 08:00", list(a.with(to("2021-01-20"))), "ict: resolved A; resolved 1"},
			{"2021-01-19 08:00", list(a.with(to("2021-01-20"))), "ict: soon A; nothing-new 1"},
			{"2021-01-21 08:00", list(a.with(to("2021-01-20"))), "ict: late A; first 1"},
		},
		"a moved deadline that passes too": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-18 08:00", list(a.with(to("2021-01-17"))), "ict: late A; changed 1"},
			{"2021-01-19 08:00", list(a.with(to("2021-01-17"))), "ict: late A; nothing-new 1"},
		},
		"what vanishes is no good news": {
			{"2021-01-15 08:00", list(a, c), "ict: late A; first 1"},
			{"2021-01-18 08:00", list(c), ""},
			{"2021-01-19 08:00", list(a, c), "ict: late A; first 1"},
		},
		"a deadline that was taken out is no extension": {
			{"2021-01-15 08:00", list(a, c), "ict: late A; first 1"},
			{"2021-01-18 08:00", list(a.with(func(i *item) { i.deadline = open }), c), ""},
		},
		"what is left when the rest vanished begins anew": {
			{"2021-01-15 08:00", list(a, b.with(to("2021-01-20"))), "ict: late A; soon B; first 1"},
			{"2021-01-18 08:00", list(b.with(to("2021-01-20"))), "ict: soon B; nothing-new 1"},
			{"2021-01-21 08:00", list(b.with(to("2021-01-20"))), "ict: late B; first 1"},
		},
		"one done, one vanished": {
			{"2021-01-15 08:00", list(a, b), "ict: late A B; first 1"},
			{"2021-01-18 08:00", list(a.with(done)), "ict: resolved A; resolved 1"},
		},
		"what cannot be read proves nothing": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-18 08:00", list(a.with(unreadable)), ""},
			{"2021-01-19 08:00", list(), ""},
			{"2021-01-20 08:00", list(a), "ict: late A; nothing-new 1"},
		},
		"given to others": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-18 08:00", list(a.with(ledBy("Sở CNTT"))), ""},
			{"2021-01-19 08:00", list(a.with(ledBy(finance))), "ict: resolved A; resolved 1\nfinance: late A; first 1"},
		},
		"the adviser's task is done once the money is there": {
			{"2021-01-15 08:00", list(a.with(advisedBy("Chi thường xuyên"))), "ict: unfunded A; first 1\nfinance: advise A; first 1"},
			{"2021-01-18 08:00", list(a.with(advisedBy("Chi thường xuyên")).with(func(i *item) { i.noMoney = true })),
				"ict: late A; nothing-new 1"},
			{"2021-01-19 08:00", list(a), "ict: late A; nothing-new 1\nfinance: resolved A; resolved 1"},
		},
		"the same day written another way, another code, another name": {
			{"2021-01-15 08:00", list(a, b), "ict: late A B; first 1"},
			{"2021-01-18 08:00", list(a.with(written("ngày 10.01.2021")), b), "ict: late A B; nothing-new 1"},
			{"2021-01-19 08:00", list(a.with(coded("A-1")), b), "ict: late A-1 B; nothing-new 1"},
			{"2021-01-20 08:00", list(a.with(coded("A-1")).with(called("Khác")), b), "ict: late A-1 B; nothing-new 1"},
			{"2021-01-21 08:00", list(a.with(coded("A-2")).with(called("Khác")), b), "ict: late A-2 B; nothing-new 1"},
		},
		"a snooze mutes, but not that it is done": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-22 08:00", list(a.with(snoozed("2021-01-26"))), "ict: snoozed 1"},
			{"2021-01-26 08:00", list(a.with(snoozed("2021-01-26"))), "ict: snoozed 1"},
			{"2021-01-27 08:00", list(a.with(snoozed("2021-01-26"))), "ict: late A; repeat 2"},
			{"2021-01-28 08:00", list(a.with(snoozed("2021-02-26")).with(done)), "ict: resolved A; resolved 2"},
		},
		"a snooze made longer and longer ends all the same": {
			{"2021-01-15 08:00", list(a.with(snoozed("2021-03-01"))), "ict: snoozed"},
			{"2021-02-15 08:00", list(a.with(snoozed("2021-05-01")).with(unreadable)), ""},
			{"2021-03-01 08:00", list(a.with(snoozed("2021-05-01"))), "ict: snoozed"},
			{"2021-03-16 08:00", list(a.with(snoozed("2021-12-01"))), "ict: snoozed"},
			{"2021-03-17 08:00", list(a.with(snoozed("2021-12-01"))), "ict: late A; first 1"},
		},
		"what the department knows is not repeated for ten working days": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-22 08:00", list(a.with(known("2021-01-20"))), "ict: late A; snoozed 1"},
			{"2021-01-25 08:00", list(a.with(known("2021-01-20")), b), "ict: late A B; changed 2"},
			{"2021-02-01 08:00", list(a.with(known("2021-01-20")), b.with(done)), "ict: late A; resolved B; snoozed 2"},
			{"2021-02-03 08:00", list(a.with(known("2021-01-20")), b.with(done)), "ict: late A; resolved B; repeat 3"},
		},
		"noted before it was told, or on a day to come, is no acknowledgement": {
			{"2021-01-15 08:00", list(a.with(known("2021-01-14"))), "ict: late A; first 1"},
			{"2021-01-18 08:00", list(a.with(known("2021-01-14"))), "ict: late A; nothing-new 1"},
			{"2021-01-22 08:00", list(a.with(known("2021-01-25"))), "ict: late A; repeat 2"},
		},
		"to know that it is soon due is not to know that it is late": {
			{"2021-01-15 08:00", list(b.with(to("2021-01-20"))), "ict: soon B; first"},
			{"2021-01-21 08:00", list(b.with(to("2021-01-20")).with(known("2021-01-19"))), "ict: late B; changed 1"},
			{"2021-01-22 08:00", list(b.with(to("2021-01-20")).with(known("2021-01-19"))), "ict: late B; nothing-new 1"},
		},
		"an acknowledged list does not rise when something is soon due": {
			{"2021-01-15 08:00", list(a), "ict: late A; first 1"},
			{"2021-01-25 08:00", list(a.with(known("2021-01-20")), b.with(to("2021-01-28"))), "ict: late A; soon B; changed 1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := &history{policy: usual()}
			h.walk(t, steps)
		})
	}
}
