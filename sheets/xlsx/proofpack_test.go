package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rasoat/sheets"
)

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
