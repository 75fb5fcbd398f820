package main

import (
	"errors"

	"rasoat/sync/store"
)

type restoreCmd struct {
	File string `arg:"" help:"The backup. It stays as it is." type:"path"`
	configFlag
}

// Run puts a backup in the place of the state, and opens it once to see that
// this program can go on from it.
func (cmd restoreCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	kept, err := store.Restore(s.ctx, cmd.File, c.State, store.Options{})
	if err != nil {
		return err
	}
	pending, err := countPending(s, c)
	if err != nil {
		return err
	}
	args := map[string]any{"state": shortPath(c.State), "file": shortPath(cmd.File), "kept": ""}
	if kept != "" {
		args["kept"] = shortPath(kept)
	}
	out := newTerminal(s)
	out.say("state/restore", args)
	if pending > 0 {
		out.say("state/restore/pending", map[string]any{"count": pending})
	}
	out.say("state/restore/next", map[string]any{"config": shortPath(c.path)})
	return out.err
}

// countPending brings the state's schema up to date and returns how many mails
// are to be delivered.
func countPending(s *session, c *configuration) (n int, err error) {
	state, err := store.Open(s.ctx, c.State, store.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	list, err := state.Outbox(s.ctx, store.Filter{State: store.Pending})
	return len(list), err
}
