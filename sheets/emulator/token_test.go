package emulator_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"rasoat/sheets/emulator"
)

// assertion signs claims with the key of a key file.
func assertion(t *testing.T, file []byte, head string, claims map[string]any) string {
	t.Helper()
	var f struct {
		PrivateKey string `json:"private_key"`
	}
	if err := json.Unmarshal(file, &f); err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode([]byte(f.PrivateKey))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	enc := base64.RawURLEncoding
	signed := enc.EncodeToString([]byte(head)) + "." + enc.EncodeToString(body)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key.(*rsa.PrivateKey), crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + enc.EncodeToString(signature)
}

func TestTokensAreGivenForSoundAssertionsOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	other := b.register("other@example.com")
	now := b.clock.Now().Unix()
	const head = `{"alg":"RS256","typ":"JWT"}`
	for _, tt := range []struct {
		name   string
		key    []byte
		head   string
		change func(c map[string]any)
		want   string // part of the answer
		status int
	}{
		{"sound", b.key, head, func(map[string]any) {}, `"access_token":"`, 200},
		{"several scopes", b.key, head, func(c map[string]any) { c["scope"] = scope + " " + readonly }, `"expires_in":3600`, 200},
		{"key of another account", other, head, func(map[string]any) {}, "Invalid JWT Signature.", 400},
		{"unknown account", b.key, head, func(c map[string]any) { c["iss"] = "nobody@example.com" }, "account not found", 400},
		{"other audience", b.key, head, func(c map[string]any) { c["aud"] = "https://example.com/token" }, "audience", 400},
		{"no audience", b.key, head, func(c map[string]any) { delete(c, "aud") }, "audience", 400},
		{"expired", b.key, head, func(c map[string]any) { c["iat"], c["exp"] = now-7200, now-3600 }, "short-lived token", 400},
		{"just expired", b.key, head, func(c map[string]any) { c["iat"], c["exp"] = now-3600, now }, "short-lived token", 400},
		{"from the future", b.key, head, func(c map[string]any) { c["iat"], c["exp"] = now+3000, now+6000 }, "short-lived token", 400},
		{"too long", b.key, head, func(c map[string]any) { c["exp"] = now + 7200 }, "short-lived token", 400},
		{"no end", b.key, head, func(c map[string]any) { delete(c, "exp") }, "short-lived token", 400},
		{"no scope", b.key, head, func(c map[string]any) { c["scope"] = "" }, "invalid_scope", 400},
		{"unknown scope", b.key, head, func(c map[string]any) { c["scope"] = "https://example.com/scope" }, "invalid_scope", 400},
		{"other algorithm", b.key, `{"alg":"none"}`, func(map[string]any) {}, "algorithm", 400},
		{"other key id", b.key, `{"alg":"RS256","kid":"x"}`, func(map[string]any) {}, "Invalid JWT Signature.", 400},
		{"for somebody else", b.key, head, func(c map[string]any) { c["sub"] = "boss@example.com" }, "delegation", 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			claims := map[string]any{"iss": robot, "scope": scope, "aud": b.url + "/token", "iat": now, "exp": now + 3600}
			tt.change(claims)
			form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion(t, tt.key, tt.head, claims)}}
			status, reply := b.raw("POST", "/token", form.Encode())
			if status != tt.status || !strings.Contains(string(reply), tt.want) {
				t.Errorf("status %d: %s\nwant %d with %s", status, reply, tt.status, tt.want)
			}
		})
	}
	for _, form := range []string{"", "grant_type=password", "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=a.b.c",
		"grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=x", "%zz"} {
		if status, reply := b.raw("POST", "/token", form); status != 400 {
			t.Errorf("form %q: status %d: %s", form, status, reply)
		}
	}
}

func TestAReplacedKeyIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	b.register(robot)
	if _, err := tryLogin(b.key, scope); err == nil {
		t.Error("the old key still gives a token")
	}
}

func TestRequestsWithoutAValidTokenAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	path := "/v4/spreadsheets/" + b.sheet("vi_VN").ID()
	good := b.token
	refused := func(why string) {
		t.Helper()
		status, reply := b.send("GET", path, "")
		if e := readError(t, reply); status != http.StatusUnauthorized || e.Status != "UNAUTHENTICATED" {
			t.Errorf("%s: status %d: %s", why, status, reply)
		}
	}
	b.token = ""
	refused("no token")
	b.token = good + "x"
	refused("another token")
	b.token = good
	b.ok("GET", path, "")
	b.clock.Advance(59 * time.Minute)
	b.ok("GET", path, "")
	b.clock.Advance(time.Minute)
	refused("an hour old")
	b.token = b.login(b.key, scope)
	b.ok("GET", path, "")
	b.ExpireTokens()
	refused("expired by hand")
}

func TestScopesAndRolesAreChecked(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	p := b.sheet("en_US")
	read, write := "/v4/spreadsheets/"+p.ID(), "/v4/spreadsheets/"+p.ID()+":batchUpdate"
	const batch = `{"requests":[{"addSheet":{"properties":{"title":"x"}}}]}`
	const insufficient, denied = "insufficient authentication scopes", "The caller does not have permission"
	drive := "https://www.googleapis.com/auth/drive"
	for _, tt := range []struct {
		name        string
		scope       string
		role        emulator.Role
		read, write string // part of the refusal; "" for none
	}{
		{"nobody", scope, emulator.None, denied, denied},
		{"reader", scope, emulator.Reader, "", denied},
		{"writer", scope, emulator.Writer, "", ""},
		{"owner", scope, emulator.Owner, "", ""},
		{"read only", readonly, emulator.Writer, "", insufficient},
		{"drive", drive, emulator.Writer, "", ""},
		{"drive, read only", drive + ".readonly", emulator.Writer, "", insufficient},
		{"drive, own files", drive + ".file", emulator.Writer, denied, denied},
		{"drive, metadata", drive + ".metadata.readonly", emulator.Writer, insufficient, insufficient},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b.t = t
			b.token = b.login(b.key, tt.scope)
			p.Share(robot, tt.role)
			check := func(verb, path, body, want string) {
				t.Helper()
				status, reply := b.send(verb, path, body)
				if want == "" {
					if status != 200 {
						t.Errorf("%s: status %d: %s", path, status, reply)
					}
					return
				}
				e := readError(t, reply)
				if status != 403 || e.Status != "PERMISSION_DENIED" || !strings.Contains(e.Message, want) {
					t.Errorf("%s: status %d: %s", path, status, reply)
				}
				if want == insufficient && (len(e.Details) != 1 || e.Details[0].Reason != "ACCESS_TOKEN_SCOPE_INSUFFICIENT") {
					t.Errorf("%s: details %v", path, e.Details)
				}
			}
			check("GET", read, "", tt.read)
			check("POST", write, strings.Replace(batch, "x", tt.name, 1), tt.write)
		})
	}
	b.t = t
	// What an account created is in reach of the narrowest scope.
	b.token = b.login(b.key, drive+".file")
	made := b.ok("POST", "/v4/spreadsheets?fields=spreadsheetId", `{"properties":{"title":"own"}}`)
	var got struct{ SpreadsheetID string }
	if err := json.Unmarshal([]byte(made), &got); err != nil {
		t.Fatal(err)
	}
	b.ok("GET", "/v4/spreadsheets/"+got.SpreadsheetID, "")
}
