package schedule

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// crowd sends work through a gate and notes what happens, with the minute.
type crowd struct {
	t     *testing.T
	gate  *Gate
	begun time.Time
	mu    sync.Mutex
	said  []string
	all   sync.WaitGroup
}

func newCrowd(t *testing.T, o GateOptions) *crowd {
	c := &crowd{t: t, begun: time.Now()}
	o.Returned = func(key string, took time.Duration) { c.say("%s returned after %v", key, took) }
	c.gate = NewGate(o, nil)
	return c
}

func (c *crowd) say(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.said = append(c.said, fmt.Sprintf("%d ", int(time.Since(c.begun).Minutes()))+fmt.Sprintf(format, args...))
}

// send sends work that takes so long; a deaf one does not heed its context.
func (c *crowd) send(key string, takes time.Duration, deaf bool) {
	gate := c.gate
	c.all.Go(func() {
		err := gate.Do(c.t.Context(), key, func(ctx context.Context) error {
			c.say("%s begins", key)
			if deaf {
				time.Sleep(takes)
				return nil
			}
			select {
			case <-time.After(takes):
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
		if err != nil {
			c.say("%s: %v", key, err)
		} else {
			c.say("%s is done", key)
		}
	})
	synctest.Wait()
}

// want compares what was said; within a minute the order is open.
func (c *crowd) want(said ...string) {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	inOrder := func(a, b string) int {
		var x, y int
		fmt.Sscan(a, &x)
		fmt.Sscan(b, &y)
		return cmp.Or(x-y, strings.Compare(a, b))
	}
	slices.SortFunc(c.said, inOrder)
	slices.SortFunc(said, inOrder)
	if got, want := strings.Join(c.said, "\n"), strings.Join(said, "\n"); got != want {
		c.t.Errorf("what happened:\n%s\nwant:\n%s", got, want)
	}
	c.said = nil
}

func TestTheGateIsFair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, GateOptions{AtOnce: 2})
		c.send("a", 3*time.Minute, false)
		c.send("b", 5*time.Minute, false)
		c.send("a", time.Minute, false) // waits for its own key, and takes no place
		c.send("c", 4*time.Minute, false)
		if !c.gate.Waiting("a") || !c.gate.Waiting("c") || c.gate.Waiting("b") || c.gate.Waiting("never") {
			t.Error("a and c wait, b does not")
		}
		c.all.Wait()
		c.want("0 a begins", "0 b begins", "3 a is done", "3 c begins", "5 b is done", "5 a begins", "6 a is done", "7 c is done")
	})
}

func TestOneThatTakesTooLongIsCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, GateOptions{AtOnce: 1, Limit: 15 * time.Minute})
		c.send("slow", time.Hour, false)
		c.send("next", time.Minute, false)
		c.all.Wait()
		c.want("0 slow begins", "15 slow: it was cut short after 15m0s", "15 next begins", "16 next is done")
	})
}

// One that ignores its context gives its place back, and is not begun again
// until it has returned, not even by the gate that takes over.
func TestOneThatHangsHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, GateOptions{AtOnce: 1, Limit: 15 * time.Minute, Grace: 2 * time.Minute})
		c.send("deaf", time.Hour, true)
		c.send("next", time.Minute, false)
		c.send("deaf", time.Minute, false)
		pass(20 * time.Minute)
		c.send("deaf", time.Minute, false)
		c.want(
			"0 deaf begins", "17 deaf: what was begun at 00:00:00 does not end, though it was cut short", "17 next begins",
			"17 deaf: what was begun at 00:00:00 has still not ended; nothing is begun beside it", "18 next is done",
			"20 deaf: what was begun at 00:00:00 has still not ended; nothing is begun beside it",
		)
		c.gate = NewGate(GateOptions{AtOnce: 1}, c.gate)
		c.send("deaf", time.Minute, false)
		pass(45 * time.Minute)
		c.send("deaf", time.Minute, false)
		c.all.Wait()
		c.want("20 deaf: what was begun at 00:00:00 has still not ended; nothing is begun beside it",
			"60 deaf returned after 1h0m0s", "65 deaf begins", "66 deaf is done")
	})
}

func TestWorkThatWaitsIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stop := make(chan struct{})
		c := newCrowd(t, GateOptions{AtOnce: 1, Stop: stop})
		c.send("a", 3*time.Minute, false)
		c.send("a", time.Minute, false)
		pass(time.Minute)
		close(stop)
		synctest.Wait()
		c.send("b", time.Minute, false)
		c.all.Wait()
		c.want("0 a begins", "1 a: stopped before its turn came", "1 b: stopped before its turn came", "3 a is done")
		c.send("c", time.Minute, false)
		c.all.Wait()
		c.want("3 c: stopped before its turn came")
	})
}

func TestTheContextEndsAWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, GateOptions{})
		c.send("a", time.Hour, false)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for _, key := range []string{"a", "b"} {
			if err := c.gate.Do(ctx, key, func(context.Context) error { t.Error("it began"); return nil }); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", key, err)
			}
		}
		c.all.Wait()
	})
}

func TestAPanicOpensTheGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, GateOptions{})
		err := c.gate.Do(t.Context(), "a", func(context.Context) error { panic("oh") })
		var p *PanicError
		if !errors.As(err, &p) || p.Value.Error() != "oh" || !strings.Contains(p.Stack, "gate_test.go") {
			t.Errorf("error %v", err)
		}
		c.send("a", time.Minute, false)
		c.all.Wait()
		c.want("0 a begins", "1 a is done")
	})
}

// Whatever comes, there are never more at work than allowed, never two of one
// key, and everything ends.
func TestPropertyOfTheGate(t *testing.T) {
	type piece struct {
		key          string
		takes, pause time.Duration
		deaf         bool
	}
	minutes := func(r *rapid.T, most int, name string) time.Duration {
		return time.Duration(rapid.IntRange(0, most).Draw(r, name)) * time.Minute
	}
	pieces := rapid.Custom(func(r *rapid.T) piece {
		return piece{
			rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(r, "key"), minutes(r, 20, "takes"), minutes(r, 5, "pause"), rapid.Bool().Draw(r, "deaf"),
		}
	})
	rapid.Check(t, func(r *rapid.T) {
		atOnce := rapid.IntRange(1, 4).Draw(r, "at once")
		todo := rapid.SliceOfN(pieces, 0, 30).Draw(r, "work")
		var wrong []string
		synctest.Test(t, func(t *testing.T) {
			gate := NewGate(GateOptions{AtOnce: atOnce, Limit: 10 * time.Minute, Grace: time.Minute}, nil)
			var mu sync.Mutex
			working, total, ended := map[string]int{}, 0, 0
			change := func(key string, by int) {
				mu.Lock()
				defer mu.Unlock()
				working[key] += by
				total += by
				if working[key] > 1 || total > atOnce {
					wrong = append(wrong, fmt.Sprintf("%d of %s and %d in all at work", working[key], key, total))
				}
			}
			// What is deaf counts as at work until it is given up.
			const given = 11*time.Minute - time.Nanosecond
			var all sync.WaitGroup
			for _, p := range todo {
				time.Sleep(p.pause)
				all.Go(func() {
					_ = gate.Do(t.Context(), p.key, func(ctx context.Context) error {
						change(p.key, 1)
						if p.deaf {
							time.Sleep(min(p.takes, given))
							change(p.key, -1)
							time.Sleep(p.takes - min(p.takes, given))
							return nil
						}
						select {
						case <-time.After(p.takes):
						case <-ctx.Done():
						}
						change(p.key, -1)
						return ctx.Err()
					})
					mu.Lock()
					defer mu.Unlock()
					ended++
				})
			}
			all.Wait()
			time.Sleep(time.Hour) // what was given up returns
			if ended != len(todo) || total != 0 {
				wrong = append(wrong, fmt.Sprintf("%d of %d ended, %d are at work", ended, len(todo), total))
			}
		})
		if len(wrong) > 0 {
			r.Fatal(wrong)
		}
	})
}
