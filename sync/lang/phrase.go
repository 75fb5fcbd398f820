package lang

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// phrase is a text of errors with places for arguments. Errors are made in
// packages that know no language, and some are told long after, from the state or
// another process: so the arguments are found again in what was said.
type phrase struct {
	pattern string // a regular expression with a group for each argument
	longest string // the longest piece that always stands there
	letters int    // in all pieces: the more, the less by chance
	told    string // the format in the other language, its places numbered
	texts   []bool // by argument: it may be a text of errors itself
}

// verb is the place of an argument in a format, which may have a number.
var verb = regexp.MustCompile(`%(?:\[(\d)\])?\d*([a-zA-Z%])`)

// newPhrases returns the texts that have arguments, those with the most letters
// of their own first.
func newPhrases(texts map[string]string) []phrase {
	var all []phrase
	for _, format := range slices.Sorted(maps.Keys(texts)) {
		if f, ok := newPhrase(format, texts[format]); ok {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b phrase) int { return cmp.Compare(b.letters, a.letters) })
	return all
}

// newPhrase reads a format and how it is told; false where it has no argument, or
// so few letters that they stand in any text.
func newPhrase(format, told string) (phrase, bool) {
	const fewest = 3
	f := phrase{told: numbered(told)}
	pattern := strings.Builder{}
	piece := func(s string) {
		pattern.WriteString(regexp.QuoteMeta(s))
		if len(s) > len(f.longest) {
			f.longest = s
		}
		for _, r := range s {
			if unicode.IsLetter(r) {
				f.letters++
			}
		}
	}
	at := 0
	for _, place := range verb.FindAllStringSubmatchIndex(format, -1) {
		piece(format[at:place[0]])
		at = place[1]
		group := `(.*?)`
		switch format[place[4]:place[5]] {
		case "%":
			piece("%")
			continue
		case "q":
			group = `("(?:[^"\\]|\\.)*")`
		case "d", "o":
			group = `(-?\d+)`
		}
		pattern.WriteString(group)
		f.texts = append(f.texts, group == `(.*?)`)
	}
	piece(format[at:])
	f.pattern = `(?s)^` + pattern.String() + `$`
	return f, len(f.texts) > 0 && f.letters >= fewest
}

// numbered makes every place of a format one of a text, by its number.
func numbered(format string) string {
	n := 0
	return verb.ReplaceAllStringFunc(format, func(s string) string {
		if s == "%%" {
			return s
		}
		n++
		if number := verb.FindStringSubmatch(s)[1]; number != "" {
			return "%[" + number + "]s"
		}
		return fmt.Sprintf("%%[%d]s", n)
	})
}

// in finds the arguments of the phrase in a text; nil where it does not say that.
func (f phrase) in(text string) []string {
	if !strings.Contains(text, f.longest) {
		return nil
	}
	if found := regexp.MustCompile(f.pattern).FindStringSubmatch(text); found != nil {
		return found[1:]
	}
	return nil
}

// told is Told.
func (p *Printer) told(text string) string {
	if t, ok := p.errors[text]; ok {
		return t
	}
	for _, f := range p.phrases {
		found := f.in(text)
		if found == nil {
			continue
		}
		args := make([]any, len(found))
		for i, arg := range found {
			if f.texts[i] {
				arg = p.told(arg)
			}
			args[i] = arg
		}
		return fmt.Sprintf(f.told, args...)
	}
	for _, mark := range []string{"\n", ": ", "; "} { // what errors are joined with
		if first, rest, ok := strings.Cut(text, mark); ok {
			return p.told(first) + mark + p.told(rest)
		}
	}
	return text
}
