package digest_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-message"
	"github.com/google/go-cmp/cmp"

	"rasoat/sync/digest"
)

// crlf is a text as a mail carries it.
func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// TestStandardLibraryReadsTheMail parses the mail with net/mail and
// mime/multipart, which share no code with what wrote it.
func TestStandardLibraryReadsTheMail(t *testing.T) {
	for name, s := range samples(t) {
		t.Run(name, func(t *testing.T) {
			m := render(t, s)
			got, err := mail.ReadMessage(bytes.NewReader(m.Raw))
			if err != nil {
				t.Fatal(err)
			}
			words := new(mime.WordDecoder)
			subject, err := words.DecodeHeader(got.Header.Get("Subject"))
			if err != nil || subject != m.Subject {
				t.Errorf("subject %q (%v), want %q", subject, err, m.Subject)
			}
			to, err := got.Header.AddressList("To")
			if err != nil || !slices.Equal(m.To, s.to()) || !slices.EqualFunc(to, m.To, func(a *mail.Address, s string) bool { return a.Address == s }) {
				t.Errorf("to %v (%v), want %v", to, err, m.To)
			}
			from, err := got.Header.AddressList("From")
			if err != nil || len(from) != 1 || from[0].Address != "rasoat@example.com" || !strings.HasPrefix(from[0].Name, "Văn phòng") {
				t.Errorf("from %v (%v)", from, err)
			}
			reply := "rasoat@example.com"
			if s.options.ReplyTo != "" {
				reply = s.options.ReplyTo
			}
			if a, err := got.Header.AddressList("Reply-To"); err != nil || len(a) != 1 || a[0].Address != reply {
				t.Errorf("reply to %v (%v), want %s", a, err, reply)
			}
			if date, err := got.Header.Date(); err != nil || !date.Equal(s.options.Now) {
				t.Errorf("date %v (%v), want %v", date, err, s.options.Now)
			}
			for header, want := range map[string]string{
				"Message-Id":       "<" + m.ID + ">",
				"Auto-Submitted":   "auto-generated",
				"Content-Language": string(s.options.Printer.Language()),
				"Mime-Version":     "1.0",
			} {
				if v := got.Header.Get(header); v != want {
					t.Errorf("%s is %q, want %q", header, v, want)
				}
			}
			header, body := textproto.MIMEHeader(got.Header), got.Body
			var files *multipart.Reader
			if kind, params, _ := mime.ParseMediaType(header.Get("Content-Type")); kind == "multipart/mixed" {
				files = multipart.NewReader(body, params["boundary"])
				part, err := files.NextRawPart()
				if err != nil {
					t.Fatal(err)
				}
				header, body = part.Header, part
			}
			if files == nil != (len(attachments(t, m)) == 0) {
				t.Errorf("the mail is %s", header.Get("Content-Type"))
			}
			kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
			if err != nil || kind != "multipart/alternative" {
				t.Fatalf("content type %q (%v)", kind, err)
			}
			parts := multipart.NewReader(body, params["boundary"])
			for _, want := range [][2]string{{"text/plain", m.Text}, {"text/html", m.HTML}} {
				part, err := parts.NextRawPart()
				if err != nil {
					t.Fatal(err)
				}
				kind, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
				if err != nil || kind != want[0] || !strings.EqualFold(params["charset"], "utf-8") {
					t.Errorf("part %q %v (%v), want %s", kind, params, err, want[0])
				}
				if e := part.Header.Get("Content-Transfer-Encoding"); e != "quoted-printable" {
					t.Errorf("part is encoded as %q", e)
				}
				body, err := io.ReadAll(quotedprintable.NewReader(part))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(crlf(want[1]), string(body)); diff != "" {
					t.Errorf("%s (-want +got)\n%s", kind, diff)
				}
			}
			if _, err := parts.NextPart(); err != io.EOF {
				t.Errorf("a third part, or %v", err)
			}
			for _, want := range attachments(t, m) {
				part, err := files.NextRawPart()
				if err != nil {
					t.Fatal(err)
				}
				data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
				if err != nil || part.FileName() != want.Name || part.Header.Get("Content-Type") != want.ContentType || !bytes.Equal(data, want.Data) {
					t.Errorf("attachment %v, %d bytes (%v); want %s, %d bytes", part.Header, len(data), err, want.Name, len(want.Data))
				}
			}
			if files != nil {
				if _, err := files.NextPart(); err != io.EOF {
					t.Errorf("a further part, or %v", err)
				}
			}
		})
	}
}

// TestGoMessageReadsTheMail parses the mail with a second library.
func TestGoMessageReadsTheMail(t *testing.T) {
	for name, s := range samples(t) {
		t.Run(name, func(t *testing.T) {
			m := render(t, s)
			e, err := message.Read(bytes.NewReader(m.Raw))
			if err != nil {
				t.Fatal(err)
			}
			if subject, err := e.Header.Text("Subject"); err != nil || subject != m.Subject {
				t.Errorf("subject %q (%v), want %q", subject, err, m.Subject)
			}
			var bodies []string
			err = e.Walk(func(path []int, p *message.Entity, err error) error {
				kind, _, _ := p.Header.ContentType()
				if err != nil || !strings.HasPrefix(kind, "text/") || p.Header.Get("Content-Disposition") != "" {
					return err
				}
				body, err := io.ReadAll(p.Body)
				bodies = append(bodies, string(body))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{crlf(m.Text), crlf(m.HTML)}, bodies); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// attachments reads a mail's attachments with a library that shares no code
// with what wrote them.
func attachments(t testing.TB, m digest.Message) []digest.Attachment {
	t.Helper()
	e, err := message.Read(bytes.NewReader(m.Raw))
	if err != nil {
		t.Fatal(err)
	}
	var all []digest.Attachment
	err = e.Walk(func(path []int, p *message.Entity, err error) error {
		if err != nil {
			return err
		}
		kind, params, err := p.Header.ContentDisposition()
		if err != nil || kind != "attachment" {
			return nil // a part of the mail itself
		}
		data, err := io.ReadAll(p.Body)
		all = append(all, digest.Attachment{Name: params["filename"], ContentType: p.Header.Get("Content-Type"), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestBytes holds the mail against what servers take without a word: ASCII,
// short lines ended by CR LF, each header once and no others.
func TestBytes(t *testing.T) {
	for name, s := range samples(t) {
		t.Run(name, func(t *testing.T) {
			m := render(t, s)
			lines := strings.Split(string(m.Raw), "\r\n")
			for i, line := range lines {
				if len(line) > 78 {
					t.Errorf("line %d has %d bytes: %s", i+1, len(line), line)
				}
				if strings.ContainsFunc(line, func(r rune) bool { return (r < ' ' && r != '\t') || r > '~' }) {
					t.Errorf("line %d holds what is not printable ASCII: %q", i+1, line)
				}
			}
			var headers []string
			for _, line := range lines[:slices.Index(lines, "")] {
				if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") {
					field, _, _ := strings.Cut(line, ":")
					headers = append(headers, field)
				}
			}
			want := []string{
				"Auto-Submitted", "Content-Language", "Date", "MIME-Version", "Message-ID", "Subject",
				"X-Auto-Response-Suppress", "From", "To", "Reply-To", "Content-Type",
			}
			if s.digest.Root != "" { // a mail of a thread
				want = slices.Insert(slices.Insert(want, 3, "In-Reply-To"), 6, "References")
			}
			if diff := cmp.Diff(want, headers); diff != "" {
				t.Errorf("headers (-want +got)\n%s", diff)
			}
		})
	}
}

func TestHTMLLoadsAndRunsNothing(t *testing.T) {
	for name, s := range samples(t) {
		m := render(t, s)
		for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(m.HTML, -1) {
			if regexp.MustCompile(`(?i)<(script|img|link|iframe|object|base|form|a)\b|\b(src|href|on\w+|background)=|url\(|@import`).MatchString(tag) {
				t.Errorf("%s: %s", name, tag)
			}
		}
		if !strings.Contains(m.HTML, `lang="`+string(s.options.Printer.Language())+`"`) {
			t.Errorf("%s: the HTML does not name its language", name)
		}
	}
}

// TestTextAndHTMLSayTheSame takes every line of the text and looks for its
// words in the HTML.
func TestTextAndHTMLSayTheSame(t *testing.T) {
	strip := regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`)
	squash := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }
	for name, s := range samples(t) {
		if strings.HasSuffix(name, "hostile") {
			continue
		}
		m := render(t, s)
		page := squash(strip.ReplaceAllString(m.HTML, ""))
		for line := range strings.Lines(m.Text) {
			for _, part := range strings.Split(line, " | ") {
				part = regexp.MustCompile(`^\s*\d+\. (\[.*?\] )?`).ReplaceAllString(part, "")
				if !strings.Contains(page, squash(part)) {
					t.Errorf("%s: the HTML lacks %q", name, part)
				}
			}
		}
	}
}

func FuzzRender(f *testing.F) {
	f.Add("Sở Tài chính", "Dự án mẫu", "Lý do", "Văn phòng")
	f.Add("a\r\nBcc: b@example.com", "<script>", "\u202E", "=?utf-8?q?x?=")
	f.Add("\xff\xfe", "{{.}}", "\x00", "\"\\")
	f.Fuzz(func(t *testing.T, department, name, reason, sender string) {
		s := samples(t)["mixture"]
		s.digest.Department.Name = department
		l := centre()
		l.Name, l.Reason, l.Cooperating = name, reason, []string{department, sender}
		s.digest.Late = append(s.digest.Late, l)
		s.options.From.Name, s.options.List, s.options.Contact.Name = sender, name, reason
		m, err := digest.Render(s.digest, s.options)
		if err != nil {
			t.Fatal(err)
		}
		got, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Header) != 11 {
			t.Fatalf("%d headers: %v", len(got.Header), got.Header)
		}
		if to, err := got.Header.AddressList("To"); err != nil || len(to) != len(m.To) {
			t.Fatalf("to %v (%v)", to, err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
		if err != nil || subject != m.Subject {
			t.Fatalf("subject %q (%v), want %q", subject, err, m.Subject)
		}
	})
}
