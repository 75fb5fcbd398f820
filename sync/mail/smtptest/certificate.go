package smtptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"time"
)

// Certificate is what a server shows of itself.
type Certificate int

// The certificates.
const (
	Sound     Certificate = iota
	UnknownCA             // signed by an authority that Options does not trust
	OtherHost             // of another name
	Expired               // an hour ago
	lastCertificate
)

// certificates hold one pair for each Certificate and the authority to trust.
type certificates struct {
	pairs [lastCertificate]tls.Certificate
	roots *x509.CertPool
	ca    []byte // the certificate in roots, as DER
}

func newCertificates(now time.Time) (certificates, error) {
	c := certificates{roots: x509.NewCertPool()}
	trusted, err := newAuthority(now)
	if err != nil {
		return c, err
	}
	c.roots.AddCert(trusted.certificate)
	c.ca = trusted.certificate.Raw
	stranger, err := newAuthority(now)
	if err != nil {
		return c, err
	}
	years := now.AddDate(10, 0, 0)
	for kind, of := range map[Certificate]struct {
		by   authority
		host string
		ends time.Time
	}{
		Sound:     {trusted, Host, years},
		UnknownCA: {stranger, Host, years},
		OtherHost: {trusted, "other.example.com", years},
		Expired:   {trusted, Host, now.Add(-time.Hour)},
	} {
		if c.pairs[kind], err = of.by.sign(of.host, now, of.ends); err != nil {
			return c, err
		}
	}
	return c, nil
}

// authority signs certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(now time.Time) (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "CA of a test"},
		NotBefore: now.AddDate(0, 0, -1), NotAfter: now.AddDate(20, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return authority{}, err
	}
	certificate, err := x509.ParseCertificate(der)
	return authority{certificate, key}, err
}

func (a authority) sign(host string, now, ends time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano() + 1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: now.AddDate(0, 0, -1), NotAfter: ends,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if host == Host {
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
