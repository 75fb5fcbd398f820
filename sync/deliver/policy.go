package deliver

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/rs/zerolog"

	"rasoat/sync/mail"
	"rasoat/sync/store"
)

// leastTries is how often a mail is tried before its age counts against it.
const leastTries = 6

// failed decides what becomes of a mail that was not accepted, or of which
// nobody knows whether it was.
func (s *sweep) failed(ctx context.Context, d store.Delivery, cause error) error {
	switch mail.KindOf(cause) {
	case mail.Permanent:
		if err := s.works(ctx); err != nil {
			return err
		}
		return s.giveUp(ctx, d, cause.Error())
	case mail.Temporary, mail.Doubtful:
		if err := s.works(ctx); err != nil {
			return err
		}
		return s.retry(ctx, d, cause)
	default:
		return s.down(ctx, d, cause)
	}
}

// retry puts a mail off, or gives it up when it has become too old.
func (s *sweep) retry(ctx context.Context, d store.Delivery, cause error) error {
	tries := d.Attempts + 1 - s.free[d.ID]
	now := s.now()
	if now.Sub(d.Message.Created) > s.Options.GiveUpAfter && tries >= leastTries {
		return s.giveUp(ctx, d, "it was tried for too long: "+cause.Error())
	}
	next := now.Add(nth(doubling(s.Options.FirstRetry, s.Options.MaxRetry), tries))
	s.log(zerolog.WarnLevel, d).Int("tries", tries).Time("next", next).Str("error", veiled(cause.Error())).Msg("mail put off")
	return s.putOff(ctx, d, next, cause)
}

// down stops all mail for a while. The mail in hand is put off until a moment
// after that, so that another is the next to be tried: where one mail alone
// makes the server hang up, the others get past it.
func (s *sweep) down(ctx context.Context, d store.Delivery, cause error) error {
	s.free[d.ID]++
	s.until = s.now().Add(s.pauses.NextBackOff())
	s.report.Held, s.report.Until = HeldTransport, s.until
	e := s.log(zerolog.WarnLevel, d)
	if !s.standing[ConditionTransport] {
		e = s.log(zerolog.ErrorLevel, d)
	}
	e.Time("until", s.until).Str("error", veiled(cause.Error())).Msg("mail server unusable; all mail waits")
	if err := s.raise(ctx, ConditionTransport, cause.Error()); err != nil {
		return err
	}
	return s.putOff(ctx, d, s.until.Add(time.Second), cause)
}

func (s *sweep) putOff(ctx context.Context, d store.Delivery, next time.Time, cause error) error {
	if err := s.Store.Defer(ctx, d.ID, s.now(), next, cause.Error()); err != nil {
		return err
	}
	s.report.Deferred = append(s.report.Deferred, Deferred{mailOf(d), cause.Error(), next})
	return nil
}

// giveUp makes a mail dead and tells the operator, first of all: a process that
// dies in between tries the mail again, and no mail is dead in silence.
func (s *sweep) giveUp(ctx context.Context, d store.Delivery, reason string) error {
	if err := s.raise(ctx, ConditionUndeliverable+d.Recipient, reason); err != nil {
		return err
	}
	if err := s.Store.GiveUp(ctx, d.ID, s.now(), reason); err != nil {
		return err
	}
	delete(s.free, d.ID)
	s.log(zerolog.ErrorLevel, d).Str("error", veiled(reason)).Msg("mail given up")
	s.report.Dead = append(s.report.Dead, Dead{mailOf(d), reason})
	return nil
}

// doubling is a wait that doubles from first to most, each give or take a fifth,
// so that mails that failed together do not come back together.
func doubling(first, most time.Duration) *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{
		InitialInterval: min(first, most), MaxInterval: most, Multiplier: 2, RandomizationFactor: 0.2,
	}
}

// nth is the wait after so many tries.
func nth(b *backoff.ExponentialBackOff, tries int) time.Duration {
	wait := b.NextBackOff()
	for range min(tries, 64) - 1 {
		wait = b.NextBackOff()
	}
	return wait
}
