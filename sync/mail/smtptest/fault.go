package smtptest

import (
	"fmt"
	"strings"
	"time"
)

// Stage is a step of a connection.
type Stage string

// The stages, in their order.
const (
	AtConnect   Stage = "connect"
	AtHandshake Stage = "handshake" // of TLS, after STARTTLS or at once
	AtGreeting  Stage = "greeting"
	AtHello     Stage = "EHLO" // or HELO
	AtStartTLS  Stage = "STARTTLS"
	AtAuth      Stage = "AUTH"
	AtMail      Stage = "MAIL FROM"
	AtRcpt      Stage = "RCPT TO"
	AtData      Stage = "DATA"           // the command
	AtContent   Stage = "content"        // its first line has come
	AtEnd       Stage = "end of message" // the final dot has come
	AtReset     Stage = "RSET"
	AtNoop      Stage = "NOOP"
	AtQuit      Stage = "QUIT"
)

// Fault is what goes wrong where.
type Fault struct {
	At    Stage
	To    string // only for this recipient, from AtRcpt on; empty: for all
	Do    Action
	Times int // then it is over; 0: never
}

// Action is what the server does in place of what it should. The zero Action is
// Cut.
type Action struct {
	kind kind
	code int
	text string
	wait time.Duration
	call func()
}

type kind int

const (
	cut kind = iota
	cutAfter
	hang
	hangAfter
	wait
	call
	callAfter
	reply
)

func (k kind) after() bool { return k == cutAfter || k == hangAfter || k == callAfter }

// Reply answers a command, which is not carried out, with a code and a text such
// as "5.1.1 no such mailbox", of several lines where it holds "\n". After 421 the server hangs up. A dial, a handshake
// and content have no reply: there it is Cut.
func Reply(code int, text string) Action { return Action{kind: reply, code: code, text: text} }

// Cut hangs up before the command is carried out: at the end of a message it is
// not accepted. A dial is refused.
func Cut() Action { return Action{kind: cut} }

// CutAfter carries out the command and hangs up without a reply: at the end of a
// message it is accepted, and the client does not learn it.
func CutAfter() Action { return Action{kind: cutAfter} }

// Hang carries nothing out and says nothing more.
func Hang() Action { return Action{kind: hang} }

// HangAfter carries out the command and says nothing more.
func HangAfter() Action { return Action{kind: hangAfter} }

// Wait lets time pass, then all is as it should be.
func Wait(d time.Duration) Action { return Action{kind: wait, wait: d} }

// Call calls f before the command is carried out, then all is as it should be.
// At AtContent the client may be further by then: it awaits no reply there.
func Call(f func()) Action { return Action{kind: call, call: f} }

// CallAfter carries out the command and calls f before the reply: at the end of a
// message it is accepted, and the client does not know it yet.
func CallAfter(f func()) Action { return Action{kind: callAfter, call: f} }

// lines are a reply on the wire.
func (a Action) lines() string {
	lines := strings.Split(a.text, "\n")
	for i, text := range lines {
		separator := "-"
		if i == len(lines)-1 {
			separator = " "
		}
		lines[i] = fmt.Sprintf("%d%s%s\r\n", a.code, separator, text)
	}
	return strings.Join(lines, "")
}

// String names the action; that of a reply is the reply's last line.
func (a Action) String() string {
	if a.kind == reply {
		return fmt.Sprintf("%d %s", a.code, a.text[strings.LastIndex(a.text, "\n")+1:])
	}
	return [...]string{"cut", "cut after", "hang", "hang after", "wait", "call", "call after"}[a.kind]
}

// Fault sets what goes wrong from now on, in place of what did before; without
// arguments nothing does. Where several match the first does.
func (s *Server) Fault(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append([]Fault(nil), faults...)
}

// fault returns what to do at a stage, before a command is carried out or after.
func (s *Server) fault(at Stage, to string, after bool) (Action, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.At != at || f.Do.kind.after() != after || f.To != "" && f.To != to || f.Times < 0 {
			continue
		}
		if f.Times == 1 {
			s.faults[i].Times = -1
		} else if f.Times > 1 {
			s.faults[i].Times--
		}
		return f.Do, true
	}
	return Action{}, false
}
