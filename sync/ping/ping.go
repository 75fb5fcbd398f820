// Package ping tells a dead man's switch, every few minutes, that the daemon is
// alive: a service elsewhere, at one secret address, that raises the alarm when
// it hears nothing for a while. That covers what no program can tell of itself:
// that it is stopped, that its machine is off, that it hangs.
//
// The package decides when to ask and what may be reached. Whether the daemon
// is well is for the caller to say; while it is not, there is simply no ping.
// It does not log: Options say what is told.
package ping

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// How long an attempt may take, and how many there are for one ping.
const (
	timeout  = 10 * time.Second
	attempts = 3
)

// Options say what to ping.
type Options struct {
	// URL is asked with GET. It is a secret: whoever knows it can keep the alarm
	// from being raised. No error holds more of it than the host.
	URL   string
	Every time.Duration // above zero
	// AllowPrivate lets the address be one of this machine or of a network of
	// ours; see [Refusal].
	AllowPrivate bool
	// Healthy says why the daemon is not well, nil where it is. It has to return
	// soon, and may be called from another goroutine.
	Healthy func() error
	// Tell is told when the outcome becomes another one: why there is no ping
	// any more, or nil when there is one again. Pings are supposed to work, so
	// the first good one is not told. It has to return soon.
	Tell func(error)
	// Transport carries the requests, nil for the default one. Its proxy and its
	// certificates count; its dialer does not.
	Transport *http.Transport
	// Resolver finds addresses, nil for the machine's.
	Resolver *net.Resolver
}

// Pinger pings one address. It is used by one goroutine.
type Pinger struct {
	Options
	client *http.Client
	target *url.URL
	pauses backoff.ExponentialBackOff
	state  state
}

type state int

const (
	fine state = iota
	failing
	unwell
)

// New returns a pinger that has not pinged yet.
func New(o Options) (*Pinger, error) {
	target, err := url.Parse(o.URL)
	if err != nil || target.Hostname() == "" || target.Scheme != "https" && target.Scheme != "http" {
		return nil, errors.New("set up the ping: its address is no http or https address")
	}
	p := &Pinger{Options: o, target: target}
	p.pauses = backoff.ExponentialBackOff{InitialInterval: time.Second, RandomizationFactor: 0.5, Multiplier: 3, MaxInterval: 10 * time.Second}
	base := o.Transport
	if base == nil {
		base = http.DefaultTransport.(*http.Transport)
	}
	t := base.Clone()
	t.DialContext, t.DialTLSContext = p.dial, nil
	t.DisableKeepAlives = true // minutes pass between two
	p.client = &http.Client{
		Transport: t, Timeout: timeout,
		// Elsewhere is not where the operator sent us.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return p, nil
}

// Run pings at once and then every so often, until ctx is done.
func (p *Pinger) Run(ctx context.Context) {
	t := time.NewTicker(p.Every)
	defer t.Stop()
	for {
		p.turn(ctx)
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// turn pings where the daemon is well, and tells what has changed.
func (p *Pinger) turn(ctx context.Context) {
	now, err := fine, p.Healthy()
	switch {
	case err != nil:
		now, err = unwell, fmt.Errorf("not pinged, so that the alarm is raised: %w", err)
	default:
		if err = p.Ping(ctx); err != nil {
			now = failing
		}
	}
	if now == p.state || ctx.Err() != nil {
		return
	}
	p.state = now
	p.Tell(err)
}

// Ping asks the address, up to three times. An error names its host alone.
func (p *Pinger) Ping(ctx context.Context) error {
	if !p.AllowPrivate {
		// A proxy dials for us, so a bare address is looked at here.
		if ip, err := netip.ParseAddr(p.target.Hostname()); err == nil && Refusal(ip) != "" {
			return fmt.Errorf("ping %s: %w", p.target.Host, &refusedError{ip})
		}
	}
	pauses := p.pauses
	_, err := backoff.Retry(ctx, func() (struct{}, error) { return struct{}{}, p.ask(ctx) },
		backoff.WithBackOff(&pauses), backoff.WithMaxTries(attempts))
	if err != nil {
		return fmt.Errorf("ping %s: %w", p.target.Host, err)
	}
	return nil
}

// ask sends one request. Errors that no other attempt can mend are permanent.
func (p *Pinger) ask(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL, nil)
	if err != nil {
		return backoff.Permanent(errors.New("its address cannot be asked"))
	}
	req.Header.Set("User-Agent", "rasoat")
	res, err := p.client.Do(req)
	if err != nil {
		var whole *url.Error
		if errors.As(err, &whole) {
			err = whole.Err // without the address
		}
		if refused := (*refusedError)(nil); errors.As(err, &refused) {
			return backoff.Permanent(refused)
		}
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16))
	switch code := res.StatusCode; {
	case code >= 200 && code <= 299:
		return nil
	case code >= 300 && code <= 399:
		return backoff.Permanent(fmt.Errorf("it answers %d, which sends us elsewhere: write the address that it should be", code))
	case code >= 400 && code <= 499 && code != http.StatusRequestTimeout && code != http.StatusTooManyRequests:
		return backoff.Permanent(fmt.Errorf("it answers %d: look whether the address is the one that the service shows", code))
	default:
		return fmt.Errorf("it answers %d", code)
	}
}

// dial connects to an address if it may be reached.
func (p *Pinger) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: timeout, Resolver: p.Resolver}
	if !p.AllowPrivate && address != p.proxy() {
		d.Control = control
	}
	return d.DialContext(ctx, network, address)
}

// proxy returns the address of the proxy between us and the target, "" where
// there is none. It is named by who runs this machine, as a rule stands in a
// network of ours, and decides by itself what it may reach: so what may be
// dialled is not said of it.
func (p *Pinger) proxy() string {
	t := p.client.Transport.(*http.Transport)
	if t.Proxy == nil {
		return ""
	}
	through, err := t.Proxy(&http.Request{URL: p.target})
	if err != nil || through == nil {
		return ""
	}
	port := through.Port()
	if port == "" {
		port = map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}[through.Scheme]
	}
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(through.Hostname(), port)
}

// control refuses a connection by the address that a name turned out to have,
// right before it is made: a name that has another one a moment later gains
// nothing.
func control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("read the address %s: %w", address, err)
	}
	if Refusal(at.Addr()) != "" {
		return &refusedError{at.Addr()}
	}
	return nil
}

// refusedError says that an address may not be reached.
type refusedError struct{ ip netip.Addr }

func (e *refusedError) Error() string {
	return fmt.Sprintf("%s is %s, which a ping may not reach; ping.allow_private: true lets it", e.ip, Refusal(e.ip))
}
