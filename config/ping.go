package config

import (
	"net/url"
	"strings"
)

// Ping says whom the daemon tells that it is alive: a service that raises the
// alarm when it hears nothing for a while.
type Ping struct {
	// URL is the service's address for this daemon: https, or http of this very
	// machine; "" for none. Whoever knows it can keep the alarm from being
	// raised.
	URL          Secret `yaml:"url" as:"ping"`
	Every        int    `yaml:"every" as:"interval"` // minutes; default 5
	AllowPrivate bool   `yaml:"allow_private"`       // the address may be one of this machine or of a network of ours; default false
}

// Host returns the name of the service's machine, which may be shown, with the
// port where there is one.
func (p Ping) Host() string {
	u, err := url.Parse(p.URL.Reveal())
	if err != nil {
		return ""
	}
	return u.Host
}

// parsePing reads an address that is not repeated.
func parsePing(text string) (string, *Error) {
	u, err := url.Parse(text)
	switch {
	case strings.Contains(text, "@"):
		return "", mistake("holds a name or password before @: write the address without, and an @ in its path as %%40")
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return "", mistake("is not an https address: copy the one that the service shows, such as https://ping.example.com/5f2c")
	case u.Scheme == "http" && !thisMachine(u.Hostname()):
		return "", mistake("is plain http to another machine, which shows everybody on the way how to keep the alarm from being raised: write https")
	case u.Fragment != "":
		return "", mistake("goes on behind a #: leave that out")
	}
	return u.String(), nil
}

// ping checks that the address may be reached as far as it shows by itself.
func (r *reader) ping(p Ping) {
	u, err := url.Parse(p.URL.Reveal())
	if err == nil && thisMachine(u.Hostname()) && !p.AllowPrivate && !r.bad["ping.allow_private"] {
		r.fail("ping.url", mistake("is an address of this very machine, which stops together with rasoat: write that of a service elsewhere, or allow_private: true beside it"))
	}
}
