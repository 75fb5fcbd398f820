package schedule

import "time"

// How long work that fails again and again is left alone.
const (
	firstRest = 15 * time.Minute
	mostRest  = 4 * time.Hour
)

// Backoff puts off what fails again and again: from the second failure in a row
// on it is left alone for a quarter of an hour, and for twice as long with every
// further one, up to four hours. The zero Backoff has seen no failure.
type Backoff struct {
	failures int
	until    time.Time
}

// Failed takes note of a failure of what was begun then, and reports whether it
// is the one from which on things are put off.
func (b *Backoff) Failed(begun time.Time) (first bool) {
	b.failures++
	if b.failures < 2 {
		return false
	}
	rest := mostRest
	if doublings := b.failures - 2; doublings < 4 {
		rest = firstRest << doublings
	}
	// Slots come with the minute, and begin a moment later.
	b.until = begun.Truncate(time.Minute).Add(rest)
	return b.failures == 2
}

// Succeeded forgets the failures, and reports whether things were put off.
func (b *Backoff) Succeeded() (last bool) {
	last = b.failures >= 2
	*b = Backoff{}
	return last
}

// Rests reports whether what is due now is to be put off.
func (b *Backoff) Rests(now time.Time) bool {
	return now.Before(b.until) && b.until.Sub(now) <= mostRest
}

// Until returns until when it rests, zero where it does not.
func (b *Backoff) Until() time.Time { return b.until }
