package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"
	"time"

	"rasoat/config"
	rasoatsync "rasoat/sync"
	"rasoat/sync/store"
	"rasoat/sync/web"
)

// board is what the status page is told: what the state holds, and what only
// the running daemon knows. It lives as long as the process, over every
// configuration that takes over.
type board struct {
	metrics *web.Metrics

	mu        sync.Mutex
	started   time.Time
	crew      *crew
	loaded    time.Time
	refused   string
	refusedAt time.Time
	stopping  bool
	schedule  timetable
	books     map[string]*standing // by name
}

// timetable tells of a schedule that runs; *schedule.Scheduler is one.
type timetable interface {
	Beat() time.Time           // when it last came round
	Next(job string) time.Time // when a job is due, zero for never
}

// standing is what is known of a workbook since the start.
type standing struct {
	working  int
	last     *web.Pass
	good     time.Time
	failures int
}

func newBoard() *board {
	return &board{metrics: web.NewMetrics(), books: map[string]*standing{}}
}

// takes makes a crew the one that is told of, with its schedule.
func (b *board) takes(c *crew, t timetable) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.crew, b.schedule, b.loaded, b.refused = c, t, c.Now(), ""
	if b.started.IsZero() {
		b.started = b.loaded
	}
	for name := range b.books {
		if !hasWorkbook(c, name) {
			delete(b.books, name)
		}
	}
}

func hasWorkbook(c *crew, name string) bool {
	for i := range c.books {
		if c.books[i].Name == name {
			return true
		}
	}
	return false
}

// refuses notes that a configuration was not taken, and why.
func (b *board) refuses(why string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refused, b.refusedAt = why, b.crew.Now()
}

// stops notes that the daemon was told to stop.
func (b *board) stops() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stopping = true
}

// begins notes that a pass over a workbook begins.
func (b *board) begins(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.of(name).working++
}

// ends notes what a pass came to.
func (b *board) ends(name string, p web.Pass) {
	b.metrics.Passed(name, p.Outcome, p.Finished.Sub(p.Started))
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.of(name)
	s.working--
	s.last = &p
	if p.Outcome == rasoatsync.OutcomeFailed {
		s.failures++
		return
	}
	s.failures, s.good = 0, p.Finished
}

// leaves notes that a workbook was left unread, since nothing happened to it.
func (b *board) leaves(name string, now time.Time) {
	b.metrics.Unread(name)
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.of(name)
	s.last = &web.Pass{Started: now, Finished: now, Why: rasoatsync.WhySchedule, Outcome: rasoatsync.OutcomeUnread}
	s.failures, s.good = 0, now
}

// lost notes a pass that does not return, whose end is not waited for any longer.
func (b *board) lost(name string, p web.Pass) {
	b.metrics.Passed(name, p.Outcome, p.Finished.Sub(p.Started))
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.of(name)
	s.last = &p
	s.failures++
}

// passOf tells what a pass came to. The report is nil where there was no plan.
func passOf(r *rasoatsync.Report, err error, on rasoatsync.Occasion, from, to time.Time) web.Pass {
	p := web.Pass{Started: from, Finished: to, Why: on.Why, Outcome: rasoatsync.OutcomeFailed}
	if r != nil {
		p.Outcome, p.Run = r.Outcome, r.Run
		if err == nil && r.Mode >= rasoatsync.Annotate {
			err = r.Unwritten
		}
	}
	if err != nil {
		p.Error, p.Hint = err.Error(), hintOf(err)
	}
	return p
}

// The scheduler comes round every 30 seconds. Where it has not for so long, it
// hangs, and only a new start helps.
const beatMost = 5 * time.Minute

// alive returns why a scheduler is taken to hang that last came round then.
func alive(beat time.Time) error {
	if ago := time.Since(beat); !beat.IsZero() && ago > beatMost {
		return fmt.Errorf("the scheduler has not come round for %s", ago.Round(time.Second))
	}
	return nil
}

// of returns what is known of a workbook; b.mu is held.
func (b *board) of(name string) *standing {
	s := b.books[name]
	if s == nil {
		s = &standing{}
		b.books[name] = s
	}
	return s
}

// Alive implements [web.Source].
func (b *board) Alive() error {
	b.mu.Lock()
	t := b.schedule
	b.mu.Unlock()
	if t == nil {
		return nil // it is starting
	}
	return alive(t.Beat())
}

// Ready implements [web.Source].
func (b *board) Ready(ctx context.Context) error {
	b.mu.Lock()
	crew, stopping := b.crew, b.stopping
	b.mu.Unlock()
	switch {
	case crew == nil:
		return errors.New("rasoat is starting")
	case stopping:
		return errors.New("rasoat is stopping")
	}
	return crew.Store.Writable(ctx)
}

// Status implements [web.Source].
func (b *board) Status(ctx context.Context) (*web.Status, error) {
	b.mu.Lock()
	crew := b.crew
	if crew == nil {
		b.mu.Unlock()
		return nil, errors.New("rasoat is starting")
	}
	zone := crew.config.Timezone
	now := crew.Now()
	s := &web.Status{
		Version: version, Started: b.started.In(zone), Now: now, Mode: string(crew.config.Mode), Conditions: []web.Condition{},
		Configuration: web.Configuration{Loaded: b.loaded.In(zone), Refused: b.refused},
		Workbooks:     make([]web.Workbook, len(crew.books)),
	}
	s.Beat = b.schedule.Beat().In(zone)
	if b.refused != "" {
		s.Configuration.RefusedAt = in(zone, b.refusedAt)
	}
	for i := range crew.books {
		s.Workbooks[i] = b.workbook(crew, i)
	}
	b.mu.Unlock()

	s.Calendar.ConfirmedUntil = crew.config.days.ConfirmedUntil(now)
	if year, open := crew.config.days.Unconfirmed(now); open {
		s.Calendar.OpenYear = year
	}
	return s, b.stored(ctx, crew, s)
}

// workbook tells what is known of a workbook without the state; b.mu is held.
func (b *board) workbook(c *crew, i int) web.Workbook {
	w := &c.config.Workbooks[i]
	zone := c.config.Timezone
	book := web.Workbook{Name: w.Name, Kind: kindOf(w), Where: whereOf(w), NextPass: in(zone, b.schedule.Next(passJob(w.Name)))}
	if c.config.Mode == config.Remind {
		book.NextDigest = in(zone, b.schedule.Next(rasoatsync.DigestJob(w.Name)))
	}
	if s := b.books[w.Name]; s != nil {
		book.Working, book.Failures, book.Good = s.working > 0, s.failures, in(zone, s.good)
		if s.last != nil {
			last := *s.last
			last.Started, last.Finished = last.Started.In(zone), last.Finished.In(zone)
			book.Last = &last
		}
	}
	return book
}

func kindOf(w *config.Workbook) string {
	switch {
	case w.WebDAV != nil:
		return "webdav"
	case w.CSV != nil:
		return "csv"
	case w.Google != nil:
		return "google"
	}
	return "xlsx"
}

// whereOf names the workbook's file or spreadsheet without saying where the
// machine has it.
func whereOf(w *config.Workbook) string {
	switch {
	case w.WebDAV != nil:
		return placeOf(&configuration{}, w).where()
	case w.CSV != nil:
		return baseName(w.CSV.File)
	case w.Google != nil:
		return placeOf(&configuration{}, w).where()
	}
	return baseName(w.File)
}

func baseName(file string) string { return path.Base(strings.ReplaceAll(file, `\`, "/")) }

// in returns a moment in a time zone, nil for none.
func in(zone *time.Location, t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.In(zone)
	return &t
}

// stored adds what the state holds.
func (b *board) stored(ctx context.Context, c *crew, s *web.Status) error {
	zone := c.config.Timezone
	counts, err := c.Store.Counts(ctx)
	if err != nil {
		return err
	}
	s.Mail = web.Mailroom{Active: c.config.Mode == config.Remind, Waiting: counts.Waiting, Pending: counts.Pending, Dead: counts.Dead, Oldest: in(zone, counts.Oldest)}
	pause, paused, err := c.Store.PausedSince(ctx, store.PauseMail)
	if err != nil {
		return err
	}
	if paused {
		s.Mail.Paused = &web.Pause{Since: pause.Since.In(zone), Why: pause.Why}
	}
	if s.StateBytes, err = c.Store.Size(ctx); err != nil {
		return err
	}
	conditions, err := c.Store.Conditions(ctx)
	if err != nil {
		return err
	}
	for _, cond := range conditions {
		kind, workbook := kindOfCondition(cond.Name)
		s.Conditions = append(s.Conditions, web.Condition{Kind: kind, Workbook: workbook, Since: cond.Since.In(zone), Text: cond.Text})
	}
	for i := range s.Workbooks {
		if err := figures(ctx, c.Store, &s.Workbooks[i], s.Now); err != nil {
			return err
		}
	}
	return nil
}
