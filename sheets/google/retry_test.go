package google

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rasoat/sheets"
)

func handlers(h ...http.HandlerFunc) []http.HandlerFunc { return h }

// withLocation sends whoever follows redirects back to the token server.
func withLocation(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "/token")
		h(w, r)
	}
}

func portal(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<html><head><title>Log in\n to the network</title></head><body>…</body></html>")
}

func handlersByName() map[string]http.HandlerFunc {
	m := map[string]http.HandlerFunc{"200": respond(200, "{}"), "cut": cut, "dropped": dropped, "page": portal}
	for _, status := range []int{400, 401, 403, 404, 429, 500, 502, 503, 504} {
		m[fmt.Sprint(status)] = apiFault(status, "", "a reason")
	}
	return m
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                               0,
		"0":                              0,
		"7":                              7 * time.Second,
		" 120 ":                          2 * time.Minute,
		"-5":                             0,
		"1.5":                            0,
		"soon":                           0,
		"99999999999999999999":           0,
		"Mon, 02 Mar 2026 08:00:30 GMT":  30 * time.Second,
		"Mon, 02 Mar 2026 07:00:00 GMT":  0,
		"Monday, 02-Mar-26 08:01:00 GMT": time.Minute,
		"Mon Mar  2 08:02:00 2026":       2 * time.Minute,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("Retry-After: %q is %v, want %v", value, got, want)
		}
	}
}

// Each pause doubles the one before, up to half a minute, give or take a half.
func TestPauses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "pauses")
		b := pauses()
		for i, middle := range []int{1, 2, 4, 8, 16, 32} {
			if i < n {
				around(t, b.NextBackOff(), time.Duration(middle)*time.Second)
			}
		}
		for range max(0, n-6) {
			around(t, b.NextBackOff(), 32*time.Second)
		}
	})
}

func around(t interface{ Errorf(string, ...any) }, got, middle time.Duration) {
	if got < middle/2 || got > middle*3/2+1 {
		t.Errorf("a pause of %v, want %v to %v", got, middle/2, middle*3/2)
	}
}

func TestTimeBetweenAttempts(t *testing.T) {
	fake := &fakeGoogle{api: handlers(apiFault(503, "UNAVAILABLE", "busy"))}
	inBubble(t, fake, Options{}, func(t *testing.T, c *Connection) {
		err := read(t.Context(), c)
		if sheets.ClassOf(err) != sheets.Throttled {
			t.Fatalf("class %v, want throttled", sheets.ClassOf(err))
		}
		calls := fake.seen()
		if len(calls) < 7 {
			t.Fatalf("%d attempts, want at least 7 in five minutes", len(calls))
		}
		for i := 1; i < len(calls); i++ {
			around(t, calls[i].at.Sub(calls[i-1].at), time.Duration(min(1<<(i-1), 32))*time.Second)
		}
		if got := calls[len(calls)-1].at.Sub(calls[0].at); got > 5*time.Minute {
			t.Errorf("tried for %v, want five minutes at most", got)
		}
		if got := c.Stats(); got.Reads != int64(len(calls)) || got.Retries != got.Reads-1 || got.Failures[sheets.Throttled] != 1 {
			t.Errorf("stats %+v after %d attempts", got, len(calls))
		}
	})
}

func TestRetryAfterIsHonoured(t *testing.T) {
	for name, header := range map[string]func() string{
		"seconds": func() string { return "90" },
		"date":    func() string { return time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat) },
	} {
		for _, status := range []int{429, 503} {
			t.Run(fmt.Sprint(name, status), func(t *testing.T) {
				patient := func(w http.ResponseWriter, r *http.Request) {
					respond(status, "{}", "Retry-After", header())(w, r)
				}
				fake := &fakeGoogle{api: handlers(patient, respond(200, "{}"))}
				inBubble(t, fake, Options{}, func(t *testing.T, c *Connection) {
					if err := read(t.Context(), c); err != nil {
						t.Fatal(err)
					}
					calls := fake.seen()
					if got := calls[1].at.Sub(calls[0].at); got < 89*time.Second || got > 91*time.Second {
						t.Errorf("came back after %v, want 90 s", got)
					}
				})
			})
		}
	}
}

// Whoever wants to be left alone for longer than we are patient is not waited
// for at all.
func TestRetryAfterBeyondPatience(t *testing.T) {
	fake := &fakeGoogle{api: handlers(respond(429, "{}", "Retry-After", "86400"), respond(200, "{}"))}
	inBubble(t, fake, Options{}, func(t *testing.T, c *Connection) {
		start := time.Now()
		if err := read(t.Context(), c); sheets.ClassOf(err) != sheets.Throttled {
			t.Errorf("class %v, want throttled", sheets.ClassOf(err))
		}
		if got := time.Since(start); got > time.Second {
			t.Errorf("it took %v", got)
		}
		if err := read(t.Context(), c); err != nil {
			t.Error(err)
		}
		if got := time.Since(start); got > 5*time.Minute {
			t.Errorf("the next request was held back for %v, want five minutes at most", got)
		}
	})
}

// hang answers nothing until the client goes away.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// dribble sends a byte a second for ever.
func dribble(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	for sleep(r.Context(), time.Second) == nil {
		_, _ = io.WriteString(w, " ")
		_ = http.NewResponseController(w).Flush()
	}
}

func TestEachAttemptHasADeadline(t *testing.T) {
	for name, slow := range map[string]http.HandlerFunc{"no answer": hang, "slow body": dribble} {
		t.Run(name, func(t *testing.T) {
			for _, op := range []struct {
				do   func(context.Context, *Connection) error
				want sheets.Class
			}{{read, sheets.Other}, {write, sheets.Uncertain}} {
				fake := &fakeGoogle{api: handlers(slow)}
				inBubble(t, fake, Options{Timeout: 10 * time.Second, Attempts: 3}, func(t *testing.T, c *Connection) {
					start := time.Now()
					err := op.do(t.Context(), c)
					if got := sheets.ClassOf(err); got != op.want {
						t.Errorf("class %v, want %v: %v", got, op.want, err)
					}
					if errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("the deadline of an attempt looks like the caller's: %v", err)
					}
					if !strings.Contains(err.Error(), "no whole answer within 10s") {
						t.Errorf("the error does not say it: %v", err)
					}
					if got := time.Since(start); got < 31*time.Second || got > 35*time.Second {
						t.Errorf("three attempts of 10 s took %v", got)
					}
				})
			}
		})
	}
	t.Run("then an answer", func(t *testing.T) {
		fake := &fakeGoogle{api: handlers(hang, dribble, respond(200, "{}"))}
		inBubble(t, fake, Options{}, func(t *testing.T, c *Connection) {
			if err := write(t.Context(), c); err != nil {
				t.Error(err)
			}
		})
	})
}

func TestBrokenConnections(t *testing.T) {
	short := respond(200, `{"spreadsheetId":`) // ended in good order, but not whole
	for name, h := range map[string]http.HandlerFunc{"cut": cut, "dropped": dropped, "not whole": short} {
		t.Run(name, func(t *testing.T) {
			fake := &fakeGoogle{api: handlers(h, h, respond(200, "{}"))}
			inBubble(t, fake, Options{}, func(t *testing.T, c *Connection) {
				if err := errors.Join(read(t.Context(), c), write(t.Context(), c)); err != nil {
					t.Error(err)
				}
			})
			fake = &fakeGoogle{api: handlers(h)}
			inBubble(t, fake, Options{Attempts: 2}, func(t *testing.T, c *Connection) {
				if err := read(t.Context(), c); sheets.ClassOf(err) != sheets.Other || err == nil {
					t.Errorf("class %v, want other: %v", sheets.ClassOf(err), err)
				}
				if err := write(t.Context(), c); sheets.ClassOf(err) != sheets.Uncertain {
					t.Errorf("class %v, want uncertain: %v", sheets.ClassOf(err), err)
				}
			})
		})
	}
}

// A write that never left this machine is certain not to have happened.
func TestNobodyListens(t *testing.T) {
	refuse := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	}}
	inBubble(t, &fakeGoogle{}, Options{Base: refuse, Attempts: 2}, func(t *testing.T, c *Connection) {
		c.transport.tokens.fetch = nil // a token is there already
		c.transport.tokens.token = tokenFor(t, time.Hour)
		err := write(t.Context(), c)
		if err == nil || sheets.ClassOf(err) != sheets.Other || !strings.Contains(sheets.HintOf(err), "HTTPS_PROXY") {
			t.Errorf("class %v, hint %q, want other: %v", sheets.ClassOf(err), sheets.HintOf(err), err)
		}
		if got := c.Stats().Writes; got != 2 {
			t.Errorf("%d attempts, want 2", got)
		}
	})
}

func TestCancelledWhileWaiting(t *testing.T) {
	waits := map[string]struct {
		api, token http.HandlerFunc
		limits     Limits
	}{
		"for an answer":        {api: hang},
		"for the rest of one":  {api: dribble},
		"between attempts":     {api: respond(503, "{}", "Retry-After", "60")},
		"for our own limit":    {api: respond(200, "{}"), limits: Limits{Reads: 1, Writes: 1}},
		"for a token":          {token: hang},
		"to ask for one again": {token: respond(503, "{}", "Retry-After", "60")},
	}
	for name, tt := range waits {
		for _, end := range []error{context.Canceled, context.DeadlineExceeded} {
			t.Run(fmt.Sprint(name, " ", end), func(t *testing.T) {
				fake := &fakeGoogle{}
				if tt.api != nil {
					fake.api = handlers(tt.api)
				}
				if tt.token != nil {
					fake.token = handlers(tt.token)
				}
				inBubble(t, fake, Options{Limits: tt.limits}, func(t *testing.T, c *Connection) {
					if tt.limits.Reads > 0 {
						if err := read(t.Context(), c); err != nil {
							t.Fatal(err)
						}
						if err := write(t.Context(), c); err != nil {
							t.Fatal(err)
						}
					}
					start := time.Now()
					ended := func() context.Context {
						ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
						if end == context.Canceled {
							cancel()
							ctx, cancel = context.WithCancel(t.Context())
							time.AfterFunc(5*time.Second, cancel)
						}
						t.Cleanup(cancel)
						return ctx
					}
					if err := read(ended(), c); !errors.Is(err, end) || sheets.ClassOf(err) != sheets.Other {
						t.Errorf("read: class %v, want other and %v: %v", sheets.ClassOf(err), end, err)
					}
					if err := write(ended(), c); !errors.Is(err, end) || sheets.ClassOf(err) != sheets.Uncertain {
						t.Errorf("write: class %v, want uncertain and %v: %v", sheets.ClassOf(err), end, err)
					}
					if got := time.Since(start); got != 10*time.Second {
						t.Errorf("two requests of 5 s took %v", got)
					}
				})
			})
		}
	}
}
