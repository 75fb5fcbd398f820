package smtptest_test

import (
	"errors"
	"io"
	"net/textproto"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rasoat/sync/mail"
	"rasoat/sync/mail/smtptest"
)

// talk sends lines over one connection and returns the code of each reply, "eof"
// where there was none. What follows DATA is content, up to the line ".".
func talk(t *testing.T, s *smtptest.Server, lines ...string) string {
	t.Helper()
	conn, err := s.Dial(t.Context(), "tcp", "mail.example.com:25")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	c := textproto.NewConn(conn)
	var codes []string
	answer := func() {
		code, _, err := c.ReadResponse(0)
		switch {
		case errors.Is(err, io.EOF):
			codes = append(codes, "eof")
		case err != nil:
			codes = append(codes, "nothing")
		default:
			codes = append(codes, strconv.Itoa(code))
		}
	}
	answer()
	content := false
	for _, line := range lines {
		c.PrintfLine("%s", line)
		if content && line != "." {
			continue
		}
		answer()
		content = line == "DATA" && codes[len(codes)-1] == "354"
	}
	return strings.Join(codes, " ")
}

func pipes(t *testing.T, fn func(t *testing.T, s *smtptest.Server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { fn(t, smtptest.New(t, smtptest.OverPipes(), smtptest.WithTLS(mail.NoTLS))) })
}

// Faults at commands that the transport does not need.
func TestBetweenMessages(t *testing.T) {
	message := []string{"EHLO me", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.com>", "DATA", "text", "."}
	for _, c := range []struct {
		fault smtptest.Fault
		want  string
	}{
		{smtptest.Fault{At: smtptest.AtNoop, Do: smtptest.Cut()}, "eof eof eof"},
		{smtptest.Fault{At: smtptest.AtReset, Do: smtptest.Cut()}, "250 eof eof"},
		{smtptest.Fault{At: smtptest.AtReset, Do: smtptest.CutAfter()}, "250 eof eof"},
		{smtptest.Fault{At: smtptest.AtReset, Do: smtptest.Reply(421, "4.3.2 closing")}, "250 421 eof"},
		{smtptest.Fault{At: smtptest.AtReset, Do: smtptest.Reply(451, "4.3.0 no")}, "250 451 221"},
		{smtptest.Fault{At: smtptest.AtReset, Do: smtptest.Hang()}, "250 nothing nothing"},
		{smtptest.Fault{At: smtptest.AtQuit, Do: smtptest.CutAfter()}, "250 250 eof"},
		{smtptest.Fault{}, "250 250 221"},
	} {
		pipes(t, func(t *testing.T, s *smtptest.Server) {
			s.Fault(c.fault)
			got := talk(t, s, append(message, "NOOP", "RSET", "QUIT")...)
			if want := "220 250 250 250 354 250 " + c.want; got != want {
				t.Errorf("%s, %v: %s, want %s", c.fault.At, c.fault.Do, got, want)
			}
			if n := len(s.Accepted()); n != 1 {
				t.Errorf("%s, %v: accepted %d", c.fault.At, c.fault.Do, n)
			}
		})
	}
}

// A fault ends after its times, concerns its recipient only, and can be changed
// in the middle of a connection.
func TestFaultsByScript(t *testing.T) {
	pipes(t, func(t *testing.T, s *smtptest.Server) {
		s.Fault(
			smtptest.Fault{At: smtptest.AtRcpt, To: "b@example.com", Do: smtptest.Reply(550, "5.1.1 gone")},
			smtptest.Fault{At: smtptest.AtRcpt, Do: smtptest.Reply(451, "4.3.0 later"), Times: 2},
		)
		got := talk(t, s, "EHLO me", "MAIL FROM:<a@example.com>", "RCPT TO:<c@example.com>", "RCPT TO:<b@example.com>",
			"RCPT TO:<c@example.com>", "RCPT TO:<c@example.com>", "rcpt to:<d@example.com>", "DATA", "text", ".", "QUIT")
		if got != "220 250 250 451 550 451 250 250 354 250 221" {
			t.Error(got)
		}
		var to []string
		for _, a := range s.Accepted() {
			to = append(to, a.To+" "+string(a.Data))
		}
		if got := strings.Join(to, "|"); got != "c@example.com text\r\n|d@example.com text\r\n" {
			t.Errorf("accepted %q", got)
		}
	})
}

// Without signing in, or encryption where that is asked for, nothing is accepted
// and no way to sign in is offered.
func TestRefusesStrangers(t *testing.T) {
	for _, options := range [][]smtptest.Option{
		{smtptest.WithTLS(mail.NoTLS), smtptest.WithAuth(mail.AuthPlain)}, {smtptest.WithAuth(mail.AuthPlain)}, nil,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := smtptest.New(t, append(options, smtptest.OverPipes())...)
			got := talk(t, s, "EHLO me", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.com>", "DATA", "AUTH PLAIN AGEAYg==", "QUIT")
			if !strings.HasPrefix(got, "220 250 530 502 502 5") || !strings.HasSuffix(got, " 221") || len(s.Accepted()) > 0 {
				t.Error(got)
			}
		})
	}
}

// A call falls before a command is carried out, or between that and the reply.
func TestCalls(t *testing.T) {
	message := []string{"EHLO me", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.com>", "DATA", "text", "."}
	for _, tt := range []struct {
		do   func(func()) smtptest.Action
		want int
	}{{smtptest.Call, 0}, {smtptest.CallAfter, 1}} {
		pipes(t, func(t *testing.T, s *smtptest.Server) {
			had := -1
			s.Fault(smtptest.Fault{At: smtptest.AtEnd, Do: tt.do(func() { had = len(s.Accepted()) }), Times: 1})
			if got := talk(t, s, message...); got != "220 250 250 250 354 250" {
				t.Errorf("the replies are %s", got)
			}
			if had != tt.want || len(s.Accepted()) != 1 {
				t.Errorf("%d were accepted at the call, %d after it", had, len(s.Accepted()))
			}
		})
	}
}
