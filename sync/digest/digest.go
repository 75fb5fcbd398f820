// Package digest renders what package remind decided into a mail: subject,
// text, HTML and the bytes that go out. It is pure: the same digest and the
// same options give the same bytes. It decides nothing and sends nothing; its
// words are in package lang.
package digest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"rasoat/sync/lang"
	"rasoat/sync/remind"
)

// Options is what a mail says besides the digest itself.
type Options struct {
	Printer *lang.Printer
	// Now is the time that the mail speaks of and is dated with, in the zone
	// that its readers live in.
	Now time.Time
	// ReplyBy is the day before which the department is asked to act; zero
	// for none.
	ReplyBy time.Time
	// Scope tells the mails of several workbooks apart: the workbook's name.
	Scope   string
	From    Mailbox
	ReplyTo string // a mailbox that a person reads, "" for From
	Agency  string // who signs, "" for the name of From
	List    string // what the list is called: "Dự án CNTT"
	Contact Contact
}

// Mailbox is an address with the name shown for it, which may be "".
type Mailbox struct{ Name, Address string }

// Contact is whom to ask. Each part may be "".
type Contact struct{ Name, Office, Phone string }

// Message is a mail ready to go out.
type Message struct {
	// Key tells which mail this is: workbook, department, day and the lines
	// that it tells of. A mail of the same key was rendered before.
	Key string
	// ID is the Message-ID without its angle brackets. It depends on the key
	// and the sender's domain only.
	ID        string
	Subject   string
	Preheader string // what mail programs show beside the subject
	Text      string
	HTML      string
	To        []string // addresses without names
	Raw       []byte   // the whole mail by RFC 5322, lines ended by CR LF
}

// Render writes a digest as a mail to the digest's mailboxes, whether or not
// the digest is to go out. It fails where there is nothing to tell, nobody to
// tell it to, or no sender.
func Render(d remind.Digest, o Options) (Message, error) {
	switch {
	case o.Printer == nil:
		return Message{}, errors.New("render a digest: no printer given")
	case len(d.Lines()) == 0:
		return Message{}, fmt.Errorf("render the digest of %q: it has no lines", d.Department.Name)
	case len(d.To) == 0:
		return Message{}, fmt.Errorf("render the digest of %q: the department has no mailbox that mail may go to", d.Department.Name)
	}
	for _, a := range append([]string{o.From.Address, cmp.Or(o.ReplyTo, o.From.Address)}, d.To...) {
		if err := checkAddress(a); err != nil {
			return Message{}, fmt.Errorf("render the digest of %q: %w", d.Department.Name, err)
		}
	}

	l := newLetter(d, o)
	m := Message{
		Key:       keyOf(d, o),
		Subject:   l.Subject,
		Preheader: l.Preheader,
		Text:      l.text(),
		To:        d.To,
	}
	m.ID = hash(m.Key)[:32] + "@" + o.From.Address[strings.LastIndexByte(o.From.Address, '@')+1:]
	var err error
	if m.HTML, err = l.html(); err != nil {
		return Message{}, fmt.Errorf("render the digest of %q: %w", d.Department.Name, err)
	}
	if m.Raw, err = encode(m, d.Root, o); err != nil {
		return Message{}, fmt.Errorf("render the digest of %q: %w", d.Department.Name, err)
	}
	return m, nil
}

// checkAddress refuses what is no bare address in ASCII.
func checkAddress(s string) error {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("%q is no mail address such as name@example.com", s)
	}
	return nil
}

// keyOf returns the mail's key, such as
// "du-an-cntt/so-tai-chinh/2021-01-15/1f0a9c2b".
func keyOf(d remind.Digest, o Options) string {
	var b strings.Builder
	b.WriteString(d.Department.Name)
	for _, l := range d.Lines() {
		b.WriteString("\x00" + l.Key + "\x00" + l.Deadline.Text)
	}
	parts := []string{Slug(d.Department.Name), o.Now.Format(time.DateOnly), hash(b.String())[:8]}
	if o.Scope != "" {
		parts = append([]string{o.Scope}, parts...)
	}
	return strings.Join(parts, "/")
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
