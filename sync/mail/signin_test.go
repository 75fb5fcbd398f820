package mail_test

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"

	"rasoat/sync/mail"
	"rasoat/sync/mail/smtptest"
)

// bubble gives fn a server over pipes, in virtual time, and the options to reach
// it.
func bubble(t *testing.T, fn func(t *testing.T, s *smtptest.Server, o mail.Options), options ...smtptest.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := smtptest.New(t, append(options, smtptest.OverPipes())...)
		fn(t, s, s.Options())
	})
}

// down checks that a message is refused because the transport does not work, at
// a stage and in words, that the server accepted nothing, and returns the error.
func down(t *testing.T, s *smtptest.Server, o mail.Options, stage, words string) error {
	t.Helper()
	_, err := post(t, transport(t, o), "a@example.com")
	e, ok := errors.AsType[*mail.Error](err)
	if !ok || e.Kind != mail.Down || e.Stage != stage || !strings.Contains(err.Error(), words) {
		t.Errorf("%v, want it down at %s with %q", err, stage, words)
		return err
	}
	secretless(t, err)
	if got := s.Accepted(); len(got) != 0 {
		t.Errorf("accepted %q", got)
	}
	return err
}

func secret(text string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return text, nil }
}

func TestSMTPCertificates(t *testing.T) {
	for _, mode := range []mail.TLSMode{mail.StartTLS, mail.Implicit} {
		stage := map[mail.TLSMode]string{mail.StartTLS: "STARTTLS", mail.Implicit: "greeting"}[mode]
		for c, words := range map[smtptest.Certificate]string{
			smtptest.UnknownCA: "signed by unknown authority", smtptest.OtherHost: "not mail.example.com", smtptest.Expired: "has expired",
		} {
			t.Run(fmt.Sprintf("%s, %s", stage, words), func(t *testing.T) {
				bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
					s.Present(c)
					down(t, s, o, stage, words)
					for _, line := range s.Heard() {
						if verb, _, _ := strings.Cut(line, " "); verb != "EHLO" && verb != "STARTTLS" {
							t.Errorf("the server was told %q", line)
						}
					}
					s.Present(smtptest.Sound)
					if _, err := post(t, transport(t, o), "a@example.com"); err != nil {
						t.Errorf("afterwards: %v", err)
					}
				}, smtptest.WithTLS(mode), smtptest.WithAuth(mail.AuthPlain))
			})
		}
	}
	t.Run("another name is expected", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
			s.Present(smtptest.OtherHost)
			o.ServerName = "other.example.com"
			if _, err := post(t, transport(t, o), "a@example.com"); err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("over TCP", func(t *testing.T) {
		s := smtptest.New(t)
		s.Present(smtptest.UnknownCA)
		if err := down(t, s, s.Options(), "STARTTLS", "unknown authority"); !errors.As(err, new(x509.UnknownAuthorityError)) {
			t.Errorf("%v", err)
		}
	})
}

// Without encryption nobody signs in and nothing is sent, whoever took STARTTLS
// out of the server's offer.
func TestSMTPWithoutStartTLS(t *testing.T) {
	bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
		o.TLS = mail.StartTLS
		down(t, s, o, "STARTTLS", "502 5.5.1 TLS not supported")
		if got := strings.Join(s.Heard(), "|"); got != "EHLO localhost|STARTTLS" {
			t.Errorf("the server was told %s", got)
		}
	}, smtptest.WithTLS(mail.NoTLS), smtptest.WithAuth(mail.AuthPlain))
}

func TestSMTPServerWantsTLS(t *testing.T) {
	bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
		o.TLS = mail.NoTLS
		down(t, s, o, "MAIL FROM", "530 5.7.0 STARTTLS first")
	})
}

// Passwords and tokens stay on this machine or encrypted, unless told otherwise;
// SCRAM tells neither.
func TestSMTPInTheClear(t *testing.T) {
	for _, method := range []mail.AuthMethod{mail.AuthPlain, mail.AuthLogin, mail.AuthXOAUTH2, mail.AuthAuto} {
		t.Run(fmt.Sprint(method), func(t *testing.T) {
			offered := method
			if offered == mail.AuthAuto {
				offered = mail.AuthPlain
			}
			options := []smtptest.Option{smtptest.WithTLS(mail.NoTLS), smtptest.WithAuth(offered)}
			bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
				o.Auth = method
				down(t, s, o, "AUTH", "not sent unencrypted")
				o.ServerName = "localhost" // it is where the bytes go that counts
				down(t, s, o, "AUTH", "not sent unencrypted")
				if got := strings.Join(s.Heard(), "|"); strings.Contains(got, "AUTH") {
					t.Errorf("the server was told %s", got)
				}
				o.PlainWithoutTLS = true
				if _, err := post(t, transport(t, o), "a@example.com"); err != nil {
					t.Error(err)
				}
			}, options...)
			s := smtptest.New(t, options...)
			if _, err := post(t, transport(t, s.Options()), "a@example.com"); err != nil {
				t.Errorf("on loopback: %v", err)
			}
		})
	}
	bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
		if _, err := post(t, transport(t, o), "a@example.com"); err != nil {
			t.Errorf("SCRAM: %v", err)
		}
	}, smtptest.WithTLS(mail.NoTLS), smtptest.WithAuth(mail.AuthSCRAM256))
}

// AuthAuto takes the strongest way that is offered and takes a password.
func TestSMTPAuthAuto(t *testing.T) {
	for _, c := range []struct {
		offered []mail.AuthMethod
		want    string
	}{
		{[]mail.AuthMethod{mail.AuthLogin, mail.AuthPlain, mail.AuthSCRAM256}, "AUTH SCRAM-SHA-256"},
		{[]mail.AuthMethod{mail.AuthXOAUTH2, mail.AuthLogin, mail.AuthPlain}, "AUTH PLAIN "},
		{[]mail.AuthMethod{mail.AuthXOAUTH2, mail.AuthLogin}, "AUTH LOGIN"},
	} {
		bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
			if _, err := post(t, transport(t, o), "a@example.com"); err != nil {
				t.Error(err)
			}
			if got := strings.Join(s.Heard(), "|"); !strings.Contains(got, "|"+c.want) {
				t.Errorf("heard %s, want %s", got, c.want)
			}
		}, smtptest.WithAuth(c.offered...))
	}
	t.Run("only by token", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
			o.Auth = mail.AuthAuto
			down(t, s, o, "AUTH", "but XOAUTH2")
		}, smtptest.WithAuth(mail.AuthXOAUTH2))
	})
	t.Run("not at all", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
			o.Auth, o.Username, o.Secret = mail.AuthAuto, smtptest.Username, secret(smtptest.Password)
			down(t, s, o, "AUTH", "offers no way to sign in")
			o.Auth = mail.AuthPlain
			down(t, s, o, "AUTH", "504 5.7.4 Unsupported authentication mechanism")
			o.Auth = mail.AuthNone
			if _, err := post(t, transport(t, o), "a@example.com"); err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("nobody signs in", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
			o.Username = ""
			down(t, s, o, "MAIL FROM", "530 5.7.0 sign in first")
		}, smtptest.WithAuth(mail.AuthPlain))
	})
}

// A wrong secret is refused in every way of signing in, and told to nobody, not
// even where the server repeats it. The secret is asked for anew each time.
func TestSMTPWrongSecret(t *testing.T) {
	for _, method := range []mail.AuthMethod{mail.AuthPlain, mail.AuthLogin, mail.AuthSCRAM256, mail.AuthXOAUTH2} {
		t.Run(fmt.Sprint(method), func(t *testing.T) {
			bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
				right, now := o.Secret, "m1staken pass"
				o.Secret = func(ctx context.Context) (string, error) { return now, nil }
				m := transport(t, o)
				_, err := post(t, m, "a@example.com")
				e, _ := errors.AsType[*mail.Error](err)
				if e == nil || e.Kind != mail.Down || e.Stage != "AUTH" || e.Code != 535 || e.Enhanced != "5.7.8" || strings.Contains(err.Error(), now) {
					t.Errorf("%v", err)
				}
				now, _ = right(t.Context())
				if _, err := post(t, m, "a@example.com"); err != nil {
					t.Errorf("afterwards: %v", err)
				}
			}, smtptest.WithAuth(method))
		})
	}
	t.Run("repeated by the server", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
			line := base64.StdEncoding.EncodeToString([]byte("\x00" + smtptest.Username + "\x00" + smtptest.Password))
			s.Fault(smtptest.Fault{At: smtptest.AtAuth, Do: smtptest.Reply(535, "5.7.8 no such user as "+smtptest.Password+"\n5.7.8 in AUTH PLAIN "+line)})
			down(t, s, o, "AUTH", "535 5.7.8 no such user as *** 5.7.8 in AUTH PLAIN ***")
		}, smtptest.WithAuth(mail.AuthPlain))
	})
	t.Run("none at hand", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
			o.Secret = func(context.Context) (string, error) { return "", errors.New("the file is gone") }
			down(t, s, o, "AUTH", "the file is gone")
		}, smtptest.WithAuth(mail.AuthPlain))
	})
}

// One recipient's trouble is that recipient's.
func TestSMTPOneBadRecipient(t *testing.T) {
	bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
		m := transport(t, o)
		s.Fault(smtptest.Fault{At: smtptest.AtRcpt, To: "gone@example.com", Do: smtptest.Reply(550, "5.1.1 gone")},
			smtptest.Fault{At: smtptest.AtEnd, To: "full@example.com", Do: smtptest.Reply(452, "4.2.2 full")})
		for to, want := range map[string]mail.Kind{"gone@example.com": mail.Permanent, "full@example.com": mail.Temporary, "a@example.com": accept} {
			_, err := post(t, m, to)
			if want == accept && err != nil || want != accept && (err == nil || mail.KindOf(err) != want) {
				t.Errorf("%s: %v", to, err)
			}
		}
		if got := s.Accepted(); len(got) != 1 || got[0].To != "a@example.com" {
			t.Errorf("accepted %q", got)
		}
	})
}

// What a server says is told in one line of bounded length, whatever it holds.
func TestSMTPRepliesAreOneLine(t *testing.T) {
	bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
		s.Fault(smtptest.Fault{At: smtptest.AtRcpt, Do: smtptest.Reply(550, "5.1.1 no\x1b[2J\tsuch\nđịa chỉ \xff\n"+strings.Repeat("x", 1500))})
		_, err := post(t, transport(t, o), "a@example.com")
		if want := "RCPT TO: the mail server answered 550 5.1.1 no [2J such địa chỉ ? xxx"; err == nil || !strings.HasPrefix(err.Error(), want) || len(err.Error()) > 700 {
			t.Errorf("%q", err)
		}
	})
}

// The end of the context ends an attempt at once, wherever it is.
func TestSMTPEndsWithItsContext(t *testing.T) {
	for at, kind := range map[smtptest.Stage]mail.Kind{smtptest.AtConnect: mail.Down, smtptest.AtHandshake: mail.Down, smtptest.AtRcpt: mail.Down, smtptest.AtEnd: mail.Doubtful} {
		bubble(t, func(t *testing.T, s *smtptest.Server, o mail.Options) {
			s.Fault(smtptest.Fault{At: at, Do: smtptest.Hang()})
			ctx, cancel := context.WithCancel(t.Context())
			go func() { synctest.Wait(); cancel() }()
			_, err := transport(t, o).Send(ctx, mail.Envelope{From: "a@example.com", To: "b@example.com", Raw: []byte(letter)}, func() error { return nil })
			if err == nil || mail.KindOf(err) != kind || errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", at, err)
			}
			if e := net.Error(nil); errors.As(err, &e) && e.Timeout() {
				t.Errorf("%s: it waited: %v", at, err)
			}
		})
	}
}
