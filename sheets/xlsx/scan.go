package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// scanner reads the tokens of a part one after the other, in a window of its
// bytes. It knows what parts of workbooks are made of (XML 1.0 in UTF-8 without
// a document type) and resolves no namespaces. What it hands out is good until
// the next call.
type scanner struct {
	r    io.Reader
	err  error // of r; io.EOF at the end
	buf  []byte
	base int64 // where buf begins in the part
	pos  int   // in buf, behind the token

	// drop, where set, is told of bytes that leave the window, in order.
	drop func([]byte)

	kind  tokenKind
	start int    // in buf, where the token begins
	name  []byte // of an element, as it stands: "x:row"
	attrs []attribute
	empty bool   // the start tag is a whole element: "<a/>"
	text  []byte // of a text, decoded

	open    []byte // the names of the open elements, one behind the other
	ends    []int  // where each begins in open
	decoded []byte
}

type tokenKind uint8

const (
	tokenStart tokenKind = iota + 1
	tokenEnd             // also follows the start of an empty element
	tokenText
)

// attribute is one attribute with its value as it stands.
type attribute struct {
	name, value []byte
	at          int  // where the value stands in the window
	plain       bool // nothing in the value is to be decoded
}

const scanWindow = 32 << 10

func newScanner(r io.Reader) *scanner { return &scanner{r: r, buf: make([]byte, 0, scanWindow)} }

// errMore asks for more bytes.
var errMore = errors.New("more bytes")

// next reads a token, or io.EOF at the end of the part.
func (s *scanner) next() error {
	if s.empty && s.kind == tokenStart { // its other half
		s.kind, s.empty, s.start = tokenEnd, false, s.pos
		s.close()
		return nil
	}
	for {
		err := s.token()
		if err == errMore {
			if err = s.fill(); err == io.EOF {
				if s.pos == len(s.buf) && len(s.ends) == 0 {
					return io.EOF
				}
				return io.ErrUnexpectedEOF
			}
			if err == nil {
				continue
			}
		}
		return err
	}
}

// fill makes room behind what is still to be read and reads on.
func (s *scanner) fill() error {
	if s.err != nil {
		return s.err
	}
	if s.start > 0 {
		if s.drop != nil {
			s.drop(s.buf[:s.start])
		}
		n := copy(s.buf, s.buf[s.start:])
		s.buf = s.buf[:n]
		s.base += int64(s.start)
		s.pos -= s.start
		s.start = 0
	}
	if len(s.buf) == cap(s.buf) {
		s.buf = append(make([]byte, 0, 2*cap(s.buf)), s.buf...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if err != nil {
			s.err = err
		}
		if n > 0 || err == io.EOF { // what is there may do without more
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// token reads the token that begins at start.
func (s *scanner) token() error {
	for {
		s.start = s.pos // behind comments and instructions
		b := s.buf[s.pos:]
		switch {
		case len(b) == 0:
			return errMore
		case b[0] != '<':
			return s.chars(b)
		case len(b) < 2:
			return errMore
		case b[1] == '/':
			return s.endTag(b)
		case b[1] == '?':
			if err := s.instruction(b); err != nil {
				return err
			}
		case b[1] == '!':
			if len(b) < 9 && s.err == nil {
				return errMore
			}
			if bytes.HasPrefix(b, []byte("<![CDATA[")) {
				return s.cdata(b)
			}
			if err := s.comment(b); err != nil {
				return err
			}
		default:
			return s.startTag(b)
		}
	}
}

func (s *scanner) comment(b []byte) error {
	if !bytes.HasPrefix(b, []byte("<!--")) {
		return errors.New("a document type, which no workbook holds")
	}
	end := bytes.Index(b[4:], []byte("--"))
	if end < 0 || len(b) < end+7 {
		return errMore
	}
	if b[end+6] != '>' {
		return errors.New(`"--" within a comment`)
	}
	s.pos += end + 7
	return nil
}

func (s *scanner) instruction(b []byte) error {
	end := bytes.Index(b[2:], []byte("?>"))
	if end < 0 {
		return errMore
	}
	body := string(b[2 : end+2])
	if rest, ok := strings.CutPrefix(body, "xml"); ok && rest != "" && isSpace[rest[0]] {
		if v := pseudoAttr(rest, "version"); v != "" && v != "1.0" {
			return fmt.Errorf("XML of version %q", v)
		}
		if e := pseudoAttr(rest, "encoding"); e != "" && !strings.EqualFold(e, "utf-8") {
			return fmt.Errorf("the encoding %q", e)
		}
	}
	s.pos += end + 4
	return nil
}

// pseudoAttr returns what an XML declaration says of name.
func pseudoAttr(s, name string) string {
	_, rest, _ := strings.Cut(s, name+"=")
	if rest == "" || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	v, _, ok := strings.Cut(rest[1:], rest[:1])
	if !ok {
		return ""
	}
	return v
}

// nameEnd returns where the name that begins at i ends.
func nameEnd(b []byte, i int) int {
	for i < len(b) && !notName[b[i]] {
		i++
	}
	return i
}

func badName(name []byte) bool {
	return len(name) == 0 || name[0] >= '0' && name[0] <= '9' || name[0] == '-' || name[0] == '.' || name[0] < 0x20 || !utf8.Valid(name)
}

func (s *scanner) startTag(b []byte) error {
	i := nameEnd(b, 1)
	if i == len(b) {
		return errMore
	}
	s.name = b[1:i]
	if badName(s.name) {
		return fmt.Errorf("element name %q", s.name)
	}
	s.attrs, s.empty = s.attrs[:0], false
	for {
		for i < len(b) && isSpace[b[i]] {
			i++
		}
		if i == len(b) {
			return errMore
		}
		if b[i] == '>' {
			i++
			break
		}
		if b[i] == '/' {
			if i+1 == len(b) {
				return errMore
			}
			if b[i+1] != '>' {
				return errors.New("no /> at the end of a tag")
			}
			s.empty = true
			i += 2
			break
		}
		from := i
		i = nameEnd(b, i)
		a := attribute{name: b[from:i]}
		for i < len(b) && isSpace[b[i]] {
			i++
		}
		if i == len(b) {
			return errMore
		}
		if badName(a.name) || b[i] != '=' {
			return fmt.Errorf("attribute %q of element %s", a.name, s.name)
		}
		for i++; i < len(b) && isSpace[b[i]]; i++ {
		}
		if i == len(b) {
			return errMore
		}
		quote := b[i]
		if quote != '"' && quote != '\'' {
			return fmt.Errorf("attribute %s without quotes", a.name)
		}
		i++
		from, a.plain = i, true
		for i < len(b) && b[i] != quote {
			if notPlain[b[i]] {
				if b[i] == '<' {
					return errors.New("< within an attribute")
				}
				a.plain = false
			}
			i++
		}
		if i == len(b) {
			return errMore
		}
		a.value, a.at = b[from:i], s.start+from
		i++
		if !a.plain {
			if _, err := s.decode(a.value, false); err != nil {
				return err
			}
		}
		s.attrs = append(s.attrs, a)
	}
	s.kind = tokenStart
	s.pos += i
	s.ends = append(s.ends, len(s.open))
	s.open = append(s.open, s.name...)
	return nil
}

func (s *scanner) endTag(b []byte) error {
	i := nameEnd(b, 2)
	name := b[2:i]
	for i < len(b) && isSpace[b[i]] {
		i++
	}
	if i == len(b) {
		return errMore
	}
	if n := len(s.ends); b[i] != '>' || n == 0 || string(s.open[s.ends[n-1]:]) != string(name) {
		return fmt.Errorf("unexpected end of element %s", name)
	}
	s.name = name
	s.kind, s.empty = tokenEnd, false
	s.close()
	s.pos += i + 1
	return nil
}

// close takes the innermost element off the open ones.
func (s *scanner) close() {
	n := len(s.ends) - 1
	s.open, s.ends = s.open[:s.ends[n]], s.ends[:n]
}

// depth is how many elements are open; the start and the end of an element
// count it in and out.
func (s *scanner) depth() int { return len(s.ends) }

func (s *scanner) chars(b []byte) error {
	i := 0
	for i < len(b) && !notPlain[b[i]] {
		i++
	}
	plain := i < len(b) && b[i] == '<'
	if !plain {
		n := bytes.IndexByte(b[i:], '<')
		if n < 0 {
			if s.err == nil {
				return errMore
			}
			if s.err != io.EOF || len(s.ends) > 0 {
				return errMore
			}
			n = len(b) - i // white space behind the root
		}
		i += n
	}
	s.kind, s.text = tokenText, b[:i]
	s.pos += i
	if plain {
		return nil
	}
	var err error
	s.text, err = s.decode(s.text, true)
	return err
}

func (s *scanner) cdata(b []byte) error {
	const open = len("<![CDATA[")
	end := bytes.Index(b[open:], []byte("]]>"))
	if end < 0 {
		return errMore
	}
	s.kind = tokenText
	s.pos += open + end + 3
	s.decoded = s.decoded[:0]
	text := b[open : open+end]
	for i := 0; i < len(text); i++ {
		if c := text[i]; c != '\r' {
			s.decoded = append(s.decoded, c)
		} else if i+1 == len(text) || text[i+1] != '\n' {
			s.decoded = append(s.decoded, '\n')
		}
	}
	s.text = s.decoded
	return validChars(s.text)
}
