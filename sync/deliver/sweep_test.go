package deliver_test

import (
	"strings"
	"testing"
	"time"

	"rasoat/sync/deliver"
	"rasoat/sync/mail"
	"rasoat/sync/store"
)

func TestEveryRecipientGetsOneMailAsItWasStored(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		d.put("a@example.com b@example.com", "c@example.com")
		r := d.sweep()
		d.want("delivered", len(r.Delivered), 3)
		d.want("held", r.Held, "")
		for _, a := range []string{"a@example.com", "b@example.com", "c@example.com"} {
			d.want(a, d.post.to(a), 1)
		}
		d.want("raw", d.post.taken[0].raw, "Message-ID: <0.0@example.com>\r\nTo: a@example.com b@example.com\r\n\r\nKính gửi\r\n")
		d.want("first", r.Delivered[0], deliver.Delivered{Mail: deliver.Mail{
			Key: "danh-muc/0/0", Workbook: "danh-muc", Department: "Sở 0", Recipient: "a@example.com", Subject: "Nhắc việc",
		}, Where: "250 queued as 1"})
		d.want("left", d.left(), 0)
		d.want("again", len(d.sweep().Delivered), 0)
	})
}

// More mails than are read at a time all go out in one sweep.
func TestSweepGoesOnToTheEnd(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		var to []string
		for range 53 {
			to = append(to, "a@example.com")
		}
		d.put(to...)
		d.want("delivered", len(d.sweep().Delivered), 53)
	})
}

func TestOneBadAddressBlocksNoOther(t *testing.T) {
	for _, kind := range []mail.Kind{mail.Permanent, mail.Temporary, mail.Doubtful} {
		inBubble(t, deliver.Options{}, func(d *desk) {
			d.post.fault = func(_ int, e mail.Envelope) error {
				if strings.HasPrefix(e.To, "bad") {
					return refused(kind, "no such user")
				}
				return nil
			}
			d.put("bad@example.com a@example.com", "bad@example.com", "b@example.com")
			r := d.sweep()
			d.want("delivered", len(r.Delivered), 2)
			d.want("the rest", len(r.Dead)+len(r.Deferred), 2)
		})
	}
}

// A mail refused for good is dead at once, and the operator is told until one
// to that address is accepted.
func TestRefusedForGood(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		d.post.fault = func(n int, _ mail.Envelope) error {
			if n == 1 {
				return refused(mail.Permanent, "550 5.1.1 <gone@example.com>: no such user")
			}
			return nil
		}
		d.put("gone@example.com")
		r := d.sweep()
		d.want("dead", len(r.Dead), 1)
		d.want("left", d.left(), 0)
		d.want("conditions", d.conditions(), "mail/undeliverable/gone@example.com")
		d.put("other@example.com")
		d.sweep()
		d.want("conditions", d.conditions(), "mail/undeliverable/gone@example.com")
		d.put("gone@example.com")
		d.sweep()
		d.want("conditions", d.conditions(), "")
		if strings.Contains(d.log.String(), "gone@") || !strings.Contains(d.log.String(), "g***@example.com") {
			t.Errorf("the log does not mask addresses:\n%s", d.log.String())
		}
	})
}

func TestMailServerUnusableHoldsEverything(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		down := true
		d.post.fault = func(int, mail.Envelope) error {
			if down {
				return refused(mail.Down, "connection refused")
			}
			return nil
		}
		d.put("a@example.com", "b@example.com", "c@example.com")
		r := d.sweep()
		d.want("held", r.Held, deliver.HeldTransport)
		d.want("tries", d.post.n, 1)
		d.want("conditions", d.conditions(), deliver.ConditionTransport)
		d.sweep()
		d.want("tries within the pause", d.post.n, 1)
		down = false
		d.pass(r.Until.Sub(clock()))
		r = d.sweep()
		d.want("delivered at the end of the pause", len(r.Delivered), 2)
		d.want("conditions", d.conditions(), "")
		d.pass(time.Second)
		d.sweep()
		d.want("left", d.left(), 0)
	})
}

func TestPausedByTheOperator(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		if err := d.store.Pause(d.t.Context(), store.PauseMail, clock(), "the list is being mended"); err != nil {
			t.Fatal(err)
		}
		d.put("a@example.com")
		d.want("held", d.sweep().Held, deliver.HeldPaused)
		d.want("tries", d.post.n, 0)
		if err := d.store.Resume(d.t.Context(), store.PauseMail); err != nil {
			t.Fatal(err)
		}
		d.want("delivered", len(d.sweep().Delivered), 1)
	})
}

// A pause takes hold between two mails of a sweep.
func TestPauseDuringASweep(t *testing.T) {
	inBubble(t, deliver.Options{}, func(d *desk) {
		d.post.fault = func(n int, _ mail.Envelope) error {
			if n == 2 {
				return d.store.Pause(d.t.Context(), store.PauseMail, clock(), "stop")
			}
			return nil
		}
		d.put("a@example.com", "b@example.com", "c@example.com")
		r := d.sweep()
		d.want("delivered", len(r.Delivered), 2)
		d.want("held", r.Held, deliver.HeldPaused)
		d.want("left", d.left(), 1)
	})
}

func TestDailyCap(t *testing.T) {
	inBubble(t, deliver.Options{DailyCap: 2}, func(d *desk) {
		d.put("a@example.com", "b@example.com", "c@example.com", "d@example.com", "e@example.com")
		r := d.sweep()
		d.want("delivered", len(r.Delivered), 2)
		d.want("held", r.Held, deliver.HeldCap)
		d.want("until midnight of the zone", r.Until, time.Date(2000, 1, 2, 0, 0, 0, 0, zone))
		d.want("conditions", d.conditions(), deliver.ConditionCap)
		d.open() // the count outlives a restart
		d.want("delivered", len(d.sweep().Delivered), 0)
		d.pass(r.Until.Sub(clock()))
		d.want("delivered the next day", len(d.sweep().Delivered), 2)
		d.pass(24 * time.Hour)
		d.want("delivered the day after", len(d.sweep().Delivered), 1)
		d.want("conditions", d.conditions(), "")
	})
}

func TestHours(t *testing.T) {
	inBubble(t, deliver.Options{Look: time.Hour}, func(d *desk) {
		opens := time.Date(2000, 1, 3, 7, 0, 0, 0, zone)
		d.Open = func(now time.Time) (bool, time.Time) { return !now.Before(opens), opens }
		d.put("a@example.com")
		r := d.sweep()
		d.want("held", r.Held, deliver.HeldHours)
		d.want("until", r.Until, opens)
		d.want("conditions", d.conditions(), "")
		d.run(3*24*time.Hour, nil)
		d.want("at", d.post.taken[0].at, opens)
	})
}

func TestRateLimit(t *testing.T) {
	inBubble(t, deliver.Options{PerMinute: 30}, func(d *desk) {
		d.put("a@example.com", "b@example.com", "c@example.com")
		d.sweep()
		for i, at := range []time.Duration{0, 2 * time.Second, 4 * time.Second} {
			d.want("mail "+d.post.taken[i].to, d.post.taken[i].at.Sub(d.post.taken[0].at), at)
		}
	})
}
