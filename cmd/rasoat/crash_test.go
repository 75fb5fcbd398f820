package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rasoat/sync/mail"
	"rasoat/sync/mail/smtptest"
)

// tally counts over the scenes of a test, which run side by side.
type tally struct{ points, doubled atomic.Int64 }

func (c *tally) log(t *testing.T, what string) {
	t.Helper()
	t.Logf("%s: %d points, %d mails doubled, none lost unless told above", what, c.points.Load(), c.doubled.Load())
}

// processes skips where the end of a process by a signal cannot be told.
func processes(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a killed process cannot be told from one that failed")
	}
}

// each calls fn for 1, 2, 3 … until it says that there are no more, for each
// fourth where the test is not to run in full.
func each(fn func(n int) (more bool)) {
	step := 4
	if *full {
		step = 1
	}
	for n := 1; fn(n); n += step {
	}
}

// A process that is killed at any commit, or at any line that it writes, loses no
// mail and makes no second one; one mail at most comes twice, and only where the
// kill lay between the server's acceptance and the record of it.
func TestKilledAtAnyCommitOrLine(t *testing.T) {
	notRaced(t)
	processes(t)
	for _, what := range []string{"commit", "output"} {
		for _, kind := range []string{"csv", "xlsx"} {
			if kind == "csv" && !*full {
				continue
			}
			t.Run(what+" "+kind, func(t *testing.T) {
				t.Parallel()
				var count tally
				each(func(n int) bool {
					crash := fmt.Sprintf("%s %d", what, n)
					s := newScene(t, kind, mail.NoTLS, "")
					killed := s.once(crash, 0).killed()
					states := s.autopsy(crash)
					s.finish(crash, 10*time.Minute)
					doubled := s.verify(crash, states)
					if killed {
						count.points.Add(1)
						count.doubled.Add(int64(doubled))
					}
					return killed
				})
				count.log(t, what)
				if want := int64(copies); *full && what == "commit" && count.doubled.Load() != want {
					t.Errorf("%d mails were doubled, want each of the %d once: else the window was not hit", count.doubled.Load(), want)
				}
				if what == "output" && count.doubled.Load() != 0 {
					t.Error("a kill outside of the window doubled a mail")
				}
			})
		}
	}
}

// stages are those of a conversation over STARTTLS, with how many mails are
// doubled by a kill before a command is carried out there, and after.
var stages = []struct {
	at            smtptest.Stage
	before, after int
}{
	{at: smtptest.AtGreeting}, {at: smtptest.AtHello}, {at: smtptest.AtStartTLS}, {at: smtptest.AtHandshake},
	{at: smtptest.AtMail}, {at: smtptest.AtRcpt}, {at: smtptest.AtData}, {at: smtptest.AtContent},
	{at: smtptest.AtEnd, before: 1, after: 1}, // the server accepts what it has in whole
	{at: smtptest.AtQuit, before: 1, after: 1},
}

// A process that is killed while it talks with the mail server, at any stage.
func TestKilledAtAnyStageOfTheConversation(t *testing.T) {
	notRaced(t)
	processes(t)
	var count tally
	t.Run("all", func(t *testing.T) {
		for i, stage := range stages {
			for _, after := range []bool{false, true} {
				if after && (stage.at == smtptest.AtContent || stage.at == smtptest.AtHandshake) {
					continue // no reply is awaited there
				}
				for nth := 1; nth <= copies; nth++ {
					if !*full && nth != i%copies+1 && stage.at != smtptest.AtEnd {
						continue
					}
					name := fmt.Sprintf("%s %d, after: %v", stage.at, nth, after)
					t.Run(name, func(t *testing.T) {
						t.Parallel()
						want := stage.before
						if after {
							want = stage.after
						}
						doubled := killedOnTheWire(t, name, stage.at, nth, after)
						if doubled != want {
							t.Errorf("%d mails doubled, want %d", doubled, want)
						}
						count.points.Add(1)
						count.doubled.Add(int64(doubled))
					})
				}
			}
		}
	})
	count.log(t, "conversation")
}

func killedOnTheWire(t *testing.T, name string, at smtptest.Stage, nth int, after bool) (doubled int) {
	s := newScene(t, "csv", mail.StartTLS, "")
	started := make(chan *child, 1)
	times := 0
	kill := func() {
		if times++; times == nth {
			(<-started).kill()
		}
	}
	do := smtptest.Call(kill)
	if after {
		do = smtptest.CallAfter(kill)
	}
	s.server.Fault(smtptest.Fault{At: at, Do: do})
	c := s.once("", 0)
	started <- c
	if !c.killed() {
		t.Fatalf("it was not killed:\n%s", c.out)
	}
	states := s.autopsy(name)
	s.server.Fault()
	s.finish(name, 10*time.Minute)
	return s.verify(name, states)
}

// A state that refuses a commit makes the program say so, or try again; nothing
// is lost, and nothing is doubled.
func TestRefusedAnyCommit(t *testing.T) {
	notRaced(t)
	processes(t)
	var count tally
	each(func(n int) bool {
		crash := fmt.Sprintf("refuse %d", n)
		s := newScene(t, "xlsx", mail.NoTLS, "")
		c := s.once(crash, 0)
		s.fails(crash, c)
		states := s.autopsy(crash)
		s.finish(crash, 10*time.Minute)
		if s.verify(crash, states) > 0 {
			t.Errorf("%s: a mail was doubled", crash)
		}
		refused := strings.Contains(c.out.String(), refusal)
		if refused {
			count.points.Add(1)
		}
		return refused
	})
	count.log(t, "refused")
}
