// Package sync is the sequence of a pass and nothing else: read the workbook,
// plan, commit what is to be remembered and mailed, write what is to be
// shown, deliver the mail. Every decision was taken before, by package plan;
// every effect is somebody else's, behind a port. A crash anywhere is
// answered by running again.
//
// Other packages import this one as rasoatsync, since it shares its name with
// the standard library's.
package sync

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"rasoat/sheets"
	"rasoat/sync/digest"
	"rasoat/sync/lang"
	"rasoat/sync/mail"
	"rasoat/sync/plan"
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

// Workbook is one workbook that is watched over.
type Workbook struct {
	Name     string
	Book     sheets.Book
	Scope    sheets.Scope
	Settings plan.Settings
	Mode     Mode
}

// Courier delivers a message and says where it went. Delivering a message
// again must do no harm.
type Courier interface {
	Deliver(ctx context.Context, m mail.Message) (where string, err error)
}

// Service carries passes out.
type Service struct {
	Store   *store.Store
	Courier Courier // nil where no workbook mails
	Printer *lang.Printer
	Now     func() time.Time // in the local time zone
	Log     zerolog.Logger
}

// Report is what a pass did, or a dry run would do.
type Report struct {
	Workbook  string
	Mode      Mode
	Plan      *plan.Plan
	Steps     []sheets.Step
	Written   bool // the steps were carried out
	Delivered []Delivery
	// Unwritten is why the workbook could not be written though everything
	// else was done: somebody holds it open, it is of a kind that cannot carry
	// annotations, or writing failed, which is the pass's error as well.
	Unwritten error
}

// Delivery is a message that went out.
type Delivery struct {
	Department string
	Subject    string
	Where      string
}

// Attempts that a pass makes when the workbook or the state changes under it.
const attempts = 4

// Preview works out what a pass would do and changes nothing.
func (s *Service) Preview(ctx context.Context, w Workbook) (*Report, error) {
	report, _, _, err := s.look(ctx, w, true)
	return report, err
}

// look reads and plans. The dry run and the pass both begin with it, so that
// what one prints is what the other does.
func (s *Service) look(ctx context.Context, w Workbook, mailing bool) (*Report, sheets.Change, int64, error) {
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
	settings := w.Settings
	settings.Remind = mailing && w.Mode >= Remind
	now := s.Now()
	in := plan.Input{Snapshot: view.Snapshot(), History: history, Settings: settings, Printer: s.Printer, Now: now}
	if mailing {
		in.Slot = now
	}
	p, err := plan.Make(in)
	if err != nil {
		return nil, nil, 0, err
	}
	report := &Report{Workbook: w.Name, Mode: w.Mode, Plan: p}
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

// Pass goes over a workbook once. With mailing, digests that are due are
// stored and delivered as well. When the workbook changes while the pass runs
// it starts over, a few times; when it cannot be written, everything but the
// writing is done and Report.Unwritten says why.
func (s *Service) Pass(ctx context.Context, w Workbook, mailing bool) (*Report, error) {
	// What one pass logs bears one mark.
	marked := *s
	marked.Log = s.Log.With().Str("pass", rand.Text()[:8]).Logger()
	s = &marked
	started := s.Now()
	var report *Report
	var err error
	for i := range attempts {
		report, err = s.pass(ctx, w, mailing, started, i == attempts-1)
		if !errors.Is(err, store.ErrStale) && !again(err) {
			break
		}
		s.Log.Info().Str("workbook", w.Name).Err(err).Msg("changed while the pass ran; starting over")
	}
	if err != nil && ctx.Err() == nil {
		recordErr := s.Store.Record(ctx, store.Run{
			Workbook: w.Name, Started: started, Finished: s.Now(), Outcome: "failed", Error: err.Error(),
		})
		return report, errors.Join(err, recordErr)
	}
	return report, err
}

// again reports whether a write failed because the workbook has to be read
// again: it changed meanwhile, or nobody knows whether it was written.
func again(err error) bool {
	c := sheets.ClassOf(err)
	return c == sheets.Conflict || c == sheets.Uncertain
}

// pass is one attempt at a pass. On the last one the mail does not wait for
// the workbook any longer.
func (s *Service) pass(ctx context.Context, w Workbook, mailing bool, started time.Time, last bool) (*Report, error) {
	report, change, version, err := s.look(ctx, w, mailing)
	if err != nil {
		return nil, err
	}
	if err := s.remember(ctx, w, report, version, started); err != nil {
		return nil, err
	}
	var failed []error
	if w.Mode >= Annotate && len(report.Steps) > 0 {
		_, err := change.Apply(ctx)
		switch {
		case err == nil:
			report.Written = true
		case again(err) && !last:
			return report, err
		case sheets.ClassOf(err) == sheets.Busy:
			report.Unwritten = err
		default:
			// The mail does not wait for a share that is read-only or full.
			report.Unwritten = err
			failed = append(failed, err)
		}
	}
	if mailing && w.Mode >= Remind {
		s.explain(report)
		report.Delivered, err = s.Deliver(ctx)
		failed = append(failed, err)
	}
	s.log(report)
	return report, errors.Join(failed...)
}

// explain logs who is told of something and why; with debugging, who is not
// as well.
func (s *Service) explain(r *Report) {
	for _, d := range r.Plan.Digests {
		e, what := s.Log.Info(), "digest due"
		if !d.Send {
			e, what = s.Log.Debug(), "no digest"
		}
		e.Str("workbook", r.Workbook).Str("department", d.Department.Name).Str("reason", string(d.Reason)).
			Int("late", len(d.Late)).Int("unfunded", len(d.Unfunded)).Int("open", len(d.Open)).Int("advise", len(d.Advise)).
			Msg(what)
	}
}

// remember commits the history and the messages. It comes before the writing:
// a fact seen for the first time is kept even when the sheet cannot be
// written, and a mail planned is never lost.
func (s *Service) remember(ctx context.Context, w Workbook, r *Report, version int64, started time.Time) error {
	history, err := r.Plan.Next.Encode()
	if err != nil {
		return err
	}
	c := store.Commit{Workbook: w.Name, Version: version, History: history, Run: store.Run{
		Workbook: w.Name, Started: started, Finished: s.Now(), Outcome: "planned",
		Findings: r.Plan.Open(), Steps: len(r.Steps), Messages: len(r.Plan.Messages),
	}}
	for _, m := range r.Plan.Messages {
		c.Messages = append(c.Messages, store.Message{
			Key: m.Key, Workbook: w.Name, Department: m.Department, To: m.To, Subject: m.Subject, Raw: m.Raw, Created: started,
		})
	}
	return s.Store.Commit(ctx, c)
}

// Deliver sends everything that waits in the outbox. A message that fails
// stays there and holds up no other.
func (s *Service) Deliver(ctx context.Context) ([]Delivery, error) {
	if s.Courier == nil {
		return nil, nil
	}
	pending, err := s.Store.Pending(ctx)
	if err != nil {
		return nil, err
	}
	var done []Delivery
	var failed []error
	for _, m := range pending {
		where, err := s.Courier.Deliver(ctx, mail.Message{Name: s.nameOf(m), Raw: m.Raw})
		if err != nil {
			failed = append(failed, fmt.Errorf("deliver the digest for %q: %w", m.Department, err))
			continue
		}
		if err := s.Store.MarkSent(ctx, m.Key, s.Now(), where); err != nil {
			failed = append(failed, err)
			continue
		}
		s.Log.Info().Str("workbook", m.Workbook).Str("department", m.Department).Str("mail", m.Key).Msg("mail delivered")
		done = append(done, Delivery{m.Department, m.Subject, where})
	}
	return done, errors.Join(failed...)
}

// nameOf names a message for people: the day, the department, and enough of
// the key to keep two digests of a day apart.
func (s *Service) nameOf(m store.Message) string {
	sum := sha256.Sum256([]byte(m.Key))
	return m.Created.In(s.Now().Location()).Format(time.DateOnly) + "-" + digest.Slug(m.Department) + "-" + hex.EncodeToString(sum[:4])
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
		Int("mails", len(r.Delivered)).Int("held", len(r.Plan.Held)).
		Msg("pass done")
}
