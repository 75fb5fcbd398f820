package google_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rasoat/sheets"
	"rasoat/sheets/emulator"
	"rasoat/sheets/google"
)

// fixture is a small list in the emulator, reached over connections in memory,
// in virtual time.
type fixture struct {
	t      *testing.T
	server *emulator.Server
	sheet  *emulator.Spreadsheet
	staff  *emulator.Staff
	conn   *google.Connection
	book   sheets.Book
	hook   func(*http.Request, []byte) *emulator.Fault
}

// on sets what happens before each request, nil for nothing.
func (f *fixture) on(hook func(*http.Request, []byte) *emulator.Fault) { f.hook = hook }

// inVirtualTime runs a test in a bubble: what waits for minutes takes none.
func inVirtualTime(t *testing.T, run func(f *fixture)) {
	t.Helper()
	inVirtualTimeWith(t, emulator.Behaviour{}, run)
}

func inVirtualTimeWith(t *testing.T, b emulator.Behaviour, run func(f *fixture)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := &fixture{t: t, server: emulator.New(emulator.Options{Behaviour: b})}
		f.server.Before(func(r *http.Request, body []byte) *emulator.Fault {
			if f.hook == nil {
				return nil
			}
			return f.hook(r, body)
		})
		listener, dial := emulator.Pipe()
		web := &http.Server{Handler: f.server}
		served := make(chan struct{})
		go func() { defer close(served); _ = web.Serve(listener) }()
		base := &http.Transport{DialContext: dial}
		key, err := f.server.Account(account, "http://sheets.example.com/token")
		must(t, err)
		path := filepath.Join(t.TempDir(), "key.json")
		must(t, os.WriteFile(path, key, 0o600))
		f.conn, err = google.Connect(t.Context(), google.Options{Credentials: path, Endpoint: "http://sheets.example.com/", Base: base})
		must(t, err)
		f.sheet = f.server.Create("Theo dõi", "vi_VN", "Asia/Ho_Chi_Minh")
		f.sheet.Share(account, emulator.Writer)
		f.staff = f.sheet.Staff()
		must(f.t, f.staff.RenameTab(f.sheet.Look()[0].Title, worldTab))
		must(f.t, f.staff.DeleteRows(worldTab, 100, 900)) // a small grid is a quick one
		for i, s := range []string{"STT", "Mã", "Tên dự án", "TMĐT"} {
			f.put(2, i, s)
		}
		for n := range 6 {
			f.put(4+n, 1, "P-"+string(rune('1'+n)))
			f.put(4+n, 2, "Dự án")
			f.put(4+n, 3, float64(n*100))
		}
		f.book = f.conn.Book(f.sheet.ID(), google.BookOptions{Columns: true})
		defer func() {
			<-time.After(time.Hour) // whatever answers late has answered by then
			f.conn.Close()
			must(t, web.Close())
			<-served
		}()
		run(f)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) put(row, col int, v any) {
	f.t.Helper()
	must(f.t, f.staff.Put(worldTab, emulator.At{Row: row, Col: col}, emulator.Cell{Value: v}))
}

// pass goes over the spreadsheet, starting over as the service does.
func (f *fixture) pass() error {
	var err error
	for range 4 {
		var v sheets.View
		var c sheets.Change
		if v, err = f.book.Read(f.t.Context(), sheets.Scope{}); err != nil {
			return err
		}
		if c, err = v.Propose(worldAnnotations(v.Snapshot())); err != nil {
			return err
		}
		_, err = c.Apply(f.t.Context())
		if cl := sheets.ClassOf(err); err == nil || cl != sheets.Conflict && cl != sheets.Uncertain {
			return err
		}
	}
	return err
}

// right asserts that everything of ours stands as it should, once.
func (f *fixture) right() {
	f.t.Helper()
	v, err := f.book.Read(f.t.Context(), sheets.Scope{})
	must(f.t, err)
	c, err := v.Propose(worldAnnotations(v.Snapshot()))
	must(f.t, err)
	if steps := c.Steps(); len(steps) > 0 {
		f.t.Errorf("steps are left: %+v", steps)
	}
	if o := v.Snapshot().Obstacles(); len(o) > 0 {
		f.t.Errorf("obstacles are told of: %+v", o)
	}
	tabs := f.sheet.Look()
	if wrong := wrongCells(tabs); len(wrong) > 0 {
		f.t.Error(strings.Join(wrong, "\n"))
	}
	columns, own, shown := map[string]int{}, map[string]int{}, 0
	for _, t := range tabs {
		for _, marks := range t.ColumnMarks {
			for _, m := range marks {
				columns[m.Value]++
			}
		}
		for _, m := range t.Metadata {
			id, _, _ := strings.Cut(m.Value, " ")
			own[id]++
		}
		for _, c := range t.Cells {
			if s, ok := c.Value.(string); ok && c.Spilled && ours.MatchString(s) {
				shown++
			}
		}
	}
	if columns["gap"] != 1 || columns["warning"] != 1 || columns[".marks"] != 1 {
		f.t.Errorf("columns of ours: %v, want one of each", columns)
	}
	if own[".store"] != 1 || own["findings"] != 1 {
		f.t.Errorf("tabs of ours: %v, want one of each", own)
	}
	if shown != 5 { // of P-1 to P-6, there is nothing to say of P-4
		f.t.Errorf("%d warnings are shown, want 5", shown)
	}
}

// nth returns a hook that lets the nth request to the API of a kind go wrong.
func nth(kind string, n int, fault emulator.Fault) func(*http.Request, []byte) *emulator.Fault {
	return func(r *http.Request, _ []byte) *emulator.Fault {
		write := r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, ":batchUpdate")
		read := r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/v4/")
		if kind == "write" && write || kind == "read" && read || kind == "token" && r.URL.Path == "/token" {
			if n--; n == 0 {
				f := fault
				return &f
			}
		}
		return nil
	}
}

const page = "<!DOCTYPE html><html><head><title>Error 502 (Server Error)!!1</title></head><body>Lỗi</body></html>"

// TestOneFault lets every kind of request go wrong once in every way. The pass
// ends in the right state all the same.
func TestOneFault(t *testing.T) {
	html := http.Header{"Content-Type": {"text/html; charset=UTF-8"}}
	slow := func() { <-time.After(10 * time.Minute) }
	faults := map[string]emulator.Fault{
		"429":                    {Status: 429},
		"429 and when to return": {Status: 429, Header: http.Header{"Retry-After": {"120"}}},
		"500":                    {Status: 500},
		"503":                    {Status: 503},
		"503, carried out":       {Status: 503, Applied: true},
		"502 as a page":          {Status: 502, Header: html, Body: page},
		"cut":                    {CutAfter: 10},
		"cut late":               {CutAfter: 600},
		"no answer":              {Drop: true},
		"no answer, carried out": {Drop: true, Applied: true},
		"slow":                   {Wait: slow},
		"slow, carried out":      {Wait: slow, Applied: true, Status: 200},
	}
	for name, fault := range faults {
		for _, at := range []struct {
			kind string
			n    int
		}{{"token", 1}, {"read", 1}, {"write", 1}, {"write", 2}} {
			if at.kind == "token" && (fault.Applied || fault.CutAfter > 100) {
				continue
			}
			t.Run(name+" at "+at.kind+" "+string(rune('0'+at.n)), func(t *testing.T) {
				inVirtualTime(t, func(f *fixture) {
					f.on(nth(at.kind, at.n, fault))
					if err := f.pass(); err != nil {
						t.Errorf("the pass failed: %v", err)
					}
					f.on(nil)
					f.right()
				})
			})
		}
	}
}

// TestTroubleThatLasts: while it lasts a pass fails with an error of the right
// class that says what to do, and when it is over the next pass heals all.
func TestTroubleThatLasts(t *testing.T) {
	always := func(fault emulator.Fault, only string) func(f *fixture) {
		return func(f *fixture) {
			f.on(func(r *http.Request, _ []byte) *emulator.Fault {
				if only != "" && r.Method != only || !strings.HasPrefix(r.URL.Path, "/v4/") {
					return nil
				}
				copied := fault
				return &copied
			})
		}
	}
	over := func(f *fixture) { f.on(nil) }
	for name, tc := range map[string]struct {
		begin, end func(f *fixture)
		class      sheets.Class
		hint       string
		changed    bool // something has to be written for the trouble to show
	}{
		"the service asks for patience all the time": {always(emulator.Fault{Status: 429}, ""), over, sheets.Throttled, "", false},
		"the service is down":                        {always(emulator.Fault{Status: 503}, ""), over, sheets.Throttled, "", false},
		"a proxy answers with a page": {
			always(emulator.Fault{Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: page}, ""), over, sheets.Other, "", false,
		},
		"writes are lost": {always(emulator.Fault{Status: 503}, http.MethodPost), over, sheets.Uncertain, "", true},
		"access taken away": {
			func(f *fixture) { f.sheet.Share(account, emulator.None) },
			func(f *fixture) { f.sheet.Share(account, emulator.Writer) }, sheets.Denied, "share the spreadsheet with " + account, false,
		},
		"only reading allowed": {
			func(f *fixture) { f.sheet.Share(account, emulator.Reader) },
			func(f *fixture) { f.sheet.Share(account, emulator.Writer) }, sheets.Denied, account, true,
		},
		"the spreadsheet is deleted": {
			func(f *fixture) { f.sheet.Delete() }, func(f *fixture) { f.sheet.Restore() }, sheets.Gone, "", false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inVirtualTime(t, func(f *fixture) {
				must(f.t, f.pass())
				f.right()
				f.put(4, 3, 12345.0)
				tc.begin(f)
				err := f.pass()
				if got := sheets.ClassOf(err); err == nil || got != tc.class {
					t.Errorf("the pass ended with class %v: %v, want %v", got, err, tc.class)
				}
				if hint := sheets.HintOf(err); !strings.Contains(hint, tc.hint) {
					t.Errorf("the hint is %q, it should name %q", hint, tc.hint)
				}
				if err != nil && (strings.Contains(err.Error(), "<html") || len(err.Error()) > 400) {
					t.Errorf("the error is a page: %v", err)
				}
				tc.end(f)
				must(f.t, f.pass())
				f.right()
			})
		})
	}
}

func TestTokensExpire(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.pass())
		f.server.ExpireTokens()
		f.put(4, 3, 5.0)
		must(f.t, f.pass())
		f.right()
		<-time.After(3 * time.Hour)
		f.put(4, 3, 6.0)
		must(f.t, f.pass())
		f.right()
	})
}

// TestRequests counts what a pass costs, whatever the number of rows.
func TestRequests(t *testing.T) {
	sizes := []int{6, 10_000}
	switch {
	case *full:
		sizes = append(sizes, 100_000)
	case testing.Short():
		sizes[1] = 500
	}
	for _, rows := range sizes {
		inVirtualTime(t, func(f *fixture) {
			f.rows(rows)
			count := func(what string, most int) {
				f.t.Helper()
				f.server.ResetCounts()
				must(f.t, f.pass())
				if n := f.server.Reads() + f.server.Writes(); n > most {
					f.t.Errorf("%d rows: %s took %d requests, want at most %d", rows, what, n, most)
				}
			}
			count("the first pass", 4)
			count("an unchanged pass", 1)
			f.put(4, 3, 77.0)
			count("a changed pass", 2)
			f.put(4, 1, "P-99")
			count("a pass after a new code", 2)
			count("an unchanged pass", 1)
		})
	}
}

// rows fills the list up to so many rows with items without a code, by copying
// what is there until it is enough.
func (f *fixture) rows(n int) {
	const first = 12
	have := 1
	if n <= have+first {
		return
	}
	must(f.t, f.staff.InsertRows(worldTab, 50, n))
	f.put(first, 2, "Dự án không mã")
	for ; have < n-first; have *= 2 {
		more := min(have, n-first-have)
		must(f.t, f.staff.Copy(worldTab, emulator.Block{Top: first, Bottom: first + more, Left: 2, Right: 3}, worldTab, emulator.At{Row: first + have, Col: 2}))
	}
}

// TestAPassIsGivenUp: a pass ends at once when it is told to.
func TestAPassIsGivenUp(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		ctx, cancel := context.WithCancel(f.t.Context())
		f.on(func(*http.Request, []byte) *emulator.Fault { cancel(); return &emulator.Fault{Status: 503} })
		began := time.Now()
		if _, err := f.book.Read(ctx, sheets.Scope{}); err == nil || ctx.Err() == nil {
			t.Errorf("read went on: %v", err)
		}
		if d := time.Since(began); d > time.Second {
			t.Errorf("it took %v to give up", d)
		}
		f.on(nil)
	})
}
