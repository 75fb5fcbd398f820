package google

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// patience says how often and how long a request is tried.
type patience struct {
	attempts int           // at most
	elapsed  time.Duration // no attempt begins later than this after the first
	timeout  time.Duration // of one attempt
}

// run makes attempts until one succeeds, and returns nil, or until one fails
// for good or patience ends, and returns the last failure. Before it waits for
// the next attempt it calls again.
func (p patience) run(ctx context.Context, again func(*failure, time.Duration), attempt func(context.Context) *failure) *failure {
	next := pauses()
	start := time.Now()
	for n := 1; ; n++ {
		f := attempt(ctx)
		if f == nil {
			return nil
		}
		if f.attempts == 0 { // else it tells its own
			f.attempts = n
		}
		if err := ctx.Err(); err != nil {
			f.err = err
			return f
		}
		if !f.retry || n >= p.attempts {
			return f
		}
		var pause time.Duration
		if !f.atOnce {
			pause = max(next.NextBackOff(), f.after)
		}
		if time.Since(start)+pause > p.elapsed {
			return f
		}
		again(f, pause)
		if err := sleep(ctx, pause); err != nil {
			f.err = err
			return f
		}
	}
}

// pauses returns how long to wait between attempts: a second at first, twice
// as long each time up to half a minute, each longer or shorter by up to a
// half, so that those who failed together do not come back together.
func pauses() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval = time.Second
	b.Multiplier = 2
	b.RandomizationFactor = 0.5
	b.MaxInterval = 32 * time.Second
	return b
}

// retryable reports whether a request may be sent again after this status: the
// service asked for patience (429) or has a fault that passes.
func retryable(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// retryAfter returns for how long the service wants to be left alone: a number
// of seconds or a date (RFC 9110, section 10.2.3). Nonsense and the past are 0.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0
	}
	if n, err := strconv.ParseUint(v, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(0, t.Sub(now))
	}
	return 0
}
