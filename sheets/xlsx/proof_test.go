package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
)

// Prove holds a write of ours against what is promised of a person's file,
// part by part, with a reader of its own:
//
//   - every entry of the container that holds nothing of ours is there as it
//     was, still packed: its bytes, name, method, flags, times, attributes,
//     comment, and its place among the others;
//   - the part of a tab is the same text but for our cells and the widths of
//     our columns, the hints about used cells, and last results that our cells
//     made stale;
//   - the list of tabs, the defined names, the content types and the relations
//     are the same text but for what names ours;
//   - the lists of styles begin with what they held;
//   - every prefix in a part that we wrote is declared.
//
// A digital signature goes whole, with all that names it, or stays whole.
//
// It returns the formulas whose last result went, as "part!cell".
func Prove(t testing.TB, before, after []byte) (stale []string) {
	t.Helper()
	return prove(t, before, after, false)
}

// prove proves one write, or several after one another: then a part that
// holds what it did may have been packed anew in between.
func prove(t testing.TB, before, after []byte, several bool) (stale []string) {
	t.Helper()
	p := &prover{t: t, several: several, old: unpackAll(t, before), now: unpackAll(t, after)}
	for part := range p.old.owned { // a copy that people made of a tab of ours is theirs
		if _, there := p.now.files[part]; there && !p.now.owned[part] {
			delete(p.old.owned, part)
		}
	}
	p.container()
	for _, name := range p.now.names {
		if f := p.old.files[name]; f == nil || f.CRC32 != p.now.files[name].CRC32 {
			if err := declared(p.now.text(t, name)); err != nil {
				t.Errorf("proof: %s: %v", name, err)
			}
		}
	}
	for _, name := range p.old.names {
		if _, ok := p.now.files[name]; !ok {
			continue
		}
		old, now := p.old.text(t, name), p.now.text(t, name)
		if old == now {
			continue
		}
		if what := p.part(name, old, now); what != "" {
			t.Errorf("proof: %s: %s", name, what)
		}
	}
	return p.stale
}

// ProveFile is Prove for a file as it was and as it stands now.
func ProveFile(t testing.TB, before []byte, path string) []string {
	t.Helper()
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Prove(t, before, after)
}

type prover struct {
	t        testing.TB
	several  bool
	old, now *unpacked
	stale    []string
}

// unpacked is a container with what its workbook part says.
type unpacked struct {
	data      []byte
	zip       *zip.Reader
	names     []string
	files     map[string]*zip.File
	book      string                 // the workbook part
	types     map[string]string      // of the workbook's parts by name: "worksheet", "styles"
	ours      map[string]map[int]int // of the parts of tabs: our columns, with the first row
	owned     map[string]bool        // parts of tabs of ours
	ownScopes map[string]bool        // the places of their tabs in the list
	rids      map[string]proofRel    // the workbook's relations by their ids
}

func unpackAll(t testing.TB, data []byte) *unpacked {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal("proof:", err)
	}
	u := &unpacked{data: data, zip: zr, files: map[string]*zip.File{}, types: map[string]string{},
		ours: map[string]map[int]int{}, owned: map[string]bool{}, ownScopes: map[string]bool{}}
	for _, f := range zr.File {
		u.names = append(u.names, f.Name)
		u.files[f.Name] = f
	}
	for _, r := range u.rels(t, "") {
		if r.kind == "officeDocument" {
			u.book = r.target
		}
	}
	rels := u.rels(t, u.book)
	u.rids = rels
	for _, r := range rels {
		u.types[r.target] = r.kind
	}
	var doc struct {
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Attr []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
		Names []struct {
			Name  string `xml:"name,attr"`
			Scope *int   `xml:"localSheetId,attr"`
			Text  string `xml:",chardata"`
		} `xml:"definedNames>definedName"`
	}
	if err := xml.Unmarshal([]byte(u.text(t, u.book)), &doc); err != nil {
		t.Fatal("proof:", err)
	}
	parts, byTitle := make([]string, len(doc.Sheets)), map[string]string{}
	for i, s := range doc.Sheets {
		for _, a := range s.Attr {
			if a.Name.Local == "id" {
				parts[i] = rels[a.Value].target
			}
		}
		byTitle[strings.ToLower(s.Name)] = parts[i]
	}
	for _, n := range doc.Names {
		lower := strings.ToLower(n.Name)
		switch {
		case strings.HasPrefix(lower, "_rasoat.tab.") && n.Scope != nil:
			u.own(t, parts[*n.Scope])
			u.ownScopes[strconv.Itoa(*n.Scope)] = true
		case strings.HasPrefix(lower, "_rasoat.column."):
			i := strings.LastIndexByte(n.Text, '!')
			if i < 0 {
				continue
			}
			title := strings.ReplaceAll(strings.Trim(n.Text[:i], "'"), "''", "'")
			from, _, _ := strings.Cut(strings.ReplaceAll(n.Text[i+1:], "$", ""), ":")
			at, err := sheets.ParseAddr(from)
			if err != nil {
				continue
			}
			part := byTitle[strings.ToLower(title)]
			if u.ours[part] == nil {
				u.ours[part] = map[int]int{}
			}
			u.ours[part][at.Col] = at.Row
		}
	}
	return u
}

// own notes that a part is ours, with the drawing on it and its charts.
func (u *unpacked) own(t testing.TB, part string) {
	u.owned[part] = true
	dir, base := path.Split(part)
	if u.files[dir+"_rels/"+base+".rels"] == nil {
		return
	}
	for _, r := range u.rels(t, part) {
		if slices.Contains([]string{"drawing", "chart", "chartStyle", "chartColorStyle"}, r.kind) {
			u.own(t, r.target)
		}
	}
}

func (u *unpacked) text(t testing.TB, name string) string {
	t.Helper()
	f := u.files[name]
	if f == nil {
		for n, other := range u.files {
			if strings.EqualFold(n, name) {
				f = other
			}
		}
	}
	if f == nil {
		t.Fatalf("proof: no part %s", name)
	}
	r, err := f.Open()
	if err != nil {
		t.Fatal("proof:", err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal("proof:", err)
	}
	return string(data)
}

type proofRel struct{ kind, target string }

func (u *unpacked) rels(t testing.TB, part string) map[string]proofRel {
	t.Helper()
	var doc struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		}
	}
	dir, base := path.Split(part)
	if err := xml.Unmarshal([]byte(u.text(t, dir+"_rels/"+base+".rels")), &doc); err != nil {
		t.Fatal("proof:", err)
	}
	out := map[string]proofRel{}
	for _, r := range doc.Relationship {
		if r.Mode == "External" {
			continue
		}
		target := strings.ReplaceAll(r.Target, `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		out[r.ID] = proofRel{path.Base(r.Type), strings.TrimPrefix(path.Clean(target), "/")}
	}
	return out
}

// kind says what a part is to the workbook.
func (u *unpacked) kind(name string) string {
	for part, kind := range u.types {
		if strings.EqualFold(part, name) {
			return kind
		}
	}
	dir, base := path.Split(u.book)
	switch {
	case strings.EqualFold(name, u.book):
		return "workbook"
	case strings.EqualFold(name, dir+"_rels/"+base+".rels"):
		return "relations"
	case name == "[Content_Types].xml":
		return "types"
	case name == "_rels/.rels":
		return "container"
	}
	return ""
}

func (u *unpacked) isOwned(name string) bool {
	for part := range u.owned {
		dir, base := path.Split(part)
		if strings.EqualFold(part, name) || strings.EqualFold(dir+"_rels/"+base+".rels", name) {
			return true
		}
	}
	return false
}

// container compares the entries.
func (p *prover) container() {
	if p.old.zip.Comment != p.now.zip.Comment {
		p.t.Errorf("proof: the container's comment was %q and is %q", p.old.zip.Comment, p.now.zip.Comment)
	}
	var kept, there []string
	for _, name := range p.old.names {
		if _, ok := p.now.files[name]; ok {
			kept = append(kept, name)
			continue
		}
		if kind := p.old.kind(name); kind != "calcChain" && !p.old.isOwned(name) && !p.unsigned(name) {
			p.t.Errorf("proof: the part %s is gone", name)
		}
	}
	for i, name := range p.now.names {
		if _, ok := p.old.files[name]; ok {
			there = append(there, name)
			continue
		}
		if !p.now.isOwned(name) && p.now.kind(name) != "styles" {
			p.t.Errorf("proof: the part %s is new", name)
		}
		if i < len(kept) {
			p.t.Errorf("proof: the new part %s stands among the old ones", name)
		}
	}
	if !slices.Equal(kept, there) {
		p.t.Errorf("proof: the order of the entries changed:\n%s", cmp.Diff(kept, there))
	}
	for _, name := range kept {
		a, b := p.old.files[name], p.now.files[name]
		kind := p.old.kind(name)
		may := p.unsigned(name) || kind == "workbook" || kind == "relations" || kind == "types" || kind == "styles" || kind == "worksheet" || p.old.isOwned(name)
		if a.CRC32 != b.CRC32 || a.UncompressedSize64 != b.UncompressedSize64 {
			if !may {
				p.t.Errorf("proof: the part %s changed", name)
			}
			continue
		}
		if p.several && may {
			continue
		}
		if d := cmp.Diff(p.old.entry(p.t, a), p.now.entry(p.t, b)); d != "" {
			p.t.Errorf("proof: the entry %s changed:\n%s", name, d)
		}
	}
}

// entry is all that the container says of one part, and its packed bytes.
func (u *unpacked) entry(t testing.TB, f *zip.File) string {
	t.Helper()
	r, err := f.OpenRaw()
	if err != nil {
		t.Fatal("proof:", err)
	}
	packed, err := io.ReadAll(r)
	if err != nil {
		t.Fatal("proof:", err)
	}
	h := f.FileHeader
	//lint:ignore SA1019 the times as the container holds them are compared
	day, clock := h.ModifiedDate, h.ModifiedTime
	return fmt.Sprintf("method %d flags %x versions %d %d attributes %x extra %x comment %q times %d %d %v packed %x",
		h.Method, h.Flags, h.CreatorVersion, h.ReaderVersion, h.ExternalAttrs, h.Extra, h.Comment, day, clock, h.Modified.UnixNano(), packed)
}

// part compares a part that changed and says what is wrong with it.
func (p *prover) part(name, old, now string) string {
	if p.old.isOwned(name) {
		return ""
	}
	var a, b string
	switch p.old.kind(name) {
	case "worksheet":
		return p.tab(name, old, now)
	case "styles":
		return provenStyles(old, now)
	case "workbook":
		a, b = p.old.neutralBook(old), p.now.neutralBook(now)
	case "relations":
		a, b = p.neutralRels(p.old, old), p.neutralRels(p.now, now)
	case "types":
		a, b = p.neutralTypes(p.old, old), p.neutralTypes(p.now, now)
	case "container":
		a, b = p.neutralRels(p.old, old), p.neutralRels(p.now, now)
	default:
		return "changed"
	}
	return cmp.Diff(a, b)
}

var (
	oursName    = regexp.MustCompile(`(?s)<(\w+:)?definedName [^>]*name="_rasoat\.[^>]*>[^<]*</(\w+:)?definedName>`)
	printed     = regexp.MustCompile(`(?s)<(\w+:)?definedName [^>]*name="_xlnm\.Print_Area"[^>]*>[^<]*</(\w+:)?definedName>`)
	scoped      = regexp.MustCompile(`localSheetId="([0-9]+)"`)
	noNames     = regexp.MustCompile(`<(\w+:)?definedNames\s*>\s*</(\w+:)?definedNames>|<(\w+:)?definedNames\s*/>`)
	calc        = regexp.MustCompile(`<(\w+:)?calcPr\b([^>]*?)\s*/?>(</(\w+:)?calcPr>)?`)
	calcOnLoad  = regexp.MustCompile(`\s*\bfullCalcOnLoad\s*=\s*("[^"]*"|'[^']*')`)
	sheetEntry  = regexp.MustCompile(`<(\w+:)?sheet [^>]*/?>(</(\w+:)?sheet>)?`)
	renumbered  = regexp.MustCompile(`\s+(localSheetId|activeTab|firstSheet)="[0-9]*"`)
	quotedValue = regexp.MustCompile(`\s*=\s*'([^'"]*)'`)
)

// neutralBook is a workbook part without what names ours.
func (u *unpacked) neutralBook(s string) string {
	s = sheetEntry.ReplaceAllStringFunc(s, func(e string) string {
		for id, r := range u.rids {
			if u.isOwned(r.target) && strings.Contains(e, `:id="`+id+`"`) {
				return ""
			}
		}
		return e
	})
	s = printed.ReplaceAllStringFunc(s, func(n string) string { // of a tab of ours
		if m := scoped.FindStringSubmatch(n); m != nil && u.ownScopes[m[1]] {
			return ""
		}
		return n
	})
	s = noNames.ReplaceAllString(oursName.ReplaceAllString(s, ""), "")
	s = calc.ReplaceAllStringFunc(s, func(c string) string {
		m := calc.FindStringSubmatch(c)
		rest := strings.TrimSpace(quotedValue.ReplaceAllString(calcOnLoad.ReplaceAllString(m[2], ""), `="$1"`))
		if rest == "" {
			return ""
		}
		return "<calcPr " + rest + ">"
	})
	return renumbered.ReplaceAllString(quotedValue.ReplaceAllString(s, `="$1"`), "")
}

var proofEntry = regexp.MustCompile(`<(\w+:)?(Relationship|Override) [^>]*/?>(</(\w+:)?(Relationship|Override)>)?`)

// neutralRels is the workbook's relations without those to our tabs, to a
// chain of calculation, and to styles that we brought along.
func (p *prover) neutralRels(u *unpacked, s string) string {
	return proofEntry.ReplaceAllStringFunc(s, func(e string) string {
		target := attrOf(e, "Target")
		if strings.HasSuffix(attrOf(e, "Type"), "/digital-signature/origin") {
			target = path.Join("/", target)
		} else if !strings.HasPrefix(target, "/") {
			target = path.Join("/", path.Dir(u.book), target)
		}
		return p.unlessOurs(u, strings.TrimPrefix(target, "/"), e)
	})
}

func (p *prover) neutralTypes(u *unpacked, s string) string {
	if p.unsigned("") {
		s = sigsType.ReplaceAllString(s, "")
	}
	return proofEntry.ReplaceAllStringFunc(s, func(e string) string {
		return p.unlessOurs(u, strings.TrimPrefix(attrOf(e, "PartName"), "/"), e)
	})
}

func (p *prover) unlessOurs(u *unpacked, part, element string) string {
	if p.unsigned(part) {
		return ""
	}
	kind := u.kind(part)
	_, before := p.old.files[part]
	if u.isOwned(part) || kind == "calcChain" || kind == "styles" && !before {
		return ""
	}
	return element
}

var sigsType = regexp.MustCompile(`<(\w+:)?Default [^>]*Extension="sigs"[^>]*/>`)

// unsigned reports whether a signature went with the write, and a part with it;
// the part "" asks for the signature alone. "_rels/.rels" names it.
func (p *prover) unsigned(part string) bool {
	signed := func(u *unpacked) bool {
		for name := range u.files {
			if strings.HasPrefix(name, "_xmlsignatures/") {
				return true
			}
		}
		return strings.Contains(u.text(p.t, "[Content_Types].xml")+u.text(p.t, "_rels/.rels"), "signature")
	}
	return signed(p.old) && !signed(p.now) && (part == "" || part == "_rels/.rels" || strings.HasPrefix(part, "_xmlsignatures/"))
}

func attrOf(element, name string) string {
	m := regexp.MustCompile(`\b` + name + `\s*=\s*(?:"([^"]*)"|'([^']*)')`).FindStringSubmatch(element)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

// proofToken is one token of a part as it stands.
type proofToken struct {
	text  string
	open  string // local name of a start tag
	close string
	attrs []xml.Attr
}

func tokens(doc string) ([]proofToken, error) {
	d := xml.NewDecoder(strings.NewReader(doc))
	var out []proofToken
	at := int64(0)
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		p := proofToken{text: doc[at:d.InputOffset()]}
		at = d.InputOffset()
		switch tok := tok.(type) {
		case xml.StartElement:
			p.open, p.attrs = tok.Name.Local, slices.Clone(tok.Attr)
		case xml.EndElement:
			p.close = tok.Name.Local
		}
		out = append(out, p)
	}
}

// declared says which prefix in a part is not declared where it stands.
func declared(doc string) error {
	d := xml.NewDecoder(strings.NewReader(doc)) // leaves a prefix that it cannot resolve
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		names := []xml.Name{start.Name}
		for _, a := range start.Attr {
			names = append(names, a.Name)
		}
		for _, n := range names {
			if s := n.Space; s != "" && s != "xmlns" && !strings.ContainsAny(s, ":/") {
				return fmt.Errorf("the prefix of %s:%s is not declared there", s, n.Local)
			}
		}
	}
}

func (k proofToken) attr(name string) (string, bool) {
	for _, a := range k.attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value, true
		}
	}
	return "", false
}

// words is a start tag as a list of its attributes, without some.
func (k proofToken) words(without ...string) string {
	var b strings.Builder
	b.WriteString("<" + k.open)
	for _, a := range k.attrs {
		if !slices.Contains(without, a.Name.Local) {
			fmt.Fprintf(&b, " %s:%s=%q", a.Name.Space, a.Name.Local, a.Value)
		}
	}
	return b.String() + ">"
}

// provenStyles compares two styles parts: around their lists the same text,
// and each list begins with what it held.
func provenStyles(old, now string) string {
	split := func(doc string) (around string, lists map[string][]string, err error) {
		ks, err := tokens(doc)
		if err != nil {
			return "", nil, err
		}
		lists = map[string][]string{}
		depth, list := 0, ""
		var b, item strings.Builder
		for _, k := range ks {
			if k.open != "" {
				depth++
			}
			switch {
			case depth == 2 && k.open != "" && slices.Contains([]string{"numFmts", "fonts", "fills", "borders", "cellXfs"}, k.open):
				list = k.open
				if list != "numFmts" { // the one list that may be new
					b.WriteString(k.words("count"))
				} else if lists[list] == nil {
					lists[list] = []string{}
				}
			case depth == 2 && list != "" && k.close != "":
				if list != "numFmts" {
					b.WriteString("</>")
				}
				list = ""
			case list != "" && depth >= 3:
				item.WriteString(k.text)
				if k.close != "" && depth == 3 {
					lists[list] = append(lists[list], item.String())
					item.Reset()
				}
			default:
				b.WriteString(k.text)
			}
			if k.close != "" {
				depth--
			}
		}
		return b.String(), lists, nil
	}
	a, la, err := split(old)
	if err != nil {
		return err.Error()
	}
	b, lb, err := split(now)
	if err != nil {
		return err.Error()
	}
	if a != b {
		return "around the lists of styles:\n" + cmp.Diff(a, b)
	}
	for name, items := range la {
		if len(lb[name]) < len(items) || !slices.Equal(items, lb[name][:len(items)]) {
			return "the styles that were there changed: " + name
		}
	}
	for name, items := range lb {
		if count := regexp.MustCompile(`<(\w+:)?` + name + `\b[^>]*\bcount="(\d+)"`).FindStringSubmatch(now); count != nil {
			if n, _ := strconv.Atoi(count[2]); n != len(items) && len(items) != len(la[name]) {
				return fmt.Sprintf("%s counts %d and holds %d", name, n, len(items))
			}
		}
	}
	return ""
}
