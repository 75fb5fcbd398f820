package google

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rasoat/sheets"
)

// private is a certificate authority that no system knows, and a server's
// certificate from it.
type private struct {
	root   []byte // PEM
	server tls.Certificate
}

func newPrivate(t *testing.T) private {
	t.Helper()
	issue := func(template, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) (*ecdsa.PrivateKey, []byte) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		template.SerialNumber = big.NewInt(time.Now().UnixNano())
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
		if parent == nil {
			parent, parentKey = template, key
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
		if err != nil {
			t.Fatal(err)
		}
		return key, der
	}
	root := &x509.Certificate{
		Subject: pkix.Name{CommonName: "example root"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	rootKey, rootDER := issue(root, nil, nil)
	leaf := &x509.Certificate{
		Subject: pkix.Name{CommonName: "example"}, DNSNames: []string{"sheets.example.com", "oauth2.example.com"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	leafKey, leafDER := issue(leaf, root, rootKey)
	return private{
		root:   pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rootDER}),
		server: tls.Certificate{Certificate: [][]byte{leafDER}, PrivateKey: leafKey},
	}
}

// secureServer serves fake over TLS with a certificate of the authority.
func (p private) secureServer(t *testing.T, fake http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(fake)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{p.server}}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that are meant to fail
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func TestCAFile(t *testing.T) {
	authority, other := newPrivate(t), newPrivate(t)
	for name, tt := range map[string]struct {
		ca   []byte
		good bool
	}{
		"that of the server":  {authority.root, true},
		"among others":        {slices.Concat(other.root, authority.root), true},
		"that of another one": {other.root, false},
		"none":                {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &fakeGoogle{}
			server := authority.secureServer(t, fake)
			o := Options{Endpoint: server.URL, Credentials: writeKey(t, map[string]any{"token_uri": server.URL + "/token"})}
			if tt.ca != nil {
				o.CAFile = writeFile(t, "ca.pem", tt.ca, 0o644)
			}
			c := connected(t, o)
			err := write(t.Context(), c)
			if tt.good {
				if err != nil || len(fake.asked()) != 1 || !strings.Contains(fake.seen()[0].header.Get("Authorization"), secretToken) {
					t.Errorf("%d tokens: %v", len(fake.asked()), err)
				}
				return
			}
			if sheets.ClassOf(err) != sheets.Denied || !strings.Contains(sheets.HintOf(err), "ca_file") || len(fake.asked()) != 0 {
				t.Errorf("class %v, hint %q, want denied: %v", sheets.ClassOf(err), sheets.HintOf(err), err)
			}
			// The same once there is a token.
			c.transport.tokens.token = tokenFor(t, time.Hour)
			if err := write(t.Context(), c); sheets.ClassOf(err) != sheets.Denied || c.Stats().Writes != 1 {
				t.Errorf("class %v after %d attempts, want denied after 1: %v", sheets.ClassOf(err), c.Stats().Writes, err)
			}
		})
	}
}

func TestBrokenCAFile(t *testing.T) {
	key := writeKey(t, map[string]any{"token_uri": "https://oauth2.example.com/token"})
	form := "name a file with the root certificates in PEM form, as -----BEGIN CERTIFICATE-----"
	for name, tt := range map[string]struct{ path, want string }{
		"no such file": {t.TempDir() + "/none.pem", "invalid\nconnect PATH: read the certificates: no such file or directory\nname a file that rasoat can read"},
		"empty":        {writeFile(t, "ca.pem", nil, 0o644), "invalid\nconnect PATH: no certificate in this file\n" + form},
		"a key":        {key, "invalid\nconnect PATH: no certificate in this file\n" + form},
		"damaged": {writeFile(t, "ca.pem", []byte(pemBlock("CERTIFICATE", "AAAA")), 0o644),
			"invalid\nconnect PATH: no certificate in this file\n" + form},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Connect(t.Context(), Options{Credentials: key, CAFile: tt.path})
			got := strings.ReplaceAll(fmt.Sprintf("%v\n%v\n%s", sheets.ClassOf(err), err, sheets.HintOf(err)), tt.path, "PATH")
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// tunnel is a proxy that leads every CONNECT to one server.
type tunnel struct {
	to string

	mu    sync.Mutex
	asked []string
}

func (p *tunnel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
	p.mu.Unlock()
	if r.Method != http.MethodConnect {
		http.Error(w, "tunnels only", http.StatusMethodNotAllowed)
		return
	}
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		http.Error(w, "nobody there", http.StatusBadGateway)
		return
	}
	defer server.Close()
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer client.Close()
	_, _ = io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n")
	done := make(chan struct{})
	go func() { defer close(done); _, _ = io.Copy(server, buffered); _ = server.(*net.TCPConn).CloseWrite() }()
	_, _ = io.Copy(client, server)
	_ = client.Close()
	<-done
}

func TestProxy(t *testing.T) {
	authority, fake := newPrivate(t), &fakeGoogle{}
	server := authority.secureServer(t, fake)
	proxy := &tunnel{to: server.Listener.Addr().String()}
	way := httptest.NewServer(proxy)
	t.Cleanup(way.Close)
	t.Setenv("HTTPS_PROXY", "http://user:"+secretPassword+"@"+way.Listener.Addr().String())
	t.Setenv("NO_PROXY", "direct.example.com,.intern.example.com")
	o := Options{
		Endpoint: "https://sheets.example.com/", Credentials: writeKey(t, map[string]any{"token_uri": "https://oauth2.example.com/token"}),
		CAFile: writeFile(t, "ca.pem", authority.root, 0o644), Attempts: 1,
	}
	c := connected(t, o)
	if err := read(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	proxy.mu.Lock()
	got := strings.Join(proxy.asked, "\n")
	proxy.mu.Unlock()
	const user = "Basic dXNlcjpTRUNSRVQtcGFzc3dvcmQ=" // user:SECRET-password
	if want := "CONNECT oauth2.example.com:443 " + user + "\nCONNECT sheets.example.com:443 " + user; got != want {
		t.Errorf("the proxy was asked for\n%s\nwant\n%s", got, want)
	}

	base, err := NewTransport("")
	if err != nil {
		t.Fatal(err)
	}
	for address, through := range map[string]bool{
		"https://sheets.example.com/v4": true, "https://oauth2.example.com/token": true,
		"https://direct.example.com/": false, "https://a.intern.example.com/": false, "https://127.0.0.1:8443/": false,
	} {
		req := httptest.NewRequest(http.MethodGet, address, nil)
		if by, err := base.Proxy(req); err != nil || (by != nil) != through {
			t.Errorf("%s goes by %v, want a proxy %v: %v", address, by, through, err)
		}
	}

	way.Close()
	base.CloseIdleConnections()
	c.Close()
	t.Run("not there", func(t *testing.T) {
		c := connected(t, o)
		err := read(t.Context(), c)
		if err == nil || sheets.ClassOf(err) != sheets.Other || !strings.Contains(sheets.HintOf(err), "HTTPS_PROXY") {
			t.Errorf("class %v, hint %q: %v", sheets.ClassOf(err), sheets.HintOf(err), err)
		}
		noSecrets(t, err)
	})
	t.Run("no address", func(t *testing.T) {
		t.Setenv("HTTPS_PROXY", "http://user:"+secretPassword+"@proxy.example.com:port")
		c := connected(t, o)
		noSecrets(t, read(t.Context(), c))
	})
}
