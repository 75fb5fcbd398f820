package google

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"google.golang.org/api/option"
	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// Options say how to reach the Sheets API and as whom. The zero Options reach
// Google with Application Default Credentials.
type Options struct {
	// Credentials is the path of the key file of a service account. It must be
	// readable by its owner alone. "" takes Application Default Credentials:
	// the file that GOOGLE_APPLICATION_CREDENTIALS names (a key, or a
	// configuration of Workload Identity Federation), else what gcloud left,
	// else the account of the machine.
	Credentials string
	// Endpoint is the base URL of the Sheets API, "" for Google's. Plain http
	// is taken for this very machine, or together with Base.
	Endpoint string
	// DriveEndpoint is the base URL of the Drive API, "" for Google's, or for
	// Endpoint where that is not Google's.
	DriveEndpoint string
	// TokenURL is where tokens are fetched, "" for what the credentials say.
	TokenURL string
	// CAFile is a PEM file of root certificates to trust besides the
	// system's, "" for none. It has no meaning together with Base.
	CAFile string
	// ReadOnly asks for a token that can only read. Every write is refused
	// with class Denied and never sent.
	ReadOnly bool
	// Limits is how many requests are sent a minute.
	Limits Limits
	// Timeout is how long one attempt may take, from the first byte sent to
	// the last byte received. 0 means a minute; three minutes, after which
	// Google gives up by itself, are refused.
	Timeout time.Duration
	// Attempts is how often a request is sent at most, 0 for 9 times.
	Attempts int
	// MaxElapsed is how long a request is tried in all, waiting included. 0
	// means five minutes. The last attempt may end later, by Timeout at most.
	MaxElapsed time.Duration
	// Base carries every request, those for tokens too. nil means HTTP over
	// TCP, through the proxy that HTTPS_PROXY and NO_PROXY name at the time of
	// Connect.
	Base http.RoundTripper
	// Events is told what happens to requests, nil for nobody. It may be called
	// from several goroutines at once and must not block.
	Events func(Event)
}

// Event is something that happened to a request on its way.
type Event struct {
	Kind    EventKind
	Write   bool          // whether the request writes
	Attempt int           // which attempt of the request it was, counted from 1; 0 where it has no meaning
	Wait    time.Duration // how long is waited now
	Cause   string        // in one line, without secrets; may be ""
}

// EventKind says what an Event is about.
type EventKind string

// The kinds of events.
const (
	EventRetry     EventKind = "retry"     // the request is sent again after Wait
	EventThrottled EventKind = "throttled" // the same, because the service asks for patience
	EventLimited   EventKind = "limited"   // our own limit holds the request back for Wait
	EventToken     EventKind = "token"     // a token was fetched
)

// Connection is the way to the Sheets API. It is safe for concurrent use. A
// process needs one: the limits hold for all that goes through it.
type Connection struct {
	api       *sheetsapi.Service
	transport *transport
	identity  *identity
	scope     string // that its tokens are good for
	feed      *Feed
}

const (
	googleEndpoint = "https://sheets.googleapis.com/"
	driveEndpoint  = "https://www.googleapis.com/"
	defaultTimeout = time.Minute
	maxTimeout     = 180 * time.Second // when Google gives up: "Usage limits" of the Sheets API
	defaultTries   = 9
	defaultElapsed = 5 * time.Minute
)

// Connect makes a Connection. It reads the credentials and CAFile, but sends
// nothing, except that Application Default Credentials may ask whether this
// machine runs at Google. Errors are *[sheets.OpError] values of class Denied
// for credentials that cannot be used and of class Invalid for anything else,
// with a hint. ctx bounds the search for credentials alone.
func Connect(ctx context.Context, o Options) (*Connection, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	base := o.Base
	if base == nil {
		var err error
		if base, err = NewTransport(o.CAFile); err != nil {
			return nil, err
		}
	}
	id, err := findIdentity(ctx, o)
	if err != nil {
		return nil, err
	}
	c := &Connection{identity: id, scope: scope(o.ReadOnly)}
	c.transport = o.carrier(id, c.scope, base, newLimiter(o.Limits))
	if c.api, err = sheetsapi.NewService(ctx, option.WithHTTPClient(&http.Client{Transport: c.transport}), option.WithEndpoint(o.Endpoint)); err != nil {
		return nil, &sheets.OpError{Class: sheets.Invalid, Op: "connect", Err: errors.New(clean(err.Error()))}
	}
	c.api.UserAgent = userAgent
	if c.feed, err = newFeed(ctx, o, id, base); err != nil {
		return nil, err
	}
	return c, nil
}

// userAgent has Google compress its answers, which it does for agents with this
// word only: "Performance tips" of the Sheets API.
const userAgent = "rasoat (gzip)"

// carrier returns what carries the requests of an identity within a scope.
func (o Options) carrier(id *identity, scope string, base http.RoundTripper, limits *limiter) *transport {
	p := patience{attempts: o.Attempts, elapsed: o.MaxElapsed, timeout: o.Timeout}
	events := o.Events
	if events == nil {
		events = func(Event) {}
	}
	count := &counters{}
	return &transport{
		base:     base,
		tokens:   newTokens(id.fetcher(scope, base, p, events, count)),
		limits:   limits,
		patience: p,
		readOnly: o.ReadOnly,
		events:   events,
		count:    count,
	}
}

// check puts defaults in and refuses what makes no sense.
func (o *Options) check() error {
	refuse := func(hint, format string, args ...any) error {
		return &sheets.OpError{Class: sheets.Invalid, Op: "connect", Hint: hint, Err: fmt.Errorf(format, args...)}
	}
	switch {
	case o.DriveEndpoint != "":
	case o.Endpoint != "":
		o.DriveEndpoint = o.Endpoint
	default:
		o.DriveEndpoint = driveEndpoint
	}
	if o.Endpoint == "" {
		o.Endpoint = googleEndpoint
	}
	if err := checkURL(o.Endpoint, o.Base != nil); err != nil {
		return refuse("give an address such as https://sheets.example.com/", "endpoint: %w", err)
	}
	if !strings.HasSuffix(o.Endpoint, "/") {
		o.Endpoint += "/" // else the client drops the last part of the path
	}
	if !strings.HasSuffix(o.DriveEndpoint, "/") {
		o.DriveEndpoint += "/"
	}
	if err := checkURL(o.DriveEndpoint, o.Base != nil); err != nil {
		return refuse("give an address such as https://drive.example.com/", "endpoint of Drive: %w", err)
	}
	if o.TokenURL != "" {
		if err := checkURL(o.TokenURL, o.Base != nil); err != nil {
			return refuse("give an address such as https://oauth2.example.com/token", "token URL: %w", err)
		}
	}
	switch {
	case o.Timeout < 0 || o.Timeout >= maxTimeout:
		return refuse("leave it out for a minute", "timeout %v: less than %v expected", o.Timeout, maxTimeout)
	case o.Attempts < 0:
		return refuse("leave it out for the default", "attempts: %d, at least 1 expected", o.Attempts)
	case o.MaxElapsed < 0:
		return refuse("leave it out for the default", "time for all attempts: %v, a positive one expected", o.MaxElapsed)
	case min(o.Limits.Reads, o.Limits.Writes, o.Limits.ProjectReads, o.Limits.ProjectWrites) < 0:
		return refuse("leave them out for those of Google", "limits: a number of requests a minute expected")
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Attempts == 0 {
		o.Attempts = defaultTries
	}
	if o.MaxElapsed == 0 {
		o.MaxElapsed = defaultElapsed
	}
	return nil
}

// checkURL refuses an address to which no token may be sent. The error does
// not repeat what could be a password in it.
func checkURL(s string, inMemory bool) error {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return errors.New("not an absolute http or https address")
	case u.User != nil:
		return errors.New("a user or a password in an address")
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("a query or a fragment in an address")
	case u.Scheme == "http" && !inMemory && !loopback(u.Hostname()):
		return fmt.Errorf("plain http to %s, which would show the token to everybody on the way", u.Hostname())
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Account returns the e-mail address of the service account with which
// spreadsheets have to be shared, "" where the credentials do not tell.
func (c *Connection) Account() string { return c.identity.account }

// Stats returns what went through the connection so far.
func (c *Connection) Stats() Stats {
	s, feed := c.transport.count.stats(), c.feed.conn.transport.count.stats()
	s.Feeds = feed.Reads
	s.Retries += feed.Retries
	s.Throttled += feed.Throttled
	s.Tokens += feed.Tokens
	return s
}

// Feed returns the feed of changes of all spreadsheets that the account can
// see.
func (c *Connection) Feed() *Feed { return c.feed }

// Close closes idle connections. Requests on their way go on.
func (c *Connection) Close() {
	if idle, ok := c.transport.base.(interface{ CloseIdleConnections() }); ok {
		idle.CloseIdleConnections()
	}
}

// service returns the client of the API. Its errors go through fail.
func (c *Connection) service() *sheetsapi.Service { return c.api }
