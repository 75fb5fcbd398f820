package config

import (
	"net"
	"strconv"
	"strings"
)

// Web says where the status page, metrics and probes are served.
type Web struct {
	// Listen is an address and port, "" for nothing served. Without a name in
	// front of the colon every address of the machine is meant, and port 0 is any
	// that is free. Default 127.0.0.1:9730.
	Listen string `yaml:"listen" as:"listen"`
	// Probes is a second address that serves /livez and /readyz alone, to anybody;
	// "" for none.
	Probes string `yaml:"probes" as:"listen"`
	// ConfigFile names certificates and passwords, in the form of Prometheus
	// exporters; "" for neither.
	ConfigFile string `yaml:"config_file" as:"path"`
	// TokenFile holds what a caller of /-/reload and /-/sync bears where there are
	// no passwords; "" for nobody may call them then.
	TokenFile string `yaml:"token_file" as:"path"`
	// AllowOpen lets Listen be reached from other machines by callers that nobody
	// asks who they are.
	AllowOpen bool `yaml:"allow_open"`
}

// Local reports whether an address to listen on is reached from this machine
// alone.
func Local(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	return err == nil && thisMachine(host)
}

// parseListen reads where to listen, "" for "off".
func parseListen(text string) (string, *Error) {
	if text == "off" {
		return "", nil
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		e := mistake("%s is not an address to listen on such as 127.0.0.1:9730, nor off", quote(text))
		switch n, err := strconv.Atoi(text); {
		case err == nil && n > 0 && n < 65536:
			e.Nearest = "127.0.0.1:" + text
		case strings.HasPrefix(text, "http://"), strings.HasPrefix(text, "https://"):
			e.Nearest = strings.TrimSuffix(text[strings.Index(text, "//")+2:], "/")
		}
		return "", e
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return "", mistake("%s: the port is a number up to 65535, 0 for any that is free", quote(text))
	}
	if host != "" {
		var e *Error
		if host, e = parseHost(host); e != nil {
			return "", e
		}
	}
	return net.JoinHostPort(host, port), nil
}

// web checks that the addresses do not stand in each other's way.
func (r *reader) web(w *Web) {
	if w.Probes == "" {
		return
	}
	if _, port, _ := net.SplitHostPort(w.Probes); w.Probes == w.Listen && port != "0" {
		r.fail("web.probes", mistake("%s is where the page is served too (web.listen): set another port", quote(w.Probes)))
	}
}
