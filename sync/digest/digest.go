// Package digest renders what package remind decided into mails: the digest of
// a department, and the overview of all. It writes subject, text, HTML and the
// bytes that go out. It is pure: the same digest and the same options give the
// same bytes. It decides nothing and sends nothing; its words are in package
// lang.
//
// A mail shows at most 100 rows, and fewer where its HTML would come near
// 100 kB, since mail programs cut there. Whatever it leaves out is in an
// attachment, which has all rows, also those that the mail shows, under the
// same numbers. Where the mail shows all, nothing is attached.
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
	// OverviewAddressee is whom the overview greets, "" for a general form.
	OverviewAddressee string
	// Redirect is the address that mails go to in place of those they are meant
	// for, which then stand on top of the mail; "" for none.
	Redirect string
	// Attach writes a table as a file; nil has digest write CSV.
	Attach func(Table) (Attachment, error)
}

// Mailbox is an address with the name shown for it, which may be "".
type Mailbox struct{ Name, Address string }

// Contact is whom to ask. Each part may be "".
type Contact struct{ Name, Office, Phone string }

// Message is a mail ready to go out.
type Message struct {
	// Key tells which mail this is: workbook, department (or "overview"), day,
	// what it tells of, and where it is redirected to. A mail of the same key
	// was rendered before.
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

// mostRows is how many items a mail shows at most, mostHTML how many bytes its
// HTML may have.
const (
	mostRows = 100
	mostHTML = 98_000
)

// Render writes a digest as a mail to the digest's mailboxes, whether or not
// the digest is to go out. It fails where there is nothing to tell, nobody to
// tell it to, no sender, or what the mail leaves out cannot be attached.
func Render(d remind.Digest, o Options) (Message, error) {
	m, err := renderDigest(d, o)
	if err != nil {
		return Message{}, fmt.Errorf("render the digest of %q: %w", d.Department.Name, err)
	}
	return m, nil
}

func renderDigest(d remind.Digest, o Options) (Message, error) {
	lines := len(d.Lines())
	if lines == 0 {
		return Message{}, errors.New("it has no lines")
	}
	if err := o.check(d.To); err != nil {
		return Message{}, err
	}
	w := newWriter(d, o)
	m := Message{Key: o.key(d.Department.Name, digestText(d)), To: o.to(d.To)}
	var l letter
	var files []Attachment
	attached := ""
	for most := min(lines, mostRows); ; {
		if most < lines && files == nil {
			var err error
			if files, err = w.attachAll([]Table{w.table()}, Slug(d.Department.Name)); err != nil {
				return Message{}, err
			}
			attached = w.p.Text("digest/attached", args{"counted": w.counted(d.Lines(), ""), "name": files[0].Name})
		}
		l = w.letter(most, attached)
		var err error
		if m.HTML, err = execute(letterSource, l); err != nil {
			return Message{}, err
		}
		if len(m.HTML) <= mostHTML || most == 1 {
			break
		}
		most = max(1, min(most-1, most*mostHTML/len(m.HTML)))
	}
	m.Subject, m.Preheader, m.Text = l.Subject, l.Preheader, l.text()
	return m, m.seal(d.Root, files, o)
}

// check refuses options and mailboxes that no mail can be made with.
func (o Options) check(to []string) error {
	switch {
	case o.Printer == nil:
		return errors.New("no printer given")
	case len(to) == 0:
		return errors.New("there is no mailbox that mail may go to")
	}
	addresses := append([]string{o.From.Address, cmp.Or(o.ReplyTo, o.From.Address)}, to...)
	if o.Redirect != "" {
		addresses = append(addresses, o.Redirect)
	}
	for _, a := range addresses {
		if err := checkAddress(a); err != nil {
			return err
		}
	}
	return nil
}

// to returns where a mail goes that is meant for those mailboxes.
func (o Options) to(meant []string) []string {
	if o.Redirect != "" {
		return []string{o.Redirect}
	}
	return meant
}

// seal gives a mail its Message-ID and its bytes.
func (m *Message) seal(root string, files []Attachment, o Options) error {
	m.ID = hash(m.Key)[:32] + "@" + o.From.Address[strings.LastIndexByte(o.From.Address, '@')+1:]
	var err error
	m.Raw, err = encode(*m, root, files, o)
	return err
}

// checkAddress refuses what is no bare address in ASCII.
func checkAddress(s string) error {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("%q is no mail address such as name@example.com", s)
	}
	return nil
}

// key returns a mail's key, such as
// "du-an-cntt/so-tai-chinh/2021-01-15/1f0a9c2b".
func (o Options) key(name, tells string) string {
	if o.Redirect != "" {
		tells += "\x00" + o.Redirect
	}
	parts := []string{Slug(name), o.Now.Format(time.DateOnly), hash(tells)[:8]}
	if o.Scope != "" {
		parts = append([]string{o.Scope}, parts...)
	}
	return strings.Join(parts, "/")
}

// digestText tells digests apart by the lines that they tell of.
func digestText(d remind.Digest) string {
	var b strings.Builder
	b.WriteString(d.Department.Name)
	for _, l := range d.Lines() {
		b.WriteString("\x00" + l.Key + "\x00" + l.Deadline.Text)
	}
	return b.String()
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
