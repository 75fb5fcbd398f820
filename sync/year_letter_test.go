package sync_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"

	"rasoat/sync/plan"
	"rasoat/sync/remind"
	"rasoat/sync/store"
)

// letter enters a mail.
func (w *world) letter(m plan.Message, d remind.Digest) *letter {
	old := w.mails[m.Key]
	// On a day that came round once more, what was said on it is not said again.
	before := old != nil && !old.withdrawn && old.day.Equal(w.today()) && w.stats["clock moved"] > 0
	w.expect(old == nil || old.withdrawn || before, "the mail %s is made twice", m.Key)
	if old != nil && !before { // on a day that came round once more
		delete(w.byID, old.id)
		w.count("made again")
	}
	head, err := netmail.ReadMessage(bytes.NewReader(m.Raw))
	must(w.t, err)
	subject, err := new(mime.WordDecoder).DecodeHeader(head.Header.Get("Subject"))
	must(w.t, err)
	l := &letter{
		key: m.Key, id: trimID(head.Header.Get("Message-Id")), root: trimID(head.Header.Get("In-Reply-To")), subject: subject,
		department: m.Department, to: m.To, raw: m.Raw, day: w.today(), reason: d.Reason, step: d.Step, wait: m.Wait,
	}
	if before {
		e, err := w.stored(m.Key)
		must(w.t, err)
		w.expect(l.id == old.id && bytes.Equal(e.Raw, old.raw), "%s was stored over the mail of that day before", m.Key)
		w.count("said before")
		return l
	}
	w.expect(l.id == m.ID && w.byID[l.id] == nil, "the Message-ID %q of %s is another mail's", l.id, m.Key)
	for _, to := range m.To {
		w.expect(strings.HasSuffix(to, "@example.com"), "%s goes to %s", m.Key, to)
		w.addressed[to] = true
	}
	w.serve()
	w.mails[l.key], w.byID[l.id] = l, l
	e, err := w.stored(m.Key)
	must(w.t, err)
	w.expect(bytes.Equal(e.Raw, m.Raw), "%s was stored with other bytes", m.Key)
	if d.Department.Name != "" {
		w.says(d, head)
	}
	return l
}

// stored returns a mail as the state has it, also after a crash.
func (w *world) stored(key string) (store.Entry, error) {
	if w.process != nil {
		return w.store.Show(w.t.Context(), key)
	}
	s, err := store.OpenReadOnly(w.t.Context(), w.path, store.Options{})
	if err != nil {
		return store.Entry{}, err
	}
	defer s.Close()
	return s.Show(w.t.Context(), key)
}

func trimID(s string) string { return strings.Trim(s, "<>") }

var code = regexp.MustCompile(`NV-\d{3}`)

// says checks that the text of a mail names the tasks that were decided on and
// no other.
func (w *world) says(d remind.Digest, m *netmail.Message) {
	var want, got []string
	for _, l := range d.Lines() {
		want = append(want, l.Code)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	must(w.t, err)
	part, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart()
	must(w.t, err)
	text, err := io.ReadAll(quotedprintable.NewReader(part))
	must(w.t, err)
	got = code.FindAllString(string(text), -1)
	slices.Sort(want)
	slices.Sort(got)
	want, got = slices.Compact(want), slices.Compact(got)
	w.expect(slices.Equal(want, got), "%s: the mail names %v, want %v", d.Department.Name, got, want)
}
