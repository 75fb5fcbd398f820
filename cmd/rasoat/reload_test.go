package main

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// background is a daemon that a script runs as a process of its own.
type background struct {
	cmd   *exec.Cmd
	lines chan string // of its log; closed when it has ended
	said  []string    // those that a script has read
}

type backgroundKey struct{}

func backgroundOf(ts *testscript.TestScript) *background {
	b, ok := ts.Value(backgroundKey{}).(*background)
	if !ok || b.cmd == nil {
		ts.Fatalf("no daemon runs: serve CONFIG starts one")
	}
	return b
}

// serve starts rasoat run as a process.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: serve CONFIG")
	}
	b := ts.Value(backgroundKey{}).(*background)
	cmd := exec.Command("rasoat", "run", "-c", args[0])
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "LANG=C.UTF-8")
	if data, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && !strings.Contains(string(data), "\nweb:") {
		cmd.Env = append(cmd.Env, "RASOAT_WEB_LISTEN=off") // scripts run beside one another
	}
	log, err := cmd.StderrPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	b.cmd, b.lines = cmd, make(chan string, 10_000)
	go func() {
		defer close(b.lines)
		for s := bufio.NewScanner(log); s.Scan(); {
			b.lines <- s.Text()
		}
	}()
	ts.Defer(func() { cmd.Process.Kill(); cmd.Wait() })
}

// says waits until a line of the daemon's log matches, behind those that were
// waited for before. With ! it fails if one did since the daemon started.
func says(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: [!] says REGEXP")
	}
	b, want := backgroundOf(ts), regexp.MustCompile(args[0])
	if neg {
		for _, line := range b.said {
			if want.MatchString(line) {
				ts.Fatalf("the daemon said: %s", line)
			}
		}
		return
	}
	limit := time.After(patient)
	for {
		select {
		case line, open := <-b.lines:
			if !open {
				ts.Fatalf("the daemon ended without saying %s", args[0])
			}
			ts.Logf("%s", line)
			b.said = append(b.said, line)
			if want.MatchString(line) {
				return
			}
		case <-limit:
			ts.Fatalf("the daemon did not say %s", args[0])
		}
	}
}

// heard counts the lines of the daemon's log that match, once it has ended.
func heard(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 || !strings.HasPrefix(args[0], "-count=") {
		ts.Fatalf("usage: heard -count=N REGEXP")
	}
	count, err := strconv.Atoi(strings.TrimPrefix(args[0], "-count="))
	ts.Check(err)
	want, n := regexp.MustCompile(args[1]), 0
	for _, line := range backgroundOf(ts).said {
		if want.MatchString(line) {
			n++
		}
	}
	if n != count {
		ts.Fatalf("the daemon said it %d times, not %d: %s", n, count, args[1])
	}
}

// tell sends a signal to the daemon.
func tell(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]os.Signal{"HUP": syscall.SIGHUP, "TERM": syscall.SIGTERM}
	if neg || len(args) != 1 || signals[args[0]] == nil {
		ts.Fatalf("usage: tell HUP|TERM")
	}
	ts.Check(backgroundOf(ts).cmd.Process.Signal(signals[args[0]]))
}

// ended waits for the end of the daemon, which must be a good one.
func ended(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: ended")
	}
	b := backgroundOf(ts)
	for line := range b.lines {
		ts.Logf("%s", line)
		b.said = append(b.said, line)
	}
	ts.Check(b.cmd.Wait())
}

// gate stands before a server and lets requests through while it is open.
type gate struct {
	waiting chan struct{}
	open    chan struct{}
}

type gateKey struct{}

// gateway puts a shut gate between a configuration and the server in the
// variable SERVER, waits for a request, or opens the gate for good.
func gateway(ts *testscript.TestScript, neg bool, args []string) {
	g := ts.Value(gateKey{}).(*gate)
	switch {
	case !neg && len(args) == 2 && args[0] == "shut":
		server, err := url.Parse(ts.Getenv("SERVER"))
		ts.Check(err)
		proxy := httputil.NewSingleHostReverseProxy(server)
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			select {
			case g.waiting <- struct{}{}:
			default:
			}
			select {
			case <-g.open:
				proxy.ServeHTTP(w, r)
			case <-r.Context().Done():
			}
		}))
		ts.Defer(front.CloseClientConnections)
		file := ts.MkAbs(args[1])
		data, err := os.ReadFile(file)
		ts.Check(err)
		ts.Check(os.WriteFile(file, []byte(strings.ReplaceAll(string(data), server.String(), front.URL)), 0o644))
	case !neg && len(args) == 1 && args[0] == "wait":
		<-g.waiting
	case !neg && len(args) == 1 && args[0] == "open":
		close(g.open)
	default:
		ts.Fatalf("usage: gate shut CONFIG | wait | open")
	}
}
