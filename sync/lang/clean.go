package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean makes a text that somebody typed fit to stand in one of ours: NFC, on
// one line, each run of white space one space, without control characters and
// without the invisible ones that turn the direction of writing or hide
// letters. What is left shows itself; a leading "=" stays, since every text
// is stored as text.
func Clean(s string) string {
	var b strings.Builder
	space := false
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case unicode.IsSpace(r), r == '\u2028', r == '\u2029':
			space = true
			continue
		case unicode.Is(unicode.C, r) && r != zwj && r != zwnj:
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

const (
	zwj  = '\u200D' // joins emoji
	zwnj = '\u200C'
)

// Cut returns the text where it has at most n characters, else its beginning
// and an ellipsis, n characters together. It cuts between words where one
// ends not far before, and never inside of what people see as one character.
func Cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	if n < 1 {
		return ""
	}
	runes := []rune(s)
	at := n - 1
	for at > 0 && joined(runes[at-1], runes[at]) {
		at--
	}
	for i := at; i > at-at/4 && i > 0; i-- {
		if runes[i] == ' ' {
			at = i
			break
		}
	}
	return strings.TrimRight(string(runes[:at]), " ,;:.–-(") + "…"
}

// joined reports whether two runes show as one character: a letter and its
// mark, the parts of an emoji, the two letters of a flag.
func joined(a, b rune) bool {
	regional := func(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
	return unicode.Is(unicode.M, b) || b == zwj || b == zwnj || a == zwj ||
		b >= 0x1F3FB && b <= 0x1F3FF || regional(a) && regional(b)
}
