package deliver_test

import (
	"fmt"
	"testing"
	"time"

	"rasoat/sync/deliver"
	"rasoat/sync/mail"
	"rasoat/sync/mail/smtptest"
)

// trouble is what a server does to the mails of one recipient, or to all.
type trouble struct {
	at     smtptest.Stage
	do     smtptest.Action
	all    bool // before the server knows whom a mail is for
	dead   bool // the mails are given up
	copies int  // of a mail; the server took one and did not say so
}

func troubles() []trouble {
	return []trouble{
		{at: smtptest.AtConnect, do: smtptest.Cut(), all: true},
		{at: smtptest.AtConnect, do: smtptest.Hang(), all: true},
		{at: smtptest.AtHandshake, do: smtptest.Cut(), all: true},
		{at: smtptest.AtGreeting, do: smtptest.Reply(421, "4.3.2 closing"), all: true},
		{at: smtptest.AtAuth, do: smtptest.Reply(535, "5.7.8 wrong password"), all: true},
		{at: smtptest.AtMail, do: smtptest.Hang(), all: true},
		{at: smtptest.AtRcpt, do: smtptest.Cut()},
		{at: smtptest.AtRcpt, do: smtptest.Hang()},
		{at: smtptest.AtRcpt, do: smtptest.Reply(421, "4.3.2 closing")},
		{at: smtptest.AtRcpt, do: smtptest.Reply(452, "4.2.2 over quota")},
		{at: smtptest.AtRcpt, do: smtptest.Reply(550, "5.1.1 no such mailbox"), dead: true},
		{at: smtptest.AtData, do: smtptest.Cut()},
		{at: smtptest.AtData, do: smtptest.Reply(451, "4.3.0 later")},
		{at: smtptest.AtContent, do: smtptest.Cut()},
		{at: smtptest.AtEnd, do: smtptest.Cut()},
		{at: smtptest.AtEnd, do: smtptest.Hang()},
		{at: smtptest.AtEnd, do: smtptest.CutAfter(), copies: 2},
		{at: smtptest.AtEnd, do: smtptest.HangAfter(), copies: 2},
		{at: smtptest.AtEnd, do: smtptest.Reply(421, "4.3.2 closing")},
		{at: smtptest.AtEnd, do: smtptest.Reply(452, "4.2.2 over quota")},
		{at: smtptest.AtEnd, do: smtptest.Reply(552, "5.2.2 full"), dead: true},
		{at: smtptest.AtQuit, do: smtptest.Cut()},
		{at: smtptest.AtQuit, do: smtptest.Hang()},
	}
}

// Whatever a mail server does to mails, at whatever stage: those of others are
// not held up by it, none is lost, each is delivered once the server is well,
// the same to the byte, and twice only where the server took it and did not say
// so.
func TestNoTroubleLosesMail(t *testing.T) {
	for _, f := range troubles() {
		t.Run(fmt.Sprintf("%s, %v", f.at, f.do), func(t *testing.T) {
			inBubble(t, deliver.Options{Look: time.Hour}, func(d *desk) {
				s := smtptest.New(d.t, smtptest.OverPipes(), smtptest.WithAuth(mail.AuthPlain))
				d.Transport = transport(d.t, s.Options())
				fault := smtptest.Fault{At: f.at, Do: f.do, To: "bad@example.com"}
				if f.all || f.at == smtptest.AtQuit {
					fault.To = ""
				}
				if f.copies > 0 {
					fault.Times = 1
				}
				s.Fault(fault)
				d.put("bad@example.com a@example.com", "bad@example.com", "b@example.com")
				d.run(10*time.Minute, nil)
				if !f.all {
					got := copies(s)
					d.want("a", got["a@example.com 0"], 1)
					d.want("b", got["b@example.com 2"], 1)
				} else {
					d.want("conditions", d.conditions(), deliver.ConditionTransport)
				}
				s.Fault()
				d.run(4*time.Hour, nil)
				want := map[string]int{"a@example.com 0": 1, "b@example.com 2": 1, "bad@example.com 0": max(f.copies, 1), "bad@example.com 1": 1}
				conditions := ""
				if f.dead {
					delete(want, "bad@example.com 0")
					delete(want, "bad@example.com 1")
					conditions = deliver.ConditionUndeliverable + "bad@example.com"
				}
				d.want("copies", copies(s), want)
				d.want("left", d.left(), 0)
				d.want("conditions", d.conditions(), conditions)
			})
		})
	}
}

// copies counts what the server accepted, by recipient and message; bytes that
// are not those of desk.put count under themselves.
func copies(s *smtptest.Server) map[string]int {
	got := map[string]int{}
	for _, a := range s.Accepted() {
		name := a.To + " " + string(a.Data)
		for i, g := range []string{"bad@example.com a@example.com", "bad@example.com", "b@example.com"} {
			if string(a.Data) == fmt.Sprintf("Message-ID: <0.%d@example.com>\r\nTo: %s\r\n\r\nKính gửi\r\n", i, g) {
				name = fmt.Sprintf("%s %d", a.To, i)
			}
		}
		got[name]++
	}
	return got
}
