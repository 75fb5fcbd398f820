package google

import (
	"context"
	"errors"
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// tokens keeps the token of a connection and fetches another when it is about
// to run out or was refused. Whoever waits for it can give up by its context.
type tokens struct {
	turn  chan struct{} // of capacity 1: who has put something in owns token
	token *oauth2.Token
	fetch func(context.Context) (*oauth2.Token, *failure)
}

func newTokens(fetch func(context.Context) (*oauth2.Token, *failure)) *tokens {
	return &tokens{turn: make(chan struct{}, 1), fetch: fetch}
}

// get returns a token that is valid for a while yet.
func (t *tokens) get(ctx context.Context) (*oauth2.Token, *failure) {
	select {
	case t.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, &failure{token: true, err: ctx.Err()}
	}
	defer func() { <-t.turn }()
	if t.token.Valid() {
		return t.token, nil
	}
	token, f := t.fetch(ctx)
	if f != nil {
		return nil, f
	}
	t.token = token
	return token, nil
}

// drop throws a token away that was refused, unless there is another already.
func (t *tokens) drop(ctx context.Context, refused *oauth2.Token) {
	select {
	case t.turn <- struct{}{}:
	case <-ctx.Done():
		return // nobody asks for the next one
	}
	defer func() { <-t.turn }()
	if t.token == refused {
		t.token = nil
	}
}

// fetcher returns how tokens of this identity are fetched that are good for a
// scope: over base, with as much patience as the requests themselves.
func (id *identity) fetcher(scope string, base http.RoundTripper, p patience, events func(Event), count *counters) func(context.Context) (*oauth2.Token, *failure) {
	return func(ctx context.Context) (*oauth2.Token, *failure) {
		x := &exchange{ctx: ctx, base: base, patience: p, events: events}
		client := &http.Client{Transport: x}
		token, err := id.fetch(context.WithValue(ctx, oauth2.HTTPClient, client), scope)
		switch {
		case ctx.Err() != nil:
			return nil, &failure{token: true, err: ctx.Err()}
		case x.failed != nil:
			return nil, x.failed
		case err != nil:
			return nil, &failure{token: true, err: errors.New(clean(err.Error()))}
		case token.AccessToken == "":
			return nil, &failure{token: true, err: errors.New("the answer holds no token")}
		}
		count.tokens.Add(1)
		events(Event{Kind: EventToken})
		return token, nil
	}
}

// exchange carries the requests of one fetch. What failed last is kept: the
// errors of the libraries above it repeat whole bodies, and hide an ended
// context.
type exchange struct {
	ctx      context.Context // of whoever waits for the token; the libraries do not pass it on
	base     http.RoundTripper
	patience patience
	events   func(Event)
	failed   *failure
}

// RoundTrip sends a request as often as it takes. It follows no redirect.
func (x *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	var answer *http.Response
	again := func(f *failure, wait time.Duration) {
		kind := EventRetry
		if f.status == http.StatusTooManyRequests {
			kind = EventThrottled
		}
		x.events(Event{Kind: kind, Attempt: f.attempts, Wait: wait, Cause: "fetch a token: " + f.line()})
	}
	x.failed = x.patience.run(x.ctx, again, func(ctx context.Context) *failure {
		within, cancel := context.WithTimeout(ctx, x.patience.timeout)
		defer cancel()
		var f *failure
		answer, f = x.send(within, req)
		if f != nil {
			f.token = true
			f.retry = f.retry && (req.Body == nil || req.GetBody != nil)
		}
		return f
	})
	if x.failed != nil {
		return nil, x.failed
	}
	return answer, nil
}

// send makes one attempt and reads the answer to its end.
func (x *exchange) send(ctx context.Context, req *http.Request) (*http.Response, *failure) {
	attempt := req.Clone(ctx)
	if req.Body != nil && req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, &failure{err: errors.New("the body of the request cannot be read again")}
		}
		attempt.Body = body
	}
	res, err := x.base.RoundTrip(attempt)
	if err != nil {
		return nil, broken(ctx, err, x.patience.timeout)
	}
	defer res.Body.Close()
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return nil, refused(res, "")
	}
	if err := buffer(res); err != nil {
		return nil, broken(ctx, err, x.patience.timeout)
	}
	return res, nil
}
