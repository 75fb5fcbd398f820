package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hbollon/go-edlib"
)

// Error is one mistake in the configuration.
type Error struct {
	File         string   // the file's name as given, or "$NAME" for a variable of the environment
	Line, Column int      // counted from 1; 0 where the place is not known
	Key          string   // dotted path: workbooks[0].lists[1].kind; "" for the file as a whole
	Msg          string   // what is wrong and, unless Allowed tells, what to write
	Allowed      []string // the values allowed there, nil where they are no closed list
	Nearest      string   // the allowed value that is most like the one seen, "" for none

	format string // what Msg was made of, "" for itself
	args   []any
	more   string // what was added to it
}

// Error returns the mistake on one line:
//
//	rasoat.yaml:12:5: workbooks[0].lists[1].kind: "project" is not a kind; allowed: projects, tasks, table (did you mean "projects"?)
func (e *Error) Error() string { return e.In(func(text string) string { return text }) }

// In returns the mistake on one line in another language. say tells how a text
// of this package is put there, the places of its arguments as they are (%s, %d,
// %q), and returns what it does not know.
func (e *Error) In(say func(string) string) string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", e.Line, e.Column)
	}
	if e.Key != "" {
		b.WriteString(": " + e.Key)
	}
	b.WriteString(": " + e.message(say))
	if len(e.Allowed) > 0 {
		fmt.Fprintf(&b, say("; allowed: %s"), strings.Join(e.Allowed, ", "))
	}
	if e.Nearest != "" {
		fmt.Fprintf(&b, say(" (did you mean %q?)"), e.Nearest)
	}
	return b.String()
}

// message is Msg in another language. Arguments of ours are put there too;
// those from the file stand in quotation marks and are none of them.
func (e *Error) message(say func(string) string) string {
	if e.format == "" {
		return say(e.Msg)
	}
	args := make([]any, len(e.args))
	for i, arg := range e.args {
		args[i] = arg
		if text, ok := arg.(string); ok {
			args[i] = say(text)
			if n, ok := strings.CutPrefix(text, "line "); ok {
				args[i] = fmt.Sprintf(say("line %s"), n)
			}
		}
	}
	return fmt.Sprintf(say(e.format), args...) + say(e.more)
}

// Errors are all mistakes of a configuration, in the order of their lines,
// those of the environment first.
type Errors []*Error

// Error returns the mistakes, one a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find the first mistake.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

// Sort puts the mistakes into their order.
func (e Errors) Sort() {
	slices.SortStableFunc(e, func(a, b *Error) int {
		return cmp.Or(
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Key, b.Key),
			cmp.Compare(a.Msg, b.Msg),
		)
	})
}

// notOneOf is the mistake of a value outside a closed list.
func notOneOf(text, noun string, allowed []string) *Error {
	e := mistake("%s is not a %s", quote(text), noun)
	e.Allowed, e.Nearest = allowed, nearest(text, allowed)
	return e
}

// mistake is one of no closed list.
func mistake(format string, args ...any) *Error {
	return &Error{Msg: fmt.Sprintf(format, args...), format: format, args: args}
}

// quote shows a text of the file, cut where it is long.
func quote(text string) string {
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "…"
	}
	return fmt.Sprintf("%q", text)
}

// nearest returns the allowed value that is most like the text, the first of
// several, or "" where none is at least half like it.
func nearest(text string, allowed []string) string {
	const longest = 100 // comparing costs the product of the lengths
	folded, best, name := foldName(text), 0.5, ""
	if len(folded) > longest {
		return ""
	}
	for _, a := range allowed {
		f := foldName(a)
		if len(f) > longest {
			continue
		}
		longer := max(len([]rune(folded)), len([]rune(f)), 1)
		like := 1 - float64(edlib.OSADamerauLevenshteinDistance(folded, f))/float64(longer)
		if like > best || like == best && name == "" {
			best, name = like, a
		}
	}
	return name
}

// among adds the values that are allowed.
func (e *Error) among(allowed []string) *Error {
	e.Allowed = allowed
	return e
}

// add puts a text behind what the mistake says.
func (e *Error) add(text string) {
	e.Msg += text
	e.more += text
}
