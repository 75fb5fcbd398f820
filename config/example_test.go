package config

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const example = "rasoat.example.yaml"

var (
	switchedOff = regexp.MustCompile(`(?m)^( *)##?([^\s#])`)
	index       = regexp.MustCompile(`\[\d+\]`)
)

func readExample(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestExampleLoads(t *testing.T) {
	c, err := Load(example, Options{Rules: knownRules()})
	if err != nil {
		t.Fatal(err)
	}
	if c.Mode != Watch {
		t.Errorf("the example starts at mode %s, want watch", c.Mode)
	}
	projects := c.Workbooks[0].Lists[0]
	declared := projects.Declared
	if *declared.Count != 17 || declared.Total.String() != "1700000000000" || !declared.AtLeast {
		t.Errorf("declared are %d projects, total %s, at least %v", *declared.Count, declared.Total, declared.AtLeast)
	}
	var counts []int
	for _, category := range projects.Categories {
		counts = append(counts, *category.Declared.Count)
	}
	if diff := cmp.Diff([]int{4, 3, 5, 5}, counts); diff != "" {
		t.Errorf("declared counts of the categories (-want +got):\n%s", diff)
	}
	advisers := map[string]string{}
	for _, s := range c.Sources {
		advisers[s.Name] = s.Adviser
	}
	want := map[string]string{
		"Đầu tư công":      "Sở Kế hoạch và Đầu tư",
		"Chi thường xuyên": "Sở Tài chính",
		"Sự nghiệp KHCN":   "Sở Khoa học và Công nghệ",
		"Nguồn khác":       "",
		"Chưa xác định":    "Sở Tài chính",
	}
	if diff := cmp.Diff(want, advisers); diff != "" {
		t.Errorf("advisers (-want +got):\n%s", diff)
	}
	// The mode is all that has to be changed for mails.
	if _, err := Load(example, Options{Environ: []string{"RASOAT_MODE=remind"}}); err != nil {
		t.Errorf("in mode remind: %v", err)
	}
}

// With what is switched off switched on, the example holds every key there is.
// All that is wrong then is that some keys exclude each other, and not without
// those that are marked so.
func TestExampleHoldsEveryKey(t *testing.T) {
	text := switchedOff.ReplaceAllString(readExample(t), "$1$2")
	c, err := newConfig(folder(t))
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{file: example, folder: folder(t), places: c.places, spots: c.spots, bad: map[string]bool{}}
	r.document(r.parse([]byte(text)), c)
	for i := range c.Workbooks {
		c.Workbooks[i].setNames(c.Language)
	}
	r.check(c, knownRules())
	for _, e := range r.errs {
		if !strings.HasPrefix(e.Msg, "stands beside ") {
			t.Errorf("with everything switched on: %v", e)
		}
	}
	parse(t, regexp.MustCompile(`(?m)^( *)#([^\s#])`).ReplaceAllString(readExample(t), "$1$2"))
	have := map[string]bool{}
	for path := range c.places {
		have[index.ReplaceAllString(path, "[]")] = true
	}
	for _, key := range everyKey("", reflect.TypeFor[Config]()) {
		if !have[key] {
			t.Errorf("%s does not show the key %s", example, key)
		}
	}
}

// The example's mail server can be used in place of the folder, with any of the
// ways to tell the secret.
func TestExampleWithMailServer(t *testing.T) {
	text := switchedOff.ReplaceAllString(readExample(t), "$1$2")
	text = regexp.MustCompile(`(?m)^  outbox: .*$|^      (password|token_file): .*$`).ReplaceAllString(text, "") // and of webdav all but one way
	ways := regexp.MustCompile(`(?m)^    (password|password_file|token_file|token_command|oauth): ?.*(?:\n      .*)*$`)
	token := strings.NewReplacer("auth: auto ", "auth: xoauth2 ")
	for _, test := range []struct{ way, text string }{
		{"password", text}, {"password_file", text},
		{"token_file", token.Replace(text)}, {"token_command", token.Replace(text)}, {"oauth", token.Replace(text)},
	} {
		one := ways.ReplaceAllStringFunc(test.text, func(lines string) string {
			if !strings.HasPrefix(lines, "    "+test.way+":") {
				return ""
			}
			return regexp.MustCompile(`(?m)^      client_secret:.*$`).ReplaceAllString(lines, "")
		})
		c := parse(t, one, "RASOAT_MODE=remind")
		s := c.Mail.SMTP
		if s.Host != "mail.example.com" || c.Mail.Outbox != "" {
			t.Errorf("%s: mail goes to %q and into %q", test.way, s.Host, c.Mail.Outbox)
		}
		has := map[string]bool{"password": s.Password != "", "password_file": s.PasswordFile != "", "token_file": s.TokenFile != "",
			"token_command": s.TokenCommand != nil, "oauth": s.OAuth.ClientSecretFile != ""}
		for way, yes := range has {
			if yes != (way == test.way) {
				t.Errorf("with %s, %s is %v", test.way, way, yes)
			}
		}
	}
}

// What the example calls a default is one: without these lines the same comes
// out.
func TestExampleTellsTheDefaults(t *testing.T) {
	text := readExample(t)
	stated := regexp.MustCompile(`(?m)^ *([a-z_]+): .*#.*(?:the default|default [a-z0-9]+)$`)
	if n := len(stated.FindAllString(text, -1)); n < 10 {
		t.Fatalf("only %d lines state a default", n)
	}
	without := stated.ReplaceAllString(text, "")
	if diff := cmp.Diff(parse(t, text), parse(t, without), plainly()); diff != "" {
		t.Errorf("the example states other defaults than there are (-example +defaults):\n%s", diff)
	}
}

// everyKey returns the paths of all keys, with "[]" for the place in a list.
func everyKey(path string, t reflect.Type) []string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Slice {
		return everyKey(path+"[]", t.Elem())
	}
	var all []string
	if path != "" {
		all = append(all, path)
	}
	for _, f := range fieldsIn(t) {
		all = append(all, everyKey(join(path, f.key), f.typ)...)
	}
	return all
}
