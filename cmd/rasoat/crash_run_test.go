package main

import (
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"rasoat/sync/mail"
	"rasoat/sync/mail/smtptest"
	"rasoat/sync/store"
)

// newDaemonScene is a scene for the daemon: by the real clock, on any day.
func newDaemonScene(t testing.TB, kind string) *scene {
	t.Helper()
	more := "schedule: {passes: \"@every 1s\", digests: \"@every 1s\"}\ncalendar:\n  days:\n"
	for n := range 3 {
		more += fmt.Sprintf("    - {day: %s, kind: work}\n", time.Now().AddDate(0, 0, n-1).Format(time.DateOnly))
	}
	return newScene(t, kind, mail.NoTLS, more)
}

// serve runs the daemon until the mails that states leaves open have been
// accepted, then tells it to stop, which it must do well.
func (s *scene) serve(name string, states map[string]store.State) {
	s.t.Helper()
	open := copies
	for _, state := range states {
		if state == store.Sent {
			open--
		}
	}
	taken := make(chan struct{}, 100)
	s.server.Fault(smtptest.Fault{At: smtptest.AtEnd, Do: smtptest.CallAfter(func() { taken <- struct{}{} })})
	defer s.server.Fault()
	c := s.start("", nil, "run")
	await := func(what <-chan struct{}) {
		select {
		case <-what:
		case <-c.done:
			s.t.Fatalf("%s: the daemon ended:\n%s", name, c.out)
		}
	}
	await(c.out.started)
	for range open {
		await(taken)
	}
	s.stop(name, c)
}

// stop tells a daemon to stop.
func (s *scene) stop(name string, c *child) {
	s.t.Helper()
	must(s.t, c.cmd.Process.Signal(syscall.SIGTERM))
	if code := c.ended(); code != exitOK {
		s.t.Errorf("%s: the daemon ended with %d:\n%s", name, code, c.out)
	}
}

// The daemon, whose passes, backup and delivery go on side by side, loses nothing
// by a kill at any commit or line, and goes on by itself when it is started again.
func TestDaemonKilled(t *testing.T) {
	notRaced(t)
	processes(t)
	var count tally
	t.Run("all", func(t *testing.T) {
		for _, what := range []string{"commit", "output"} {
			for n := 1; n <= 18; n++ { // from here on nothing happens but quiet passes
				if !*full && n%6 != 2 {
					continue
				}
				crash := fmt.Sprintf("%s %d", what, n)
				t.Run(crash, func(t *testing.T) {
					t.Parallel()
					s := newDaemonScene(t, []string{"csv", "xlsx"}[n%2])
					if c := s.start(crash, nil, "run"); !c.killed() {
						t.Fatalf("it was not killed:\n%s", c.out)
					}
					states := s.autopsy(crash)
					s.serve(crash, states)
					count.points.Add(1)
					count.doubled.Add(int64(s.verify(crash, states)))
				})
			}
		}
	})
	count.log(t, "daemon killed")
}

// The daemon that is told to stop in the midst of a conversation with the mail server
// finishes it, and the next one does the rest: no mail is lost, none is doubled.
func TestDaemonStopped(t *testing.T) {
	notRaced(t)
	processes(t)
	var count tally
	t.Run("all", func(t *testing.T) {
		for i, stage := range stages {
			for nth := 1; nth <= copies; nth++ {
				if stage.at == smtptest.AtStartTLS || stage.at == smtptest.AtHandshake || !*full && nth != i%copies+1 {
					continue
				}
				name := fmt.Sprintf("%s %d", stage.at, nth)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					s := newDaemonScene(t, "csv")
					started := make(chan *child, 1)
					var times atomic.Int32
					s.server.Fault(smtptest.Fault{At: stage.at, Do: smtptest.Call(func() {
						if int(times.Add(1)) == nth {
							c := <-started
							c.cmd.Process.Signal(syscall.SIGTERM)
							started <- c
						}
					})})
					c := s.start("", nil, "run")
					started <- c
					if code := c.ended(); code != exitOK {
						t.Fatalf("it ended with %d:\n%s", code, c.out)
					}
					states := s.autopsy(name)
					for to, state := range states {
						if state == store.Sending || state == store.Committing {
							t.Errorf("%s was left %s", to, state)
						}
					}
					s.serve(name, states)
					if s.verify(name, states) > 0 {
						t.Error("a mail was doubled")
					}
					count.points.Add(1)
				})
			}
		}
	})
	count.log(t, "daemon stopped")
}

// A process that is killed, and killed again whenever it is started, gets done all the
// same as long as each gets a little further.
func TestKilledAgainAndAgain(t *testing.T) {
	notRaced(t)
	processes(t)
	var count tally
	for n := 5; n <= 7; n++ { // the slot, and a delivery in three steps, are a process's first four
		if !*full && n < 7 {
			continue
		}
		crash := fmt.Sprintf("commit %d", n)
		s := newScene(t, "xlsx", mail.NoTLS, "")
		var ends []map[string]store.State
		for after := time.Duration(0); s.once(crash, after).killed(); after += time.Minute {
			ends = append(ends, s.autopsy(crash))
			count.points.Add(1)
			if len(ends) > 3*copies {
				t.Fatalf("%s: it gets no further: %v", crash, ends[len(ends)-1])
			}
		}
		count.doubled.Add(int64(s.verify(crash, ends...)))
	}
	count.log(t, "killed again and again")
}
