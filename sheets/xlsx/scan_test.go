package xlsx

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// FuzzScanner: what the library's reader accepts, the scanner reads the same
// way, however the bytes arrive.
func FuzzScanner(f *testing.F) {
	for _, doc := range []string{
		xmlTop + `<worksheet xmlns="u"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>A1&amp;"x"</f><v>2</v></c></row></sheetData></worksheet>`,
		"<a>\r\n<b x='1' y=\"&lt;&#10;&#x41;\"/>\r<![CDATA[<x>\r\n]]]]><!-- c --><?pi a?>ầ😀</a>\n",
		`<x:a xmlns:x="u"><x:b r:id="1"></x:b ></x:a>`, `<a></b>`, `<a><b></a>`, `<a x=1/>`, `<a x="<"/>`, `<a>]]></a>`, `<a>&b;</a>`, `<a>&#xD800;</a>`, "<a>\x01</a>", "<a>\xff</a>", "<a>\uFFFE</a>",
		`<?xml version="1.1"?><a/>`, `<?xml version="1.0" encoding="latin1"?><a/>`, `<a`, `<a>`, `<!-- -- --><a/>`, `<1/>`, `<a 1="2"/>`,
	} {
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		want, err := libraryTokens(doc)
		for name, r := range map[string]io.Reader{"whole": strings.NewReader(doc), "bytewise": iotest.OneByteReader(strings.NewReader(doc)), "last with EOF": iotest.DataErrReader(strings.NewReader(doc))} {
			got, scanErr := scannerTokens(r)
			if err != nil {
				continue // the scanner may be laxer in names
			}
			if scanErr != nil {
				if strings.Contains(doc, "<!") {
					continue // document types are refused
				}
				t.Fatalf("%s: %q is refused: %v", name, doc, scanErr)
			}
			if got != want {
				t.Fatalf("%s: %q\ngot  %q\nwant %q", name, doc, got, want)
			}
		}
	})
}

func libraryTokens(doc string) (string, error) {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(doc))
	name := func(n xml.Name) string {
		if n.Space != "" {
			return n.Space + ":" + n.Local
		}
		return n.Local
	}
	var open []string
	for {
		tok, err := d.RawToken()
		if err == io.EOF && len(open) == 0 {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			open = append(open, name(tok.Name))
			b.WriteString("<" + name(tok.Name))
			for _, a := range tok.Attr {
				fmt.Fprintf(&b, " %s=%q", name(a.Name), a.Value)
			}
			b.WriteString(">")
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != name(tok.Name) {
				return "", fmt.Errorf("end of %s", name(tok.Name))
			}
			open = open[:len(open)-1]
			b.WriteString("</>")
		case xml.CharData:
			b.Write(tok)
		}
	}
}

func scannerTokens(r io.Reader) (string, error) {
	var b strings.Builder
	s := newScanner(r)
	for {
		err := s.next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch s.kind {
		case tokenStart:
			fmt.Fprintf(&b, "<%s", s.name)
			for _, a := range s.attrs {
				v, err := s.decode(a.value, false)
				if err != nil {
					return "", err
				}
				fmt.Fprintf(&b, " %s=%q", a.name, v)
			}
			b.WriteString(">")
		case tokenEnd:
			b.WriteString("</>")
		case tokenText:
			b.Write(s.text)
		}
	}
}

// What is broken is refused.
func TestScannerRefuses(t *testing.T) {
	for _, doc := range []string{
		`<a></b>`, `<a><b></a>`, `<a x=1/>`, `<a x="<"/>`, `<a>]]></a>`, `<a>&b;</a>`, `<a>&lt</a>`, "<a>\x01</a>", "<a>\xff</a>", "<a>\uFFFE</a>", "<a x=\"\xff\"/>",
		`<?xml version="1.1"?><a/>`, `<?xml version="1.0" encoding="UTF-16"?><a/>`, `<a`, `<a>`, `<a>x`, `<a/`, `<a b`, `<a b="`, `<!-- -- --><a/>`, `<!-- `, `<1/>`, `<a 1="2"/>`, `<a><![CDATA[x`, `</a>`, `<!DOCTYPE a><a/>`, `<`, `<?x`,
	} {
		for _, r := range []io.Reader{strings.NewReader(doc), iotest.OneByteReader(strings.NewReader(doc))} {
			if got, err := scannerTokens(r); err == nil {
				t.Errorf("%q was read as %q", doc, got)
			}
		}
	}
}
