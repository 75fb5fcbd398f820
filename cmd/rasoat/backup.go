package main

import "rasoat/sync/store"

type backupCmd struct {
	File string `arg:"" help:"The file to write. One that is there already is refused." type:"path"`
	configFlag
}

// Run backs the state up, beside a daemon at work on it.
func (cmd backupCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	if err := store.BackUp(s.ctx, c.State, cmd.File, store.Options{}); err != nil {
		return err
	}
	out := newTerminal(s)
	out.say("state/backup", map[string]any{"state": shortPath(c.State), "file": shortPath(cmd.File)})
	return out.err
}
