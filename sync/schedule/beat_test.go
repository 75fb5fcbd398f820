package schedule

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestBeatAndNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.took = 40 * time.Minute
		s, err := New(w.loc, w.slots, []Job{w.job("*/15 7-8 * * *")}, Options{Hooks: w.hooks()})
		if err != nil {
			t.Fatal(err)
		}
		if !s.Beat().IsZero() {
			t.Errorf("beats at %v before it runs", s.Beat())
		}
		if next := s.Next("job"); next.Format("02 15:04") != "01 07:15" || !s.Next("another").IsZero() {
			t.Errorf("next at %v", next)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		for range 500 {
			pass(10 * time.Second)
			if late := time.Since(s.Beat()); late >= 30*time.Second {
				t.Fatalf("the last beat was %v ago", late)
			}
		}
		if next := s.Next("job"); next.Format("02 15:04") != "01 08:30" {
			t.Errorf("next at %v", next)
		}
		cancel()
		if err := <-done; err == nil {
			t.Error("a job that goes on was not cut short")
		}
	})
}

// A job whose turn never came is neither failed nor done.
func TestAJobThatWasStoppedBeforeItBegan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		stop := w.run(Job{Name: "job", Spec: "0 * * * *", Run: func(context.Context, time.Time) error { return fmt.Errorf("x: %w", ErrStopped) }}, Options{})
		before := w.marked("15:04")
		pass(61 * time.Minute)
		if err := stop(); err != nil {
			t.Error(err)
		}
		w.want()
		if got := w.marked("15:04"); got != before {
			t.Errorf("marked %s, want %s as before", got, before)
		}
	})
}
