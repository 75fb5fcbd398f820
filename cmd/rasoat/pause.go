package main

import "rasoat/sync/store"

type pauseCmd struct {
	Mail pauseMailCmd `cmd:"" help:"Hold all mail, over restarts, until it is resumed."`
}

type pauseMailCmd struct {
	Why string `help:"Why. It is shown with the pause." placeholder:"TEXT"`
	stateFlags
}

// Run holds all mail. A mail that is being handed over is finished.
func (cmd pauseMailCmd) Run(s *session) error {
	return cmd.at(s, func(d *desk) error {
		if err := d.Pause(s.ctx, store.PauseMail, d.now, cmd.Why); err != nil {
			return err
		}
		p, _, err := d.PausedSince(s.ctx, store.PauseMail)
		if err != nil {
			return err
		}
		d.tell("paused", map[string]any{"since": d.time(p.Since), "why": p.Why, "config": d.path()})
		return nil
	})
}

type resumeCmd struct {
	Mail resumeMailCmd `cmd:"" help:"End the pause of all mail."`
}

type resumeMailCmd struct {
	stateFlags
}

// Run lets mail go on, and says how much there is.
func (cmd resumeMailCmd) Run(s *session) error {
	return cmd.at(s, func(d *desk) error {
		p, paused, err := d.PausedSince(s.ctx, store.PauseMail)
		if err != nil {
			return err
		}
		if !paused {
			d.tell("resume/none", nil)
			return nil
		}
		if err := d.Resume(s.ctx, store.PauseMail); err != nil {
			return err
		}
		pending, err := d.Outbox(s.ctx, store.Filter{State: store.Pending})
		if err != nil {
			return err
		}
		waiting, err := d.Outbox(s.ctx, store.Filter{State: store.Waiting})
		if err != nil {
			return err
		}
		d.tell("resume", map[string]any{"since": d.time(p.Since), "pending": len(pending), "waiting": len(waiting)})
		if len(pending) == 0 {
			return nil
		}
		return d.onward(s)
	})
}
