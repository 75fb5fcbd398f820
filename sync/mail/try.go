package mail

import (
	"context"
	"net"
	"strconv"
	"time"
)

// Try connects, encrypts and signs in as Send does, and takes its leave without
// sending anything. An error is an *[Error] of the stage that failed.
func (s *SMTP) Try(ctx context.Context) error {
	dialing, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	conn, err := s.o.Dial(dialing, "tcp", net.JoinHostPort(s.o.Host, strconv.Itoa(s.o.Port)))
	if err != nil {
		return &Error{Kind: Down, Stage: "connect", Err: err}
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	c, err := s.open(ctx, conn)
	if err != nil {
		return err
	}
	_ = conn.SetDeadline(time.Now().Add(min(s.o.Timeout, farewell)))
	_ = c.Quit() // all is known
	return nil
}
