package config

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each text stands behind the host in the section on the mail server.
func TestSMTP(t *testing.T) {
	dir := folder(t)
	tests := []struct {
		text   string
		change func(*SMTP)
	}{
		{"", func(*SMTP) {}},
		{"port: 2525, timeout: 5, per_minute: 0", func(s *SMTP) { s.Port, s.Timeout, s.PerMinute = 2525, 5, 0 }},
		{"port: 465, tls: implicit", func(s *SMTP) { s.Port, s.TLS = 465, TLSImplicit }},
		{"tls: none", func(s *SMTP) { s.TLS = TLSNone }},
		{"auth: none", func(s *SMTP) { s.Auth = AuthNone }},
		{"server_name: Relay.example.com, hello: rasoat", func(s *SMTP) { s.ServerName, s.Hello = "relay.example.com", "rasoat" }},
		{"hello: 192.0.2.1", func(s *SMTP) { s.Hello = "[192.0.2.1]" }},
		{`hello: "[2001:db8::1]"`, func(s *SMTP) { s.Hello = "[IPv6:2001:db8::1]" }},
		{"username: a, password: 0012", func(s *SMTP) { s.Username, s.Password = "a", "0012" }},
		{"username: a, password: true", func(s *SMTP) { s.Username, s.Password = "a", "true" }},
		// Blanks and the coding of diacritics count in a password.
		{`username: a, password: "  a\u0301  b "`, func(s *SMTP) { s.Username, s.Password = "a", "  a\u0301  b " }},
		{`username: a, password: "b\n"`, func(s *SMTP) { s.Username, s.Password = "a", "b" }},
		{"auth: plain, username: a, password_file: p.txt", func(s *SMTP) {
			s.Auth, s.Username, s.PasswordFile = AuthPlain, "a", filepath.Join(dir, "p.txt")
		}},
		{"auth: login, username: a, password: b", func(s *SMTP) { s.Auth, s.Username, s.Password = AuthLogin, "a", "b" }},
		{"auth: scram-sha-256, username: a, password: b", func(s *SMTP) { s.Auth, s.Username, s.Password = AuthSCRAM256, "a", "b" }},
		{"auth: xoauth2, username: a, token_file: t", func(s *SMTP) { s.Auth, s.Username, s.TokenFile = AuthXOAUTH2, "a", filepath.Join(dir, "t") }},
		{`auth: xoauth2, username: a, token_command: [get-token, " --for  a ", bin/x]`, func(s *SMTP) {
			s.Auth, s.Username, s.TokenCommand = AuthXOAUTH2, "a", []string{"get-token", " --for  a ", "bin/x"}
		}},
		{"auth: xoauth2, username: a, token_command: bin/get-token", func(s *SMTP) {
			s.Auth, s.Username, s.TokenCommand = AuthXOAUTH2, "a", []string{filepath.Join(dir, "bin", "get-token")}
		}},
		{"auth: xoauth2, username: a, token_command: [bin/get token]", func(s *SMTP) {
			s.Auth, s.Username, s.TokenCommand = AuthXOAUTH2, "a", []string{filepath.Join(dir, "bin", "get token")}
		}},
		{"auth: xoauth2, username: a, oauth: {token_url: https://login.example.com/t, client_id: b, client_secret: c, scopes: [d, https://e.example.com/.default]}", func(s *SMTP) {
			s.Auth, s.Username = AuthXOAUTH2, "a"
			s.OAuth = OAuth{"https://login.example.com/t", "b", "c", "", []string{"d", "https://e.example.com/.default"}}
		}},
		{"auth: xoauth2, username: a, oauth: {token_url: https://login.example.com/t, client_id: b, client_secret_file: c}", func(s *SMTP) {
			s.Auth, s.Username = AuthXOAUTH2, "a"
			s.OAuth = OAuth{TokenURL: "https://login.example.com/t", ClientID: "b", ClientSecretFile: filepath.Join(dir, "c")}
		}},
		{"tls: none, username: a, password: b, plain_without_tls: true", func(s *SMTP) {
			s.TLS, s.Username, s.Password, s.PlainWithoutTLS = TLSNone, "a", "b", true
		}},
	}
	for _, test := range tests {
		want := defaultMail().SMTP
		want.Host = "mail.example.com"
		test.change(&want)
		got := parse(t, least+"mail: {smtp: {host: mail.example.com, "+test.text+"}}\n").Mail.SMTP
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.text, diff)
		}
	}
}

// On this very machine nobody listens on the way.
func TestPasswordWithoutTLSOnThisMachine(t *testing.T) {
	for _, host := range []string{"localhost", "LOCALHOST", "127.0.0.1", `"::1"`} {
		parse(t, least+"mail: {smtp: {host: "+host+", tls: none, username: a, password: b}}\n")
	}
}

func TestHosts(t *testing.T) {
	for text, want := range map[string]string{ // want "" for a text that is refused
		"mail.example.com": "mail.example.com", "Mail": "mail", "mail_relay": "mail_relay", "192.0.2.1": "192.0.2.1", "2001:DB8::1": "2001:db8::1",
		"mail.example.com:25": "", "[::1]": "", "mail.example.com.": "", "-mail": "", "a..b": "", "https://mail.example.com": "", "máy-chủ": "", "a b": "",
		strings.Repeat("a", 253): strings.Repeat("a", 253), strings.Repeat("a", 254): "",
	} {
		got, e := parseHost(text)
		if got != want || (e == nil) != (want != "") {
			t.Errorf("%q is %q, %v; want %q", text, got, e, want)
		}
	}
	for text, nearest := range map[string]string{"mail.example.com:25": "mail.example.com", "[::1]:25": "::1", "smtps://mail.example.com/": "mail.example.com"} {
		if _, e := parseHost(text); e == nil || e.Nearest != nearest {
			t.Errorf("%q: %v, want %q to be proposed", text, e, nearest)
		}
	}
}

// The environment alone can describe the mail server.
func TestSMTPFromTheEnvironment(t *testing.T) {
	got := parse(t, least+"mail: {from: {address: a@example.com}, agency: A, domains: example.com}\n",
		"RASOAT_MODE=remind",
		"RASOAT_MAIL_SMTP_HOST=mail.example.com",
		"RASOAT_MAIL_SMTP_TLS=implicit",
		"RASOAT_MAIL_SMTP_USERNAME=rasoat",
		"RASOAT_MAIL_SMTP_PASSWORD= hunter2 ",
	).Mail.SMTP
	want := defaultMail().SMTP
	want.Host, want.TLS, want.Username, want.Password = "mail.example.com", TLSImplicit, "rasoat", " hunter2 "
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got = parse(t, least+"mail: {smtp: {host: mail.example.com, username: a, password: old}}\n", "RASOAT_MAIL_SMTP_PASSWORD=new").Mail.SMTP
	if got.Password.Reveal() != "new" {
		t.Error("the environment does not override the password")
	}
}
