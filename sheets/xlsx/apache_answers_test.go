package xlsx_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rasoat/sheets"
	"rasoat/sheets/webdav"
)

// wire carries requests, keeps what was asked, and lets somebody act before
// one is sent.
type wire struct {
	asked  []string
	before func(*http.Request)
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.before != nil {
		w.before(r)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		w.asked = append(w.asked, fmt.Sprintf("%s %d", r.Method, res.StatusCode))
	}
	return res, err
}

// conversation is one file on a server, what is asked of it, and somebody else who
// asks.
type conversation struct {
	*wire
	t            *testing.T
	url, file    string
	authenticate func(*http.Request)
}

func newConversation(t *testing.T, url, dir string, authenticate func(*http.Request)) *conversation {
	return &conversation{&wire{}, t, url, filepath.Join(dir, "f.xlsx"), authenticate}
}

// somebody sends a request of their own.
func (c *conversation) somebody(method, body string) {
	c.t.Helper()
	r, err := http.NewRequest(method, c.url+"/f.xlsx", strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if c.authenticate != nil {
		c.authenticate(r)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil || res.StatusCode >= 300 {
		c.t.Fatalf("%s by somebody: %v, %v", method, res, err)
	}
	res.Body.Close()
}

// open puts the file there as it was in the beginning.
func (c *conversation) open(o webdav.Options) *webdav.File {
	c.t.Helper()
	if err := os.WriteFile(c.file, []byte("one"), 0o666); err != nil {
		c.t.Fatal(err)
	}
	share(c.t, c.file)
	at := time.Now().Add(-time.Hour)
	if err := os.Chtimes(c.file, at, at); err != nil {
		c.t.Fatal(err)
	}
	c.wire.asked, c.before = nil, nil
	o.Transport = c.wire
	f, err := webdav.Open(c.url+"/f.xlsx", o)
	if err != nil {
		c.t.Fatal(err)
	}
	return f
}

func (c *conversation) load(f *webdav.File, want string) string {
	c.t.Helper()
	data, version, err := f.Load(c.t.Context())
	if err != nil || string(data) != want {
		c.t.Fatalf("loaded %q, %v, want %q", data, err, want)
	}
	return version
}

func (c *conversation) asked(want string) {
	c.t.Helper()
	if got := strings.Join(c.wire.asked, ", "); got != want {
		c.t.Errorf("asked: %s\nwant:  %s", got, want)
	}
}

// savedBefore has somebody save right before we do.
func (c *conversation) savedBefore(f *webdav.File) {
	c.t.Helper()
	old := c.load(f, "one")
	c.before = func(r *http.Request) {
		if r.Method == http.MethodPut && r.URL.Path == "/f.xlsx" {
			c.somebody(http.MethodPut, "two") // as long as the first
		}
	}
	if _, err := f.Swap(c.t.Context(), old, []byte("ours")); sheets.ClassOf(err) != sheets.Conflict {
		c.t.Errorf("somebody saved right before: %v", err)
	}
	c.load(f, "two")
}

// lockedBy has somebody of that name lock the file.
func (c *conversation) lockedBy(f *webdav.File, name string) {
	c.t.Helper()
	old := c.load(f, "one")
	c.somebody("LOCK", `<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype>`+
		`<D:owner>`+name+`</D:owner></D:lockinfo>`)
	_, err := f.Swap(c.t.Context(), old, []byte("ours"))
	if sheets.ClassOf(err) != sheets.Busy || !strings.Contains(err.Error(), name) {
		c.t.Errorf("somebody has it locked: %v", err)
	}
	if data, err := os.ReadFile(c.file); err != nil || !bytes.Equal(data, []byte("one")) {
		c.t.Errorf("there stands %q, %v", data, err)
	}
}

// What Apache makes of our requests, and we of its answers.
func TestApacheAnswers(t *testing.T) {
	server, dir := startApache(t)
	c := newConversation(t, server.url, dir, func(r *http.Request) { r.SetBasicAuth(apacheUser, apacheSecret) })
	f := c.open(server.options())
	c.load(f, "one")
	old := c.load(f, "one")
	if _, err := f.Swap(t.Context(), old, []byte("ours")); err != nil {
		t.Fatal(err)
	}
	old = c.load(f, "ours")
	c.asked("GET 200, GET 304, PUT 412, PUT 204, GET 200")
	// Its tags are weak for a second after a save.
	if _, err := f.Swap(t.Context(), old, []byte("ours again")); err != nil {
		t.Fatal(err)
	}
	c.load(f, "ours again")
	if n := strings.Count(strings.Join(c.wire.asked, ","), "PUT 204"); n != 2 {
		t.Errorf("written %d times, want 2: %v", n, c.wire.asked)
	}
	c.savedBefore(c.open(server.options()))
	c.lockedBy(c.open(server.options()), "Nguyễn Văn A (mẫu)")

	wrong := server.options()
	wrong.Secret = func(context.Context) (string, error) { return "hunter2", nil }
	_, _, err := c.open(wrong).Load(t.Context())
	if sheets.ClassOf(err) != sheets.Denied || strings.Contains(fmt.Sprintf("%v %s", err, sheets.HintOf(err)), "hunter2") {
		t.Errorf("with a wrong password: %v", err)
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(names) > 0 {
		t.Errorf("left on the server: %v", names)
	}
}
