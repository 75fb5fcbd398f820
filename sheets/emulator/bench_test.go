package emulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"

	"rasoat/sheets/emulator"
	"rasoat/sheets/emulator/discovery"
)

const (
	robot    = "robot@example.com"
	scope    = "https://www.googleapis.com/auth/spreadsheets"
	readonly = "https://www.googleapis.com/auth/spreadsheets.readonly"
)

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bench is a service behind a real connection with one account.
type bench struct {
	*emulator.Server
	t     *testing.T
	clock *clock
	url   string
	key   []byte
	api   *discovery.API
	disk  *discovery.API // of Drive
	token string
}

// newBench starts a service without quotas unless o has some.
func newBench(t *testing.T, o emulator.Options) *bench {
	t.Helper()
	b := &bench{t: t, clock: &clock{now: time.Now()}, api: loadAPI(t, discovery.Load), disk: loadAPI(t, discovery.LoadDrive)}
	o.Now = b.clock.Now
	if o.Quota == (emulator.Quota{}) {
		o.Quota = emulator.Quota{UserReads: -1, UserWrites: -1, ProjectReads: -1, ProjectWrites: -1}
	}
	b.Server = emulator.New(o)
	web := httptest.NewServer(b.Server)
	t.Cleanup(web.Close)
	b.url = web.URL
	b.key = b.register(robot)
	b.token = b.login(b.key, scope)
	return b
}

func loadAPI(t *testing.T, load func(dir string) (*discovery.API, error)) *discovery.API {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "google.golang.org/api").Output()
	if err != nil {
		t.Fatal(err)
	}
	a, err := load(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// register makes an account and gives its key file.
func (b *bench) register(email string) []byte {
	b.t.Helper()
	key, err := b.Account(email, b.url+"/token")
	if err != nil {
		b.t.Fatal(err)
	}
	return key
}

// login trades an assertion signed by the bench's clock for an access token.
func (b *bench) login(key []byte, scopes ...string) string {
	b.t.Helper()
	var file struct {
		Email string `json:"client_email"`
		URI   string `json:"token_uri"`
	}
	if err := json.Unmarshal(key, &file); err != nil {
		b.t.Fatal(err)
	}
	now := b.clock.Now().Unix()
	form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion(b.t, key, `{"alg":"RS256","typ":"JWT"}`,
		map[string]any{"iss": file.Email, "scope": strings.Join(scopes, " "), "aud": file.URI, "iat": now, "exp": now + 3600})}}
	status, reply := b.raw("POST", "/token", form.Encode())
	var got struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(reply, &got); err != nil || status != http.StatusOK {
		b.t.Fatalf("login: status %d: %s", status, reply)
	}
	return got.Token
}

// tryLogin is how Google's own client logs in.
func tryLogin(key []byte, scopes ...string) (*oauth2.Token, error) {
	config, err := google.JWTConfigFromJSON(key, scopes...)
	if err != nil {
		return nil, err
	}
	return config.TokenSource(context.Background()).Token()
}

// sheet makes a spreadsheet that the account may write.
func (b *bench) sheet(locale string) *emulator.Spreadsheet {
	p := b.Create("Danh mục", locale, "Asia/Ho_Chi_Minh")
	p.Share(robot, emulator.Writer)
	return p
}

// send sends a request as it is and holds the reply against its schema.
func (b *bench) send(method, path, body string) (int, []byte) {
	b.t.Helper()
	status, reply := b.raw(method, path, body)
	if strings.Contains(path, "/drive/v2/") { // which no document that we have is about
		return status, reply
	}
	if err := b.of(path).CheckResponse(method, path, status, reply); err != nil {
		b.t.Errorf("%s %s: %v\n%.2000s", method, path, err, reply)
	}
	return status, reply
}

// of is the API that a path belongs to.
func (b *bench) of(path string) *discovery.API {
	if strings.Contains(path, "/drive/") {
		return b.disk
	}
	return b.api
}

// raw sends a request and checks nothing.
func (b *bench) raw(method, path, body string) (int, []byte) {
	b.t.Helper()
	r, err := http.NewRequest(method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if strings.HasPrefix(path, "/upload/") {
		r.Header.Set("Content-Type", "text/csv")
	}
	if b.token != "" {
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	reply, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, reply
}

// ok sends a request that has to fit its schema and to succeed, and gives the
// reply without white space.
func (b *bench) ok(method, path, body string) string {
	b.t.Helper()
	if err := b.of(path).CheckRequest(method, path, []byte(body)); err != nil {
		b.t.Errorf("%s %s: %v", method, path, err)
	}
	status, reply := b.send(method, path, body)
	if status != http.StatusOK {
		b.t.Fatalf("%s %s: status %d: %s", method, path, status, reply)
	}
	return compact(b.t, reply)
}

// fails sends a request that has to be refused.
func (b *bench) fails(method, path, body string, status int, message string) apiError {
	b.t.Helper()
	got, reply := b.send(method, path, body)
	e := readError(b.t, reply)
	if got != status || !strings.Contains(e.Message, message) {
		b.t.Errorf("%s %s %s:\nstatus %d, message %q\nwant %d, %q", method, path, body, got, e.Message, status, message)
	}
	return e
}

// apiError is the inside of an error reply.
type apiError struct {
	Code    int
	Message string
	Status  string
	Details []struct {
		Type            string `json:"@type"`
		Reason          string
		Metadata        map[string]string
		FieldViolations []struct{ Field, Description string }
	}
}

func readError(t *testing.T, reply []byte) apiError {
	t.Helper()
	var e struct{ Error apiError }
	if err := json.Unmarshal(reply, &e); err != nil {
		t.Fatalf("no error reply: %v\n%s", err, reply)
	}
	return e.Error
}

func compact(t *testing.T, b []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, b); err != nil {
		t.Fatalf("no JSON: %v\n%s", err, b)
	}
	return out.String()
}
