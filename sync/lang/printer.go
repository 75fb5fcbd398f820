package lang

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Printer writes texts in one language. It never changes and may be shared.
type Printer struct {
	language Language
	errors   map[string]string // in this language, by the English text; nil for English
	phrases  []phrase          // those of errors that have arguments
	texts    map[string]*template.Template
	all      *template.Template // every one of texts, which share its functions
}

func newPrinter(l Language) *Printer {
	p := &Printer{language: l, texts: map[string]*template.Template{}}
	p.all = template.New("").Funcs(p.funcs()).Option("missingkey=error")
	return p
}

// Language returns the printer's language.
func (p *Printer) Language() Language { return p.language }

func (p *Printer) has(key string) bool { return p.texts[key] != nil }

// Text writes the text of a key. A text takes the arguments that the
// catalogue names; strings among them, alone or in lists, come out clean (see
// [Clean]). Where the key is unknown or an argument is missing, the key and
// the arguments come out instead, so that nothing is lost; the tests see to it
// that this does not happen.
func (p *Printer) Text(key string, args map[string]any) string {
	clean := make(map[string]any, len(args))
	for name, arg := range args {
		switch a := arg.(type) {
		case string:
			arg = Clean(a)
		case []string:
			list := make([]string, len(a))
			for i, s := range a {
				list[i] = Clean(s)
			}
			arg = list
		}
		clean[name] = arg
	}
	if t, ok := p.texts[key]; ok {
		var b strings.Builder
		if err := t.Execute(&b, clean); err == nil {
			return b.String()
		}
	}
	var b strings.Builder
	b.WriteString(key)
	for _, name := range slices.Sorted(maps.Keys(clean)) {
		fmt.Fprintf(&b, " %s=%v", name, clean[name])
	}
	return b.String()
}

// longest is the number of characters beyond which an argument of a finding
// is cut: a warning has to stay readable in a cell.
const longest = 80

// Finding writes what a finding says, in one or a few sentences without the
// item's code: the value seen, the value expected and what to do.
//
// Besides the finding's own arguments, its text knows .place ("ô F14",
// "dòng 14", "cột F" or the tab), .cell ("F14"), .row ("14") and .tab. A rule
// of the operator's own, which the catalogue does not know, says what its
// arguments "vi" and "en" say, or why it could not be evaluated.
func (p *Printer) Finding(f rule.Finding) string {
	args := make(map[string]any, len(f.Args)+4)
	for name, arg := range f.Args {
		switch a := arg.(type) {
		case string:
			arg = Cut(Clean(a), longest)
		case []string:
			list := make([]string, len(a))
			for i, s := range a {
				list[i] = Cut(Clean(s), longest)
			}
			arg = list
		}
		args[name] = arg
	}
	args["cell"] = f.Cell()
	args["tab"] = Cut(Clean(f.TabTitle), longest)
	args["row"] = ""
	if f.Row >= 0 {
		args["row"] = fmt.Sprint(f.Row + 1)
	}
	args["place"] = p.Place(f)
	if !p.has("finding/" + f.Rule) {
		args["rule"], args["text"] = Cut(Clean(f.Rule), longest), p.own(f)
		if why, _ := f.Args["why"].(string); why != "" {
			return p.Text("finding/custom/failed", args)
		}
		return p.Text("finding/custom", args)
	}
	return p.Text("finding/"+f.Rule, args)
}

// longestOwn is the number of characters beyond which the text of a rule of
// the operator's own is cut.
const longestOwn = 300

// own returns what the configuration says of a rule of the operator's own: the
// argument named as the printer's language, else that of another language, ""
// where there is none.
func (p *Printer) own(f rule.Finding) string {
	for _, l := range append([]Language{p.language}, Languages()...) {
		if text, _ := f.Args[string(l)].(string); Clean(text) != "" {
			return Cut(Clean(text), longestOwn)
		}
	}
	return ""
}

// Warning writes what stands beside the finding's row: as Finding, after the
// item's code where it has one.
func (p *Printer) Warning(f rule.Finding) string {
	text := p.Finding(f)
	if f.Item == nil {
		return text
	}
	code := Cut(Clean(f.Item.Code()), longest)
	if code == "" {
		return text
	}
	if p.beginsWithName(f, text) {
		return code + ": " + text
	}
	return code + ": " + lowerFirst(text)
}

// beginsWithName reports whether a text of the operator's own begins with the
// name of the item or of a department of its row.
func (p *Printer) beginsWithName(f rule.Finding, text string) bool {
	if p.has("finding/" + f.Rule) {
		return false
	}
	names := []string{f.Item.Name}
	for _, ref := range slices.Concat(f.Item.Leads, f.Item.Cooperating) {
		names = append(names, ref.Name, ref.Text)
	}
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && strings.HasPrefix(text, Clean(name)) })
}

// lowerFirst lowers the first letter, but not that of an abbreviation such as
// TMĐT.
func lowerFirst(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[n:])
	if unicode.IsUpper(second) || unicode.IsDigit(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}

// Place names the finding's place in running text: "ô F14", "dòng 14",
// "cột F", or the tab as a whole.
func (p *Printer) Place(f rule.Finding) string {
	kind := "cell"
	switch {
	case f.Row < 0 && f.Col < 0:
		kind = "tab"
	case f.Row < 0:
		kind = "column"
	case f.Col < 0:
		kind = "row"
	}
	return p.Text("place/"+kind, map[string]any{"at": f.Cell(), "tab": Cut(Clean(f.TabTitle), longest)})
}

// RuleTitle names a rule, such as "Tổng của mục không khớp"; an unknown rule
// keeps its id.
func (p *Printer) RuleTitle(id string) string {
	if !p.has("rule/" + id) {
		return Clean(id)
	}
	return p.Text("rule/"+id, nil)
}

// Severity names a severity.
func (p *Printer) Severity(s rule.Severity) string { return p.Text("severity/"+string(s), nil) }

// Field names what a column holds. A name that is no field's stays as it is:
// it is then a header that somebody wrote.
func (p *Printer) Field(f ledger.Field) string {
	if !p.has("field/" + string(f)) {
		return Clean(string(f))
	}
	return p.Text("field/"+string(f), nil)
}
