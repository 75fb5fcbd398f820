package emulator

import (
	"context"
	"net"
	"sync"
)

// Pipe gives a listener and the dialer that reaches it, over [net.Pipe]: no
// port is taken, and goroutines that wait for each other there count as
// durably blocked, so that a server and its clients run inside
// [testing/synctest]. The dialer ignores the network and the address; it has
// the signature of [net/http.Transport.DialContext]. After the listener is
// closed both fail with [net.ErrClosed].
func Pipe() (net.Listener, func(ctx context.Context, network, addr string) (net.Conn, error)) {
	l := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	return l, l.dial
}

type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	var err error
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		err = &net.OpError{Op: "dial", Net: "pipe", Addr: pipeAddr{}, Err: net.ErrClosed}
	case <-ctx.Done():
		err = &net.OpError{Op: "dial", Net: "pipe", Addr: pipeAddr{}, Err: context.Cause(ctx)}
	}
	_ = client.Close()
	_ = server.Close()
	return nil, err
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "accept", Net: "pipe", Addr: pipeAddr{}, Err: net.ErrClosed}
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
