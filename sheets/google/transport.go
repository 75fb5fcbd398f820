package google

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// transport carries the requests of the generated client. For each attempt it
// waits for its turn, has a token ready, and sends the request with a deadline;
// it reads the whole answer before it calls the attempt a success. Whatever
// else comes of it is a *failure. It follows no redirect: a token is for the
// endpoint alone.
type transport struct {
	base     http.RoundTripper
	tokens   *tokens
	limits   *limiter
	patience patience
	readOnly bool
	events   func(Event)
	count    *counters
}

type decoderKey struct{}

// withDecoder has the answer of a request with this context, when it is a
// success, read by decode instead of by the generated client, which gets an
// empty object. decode is called within the attempt, and again, from the
// beginning, when an answer is cut. An error of decode itself is final.
func withDecoder(ctx context.Context, decode func(io.Reader) error) context.Context {
	return context.WithValue(ctx, decoderKey{}, decode)
}

// RoundTrip sends a request as often as it takes.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	c := &call{transport: t, req: req, write: writes(req)}
	c.decode, _ = req.Context().Value(decoderKey{}).(func(io.Reader) error)
	if c.write && t.readOnly {
		return nil, &failure{write: true, readOnly: true, err: errors.New("this connection only reads")}
	}
	if f := t.patience.run(req.Context(), c.again, c.attempt); f != nil {
		f.write, f.uncertain, f.repeated = c.write, c.uncertain, c.repeated
		return nil, f
	}
	return c.answer, nil
}

// writes reports whether a request changes anything. Some that only read are
// posted, because what they ask for does not fit into an address.
func writes(req *http.Request) bool {
	if req.Method == http.MethodGet || req.Method == http.MethodHead {
		return false
	}
	for _, read := range []string{":getByDataFilter", ":batchGetByDataFilter", "/developerMetadata:search"} {
		if strings.HasSuffix(req.URL.Path, read) {
			return false
		}
	}
	return true
}

// call is one request of the generated client.
type call struct {
	*transport
	req    *http.Request
	write  bool
	decode func(io.Reader) error // nil: the generated client reads the answer

	answer    *http.Response // of the attempt that succeeded
	tries     int            // attempts sent
	refreshed bool           // a refused token was thrown away once
	uncertain bool           // a write: an attempt may have been carried out
	repeated  bool           // it was sent again after that
}

// again is told that the call is tried again.
func (c *call) again(f *failure, wait time.Duration) {
	c.count.retries.Add(1)
	kind := EventRetry
	if f.status == http.StatusTooManyRequests {
		kind = EventThrottled
	}
	c.events(Event{Kind: kind, Write: c.write, Attempt: f.attempts, Wait: wait, Cause: f.line()})
}

// attempt sends the request once and reads the answer to its end.
func (c *call) attempt(ctx context.Context) *failure {
	gate := c.limits.of(c.write)
	limited := func(d time.Duration) {
		c.events(Event{Kind: EventLimited, Write: c.write, Attempt: c.tries + 1, Wait: d})
	}
	if err := gate.pass(ctx, limited); err != nil {
		return &failure{err: err}
	}
	token, f := c.tokens.get(ctx)
	if f != nil {
		f.retry = false // it was tried often enough
		return f
	}
	within, cancel := context.WithTimeout(ctx, c.patience.timeout)
	defer cancel()
	req, err := c.copy(within, token)
	if err != nil {
		return &failure{err: errors.New("the body of the request cannot be read again")}
	}
	c.tries++
	c.repeated = c.repeated || c.uncertain
	c.count.sent(c.write)
	res, err := c.base.RoundTrip(req)
	if err != nil {
		f := broken(within, err, c.patience.timeout)
		f.retry = f.retry && (c.req.Body == nil || c.req.GetBody != nil)
		c.uncertain = c.uncertain || c.write && !f.unsent
		return f
	}
	defer res.Body.Close()
	if res.StatusCode >= 200 && res.StatusCode <= 299 {
		f = c.take(within, res, token.AccessToken)
	} else {
		f = refused(res, token.AccessToken)
		switch {
		case f.status == http.StatusTooManyRequests:
			c.count.throttled.Add(1)
			gate.hold(min(f.after, c.patience.elapsed))
		case f.status == http.StatusUnauthorized && !c.refreshed:
			c.refreshed = true
			c.tokens.drop(ctx, token)
			f.retry, f.atOnce = true, true
		}
	}
	if f != nil {
		f.retry = f.retry && (c.req.Body == nil || c.req.GetBody != nil)
		c.uncertain = c.uncertain || c.write && (f.status < 300 || f.status >= 500)
	}
	return f
}

// copy returns the request for one attempt, with a body of its own.
func (c *call) copy(ctx context.Context, token *oauth2.Token) (*http.Request, error) {
	req := c.req.Clone(ctx)
	if c.req.Body != nil && c.req.GetBody != nil {
		body, err := c.req.GetBody()
		if err != nil {
			return nil, err
		}
		req.Body = body
	}
	token.SetAuthHeader(req)
	return req, nil
}

// take reads the answer of a request that succeeded. ctx is the attempt's.
// secret must not stand in a failure.
func (c *call) take(ctx context.Context, res *http.Response, secret string) *failure {
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		f := refused(res, secret)
		f.err = errors.New("a page instead of an answer")
		return f
	}
	in := &watched{r: res.Body}
	if strings.EqualFold(res.Header.Get("Content-Encoding"), "gzip") {
		unzipped, err := gzip.NewReader(res.Body)
		if err != nil {
			return broken(ctx, err, c.patience.timeout)
		}
		in.r = unzipped
	}
	data := []byte("{}")
	var err error
	if c.decode == nil {
		data, err = io.ReadAll(in)
		if err == nil && !json.Valid(data) {
			err = io.ErrUnexpectedEOF
		}
	} else {
		err = c.decode(in)
	}
	switch {
	case in.err != nil:
		return broken(ctx, in.err, c.patience.timeout)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return broken(ctx, err, c.patience.timeout)
	case err != nil:
		return &failure{status: res.StatusCode, err: fmt.Errorf("the answer makes no sense: %w", err)}
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(in, 1<<16)) // so that the connection can be used again
	answer := *res
	answer.Header = http.Header{"Content-Type": {"application/json; charset=UTF-8"}}
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	answer.TransferEncoding, answer.Uncompressed, answer.Request = nil, false, c.req
	c.answer = &answer
	return nil
}

// watched remembers that what it reads from broke off.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}
