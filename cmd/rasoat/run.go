package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
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
// is in the outbox beside them, by one configuration after the other.
func (cmd runCmd) Run(s *session) (err error) {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP) // at once: it would end the process
	defer signal.Stop(hangup)
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	now, err := nowFlag{}.clock(c.Timezone, time.Time{})
	if err != nil {
		return err
	}
	state, err := lockState(s, c, now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	r := &runner{
		runCmd: cmd, s: s, hangup: hangup, edited: make(chan struct{}, 1), asked: make(chan chan<- error),
		board: newBoard(), requests: make(chan string, mostRequests),
	}
	crew, err := r.join(c, state, now)
	if err != nil {
		return err
	}
	if r.front, err = listen(c, crew.log, r.board); err != nil {
		return errors.Join(err, crew.disconnect())
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(s.ctx)) // the page is there until the last pass is done
	var beside sync.WaitGroup
	defer beside.Wait()
	defer stop()
	beside.Go(func() { r.front.serve(ctx) })
	editing := r.editing(crew)
	beside.Go(func() { _ = editing.Run(ctx) }) // what it calls ends at once
	context.AfterFunc(s.ctx, r.board.stops)
	for renewed := false; ; renewed = true {
		next, err := r.serve(crew, renewed)
		if next == nil {
			crew.log.Info().Msg("stopped")
			return err
		}
		crew = next
	}
}

// serve works by a configuration until the program is told to stop, or until a
// new configuration takes over: that one's crew is returned once nothing of this
// one is at work any more. The state is left open.
func (r *runner) serve(crew *crew, renewed bool) (next *crew, err error) {
	defer crew.disconnect()
	crew.sweep()
	if err := crew.follow(); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(r.s.ctx)
	defer stop()
	r.gate = crew.bound(ctx.Done(), r.gate)
	jobs := []schedule.Job{crew.upkeep()}
	var changes []watch.File
	shifts := make([]*shift, len(crew.books))
	for i := range crew.books {
		shift := &shift{crew: crew, i: i, atOnce: renewed}
		shifts[i] = shift
		jobs = append(jobs, shift.jobs()...)
		if f, ok := shift.file(); ok {
			changes = append(changes, f)
		}
	}
	c, told := crew.config, r.s.ctx.Done()
	scheduler, err := schedule.New(c.Timezone, crew.Store, jobs, schedule.Options{Hooks: hooks(crew.log, crew.gate), Drain: drain, DrainFrom: told})
	if err != nil {
		return nil, err
	}
	options := crew.watching()
	options.DrainFrom = told
	watcher := watch.New(changes, options)
	pinger, err := newPinger(c.Config, r.healthy, crew.log)
	if err != nil {
		return nil, err
	}
	say := "started"
	if renewed {
		say = "the new configuration is in force"
	}
	r.board.takes(crew, scheduler)
	r.front.show(crew.page)
	crew.log.Info().Str("version", version).Str("mode", string(c.Mode)).Int("workbooks", len(crew.books)).Int("watched", len(changes)).
		Str("passes", c.Schedule.Passes.Spec).Str("digests", c.Schedule.Digests.Spec).Str("timezone", c.Timezone.String()).
		Int("at_once", c.Schedule.AtOnce).Msg(say)

	var beside sync.WaitGroup
	if crew.post != nil {
		crew.post.Options.DrainFrom = told
		beside.Go(func() { crew.post.Run(ctx) })
	}
	if pinger != nil {
		beside.Go(func() { pinger.Run(ctx) })
	}
	var watchErr, scheduleErr error
	beside.Go(func() { watchErr = watcher.Run(ctx) })
	beside.Go(func() { defer stop(); scheduleErr = scheduler.Run(ctx) })
	beside.Go(func() { r.answer(ctx, shifts, &beside) })
	next = r.await(ctx, crew)
	if r.s.ctx.Err() != nil {
		crew.log.Info().Msg("told to stop; the work in hand is finished")
	}
	stop()
	beside.Wait()
	err = errors.Join(scheduleErr, watchErr)
	switch {
	case next == nil:
		return nil, err
	case err != nil:
		return nil, errors.Join(err, next.disconnect())
	}
	next.days.inherit(crew.days, next.config.Workbooks)
	return next, nil
}

// passJob names the job that goes over a workbook between slots of digests.
func passJob(workbook string) string { return workbook + "/pass" }

// pass goes over the workbook at that place and has the mail looked after.
func (c *crew) pass(ctx context.Context, i int, on rasoatsync.Occasion) (*rasoatsync.Report, error) {
	name, from := c.books[i].Name, c.Now()
	if c.board != nil {
		c.board.begins(name)
		defer func() {
			if v := recover(); v != nil { // the gate makes an error of it; the pass is over all the same
				c.board.ends(name, passOf(nil, &schedule.PanicError{Value: fmt.Errorf("%v", v)}, on, from, c.Now()))
				panic(v)
			}
		}()
	}
	r, err := c.reading(ctx, i, on)
	if c.board != nil {
		c.board.ends(name, passOf(r, failure(c.place(i), err), on, from, c.Now()))
	}
	if r != nil {
		c.days.note(r.Workbook, r.Plan.Days)
		if len(r.Mails) > 0 && c.post != nil {
			c.post.Wake()
		}
	}
	return r, err
}

// hooks say in the log what happens to jobs. A slot that comes while the pass
// before it waits for its turn is not lost: that pass is yet to begin.
func hooks(log zerolog.Logger, gate *schedule.Gate) schedule.Hooks {
	return schedule.Hooks{
		Failed: func(job string, slot time.Time, err error) {
			e := log.Error().Str("job", job).Time("slot", slot).Err(err)
			if hint := hintOf(err); hint != "" {
				e = e.Str("hint", hint)
			}
			if panicked := (*schedule.PanicError)(nil); errors.As(err, &panicked) {
				e = e.Str("stack", panicked.Stack)
			}
			e.Msg("job failed; it is tried again at the next slot")
		},
		Skipped: func(job string, slot time.Time, why schedule.Why) {
			if workbook, _, _ := strings.Cut(job, "/"); why == schedule.Running && gate.Waiting(workbook) {
				log.Debug().Str("job", job).Time("slot", slot).Msg("the pass before still waits for its turn")
				return
			}
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
