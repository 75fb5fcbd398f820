package lang

import "strings"

// The marks around what is to be printed bold. They are control characters,
// which [Clean] takes out of everything that somebody typed.
const (
	strongOn  = "\x02"
	strongOff = "\x03"
)

// Span is a run of a text.
type Span struct {
	Text   string
	Strong bool
}

// Spans parts a text that a printer wrote at what is to be printed bold.
func Spans(s string) []Span {
	var spans []Span
	for s != "" {
		plain, rest, _ := strings.Cut(s, strongOn)
		if plain != "" {
			spans = append(spans, Span{Text: plain})
		}
		strong, after, _ := strings.Cut(rest, strongOff)
		if strong != "" {
			spans = append(spans, Span{Text: strong, Strong: true})
		}
		s = after
	}
	return spans
}

// Plain returns a text that a printer wrote without the marks of what is to
// be printed bold.
func Plain(s string) string {
	return strings.NewReplacer(strongOn, "", strongOff, "").Replace(s)
}

func strong(s string) string { return strongOn + s + strongOff }
