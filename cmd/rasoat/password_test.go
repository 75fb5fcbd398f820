package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// certificate writes a certificate for 127.0.0.1 and its key into a folder, and
// returns a pool that trusts it.
func certificate(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	check(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	check(t, err)
	check(t, os.WriteFile(filepath.Join(dir, "cert.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	check(t, os.WriteFile(filepath.Join(dir, "key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	pool := x509.NewCertPool()
	cert, err := x509.ParseCertificate(der)
	check(t, err)
	pool.AddCert(cert)
	return pool
}

// With a certificate and passwords the page may be reached from other machines:
// over TLS alone, by those who know a password, who may then also ask for a
// pass. Probes need none.
func TestThePageAsksForAPassword(t *testing.T) {
	dir, path := writeDaemonConfig(t)
	pool := certificate(t, dir)
	hash, err := bcrypt.GenerateFromPassword([]byte("mật khẩu"), bcrypt.MinCost)
	check(t, err)
	passwords := func(users string) {
		t.Helper()
		check(t, os.WriteFile(filepath.Join(dir, "web.yaml"), fmt.Appendf(nil, "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n%s", users), 0o600))
	}
	passwords(fmt.Sprintf("basic_auth_users: {an: %q}\n", hash))
	data, err := os.ReadFile(path)
	check(t, err)
	data = bytes.Replace(data, []byte("web: {listen: off}"), []byte(`web: {listen: "0.0.0.0:0", config_file: web.yaml, probes: "127.0.0.1:0"}`), 1)
	check(t, os.WriteFile(path, data, 0o600))
	lines, stop := daemon(t, path)
	said := await(t, lines, "status page served", "probes served", "pass done", "mail delivered")
	go func() {
		for range lines {
		}
	}()
	defer func() {
		if code := stop(); code != exitOK {
			t.Errorf("the daemon ended with %d", code)
		}
	}()
	_, port, err := net.SplitHostPort(said["status page served"]["address"].(string))
	check(t, err)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(method, address, password string, header ...string) (int, string) {
		t.Helper()
		req, err := http.NewRequest(method, address, nil)
		check(t, err)
		if password != "" {
			req.SetBasicAuth("an", password)
		}
		for i := 0; i < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		resp, err := client.Do(req)
		check(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		check(t, err)
		return resp.StatusCode, string(body)
	}
	base := "https://127.0.0.1:" + port
	for _, path := range []string{"/", "/api/v1/status", "/metrics", "/livez", "/static/style.css"} {
		if code, body := ask("GET", base+path, ""); code != 401 || strings.Contains(body, "du-an") {
			t.Errorf("%s without a password: %d %s", path, code, body)
		}
		if code, _ := ask("GET", base+path, "mật khẩu sai"); code != 401 {
			t.Errorf("%s with a wrong password: %d", path, code)
		}
		if code, _ := ask("GET", base+path, "mật khẩu"); code != 200 {
			t.Errorf("%s with the password: %d", path, code)
		}
	}
	if code, body := ask("GET", base+"/?lang=vi", "mật khẩu"); code != 200 || !strings.Contains(body, "Rà soát ngay") {
		t.Errorf("who knows the password has no button: %d", code)
	}
	if code, _ := ask("POST", base+"/-/sync", "mật khẩu"); code != 202 {
		t.Errorf("a pass asked for: %d", code)
	}
	if code, _ := ask("POST", base+"/-/sync", "mật khẩu", "Origin", "https://evil.example.com", "Sec-Fetch-Site", "cross-site"); code != 403 {
		t.Errorf("a pass that another site's page asks for: %d", code)
	}
	if code, _ := ask("GET", "http://127.0.0.1:"+port+"/", "mật khẩu"); code != 400 {
		t.Errorf("without TLS: %d", code)
	}
	if _, body := ask("GET", base+"/metrics", "mật khẩu"); !strings.Contains(body, `rasoat_mails_total{outcome="sent"}`) || !strings.Contains(body, `rasoat_passes_total{outcome="written",workbook="du-an-cntt"} 1`) {
		t.Errorf("the metrics do not count what was done:\n%s", body)
	}
	probes := "http://" + said["probes served"]["address"].(string)
	for path, want := range map[string]int{"/livez": 200, "/readyz": 200, "/": 404, "/metrics": 404} {
		if code, _ := ask("GET", probes+path, ""); code != want {
			t.Errorf("probes %s: %d, want %d", path, code, want)
		}
	}

	// Once no passwords are named any more, the page is shut rather than open.
	passwords("")
	for _, password := range []string{"", "mật khẩu"} {
		if code, body := ask("GET", base+"/", password); code != 403 || !strings.Contains(body, "web.config_file") {
			t.Errorf("after the passwords went: %d %s", code, body)
		}
	}
}
