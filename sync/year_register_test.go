package sync_test

import (
	"fmt"
	"maps"
	"slices"
	"time"

	rasoatsync "rasoat/sync"
	"rasoat/sync/plan"
	"rasoat/sync/remind"
)

// register is what a stranger who sees every plan, every mail and the sheet
// knows: the promises are held against it.
type register struct {
	mails     map[string]*letter // by key
	byID      map[string]*letter
	threads   map[string]*thread // by department
	addressed map[string]bool
	overview  time.Time
	paused    bool
	unread    bool                 // the sheet cannot be read at present
	calm      time.Time            // virtual: from when on nothing of what went wrong can still hold mail
	slow      map[string]time.Time // addresses that are refused for now: until when they may be waited for
	slowed    map[string]bool      // and those that ever were for days
	plan      *plan.Plan           // the last that was carried out
	before    remind.Memory        // what it was made from
	seen      int                  // accepted mails that were looked at
	tried     int                  // attempts that were
	passed    int                  // slots
	arrived   map[string]int
	stats     map[string]int
	trace     []string
}

// letter is a mail that was planned.
type letter struct {
	key, id, root, subject, department string
	to                                 []string
	raw                                []byte
	day                                time.Time
	reason                             remind.Reason
	step                               int
	wait, approved, withdrawn          bool
	before                             *thread // the department's before it
}

// thread is what a department was told.
type thread struct {
	root, subject string
	step          int
	stepOn, last  time.Time
	closed        bool
	told          map[string]told // by code
}

type told struct {
	due     time.Time
	on      time.Time
	overdue bool
}

func newRegister() *register {
	return &register{
		mails: map[string]*letter{}, byID: map[string]*letter{}, threads: map[string]*thread{},
		addressed: map[string]bool{}, slow: map[string]time.Time{}, slowed: map[string]bool{}, arrived: map[string]int{}, stats: map[string]int{},
	}
}

func (r *register) count(what string) { r.stats[what]++ }

// broken is a promise that was not kept.
type broken string

func (w *world) expect(ok bool, format string, args ...any) {
	if !ok {
		panic(broken(fmt.Sprintf("%s: ", w.now().Format("2006-01-02 15:04")) + fmt.Sprintf(format, args...)))
	}
}

func (t *thread) clone() *thread {
	if t == nil {
		return nil
	}
	c := *t
	c.told = map[string]told{}
	for k, v := range t.told {
		c.told[k] = v
	}
	return &c
}

// rewind takes days that lie ahead as today: the clock was set back.
func (t *thread) rewind(today time.Time) {
	for _, d := range []*time.Time{&t.stepOn, &t.last} {
		if d.After(today) {
			*d = today
		}
	}
	for k, v := range t.told {
		if v.on.After(today) {
			v.on = today
			t.told[k] = v
		}
	}
}

// observe holds a plan that was carried out against what was known before.
func (w *world) observe(r *rasoatsync.Report) {
	p, today, slot := r.Plan, w.today(), r.Input.Slot
	first := w.plan == nil
	w.plan = p
	for _, x := range w.sheet.items {
		if x.seen != x.print() && !first {
			x.changed = w.now()
		}
		x.seen = x.print()
	}
	for _, x := range w.sheet.gone {
		x.seen = ""
	}
	for _, t := range w.threads {
		t.rewind(today)
	}
	for _, l := range w.mails {
		if l.wait && l.before != nil {
			l.before.rewind(today)
		}
	}
	w.before = r.Input.History.Memory
	messages := map[string]plan.Message{}
	for _, m := range p.Messages {
		messages[m.Department] = m
	}
	if len(p.Messages) > 0 {
		w.expect(working(today), "mail is made on a day off")
		w.expect(!w.paused, "mail is made while it is paused")
		w.expect(p.Brake == nil, "mail is made while the brake is on")
	}
	w.storm(p, r.Input.History, slot)
	for _, d := range p.Digests {
		w.decided(d, messages[d.Department.Name])
	}
	for name, t := range w.threads {
		there := slices.ContainsFunc(p.Digests, func(d remind.Digest) bool { return d.Department.Name == name })
		held := slot.IsZero() || !working(today) || w.paused || p.Brake != nil || slices.Contains(r.Input.Outbox.Undelivered, name) || t.last.Equal(today)
		if !there && !held { // nothing it was told of is in the sheet
			w.forget(t)
			t.end()
		}
	}
	if m, ok := messages[""]; ok {
		w.overviewMade(m)
	}
}

// decided checks a decision on one department and notes it.
func (w *world) decided(d remind.Digest, m plan.Message) {
	name := d.Department.Name
	w.expect(d.Reason != "", "%s has no reason", name)
	if d.Withdraw != "" {
		l := w.mails[d.Withdraw]
		w.expect(l != nil && l.wait && !l.approved && !l.withdrawn, "%s is withdrawn, which does not wait", d.Withdraw)
		l.withdrawn = true
		w.threads[name] = l.before.clone()
		if t := w.threads[name]; t == nil {
			delete(w.threads, name)
		} else {
			t.rewind(w.today())
		}
		w.count("withdrawn")
	}
	t := w.threads[name]
	if holds(d.Reason) {
		w.expect(!d.Send, "%s is mailed though it is held: %s", name, d.Reason)
		return
	}
	before := t.clone()
	w.forget(t)
	w.complete(d, t)
	if !d.Send {
		t.end()
		w.count("quiet")
		return
	}
	w.count(string(d.Reason))
	w.made(d, m, t)
	w.mails[m.Key].before = before
}

// holds reports whether a reason holds all that there is to say.
func holds(r remind.Reason) bool {
	switch r {
	case remind.NotDue, remind.NotWorking, remind.Waiting, remind.Undelivered, remind.Today, remind.Settling, remind.Paused, remind.Storm, remind.Vanished:
		return true
	}
	return false
}

// forget takes out what is in the sheet no more.
func (w *world) forget(t *thread) {
	if t != nil {
		maps.DeleteFunc(t.told, func(code string, _ told) bool { return w.sheet.find(code) == nil })
	}
}

// end ends a thread of which nothing overdue is left, without a word.
func (t *thread) end() {
	if t == nil || t.step == 0 {
		return
	}
	t.closed = t.closed || !t.overdue()
}

// overdue reports whether a thread is about anything overdue.
func (t *thread) overdue() bool {
	for _, x := range t.told {
		if x.overdue {
			return true
		}
	}
	return false
}

// made checks a mail against those that the department had before.
func (w *world) made(d remind.Digest, m plan.Message, t *thread) {
	name, today, n := d.Department.Name, w.today(), w.policy.RepeatEvery
	w.expect(m.Key != "", "%s is to be mailed and there is no mail", name)
	l := w.letter(m, d)
	running := t != nil && !t.closed
	if t != nil {
		w.expect(t.last.Before(today), "%s has two mails on %s", name, day(today))
	}
	if d.Reason == remind.First {
		// What was only told to fall due soon makes no thread that has to end.
		running = running && (t.step > 0 || t.overdue())
		w.expect(!running, "%s: a first mail within a thread: %v", name, t)
		w.expect(l.root == "", "%s: the first mail answers another", name)
		t = &thread{root: l.id, subject: l.subject}
	} else {
		w.expect(running, "%s: %s without a thread that goes on: %v", name, d.Reason, t)
		w.expect(l.root == t.root && l.subject == t.subject, "%s: the mail is of the thread %q %q, want %q %q", name, l.root, l.subject, t.root, t.subject)
	}
	w.expect(d.Step == t.step || d.Step == t.step+1, "%s: step %d follows on %d", name, d.Step, t.step)
	if d.Step > t.step && t.step > 0 {
		w.expect(workingDays(t.stepOn, today) >= n, "%s: step %d comes %d working days after the one before", name, d.Step, workingDays(t.stepOn, today))
	}
	if d.Reason == remind.Repeat || d.Reason == remind.Raised {
		w.expect(d.Step == t.step+1, "%s: a reminder of step %d after %d", name, d.Step, t.step)
		w.expect(workingDays(t.last, today) >= n, "%s: reminded %d working days after the mail before", name, workingDays(t.last, today))
		w.expect(w.unanswered(d, t), "%s: reminded though all is noted as known", name)
	}
	want := w.recipients(name, max(1, d.Step))
	w.expect(slices.Equal(l.to, want), "%s: step %d goes to %v, want %v", name, d.Step, l.to, want)
	if d.Step > t.step {
		t.step, t.stepOn = d.Step, today
	}
	t.last, t.closed = today, d.Reason == remind.Resolved
	t.tell(d, today, w)
	w.threads[name] = t
}

// tell notes what a mail tells. What is muted stays told as it was.
func (t *thread) tell(d remind.Digest, today time.Time, w *world) {
	next := map[string]told{}
	put := func(lines []remind.Line, overdue bool) {
		for _, l := range lines {
			x, known := t.told[l.Code]
			if !known || !x.due.Equal(l.Deadline.Last) || overdue && !x.overdue {
				x = told{due: l.Deadline.Last, on: today}
			}
			x.overdue = overdue
			next[l.Code] = x
		}
	}
	put(d.Late, true)
	put(d.Soon, false)
	put(d.Cooperate, false)
	resolved := map[string]bool{}
	for _, l := range d.Resolved {
		resolved[l.Code] = true
	}
	for code, x := range t.told {
		if _, again := next[code]; !again && !resolved[code] {
			if i := w.sheet.find(code); i != nil && (w.muted(i) || i.garbled) {
				next[code] = x
			}
		}
	}
	t.told = next
}
