package sync_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"rasoat/sync/deliver"
	"rasoat/sync/mail"
	"rasoat/sync/store"
)

// mortal is the outbox as one life of the program has it. It may die at any
// call that writes, before it is carried out or after.
type mortal struct {
	deliver.Outbox
	w    *world
	cut  context.CancelFunc
	dead atomic.Bool
	die  atomic.Int64 // at the call of that number from now on, negative: once it is carried out
}

func (m *mortal) call(fn func() error) error {
	if m.dead.Load() {
		return errKilled
	}
	switch n := m.die.Load(); {
	case n == 1 || n == -1:
		m.dead.Store(true)
		m.w.attempts.last(func(a *attempt) { a.unsure = a.unsure || !a.recorded })
		if n < 0 {
			if err := fn(); err != nil {
				return err
			}
		}
		m.cut()
		return errKilled
	case n > 1:
		m.die.Store(n - 1)
	case n < -1:
		m.die.Store(n + 1)
	}
	return fn()
}

func (m *mortal) Due(ctx context.Context, now time.Time, limit int) (d []store.Delivery, err error) {
	if m.dead.Load() {
		return nil, errKilled
	}
	return m.Outbox.Due(ctx, now, limit)
}

func (m *mortal) Begin(ctx context.Context, id int64, at time.Time) error {
	return m.call(func() error { return m.Outbox.Begin(ctx, id, at) })
}

func (m *mortal) Committing(ctx context.Context, id int64, at time.Time) error {
	return m.call(func() error { return m.Outbox.Committing(ctx, id, at) })
}

func (m *mortal) Accepted(ctx context.Context, id int64, at time.Time, where string) error {
	return m.call(func() error {
		err := m.Outbox.Accepted(ctx, id, at, where)
		if err == nil {
			m.w.attempts.last(func(a *attempt) { a.recorded = true })
		}
		return err
	})
}

func (m *mortal) Defer(ctx context.Context, id int64, at, next time.Time, reason string) error {
	return m.call(func() error { return m.Outbox.Defer(ctx, id, at, next, reason) })
}

func (m *mortal) GiveUp(ctx context.Context, id int64, at time.Time, reason string) error {
	return m.call(func() error { return m.Outbox.GiveUp(ctx, id, at, reason) })
}

func (m *mortal) Raise(ctx context.Context, name string, at time.Time, text string) error {
	return m.call(func() error { return m.Outbox.Raise(ctx, name, at, text) })
}

// attempt is one try to hand a mail over.
type attempt struct {
	key, to   string
	asked     time.Time // by the clock, when it was asked whether mail may go out
	committed bool      // all was handed over but the final dot
	recorded  bool      // its acceptance
	unsure    bool      // it failed, or the program died of it
}

// attempts is a list of them that one goroutine writes and another reads.
type attempts struct {
	lock chan struct{} // of one: holds a value while the list is used
	list []attempt
}

func (l *attempts) add(a attempt) {
	l.lock <- struct{}{}
	l.list = append(l.list, a)
	<-l.lock
}

func (l *attempts) last(note func(*attempt)) {
	l.lock <- struct{}{}
	if n := len(l.list); n > 0 {
		note(&l.list[n-1])
	}
	<-l.lock
}

// since returns a copy of the list from a place on.
func (l *attempts) since(n int) []attempt {
	l.lock <- struct{}{}
	defer func() { <-l.lock }()
	return slices.Clone(l.list[n:])
}

// spy notes what is tried over a transport, until the line is cut.
type spy struct {
	mail.Transport
	w   *world
	cut context.Context
}

func (s *spy) Send(ctx context.Context, e mail.Envelope, committing func() error) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.cut, cancel)()
	s.w.attempts.add(attempt{key: e.Name, to: e.To, asked: s.w.asked})
	receipt, err := s.Transport.Send(ctx, e, func() error {
		err := committing()
		if err == nil {
			s.w.attempts.last(func(a *attempt) { a.committed = true })
		}
		return err
	})
	if err != nil {
		s.w.attempts.last(func(a *attempt) { a.unsure = true })
	}
	return receipt, err
}

// sheet is the workbook: a list of tasks in a file of comma-separated values.
type sheet struct {
	path  string
	items []*task
	gone  []*task // taken out, to be put back
	made  int
}

// task is a row.
type task struct {
	code, name, lead, with string
	due                    time.Time
	garbled                bool // the deadline's cell holds no date
	done                   time.Time
	snooze, known          time.Time
	right                  time.Time // the deadline before a wrong one was pasted over it
	seen                   string    // what a reminder depends on, as the last pass saw it
	changed                time.Time // the pass that saw the last change; zero for those there were at first
}

// print is what a reminder depends on.
func (x *task) print() string { return fmt.Sprint(x.due, x.garbled, x.lead, x.done) }

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("02/01/2006")
}

// write puts the rows into the file.
func (s *sheet) write(t *testing.T) {
	rows := [][]string{{"STT", "Mã nhiệm vụ", "Nội dung", "Chủ trì", "Phối hợp", "Thời hạn", "Ngày hoàn thành", "Tạm dừng nhắc đến", "Đã nhận thông tin (ngày)"}}
	for i, x := range s.items {
		due := day(x.due)
		if x.garbled {
			due = "??"
		}
		rows = append(rows, []string{strconv.Itoa(i + 1), x.code, x.name, x.lead, x.with, due, day(x.done), day(x.snooze), day(x.known)})
	}
	f, err := os.Create(s.path)
	must(t, err)
	must(t, csv.NewWriter(f).WriteAll(rows))
	must(t, f.Close())
}
