package deliver_test

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// pipes is a listener whose connections are made in memory.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  *sync.Once
}

// dial connects to it from an instant on; before, it is refused.
func (p pipes) dial(from time.Time) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		if clock().Before(from) {
			return nil, syscall.ECONNREFUSED
		}
		near, far := net.Pipe()
		select {
		case p.conns <- far:
			return near, nil
		case <-p.done:
			return nil, errors.New("closed")
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }
