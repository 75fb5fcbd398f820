package mail_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rasoat/sync/mail"
)

const letter = "To: a@example.com\r\n\r\n.dot\r\nText\r\n"

// served runs a server that answers each command by its first word; an empty
// answer cuts the connection, "hang" is silence. It returns what it got.
func served(t *testing.T, answers map[string]string, committing func() error) (string, string, error) {
	t.Helper()
	client, server := net.Pipe()
	got := make(chan string, 1)
	go func() { got <- speak(server, answers) }()
	s, err := mail.NewSMTP(mail.Options{Host: "localhost", Port: 25, TLS: mail.NoTLS, Timeout: time.Minute,
		Dial: func(context.Context, string, string) (net.Conn, error) { return client, nil }})
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := s.Send(t.Context(), mail.Envelope{From: "a@example.com", To: "b@example.com", Raw: []byte(letter)}, committing)
	return receipt, <-got, err
}

// envelope is the form of MAIL and RCPT in RFC 5321, 4.1.1.2 and 4.1.1.3: an
// address stands in angle brackets.
var envelope = regexp.MustCompile(`^(MAIL FROM|RCPT TO):<[^<>@ ]+@[^<>@ ]+>( |$)`)

func speak(conn net.Conn, answers map[string]string) string {
	defer conn.Close()
	io.WriteString(conn, "220 here\r\n")
	var data strings.Builder
	inside := false
	for in := bufio.NewScanner(conn); in.Scan(); {
		word := strings.Fields(in.Text() + " x")[0]
		if inside && in.Text() != "." {
			data.WriteString(in.Text() + "\r\n")
			continue
		}
		if inside {
			data.WriteString("<end>")
		}
		answer, told := answers[word]
		switch {
		case (word == "MAIL" || word == "RCPT") && !envelope.MatchString(in.Text()):
			answer = "501 5.5.4 not by RFC 5321"
		case told && answer == "":
			return data.String()
		case told && answer == "hang":
			io.Copy(io.Discard, conn)
			return data.String()
		case told:
		case word == "DATA":
			answer = "354 go on"
		default:
			answer = "250 fine"
		}
		inside = word == "DATA" && strings.HasPrefix(answer, "354")
		io.WriteString(conn, answer+"\r\n")
	}
	return data.String()
}

func TestSMTPSends(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		called := 0
		receipt, got, err := served(t, map[string]string{".": "250 queued as 7"}, func() error { called++; return nil })
		if err != nil || receipt != "queued as 7" && receipt != "250 queued as 7" || called != 1 {
			t.Errorf("receipt %q, %v, committing %d times", receipt, err, called)
		}
		if want := strings.Replace(letter, "\r\n.dot", "\r\n..dot", 1) + "<end>"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestSMTPKinds(t *testing.T) {
	for name, c := range map[string]struct {
		at, answer string
		want       mail.Kind
	}{
		"sender refused":          {"MAIL", "550 5.7.1 no", mail.Down},
		"sender refused for now":  {"MAIL", "451 later", mail.Temporary},
		"nobody of that name":     {"RCPT", "550 5.1.1 unknown", mail.Permanent},
		"greylisted":              {"RCPT", "450 later", mail.Temporary},
		"closing":                 {"RCPT", "421 closing", mail.Down},
		"content refused":         {".", "554 spam", mail.Permanent},
		"mailbox full":            {".", "452 full", mail.Temporary},
		"cut after the final dot": {".", "", mail.Doubtful},
		"silent after the dot":    {".", "hang", mail.Doubtful},
		"silent":                  {"MAIL", "hang", mail.Down},
		"cut":                     {"DATA", "", mail.Down},
		"cut once it is accepted": {"QUIT", "", -1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, _, err := served(t, map[string]string{c.at: c.answer}, func() error { return nil })
				if (err == nil) != (c.want < 0) || err != nil && mail.KindOf(err) != c.want {
					t.Errorf("%v, kind %v, want %v", err, mail.KindOf(err), c.want)
				}
			})
		})
	}
}

func TestSMTPAbortsWhereCommittingFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stop := errors.New("stop")
		_, got, err := served(t, map[string]string{".": "250 accepted"}, func() error { return stop })
		if !errors.Is(err, stop) || !strings.HasSuffix(got, "Text\r\n") {
			t.Errorf("%v after %q", err, got)
		}
	})
}

func TestSMTPRefusesLines(t *testing.T) {
	s, err := mail.NewSMTP(mail.Options{Host: "localhost", Port: 25})
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{"a", "a\nb\r\n", "a\rb\r\n", strings.Repeat("x", 999) + "\r\n"} {
		if _, err := s.Send(t.Context(), mail.Envelope{Raw: []byte(raw)}, nil); err == nil || mail.KindOf(err) != mail.Permanent {
			t.Errorf("%.20q: %v", raw, err)
		}
	}
}

func TestSMTPRefusesAddresses(t *testing.T) {
	s, err := mail.NewSMTP(mail.Options{Host: "localhost", Port: 25})
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"", "nobody", "a@example.com> NOTIFY=NEVER", "<a@example.com>", "a b@example.com", "a@example.com\r\nDATA", "sở@example.com"} {
		if _, err := s.Send(t.Context(), mail.Envelope{From: "a@example.com", To: to, Raw: []byte(letter)}, nil); err == nil || mail.KindOf(err) != mail.Permanent {
			t.Errorf("to %q: %v", to, err)
		}
	}
}
