package mail_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rasoat/sync/mail"
	"rasoat/sync/mail/smtptest"
)

// fault is what a server does and what Send has to make of it.
type fault struct {
	at       smtptest.Stage
	do       smtptest.Action
	stage    string    // in the error; empty: that of at
	kind     mail.Kind // accept: no error
	accepted int       // by the server
}

const accept mail.Kind = -1

// reply is a fault that is a reply.
func reply(at smtptest.Stage, code int, text string, kind mail.Kind) fault {
	return fault{at: at, do: smtptest.Reply(code, text), kind: kind}
}

func faults() []fault {
	list := []fault{
		{at: smtptest.AtHandshake, do: smtptest.Cut(), stage: "STARTTLS", kind: mail.Down},
		{at: smtptest.AtHandshake, do: smtptest.Hang(), stage: "STARTTLS", kind: mail.Down},
		{at: smtptest.AtContent, do: smtptest.Cut(), stage: "end of message", kind: mail.Doubtful},
		{at: smtptest.AtContent, do: smtptest.Hang(), stage: "end of message", kind: mail.Doubtful},
		{at: smtptest.AtEnd, do: smtptest.Cut(), kind: mail.Doubtful},
		{at: smtptest.AtEnd, do: smtptest.CutAfter(), kind: mail.Doubtful, accepted: 1},
		{at: smtptest.AtEnd, do: smtptest.Hang(), kind: mail.Doubtful},
		{at: smtptest.AtEnd, do: smtptest.HangAfter(), kind: mail.Doubtful, accepted: 1},
		{at: smtptest.AtEnd, do: smtptest.Wait(10 * time.Second), kind: accept, accepted: 1},
		{at: smtptest.AtQuit, do: smtptest.Cut(), kind: accept, accepted: 1},
		{at: smtptest.AtQuit, do: smtptest.Hang(), kind: accept, accepted: 1},
		{at: smtptest.AtQuit, do: smtptest.Reply(421, "4.3.2 closing"), kind: accept, accepted: 1},
		reply(smtptest.AtGreeting, 554, "5.3.2 no mail here", mail.Down),
		reply(smtptest.AtHello, 550, "5.7.1 go away", mail.Down),
		reply(smtptest.AtStartTLS, 454, "4.7.0 not just now", mail.Down),
		reply(smtptest.AtAuth, 454, "4.7.0 not just now", mail.Down),
		reply(smtptest.AtAuth, 535, "5.7.8 wrong password", mail.Down),
		reply(smtptest.AtMail, 451, "4.3.0 try later", mail.Temporary),
		reply(smtptest.AtMail, 550, "5.7.1 this sender may not", mail.Down),
		reply(smtptest.AtMail, 552, "5.3.4 too big", mail.Down),
		reply(smtptest.AtRcpt, 450, "4.2.0 greylisted", mail.Temporary),
		reply(smtptest.AtRcpt, 550, "5.1.1 no such mailbox", mail.Permanent),
		reply(smtptest.AtData, 554, "5.5.0 no", mail.Permanent),
		reply(smtptest.AtEnd, 421, "4.3.2 closing", mail.Down),
		reply(smtptest.AtEnd, 554, "5.7.1 spam", mail.Permanent),
	}
	for _, at := range []smtptest.Stage{smtptest.AtGreeting, smtptest.AtHello, smtptest.AtStartTLS, smtptest.AtAuth, smtptest.AtMail, smtptest.AtRcpt, smtptest.AtData} {
		list = append(list, fault{at: at, do: smtptest.Cut(), kind: mail.Down}, fault{at: at, do: smtptest.Hang(), kind: mail.Down},
			fault{at: at, do: smtptest.CutAfter(), kind: mail.Down}, reply(at, 421, "4.3.2 closing", mail.Down))
	}
	for _, at := range []smtptest.Stage{smtptest.AtRcpt, smtptest.AtData, smtptest.AtEnd} {
		list = append(list, reply(at, 451, "4.3.0 try later", mail.Temporary),
			reply(at, 452, "4.2.2 over quota", mail.Temporary), reply(at, 550, "5.7.1 refused", mail.Permanent), reply(at, 552, "5.2.2 mailbox full", mail.Permanent))
	}
	return append(list, fault{at: smtptest.AtConnect, do: smtptest.Cut(), kind: mail.Down}, fault{at: smtptest.AtConnect, do: smtptest.Hang(), kind: mail.Down})
}

// Whatever goes wrong, Send says what it means and where it was, the server has
// what it said it has, and the next message goes through.
func TestSMTPFaults(t *testing.T) {
	for _, f := range faults() {
		t.Run(fmt.Sprintf("%s, %v", f.at, f.do), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f.befalls(t, smtptest.New(t, smtptest.OverPipes(), smtptest.WithAuth(mail.AuthPlain)))
			})
		})
	}
}

// The same over sockets, but for what takes time.
func TestSMTPFaultsOverTCP(t *testing.T) {
	for _, f := range faults() {
		if text := f.do.String(); strings.HasPrefix(text, "hang") || text == "wait" {
			continue
		}
		t.Run(fmt.Sprintf("%s, %v", f.at, f.do), func(t *testing.T) {
			f.befalls(t, smtptest.New(t, smtptest.WithAuth(mail.AuthPlain)))
		})
	}
}

// befalls sends a message while there is the fault, and one afterwards.
func (f fault) befalls(t *testing.T, s *smtptest.Server) {
	t.Helper()
	m := transport(t, s.Options())
	s.Fault(smtptest.Fault{At: f.at, Do: f.do})
	began := time.Now()
	receipt, err := post(t, m, "a@example.com")
	if f.kind == accept {
		if err != nil || receipt == "" {
			t.Errorf("receipt %q, %v", receipt, err)
		}
	} else {
		f.holds(t, err)
	}
	// A command may take its time, but the goodbye to a message accepted little.
	most := 20 * time.Second
	if f.at == smtptest.AtQuit {
		most = 5 * time.Second
	}
	if took := time.Since(began); took > most {
		t.Errorf("it took %v", took)
	}
	if got := s.Accepted(); len(got) != f.accepted {
		t.Errorf("accepted %q", got)
	}
	s.Fault()
	if _, err := post(t, m, "b@example.com"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	got := s.Accepted()
	if len(got) != f.accepted+1 || got[f.accepted].To != "b@example.com" {
		t.Fatalf("afterwards it has %q", got)
	}
	for _, a := range got {
		if string(a.Data) != letter || a.From != "bounce@example.com" {
			t.Errorf("accepted %q", a)
		}
	}
}

// A connection that is lost while the content of a message is written loses the
// message for sure.
func TestSMTPCutInTheContent(t *testing.T) {
	bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
		s.Fault(smtptest.Fault{At: smtptest.AtContent, Do: smtptest.Cut()})
		raw := []byte(strings.Repeat(strings.Repeat("x", 900)+"\r\n", 100))
		_, err := transport(t, o).Send(t.Context(), mail.Envelope{From: "a@example.com", To: "b@example.com", Raw: raw}, func() error {
			t.Error("it is about to be committed")
			return nil
		})
		if e, _ := errors.AsType[*mail.Error](err); e == nil || e.Kind != mail.Down || e.Stage != "content" {
			t.Errorf("%v", err)
		}
	})
}

// holds checks an error: its kind, its stage, the server's words, and that no
// secret is in it.
func (f fault) holds(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*mail.Error](err)
	if !ok {
		t.Fatalf("%v", err)
	}
	stage := f.stage
	if stage == "" {
		stage = string(f.at)
	}
	if e.Kind != f.kind || e.Stage != stage || !strings.HasPrefix(err.Error(), stage+": ") {
		t.Errorf("kind %d at %q, want %d at %q: %v", e.Kind, e.Stage, f.kind, stage, err)
	}
	if code, text, ok := strings.Cut(f.do.String(), " "); ok && len(code) == 3 && code[0] >= '4' && code[0] <= '5' {
		if fmt.Sprint(e.Code) != code || e.Text != text || !strings.HasPrefix(text, e.Enhanced) || e.Enhanced == "" || !strings.Contains(err.Error(), code+" "+text) {
			t.Errorf("the server said %s %s: %q, %d, %q", code, text, err, e.Code, e.Enhanced)
		}
	}
	secretless(t, err)
}

func secretless(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{smtptest.Password, smtptest.Token} {
		for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte("\x00" + smtptest.Username + "\x00" + secret)), base64.StdEncoding.EncodeToString([]byte(secret))} {
			if strings.Contains(err.Error(), form) {
				t.Errorf("the secret is in %q", err)
			}
		}
	}
}

func transport(t *testing.T, o mail.Options) *mail.SMTP {
	t.Helper()
	m, err := mail.NewSMTP(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func post(t *testing.T, m *mail.SMTP, to string) (string, error) {
	t.Helper()
	return m.Send(t.Context(), mail.Envelope{From: "bounce@example.com", To: to, Raw: []byte(letter)}, func() error { return nil })
}

// mustPost sends raw and returns the receipt.
func mustPost(t *testing.T, m *mail.SMTP, to string, raw []byte) string {
	t.Helper()
	receipt, err := m.Send(t.Context(), mail.Envelope{From: "bounce@example.com", To: to, Raw: raw}, func() error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}
