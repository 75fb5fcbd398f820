// Package smtptest is a mail server for tests. It runs in the test's process,
// takes what it is sent, remembers it, and fails on demand: at any step, for one
// recipient or for all, by a reply, by silence or by hanging up.
//
// The commands, the envelope, the content and the replies are those of
// github.com/emersion/go-smtp, which shares no code with the client that is
// tested. Here are added the certificates, the ways to sign in and the faults.
package smtptest

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"net"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"rasoat/sync/mail"
)

// Host is the server's name in its certificate and where it is dialled over
// pipes; over TCP it is dialled as 127.0.0.1, which the certificate names too.
const Host = "mail.example.com"

// Who may sign in, by what.
const (
	Username = "nhacviec@example.com"
	Password = "p=ss, w0rd"         // for every method but XOAUTH2
	Token    = "eyJ0b2tlbiI.t0-ken" // for XOAUTH2
)

// Accepted is one message accepted for one recipient. A message for several is
// there once for each.
type Accepted struct {
	From, To string
	Data     []byte // with lines ended by CRLF and without the dots of RFC 5321, 4.5.2
	At       time.Time
}

// Server is a running server. Its methods may be called from several goroutines
// at a time.
type Server struct {
	tls   mail.TLSMode
	auth  []mail.AuthMethod
	pipes chan net.Conn // of those who dial; nil over TCP
	port  int
	done  chan struct{}
	certs certificates

	mu       sync.Mutex
	cert     Certificate
	faults   []Fault
	heard    []string
	accepted []Accepted
}

// Option says what a server is like.
type Option func(*Server)

// WithTLS sets how connections are encrypted; the default is STARTTLS, offered
// and required.
func WithTLS(mode mail.TLSMode) Option { return func(s *Server) { s.tls = mode } }

// WithAuth makes the server offer methods and refuse the mail of those who did
// not sign in. AuthAuto and AuthNone are no methods of a server.
func WithAuth(methods ...mail.AuthMethod) Option { return func(s *Server) { s.auth = methods } }

// OverPipes makes the server work over connections in memory, as virtual time
// (testing/synctest) needs: New has to be called inside the bubble.
func OverPipes() Option { return func(s *Server) { s.pipes = make(chan net.Conn) } }

// New starts a server that ends with the test.
func New(t testing.TB, options ...Option) *Server {
	t.Helper()
	s := &Server{done: make(chan struct{})}
	for _, o := range options {
		o(s)
	}
	var err error
	if s.certs, err = newCertificates(time.Now()); err != nil {
		t.Fatal(err)
	}
	var l net.Listener = pipeListener{s}
	if s.pipes == nil {
		if l, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
		s.port = l.Addr().(*net.TCPAddr).Port
	}
	server := smtp.NewServer(smtp.BackendFunc(s.session))
	server.Domain = Host
	server.AllowInsecureAuth = true // wire encrypts, unseen by go-smtp; session minds it
	server.ErrorLog = quiet{}
	ended := make(chan struct{})
	go func() { defer close(ended); server.Serve(listener{l, s}) }()
	t.Cleanup(func() {
		close(s.done)
		server.Close()
		l.Close()
		<-ended
	})
	return s
}

// Options are those with which a transport reaches the server and may sign in.
// Where the server offers several methods the transport is to choose.
func (s *Server) Options() mail.Options {
	o := mail.Options{Host: "127.0.0.1", Port: s.port, TLS: s.tls, RootCAs: s.certs.roots, Auth: mail.AuthNone, Timeout: 20 * time.Second, Dial: s.Dial}
	if s.pipes != nil {
		o.Host, o.Port = Host, 25
	}
	if len(s.auth) == 0 {
		return o
	}
	o.Auth, o.Username = mail.AuthAuto, Username
	if len(s.auth) == 1 {
		o.Auth = s.auth[0]
	}
	secret := Password
	if o.Auth == mail.AuthXOAUTH2 {
		secret = Token
	}
	o.Secret = func(context.Context) (string, error) { return secret, nil }
	return o
}

// CA is the authority that Options trusts, as a file of PEM, for a client that is
// another program.
func (s *Server) CA() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.certs.ca})
}

// Dial connects to the server, whatever the address.
func (s *Server) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if a, ok := s.fault(AtConnect, "", false); ok {
		switch a.kind {
		case hang:
			<-ctx.Done()
			return nil, ctx.Err()
		case wait:
			s.pause(a.wait)
		case call:
			a.call()
		default:
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		}
	}
	if s.pipes == nil {
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
	near, far := net.Pipe()
	select {
	case s.pipes <- newBuffered(far):
		return near, nil
	case <-s.done:
		return nil, errors.New("the server has ended")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accepted returns what was accepted, in order.
func (s *Server) Accepted() []Accepted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.accepted)
}

// Heard returns the lines that clients sent but for the content of messages,
// without CRLF and as they were before encryption.
func (s *Server) Heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heard)
}

func (s *Server) hear(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = append(s.heard, line)
}

func (s *Server) accept(a Accepted) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accepted = append(s.accepted, a)
}

// Present changes the certificate that the server shows from the next
// connection on.
func (s *Server) Present(c Certificate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cert = c
}

func (s *Server) tlsConfig() *tls.Config {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &tls.Config{
		Certificates: []tls.Certificate{s.certs.pairs[s.cert]},
		MinVersion:   tls.VersionTLS12,
	}
}

// pause waits, but not beyond the server's end.
func (s *Server) pause(d time.Duration) {
	select {
	case <-time.After(d):
	case <-s.done:
	}
}

// listener turns each connection into a wire.
type listener struct {
	net.Listener
	s *Server
}

func (l listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return newWire(conn, l.s), nil
}

// quiet drops what go-smtp logs: a client that hangs up is what is tested.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}
