package google

import (
	"context"
	"fmt"
	"testing"

	"rasoat/sheets"
)

// meaning is what comes of a status that the service answers again and again.
type meaning struct {
	sent        int // times, with patience for three
	read, write sheets.Class
}

const fine = sheets.Class(255) // no error

func meanings() map[int]meaning {
	m := map[int]meaning{
		200: {1, fine, fine},
		201: {1, fine, fine},
		202: {1, fine, fine},
		203: {1, fine, fine},
		204: {3, sheets.Other, sheets.Uncertain}, // an empty answer broke off
		206: {1, fine, fine},

		400: {1, sheets.Invalid, sheets.Invalid},
		401: {2, sheets.Denied, sheets.Denied}, // once more with a fresh token
		403: {1, sheets.Denied, sheets.Denied},
		404: {1, sheets.Gone, sheets.Gone},
		405: {1, sheets.Invalid, sheets.Invalid},
		406: {1, sheets.Invalid, sheets.Invalid},
		407: {1, sheets.Denied, sheets.Denied},
		409: {1, sheets.Conflict, sheets.Conflict},
		410: {1, sheets.Gone, sheets.Gone},
		411: {1, sheets.Invalid, sheets.Invalid},
		412: {1, sheets.Conflict, sheets.Conflict},
		413: {1, sheets.Invalid, sheets.Invalid},
		414: {1, sheets.Invalid, sheets.Invalid},
		415: {1, sheets.Invalid, sheets.Invalid},
		422: {1, sheets.Invalid, sheets.Invalid},
		429: {3, sheets.Throttled, sheets.Throttled},
		431: {1, sheets.Invalid, sheets.Invalid},

		500: {3, sheets.Throttled, sheets.Uncertain},
		502: {3, sheets.Throttled, sheets.Uncertain},
		503: {3, sheets.Throttled, sheets.Uncertain},
		504: {3, sheets.Throttled, sheets.Uncertain},
	}
	for status := 300; status < 600; status++ {
		if _, ok := m[status]; ok {
			continue
		}
		m[status] = meaning{1, sheets.Other, sheets.Other}
		if status >= 500 {
			m[status] = meaning{1, sheets.Other, sheets.Uncertain}
		}
	}
	return m
}

func TestEveryStatus(t *testing.T) {
	for status, want := range meanings() {
		if testing.Short() && status%100 > 4 && status%7 > 0 {
			continue
		}
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			handler := apiFault(status, "", "a reason")
			if status < 300 {
				handler = respond(status, `{"spreadsheetId":"sheet"}`)
			}
			handler = withLocation(handler)
			for _, op := range []struct {
				name string
				do   func(context.Context, *Connection) error
				want sheets.Class
			}{{"read", read, want.read}, {"write", write, want.write}} {
				fake := &fakeGoogle{api: handlers(handler)}
				inBubble(t, fake, Options{Attempts: 3}, func(t *testing.T, c *Connection) {
					err := op.do(t.Context(), c)
					if got := len(fake.seen()); got != want.sent {
						t.Errorf("%s was sent %d times, want %d", op.name, got, want.sent)
					}
					switch {
					case op.want == fine && err != nil:
						t.Errorf("%s: %v", op.name, err)
					case op.want != fine && err == nil:
						t.Errorf("%s: no error, want class %v", op.name, op.want)
					case op.want != fine && sheets.ClassOf(err) != op.want:
						t.Errorf("%s: class %v, want %v: %v", op.name, sheets.ClassOf(err), op.want, err)
					}
				})
			}
		})
	}
}

func TestForbiddenForTheRate(t *testing.T) {
	bodies := map[string]string{
		"status":       `{"error":{"code":403,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}`,
		"old reason":   `{"error":{"code":403,"message":"Rate Limit Exceeded","errors":[{"reason":"rateLimitExceeded"}]}}`,
		"user":         `{"error":{"code":403,"message":"Slow down","errors":[{"reason":"userRateLimitExceeded"}]}}`,
		"detail":       `{"error":{"code":403,"message":"Quota","status":"PERMISSION_DENIED","details":[{"reason":"RATE_LIMIT_EXCEEDED"}]}}`,
		"in a list":    `[{"error":{"code":403,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}]`,
		"white spaces": "\n  {\"error\":{\"code\":403,\"status\":\"RESOURCE_EXHAUSTED\"}}",
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			fake := &fakeGoogle{api: handlers(respond(403, body))}
			inBubble(t, fake, Options{Attempts: 3}, func(t *testing.T, c *Connection) {
				err := write(t.Context(), c)
				if got := sheets.ClassOf(err); got != sheets.Throttled || len(fake.seen()) != 3 {
					t.Errorf("class %v after %d requests, want throttled after 3: %v", got, len(fake.seen()), err)
				}
				if got := c.Stats().Throttled; got != 3 {
					t.Errorf("%d answers counted that ask for patience, want 3", got)
				}
			})
		})
	}
}

// What comes after a write that may have been carried out says nothing about
// that write.
func TestWriteAfterUncertainOutcome(t *testing.T) {
	later := map[string]struct {
		first, then string
		want        sheets.Class
	}{
		"fault, then its own ids are taken": {"503", "400", sheets.Uncertain},
		"fault, then no right":              {"500", "403", sheets.Uncertain},
		"fault, then gone":                  {"502", "404", sheets.Uncertain},
		"fault, then patience":              {"504", "429", sheets.Uncertain},
		"cut, then its own ids are taken":   {"cut", "400", sheets.Uncertain},
		"dropped, then its own ids":         {"dropped", "400", sheets.Uncertain},
		"page, as from a portal":            {"page", "page", sheets.Uncertain},
		"patience, then refused":            {"429", "400", sheets.Invalid},
		"token, then refused":               {"401", "400", sheets.Invalid},
		"fault, then carried out":           {"503", "200", fine},
		"cut, then carried out":             {"cut", "200", fine},
	}
	answers := handlersByName()
	for name, tt := range later {
		t.Run(name, func(t *testing.T) {
			fake := &fakeGoogle{api: handlers(answers[tt.first], answers[tt.then])}
			inBubble(t, fake, Options{Attempts: 2}, func(t *testing.T, c *Connection) {
				_, err := c.service().Spreadsheets.BatchUpdate("sheet", nil).Context(t.Context()).Do()
				got := c.fail("write", "sheet", err)
				switch {
				case tt.want == fine && got != nil, tt.want != fine && (got == nil || sheets.ClassOf(got) != tt.want):
					t.Errorf("class %v, want %v: %v", sheets.ClassOf(got), tt.want, got)
				}
				want := tt.want == sheets.Uncertain && tt.first != "page"
				if repeatedWrite(err) != want || got != nil && repeatedWrite(got) != want {
					t.Errorf("repeated after an uncertain outcome: %v, want %v", repeatedWrite(err), want)
				}
			})
		})
	}
}
