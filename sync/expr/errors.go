package expr

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"golang.org/x/text/unicode/norm"

	"rasoat/sync/ledger"
)

// Error is a mistake in an expression or message, in words for the operator.
type Error struct {
	Expr string // the expression or message as it was written
	// Offset is the place in Expr in characters from 0; Line and Col are the
	// same place as people count it, from 1.
	Offset, Line, Col int
	Message           string
	Hint              string // what to do, or ""
}

// Error implements error: message and hint, without the place.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + "; " + e.Hint
}

// The reasons for which an expression cannot be evaluated.
var (
	errOverflow = errors.New("amount too large")
	errDay      = errors.New("no day")
)

// at returns a mistake at a character of a source.
func at(source string, src []rune, offset int, message, hint string) *Error {
	e := &Error{Expr: source, Message: message, Hint: hint}
	e.place(src, offset)
	return e
}

// place sets where the mistake is: at a character of src, which is Expr in NFC.
func (e *Error) place(src []rune, offset int) {
	e.Offset = min(max(offset, 0), len(src))
	if !norm.NFC.IsNormalString(e.Expr) {
		src = []rune(e.Expr)
		e.Offset = decomposed(src, e.Offset)
	}
	e.Line, e.Col = 1, 1
	for _, r := range src[:e.Offset] {
		e.Col++
		if r == '\n' {
			e.Line, e.Col = e.Line+1, 1
		}
	}
}

// decomposed returns the character of a text at which the character of its NFC
// form begins. Nobody counts in a text beyond any expression's length.
func decomposed(text []rune, offset int) int {
	if len(text) > mostCharacters {
		return min(offset, len(text))
	}
	at := 0
	for i := range len(text) + 1 {
		if utf8.RuneCountInString(norm.NFC.String(string(text[:i]))) <= offset {
			at = i
		}
	}
	return at
}

// offsetOf returns the character at a line, from 1, and column, from 0.
func offsetOf(src []rune, line, column int) int {
	for i, r := range src {
		if line <= 1 {
			return min(i+column, len(src))
		}
		if r == '\n' {
			line--
		}
	}
	if line <= 1 {
		return min(len(src), len(src)+column)
	}
	return len(src)
}

// translate says in the operator's words what the library found. Of mistakes
// in the writing only the first is told; the others mostly follow from it.
func translate(source string, src []rune, issues *cel.Issues) error {
	var mistakes []error
	for _, e := range issues.Errors() {
		offset := offsetOf(src, e.Location.Line(), e.Location.Column())
		if strings.HasPrefix(e.Message, "Syntax error") {
			return misspelled(source, src, offset, e.Message)
		}
		mistakes = append(mistakes, explain(source, src, offset, e.Message))
	}
	return errors.Join(mistakes...)
}

var (
	undefinedField = regexp.MustCompile(`^undefined field '(.*)'$`)
	undeclared     = regexp.MustCompile(`^undeclared reference to '([^']*)'`)
	unexpected     = regexp.MustCompile(`^expected type '(.*)' but found '(.*)'$`)
	noOverload     = regexp.MustCompile(`^found no matching overload for '([^']*)' applied to '(.*)'$`)
)

// explain translates one mistake of meaning.
func explain(source string, src []rune, offset int, message string) *Error {
	if m := undefinedField.FindStringSubmatch(message); m != nil {
		offset = wordAt(src, offset)
		hint := "rasoat explain custom lists the fields"
		if near := nearest(m[1], fieldNames()); near != "" {
			hint = "do you mean " + near + "?"
		}
		return at(source, src, offset, "item."+m[1]+": no such field", hint)
	}
	if m := undeclared.FindStringSubmatch(message); m != nil {
		return unknownName(source, src, offset, m[1])
	}
	if m := noOverload.FindStringSubmatch(message); m != nil {
		return mismatch(source, src, offset, m[1], m[2])
	}
	if m := unexpected.FindStringSubmatch(message); m != nil {
		for offset < len(src) && src[offset] == '.' || offset > 0 && offset < len(src) && inWord(src[offset-1]) {
			offset-- // the library points at the dot of item.total
		}
		return at(source, src, offset, "must be "+typeName(m[1])+" here, and is "+typeName(m[2]), "")
	}
	message = strings.TrimSpace(message)
	switch {
	case strings.HasPrefix(message, "invalid matches argument"):
		return at(source, src, offset, "is no regular expression", "use contains() to look for a text")
	case strings.Contains(message, "size exceeds limit"), strings.Contains(message, "node count"), strings.Contains(message, "recursion"):
		return at(source, src, 0, "is too long", "divide it into several rules")
	case strings.Contains(message, "nested beyond") || strings.Contains(message, "comprehension"):
		return at(source, src, offset, "exists(), all(), filter() and map() stand too deep inside one another", "two are enough")
	case strings.Contains(message, "does not support field selection"):
		return at(source, src, offset, "only item has fields", "")
	}
	return at(source, src, offset, message, "")
}

// unknownName explains a name that is neither item nor a function.
func unknownName(source string, src []rune, offset int, name string) *Error {
	if at0 := slices.Index(src[min(offset, len(src)):], '('); at0 == 0 {
		offset = max(0, offset-len([]rune(name))) // the library points behind a function's name
	}
	e := at(source, src, offset, name+": no such name", "")
	if offset > 0 && src[offset-1] == '.' {
		e.Message = name + "(): no such function of a text, list or amount"
		if near := nearest(name, methodNames()); near != "" {
			e.Hint = "do you mean " + near + "()?"
		}
		return e
	}
	switch near := nearest(name, functionNames()); {
	case slices.Contains(fieldNames(), name):
		e.Hint = "do you mean item." + name + "?"
	case slices.Contains([]string{"and", "AND", "or", "OR", "not", "NOT"}, name):
		e.Hint = "write && for and, || for or, ! for not"
	case near != "":
		e.Hint = "do you mean " + near + "?"
	default:
		if near := nearest(name, fieldNames()); near != "" {
			e.Hint = "do you mean item." + near + "?"
		} else {
			e.Hint = "texts stand in quotation marks; rasoat explain custom lists the fields and functions"
		}
	}
	return e
}

// misspelled explains what cannot be read at all: first by what people usually
// write instead.
func misspelled(source string, src []rune, offset int, message string) *Error {
	s := &scanner{src: src}
	for s.pos < len(src) {
		r, start := s.next()
		if r == 0 && s.open {
			return at(source, src, start, "a text without its closing quotation mark", "")
		}
		switch {
		case strings.ContainsRune("“”„‘’«»", r):
			return at(source, src, start, "a curly quotation mark", `write straight ones: "…" or '…'`)
		case r == '=' && s.at(0) != '=' && (start == 0 || !strings.ContainsRune("=!<>", src[start-1])):
			return at(source, src, start, `a single "="`, "write == to compare")
		case r == '<' && s.at(0) == '>':
			return at(source, src, start, `"<>"`, "write != for unlike")
		case r == '&' && s.at(0) != '&' && (start == 0 || src[start-1] != '&'):
			return at(source, src, start, `a single "&"`, "write && for and")
		case r == '|' && s.at(0) != '|' && (start == 0 || src[start-1] != '|'):
			return at(source, src, start, `a single "|"`, "write || for or")
		case r == '≥' || r == '≤' || r == '≠':
			return at(source, src, start, fmt.Sprintf("%q", r), "write >=, <= or !=")
		case inWord(r) && slices.Contains([]string{"and", "or", "not"}, strings.ToLower(string(src[start:s.pos]))):
			return at(source, src, start, string(src[start:s.pos])+": no such name", "write && for and, || for or, ! for not")
		}
	}
	if strings.Contains(message, "<EOF>") {
		return at(source, src, len(src), "the end comes too early", "something is missing here: a bracket, a quotation mark, the right-hand side")
	}
	return at(source, src, offset, "cannot be read from here on", "")
}

func foreignHint(w string) string {
	if near := nearest(w, append(fieldNames(), "tỷ", "triệu", "nghìn")); near != "" {
		return "do you mean " + near + "?"
	}
	return "names have no diacritics, but for tỷ, triệu and nghìn; texts stand in quotation marks"
}

// wordAt returns where the word begins that stands at or behind a dot.
func wordAt(src []rune, offset int) int {
	for i := offset; i < len(src); i++ {
		if inWord(src[i]) {
			return i
		}
	}
	return offset
}

func fieldNames() []string {
	var names []string
	for _, f := range fields() {
		names = append(names, f.name)
	}
	return names
}

func functionNames() []string {
	return []string{
		"item", "ty", "trieu", "nghin", "billion", "million", "thousand", "date", "days", "same", "mentions", "money", "text",
		"has", "size", "int", "double", "string",
	}
}

func methodNames() []string {
	return []string{
		"contains", "startsWith", "endsWith", "matches", "size", "exists", "exists_one", "all", "filter", "map",
		"orValue", "hasValue", "value", "getFullYear", "getMonth", "getDayOfMonth", "getDayOfWeek",
	}
}

// nearest returns the name that is most like a text, or "".
func nearest(text string, names []string) string {
	entries := make([]ledger.Name, len(names))
	for i, n := range names {
		entries[i] = ledger.Name{Name: n}
	}
	return ledger.NewNames(entries...).Nearest(text)
}
