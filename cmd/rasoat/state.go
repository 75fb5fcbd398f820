package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"rasoat/sync/store"
)

// advisedError is an error with what the operator can do about it.
type advisedError struct {
	err  error
	hint string
}

func (e *advisedError) Error() string { return e.err.Error() }

func (e *advisedError) Unwrap() error { return e.err }

// stateFlags are what commands on the state take.
type stateFlags struct {
	configFlag
	nowFlag
}

// desk is where the operator looks after the state, beside whoever has it open.
type desk struct {
	*terminal
	*store.Store
	config *configuration
	now    time.Time // in the configured zone
}

// at opens the state, which must be there, calls do, and closes it again.
func (f stateFlags) at(s *session, do func(*desk) error) (err error) {
	c, err := f.load(s)
	if err != nil {
		return err
	}
	now, err := f.clock(c.Timezone, time.Time{})
	if err != nil {
		return err
	}
	// Open would make one.
	if _, err := os.Stat(c.State); errors.Is(err, fs.ErrNotExist) {
		return &advisedError{
			fmt.Errorf("open state %q: there is none yet", shortPath(c.State)),
			"the first pass makes it: rasoat once -c " + shortPath(c.path),
		}
	}
	state, err := store.Open(s.ctx, c.State, store.Options{Now: now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	d := &desk{newTerminal(s), state, c, now()}
	if err := do(d); err != nil {
		return err
	}
	return d.err
}

// tell prints a text about the outbox.
func (d *desk) tell(key string, args map[string]any) {
	d.line("%s", d.p.Text("outbox/"+key, args))
}

// time writes an instant as the operator's clock shows it.
func (d *desk) time(t time.Time) string { return t.In(d.config.Timezone).Format("02/01/2006 15:04") }

// path is the configuration's, for a command to be typed.
func (d *desk) path() string { return shortPath(d.config.path) }
