package digest

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"rasoat/sync/lang"
)

// page is what every mail says around its tables.
type page struct {
	Language           lang.Language
	Subject, Preheader string
	Banner             string // for whom a redirected mail was meant, else ""
	Greeting           string
	Reminder           string   // which reminder it is, "" for the first or none
	Summary            []string // with the marks of what is bold; see [lang.Spans]
	Attached           string   // what is attached, "" for nothing
	Ends               []string
	Closing            string
	Agency             string
	Automatic          string
}

// page returns the page of a mail that is meant for those addresses.
func (w writer) page(to []string) page {
	p := page{
		Language:  w.p.Language(),
		Closing:   w.p.Text("digest/closing", nil),
		Agency:    lang.Cut(lang.Clean(cmp.Or(w.o.Agency, w.o.From.Name)), 160),
		Automatic: w.p.Text("digest/automatic", args{"list": w.list()}),
	}
	if w.o.Redirect != "" {
		p.Banner = w.p.Text("digest/redirected", args{"to": few(to, 12)})
	}
	return p
}

// list is what the list is called.
func (w writer) list() string { return lang.Cut(lang.Clean(w.o.List), 60) }

// top writes what comes before the tables as plain text. Lines are not
// wrapped: mail programs do that, to the width that they have.
func (p page) top(b *strings.Builder) {
	if p.Banner != "" {
		b.WriteString(p.Banner + "\n\n")
	}
	b.WriteString(p.Greeting + "\n\n")
	if p.Reminder != "" {
		b.WriteString(strings.ToUpper(p.Reminder) + "\n\n")
	}
	for _, s := range p.Summary {
		b.WriteString(lang.Plain(s) + "\n\n")
	}
}

// bottom writes what comes after them.
func (p page) bottom(b *strings.Builder) {
	for _, s := range p.Ends {
		b.WriteString(s + "\n")
	}
	b.WriteString("\n" + p.Closing + "\n\n")
	if p.Agency != "" {
		b.WriteString(p.Agency + "\n\n")
	}
	b.WriteString(p.Automatic + "\n")
}

var (
	//go:embed page.html
	pageSource string
	//go:embed letter.html
	letterSource string
	//go:embed overview.html
	overviewSource string
)

// execute writes a mail as HTML: nested tables with inline styles, which every
// mail program understands. A style sheet only adds to it: it turns the rows
// into cards on a narrow screen. Nothing is loaded from anywhere.
func execute(source string, data any) (string, error) {
	t := template.New("mail").Funcs(template.FuncMap{
		"spans": lang.Spans,
		"inc":   func(n int) int { return n + 1 },
	})
	for _, s := range []string{pageSource, source} {
		if _, err := t.Parse(s); err != nil {
			return "", fmt.Errorf("parse the HTML template: %w", err)
		}
	}
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		return "", fmt.Errorf("write the HTML: %w", err)
	}
	return b.String(), nil
}
