package google

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"time"

	"golang.org/x/net/http/httpproxy"

	"rasoat/sheets"
)

// NewTransport returns what carries requests over TCP: through the proxy of the
// environment, trusting the system's authorities and those in caFile, a PEM
// file, "" for none. Where there is one, TLSClientConfig.RootCAs holds them all.
func NewTransport(caFile string) (*http.Transport, error) {
	t := http.DefaultTransport.(*http.Transport).Clone()
	through := httpproxy.FromEnvironment().ProxyFunc()
	t.Proxy = func(req *http.Request) (*url.URL, error) { return through(req.URL) }
	// A connection that died in silence is noticed before the next request is
	// lost on it.
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second}
	if caFile == "" {
		return t, nil
	}
	fail := func(hint string, err error) (*http.Transport, error) {
		return nil, &sheets.OpError{Class: sheets.Invalid, Op: "connect", Where: caFile, Hint: hint, Err: err}
	}
	data, err := os.ReadFile(caFile)
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		return fail("name a file that rasoat can read", fmt.Errorf("read the certificates: %w", err))
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(data) {
		return fail("name a file with the root certificates in PEM form, as -----BEGIN CERTIFICATE-----", errors.New("no certificate in this file"))
	}
	t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return t, nil
}

// buffer reads the body of an answer to its end and puts it back.
func buffer(res *http.Response) error {
	const most = 1 << 20
	data, err := io.ReadAll(io.LimitReader(res.Body, most))
	if err != nil {
		return err
	}
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	return nil
}
