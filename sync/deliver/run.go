package deliver

import (
	"context"
	"time"
)

// Wake makes Run look at the outbox soon: something was put in, or a pause was
// lifted. It never blocks, and does nothing lasting where Run does not run.
func (w *Worker) Wake() {
	w.prepare()
	select {
	case w.woke <- struct{}{}:
	default: // it will look anyway
	}
}

// Run delivers until ctx ends: at once, when woken, when something put off is
// due, when a hold is over, and every Options.Look. When ctx ends the
// transaction in hand is finished and Run returns; the rest stays in the
// outbox. Errors of the state are logged, and Run goes on.
func (w *Worker) Run(ctx context.Context) {
	w.prepare()
	troubles := doubling(time.Second, w.Options.Look)
	for {
		var wait time.Duration
		report, err := w.Sweep(ctx)
		if err == nil {
			wait, err = w.wait(ctx, report)
		}
		switch {
		case ctx.Err() != nil:
			if err != nil {
				w.Log.Debug().Err(err).Msg("mail stopped")
			}
			return
		case err != nil:
			wait = troubles.NextBackOff()
			w.Log.Error().Err(err).Dur("again", wait).Msg("mail could not be worked on")
		default:
			troubles.Reset()
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-w.woke:
		case <-timer.C:
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// wait is how long there is nothing to do as far as is known.
func (w *Worker) wait(ctx context.Context, r Report) (time.Duration, error) {
	until := r.Until
	if r.Held == "" {
		next, err := w.Store.NextDue(ctx)
		if err != nil {
			return 0, err
		}
		until = next
	}
	wait := w.Options.Look
	if !until.IsZero() {
		wait = min(wait, until.Sub(w.now()))
	}
	// A clock that is set back must not make it spin.
	return max(wait, 10*time.Millisecond), nil
}
