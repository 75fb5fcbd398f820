package config

import (
	"fmt"
	"os"
	"strings"
)

// smtp checks the section on the mail server.
func (r *reader) smtp(s *SMTP) {
	const at = "mail.smtp."
	missing := mistake("is missing: write the name of the mail server")
	switch host := at + "host"; {
	case r.has(host) || r.bad["mail.smtp"]:
	case r.has("mail.smtp"):
		r.fail(host, missing)
	default: // a variable alone sets something
		r.failAt(r.places[r.firstIn("mail.smtp")], host, missing)
		return
	}
	if s.Port == 465 && s.TLS == TLSStart && !r.bad[at+"tls"] {
		r.fail(at+"port", mistake("465 is the port that is encrypted from the first byte, and tls is starttls: write tls: implicit, or port 587"))
	}
	r.tokenCommand(s)
	r.oauth()
	way := r.beside("keep one way to tell the secret", at+"password", at+"password_file", at+"token_file", at+"token_command", at+"oauth")
	r.login(s, way)
	if s.TLS == TLSNone && way != "" && !s.PlainWithoutTLS && s.Host != "" && !thisMachine(s.Host) && !r.bad[at+"plain_without_tls"] {
		r.fail(at+"tls", mistake("is none, and %s would go unencrypted to another machine, where everybody on the way can read it: write starttls or implicit, or plain_without_tls: true beside it",
			r.named(way)))
	}
}

// named names a key of the mail server and its place within a sentence.
func (r *reader) named(path string) string {
	return fmt.Sprintf("%s (%s)", strings.TrimPrefix(path, "mail.smtp."), r.line(path))
}

// login checks that the way to log in has the name and the kind of secret that
// it needs. The way is the path of what tells the secret, "" for none.
func (r *reader) login(s *SMTP, way string) {
	const at = "mail.smtp."
	auth, username, token := at+"auth", at+"username", way != "" && !strings.HasPrefix(way, at+"password")
	switch {
	case r.bad[auth]:
		return
	case s.Auth == AuthNone && way != "":
		r.fail(auth, mistake("is none, and %s is of no use then: leave out one of the two", r.named(way)))
		return
	case s.Auth == AuthNone && r.has(username):
		r.fail(auth, mistake("is none, and %s is of no use then: leave out one of the two", r.named(username)))
		return
	case s.Auth == AuthNone:
		return
	case s.Auth == AuthXOAUTH2 && way != "" && !token:
		r.fail(way, mistake("holds a password, but auth is xoauth2 (%s), which takes a token: write token_file, token_command or oauth", r.line(auth)))
	case s.Auth != AuthXOAUTH2 && token:
		place := find(r.places, r.either(auth, r.either(way, r.firstIn(way))))
		r.failAt(place, auth, mistake("is %s, but %s stands for a token: write xoauth2, or take a password", s.Auth, r.named(way)))
	}
	named := s.Auth != AuthAuto
	switch {
	case r.has(username):
		named = true
	case way != "":
		r.fail(username, mistake("is missing beside %s: write the name to log in with", r.named(way)))
	case named:
		r.fail(username, mistake("is missing beside %s: write the name to log in with", r.named(auth)))
	}
	switch {
	case way != "" || !named:
	case s.Auth == AuthXOAUTH2:
		r.fail(at+"token_command", mistake("is missing beside %s: write token_file, token_command or oauth", r.named(auth)))
	default:
		r.fail(at+"password", mistake("is missing beside %s: name its file in password_file, set %sMAIL_SMTP_PASSWORD, or write it here", r.named(r.either(username, auth)), prefix))
	}
}

// tokenCommand checks the program that prints a token, and makes its path
// absolute.
func (r *reader) tokenCommand(s *SMTP) {
	const at = "mail.smtp.token_command"
	switch argv := s.TokenCommand; {
	case !r.has(at) || r.bad[at] || r.bad[at+"[0]"]:
	case len(argv) == 0:
		r.fail(at, mistake("is empty: write the program and its arguments, or leave it out"))
	case len(argv) == 1 && r.places[at] == r.places[at+"[0]"] && strings.ContainsAny(argv[0], " \t"):
		r.fail(at, mistake("is one text: write the program and each argument apart, as in [mail-token, --account, name]"))
	case strings.ContainsAny(argv[0], "/"+string(os.PathSeparator)):
		argv[0] = resolve(r.folder, argv[0])
	}
}

// oauth checks that a service for tokens has all that it needs.
func (r *reader) oauth() {
	const at = "mail.smtp.oauth"
	if !r.hasIn(at) || r.bad[at] {
		return
	}
	r.need(at+".token_url", "write the address of the service that gives out tokens")
	r.need(at+".client_id", "write the name under which the service knows rasoat")
	secret, file := at+".client_secret", at+".client_secret_file"
	if r.beside("keep one way to tell the secret", secret, file) == "" {
		r.need(secret, "name its file in client_secret_file, set "+prefix+"MAIL_SMTP_OAUTH_CLIENT_SECRET, or write it here")
	}
}
