package deliver

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"rasoat/sync/store"
)

func (w *Worker) name(m store.Message) string {
	if w.Name != nil {
		return w.Name(m)
	}
	sum := sha256.Sum256([]byte(m.Key))
	return hex.EncodeToString(sum[:16])
}

// masked hides who an address is of: "s***@example.com".
func masked(address string) string {
	local, domain, found := strings.Cut(address, "@")
	if !found {
		return "***"
	}
	_, n := utf8.DecodeRuneInString(local)
	return local[:n] + "***@" + domain
}

// veiled masks every address in what a server said.
func veiled(text string) string {
	inside := func(r rune) bool { return !strings.ContainsRune(" \t\r\n<>()[]\"',;:", r) }
	var b strings.Builder
	for text != "" {
		end := strings.IndexFunc(text, func(r rune) bool { return !inside(r) })
		if end == 0 {
			_, n := utf8.DecodeRuneInString(text)
			b.WriteString(text[:n])
			text = text[n:]
			continue
		}
		if end < 0 {
			end = len(text)
		}
		if word := text[:end]; strings.Contains(word, "@") {
			b.WriteString(masked(word))
		} else {
			b.WriteString(word)
		}
		text = text[end:]
	}
	return b.String()
}
