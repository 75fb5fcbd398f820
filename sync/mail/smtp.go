package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wneessen/go-mail/smtp"
)

// TLSMode is how a connection is encrypted.
type TLSMode int

const (
	StartTLS TLSMode = iota // after the greeting; never without
	Implicit                // from the first byte
	NoTLS
)

// AuthMethod is how the sender proves who it is.
type AuthMethod int

const (
	AuthAuto AuthMethod = iota // none without a username, else the strongest offered that takes a password
	AuthNone
	AuthPlain
	AuthLogin
	AuthSCRAM256
	AuthXOAUTH2 // takes a token, and is never chosen by AuthAuto
)

// Options are those of an SMTP transport.
type Options struct {
	Host            string
	Port            int
	TLS             TLSMode
	RootCAs         *x509.CertPool // nil: those of the system
	ServerName      string         // in the certificate; empty: Host
	Hello           string         // empty: localhost
	Auth            AuthMethod
	Username        string
	Secret          func(ctx context.Context) (string, error) // password or token, asked for each connection
	PlainWithoutTLS bool                                      // lets a password or token go unencrypted beyond loopback
	Timeout         time.Duration                             // of each command; 0: one minute
	Dial            func(ctx context.Context, network, addr string) (net.Conn, error)
}

const (
	farewell  = 5 * time.Second // how long the reply to QUIT may take
	mostWords = 500             // characters of a reply that are told
)

// SMTP sends through a mail server, one connection a message.
type SMTP struct{ o Options }

// NewSMTP returns a transport; it connects when it sends.
func NewSMTP(o Options) (*SMTP, error) {
	if o.Host == "" || o.Port < 1 || o.Port > 65535 {
		return nil, errors.New("the mail server needs a host and a port from 1 to 65535")
	}
	if o.Username != "" && o.Auth != AuthNone && o.Secret == nil {
		return nil, errors.New("the mail server's username needs a password or token")
	}
	if o.ServerName == "" {
		o.ServerName = o.Host
	}
	if o.Hello == "" {
		o.Hello = "localhost"
	}
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{}).DialContext
	}
	return &SMTP{o: o}, nil
}

// Close does nothing: no connection is kept.
func (s *SMTP) Close() error { return nil }

// Send sends one message.
func (s *SMTP) Send(ctx context.Context, e Envelope, committing func() error) (string, error) {
	if err := checkLines(e.Raw); err != nil {
		return "", &Error{Kind: Permanent, Stage: "message", Err: err}
	}
	if !address.MatchString(e.To) {
		return "", &Error{Kind: Permanent, Stage: "RCPT TO", Err: fmt.Errorf("%q is no address that every mail server takes, such as name@example.com", e.To)}
	}
	dialing, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	conn, err := s.o.Dial(dialing, "tcp", net.JoinHostPort(s.o.Host, strconv.Itoa(s.o.Port)))
	if err != nil {
		return "", &Error{Kind: Down, Stage: "connect", Err: err}
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	c, err := s.open(ctx, conn)
	if err != nil {
		return "", err
	}
	return s.transact(conn, c, e, committing)
}

// open greets, encrypts and authenticates. Each failure is Down.
func (s *SMTP) open(ctx context.Context, conn net.Conn) (*smtp.Client, error) {
	config := &tls.Config{ServerName: s.o.ServerName, RootCAs: s.o.RootCAs, MinVersion: tls.VersionTLS12}
	s.bound(conn)
	if s.o.TLS == Implicit {
		conn = tls.Client(conn, config)
	}
	c, err := smtp.NewClient(conn, s.o.ServerName)
	if err != nil {
		return nil, failure(Down, "greeting", err)
	}
	c.SkipSMTPUTF8(true)
	s.bound(conn)
	if err := c.Hello(s.o.Hello); err != nil {
		return nil, failure(Down, "EHLO", err)
	}
	if s.o.TLS == StartTLS {
		s.bound(conn)
		if err := c.StartTLS(config); err != nil {
			return nil, failure(Down, "STARTTLS", err)
		}
	}
	s.bound(conn)
	return c, s.authenticate(ctx, c)
}

func (s *SMTP) transact(conn net.Conn, c *smtp.Client, e Envelope, committing func() error) (string, error) {
	s.bound(conn)
	// The client writes what it is given; RFC 5321, 4.1.2, wants a path in angle
	// brackets, and some servers insist.
	if err := c.Mail("<" + e.From + ">"); err != nil {
		return "", failure(Down, "MAIL FROM", err)
	}
	s.bound(conn)
	if err := c.Rcpt("<" + e.To + ">"); err != nil {
		return "", failure(Permanent, "RCPT TO", err)
	}
	s.bound(conn)
	w, err := c.Data()
	if err != nil {
		return "", failure(Permanent, "DATA", err)
	}
	s.bound(conn)
	if _, err = w.Write(e.Raw); err == nil {
		err = c.Text.W.Flush()
	}
	if err != nil {
		return "", failure(Down, "content", err)
	}
	// The connection is cut without QUIT: any further command would first
	// write the final dot.
	if err := committing(); err != nil {
		return "", &Error{Kind: Temporary, Stage: "commit", Err: err}
	}
	s.bound(conn)
	if err := w.Close(); err != nil {
		if _, replied := errors.AsType[*textproto.Error](err); !replied {
			return "", &Error{Kind: Doubtful, Stage: "end of message", Err: err}
		}
		return "", failure(Permanent, "end of message", err)
	}
	receipt := ""
	if d, ok := w.(*smtp.DataCloser); ok {
		receipt = words(d.ServerResponse())
	}
	// Until Send returns nobody has it on record that the message was accepted.
	_ = conn.SetDeadline(time.Now().Add(min(s.o.Timeout, farewell)))
	_ = c.Quit() // the message is accepted, whatever the server says now
	return receipt, nil
}

func (s *SMTP) bound(conn net.Conn) { _ = conn.SetDeadline(time.Now().Add(s.o.Timeout)) }

// address is a mailbox in ASCII without what has a meaning in a command.
var address = regexp.MustCompile(`^[!-;=?A-~]+@[!-;=?A-~]+$`)

var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// failure makes an *Error of a reply or of a broken connection. Refused is
// the kind of a 5xx reply at the stage.
func failure(refused Kind, stage string, err error) *Error {
	reply, ok := errors.AsType[*textproto.Error](err)
	if !ok {
		return &Error{Kind: Down, Stage: stage, Err: err}
	}
	e := &Error{Kind: refused, Stage: stage, Code: reply.Code, Enhanced: enhanced.FindString(reply.Msg), Text: words(reply.Msg), Err: err}
	switch {
	case reply.Code == 421:
		e.Kind = Down
	case reply.Code < 500 && (refused == Permanent || stage == "MAIL FROM"):
		e.Kind = Temporary
	}
	return e
}

// words makes one line of what a server said, which may be of several lines and
// hold anything.
func words(said string) string {
	line := []rune(strings.Join(strings.FieldsFunc(strings.ToValidUTF8(said, "?"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " "))
	if len(line) > mostWords {
		line = append(line[:mostWords], '…')
	}
	return string(line)
}

// checkLines holds content against RFC 5321, 2.3.8 and 4.5.3.1.6.
func checkLines(raw []byte) error {
	lines := strings.Split(string(raw), "\r\n")
	if lines[len(lines)-1] != "" {
		return errors.New("the message does not end with CRLF")
	}
	for _, line := range lines {
		if len(line) > 998 {
			return errors.New("a line is longer than 998 bytes")
		}
		if strings.ContainsAny(line, "\r\n") {
			return errors.New("a line ends with CR or LF alone")
		}
	}
	return nil
}
