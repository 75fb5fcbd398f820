package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rasoat/sync/lang"
	"rasoat/sync/mail"
	"rasoat/sync/mail/smtptest"
)

// tryMail runs mail test with a configuration of mail.
func tryMail(t *testing.T, address, mail string, args ...string) (code int, out, errs string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "rasoat.yaml")
	text := leastConfig + `mail:
  from: {name: Văn phòng Ủy ban, address: vp@example.com}
  agency: Văn phòng UBND tỉnh
  contact: {name: Nguyễn Văn A, phone: "0000 000 000"}
  domains: [example.com]
` + mail
	check(t, os.WriteFile(file, []byte(text), 0o600))
	return runHere(t, append([]string{"mail", "test", address, "-c", file, "--now", "2021-01-15T08:00:00+07:00"}, args...)...)
}

func smtpKeys(s *smtptest.Server, more string) string {
	o := s.Options()
	return fmt.Sprintf("  smtp: {host: %q, port: %d, timeout: 5, %s}\n", o.Host, o.Port, more)
}

// unnumbered matches the Message-ID, which differs each time.
var unnumbered = regexp.MustCompile(`Message-Id: .*`)

// The letter goes where mail.redirect_to says, and says so.
func TestMailTest(t *testing.T) {
	catalogue, err := lang.Load()
	check(t, err)
	for _, tt := range []struct{ golden, language string }{{"mailtest.golden", "en"}, {"mailtest.vi.golden", "vi"}} {
		s := smtptest.New(t, smtptest.WithTLS(mail.NoTLS))
		code, out, errs := tryMail(t, "stc@example.com", smtpKeys(s, "tls: none")+"  redirect_to: thu@example.com\n  bounce_to: loi@example.com\nlanguage: "+tt.language+"\n", "--lang", tt.language)
		if code != exitOK {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		got := s.Accepted()
		if len(got) != 1 || got[0].From != "loi@example.com" || got[0].To != "thu@example.com" {
			t.Fatalf("the server has %+v", got)
		}
		var b strings.Builder
		b.WriteString(strings.ReplaceAll(out, fmt.Sprint(s.Options().Port), "PORT") + "\n")
		reader := &terminal{w: &b, p: catalogue.Printer(lang.English)}
		check(t, reader.letter(got[0].Data))
		golden(t, tt.golden, unnumbered.ReplaceAllString(b.String(), "Message-Id: ID"))
	}
}

func TestMailTestTellsWhatFailed(t *testing.T) {
	none := smtptest.WithTLS(mail.NoTLS)
	password := fmt.Sprintf("tls: none, username: %s, password: %q", smtptest.Username, "wrong-secret")
	for _, tt := range []struct {
		name   string
		server []smtptest.Option
		keys   string
		fault  smtptest.Fault
		want   string
		hint   string
	}{
		{"connect", []smtptest.Option{none}, "tls: none", smtptest.Fault{At: smtptest.AtGreeting}, "greeting: ", "587 with starttls"},
		{"certificate", nil, "tls: starttls", smtptest.Fault{}, "STARTTLS: ", "network.ca_file"},
		{"no STARTTLS", []smtptest.Option{none}, "tls: starttls", smtptest.Fault{}, "STARTTLS: ", "mail.smtp.tls: implicit"},
		{"login", []smtptest.Option{none, smtptest.WithAuth(mail.AuthPlain)}, password, smtptest.Fault{}, "AUTH: the mail server answered 535 ", "mail.smtp.username"},
		{"sender", []smtptest.Option{none}, "tls: none", smtptest.Fault{At: smtptest.AtMail, Do: smtptest.Reply(550, "5.7.1 not you")}, "MAIL FROM: the mail server answered 550 5.7.1 not you", "mail.from"},
		{"recipient", []smtptest.Option{none}, "tls: none", smtptest.Fault{At: smtptest.AtRcpt, Do: smtptest.Reply(550, "5.1.1 no such user")}, "RCPT TO: the mail server answered 550 5.1.1 no such user", "check the address"},
		{"later", []smtptest.Option{none}, "tls: none", smtptest.Fault{At: smtptest.AtRcpt, Do: smtptest.Reply(451, "4.7.1 greylisted")}, "451 4.7.1 greylisted", "run this again in some minutes"},
		{"doubt", []smtptest.Option{none}, "tls: none", smtptest.Fault{At: smtptest.AtEnd, Do: smtptest.CutAfter()}, "may have been accepted", "the letter may be there"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := smtptest.New(t, tt.server...)
			s.Fault(tt.fault)
			code, out, errs := tryMail(t, "stc@example.com", smtpKeys(s, tt.keys))
			if code != exitFailed || !strings.Contains(errs, "rasoat: send the test letter: ") || !strings.Contains(errs, tt.want) {
				t.Errorf("exit code %d, %s; want %q", code, errs, tt.want)
			}
			if _, hint, _ := strings.Cut(errs, "\n  hint: "); !strings.Contains(hint, tt.hint) {
				t.Errorf("the hint is %q, want %q", hint, tt.hint)
			}
			if strings.Contains(out+errs, "wrong-secret") {
				t.Errorf("the password is told: %s %s", out, errs)
			}
			if strings.Contains(out, "accepted: ") {
				t.Errorf("it claims to be accepted: %s", out)
			}
		})
	}
}
