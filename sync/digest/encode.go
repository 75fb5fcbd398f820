package digest

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"mime"
	netmail "net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wneessen/go-mail"

	"rasoat/sync/lang"
)

// encode writes the mail by RFC 5322 and MIME: headers in a fixed order, the
// date from the options, the boundary from the mail itself, so that no text in
// it can hold the boundary. The boundary is a token, since go-mail does not
// quote it.
//
// A root is the Message-ID of the mail that began the thread, "" for none.
func encode(m Message, root string, files []Attachment, o Options) ([]byte, error) {
	msg := mail.NewMsg(
		mail.WithNoDefaultUserAgent(),
		mail.WithCharset(mail.CharsetUTF8),
		mail.WithEncoding(mail.EncodingB64), // of the headers
		mail.WithBoundary("rasoat-"+hash(m.Key + m.Text + m.HTML)[:32]),
	)
	msg.FromMailAddress(&netmail.Address{Name: headerText(o.From.Name), Address: o.From.Address})
	var to []*netmail.Address
	for _, a := range m.To {
		to = append(to, &netmail.Address{Address: a})
	}
	msg.ToMailAddress(to...)
	msg.ReplyToMailAddress(&netmail.Address{Address: cmp.Or(o.ReplyTo, o.From.Address)})
	msg.Subject(encodedWords(m.Subject))
	msg.SetDateWithValue(o.Now)
	msg.SetMessageIDWithValue(m.ID)
	if root != "" {
		msg.SetGenHeader(mail.HeaderInReplyTo, "<"+root+">")
		msg.SetGenHeader(mail.HeaderReferences, "<"+root+">")
	}
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
	return withFiles(b.Bytes(), files, "rasoat-files-"+hash(m.Key + m.Text + m.HTML)[:32]), nil
}

// withFiles puts files behind what a mail says: both become parts of a
// multipart/mixed (RFC 2046, 5.1.3). The mail's last header is its content
// type.
func withFiles(raw []byte, files []Attachment, boundary string) []byte {
	if len(files) == 0 {
		return raw
	}
	head, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	at := bytes.LastIndex(head, []byte("\r\nContent-Type:"))
	var b bytes.Buffer
	b.Write(head[:at])
	fmt.Fprintf(&b, "\r\nContent-Type: multipart/mixed;\r\n boundary=%s\r\n\r\n--%s", boundary, boundary)
	b.Write(head[at:])
	b.WriteString("\r\n\r\n")
	b.Write(bytes.TrimRight(body, "\r\n"))
	for _, f := range files {
		fmt.Fprintf(&b, "\r\n--%s\r\nContent-Type: %s\r\nContent-Disposition: attachment;\r\n filename=\"%s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n",
			boundary, f.ContentType, f.Name)
		const line = 57 // bytes that make 76 characters (RFC 2045, 6.8)
		for chunk := range slices.Chunk(f.Data, line) {
			b.WriteString(base64.StdEncoding.EncodeToString(chunk) + "\r\n")
		}
	}
	fmt.Fprintf(&b, "\r\n--%s--\r\n", boundary)
	return b.Bytes()
}

// headerText makes a text fit for a header: on one line, of bounded length.
func headerText(s string) string { return lang.Cut(lang.Clean(s), 120) }

// encodedWords writes a subject by RFC 2047 in words so short that the first
// fits on the header's first line, where every mail program looks for it. A
// subject that needs no encoding, and that can be folded, stays as it is.
func encodedWords(s string) string {
	const longest = 36 // bytes of text in a word: 60 characters with its frame
	unfoldable := slices.ContainsFunc(strings.Fields(s), func(word string) bool { return len(word) > 60 })
	if mime.BEncoding.Encode("utf-8", s) == s && !strings.Contains(s, "=?") && !unfoldable {
		return s
	}
	var words []string
	var word []byte
	end := func() {
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString(word)+"?=")
		word = nil
	}
	for _, r := range s {
		if len(word)+utf8.RuneLen(r) > longest {
			end()
		}
		word = utf8.AppendRune(word, r)
	}
	end()
	return strings.Join(words, " ")
}
