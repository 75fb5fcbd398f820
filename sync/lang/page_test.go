package lang_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"rasoat/sync/lang"
	"rasoat/sync/rule"
)

// Every rule has a page in every language, with all its parts, and nothing is
// explained that is no rule.
func TestPages(t *testing.T) {
	c := catalogue(t)
	pages := map[string]bool{}
	for _, id := range rule.IDs() {
		for _, part := range []string{"what", "why", "fix", "accept", "source"} {
			pages["page/"+id+"/"+part] = true
			for _, l := range lang.Languages() {
				text := c.Printer(l).Page(id, part)
				if strings.HasPrefix(text, "page/") {
					t.Errorf("%s, %s: no page says %q", id, l, part)
					continue
				}
				checkText(t, text)
				if !strings.HasSuffix(text, ".") {
					t.Errorf("%s, %s, %s: no sentence: %s", id, l, part, text)
				}
			}
		}
	}
	for _, key := range c.Keys() {
		if strings.HasPrefix(key, "page/") && !strings.HasPrefix(key, "page/accept") && !pages[key] {
			t.Errorf("%s explains no rule", key)
		}
	}
}

// The comment of a rule's function tells maintainers what the page tells
// people, and which arguments its findings have.
func TestCommentsOfRules(t *testing.T) {
	files, err := filepath.Glob("../rule/*.go")
	if err != nil {
		t.Fatal(err)
	}
	comments, checks := map[string]string{}, map[string]bool{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				comments[f.Name.Name] = f.Doc.Text()
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			pair, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "Check" {
				if check, ok := pair.Value.(*ast.Ident); ok {
					checks[check.Name] = true
				}
			}
			return true
		})
	}
	if len(checks) < len(rule.IDs())-2 { // those of explanations are told elsewhere
		t.Errorf("%d functions of %d rules found", len(checks), len(rule.IDs()))
	}
	for check := range checks {
		for _, part := range []string{"Why:", "To fix:", "To accept:", "Source:", "Arguments:"} {
			if !strings.Contains(comments[check], "\n"+part) {
				t.Errorf("the comment of %s has no part %q", check, part)
			}
		}
	}
}
