package sync_test

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"slices"
	"strings"
	"time"

	"rasoat/sync/ledger"
	"rasoat/sync/plan"
	"rasoat/sync/remind"
	"rasoat/sync/store"
)

// off are the weekdays that are not worked in 2026, and worked Saturdays: the
// Labour Code of 2019, article 112, and the decisions for the year.
func working(t time.Time) bool {
	switch t.Format(time.DateOnly) {
	case "2026-01-10", "2026-08-22":
		return true
	case "2026-01-01", "2026-01-02", // New Year
		"2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", // Tết
		"2026-04-27",               // made up for Giỗ Tổ, a Sunday
		"2026-04-30", "2026-05-01", // liberation, labour
		"2026-08-31", "2026-09-01", "2026-09-02", // National Day
		"2027-01-01":
		return false
	}
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

// workingDays counts those after a day, up to and with another.
func workingDays(after, to time.Time) int {
	n := 0
	for d := after.AddDate(0, 0, 1); !d.After(to); d = d.AddDate(0, 0, 1) {
		if working(d) {
			n++
		}
	}
	return n
}

func (x *task) late(today time.Time) bool {
	return x.done.IsZero() && !x.garbled && x.due.Before(today)
}

func (s *sheet) find(code string) *task {
	for _, x := range s.items {
		if x.code == code {
			return x
		}
	}
	return nil
}

// muted reports whether nobody is to be reminded of a task today, which staff
// can have for sixty days a deadline.
func (w *world) muted(x *task) bool {
	if x.snooze.Before(w.today()) {
		return false
	}
	for _, s := range w.plan.Next.Memory.Snoozed {
		if s.Key == "tasks/"+ledger.Fold(x.code) {
			return !s.On.AddDate(0, 0, w.policy.SnoozeMost).Before(w.today())
		}
	}
	return x.done.IsZero()
}

// known reports whether a department noted that it knows of a task, within the
// last ten working days.
func (w *world) known(x *task, t told) bool {
	return !x.known.IsZero() && !x.known.Before(t.on) && !x.known.After(w.today()) && workingDays(x.known, w.today()) < w.policy.AcknowledgedFor
}

// unanswered reports whether a digest has something overdue that nobody noted.
func (w *world) unanswered(d remind.Digest, t *thread) bool {
	return slices.ContainsFunc(d.Late, func(l remind.Line) bool { return !w.known(w.sheet.find(l.Code), t.told[l.Code]) })
}

// complete checks what a digest holds against the sheet, and a silence against
// what the department was told.
func (w *world) complete(d remind.Digest, t *thread) {
	name, today := d.Department.Name, w.today()
	var want, got []string
	for _, x := range w.sheet.items {
		if x.lead == name && x.late(today) && !w.muted(x) {
			want = append(want, x.code)
		}
	}
	for _, l := range d.Late {
		got = append(got, l.Code)
	}
	slices.Sort(want)
	slices.Sort(got)
	w.expect(slices.Equal(want, got), "%s: %v are late and not snoozed, the digest has %v", name, want, got)
	for _, lines := range [][]remind.Line{d.Soon, d.Cooperate} {
		for _, l := range lines {
			w.expect(!w.muted(w.sheet.find(l.Code)), "%s is told of %s, which is snoozed", name, l.Code)
		}
	}
	for _, l := range d.Resolved {
		x := w.sheet.find(l.Code)
		w.expect(t != nil && t.told[l.Code].overdue, "%s: %s is called resolved and was not told", name, l.Code)
		proof := l.Resolution == remind.Completed && !x.done.IsZero() ||
			l.Resolution == remind.Extended && !x.due.Before(today) && !x.due.Equal(t.told[l.Code].due) ||
			l.Resolution == remind.Reassigned && x.lead != name
		w.expect(proof, "%s: %s is called %s", name, l.Code, l.Resolution)
	}
	if t != nil && !t.closed {
		for c, x := range t.told {
			told := slices.ContainsFunc(d.Resolved, func(l remind.Line) bool { return l.Code == c })
			w.expect(told || !x.overdue || w.sheet.find(c).done.IsZero(), "%s: %s is done, snoozed or not, and not among what is resolved", name, c)
		}
	}
	if !d.Send {
		for _, c := range want {
			w.expect(t != nil && !t.closed && t.told[c].due.Equal(w.sheet.find(c).due), "%s (%s) was never told of %s", name, d.Reason, c)
		}
	}
	// Where all of a thread is done, and nothing else is overdue, that is told
	// whatever is snoozed.
	if t == nil || t.closed || t.step == 0 || len(want) > 0 {
		return
	}
	overdue := 0
	for c, x := range t.told {
		if i := w.sheet.find(c); x.overdue && i.done.IsZero() {
			return
		} else if x.overdue {
			overdue++
		}
	}
	w.expect(overdue == 0 || d.Reason == remind.Resolved, "%s: all of its thread is done, and the digest is %s", name, d.Reason)
}

// recipients are who gets the reminder of that number: those of the rung who
// have an address that mail may go to, else the mailbox, else anybody.
func (w *world) recipients(department string, step int) []string {
	d := w.departmentOf(department)
	by := map[remind.Role][]string{remind.Mailbox: d.Emails, remind.Officer: d.OfficerEmails, remind.Leader: d.LeaderEmails, remind.Head: d.HeadEmails}
	pick := func(roles ...remind.Role) (to []string) {
		for _, r := range roles {
			for _, a := range by[r] {
				if strings.HasSuffix(a, "@example.com") && !slices.Contains(to, a) {
					to = append(to, a)
				}
			}
		}
		return to
	}
	roles := []remind.Role{remind.Mailbox, remind.Head}
	for _, r := range w.policy.Ladder {
		if roles = r.To; r.Times == 0 || step <= r.Times {
			break
		}
		step -= r.Times
	}
	to := pick(roles...)
	for _, r := range []remind.Role{remind.Mailbox, remind.Head, remind.Leader, remind.Officer} {
		if len(to) == 0 {
			to = pick(r)
		}
	}
	return to
}

// storm checks that a jump in what is late, or gone, holds all mail, and that
// nothing else does.
func (w *world) storm(p *plan.Plan, before plan.History, slot time.Time) {
	today, late, jumped := w.today(), 0, 0
	c := before.Memory.Counted
	for _, x := range w.sheet.items {
		if !x.late(today) {
			continue
		}
		late++
		if c == nil {
			continue
		}
		on := c.On
		if on.After(w.now()) {
			on = w.now()
		}
		if x.changed.After(on) || x.late(dateOf(on.In(hanoi))) {
			jumped++
		}
	}
	if next := p.Next.Memory.Counted; next != nil && next.On.Equal(w.now()) && (c == nil || *next != *c) {
		w.expect(next.Late == late && next.Items == len(w.sheet.items), "counted %+v, want %d late of %d", *next, late, len(w.sheet.items))
	}
	if slot.IsZero() || !working(today) || w.paused || c == nil || before.Memory.Brake != nil {
		return
	}
	margin := func(n int) int { return max(5, n*30/100) }
	over := jumped > c.Late+margin(c.Late) || len(w.sheet.items) < c.Items-margin(c.Items)
	w.expect(over == (p.Brake != nil), "brake %v where %d are late in place of %d, of %d in place of %d", p.Brake, jumped, c.Late, len(w.sheet.items), c.Items)
	if over {
		w.count("brake")
	}
}

// overviewMade checks an overview: to the office, once a week.
func (w *world) overviewMade(m plan.Message) {
	today := w.today()
	monday := today.AddDate(0, 0, -int(today.Weekday()+6)%7)
	if w.overview.After(today) {
		w.overview = today
	}
	w.expect(w.overview.Before(monday), "a second overview in the week of %s", day(monday))
	w.overview = today
	w.expect(slices.Equal(m.To, []string{office}), "the overview goes to %v", m.To)
	w.letter(m, remind.Digest{})
	w.count("overview")
}

// collect looks at what was tried and what arrived since it last did.
func (w *world) collect() {
	tried := w.attempts.since(w.tried)
	for _, a := range tried {
		w.expect(working(dateOf(a.asked)) && a.asked.Hour() >= opens && a.asked.Hour() < closes, "%s is sent to %s at %v", a.key, a.to, a.asked)
		w.expect(!w.paused, "%s is sent while mail is paused", a.key)
	}
	w.tried += len(tried)
	all := w.server.Accepted()
	for _, a := range all[w.seen:] {
		head, err := netmail.ReadMessage(bytes.NewReader(a.Data))
		must(w.t, err)
		l := w.byID[trimID(head.Header.Get("Message-Id"))]
		w.expect(l != nil, "a mail to %s arrived that nobody planned", a.To)
		w.expect(slices.Contains(l.to, a.To), "%s arrived at %s, it is for %v", l.key, a.To, l.to)
		w.expect(bytes.Equal(a.Data, l.raw), "%s arrived with other bytes than planned", l.key)
		w.expect(!l.withdrawn, "%s arrived and was withdrawn", l.key)
		w.expect(!l.wait || l.approved, "%s arrived and was not approved", l.key)
		pair := l.key + " " + a.To
		if w.arrived[pair]++; w.arrived[pair] > 1 {
			w.expect(w.arrived[pair] <= 1+w.inDoubt(l.key, a.To), "%s arrived %d times at %s, and was %d times in doubt", l.key, w.arrived[pair], a.To, w.inDoubt(l.key, a.To))
			w.count("doubled")
		}
		w.count("arrived")
	}
	w.seen = len(all)
}

// inDoubt counts the attempts after which nobody knew whether a mail was
// accepted.
func (w *world) inDoubt(key, to string) (n int) {
	for _, a := range w.attempts.since(0) {
		if a.key == key && a.to == to && a.committed && a.unsure && !a.recorded {
			n++
		}
	}
	return n
}

// evening checks, where all was calm, that a mail that nothing stands in the
// way of has gone out.
func (w *world) evening() {
	if w.process == nil || w.process.outbox.dead.Load() || w.paused || w.now().Hour() != 17 || !working(w.today()) || time.Now().Before(w.calm) {
		return
	}
	now := w.now()
	sent, err := w.store.SentSince(w.t.Context(), time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, hanoi))
	must(w.t, err)
	list, err := w.store.Outbox(w.t.Context(), store.Filter{State: store.Pending})
	must(w.t, err)
	if w.Cap > 0 && sent >= w.Cap {
		w.expect(sent == w.Cap, "%d mails on a day with a cap of %d", sent, w.Cap)
		w.count("cap reached")
		return
	}
	for _, e := range list {
		for _, d := range e.Deliveries {
			open := d.State != store.Sent && d.State != store.Dead && e.Created.Before(now.Add(-2*time.Hour))
			w.expect(!open || w.slow[d.Recipient].After(time.Now()), "%s has not reached %s by the evening: %s, tried %d times, %s", e.Key, d.Recipient, d.State, d.Attempts, d.Reason)
		}
	}
	w.count("calm evening")
}

// settled checks that every mail to everybody is sent or dead, and dead for a
// reason.
func (w *world) settled() {
	list, err := w.store.Outbox(w.t.Context(), store.Filter{})
	must(w.t, err)
	w.expect(len(list) == len(w.mails), "%d mails in the outbox, %d were planned", len(list), len(w.mails))
	for _, e := range list {
		l := w.mails[e.Key]
		w.expect(l != nil && slices.Equal(l.to, recipientsOf(e)), "%s was planned for %v, and is for %v", e.Key, l, recipientsOf(e))
		for _, d := range e.Deliveries {
			switch d.State {
			case store.Sent:
				w.expect(w.arrived[e.Key+" "+d.Recipient] > 0, "%s is sent to %s and never arrived", e.Key, d.Recipient)
			case store.Dead:
				w.expect(unknown(d.Recipient) || l.withdrawn || w.slowed[d.Recipient], "%s to %s is dead: %s", e.Key, d.Recipient, d.Reason)
				w.count("dead")
			default:
				w.expect(false, "%s to %s is still %s: due %v, tried %d times, %s", e.Key, d.Recipient, d.State, d.Next.In(hanoi), d.Attempts, d.Reason)
			}
		}
	}
}

func recipientsOf(e store.Entry) (to []string) {
	for _, d := range e.Deliveries {
		to = append(to, d.Recipient)
	}
	return to
}

// episodes are what the program knew of its threads.
func (w *world) episodes() string {
	text := ""
	for _, e := range w.before.Episodes {
		text += fmt.Sprintf("  %+v\n", e)
		if e.Before != nil {
			text += fmt.Sprintf("    before: %+v\n", *e.Before)
		}
	}
	return text
}

// told lists what a department was told, for people.
func (t *thread) String() string {
	if t == nil {
		return "no thread"
	}
	return fmt.Sprintf("step %d, last %s, closed %v, told %v", t.step, day(t.last), t.closed, t.told)
}
