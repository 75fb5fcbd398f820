package main

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"rasoat/config"
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
	books, err := workbooks(c)
	if err != nil {
		return err
	}
	log := newLog(c.Log, s.err, true)
	svc, closeStore, err := service(s.ctx, c, s.catalogue, now, log, false)
	if err != nil {
		return err
	}
	defer closeStore()
	log.Info().Str("version", version).Str("mode", string(c.Mode)).Int("workbooks", len(books)).
		Str("passes", c.Schedule.Passes.Spec).Str("digests", c.Schedule.Digests.Spec).Str("timezone", c.Timezone.String()).Msg("started")
	var jobs []schedule.Job
	for i, w := range books {
		jobs = append(jobs, jobsOf(c, svc, w, fileOf(&c.Workbooks[i]), log)...)
	}
	scheduler, err := schedule.New(c.Timezone, svc.Store, jobs, schedule.Options{Hooks: hooks(log), Drain: drain})
	if err != nil {
		return err
	}
	err = scheduler.Run(s.ctx)
	log.Info().Msg("stopped")
	return err
}

// jobsOf returns the jobs of a workbook: passes that read and write, and
// passes that mail as well. A Book is used by one pass at a time.
func jobsOf(c *config.Config, svc *rasoatsync.Service, w rasoatsync.Workbook, file string, log zerolog.Logger) []schedule.Job {
	var turn sync.Mutex
	pass := func(mailing bool) func(context.Context, time.Time) error {
		return func(ctx context.Context, slot time.Time) error {
			turn.Lock()
			defer turn.Unlock()
			r, err := svc.Pass(ctx, w, mailing)
			if err != nil {
				return failure(file, err)
			}
			for _, h := range r.Plan.Held {
				log.Warn().Str("workbook", w.Name).Str("item", h.Line.Key).Str("department", h.Who).Str("reason", string(h.Reason)).
					Msg("nobody can be reminded of this item")
			}
			return nil
		}
	}
	jobs := []schedule.Job{{Name: w.Name + "/pass", Spec: c.Schedule.Passes.Spec, Run: pass(false)}}
	if w.Mode >= rasoatsync.Remind {
		jobs = append(jobs, schedule.Job{Name: w.Name + "/digest", Spec: c.Schedule.Digests.Spec, Run: pass(true)})
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
