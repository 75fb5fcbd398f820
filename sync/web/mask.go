package web

import "strings"

// mask hides the mail addresses in a text of anybody's.
func mask(s string) string {
	if !strings.Contains(s, "@") {
		return s
	}
	var b strings.Builder
	for s != "" {
		end := strings.IndexFunc(s, delimits)
		if end < 0 {
			end = len(s)
		}
		if word := s[:end]; isAddress(word) {
			b.WriteString("***@***")
		} else {
			b.WriteString(word)
		}
		rest := strings.TrimLeftFunc(s[end:], delimits)
		b.WriteString(s[end : len(s)-len(rest)])
		s = rest
	}
	return b.String()
}

// isAddress reports whether a word has something on both sides of an "@".
func isAddress(word string) bool {
	at := strings.LastIndexByte(word, '@')
	return at > 0 && at < len(word)-1
}

// delimits reports whether a rune ends a mail address in running text.
func delimits(r rune) bool {
	return r <= ' ' || strings.ContainsRune("<>\"'(),;:[]{}“”‘’|\u00a0", r)
}
