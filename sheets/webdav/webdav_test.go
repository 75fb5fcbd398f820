package webdav_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rasoat/sheets"
	"rasoat/sheets/webdav"
)

func load(t *testing.T, f *webdav.File, want string) string {
	t.Helper()
	data, version, err := f.Load(t.Context())
	if err != nil || string(data) != want {
		t.Fatalf("loaded %q, %v, want %q", data, err, want)
	}
	return version
}

func said(t *testing.T, s *server, want string) {
	t.Helper()
	if got := s.requests(); got != want {
		t.Errorf("asked: %s\nwant:  %s", got, want)
	}
}

func class(t *testing.T, err error, want sheets.Class) *sheets.OpError {
	t.Helper()
	var e *sheets.OpError
	if !errors.As(err, &e) || e.Class != want {
		t.Fatalf("the error is %v (%v), want class %v", err, sheets.ClassOf(err), want)
	}
	if !strings.Contains(e.Where, filePath) || strings.Contains(fmt.Sprintf("%v %+v %s", e, *e, e.Hint), secret) {
		t.Errorf("the error does not tell where, or a secret: %v (%s)", e, e.Hint)
	}
	return e
}

func TestUnchangedCostsNoBody(t *testing.T) {
	for name, set := range map[string]func(*server){
		"strong tag": nil,
		"weak tag":   func(s *server) { s.tag = `W/"t0"` },
		"time alone": func(s *server) { s.tag = "" },
		"tag alone":  func(s *server) { s.modified = time.Time{} },
		"another clock": func(s *server) {
			s.modified = time.Now().Add(time.Hour)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, set)
			f := s.open(t, webdav.Options{})
			first := load(t, f, "one")
			if again := load(t, f, "one"); again != first {
				t.Error("the version is another one")
			}
			said(t, s, "GET 200, GET 304")
			s.save("two")
			if load(t, f, "two") == first {
				t.Error("the version is the same")
			}
			said(t, s, "GET 200")
		})
	}
	for name, set := range map[string]func(*server){
		"neither": func(s *server) { s.tag, s.modified = "", time.Time{} },
		// Another save in this second can have the same tag.
		"just saved":     func(s *server) { s.modified = time.Now() },
		"no tag but so":  func(s *server) { s.tag, s.modified = "", time.Now() },
		"nonsense":       func(s *server) { s.tag, s.modified = "t0", time.Time{} },
		"a tag in a tag": func(s *server) { s.tag, s.modified = `"a", "b"`, time.Time{} },
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, set)
			f := s.open(t, webdav.Options{})
			load(t, f, "one")
			load(t, f, "one")
			said(t, s, "GET 200, GET 200")
		})
	}
}

// What is written, by what kind of server, and what is asked for that.
func TestSwap(t *testing.T) {
	for _, test := range []struct {
		name string
		set  func(*server)
		want string
	}{
		{"conditions", func(s *server) { s.heeds = true }, "PUT beside 412, PUT 204"},
		{"conditions and a save just now", func(s *server) { s.heeds, s.modified = true, time.Now() }, "PUT beside 412, GET 200, GET 200, PUT 204"},
		{"a tag weak for a second", func(s *server) { s.heeds, s.tag, s.modified = true, `W/"t0"`, time.Now() }, "PUT beside 412, GET 200, GET 200, PUT 204"},
		{"locks", func(s *server) { s.locks = true }, "PUT beside 201, DELETE beside 204, LOCK 200, GET 200, PUT 204, UNLOCK 204"},
		{"locks, no tags", func(s *server) { s.locks, s.tag = true, "" }, "PUT beside 201, DELETE beside 204, LOCK 200, GET 200, PUT 204, UNLOCK 204"},
		{"neither", nil, "PUT beside 201, DELETE beside 204, LOCK 405, GET 200, PUT 204"},
		{"nothing at all", func(s *server) { s.tag, s.modified = "", time.Time{} }, "PUT beside 201, DELETE beside 204, LOCK 405, GET 200, PUT 204"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, test.set)
			f := s.open(t, webdav.Options{})
			old := load(t, f, "one")
			s.requests()
			now, err := f.Swap(t.Context(), old, []byte("ours"))
			if err != nil || s.data != "ours" || len(s.beside) != 0 || s.locked != "" {
				t.Fatalf("%v; there stands %q, beside it %v, locked %q", err, s.data, s.beside, s.locked)
			}
			said(t, s, test.want)
			if load(t, f, "ours") != now {
				t.Error("the version written is not the one read")
			}
			said(t, s, "GET 200") // what the server made of it is looked at
			if _, err := f.Swap(t.Context(), old, []byte("again")); sheets.ClassOf(err) != sheets.Conflict {
				t.Errorf("an old version was swapped: %v", err)
			}
		})
	}
}

// Whoever saves while we write keeps what they saved. before is the request
// that they come before.
func TestSwapAgainstASave(t *testing.T) {
	for _, test := range []struct {
		name, before string
		set          func(*server)
	}{
		{"conditions", "PUT", func(s *server) { s.heeds = true }},
		{"conditions, just saved", "GET", func(s *server) { s.heeds, s.modified = true, time.Now() }},
		{"conditions, just saved, later", "PUT", func(s *server) { s.heeds, s.modified = true, time.Now() }},
		{"locks", "LOCK", func(s *server) { s.locks = true }},
		{"neither", "GET", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, test.set)
			f := s.open(t, webdav.Options{})
			old := load(t, f, "one")
			done := false
			s.before = func(_ http.ResponseWriter, r *http.Request) bool {
				if !done && r.URL.Path == filePath && r.Method == test.before {
					done = true
					s.save("theirs")
				}
				return false
			}
			_, err := f.Swap(t.Context(), old, []byte("ours"))
			class(t, err, sheets.Conflict)
			if s.data != "theirs" || s.locked != "" {
				t.Errorf("there stands %q, locked %q", s.data, s.locked)
			}
			load(t, f, "theirs")
		})
	}
}

func TestSwapMeetsALock(t *testing.T) {
	const answer = `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:response><d:href>/x</d:href><d:propstat><d:prop>` +
		`<d:lockdiscovery><d:activelock><d:owner>%s</d:owner></d:activelock></d:lockdiscovery>%s</d:prop></d:propstat></d:response></d:multistatus>`
	for _, test := range []struct{ answer, want string }{
		{fmt.Sprintf(answer, "Nguyễn Văn A (mẫu)", ""), "Nguyễn Văn A (mẫu)"},
		{fmt.Sprintf(answer, "<d:href>\n mailto:a@example.com</d:href>", ""), "mailto:a@example.com"},
		{fmt.Sprintf(answer, "ma-so-1", `<nc:lock-owner-displayname xmlns:nc="http://nextcloud.org/ns">Trần Thị B (mẫu)</nc:lock-owner-displayname>`), "Trần Thị B (mẫu)"},
		{"no xml", ""},
		{"", ""},
	} {
		for _, heeds := range []bool{true, false} {
			s := serve(t, func(s *server) { s.heeds, s.locks, s.locked, s.holder = heeds, true, "urn:uuid:theirs", test.answer })
			f := s.open(t, webdav.Options{})
			_, err := f.Swap(t.Context(), load(t, f, "one"), []byte("ours"))
			if e := class(t, err, sheets.Busy); e.Holder != test.want || test.want != "" && !strings.Contains(e.Error(), test.want) {
				t.Errorf("held by %q, want %q: %v", e.Holder, test.want, e)
			}
			if s.data != "one" {
				t.Errorf("there stands %q", s.data)
			}
		}
	}
	if got := webdav.HolderIn(fmt.Sprintf(answer, "a\tb<x>c</x>"+strings.Repeat("d", 100), "")); !strings.HasPrefix(got, "a b c d") || len(got) > 90 {
		t.Errorf("the holder is %q", got)
	}
}

// What a status means that the server gives again and again, and how often it
// is asked.
func TestStatuses(t *testing.T) {
	type meaning struct {
		read, write sheets.Class
		gets, puts  int
	}
	for status, want := range map[int]meaning{
		301: {sheets.Invalid, sheets.Invalid, 1, 1}, 302: {sheets.Invalid, sheets.Invalid, 1, 1}, 308: {sheets.Invalid, sheets.Invalid, 1, 1},
		400: {sheets.Invalid, sheets.Invalid, 1, 1}, 401: {sheets.Denied, sheets.Denied, 1, 1}, 403: {sheets.Denied, sheets.Denied, 1, 1},
		404: {sheets.Gone, sheets.Conflict, 1, 1}, 405: {sheets.Denied, sheets.Denied, 1, 1}, 407: {sheets.Denied, sheets.Denied, 1, 1},
		409: {sheets.Gone, sheets.Gone, 1, 1}, 410: {sheets.Gone, sheets.Gone, 1, 1}, 412: {sheets.Other, sheets.Conflict, 1, 1},
		413: {sheets.Denied, sheets.Denied, 1, 1}, 418: {sheets.Other, sheets.Other, 1, 1}, 423: {sheets.Other, sheets.Busy, 1, 1},
		429: {sheets.Throttled, sheets.Throttled, 5, 5}, 500: {sheets.Throttled, sheets.Uncertain, 5, 5}, 502: {sheets.Throttled, sheets.Uncertain, 5, 5},
		503: {sheets.Throttled, sheets.Throttled, 5, 5}, 504: {sheets.Throttled, sheets.Uncertain, 5, 5}, 507: {sheets.Denied, sheets.Denied, 1, 1},
	} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			s := serve(t, func(s *server) { s.heeds = true })
			f := s.open(t, webdav.Options{Username: "rasoat", Secret: func(context.Context) (string, error) { return secret, nil }})
			old := load(t, f, "one")
			gets, puts := 0, 0
			s.before = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != filePath || r.Method != http.MethodGet && r.Method != http.MethodPut {
					return false
				}
				if r.Method == http.MethodGet {
					gets++
				} else {
					puts++
				}
				w.Header().Set("Location", "https://rasoat:"+secret+"@elsewhere.example.com/f.xlsx?"+secret)
				http.Error(w, "the password was "+secret, status)
				return true
			}
			_, _, err := f.Load(t.Context())
			e := class(t, err, want.read)
			if e.Hint == "" && want.read != sheets.Other && want.read != sheets.Invalid {
				t.Errorf("nobody is told what to do: %v", err)
			}
			_, err = f.Swap(t.Context(), old, []byte("ours"))
			class(t, err, want.write)
			if gets != want.gets || puts != want.puts {
				t.Errorf("asked %d and %d times, want %d and %d", gets, puts, want.gets, want.puts)
			}
			if s.data != "one" {
				t.Errorf("there stands %q", s.data)
			}
		})
	}
}

func TestRedirectTellsWhereTo(t *testing.T) {
	s := serve(t, func(s *server) {
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "/login?back=1", http.StatusFound)
			return true
		}
	})
	_, _, err := s.open(t, webdav.Options{}).Load(t.Context())
	if e := class(t, err, sheets.Invalid); !strings.HasSuffix(e.Hint, s.URL+"/login") {
		t.Errorf("the hint is %q", e.Hint)
	}
	said(t, s, "GET !")
}

func TestPatience(t *testing.T) {
	failing := func(s *server, times int, header string) {
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if times--; times < 0 {
				return false
			}
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusServiceUnavailable)
			return true
		}
	}
	s := serve(t, nil)
	failing(s, 2, "7")
	load(t, s.open(t, webdav.Options{}), "one")
	if len(s.slept) != 2 || s.slept[0] != 7*time.Second || s.slept[1] != 7*time.Second {
		t.Errorf("waited %v, want what the server asked for", s.slept)
	}
	s = serve(t, nil)
	failing(s, 1, "3600")
	_, _, err := s.open(t, webdav.Options{}).Load(t.Context())
	class(t, err, sheets.Throttled)
	if len(s.slept) != 0 {
		t.Errorf("waited %v, longer than there is patience", s.slept)
	}
	s = serve(t, nil)
	failing(s, 1, "")
	ctx, cancel := context.WithCancel(t.Context())
	f := s.open(t, webdav.Options{})
	f.Sleep(func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() })
	if _, _, err := f.Load(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("given up while waiting: %v", err)
	}
}

// The answer to a PUT that was carried out does not come.
func TestLostAnswer(t *testing.T) {
	s := serve(t, func(s *server) {
		s.heeds = true
		s.lost = func(r *http.Request) bool { return r.Method == http.MethodPut && r.URL.Path == filePath }
	})
	f := s.open(t, webdav.Options{})
	old := load(t, f, "one")
	s.requests()
	_, err := f.Swap(t.Context(), old, []byte("ours"))
	class(t, err, sheets.Uncertain)
	said(t, s, "PUT beside 412, PUT 204") // and is not sent again
	load(t, f, "ours")

	// A fault after it was carried out: what comes next tells.
	for saved, want := range map[string]sheets.Class{"": 255, "theirs": sheets.Uncertain} {
		s = serve(t, func(s *server) { s.heeds = true })
		f = s.open(t, webdav.Options{})
		old = load(t, f, "one")
		faulty := false
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if faulty || r.Method != http.MethodPut || r.URL.Path != filePath {
				return false
			}
			faulty = true
			s.save("ours")
			if saved != "" {
				s.save(saved)
			}
			w.WriteHeader(http.StatusBadGateway)
			return true
		}
		now, err := f.Swap(t.Context(), old, []byte("ours"))
		if want != 255 {
			class(t, err, want)
		} else if err != nil || load(t, f, "ours") != now {
			t.Errorf("it was written, and that could be seen: %v", err)
		}
	}
}

func TestUnreachable(t *testing.T) {
	s := serve(t, func(s *server) { s.heeds = true })
	f := s.open(t, webdav.Options{})
	old := load(t, f, "one")
	s.Close()
	_, _, err := f.Load(t.Context())
	if e := class(t, err, sheets.Other); !strings.Contains(e.Hint, "HTTPS_PROXY") {
		t.Errorf("the hint is %q", e.Hint)
	}
	_, err = f.Swap(t.Context(), old, []byte("ours"))
	class(t, err, sheets.Other)
}

func TestAnswersCutShort(t *testing.T) {
	times := 1
	s := serve(t, func(s *server) {
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if times--; times < 0 {
				return false
			}
			w.Header().Set("Content-Length", "100")
			w.Write([]byte("half"))
			return true
		}
	})
	load(t, s.open(t, webdav.Options{}), "one")
	said(t, s, "GET !, GET 200")
}

func TestLoginAndRights(t *testing.T) {
	token := filepath.Join(t.TempDir(), "token")
	read := func(context.Context) (string, error) {
		data, err := os.ReadFile(token)
		return string(data), err
	}
	var got []string
	s := serve(t, func(s *server) {
		s.before = func(_ http.ResponseWriter, r *http.Request) bool {
			name, password, _ := r.BasicAuth()
			got = append(got, name+"|"+password+"|"+r.Header.Get("Authorization"))
			return false
		}
	})
	load(t, s.open(t, webdav.Options{}), "one")
	load(t, s.open(t, webdav.Options{Username: "Nguyễn", Secret: func(context.Context) (string, error) { return "a:b ọ", nil }}), "one")
	f := s.open(t, webdav.Options{Secret: read})
	for _, text := range []string{"first", "second"} {
		if err := os.WriteFile(token, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		load(t, f, "one")
	}
	if got[0] != "||" || !strings.HasPrefix(got[1], "Nguyễn|a:b ọ|Basic ") || got[2] != "||Bearer first" || got[3] != "||Bearer second" {
		t.Errorf("logged in as %q", got)
	}
	os.Remove(token)
	_, _, err := f.Load(t.Context())
	if e := class(t, err, sheets.Denied); !strings.Contains(e.Hint, "token_file") {
		t.Errorf("the hint is %q", e.Hint)
	}
}

func TestWhatIsNoWorkbook(t *testing.T) {
	s := serve(t, func(s *server) { s.data = strings.Repeat("x", 3<<20) })
	_, _, err := s.open(t, webdav.Options{MaxBytes: 2 << 20}).Load(t.Context())
	if e := class(t, err, sheets.Invalid); !strings.Contains(e.Error(), "larger than 2 MB") {
		t.Error(err)
	}
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte("<html>"))
		return true
	}
	_, _, err = s.open(t, webdav.Options{}).Load(t.Context())
	class(t, err, sheets.Invalid)
}

func TestBeside(t *testing.T) {
	s := serve(t, func(s *server) { s.beside["/dav/.~lock.Dự án.xlsx#"] = "A,a,pc,x;" })
	f := s.open(t, webdav.Options{})
	if data, found := f.Beside(t.Context(), ".~lock.", "#"); !found || string(data) != "A,a,pc,x;" {
		t.Errorf("beside it lies %q, %v", data, found)
	}
	if data, found := f.Beside(t.Context(), "~$", ""); found {
		t.Errorf("beside it lies %q", data)
	}
	s.beside["/dav/~$Dự án.xlsx"] = strings.Repeat("x", 5000)
	if _, found := f.Beside(t.Context(), "~$", ""); found {
		t.Error("a large file is taken for a lock file")
	}
}

func TestUntrustedCertificate(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	s.Config.ErrorLog = nil
	f, err := webdav.Open(s.URL+filePath, webdav.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = f.Load(t.Context())
	if e := class(t, err, sheets.Denied); !strings.Contains(e.Hint, "network.ca_file") {
		t.Errorf("the hint is %q", e.Hint)
	}
	if f, err = webdav.Open(s.URL+filePath, webdav.Options{Transport: s.Client().Transport}); err != nil {
		t.Fatal(err)
	}
	_, _, err = f.Load(t.Context())
	class(t, err, sheets.Gone)
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"https://cloud.example.com/dav/D%E1%BB%B1%20%C3%A1n.xlsx": "https://cloud.example.com/dav/Dự án.xlsx",
		"https://cloud.example.com/dav/Dự án.xlsx#x":              "https://cloud.example.com/dav/Dự án.xlsx",
		"http://127.0.0.1:8080/a.xlsx":                            "http://127.0.0.1:8080/a.xlsx",
		"http://[::1]:8080/a.xlsx":                                "http://[::1]:8080/a.xlsx",
		"http://localhost/a.xlsx":                                 "http://localhost/a.xlsx",
		"http://cloud.example.com/a.xlsx":                         "",
		"https://rasoat:" + secret + "@cloud.example.com/a.xlsx":  "",
		"https://cloud.example.com/":                              "",
		"https://cloud.example.com":                               "",
		"https://cloud.example.com/dav/":                          "",
		"davs://cloud.example.com/a.xlsx":                         "",
		"a.xlsx":                                                  "",
		"https://rasoat:" + secret + "@%/":                        "",
	} {
		f, err := webdav.Open(address, webdav.Options{})
		switch {
		case err == nil && f.Name() != want:
			t.Errorf("%s is called %q", address, f.Name())
		case err != nil && (want != "" || sheets.ClassOf(err) != sheets.Invalid || sheets.HintOf(err) == "" || strings.Contains(err.Error(), secret)):
			t.Errorf("%s: %v", address, err)
		case err == nil && want == "":
			t.Errorf("%s is taken", address)
		}
	}
}
