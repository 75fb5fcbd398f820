package schedule

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Check reports what is wrong with a spec: nil for one that fires.
//
// A spec has the five fields of cron (minute, hour, day of month, month, day of
// week), read in loc, or is one of @hourly, @daily, @weekly, @monthly, @yearly
// and "@every 90s". A time zone within the spec (TZ=, CRON_TZ=) is refused, as
// is a spec that never fires, such as the 31st of February.
func Check(spec string, loc *time.Location) error {
	_, err := parse(spec, loc)
	return err
}

// Next returns the first time after t at which spec fires, in loc.
func Next(spec string, loc *time.Location, t time.Time) (time.Time, error) {
	times, err := parse(spec, loc)
	if err != nil {
		return time.Time{}, err
	}
	return times.Next(t.In(loc)), nil
}

// parse returns the times of a spec. It reads a time of day in the zone of the
// time that Next is given, which has to be in loc.
func parse(spec string, loc *time.Location) (cron.Schedule, error) {
	wrong := func(err error) error { return fmt.Errorf("read schedule %q: %w", spec, err) }
	if loc == nil {
		return nil, wrong(errors.New("no time zone is given"))
	}
	trimmed := strings.TrimSpace(spec)
	if trimmed == "" {
		return nil, wrong(errors.New("it is empty; write five fields like \"30 7 * * 1-5\""))
	}
	// The parser panics on these when nothing follows the zone.
	if strings.HasPrefix(trimmed, "TZ=") || strings.HasPrefix(trimmed, "CRON_TZ=") {
		return nil, wrong(errors.New("a time zone cannot stand in a schedule; set the time zone of the configuration instead"))
	}
	times, err := cron.ParseStandard(trimmed)
	if err != nil {
		return nil, wrong(fmt.Errorf("%w; write five fields like \"30 7 * * 1-5\"", err))
	}
	if every, ok := times.(cron.ConstantDelaySchedule); ok {
		times = grid{every.Delay}
	}
	// Whether a spec ever fires does not depend on the year but for 29 February,
	// and the five years that Next searches from here hold two of them.
	if times.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, loc)).IsZero() {
		return nil, wrong(errors.New("it never fires; check its day and month"))
	}
	return times, nil
}

// grid fires at the multiples of step since the year 1, UTC. The library counts
// "@every" from the start of the process, where no slot would outlive a restart.
type grid struct{ step time.Duration }

func (g grid) Next(t time.Time) time.Time { return t.Truncate(g.step).Add(g.step) }

// newest returns the last time at or before now at which times fires; false if
// there is none within ten years.
func newest(times cron.Schedule, now time.Time) (time.Time, bool) {
	// Looking back twice as far each time reaches the last firing in few steps,
	// and never more than as far again beyond it.
	for back := time.Second; back < 10*366*24*time.Hour; back *= 2 {
		// Next looks after its argument, and reckons in whole seconds.
		t := times.Next(now.Add(-back))
		if t.IsZero() || t.After(now) {
			continue
		}
		for {
			next := times.Next(t)
			if next.IsZero() || next.After(now) {
				return t, true
			}
			t = next
		}
	}
	return time.Time{}, false
}
