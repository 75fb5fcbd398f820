package xlsx

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"rasoat/sheets"
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

// FuzzCells: a cell read as a whole is the one that its tokens tell.
func FuzzCells(f *testing.F) {
	for _, cell := range []string{
		`<c r="A1" s="1" t="s"><v>0</v></c>`, `<c r="A1"><f>B1+1</f><v>2</v></c>`, `<c t="str" r="A1"><v>ầ</v></c>`, `<c r="A1" t="inlineStr"><is><t>ầ_x0041_</t></is></c>`,
		`<c r="A1" s="x"/>`, `<c r="A1" r="B1"><v>1</v></c>`, `<c  r="A1"><v>1</v></c>`, `<c r='A1'><v>1</v></c>`, `<c><v> 1 </v><v>2</v></c>`, `<c r="A1"><v>1</v><f>B1</f></c>`,
		"<c r=\"A1\"><v>\xff</v></c>", "<c r=\"A1\"><v>\uFFFE</v></c>", `<c r="A1"><v>]]></v></c>`, `<c r="A1" t="d"><v>2021-01-15</v></c>`, `<c r="A1" t="b"><v>1</v></c>`, `<c r="A1" t="s"><f>B1</f></c>`,
	} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		doc := `<worksheet><sheetData><row r="1">` + cell + `</row></sheetData></worksheet>`
		read := func(r io.Reader) (string, error) {
			var b strings.Builder
			sr := &sheetReader{s: newScanner(r), formats: &formats{patterns: []string{"", "dd/mm/yyyy"}, dates: []bool{false, true}}, strings: []string{"x"},
				cell: func(row, col int, c sheets.Cell) { fmt.Fprintf(&b, "%d %d %s\n", row, col, show(c)) }}
			err := sr.read()
			return b.String(), err
		}
		whole, wholeErr := read(strings.NewReader(doc))
		tokens, err := read(iotest.OneByteReader(strings.NewReader(doc)))
		if (wholeErr == nil) != (err == nil) || err == nil && whole != tokens {
			t.Fatalf("%q\nas a whole %q %v\nby tokens  %q %v", cell, whole, wholeErr, tokens, err)
		}
	})
}
