package smtptest

import (
	"net"
	"sync"
	"time"
)

// pipeListener accepts those who dial over pipes.
type pipeListener struct{ s *Server }

func (l pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.s.pipes:
		return c, nil
	case <-l.s.done:
		return nil, net.ErrClosed
	}
}

func (pipeListener) Close() error   { return nil }
func (pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// buffered is an end of a net.Pipe whose writes do not wait for the reader, as
// those to a socket do not: both ends of TLS may write at a time.
type buffered struct {
	net.Conn
	mu     sync.Mutex
	queue  [][]byte
	more   chan struct{} // holds a value when the queue has changed
	closed bool
}

func newBuffered(conn net.Conn) *buffered {
	b := &buffered{Conn: conn, more: make(chan struct{}, 1)}
	go b.pump()
	return b
}

// pump hands over what was written, then closes.
func (b *buffered) pump() {
	defer b.Conn.Close()
	for range b.more {
		b.mu.Lock()
		queue, closed := b.queue, b.closed
		b.queue = nil
		b.mu.Unlock()
		for _, p := range queue {
			if _, err := b.Conn.Write(p); err != nil {
				return
			}
		}
		if closed {
			return
		}
	}
}

func (b *buffered) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, net.ErrClosed
	}
	b.queue = append(b.queue, append([]byte(nil), p...))
	b.wake()
	return len(p), nil
}

func (b *buffered) wake() {
	select {
	case b.more <- struct{}{}:
	default:
	}
}

// Close lets the reader have what was written for another minute. The end's own
// reader learns it at once.
func (b *buffered) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil
	}
	b.closed = true
	b.Conn.SetReadDeadline(time.Unix(1, 0))
	b.Conn.SetWriteDeadline(time.Now().Add(time.Minute))
	b.wake()
	return nil
}
