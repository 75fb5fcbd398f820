package main

import (
	"context"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rasoat/config"
	"rasoat/sheets/google"
)

// Each address is told once, with what it is for.
func TestNeeds(t *testing.T) {
	c := &config.Config{Workbooks: []config.Workbook{
		{Google: &config.Spreadsheet{}}, {Google: &config.Spreadsheet{}}, {WebDAV: &config.WebDAV{URL: "https://cloud.example.com:8443/a.xlsx"}},
	}}
	c.Mail.SMTP = config.SMTP{Host: "mail.example.com", TLS: config.TLSStart}
	c.Ping.URL = "https://ping.example.com/secret"
	c.Google.Changes = true
	told := func() string {
		var got []string
		for _, n := range needs(c) {
			got = append(got, fmt.Sprintf("%s %s tls=%t proxy=%t", n.what, n.address(), n.tls, n.proxied))
		}
		return strings.Join(got, "\n")
	}
	want := `sheets sheets.googleapis.com:443 tls=true proxy=true
token oauth2.googleapis.com:443 tls=true proxy=true
feed www.googleapis.com:443 tls=true proxy=true
webdav cloud.example.com:8443 tls=true proxy=true
mail mail.example.com:587 tls=false proxy=false
ping ping.example.com:443 tls=true proxy=true`
	if got := told(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	c.Google.Changes = false
	if strings.Contains(told(), "feed") {
		t.Errorf("Drive is needed though it is not asked:\n%s", told())
	}
}

// connectProxy answers CONNECT with a status, and joins the ends where that is 200.
func connectProxy(t *testing.T, status int) *url.URL {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status != http.StatusOK || r.Method != http.MethodConnect {
			w.WriteHeader(status)
			return
		}
		out, err := net.Dial("tcp", r.Host)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer out.Close()
		in, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer in.Close()
		if _, err := io.WriteString(in, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
			return
		}
		go func() { _, _ = io.Copy(out, buffered); out.Close() }() // the first byte may be read already
		_, _ = io.Copy(in, out)
	}))
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	check(t, err)
	return u
}

// An address is tried as the requests go: through the proxy, and by the
// authorities that are trusted.
func TestRoute(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	at, err := url.Parse(server.URL)
	check(t, err)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	check(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600))
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	_, shut, _ := net.SplitHostPort(closed.Addr().String())
	closed.Close()
	for _, tt := range []struct {
		name, ca, port string
		proxy          *url.URL
		stage          string // that failed, "" for none
	}{
		{"straight", ca, at.Port(), nil, ""},
		{"an authority that is not trusted", "", at.Port(), nil, "tls"},
		{"nobody there", ca, shut, nil, "tcp"},
		{"through a proxy", ca, at.Port(), connectProxy(t, http.StatusOK), ""},
		{"a proxy that refuses", ca, at.Port(), connectProxy(t, http.StatusForbidden), "proxy"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			web, err := google.NewTransport(tt.ca)
			check(t, err)
			web.Proxy = func(*http.Request) (*url.URL, error) { return tt.proxy, nil }
			r := route{need: need{host: "127.0.0.1", port: tt.port, tls: true, proxied: true}, web: web}
			err = r.try(context.Background())
			if (err == nil) != (tt.stage == "") || err != nil && r.stage != tt.stage {
				t.Errorf("at %s: %v", r.stage, err)
			}
			if err == nil && (r.tls == nil || (r.proxy != "") != (tt.proxy != nil)) {
				t.Errorf("tls %v, proxy %q", r.tls, r.proxy)
			}
		})
	}
}
