package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// mailModel is what the outbox should be, in the plainest form.
type mailModel struct {
	order    []string // keys as committed
	messages map[string]*modelMessage
}

type modelMessage struct {
	approved, withdrawn, bare bool
	parts                     []*modelPart
}

type modelPart struct {
	state State
	tries int
	doubt bool
	next  time.Time
	sent  time.Time
	moved time.Time
}

func (m *modelMessage) state() State {
	sent := false
	for _, p := range m.parts {
		if p.state != Sent && p.state != Dead {
			if m.approved {
				return Pending
			}
			return Waiting
		}
		sent = sent || p.state == Sent
	}
	if sent {
		return Sent
	}
	return Dead
}

func (m *modelMessage) settled() (at time.Time) {
	for _, p := range m.parts {
		if p.moved.After(at) {
			at = p.moved
		}
	}
	return at
}

// any reports whether a part is in one of the states.
func (m *modelMessage) any(states ...State) bool {
	return slices.ContainsFunc(m.parts, func(p *modelPart) bool { return slices.Contains(states, p.state) })
}

// Whatever is asked of the outbox in whatever order, through either of two
// stores that share the file and are closed and opened again in between, it is
// what the model says: nothing is lost, nothing goes out that must not, and
// nothing settled goes out again unasked.
func TestOutboxAgainstAModel(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	dir := t.TempDir()
	cases := 0
	rapid.Check(t, func(r *rapid.T) {
		cases++
		run := &mailMachine{
			path: filepath.Join(dir, fmt.Sprint(cases), "rasoat.db"), now: noon,
			model: mailModel{messages: map[string]*modelMessage{}},
		}
		for i := range run.stores {
			run.open(r, i)
		}
		defer func() {
			for _, s := range run.stores {
				s.Close()
			}
		}()
		r.Repeat(map[string]func(*rapid.T){
			"":        run.check,
			"commit":  run.commit,
			"step":    run.step,
			"approve": run.approve,
			"retry":   run.retry,
			"drop":    run.drop,
			"prune":   run.prune,
			"reopen":  func(r *rapid.T) { i := run.pick(r); run.stores[i].Close(); run.open(r, i) },
			"wait": func(r *rapid.T) {
				run.now = run.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(r, "minutes")) * time.Minute)
			},
		})
	})
}

type mailMachine struct {
	path    string
	stores  [2]*Store
	now     time.Time
	model   mailModel
	version int64
}

func (run *mailMachine) open(r *rapid.T, i int) {
	s, err := Open(r.Context(), run.path, Options{Now: func() time.Time { return run.now }})
	if err != nil {
		r.Fatal(err)
	}
	run.stores[i] = s
}

func (run *mailMachine) pick(r *rapid.T) int { return rapid.IntRange(0, 1).Draw(r, "store") }

func (run *mailMachine) store(r *rapid.T) *Store { return run.stores[run.pick(r)] }

// key draws one that there is.
func (run *mailMachine) key(r *rapid.T) string {
	if len(run.model.order) == 0 {
		r.Skip("no messages")
	}
	return rapid.SampledFrom(run.model.order).Draw(r, "key")
}

// refused checks that an error came where one was due.
func refused(r *rapid.T, what string, err error, want bool) {
	if (err != nil) != want {
		r.Fatalf("%s: %v; want an error: %t", what, err, want)
	}
}

func (run *mailMachine) commit(r *rapid.T) {
	c := Commit{Workbook: "w", Version: run.version, History: fmt.Appendf(nil, `{"n":%d}`, run.version)}
	fresh := map[string]*modelMessage{}
	for n := range rapid.IntRange(0, 2).Draw(r, "messages") {
		m := message(fmt.Sprintf("%d/%d", run.version, n))
		m.Wait = rapid.Bool().Draw(r, "wait")
		m.To = []string{"a@example.com", "b@example.com", "c@example.com"}[:rapid.IntRange(1, 3).Draw(r, "recipients")]
		m.Created = run.now
		c.Messages = append(c.Messages, m)
		fresh[m.Key] = &modelMessage{approved: !m.Wait}
		for range m.To {
			fresh[m.Key].parts = append(fresh[m.Key].parts, &modelPart{state: Pending, next: run.now, moved: run.now})
		}
	}
	stale := false
	if len(run.model.order) > 0 && rapid.Bool().Draw(r, "withdraw") {
		key := run.key(r)
		c.Withdraw = []string{key}
		stale = run.model.messages[key].state() != Waiting
	}
	if rapid.IntRange(0, 9).Draw(r, "stale") == 0 {
		c.Version--
		stale = true
	}
	_, err := run.store(r).Commit(r.Context(), c)
	refused(r, "commit", err, stale)
	if stale {
		return
	}
	run.version++
	for _, key := range c.Withdraw {
		m := run.model.messages[key]
		m.withdrawn = true
		for _, p := range m.parts {
			p.end(run.now)
		}
	}
	for _, m := range c.Messages {
		run.model.order = append(run.model.order, m.Key)
		run.model.messages[m.Key] = fresh[m.Key]
	}
}

// end makes a part dead that is pending.
func (p *modelPart) end(now time.Time) {
	if p.state == Pending {
		p.state, p.moved = Dead, now
	}
}

func (run *mailMachine) step(r *rapid.T) {
	s, key := run.store(r), run.key(r)
	e, err := s.Show(r.Context(), key)
	if err != nil {
		r.Fatal(err)
	}
	m := run.model.messages[key]
	i := rapid.IntRange(0, len(m.parts)-1).Draw(r, "part")
	p, id := m.parts[i], e.Deliveries[i].ID
	begun := p.state == Sending || p.state == Committing
	name := rapid.SampledFrom([]string{"Begin", "Begin", "Committing", "Accepted", "Defer", "GiveUp"}).Draw(r, "step")
	next := run.now.Add(time.Duration(rapid.IntRange(0, 60).Draw(r, "later")) * time.Minute)
	move := map[string]struct {
		fits, kept bool
		do         func() error
		then       func()
	}{
		"Begin": {p.state == Pending && m.approved || begun, false, func() error { return s.Begin(r.Context(), id, run.now) },
			func() { p.doubt = p.doubt || p.state == Committing; p.state = Sending; p.tries++ }},
		"Committing": {p.state == Sending, false, func() error { return s.Committing(r.Context(), id, run.now) }, func() { p.state = Committing }},
		"Accepted":   {begun, p.state == Sent, func() error { return s.Accepted(r.Context(), id, run.now, "250") }, func() { p.state, p.sent = Sent, run.now }},
		"Defer":      {begun, false, func() error { return s.Defer(r.Context(), id, run.now, next, "451") }, func() { p.state, p.next = Pending, next }},
		"GiveUp": {p.state == Pending && m.approved || begun, p.state == Dead,
			func() error { return s.GiveUp(r.Context(), id, run.now, "550") }, func() { p.state = Dead }},
	}[name]
	refused(r, name, move.do(), !move.fits && !move.kept)
	if move.fits {
		move.then()
		p.moved = run.now
	}
}

func (run *mailMachine) approve(r *rapid.T) {
	var keys []string
	if len(run.model.order) > 0 && rapid.Bool().Draw(r, "one") {
		keys = []string{run.key(r)}
	}
	want := 0
	for key, m := range run.model.messages {
		if m.state() == Waiting && (keys == nil || keys[0] == key) {
			want++
		}
	}
	n, err := run.store(r).Approve(r.Context(), run.now, keys...)
	refused(r, "approve", err, keys != nil && run.model.messages[keys[0]].state() == Dead)
	if n != want {
		r.Fatalf("approved %d, want %d", n, want)
	}
	for key, m := range run.model.messages {
		if m.state() == Waiting && (keys == nil || keys[0] == key) {
			m.approved = true
		}
	}
}

func (run *mailMachine) retry(r *rapid.T) {
	key := run.key(r)
	m, want := run.model.messages[key], 0
	n, err := run.store(r).Retry(r.Context(), key, run.now)
	refused(r, "retry", err, m.withdrawn || m.bare)
	if err == nil {
		for _, p := range m.parts {
			if p.state == Dead {
				*p = modelPart{state: Pending, doubt: p.doubt, next: run.now, moved: run.now}
				want++
			}
		}
	}
	if n != want {
		r.Fatalf("retried %d, want %d", n, want)
	}
}

func (run *mailMachine) drop(r *rapid.T) {
	key := run.key(r)
	m := run.model.messages[key]
	err := run.store(r).Drop(r.Context(), key, run.now, "not wanted")
	refused(r, "drop", err, !m.any(Pending) || m.any(Sending, Committing))
	if err == nil {
		for _, p := range m.parts {
			p.end(run.now)
		}
	}
}

func (run *mailMachine) prune(r *rapid.T) {
	ago := func(label string) time.Time {
		return run.now.Add(-time.Duration(rapid.IntRange(0, 300).Draw(r, label)) * time.Minute)
	}
	bodies, history := ago("bodies"), ago("history")
	want := Pruned{}
	run.model.order = slices.DeleteFunc(run.model.order, func(key string) bool {
		m := run.model.messages[key]
		settled := m.state() == Sent || m.state() == Dead
		if settled && m.settled().Before(history) {
			delete(run.model.messages, key)
			want.Messages++
			return true
		}
		if settled && m.settled().Before(bodies) && !m.bare {
			m.bare = true
			want.Bodies++
		}
		return false
	})
	got, err := run.store(r).Prune(r.Context(), Kept{Bodies: bodies, Messages: history})
	if err != nil || got != want {
		r.Fatalf("pruned %+v, %v; want %+v", got, err, want)
	}
}

// check compares all that can be read with the model.
func (run *mailMachine) check(r *rapid.T) {
	s := run.store(r)
	list, err := s.Outbox(r.Context(), Filter{})
	if err != nil || len(list) != len(run.model.order) {
		r.Fatalf("%d entries, %v; want %d", len(list), err, len(run.model.order))
	}
	type turn struct {
		name string
		next time.Time
	}
	var due []turn
	var begun, waits []string
	undelivered, sent, next := false, 0, time.Time{}
	for i, e := range list {
		m := run.model.messages[run.model.order[i]]
		if e.Key != run.model.order[i] || e.State != m.state() || len(e.Deliveries) != len(m.parts) {
			r.Fatalf("entry %+v, want %s %s", e, run.model.order[i], m.state())
		}
		settled := e.State == Sent || e.State == Dead
		if settled && !e.Settled.Equal(m.settled()) || !settled && !e.Settled.IsZero() {
			r.Fatalf("%s settled at %v, want %v", e.Key, e.Settled, m.settled())
		}
		if e.State == Waiting {
			waits = append(waits, e.Key)
		}
		undelivered = undelivered || e.State == Pending
		for j, d := range e.Deliveries {
			p := m.parts[j]
			if d.State != p.state || d.Attempts != p.tries || d.InDoubt != (p.doubt || p.state == Committing) || !d.Next.Equal(p.next) || !d.Updated.Equal(p.moved) {
				r.Fatalf("%s: delivery %+v, want %+v", e.Key, d, *p)
			}
			name := fmt.Sprint(e.Key, " ", d.Recipient)
			switch {
			case p.state == Sending || p.state == Committing:
				begun = append(begun, name)
			case p.state == Pending && e.State == Pending:
				if next.IsZero() || p.next.Before(next) {
					next = p.next
				}
				if !p.next.After(run.now) {
					due = append(due, turn{name, p.next})
				}
			case p.state == Sent && !p.sent.Before(noon.Add(time.Hour)):
				sent++
			}
		}
	}
	slices.SortStableFunc(due, func(a, b turn) int { return a.next.Compare(b.next) })
	for _, d := range due {
		begun = append(begun, d.name)
	}
	run.checkDue(r, s, begun)
	room, err := s.Mailroom(r.Context(), "w")
	if err != nil || !slices.Equal(room.Waiting, waits) || (len(room.Undelivered) > 0) != undelivered {
		r.Fatalf("mailroom %+v, %v; waiting %v, undelivered %t", room, err, waits, undelivered)
	}
	if n, err := s.SentSince(r.Context(), noon.Add(time.Hour)); n != sent || err != nil {
		r.Fatalf("SentSince = %d, %v; want %d", n, err, sent)
	}
	if got, err := s.NextDue(r.Context()); !got.Equal(next) || err != nil {
		r.Fatalf("NextDue = %v, %v; want %v", got, err, next)
	}
}

func (run *mailMachine) checkDue(r *rapid.T, s *Store, want []string) {
	list, err := s.Due(r.Context(), run.now, 0)
	if err != nil {
		r.Fatal(err)
	}
	var got []string
	for _, d := range list {
		if len(d.Message.Raw) == 0 {
			r.Fatalf("%s is due without its bytes", d.Message.Key)
		}
		got = append(got, fmt.Sprint(d.Message.Key, " ", d.Recipient))
	}
	if !slices.Equal(got, want) {
		r.Fatalf("due %v, want %v", got, want)
	}
}
