package main

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	netmail "net/mail"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"rasoat/sync/lang"
	"rasoat/sync/mail"
)

type mailCmd struct {
	Test mailTestCmd `cmd:"" help:"Send a small test letter at once and print what comes of it. The state is not touched."`
}

type mailTestCmd struct {
	Address string `arg:"" help:"Where to: an address in one of mail.domains."`
	configFlag
	nowFlag
}

// Run sends the letter over the configured transport, whatever the mode, the
// hours and a pause say: it was asked for.
func (cmd mailTestCmd) Run(s *session) (err error) {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	now, err := cmd.clock(c.Timezone, time.Time{})
	if err != nil {
		return err
	}
	if err := mayMail(c, cmd.Address); err != nil {
		return err
	}
	transport, err := transportOf(c.Config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, transport.Close()) }()
	t := &testLetter{configuration: c, p: s.catalogue.Printer(lang.Language(c.Language)), now: now(), meant: cmd.Address}
	envelope, err := t.envelope()
	if err != nil {
		return err
	}

	out := newTerminal(s)
	tell := func(key string, args map[string]any) { out.line("%s", out.p.Text("mailtest/"+key, args)) }
	tell("letter", map[string]any{"from": c.Mail.From.Address, "to": envelope.To, "sender": envelope.From})
	if envelope.To != cmd.Address {
		tell("redirected", map[string]any{"meant": cmd.Address, "to": envelope.To})
	}
	if c.Mail.SMTP.Host == "" {
		tell("folder", map[string]any{"folder": shortPath(c.Mail.Outbox)})
	} else {
		tell("server", serverArgs(c))
	}
	receipt, err := transport.Send(s.ctx, envelope, func() error {
		if c.Mail.SMTP.Host != "" {
			tell("content", nil)
		}
		return out.err
	})
	if err != nil {
		return &advisedError{fmt.Errorf("send the test letter: %w", err), mailHint(err)}
	}
	if c.Mail.SMTP.Host == "" {
		tell("written", map[string]any{"file": shortPath(receipt)})
	} else {
		tell("accepted", map[string]any{"receipt": receipt, "to": envelope.To})
	}
	return out.err
}

// mayMail refuses an address that mail may not go to, and a configuration that
// says too little to send any.
func mayMail(c *configuration, address string) error {
	if c.Mail.From.Address == "" || c.Mail.SMTP.Host == "" && c.Mail.Outbox == "" {
		return &advisedError{
			fmt.Errorf("%w: send a test letter: %s says nothing of how to send mail", errConfig, shortPath(c.path)),
			"set mail.from, mail.domains, and mail.smtp or mail.outbox",
		}
	}
	a, err := netmail.ParseAddress(address)
	if err != nil || a.Address != address {
		return &usageError{fmt.Errorf("send a test letter: %q is no address such as name@example.com", address)}
	}
	domain := strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
	if !slices.Contains(c.Mail.Domains, domain) {
		return &usageError{&advisedError{
			fmt.Errorf("send a test letter: %q is in none of mail.domains: %s", address, cmp.Or(strings.Join(c.Mail.Domains, ", "), "there are none")),
			"add its domain to mail.domains, or name another address",
		}}
	}
	return nil
}

func serverArgs(c *configuration) map[string]any {
	m := c.Mail.SMTP
	return map[string]any{"host": m.Host, "port": fmt.Sprint(portOf(m)), "tls": string(m.TLS), "auth": string(m.Auth), "user": m.Username}
}

// testLetter is the letter that mail test sends.
type testLetter struct {
	*configuration
	p     *lang.Printer // in the language of mail
	now   time.Time
	meant string // whom the operator named
}

// envelope writes the letter.
func (t *testLetter) envelope() (mail.Envelope, error) {
	m := t.Mail
	id := strings.ToLower(rand.Text())
	e := mail.Envelope{
		Name: t.now.Format(time.DateOnly) + "-test-" + id[:8], From: cmp.Or(m.BounceTo, m.From.Address), To: cmp.Or(m.RedirectTo, t.meant),
	}
	meant := ""
	if e.To != t.meant {
		meant = t.meant
	}
	text := t.p.Text("mailtest/text", map[string]any{
		"moment": t.p.Moment(t.now), "zone": t.now.Location().String(), "meant": meant, "agency": cmp.Or(m.Agency, m.From.Name, m.From.Address),
		"contact": contactLine(m.Contact.Name, m.Contact.Office, m.Contact.Phone),
	})
	var err error
	e.Raw, err = plain{
		from: netmail.Address{Name: lang.Clean(m.From.Name), Address: m.From.Address}, to: e.To, replyTo: cmp.Or(m.ReplyTo, m.From.Address),
		subject: t.p.Text("mailtest/subject", nil), date: t.now, id: id + m.From.Address[strings.LastIndexByte(m.From.Address, '@'):],
		text: text + "\n", language: t.p.Language(),
	}.write()
	return e, err
}

func contactLine(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// plain is a letter of text alone.
type plain struct {
	from        netmail.Address
	to, replyTo string
	subject     string
	date        time.Time
	id          string // of the message, without angle brackets
	text        string
	language    lang.Language
}

// write returns the letter by RFC 5322, lines ended by CR LF.
func (l plain) write() ([]byte, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingB64))
	msg.FromMailAddress(&l.from)
	msg.ToMailAddress(&netmail.Address{Address: l.to})
	msg.ReplyToMailAddress(&netmail.Address{Address: l.replyTo})
	msg.Subject(l.subject)
	msg.SetDateWithValue(l.date)
	msg.SetMessageIDWithValue(l.id)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", string(l.language))
	msg.SetBodyString(gomail.TypeTextPlain, l.text, gomail.WithPartEncoding(gomail.EncodingQP))
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write the test letter: %w", err)
	}
	return b.Bytes(), nil
}

// mailHint says what the operator can do about an error of a transport, or "".
func mailHint(err error) string {
	e, ok := errors.AsType[*mail.Error](err)
	if !ok {
		return ""
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "name the certificate of your authority in network.ca_file; where the certificate is for another name, set mail.smtp.server_name"
	}
	switch {
	case e.Kind == mail.Doubtful:
		return "look into the mailbox before you send another: the letter may be there"
	case e.Code == 421 || e.Kind == mail.Temporary:
		return "the server asks to come back later; run this again in some minutes"
	}
	switch e.Stage {
	case "connect":
		return "check mail.smtp.host and mail.smtp.port, and that this machine may connect there"
	case "greeting", "EHLO":
		return "check mail.smtp.port and mail.smtp.tls: usual are 587 with starttls, 465 with implicit, 25 with none"
	case "STARTTLS":
		return "where the server encrypts from the first byte, set mail.smtp.tls: implicit; where it does not encrypt at all, none"
	case "AUTH":
		return "check mail.smtp.username, its password or token, and mail.smtp.auth"
	case "MAIL FROM":
		return "mail.from, or mail.bounce_to where it is set, has to be an address that the server lets this machine or account send from"
	case "RCPT TO":
		return "check the address, and that the server lets this machine or account send there"
	}
	return ""
}
