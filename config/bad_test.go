package config

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

func knownRules() []string { return []string{"key/missing", "total/grand", "total/section"} }

// environIn returns the variables that comments of a fixture set:
// "# env: NAME=value".
func environIn(data []byte) []string {
	var all []string
	for line := range strings.Lines(string(data)) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "# env: "); ok {
			all = append(all, v)
		}
	}
	return all
}

// Every file of testdata/bad holds one mistake, but for those that are about
// several; what is said of it stands in the golden file beside it.
func TestEveryMistakeIsExplained(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("find fixtures: %d files, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, err := Parse("rasoat.yaml", data, Options{Environ: environIn(data), Rules: knownRules()})
			if err == nil || c != nil {
				t.Fatalf("Parse took it: %v, %v", c, err)
			}
			var all Errors
			if !errors.As(err, &all) {
				t.Fatalf("error is %T, want Errors: %v", err, err)
			}
			switch several := []string{"many", "shapes", "mail-missing", "department-circle", "smtp-auth-alone"}; {
			case len(all) != 1 && !slices.Contains(several, name):
				t.Errorf("%d mistakes are reported, want one", len(all))
			case len(all) == 1 && slices.Contains(several, name):
				t.Error("one mistake is reported, want several")
			}
			for _, e := range all {
				if e.Line == 0 && !strings.HasPrefix(e.File, "$") && name != "empty" {
					t.Errorf("no position: %v", e)
				}
				if strings.Contains(e.Msg, "\n") || strings.Contains(e.Msg, "yaml:") || strings.Contains(e.Msg, "unmarshal") {
					t.Errorf("message is not in plain words: %v", e)
				}
			}
			golden := strings.TrimSuffix(file, ".yaml") + ".txt"
			got := err.Error() + "\n"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("errors differ (-want +got):\n%s", diff)
			}
		})
	}
}
