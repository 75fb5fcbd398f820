package smtptest

import (
	"errors"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/xdg-go/scram"

	"rasoat/sync/mail"
)

// mechanism is a method's name among those of SASL.
func mechanism(m mail.AuthMethod) string {
	switch m {
	case mail.AuthPlain:
		return sasl.Plain
	case mail.AuthLogin:
		return sasl.Login
	case mail.AuthSCRAM256:
		return "SCRAM-SHA-256"
	case mail.AuthXOAUTH2:
		return "XOAUTH2"
	}
	return ""
}

// authenticator is the server's side of a method; it calls in when the client
// has proved who it is.
func authenticator(m mail.AuthMethod, in func()) sasl.Server {
	check := func(ok bool) error {
		if !ok {
			return smtp.ErrAuthFailed
		}
		in()
		return nil
	}
	switch m {
	case mail.AuthLogin:
		return &login{check: check}
	case mail.AuthSCRAM256:
		return &scram256{check: check}
	case mail.AuthXOAUTH2:
		return &xoauth2{check: check}
	}
	return sasl.NewPlainServer(func(identity, username, password string) error {
		return check(identity == "" && username == Username && password == Password)
	})
}

// login asks for a name and a password, as Microsoft's MS-XLOGIN has it.
type login struct {
	username string
	asked    int
	check    func(bool) error
}

func (l *login) Next(response []byte) ([]byte, bool, error) {
	if response == nil && l.asked == 0 {
		l.asked = 1
		return []byte("Username:"), false, nil
	}
	if l.asked < 2 {
		l.username, l.asked = string(response), 2
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.username == Username && string(response) == Password)
}

// scram256 is RFC 7677 by github.com/xdg-go/scram.
type scram256 struct {
	*scram.ServerConversation
	check func(bool) error
}

func (s *scram256) Next(response []byte) ([]byte, bool, error) {
	if s.ServerConversation == nil {
		server, err := scram.SHA256.NewServer(credentials)
		if err != nil {
			return nil, false, err
		}
		s.ServerConversation = server.NewConversation()
	}
	switch {
	case response == nil:
		return nil, false, nil // the client begins
	case s.Done():
		return nil, true, s.check(s.Valid()) // it has seen the server's proof
	}
	challenge, err := s.Step(string(response))
	if err != nil {
		return nil, true, s.check(false)
	}
	return []byte(challenge), false, nil
}

func credentials(username string) (scram.StoredCredentials, error) {
	if username != Username {
		return scram.StoredCredentials{}, errors.New("unknown")
	}
	client, err := scram.SHA256.NewClient(Username, Password, "")
	if err != nil {
		return scram.StoredCredentials{}, err
	}
	return client.GetStoredCredentialsWithError(scram.KeyFactors{Salt: "0123456789abcdef", Iters: 4096})
}

// xoauth2 takes a token at once. It tells of a wrong one in a challenge that the
// client answers with nothing, and refuses then, as Google's documentation of
// the mechanism has it.
type xoauth2 struct {
	refused bool
	check   func(bool) error
}

func (x *xoauth2) Next(response []byte) ([]byte, bool, error) {
	switch {
	case x.refused:
		return nil, true, x.check(false)
	case response == nil:
		return nil, false, nil
	case string(response) == "user="+Username+"\x01auth=Bearer "+Token+"\x01\x01":
		return nil, true, x.check(true)
	}
	x.refused = true
	return []byte(`{"status":"401","schemes":"bearer","scope":"https://mail.example.com/"}`), false, nil
}
