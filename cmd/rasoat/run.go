package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"

	rasoatsync "rasoat/sync"
	"rasoat/sync/schedule"
	"rasoat/sync/watch"
)

type runCmd struct {
	configFlag
}

// drain is how long a pass in hand may go on after the program is told to
// stop.
const drain = 30 * time.Second

// Run is the daemon: passes and digests on schedule, and the delivery of what
// is in the outbox beside them.
func (cmd runCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	now, err := nowFlag{}.clock(c.Timezone, time.Time{})
	if err != nil {
		return err
	}
	crew, err := assemble(s, c, now, true, false)
	if err != nil {
		return err
	}
	defer crew.Close()
	jobs := []schedule.Job{crew.upkeep()}
	var changes []watch.File
	for i := range crew.books {
		shift := &shift{crew: crew, i: i}
		jobs = append(jobs, shift.jobs()...)
		if f, ok := shift.file(); ok {
			changes = append(changes, f)
		}
	}
	scheduler, err := schedule.New(c.Timezone, crew.Store, jobs, schedule.Options{Hooks: hooks(crew.log), Drain: drain})
	if err != nil {
		return err
	}
	watcher := watch.New(changes, crew.watching())
	crew.log.Info().Str("version", version).Str("mode", string(c.Mode)).Int("workbooks", len(crew.books)).Int("watched", len(changes)).
		Str("passes", c.Schedule.Passes.Spec).Str("digests", c.Schedule.Digests.Spec).Str("timezone", c.Timezone.String()).Msg("started")
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	var beside sync.WaitGroup
	if crew.post != nil {
		beside.Go(func() { crew.post.Run(ctx) })
	}
	var watchErr error
	beside.Go(func() { watchErr = watcher.Run(ctx) })
	err = scheduler.Run(ctx)
	stop()
	beside.Wait()
	crew.log.Info().Msg("stopped")
	return errors.Join(err, watchErr)
}

// shift is the work on the workbook at one place. A Book is used by one pass at
// a time.
type shift struct {
	*crew
	i      int
	turn   sync.Mutex
	failed time.Time // the slot of digests whose pass failed
}

// jobs returns the jobs of the workbook: passes that read and write, and
// passes at which digests are due.
func (s *shift) jobs() []schedule.Job {
	w := s.books[s.i]
	jobs := []schedule.Job{{Name: w.Name + "/pass", Spec: s.config.Schedule.Passes.Spec, Run: func(ctx context.Context, _ time.Time) error {
		return s.work(ctx, time.Time{})
	}}}
	if w.Mode >= rasoatsync.Remind {
		jobs = append(jobs, schedule.Job{Name: rasoatsync.DigestJob(w.Name), Spec: s.config.Schedule.Digests.Spec, Run: s.work})
	}
	return jobs
}

// work goes over the workbook at a slot of digests, or between slots at the
// zero one.
func (s *shift) work(ctx context.Context, slot time.Time) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if slot.IsZero() && !s.failed.IsZero() && sameDay(s.failed, s.Now()) {
		// The workbook can perhaps be read again: the day's digests are still due.
		slot = s.failed
	}
	r, err := s.pass(ctx, s.i, slot)
	if err != nil {
		if r == nil && !slot.IsZero() {
			s.failed = slot
		}
		return failure(s.place(s.i), err)
	}
	s.failed = time.Time{}
	return nil
}

// pass goes over the workbook at that place and has the mail looked after.
func (c *crew) pass(ctx context.Context, i int, slot time.Time) (*rasoatsync.Report, error) {
	r, err := c.Pass(ctx, c.books[i], slot)
	if r != nil {
		c.days.note(r.Workbook, r.Plan.Days)
		if len(r.Mails) > 0 && c.post != nil {
			c.post.Wake()
		}
	}
	return r, err
}

// sameDay reports whether a time lies on the day of another.
func sameDay(t, day time.Time) bool {
	return t.In(day.Location()).Format(time.DateOnly) == day.Format(time.DateOnly)
}

func hooks(log zerolog.Logger) schedule.Hooks {
	return schedule.Hooks{
		Failed: func(job string, slot time.Time, err error) {
			e := log.Error().Str("job", job).Time("slot", slot).Err(err)
			if hint := hintOf(err); hint != "" {
				e = e.Str("hint", hint)
			}
			e.Msg("job failed; it is tried again at the next slot")
		},
		Skipped: func(job string, slot time.Time, why schedule.Why) {
			log.Warn().Str("job", job).Time("slot", slot).Str("why", string(why)).Msg("slot skipped")
		},
		CaughtUp: func(job string, slot time.Time) {
			log.Info().Str("job", job).Time("slot", slot).Msg("making up for a missed slot")
		},
		ClockMoved: func(by time.Duration) {
			log.Warn().Dur("by", by).Msg("the clock was moved")
		},
	}
}
