package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"sync/atomic"

	"modernc.org/sqlite"
)

// The program that a test starts does to itself what crashVariable says:
//
//	commit N    is killed when it is about to commit a transaction for the Nth time
//	output N    is killed when it has written a line, to the screen or the log, for the Nth time
//	refuse N    fails to commit for the Nth time, as where the disk takes nothing
//	thread      does all its work on one thread, for a tracer that counts a thread's calls
const crashVariable = "TEST_CRASH"

// refusal is what a process writes that fails to commit.
const refusal = "this commit is refused"

// prone makes this process do what crashVariable says.
func prone(env environment) environment {
	asked := os.Getenv(crashVariable)
	if asked == "thread" {
		runtime.LockOSThread()
		return env
	}
	var what string
	var at int64
	if _, err := fmt.Sscan(asked, &what, &at); err != nil {
		return env
	}
	count := new(atomic.Int64)
	now := func() bool { return count.Add(1) == at }
	switch what {
	case "commit", "refuse":
		sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, _ string) error {
			conn.(sqlite.HookRegisterer).RegisterCommitHook(func() int32 {
				if !now() {
					return 0
				}
				if what == "commit" {
					die()
				}
				fmt.Fprintln(os.Stderr, refusal)
				return 1
			})
			return nil
		})
	case "output":
		env.out, env.err = lastWords{env.out, now}, lastWords{env.err, now}
	}
	return env
}

// die ends the process as kill -9 does.
func die() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		self.Kill()
	}
	select {}
}

// lastWords dies after a write.
type lastWords struct {
	io.Writer
	now func() bool
}

func (w lastWords) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if w.now() {
		die()
	}
	return n, err
}
