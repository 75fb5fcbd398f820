package config

import (
	"net"
	"net/url"
	"regexp"
	"strings"
)

const sheetsHost = "docs.google.com"

var (
	// Google promises letters, digits, hyphens and underscores and no length;
	// the ids of spreadsheets have 44 of them.
	spreadsheetID = regexp.MustCompile(`^[A-Za-z0-9_-]{20,120}$`)
	// The address of a spreadsheet, also for the second of several accounts
	// ("/u/1") or in an organization's domain ("/a/example.com").
	spreadsheetPath = regexp.MustCompile(`^(?:/a/[^/]+)?/spreadsheets(?:/u/\d+)?/d/([^/]+)(?:/.*)?$`)
)

// parseSpreadsheet reads the id of a Google spreadsheet, or takes it out of
// the address under which a browser shows the spreadsheet.
func parseSpreadsheet(text string) (string, *Error) {
	const expect = "write its id, or its address as the browser shows it: https://" + sheetsHost + "/spreadsheets/d/ID/edit"
	if spreadsheetID.MatchString(text) {
		return text, nil
	}
	address := text
	if strings.HasPrefix(text, sheetsHost+"/") {
		address = "https://" + text
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return "", mistake("%s is no spreadsheet: %s", quote(text), expect)
	}
	if !strings.EqualFold(u.Hostname(), sheetsHost) {
		return "", mistake("%s is not the address of a Google spreadsheet: %s", quote(text), expect)
	}
	p := spreadsheetPath.FindStringSubmatch(u.Path)
	switch {
	case p == nil:
		return "", mistake("%s is not the address of a Google spreadsheet: %s", quote(text), expect)
	case p[1] == "e":
		return "", mistake("%s is the address of a published copy, which cannot be written: open the spreadsheet itself, and %s", quote(text), expect)
	case !spreadsheetID.MatchString(p[1]):
		return "", mistake("%s holds no id of a spreadsheet, which has 44 letters and digits as a rule: %s", quote(text), expect)
	}
	return p[1], nil
}

// parseURL reads the address of a service. Plain http is for this very machine.
func parseURL(text string) (string, *Error) {
	u, err := url.Parse(text)
	shown, _, _ := strings.Cut(text, "?") // what follows can be a secret
	switch {
	case strings.Contains(text, "@"): // and this a password
		return "", mistake("holds a name or password before @: write the address without, and an @ in its path as %%40")
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return "", mistake("%s is not an http or https address, such as http://127.0.0.1:8080", quote(shown))
	case u.Scheme == "http" && !thisMachine(u.Hostname()):
		return "", mistake("%s is plain http to another machine, which shows everybody on the way how to act for us: write https", quote(shown))
	case strings.ContainsAny(text, "?#"):
		return "", mistake("%s goes on behind the path: leave out what begins with ? or #", quote(shown))
	}
	return u.String(), nil
}

func thisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

var hostName = regexp.MustCompile(`^(?:[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$`)

// parseHost reads the name of a machine or its IP address, in small letters.
func parseHost(text string) (string, *Error) {
	if strings.Contains(text, "@") { // a password is not repeated
		return "", mistake("holds a name or password before @: write the name of the machine alone")
	}
	host := strings.ToLower(text)
	if net.ParseIP(host) != nil || hostName.MatchString(host) && len(host) < 254 {
		return host, nil
	}
	e := mistake("%s is not the name of a machine such as mail.example.com, nor an IP address", quote(text))
	if _, behind, ok := strings.Cut(host, "://"); ok {
		host = behind
	}
	if u, err := url.Parse("//" + host); err == nil && (net.ParseIP(u.Hostname()) != nil || hostName.MatchString(u.Hostname())) {
		e.add("; a port stands in a key of its own")
		e.Nearest = u.Hostname()
	}
	return "", e
}

// parseHello reads the name under which a mail server is greeted. An IP
// address is put into the form of RFC 5321, 4.1.3.
func parseHello(text string) (string, *Error) {
	host, e := parseHost(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if ip := net.ParseIP(host); ip != nil {
		if ip.To4() == nil {
			host = "IPv6:" + host
		}
		return "[" + host + "]", nil
	}
	return host, e
}

// scope is a token of RFC 6749, 3.3.
var scope = regexp.MustCompile(`^[!#-\[\]-~]+$`)

func parseScope(text string) (string, *Error) {
	if !scope.MatchString(text) {
		return "", mistake("%s is no scope, which has no blanks: write several as a list", quote(text))
	}
	return text, nil
}
