package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rasoat/sync/lang"
)

// Every mistake that a configuration can have is told by the command, in each
// language, and nothing is done.
func TestEveryMistakeOfAConfigurationIsTold(t *testing.T) {
	long(t)
	catalogue, err := lang.Load()
	check(t, err)
	// What people must not see in Vietnamese: the words between the arguments.
	verbs := regexp.MustCompile(`%(?:\[\d\])?\d*[a-z%]`)
	var english []string
	for text, told := range catalogue.Printer(lang.Vietnamese).Errors() {
		for _, piece := range verbs.Split(text, -1) {
			if strings.Count(strings.TrimSpace(piece), " ") > 1 && !strings.Contains(told, strings.TrimSpace(piece)) {
				english = append(english, strings.TrimSpace(piece))
			}
		}
	}
	files, err := filepath.Glob("../../config/testdata/bad/*.yaml")
	check(t, err)
	if len(files) < 100 {
		t.Fatalf("only %d fixtures found", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			check(t, err)
			golden, err := os.ReadFile(strings.TrimSuffix(file, ".yaml") + ".txt")
			check(t, err)
			first, _, _ := strings.Cut(string(golden), "\n")
			first, _, _ = strings.Cut(first, "; allowed: ") // the fixtures' goldens know few rules
			path := filepath.Join(t.TempDir(), "rasoat.yaml")
			check(t, os.WriteFile(path, data, 0o600))
			checked := func(language string) string {
				var out, errs bytes.Buffer
				code := command(t.Context(), []string{"--lang", language, "config", "check", "-c", path},
					environment{out: &out, err: &errs, vars: variablesIn(data)}, catalogue)
				if code != exitUsage {
					t.Errorf("config check ended with %d in %s, want %d:\n%s", code, language, exitUsage, errs.String())
				}
				if out.Len() > 0 {
					t.Errorf("config check printed in %s:\n%s", language, out.String())
				}
				return strings.ReplaceAll(errs.String(), path, "rasoat.yaml")
			}
			if errs := checked("en"); !strings.Contains(errs, first) {
				t.Errorf("config check says\n%swithout\n%s", errs, first)
			}
			errs := checked("vi")
			for _, piece := range english {
				if strings.Contains(errs, piece) {
					t.Errorf("%q is English in\n%s", piece, errs)
				}
			}
		})
	}
}

// variablesIn returns the variables that the comments of a fixture set.
func variablesIn(data []byte) (vars []string) {
	for line := range strings.Lines(string(data)) {
		if setting, ok := strings.CutPrefix(strings.TrimSpace(line), "# env: "); ok {
			vars = append(vars, setting)
		}
	}
	return vars
}
