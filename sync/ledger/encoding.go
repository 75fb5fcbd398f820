package ledger

import (
	"regexp"
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

// The letters of the VNI encoding show as pairs of a vowel and a Latin-1 sign:
// "Sôû Taøi chính", "ñaàu tö coâng".
const (
	vniBase   = "aeiouyôöAEIOUYÔÖ"
	vniStrong = "øûïåäüëØÛÏÅÄÜË" // signs that no Vietnamese text of today has
	vniWeak   = "âàáêùõÂÀÁÊÙÕ"   // signs that one may have, but hardly behind a vowel
)

// isVNI recognises Vietnamese text of the VNI encoding. It takes two pairs for
// proof, one of which no other text has.
func isVNI(s string) bool {
	strong, weak := 0, 0
	previous := ' '
	for _, r := range s {
		base := strings.ContainsRune(vniBase, previous)
		switch {
		case r < 0x80:
		case r >= 0x1EA0 && r <= 0x1EF9, strings.ContainsRune("ăđĩũơưĂĐĨŨƠƯ", r):
			return false
		case base && strings.ContainsRune(vniStrong, r):
			strong++
		case (r == 'ñ' || r == 'Ñ') && !unicode.IsLetter(previous):
			strong++
		case base && strings.ContainsRune(vniWeak, r), (r == 'ö' || r == 'Ö') && unicode.IsLetter(previous):
			weak++
		}
		previous = r
	}
	return strong >= 2 || strong == 1 && weak > 0
}

// viqr finds the letters of the VIQR notation: "So+? Ta`i chi'nh" for "Sở Tài
// chính".
var viqr = regexp.MustCompile("(?i)[aeo]\\^[`'?~.]?|[ou]\\+|a\\([`'?~.a-z]|[aeiouy][`~?][a-z ]|\\bdd")

// isVIQR recognises Vietnamese text of the VIQR notation: three letters that
// only it has, one of them with a circumflex, a hook or a crossed d, in plain
// ASCII.
func isVIQR(s string) bool {
	if !strings.ContainsAny(s, "^+(") && !strings.Contains(s, "dd") {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	found := viqr.FindAllString(s, 4)
	return len(found) >= 3 && strings.ContainsAny(strings.Join(found, ""), "^+d")
}

// oldEncodingOf returns how a text is encoded that is of an old encoding, ""
// for any other.
func oldEncodingOf(s string) ProblemKind {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			plain = false
		}
		// U+1EA0 to U+1EF9: letters that only Vietnamese text of today has.
		if s[i] == 0xe1 && i+1 < len(s) && (s[i+1] == 0xba || s[i+1] == 0xbb) {
			return ""
		}
	}
	switch {
	case plain && isVIQR(s):
		return OldVIQR
	case plain:
		return ""
	case isTCVN3(s):
		return OldEncoding
	case isVNI(s):
		return OldVNI
	}
	return ""
}

// oldEncoding returns the first cell of some rows whose text is of an old
// encoding, and which.
func oldEncoding(t *table, top, bottom int) (at sheets.Addr, seen string, ok bool) {
	for r := top; r < min(t.Rows(), bottom); r++ {
		for col, c := range t.Row(r) {
			if text := c.Value.String(); c.Value.Kind() == sheets.Text && oldEncodingOf(text) != "" {
				return sheets.Addr{Row: r, Col: col}, Clean(text), true
			}
		}
	}
	return sheets.Addr{}, "", false
}
