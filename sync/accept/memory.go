package accept

import (
	"slices"
	"strings"

	"rasoat/sync/ledger"
)

// memory is what is known of explanations, to be taken by the rows of today.
type memory struct {
	known map[string]Known // by key
	// alike holds the keys whose rows do not say the text any more, by list and
	// text.
	alike map[string][]string
}

// line is a row with an explanation.
type line struct {
	row  *ledger.Row
	key  string
	text string
}

// linesOf returns the rows of a list that hold an explanation: none where it
// has no column for them.
func linesOf(list *ledger.List) []line {
	if list.Column(ledger.FieldExplanation) == nil {
		return nil
	}
	var lines []line
	keys := ledger.NewKeys(list.Name)
	for _, row := range list.Rows {
		key := keys.Of(row) // of every row: a later one of the same code has another key
		if text := row.Texts[ledger.FieldExplanation]; text != "" {
			lines = append(lines, line{row, key, text})
		}
	}
	return lines
}

// newMemory makes the memory for the rows of a ledger.
func newMemory(known []Known, present []line) *memory {
	m := &memory{map[string]Known{}, map[string][]string{}}
	for _, k := range known {
		m.known[k.Key] = k
	}
	here := map[string]string{}
	for _, l := range present {
		here[l.key] = digest(l.text)
	}
	for _, k := range known {
		if text, ok := here[k.Key]; !ok || text != k.Text {
			at := inList(k.Key, k.Text)
			m.alike[at] = append(m.alike[at], k.Key)
		}
	}
	return m
}

// recall returns what is known of a row's explanation: under its key, else of
// the only one with that text whose own row says it no more, since a code may
// have been corrected and rows of one code sorted. ok is false for one that was
// never seen.
func (m *memory) recall(l line) (Known, bool) {
	text := digest(l.text)
	if k, ok := m.known[l.key]; ok && k.Text == text {
		return k, true
	}
	at := inList(l.key, text)
	if from := m.alike[at]; len(from) == 1 {
		k := m.known[from[0]]
		delete(m.alike, at)
		k.Key, k.Covers = l.key, slices.Clone(k.Covers)
		return k, true
	}
	return Known{}, false
}

// inList is the digest of a text in the list that a key is of.
func inList(key, text string) string {
	list, _, _ := strings.Cut(key, "/")
	return list + "/" + text
}
