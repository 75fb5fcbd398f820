package config

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

func TestSecretsAreNotPrinted(t *testing.T) {
	const secret = "hunter2"
	c := parse(t, least+"mail: {smtp: {host: mail.example.com, username: a, auth: xoauth2, oauth: {token_url: https://login.example.com, client_id: b, client_secret: "+secret+"}}}\n")
	c.Mail.SMTP.Password = secret
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10.3s"} {
		for _, v := range []any{Secret(secret), []Secret{secret}, c.Mail, &c.Mail, *c} {
			if got := fmt.Sprintf(verb, v); strings.Contains(got, secret) || strings.Contains(got, fmt.Sprintf("%x", secret)) {
				t.Errorf("%s prints the secret of a %T: %s", verb, v, got)
			}
		}
	}
	for name, marshal := range map[string]func(any) ([]byte, error){"JSON": json.Marshal, "YAML": yaml.Marshal} {
		got, err := marshal(c.Mail)
		if err != nil || strings.Contains(string(got), secret) || !strings.Contains(string(got), stars) {
			t.Errorf("%s shows the secret, or none: %s, %v", name, got, err)
		}
	}
	s := Secret(secret)
	if got := s.String() + fmt.Sprint(s) + fmt.Sprintf("%#v", s); got != stars+stars+stars {
		t.Errorf("a secret prints as %s", got)
	}
	if got := fmt.Sprintf("%v%s%q%#v", Secret(""), Secret(""), Secret(""), Secret("")); got != "" {
		t.Errorf("no secret prints as %s", got)
	}
	if s.Reveal() != secret {
		t.Error("a secret does not reveal itself")
	}
}

// However a password is written or where it stands, right or wrong, no error
// repeats a part of it.
func TestSecretsAreNeverTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const before, behind = "S3CR1", "K3Y99"
		odd := rapid.SliceOfN(rapid.SampledFrom(strings.Split(`, | : |: |,|:|'|"|\|\b|{|}|[|]|#| #|!|*|&|?|%|@|=|-| |`+"\t|\n|\x01|á", "|")), 0, 3)
		secret := strings.Join(odd.Draw(t, "before"), "") + before + strings.Join(odd.Draw(t, "between"), "") + behind + strings.Join(odd.Draw(t, "after"), "")
		lines := rapid.SampledFrom([]string{
			"mail: {smtp: {host: mail.example.com, username: a, password: %s}}",
			"mail: {smtp: {password: \"%s\", host: mail.example.com}}",
			"mail: {smtp: {password: '%s', host: mail.example.com}}",
			"mail: {smtp: {host: mail.example.com, oauth: {client_secret: %s, client_id: a}}}",
			"mail:\n  smtp:\n    host: mail.example.com\n    password: %s\n    username: a",
			"mail:\n  smtp:\n    password: |\n      %s\n    tls: none",
			"mail:\n  smtp:\n    oauth:\n      client_secret: %s\n      scopes: a b",
			"mail:\n  smtp:\n    password: [%s]",
			"mail:\n  smtp:\n    password: {a: %s}",
			"mail:\n  smtp:\n    oauth: %s",
			"mail:\n  smtp: %s",
			"mail: {smtp: {host: mail.example.com}, %s}",
			"mail:\n  password: %s",
			"mail:\n  smtp:\n    pasword: %s",
			"ping: {url: %s}",
			"ping:\n  url: https://ping.example.com/%s",
			"ping: %s",
			"ping:\n  url: [%s]",
			"ping:\n  url: http://%s",
			"mail:\n  smtp:\n    password: &p %s\n    username: *p",
		}).Draw(t, "lines")
		var environ []string
		if rapid.Bool().Draw(t, "in the environment") {
			name := rapid.SampledFrom([]string{"PASSWORD", "OAUTH_CLIENT_SECRET", "PASWORD", "SECRET"}).Draw(t, "variable")
			environ = []string{"RASOAT_MAIL_SMTP_" + name + "=" + secret}
		}
		_, err := Parse("rasoat.yaml", []byte(least+strings.Replace(lines, "%s", strings.ReplaceAll(secret, "\n", " "), 1)+"\n"), Options{Environ: environ})
		if err != nil && (strings.Contains(err.Error(), before) || strings.Contains(err.Error(), behind)) {
			t.Fatalf("a mistake tells the secret: %v", err)
		}
	})
}
