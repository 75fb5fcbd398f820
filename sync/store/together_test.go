package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// deliverAll carries out what is due, and calls done after each.
func deliverAll(ctx context.Context, s *Store, now time.Time, done func(Delivery)) error {
	due, err := s.Due(ctx, now, 3)
	if err != nil {
		return err
	}
	for _, d := range due {
		if err := s.Begin(ctx, d.ID, now); err != nil {
			return err
		}
		if err := s.Committing(ctx, d.ID, now); err != nil {
			return err
		}
		if err := s.Accepted(ctx, d.ID, now, "250"); err != nil {
			return err
		}
		done(d)
	}
	return nil
}

func deliverForever(ctx context.Context, s *Store) error {
	for {
		err := deliverAll(ctx, s, noon, func(d Delivery) { fmt.Println(d.ID) })
		if err != nil {
			return err
		}
	}
}

// The daemon delivers while commands in another store commit, approve, drop,
// prune, pause and back up: every message ends as sent to everybody, once, or as
// dropped.
func TestDeliveringBesideCommands(t *testing.T) {
	path := statePath(t)
	daemon, commands := open(t, path), open(t, path)
	ctx := t.Context()
	const n = 40
	failed := make(chan error, 1)
	go func() {
		failed <- func() error {
			for i := range n {
				m := message(fmt.Sprint(i))
				m.Wait = true
				_, err := commands.Commit(ctx, Commit{Workbook: "w", Version: int64(i), History: fmt.Appendf(nil, "%d", i), Messages: []Message{m}})
				if err != nil {
					return err
				}
				if i%4 == 3 {
					err = commands.Drop(ctx, m.Key, noon, "not wanted")
				} else {
					_, err = commands.Approve(ctx, noon)
				}
				_, prune := commands.Prune(ctx, Kept{Bodies: noon, Messages: noon, Runs: noon})
				err = errors.Join(err, prune, commands.Pause(ctx, "x", noon, ""), commands.Raise(ctx, "x", noon, m.Key))
				if i%10 == 0 {
					err = errors.Join(err, commands.Backup(ctx, filepath.Join(filepath.Dir(path), m.Key+".db")))
				}
				if err != nil {
					return err
				}
			}
			return nil
		}()
	}()
	times := map[string]int{}
	count := func(d Delivery) { times[d.Message.Key+" "+d.Recipient]++ }
	for running := true; running; {
		select {
		case err := <-failed:
			if err != nil {
				t.Fatal(err)
			}
			running = false
		default:
		}
		if err := deliverAll(ctx, daemon, noon, count); err != nil {
			t.Fatal(err)
		}
	}
	for before := -1; before != len(times); {
		before = len(times)
		if err := deliverAll(ctx, daemon, noon, count); err != nil {
			t.Fatal(err)
		}
	}
	list, err := commands.Outbox(ctx, Filter{})
	if err != nil || len(list) != n {
		t.Fatalf("%d messages, %v; want %d", len(list), err, n)
	}
	for i, e := range list {
		want, mails := Sent, 1
		if i%4 == 3 {
			want, mails = Dead, 0
		}
		if e.State != want {
			t.Errorf("message %s is %s, want %s", e.Key, e.State, want)
		}
		for _, to := range e.To {
			if got := times[e.Key+" "+to]; got != mails {
				t.Errorf("%s was delivered to %s %d times, want %d", e.Key, to, got, mails)
			}
		}
	}
}

// A process that delivers and is killed loses no mail and forgets none that it
// said was sent. At most one is left in between, and is found first.
func TestKilledWhileDelivering(t *testing.T) {
	path := statePath(t)
	s := open(t, path)
	c := Commit{Workbook: "w", History: []byte(`{}`)}
	for i := range 100 {
		c.Messages = append(c.Messages, message(fmt.Sprint(i)))
	}
	commit(t, s, c)
	said := map[string]bool{}
	for _, lines := range []int{1, 6, 23} {
		p := start(t, "deliver", path)
		for range lines {
			if !p.lines.Scan() {
				t.Fatal("the child ended by itself")
			}
			said[p.lines.Text()] = true
		}
		p.cmd.Process.Kill()
		for p.lines.Scan() {
			said[p.lines.Text()] = true
		}
		p.cmd.Wait()

		list, err := s.Outbox(t.Context(), Filter{})
		if err != nil {
			t.Fatal(err)
		}
		total, sent, begun := 0, 0, []string{}
		for _, e := range list {
			for _, d := range e.Deliveries {
				total++
				switch {
				case d.State == Sent:
					sent++
				case said[fmt.Sprint(d.ID)]:
					t.Errorf("delivery %d was sent and is %s", d.ID, d.State)
				case d.State != Pending:
					begun = append(begun, fmt.Sprint(d.ID))
				}
			}
		}
		if total != 200 || sent < len(said) || sent > len(said)+1 || len(begun) > 1 {
			t.Errorf("of %d deliveries %d are sent, %d were said to be, %v are begun", total, sent, len(said), begun)
		}
		due, err := s.Due(t.Context(), noon, 0)
		if err != nil || len(due) != total-sent || len(begun) == 1 && fmt.Sprint(due[0].ID) != begun[0] {
			t.Errorf("%d due (%v), want %d, with %s first", len(due), err, total-sent, strings.Join(begun, ""))
		}
		said = map[string]bool{} // what was sent and not said counts too
		for _, e := range list {
			for _, d := range e.Deliveries {
				if d.State == Sent {
					said[fmt.Sprint(d.ID)] = true
				}
			}
		}
	}
}
