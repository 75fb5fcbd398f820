// Package changes says which workbooks a pass may leave unread, because nothing
// happened to them: it follows a [sheets.Feed], which tells of all workbooks in
// one question.
//
// A feed is a hint, never a proof. So a workbook is left unread only where all of
// this holds: it was gone over to the end, and the feed has not named it since;
// what else that pass followed from is the same (the program, the configuration,
// the date, what became of its mail); and it was not left unread too often
// already. Where the feed fails, every workbook is read.
//
// How far the feed was followed and what is settled is durable, so that a restart
// reads nothing again that has not changed.
package changes

import (
	"context"
	"errors"
	"hash/fnv"
	"sync"
	"time"

	"rasoat/sheets"
	"rasoat/sync/store"
)

// Workbook is a workbook that the feed may name.
type Workbook struct {
	ID   string // as the feed knows it
	Name string // as the state does
}

// Options adjust a Tracker.
type Options struct {
	// Feed names the feed in the state.
	Feed string
	// Every is the most passes after which a workbook is read though nothing is
	// known to have happened to it: 12 leaves at most 11 in a row out. Less than 2
	// leaves none out.
	Every int
	// Basis stands for what passes follow from beside the workbook and the state:
	// the program and its configuration.
	Basis string
	// Now is the clock, in the local time zone: what settles a workbook holds for
	// a day.
	Now func() time.Time
	// Failed is told when the feed begins to fail, and with nil when it works
	// again. Lost is told that the feed had to be begun anew. Both may be nil.
	Failed func(error)
	Lost   func(error)
}

// The feed is given so long to answer, and so much time after it failed.
const (
	patience = 30 * time.Second
	rest     = 10 * time.Minute
)

// Tracker knows which workbooks changed. It is safe for concurrent use; one
// process follows a feed.
type Tracker struct {
	feed  sheets.Feed
	state *store.Store
	o     Options

	turn   chan struct{} // holds one while somebody asks; guards what follows
	loaded bool
	cursor string
	asked  time.Time // when the feed was last asked
	failed error     // that it ended with, nil where it answered

	mu    sync.Mutex // guards what follows
	dead  map[string]string
	books map[string]*book
}

// book is what is known of a workbook.
type book struct {
	store.Reading
	changes int // how often it was named since the process began
	left    int // how many passes left it unread since it was read
}

// New returns a Tracker. Nothing is asked or read before it is used.
func New(feed sheets.Feed, state *store.Store, o Options) *Tracker {
	return &Tracker{feed: feed, state: state, o: o, turn: make(chan struct{}, 1), books: map[string]*book{}}
}

// Unread reports whether the pass that is due at slot may leave the workbook
// unread. The feed is asked once for a slot, whoever asks first.
func (t *Tracker) Unread(ctx context.Context, slot time.Time, w Workbook) bool {
	if err := t.ask(ctx, slot); err != nil {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.books[w.ID]
	if b == nil || !b.Settled || b.Basis != t.basis(w) || b.left+1 >= t.limit(w) {
		return false
	}
	b.left++
	return true
}

// limit is after how many passes a workbook is read: not all of them after the
// same number, lest they come due together for ever.
func (t *Tracker) limit(w Workbook) int {
	if t.o.Every < 4 {
		return t.o.Every
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(w.ID))
	return t.o.Every - int(h.Sum32()%uint32(t.o.Every/4+1))
}

// basis is what a pass over the workbook follows from now, beside what stands in
// it; the caller holds the mutex.
func (t *Tracker) basis(w Workbook) string {
	return t.o.Now().Format(time.DateOnly) + " " + t.o.Basis + " " + t.dead[w.Name]
}

// ask asks the feed unless that was done for this slot. While the feed rests
// since it failed, the error is that of then.
func (t *Tracker) ask(ctx context.Context, slot time.Time) error {
	select {
	case t.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-t.turn }()
	if err := t.load(ctx); err != nil {
		return err
	}
	now := t.o.Now()
	since := now.Sub(t.asked)
	switch {
	case t.asked.IsZero() || since < 0:
	case t.failed != nil && since < rest:
		return t.failed
	case t.failed == nil && !t.asked.Before(slot) && since < time.Minute:
		return nil
	}
	ids, next, all, err := t.question(ctx)
	if ctx.Err() != nil { // it was not the feed's fault
		return ctx.Err()
	}
	if t.o.Failed != nil && (err != nil) != (t.failed != nil) {
		t.o.Failed(err)
	}
	t.asked, t.failed = now, err
	if err != nil {
		return err
	}
	if err := t.follow(ctx, ids, next, all); err != nil {
		t.asked = time.Time{} // the feed will tell it again
		return err
	}
	return nil
}

// load reads what earlier processes knew, once.
func (t *Tracker) load(ctx context.Context) error {
	if t.loaded {
		return nil
	}
	cursor, all, err := t.state.Readings(ctx, t.o.Feed)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, r := range all {
		t.books[id] = &book{Reading: r}
	}
	t.cursor, t.loaded = cursor, true
	return nil
}

// question asks the feed what changed since the cursor; with all, nobody knows.
func (t *Tracker) question(ctx context.Context) (ids []string, next string, all bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ids, next, err = t.feed.Changed(ctx, t.cursor)
	if !errors.Is(err, sheets.ErrCursorLost) {
		return ids, next, t.cursor == "", err
	}
	if t.o.Lost != nil {
		t.o.Lost(err)
	}
	ids, next, err = t.feed.Changed(ctx, "")
	return ids, next, true, err
}

// follow keeps what the feed told.
func (t *Tracker) follow(ctx context.Context, ids []string, next string, all bool) error {
	dead, err := t.state.DeadMarks(ctx)
	if err != nil {
		return err
	}
	t.name(ids, all, dead) // before it is durable: see Pass.End
	if all || len(ids) > 0 || next != t.cursor {
		if err := t.state.Follow(ctx, t.o.Feed, next, ids, all); err != nil {
			return err
		}
	}
	t.cursor = next
	return nil
}

// name takes note of what the feed named.
func (t *Tracker) name(ids []string, all bool, dead map[string]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dead = dead
	if all {
		for _, b := range t.books {
			b.changed()
		}
	}
	for _, id := range ids {
		if b := t.books[id]; b != nil {
			b.changed()
		}
	}
}

func (b *book) changed() {
	b.Settled = false
	b.changes++
}

// Pass is a pass over a workbook that the Tracker has to know how it ends.
type Pass struct {
	t       *Tracker
	w       Workbook
	reading store.Reading
	changes int
}

// Begin says that a workbook is about to be read. Until the pass ends well, the
// workbook is not settled, also where the process ends before.
func (t *Tracker) Begin(ctx context.Context, w Workbook) (*Pass, error) {
	select {
	case t.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	err := t.load(ctx)
	<-t.turn
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	b := t.books[w.ID]
	if b == nil {
		b = &book{}
		t.books[w.ID] = b
	}
	p := &Pass{t: t, w: w, changes: b.changes, reading: store.Reading{Settled: true, At: t.o.Now(), Basis: t.basis(w)}}
	settled, before := b.Settled, b.Reading
	b.Settled, b.left = false, 0
	t.mu.Unlock()
	if !settled {
		return p, nil
	}
	before.Settled = false
	return p, t.state.KeepReading(ctx, w.ID, before)
}

// End says how the pass ended. It settles the workbook where all that stands
// there was gone over, and the feed has not named it meanwhile.
func (p *Pass) End(ctx context.Context, settled bool) error {
	if !settled || p.named() {
		return nil
	}
	if err := p.t.state.KeepReading(ctx, p.w.ID, p.reading); err != nil {
		return err
	}
	p.t.mu.Lock()
	b := p.t.books[p.w.ID]
	named := b.changes != p.changes
	if !named {
		b.Reading = p.reading
	}
	p.t.mu.Unlock()
	if !named {
		return nil
	}
	// It was named at this very moment, and what the feed told may have been
	// written before what the pass did.
	again := p.reading
	again.Settled = false
	return p.t.state.KeepReading(ctx, p.w.ID, again)
}

// named reports whether the feed named the workbook since the pass began.
func (p *Pass) named() bool {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	return p.t.books[p.w.ID].changes != p.changes
}
