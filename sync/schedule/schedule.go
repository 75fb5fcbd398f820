// Package schedule runs jobs at the times that their cron specs name, the way a
// daemon needs it: a job never overlaps itself, a panic or an error in it is
// reported and does not stop it, and what was missed while the process was down
// is made up for once.
//
// Beside that, a Gate bounds how much work goes on at a time, whatever set it off,
// and a Backoff puts off what fails again and again.
//
// It knows nothing of what a job does. It does not log: Hooks say what happens.
//
// A slot is a time at which a job is due, and the name under which that run is
// remembered. A job is marked with a slot after it has run without an error;
// Slots keeps the mark over restarts. A slot not after the newest one is never
// run again, however the clock or the time zone is moved.
//
// In a zone with summer time a spec is read as robfig/cron reads it: a time of
// day that does not occur on some day is left out on that day, and one that
// occurs twice is two slots an hour apart.
package schedule

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"
)

// Job is something to do at the slots of a schedule.
type Job struct {
	Name string // the slots are kept under it, so it should stay as it is
	Spec string // see Check

	// RunAtStart lets the job run once as soon as the scheduler does, missed
	// slots or not; the slot is then the time of the start.
	RunAtStart bool

	// Run does it. Its context ends only when the drain limit is over. An error,
	// or a panic, leaves the slot unmarked: it is due again after a restart, if
	// it is then still the newest. ErrStopped and ErrUnmarked are no failures, and leave it so.
	Run func(ctx context.Context, slot time.Time) error
}

// Slots remembers the newest slot that each job has done.
type Slots interface {
	// LastSlot returns the zero time for a job never marked.
	LastSlot(ctx context.Context, job string) (time.Time, error)
	// MarkSlot replaces the slot that the job is marked with.
	MarkSlot(ctx context.Context, job string, slot time.Time) error
}

// Why says why a slot did not run.
type Why string

// The reasons.
const (
	Running Why = "running" // the job's run before was not finished
	Done    Why = "done"    // the slot is not after the newest one: the clock was moved back
)

// Hooks are told what happens, each if it is not nil. They are called from
// several goroutines at a time and should return soon.
type Hooks struct {
	// Failed is told of a job's error, of a panic as a *PanicError, and of a slot
	// that could not be marked.
	Failed func(job string, slot time.Time, err error)
	// Skipped is told of a slot that did not run.
	Skipped func(job string, slot time.Time, why Why)
	// CaughtUp is told of a missed slot before it is made up for.
	CaughtUp func(job string, slot time.Time)
	// ClockMoved is told of a step of the wall clock; by is positive for one ahead.
	ClockMoved func(by time.Duration)
}

// PanicError is a panic in a job.
type PanicError struct {
	Value error  // what was passed to panic, made an error if it was none
	Stack string // of the goroutine that panicked
}

func (e *PanicError) Error() string { return "the job panicked: " + e.Value.Error() }
func (e *PanicError) Unwrap() error { return e.Value }

// Options adjust a Scheduler. The zero value is good.
type Options struct {
	Hooks Hooks
	// Drain is how long jobs may go on after Run's context is done before
	// their own contexts are; 0 means 30 seconds.
	Drain time.Duration
	// DrainFrom is closed where the limit begins to count: jobs that run longer
	// are waited for until then. Nil for where Run's context is done.
	DrainFrom <-chan struct{}
}

// grace is how long a job may take to return after its context is done.
const grace = 5 * time.Second

// Scheduler runs jobs. New makes one.
type Scheduler struct {
	loc   *time.Location
	slots Slots
	hooks Hooks
	drain time.Duration
	from  <-chan struct{}
	jobs  []*job
	now   func() time.Time // the wall clock
	once  sync.Once
	beat  atomic.Int64 // when the loop last came round, in Unix nanoseconds; 0 before Run
}

// New checks the jobs and reports everything that is wrong with them.
func New(loc *time.Location, slots Slots, jobs []Job, o Options) (*Scheduler, error) {
	s := &Scheduler{loc: loc, slots: slots, hooks: o.Hooks, drain: o.Drain, from: o.DrainFrom, now: time.Now}
	if s.drain <= 0 {
		s.drain = 30 * time.Second
	}
	var wrong []error
	if slots == nil {
		wrong = append(wrong, errors.New("make schedule: there is nothing to keep slots in"))
	}
	names := map[string]bool{}
	for _, j := range jobs {
		times, err := parse(j.Spec, loc)
		switch {
		case j.Name == "":
			err = errors.New("it has no name")
		case names[j.Name]:
			err = errors.New("its name is given twice")
		case j.Run == nil:
			err = errors.New("it has nothing to run")
		}
		names[j.Name] = true
		if err != nil {
			wrong = append(wrong, fmt.Errorf("schedule job %q: %w", j.Name, err))
			continue
		}
		s.jobs = append(s.jobs, &job{Job: j, s: s, times: times})
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return s, nil
}

// Run runs the jobs until ctx is done. Then it starts none, waits for those
// that are running up to the drain limit, ends their contexts, and returns once
// they have, with an error that names the jobs which the limit cut short. It
// can be called once.
//
// At its start each job makes up once for the newest slot missed since its last
// one. A job seen for the first time has missed nothing.
func (s *Scheduler) Run(ctx context.Context) error {
	err := errors.New("run schedule: it has run already")
	s.once.Do(func() { err = s.run(ctx) })
	return err
}

// Beat returns when the loop of Run last came round, at least every 30 seconds
// until its context is done; the zero time before Run. Anybody may call it.
func (s *Scheduler) Beat() time.Time {
	if n := s.beat.Load(); n != 0 {
		return time.Unix(0, n).In(s.loc)
	}
	return time.Time{}
}

// Next returns the first slot of a job that is still to come, zero where there
// is no such job or no such slot. Anybody may call it.
func (s *Scheduler) Next(name string) time.Time {
	for _, j := range s.jobs {
		if j.Name == name {
			return j.times.Next(j.wall())
		}
	}
	return time.Time{}
}

func (s *Scheduler) run(ctx context.Context) error {
	if ctx.Err() != nil {
		return nil
	}
	s.beat.Store(s.now().UnixNano())
	for _, j := range s.jobs {
		last, err := s.slots.LastSlot(ctx, j.Name)
		if ctx.Err() != nil {
			return nil // told to stop meanwhile
		}
		if err != nil {
			return fmt.Errorf("read the last slot of job %q: %w", j.Name, err)
		}
		j.last = last
	}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	for _, j := range s.jobs {
		j.chained = j.chain(func() { j.do(ctx, work) })
	}
	var extra sync.WaitGroup // runs that the library did not start
	var stopped []context.Context
	for first := true; ctx.Err() == nil; first = false {
		c := cron.New(cron.WithLocation(s.loc), cron.WithLogger(cron.DiscardLogger))
		for _, j := range s.jobs {
			if j.dueAtOnce(work, first) {
				extra.Go(j.chained.Run)
			}
			c.Schedule(j.times, j.chained)
		}
		c.Start()
		s.untilClockMoves(ctx)
		stopped = append(stopped, c.Stop())
	}

	idle := make(chan struct{})
	go func() {
		for _, c := range stopped {
			<-c.Done()
		}
		extra.Wait()
		close(idle)
	}()
	from := s.from
	if from == nil {
		from = ctx.Done()
	}
	select {
	case <-idle:
		return nil
	case <-from:
	}
	select {
	case <-idle:
		return nil
	case <-time.After(s.drain):
	}
	late := s.running()
	cancel()
	select {
	case <-idle:
		return fmt.Errorf("stop schedule: cut short after %v: %s", s.drain, late)
	case <-time.After(grace):
		return fmt.Errorf("stop schedule: still running %v after being cut short: %s", grace, s.running())
	}
}

// running names the jobs that are running.
func (s *Scheduler) running() string {
	var names []string
	for _, j := range s.jobs {
		if !j.running().IsZero() {
			names = append(names, j.Name)
		}
	}
	return strings.Join(names, ", ")
}

// untilClockMoves returns when ctx is done or the wall clock was stepped: by
// hand, by NTP, or while the machine slept. The library waits on a timer that
// knows nothing of that, and would fire late by as much, or not for long.
func (s *Scheduler) untilClockMoves(ctx context.Context) {
	const (
		look = 15 * time.Second
		step = 15 * time.Second
	)
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		steady, wall := time.Now(), s.now().Round(0)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.beat.Store(s.now().UnixNano())
		}
		moved := s.now().Round(0).Sub(wall) - time.Since(steady)
		if moved.Abs() >= step {
			if s.hooks.ClockMoved != nil {
				s.hooks.ClockMoved(moved)
			}
			return
		}
	}
}
