package schedule

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

// job is a Job with what is remembered of it while the scheduler runs.
type job struct {
	Job
	s       *Scheduler
	times   cron.Schedule
	chained cron.Job

	mu      sync.Mutex
	last    time.Time // the newest slot begun, or marked in an earlier life
	start   time.Time // the slot of a run at start that has yet to begin
	current time.Time // the slot that is running, zero when none is
}

// chain wraps do. SkipIfStillRunning has to be outside Recover: the other way
// round a panic passes it by, and it takes the job for still running ever after.
func (j *job) chain(do func()) cron.Job {
	finish := func(inner cron.Job) cron.Job {
		return cron.FuncJob(func() {
			inner.Run()
			j.mu.Lock()
			j.current = time.Time{}
			j.mu.Unlock()
		})
	}
	return cron.NewChain(cron.SkipIfStillRunning(chainLogger{j}), finish, cron.Recover(chainLogger{j})).Then(cron.FuncJob(do))
}

// chainLogger turns what the library would log into hooks.
type chainLogger struct{ j *job }

func (l chainLogger) Info(msg string, _ ...any) {
	if msg == "skip" {
		slot, _ := newest(l.j.times, l.j.wall())
		l.j.skipped(slot, Running)
	}
}

func (l chainLogger) Error(err error, _ string, keysAndValues ...any) {
	failure := &PanicError{Value: err}
	for i := 0; i+1 < len(keysAndValues); i += 2 {
		if keysAndValues[i] == "stack" {
			failure.Stack = fmt.Sprint(keysAndValues[i+1])
		}
	}
	l.j.failed(l.j.running(), failure)
}

// dueAtOnce reports whether the job is to run now, when the schedule begins or
// begins anew after the clock moved, rather than wait for its next slot.
func (j *job) dueAtOnce(ctx context.Context, first bool) bool {
	now := j.wall()
	j.mu.Lock()
	last := j.last
	if last.After(now.Add(24 * time.Hour)) {
		j.last = time.Time{} // or the job would rest until that day comes
	}
	unseen := j.last.IsZero()
	atStart := first && j.RunAtStart
	switch {
	case atStart:
		j.start = now.Truncate(time.Second)
	case unseen:
		j.last = now.Truncate(time.Second)
	}
	baseline := j.last
	j.mu.Unlock()

	if unseen && !last.IsZero() {
		j.failed(last, errors.New("the slot marked last lies more than a day ahead: a clock was wrong; it is not believed"))
	}
	switch {
	case atStart:
		return true
	case unseen:
		j.mark(ctx, baseline)
		return false
	}
	slot, ok := newest(j.times, now)
	if !ok || !slot.After(last) {
		return false
	}
	if hook := j.s.hooks.CaughtUp; hook != nil {
		hook(j.Name, slot)
	}
	return true
}

// do runs the newest slot unless that was run before. ctx ends when no job may
// start any more, work when a running one must end.
func (j *job) do(ctx, work context.Context) {
	if ctx.Err() != nil {
		return
	}
	j.mu.Lock()
	slot, atStart := j.start, !j.start.IsZero()
	j.start = time.Time{}
	if !atStart {
		slot, _ = newest(j.times, j.wall())
	}
	fresh := slot.After(j.last)
	if fresh {
		j.last = slot
	}
	if fresh || atStart {
		j.current = slot
	}
	j.mu.Unlock()

	if !fresh && !atStart {
		j.skipped(slot, Done)
		return
	}
	if err := j.Run(work, slot); err != nil {
		if !errors.Is(err, ErrStopped) && !errors.Is(err, ErrUnmarked) {
			j.failed(slot, err)
		}
		return
	}
	if fresh {
		j.mark(work, slot)
	}
}

// mark records a slot as done, even when the job's time is up: it was done.
func (j *job) mark(ctx context.Context, slot time.Time) {
	if err := j.s.slots.MarkSlot(context.WithoutCancel(ctx), j.Name, slot); err != nil {
		j.failed(slot, fmt.Errorf("mark the slot as done: %w", err))
	}
}

func (j *job) wall() time.Time { return j.s.now().In(j.s.loc) }

// running returns the slot that is running, zero when none is.
func (j *job) running() time.Time {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.current
}

func (j *job) failed(slot time.Time, err error) {
	if hook := j.s.hooks.Failed; hook != nil {
		hook(j.Name, slot, err)
	}
}

func (j *job) skipped(slot time.Time, why Why) {
	if hook := j.s.hooks.Skipped; hook != nil {
		hook(j.Name, slot, why)
	}
}
