package schedule

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/robfig/cron/v3"
)

// These tests run in virtual time, which begins at midnight UTC of Saturday
// 2000-01-01, 07:00 in Hà Nội. A goroutine left behind fails them.

// memory keeps slots as a state would.
type memory struct {
	mu      sync.Mutex
	slots   map[string]time.Time
	failing error
}

func (m *memory) LastSlot(_ context.Context, job string) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.slots[job], m.failing
}

func (m *memory) MarkSlot(ctx context.Context, job string, slot time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failing == nil {
		m.slots[job] = slot
	}
	return errors.Join(m.failing, ctx.Err())
}

// world is a scheduler with one job and what happened, in order.
type world struct {
	t      *testing.T
	loc    *time.Location
	slots  *memory
	mu     sync.Mutex
	events []string
	took   time.Duration
	offset time.Duration // of the wall clock that the scheduler sees
}

func newWorld(t *testing.T) *world {
	return &world{t: t, loc: zone(t, "Asia/Ho_Chi_Minh"), slots: &memory{slots: map[string]time.Time{}}}
}

// say notes an event with the time of day and the slot's.
func (w *world) say(what string, slot time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, fmt.Sprintf("%s %s %s", time.Now().In(w.loc).Format("02 15:04:05"), what, slot.In(w.loc).Format("02 15:04:05")))
}

func (w *world) want(events ...string) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Equal(w.events, events) {
		w.t.Errorf("what happened:\n  %s\nwant:\n  %s", strings.Join(w.events, "\n  "), strings.Join(events, "\n  "))
	}
	w.events = nil
}

// marked is the slot that the job is marked with, in a layout of package time.
func (w *world) marked(layout string) string {
	w.slots.mu.Lock()
	defer w.slots.mu.Unlock()
	return w.slots.slots["job"].In(w.loc).Format(layout)
}

func (w *world) hooks() Hooks {
	return Hooks{
		Failed:     func(_ string, slot time.Time, err error) { w.say("failed ("+err.Error()+")", slot) },
		Skipped:    func(_ string, slot time.Time, why Why) { w.say("skipped ("+string(why)+")", slot) },
		CaughtUp:   func(_ string, slot time.Time) { w.say("catching up", slot) },
		ClockMoved: func(by time.Duration) { w.say("clock moved by "+by.String(), time.Now()) },
	}
}

// job notes that it ran, when it ends.
func (w *world) job(spec string) Job {
	return Job{Name: "job", Spec: spec, Run: func(ctx context.Context, slot time.Time) error {
		select {
		case <-time.After(w.took):
			w.say("ran", slot)
		case <-ctx.Done():
			w.say("cut short", slot)
		}
		return ctx.Err()
	}}
}

// run starts a scheduler; stop ends it and returns what Run returned.
func (w *world) run(j Job, o Options) (stop func() error) {
	w.t.Helper()
	o.Hooks = w.hooks()
	s, err := New(w.loc, w.slots, []Job{j}, o)
	if err != nil {
		w.t.Fatal(err)
	}
	s.now = func() time.Time {
		w.mu.Lock()
		defer w.mu.Unlock()
		return time.Now().Add(w.offset)
	}
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	synctest.Wait()
	return func() error {
		cancel()
		return <-done
	}
}

// pass lets virtual time pass and everything that is due happen.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestJobsRunAtTheirSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.took = time.Minute
		stop := w.run(w.job("*/15 7-18 * * *"), Options{})
		pass(40 * time.Minute)
		if err := stop(); err != nil {
			t.Error(err)
		}
		w.want("01 07:16:00 ran 01 07:15:00", "01 07:31:00 ran 01 07:30:00")
		if got := w.marked("15:04"); got != "07:30" {
			t.Errorf("marked %s", got)
		}
		pass(24 * time.Hour)
		w.want()
	})
}

func TestOverlapIsSkippedAndReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.took = 20 * time.Minute
		stop := w.run(w.job("*/15 * * * *"), Options{})
		pass(70 * time.Minute)
		stop()
		w.want(
			"01 07:30:00 skipped (running) 01 07:30:00", "01 07:35:00 ran 01 07:15:00",
			"01 08:00:00 skipped (running) 01 08:00:00", "01 08:05:00 ran 01 07:45:00",
		)
	})
}

func TestFailuresAreReportedAndTheJobRunsAgain(t *testing.T) {
	broken := errors.New("broken")
	tests := []struct {
		name string
		fail func() error
		says string
	}{
		{"error", func() error { return broken }, "failed (broken)"},
		{"panic with an error", func() error { panic(broken) }, "failed (the job panicked: broken)"},
		{"panic with a text", func() error { panic("out of range") }, "failed (the job panicked: out of range)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				j := w.job("@hourly")
				ok := j.Run
				runs := 0
				j.Run = func(ctx context.Context, slot time.Time) error {
					if runs++; runs <= 2 {
						return tt.fail()
					}
					return ok(ctx, slot)
				}
				stop := w.run(j, Options{})
				pass(2*time.Hour + time.Minute)
				w.want("01 08:00:00 "+tt.says+" 01 08:00:00", "01 09:00:00 "+tt.says+" 01 09:00:00")
				stop()

				// A slot that failed is due again after a restart, once.
				stop = w.run(j, Options{})
				pass(time.Minute)
				stop()
				w.want("01 09:01:00 catching up 01 09:00:00", "01 09:01:00 ran 01 09:00:00")
			})
		})
	}
}

func TestPanicErrorHoldsTheStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		broken := errors.New("broken")
		var got error
		s, err := New(w.loc, w.slots, []Job{{Name: "job", Spec: "@hourly", Run: func(context.Context, time.Time) error { panic(broken) }}},
			Options{Hooks: Hooks{Failed: func(_ string, _ time.Time, err error) { got = err }}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Minute)
		defer cancel()
		if err := s.Run(ctx); err != nil {
			t.Error(err)
		}
		var failure *PanicError
		if !errors.As(got, &failure) || !errors.Is(got, broken) || !strings.Contains(failure.Stack, "TestPanicErrorHoldsTheStack") {
			t.Errorf("got %#v", got)
		}
	})
}

// Why the chain is in the order it is: the other way round, one panic stops the
// job for ever. Should the library mend that, this test says so.
func TestTheOtherOrderOfTheChainStopsAJobForEver(t *testing.T) {
	for _, tt := range []struct {
		name  string
		chain cron.Chain
		runs  int
	}{
		{"skip outside recover", cron.NewChain(cron.SkipIfStillRunning(cron.DiscardLogger), cron.Recover(cron.DiscardLogger)), 3},
		{"recover outside skip", cron.NewChain(cron.Recover(cron.DiscardLogger), cron.SkipIfStillRunning(cron.DiscardLogger)), 1},
	} {
		runs := 0
		job := tt.chain.Then(cron.FuncJob(func() { runs++; panic("broken") }))
		for range 3 {
			job.Run()
		}
		if runs != tt.runs {
			t.Errorf("%s: ran %d times, want %d", tt.name, runs, tt.runs)
		}
	}
}

func TestCatchUp(t *testing.T) {
	tests := []struct {
		name    string
		last    string // slot marked last, on 2000-01-01 at 07:00 or before; "" for none
		atStart bool
		want    []string // until 08:10
		marked  string
	}{
		{"never ran: starts from now", "", false, []string{"01 08:00:00 ran 01 08:00:00"}, "01 08:00:00"},
		{"nothing missed", "2000-01-01T07:00:00+07:00", false, []string{"01 08:00:00 ran 01 08:00:00"}, "01 08:00:00"},
		{"one missed", "2000-01-01T06:00:00+07:00", false,
			[]string{"01 07:00:00 catching up 01 07:00:00", "01 07:00:00 ran 01 07:00:00", "01 08:00:00 ran 01 08:00:00"}, "01 08:00:00"},
		{"a month missed: the newest, once", "1999-12-01T06:00:00+07:00", false,
			[]string{"01 07:00:00 catching up 01 07:00:00", "01 07:00:00 ran 01 07:00:00", "01 08:00:00 ran 01 08:00:00"}, "01 08:00:00"},
		{"at start, never ran", "", true, []string{"01 07:00:00 ran 01 07:00:00", "01 08:00:00 ran 01 08:00:00"}, "01 08:00:00"},
		{"at start, nothing missed", "2000-01-01T07:00:00+07:00", true, []string{"01 07:00:00 ran 01 07:00:00", "01 08:00:00 ran 01 08:00:00"}, "01 08:00:00"},
		{"at start, much missed: still once", "1999-12-01T06:00:00+07:00", true, []string{"01 07:00:00 ran 01 07:00:00", "01 08:00:00 ran 01 08:00:00"}, "01 08:00:00"},
		{"the clock was put back: no slot twice", "2000-01-01T08:00:00+07:00", false, []string{"01 08:00:00 skipped (done) 01 08:00:00"}, "01 08:00:00"},
		{"the clock was put back, at start", "2000-01-01T08:00:00+07:00", true,
			[]string{"01 07:00:00 ran 01 07:00:00", "01 08:00:00 skipped (done) 01 08:00:00"}, "01 08:00:00"},
		{"a slot of a wrong clock is not believed", "2099-01-01T08:00:00+07:00", false,
			[]string{"01 07:00:00 failed (the slot marked last lies more than a day ahead: a clock was wrong; it is not believed) 01 08:00:00",
				"01 08:00:00 ran 01 08:00:00"}, "01 08:00:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				if tt.last != "" {
					last, err := time.Parse(time.RFC3339, tt.last)
					if err != nil {
						t.Fatal(err)
					}
					w.slots.slots["job"] = last
				}
				j := w.job("@hourly")
				j.RunAtStart = tt.atStart
				stop := w.run(j, Options{})
				pass(70 * time.Minute)
				stop()
				w.want(tt.want...)
				if got := w.marked("02 15:04:05"); got != tt.marked {
					t.Errorf("marked %s, want %s", got, tt.marked)
				}
			})
		})
	}
}

func TestDowntimeBeforeTheFirstSlotIsCaughtUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		stop := w.run(w.job("30 7 * * *"), Options{})
		pass(10 * time.Minute)
		stop()
		pass(time.Hour)
		stop = w.run(w.job("30 7 * * *"), Options{})
		stop()
		w.want("01 08:10:00 catching up 01 07:30:00", "01 08:10:00 ran 01 07:30:00")
	})
}

func TestDrain(t *testing.T) {
	tests := []struct {
		name     string
		took     time.Duration
		stubborn bool          // pays no heed to its context
		from     time.Duration // how long after the stop the limit begins to count
		want     []string
		says     string // what Run returns
		ended    string // when it does
		marked   string // "" for no slot
	}{
		{name: "no job running", took: time.Minute, ended: "08:20:00", marked: "08:15",
			want: []string{"01 08:01:00 ran 01 08:00:00", "01 08:16:00 ran 01 08:15:00"}},
		{name: "a job that ends within the limit", took: 25 * time.Minute, ended: "08:25:00", marked: "08:00",
			want: []string{"01 08:15:00 skipped (running) 01 08:15:00", "01 08:25:00 ran 01 08:00:00"}},
		{name: "a job that does not", took: 50 * time.Minute, ended: "08:35:00", says: "cut short after 15m0s: job",
			want: []string{"01 08:15:00 skipped (running) 01 08:15:00", "01 08:35:00 cut short 01 08:00:00", "01 08:35:00 failed (context canceled) 01 08:00:00"}},
		{name: "a job that is done although its time is up", took: 35*time.Minute + 2*time.Second, stubborn: true, ended: "08:35:02", marked: "08:00",
			says: "cut short", want: []string{"01 08:15:00 skipped (running) 01 08:15:00", "01 08:35:02 ran 01 08:00:00"}},
		{name: "a job that pays no heed", took: 50 * time.Minute, stubborn: true, ended: "08:35:05", says: "still running 5s after being cut short: job",
			want: []string{"01 08:15:00 skipped (running) 01 08:15:00"}},
		{name: "a job that ends before the limit counts", took: 50 * time.Minute, from: time.Hour, ended: "08:50:00", marked: "08:00",
			want: []string{"01 08:15:00 skipped (running) 01 08:15:00", "01 08:50:00 ran 01 08:00:00"}},
		{name: "a job that does not even then", took: 3 * time.Hour, from: time.Hour, ended: "09:35:00", says: "cut short after 15m0s: job",
			want: []string{"01 08:15:00 skipped (running) 01 08:15:00", "01 09:35:00 cut short 01 08:00:00", "01 09:35:00 failed (context canceled) 01 08:00:00"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.took = tt.took
				j := w.job("*/15 8 * * *")
				if tt.stubborn {
					heed := j.Run
					j.Run = func(ctx context.Context, slot time.Time) error { return heed(context.WithoutCancel(ctx), slot) }
				}
				o := Options{Drain: 15 * time.Minute}
				if tt.from > 0 {
					from, cancel := context.WithTimeout(t.Context(), 80*time.Minute+tt.from)
					defer cancel()
					o.DrainFrom = from.Done()
				}
				stop := w.run(j, o)
				pass(80 * time.Minute)
				err := stop()
				if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
					t.Errorf("Run = %v, want %q", err, tt.says)
				}
				if got := time.Now().In(w.loc).Format("15:04:05"); got != tt.ended {
					t.Errorf("Run returned at %s, want %s", got, tt.ended)
				}
				w.want(tt.want...)
				marked := w.marked("15:04")
				if marked == "07:00" { // the baseline of a job seen for the first time
					marked = ""
				}
				if marked != tt.marked {
					t.Errorf("marked %q, want %q", marked, tt.marked)
				}
				pass(time.Hour)
			})
		})
	}
}

func TestClockMoves(t *testing.T) {
	tests := []struct {
		name string
		by   time.Duration
		want []string // the wall clock's slots; moved at 08:10
	}{
		{"ahead: one catch-up", 3 * time.Hour, []string{
			"01 07:00:00 ran 01 07:00:00",
			"01 08:00:00 ran 01 08:00:00", "01 08:10:15 clock moved by 3h0m0s 01 08:10:15",
			"01 08:10:15 catching up 01 11:00:00", "01 08:10:15 ran 01 11:00:00",
			"01 09:00:00 ran 01 12:00:00", "01 10:00:00 ran 01 13:00:00",
		}},
		{"back: no slot twice", -time.Hour, []string{
			"01 07:00:00 ran 01 07:00:00",
			"01 08:00:00 ran 01 08:00:00", "01 08:10:15 clock moved by -1h0m0s 01 08:10:15",
			"01 09:00:00 skipped (done) 01 08:00:00", "01 10:00:00 ran 01 09:00:00",
		}},
		{"a little: nothing", 3 * time.Second, []string{
			"01 07:00:00 ran 01 07:00:00",
			"01 08:00:00 ran 01 08:00:00", "01 09:00:00 ran 01 09:00:00", "01 10:00:00 ran 01 10:00:00",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				j := w.job("@hourly")
				j.RunAtStart = true // which a moved clock is not
				stop := w.run(j, Options{})
				pass(70 * time.Minute)
				w.mu.Lock()
				w.offset = tt.by
				w.mu.Unlock()
				pass(2 * time.Hour)
				stop()
				w.want(tt.want...)
			})
		})
	}
}

func TestSummerTime(t *testing.T) {
	tests := []struct {
		name, spec, from string
		restart, rest    time.Duration // how long it runs before and after a restart
		want             []string
	}{
		{"an hour that does not occur", "30 2 * * *", "2000-04-02T00:00:00-05:00", time.Hour, 27 * time.Hour,
			[]string{"03 02:30:00 ran 03 02:30:00"}},
		{"round the hour that does not occur", "0 */2 * * *", "2000-04-02T00:00:00-05:00", time.Hour, 4 * time.Hour,
			[]string{"02 04:00:00 ran 02 04:00:00", "02 06:00:00 ran 02 06:00:00"}},
		{"an hour that occurs twice is two slots, each run once", "30 1 * * *", "2000-10-29T00:00:00-04:00", 105 * time.Minute, 27 * time.Hour,
			[]string{"29 01:30:00 ran 29 01:30:00", "29 01:30:00 ran 29 01:30:00", "30 01:30:00 ran 30 01:30:00"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.loc = zone(t, "America/New_York")
				from, err := time.Parse(time.RFC3339, tt.from)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Until(from))
				stop := w.run(w.job(tt.spec), Options{})
				pass(tt.restart)
				stop()
				stop = w.run(w.job(tt.spec), Options{})
				pass(tt.rest)
				stop()
				w.want(tt.want...)
			})
		})
	}
}

func TestAChangedTimeZoneRunsNoSlotTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		stop := w.run(w.job("30 7 * * *"), Options{})
		pass(time.Hour)
		stop()
		w.loc = zone(t, "Asia/Tokyo") // 07:30 there was two hours before
		stop = w.run(w.job("30 7 * * *"), Options{})
		pass(time.Hour)
		stop()
		w.want("01 07:30:00 ran 01 07:30:00")
	})
}

func TestStateThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		full := errors.New("disk full")
		w.slots.failing = full
		if err := w.run(w.job("@hourly"), Options{})(); !errors.Is(err, full) || !strings.Contains(err.Error(), `"job"`) {
			t.Errorf("Run = %v", err)
		}
		w.want()

		w.slots.failing = nil
		stop := w.run(w.job("@hourly"), Options{})
		w.slots.mu.Lock()
		w.slots.failing = full
		w.slots.mu.Unlock()
		pass(time.Hour)
		stop()
		w.want("01 08:00:00 ran 01 08:00:00", "01 08:00:00 failed (mark the slot as done: disk full) 01 08:00:00")
	})
}

func TestNoJobStartsOnceTheContextIsDone(t *testing.T) {
	w := newWorld(t)
	s, err := New(w.loc, w.slots, []Job{w.job("* * * * *")}, Options{Hooks: w.hooks()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.jobs[0].do(ctx, t.Context()) // as the library does when a slot and the stop coincide
	w.want()
}

func TestRunOnceOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		s, err := New(w.loc, w.slots, []Job{w.job("@hourly")}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Run(ctx); err != nil {
			t.Errorf("Run with a context that is done: %v", err)
		}
		if err := s.Run(t.Context()); err == nil {
			t.Error("a second Run gave no error")
		}
		w.want()
	})
}

func TestNewReportsEveryMistake(t *testing.T) {
	run := func(context.Context, time.Time) error { return nil }
	_, err := New(time.UTC, nil, []Job{
		{Name: "good", Spec: "@daily", Run: run},
		{Name: "good", Spec: "@daily", Run: run},
		{Name: "", Spec: "@daily", Run: run},
		{Name: "idle", Spec: "@daily"},
		{Name: "never", Spec: "0 0 31 2 *", Run: run},
		{Name: "zoned", Spec: "TZ=UTC", Run: run},
	}, Options{})
	if err == nil {
		t.Fatal("no error")
	}
	for _, text := range []string{"keep slots", `"good": its name is given twice`, `"": it has no name`, `"idle": it has nothing`, `"never"`, `"zoned"`} {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error does not say %s:\n%v", text, err)
		}
	}
}

// stopping is told to stop while it reads.
type stopping struct{ stop func() }

func (s stopping) LastSlot(ctx context.Context, _ string) (time.Time, error) {
	s.stop()
	return time.Time{}, ctx.Err()
}

func (stopping) MarkSlot(context.Context, string, time.Time) error { return nil }

// To be told to stop while the slots are read is no failure.
func TestStoppedBeforeTheFirstRun(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	job := Job{Name: "pass", Spec: "@hourly", RunAtStart: true, Run: func(context.Context, time.Time) error {
		t.Error("it ran")
		return nil
	}}
	s, err := New(zone(t, "Asia/Ho_Chi_Minh"), stopping{stop}, []Job{job}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run(ctx); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
}
