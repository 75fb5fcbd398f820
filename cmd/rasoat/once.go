package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	rasoatsync "rasoat/sync"
	"rasoat/sync/deliver"
	"rasoat/sync/schedule"
)

type onceCmd struct {
	configFlag
	nowFlag
	Workbook []string `xor:"which" sep:"none" help:"Only the workbook of this name; more of them with the flag again." placeholder:"NAME"`
	All      bool     `xor:"which" help:"Every workbook of the configuration, as without --workbook."`
	Verbose  bool     `short:"v" help:"Write the log of what is done as well."`
}

// Run goes over workbooks once, several at a time, and prints what came of them
// in the order of the configuration. One that fails holds up no other.
func (cmd onceCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	for _, name := range cmd.Workbook {
		if name == "" {
			return &usageError{errors.New("--workbook: a name is missing")}
		}
		if err := knownWorkbook(c, name); err != nil {
			return err
		}
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
	var which []int
	for i, w := range crew.books {
		if len(cmd.Workbook) == 0 || slices.Contains(cmd.Workbook, w.Name) {
			which = append(which, i)
		}
	}
	var failed failures
	all := crew.each(s, which)
	for _, done := range all {
		one := <-done
		if _, err := s.out.Write(one.text); err != nil {
			return errors.Join(append(failed, err)...)
		}
		if one.err != nil {
			failed = append(failed, one.err)
		}
	}
	if err := crew.elsewhere(); err != nil {
		failed = append(failed, err)
	}
	if len(failed) == 0 {
		return nil
	}
	return failed
}

// failures are what went wrong with several workbooks, each with a hint of its
// own.
type failures []error

func (f failures) Error() string { return errors.Join(f...).Error() }

func (f failures) Unwrap() []error { return f }

// outcome is what there is to print of a workbook.
type outcome struct {
	text []byte
	err  error
}

// each goes over the workbooks at those places, in their order and so many at a
// time as the configuration allows. The outcome of each comes through the channel
// at its place, and does not wait for anybody to read it.
func (c *crew) each(s *session, which []int) []chan outcome {
	all := make([]chan outcome, len(which))
	for n := range all {
		all[n] = make(chan outcome, 1)
	}
	next := make(chan int)
	go func() {
		defer close(next)
		for n := range which {
			next <- n
		}
	}()
	for range min(len(which), c.config.Schedule.AtOnce) {
		go func() {
			for n := range next {
				all[n] <- c.one(s, which[n])
			}
		}()
	}
	return all
}

// one goes over the workbook at that place and says what came of it.
func (c *crew) one(s *session, i int) outcome {
	var text bytes.Buffer
	own := *s
	own.out = &text
	out := newTerminal(&own)
	r, sent, err := c.passAndSend(s.ctx, i)
	if r != nil {
		out.pass(r, sent, c.place(i))
	}
	if err != nil {
		err = failure(c.place(i), err)
	}
	return outcome{text.Bytes(), errors.Join(err, out.err)}
}

// mailed is what became of mail, by workbook, as far as nobody was told.
type mailed struct {
	sync.Mutex
	by map[string]*deliver.Report
}

func (m *mailed) of(workbook string) *deliver.Report {
	r := m.by[workbook]
	if r == nil {
		r = &deliver.Report{}
		m.by[workbook] = r
	}
	return r
}

// passAndSend goes over the workbook at that place, as at a slot, and delivers
// what is in the outbox. Mail of the workbook that could not be delivered is an
// error.
func (c *crew) passAndSend(ctx context.Context, i int) (*rasoatsync.Report, deliver.Report, error) {
	on := rasoatsync.Occasion{Slot: c.Now(), Why: rasoatsync.WhyOnce}
	var r, did *rasoatsync.Report
	err := c.gate.Do(ctx, c.books[i].Name, func(ctx context.Context) (err error) {
		did, err = c.pass(ctx, i, on)
		return err
	})
	if hung := new(schedule.HungError); errors.As(err, &hung) {
		err = fmt.Errorf("go over %s: %w", c.place(i), err)
	} else {
		r = did
	}
	if c.post == nil {
		return r, deliver.Report{}, err
	}
	sent, sweepErr := c.send(ctx, c.books[i].Name)
	return r, sent, errors.Join(err, sweepErr, undelivered(sent))
}

// send delivers what is in the outbox and returns what became of the mail of a
// workbook, whichever pass it was that sent it.
func (c *crew) send(ctx context.Context, workbook string) (deliver.Report, error) {
	c.mailed.Lock()
	defer c.mailed.Unlock()
	sent, err := c.post.Sweep(ctx)
	for _, d := range sent.Delivered {
		r := c.mailed.of(d.Workbook)
		r.Delivered = append(r.Delivered, d)
	}
	for _, d := range sent.Deferred {
		r := c.mailed.of(d.Workbook)
		r.Deferred = append(r.Deferred, d)
	}
	for _, d := range sent.Dead {
		r := c.mailed.of(d.Workbook)
		r.Dead = append(r.Dead, d)
	}
	own := *c.mailed.of(workbook)
	delete(c.mailed.by, workbook)
	own.Held, own.Until = sent.Held, sent.Until
	return own, err
}

// elsewhere says what mail of other workbooks, left from before, could not be
// delivered.
func (c *crew) elsewhere() error {
	c.mailed.Lock()
	defer c.mailed.Unlock()
	var failed []error
	for _, workbook := range slices.Sorted(maps.Keys(c.mailed.by)) {
		failed = append(failed, undelivered(*c.mailed.by[workbook]))
	}
	return errors.Join(failed...)
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
