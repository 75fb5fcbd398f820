package mail_test

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"rasoat/sync/mail"
)

// TestSMTPAiosmtpdTLS sends to the same server, but encrypted and for those who
// sign in: by PLAIN, by LOGIN, and by the better of the two.
func TestSMTPAiosmtpdTLS(t *testing.T) {
	const python = "/usr/bin/python3"
	if exec.Command(python, "-c", "import aiosmtpd").Run() != nil {
		t.Skip("no aiosmtpd here")
	}
	file, roots := keyPair(t)
	script := strings.Replace(aiosmtpd, `hostname="localhost"`, `hostname="localhost", tls_context=tls, require_starttls=True, auth_required=True,
        authenticator=lambda server, session, envelope, mechanism, data: AuthResult(success=data.login == b"u" and data.password == b"right", handled=False)`, 1)
	script = "import ssl, sys\nfrom aiosmtpd.smtp import AuthResult\ntls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\ntls.load_cert_chain(sys.argv[1])\n" + script
	cmd := exec.CommandContext(t.Context(), python, "-c", script, file)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	lines := bufio.NewScanner(out)
	lines.Scan()
	port, err := strconv.Atoi(lines.Text())
	if err != nil {
		t.Fatal(err)
	}
	send := func(pool *x509.CertPool, auth mail.AuthMethod, password string) error {
		s, err := mail.NewSMTP(mail.Options{Host: "127.0.0.1", Port: port, RootCAs: pool, Auth: auth, Username: "u", Timeout: 20 * time.Second,
			Secret: func(context.Context) (string, error) { return password, nil }})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Send(t.Context(), mail.Envelope{From: "a@example.com", To: "b@example.com", Raw: []byte(letter)}, func() error { return nil })
		return err
	}
	for _, auth := range []mail.AuthMethod{mail.AuthAuto, mail.AuthPlain, mail.AuthLogin} {
		if err := send(roots, auth, "right"); err != nil {
			t.Errorf("method %d: %v", auth, err)
		}
		err := send(roots, auth, "mistaken")
		refused, _ := errors.AsType[*mail.Error](err)
		if refused == nil || refused.Kind != mail.Down || refused.Code != 535 || strings.Contains(err.Error(), "mistaken") {
			t.Errorf("method %d, wrong password: %v", auth, err)
		}
	}
	if err := send(x509.NewCertPool(), mail.AuthAuto, "right"); mail.KindOf(err) != mail.Down || !errors.As(err, new(x509.UnknownAuthorityError)) {
		t.Errorf("a certificate of nobody known: %v", err)
	}
}

// keyPair makes a file with a certificate for 127.0.0.1 and its key, and says
// whom to trust for it.
func keyPair(t *testing.T) (string, *x509.CertPool) {
	t.Helper()
	web := httptest.NewTLSServer(nil)
	pair, roots := web.TLS.Certificates[0], x509.NewCertPool()
	roots.AddCert(web.Certificate())
	web.Close()
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "pair.pem")
	both := append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})...)
	if err := os.WriteFile(file, both, 0o600); err != nil {
		t.Fatal(err)
	}
	return file, roots
}
