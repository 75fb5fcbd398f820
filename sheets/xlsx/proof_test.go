package xlsx

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
