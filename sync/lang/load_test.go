package lang

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestLoadTellsEveryMistake(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"a missing language":          {map[string]string{"a.yaml": "k: {vi: x}\n"}, []string{`a.yaml`, `"k" lacks the language "en"`}},
		"a third language":            {map[string]string{"a.yaml": "k: {vi: x, en: y, fr: z}\n"}, []string{`a.yaml`, "fr"}},
		"a key in two files":          {map[string]string{"a.yaml": "k: {vi: x, en: y}\n", "b.yaml": "k: {vi: x, en: y}\n"}, []string{`b.yaml`, `another file has the key "k" too`}},
		"a key twice in a file":       {map[string]string{"a.yaml": "k: {vi: x, en: y}\nk: {vi: x, en: y}\n"}, []string{`a.yaml`, "already defined"}},
		"a template that does not do": {map[string]string{"a.yaml": "k: {vi: '{{.x', en: y}\nl: {vi: x, en: '{{nope}}'}\n"}, []string{`"k", language "vi"`, `"l", language "en"`}},
		"no YAML":                     {map[string]string{"a.yaml": "- x\n"}, []string{"a.yaml"}},
	} {
		t.Run(name, func(t *testing.T) {
			from := fstest.MapFS{}
			for n, data := range c.files {
				from[n] = &fstest.MapFile{Data: []byte(data)}
			}
			_, err := load(from)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}
