package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	rasoatsync "rasoat/sync"
	"rasoat/sync/schedule"
)

// shift is the work on the workbook at one place. A Book is used by one pass at
// a time.
type shift struct {
	*crew
	i      int
	atOnce bool // a pass is due as soon as the schedule begins

	mu      sync.Mutex
	failed  time.Time        // the slot of digests whose pass failed
	backoff schedule.Backoff // of passes that fail again and again
}

// jobs returns the jobs of the workbook: passes that read and write, and
// passes at which digests are due.
func (s *shift) jobs() []schedule.Job {
	w, times := s.books[s.i], s.config.TimesOf(&s.config.Workbooks[s.i])
	starts := s.atOnce
	jobs := []schedule.Job{{Name: passJob(w.Name), Spec: times.Passes.Spec, RunAtStart: s.atOnce, Run: func(ctx context.Context, slot time.Time) error {
		why := s.due(slot, rasoatsync.WhySchedule)
		if starts {
			why, starts = rasoatsync.WhyStart, false // a job does not overlap itself
		} else if s.rests() {
			return nil
		} else if s.unread(ctx, slot) {
			return schedule.ErrUnmarked
		}
		return s.work(ctx, rasoatsync.Occasion{Why: why})
	}}}
	if w.Mode >= rasoatsync.Remind {
		jobs = append(jobs, schedule.Job{Name: rasoatsync.DigestJob(w.Name), Spec: times.Digests.Spec, Run: func(ctx context.Context, slot time.Time) error {
			return s.work(ctx, rasoatsync.Occasion{Slot: slot, Why: s.due(slot, rasoatsync.WhyDigests)})
		}})
	}
	return jobs
}

// due says what sets off a job that begins now: a slot is made up for where it
// is past by more than a moment.
func (s *shift) due(slot time.Time, why string) string {
	if s.Now().Sub(slot) > time.Minute {
		return rasoatsync.WhyCatchUp
	}
	return why
}

// rests reports whether a pass between slots is put off, since those before it
// failed.
func (s *shift) rests() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.backoff.Rests(s.Now())
}

// work goes over the workbook when its turn comes. Where the program is told to
// stop before, the error is schedule.ErrStopped.
func (s *shift) work(ctx context.Context, on rasoatsync.Occasion) error {
	// What the pass did is not to be read where it does not return.
	did, begun := on, s.Now()
	var r *rasoatsync.Report
	err := s.gate.Do(ctx, s.books[s.i].Name, func(ctx context.Context) (err error) {
		begun = s.Now()
		if did.Slot.IsZero() {
			did.Slot = s.owed()
		}
		r, err = s.pass(ctx, s.i, did)
		return err
	})
	var hung *schedule.HungError
	switch {
	case errors.Is(err, schedule.ErrStopped):
		return err
	case errors.As(err, &hung):
		err = s.lost(ctx, on, hung)
		s.ended(on, false, s.Now(), err)
		return err
	}
	s.ended(did, r != nil, begun, err)
	if err != nil {
		return failure(s.place(s.i), err)
	}
	return nil
}

// owed returns the slot whose digests are still due today, since the workbook
// could not be read then; zero for none.
func (s *shift) owed() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed.IsZero() || !sameDay(s.failed, s.Now()) {
		return time.Time{}
	}
	return s.failed
}

// ended keeps in mind how a pass ended.
func (s *shift) ended(on rasoatsync.Occasion, planned bool, begun time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := s.books[s.i].Name
	if err == nil {
		s.failed = time.Time{}
		if s.backoff.Succeeded() {
			s.log.Info().Str("workbook", name).Msg("the workbook is gone over again at its usual times")
		}
		return
	}
	if !planned && !on.Slot.IsZero() {
		s.failed = on.Slot
	}
	if s.backoff.Failed(begun) {
		s.log.Warn().Str("workbook", name).Time("until", s.backoff.Until()).
			Msg("passes fail again and again; those of the schedule are put off")
	}
}

// lost keeps that a pass does not return, and says which.
func (s *shift) lost(ctx context.Context, on rasoatsync.Occasion, hung *schedule.HungError) error {
	err := fmt.Errorf("go over %s: %w", s.place(s.i), hung)
	if hung.Fresh {
		err = errors.Join(err, s.Lost(ctx, s.books[s.i], on, hung.Since, hung))
		if s.board != nil {
			s.board.lost(s.books[s.i].Name, passOf(nil, err, on, hung.Since, s.Now()))
		}
	}
	return err
}

// sameDay reports whether a time lies on the day of another.
func sameDay(t, day time.Time) bool {
	return t.In(day.Location()).Format(time.DateOnly) == day.Format(time.DateOnly)
}
