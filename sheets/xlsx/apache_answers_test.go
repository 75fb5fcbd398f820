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

// somebody sends a request of their own.
func (a apache) somebody(t *testing.T, method, path, body string) {
	t.Helper()
	r, err := http.NewRequest(method, a.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(apacheUser, apacheSecret)
	res, err := http.DefaultClient.Do(r)
	if err != nil || res.StatusCode >= 300 {
		t.Fatalf("%s by somebody: %v, %v", method, res, err)
	}
	res.Body.Close()
}

// What Apache makes of our requests, and we of its answers.
func TestApacheAnswers(t *testing.T) {
	server, dir := startApache(t)
	file := filepath.Join(dir, "f.xlsx")
	w := &wire{}
	open := func(o webdav.Options) *webdav.File {
		t.Helper()
		if err := os.WriteFile(file, []byte("one"), 0o666); err != nil {
			t.Fatal(err)
		}
		share(t, file)
		at := time.Now().Add(-time.Hour)
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
		w.asked, w.before = nil, nil
		o.Transport = w
		f, err := webdav.Open(server.url+"/f.xlsx", o)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	load := func(f *webdav.File, want string) string {
		t.Helper()
		data, version, err := f.Load(t.Context())
		if err != nil || string(data) != want {
			t.Fatalf("loaded %q, %v, want %q", data, err, want)
		}
		return version
	}
	asked := func(want string) {
		t.Helper()
		if got := strings.Join(w.asked, ", "); got != want {
			t.Errorf("asked: %s\nwant:  %s", got, want)
		}
	}

	f := open(server.options())
	load(f, "one")
	old := load(f, "one")
	if _, err := f.Swap(t.Context(), old, []byte("ours")); err != nil {
		t.Fatal(err)
	}
	old = load(f, "ours")
	asked("GET 200, GET 304, PUT 412, PUT 204, GET 200")
	// Its tags are weak for a second after a save.
	if _, err := f.Swap(t.Context(), old, []byte("ours again")); err != nil {
		t.Fatal(err)
	}
	load(f, "ours again")
	if n := strings.Count(strings.Join(w.asked, ","), "PUT 204"); n != 2 {
		t.Errorf("written %d times, want 2: %v", n, w.asked)
	}

	f = open(server.options())
	old = load(f, "one")
	w.before = func(r *http.Request) {
		if r.Method == http.MethodPut && r.URL.Path == "/f.xlsx" {
			server.somebody(t, http.MethodPut, "/f.xlsx", "two") // as long as the first
		}
	}
	if _, err := f.Swap(t.Context(), old, []byte("ours")); sheets.ClassOf(err) != sheets.Conflict {
		t.Errorf("somebody saved right before: %v", err)
	}
	load(f, "two")

	f = open(server.options())
	old = load(f, "one")
	server.somebody(t, "LOCK", "/f.xlsx", `<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype>`+
		`<D:owner>Nguyễn Văn A (mẫu)</D:owner></D:lockinfo>`)
	_, err := f.Swap(t.Context(), old, []byte("ours"))
	if sheets.ClassOf(err) != sheets.Busy || !strings.Contains(err.Error(), "Nguyễn Văn A (mẫu)") {
		t.Errorf("somebody has it locked: %v", err)
	}
	if data, err := os.ReadFile(file); err != nil || !bytes.Equal(data, []byte("one")) {
		t.Errorf("there stands %q, %v", data, err)
	}

	wrong := server.options()
	wrong.Secret = func(context.Context) (string, error) { return "hunter2", nil }
	_, _, err = open(wrong).Load(t.Context())
	if sheets.ClassOf(err) != sheets.Denied || strings.Contains(fmt.Sprintf("%v %s", err, sheets.HintOf(err)), "hunter2") {
		t.Errorf("with a wrong password: %v", err)
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(names) > 0 {
		t.Errorf("left on the server: %v", names)
	}
}
