package ledger

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"
	"golang.org/x/text/unicode/norm"
)

// Name is an entry of a closed list: a canonical name and the other forms
// under which people write it.
type Name struct {
	Name    string
	Aliases []string
}

// Fold returns the form in which names are compared: NFC, lower case, white
// space and dashes of every kind folded to one space, "&" and "và" alike, the
// older placing of tone marks ("hoá") as the newer ("hóa"), punctuation taken
// for white space, none at the ends. Diacritics stay: "Tài chính" and "Tai
// chinh" are different names.
func Fold(s string) string {
	if strings.ContainsFunc(s, invisible) {
		s = strings.Map(func(r rune) rune {
			if invisible(r) {
				return -1
			}
			return r
		}, s)
	}
	s = compose(s)
	b := make([]byte, 0, len(s)+8)
	space := false
	for rest := s; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
		if separates(r) {
			space = true
			continue
		}
		if space && len(b) > 0 {
			b = append(b, ' ')
		}
		space = r == '&'
		if r == '&' {
			if len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, ' ')
			}
			b = append(b, "và"...)
			continue
		}
		r = unicode.ToLower(r)
		if r >= utf8.RuneSelf && len(b) > 0 {
			if tone, vowel, ok := moveTone(b, r, rest); ok {
				b = utf8.AppendRune(b[:len(b)-1], tone)
				r = vowel
			}
		}
		b = utf8.AppendRune(b, r)
	}
	return compose(string(b)) // a tone mark alone may follow what was left out
}

// compose returns the text in NFC. Nearly all texts are in it, and a look at
// their letters is enough to know: none of those up to U+02FF, of those for
// Vietnamese and of the usual dashes and quotes ever changes or joins the one
// before it (UAX #15, Quick_Check).
func compose(s string) string {
	for _, r := range s {
		if r >= 0x300 && (r < 0x1E00 || r > 0x1EFF) && (r < 0x2010 || r > 0x2027) {
			return norm.NFC.String(s)
		}
	}
	return s
}

// invisible reports a rune that shows nothing: zero-width space, byte order
// mark, soft hyphen.
func invisible(r rune) bool { return r == '\u200b' || r == '\ufeff' || r == '\u00ad' }

// separates reports a rune that only separates words.
func separates(r rune) bool {
	switch r {
	case ' ', '-', '_', '/', '.', ',', ';', ':', '"', '\'', '“', '”', '‘', '’':
		return true
	}
	if r < utf8.RuneSelf {
		return r >= '\t' && r <= '\r'
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Dash, r)
}

// moveTone returns what "oá", "oé" and "uý" at the end of a syllable are in
// the newer spelling: "óa", "óe", "úy". b ends before the vowel r; rest is what
// follows it.
func moveTone(b []byte, r rune, rest string) (tone, vowel rune, ok bool) {
	var from, toned string
	switch b[len(b)-1] {
	case 'o':
		toned = "òóỏõọ"
		if from, vowel = "àáảãạ", 'a'; !strings.ContainsRune(from, r) {
			from, vowel = "èéẻẽẹ", 'e'
		}
	case 'u':
		toned, from, vowel = "ùúủũụ", "ỳýỷỹỵ", 'y'
		if len(b) > 1 && b[len(b)-2] == 'q' {
			return 0, 0, false // "quý" is spelled one way only
		}
	default:
		return 0, 0, false
	}
	if next, _ := utf8.DecodeRuneInString(rest); unicode.IsLetter(next) || unicode.IsMark(next) {
		return 0, 0, false
	}
	n := strings.IndexRune(from, r)
	if n < 0 {
		return 0, 0, false
	}
	tones := []rune(toned)
	return tones[len([]rune(from[:n]))], vowel, true
}

// Clean returns a cell's text as people read it: NFC, each run of white
// space (no-break spaces and line breaks included) one space, none at the
// ends, nothing invisible.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	s = compose(s)
	if isClean(s) {
		return s
	}
	if strings.ContainsFunc(s, invisible) {
		s = compose(strings.Map(func(r rune) rune {
			if invisible(r) {
				return -1
			}
			return r
		}, s))
	}
	return strings.Join(strings.Fields(s), " ")
}

// CleanLines cleans a text line by line. Lines that say nothing are left out.
func CleanLines(s string) string {
	var lines []string
	for _, line := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r) }) {
		if line = Clean(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// isPlain reports whether a text is ASCII without white space but single spaces
// between words: most codes and figures are, and Clean has nothing to do.
func isPlain(s string) bool {
	space := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 0x7f || c < ' ' || c == ' ' && space:
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

// isClean reports whether Clean has nothing to do.
func isClean(s string) bool {
	space := true
	for _, r := range s {
		switch {
		case r == ' ':
			if space {
				return false
			}
			space = true
		case unicode.IsSpace(r) || invisible(r):
			return false
		default:
			space = false
		}
	}
	return !space || s == ""
}

// Names is a closed list of values.
type Names struct {
	entries []Name
	index   map[string]int // folded form → entry; -1 where two entries share a form
}

// NewNames returns the closed list of the entries. Where two entries share a
// form, that form names neither.
func NewNames(entries ...Name) *Names {
	n := &Names{entries: entries, index: map[string]int{}}
	for i, e := range entries {
		for _, form := range append([]string{e.Name}, e.Aliases...) {
			n.add(Fold(form), i)
		}
	}
	return n
}

// add gives an entry a folded form.
func (n *Names) add(form string, entry int) {
	if form == "" {
		return
	}
	if old, ok := n.index[form]; ok && old != entry {
		entry = -1
	}
	n.index[form] = entry
}

// All returns the canonical names in their order. A nil list has none.
func (n *Names) All() []string {
	if n == nil {
		return nil
	}
	all := make([]string, len(n.entries))
	for i, e := range n.entries {
		all[i] = e.Name
	}
	return all
}

// Resolve returns the entry that a text names. In a nil list every text names
// itself.
func (n *Names) Resolve(text string) Ref {
	text = Clean(text)
	if n == nil || text == "" {
		return Ref{text, text}
	}
	if i, ok := n.index[Fold(text)]; ok && i >= 0 {
		return Ref{text, n.entries[i].Name}
	}
	return Ref{Text: text}
}

// Nearest returns the canonical name that a text may be a slip of, or "" where
// none is much like it: a wrong guess is worse than none.
func (n *Names) Nearest(text string) string {
	if n == nil {
		return ""
	}
	return n.nearest(Fold(text), like{}).name
}

// like is a candidate for the nearest name.
type like struct {
	likeness float64
	apart    int // by how many letters the form is longer or shorter
	name     string
}

// nearest returns the better of what was found and the entry that is most like
// a folded text. Of forms that are alike the one of the same length is nearer:
// for "sở cntt" the short form "sở tttt", not "sở ct".
func (n *Names) nearest(folded string, found like) like {
	letters := utf8.RuneCountInString(folded)
	for form, i := range n.index {
		if i < 0 {
			continue
		}
		long := utf8.RuneCountInString(form)
		apart := max(letters, long) - min(letters, long)
		if float64(apart) > (1-leastLike)*float64(max(letters, long)) {
			continue
		}
		c := like{likeness(folded, form), apart, n.entries[i].Name}
		switch {
		case c.likeness < leastLike || c.likeness < found.likeness || !restAlike(folded, form):
		case c.likeness > found.likeness, c.apart < found.apart, c.apart == found.apart && c.name < found.name:
			found = c
		}
	}
	return found
}

// leastLike is how much alike two names must be for one to be a slip of the
// other: three letters in five.
const leastLike = 0.6

// longestInitials is how many letters the initials of a department have at
// most.
const longestInitials = 7

// restAlike reports whether two names are still alike without the words that
// both begin with, which many names share ("Sở …", "UBND huyện …"): in half
// of an abbreviation, in two letters of three of what is longer.
func restAlike(a, b string) bool {
	for {
		wordA, restA, moreA := strings.Cut(a, " ")
		wordB, restB, moreB := strings.Cut(b, " ")
		if wordA != wordB || !moreA || !moreB {
			break
		}
		a, b = restA, restB
	}
	if strings.HasPrefix(a, b+" ") || strings.HasPrefix(b, a+" ") {
		return true // one goes on where the other ends
	}
	least := 0.5
	if max(utf8.RuneCountInString(a), utf8.RuneCountInString(b)) > longestInitials {
		least = 0.66
	}
	return likeness(a, b) >= least
}

// likeness is 1 for equal texts and 0 for texts that share nothing.
func likeness(a, b string) float64 {
	longer := max(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	if longer == 0 {
		return 0
	}
	return 1 - float64(edlib.OSADamerauLevenshteinDistance(a, b))/float64(longer)
}
