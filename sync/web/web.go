// Package web serves what the daemon knows of itself: a status page for people
// in Vietnamese and English, the same as JSON under /api/v1, /livez and /readyz
// for whoever watches the process, /metrics for Prometheus, and /-/reload and
// /-/sync for the operator.
//
// It decides nothing and keeps nothing: a [Source] tells how things stand, a
// [Control] does what is asked. Pages are rendered here in whole, with one style
// sheet and without a script, under a content security policy that allows
// nothing else. What they show holds no mail address: whatever looks like one
// is masked, also in texts of others such as a mail server's.
//
// TLS and passwords are the business of the server that the handlers are put
// into. A handler is told by [Options] whether callers are known by then.
package web

import (
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"rasoat/sync/lang"
)

// Options adjust what is served.
type Options struct {
	Catalogue *lang.Catalogue
	Language  lang.Language // of who asks for none
	Log       zerolog.Logger
	Metrics   *Metrics
	// Known reports whether the server knows who sent a request; nil has it know
	// nobody.
	Known func(*http.Request) bool
	// Open lets callers see the pages whom the server does not know.
	Open bool
	// Loopback says that the server listens on loopback alone. Callers whom it
	// does not know must then name this very machine as their host: a page of
	// somebody else's that has its name resolved to it does not.
	Loopback bool
	// Token is what a caller of /-/ has to bear whom the server does not know; ""
	// lets none of them in.
	Token string
}

type handler struct {
	Options
	source  Source
	control Control
	pages   *pages
}

// New returns the handler of everything.
func New(source Source, control Control, o Options) (http.Handler, error) {
	source = discreet{source}
	h := &handler{Options: o, source: source, control: control}
	var err error
	if h.pages, err = loadPages(o.Catalogue); err != nil {
		return nil, err
	}
	registry := prometheus.NewRegistry()
	if err := o.Metrics.register(registry, source); err != nil {
		return nil, fmt.Errorf("register the metrics: %w", err)
	}

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", h.overview)
	mux.HandleFunc("GET /workbooks/{name}", h.workbook)
	mux.HandleFunc("GET /runs", h.runs)
	mux.HandleFunc("GET /runs/{id}", h.run)
	mux.HandleFunc("GET /outbox", h.outbox)
	mux.HandleFunc("GET /static/{file}", h.static)
	h.api(mux)
	probes(mux, source)
	mux.Handle("GET /metrics", metricsHandler(registry, o.Log))
	mux.Handle("POST /-/reload", h.trusted(h.reload))
	mux.Handle("POST /-/sync", h.trusted(h.sync))
	mux.HandleFunc("/", h.missing)
	return h.secured(http.NewCrossOriginProtection().Handler(mux)), nil
}

// Probes returns a handler of /livez and /readyz alone, to be served where
// callers are not asked who they are.
func Probes(source Source) http.Handler {
	mux := http.NewServeMux()
	probes(mux, source)
	return mux
}

// policy allows our own style sheet and pictures, and sending forms to
// ourselves. There is no script.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secured sets the headers that keep a browser from doing more than is meant,
// and turns away requests that were meant for somebody else.
func (h *handler) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		switch {
		case h.known(r):
		case !h.Open:
			http.Error(w, "nobody asks for passwords any more, so nobody is let in: see web.config_file", http.StatusForbidden)
			return
		case h.Loopback && !local(r.Host):
			http.Error(w, fmt.Sprintf("this address answers to localhost alone, not to %q; set web.config_file with a password, or ask for localhost", r.Host), http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// local reports whether a Host header names this very machine.
func local(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}

func (h *handler) known(r *http.Request) bool { return h.Known != nil && h.Known(r) }

// trusted lets only callers through who may tell the daemon what to do.
func (h *handler) trusted(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.known(r) {
			next(w, r)
			return
		}
		if h.Token == "" {
			http.Error(w, "nobody may do this: set web.token_file, or passwords in web.config_file", http.StatusForbidden)
			return
		}
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || subtle.ConstantTimeCompare([]byte(token), []byte(h.Token)) != 1 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="rasoat"`)
			http.Error(w, "bear the token of web.token_file: Authorization: Bearer TOKEN", http.StatusUnauthorized)
			return
		}
		next(w, r)
	})
}

// static serves the style sheet and the pictures.
func (h *handler) static(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=300")
	h.pages.static.ServeHTTP(w, r)
}
