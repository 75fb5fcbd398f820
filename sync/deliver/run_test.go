package deliver_test

import (
	"context"
	"flag"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"rasoat/sync/deliver"
	"rasoat/sync/mail"
)

// A mail server that is down for days costs nobody a mail: none is given up,
// and all are out within the longest pause of its coming back.
func TestDownForDays(t *testing.T) {
	if testing.Short() {
		t.Skip("days, minute by minute")
	}
	inBubble(t, deliver.Options{Look: time.Hour}, func(d *desk) {
		back := clock().Add(7 * 24 * time.Hour)
		d.post.fault = func(int, mail.Envelope) error {
			if clock().Before(back) {
				return refused(mail.Down, "connection refused")
			}
			return nil
		}
		d.put("a@example.com", "b@example.com", "c@example.com")
		d.run(7*24*time.Hour, nil)
		d.want("left", d.left(), 3)
		if n := d.post.n; n < 7*24*3 || n > 7*24*6 {
			t.Errorf("%d tries in 7 days, wanted about one each 15 minutes", n)
		}
		list, err := d.store.Conditions(d.t.Context())
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		d.want("condition", list[0].Name, deliver.ConditionTransport)
		d.want("since", list[0].Since.In(zone), clock().Add(-7*24*time.Hour))
		d.open()
		d.run(20*time.Minute, nil)
		d.want("left", d.left(), 0)
		d.want("taken", len(d.post.taken), 3)
		d.want("conditions", d.conditions(), "")
	})
}

// After an outage longer than GiveUpAfter a server that refuses for a while, as
// greylisting does, still gets every mail, also where the program was started
// anew meanwhile.
func TestGreylistingAfterAnOutage(t *testing.T) {
	if testing.Short() {
		t.Skip("days, minute by minute")
	}
	for _, restarts := range []int{0, 1} {
		inBubble(t, deliver.Options{Look: time.Hour}, func(d *desk) {
			back := clock().Add(6 * 24 * time.Hour)
			d.post.fault = func(int, mail.Envelope) error {
				switch {
				case clock().Before(back):
					return refused(mail.Down, "connection refused")
				case clock().Before(back.Add(time.Hour)):
					return refused(mail.Temporary, "451 greylisted")
				}
				return nil
			}
			d.put("a@example.com", "b@example.com")
			d.run(5*24*time.Hour, nil)
			if restarts > 0 {
				d.open()
			}
			d.run(3*24*time.Hour, nil)
			d.want(fmt.Sprintf("taken after %d restarts", restarts), len(d.post.taken), 2)
		})
	}
}

// A mail made while the clock was years ahead goes out once it is right again.
func TestAClockThatWasYearsAhead(t *testing.T) {
	inBubble(t, deliver.Options{Look: time.Hour}, func(d *desk) {
		wrong := d.Worker.Now
		d.clock = func() time.Time { return wrong().AddDate(40, 0, 0) }
		d.put("a@example.com")
		d.clock = nil
		d.run(2*time.Hour, nil)
		d.want("taken", len(d.post.taken), 1)
	})
}

// A clock that is set days ahead during a sweep does not have it try a mail
// again and again.
func TestTheClockIsSetAheadDuringASweep(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		d.post.fault = func(n int, _ mail.Envelope) error {
			if n == 1 {
				d.Now = func() time.Time { return clock().Add(72 * time.Hour) }
			}
			if n > 50 {
				return nil
			}
			return refused(mail.Temporary, "451 later")
		}
		d.put("a@example.com")
		d.sweep()
		d.want("tries", d.post.n, 1)
	})
}

// A mail that alone makes the server hang up holds up the others for no longer
// than a pause.
func TestOneMailThatMakesTheServerHangUp(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		d.post.fault = func(_ int, e mail.Envelope) error {
			if e.To == "bad@example.com" {
				return refused(mail.Down, "421 closing")
			}
			return nil
		}
		d.put("bad@example.com", "a@example.com", "b@example.com")
		d.run(2*time.Minute, nil)
		d.want("taken", len(d.post.taken), 2)
	})
}

func TestRefusedForNowIsTriedLessAndLessOftenAndGivenUp(t *testing.T) {
	inBubble(t, deliver.Options{Look: time.Hour}, func(d *desk) {
		var at []time.Time
		d.post.fault = func(int, mail.Envelope) error {
			at = append(at, clock())
			return refused(mail.Temporary, "452 mailbox full")
		}
		start := clock()
		d.put("full@example.com")
		d.run(10*24*time.Hour, nil)
		for i := range len(at) - 1 {
			want := min(5*time.Minute<<min(i, 20), 2*time.Hour)
			if gap := at[i+1].Sub(at[i]); gap < want*4/5 || gap > want*6/5+time.Second {
				t.Errorf("between try %d and the next: %v, want %v give or take a fifth", i+1, gap, want)
			}
		}
		last := at[len(at)-1].Sub(start)
		if last <= 5*24*time.Hour || last > 5*24*time.Hour+3*time.Hour {
			t.Errorf("given up after %v, want a little over 5 days", last)
		}
		d.want("left", d.left(), 0)
		d.want("conditions", d.conditions(), "mail/undeliverable/full@example.com")
	})
}

func TestRunSeesWhatOthersDoToTheOutbox(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		start := clock()
		d.run(time.Hour, func() {
			synctest.Wait()
			d.put("a@example.com") // without a word, as another process does
			d.pass(10 * time.Minute)
			d.put("b@example.com")
			d.Wake()
			synctest.Wait()
			d.want("woken", d.post.to("b@example.com"), 1)
		})
		if after := d.post.taken[0].at.Sub(start); after > time.Minute {
			t.Errorf("seen after %v, want a minute at most", after)
		}
	})
}

// When the daemon stops, the transaction in hand is finished and recorded, and
// the rest stays for the next one.
func TestStopFinishesTheMailInHand(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		d.post.takes = 10 * time.Second
		d.put("a@example.com", "b@example.com")
		d.run(3*time.Second, nil)
		d.want("taken", len(d.post.taken), 1)
		d.want("left", d.left(), 1)
		d.open()
		d.run(time.Minute, nil)
		d.want("a", d.post.to("a@example.com"), 1)
		d.want("b", d.post.to("b@example.com"), 1)
	})
}

// A server that never answers does not keep the daemon from stopping.
func TestStopWaitsOnlySoLong(t *testing.T) {
	inBubble(t, deliver.Options{Drain: 30 * time.Second}, func(d *desk) {
		d.post.takes = time.Hour
		d.put("a@example.com")
		start := clock()
		d.run(time.Second, nil)
		d.want("stopped after", clock().Sub(start), 31*time.Second)
		d.want("left", d.left(), 1)
		d.want("conditions", d.conditions(), "")
		d.post.takes = 0
		d.open()
		d.sweep()
		d.want("taken", len(d.post.taken), 1)
	})
}

// A transaction is waited for as long as nobody says that the limit counts.
func TestTheLimitCountsFromLateOn(t *testing.T) {
	inBubble(t, deliver.Options{Drain: 30 * time.Second}, func(d *desk) {
		from := make(chan struct{})
		d.opts.DrainFrom = from
		d.open()
		d.post.takes = 10 * time.Minute
		d.put("a@example.com", "b@example.com")
		d.run(time.Second, nil)
		d.want("taken", len(d.post.taken), 1)
		d.want("left", d.left(), 1)
		close(from)
		start := clock()
		d.open()
		d.run(time.Second, nil)
		d.want("stopped after", clock().Sub(start), 31*time.Second)
		d.want("left", d.left(), 1)
	})
}

func TestSweepsFollowOneAnother(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		d.post.takes = time.Second
		d.put("a@example.com", "b@example.com")
		done := make(chan deliver.Report)
		for range 3 {
			go func() {
				r, _ := d.Sweep(context.Background())
				done <- r
			}()
		}
		n := 0
		for range 3 {
			n += len((<-done).Delivered)
		}
		d.want("delivered", n, 2)
		d.want("taken", len(d.post.taken), 2)
	})
}

// Whatever a server does, however often the daemon is stopped: each mail ends
// sent or dead, and one that is sent twice was in doubt.
func TestWhateverTheServerDoes(t *testing.T) {
	const none mail.Kind = -1
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if f := flag.Lookup("rapid.checks"); !asked {
		usual := f.Value.String()
		if err := f.Value.Set(checks); err != nil {
			t.Fatal(err)
		}
		defer f.Value.Set(usual)
	}
	rapid.Check(t, func(rt *rapid.T) {
		faults := rapid.SliceOfN(rapid.SampledFrom([]mail.Kind{none, none, mail.Permanent, mail.Temporary, mail.Doubtful, mail.Down}), 0, 30).Draw(rt, "faults")
		stops := rapid.SliceOfN(rapid.IntRange(1, 3000), 0, 4).Draw(rt, "seconds between stops")
		synctest.Test(t, func(t *testing.T) {
			d := newDesk(t, deliver.Options{PerMinute: 6, Look: time.Hour})
			defer func() { d.store.Close() }()
			doubts := map[string]int{}
			d.post.fault = func(n int, e mail.Envelope) error {
				if n > len(faults) || faults[n-1] == none {
					return nil
				}
				if faults[n-1] == mail.Doubtful {
					doubts[e.To]++
				}
				return refused(faults[n-1], "as drawn")
			}
			d.post.takes = 2 * time.Second
			d.put("a@example.com b@example.com", "c@example.com", "d@example.com")
			for _, s := range stops {
				d.run(time.Duration(s)*time.Second, nil)
				d.open()
			}
			d.run(3*24*time.Hour, nil)
			d.want("left", d.left(), 0)
			for _, a := range []string{"a@example.com", "b@example.com", "c@example.com", "d@example.com"} {
				if n := d.post.to(a); n > 1+doubts[a] {
					t.Errorf("%s got %d mails, %d of them in doubt", a, n, doubts[a])
				}
			}
		})
		if t.Failed() {
			rt.FailNow()
		}
	})
}
