package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rasoat/sync/deliver"
	"rasoat/sync/mail"
)

var errKilled = errors.New("killed")

// dying is an outbox whose process dies at the call numbered at, counted from 1,
// before it is carried out or after; from then on nothing is written.
type dying struct {
	deliver.Outbox
	at    int
	after bool
	stop  func() // where it is not nil the process is not killed but told to stop

	calls int
	last  string // the call that it died at, "" while alive
}

func (d *dying) call(name string, fn func() error) error {
	d.calls++
	switch {
	case d.last != "" && d.stop == nil:
		return errKilled
	case d.calls != d.at:
		return fn()
	}
	d.last = name
	if d.stop != nil {
		d.stop()
		return fn()
	}
	if d.after {
		if err := fn(); err != nil {
			return err
		}
	}
	return errKilled
}

func (d *dying) Begin(ctx context.Context, id int64, at time.Time) error {
	return d.call("begin", func() error { return d.Outbox.Begin(ctx, id, at) })
}

func (d *dying) Committing(ctx context.Context, id int64, at time.Time) error {
	return d.call("committing", func() error { return d.Outbox.Committing(ctx, id, at) })
}

func (d *dying) Accepted(ctx context.Context, id int64, at time.Time, where string) error {
	return d.call("accepted", func() error { return d.Outbox.Accepted(ctx, id, at, where) })
}

func (d *dying) Defer(ctx context.Context, id int64, at, next time.Time, reason string) error {
	return d.call("defer", func() error { return d.Outbox.Defer(ctx, id, at, next, reason) })
}

func (d *dying) GiveUp(ctx context.Context, id int64, at time.Time, reason string) error {
	return d.call("give up", func() error { return d.Outbox.GiveUp(ctx, id, at, reason) })
}

func (d *dying) SentSince(ctx context.Context, t time.Time) (n int, err error) {
	err = d.call("sent since", func() error { n, err = d.Outbox.SentSince(ctx, t); return err })
	return n, err
}

func (d *dying) Raise(ctx context.Context, name string, at time.Time, text string) error {
	return d.call("raise", func() error { return d.Outbox.Raise(ctx, name, at, text) })
}

func (d *dying) Clear(ctx context.Context, name string) error {
	return d.call("clear", func() error { return d.Outbox.Clear(ctx, name) })
}

// troubled refuses one address for good, one at first, and one is down at first.
func troubled() func(int, mail.Envelope) error {
	tries := map[string]int{}
	return func(_ int, e mail.Envelope) error {
		tries[e.To]++
		switch {
		case e.To == "gone@example.com":
			return refused(mail.Permanent, "550 no such user")
		case e.To == "grey@example.com" && tries[e.To] == 1:
			return refused(mail.Temporary, "451 later")
		case e.To == "down@example.com" && tries[e.To] == 1:
			return refused(mail.Down, "421 closing")
		}
		return nil
	}
}

// A process that is killed at any step loses no mail. One mail at most is
// doubled, byte for byte, and only where the kill lay between the final dot and
// the record of what the server said.
func TestKilledAtAnyStep(t *testing.T) {
	for _, after := range []bool{false, true} {
		steps, doubled := 0, 0
		for at := 1; ; at += every() {
			died := ""
			name := fmt.Sprintf("at %d, after: %v", at, after)
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t, deliver.Options{DailyCap: 100})
				defer func() { d.store.Close() }()
				d.post.fault = troubled()
				d.put("a@example.com gone@example.com", "grey@example.com", "down@example.com", "b@example.com")
				outbox := &dying{Outbox: d.store, at: at, after: after}
				d.Store = outbox
				for range 4 {
					d.Sweep(t.Context())
					if outbox.last != "" {
						break
					}
					d.pass(10 * time.Minute)
				}
				died = outbox.last
				d.open()
				d.run(time.Hour, nil)
				d.want(name+": left", d.left(), 0)
				twice := checkTaken(t, name, d)
				if twice > 0 && (died != "accepted" || after) {
					t.Errorf("%s: a mail was doubled by a kill at %q", name, died)
				}
				doubled += twice
				d.want(name+": conditions", d.conditions(), "mail/undeliverable/gone@example.com")
			})
			if died == "" {
				break
			}
			steps++
		}
		if steps*every() < 20 {
			t.Errorf("only %d steps were killed", steps)
		}
		if !after && every() == 1 && doubled != 4 {
			t.Errorf("%d mails doubled over all kills, want each of the 4 once: else the window was not hit", doubled)
		}
	}
}

// every is how many steps lie between those that are tried: all are, unless the
// tests are to be short.
func every() int {
	if testing.Short() {
		return 7
	}
	return 1
}

// checkTaken checks that each recipient but gone@ has its mail, and returns how
// many came twice, alike to the byte.
func checkTaken(t *testing.T, name string, d *desk) (twice int) {
	t.Helper()
	for _, a := range []string{"a@example.com", "grey@example.com", "down@example.com", "b@example.com"} {
		var raws []string
		for _, x := range d.post.taken {
			if x.to == a {
				raws = append(raws, x.raw)
			}
		}
		switch {
		case len(raws) == 2 && raws[0] == raws[1]:
			twice++
		case len(raws) != 1:
			t.Errorf("%s: %s got %d mails:\n%s", name, a, len(raws), strings.Join(raws, "\n"))
		}
	}
	return twice
}

// A process that is told to stop, at any step, doubles nothing and loses
// nothing.
func TestStoppedAtAnyStep(t *testing.T) {
	steps := 0
	for at := 1; ; at += every() {
		died := ""
		name := fmt.Sprintf("at %d", at)
		synctest.Test(t, func(t *testing.T) {
			d := newDesk(t, deliver.Options{DailyCap: 100})
			defer func() { d.store.Close() }()
			d.post.fault = troubled()
			d.post.takes = time.Second
			d.put("a@example.com gone@example.com", "grey@example.com", "down@example.com", "b@example.com")
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			outbox := &dying{Outbox: d.store, at: at, stop: cancel}
			d.Store = outbox
			for range 4 {
				d.Sweep(ctx)
				d.pass(10 * time.Minute)
			}
			died = outbox.last
			for _, x := range d.entries() {
				for _, y := range x.Deliveries {
					if y.State == "sending" || y.State == "committing" {
						t.Errorf("%s: %s was left %s", name, y.Recipient, y.State)
					}
				}
			}
			d.open()
			d.run(time.Hour, nil)
			d.want(name+": left", d.left(), 0)
			d.want(name+": doubled", checkTaken(t, name, d), 0)
		})
		if died == "" {
			break
		}
		steps++
	}
	if steps*every() < 20 {
		t.Errorf("only %d steps were stopped at", steps)
	}
}

// A state that fails for a moment after an acceptance does not double the mail.
func TestAcceptanceIsRecordedAsSoonAsTheStateWorks(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		d.Store = &flaky{Outbox: d.store, fails: 3}
		d.put("a@example.com")
		d.want("delivered", len(d.sweep().Delivered), 1)
		d.want("taken", len(d.post.taken), 1)
	})
}

type flaky struct {
	deliver.Outbox
	fails int
}

func (f *flaky) Accepted(ctx context.Context, id int64, at time.Time, where string) error {
	if f.fails--; f.fails >= 0 {
		return errors.New("the state is locked")
	}
	return f.Outbox.Accepted(ctx, id, at, where)
}
