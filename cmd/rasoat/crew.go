package main

import (
	"errors"
	"net/http"
	"time"

	"github.com/rs/zerolog"

	"rasoat/config"
	rasoatsync "rasoat/sync"
	"rasoat/sync/changes"
	"rasoat/sync/deliver"
	"rasoat/sync/lang"
	"rasoat/sync/schedule"
	"rasoat/sync/store"
)

// crew is everything a command needs to go over the configured workbooks.
type crew struct {
	*rasoatsync.Service
	post    *deliver.Worker // nil where nothing mails
	days    *workdays
	config  *configuration
	cloud   *cloud
	books   []rasoatsync.Workbook // in the order of the configuration
	gate    *schedule.Gate        // through which their passes go
	mailed  mailed                // what became of mail that commands for a single pass sent
	log     zerolog.Logger
	changes *changes.Tracker // of the spreadsheets, nil where all workbooks are read
	board   *board           // told of every pass, nil where nobody looks
	page    http.Handler     // nil where none is served
}

// assemble joins the parts. now is the clock. readOnly opens the state without
// creating or changing it, and nothing can be written to a spreadsheet;
// otherwise the process lock is taken. The crew is to be dismissed with Close.
func assemble(s *session, c *configuration, now func() time.Time, verbose, readOnly bool) (*crew, error) {
	var state *store.Store
	var err error
	if readOnly {
		state, err = store.OpenReadOnly(s.ctx, c.State, store.Options{Now: now})
	} else {
		state, err = lockState(s, c, now)
	}
	if err != nil {
		return nil, err
	}
	all, err := join(s, c, state, now, verbose, readOnly)
	if err != nil {
		return nil, errors.Join(err, state.Close())
	}
	if !readOnly {
		all.sweep()
	}
	return all, nil
}

// join is assemble with a state that is open, which remains the caller's.
func join(s *session, c *configuration, state *store.Store, now func() time.Time, verbose, readOnly bool) (*crew, error) {
	log := newLog(c.Log, s.err, verbose)
	svc := &rasoatsync.Service{Store: state, Now: now, Log: log, Printer: s.catalogue.Printer(lang.Language(c.Language))}
	g := newCloud(c.Config, log, readOnly || c.Mode == config.Watch)
	all := &crew{Service: svc, config: c, cloud: g, books: workbooks(c, g), log: log, mailed: mailed{by: map[string]*deliver.Report{}}}
	for i := range all.books {
		if s.before != nil {
			all.books[i].Book = s.before(all.books[i].Book)
		}
	}
	all.bound(nil, nil)
	all.days = newWorkdays(c.Mail.Hours.From, c.Mail.Hours.To, c.days)
	if c.Mode == config.Remind && !readOnly {
		var err error
		if all.post, err = newPost(c.Config, svc, all.days); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// bound lets passes through as the configuration says, until stop is closed; what
// the gate before gave up is still known.
func (c *crew) bound(stop <-chan struct{}, before *schedule.Gate) *schedule.Gate {
	c.gate = schedule.NewGate(schedule.GateOptions{
		AtOnce: c.config.Schedule.AtOnce, Limit: time.Duration(c.config.Schedule.PassLimit) * time.Minute, Stop: stop, Now: c.Now,
		Returned: func(workbook string, took time.Duration) {
			c.log.Info().Str("workbook", workbook).Dur("took", took).Msg("the pass that did not answer has returned")
		},
	}, before)
	return c.gate
}

// sweep clears away what an earlier process left beside the workbooks when it
// was killed. The process lock is held, so no other one is writing, and no pass
// may be at work.
func (c *crew) sweep() {
	if c.config.Mode == config.Watch {
		return
	}
	for _, w := range c.books {
		for _, part := range []any{w.Book, w.Beside} {
			left, ok := part.(interface{ Sweep() error })
			if !ok {
				continue
			}
			if err := left.Sweep(); err != nil {
				c.log.Warn().Str("workbook", w.Name).Err(err).Str("hint", hintOf(err)).Msg("what an earlier run left beside the workbook stays")
			}
		}
	}
}

// lockState opens the state and takes the process lock.
func lockState(s *session, c *configuration, now func() time.Time) (*store.Store, error) {
	state, err := store.Open(s.ctx, c.State, store.Options{Now: now})
	if err != nil {
		return nil, err
	}
	if err := state.Lock(s.ctx); err != nil {
		return nil, errors.Join(err, state.Close())
	}
	return state, nil
}

// Close gives the state and its lock back, and ends the connections.
func (c *crew) Close() error { return errors.Join(c.disconnect(), c.Store.Close()) }

// disconnect ends the connections.
func (c *crew) disconnect() error {
	c.cloud.Close()
	if c.post == nil {
		return nil
	}
	return c.post.Transport.Close()
}

// place says where the i-th workbook stands.
func (c *crew) place(i int) place { return placeOf(c.config, &c.config.Workbooks[i]) }
