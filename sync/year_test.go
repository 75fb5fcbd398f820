package sync_test

import (
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	rasoatsync "rasoat/sync"
	"rasoat/sync/mail"
	"rasoat/sync/remind"
)

// simulate plays a script in an office, has everything put right, and holds all
// that was planned and all that arrived against the promises. It returns what
// was broken, and how often what happened.
func simulate(t *testing.T, s setting, acts []act, days int) (problem string, stats map[string]int) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, s)
		stats = w.stats
		defer w.close()
		defer func() {
			if v := recover(); v != nil {
				b, ok := v.(broken)
				if !ok {
					panic(v)
				}
				problem = string(b) + "\n" + w.episodes() + strings.Join(w.trace, "\n")
			}
		}()
		for i := range 12 {
			w.add(i, 5*i-20)
		}
		w.sheet.write(t)
		w.play(acts, days)
		w.heal(days)
	})
	return problem, stats
}

// close ends the program whatever state it is in.
func (w *world) close() {
	if p := w.process; p != nil {
		p.stop()
		p.cut()
		<-p.ended
		w.store.Close()
	}
}

// heal puts everything right, lets three weeks pass, has all tasks done, and
// lets two more pass.
func (w *world) heal(day int) {
	w.until(w.instant(act{Day: day + 1}))
	w.faults, w.kill, w.unread = nil, 0, false
	w.serve()
	w.edit(act{What: "right"}, nil)
	w.edit(act{What: "back"}, nil)
	w.up()
	w.process.outbox.die.Store(0)
	w.moveTo(0)
	must(w.t, w.store.Resume(w.t.Context(), "mail"))
	w.paused = false
	w.uneasy(0)
	for range 21 {
		day++
		w.until(w.instant(act{Day: day, Minute: 7*60 + 45}))
		w.approve()
		w.process.worker.Wake()
		w.until(w.instant(act{Day: day, Minute: 17*60 + 30}))
	}
	for _, x := range w.sheet.items {
		x.done, x.garbled = w.today(), false
	}
	w.sheet.write(w.t)
	open := map[string]bool{}
	for name, t := range w.threads {
		for _, x := range t.told {
			open[name] = open[name] || x.overdue && !t.closed
		}
	}
	before := w.notices()
	for range 14 {
		day++
		w.until(w.instant(act{Day: day, Minute: 7*60 + 45}))
		w.approve()
		must(w.t, w.store.Release(w.t.Context(), workbook, w.now()))
		w.process.worker.Wake()
		w.until(w.instant(act{Day: day, Minute: 17*60 + 30}))
	}
	n := 0
	for name, is := range open {
		if is {
			n++
			w.expect(w.threads[name].closed, "%s was never told that all is resolved: %v", name, w.threads[name])
		}
	}
	w.expect(w.notices()-before == n, "%d threads were to end, %d did", n, w.notices()-before)
	w.settled()
}

// notices counts the mails that say that all is resolved.
func (w *world) notices() (n int) {
	for _, l := range w.mails {
		if l.reason == remind.Resolved && !l.withdrawn {
			n++
		}
	}
	return n
}

// A year, the same each time, in which everything happens. For the years after
// it: RASOAT_YEARS=20 go test ./sync -run TestAYear. A year that fails says
// which it is, and go test ./sync -run TestAYear/2031 with RASOAT_YEARS set has
// it alone.
func TestAYear(t *testing.T) {
	years := 1
	if n, err := strconv.Atoi(os.Getenv("RASOAT_YEARS")); err == nil {
		years = n
	}
	for seed := range years {
		t.Run(strconv.Itoa(2026+seed), func(t *testing.T) {
			s := setting{Approval: rasoatsync.ApproveFirst, TLS: mail.StartTLS, Cap: 60, Cooperating: true}
			if seed > 0 {
				s = setting{
					Approval: []rasoatsync.Approval{rasoatsync.ApproveNever, rasoatsync.ApproveFirst, rasoatsync.ApproveAlways}[seed%3],
					TLS:      mail.NoTLS, Cap: []int{0, 5, 40, 7}[seed%4], Cooperating: seed%2 == 0,
				}
			}
			days := yearDays
			if testing.Short() {
				days /= 3
			}
			problem, stats := simulate(t, s, scriptOf(uint64(2026+seed), days), days)
			t.Log(stats)
			if problem != "" {
				t.Fatal(problem)
			}
			if seed > 0 || !everything || testing.Short() {
				return
			}
			for _, what := range []string{
				"first", "changed", "repeat", "raised", "resolved", "overview", "withdrawn", "brake", "dead", "doubled", "crash", "crash in a pass",
				"clock moved", "pause", "stop", "slot twice", "calm evening", "configure", "address", "snooze", "note",
			} {
				if stats[what] == 0 {
					t.Errorf("not once in the year: %s", what)
				}
			}
		})
	}
}

// Shorter times of everything. To see a failure again: go test ./sync -run
// TestPropertyWhateverHappens -rapid.seed=N with the N that it names; for more
// of it: -rapid.checks=N.
func TestPropertyWhateverHappens(t *testing.T) {
	// Each takes as long as hundreds of a pure property do.
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if checks := flag.Lookup("rapid.checks"); !asked {
		usual := checks.Value.String()
		few := fewChecks
		if testing.Short() {
			few = "5" // of which rapid then makes one
		}
		must(t, checks.Value.Set(few))
		defer checks.Value.Set(usual)
	}
	sum := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		s := setting{
			Approval:    rapid.SampledFrom([]rasoatsync.Approval{rasoatsync.ApproveNever, rasoatsync.ApproveFirst, rasoatsync.ApproveAlways}).Draw(rt, "approval"),
			TLS:         mail.NoTLS,
			Cap:         rapid.SampledFrom([]int{0, 4, 40}).Draw(rt, "cap"),
			Cooperating: rapid.Bool().Draw(rt, "cooperating"),
		}
		days := rapid.IntRange(5, 30).Draw(rt, "days")
		problem, stats := simulate(t, s, script(days).Draw(rt, "script"), days)
		for what, n := range stats {
			sum[what] += n
		}
		if problem != "" {
			rt.Fatal(problem)
		}
	})
	t.Log(sum)
}
