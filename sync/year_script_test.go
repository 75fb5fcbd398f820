package sync_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"pgregory.net/rapid"

	"rasoat/sync/mail/smtptest"
	"rasoat/sync/remind"
)

// act is something that happens on a day of virtual time. What it happens to
// and how much of it is drawn with it, and taken modulo what there is then: so a
// script can be written by hand, drawn and cut down.
type act struct {
	Day, Minute int // of the day, in Viet Nam as long as the clock is right
	What        string
	A, B        int
}

func (a act) String() string {
	return fmt.Sprintf("{%d, %d, %q, %d, %d}", a.Day, a.Minute, a.What, a.A, a.B)
}

// Times of day at which things happen: before the slot and long enough, before
// it and not long enough, at work, and when passes are over.
var times = []int{6*60 + 30, 7*60 + 20, 9*60 + 40, 14 * 60, 16*60 + 30}

// frequent and rare are what happens. What is given twice happens twice as
// often.
var (
	frequent = []string{"add", "add", "move", "move", "done", "done", "done", "done", "reopen", "delete", "rename", "snooze", "note", "lead", "garble", "with", "approve", "once", "once"}
	rare     = []string{
		"storm", "vanish", "address", "server", "server", "server", "slow", "refuse the login", "kill the delivery", "kill the delivery", "kill a pass", "kill a pass",
		"power", "stop", "clock", "clock", "pause", "release", "configure", "unread",
	}
)

// script draws what happens in so many days.
func script(days int) *rapid.Generator[[]act] {
	one := rapid.Custom(func(t *rapid.T) act {
		kinds := frequent
		if rapid.IntRange(0, 3).Draw(t, "rare") == 3 {
			kinds = rare
		}
		return act{
			Minute: rapid.SampledFrom(times).Draw(t, "minute"), What: rapid.SampledFrom(kinds).Draw(t, "what"),
			A: rapid.IntRange(0, 99).Draw(t, "a"), B: rapid.IntRange(0, 99).Draw(t, "b"),
		}
	})
	return rapid.Custom(func(t *rapid.T) []act {
		var all []act
		for day := 1; day <= days; day++ {
			for _, a := range rapid.SliceOfN(one, 0, 3).Draw(t, "acts") {
				a.Day = day
				all = append(all, a)
			}
		}
		slices.SortStableFunc(all, act.compare)
		return all
	})
}

// scriptOf is a script of so many days that follows from a seed alone.
func scriptOf(seed uint64, days int) (all []act) {
	r := rand.New(rand.NewPCG(seed, seed))
	for day := 1; day <= days; day++ {
		for range r.IntN(4) {
			kinds := frequent
			if r.IntN(4) == 0 {
				kinds = rare
			}
			all = append(all, act{day, times[r.IntN(len(times))], kinds[r.IntN(len(kinds))], r.IntN(100), r.IntN(100)})
		}
	}
	slices.SortStableFunc(all, act.compare)
	return all
}

func (a act) compare(b act) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Minute, b.Minute))
}

// instant is when an act happens in virtual time.
func (w *world) instant(a act) time.Time {
	return w.start.Add(time.Duration(a.Day)*24*time.Hour + time.Duration(a.Minute)*time.Minute - 7*time.Hour)
}

// play has a script happen, with what follows from it later.
func (w *world) play(acts []act, days int) {
	for d := 1; d <= days; d++ {
		acts = append(acts, act{Day: d, Minute: 17*60 + 30, What: "evening"})
	}
	slices.SortStableFunc(acts, act.compare)
	for len(acts) > 0 {
		a := acts[0]
		acts = acts[1:]
		w.until(w.instant(a))
		if a.What != "evening" {
			w.trace = append(w.trace, fmt.Sprintf("%s %s", w.now().Format("2006-01-02 15:04"), a))
		}
		acts = append(acts, w.happen(a)...)
		slices.SortStableFunc(acts, act.compare)
	}
}

// uneasy holds off the evenings' check while what an act does can be felt.
func (w *world) uneasy(d time.Duration) {
	if t := time.Now().Add(d + 30*time.Hour); t.After(w.calm) {
		w.calm = t
	}
}

// happen carries out an act and returns what it has happen later.
func (w *world) happen(a act) []act {
	after := func(days int, what string) []act {
		return []act{{Day: a.Day + days, Minute: a.Minute, What: what, A: a.A, B: a.B}}
	}
	switch a.What {
	case "evening":
		w.evening()
	case "server":
		w.count("server: " + w.trouble(a))
		w.uneasy(24 * time.Hour)
		return after(1, "server works")
	case "refuse the login":
		w.faults = []smtptest.Fault{{At: smtptest.AtAuth, Do: smtptest.Reply(535, "5.7.8 not accepted")}}
		w.serve()
		days := 1 + a.B%2*6
		w.count("login refused")
		w.uneasy(time.Duration(days) * 24 * time.Hour)
		return after(days, "server works")
	case "server works":
		w.faults = nil
		w.serve()
		w.uneasy(0)
	case "slow":
		return w.slowDown(a, after)
	case "quick again":
		w.faults = nil
		w.serve()
	case "kill the delivery":
		if w.process != nil {
			n := int64(1 + a.A%12)
			if a.B%2 == 1 {
				n = -n
			}
			w.process.outbox.die.Store(n)
			w.uneasy(48 * time.Hour)
		}
	case "kill a pass":
		w.kill = 1 + a.A%6
	case "once": // news for somebody who may have had a mail today
		w.edit(act{What: "add", A: a.A, B: a.B % 20}, after)
		if w.process != nil {
			w.pass(time.Time{})
		}
		return []act{{Day: a.Day, Minute: a.Minute + 40, What: "slot"}}
	case "slot":
		if w.process != nil {
			w.count("slot by hand")
			w.pass(w.now()) // an operator's, whenever that is
		}
	case "power":
		w.crash()
		w.up()
		w.uneasy(0)
	case "stop":
		w.down()
		w.count("stop")
		w.uneasy(time.Duration(a.A%12) * 24 * time.Hour)
		return after(a.A%12, "start")
	case "start":
		w.up()
	case "clock":
		return w.move(a, after)
	case "clock back", "clock right":
		w.moveTo(0)
	case "pause":
		if w.process != nil {
			must(w.t, w.store.Pause(w.t.Context(), "mail", w.now(), "ngày nghỉ"))
			w.paused = true
			w.count("pause")
			w.uneasy(time.Duration(a.A%6) * 24 * time.Hour)
			return after(a.A%6, "resume")
		}
	case "resume":
		if w.process == nil {
			return after(1, "resume")
		}
		must(w.t, w.store.Resume(w.t.Context(), "mail"))
		w.paused = false
		w.process.worker.Wake()
	case "approve":
		if w.process != nil {
			w.approve()
			w.process.worker.Wake()
			w.uneasy(0)
		}
	case "release":
		if w.process != nil {
			must(w.t, w.store.Release(w.t.Context(), workbook, w.now()))
		}
	case "configure":
		w.configure(a)
	case "address":
		w.address(a)
	case "unread":
		must(w.t, os.Remove(w.sheet.path))
		w.unread = true
		return after(0, "readable")
	case "readable":
		w.unread = false
		w.sheet.write(w.t)
	default:
		if next := w.edit(a, after); next != nil {
			return next
		}
	}
	return nil
}

// trouble has the server do something wrong some times, and names it.
func (w *world) trouble(a act) string {
	kinds := []struct {
		name string
		smtptest.Fault
	}{
		{"421", smtptest.Fault{At: smtptest.AtGreeting, Do: smtptest.Reply(421, "4.3.2 closing")}},
		{"421 to MAIL", smtptest.Fault{At: smtptest.AtMail, Do: smtptest.Reply(421, "4.3.2 closing")}},
		{"451", smtptest.Fault{At: smtptest.AtRcpt, Do: smtptest.Reply(451, "4.7.1 greylisted")}},
		{"452 after the content", smtptest.Fault{At: smtptest.AtEnd, Do: smtptest.Reply(452, "4.3.1 no room")}},
		{"refuses to connect", smtptest.Fault{At: smtptest.AtConnect, Do: smtptest.Cut()}},
		{"cut before acceptance", smtptest.Fault{At: smtptest.AtEnd, Do: smtptest.Cut()}},
		{"cut after acceptance", smtptest.Fault{At: smtptest.AtEnd, Do: smtptest.CutAfter()}},
		{"hangs after acceptance", smtptest.Fault{At: smtptest.AtEnd, Do: smtptest.HangAfter()}},
		{"hangs", smtptest.Fault{At: smtptest.AtContent, Do: smtptest.Hang()}},
		{"thinks", smtptest.Fault{At: smtptest.AtEnd, Do: smtptest.Wait(5 * time.Second)}},
	}
	k := kinds[a.A%len(kinds)]
	k.Fault.Times = 1 + a.B%6
	w.faults = []smtptest.Fault{k.Fault}
	w.serve()
	return k.name
}

// slowDown has one address refused for now, for some days.
func (w *world) slowDown(a act, after func(int, string) []act) []act {
	to := w.people[a.A%len(w.people)].Emails[0]
	if list := w.people[a.A%len(w.people)].OfficerEmails; len(list) > 0 {
		to = list[0]
	}
	days := 1 + a.B%8
	w.faults = []smtptest.Fault{{At: smtptest.AtRcpt, To: to, Do: smtptest.Reply(451, "4.2.2 mailbox full")}}
	w.serve()
	w.slow[to] = time.Now().Add(time.Duration(days)*24*time.Hour + 30*time.Hour)
	if days >= 4 {
		w.slowed[to] = true
	}
	w.count("slow")
	return after(days, "quick again")
}

// move sets the clock by hours or days, and right again later.
func (w *world) move(a act, after func(int, string) []act) []act {
	by := []time.Duration{-72 * time.Hour, -26 * time.Hour, -3 * time.Hour, -20 * time.Minute, 40 * time.Minute, 5 * time.Hour, 24 * time.Hour, 75 * time.Hour}[a.A%8]
	w.moveTo(by)
	return after(a.B%5, "clock right")
}

// moveTo sets the clock to so much off.
func (w *world) moveTo(off time.Duration) {
	by := off - time.Duration(w.moved.Load())
	if by == 0 {
		return
	}
	w.moved.Store(int64(off))
	w.count("clock moved")
	w.uneasy(by.Abs() + 24*time.Hour)
	if w.process != nil {
		w.schedule(true) // as the scheduler does once it has noticed
	}
}

// configure changes what notifies nobody: texts and whom later reminders are for.
func (w *world) configure(a act) {
	ladders := [][]remind.Rung{
		nil,
		{{Times: 1, To: []remind.Role{remind.Officer}}, {To: []remind.Role{remind.Mailbox, remind.Head}}},
		{
			{Times: 3, To: []remind.Role{remind.Officer}}, {Times: 2, To: []remind.Role{remind.Officer, remind.Leader}},
			{To: []remind.Role{remind.Officer, remind.Leader, remind.Head}},
		},
	}
	var before map[string]bool
	if w.process != nil && !w.unread {
		before = w.wouldMail()
	}
	w.policy.Ladder = ladders[a.A%len(ladders)]
	w.letters.Agency = fmt.Sprintf("Văn phòng %d", a.B)
	w.letters.List = fmt.Sprintf("Nhiệm vụ năm %d", 2020+a.B)
	w.letters.Contact.Phone = fmt.Sprintf("0200.%04d", a.B)
	if before != nil {
		for name := range w.wouldMail() {
			w.expect(before[name], "another configuration has %s mailed", name)
		}
	}
	w.count("configure")
}

// wouldMail returns who would be mailed were now a slot.
func (w *world) wouldMail() map[string]bool {
	r, err := w.service.Preview(w.t.Context(), w.workbook(), w.now())
	must(w.t, err)
	all := map[string]bool{}
	for _, m := range r.Plan.Messages {
		all[m.Department] = true
	}
	return all
}

// address gives a department another officer, who may not exist, or a leader
// where no mail may go.
func (w *world) address(a act) {
	d := &w.people[a.A%len(w.people)]
	switch a.B % 4 {
	case 0:
		d.OfficerEmails = []string{fmt.Sprintf("khong-co-%d@example.com", a.B), d.Emails[0]}
	case 1:
		d.OfficerEmails = []string{fmt.Sprintf("cv%d@example.com", a.B)}
	case 2:
		d.LeaderEmails = []string{fmt.Sprintf("ld%d@elsewhere.example", a.B)}
	case 3:
		d.HeadEmails = []string{fmt.Sprintf("khong-co-%d@example.com", a.B)}
	}
	w.serve()
	w.count("address")
}
