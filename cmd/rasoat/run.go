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

// Run is the daemon.
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
	var jobs []schedule.Job
	for i := range crew.books {
		jobs = append(jobs, crew.jobs(i)...)
	}
	scheduler, err := schedule.New(c.Timezone, crew.Store, jobs, schedule.Options{Hooks: hooks(crew.log), Drain: drain})
	if err != nil {
		return err
	}
	err = scheduler.Run(s.ctx)
	crew.log.Info().Msg("stopped")
	return err
}

// jobs returns the jobs of the workbook at that place: passes that read and
// write, and passes that mail as well. A Book is used by one pass at a time.
func (c *crew) jobs(i int) []schedule.Job {
	w := c.books[i]
	var turn sync.Mutex
	pass := func(mailing bool) func(context.Context, time.Time) error {
		return func(ctx context.Context, slot time.Time) error {
			turn.Lock()
			defer turn.Unlock()
			r, err := c.Pass(ctx, w, mailing)
			if err != nil {
				return failure(c.place(i), err)
			}
			if !mailing {
				return nil
			}
			for _, h := range r.Plan.Held {
				c.log.Warn().Str("workbook", w.Name).Str("item", h.Line.Key).Str("department", h.Who).Str("reason", string(h.Reason)).
					Msg("nobody can be reminded of this item")
			}
			return nil
		}
	}
	jobs := []schedule.Job{{Name: w.Name + "/pass", Spec: c.config.Schedule.Passes.Spec, Run: pass(false)}}
	if w.Mode >= rasoatsync.Remind {
		jobs = append(jobs, schedule.Job{Name: w.Name + "/digest", Spec: c.config.Schedule.Digests.Spec, Run: pass(true)})
	}
	return jobs
}

func hooks(log zerolog.Logger) schedule.Hooks {
	return schedule.Hooks{
		Failed: func(job string, slot time.Time, err error) {
			e := log.Error().Str("job", job).Time("slot", slot).Err(err)
			if hint := hintOf(err); hint != "" {
				e = e.Str("hint", hint)
			}
			e.Msg("pass failed; it is tried again at the next slot")
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
