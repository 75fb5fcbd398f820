package ledger

import (
	"strings"
	"unicode"

	"rasoat/sheets"
)

// isTCVN3 recognises Vietnamese text of the old TCVN3 (ABC) encoding, whose
// letters show as Latin-1 signs: "Bé Tµi chÝnh". It looks for signs and
// capitals in the middle of words, where no text of today has them, and takes
// two for proof. Text with a letter that only Vietnamese has is of today.
func isTCVN3(s string) bool {
	odd := 0
	previous := ' '
	runes := []rune(s)
	for i, r := range runes {
		next := ' '
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		inWord, beforeWord := unicode.IsLetter(previous), unicode.IsLetter(next)
		switch {
		case r < 0x80:
		case r >= 0x1EA0 && r <= 0x1EF9, strings.ContainsRune("ăđĩũơưĂĐĨŨƠƯ", r):
			return false
		case r >= 'À' && r <= 'Þ' && r != '×' && previous >= 'a' && previous <= 'z':
			odd += 2
		case strings.ContainsRune("®§", r):
			if beforeWord {
				odd++
			}
		case strings.ContainsRune("µ¸¶·¬\u00ad", r):
			if inWord || beforeWord && r != 'µ' {
				odd++
			}
		case strings.ContainsRune("¹¨»¾¼½©ª«", r):
			if inWord && (beforeWord || r == '«') {
				odd++
			}
		}
		previous = r
	}
	return odd >= 2
}

// oldEncoding returns the first cell of some rows whose text is of the TCVN3
// encoding.
func oldEncoding(t *table, top, bottom int) (at sheets.Addr, seen string, ok bool) {
	for r := top; r < min(t.Rows(), bottom); r++ {
		for col, c := range t.Row(r) {
			if text := c.Value.String(); c.Value.Kind() == sheets.Text && isTCVN3(text) {
				return sheets.Addr{Row: r, Col: col}, Clean(text), true
			}
		}
	}
	return sheets.Addr{}, "", false
}

// oldText recognises Vietnamese text of an old encoding.
func oldText(s string) bool { return isTCVN3(s) }
