package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// port writes a port that is free into a file in the place of PORT.
func port(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: port FILE…")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	at := l.Addr().String()
	ts.Check(l.Close())
	ts.Setenv("ADDRESS", at)
	for _, name := range args {
		file := ts.MkAbs(name)
		data, err := os.ReadFile(file)
		ts.Check(err)
		ts.Check(os.WriteFile(file, []byte(strings.ReplaceAll(string(data), "ADDRESS", at)), 0o644))
	}
}

// ask sends a request to the address that port chose: METHOD PATH CODE REGEXP,
// and after these any number of headers, "Name: value".
func ask(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: ask METHOD PATH CODE REGEXP [HEADER…]")
	}
	req, err := http.NewRequest(args[0], "http://"+ts.Getenv("ADDRESS")+args[1], nil)
	ts.Check(err)
	for _, header := range args[4:] {
		name, value, _ := strings.Cut(header, ": ")
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if strconv.Itoa(resp.StatusCode) != args[2] || !regexp.MustCompile(args[3]).Match(body) {
		ts.Fatalf("%s %s: %d, want %s and %q\n%s", args[0], args[1], resp.StatusCode, args[2], args[3], body)
	}
}
