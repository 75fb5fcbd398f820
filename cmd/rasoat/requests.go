package main

import (
	"context"
	"errors"
	"sync"
	"time"

	rasoatsync "rasoat/sync"
	"rasoat/sync/schedule"
	"rasoat/sync/web"
)

// mostRequests is how many requests of an operator may wait to be begun.
const mostRequests = 100

// Reload implements [web.Control].
func (r *runner) Reload(ctx context.Context) error {
	told := make(chan error, 1)
	select {
	case r.asked <- told:
		return <-told
	case <-ctx.Done():
		return errors.New("another configuration is taking over; ask again in a moment")
	}
}

// Sync implements [web.Control].
func (r *runner) Sync(workbook string) error {
	c, err := r.board.state()
	if err != nil {
		return err
	}
	if workbook != "" && !hasWorkbook(c, workbook) {
		return web.ErrNotFound
	}
	select {
	case r.requests <- workbook:
		return nil
	default:
		return errors.New("too many requests wait already; ask again in a moment")
	}
}

// answer has workbooks gone over that somebody asks for, until ctx is done.
func (r *runner) answer(ctx context.Context, shifts []*shift, beside *sync.WaitGroup) {
	told := r.s.ctx.Done()
	for {
		select {
		case <-ctx.Done():
			return
		case name := <-r.requests:
			for _, s := range shifts {
				if name == "" || name == s.books[s.i].Name {
					beside.Go(func() { s.requested(ctx, told) })
				}
			}
		}
	}
}

// requested goes over the workbook as somebody asked for it.
func (s *shift) requested(ctx context.Context, told <-chan struct{}) {
	work, done := context.WithCancel(context.WithoutCancel(ctx))
	defer done()
	go func() { // the pass may go on for a while when the program is told to stop
		select {
		case <-told:
		case <-work.Done():
			return
		}
		select {
		case <-time.After(drain):
			done()
		case <-work.Done():
		}
	}()
	name := s.books[s.i].Name
	s.log.Info().Str("workbook", name).Msg("a pass was asked for")
	err := s.work(work, rasoatsync.Occasion{Why: rasoatsync.WhyRequest})
	if err != nil && !errors.Is(err, schedule.ErrStopped) {
		s.log.Error().Str("job", name+"/request").Err(err).Str("hint", hintOf(err)).Msg("job failed; it is tried again at the next slot")
	}
}
