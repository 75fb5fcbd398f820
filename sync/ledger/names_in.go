package ledger

import (
	"slices"
	"strings"
)

// In returns the entries that a sentence speaks for, each once, in the order
// in which it names them: "Thống nhất sử dụng nguồn chi thường xuyên". A clause
// that denies something names none ("không có cơ sở sử dụng chi thường xuyên"),
// nor do those behind it up to one that says what is to be done. Nil where it names none, or where the list is open.
func (n *Names) In(text string) []Ref {
	if n == nil {
		return nil
	}
	if ref := n.Resolve(text); ref.Known() {
		return []Ref{ref}
	}
	var refs []Ref
	for sentence := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '.' || r == ';' || r == '\n' }) {
		denied := false
		for clause := range strings.FieldsFuncSeq(sentence, func(r rune) bool { return r == ',' || r == ':' }) {
			folded := " " + Fold(clause) + " "
			switch {
			case holdsAny(folded, " không ", " chưa ", " thay vì ", " thay cho ", " ngoài "):
				denied = true
			case holdsAny(folded, " đề nghị ", " thống nhất ", " đồng ý ", " sử dụng ", " bố trí ", " dùng ", " chuyển ", " nhưng ", " mà "):
				denied = false
			}
			if denied {
				continue
			}
			for _, i := range n.within(folded) {
				if ref := (Ref{Text: n.entries[i].Name, Name: n.entries[i].Name}); !slices.Contains(refs, ref) {
					refs = append(refs, ref)
				}
			}
		}
	}
	return refs
}

func holdsAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

// within returns the entries that a folded text with a space at both ends
// names as whole words, in order. Where two names share words the longer
// counts.
func (n *Names) within(text string) []int {
	type hit struct{ from, to, entry int }
	var hits []hit
	for form, i := range n.index {
		if i < 0 {
			continue
		}
		for at := 0; ; {
			k := strings.Index(text[at:], " "+form+" ")
			if k < 0 {
				break
			}
			hits = append(hits, hit{at + k + 1, at + k + 1 + len(form), i})
			at += k + 1
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return b.to - a.to
	})
	var found []int
	end := 0
	for _, h := range hits {
		if h.from >= end {
			found = append(found, h.entry)
			end = h.to
		}
	}
	return found
}
