package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"rasoat/config"
	"rasoat/sheets"
	"rasoat/sheets/google"
)

// cloud is the one connection to Google of this process. It is made when a
// spreadsheet is first read, so that nobody needs credentials who has no
// spreadsheet; where that fails, the next pass tries again.
type cloud struct {
	options google.Options
	log     zerolog.Logger
	mu      sync.Mutex
	conn    *google.Connection
}

// shortPatience is how long a request is tried where nothing is written: a
// person waits for the answer, or the next slot comes soon enough.
const shortPatience = 45 * time.Second

// newCloud returns the connection that the configuration describes. With
// readOnly nothing can be written over it.
func newCloud(c *config.Config, log zerolog.Logger, readOnly bool) *cloud {
	patience := time.Duration(0) // the connection's own
	if readOnly {
		patience = shortPatience
	}
	return &cloud{log: log, options: google.Options{
		MaxElapsed:  patience,
		Credentials: c.Google.Credentials, Endpoint: c.Google.Endpoint, DriveEndpoint: c.Google.DriveEndpoint, TokenURL: c.Google.TokenURL,
		CAFile: c.Network.CAFile, ReadOnly: readOnly, Limits: google.Limits(c.Google.Limits),
		Events: func(e google.Event) { logRequest(log, e) },
	}}
}

// logRequest logs what happens to requests on their way: at debug level what
// is usual, and as a warning what Google asks us to bear with.
func logRequest(log zerolog.Logger, e google.Event) {
	line := log.Debug()
	if e.Kind == google.EventRetry || e.Kind == google.EventThrottled {
		line = log.Warn()
	}
	line.Str("kind", string(e.Kind)).Bool("write", e.Write).Int("attempt", e.Attempt).Dur("wait", e.Wait).Str("cause", e.Cause).Msg("request to Google")
}

func (g *cloud) connect(ctx context.Context) (*google.Connection, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.conn == nil {
		conn, err := google.Connect(ctx, g.options)
		if err != nil {
			return nil, err
		}
		g.conn = conn
	}
	return g.conn, nil
}

// Close ends the connection where there is one, and logs what went over it.
func (g *cloud) Close() {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.conn == nil {
		return
	}
	n := g.conn.Stats()
	g.log.Info().Int64("reads", n.Reads).Int64("writes", n.Writes).Int64("feeds", n.Feeds).Int64("retries", n.Retries).Int64("throttled", n.Throttled).
		Int64("tokens", n.Tokens).Msg("requests to Google")
	g.conn.Close()
	g.conn = nil
}

// spreadsheet is a Book that connects when it is first read.
type spreadsheet struct {
	cloud   *cloud
	id      string
	options google.BookOptions
	book    sheets.Book // nil before
}

// Read takes the spreadsheet as it is now.
func (b *spreadsheet) Read(ctx context.Context, scope sheets.Scope) (sheets.View, error) {
	if b.book == nil {
		conn, err := b.cloud.connect(ctx)
		if err != nil {
			return nil, err
		}
		b.book = conn.Book(b.id, b.options)
	}
	return b.book.Read(ctx, scope)
}

// Discuss implements [sheets.Discussion]: it is asked for what was read.
func (b *spreadsheet) Discuss(ctx context.Context, talk sheets.Talk) (sheets.Talked, error) {
	d, ok := b.book.(sheets.Discussion)
	if !ok {
		return sheets.Talked{}, &sheets.OpError{Class: sheets.Invalid, Op: "write", Where: b.id, Err: errors.New("it was not read yet")}
	}
	return d.Discuss(ctx, talk)
}

// changed is the feed of all spreadsheets, over a connection that is made when it
// is first asked.
type changed struct{ *cloud }

// Changed implements [sheets.Feed].
func (c changed) Changed(ctx context.Context, cursor string) ([]string, string, error) {
	conn, err := c.connect(ctx)
	if err != nil {
		return nil, "", err
	}
	return conn.Feed().Changed(ctx, cursor)
}
