package digest

import (
	"bytes"
	"cmp"
	"fmt"
	netmail "net/mail"

	"github.com/wneessen/go-mail"

	"rasoat/sync/lang"
)

// encode writes the mail by RFC 5322 and MIME: headers in a fixed order, the
// boundary and the Message-ID from the key, the date from the options.
func encode(m Message, o Options) ([]byte, error) {
	msg := mail.NewMsg(
		mail.WithNoDefaultUserAgent(),
		mail.WithCharset(mail.CharsetUTF8),
		mail.WithEncoding(mail.EncodingB64), // of the headers
		mail.WithBoundary("=_"+hash("boundary " + m.Key)[:32]),
	)
	msg.FromMailAddress(&netmail.Address{Name: headerText(o.From.Name), Address: o.From.Address})
	var to []*netmail.Address
	for _, a := range m.To {
		to = append(to, &netmail.Address{Address: a})
	}
	msg.ToMailAddress(to...)
	msg.ReplyToMailAddress(&netmail.Address{Address: cmp.Or(o.ReplyTo, o.From.Address)})
	msg.Subject(m.Subject)
	msg.SetDateWithValue(o.Now)
	msg.SetMessageIDWithValue(m.ID)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	// Exchange shall answer with neither an absence nor a form letter; bounces
	// are wanted.
	msg.SetGenHeader("X-Auto-Response-Suppress", "OOF, AutoReply")
	msg.SetGenHeader("Content-Language", string(o.Printer.Language()))
	qp := mail.WithPartEncoding(mail.EncodingQP)
	msg.SetBodyString(mail.TypeTextPlain, m.Text, qp)
	msg.AddAlternativeString(mail.TypeTextHTML, m.HTML, qp)
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write the mail: %w", err)
	}
	return b.Bytes(), nil
}

// headerText makes a text fit for a header: on one line, of bounded length.
func headerText(s string) string { return lang.Cut(lang.Clean(s), 120) }
