package config

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// clean returns a text as people read it: NFC, each run of white space one
// space, none at the ends.
func clean(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }

// foldTitle returns the form in which titles of tabs are compared: letter
// case, spacing and the coding of diacritics do not count.
func foldTitle(s string) string { return clean(cases.Fold().String(norm.NFC.String(s))) }

// foldName returns the form in which names of closed lists are compared.
// Beyond [foldTitle], dashes, slashes and punctuation count as spaces, and "&"
// as "và": two names that fold alike here cannot be told apart in a cell.
func foldName(s string) string {
	s = cases.Fold().String(norm.NFC.String(s))
	s = strings.ReplaceAll(s, "&", " và ")
	return clean(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Dash, r) || strings.ContainsRune("_/.,;:\"“”'\u200b\ufeff", r) {
			return ' '
		}
		return r
	}, s))
}
