package ledger

import (
	"strings"
	"time"
	"unicode"

	"github.com/hbollon/go-edlib"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Name is an entry of a closed list: a canonical name and the other forms
// under which people write it.
type Name struct {
	Name    string
	Aliases []string
}

// Fold returns the form in which names are compared: NFC, lower case, white
// space and dashes of every kind folded to one space, "&" and "và" alike,
// punctuation at the ends dropped. Diacritics stay: "Tài chính" and "Tai
// chinh" are different names.
func Fold(s string) string {
	s = cases.Fold().String(norm.NFC.String(s))
	s = strings.ReplaceAll(s, "&", " và ")
	var b strings.Builder
	space := false
	for _, r := range norm.NFC.String(s) {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Dash, r), r == '_', r == '/', r == '\u200b', r == '\ufeff':
			space = true
			continue
		case r == '.' || r == ',' || r == ';' || r == ':' || r == '"' || r == '“' || r == '”' || r == '\'':
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// Clean returns a cell's text as people read it: NFC, each run of white
// space (no-break spaces and line breaks included) one space, none at the
// ends.
func Clean(s string) string {
	return strings.Join(strings.Fields(norm.NFC.String(strings.ReplaceAll(s, "\u200b", ""))), " ")
}

// Names is a closed list of values.
type Names struct {
	entries []Name
	index   map[string]int // folded form → entry; -1 where two entries share a form
}

// NewNames returns the closed list of the entries. Where two entries share a
// derived form, that form names neither.
func NewNames(entries ...Name) *Names {
	n := &Names{entries: entries, index: map[string]int{}}
	for i, e := range entries {
		for _, form := range append([]string{e.Name}, e.Aliases...) {
			n.add(form, i)
		}
	}
	return n
}

func (n *Names) add(form string, entry int) {
	f := Fold(form)
	if f == "" {
		return
	}
	if old, ok := n.index[f]; ok && old != entry {
		n.index[f] = -1
		return
	}
	n.index[f] = entry
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

// Nearest returns the canonical name that is most like the text, or "" where
// none is at all like it.
func (n *Names) Nearest(text string) string {
	if n == nil {
		return ""
	}
	best, name := 0.0, ""
	folded := Fold(text)
	for form, i := range n.index {
		if i < 0 {
			continue
		}
		like := likeness(folded, form)
		if like > best || like == best && name != "" && n.entries[i].Name < name {
			best, name = like, n.entries[i].Name
		}
	}
	if best < 0.5 {
		return ""
	}
	return name
}

// likeness is 1 for equal texts and 0 for texts that share nothing.
func likeness(a, b string) float64 {
	longer := max(len([]rune(a)), len([]rune(b)))
	if longer == 0 {
		return 0
	}
	return 1 - float64(edlib.OSADamerauLevenshteinDistance(a, b))/float64(longer)
}

// Department is an entry of the directory.
type Department struct {
	Name      string
	Aliases   []string
	Emails    []string // mailboxes, in the order given
	Addressee string   // how the head is addressed: "Đồng chí Giám đốc Sở …"; "" for the default
	// Until is the last day of the department, zero while it lasts; Successor
	// is then the name of the one that took over.
	Until     time.Time
	Successor string
}

// Directory is the closed list of departments.
type Directory struct {
	departments []Department
	names       *Names
}

// NewDirectory returns the directory of the departments. Besides the names
// and aliases given, a department answers to the usual short forms of its
// name: "Sở TT&TT" and "Sở TTTT" for "Sở Thông tin và Truyền thông", "UBND"
// for "Ủy ban nhân dân". A short form that two departments share names
// neither.
func NewDirectory(departments ...Department) *Directory {
	d := &Directory{departments: departments, names: NewNames()}
	for _, dep := range departments {
		d.names.entries = append(d.names.entries, Name{dep.Name, dep.Aliases})
	}
	for i, dep := range departments {
		for _, form := range append([]string{dep.Name}, dep.Aliases...) {
			d.names.add(expand(form), i)
		}
	}
	// Derived forms never take a form away that was written down.
	written := len(d.names.index)
	derived := NewNames()
	derived.entries = d.names.entries
	for i, dep := range departments {
		for _, form := range initials(expand(dep.Name)) {
			derived.add(form, i)
		}
	}
	for form, i := range derived.index {
		if _, ok := d.names.index[form]; !ok || written == 0 {
			d.names.index[form] = i
		}
	}
	return d
}

// All returns the departments in their order. The slice belongs to the
// directory.
func (d *Directory) All() []Department { return d.departments }

// Find returns the department of that canonical name.
func (d *Directory) Find(name string) (Department, bool) {
	for _, dep := range d.departments {
		if dep.Name == name {
			return dep, true
		}
	}
	return Department{}, false
}

// Resolve returns the department that a text names. An empty directory knows
// nobody.
func (d *Directory) Resolve(text string) Ref {
	ref := d.names.Resolve(text)
	if ref.Known() || ref.Text == "" {
		return ref
	}
	if i, ok := d.names.index[Fold(expand(text))]; ok && i >= 0 {
		return Ref{ref.Text, d.departments[i].Name}
	}
	return ref
}

// Nearest returns the name of the department that is most like the text, or
// "".
func (d *Directory) Nearest(text string) string { return d.names.Nearest(expand(text)) }

// ResolveAll splits a cell that names one or more departments. A semicolon or
// a line break always separates; a comma, a plus sign or "và" only where the
// whole does not name a department, since many names hold them.
func (d *Directory) ResolveAll(text string) []Ref {
	return resolveAll(text, d.Resolve)
}

// ResolveAll splits a cell that names one or more entries, as
// [Directory.ResolveAll] does.
func (n *Names) ResolveAll(text string) []Ref {
	return resolveAll(text, n.Resolve)
}

func resolveAll(text string, resolve func(string) Ref) []Ref {
	var refs []Ref
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		part = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(part), "-–+•"))
		if Clean(part) == "" {
			continue
		}
		if ref := resolve(part); ref.Known() {
			refs = append(refs, ref)
			continue
		}
		refs = append(refs, splitKnown(part, resolve)...)
	}
	return refs
}

// splitKnown splits at commas and plus signs where every piece, or run of
// pieces joined again, names an entry; else the text stays whole.
func splitKnown(text string, resolve func(string) Ref) []Ref {
	pieces := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '+' })
	var refs []Ref
	for i := 0; i < len(pieces); {
		found := 0
		for j := len(pieces); j > i; j-- {
			if ref := resolve(strings.Join(pieces[i:j], ",")); ref.Known() {
				refs = append(refs, ref)
				found = j
				break
			}
		}
		if found == 0 {
			// One unknown piece among known ones is told by itself.
			refs = append(refs, Ref{Text: Clean(pieces[i])})
			found = i + 1
		}
		i = found
	}
	for _, r := range refs {
		if r.Known() {
			return refs
		}
	}
	return []Ref{{Text: Clean(text)}}
}

// expand writes the short forms out that stand for the same words in every
// name.
func expand(s string) string {
	words := strings.Fields(Fold(s))
	var out []string
	for _, w := range words {
		switch w {
		case "ubnd":
			out = append(out, "ủy", "ban", "nhân", "dân")
		case "hđnd":
			out = append(out, "hội", "đồng", "nhân", "dân")
		case "vp":
			out = append(out, "văn", "phòng")
		case "uỷ": // the older placing of the tone mark
			out = append(out, "ủy")
		case "tp":
			out = append(out, "thành", "phố")
		case "tx":
			out = append(out, "thị", "xã")
		case "bql":
			out = append(out, "ban", "quản", "lý")
		case "ca":
			out = append(out, "công", "an")
		default:
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// initials returns the forms in which all words of a name but the first are
// cut to their initials, as in "sở tttt" and "sở tt và tt".
func initials(name string) []string {
	words := strings.Fields(name)
	if len(words) < 3 || words[0] != "sở" && words[0] != "ban" && words[0] != "bộ" {
		return nil
	}
	var plain, joined strings.Builder
	for _, w := range words[1:] {
		if w == "và" {
			joined.WriteString(" và ")
			continue
		}
		r := []rune(w)[0]
		plain.WriteRune(r)
		joined.WriteRune(r)
	}
	return []string{words[0] + " " + plain.String(), words[0] + " " + joined.String()}
}
