package digest_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/emersion/go-message"
	"github.com/shopspring/decimal"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"rasoat/sync/digest"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

// nasty are texts that somebody may type, or may have been made to paste.
func nasty() []string {
	return []string{
		"", " ", "Dự án mẫu", "a\r\nBcc: b@elsewhere.example\r\n\r\n", "\r", "\n.\n", "\x00\x1b[2J\x7f", "\u2028\u2029\u0085",
		"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "</title></style><script>", "<!--", "]]>", "javascript:alert(1)", "&lt;script&gt;",
		"=HYPERLINK(\"https://elsewhere.example\")", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "－1", "＠a", "a;b\",\"c", "'=1",
		"\u202Egnp.exe\u2066\u2069", "\u200B\uFEFF=1", "👩\u200D💻🇻🇳", strings.Repeat("rất dài ", 1250), strings.Repeat("W", 10_000), strings.Repeat("'\"<", 3400),
		"\xff\xfe\xc3", "=?utf-8?b?QmNjOg==?=", "{{.}} %s %!d(x) ${x}", "e\u0302\u0301", "--rasoat-0123", "\x02bold\x03", "\"<x@elsewhere.example>",
	}
}

// spoil puts such texts into every string of a value, but for those that are
// not for people: keys, kinds, addresses.
func spoil(t *rapid.T, v reflect.Value) {
	texts := nasty()
	switch v.Kind() {
	case reflect.String:
		// By their places: a failure shall not print them all.
		v.SetString(texts[rapid.IntRange(0, len(texts)-1).Draw(t, "text")])
	case reflect.Slice:
		for i := range v.Len() {
			spoil(t, v.Index(i))
		}
	case reflect.Struct:
		if _, ok := v.Interface().(time.Time); ok {
			return
		}
		if _, ok := v.Interface().(decimal.Decimal); ok {
			return
		}
		for i := range v.NumField() {
			switch v.Type().Field(i).Name {
			case "Kind", "Resolution", "Reason", "Roles", "Root", "To", "Address", "Printer", "ReplyTo", "Redirect", "Attach":
				if v.Field(i).Kind() != reflect.String || v.Field(i).Type() != reflect.TypeFor[string]() {
					continue
				}
				if name := v.Type().Field(i).Name; name != "Reason" {
					continue
				}
			}
			spoil(t, v.Field(i))
		}
	}
}

// tags are the elements that a mail is made of, with their attributes.
func tags() map[string][]string {
	cell := []string{"align", "valign", "style", "class", "width"}
	return map[string][]string{
		"html": {"lang"}, "head": nil, "meta": {"http-equiv", "content", "name"}, "title": nil, "style": nil, "body": {"style"},
		"div": {"style"}, "table": {"role", "width", "cellpadding", "cellspacing", "border", "style", "class"}, "tbody": nil,
		"tr": {"class", "style"}, "td": cell, "th": cell, "p": {"style"}, "strong": {"style"}, "em": {"style"}, "span": {"style", "class"}, "br": nil,
	}
}

// checkHarmless reads a mail as a mail program does and looks for anything
// that a text smuggled in.
func checkHarmless(t *rapid.T, s sample, m digest.Message) {
	e, err := message.Read(bytes.NewReader(m.Raw))
	if err != nil {
		t.Fatal(err)
	}
	known := []string{
		"Auto-Submitted", "Content-Language", "Date", "Mime-Version", "Message-Id", "Subject", "X-Auto-Response-Suppress", "From", "To", "Reply-To",
		"Content-Type", "In-Reply-To", "References",
	}
	for f := e.Header.Fields(); f.Next(); {
		at := slices.Index(known, f.Key())
		if at < 0 {
			t.Fatalf("header %s: %s", f.Key(), f.Value())
		}
		known[at] = "" // once each
	}
	if got := strings.ReplaceAll(e.Header.Get("To"), "\r\n", ""); got != "<"+strings.Join(s.to(), ">, <")+">" {
		t.Fatalf("to %s", got)
	}
	if subject, err := e.Header.Text("Subject"); err != nil || subject != m.Subject || strings.ContainsFunc(subject, isInvisible) {
		t.Fatalf("subject %q (%v), want %q", subject, err, m.Subject)
	}
	for line := range strings.SplitSeq(string(m.Raw), "\r\n") {
		if len(line) > 78 || strings.ContainsFunc(line, func(r rune) bool { return (r < ' ' && r != '\t') || r > '~' }) {
			t.Fatalf("line %q", line)
		}
	}
	kinds := map[string]int{}
	err = e.Walk(func(path []int, p *message.Entity, err error) error {
		kind, _, _ := p.Header.ContentType()
		kinds[kind]++
		if err != nil || strings.HasPrefix(kind, "multipart/") {
			return err
		}
		body, err := io.ReadAll(p.Body)
		switch kind {
		case "text/plain":
			if strings.ContainsFunc(strings.ReplaceAll(string(body), "\r\n", ""), isInvisible) {
				t.Fatalf("text %q", body)
			}
		case "text/html":
			checkHTML(t, body)
		case "text/csv":
			checkCSV(t, body)
		}
		return err
	})
	if err != nil || kinds["text/plain"] != 1 || kinds["text/html"] != 1 || len(kinds) > 5 {
		t.Fatalf("parts %v (%v)", kinds, err)
	}
	if len(m.HTML) >= 100_000 {
		t.Fatalf("the HTML has %d bytes", len(m.HTML))
	}
}

func isInvisible(r rune) bool {
	return unicode.Is(unicode.C, r) && r != '\u200D' && r != '\u200C' && r != '\uFFFD' || r == '\u2028' || r == '\u2029'
}

func checkHTML(t *rapid.T, body []byte) {
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	allowed := tags()
	for n := range root.Descendants() {
		switch n.Type {
		case html.TextNode:
			if strings.ContainsFunc(n.Data, func(r rune) bool { return isInvisible(r) && r != '\n' }) {
				t.Fatalf("text %q", n.Data)
			}
		case html.ElementNode:
			attributes, ok := allowed[n.Data]
			if !ok {
				t.Fatalf("element %s", n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(attributes, a.Key) || strings.Contains(a.Val, "url(") {
					t.Fatalf("%s %s=%q", n.Data, a.Key, a.Val)
				}
			}
		case html.CommentNode:
			t.Fatalf("comment %q", n.Data)
		}
	}
}

func checkCSV(t *rapid.T, body []byte) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	if bytes.Count(bytes.SplitN(body, []byte("\n"), 2)[0], []byte(";")) > 0 {
		r.Comma = ';'
	}
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range all {
		for _, cell := range row {
			if strings.ContainsFunc(cell, isInvisible) {
				t.Fatalf("cell %q", cell)
			}
			for _, start := range []string{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} {
				if strings.HasPrefix(cell, start) {
					t.Fatalf("cell %q", cell)
				}
			}
		}
	}
}

func TestPropertyNoTextDoesHarm(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := sample{options: options(t)}
		s.options.Printer = printer(t, rapid.SampledFrom(lang.Languages()).Draw(r, "language"))
		spoil(r, reflect.ValueOf(&s.options).Elem())
		s.options.Scope = "du-an"
		if rapid.Bool().Draw(r, "redirected") {
			s.options.Redirect = "kiem-tra@example.com"
		}
		if rapid.Bool().Draw(r, "overview") {
			o := hostileOverview("")
			o.Departments = o.Departments[:rapid.IntRange(0, 40).Draw(r, "departments")]
			o.Held = o.Held[:rapid.IntRange(0, 40).Draw(r, "held")]
			spoil(r, reflect.ValueOf(&o).Elem())
			s.overview = &o
		} else {
			s.digest = remind.Digest{
				Department: ledger.Department{}, To: []string{"a@example.com", "b@example.com"}, Step: rapid.IntRange(0, 3).Draw(r, "step"),
				Late: drawLines(r, "late"), Unfunded: drawLines(r, "unfunded"), Open: drawLines(r, "open"), Advise: drawLines(r, "advise"),
				Cooperate: drawLines(r, "cooperate"), Soon: drawLines(r, "soon"), Resolved: drawLines(r, "resolved"), Reason: remind.Repeat,
			}
			if rapid.Bool().Draw(r, "thread") {
				s.digest.Root = "0123456789abcdef@example.com"
			}
			if len(s.digest.Lines()) == 0 {
				return
			}
			spoil(r, reflect.ValueOf(&s.digest).Elem())
		}
		checkHarmless(r, s, render(t, s))
	})
}
