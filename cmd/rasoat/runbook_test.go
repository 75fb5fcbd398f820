package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rasoat/sync/plan"
	"rasoat/sync/web"
)

// runbook returns what stands in code spans in the README's runbook, and in its
// counterpart.
func runbook(t *testing.T, file, title string) map[string]bool {
	t.Helper()
	data, err := os.ReadFile(file)
	check(t, err)
	_, text, found := strings.Cut(string(data), "\n## "+title+"\n")
	if !found {
		t.Fatalf("%s has no section %q", file, title)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	spans := map[string]bool{}
	for _, m := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(text, -1) {
		spans[m[1]] = true
	}
	return spans
}

// sources reads the code in these folders, without its tests.
func sources(t *testing.T, read func(*ast.File), roots ...string) {
	t.Helper()
	for _, root := range roots {
		check(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			read(file)
			return nil
		}))
	}
}

// alarming returns the messages that the program logs as warnings and errors.
func alarming(t *testing.T) []string {
	t.Helper()
	var all []string
	sources(t, func(file *ast.File) {
		for _, decl := range file.Decls {
			all = append(all, alarmingIn(decl)...)
		}
	}, ".", "../../sync", "../../sheets")
	slices.Sort(all)
	return slices.Compact(all)
}

// alarmingIn finds calls of Msg on an event that is begun by Warn or Error, be it
// in the same chain or kept in a variable on the way.
func alarmingIn(decl ast.Decl) []string {
	grave := map[string]bool{} // variables that hold such an event
	begins := func(e ast.Expr) bool {
		for {
			call, ok := e.(*ast.CallExpr)
			if !ok {
				id, ok := e.(*ast.Ident)
				return ok && grave[id.Name]
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return false
			}
			if (sel.Sel.Name == "Warn" || sel.Sel.Name == "Error") && len(call.Args) == 0 {
				return true
			}
			for _, arg := range call.Args { // WithLevel, and helpers that take one
				if s, ok := arg.(*ast.SelectorExpr); ok && (s.Sel.Name == "WarnLevel" || s.Sel.Name == "ErrorLevel") {
					return true
				}
			}
			e = sel.X
		}
	}
	ast.Inspect(decl, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok {
			for i, right := range a.Rhs {
				if id, ok := a.Lhs[min(i, len(a.Lhs)-1)].(*ast.Ident); ok && begins(right) {
					grave[id.Name] = true
				}
			}
		}
		return true
	})
	var found []string
	ast.Inspect(decl, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Msg" || !begins(sel.X) {
			return true
		}
		text := call.Args[0]
		if sum, ok := text.(*ast.BinaryExpr); ok { // "…: " + what
			text = sum.X
		}
		if lit, ok := text.(*ast.BasicLit); ok {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				found = append(found, strings.TrimSpace(s))
			}
		}
		return true
	})
	return found
}

// Whoever reads a warning or an error in the log, or sees a metric, finds in the
// runbook what it means and what to do; and the runbook tells of nothing else.
func TestTheRunbookKnowsEveryEventAndMetric(t *testing.T) {
	messages := alarming(t)
	if len(messages) < 15 {
		t.Fatalf("only %d messages found: is the search broken? %q", len(messages), messages)
	}
	now := time.Date(2021, 1, 15, 8, 0, 0, 0, time.UTC)
	b, state := newBoardOver(t, 1, now)
	keep(t, state, "so-0", now.Truncate(24*time.Hour), plan.Figures{Items: 1})
	b.begins("so-0")
	b.ends("so-0", web.Pass{Outcome: "quiet", Started: now, Finished: now})
	var metrics []string
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (rasoat_\S+)`).FindAllStringSubmatch(metricsOf(t, b), -1) {
		metrics = append(metrics, m[1])
	}
	for file, title := range map[string]string{"../../README.md": "Runbook", "../../.github/README.vi.md": "Sổ tay vận hành"} {
		spans := runbook(t, file, title)
		for _, m := range messages {
			if !spans[m] {
				t.Errorf("%s does not tell what to do of %q", file, m)
			}
		}
		for _, m := range metrics {
			if !spans[m] {
				t.Errorf("%s does not tell of the metric %s", file, m)
			}
		}
		for span := range spans {
			if strings.HasPrefix(span, "rasoat_") && !slices.Contains(metrics, span) {
				t.Errorf("%s tells of the metric %s, which there is not", file, span)
			}
		}
	}
}
