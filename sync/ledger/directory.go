package ledger

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Department is an entry of the directory.
type Department struct {
	Name      string
	Aliases   []string
	Emails    []string // the department's mailboxes, in the order given
	Addressee string   // how the head is addressed: "Đồng chí Giám đốc Sở …"; "" for the default
	// The addresses of those whom reminders climb to: the officer who follows the
	// items, the leader in charge of the field, the head of the department.
	OfficerEmails, LeaderEmails, HeadEmails []string
	// Until is the last day of the department, zero while it lasts; Successor
	// is then the name of the one that took over.
	Until     time.Time
	Successor string
}

// Directory is the closed list of departments.
type Directory struct {
	departments []Department
	places      map[string]int // canonical name → place in departments
	names       *Names         // names and aliases, as written and with words such as "UBND" written out
	short       *Names         // the forms cut to initials, see squeeze
}

// NewDirectory returns the directory of the departments. Besides the names
// and aliases given, a department answers to the usual short forms of its
// name: "Sở TT&TT", "Sở TTTT" and "STTTT" for "Sở Thông tin và Truyền thông",
// "UBND" for "Ủy ban nhân dân". A short form that two departments share names
// neither.
//
// Of departments of the same name the later ones add their aliases to the
// first and fill in what it lacks.
func NewDirectory(departments ...Department) *Directory {
	d := &Directory{places: map[string]int{}, names: NewNames(), short: NewNames()}
	first := map[string]int{}
	for _, dep := range departments {
		key := expand(dep.Name)
		if i, ok := first[key]; ok {
			d.departments[i] = joined(d.departments[i], dep)
			continue
		}
		first[key] = len(d.departments)
		d.departments = append(d.departments, dep)
	}
	derived, derivedNames := NewNames(), NewNames()
	for i, dep := range d.departments {
		d.places[dep.Name] = i
		entry := Name{dep.Name, dep.Aliases}
		d.names.entries = append(d.names.entries, entry)
		d.short.entries = append(d.short.entries, entry)
		for _, form := range append([]string{dep.Name}, dep.Aliases...) {
			d.names.add(Fold(form), i)
			d.names.add(expand(form), i)
			d.short.add(squeeze(form), i)
		}
		for _, form := range initials(expand(dep.Name)) {
			derived.add(form, i)
		}
		for _, form := range shorter(expand(dep.Name)) {
			derivedNames.add(form, i)
		}
	}
	// Derived forms never take a form away that was written down.
	for form, i := range derived.index {
		if _, ok := d.short.index[form]; !ok {
			d.short.index[form] = i
		}
	}
	for form, i := range derivedNames.index {
		if _, ok := d.names.index[form]; !ok {
			d.names.index[form] = i
		}
	}
	for i := range d.departments {
		dep := &d.departments[i]
		if s := d.Resolve(dep.Successor); s.Known() {
			dep.Successor = s.Name
		}
	}
	return d
}

// joined returns what two entries say of one department.
func joined(a, b Department) Department {
	a.Aliases = append(slices.Clone(a.Aliases), b.Aliases...)
	if len(a.Emails) == 0 {
		a.Emails = b.Emails
	}
	if len(a.OfficerEmails) == 0 {
		a.OfficerEmails = b.OfficerEmails
	}
	if len(a.LeaderEmails) == 0 {
		a.LeaderEmails = b.LeaderEmails
	}
	if len(a.HeadEmails) == 0 {
		a.HeadEmails = b.HeadEmails
	}
	a.Addressee = cmp.Or(a.Addressee, b.Addressee)
	if a.Until.IsZero() {
		a.Until = b.Until
	}
	a.Successor = cmp.Or(a.Successor, b.Successor)
	return a
}

// All returns the departments in their order. The slice belongs to the
// directory.
func (d *Directory) All() []Department { return d.departments }

// Find returns the department of that canonical name.
func (d *Directory) Find(name string) (Department, bool) {
	i, ok := d.places[name]
	if !ok {
		return Department{}, false
	}
	return d.departments[i], true
}

// Resolve returns the department that a text names. An empty directory knows
// nobody.
func (d *Directory) Resolve(text string) Ref {
	ref := d.names.Resolve(text)
	if ref.Known() || ref.Text == "" {
		return ref
	}
	expanded := expand(text)
	if i, ok := d.names.index[expanded]; ok && i >= 0 {
		return Ref{ref.Text, d.departments[i].Name}
	}
	if i, ok := d.short.index[squeeze(text)]; ok && i >= 0 {
		return Ref{ref.Text, d.departments[i].Name}
	}
	// "Sở Tài chính tỉnh"
	if bare, ok := strings.CutSuffix(expanded, " tỉnh"); ok {
		if i, ok := d.names.index[bare]; ok && i >= 0 {
			return Ref{ref.Text, d.departments[i].Name}
		}
	}
	// "Sở Tài chính (chủ trì)"
	if bare := roleAtEnd.ReplaceAllString(ref.Text, ""); bare != ref.Text {
		return Ref{ref.Text, d.Resolve(bare).Name}
	}
	return ref
}

// roleAtEnd finds what a cell may say of a department behind its name.
var roleAtEnd = regexp.MustCompile(`(?i)\s*\((?:(?:cơ quan|đơn vị) )?(?:chủ trì|chủ đầu tư|đầu mối|thường trực|phối hợp)\)$`)

// Nearest returns the name of the department that is most like the text, or
// "".
func (d *Directory) Nearest(text string) string {
	return d.short.nearest(squeeze(text), d.names.nearest(expand(text), like{})).name
}

// ResolveAll splits a cell that names one or more departments. A semicolon or
// a line break always separates; a comma, a plus sign, a slash or "và" only
// where the whole does not name a department, since many names hold them.
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
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		part = listMark.ReplaceAllString(Clean(part), "")
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

var (
	listMark  = regexp.MustCompile(`^(?:[-–+•*]|\d{1,2}[.)])\s*`)
	separator = regexp.MustCompile(`(?i)\s*[,+/]\s*|\s+(?:và|&)\s+`)
)

// mostPieces bounds how many pieces of a text are tried as names.
const mostPieces = 40

// splitKnown splits a text where a piece, or a run of pieces as it stands,
// names an entry; where none does, the text stays whole. Unknown pieces that
// "và" joins stay together.
func splitKnown(text string, resolve func(string) Ref) []Ref {
	text = compose(text)
	whole := []Ref{{Text: Clean(text)}}
	seps := separator.FindAllStringIndex(text, -1)
	if len(seps) == 0 || len(seps) >= mostPieces {
		return whole
	}
	seps = append(seps, []int{len(text), len(text)})
	var refs []Ref
	known, from, start := false, 0, 0 // from is where the last unknown piece began
	for i := 0; i < len(seps); {
		found := 0
		for j := len(seps); j > i && found == 0; j-- {
			if ref := resolve(text[start:seps[j-1][0]]); ref.Known() {
				refs = append(refs, ref)
				known, found = true, j
			}
		}
		if found == 0 {
			found = i + 1
			ref := Ref{Text: Clean(text[start:seps[i][0]])}
			if n := len(refs); n > 0 && !refs[n-1].Known() && joins(text[seps[i-1][0]:seps[i-1][1]]) {
				refs[n-1] = Ref{Text: Clean(text[from:seps[i][0]])}
			} else if ref.Text != "" {
				from = start
				refs = append(refs, ref)
			}
		}
		start, i = seps[found-1][1], found
	}
	if !known {
		return whole
	}
	return refs
}

// joins reports whether a separator is a word and not a sign.
func joins(sep string) bool { return !strings.ContainsAny(sep, ",+/") }

// expand folds a name and writes the short forms out that stand for the same
// words in every name, and those of places where a committee's place is named.
func expand(s string) string {
	words := strings.Fields(Fold(s))
	place := false // the word before was a people's committee or council
	for i, w := range words {
		if place {
			place = false
			if long := placeWord(w); long != "" && i+1 < len(words) {
				words[i] = long
				continue
			}
		}
		switch w {
		case "ubnd":
			words[i], place = "ủy ban nhân dân", true
		case "hđnd":
			words[i], place = "hội đồng nhân dân", true
		case "dân":
			place = i > 0 && words[i-1] == "nhân"
		case "vp":
			words[i] = "văn phòng"
		case "tp":
			words[i] = "thành phố"
		case "tx":
			words[i] = "thị xã"
		case "bql":
			words[i] = "ban quản lý"
		case "bqlda":
			words[i] = "ban quản lý dự án"
		case "qlda":
			words[i] = "quản lý dự án"
		case "da":
			words[i] = "dự án"
		case "đtxd":
			words[i] = "đầu tư xây dựng"
		case "ca":
			words[i] = "công an"
		case "bch":
			words[i] = "bộ chỉ huy"
		case "bchqs":
			words[i] = "bộ chỉ huy quân sự"
		}
	}
	return strings.Join(words, " ")
}

// placeWord writes out what kind of place follows: "H." in "UBND H. An Mẫu".
func placeWord(w string) string {
	switch w {
	case "h":
		return "huyện"
	case "q":
		return "quận"
	case "p":
		return "phường"
	case "x":
		return "xã"
	case "tt":
		return "thị trấn"
	case "tx":
		return "thị xã"
	case "tp":
		return "thành phố"
	}
	return ""
}

// shorter returns shorter forms of an expanded name that mean the same as long
// as no other department has them: "công an" for that of the province, "huyện
// an mẫu" for its people's committee.
func shorter(name string) []string {
	if place, ok := strings.CutPrefix(name, "ủy ban nhân dân "); ok {
		if strings.Count(place, " ") >= 2 {
			return []string{place}
		}
		return nil
	}
	bare, ok := strings.CutSuffix(name, " tỉnh")
	if !ok || !strings.Contains(bare, " ") || bare == "hội đồng nhân dân" {
		return nil
	}
	return []string{bare}
}

// squeeze folds a name and draws all words but the first together, without
// "và": the one form of "Sở TT&TT", "Sở TT và TT" and "Sở TTTT".
func squeeze(s string) string {
	words := strings.Fields(Fold(s))
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return words[0] + " " + strings.Join(slices.DeleteFunc(words[1:], func(w string) bool { return w == "và" }), "")
}

// initials returns the squeezed forms of a folded name in which all words, or
// all but the first, are cut to their initials: "sở tttt" and "stttt".
func initials(name string) []string {
	words := strings.Fields(name)
	if len(words) < 3 || words[0] != "sở" && words[0] != "ban" && words[0] != "bộ" {
		return nil
	}
	short := ""
	for _, w := range words[1:] {
		if w != "và" {
			r, _ := utf8.DecodeRuneInString(w)
			short += string(r)
		}
	}
	return []string{words[0] + " " + short, words[0][:1] + short}
}
