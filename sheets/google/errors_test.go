package google

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"google.golang.org/api/googleapi"

	"rasoat/sheets"
)

// noSecrets looks for planted secrets in an error, in all that it wraps, and
// in its hint.
func noSecrets(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Error("no error to look into")
	}
	look := func(text string) {
		if strings.Contains(text, "SECRET") || strings.Contains(text, "eyJ") {
			t.Errorf("a secret shows: %s", text)
		}
	}
	look(sheets.HintOf(err))
	for e := err; e != nil; e = errors.Unwrap(e) {
		look(e.Error())
		look(fmt.Sprintf("%+v", e))
		if api, ok := e.(*googleapi.Error); ok {
			look(fmt.Sprint(api.Body, api.Header))
		}
	}
}

// Servers and proxies that repeat what they were sent do not get it into our
// errors.
func TestNoSecretInAnyError(t *testing.T) {
	echo := func(status int, kind string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("X-Echo", r.Header.Get("Authorization"))
			w.WriteHeader(status)
			switch kind {
			case "text/html":
				fmt.Fprintf(w, "<html><title>%s</title><body>%s</body></html>", r.Header.Get("Authorization"), r.Header.Get("Authorization"))
			case "text/plain":
				_, _ = io.WriteString(w, "you said "+strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
			default:
				fmt.Fprintf(w, `{"error":{"message":"bad token %s","status":"%s"}}`, r.Header.Get("Authorization"), secretToken)
			}
		}
	}
	// assertion is what was sent to the token server.
	assertion := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "cannot take assertion=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln and access_token: "+secretToken)
		}
	}
	for _, status := range []int{200, 302, 400, 401, 403, 404, 429, 500, 503} {
		for _, kind := range []string{"text/html", "text/plain", "application/json"} {
			if status == 200 && kind != "text/html" {
				continue
			}
			t.Run(fmt.Sprint(status, kind), func(t *testing.T) {
				lookAt(t, &fakeGoogle{api: handlers(echo(status, kind))})
			})
		}
		t.Run(fmt.Sprint("token ", status), func(t *testing.T) {
			lookAt(t, &fakeGoogle{token: handlers(assertion(status))})
		})
	}
}

func lookAt(t *testing.T, fake *fakeGoogle) {
	t.Helper()
	var mu sync.Mutex
	var causes []string
	o := Options{Attempts: 2, Events: func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		causes = append(causes, e.Cause)
	}}
	inBubble(t, fake, o, func(t *testing.T, c *Connection) {
		noSecrets(t, read(t.Context(), c))
		noSecrets(t, write(t.Context(), c))
	})
	noSecrets(t, errors.New(strings.Join(causes, "\n")))
}

func TestErrorTexts(t *testing.T) {
	const share = "share the spreadsheet with rasoat@project.example.com (Editor to write, Viewer to read)"
	const key = "see that the clock of this machine is right and that the key of rasoat@project.example.com was not deleted or disabled"
	const bigPage = "<!DOCTYPE html>\n<html lang=en><meta charset=utf-8><title>Error 502 (Server\n  Error)!!1</title><style>a{}</style><p>x"
	for _, tt := range []struct {
		name     string
		api      http.HandlerFunc
		do       func(context.Context, *Connection) error
		want     string
		hint     string
		entirely bool
	}{
		{name: "no right", api: apiFault(403, "PERMISSION_DENIED", "The caller does not have permission"),
			want: "read sheet: HTTP 403 PERMISSION_DENIED: The caller does not have permission", hint: share},
		{name: "not there", api: apiFault(404, "NOT_FOUND", "Requested entity was not found."),
			want: "read sheet: HTTP 404 NOT_FOUND: Requested entity was not found.", hint: "see that the address is right, and " + share},
		{name: "token refused", api: apiFault(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
			want: "read sheet: HTTP 401 UNAUTHENTICATED: Request had invalid authentication credentials. (attempt 2)", hint: key},
		{name: "switched off", api: respond(403, `{"error":{"code":403,"message":"Google Sheets API has not been used","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED"}]}}`),
			want: "read sheet: HTTP 403 PERMISSION_DENIED: Google Sheets API has not been used",
			hint: "switch the Google Sheets API on in the project of rasoat@project.example.com"},
		{name: "scope", api: respond(403, `{"error":{"code":403,"message":"Insufficient scopes","errors":[{"reason":"insufficientPermissions"}]}}`),
			want: "read sheet: HTTP 403 insufficientPermissions: Insufficient scopes",
			hint: "the token lacks the scope https://www.googleapis.com/auth/spreadsheets"},
		{name: "a workbook file", api: apiFault(400, "FAILED_PRECONDITION", "This operation is not supported for this document"),
			want: "read sheet: HTTP 400 FAILED_PRECONDITION: This operation is not supported for this document",
			hint: "open the file in Google Sheets, save it as a Google spreadsheet, and give the address of that"},
		{name: "page", api: respond(502, bigPage, "Content-Type", "text/html"),
			want: "read sheet: HTTP 502: Error 502 (Server Error)!!1 (attempt 2)"},
		{name: "page without a title", api: respond(502, "<html><style>p{x}</style><body><h1>Bad</h1>\n<p>gateway &amp; more"),
			want: "read sheet: HTTP 502: Bad gateway &amp; more (attempt 2)"},
		{name: "nothing", api: respond(500, ""), want: "read sheet: HTTP 500 (attempt 2)"},
		{name: "very long", api: respond(500, strings.Repeat("á ", 100000)), want: "read sheet: HTTP 500: " + strings.Repeat("á ", 120) + "… (attempt 2)"},
		{name: "a portal", api: portal, want: "read sheet: HTTP 200: a page instead of an answer: Log in to the network"},
		{name: "cut", api: cut, want: "read sheet: the answer broke off (attempt 2)",
			hint: "see that this machine reaches the address; HTTPS_PROXY and NO_PROXY say which proxy is used"},
		{name: "protected", do: write, api: apiFault(400, "INVALID_ARGUMENT", "Invalid requests[0].updateCells: You are trying to edit a protected cell or object."),
			want: "write sheet: HTTP 400 INVALID_ARGUMENT: Invalid requests[0].updateCells: You are trying to edit a protected cell or object.",
			hint: "let rasoat@project.example.com edit the protected range, or take the protection off"},
		{name: "uncertain", do: write, api: apiFault(503, "UNAVAILABLE", "The service is currently unavailable."),
			want: "write sheet: HTTP 503 UNAVAILABLE: The service is currently unavailable. (attempt 2)",
			hint: "whether it was written is seen at the next reading"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			do := tt.do
			if do == nil {
				do = read
			}
			inBubble(t, &fakeGoogle{api: handlers(tt.api)}, Options{Attempts: 2}, func(t *testing.T, c *Connection) {
				err := do(t.Context(), c)
				if got := fmt.Sprint(err); got != tt.want {
					t.Errorf("got  %s\nwant %s", got, tt.want)
				}
				if got := sheets.HintOf(err); got != tt.hint {
					t.Errorf("hint\n%s\nwant\n%s", got, tt.hint)
				}
			})
		})
	}
}

// What is behind an answer's error can be asked for.
func TestCauseIsKept(t *testing.T) {
	inBubble(t, &fakeGoogle{api: handlers(apiFault(400, "INVALID_ARGUMENT", "no"))}, Options{}, func(t *testing.T, c *Connection) {
		_, err := c.service().Spreadsheets.BatchUpdate("sheet", nil).Context(t.Context()).Do()
		for _, e := range []error{err, c.fail("write", "sheet", err)} {
			var api *googleapi.Error
			if !errors.As(e, &api) || api.Code != 400 || api.Message != "no" {
				t.Errorf("%v hides the answer", e)
			}
		}
		if c.fail("read", "sheet", nil) != nil {
			t.Error("an error out of nothing")
		}
		own := &sheets.OpError{Class: sheets.Conflict, Op: "read"}
		if got := c.fail("read", "sheet", fmt.Errorf("wrapped: %w", own)); got != error(own) {
			t.Errorf("%v, want the error itself", got)
		}
	})
}
