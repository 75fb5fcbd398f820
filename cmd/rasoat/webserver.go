package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	toolkit "github.com/prometheus/exporter-toolkit/web"
	"github.com/rs/zerolog"
	"go.yaml.in/yaml/v3"

	"rasoat/config"
	"rasoat/sync/lang"
	"rasoat/sync/mail"
	"rasoat/sync/web"
)

// webServer serves the status page, and the probes at an address of their own,
// for as long as the process lives; what it serves changes with the
// configuration.
type webServer struct {
	config  config.Web
	log     zerolog.Logger
	page    net.Listener // nil for none
	probes  net.Listener // nil for none
	handler atomic.Pointer[http.Handler]
	prober  http.Handler
}

// listen takes the addresses, so that whoever has one already is known before
// anything else begins.
func listen(c *configuration, log zerolog.Logger, source web.Source) (*webServer, error) {
	s := &webServer{config: c.Web, log: log, prober: web.Probes(source)}
	var failed []error
	take := func(key, address string) net.Listener {
		if address == "" {
			return nil
		}
		l, err := net.Listen("tcp", address)
		if err != nil {
			failed = append(failed, &advisedError{c.Mistake(key, 0, fmt.Sprintf("cannot listen there: %v", err)),
				"set another address or port under " + key + ", or off, or stop the program that has it"})
			return nil
		}
		return l
	}
	s.page, s.probes = take("web.listen", s.config.Listen), take("web.probes", s.config.Probes)
	if len(failed) > 0 {
		s.close()
		return nil, errors.Join(failed...)
	}
	if s.page != nil {
		log.Info().Str("address", s.page.Addr().String()).Bool("passwords", s.config.ConfigFile != "").Msg("status page served")
	}
	if s.probes != nil {
		log.Info().Str("address", s.probes.Addr().String()).Msg("probes served")
	}
	return s, nil
}

func (s *webServer) close() {
	for _, l := range []net.Listener{s.page, s.probes} {
		if l != nil {
			_ = l.Close()
		}
	}
}

// still returns why a new configuration cannot be taken over while the process
// lives: what it listens on has to stay.
func (s *webServer) still(c *configuration) error {
	var mistakes config.Errors
	for _, k := range []struct{ key, was, is string }{
		{"web.listen", s.config.Listen, c.Web.Listen}, {"web.probes", s.config.Probes, c.Web.Probes}, {"web.config_file", s.config.ConfigFile, c.Web.ConfigFile},
	} {
		if k.was != k.is {
			mistakes = append(mistakes, c.Mistake(k.key, 0, fmt.Sprintf("cannot change while rasoat runs: leave it at %q, or start rasoat again", k.was)))
		}
	}
	if len(mistakes) == 0 {
		return nil
	}
	return mistakes
}

// show has a handler answer from now on.
func (s *webServer) show(h http.Handler) { s.handler.Store(&h) }

// ServeHTTP lets the handler of the configuration in force answer.
func (s *webServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := s.handler.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	http.Error(w, "rasoat is starting", http.StatusServiceUnavailable)
}

// Limits of a request, against callers that hold connections.
const (
	headerTime = 10 * time.Second
	writeTime  = 30 * time.Second
	idleTime   = 2 * time.Minute
	closeTime  = 3 * time.Second // what a request in hand gets when the program stops
)

// serve answers until ctx is done.
func (s *webServer) serve(ctx context.Context) {
	var all sync.WaitGroup
	defer all.Wait()
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil)) // what matters is said here, as the rest of the log is
	start := func(l net.Listener, handler http.Handler, configFile string) {
		server := &http.Server{
			Handler: handler, ReadHeaderTimeout: headerTime, ReadTimeout: writeTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
			MaxHeaderBytes: 1 << 16, ErrorLog: slog.NewLogLogger(slog.NewTextHandler(&lineLog{s.log}, nil), slog.LevelWarn),
			BaseContext: func(net.Listener) context.Context { return ctx },
		}
		all.Go(func() {
			err := toolkit.Serve(l, server, &toolkit.FlagConfig{WebConfigFile: &configFile}, quiet)
			if err != nil && !errors.Is(err, http.ErrServerClosed) {
				s.log.Error().Err(err).Str("address", l.Addr().String()).Str("hint", "restart rasoat; its other work goes on").Msg("the status page is not served any more")
			}
		})
		all.Go(func() {
			<-ctx.Done()
			limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
			defer cancel()
			if server.Shutdown(limited) != nil {
				_ = server.Close()
			}
		})
	}
	if s.page != nil {
		start(s.page, s, s.config.ConfigFile)
	}
	if s.probes != nil {
		start(s.probes, s.prober, "")
	}
}

// lineLog has the program's log tell what the server says of a connection.
type lineLog struct{ zerolog.Logger }

func (l *lineLog) Write(p []byte) (int, error) {
	l.Debug().Str("what", string(p)).Msg("a web connection failed")
	return len(p), nil
}

// page returns the handler of the status page by a crew's configuration.
func page(s *session, c *crew, source *board, control web.Control) (http.Handler, error) {
	if err := c.config.guarded(); err != nil {
		return nil, err
	}
	w := c.config.Web
	o := web.Options{
		Catalogue: s.catalogue, Language: lang.Language(c.config.Language), Log: c.log, Metrics: source.metrics,
		Known: knows(w.ConfigFile), Loopback: config.Local(w.Listen), Open: config.Local(w.Listen) || w.AllowOpen,
	}
	if w.TokenFile != "" {
		var err error
		if o.Token, err = mail.FileSecret(w.TokenFile)(s.ctx); err != nil {
			return nil, config.Errors{c.config.Mistake("web.token_file", 0, err.Error())}
		}
	}
	return web.New(source, control, o)
}

// webConfig is what is to be known of the file that names certificates and
// passwords; all of it is exporter-toolkit's.
type webConfig struct {
	TLS struct {
		ClientAuth string `yaml:"client_auth_type"`
		Cert       string `yaml:"cert"`
		CertFile   string `yaml:"cert_file"`
	} `yaml:"tls_server_config"`
	Users map[string]string `yaml:"basic_auth_users"`
}

func readWebConfig(file string) (c webConfig, err error) {
	data, err := os.ReadFile(file)
	if err == nil {
		err = yaml.Unmarshal(data, &c)
	}
	return c, err
}

// asks reports whether everybody is asked who they are.
func (c webConfig) asks() bool {
	return len(c.Users) > 0 || c.TLS.ClientAuth == "RequireAndVerifyClientCert"
}

// knows returns what reports whether the server knows who sent a request. The
// file is read each time, as the server does: once it names no passwords any
// more, nobody is known by one.
func knows(file string) func(*http.Request) bool {
	if file == "" {
		return nil
	}
	return func(r *http.Request) bool {
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			return true
		}
		c, err := readWebConfig(file)
		if err != nil || len(c.Users) == 0 {
			return false
		}
		_, _, named := r.BasicAuth()
		return named // and was let through with it
	}
}

// guarded returns what is wrong with how the page is guarded, as
// [config.Errors].
func (c *configuration) guarded() error {
	w := c.Web
	var asks bool
	if w.ConfigFile != "" {
		if err := toolkit.Validate(w.ConfigFile); err != nil {
			return config.Errors{c.Mistake("web.config_file", 0, err.Error())}
		}
		read, err := readWebConfig(w.ConfigFile)
		if err != nil {
			return config.Errors{c.Mistake("web.config_file", 0, err.Error())}
		}
		asks = read.asks()
	}
	if w.Listen == "" || asks || w.AllowOpen || config.Local(w.Listen) {
		return nil
	}
	return config.Errors{c.Mistake("web.listen", 0, fmt.Sprintf("%q is reached from other machines, and nobody is asked for a password: name passwords in web.config_file (basic_auth_users), or listen on 127.0.0.1, or write web.allow_open: true", w.Listen))}
}
