package sync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"rasoat/sheets"
	"rasoat/sync/plan"
	"rasoat/sync/store"
)

// Occasion is what sets a pass off.
type Occasion struct {
	// Slot is the slot of digests that is due. The zero slot is a pass between
	// slots.
	Slot time.Time
	Why  string // WhySchedule and so on
}

// What sets a pass off. The words stand in the state: they never change.
const (
	WhySchedule = "schedule" // a slot of passes
	WhyDigests  = "digests"  // a slot of digests
	WhyCatchUp  = "catch-up" // a slot that was missed
	WhyChange   = "change"   // the workbook's file changed
	WhyStart    = "start"    // a new configuration is in force
	WhyRequest  = "request"  // an operator asked for it
	WhyOnce     = "once"     // the command for a single pass
)

// How a pass ended. The words stand in the state: they never change.
const (
	OutcomeQuiet   = "quiet"   // there was nothing to write and nobody to mail
	OutcomeWritten = "written" // the workbook was written
	OutcomeMailed  = "mailed"  // there was nothing to write, and mails were made
	OutcomeWatched = "watched" // there were steps, and none was to be written
	OutcomeHeld    = "held"    // all but the writing was done: somebody has the workbook open
	OutcomeDenied  = "denied"  // the same: the workbook cannot be written
	OutcomeFailed  = "failed"  // something else went wrong
	OutcomeUnread  = "unread"  // it was not read, since nothing happened to it; never recorded
	// OutcomeUnfinished is that of a pass which is at work, or was killed after it
	// had committed what it had planned.
	OutcomeUnfinished = "unfinished"
)

// course is one pass from its beginning to its end, over all its attempts.
type course struct {
	w        Workbook
	on       Occasion
	started  time.Time
	attempts int
	run      int64          // its record, 0 while there is none
	mails    []plan.Message // that were committed
}

// begun returns the run to commit with a plan, zero for none. There is one as
// soon as the pass changes anything that people see, so that it leaves a trace
// even where it is killed the next moment. Where the run before could not write
// those steps either, the same may come out again, and is then told once: that
// is known only at the end.
func (s *Service) begun(ctx context.Context, c *course, r *Report) (store.Run, error) {
	run := store.Run{
		Workbook: c.w.Name, Started: c.started, Finished: s.Now(), Why: c.on.Why, Outcome: OutcomeUnfinished,
		Findings: r.Plan.Open(), Steps: len(r.Steps), Messages: len(r.Plan.Messages),
	}
	writes := c.w.Mode >= Annotate && len(r.Steps) > 0
	mails := len(r.Plan.Messages)+len(r.Plan.Withdraw) > 0
	if c.run != 0 || !writes && !mails {
		return store.Run{}, nil
	}
	if mails {
		return run, nil
	}
	newest, err := s.Store.Runs(ctx, c.w.Name, 0, 1)
	if err != nil {
		return store.Run{}, err
	}
	if len(newest) == 0 || newest[0].Findings != run.Findings || newest[0].Steps != run.Steps {
		return run, nil
	}
	switch newest[0].Outcome {
	case OutcomeHeld, OutcomeDenied, OutcomeFailed:
		return store.Run{}, nil
	}
	return run, nil
}

// Lost records a pass that was given up, since it does not return. Should it do
// so after all, what it says then is another run.
func (s *Service) Lost(ctx context.Context, w Workbook, on Occasion, begun time.Time, why error) error {
	_, err := s.Store.Finish(context.WithoutCancel(ctx), 0, store.Run{
		Workbook: w.Name, Started: begun, Finished: s.Now(), Why: on.Why, Outcome: OutcomeFailed, Error: discreet(why.Error()),
	})
	return err
}

// finish records how a pass ended. What it did is recorded also when it was told
// to stop meanwhile; a pass that was told so before it did anything is not. It
// returns the id of the record, 0 for none.
func (s *Service) finish(ctx context.Context, c *course, r *Report, failed error) (int64, error) {
	if errors.Is(context.Cause(ctx), context.Canceled) && c.run == 0 && (r == nil || !r.Written) {
		return 0, nil
	}
	detail, err := json.Marshal(c.account(r))
	if err != nil {
		return 0, fmt.Errorf("write the account of a pass over %s: %w", c.w.Name, err)
	}
	run := store.Run{
		Workbook: c.w.Name, Started: c.started, Finished: s.Now(), Why: c.on.Why, Outcome: outcome(c, r, failed), Messages: len(c.mails), Detail: detail,
	}
	if r != nil {
		run.Findings, run.Steps = r.Plan.Open(), len(r.Steps)
		if r.Unwritten != nil && c.w.Mode >= Annotate {
			run.Error = discreet(r.Unwritten.Error())
		}
	}
	if failed != nil {
		run.Error = discreet(failed.Error())
	}
	return s.Store.Finish(context.WithoutCancel(ctx), c.run, run)
}

// outcome returns how a pass ended, by one word.
func outcome(c *course, r *Report, failed error) string {
	var unwritten error
	if r != nil && c.w.Mode >= Annotate {
		unwritten = r.Unwritten
	}
	switch class := sheets.ClassOf(unwritten); {
	case unwritten != nil && class == sheets.Denied:
		return OutcomeDenied
	case failed != nil || unwritten != nil && class != sheets.Busy:
		return OutcomeFailed
	case unwritten != nil:
		return OutcomeHeld
	case r.Written:
		return OutcomeWritten
	case len(c.mails) > 0:
		return OutcomeMailed
	case len(r.Steps) > 0:
		return OutcomeWatched
	}
	return OutcomeQuiet
}

// The summary says what changed since the newest day that is so many days back.
const (
	leastBack = 7
	mostBack  = 14
)

// past reads how the workbook stood: about a week ago, as the summary compares,
// and when it was gone over last; nil where that is not known.
func (s *Service) past(ctx context.Context, w Workbook, now time.Time) (week *plan.Past, last *plan.Figures, err error) {
	today := dayOf(now)
	kept, err := s.Store.Figures(ctx, w.Name, today.AddDate(0, 0, -mostBack), today)
	if err != nil || len(kept) == 0 {
		return nil, nil, err
	}
	read := func(f store.Figures) *plan.Figures {
		figures, err := plan.DecodeFigures(f.Document)
		if err != nil {
			// Figures serve to compare: without them the pass says less.
			s.Log.Warn().Str("workbook", w.Name).Time("day", f.Day).Err(err).Msg("the figures of a day cannot be read and are left out")
			return nil
		}
		return &figures
	}
	for _, f := range slices.Backward(kept) {
		if f.Day.After(today.AddDate(0, 0, -leastBack)) {
			continue
		}
		if figures := read(f); figures != nil {
			week = &plan.Past{Day: f.Day, Figures: *figures}
			break
		}
	}
	return week, read(kept[len(kept)-1]), nil
}

// dayOf returns the date of a time in its own zone, as midnight UTC.
func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
