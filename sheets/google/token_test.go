package google

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"rasoat/sheets"
)

func tokenFor(t *testing.T, d time.Duration) *oauth2.Token {
	t.Helper()
	return &oauth2.Token{AccessToken: secretToken, Expiry: time.Now().Add(d)}
}

// claims returns what a request for a token says of itself.
func claims(t *testing.T, a arrival) map[string]any {
	t.Helper()
	form, err := url.ParseQuery(a.body)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(form.Get("assertion"), ".")
	if len(parts) != 3 {
		t.Fatalf("no signed assertion in %q", a.body)
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTokenIsKeptUntilItRunsOut(t *testing.T) {
	fake := &fakeGoogle{}
	inBubble(t, fake, Options{}, func(t *testing.T, c *Connection) {
		for _, wait := range []time.Duration{0, time.Minute, 57 * time.Minute, 2 * time.Minute, 3 * time.Hour} {
			if err := sleep(t.Context(), wait); err != nil {
				t.Fatal(err)
			}
			if err := read(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		var used []string
		for _, a := range fake.seen() {
			used = append(used, strings.TrimPrefix(a.header.Get("Authorization"), "Bearer "+secretToken+"-"))
		}
		if got := strings.Join(used, " "); got != "1 1 1 2 3" {
			t.Errorf("tokens used: %s, want 1 1 1 2 3", got)
		}
	})
}

func TestRefusedTokenIsReplacedOnce(t *testing.T) {
	fake := &fakeGoogle{api: handlers(apiFault(401, "UNAUTHENTICATED", "revoked"), respond(200, "{}"))}
	inBubble(t, fake, Options{}, func(t *testing.T, c *Connection) {
		start := time.Now()
		if err := write(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if len(fake.seen()) != 2 || len(fake.asked()) != 2 || time.Since(start) != 0 {
			t.Errorf("%d requests with %d tokens in %v, want 2 with 2 at once", len(fake.seen()), len(fake.asked()), time.Since(start))
		}
	})
	fake = &fakeGoogle{api: handlers(apiFault(401, "UNAUTHENTICATED", "revoked"))}
	inBubble(t, fake, Options{}, func(t *testing.T, c *Connection) {
		err := write(t.Context(), c)
		if sheets.ClassOf(err) != sheets.Denied || len(fake.seen()) != 2 || len(fake.asked()) != 2 {
			t.Errorf("class %v after %d requests with %d tokens, want denied after 2 with 2", sheets.ClassOf(err), len(fake.seen()), len(fake.asked()))
		}
		if hint := sheets.HintOf(err); !strings.Contains(hint, "clock") || !strings.Contains(hint, keyAccount) {
			t.Errorf("hint %q", hint)
		}
	})
}

func TestLeastScope(t *testing.T) {
	for readOnly, want := range map[bool]string{
		true:  "https://www.googleapis.com/auth/spreadsheets.readonly",
		false: "https://www.googleapis.com/auth/spreadsheets",
	} {
		fake := &fakeGoogle{}
		inBubble(t, fake, Options{ReadOnly: readOnly}, func(t *testing.T, c *Connection) {
			if err := read(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			got := claims(t, fake.asked()[0])
			if got["scope"] != want || got["iss"] != keyAccount {
				t.Errorf("asked for %v as %v, want %v as %v", got["scope"], got["iss"], want, keyAccount)
			}
		})
	}
}

func TestReadOnlyRefusesWrites(t *testing.T) {
	fake := &fakeGoogle{}
	inBubble(t, fake, Options{ReadOnly: true}, func(t *testing.T, c *Connection) {
		if err := write(t.Context(), c); sheets.ClassOf(err) != sheets.Denied || sheets.HintOf(err) == "" {
			t.Errorf("class %v, want denied with a hint: %v", sheets.ClassOf(err), err)
		}
		if _, err := c.service().Spreadsheets.Values.Clear("sheet", "A1", nil).Do(); sheets.ClassOf(c.fail("write", "sheet", err)) != sheets.Denied {
			t.Errorf("clear: %v", err)
		}
		if len(fake.seen())+len(fake.asked()) != 0 {
			t.Errorf("%d requests left this machine", len(fake.seen())+len(fake.asked()))
		}
		// These are posted and read all the same.
		_, byFilter := c.service().Spreadsheets.GetByDataFilter("sheet", nil).Do()
		_, values := c.service().Spreadsheets.Values.BatchGetByDataFilter("sheet", nil).Do()
		_, search := c.service().Spreadsheets.DeveloperMetadata.Search("sheet", nil).Do()
		if err := errors.Join(byFilter, values, search); err != nil {
			t.Error(err)
		}
		if s := c.Stats(); s.Reads != 3 || s.Writes != 0 {
			t.Errorf("stats %+v, want 3 reads", s)
		}
	})
}

func TestTokenServerFails(t *testing.T) {
	for _, tt := range []struct {
		name  string
		token []func() (int, string)
		asked int
		class sheets.Class
		text  string
	}{
		{"passing faults", []func() (int, string){
			func() (int, string) { return 503, "{}" },
			func() (int, string) { return 429, "{}" },
			func() (int, string) { return 200, `{"access_token":"SECRET-token","expires_in":3600}` },
		}, 3, fine, ""},
		{"for good", []func() (int, string){func() (int, string) { return 503, "{}" }}, 3, sheets.Throttled,
			"write sheet: fetch a token: HTTP 503: {} (attempt 3)"},
		{"invalid grant", []func() (int, string){func() (int, string) {
			return 400, `{"error":"invalid_grant","error_description":"Invalid JWT Signature."}`
		}}, 1, sheets.Denied, "write sheet: fetch a token: HTTP 400 invalid_grant: Invalid JWT Signature."},
		{"not found", []func() (int, string){func() (int, string) { return 404, "<html><title>Not here</title></html>" }}, 1, sheets.Denied,
			"write sheet: fetch a token: HTTP 404: Not here"},
		{"redirected", []func() (int, string){func() (int, string) { return 307, "" }}, 1, sheets.Other,
			"write sheet: fetch a token: HTTP 307"},
		{"no token", []func() (int, string){func() (int, string) { return 200, `{}` }}, 1, sheets.Other,
			"write sheet: fetch a token: the answer holds no token"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fake := &fakeGoogle{}
			for _, answer := range tt.token {
				status, body := answer()
				fake.token = append(fake.token, withLocation(respond(status, body)))
			}
			inBubble(t, fake, Options{Attempts: 3}, func(t *testing.T, c *Connection) {
				err := write(t.Context(), c)
				if got := len(fake.asked()); got != tt.asked {
					t.Errorf("asked %d times, want %d", got, tt.asked)
				}
				if tt.class == fine {
					if err != nil {
						t.Error(err)
					}
					return
				}
				if err == nil || sheets.ClassOf(err) != tt.class || err.Error() != tt.text {
					t.Errorf("class %v, want %v:\n%v\nwant\n%s", sheets.ClassOf(err), tt.class, err, tt.text)
				}
				if len(fake.seen()) != 0 {
					t.Error("the API was asked without a token")
				}
			})
		})
	}
}
