package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	rasoatsync "rasoat/sync"
	"rasoat/sync/deliver"
)

type onceCmd struct {
	configFlag
	nowFlag
	Verbose bool `short:"v" help:"Write the log of what is done as well."`
}

// Run goes over every workbook once. One that fails holds up no other.
func (cmd onceCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	now, err := cmd.clock(c.Timezone, time.Time{})
	if err != nil {
		return err
	}
	crew, err := assemble(s, c, now, cmd.Verbose, false)
	if err != nil {
		return err
	}
	defer crew.Close()
	out := newTerminal(s)
	var failed []error
	for i := range crew.books {
		r, sent, err := crew.passAndSend(s.ctx, i)
		if r != nil {
			out.pass(r, sent, crew.place(i))
		}
		if err != nil {
			failed = append(failed, failure(crew.place(i), err))
		}
	}
	return errors.Join(append(failed, out.err)...)
}

// passAndSend goes over the workbook at that place, as at a slot, and delivers
// what is in the outbox. Mail that could not be delivered is an error.
func (c *crew) passAndSend(ctx context.Context, i int) (*rasoatsync.Report, deliver.Report, error) {
	r, err := c.pass(ctx, i, rasoatsync.Occasion{Slot: c.Now(), Why: rasoatsync.WhyOnce})
	if c.post == nil {
		return r, deliver.Report{}, err
	}
	sent, sweepErr := c.post.Sweep(ctx)
	return r, sent, errors.Join(err, sweepErr, undelivered(sent))
}

// undelivered says what of a sweep a person has to know of, nil for nothing.
func undelivered(r deliver.Report) error {
	var failed []error
	for _, d := range r.Dead {
		failed = append(failed, fmt.Errorf("mail for %q was given up: %s", d.Department, d.Reason))
	}
	for _, d := range r.Deferred {
		failed = append(failed, fmt.Errorf("mail for %q was not delivered and is tried again: %s", d.Department, d.Reason))
	}
	return errors.Join(failed...)
}
