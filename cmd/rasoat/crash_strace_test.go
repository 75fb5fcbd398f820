package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rasoat/sync/mail"
)

// tracer skips where the program cannot be run under strace.
func tracer(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("strace is not installed")
	}
	if out, err := exec.CommandContext(t.Context(), "strace", "-f", "-qq", "-o", "/dev/null", "true").CombinedOutput(); err != nil {
		t.Skipf("strace may not trace: %v: %s", err, out)
	}
}

// straced starts the program with something done to its nth call; log is where
// strace tells of it. strace counts by thread, and the program keeps to one.
func straced(log, calls, what, when string) []string {
	return []string{"strace", "-f", "-qq", "-o", log, "-e", "trace=" + calls, "-e", fmt.Sprintf("inject=%s:%s:when=%s", calls, what, when)}
}

// sample calls fn for 1, 2, 3 … until it says that there are no more; where the
// test is not to run in full, for a few of them only, further and further apart.
func sample(fn func(n int) (more bool)) {
	for n, step := 1, 1; fn(n); n += step {
		if !*full {
			step *= 5
		}
	}
}

// durable are the calls by which something reaches the disk, each in the words of
// the kernels that have it. A question mark lets strace pass over an unknown one.
var durable = []string{"pwrite64", "fsync", "?fdatasync", "ftruncate", "?unlink,unlinkat", "?rename,?renameat,renameat2", "write"}

// A process that is killed when it is about to make any call by which something
// reaches the disk.
func TestKilledAtAnyCallStrace(t *testing.T) {
	notRaced(t)
	tracer(t)
	for _, calls := range durable {
		for _, kind := range []string{"csv", "xlsx"} {
			if kind == "csv" && (!*full || strings.Contains(calls, "rename")) {
				continue
			}
			t.Run(calls+" "+kind, func(t *testing.T) {
				t.Parallel()
				var count tally
				sample(func(n int) bool {
					name := fmt.Sprintf("%s %d", calls, n)
					s := newScene(t, kind, mail.NoTLS, "")
					killed := s.once("thread", 0, straced("/dev/null", calls, "signal=SIGKILL", fmt.Sprint(n))...).killed()
					states := s.autopsy(name)
					s.finish(name, 10*time.Minute)
					doubled := s.verify(name, states)
					if killed {
						count.points.Add(1)
						count.doubled.Add(int64(doubled))
					}
					return killed
				})
				count.log(t, calls)
				if count.points.Load() == 0 && calls != "?fdatasync" {
					t.Error("it was never killed")
				}
			})
		}
	}
}

// A disk that fails at any call, once or from then on, makes the program say so or
// try again; nothing is lost.
func TestDiskFailsAtAnyCallStrace(t *testing.T) {
	notRaced(t)
	tracer(t)
	for _, fault := range []struct{ calls, what string }{
		{"fsync,?fdatasync", "error=EIO"},
		{"pwrite64", "error=ENOSPC"},
		{"write", "error=ENOSPC"},
		{"ftruncate", "error=EIO"},
		{"?rename,?renameat,renameat2", "error=EIO"},
	} {
		for _, lasting := range []string{"", "+"} {
			if lasting != "" && (!*full || fault.calls == "write") {
				continue // with no write at all the runtime gives up
			}
			t.Run(fault.calls+" "+fault.what+lasting, func(t *testing.T) {
				t.Parallel()
				var count tally
				sample(func(n int) bool {
					name := fmt.Sprintf("%s %d%s", fault.calls, n, lasting)
					s := newScene(t, "xlsx", mail.NoTLS, "")
					log := filepath.Join(s.dir, "strace.log")
					c := s.once("thread", 0, straced(log, fault.calls, fault.what, fmt.Sprint(n)+lasting)...)
					if c.ended(); fault.calls != "write" { // which may be those to the screen, or the runtime's own
						s.fails(name, c)
					}
					states := s.autopsy(name)
					s.finish(name, 3*time.Hour) // what was put off is due again
					count.doubled.Add(int64(s.verify(name, states)))
					told, err := os.ReadFile(log)
					must(t, err)
					failed := bytes.Contains(told, []byte("(INJECTED)"))
					if failed {
						count.points.Add(1)
					}
					return failed
				})
				count.log(t, fault.calls)
				if count.points.Load() == 0 {
					t.Error("no call failed")
				}
			})
		}
	}
}
