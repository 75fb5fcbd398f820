package main

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"rasoat/sync/lang"
)

// saying collects what the code says of errors.
type saying struct {
	all      map[string]bool // every text
	mistakes map[string]bool // formats of mistakes in the configuration
	told     map[string]bool // what else has to be told: hints, what was being done, and the errors of the commands
}

// textOf returns the text of an expression, with %s for what is joined to it.
func textOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, e.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		x, is := textOf(e.X)
		y, are := textOf(e.Y)
		if e.Op != token.ADD || !is && !are {
			return "", false
		}
		if !is {
			x = "%s"
		}
		if !are {
			y = "%s"
		}
		return x + y, true
	}
	return "", false
}

// listen collects what the code in a folder and below says. Where command, errors
// that are made there are collected too.
func (s saying) listen(t *testing.T, command bool, roots ...string) {
	t.Helper()
	tell := func(e ast.Expr) {
		if text, ok := textOf(e); ok && text != "" {
			s.told[text] = true
		}
	}
	names := regexp.MustCompile(`(?i)hint|advice|^op$|^doing$`)
	makers := map[string][]int{} // functions, with the places of such arguments
	sources(t, func(file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			decl, ok := n.(*ast.FuncDecl)
			if !ok {
				return true
			}
			at := 0
			for _, field := range decl.Type.Params.List {
				for _, name := range field.Names {
					if names.MatchString(name.Name) {
						makers[file.Name.Name+"."+decl.Name.Name] = append(makers[file.Name.Name+"."+decl.Name.Name], at)
					}
					at++
				}
			}
			return true
		})
	}, roots...)
	sources(t, func(file *ast.File) {
		function := ""
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				function = n.Name.Name
			case *ast.BasicLit:
				if text, ok := textOf(n); ok {
					s.all[text] = true
				}
			case *ast.KeyValueExpr:
				if id, ok := n.Key.(*ast.Ident); ok && (id.Name == "Hint" || id.Name == "Op") {
					tell(n.Value)
				}
			case *ast.CompositeLit:
				if id, ok := n.Type.(*ast.Ident); ok && id.Name == "advisedError" {
					tell(n.Elts[1])
				}
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if i < len(n.Values) && names.MatchString(name.Name) {
						tell(n.Values[i])
					}
				}
			case *ast.ReturnStmt:
				if names.MatchString(function) {
					for _, result := range n.Results {
						tell(result)
					}
				}
			case *ast.CallExpr:
				switch f := n.Fun.(type) {
				case *ast.Ident:
					if f.Name == "mistake" {
						if text, ok := textOf(n.Args[0]); ok {
							s.mistakes[text] = true
						}
					}
					for _, at := range makers[file.Name.Name+"."+f.Name] {
						tell(n.Args[at])
					}
				case *ast.SelectorExpr:
					if id, ok := f.X.(*ast.Ident); ok && command && (id.Name == "fmt" && f.Sel.Name == "Errorf" || id.Name == "errors" && f.Sel.Name == "New") {
						tell(n.Args[0])
					}
					for _, at := range makers[file.Name.Name+"."+f.Sel.Name] {
						if at < len(n.Args) {
							tell(n.Args[at])
						}
					}
				}
			}
			return true
		})
	}, roots...)
}

// Every mistake in the configuration, every hint, what was being done with a
// workbook or the state, and the errors of the commands can be told in Vietnamese,
// with the same arguments; and what is there in Vietnamese is said somewhere.
func TestErrorsAreToldInVietnamese(t *testing.T) {
	long(t)
	catalogue, err := lang.Load()
	check(t, err)
	vietnamese := catalogue.Printer(lang.Vietnamese)
	known := vietnamese.Errors()
	code := saying{all: map[string]bool{}, mistakes: map[string]bool{}, told: map[string]bool{}}
	code.listen(t, true, ".", "../../sheets/csv", "../../sheets/webdav")
	code.listen(t, false, "../../config", "../../sheets", "../../sync")
	if len(code.mistakes) < 100 || len(code.told) < 200 {
		t.Fatalf("only %d mistakes and %d other texts found: is the search broken?", len(code.mistakes), len(code.told))
	}
	for m := range code.mistakes {
		if _, ok := known[m]; !ok {
			t.Errorf("there is no Vietnamese for the mistake %q", m)
		}
	}
	wordless := regexp.MustCompile(`^(%\w|[^a-z]|HTTP)*$`)
	for text := range code.told {
		if _, ok := known[text]; !ok && !wordless.MatchString(text) && !unseen[text] && vietnamese.Told(text) == text {
			t.Errorf("there is no Vietnamese for %q", text)
		}
	}
	foreign := map[string]string{} // what is not said by this code
	data, err := os.ReadFile("../../sync/lang/errors/vi_system.yaml")
	check(t, err)
	check(t, yaml.Unmarshal(data, &foreign))
	verbs := regexp.MustCompile(`%(?:\[\d\])?\d*[a-z%]`)
	number := regexp.MustCompile(`\[\d\]`)
	for text, vi := range known {
		want, got := verbs.FindAllString(text, -1), verbs.FindAllString(vi, -1)
		if _, ok := foreign[text]; !ok && !slices.Equal(want, got) && !number.MatchString(vi) {
			t.Errorf("%q has the arguments %q, its Vietnamese %q", text, want, got)
		}
	}
	var said strings.Builder
	for text := range code.all {
		said.WriteString(text + "\n")
	}
	for text := range known {
		for piece := range strings.SplitSeq(strings.Join(verbs.Split(text, -1), "; "), "; ") {
			if _, ok := foreign[text]; !ok && !strings.Contains(said.String(), strings.TrimSuffix(piece, ": ")) {
				t.Errorf("nobody says %q, of %q", piece, text)
			}
		}
	}
}

// unseen are texts that only a mistake in the program could show to a person.
var unseen = map[string]bool{
	"accept": true, // what the emulator's pipes do in tests
	"dial":   true,
}
