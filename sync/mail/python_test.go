package mail_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"rasoat/sync/mail/smtptest"
)

// read is a message as Python's email package reads it.
type read struct {
	Subject, From, To, Text, HTML string
	Files                         []struct {
		Name, Type, Text string // decoded as UTF-8, without a byte order mark
		Commonest        int    // columns of most lines
		Lines, Odd       int    // all, and those of other widths
	}
	Defects []string
}

const reader = `
import collections, csv, email, email.policy, io, json, sys
def read(path):
    with open(path, "rb") as f:
        m = email.message_from_binary_file(f, policy=email.policy.default)
    files = []
    for a in m.iter_attachments():
        text = a.get_payload(decode=True).decode("utf-8-sig")
        widths = collections.Counter(len(r) for r in csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        commonest = widths.most_common(1)[0]
        files.append({"Name": a.get_filename(), "Type": a.get_content_type(), "Text": text, "Commonest": commonest[0],
                      "Lines": sum(widths.values()), "Odd": sum(widths.values()) - commonest[1]})
    defects = [str(d) for p in m.walk() for d in p.defects] + [str(d) for h in m.values() for d in h.defects]
    return {"Subject": str(m["subject"]), "From": str(m["from"]), "To": str(m["to"]), "Files": files, "Defects": defects,
            "Text": m.get_body(("plain",)).get_content(), "HTML": m.get_body(("html",)).get_content()}
print(json.dumps([read(p) for p in sys.argv[1:]]))
`

// parse has Python read messages in files.
func parse(t *testing.T, files ...string) []read {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "python3", append([]string{"-I", "-c", reader}, files...)...)
	cmd.Stderr = t.Output()
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []read
	if err := json.Unmarshal(out, &list); err != nil || len(list) != len(files) {
		t.Fatalf("%v: %s", err, out)
	}
	return list
}

func python() bool { return exec.Command("python3", "-I", "-c", "import email").Run() == nil }

// Digests that went over the wire are what they were, and read by a parser that
// nobody here wrote as the goldens have them: Vietnamese in headers, text and
// HTML, and sound attachments.
func TestDigestsReadByPython(t *testing.T) {
	if !python() {
		t.Skip("no Python here")
	}
	goldens, err := filepath.Glob("../digest/testdata/*.eml")
	if err != nil || len(goldens) == 0 {
		t.Fatalf("%v, %v", goldens, err)
	}
	s := smtptest.New(t)
	m, dir := transport(t, s.Options()), t.TempDir()
	var received []string
	for i, golden := range goldens {
		raw := file(t, golden)
		mustPost(t, m, "a@example.com", raw)
		got := s.Accepted()[i].Data
		if !bytes.Equal(got, raw) {
			t.Errorf("%s: the bytes have changed", golden)
		}
		path := filepath.Join(dir, filepath.Base(golden))
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
		received = append(received, path)
	}
	for i, r := range parse(t, received...) {
		r.holds(t, strings.TrimSuffix(goldens[i], ".eml"))
	}
}

// holds compares with the goldens beside the message.
func (r read) holds(t *testing.T, golden string) {
	t.Helper()
	text, html := lines(file(t, golden+".txt")), lines(file(t, golden+".html"))
	switch {
	case len(r.Defects) > 0:
		t.Errorf("%s: %q", golden, r.Defects)
	case r.Subject == "" || !strings.Contains(text, r.Subject):
		t.Errorf("%s: subject %q", golden, r.Subject)
	case !strings.Contains(r.From, "@example.com>") || !strings.Contains(r.To, "@example.com"):
		t.Errorf("%s: from %q to %q", golden, r.From, r.To)
	case r.Text == "" || !strings.Contains(text, lines([]byte(r.Text))):
		t.Errorf("%s: text %q", golden, r.Text)
	case lines([]byte(r.HTML)) != html:
		t.Errorf("%s: HTML %q", golden, r.HTML)
	}
	for _, f := range r.Files {
		if f.Name == "" || f.Type != "text/csv" || f.Lines < 2 || f.Commonest < 2 || f.Odd > 0 || !strings.ContainsAny(f.Text, "ăâđêôơưệộự") {
			t.Errorf("%s: file %s, %s, %d lines of %d columns but for %d", golden, f.Name, f.Type, f.Lines, f.Commonest, f.Odd)
		}
	}
}

func lines(text []byte) string {
	return strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n"))
}

func file(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
