package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

var (
	update = flag.Bool("update", false, "rewrite golden files")
	full   = flag.Bool("full", false, "run the long tests at their full length")
)

// TestMain lets the scripts run this very binary as the program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rasoat": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		os.Exit(run(ctx, os.Args[1:], prone(environment{out: os.Stdout, err: os.Stderr, vars: os.Environ()})))
	}})
}

// Each line of a script starts the program anew, which takes a second under the
// race detector. The daemon's own tests run within it.
func TestScripts(t *testing.T) {
	if raced {
		t.Skip("the scripts run without the race detector")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("LANG", "C.UTF-8")
			e.Values[backgroundKey{}] = &background{}
			e.Values[gateKey{}] = &gate{waiting: make(chan struct{}, 1), open: make(chan struct{})}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"made":      made,
			"remember":  remember,
			"same":      same,
			"mailroom":  mailroom,
			"webdav":    serveFolder,
			"edit":      edit,
			"sign":      sign,
			"serve":     serve,
			"says":      says,
			"heard":     heard,
			"tell":      tell,
			"ended":     ended,
			"gate":      gateway,
			"ask":       ask,
			"port":      port,
			"workbooks": makeWorkbooks,
		},
	})
}

// remember keeps what a folder holds, to be compared by same.
func remember(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: remember FOLDER")
	}
	ts.Setenv("REMEMBERED", tree(ts, args[0]))
}

// same fails where a folder no longer holds, byte for byte and to the
// modification time, what remember saw.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: same FOLDER")
	}
	diff := cmp.Diff(ts.Getenv("REMEMBERED"), tree(ts, args[0]))
	switch {
	case diff != "" && !neg:
		ts.Fatalf("%s changed:\n%s", args[0], diff)
	case diff == "" && neg:
		ts.Fatalf("%s did not change", args[0])
	}
}

// made has a file look as if it were made at a time.
func made(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: made FILE TIME")
	}
	at, err := time.Parse(time.RFC3339, args[1])
	ts.Check(err)
	ts.Check(os.Chtimes(ts.MkAbs(args[0]), at, at))
}

func tree(ts *testscript.TestScript, dir string) string {
	s, err := describe(ts.MkAbs(dir))
	ts.Check(err)
	return s
}

// runHere runs the program in this process.
func runHere(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, environment{out: &o, err: &e})
	return code, o.String(), e.String()
}

// golden compares a text with a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs (-want +got; -update rewrites it):\n%s", path, diff)
	}
}

// long skips a test in a short run, in which the race detector looks on: it goes
// through much, one thing after the other.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
}
