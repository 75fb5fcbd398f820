package smtptest_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"rasoat/sync/mail"
	"rasoat/sync/mail/smtptest"
)

const letter = "To: a@example.com\r\n\r\n.dot\r\n..\r\nText\r\n"

func send(t *testing.T, o mail.Options, to string) (string, error) {
	t.Helper()
	m, err := mail.NewSMTP(o)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	return m.Send(t.Context(), mail.Envelope{From: "bounce@example.com", To: to, Raw: []byte(letter)}, func() error { return nil })
}

// Each way to encrypt with each way to sign in, over TCP and in memory.
func TestEveryWayIn(t *testing.T) {
	for _, mode := range []mail.TLSMode{mail.StartTLS, mail.Implicit, mail.NoTLS} {
		for _, auth := range []mail.AuthMethod{mail.AuthNone, mail.AuthPlain, mail.AuthLogin, mail.AuthSCRAM256, mail.AuthXOAUTH2} {
			options := []smtptest.Option{smtptest.WithTLS(mode)}
			if auth != mail.AuthNone {
				options = append(options, smtptest.WithAuth(auth))
			}
			check := func(t *testing.T, s *smtptest.Server) {
				o := s.Options()
				o.PlainWithoutTLS = mode == mail.NoTLS
				began := time.Now()
				if _, err := send(t, o, "a@example.com"); err != nil {
					t.Fatal(err)
				}
				got := s.Accepted()
				if len(got) != 1 || got[0].From != "bounce@example.com" || got[0].To != "a@example.com" || string(got[0].Data) != letter || got[0].At.Before(began) {
					t.Errorf("accepted %q", got)
				}
			}
			t.Run(fmt.Sprintf("tls %d, auth %d", mode, auth), func(t *testing.T) {
				check(t, smtptest.New(t, options...))
			})
			t.Run(fmt.Sprintf("tls %d, auth %d, pipes", mode, auth), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					check(t, smtptest.New(t, append(options, smtptest.OverPipes())...))
				})
			})
		}
	}
}
