package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"rasoat/config"
	"rasoat/sync/watch"
)

// runner is what stays while one configuration takes over from another: the
// session, with the state and its lock.
type runner struct {
	runCmd
	s      *session
	hangup <-chan os.Signal
	edited chan struct{} // has room for one
}

// editing watches the configuration file.
func (r *runner) editing(c *crew) *watch.Watcher {
	o := c.watching()
	o.Every = time.Second // who corrects a mistake wants to know at once
	return watch.New([]watch.File{{Path: c.config.path, Changed: func(context.Context, watch.Why) {
		select {
		case r.edited <- struct{}{}:
		default: // the file is to be read anyway
		}
	}}}, o)
}

// await returns the crew of the next configuration that is good, or nil when
// ctx is done.
func (r *runner) await(ctx context.Context, c *crew) *crew {
	for {
		why := "the file changed"
		select {
		case <-ctx.Done():
			return nil
		case <-r.hangup:
			why = "SIGHUP"
		case <-r.edited:
		}
		next, err := r.renew(c)
		if err != nil {
			refused(c, why, err)
			continue
		}
		c.log.Info().Str("why", why).Strs("changed", config.Changes(c.config.Config, next.config.Config)).
			Msg("a new configuration takes over once the work in hand is done")
		return next
	}
}

// renew reads the configuration again and joins the parts anew, over the same
// state.
func (r *runner) renew(old *crew) (*crew, error) {
	c, err := r.load(r.s)
	if err != nil {
		return nil, err
	}
	if err := c.readable(r.s.ctx); err != nil {
		return nil, err
	}
	if c.State != old.config.State {
		return nil, config.Errors{c.Mistake("state", 0, fmt.Sprintf("cannot change while rasoat runs: leave it at %q, or stop rasoat, move the file and start it again", old.config.State))}
	}
	now, err := nowFlag{}.clock(c.Timezone, time.Time{})
	if err != nil {
		return nil, err
	}
	return join(r.s, c, old.Store, now, true, false)
}

// refused says in the log why a configuration is not taken.
func refused(c *crew, why string, err error) {
	reasons := []string{err.Error()}
	var mistakes config.Errors
	if errors.As(err, &mistakes) {
		reasons = nil
		for _, m := range mistakes {
			reasons = append(reasons, m.Error())
		}
	}
	e := c.log.Error().Str("why", why).Strs("mistakes", reasons)
	if hint := hintOf(err); hint != "" {
		e = e.Str("hint", hint)
	}
	e.Msg("the configuration was refused; the one before stays in force")
}
