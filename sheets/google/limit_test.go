package google

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// most returns the greatest number of moments within any minute.
func most(moments []time.Time) int {
	n := 0
	for i := range moments {
		j := i
		for j < len(moments) && moments[j].Sub(moments[i]) < time.Minute {
			j++
		}
		n = max(n, j-i)
	}
	return n
}

func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		name        string
		limits      Limits
		read, write int // the most in any minute
	}{
		{"Google's", Limits{}, 60, 60},
		{"one", Limits{Reads: 1, Writes: 2}, 1, 2},
		{"odd", Limits{Reads: 7, Writes: 100}, 7, 100},
		{"the project's are less", Limits{ProjectReads: 30, ProjectWrites: 12}, 30, 12},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLimiter(tt.limits)
				for write, want := range map[bool]int{false: tt.read, true: tt.write} {
					const minutes = 5
					ctx, cancel := context.WithTimeout(t.Context(), minutes*time.Minute)
					defer cancel()
					var passed []time.Time
					for l.of(write).pass(ctx, func(time.Duration) {}) == nil {
						passed = append(passed, time.Now())
					}
					if got := most(passed); got != want {
						t.Errorf("writes %v: %d requests in a minute, want %d", write, got, want)
					}
					if got := len(passed); got < minutes*want*4/5 {
						t.Errorf("writes %v: %d requests in %d minutes, which leaves too much of the quota", write, got, minutes)
					}
				}
			})
		})
	}
}

// Whoever gives up leaves the turn to others.
func TestTurnIsGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &newLimiter(Limits{Reads: 1}).reads
		if err := g.pass(t.Context(), func(time.Duration) {}); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		for range 10 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if err := g.pass(ctx, func(time.Duration) {}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want the end of the context", err)
			}
			cancel()
		}
		if err := g.pass(t.Context(), func(time.Duration) {}); err != nil {
			t.Fatal(err)
		}
		if got := time.Since(start); got > 61*time.Second {
			t.Errorf("waited %v behind those who gave up, want a minute", got)
		}
	})
}

// The service has a quota of its own, which others use up too: every request
// gets through in the end, and never more in a minute than our limit.
func TestStorm(t *testing.T) {
	var mu sync.Mutex
	var minute time.Time
	left := 0
	quota := func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		if now := time.Now().Truncate(time.Minute); now != minute {
			minute, left = now, 25 // what others leave us
		}
		left--
		full := left < 0
		mu.Unlock()
		if full {
			apiFault(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Read requests'")(w, r)
			return
		}
		respond(200, "{}")(w, r)
	}
	fake := &fakeGoogle{api: handlers(quota)}
	events := map[EventKind]int{}
	o := Options{Attempts: 50, MaxElapsed: time.Hour, Events: func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		events[e.Kind]++
	}}
	inBubble(t, fake, o, func(t *testing.T, c *Connection) {
		var wg sync.WaitGroup
		for n := range 5 {
			wg.Go(func() {
				for i := range 30 {
					if err := read(t.Context(), c); err != nil {
						t.Error(fmt.Errorf("worker %d, request %d: %w", n, i, err))
					}
				}
			})
		}
		wg.Wait()
		var moments []time.Time
		for _, a := range fake.seen() {
			moments = append(moments, a.at)
		}
		if got := most(moments); got > 60 {
			t.Errorf("%d requests in a minute, want 60 at most", got)
		}
		s := c.Stats()
		if s.Throttled == 0 || s.Reads != 150+s.Throttled || s.Retries != s.Throttled {
			t.Errorf("stats %+v do not add up", s)
		}
		if len(fake.asked()) != 1 {
			t.Errorf("%d tokens fetched for one hour, want 1", len(fake.asked()))
		}
		mu.Lock()
		defer mu.Unlock()
		if int64(events[EventThrottled]) != s.Throttled || events[EventLimited] == 0 || events[EventToken] != 1 {
			t.Errorf("events %v, stats %+v", events, s)
		}
	})
}
