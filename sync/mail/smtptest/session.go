package smtptest

import (
	"errors"
	"io"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"rasoat/sync/mail"
)

// session is one client's state, as go-smtp asks for it.
type session struct {
	s        *Server
	w        *wire
	signedIn bool
	from     string
	to       []string
}

func (s *Server) session(c *smtp.Conn) (smtp.Session, error) {
	return &session{s: s, w: c.Conn().(*wire)}, nil
}

func refuse(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
}

// encrypted tells whether the client may sign in and send, as far as that
// depends on encryption.
func (s *session) encrypted() bool { return s.w.encrypted || s.s.tls == mail.NoTLS }

// Mail begins a message.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	switch {
	case !s.encrypted():
		return refuse(530, "5.7.0 STARTTLS first")
	case len(s.s.auth) > 0 && !s.signedIn:
		return refuse(530, "5.7.0 sign in first")
	}
	s.from = from
	return nil
}

// Rcpt adds a recipient.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// Data takes the content, and accepts it unless something is to go wrong.
func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if pass, err := s.w.do(AtEnd); !pass || err != nil {
		return errors.New("a fault") // go-smtp's reply to it goes nowhere
	}
	now := time.Now()
	for _, to := range s.to {
		s.s.accept(Accepted{From: s.from, To: to, Data: data, At: now})
	}
	return nil
}

// Reset forgets the message.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout ends the session.
func (s *session) Logout() error { return nil }

// AuthMechanisms are those that the client may use now.
func (s *session) AuthMechanisms() []string {
	if !s.encrypted() {
		return nil
	}
	var names []string
	for _, m := range s.s.auth {
		names = append(names, mechanism(m))
	}
	return names
}

// Auth begins to sign the client in.
func (s *session) Auth(name string) (sasl.Server, error) {
	for _, m := range s.s.auth {
		if mechanism(m) == name && s.encrypted() {
			return authenticator(m, func() { s.signedIn = true }), nil
		}
	}
	return nil, smtp.ErrAuthUnknownMechanism
}
