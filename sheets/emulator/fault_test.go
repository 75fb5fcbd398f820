package emulator_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"rasoat/sheets/emulator"
)

// once makes a fault happen to the next request only.
func once(f *emulator.Fault) func(*http.Request, []byte) *emulator.Fault {
	var spent atomic.Bool
	return func(*http.Request, []byte) *emulator.Fault {
		if spent.Swap(true) {
			return nil
		}
		return f
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	const broken = -1
	for _, tt := range []struct {
		name    string
		fault   emulator.Fault
		status  int // broken: the connection breaks
		body    string
		applied bool
	}{
		{"none", emulator.Fault{}, 200, `"updatedCells":1`, true},
		{"unavailable", emulator.Fault{Status: 503}, 503, `"UNAVAILABLE"`, false},
		{"internal", emulator.Fault{Status: 500}, 500, `"INTERNAL"`, false},
		{"unavailable, but done", emulator.Fault{Status: 503, Applied: true}, 503, `"UNAVAILABLE"`, true},
		{"a page", emulator.Fault{Status: 502, Body: "<html>"}, 502, "<html>", false},
		{"dropped", emulator.Fault{Drop: true}, broken, "", false},
		{"dropped, but done", emulator.Fault{Drop: true, Applied: true}, broken, "", true},
		{"cut", emulator.Fault{CutAfter: 20}, broken, `{"spreadsheetId":"1`, true},
		{"cut after the end", emulator.Fault{CutAfter: 1 << 20}, 200, `"updatedCells":1`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, emulator.Options{})
			p := b.sheet("en_US")
			var waited atomic.Bool
			tt.fault.Wait = func() {
				waited.Store(true)
				_ = b.Requests() // no lock is held
			}
			tt.fault.Header = http.Header{"Retry-After": {"7"}}
			b.Before(once(&tt.fault))
			seen := make(chan int, 2)
			b.After(func(_ *http.Request, _ []byte, status int, _ []byte) { seen <- status })

			r, err := http.NewRequest("PUT", b.url+"/v4/spreadsheets/"+p.ID()+"/values/A1?valueInputOption=RAW", strings.NewReader(`{"values":[["x"]]}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+b.token)
			resp, err := http.DefaultTransport.RoundTrip(r)
			status, body := broken, []byte(nil)
			if err == nil {
				defer resp.Body.Close()
				var bodyErr error
				if body, bodyErr = io.ReadAll(resp.Body); bodyErr == nil {
					status = resp.StatusCode
				} else if !errors.Is(bodyErr, io.ErrUnexpectedEOF) {
					t.Errorf("broken body: %v", bodyErr)
				}
				if resp.Header.Get("Retry-After") != "7" {
					t.Error("the header of the fault is missing")
				}
			}
			if status != tt.status || !strings.Contains(string(body), tt.body) {
				t.Errorf("status %d, body %s; want %d, %s", status, body, tt.status, tt.body)
			}
			if tt.fault.CutAfter == 20 && len(body) != 20 {
				t.Errorf("%d bytes came through, want 20", len(body))
			}
			if !waited.Load() {
				t.Error("nobody waited")
			}
			if got := strings.Contains(b.ok("GET", "/v4/spreadsheets/"+p.ID()+"/values/A1", ""), `"x"`); got != tt.applied {
				t.Errorf("carried out: %v, want %v", got, tt.applied)
			}
			want := tt.status
			switch {
			case tt.fault.Drop:
				want = 0
			case tt.fault.CutAfter > 0:
				want = 200
			}
			if first, second := <-seen, <-seen; first != want || second != 200 {
				t.Errorf("After saw %d and %d, want %d and 200", first, second, want)
			}
		})
	}
}

func TestHooksSeeTheRequest(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	p := b.sheet("en_US")
	b.Before(func(r *http.Request, body []byte) *emulator.Fault {
		if r.Method == http.MethodGet { // somebody types just before the read
			if err := p.Staff().Type("Sheet1", emulator.At{}, "typed"); err != nil {
				t.Error(err)
			}
		}
		return nil
	})
	b.Before(func(_ *http.Request, body []byte) *emulator.Fault {
		if strings.Contains(string(body), "grant_type") {
			return &emulator.Fault{Status: 500}
		}
		return nil
	})
	seen := make(chan string, 2)
	b.After(func(r *http.Request, _ []byte, _ int, answer []byte) { seen <- r.URL.Path + " " + string(answer) })
	b.ok("GET", "/v4/spreadsheets/"+p.ID()+"/values/A1", "")
	if got := <-seen; !strings.Contains(got, "/values/A1 ") || !strings.Contains(got, "typed") {
		t.Errorf("After saw %s", got)
	}
	if _, err := tryLogin(b.key, scope); err == nil {
		t.Error("a fault of the token endpoint has no effect")
	}
}
