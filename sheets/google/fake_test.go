package google

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	sheetsapi "google.golang.org/api/sheets/v4"
)

// The secrets that tests plant. None may show in an error or event.
const (
	secretToken    = "SECRET-token"
	secretPassword = "SECRET-password"
)

// fakeGoogle answers as the API and as the token server.
type fakeGoogle struct {
	mu     sync.Mutex
	api    []http.HandlerFunc // the nth request is for the nth; the last answers all later ones
	token  []http.HandlerFunc // the same; empty: a token for an hour
	calls  []arrival
	tokens []arrival
}

// arrival is a request that came in.
type arrival struct {
	at     time.Time
	method string
	path   string
	header http.Header
	body   string
}

func (f *fakeGoogle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	a := arrival{time.Now(), r.Method, r.URL.Path, r.Header.Clone(), string(body)}
	f.mu.Lock()
	handlers, seen := f.api, &f.calls
	if r.URL.Path == "/token" {
		handlers, seen = f.token, &f.tokens
	}
	*seen = append(*seen, a)
	n := len(*seen)
	f.mu.Unlock()
	switch {
	case len(handlers) > 0:
		handlers[min(n, len(handlers))-1](w, r)
	case r.URL.Path == "/token":
		respond(200, fmt.Sprintf(`{"access_token":"%s-%d","token_type":"Bearer","expires_in":3600}`, secretToken, n))(w, r)
	default:
		respond(200, `{"spreadsheetId":"sheet"}`)(w, r)
	}
}

func (f *fakeGoogle) seen() []arrival {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]arrival(nil), f.calls...)
}

func (f *fakeGoogle) asked() []arrival {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]arrival(nil), f.tokens...)
}

// respond answers with a status and a JSON body.
func respond(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// apiFault answers as the API does with an error.
func apiFault(status int, reason, message string) http.HandlerFunc {
	return respond(status, fmt.Sprintf(`{"error":{"code":%d,"message":%q,"status":%q}}`, status, message, reason))
}

// dropped closes the connection without an answer.
func dropped(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// cut breaks off in the middle of the answer.
func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, `{"spreadsheetId":"she`)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// pipes is a listener whose connections are in memory.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.closed:
		return nil, errors.New("nobody listens")
	}
}

// inBubble runs a test in virtual time with a connection to fake.
func inBubble(t *testing.T, fake *fakeGoogle, o Options, run func(t *testing.T, c *Connection)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		listener := newPipes()
		server := &http.Server{Handler: fake}
		served := make(chan struct{})
		go func() { defer close(served); _ = server.Serve(listener) }()
		if o.Base == nil {
			o.Base = &http.Transport{DialContext: listener.dial}
		}
		o.Endpoint = "http://sheets.example.com/"
		o.Credentials = writeKey(t, nil)
		c, err := Connect(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		run(t, c)
		c.Close()
		_ = server.Close()
		<-served
	})
}

const keyAccount = "rasoat@project.example.com"

// writeKey writes the key file of a service account, changed where change
// says so. It returns its path.
func writeKey(t *testing.T, change map[string]any) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]any{
		"type":           "service_account",
		"client_email":   keyAccount,
		"private_key_id": "1",
		"private_key":    string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		"token_uri":      "http://sheets.example.com/token",
	}
	maps.Copy(fields, change)
	maps.DeleteFunc(fields, func(_ string, v any) bool { return v == nil })
	data, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return writeFile(t, "key.json", data, 0o600)
}

func writeFile(t *testing.T, name string, data []byte, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
	return path
}

// read asks for a spreadsheet.
func read(ctx context.Context, c *Connection) error {
	_, err := c.service().Spreadsheets.Get("sheet").Context(ctx).Do()
	return c.fail("read", "sheet", err)
}

// write sends a batch.
func write(ctx context.Context, c *Connection) error {
	_, err := c.service().Spreadsheets.BatchUpdate("sheet", &sheetsapi.BatchUpdateSpreadsheetRequest{}).Context(ctx).Do()
	return c.fail("write", "sheet", err)
}
