package xlsx

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// node is one element of a part, with where it stands in the part's bytes, so
// that a part can be changed in places and stay as it was elsewhere.
type node struct {
	prefix   string // "x:", or "" for none
	name     string
	attrs    []xml.Attr // as they stand, prefixes not resolved
	start    int        // where "<" stands
	inner    int        // behind the start tag
	innerEnd int        // where the end tag begins; inner in "<a/>"
	end      int        // behind the element
	children []*node
}

// parseTree reads the elements of a part down to the given depth; the root
// has depth 1.
func parseTree(doc []byte, depth int) (*node, error) {
	root := &node{}
	open := []*node{root}
	err := walk(doc, func(n *node, level int, begin bool) {
		if level > depth {
			return
		}
		if begin {
			parent := open[len(open)-1]
			parent.children = append(parent.children, n)
			open = append(open, n)
			return
		}
		open = open[:len(open)-1]
	})
	if err != nil {
		return nil, err
	}
	if len(root.children) != 1 {
		return nil, fmt.Errorf("one root element expected, found %d", len(root.children))
	}
	return root.children[0], nil
}

// walk calls fn at the beginning and at the end of each element, the root
// having level 1. It resolves no namespaces.
func walk(doc []byte, fn func(n *node, level int, begin bool)) error {
	d := xml.NewDecoder(bytes.NewReader(doc))
	var open []*node
	at := 0
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		from := at
		at = int(d.InputOffset())
		switch tok := tok.(type) {
		case xml.StartElement:
			n := &node{name: tok.Name.Local, attrs: tok.Attr, start: from, inner: at, innerEnd: at, end: at}
			if tok.Name.Space != "" {
				n.prefix = tok.Name.Space + ":"
			}
			open = append(open, n)
			fn(n, len(open), true)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1].name != tok.Name.Local {
				return fmt.Errorf("unexpected end of element %s", tok.Name.Local)
			}
			n := open[len(open)-1]
			n.innerEnd, n.end = from, at
			fn(n, len(open), false)
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("element %s has no end", open[len(open)-1].name)
	}
	return nil
}

// declarations returns the namespaces that the element itself declares, as
// attributes: openpyxl does so for each that it uses.
func (n *node) declarations() string {
	var b strings.Builder
	for _, a := range n.attrs {
		switch {
		case a.Name.Space == "xmlns":
			b.WriteString(" xmlns:" + a.Name.Local + `="` + xmlAttr(a.Value) + `"`)
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			b.WriteString(` xmlns="` + xmlAttr(a.Value) + `"`)
		}
	}
	return b.String()
}

// child returns the first child of that name, or nil.
func (n *node) child(name string) *node {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// selfClosed reports whether the element is written as "<a/>".
func (n *node) selfClosed() bool { return n.inner == n.end }

// attr returns the attribute of that local name, "" for none.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// set changes an attribute without a prefix, or adds it at the end.
func (n *node) set(name, value string) {
	for i, a := range n.attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			n.attrs[i].Value = value
			return
		}
	}
	n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: name}, Value: value})
}

// put is set, and unset for no value.
func (n *node) put(name, value string) {
	if value == "" {
		n.unset(name)
		return
	}
	n.set(name, value)
}

// unset takes an attribute without a prefix away.
func (n *node) unset(name string) {
	kept := n.attrs[:0]
	for _, a := range n.attrs {
		if a.Name.Space != "" || a.Name.Local != name {
			kept = append(kept, a)
		}
	}
	n.attrs = kept
}

// startTag writes the start tag with the attributes as they are now.
func (n *node) startTag(selfClosed bool) string {
	var b strings.Builder
	b.WriteString("<" + n.prefix + n.name)
	for _, a := range n.attrs {
		b.WriteByte(' ')
		if a.Name.Space != "" {
			b.WriteString(a.Name.Space + ":")
		}
		b.WriteString(a.Name.Local + `="` + xmlAttr(a.Value) + `"`)
	}
	if selfClosed {
		b.WriteByte('/')
	}
	b.WriteByte('>')
	return b.String()
}

func (n *node) endTag() string { return "</" + n.prefix + n.name + ">" }

// cut replaces the bytes from up to to with text.
type cut struct {
	from, to int
	text     string
}

// retag replaces the start tag by one with the attributes as they are now.
func (n *node) retag() cut { return cut{n.start, n.inner, n.startTag(n.selfClosed())} }

// appendTo adds text at the end of what the element holds.
func (n *node) appendTo(text string) cut {
	if n.selfClosed() {
		return cut{n.start, n.end, n.startTag(false) + text + n.endTag()}
	}
	return cut{n.innerEnd, n.innerEnd, text}
}

func (n *node) remove() cut { return cut{n.start, n.end, ""} }

// splice carries out the cuts, which must not overlap. At one place, what is
// inserted comes before what is replaced, and in the order given.
func splice(doc []byte, cuts []cut) ([]byte, error) {
	slices.SortStableFunc(cuts, func(a, b cut) int { return cmp.Or(a.from-b.from, min(a.to-a.from, 1)-min(b.to-b.from, 1)) })
	var b bytes.Buffer
	at := 0
	for _, c := range cuts {
		if c.from < at || c.to < c.from || c.to > len(doc) {
			return nil, fmt.Errorf("overlapping changes at byte %d", c.from)
		}
		b.Write(doc[at:c.from])
		b.WriteString(c.text)
		at = c.to
	}
	b.Write(doc[at:])
	return b.Bytes(), nil
}
