package google

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits is how many requests are sent a minute, each attempt counted. A zero
// field means Google's: 60 a user and 300 a project, for reads and writes each
// ("Usage limits" of the Sheets API). A service account is one user.
type Limits struct {
	Reads, Writes               int // of the user
	ProjectReads, ProjectWrites int // of the project
}

// limiter keeps requests within the limits. In no minute, wherever it begins,
// are more requests let through than the limit says.
type limiter struct {
	reads, writes gate
}

func newLimiter(l Limits) *limiter {
	return &limiter{
		reads:  gate{rates: []*rate.Limiter{perMinute(l.Reads, 60), perMinute(l.ProjectReads, 300)}},
		writes: gate{rates: []*rate.Limiter{perMinute(l.Writes, 60), perMinute(l.ProjectWrites, 300)}},
	}
}

// perMinute returns a bucket that lets at most n requests through in any
// minute: a thirtieth of them at once, and as many a minute more as are left,
// less a thousandth of one lest rounding makes one more. So what is long takes
// hardly longer than the limit alone would have it.
func perMinute(n, otherwise int) *rate.Limiter {
	if n == 0 {
		n = otherwise
	}
	burst := max(1, n/30)
	return rate.NewLimiter(rate.Limit((float64(n-burst)+0.999)/60), burst)
}

// of returns the gate for writes or reads.
func (l *limiter) of(write bool) *gate {
	if write {
		return &l.writes
	}
	return &l.reads
}

// gate is what all requests of one kind pass.
type gate struct {
	rates []*rate.Limiter

	mu    sync.Mutex
	until time.Time // before this the service wants nothing
}

// pass waits for its turn. It tells wait how long that takes, unless it is
// now. It returns the error of ctx where that ends first, and the turn goes to
// somebody else.
func (g *gate) pass(ctx context.Context, wait func(time.Duration)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := time.Now()
	var turns []*rate.Reservation
	var pause time.Duration
	for _, r := range g.rates {
		turn := r.ReserveN(now, 1)
		turns = append(turns, turn)
		pause = max(pause, turn.DelayFrom(now))
	}
	for {
		g.mu.Lock()
		pause = max(pause, time.Until(g.until))
		g.mu.Unlock()
		if pause <= 0 {
			return nil
		}
		wait(pause)
		if err := sleep(ctx, pause); err != nil {
			for _, turn := range turns {
				turn.Cancel()
			}
			return err
		}
		pause = 0 // the service may have asked for patience meanwhile
	}
}

// hold keeps every request of the kind back for d.
func (g *gate) hold(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := time.Now().Add(d); until.After(g.until) {
		g.until = until
	}
}

// sleep waits for d, or for the end of ctx, whose error it returns.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
