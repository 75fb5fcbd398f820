package digest

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"rasoat/sync/lang"
)

//go:embed letter.html
var source string

// html writes the letter as HTML: nested tables with inline styles, which
// every mail program understands. A style sheet only adds to it: it turns the
// rows into cards on a narrow screen. Nothing is loaded from anywhere.
func (l letter) html() (string, error) {
	t, err := template.New("letter").Funcs(template.FuncMap{
		"spans": lang.Spans,
		"inc":   func(n int) int { return n + 1 },
	}).Parse(source)
	if err != nil {
		return "", fmt.Errorf("parse the HTML template: %w", err)
	}
	var b strings.Builder
	if err := t.Execute(&b, l); err != nil {
		return "", fmt.Errorf("write the HTML: %w", err)
	}
	return b.String(), nil
}
