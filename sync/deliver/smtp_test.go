package deliver_test

import (
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rasoat/sync/deliver"
	"rasoat/sync/mail"
)

// server speaks SMTP; its answers can be set. It is written from RFC 5321 and
// shares no code with the client.
type server struct {
	mu       sync.Mutex
	answers  map[string]int // by stage: "MAIL", "RCPT", "DATA" (to the final dot), or "RCPT " and an address
	hangs    time.Duration  // before it answers the final dot
	cuts     bool           // takes a mail, then hangs up without a word
	accepted []taken
}

func newServer() *server { return &server{answers: map[string]int{}} }

// set sets the code of an answer; 0 accepts.
func (s *server) set(stage string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[stage] = code
}

// hang sets how long it thinks about a mail.
func (s *server) hang(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hangs = d
}

func (s *server) answer(stage string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answers[stage]
}

func (s *server) serve(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go s.speak(textproto.NewConn(conn))
	}
}

func (s *server) speak(c *textproto.Conn) {
	defer c.Close()
	c.PrintfLine("220 mail.example.com ESMTP")
	to := ""
	for {
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		verb := strings.ToUpper(line[:min(4, len(line))])
		code := s.answer(verb)
		switch verb {
		case "EHLO":
			c.PrintfLine("250 mail.example.com")
			continue
		case "RCPT":
			_, address, _ := strings.Cut(line, "<")
			to, _, _ = strings.Cut(address, ">")
			code = max(code, s.answer("RCPT "+to))
		case "DATA":
			c.PrintfLine("354 go on")
			if code = s.take(c, to); code < 0 {
				return
			}
		case "QUIT":
			c.PrintfLine("221 bye")
			return
		}
		if code == 0 {
			code = 250
		}
		c.PrintfLine("%d %d.0.0 as told", code, code/100)
		if code == 421 {
			return
		}
	}
}

// take reads a mail and returns the code of the answer, -1 for none.
func (s *server) take(c *textproto.Conn, to string) int {
	data, err := io.ReadAll(textproto.NewReader(c.R).DotReader())
	if err != nil {
		return -1
	}
	if code := s.answer("DATA"); code != 0 {
		return code
	}
	s.mu.Lock()
	s.accepted = append(s.accepted, taken{to, string(data), clock()})
	cut, wait := s.cuts, s.hangs
	s.cuts = false
	s.mu.Unlock()
	if cut {
		return -1
	}
	if wait > 0 {
		<-time.After(wait)
	}
	return 250
}

func (s *server) got() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]taken(nil), s.accepted...)
}

// listen serves on a free port of loopback and returns a transport to it.
func listen(t *testing.T, s *server) mail.Transport {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.serve(l)
	t.Cleanup(func() { l.Close() })
	return transport(t, mail.Options{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: mail.NoTLS})
}

func transport(t *testing.T, o mail.Options) mail.Transport {
	m, err := mail.NewSMTP(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func TestOverTCP(t *testing.T) {
	s := newServer()
	d := newDesk(t, deliver.Options{})
	defer func() { d.store.Close() }()
	d.Transport = listen(t, s)
	s.set("RCPT gone@example.com", 550)
	s.set("RCPT full@example.com", 452)
	d.put("a@example.com gone@example.com", "full@example.com", "b@example.com")
	r := d.sweep()
	d.want("delivered", len(r.Delivered), 2)
	d.want("dead", len(r.Dead), 1)
	d.want("deferred", len(r.Deferred), 1)
	got := s.got()
	d.want("accepted", len(got), 2)
	d.want("lines", got[0].raw, "Message-ID: <0.0@example.com>\nTo: a@example.com gone@example.com\n\nKính gửi\n")
}

// Each answer of a server leads where the policy says.
func TestAnswersOverTCP(t *testing.T) {
	for _, c := range []struct {
		stage               string
		code                int
		dead, put, accepted int
		held                deliver.Hold
	}{
		{"RCPT", 550, 2, 0, 0, ""},
		{"RCPT", 451, 0, 2, 0, ""},
		{"DATA", 552, 2, 0, 0, ""},
		{"DATA", 554, 2, 0, 0, ""},
		{"DATA", 452, 0, 2, 0, ""},
		{"MAIL", 550, 0, 1, 0, deliver.HeldTransport},
		{"MAIL", 421, 0, 1, 0, deliver.HeldTransport},
		{"RCPT", 421, 0, 1, 0, deliver.HeldTransport},
		{"", 0, 0, 0, 2, ""},
	} {
		t.Run(fmt.Sprint(c.stage, c.code), func(t *testing.T) {
			s := newServer()
			d := newDesk(t, deliver.Options{})
			defer func() { d.store.Close() }()
			d.Transport = listen(t, s)
			s.set(c.stage, c.code)
			d.put("a@example.com", "b@example.com")
			r := d.sweep()
			d.want("dead", len(r.Dead), c.dead)
			d.want("put off", len(r.Deferred), c.put)
			d.want("accepted", len(s.got()), c.accepted)
			d.want("held", r.Held, c.held)
			for _, x := range append(reasons(r), "as told") {
				if !strings.Contains(x, "as told") {
					t.Errorf("the reason %q lacks the server's words", x)
				}
			}
		})
	}
}

func reasons(r deliver.Report) (list []string) {
	for _, x := range r.Dead {
		list = append(list, x.Reason)
	}
	for _, x := range r.Deferred {
		list = append(list, x.Reason)
	}
	return list
}

// A server that takes a mail and hangs up before it says so gets the same bytes
// once more, and no other mail suffers.
func TestCutAfterTheFinalDot(t *testing.T) {
	s := newServer()
	s.cuts = true
	d := newDesk(t, deliver.Options{FirstRetry: time.Nanosecond, MaxRetry: time.Nanosecond})
	defer func() { d.store.Close() }()
	d.Transport = listen(t, s)
	d.put("a@example.com", "b@example.com")
	r := d.sweep()
	d.want("deferred", len(r.Deferred), 1)
	d.want("delivered", len(r.Delivered), 1)
	r = d.sweep()
	d.want("delivered", len(r.Delivered), 1)
	var raws []string
	for _, x := range s.got() {
		if x.to == "a@example.com" {
			raws = append(raws, x.raw)
		}
	}
	if len(raws) != 2 || raws[0] != raws[1] {
		t.Errorf("got %q, want the same bytes twice", raws)
	}
}

// The loop against a server over a pipe, in virtual time: down for a day, then
// slow, then too slow, then well.
func TestDaysOverAPipe(t *testing.T) {
	if testing.Short() {
		t.Skip("days, minute by minute")
	}
	synctest.Test(t, func(t *testing.T) {
		s := newServer()
		s.hang(3 * time.Second)
		l := pipes{conns: make(chan net.Conn), done: make(chan struct{}), once: &sync.Once{}}
		go s.serve(l)
		defer l.Close()
		d := newDesk(t, deliver.Options{PerMinute: 30})
		defer func() { d.store.Close() }()
		d.Transport = transport(t, mail.Options{
			Host: "mail.example.com", Port: 25, TLS: mail.NoTLS, Timeout: 20 * time.Second, Dial: l.dial(clock().Add(24 * time.Hour)),
		})
		d.put("a@example.com", "b@example.com")
		d.run(23*time.Hour, nil)
		d.want("conditions", d.conditions(), deliver.ConditionTransport)
		d.run(2*time.Hour, nil)
		d.want("accepted", len(s.got()), 2)
		d.want("conditions", d.conditions(), "")
		s.hang(time.Minute) // longer than the client waits
		d.put("c@example.com")
		d.run(time.Minute, nil)
		d.want("in doubt", d.left(), 1)
		s.hang(0)
		d.run(time.Hour, nil)
		d.want("left", d.left(), 0)
	})
}
