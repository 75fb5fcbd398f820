package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"rasoat/sync/deliver"
	"rasoat/sync/mail"
	"rasoat/sync/store"
)

// Faults in the words of the port; those of a real server stand in smtp_test.go.
func refused(kind mail.Kind, text string) error {
	return &mail.Error{Kind: kind, Stage: "RCPT TO", Err: errors.New(text)}
}

// post is a mail server behind the port: it takes what it is given unless fault
// says otherwise.
type post struct {
	now   func() time.Time
	fault func(n int, e mail.Envelope) error // n counts from 1
	taken []taken
	n     int
	takes time.Duration // how long a transaction takes
}

type taken struct {
	to, raw string
	at      time.Time
}

func (p *post) Close() error { return nil }

func (p *post) Send(ctx context.Context, e mail.Envelope, committing func() error) (string, error) {
	p.n++
	if p.takes > 0 {
		select {
		case <-time.After(p.takes):
		case <-ctx.Done():
			return "", refused(mail.Down, "cut")
		}
	}
	var err error
	if p.fault != nil {
		err = p.fault(p.n, e)
	}
	if err != nil && mail.KindOf(err) != mail.Doubtful {
		return "", err
	}
	if e := committing(); e != nil {
		return "", e
	}
	p.taken = append(p.taken, taken{e.To, string(e.Raw), p.now()})
	return fmt.Sprintf("250 queued as %d", p.n), err
}

// to counts what an address got.
func (p *post) to(address string) (n int) {
	for _, t := range p.taken {
		if t.to == address {
			n++
		}
	}
	return n
}

// desk is a state in a file with a worker on it.
type desk struct {
	t     *testing.T
	path  string
	store *store.Store
	post  *post
	log   strings.Builder
	opts  deliver.Options
	clock func() time.Time // in place of the clock when mail is put in
	*deliver.Worker
}

var zone = time.FixedZone("ICT", 7*3600)

// inBubble gives fn a desk in virtual time, which begins on Saturday
// 2000-01-01 at 07:00 of the zone.
func inBubble(t *testing.T, o deliver.Options, fn func(d *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, o)
		defer func() { d.store.Close() }()
		fn(d)
	})
}

func newDesk(t *testing.T, o deliver.Options) *desk {
	d := &desk{t: t, path: filepath.Join(t.TempDir(), "state.db"), opts: o}
	d.post = &post{now: clock}
	d.open()
	return d
}

func clock() time.Time { return time.Now().In(zone) }

// open opens the state, after whatever happened to it, with a new worker.
func (d *desk) open() {
	d.t.Helper()
	if d.store != nil {
		if err := d.store.Close(); err != nil {
			d.t.Fatal(err)
		}
	}
	s, err := store.Open(d.t.Context(), d.path, store.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	d.store = s
	d.Worker = &deliver.Worker{
		Store: s, Transport: d.post, From: "bounce@example.com", Now: clock, Log: zerolog.New(&d.log), Options: d.opts,
	}
}

// put commits one message to each group of recipients: "a@example.com b@example.com".
func (d *desk) put(groups ...string) {
	d.t.Helper()
	version, history, err := d.store.History(d.t.Context(), "danh-muc")
	if err != nil {
		d.t.Fatal(err)
	}
	if history == nil {
		history = []byte("{}")
	}
	now := clock
	if d.clock != nil {
		now = d.clock
	}
	c := store.Commit{Workbook: "danh-muc", Version: version, History: history, Run: store.Run{
		Workbook: "danh-muc", Started: clock(), Finished: clock(), Outcome: "planned",
	}}
	for i, g := range groups {
		c.Messages = append(c.Messages, store.Message{
			Key: fmt.Sprintf("danh-muc/%d/%d", version, i), Workbook: "danh-muc", Department: fmt.Sprintf("Sở %d", i), To: strings.Fields(g),
			Subject: "Nhắc việc", Raw: fmt.Appendf(nil, "Message-ID: <%d.%d@example.com>\r\nTo: %s\r\n\r\nKính gửi\r\n", version, i, g), Created: now(),
		})
	}
	if _, err := d.store.Commit(d.t.Context(), c); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) sweep() deliver.Report {
	d.t.Helper()
	r, err := d.Sweep(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// left counts what is neither sent nor dead.
func (d *desk) left() int {
	d.t.Helper()
	due, err := d.store.Due(d.t.Context(), clock().AddDate(10, 0, 0), 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	return len(due)
}

// conditions are the names of those that stand, in a line.
func (d *desk) conditions() string {
	d.t.Helper()
	list, err := d.store.Conditions(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	var names []string
	for _, c := range list {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

// run lets the loop run for a while of virtual time, during which during is
// called, if it is not nil.
func (d *desk) run(while time.Duration, during func()) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.t.Context())
	done := make(chan struct{})
	go func() { defer close(done); d.Run(ctx) }()
	if during != nil {
		during()
	}
	<-time.After(while)
	cancel()
	<-done
}

func (d *desk) want(what string, got, want any) {
	d.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		d.t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// pass lets virtual time pass.
func (d *desk) pass(t time.Duration) { <-time.After(t) }

func (d *desk) entries() []store.Entry {
	d.t.Helper()
	list, err := d.store.Outbox(d.t.Context(), store.Filter{})
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}
