package webdav

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"

	"rasoat/sheets"
)

// request is what is sent. It is tried again after faults that pass where
// patient is set; then it must be one that can be repeated.
type request struct {
	op      string // "read", "write"
	method  string
	url     *url.URL
	header  http.Header
	body    []byte
	most    int64 // bytes of the answer that are read
	patient bool
}

// answer is what the server said.
type answer struct {
	status int
	header http.Header
	body   []byte
	cut    bool // body is only the beginning
	// maybe says that an earlier attempt of the same request may have been
	// carried out.
	maybe bool
}

// isPage reports whether the answer is a page for a browser.
func (a *answer) isPage() bool {
	kind, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	return err == nil && (kind == "text/html" || kind == "application/xhtml+xml")
}

const (
	attempts       = 5
	attemptTimeout = 2 * time.Minute
)

// send makes a request as often as it takes. An error is an *[sheets.OpError];
// whatever the server answered in the end, but for a fault that did not pass,
// is no error.
func (f *File) send(ctx context.Context, r request) (*answer, error) {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.MaxInterval, pauses.Multiplier = time.Second, 16*time.Second, 2
	start, maybe := time.Now(), false
	for n := 1; ; n++ {
		a, lost := f.attempt(ctx, r)
		again := false
		switch {
		case lost != nil:
			again = lost.passes && (r.method != http.MethodPut || !lost.sent)
		case transient(a.status):
			// Of a request that changes something nobody knows, after some of
			// these, whether it was carried out.
			maybe = maybe || r.method == http.MethodPut && a.status != http.StatusTooManyRequests && a.status != http.StatusServiceUnavailable
			again = true
		default:
			a.maybe = maybe
			return a, nil
		}
		pause := pauses.NextBackOff()
		if a != nil {
			pause = max(pause, retryAfter(a.header, time.Now()))
		}
		if again && r.patient && n < attempts && ctx.Err() == nil && time.Since(start)+pause <= f.options.MaxElapsed && f.sleep(ctx, pause) == nil {
			continue
		}
		switch {
		case ctx.Err() != nil && lost == nil:
			lost = &loss{sent: maybe, err: ctx.Err()}
			fallthrough
		case lost != nil:
			lost.sent = lost.sent || maybe
			return nil, f.broken(r, lost)
		}
		return nil, f.faulty(r.op, a, n, maybe)
	}
}

// transient reports whether a status says that the server asks for patience or
// has a fault that passes.
func transient(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// retryAfter returns for how long the server wants to be left alone: a number
// of seconds or a date (RFC 9110, section 10.2.3). Nonsense and the past are 0.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.ParseUint(v, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(0, t.Sub(now))
	}
	return 0
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// loss is a request without an answer.
type loss struct {
	err       error
	sent      bool // it may have reached the server
	passes    bool // it may go better next time
	secret    bool // the password or token could not be had
	untrusted bool // the server's certificate was not accepted
}

// attempt makes a request once and reads the answer to its end.
func (f *File) attempt(ctx context.Context, r request) (*answer, *loss) {
	if err := ctx.Err(); err != nil {
		return nil, &loss{err: err}
	}
	within, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	var sent atomic.Bool
	within = httptrace.WithClientTrace(within, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	req, err := http.NewRequestWithContext(within, r.method, r.url.String(), bytes.NewReader(r.body))
	if err != nil {
		return nil, &loss{err: errors.New("the request cannot be made")}
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	req.Header.Set("User-Agent", "rasoat")
	secret := ""
	if f.options.Secret != nil {
		if secret, err = f.options.Secret(ctx); err != nil {
			return nil, &loss{err: err, secret: true}
		}
		if f.options.Username != "" {
			req.SetBasicAuth(f.options.Username, secret)
		} else {
			req.Header.Set("Authorization", "Bearer "+secret)
		}
	}
	a, err := f.exchange(req, r.most)
	if err == nil {
		return a, nil
	}
	l := &loss{sent: sent.Load(), passes: true}
	var cert *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.As(err, &cert), errors.As(err, &authority):
		l.passes, l.untrusted, l.sent = false, true, false
		l.err = errors.New(clean(err, secret))
	case ctx.Err() != nil:
		l.err = ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		l.err = fmt.Errorf("no whole answer within %v", attemptTimeout)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		l.err = errors.New("the answer broke off")
	default:
		l.err = errors.New(clean(err, secret))
	}
	return nil, l
}

func (f *File) exchange(req *http.Request, most int64) (*answer, error) {
	res, err := f.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	a := &answer{status: res.StatusCode, header: res.Header}
	if res.StatusCode == http.StatusOK && res.ContentLength > most {
		a.cut = true
		return a, nil
	}
	a.body, err = io.ReadAll(io.LimitReader(res.Body, most+1))
	a.cut = int64(len(a.body)) > most
	if err != nil && res.StatusCode < 300 {
		return nil, err
	}
	return a, nil // of a refusal the status says enough
}

// fail makes the error of this file.
func (f *File) fail(class sheets.Class, op, hint string, err error) error {
	return &sheets.OpError{Class: class, Op: op, Where: f.Name(), Hint: hint, Err: err}
}
