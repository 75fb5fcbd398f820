package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"rasoat/config"
	"rasoat/sync/schedule"
	"rasoat/sync/store"
	"rasoat/sync/watch"
)

// runner is what stays while one configuration takes over from another: the
// session, with the state and its lock.
type runner struct {
	runCmd
	s        *session
	hangup   <-chan os.Signal
	edited   chan struct{}     // has room for one
	asked    chan chan<- error // somebody asks for the configuration to be read, and is told why it was refused
	requests chan string       // workbooks to go over, "" for all
	board    *board
	front    *webServer
	gate     *schedule.Gate // of the configuration in force
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
		var asker chan<- error
		select {
		case <-ctx.Done():
			return nil
		case <-r.hangup:
			why = "SIGHUP"
		case asker = <-r.asked:
			why = "a request"
		case <-r.edited:
		}
		next, err := r.renew(c)
		if asker != nil {
			asker <- err // it has room
		}
		if err != nil {
			r.board.refuses(c.inWords(err))
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
	if err := r.front.still(c); err != nil {
		return nil, err
	}
	if c.State != old.config.State {
		return nil, config.Errors{c.Mistake("state", 0, fmt.Sprintf("cannot change while rasoat runs: leave it at %q, or stop rasoat, move the file and start it again", old.config.State))}
	}
	now, err := nowFlag{}.clock(c.Timezone, time.Time{})
	if err != nil {
		return nil, err
	}
	return r.join(c, old.Store, now)
}

// join is that of every command, with what the status page needs.
func (r *runner) join(c *configuration, state *store.Store, now func() time.Time) (*crew, error) {
	crew, err := join(r.s, c, state, now, true, false)
	if err != nil {
		return nil, err
	}
	crew.board = r.board
	if crew.post != nil {
		crew.post.Store = counted{crew.Store, r.board.metrics}
	}
	if crew.page, err = page(r.s, crew, r.board, r); err != nil {
		return nil, errors.Join(err, crew.disconnect())
	}
	return crew, nil
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

// inWords says what an error says in the language of the configuration, as far
// as there is a text.
func (c *crew) inWords(err error) string {
	var mistakes config.Errors
	if !errors.As(err, &mistakes) {
		return err.Error()
	}
	lines := make([]string, len(mistakes))
	for i, m := range mistakes {
		lines[i] = m.In(c.Printer.Error)
	}
	return strings.Join(lines, "\n")
}
