// Package deliver takes mail out of the outbox and hands it to a transport, one
// recipient at a time, until every recipient of every message has it or is
// given up.
//
// The promise is at least once: each step of a delivery is recorded before the
// next begins, so that a process that dies at any of them loses nothing. The
// only window in which a recipient can get a mail twice lies between the final
// dot of the SMTP transaction and the record of its acceptance; what is sent
// again is then the same to the byte, Message-ID and Date included, and mail
// systems drop it.
//
// What a message says, to whom and whether at all was decided before. Here is
// decided only when to try, when to try again and when to stop trying.
package deliver

import (
	"context"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/rs/zerolog"
	"golang.org/x/time/rate"

	"rasoat/sync/mail"
	"rasoat/sync/store"
)

// Outbox is what the worker needs of the state. *store.Store is one.
type Outbox interface {
	// Due returns what may be delivered at now, at most limit: first what was
	// found begun, then what waits, that which is due for the longest time first.
	Due(ctx context.Context, now time.Time, limit int) ([]store.Delivery, error)
	// NextDue returns the earliest instant at which something pending is due, the
	// zero time where nothing is pending.
	NextDue(ctx context.Context) (time.Time, error)

	Begin(ctx context.Context, id int64, at time.Time) error
	Committing(ctx context.Context, id int64, at time.Time) error
	Accepted(ctx context.Context, id int64, at time.Time, where string) error
	Defer(ctx context.Context, id int64, at, next time.Time, reason string) error
	GiveUp(ctx context.Context, id int64, at time.Time, reason string) error

	PausedSince(ctx context.Context, what string) (store.Pause, bool, error)
	// SentSince counts the deliveries accepted at t or later.
	SentSince(ctx context.Context, t time.Time) (int, error)

	Raise(ctx context.Context, name string, at time.Time, text string) error
	Clear(ctx context.Context, name string) error
	Conditions(ctx context.Context) ([]store.Condition, error)
}

// The conditions that the worker raises for the operator.
const (
	// ConditionTransport stands while the mail server cannot be used by anybody:
	// it is not reached, refuses the certificate, the login or the sender.
	ConditionTransport = "mail/transport"
	// ConditionCap stands while mail waits because the day's cap is reached.
	ConditionCap = "mail/cap"
	// ConditionUndeliverable and an address stand together from a mail to it that
	// was given up until one to it is accepted.
	ConditionUndeliverable = "mail/undeliverable/"
)

// Options adjust the policy. For a duration 0 stands for its default.
type Options struct {
	PerMinute int // mails a minute at most, evenly spaced; 0 for no limit
	DailyCap  int // mails accepted a calendar day at most; 0 for no limit

	// A mail that was refused for now is tried again after FirstRetry (5 minutes),
	// then after twice as long each time, up to MaxRetry (2 hours), each give or
	// take a fifth.
	FirstRetry, MaxRetry time.Duration
	// GiveUpAfter (5 days, as RFC 5321 section 4.5.4.1 has it) is the age from
	// which a mail that is refused for now is given up, once it has been tried
	// leastTries times: the days that the server was down or mail was paused are
	// not held against it.
	GiveUpAfter time.Duration

	// Where the mail server cannot be used, everything waits for PauseFirst (1
	// minute), then twice as long each time, up to PauseMost (15 minutes).
	PauseFirst, PauseMost time.Duration

	// Drain (1 minute) is how long the transaction in hand may take to finish once
	// the context has ended.
	Drain time.Duration
	// DrainFrom is closed where that limit begins to count: a transaction that
	// takes longer is waited for until then. Nil for where the context has ended.
	DrainFrom <-chan struct{}
	// Look (1 minute) is the longest that Run goes without looking at the outbox:
	// commands change it from other processes.
	Look time.Duration
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	set(&o.FirstRetry, 5*time.Minute)
	set(&o.MaxRetry, 2*time.Hour)
	set(&o.GiveUpAfter, 5*24*time.Hour)
	set(&o.PauseFirst, time.Minute)
	set(&o.PauseMost, 15*time.Minute)
	set(&o.Drain, time.Minute)
	set(&o.Look, time.Minute)
	return o
}

// Worker delivers. Set its fields before the first call and leave them; it must
// not be copied. Its methods may be called from several goroutines at a time,
// and sweeps then follow one another. Only one process at a time may have a
// worker on a state, which the state's lock sees to. The transport remains the
// caller's to close.
type Worker struct {
	Store     Outbox
	Transport mail.Transport
	From      string // the envelope's sender, to which failures bounce

	// Name names a message for the transport: fit for a file, and the same for
	// the same message always. Where it is nil the name is made of the key.
	Name func(store.Message) string
	// Open says whether mail may go out at now, and if not, from when on. Where it
	// is nil mail may always go out.
	Open func(now time.Time) (ok bool, next time.Time)
	// Now is the clock, in the zone whose midnight begins a day of DailyCap; nil
	// is time.Now.
	Now func() time.Time
	Log zerolog.Logger

	Options Options

	once sync.Once
	woke chan struct{}

	busy    chan struct{} // holds a value while a sweep works; guards what follows
	limiter *rate.Limiter
	pauses  *backoff.ExponentialBackOff
	until   time.Time // the transport's pause lasts until then
	// free are the tries by delivery that do not count against it: those for which
	// the mail server could not be used, and those before this worker's first, of
	// which it does not know what they were.
	free map[int64]int
}

// prepare sets up what the options ask for, once.
func (w *Worker) prepare() {
	w.once.Do(func() {
		w.Options = w.Options.withDefaults()
		w.woke = make(chan struct{}, 1)
		w.busy = make(chan struct{}, 1)
		w.free = map[int64]int{}
		w.limiter = rate.NewLimiter(rate.Inf, 1)
		if n := w.Options.PerMinute; n > 0 {
			w.limiter = rate.NewLimiter(rate.Every(time.Minute/time.Duration(n)), 1)
		}
		w.pauses = doubling(w.Options.PauseFirst, w.Options.PauseMost)
	})
}

func (w *Worker) now() time.Time {
	if w.Now == nil {
		return time.Now()
	}
	return w.Now()
}

// Report is what a sweep did.
type Report struct {
	Delivered []Delivered
	Deferred  []Deferred
	Dead      []Dead
	// Held says why due mail was left where it is, Until for how long as far as
	// that is known; "" where none was left.
	Held  Hold
	Until time.Time
}

// Mail is one recipient's copy of a message.
type Mail struct {
	Key, Workbook, Department, Recipient, Subject string
}

// Delivered is a mail that was accepted.
type Delivered struct {
	Mail
	Where string // a file, or what the server said
}

// Deferred is a mail that is tried again.
type Deferred struct {
	Mail
	Reason string
	Next   time.Time // not before
}

// Dead is a mail that was given up.
type Dead struct {
	Mail
	Reason string
}

// Hold says why due mail is not sent.
type Hold string

// The reasons.
const (
	HeldPaused    Hold = "paused"    // an operator paused mail
	HeldTransport Hold = "transport" // the mail server cannot be used
	HeldHours     Hold = "hours"     // outside the hours for mail
	HeldCap       Hold = "cap"       // the day's cap is reached
)
