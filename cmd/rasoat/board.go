package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"
	"time"

	"rasoat/config"
	rasoatsync "rasoat/sync"
	"rasoat/sync/lang"
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

// kindOfCondition returns the kind of a condition, and the workbook that it is
// about, "" for none.
func kindOfCondition(name string) (kind, workbook string) {
	kind, rest, _ := strings.Cut(name, "/")
	switch {
	case kind == "mail" && strings.HasPrefix(rest, "undeliverable/"):
		return web.Undeliverable, ""
	case kind == "hold" || kind == "address":
		return kind, rest
	}
	return kind, ""
}

// How far back figures are looked for, in days: the newest, since a workbook that
// is not gone over in the holidays of Tết still has some; and with what they are
// compared, as the summary in the workbook compares.
const figuresBack, weekBack, weekMost = 30, 7, 14

// figures adds the newest figures of a workbook, and those of about a week
// before them.
func figures(ctx context.Context, s *store.Store, w *web.Workbook, now time.Time) error {
	read := func(from, to time.Time) (*web.Figures, time.Time, error) {
		f, ok, err := s.NewestFigures(ctx, w.Name, from, to)
		if err != nil || !ok {
			return nil, time.Time{}, err
		}
		figures, err := readFigures(f.Document)
		if err != nil {
			err = fmt.Errorf("read the figures of %s of %s: %w", w.Name, lang.Day(f.Day), err)
		}
		return figures, f.Day, err
	}
	today := date(now)
	newest, day, err := read(today.AddDate(0, 0, -figuresBack), today)
	if err != nil || newest == nil {
		return err
	}
	w.Figures, w.Day = newest, day.Format(time.DateOnly)
	before, day, err := read(day.AddDate(0, 0, -weekMost), day.AddDate(0, 0, -weekBack))
	if err != nil || before == nil {
		return err
	}
	w.Before, w.DayThen = before, day.Format(time.DateOnly)
	return nil
}

// date returns the day of a moment at midnight UTC, as the state keeps days.
func date(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func readFigures(data []byte) (*web.Figures, error) {
	var f web.Figures
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, err
	}
	return &f, nil
}

// state returns the crew at work.
func (b *board) state() (*crew, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.crew == nil {
		return nil, errors.New("rasoat is starting")
	}
	return b.crew, nil
}

// Trend implements [web.Source].
func (b *board) Trend(ctx context.Context, workbook string, from time.Time) ([]web.Point, error) {
	c, err := b.state()
	if err != nil {
		return nil, err
	}
	days, err := c.Store.Figures(ctx, workbook, from, time.Time{})
	if err != nil {
		return nil, err
	}
	var points []web.Point
	for _, d := range days {
		f, err := readFigures(d.Document)
		if err != nil {
			return nil, fmt.Errorf("read the figures of %s: %w", workbook, err)
		}
		points = append(points, web.Point{Day: d.Day, Figures: *f})
	}
	return points, nil
}

// Runs implements [web.Source].
func (b *board) Runs(ctx context.Context, workbook string, before int64, limit int) ([]web.Run, error) {
	c, err := b.state()
	if err != nil {
		return nil, err
	}
	runs, err := c.Store.Runs(ctx, workbook, before, limit)
	if err != nil {
		return nil, err
	}
	list := make([]web.Run, len(runs))
	for i, r := range runs {
		list[i] = runOf(r, c.config.Timezone)
	}
	return list, nil
}

func runOf(r store.Run, zone *time.Location) web.Run {
	return web.Run{
		ID: r.ID, Workbook: r.Workbook, Started: r.Started.In(zone), Finished: r.Finished.In(zone), Why: r.Why, Outcome: r.Outcome,
		Findings: r.Findings, Steps: r.Steps, Messages: r.Messages, Error: r.Error,
	}
}

// Run implements [web.Source].
func (b *board) Run(ctx context.Context, id int64) (*web.Run, error) {
	c, err := b.state()
	if err != nil {
		return nil, err
	}
	r, ok, err := c.Store.RunOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, web.ErrNotFound
	}
	run := runOf(r, c.config.Timezone)
	if r.Detail != nil {
		run.Account = &web.Account{}
		if err := json.Unmarshal(r.Detail, run.Account); err != nil {
			return nil, fmt.Errorf("read the account of run %d: %w", id, err)
		}
	}
	return &run, nil
}

// Outbox implements [web.Source].
func (b *board) Outbox(ctx context.Context, limit int) ([]web.Mail, error) {
	c, err := b.state()
	if err != nil {
		return nil, err
	}
	entries, err := c.Store.Outbox(ctx, store.Filter{})
	if err != nil {
		return nil, err
	}
	var open, settled []web.Mail
	for i := len(entries) - 1; i >= 0; i-- {
		if m := mailOf(entries[i], c.config.Timezone); m.Settled == nil {
			open = append(open, m)
		} else {
			settled = append(settled, m)
		}
	}
	all := append(open, settled...)
	return all[:min(limit, len(all))], nil
}

// mailOf tells of a mail without the addresses that it goes to.
func mailOf(e store.Entry, zone *time.Location) web.Mail {
	m := web.Mail{
		Key: e.Key, Workbook: e.Workbook, Department: e.Department, Subject: e.Subject, State: string(e.State),
		Created: e.Created.In(zone), Settled: in(zone, e.Settled), Recipients: len(e.Deliveries), Reason: e.Reason,
	}
	for _, d := range e.Deliveries {
		m.Attempts = max(m.Attempts, d.Attempts)
		if m.Settled == nil && d.State == store.Pending && e.State == store.Pending && d.Attempts > 0 {
			if m.Next == nil || d.Next.Before(*m.Next) {
				m.Next = in(zone, d.Next)
			}
			m.Reason = d.Reason
		}
	}
	return m
}

// counted is the outbox of a worker whose deliveries are counted.
type counted struct {
	*store.Store
	metrics *web.Metrics
}

// Accepted implements deliver.Outbox.
func (c counted) Accepted(ctx context.Context, id int64, at time.Time, where string) error {
	return c.count("sent", c.Store.Accepted(ctx, id, at, where))
}

// Defer implements deliver.Outbox.
func (c counted) Defer(ctx context.Context, id int64, at, next time.Time, reason string) error {
	return c.count("deferred", c.Store.Defer(ctx, id, at, next, reason))
}

// GiveUp implements deliver.Outbox.
func (c counted) GiveUp(ctx context.Context, id int64, at time.Time, reason string) error {
	return c.count("dead", c.Store.GiveUp(ctx, id, at, reason))
}

func (c counted) count(outcome string, err error) error {
	if err == nil {
		c.metrics.Mailed(outcome, 1)
	}
	return err
}
