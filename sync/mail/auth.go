package mail

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// authenticate signs in, if there is a username. Each failure is Down.
func (s *SMTP) authenticate(ctx context.Context, c *smtp.Client) error {
	if s.o.Auth == AuthNone || s.o.Username == "" {
		return nil
	}
	down := func(err error) error { return &Error{Kind: Down, Stage: "AUTH", Err: err} }
	_, offered := c.Extension("AUTH")
	method, err := s.method(strings.Fields(strings.ToUpper(offered)))
	if err != nil {
		return down(err)
	}
	if method != AuthSCRAM256 && s.o.TLS == NoTLS && !s.o.PlainWithoutTLS && !loopback(s.o.Host) {
		return down(errors.New("a password or token is not sent unencrypted"))
	}
	secret, err := s.o.Secret(ctx)
	if err != nil {
		return down(err)
	}
	var auth smtp.Auth
	switch method {
	case AuthLogin:
		auth = smtp.LoginAuth(s.o.Username, secret, s.o.ServerName, true)
	case AuthSCRAM256:
		auth = smtp.ScramSHA256Auth(s.o.Username, secret)
	case AuthXOAUTH2:
		auth = smtp.XOAuth2Auth(s.o.Username, secret)
	default:
		auth = smtp.PlainAuth("", s.o.Username, secret, s.o.ServerName, true)
	}
	if err := c.Auth(auth); err != nil {
		return failure(Down, "AUTH", without(secret, err))
	}
	return nil
}

// method is how to sign in at a server that offers these.
func (s *SMTP) method(offered []string) (AuthMethod, error) {
	if s.o.Auth != AuthAuto {
		return s.o.Auth, nil
	}
	for _, m := range []struct {
		name   string
		method AuthMethod
	}{{"SCRAM-SHA-256", AuthSCRAM256}, {"PLAIN", AuthPlain}, {"LOGIN", AuthLogin}} {
		if slices.Contains(offered, m.name) {
			return m.method, nil
		}
	}
	if len(offered) == 0 {
		return 0, errors.New("the mail server offers no way to sign in")
	}
	return 0, fmt.Errorf("the mail server offers no way to sign in with a password that is known here, but %s", words(strings.Join(offered, " ")))
}

// loopback tells whether what is sent to a host stays on this machine.
func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

var coded = regexp.MustCompile(`[A-Za-z0-9+/]{4,}={0,2}`)

// without takes a secret out of an error, into which a server may have put what
// it was told.
func without(secret string, err error) error {
	if secret == "" {
		return err
	}
	hide := func(text string) string {
		text = strings.ReplaceAll(text, secret, "***")
		return coded.ReplaceAllStringFunc(text, func(s string) string {
			if plain, err := base64.StdEncoding.DecodeString(s); err == nil && strings.Contains(string(plain), secret) {
				return "***"
			}
			return s
		})
	}
	text := err.Error()
	if hide(text) == text {
		return err
	}
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		return &textproto.Error{Code: reply.Code, Msg: hide(reply.Msg)}
	}
	return errors.New(hide(text))
}
