package webdav_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"rasoat/sheets/webdav"
)

const (
	filePath = "/dav/Dự án.xlsx"
	secret   = "S3cret-w0rd"
)

// server holds one file, and behaves as it is told.
type server struct {
	*httptest.Server
	mu sync.Mutex
	// What stands there.
	data     string
	tag      string // "" for none; a save counts it up
	modified time.Time
	saves    int
	beside   map[string]string // other files, by their path
	// How it behaves.
	heeds  bool // conditions on writing
	locks  bool
	locked string // the token of a lock
	holder string // what PROPFIND says
	// before is called with each request before it is carried out, and reports
	// whether it answered by itself; lost with each that was, and reports
	// whether the answer is to be thrown away.
	before func(http.ResponseWriter, *http.Request) bool
	lost   func(*http.Request) bool
	seen   []string // the requests: method, status and what matters of the path
	slept  []time.Duration
}

// serve starts a server whose file was saved an hour ago.
func serve(t *testing.T, set func(*server)) *server {
	t.Helper()
	s := &server{data: "one", tag: `"t0"`, modified: time.Now().Add(-time.Hour), beside: map[string]string{}}
	if set != nil {
		set(s)
	}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// open returns the file on it, for which time flies.
func (s *server) open(t *testing.T, o webdav.Options) *webdav.File {
	t.Helper()
	f, err := webdav.Open(s.URL+filePath, o)
	if err != nil {
		t.Fatal(err)
	}
	f.Sleep(func(ctx context.Context, d time.Duration) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.slept = append(s.slept, d)
		s.modified = s.modified.Add(-d)
		if old := time.Since(s.modified) > 2*time.Second; old {
			s.tag = strings.TrimPrefix(s.tag, "W/")
		}
		return ctx.Err()
	})
	return f
}

// save is somebody's save.
func (s *server) save(data string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(data, time.Now().Add(-30*time.Minute))
}

func (s *server) put(data string, at time.Time) {
	s.data, s.modified = data, at
	s.saves++
	if s.tag != "" {
		s.tag = fmt.Sprintf(`"t%d"`, s.saves)
	}
}

// requests returns what was asked since the last call.
func (s *server) requests() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := strings.Join(s.seen, ", ")
	s.seen = nil
	return seen
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.before != nil {
		s.mu.Unlock()
		done := s.before(w, r)
		s.mu.Lock()
		if done {
			s.seen = append(s.seen, r.Method+" !")
			return
		}
	}
	status, answer := s.answer(r, string(body), w.Header())
	where := ""
	if r.URL.Path != filePath {
		where = " beside"
	}
	s.seen = append(s.seen, fmt.Sprintf("%s%s %d", r.Method, where, status))
	if s.lost != nil && s.lost(r) {
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(status)
	io.WriteString(w, answer)
}

func (s *server) answer(r *http.Request, body string, h http.Header) (int, string) {
	free := s.locked == "" || strings.Contains(r.Header.Get("If")+r.Header.Get("Lock-Token"), s.locked)
	unmet := s.heeds && r.Header.Get("If-Match") != "" && (r.URL.Path != filePath || r.Header.Get("If-Match") != s.tag || !strings.HasPrefix(s.tag, `"`))
	switch {
	case r.Method == http.MethodGet && r.URL.Path != filePath:
		if text, ok := s.beside[r.URL.Path]; ok {
			return 200, text
		}
		return 404, "no"
	case r.Method == http.MethodGet:
		if s.tag != "" {
			h.Set("ETag", s.tag)
		}
		if !s.modified.IsZero() {
			h.Set("Last-Modified", s.modified.UTC().Format(http.TimeFormat))
		}
		if t := r.Header.Get("If-None-Match"); t != "" && t == s.tag {
			return 304, ""
		}
		if t, err := http.ParseTime(r.Header.Get("If-Modified-Since")); err == nil && !s.modified.Truncate(time.Second).After(t) {
			return 304, ""
		}
		return 200, s.data
	case r.Method == http.MethodPut && unmet:
		return 412, ""
	case r.Method == http.MethodPut && r.URL.Path != filePath:
		s.beside[r.URL.Path] = body
		return 201, ""
	case r.Method == http.MethodDelete:
		delete(s.beside, r.URL.Path)
		return 204, ""
	case !free && (r.Method == http.MethodPut || r.Method == "LOCK"):
		return 423, ""
	case r.Method == http.MethodPut:
		s.put(body, time.Now())
		return 204, ""
	case r.Method == "LOCK" && s.locks:
		s.locked = "urn:uuid:1"
		h.Set("Lock-Token", "<"+s.locked+">")
		return 200, ""
	case r.Method == "UNLOCK" && s.locks && free:
		s.locked = ""
		return 204, ""
	case r.Method == "PROPFIND" && s.holder != "":
		return 207, s.holder
	}
	return 405, ""
}
