package digest_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sync/digest"
	"rasoat/sync/lang"
	"rasoat/sync/remind"
)

var update = flag.Bool("update", false, "rewrite golden files")

var catalogue = sync.OnceValues(lang.Load)

func printer(t testing.TB, l lang.Language) *lang.Printer {
	t.Helper()
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c.Printer(l)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got)\n%s", path, diff)
	}
}

func render(t testing.TB, s sample) digest.Message {
	t.Helper()
	m, err := s.render()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestGolden(t *testing.T) {
	for name, s := range samples(t) {
		t.Run(name, func(t *testing.T) {
			m := render(t, s)
			golden(t, name+".txt", []byte(m.Subject+"\n"+m.Preheader+"\n\n"+m.Text))
			golden(t, name+".html", []byte(m.HTML))
			golden(t, name+".eml", m.Raw)
		})
	}
}

// TestOnlyWhatIsOpenIsAskedFor holds for the mail that ends an episode: with
// nothing left it thanks and asks for nothing.
func TestOnlyWhatIsOpenIsAskedFor(t *testing.T) {
	all := samples(t)
	if text := render(t, all["resolved"]).Text; strings.Contains(text, "Đề nghị") || !strings.Contains(text, "Trân trọng cảm ơn") {
		t.Errorf("all is settled, and the mail says:\n%s", text)
	}
	if text := render(t, all["some-resolved"]).Text; !strings.Contains(text, "1. Row 1: to complete") || strings.Contains(text, "2. Row") {
		t.Errorf("one of three is open, and the mail says:\n%s", text)
	}
}

func TestTheSameDigestGivesTheSameBytes(t *testing.T) {
	for name, s := range samples(t) {
		first := render(t, s)
		for range 2 {
			if again := render(t, s); !bytes.Equal(first.Raw, again.Raw) || first.Key != again.Key || first.ID != again.ID {
				t.Fatalf("%s differs from itself", name)
			}
		}
	}
}

func TestKey(t *testing.T) {
	s := samples(t)["mixture"]
	base := render(t, s)
	if want := "du-an-cntt/so-thong-tin-va-truyen-thong/2021-01-15/"; !strings.HasPrefix(base.Key, want) {
		t.Errorf("key %q does not begin with %q", base.Key, want)
	}
	if !strings.HasSuffix(base.ID, "@example.com") || strings.ContainsAny(base.ID, "<> ") {
		t.Errorf("Message-ID %q", base.ID)
	}
	later := s
	later.options.Now = later.options.Now.Add(5 * time.Minute)
	if m := render(t, later); m.Key != base.Key || m.ID != base.ID {
		t.Errorf("five minutes later it is another mail: %q, %q", base.Key, m.Key)
	}
	for what, change := range map[string]func(*sample){
		"another day":        func(s *sample) { s.options.Now = s.options.Now.AddDate(0, 0, 1) },
		"another workbook":   func(s *sample) { s.options.Scope = "other" },
		"another department": func(s *sample) { s.digest.Department.Name = "SỞ Thông tin và Truyền thông" },
		"another line":       func(s *sample) { s.digest.Late = append([]remind.Line{platform()}, s.digest.Late...) },
		"another deadline": func(s *sample) {
			l := review()
			l.Deadline = term("30/10/2020", 77)
			s.digest.Late = []remind.Line{l}
		},
	} {
		changed := s
		change(&changed)
		if m := render(t, changed); m.Key == base.Key || m.ID == base.ID {
			t.Errorf("%s: still the mail %q", what, m.Key)
		}
	}
}

func TestWhatCannotBeRendered(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*sample)
		want   string
	}{
		"no lines":             {func(s *sample) { s.digest.Late = nil }, "it has no lines"},
		"no mailbox":           {func(s *sample) { s.digest.To = nil }, "no mailbox"},
		"no printer":           {func(s *sample) { s.options.Printer = nil }, "no printer"},
		"no sender":            {func(s *sample) { s.options.From.Address = "" }, `"" is no mail address`},
		"a name as sender":     {func(s *sample) { s.options.From.Address = "Văn thư <a@example.com>" }, "is no mail address"},
		"a broken mailbox":     {func(s *sample) { s.digest.To = []string{"a@example.com\r\nBcc: b@example.com"} }, "is no mail address"},
		"a mailbox not ASCII":  {func(s *sample) { s.digest.To = []string{"sở@example.com"} }, "is no mail address"},
		"a broken reply-to":    {func(s *sample) { s.options.ReplyTo = "a@example.com, b@example.com" }, "is no mail address"},
		"a line break at last": {func(s *sample) { s.options.ReplyTo = "a@example.com\n" }, "is no mail address"},
	} {
		t.Run(name, func(t *testing.T) {
			s := samples(t)["one-task"]
			c.change(&s)
			m, err := digest.Render(s.digest, s.options)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if m.Raw != nil {
				t.Error("there is a mail all the same")
			}
		})
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		ict:                        "so-thong-tin-va-truyen-thong",
		"Sở KH&ĐT":                 "so-kh-dt",
		"UBND huyện Đắk Tô (mẫu)":  "ubnd-huyen-dak-to-mau",
		"../..\\x\x00":             "x",
		"":                         "x",
		strings.Repeat("dài ", 90): strings.TrimSuffix(strings.Repeat("dai-", 20), "-") + "-d",
	} {
		if got := digest.Slug(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	s := samples(b)["mixture"]
	for b.Loop() {
		render(b, s)
	}
}
