package main

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	oauth "golang.org/x/oauth2/google"

	"rasoat/config"
	"rasoat/sheets/google"
)

// need is an address that has to be open.
type need struct {
	host, port string
	what       string // what for: a key of the catalogue under doctor/for/
	tls        bool   // from the first byte
	proxied    bool   // HTTPS_PROXY holds for it
	serverName string // in the certificate, "" for the host
}

func (n need) address() string { return net.JoinHostPort(n.host, n.port) }

// needs returns every address that the configuration needs open, each once, in
// the order in which a pass comes to need them.
func needs(c *config.Config) []need {
	var all []need
	web := func(what, address string) {
		u, err := url.Parse(address)
		if address == "" || err != nil || u.Host == "" {
			return
		}
		n := need{host: u.Hostname(), port: u.Port(), what: what, tls: u.Scheme == "https", proxied: true}
		n.port = cmp.Or(n.port, map[bool]string{true: "443", false: "80"}[n.tls])
		for _, other := range all {
			if other == n {
				return
			}
		}
		all = append(all, n)
	}
	spreadsheets := false
	for _, w := range c.Workbooks {
		spreadsheets = spreadsheets || w.Google != nil
	}
	if spreadsheets {
		web("sheets", cmp.Or(c.Google.Endpoint, googleSheets))
		web("token", tokenURL(c.Google))
		if c.Google.Changes {
			web("feed", cmp.Or(c.Google.DriveEndpoint, c.Google.Endpoint, "https://www.googleapis.com/"))
		}
	}
	for _, w := range c.Workbooks {
		if w.WebDAV != nil {
			web("webdav", w.WebDAV.URL)
		}
	}
	if m := c.Mail.SMTP; m.Host != "" {
		web("mailtoken", m.OAuth.TokenURL)
		all = append(all, need{host: m.Host, port: strconv.Itoa(portOf(m)), what: "mail", tls: m.TLS == config.TLSImplicit, serverName: m.ServerName})
	}
	web("ping", c.Ping.URL.Reveal())
	return all
}

// tokenURL is where tokens are fetched: as configured, as the key says, or
// Google's own.
func tokenURL(g config.Google) string {
	if g.TokenURL != "" {
		return g.TokenURL
	}
	usual := oauth.Endpoint.TokenURL
	data, err := os.ReadFile(g.Credentials)
	if err != nil {
		return usual
	}
	key, err := oauth.JWTConfigFromJSON(data)
	if err != nil {
		return usual
	}
	return cmp.Or(key.TokenURL, usual)
}

// network returns a check for each address that has to be open.
func (d *doctor) network() []checkup {
	web, err := google.NewTransport(d.config.Network.CAFile)
	if err != nil {
		return []checkup{{"network", "", func(context.Context) []diagnosis { return []diagnosis{d.failed("network", "", wrong, err)} }}}
	}
	var all []checkup
	for _, n := range needs(d.config.Config) {
		all = append(all, checkup{"network", n.address(), func(ctx context.Context) []diagnosis { return []diagnosis{d.reach(ctx, n, web)} }})
	}
	if len(all) == 0 {
		all = append(all, checkup{"network", "", func(context.Context) []diagnosis {
			return []diagnosis{d.say("network", "", fine, "doctor/network/none", nil)}
		}})
	}
	return all
}

// reach tries an address as the program would reach it.
func (d *doctor) reach(ctx context.Context, n need, web *http.Transport) diagnosis {
	began := time.Now()
	r := route{need: n, web: web}
	err := r.try(ctx)
	args := map[string]any{
		"for": d.p.Text("doctor/for/"+n.what, nil), "took": fmt.Sprint(time.Since(began).Milliseconds()), "proxy": r.proxy, "ip": r.ip,
		"stage": r.stage, "root": "", "until": "", "why": "",
	}
	if err != nil {
		args["why"] = err.Error()
		return d.say("network", n.address(), wrong, "doctor/network/"+r.stage, args)
	}
	if r.tls != nil {
		chain := r.tls.VerifiedChains[0]
		until := chain[0].NotAfter
		args["root"], args["until"] = cmp.Or(chain[len(chain)-1].Subject.CommonName, chain[len(chain)-1].Subject.String()), until.In(d.config.Timezone).Format("02/01/2006")
		if until.Sub(d.now()) < certificateDays*24*time.Hour {
			return d.say("network", n.address(), warning, "doctor/network/expires", args)
		}
	}
	return d.say("network", n.address(), fine, "doctor/network", args)
}

// certificateDays is how many days before its end a certificate is told.
const certificateDays = 14

// route is the way to an address, and how far one gets on it.
type route struct {
	need
	web   *http.Transport
	stage string // what is tried: dns, tcp, proxy, tls
	proxy string // host:port of the proxy in between, "" for none
	ip    string
	tls   *tls.ConnectionState // nil where nothing is encrypted from the first byte
}

func (r *route) try(ctx context.Context) error {
	var proxy *url.URL
	if r.proxied {
		scheme := map[bool]string{true: "https", false: "http"}[r.need.tls]
		var err error
		r.stage = "proxy"
		if proxy, err = r.web.Proxy(&http.Request{URL: &url.URL{Scheme: scheme, Host: r.address(), Path: "/"}}); err != nil {
			return errors.New("HTTPS_PROXY or HTTP_PROXY is no address") // the error repeats it, with a password perhaps
		}
	}
	host, port := r.host, r.port
	if proxy != nil {
		host, port = proxy.Hostname(), cmp.Or(proxy.Port(), map[string]string{"https": "443"}[proxy.Scheme], "80")
		r.proxy = net.JoinHostPort(host, port)
	}
	r.stage = "dns"
	found, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return err
	}
	r.stage, r.ip = "tcp", found[0]
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return err
	}
	defer func() { conn.Close() }()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if proxy != nil {
		r.stage = "proxy"
		if conn, err = through(ctx, conn, proxy, r.address(), r.config(proxy.Hostname())); err != nil {
			return err
		}
	}
	if !r.need.tls {
		return nil
	}
	r.stage = "tls"
	secure := tls.Client(conn, r.config(cmp.Or(r.serverName, r.host)))
	if err := secure.HandshakeContext(ctx); err != nil {
		return err
	}
	state := secure.ConnectionState()
	r.tls = &state
	return nil
}

// config returns how certificates are checked, as for the requests themselves.
func (r *route) config(name string) *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if r.web.TLSClientConfig != nil {
		c = r.web.TLSClientConfig.Clone()
	}
	c.ServerName = name
	return c
}

// through has a proxy open the way to an address (RFC 9110, section 9.3.6).
func through(ctx context.Context, conn net.Conn, proxy *url.URL, address string, config *tls.Config) (net.Conn, error) {
	switch proxy.Scheme {
	case "http":
	case "https":
		secure := tls.Client(conn, config)
		if err := secure.HandshakeContext(ctx); err != nil {
			return conn, err
		}
		conn = secure
	default:
		return conn, fmt.Errorf("proxies of the kind %q are not tried", proxy.Scheme)
	}
	ask := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: http.Header{}}
	if password, ok := proxy.User.Password(); ok {
		ask.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(proxy.User.Username()+":"+password)))
	}
	if err := ask.WithContext(ctx).Write(conn); err != nil {
		return conn, err
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), ask)
	if err != nil {
		return conn, err
	}
	if answer.StatusCode != http.StatusOK {
		return conn, fmt.Errorf("the proxy answered %s", strings.TrimSpace(answer.Status))
	}
	return conn, nil
}
