package schedule

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// ErrStopped is returned for work that was waiting for its turn when no more was
// to begin. It has not been done: a job that returns it is due again.
var ErrStopped = errors.New("stopped before its turn came")

// ErrUnmarked is returned by a job for which there was nothing to do: the slot is
// done, and not marked, so that many idle jobs cost nothing. After a restart the
// newest of such slots is made up for.
var ErrUnmarked = errors.New("there was nothing to do")

// LimitError says that work was cut short. It is the cause of the end of the
// context that the work was given.
type LimitError struct{ Limit time.Duration }

func (e *LimitError) Error() string { return fmt.Sprintf("it was cut short after %v", e.Limit) }

// HungError says that work does not return though its context ended. It goes on,
// for all that is known; until it returns no other of its key is begun.
type HungError struct {
	Key   string
	Since time.Time // when it began
	Fresh bool      // it was given up just now; else other work was refused for it
}

func (e *HungError) Error() string {
	if e.Fresh {
		return fmt.Sprintf("what was begun at %s does not end, though it was cut short", e.Since.Format(time.TimeOnly))
	}
	return fmt.Sprintf("what was begun at %s has still not ended; nothing is begun beside it", e.Since.Format(time.TimeOnly))
}

// GateOptions adjust a Gate. The zero value lets one piece of work through at a
// time, for however long.
type GateOptions struct {
	AtOnce int           // how many pieces of work go on at a time; 0 means 1
	Limit  time.Duration // after which the context of work ends; 0 for never
	// Grace is how long work may take to return after its context ended, until
	// it is given up and its place goes to other work; 0 means 30 seconds.
	Grace time.Duration
	// Stop is closed where nothing more is to begin. Nil for never.
	Stop <-chan struct{}
	// Now is the clock of what errors tell; nil means time.Now.
	Now func() time.Time
	// Returned is told of work that was given up and has ended after all. May be
	// nil.
	Returned func(key string, took time.Duration)
}

// Gate lets work through, so much at a time, in the order in which it came; of
// one key one piece at a time. NewGate makes one.
type Gate struct {
	o      GateOptions
	places chan struct{} // holds one for each piece of work that goes on
	lanes  *lanes
}

// lanes are what is known of each key. Gates that follow one another share them.
type lanes struct {
	mu    sync.Mutex
	byKey map[string]*lane
}

type lane struct {
	turn    chan struct{} // holds one while work of the key goes on or waits for a place
	waiting int           // pieces of work that have not begun
	hung    *HungError    // of work that was given up and has not returned, else nil
}

// NewGate returns a gate. One that takes over from another, which lets nothing
// more through, still knows what was given up there; the first has none before it.
func NewGate(o GateOptions, before *Gate) *Gate {
	if o.Grace <= 0 {
		o.Grace = 30 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	g := &Gate{o: o, places: make(chan struct{}, max(1, o.AtOnce)), lanes: &lanes{byKey: map[string]*lane{}}}
	if before != nil {
		g.lanes = before.lanes
	}
	return g
}

// Waiting reports whether work of the key waits for its turn.
func (g *Gate) Waiting(key string) bool {
	g.lanes.mu.Lock()
	defer g.lanes.mu.Unlock()
	l := g.lanes.byKey[key]
	return l != nil && l.waiting > 0
}

// Do does work when its turn has come, and returns its error. Where the turn
// does not come, because ctx or the gate ended, that is ctx's error or ErrStopped.
// A panic is returned as a *PanicError. Where the limit is over and the work
// returns no error all the same, it was done.
//
// With a *HungError the work has not returned: what it writes to must not be
// read.
func (g *Gate) Do(ctx context.Context, key string, work func(context.Context) error) error {
	l := g.lanes.of(key)
	if err := g.enter(ctx, l); err != nil {
		return err
	}
	leave := func() { <-g.places; <-l.turn }
	defer leave()

	hung := &HungError{Key: key, Since: g.o.Now(), Fresh: true}
	begun := time.Now()
	ctx, cancel := g.limited(ctx)
	done := make(chan error, 1)
	go func() {
		defer cancel()
		err := guarded(ctx, work)
		g.lanes.mu.Lock()
		late := l.hung == hung
		if late {
			l.hung = nil
		}
		done <- err // has room, and is read unless late
		g.lanes.mu.Unlock()
		if late && g.o.Returned != nil {
			g.o.Returned(key, time.Since(begun))
		}
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	grace := time.NewTimer(g.o.Grace)
	defer grace.Stop()
	select {
	case err := <-done:
		return err
	case <-grace.C:
	}
	g.lanes.mu.Lock()
	defer g.lanes.mu.Unlock()
	select {
	case err := <-done: // at the last moment
		return err
	default:
	}
	l.hung = hung
	return hung
}

func (g *Gate) limited(ctx context.Context) (context.Context, context.CancelFunc) {
	if g.o.Limit <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, g.o.Limit, &LimitError{g.o.Limit})
}

// guarded makes a panic an error: it would end the process.
func guarded(ctx context.Context, work func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			e, ok := v.(error)
			if !ok {
				e = fmt.Errorf("%v", v)
			}
			err = &PanicError{Value: e, Stack: string(debug.Stack())}
		}
	}()
	return work(ctx)
}

// enter waits for the turn of the key, and then for a place.
func (g *Gate) enter(ctx context.Context, l *lane) error {
	g.lanes.wait(l, 1)
	defer g.lanes.wait(l, -1)
	if err := g.await(ctx, l.turn); err != nil {
		return err
	}
	err := g.lanes.stuck(l)
	if err == nil {
		err = g.await(ctx, g.places)
	}
	if err != nil {
		<-l.turn
	}
	return err
}

// await puts something into a channel that has room for so much.
func (g *Gate) await(ctx context.Context, room chan<- struct{}) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-g.o.Stop:
		return ErrStopped
	default:
	}
	select {
	case room <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-g.o.Stop:
		return ErrStopped
	}
}

func (ls *lanes) of(key string) *lane {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l := ls.byKey[key]
	if l == nil {
		l = &lane{turn: make(chan struct{}, 1)}
		ls.byKey[key] = l
	}
	return l
}

func (ls *lanes) wait(l *lane, more int) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l.waiting += more
}

// stuck returns an error while work was given up and has not returned.
func (ls *lanes) stuck(l *lane) error {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l.hung == nil {
		return nil
	}
	return &HungError{Key: l.hung.Key, Since: l.hung.Since}
}
