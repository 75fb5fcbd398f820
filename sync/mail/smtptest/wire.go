package smtptest

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"strings"

	"rasoat/sync/mail"
)

// wire stands between a client and go-smtp. It encrypts, knows from what passes
// which stage the conversation has reached, and carries out the faults.
//
// Read and Write are called by one goroutine, Close by any.
type wire struct {
	net.Conn // as it was accepted
	s        *Server
	stream   io.ReadWriter // what the client says and hears, decrypted
	in       *bufio.Reader // of stream
	rest     string        // of a line that was read in part

	stage     Stage // of the reply that is due
	to        string
	encrypted bool
	content   bool // lines are content until the final dot
	begun     bool // the first line of it has come
	signingIn bool // the next line answers a challenge
	answered  bool // by a fault; go-smtp's reply is dropped
}

func newWire(conn net.Conn, s *Server) *wire {
	return &wire{Conn: conn, s: s, stream: conn, in: bufio.NewReader(conn), stage: AtGreeting}
}

// Read returns what go-smtp is to see.
func (w *wire) Read(p []byte) (int, error) {
	for w.rest == "" {
		line, err := w.in.ReadString('\n')
		if err != nil {
			return 0, err
		}
		pass, err := w.line(line)
		if err != nil {
			return 0, err
		}
		if pass {
			w.rest = line
		}
	}
	n := copy(p, w.rest)
	w.rest = w.rest[n:]
	return n, nil
}

// line looks at what the client says and tells whether go-smtp is to see it.
func (w *wire) line(line string) (bool, error) {
	switch {
	case w.content && line == ".\r\n":
		w.content, w.stage = false, AtEnd
		return true, nil // session carries out the faults, once it has the content
	case w.content:
		if w.begun {
			return true, nil
		}
		w.begun = true
		return w.do(AtContent)
	}
	w.s.hear(strings.TrimRight(line, "\r\n"))
	if w.signingIn {
		w.signingIn = false
		return true, nil
	}
	w.stage = stageOf(line)
	if w.stage == AtRcpt {
		_, path, _ := strings.Cut(line, "<")
		w.to, _, _ = strings.Cut(path, ">")
	}
	pass, err := w.do(w.stage)
	if !pass || err != nil || w.stage != AtStartTLS || w.s.tls != mail.StartTLS || w.encrypted {
		return pass, err
	}
	if err := w.after(); err != nil {
		return false, err
	}
	if _, err := io.WriteString(w.stream, "220 2.0.0 go ahead\r\n"); err != nil {
		return false, err
	}
	return false, w.handshake()
}

func stageOf(line string) Stage {
	verb := strings.ToUpper(strings.TrimSpace(line[:min(4, len(line))]))
	stage, ok := map[string]Stage{
		"EHLO": AtHello, "HELO": AtHello, "STAR": AtStartTLS, "AUTH": AtAuth, "MAIL": AtMail, "RCPT": AtRcpt,
		"DATA": AtData, "RSET": AtReset, "NOOP": AtNoop, "QUIT": AtQuit,
	}[verb]
	if !ok {
		return Stage(verb)
	}
	return stage
}

// do carries out what is to happen before a command, and tells whether the
// command still goes on.
func (w *wire) do(at Stage) (bool, error) {
	a, ok := w.s.fault(at, w.recipient(at), false)
	switch {
	case !ok:
		return true, nil
	case a.kind == wait:
		w.s.pause(a.wait)
		return true, nil
	case a.kind == call:
		a.call()
		return true, nil
	case a.kind == hang:
		return false, w.hang()
	case a.kind == reply && at != AtContent && at != AtHandshake:
		w.answered = at == AtGreeting || at == AtEnd
		_, err := io.WriteString(w.stream, a.lines())
		if a.code == 421 && err == nil {
			return false, w.cut()
		}
		return false, err
	}
	return false, w.cut()
}

// after carries out what is to happen once a command is carried out.
func (w *wire) after() error {
	a, ok := w.s.fault(w.stage, w.recipient(w.stage), true)
	switch {
	case !ok:
		return nil
	case a.kind == callAfter:
		a.call()
		return nil
	case a.kind == hangAfter:
		return w.hang()
	}
	return w.cut()
}

// recipient is whom a stage is about.
func (w *wire) recipient(at Stage) string {
	if at == AtRcpt || at == AtData || at == AtContent || at == AtEnd {
		return w.to
	}
	return ""
}

func (w *wire) cut() error {
	w.Conn.Close()
	return io.EOF
}

// hang swallows what comes until the client gives up.
func (w *wire) hang() error {
	io.Copy(io.Discard, w.in)
	return w.cut()
}

// Write passes on what go-smtp answers.
func (w *wire) Write(p []byte) (int, error) {
	if w.stage == AtGreeting && w.s.tls == mail.Implicit && !w.encrypted {
		if err := w.handshake(); err != nil {
			return 0, err
		}
	}
	if w.stage == AtGreeting {
		if _, err := w.do(AtGreeting); err != nil {
			return 0, err
		}
	}
	if w.answered {
		w.answered = false
		return len(p), nil
	}
	if err := w.after(); err != nil {
		return 0, err
	}
	text := string(p)
	w.content = w.stage == AtData && strings.HasPrefix(text, "354")
	w.begun = false
	w.signingIn = strings.HasPrefix(text, "334")
	// The last line of the extensions.
	if w.stage == AtHello && strings.HasPrefix(text, "250 ") && w.s.tls == mail.StartTLS && !w.encrypted {
		text = "250-STARTTLS\r\n" + text
	}
	if _, err := io.WriteString(w.stream, text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// handshake encrypts what follows; what a client sent ahead is forgotten.
func (w *wire) handshake() error {
	if pass, err := w.do(AtHandshake); !pass || err != nil {
		return err
	}
	conn := tls.Server(w.Conn, w.s.tlsConfig())
	if err := conn.Handshake(); err != nil {
		return w.cut()
	}
	w.encrypted, w.stream, w.in = true, conn, bufio.NewReader(conn)
	return nil
}
