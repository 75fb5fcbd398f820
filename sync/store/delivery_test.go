package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// single is a state with one message "k" to one recipient, and its delivery.
func single(t *testing.T, wait bool) (*Store, int64) {
	t.Helper()
	s := open(t, statePath(t))
	m := message("k")
	m.To, m.Wait = []string{"a@example.com"}, wait
	commit(t, s, Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{m}})
	return s, show(t, s, "k").Deliveries[0].ID
}

func show(t *testing.T, s *Store, key string) Entry {
	t.Helper()
	e, err := s.Show(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// accept brings all deliveries of a message to where they are sent.
func accept(t *testing.T, s *Store, key string, at time.Time, where string) {
	t.Helper()
	for _, d := range show(t, s, key).Deliveries {
		err := errors.Join(s.Begin(t.Context(), d.ID, at), s.Committing(t.Context(), d.ID, at), s.Accepted(t.Context(), d.ID, at, where))
		if err != nil {
			t.Fatal(err)
		}
	}
}

// giveUp gives all deliveries of a message up.
func giveUp(t *testing.T, s *Store, key string, at time.Time, reason string) {
	t.Helper()
	for _, d := range show(t, s, key).Deliveries {
		if err := s.GiveUp(t.Context(), d.ID, at, reason); err != nil {
			t.Fatal(err)
		}
	}
}

// moves are the steps that a delivery can take, by name.
func moves(s *Store, id int64, at time.Time) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"Begin":      func(ctx context.Context) error { return s.Begin(ctx, id, at) },
		"Committing": func(ctx context.Context) error { return s.Committing(ctx, id, at) },
		"Accepted":   func(ctx context.Context) error { return s.Accepted(ctx, id, at, "250 ok") },
		"Defer":      func(ctx context.Context) error { return s.Defer(ctx, id, at, at.Add(time.Hour), "451 later") },
		"GiveUp":     func(ctx context.Context) error { return s.GiveUp(ctx, id, at, "550 no") },
		"Drop":       func(ctx context.Context) error { return s.Drop(ctx, "k", at, "not wanted") },
		"Retry":      func(ctx context.Context) error { _, err := s.Retry(ctx, "k", at); return err },
		"Approve":    func(ctx context.Context) error { _, err := s.Approve(ctx, at, "k"); return err },
	}
}

// To each state, every step: where it leads, or how it is refused.
func TestTransitions(t *testing.T) {
	paths := map[State]string{
		Waiting: "", Pending: "", Sending: "Begin", Committing: "Begin Committing",
		Sent: "Begin Committing Accepted", Dead: "Begin GiveUp",
	}
	table := []struct {
		from  State
		moves string // "step outcome", divided by semicolons; an outcome of several words is an error's text
	}{
		{Waiting, "Begin waits for an approval; Committing can become; Accepted can become; Defer can become; GiveUp waits for an approval; Drop dead; Retry waiting; Approve pending"},
		{Pending, "Begin sending; Committing can become; Accepted can become; Defer can become; GiveUp dead; Drop dead; Retry pending; Approve pending"},
		{Sending, "Begin sending; Committing committing; Accepted sent; Defer pending; GiveUp dead; Drop handed over; Retry sending; Approve sending"},
		{Committing, "Begin sending; Committing can become; Accepted sent; Defer pending; GiveUp dead; Drop handed over; Retry committing; Approve committing"},
		{Sent, "Begin can become; Committing can become; Accepted sent; Defer can become; GiveUp can become; Drop already sent; Retry sent; Approve sent"},
		{Dead, "Begin can become; Committing can become; Accepted can become; Defer can become; GiveUp dead; Drop already dead; Retry pending; Approve it is dead"},
	}
	for _, row := range table {
		for move := range strings.SplitSeq(row.moves, "; ") {
			step, outcome, _ := strings.Cut(move, " ")
			t.Run(string(row.from)+" "+step, func(t *testing.T) {
				s, id := single(t, row.from == Waiting)
				for name := range strings.FieldsSeq(paths[row.from]) {
					if err := moves(s, id, noon)[name](t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				before := show(t, s, "k")
				err := moves(s, id, noon.Add(time.Minute))[step](t.Context())
				after := show(t, s, "k")
				if strings.Contains(outcome, " ") {
					wantError(t, err, s.path, outcome)
					outcome = stateOf(before)
				} else if err != nil {
					t.Fatal(err)
				}
				if got := stateOf(after); got != outcome {
					t.Errorf("it is %s, want %s", got, outcome)
				}
				if stateOf(before) == outcome && step != "Begin" && fmt.Sprint(before) != fmt.Sprint(after) {
					t.Errorf("it was changed from %v to %v", before, after)
				}
			})
		}
	}
}

// stateOf is the state of an entry's one delivery, or that it waits. It checks
// that the message's own state follows from it.
func stateOf(e Entry) string {
	d := e.Deliveries[0].State
	switch {
	case e.State == Waiting && d == Pending:
		return string(Waiting)
	case e.State == Pending && (d == Pending || d == Sending || d == Committing), e.State == d && !e.Settled.IsZero():
		return string(d)
	}
	return fmt.Sprintf("%s, its delivery %s", e.State, d)
}

func TestStepsOfWhatThereIsNot(t *testing.T) {
	s, _ := single(t, false)
	for name, move := range moves(s, 77, noon) {
		if name == "Drop" || name == "Retry" || name == "Approve" {
			continue
		}
		wantError(t, move(t.Context()), s.path, "no such delivery")
	}
	_, retry := s.Retry(t.Context(), "?", noon)
	_, approve := s.Approve(t.Context(), noon, "k", "?")
	_, shown := s.Show(t.Context(), "?")
	for _, err := range []error{s.Drop(t.Context(), "?", noon, "x"), retry, approve, shown} {
		if !errors.Is(err, ErrNoMessage) {
			t.Errorf("%v, want ErrNoMessage", err)
		}
	}
}

// What is remembered of a delivery on its way.
func TestDeliveryRemembers(t *testing.T) {
	s, id := single(t, false)
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	want := func(n int, state State, attempts int, doubt bool, next time.Time, where, reason string) {
		t.Helper()
		d := show(t, s, "k").Deliveries[0]
		if d.State != state || d.Attempts != attempts || d.InDoubt != doubt || d.Next != next || d.Where != where || d.Reason != reason || d.Updated != at(n) {
			t.Errorf("delivery is %+v", d)
		}
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	want(0, Pending, 0, false, noon, "", "")
	do(s.Begin(ctx, id, at(1)))
	want(1, Sending, 1, false, noon, "", "")
	do(s.Defer(ctx, id, at(2), at(30), "451 busy"))
	want(2, Pending, 1, false, at(30), "", "451 busy")
	do(s.Begin(ctx, id, at(31)))
	do(s.Committing(ctx, id, at(32)))
	want(32, Committing, 2, true, at(30), "", "451 busy")
	do(s.Begin(ctx, id, at(33))) // found after a crash: whoever sends it now must know
	want(33, Sending, 3, true, at(30), "", "451 busy")
	do(s.GiveUp(ctx, id, at(34), "550 no"))
	want(34, Dead, 3, true, at(30), "", "550 no")
	do(s.GiveUp(ctx, id, at(35), "other"))
	want(34, Dead, 3, true, at(30), "", "550 no")
	if n, err := s.Retry(ctx, "k", at(40)); n != 1 || err != nil {
		t.Errorf("Retry = %d, %v", n, err)
	}
	want(40, Pending, 0, true, at(40), "", "550 no")
	do(s.Begin(ctx, id, at(41)))
	do(s.Committing(ctx, id, at(42)))
	do(s.Accepted(ctx, id, at(43), "250 queued"))
	want(43, Sent, 1, true, at(40), "250 queued", "")
	do(s.Accepted(ctx, id, at(44), "elsewhere"))
	want(43, Sent, 1, true, at(40), "250 queued", "")
}

// A message is as far as its deliveries are.
func TestMessageFollowsItsDeliveries(t *testing.T) {
	for _, tt := range []struct {
		ends string // of the first, the second, the third delivery: s(ent) or d(ead)
		want Entry
	}{
		{"", Entry{State: Pending}},
		{"s", Entry{State: Pending}},
		{"d", Entry{State: Pending}},
		{"sd", Entry{State: Pending}},
		{"sss", Entry{State: Sent, Where: "place 0"}},
		{"dds", Entry{State: Sent, Where: "place 2"}},
		{"sdd", Entry{State: Sent, Where: "place 0"}},
		{"ddd", Entry{State: Dead, Reason: "reason 0"}},
	} {
		t.Run(tt.ends, func(t *testing.T) {
			s := open(t, statePath(t))
			m := message("k")
			m.To = []string{"c@example.com", "a@example.com", "b@example.com", "a@example.com"}
			commit(t, s, Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{m}})
			list := show(t, s, "k").Deliveries
			if len(list) != 3 || list[0].Recipient != "c@example.com" || list[2].Recipient != "b@example.com" {
				t.Fatalf("deliveries %v, want one a recipient, as they were given", list)
			}
			last := time.Time{}
			for i, end := range tt.ends {
				id := list[i].ID
				last = noon.Add(time.Duration(i) * time.Second)
				err := s.Begin(t.Context(), id, last)
				if end == 's' {
					err = errors.Join(err, s.Accepted(t.Context(), id, last, fmt.Sprint("place ", i)))
				} else {
					err = errors.Join(err, s.GiveUp(t.Context(), id, last, fmt.Sprint("reason ", i)))
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if len(tt.ends) < 3 {
				last = time.Time{}
			}
			e := show(t, s, "k")
			if e.State != tt.want.State || e.Settled != last || e.Where != tt.want.Where || e.Reason != tt.want.Reason {
				t.Errorf("entry %+v, want %+v", e, tt.want)
			}
			if string(e.Raw) != string(m.Raw) {
				t.Error("Show left the bytes out")
			}
		})
	}
}

func TestDue(t *testing.T) {
	s, ctx := open(t, statePath(t)), t.Context()
	var messages []Message
	for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
		m := message(key)
		m.To, m.Wait = []string{key + "@example.com"}, key == "e"
		messages = append(messages, m)
	}
	messages[5].Created = noon.Add(time.Hour)
	commit(t, s, Commit{Workbook: "w", History: []byte(`{}`), Messages: messages})
	id := map[string]int64{}
	for _, m := range messages {
		id[m.Key] = show(t, s, m.Key).Deliveries[0].ID
	}
	for _, err := range []error{
		s.Begin(ctx, id["b"], noon), s.Defer(ctx, id["b"], noon, noon.Add(10*time.Minute), "later"),
		s.Begin(ctx, id["c"], noon), s.Committing(ctx, id["c"], noon),
		s.Begin(ctx, id["d"], noon),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		after time.Duration
		limit int
		want  string
	}{
		{-time.Hour, 0, "c! d"}, // what was begun is looked after at once
		{0, 0, "c! d a"},
		{0, 1, "c!"},
		{0, 3, "c! d a"},
		{10*time.Minute - time.Microsecond, 9, "c! d a"},
		{10 * time.Minute, 9, "c! d a b"},
		{time.Hour, 9, "c! d a b f"},
	}
	for _, tt := range tests {
		list, err := s.Due(ctx, noon.Add(tt.after), tt.limit)
		var got []string
		for _, d := range list {
			mark := d.Message.Key
			if d.InDoubt {
				mark += "!"
			}
			if string(d.Message.Raw) != string(message(d.Message.Key).Raw) || d.Message.To[0] != d.Recipient {
				t.Errorf("delivery %+v", d)
			}
			got = append(got, mark)
		}
		if got := strings.Join(got, " "); got != tt.want || err != nil {
			t.Errorf("Due(%v, %d) = %q, %v; want %q", tt.after, tt.limit, got, err, tt.want)
		}
	}
	next := func(want time.Time) {
		t.Helper()
		if got, err := s.NextDue(ctx); got != want || err != nil {
			t.Errorf("NextDue = %v, %v; want %v", got, err, want)
		}
	}
	next(noon)
	if err := errors.Join(s.Begin(ctx, id["a"], noon), s.Accepted(ctx, id["a"], noon, "x")); err != nil {
		t.Fatal(err)
	}
	next(noon.Add(10 * time.Minute))
	for _, key := range []string{"b", "f"} {
		if err := s.Drop(ctx, key, noon, "x"); err != nil {
			t.Fatal(err)
		}
	}
	next(time.Time{})
	if n, err := s.Approve(ctx, noon); n != 1 || err != nil {
		t.Errorf("Approve = %d, %v", n, err)
	}
	next(noon)
}

func TestSentSinceCounts(t *testing.T) {
	s, id := single(t, false)
	if err := errors.Join(s.Begin(t.Context(), id, noon), s.Accepted(t.Context(), id, noon.Add(time.Minute), "x")); err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("ICT", 7*3600)
	for at, want := range map[time.Time]int{noon: 1, noon.Add(time.Minute).In(zone): 1, noon.Add(time.Minute + time.Microsecond): 0} {
		if got, err := s.SentSince(t.Context(), at); got != want || err != nil {
			t.Errorf("SentSince(%v) = %d, %v; want %d", at, got, err, want)
		}
	}
}

// Each kind of trouble is explained, and nothing is half done.
func TestTroubleOfDeliveriesIsExplained(t *testing.T) {
	t.Run("busy", func(t *testing.T) {
		path := statePath(t)
		s, err := Open(t.Context(), path, Options{BusyTimeout: time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		fill(t, s)
		id := show(t, s, "k").Deliveries[0].ID
		tx, err := open(t, path).db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		_, prune := s.Prune(t.Context(), Kept{Bodies: noon, Messages: noon, Runs: noon})
		_, approve := s.Approve(t.Context(), noon)
		for _, err := range []error{s.Begin(t.Context(), id, noon), prune, approve, s.Raise(t.Context(), "x", noon, "y"), s.Pause(t.Context(), "x", noon, "y")} {
			wantError(t, err, path, "another process is writing")
		}
		if list, err := s.Due(t.Context(), noon, 0); len(list) != 2 || err != nil {
			t.Errorf("Due beside a writer = %v, %v", list, err)
		}
	})
	t.Run("full disk", func(t *testing.T) {
		s := filled(t, statePath(t))
		id := show(t, s, "k").Deliveries[0].ID
		if err := s.Begin(t.Context(), id, noon); err != nil {
			t.Fatal(err)
		}
		var pages int
		if err := s.db.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
			t.Fatal(err)
		}
		if _, err := s.db.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)); err != nil {
			t.Fatal(err)
		}
		err := s.Defer(t.Context(), id, noon, noon, strings.Repeat("long ", 1<<16))
		wantError(t, err, s.path, "free some space")
		if d := show(t, s, "k").Deliveries[0]; d.State != Sending {
			t.Errorf("it is %s", d.State)
		}
		if err := s.Accepted(t.Context(), id, noon, "x"); err != nil {
			t.Error(err)
		}
	})
	t.Run("read-only folder", func(t *testing.T) {
		if os.Geteuid() <= 0 {
			t.Skip("root may write everywhere")
		}
		s, dir := filled(t, statePath(t)), t.TempDir()
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		wantError(t, s.Backup(t.Context(), filepath.Join(dir, "b.db")), s.path, "make both writable")
		_, err := Restore(t.Context(), backupOf(t), filepath.Join(dir, "rasoat.db"), Options{})
		wantError(t, err, dir, "make both writable")
	})
}
