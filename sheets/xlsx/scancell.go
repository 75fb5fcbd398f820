package xlsx

import "bytes"

// plainCell is a cell element as nearly all are written: r, s and t as its only
// attributes, <f> and <v> without any in it, and characters that stand for
// themselves. It is good until the next token.
type plainCell struct {
	ref, style, typ  []byte // nil for an attribute that is not there
	formula, value   []byte
	hasF, hasV, void bool // void: the element is empty
}

// stopsText ends a run of characters that stand for themselves in a cell; bytes
// of more than ASCII are looked at afterwards.
var stopsText = func() (set [256]bool) {
	for c := range 256 {
		set[c] = notPlain[c] && c < 0x80
	}
	return set
}()

// tag reads the start tag of a cell at the beginning of b and returns where it
// ends, or 0 where b does not begin with a plain one.
func (c *plainCell) tag(b []byte) int {
	if len(b) < 8 || b[0] != '<' || b[1] != 'c' || b[2] != ' ' {
		return 0
	}
	*c = plainCell{}
	for i := 2; ; {
		if i+4 >= len(b) {
			return 0
		}
		switch {
		case b[i] == '>':
			return i + 1
		case b[i] == '/' && b[i+1] == '>':
			c.void = true
			return i + 2
		case b[i] != ' ' || b[i+2] != '=' || b[i+3] != '"':
			return 0
		}
		name := b[i+1]
		i += 4
		from := i
		for i < len(b) && !notPlain[b[i]] && b[i] != '"' {
			i++
		}
		if i == len(b) || b[i] != '"' {
			return 0
		}
		v := b[from:i]
		i++
		switch {
		case name == 'r' && c.ref == nil:
			c.ref = v
		case name == 's' && c.style == nil:
			c.style = v
		case name == 't' && c.typ == nil:
			c.typ = v
		default:
			return 0
		}
	}
}

// plain reads the text between <NAME> and </NAME> for a name of one letter, and
// returns where the element ends, or 0.
func plain(b []byte, i int, name byte) (text []byte, end int) {
	if len(b) < i+3 || b[i] != '<' || b[i+1] != name || b[i+2] != '>' {
		return nil, 0
	}
	i += 3
	from, high := i, byte(0)
	for i < len(b) && !stopsText[b[i]] {
		high |= b[i]
		i++
	}
	if len(b) < i+4 || b[i] != '<' || b[i+1] != '/' || b[i+2] != name || b[i+3] != '>' {
		return nil, 0
	}
	if high >= 0x80 && validChars(b[from:i]) != nil {
		return nil, 0
	}
	return b[from:i], i + 4
}

var cellEnd = []byte("</c>")

// cell reads a whole cell element where one comes next and stands in the window
// as a plainCell. It reports false, having read nothing, for everything else.
func (s *scanner) cell(c *plainCell) bool {
	if s.empty {
		return false
	}
	b := s.buf[s.pos:]
	i := c.tag(b)
	if i == 0 {
		return false
	}
	if !c.void {
		if text, end := plain(b, i, 'f'); end > 0 {
			c.formula, c.hasF, i = text, true, end
		}
		if text, end := plain(b, i, 'v'); end > 0 {
			c.value, c.hasV, i = text, true, end
		}
		if !bytes.HasPrefix(b[i:], cellEnd) {
			return false
		}
		i += len(cellEnd)
	}
	s.passed(i)
	return true
}

// passCell is cell for one whose content does not matter and was read before: it
// reads past it and tells its attributes only.
func (s *scanner) passCell(c *plainCell) bool {
	if s.empty {
		return false
	}
	b := s.buf[s.pos:]
	i := c.tag(b)
	if i == 0 {
		return false
	}
	if !c.void {
		n := bytes.Index(b[i:], cellEnd)
		if n < 0 || bytes.IndexByte(b[i:i+n], '!') >= 0 { // <![CDATA[ or a comment may hold the same letters
			return false
		}
		i += n + len(cellEnd)
	}
	s.passed(i)
	return true
}

// passed takes n bytes, a whole element, as read.
func (s *scanner) passed(n int) {
	s.pos += n
	s.start = s.pos
	s.kind = tokenEnd
}
