package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"rasoat/sync/lang"
)

// literals returns the texts in the code of these folders, and those of them
// that are the format of a mistake in the configuration.
func literals(t *testing.T, roots ...string) (all, mistakes map[string]bool) {
	t.Helper()
	all, mistakes = map[string]bool{}, map[string]bool{}
	text := func(n ast.Node) (string, bool) {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(lit.Value)
		return s, err == nil
	}
	sources(t, func(file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := text(n); ok {
				all[s] = true
			}
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "mistake" {
					if s, ok := text(call.Args[0]); ok {
						mistakes[s] = true
					}
				}
			}
			return true
		})
	}, roots...)
	return all, mistakes
}

// Every mistake in the configuration can be told in Vietnamese, with the same
// arguments; and what is there in Vietnamese is said somewhere.
func TestMistakesAreToldInVietnamese(t *testing.T) {
	catalogue, err := lang.Load()
	check(t, err)
	known := catalogue.Printer(lang.Vietnamese).Errors()
	all, mistakes := literals(t, "../../config", ".", "../../sheets", "../../sync")
	if len(mistakes) < 100 {
		t.Fatalf("only %d mistakes found: is the search broken?", len(mistakes))
	}
	verbs := regexp.MustCompile(`%(?:\[\d\])?[sdq%]`)
	for m := range mistakes {
		vi, ok := known[m]
		if !ok {
			t.Errorf("there is no Vietnamese for the mistake %q", m)
			continue
		}
		if want, got := verbs.FindAllString(m, -1), verbs.FindAllString(vi, -1); !slices.Equal(want, got) {
			t.Errorf("%q has the arguments %q, its Vietnamese %q", m, want, got)
		}
	}
	for m := range known {
		if !all[m] {
			t.Errorf("nobody says %q", m)
		}
	}
}
