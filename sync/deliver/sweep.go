package deliver

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/rs/zerolog"

	"rasoat/sync/mail"
	"rasoat/sync/store"
)

// Deliveries that are read at a time, with their bytes.
const batch = 20

// errDrained is the end of a transaction that outlasted Options.Drain.
var errDrained = errors.New("stopped before the mail server had answered")

// Sweep delivers everything that is due now and says what became of it. A mail
// that fails holds up no other, and is no error: it is in the report, in the log
// and, where the operator must know, among the conditions. An error is the
// state's, or the context's where it ended with mail still due; the report then
// tells what was done until then.
//
// When ctx ends, the transaction in hand is finished and the rest left.
func (w *Worker) Sweep(ctx context.Context) (Report, error) {
	w.prepare()
	select {
	case w.busy <- struct{}{}:
		defer func() { <-w.busy }()
	case <-ctx.Done():
		return Report{}, ctx.Err()
	}
	s := &sweep{Worker: w, at: w.now()}
	if err := s.begin(ctx); err != nil {
		return s.report, err
	}
	// Due is asked for one and the same instant, and whatever was handled is
	// settled or due later, though by less than a day, so the sweep ends; also
	// when the clock is set ahead meanwhile.
	for s.report.Held == "" && s.now().Sub(s.at) < 12*time.Hour {
		due, err := w.Store.Due(ctx, s.at, batch)
		if err != nil || len(due) == 0 {
			return s.report, err
		}
		for _, d := range due {
			if err := s.next(ctx, d); err != nil {
				return s.report, err
			}
			if s.report.Held != "" {
				break
			}
		}
	}
	return s.report, nil
}

// sweep is one run over the outbox.
type sweep struct {
	*Worker
	at       time.Time       // when it began
	standing map[string]bool // the conditions that stand
	report   Report
}

// begin learns which conditions stand and lifts the cap's when it is over.
func (s *sweep) begin(ctx context.Context) error {
	conditions, err := s.Store.Conditions(ctx)
	if err != nil {
		return err
	}
	s.standing = map[string]bool{}
	for _, c := range conditions {
		s.standing[c.Name] = true
	}
	if !s.standing[ConditionCap] {
		return nil
	}
	reached, err := s.capReached(ctx, s.at)
	if err != nil || reached {
		return err
	}
	return s.clear(ctx, ConditionCap)
}

// next delivers d unless something holds all mail.
func (s *sweep) next(ctx context.Context, d store.Delivery) error {
	hold, until, err := s.gate(ctx)
	if err != nil {
		return err
	}
	if hold != "" {
		s.report.Held, s.report.Until = hold, until
		return nil
	}
	if err := s.limiter.Wait(ctx); err != nil {
		return err
	}
	return s.deliver(ctx, d)
}

// gate says what holds all mail at present. It is asked before each mail, so
// that a pause takes hold at once.
func (s *sweep) gate(ctx context.Context) (Hold, time.Time, error) {
	if err := ctx.Err(); err != nil {
		return "", time.Time{}, err
	}
	now := s.now()
	if _, paused, err := s.Store.PausedSince(ctx, store.PauseMail); paused || err != nil {
		return HeldPaused, time.Time{}, err
	}
	if now.Before(s.until) {
		return HeldTransport, s.until, nil
	}
	if s.Open != nil {
		if ok, next := s.Open(now); !ok {
			return HeldHours, next, nil
		}
	}
	reached, err := s.capReached(ctx, now)
	if err != nil || !reached {
		return "", time.Time{}, err
	}
	if err := s.raise(ctx, ConditionCap, fmt.Sprintf("the cap of %d mails a day is reached; the rest goes out tomorrow", s.Options.DailyCap)); err != nil {
		return "", time.Time{}, err
	}
	return HeldCap, midnight(now).AddDate(0, 0, 1), nil
}

func (s *sweep) capReached(ctx context.Context, now time.Time) (bool, error) {
	if s.Options.DailyCap <= 0 {
		return false, nil
	}
	n, err := s.Store.SentSince(ctx, midnight(now))
	return n >= s.Options.DailyCap, err
}

// midnight is when the day of t began, in the zone of t.
func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// deliver carries out one delivery. From here on the end of ctx stops nothing
// but a transaction that outlasts the drain limit.
func (s *sweep) deliver(ctx context.Context, d store.Delivery) error {
	kept := context.WithoutCancel(ctx)
	if err := s.Store.Begin(kept, d.ID, s.now()); err != nil {
		return err
	}
	if free, known := s.free[d.ID]; !known || free > d.Attempts {
		s.free[d.ID] = d.Attempts
	}
	hand, done := s.drain(ctx)
	defer done()
	var recording error // of the store, while the transport was at it
	where, err := s.Transport.Send(hand, mail.Envelope{Name: s.name(d.Message), From: s.From, To: d.Recipient, Raw: d.Message.Raw}, func() error {
		recording = s.Store.Committing(kept, d.ID, s.now())
		return recording
	})
	switch {
	case err == nil:
		return s.accepted(kept, d, where)
	case recording != nil:
		return recording // nothing was accepted, and the delivery is found as begun
	case hand.Err() != nil:
		return errDrained // whether it was accepted or not, the record says how far it got
	}
	return s.failed(kept, d, err)
}

// drain returns a context that outlives ctx by the drain limit.
func (s *sweep) drain(ctx context.Context) (context.Context, func()) {
	hand, cancel := context.WithCancel(context.WithoutCancel(ctx))
	from := s.Options.DrainFrom
	if from == nil {
		from = ctx.Done()
	}
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-from:
		case <-hand.Done():
		}
		select {
		case <-time.After(s.Options.Drain):
			cancel()
		case <-hand.Done():
		}
	})
	return hand, func() { stop(); cancel() }
}

func (s *sweep) accepted(ctx context.Context, d store.Delivery, where string) error {
	// Each moment without this record is one in which a crash doubles the mail.
	pauses := backoff.NewExponentialBackOff()
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		return struct{}{}, s.Store.Accepted(ctx, d.ID, s.now(), where)
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(5))
	if err != nil {
		return err
	}
	s.log(zerolog.InfoLevel, d).Bool("again", d.InDoubt).Msg("mail delivered")
	s.report.Delivered = append(s.report.Delivered, Delivered{mailOf(d), where})
	delete(s.free, d.ID)
	if err := s.works(ctx); err != nil {
		return err
	}
	return s.clear(ctx, ConditionUndeliverable+d.Recipient)
}

// works is told that the mail server answered for a mail, whatever it said.
func (s *sweep) works(ctx context.Context) error {
	s.pauses.Reset()
	s.until = time.Time{}
	return s.clear(ctx, ConditionTransport)
}

// raise keeps the text of a condition current.
func (s *sweep) raise(ctx context.Context, name, text string) error {
	s.standing[name] = true
	return s.Store.Raise(ctx, name, s.now(), text)
}

func (s *sweep) clear(ctx context.Context, name string) error {
	if !s.standing[name] {
		return nil
	}
	delete(s.standing, name)
	return s.Store.Clear(ctx, name)
}

func (s *sweep) log(level zerolog.Level, d store.Delivery) *zerolog.Event {
	return s.Log.WithLevel(level).Str("workbook", d.Message.Workbook).Str("department", d.Message.Department).
		Str("mail", d.Message.Key).Str("to", masked(d.Recipient))
}

func mailOf(d store.Delivery) Mail {
	return Mail{d.Message.Key, d.Message.Workbook, d.Message.Department, d.Recipient, d.Message.Subject}
}
