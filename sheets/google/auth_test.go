package google

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"rasoat/sheets"
)

// loaded is what comes of credentials, those that the environment names where
// path is "": the error with its hint, PATH standing for the file's.
func loaded(t *testing.T, path string, o Options) string {
	t.Helper()
	o.Credentials = path
	o.Endpoint = "http://127.0.0.1:1/"
	c, err := Connect(t.Context(), o)
	if err == nil {
		c.Close()
		return "ok " + c.Account()
	}
	var e *sheets.OpError
	if !errors.As(err, &e) || e.Op != "connect" {
		t.Errorf("%v is no error of connecting", err)
	}
	for secret := range strings.Lines(plantedIn(path)) {
		if s := strings.TrimSpace(secret); len(s) > 8 && strings.Contains(err.Error()+e.Hint, s) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
	if path == "" {
		path = os.Getenv(environment)
	}
	return strings.ReplaceAll(fmt.Sprintf("%v\n%v\n%s", e.Class, err, e.Hint), path, "PATH")
}

// plantedIn returns the private key in a key file, a line each.
func plantedIn(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	var f struct {
		Key string `json:"private_key"`
	}
	if json.Unmarshal(data, &f) != nil {
		return ""
	}
	return f.Key
}

func pemBlock(kind, body string) string {
	return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n"
}

func TestKeyFiles(t *testing.T) {
	const renew = "create a new JSON key for the service account in the Google Cloud console and put it in the place of this file, unchanged"
	secure := map[string]any{"token_uri": "https://oauth2.example.com/token"}
	with := func(pairs ...any) map[string]any {
		m := map[string]any{"token_uri": "https://oauth2.example.com/token"}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i].(string)] = pairs[i+1]
		}
		return m
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	elliptical := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	whole := writeKey(t, secure)
	for _, tt := range []struct {
		name string
		path string
		o    Options
		want string
	}{
		{"good", whole, Options{}, "ok " + keyAccount},
		{"another token server", writeKey(t, map[string]any{"token_uri": "http://oauth2.example.com/"}), Options{TokenURL: "https://oauth2.example.com/token"}, "ok " + keyAccount},
		{"no token server named", writeKey(t, with("token_uri", nil)), Options{}, "ok " + keyAccount},
		{"no such file", filepath.Join(t.TempDir(), "none.json"), Options{},
			"denied\nconnect PATH: read the credentials: no such file or directory\nname a file that rasoat can read"},
		{"a folder", t.TempDir(), Options{},
			"denied\nconnect PATH: read the credentials: is a directory\nname a file that rasoat can read"},
		{"empty", writeFile(t, "key.json", nil, 0o600), Options{},
			"denied\nconnect PATH: no JSON object in this file\n" + renew},
		{"PEM alone", writeFile(t, "key.pem", []byte(pemBlock("PRIVATE KEY", secretPassword)), 0o600), Options{},
			"denied\nconnect PATH: no JSON object in this file\n" + renew},
		{"a list", writeFile(t, "key.json", []byte(`["`+secretPassword+`"]`), 0o600), Options{},
			"denied\nconnect PATH: no JSON object in this file\n" + renew},
		{"a person's login", writeKey(t, with("type", "authorized_user", "refresh_token", secretPassword)), Options{},
			"denied\nconnect PATH: this is no key of a service account but of type \"authorized_user\"\n" +
				"to use it, leave the credentials out of the configuration and set GOOGLE_APPLICATION_CREDENTIALS=PATH"},
		{"workload identity", writeKey(t, with("type", "external_account")), Options{},
			"denied\nconnect PATH: this is no key of a service account but of type \"external_account\"\n" +
				"to use it, leave the credentials out of the configuration and set GOOGLE_APPLICATION_CREDENTIALS=PATH"},
		{"another type", writeKey(t, with("type", "gdch_service_account")), Options{},
			"denied\nconnect PATH: this is no key of a service account but of type \"gdch_service_account\"\n" + renew},
		{"no type", writeKey(t, with("type", nil)), Options{},
			"denied\nconnect PATH: this is no key of a service account: it has no type\n" + renew},
		{"an application", writeFile(t, "client.json", []byte(`{"installed":{"client_secret":"`+secretPassword+`"}}`), 0o600), Options{},
			"denied\nconnect PATH: this is no key of a service account: it has no type\nthis is the client of an application that people log in to; " + renew},
		{"no address", writeKey(t, with("client_email", nil)), Options{},
			"denied\nconnect PATH: the key lacks client_email\n" + renew},
		{"neither", writeKey(t, with("client_email", "", "private_key", " ")), Options{},
			"denied\nconnect PATH: the key lacks client_email and private_key\n" + renew},
		{"a number", writeKey(t, with("private_key", 7)), Options{},
			"denied\nconnect PATH: client_email, private_key and token_uri: texts expected\n" + renew},
		{"no PEM", writeKey(t, with("private_key", secretPassword)), Options{},
			"denied\nconnect PATH: private_key: no PEM block in it; line ends may be lost\n" + renew},
		{"line ends lost", writeKey(t, with("private_key", strings.ReplaceAll(plantedIn(whole), "\n", " "))), Options{},
			"denied\nconnect PATH: private_key: no PEM block in it; line ends may be lost\n" + renew},
		{"broken PEM", writeKey(t, with("private_key", pemBlock("PRIVATE KEY", "U0VDUkVULXBhc3N3b3Jk"))), Options{},
			"denied\nconnect PATH: private_key: damaged: neither PKCS #8 nor PKCS #1\n" + renew},
		{"another kind of key", writeKey(t, with("private_key", elliptical)), Options{},
			"denied\nconnect PATH: private_key: an RSA key expected\n" + renew},
		{"plain token server", writeKey(t, with("token_uri", "http://oauth2.example.com/token")), Options{},
			"denied\nconnect PATH: token_uri: plain http to oauth2.example.com, which would show the token to everybody on the way\n" + renew},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := loaded(t, tt.path, tt.o); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestKeyThatOthersCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such modes")
	}
	for mode, good := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o700: true, 0o644: false, 0o640: false, 0o604: false, 0o620: false, 0o601: false} {
		t.Run(fmt.Sprintf("%04o", mode), func(t *testing.T) {
			path := writeKey(t, map[string]any{"token_uri": "https://oauth2.example.com/token"})
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			want := "ok " + keyAccount
			if !good {
				want = fmt.Sprintf("denied\nconnect PATH: others than its owner can read this key (mode %04o)\nchmod 600 PATH", mode)
			}
			if got := loaded(t, path, Options{}); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			t.Setenv(environment, path)
			if got := loaded(t, "", Options{}); got != want {
				t.Errorf("by the environment: got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// nowhere takes away whatever credentials this machine has.
func nowhere(t *testing.T) {
	t.Helper()
	t.Setenv(environment, "")
	t.Setenv("HOME", t.TempDir())
	t.Setenv("APPDATA", t.TempDir())
	t.Setenv("CLOUDSDK_CONFIG", t.TempDir())
	t.Setenv("NO_GCE_CHECK", "true")
}

func TestNoCredentials(t *testing.T) {
	nowhere(t)
	want := "denied\nconnect: no credentials were found\nname the key file of a service account in the configuration, or set GOOGLE_APPLICATION_CREDENTIALS"
	_, err := Connect(t.Context(), Options{})
	if got := fmt.Sprintf("%v\n%v\n%s", sheets.ClassOf(err), err, sheets.HintOf(err)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestApplicationDefaultCredentials(t *testing.T) {
	const external = `{
		"type": "external_account",
		"audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider",
		"subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
		"token_url": "%[1]s/token",
		"service_account_impersonation_url": "%[1]s/impersonate/serviceAccounts/rasoat@project.example.com:generateAccessToken",
		"credential_source": {"file": %[2]q}
	}`
	subject := writeFile(t, "subject", []byte("SECRET-subject"), 0o600)
	start := func(t *testing.T) (*fakeGoogle, string) {
		nowhere(t)
		fake := &fakeGoogle{}
		server := httptest.NewServer(fake)
		t.Cleanup(server.Close)
		return fake, server.URL
	}
	t.Run("service account", func(t *testing.T) {
		fake, address := start(t)
		t.Setenv(environment, writeKey(t, map[string]any{"token_uri": address + "/token"}))
		c := connected(t, Options{Endpoint: address})
		if err := read(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if got := claims(t, fake.asked()[0])["aud"]; got != address+"/token" || c.Account() != keyAccount {
			t.Errorf("a token for %v as %q", got, c.Account())
		}
	})
	t.Run("workload identity", func(t *testing.T) {
		fake, address := start(t)
		without := strings.ReplaceAll(fmt.Sprintf(external, address, subject), "service_account_impersonation_url", "unused")
		t.Setenv(environment, writeFile(t, "adc.json", []byte(without), 0o644)) // no secret in it
		fake.token = handlers(respond(503, "{}"), respond(200, `{"access_token":"SECRET-token-1","issued_token_type":"x","token_type":"Bearer","expires_in":3600}`))
		c := connected(t, Options{Endpoint: address})
		if err := read(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		form, err := url.ParseQuery(fake.asked()[1].body)
		if err != nil {
			t.Fatal(err)
		}
		if form.Get("subject_token") != "SECRET-subject" || form.Get("scope") != "https://www.googleapis.com/auth/spreadsheets" {
			t.Errorf("exchanged %v", form)
		}
		if got := fake.seen()[0].header.Get("Authorization"); got != "Bearer SECRET-token-1" {
			t.Errorf("asked with %q", got)
		}
		if c.Account() != "" {
			t.Errorf("account %q of credentials that name none", c.Account())
		}
	})
	t.Run("workload identity with a service account", func(t *testing.T) {
		fake, address := start(t)
		t.Setenv(environment, writeFile(t, "adc.json", fmt.Appendf(nil, external, address, subject), 0o644))
		fake.token = handlers(respond(200, `{"access_token":"SECRET-federated","issued_token_type":"x","token_type":"Bearer","expires_in":3600}`))
		fake.api = handlers(respond(200, `{"accessToken":"SECRET-token-2","expireTime":"2099-01-01T00:00:00Z"}`), respond(200, "{}"))
		c := connected(t, Options{Endpoint: address, ReadOnly: true})
		if err := read(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		calls := fake.seen()
		if got := calls[0].header.Get("Authorization"); got != "Bearer SECRET-federated" || !strings.Contains(calls[0].body, "spreadsheets.readonly") {
			t.Errorf("stood in with %q for %s", got, calls[0].body)
		}
		if got := calls[1].header.Get("Authorization"); got != "Bearer SECRET-token-2" || c.Account() != keyAccount {
			t.Errorf("asked with %q as %q", got, c.Account())
		}
	})
	t.Run("another token server", func(t *testing.T) {
		fake, address := start(t)
		text := strings.ReplaceAll(fmt.Sprintf(external, "https://sts.example.com", subject), "service_account_impersonation_url", "unused")
		t.Setenv(environment, writeFile(t, "adc.json", []byte(text), 0o644))
		c := connected(t, Options{Endpoint: address, TokenURL: address + "/token"})
		if err := read(t.Context(), c); err != nil || len(fake.asked()) != 1 {
			t.Errorf("%d tokens: %v", len(fake.asked()), err)
		}
	})
	t.Run("a person's login", func(t *testing.T) {
		fake, address := start(t)
		folder := filepath.Join(os.Getenv("HOME"), ".config", "gcloud")
		if runtime.GOOS == "windows" {
			folder = filepath.Join(os.Getenv("APPDATA"), "gcloud")
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		login := `{"type":"authorized_user","client_id":"client","client_secret":"SECRET-client","refresh_token":"SECRET-refresh"}`
		if err := os.WriteFile(filepath.Join(folder, "application_default_credentials.json"), []byte(login), 0o600); err != nil {
			t.Fatal(err)
		}
		c := connected(t, Options{Endpoint: address, TokenURL: address + "/token"})
		if err := read(t.Context(), c); err != nil || c.Account() != "" {
			t.Errorf("as %q: %v", c.Account(), err)
		}
		if got := fake.asked()[0].body; !strings.Contains(got, "refresh_token=SECRET-refresh") {
			t.Errorf("asked for a token with %s", got)
		}
		fake.token = handlers(respond(400, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`))
		c = connected(t, Options{Endpoint: address, TokenURL: address + "/token"})
		err := read(t.Context(), c)
		if sheets.ClassOf(err) != sheets.Denied || !strings.Contains(sheets.HintOf(err), "the service account") {
			t.Errorf("class %v, hint %q, want denied: %v", sheets.ClassOf(err), sheets.HintOf(err), err)
		}
		noSecrets(t, err)
	})
	for name, tt := range map[string]struct{ text, want string }{
		"no audience": {`{"type":"external_account","subject_token_type":"x","credential_source":{"file":"/x"}}`,
			"denied\nconnect PATH: oauth2/google/externalaccount: Audience must be set\ncreate the configuration again"},
		"plain token server": {fmt.Sprintf(external, "http://sts.example.com", subject),
			"denied\nconnect PATH: token_url: plain http to sts.example.com, which would show the token to everybody on the way\ncreate the configuration again"},
		"another type": {`{"type":"api_key"}`,
			"denied\nconnect PATH: credentials of type \"api_key\" cannot be used\nset GOOGLE_APPLICATION_CREDENTIALS to the key file of a service account or to a configuration of Workload Identity Federation"},
	} {
		t.Run(name, func(t *testing.T) {
			nowhere(t)
			t.Setenv(environment, writeFile(t, "adc.json", []byte(tt.text), 0o600))
			if got := loaded(t, "", Options{}); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// connected connects over loopback.
func connected(t *testing.T, o Options) *Connection {
	t.Helper()
	c, err := Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}
