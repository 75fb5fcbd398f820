// Package sync is the sequence of a pass and nothing else: read the workbook,
// plan, commit what is to be remembered and mailed, write what is to be
// shown and said on cells, deliver the mail. Every decision was taken before, by package plan;
// every effect is somebody else's, behind a port. A crash anywhere is
// answered by running again.
//
// Other packages import this one as rasoatsync, since it shares its name with
// the standard library's.
package sync

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"rasoat/sheets"
	"rasoat/sync/lang"
	"rasoat/sync/plan"
	"rasoat/sync/remind"
	"rasoat/sync/rule"
	"rasoat/sync/store"
)

// Mode says how far a pass goes.
type Mode uint8

// The modes, each of which does what the one before does and more.
const (
	Watch    Mode = iota // reads and judges
	Annotate             // writes its own columns and tabs
	Remind               // mails
)

// String returns the mode's name.
func (m Mode) String() string {
	switch m {
	case Watch:
		return "watch"
	case Annotate:
		return "annotate"
	case Remind:
		return "remind"
	}
	return fmt.Sprintf("mode %d", uint8(m))
}

// Workbook is one workbook that is watched over.
type Workbook struct {
	Name     string
	Book     sheets.Book
	Scope    sheets.Scope
	Settings plan.Settings
	Mode     Mode
	Approval Approval
	// Followed has Report.Moved say whether somebody edited the workbook while it
	// was written, where writing tells.
	Followed bool
	// Beside takes what the workbook cannot be given while somebody has it
	// open, nil for a workbook that has nothing beside it; BesideAfter is how
	// long it has to be open, 0 for never.
	Beside      Beside
	BesideAfter time.Duration
}

// Approval says which mails wait for the operator.
type Approval uint8

// The approvals.
const (
	ApproveFirst  Approval = iota // those made before any of the workbook's was approved
	ApproveAlways                 // each
	ApproveNever                  // none
)

// DigestJob names the job that mails the digests of a workbook: the slots that
// are done are remembered under it.
func DigestJob(workbook string) string { return workbook + "/digest" }

// Service carries passes out.
type Service struct {
	Store   *store.Store
	Printer *lang.Printer
	Now     func() time.Time // in the local time zone
	Log     zerolog.Logger
}

// Report is what a pass did, or a dry run would do.
type Report struct {
	Workbook string
	Mode     Mode
	Plan     *plan.Plan
	Input    plan.Input // what the plan follows from
	Steps    []sheets.Step
	Written  bool // the steps were carried out
	// Moved says of a followed workbook that what stood there after the writing is
	// not what the plan follows from.
	Moved bool
	// Mails are what the pass put into the outbox, also by an attempt before the
	// last.
	Mails []plan.Message
	// Unwritten is why the workbook could not be written though everything
	// else was done: somebody holds it open, it is of a kind that cannot carry
	// annotations, or writing failed, which is the pass's error as well.
	Unwritten error
	Beside    Aside         // what became of the workbook beside it
	Talked    sheets.Talked // what became of the plan's talk, zero where none was tried
	// Outcome says how the pass ended, OutcomeQuiet and so on, "" in a dry run;
	// Run is the id of its record, 0 where it says nothing that the one before did
	// not say.
	Outcome string
	Run     int64
	// Figures are what the workbook comes to.
	Figures plan.Figures
	before  *plan.Figures // those of the pass before, nil where they are not known
}

// Attempts that a pass makes when the workbook or the state changes under it.
const attempts = 4

// Preview works out what a pass at that slot would do and changes nothing.
func (s *Service) Preview(ctx context.Context, w Workbook, slot time.Time) (*Report, error) {
	report, _, _, err := s.look(ctx, w, slot)
	return report, err
}

// look reads and plans. The dry run and the pass both begin with it, so that
// what one prints is what the other does.
func (s *Service) look(ctx context.Context, w Workbook, slot time.Time) (*Report, sheets.Change, int64, error) {
	// What became of earlier mails is read before the history: what changes in
	// between makes the commit fail, and the pass starts over.
	room, err := s.Store.Mailroom(ctx, w.Name)
	if err != nil {
		return nil, nil, 0, err
	}
	version, data, err := s.Store.History(ctx, w.Name)
	if err != nil {
		return nil, nil, 0, err
	}
	history, err := plan.Decode(data)
	if err != nil {
		return nil, nil, 0, err
	}
	view, err := w.Book.Read(ctx, w.Scope)
	if err != nil {
		return nil, nil, 0, err
	}
	now := s.Now()
	week, last, err := s.past(ctx, w, now)
	if err != nil {
		return nil, nil, 0, err
	}
	settings := w.Settings
	settings.Remind = w.Mode >= Remind
	settings.Rules.Undeliverable = undeliverable(room.Dead)
	in := plan.Input{
		Snapshot: view.Snapshot(), History: history, Settings: settings, Printer: s.Printer, Now: now, Slot: slot,
		Outbox:  remind.Outbox{Waiting: room.Waiting, Undelivered: room.Undelivered, Paused: room.Paused, Released: room.Released},
		Approve: w.Approval == ApproveAlways || w.Approval == ApproveFirst && !room.Approved,
		Before:  week,
	}
	p, err := plan.Make(in)
	if err != nil {
		return nil, nil, 0, err
	}
	report := &Report{Workbook: w.Name, Mode: w.Mode, Plan: p, Input: in, Figures: p.Figures(settings, dayOf(now)), before: last}
	change, err := view.Propose(p.Annotations)
	if err != nil {
		// A book that cannot be written can still be judged and reminded of.
		if sheets.ClassOf(err) == sheets.Denied {
			report.Unwritten = err
			return report, nil, version, nil
		}
		return nil, nil, 0, err
	}
	report.Steps = change.Steps()
	return report, change, version, nil
}

// Pass goes over a workbook once. At a slot, digests that are due are put into
// the outbox as well. Delivering them is another's business: what fails there
// delays no pass, and the other way round. When the workbook changes while the
// pass runs it starts over, a few times; when it cannot be written, everything
// but the writing is done and Report.Unwritten says why. What the pass did is
// recorded, with its Account, unless it says what the one before said.
func (s *Service) Pass(ctx context.Context, w Workbook, on Occasion) (*Report, error) {
	// What one pass logs bears one mark.
	marked := *s
	marked.Log = s.Log.With().Str("pass", rand.Text()[:8]).Logger()
	s = &marked
	c := &course{w: w, on: on, started: s.Now()}
	var report *Report
	var err error
	for c.attempts < attempts {
		c.attempts++
		report, err = s.pass(ctx, c)
		if report != nil {
			report.Mails = c.mails
		}
		if !errors.Is(err, store.ErrStale) && !again(err) {
			break
		}
		s.Log.Info().Str("workbook", w.Name).Err(err).Msg("changed while the pass ran; starting over")
	}
	if cause := context.Cause(ctx); err != nil && ctx.Err() != nil && !errors.Is(err, cause) {
		err = fmt.Errorf("go over %s: %w: %w", w.Name, cause, err)
	}
	run, recordErr := s.finish(ctx, c, report, err)
	if report != nil {
		report.Outcome, report.Run = outcome(c, report, err), run
	}
	return report, errors.Join(err, recordErr)
}

// again reports whether a write failed because the workbook has to be read
// again: it changed meanwhile, or nobody knows whether it was written.
func again(err error) bool {
	c := sheets.ClassOf(err)
	return c == sheets.Conflict || c == sheets.Uncertain
}

// pass is one attempt at a pass. On the last one nothing waits for the workbook
// any longer.
func (s *Service) pass(ctx context.Context, c *course) (*Report, error) {
	w := c.w
	report, change, version, err := s.look(ctx, w, c.on.Slot)
	if err != nil {
		return nil, err
	}
	if err := s.remember(ctx, c, report, version); err != nil {
		return nil, err
	}
	c.mails = append(c.mails, report.Plan.Messages...)
	s.explain(report)
	failed := []error{s.alert(ctx, report)}
	if w.Mode >= Annotate && len(report.Steps) > 0 {
		after, err := change.Apply(ctx)
		switch {
		case err == nil:
			report.Written = true
			report.Moved = w.Followed && !after.Snapshot().Same(report.Input.Snapshot)
			if slices.ContainsFunc(report.Steps, sheets.Step.Unsigns) {
				s.Log.Warn().Str("workbook", w.Name).Msg("the workbook's digital signature is gone, as it was written to")
			}
		case again(err) && c.attempts < attempts:
			return report, err
		case sheets.ClassOf(err) == sheets.Busy:
			report.Unwritten = err
		default:
			report.Unwritten = err
			failed = append(failed, err)
		}
	}
	s.beside(ctx, w, report)
	if errors.Join(failed...) == nil {
		s.discuss(ctx, w, report)
	}
	s.log(report)
	return report, errors.Join(failed...)
}

// remember commits the history and the messages, and that the slot is done. It
// comes before the writing: a fact seen for the first time is kept even when
// the sheet cannot be written, and a mail planned is never lost.
func (s *Service) remember(ctx context.Context, c *course, r *Report, version int64) error {
	history, err := r.Plan.Next.Encode()
	if err != nil {
		return err
	}
	figures, err := discreetly(r.Figures).Encode()
	if err != nil {
		return err
	}
	run, err := s.begun(ctx, c, r)
	if err != nil {
		return err
	}
	name := c.w.Name
	commit := store.Commit{
		Workbook: name, Version: version, History: history, Withdraw: r.Plan.Withdraw, Run: run,
		Figures: &store.Figures{Workbook: name, Day: dayOf(r.Input.Now), Taken: r.Input.Now, Document: figures},
	}
	if !c.on.Slot.IsZero() {
		commit.Slot = &store.Slot{Job: DigestJob(name), At: c.on.Slot}
	}
	for _, m := range r.Plan.Messages {
		commit.Messages = append(commit.Messages, store.Message{
			Key: m.Key, Workbook: name, Department: m.Department, To: m.To, Subject: m.Subject, Raw: m.Raw, Created: c.started, Wait: m.Wait,
		})
	}
	id, err := s.Store.Commit(ctx, commit)
	if id != 0 {
		c.run = id
	}
	return err
}

// explain logs who is told of something and why; with debugging, who is not
// as well.
func (s *Service) explain(r *Report) {
	if r.Mode < Remind {
		return
	}
	for _, d := range r.Plan.Digests {
		e, what := s.Log.Info(), "digest planned"
		if !d.Send {
			e, what = s.Log.Debug(), "no digest"
		}
		e.Str("workbook", r.Workbook).Str("department", d.Department.Name).Str("reason", string(d.Reason)).Int("step", d.Step).
			Int("late", len(d.Late)).Int("unfunded", len(d.Unfunded)).Int("open", len(d.Open)).Int("advise", len(d.Advise)).
			Int("soon", len(d.Soon)).Int("resolved", len(d.Resolved)).
			Msg(what)
	}
	unapproved := 0
	for _, m := range r.Plan.Messages {
		if m.Wait {
			unapproved++
		}
	}
	if unapproved > 0 {
		s.Log.Warn().Str("workbook", r.Workbook).Int("mails", unapproved).Msg("digests wait for approval; look with rasoat outbox list, then rasoat outbox approve")
	}
}

// alert keeps what the operator has to look at up to date: a brake, and rows
// of which nobody can be told.
func (s *Service) alert(ctx context.Context, r *Report) error {
	if r.Mode < Remind {
		return nil
	}
	var failed []error
	set := func(name, text string) {
		var err error
		if text == "" {
			err = s.Store.Clear(ctx, name)
		} else {
			err = s.Store.Raise(ctx, name, s.Now(), text)
		}
		failed = append(failed, err)
	}
	brake := ""
	if b := r.Plan.Brake; b != nil {
		brake = alarm(s.Printer, r.Workbook, b)
		s.Log.Warn().Str("workbook", r.Workbook).Str("reason", string(b.Reason)).Int("before", b.Before).Int("now", b.Now).Time("since", b.Since).
			Msg("all digests are held; look at the sheet, then: rasoat outbox release " + r.Workbook)
	}
	set("hold/"+r.Workbook, brake)
	set("address/"+r.Workbook, unreachable(s.Printer, r.Plan.Held))
	return errors.Join(failed...)
}

func (s *Service) log(r *Report) {
	e := s.Log.Info()
	if r.Unwritten != nil && r.Mode >= Annotate {
		e = s.Log.Warn().Err(r.Unwritten)
	}
	e.Str("workbook", r.Workbook).
		Int("items", r.Plan.Funding.All.Items).
		Int("errors", r.Plan.Count(rule.Error)).Int("warnings", r.Plan.Count(rule.Warning)).Int("notices", r.Plan.Count(rule.Notice)).Int("explained", r.Plan.Explained()).
		Int("steps", len(r.Steps)).Bool("written", r.Written).
		Int("mails", len(r.Mails)).Int("held", len(r.Plan.Held)).
		Msg("pass done")
}
