package draft

import (
	"bytes"
	"unicode/utf8"
)

// Encoding tells how a CSV file writes letters as bytes, as the configuration
// names it: by its byte order mark, by whether it is valid UTF-8, and else by
// whether the bytes beyond ASCII stand where Vietnamese letters and tone marks
// do in the code page of Windows.
func Encoding(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return "utf-16"
	case bytes.IndexByte(data, 0) >= 0:
		return "utf-16"
	case utf8.Valid(data):
		return "utf-8"
	}
	marks, letters := 0, 0
	for i, b := range data {
		if b < 0xC0 {
			continue
		}
		letters++
		switch b {
		case 0xCC, 0xEC, 0xD2, 0xDE, 0xF2: // the tone marks, each behind its vowel
			if i > 0 && isVowel(data[i-1]) {
				marks++
			}
		case 0xC3, 0xE3, 0xD0, 0xF0, 0xD5, 0xF5, 0xDD, 0xFD, 0xC2, 0xE2, 0xCA, 0xEA, 0xD4, 0xF4: // ă đ ơ ư â ê ô
			marks++
		}
	}
	if marks >= 3 && 10*marks >= 7*letters {
		return "windows-1258"
	}
	return "windows-1252"
}

// isVowel reports whether a byte is a vowel that may bear a tone mark.
func isVowel(b byte) bool {
	return bytes.IndexByte([]byte("aeiouyAEIOUY\xC2\xE2\xCA\xEA\xD4\xF4\xC3\xE3\xD5\xF5\xDD\xFD"), b) >= 0
}
