package remind_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

// office is a workbook with the people who edit it and the days that pass. It
// checks every decision against what it saw of those before, by itself.
type office struct {
	h     history
	now   time.Time
	items []item
	made  int
	mails map[string][]mail // by department
	held  map[string]bool   // departments whose last slot was held
}

// mail is a digest that went out.
type mail struct {
	day    time.Time
	reason remind.Reason
	step   int
	wide   bool // it tells of something overdue
}

func newOffice() *office {
	o := &office{now: at(day("2021-01-15"), "07:00"), mails: map[string][]mail{}, held: map[string]bool{}}
	o.h.policy = usual()
	o.h.policy.Settle = 30 * time.Minute
	o.h.policy.StormCount, o.h.policy.StormShare = 5, 30
	return o
}

func (o *office) today() time.Time {
	y, m, d := o.now.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func (o *office) draw(t *rapid.T) int { return rapid.IntRange(0, len(o.items)-1).Draw(t, "item") }

// actions are what people and time do.
func (o *office) actions() map[string]func(*rapid.T) {
	edit := func(change func(*rapid.T, *item)) func(*rapid.T) {
		return func(t *rapid.T) {
			if len(o.items) == 0 {
				t.Skip("no items")
			}
			change(t, &o.items[o.draw(t)])
		}
	}
	date := func(t *rapid.T, from, to int) string {
		return o.today().AddDate(0, 0, rapid.IntRange(from, to).Draw(t, "days")).Format(time.DateOnly)
	}
	leads := rapid.SampledFrom([]string{ict, plan, finance})
	return map[string]func(*rapid.T){
		"add": func(t *rapid.T) {
			o.made++
			o.items = append(o.items, item{
				code: fmt.Sprintf("P%03d", o.made), name: fmt.Sprintf("Dự án %d", o.made), leads: leads.Draw(t, "lead"),
				deadline: by(date(t, -20, 40)), short: rapid.Int64Range(0, 1).Draw(t, "short"), sources: "Chi thường xuyên",
			})
		},
		"move":        edit(func(t *rapid.T, i *item) { i.deadline = by(date(t, -20, 40)) }),
		"done":        edit(func(_ *rapid.T, i *item) { i.done = true }),
		"not done":    edit(func(_ *rapid.T, i *item) { i.done = false }),
		"snooze":      edit(func(t *rapid.T, i *item) { i.snooze = date(t, 0, 90) }),
		"acknowledge": edit(func(t *rapid.T, i *item) { i.known = date(t, -3, 1) }),
		"hand over":   edit(func(t *rapid.T, i *item) { i.leads = leads.Draw(t, "lead") }),
		"garble":      edit(func(_ *rapid.T, i *item) { i.deadline = ledger.Deadline{Kind: ledger.BadTerm, Text: "?"} }),
		"vanish": func(t *rapid.T) {
			if len(o.items) > 0 {
				o.items = slices.Delete(slices.Clone(o.items), 0, 1)
			}
		},
		"watch": func(t *rapid.T) {
			o.now = o.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "minutes")) * time.Minute)
			o.pass(t, false)
		},
		"slot": func(t *rapid.T) {
			next := o.now.AddDate(0, 0, rapid.IntRange(1, 4).Draw(t, "later"))
			o.now = time.Date(next.Year(), next.Month(), next.Day(), 8, 0, 0, 0, hanoi)
			o.pass(t, true)
			o.again(t)
		},
		"pause":   func(*rapid.T) { o.h.outbox.Paused = !o.h.outbox.Paused },
		"release": func(*rapid.T) { o.h.outbox.Released = o.now },
		"configure": func(t *rapid.T) {
			o.h.policy.Ladder = rapid.SampledFrom([][]remind.Rung{
				nil, {{Times: 1, To: []remind.Role{remind.Officer}}, {To: []remind.Role{remind.Head}}},
			}).Draw(t, "ladder")
		},
	}
}

// again has the slot a second time: nothing is added.
func (o *office) again(t *rapid.T) {
	before := o.h.memory
	r := o.h.pass(o.now.Format("2006-01-02 15:04"), true, o.items...)
	for _, d := range r.Digests {
		if d.Send {
			t.Fatalf("%s is mailed twice in a slot: %s", d.Department.Name, d.Reason)
		}
	}
	if diff := cmp.Diff(before.Episodes, o.h.memory.Episodes); diff != "" {
		t.Fatalf("the same slot twice changes episodes (-before +after)\n%s", diff)
	}
}

func (o *office) pass(t *rapid.T, slot bool) {
	r := o.h.pass(o.now.Format("2006-01-02 15:04"), slot, o.items...)
	today := o.today()
	off := today.Weekday() == time.Saturday || today.Weekday() == time.Sunday
	for _, d := range r.Digests {
		name := d.Department.Name
		if d.Reason == "" {
			t.Fatalf("%s has no reason", name)
		}
		if slot {
			o.complete(t, d)
		}
		if d.Send {
			if off || o.h.outbox.Paused || r.Brake != nil {
				t.Fatalf("%s is mailed on %v, paused %v, brake %v", name, today.Weekday(), o.h.outbox.Paused, r.Brake)
			}
			o.sent(t, d, today)
		}
	}
	if slot {
		o.everybodyIsTold(t, r, today)
	}
}

// sent checks a mail against those that the department had before.
func (o *office) sent(t *rapid.T, d remind.Digest, today time.Time) {
	name := d.Department.Name
	m := mail{day: today, reason: d.Reason, step: d.Step, wide: len(d.Late)+len(d.Unfunded)+len(d.Open)+len(d.Advise) > 0}
	before := o.mails[name]
	o.mails[name] = append(before, m)
	if len(before) == 0 {
		if d.Reason != remind.First {
			t.Fatalf("the first mail to %s: %s", name, d.Reason)
		}
		return
	}
	last := before[len(before)-1]
	if !last.day.Before(today) {
		t.Fatalf("%s has two mails on %v", name, today)
	}
	var calendarDays int
	for day := last.day.AddDate(0, 0, 1); !day.After(today); day = day.AddDate(0, 0, 1) {
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			calendarDays++
		}
	}
	if (d.Reason == remind.Repeat || d.Reason == remind.Raised) && calendarDays < o.h.policy.RepeatEvery {
		t.Fatalf("%s is reminded %d working days after the mail before", name, calendarDays)
	}
	if d.Reason == remind.First {
		return
	}
	if last.reason == remind.Resolved {
		t.Fatalf("%s: %s follows on resolved", name, d.Reason)
	}
	if d.Step < last.step || d.Step > last.step+1 {
		t.Fatalf("%s: step %d follows on %d", name, d.Step, last.step)
	}
	if d.Reason == remind.Resolved && (len(d.Resolved) == 0 || m.wide) {
		t.Fatalf("%s: resolved, with %d lines that are and %v", name, len(d.Resolved), m)
	}
}

// complete checks that a digest leaves out nothing but what is snoozed.
func (o *office) complete(t *rapid.T, d remind.Digest) {
	for _, l := range d.Lines() {
		i := slices.IndexFunc(o.items, func(i item) bool { return i.code == l.Code })
		it := o.items[i]
		if l.Resolution == "" && it.snooze != "" && !day(it.snooze).Before(o.today()) && !o.mutedLongAgo(it) {
			t.Fatalf("%s is told of %s, which is snoozed until %s", d.Department.Name, l.Code, it.snooze)
		}
		if l.Resolution == remind.Completed && !it.done {
			t.Fatalf("%s is called done", l.Code)
		}
	}
}

// mutedLongAgo reports whether an item was snoozed for as long as it may be.
func (o *office) mutedLongAgo(it item) bool {
	for _, s := range o.h.memory.Snoozed {
		if s.Key == "projects/"+ledger.Fold(it.code) {
			return s.On.AddDate(0, 0, o.h.policy.SnoozeMost).Before(o.today())
		}
	}
	return false
}

// everybodyIsTold checks that what is late, and not snoozed, was told to its
// lead by now, or that its digest is held and says why.
func (o *office) everybodyIsTold(t *rapid.T, r remind.Result, today time.Time) {
	for _, it := range o.items {
		if it.done || it.deadline.DaysLate(today) == 0 {
			continue
		}
		i := slices.IndexFunc(r.Digests, func(d remind.Digest) bool { return d.Department.Name == it.leads })
		if i < 0 {
			t.Fatalf("%s has no digest and leads %s, late", it.leads, it.code)
		}
		switch d := r.Digests[i]; d.Reason {
		case remind.Paused, remind.Storm, remind.Vanished, remind.NotWorking, remind.Settling, remind.Today:
			continue
		default:
			e := slices.IndexFunc(r.Memory.Episodes, func(e remind.Episode) bool { return e.Department == it.leads })
			snoozed := it.snooze != "" && !day(it.snooze).Before(today) && !o.mutedLongAgo(it)
			known := e >= 0 && slices.ContainsFunc(r.Memory.Episodes[e].Items, func(x remind.Told) bool {
				return x.Key == "projects/"+ledger.Fold(it.code) && x.Due == it.deadline.Last.Format(time.DateOnly)
			})
			if !snoozed && !known {
				t.Fatalf("%s (%s): nobody was told of %s", it.leads, d.Reason, it.code)
			}
		}
	}
}

func TestPropertyWhateverPeopleDoAndDaysPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newOffice()
		t.Repeat(o.actions())
	})
}
