package main

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"

	rasoatsync "rasoat/sync"
	"rasoat/sync/schedule"
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
	crew.log.Info().Str("version", version).Str("mode", string(c.Mode)).Int("workbooks", len(crew.books)).
		Str("passes", c.Schedule.Passes.Spec).Str("digests", c.Schedule.Digests.Spec).Str("timezone", c.Timezone.String()).Msg("started")
	jobs := []schedule.Job{crew.upkeep()}
	for i := range crew.books {
		jobs = append(jobs, crew.jobs(i)...)
	}
	scheduler, err := schedule.New(c.Timezone, crew.Store, jobs, schedule.Options{Hooks: hooks(crew.log), Drain: drain})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	var delivery sync.WaitGroup
	if crew.post != nil {
		delivery.Go(func() { crew.post.Run(ctx) })
	}
	err = scheduler.Run(ctx)
	stop()
	delivery.Wait()
	crew.log.Info().Msg("stopped")
	return err
}

// jobs returns the jobs of the workbook at that place: passes that read and
// write, and passes at which digests are due. A Book is used by one pass at a
// time.
func (c *crew) jobs(i int) []schedule.Job {
	w := c.books[i]
	var turn sync.Mutex
	var failed time.Time // the slot of digests whose pass failed
	pass := func(ctx context.Context, slot time.Time) error {
		turn.Lock()
		defer turn.Unlock()
		if slot.IsZero() && !failed.IsZero() && sameDay(failed, c.Now()) {
			// The workbook can perhaps be read again: the day's digests are still due.
			slot = failed
		}
		r, err := c.pass(ctx, i, slot)
		if err != nil {
			if r == nil && !slot.IsZero() {
				failed = slot
			}
			return failure(c.place(i), err)
		}
		failed = time.Time{}
		return nil
	}
	jobs := []schedule.Job{{Name: w.Name + "/pass", Spec: c.config.Schedule.Passes.Spec, Run: func(ctx context.Context, _ time.Time) error {
		return pass(ctx, time.Time{})
	}}}
	if w.Mode >= rasoatsync.Remind {
		jobs = append(jobs, schedule.Job{Name: rasoatsync.DigestJob(w.Name), Spec: c.config.Schedule.Digests.Spec, Run: pass})
	}
	return jobs
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
