package xlsx

import (
	"bytes"
	"unicode/utf8"
)

// plainCell is a cell element as nearly all are written: r, s and t as its only
// attributes; <f> and <v> without any, or an inline string of one piece, in it;
// and characters that stand for themselves. It is good until the next token.
type plainCell struct {
	ref, style, typ []byte // nil for an attribute that is not there
	formula, value  []byte
	hasF, hasV      bool
	inline          bool // the value is an inline string
	void            bool // the element is empty
}

// stopsText ends a run of characters that stand for themselves in a cell; bytes
// of more than ASCII are looked at afterwards.
var stopsText = func() (set [256]bool) {
	for c := range 256 {
		set[c] = notPlain[c] && c < 0x80
	}
	return set
}()

var (
	cellEnd     = []byte("</c>")
	inlineStart = []byte("<is><t>")
	inlineEnd   = []byte("</is>")
)

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
	if high >= 0x80 && !validHigh(b[from:i]) {
		return nil, 0
	}
	return b[from:i], i + 4
}

// validHigh is validChars for a text without control characters.
func validHigh(b []byte) bool {
	return utf8.Valid(b) && (bytes.IndexByte(b, 0xEF) < 0 || validChars(b) == nil)
}

// read reads the cell at the beginning of b and returns where it ends, or 0
// where b does not begin with a plain one.
func (c *plainCell) read(b []byte) int {
	i := c.tag(b)
	if i == 0 || c.void {
		return i
	}
	if text, end := plain(b, i, 'f'); end > 0 {
		c.formula, c.hasF, i = text, true, end
	}
	if text, end := plain(b, i, 'v'); end > 0 {
		c.value, c.hasV, i = text, true, end
	} else if bytes.HasPrefix(b[i:], inlineStart) {
		if text, end := plain(b, i+len(inlineStart)-len("<t>"), 't'); end > 0 && bytes.HasPrefix(b[end:], inlineEnd) {
			c.value, c.hasV, c.inline, i = text, true, true, end+len(inlineEnd)
		}
	}
	if !bytes.HasPrefix(b[i:], cellEnd) {
		return 0
	}
	return i + len(cellEnd)
}

// cell reads a whole cell element where one comes next and stands in the window
// as a plainCell. It reports false, having read nothing, for everything else.
func (s *scanner) cell(c *plainCell) bool {
	if s.empty {
		return false
	}
	n := c.read(s.buf[s.pos:])
	if n > 0 {
		s.passed(n)
	}
	return n > 0
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
		c.void = n == 0
		i += n + len(cellEnd)
	}
	s.passed(i)
	return true
}

var (
	itemStart = []byte("<si><t>")
	itemEnd   = []byte("</si>")
)

// plainItem reads a whole shared string where one comes next, stands in the window
// and is a text as it stands. It reports false, having read nothing, for everything
// else.
func (s *scanner) plainItem() (text []byte, ok bool) {
	b := s.buf[s.pos:]
	if s.empty || s.depth() != 1 || !bytes.HasPrefix(b, itemStart) {
		return nil, false
	}
	text, end := plain(b, len(itemStart)-len("<t>"), 't')
	if end == 0 || !bytes.HasPrefix(b[end:], itemEnd) {
		return nil, false
	}
	s.passed(end + len(itemEnd))
	return text, true
}

// rowStep is what toCell came to.
type rowStep uint8

const (
	wholeCell rowStep = iota // a cell, read as a whole
	openCell                 // the start of a cell
	rowOver                  // the end of the row
)

// cellReading is how toCell goes about a cell.
type cellReading uint8

const (
	cellTokens  cellReading = iota // by its tokens
	cellPassed                     // by passCell where it can be
	cellContent                    // by cell where it can be
)

// toCell goes on to the next cell of a row and past it where it stands whole and
// plain in the window; else c tells its address only. from is where it begins in
// the window, or where the row's end does.
func (s *scanner) toCell(c *plainCell, how cellReading) (step rowStep, from int, err error) {
	for {
		from = s.pos
		if how == cellPassed && s.passCell(c) || how == cellContent && s.cell(c) {
			return wholeCell, from, nil
		}
		if err := s.next(); err != nil {
			return 0, 0, err
		}
		switch {
		case s.kind == tokenEnd:
			return rowOver, s.start, nil
		case s.kind != tokenStart:
		case s.is("c"):
			*c = plainCell{ref: s.attr("r")}
			return openCell, s.start, nil
		default:
			if err := s.skip(); err != nil {
				return 0, 0, err
			}
		}
	}
}

var rowEnd = []byte("</row>")

// passCells reads past the cells of a row, whose start was read last, that stand
// before a column. It is for rows that were read before and hold their cells in
// order, each with its address; where the row does not stand whole and plain in
// the window nothing is read. It returns the column of the last cell passed, -1
// for none.
func (s *scanner) passCells(row, before int) (last int) {
	if s.empty || len(s.name) != len("row") {
		return -1
	}
	b := s.buf[s.pos:]
	n := indexRowEnd(b)
	if n < 0 || bytes.IndexByte(b[:n], '!') >= 0 { // a comment or <![CDATA[ may hold the same letters
		return -1
	}
	for end := n; ; {
		i := lastCellStart(b[:end])
		if i < 0 {
			return -1
		}
		var c plainCell
		c.tag(b[i:])
		at, err := parseAddr(c.ref)
		if err != nil || at.Row != row {
			return -1
		}
		if at.Col < before {
			s.passed(end)
			return at.Col
		}
		end = i
	}
}

// lastCellStart returns where the last "<c " stands, or -1.
func lastCellStart(b []byte) int {
	for i := len(b) - len("<c "); i >= 0; i-- {
		if b[i] == '<' && b[i+1] == 'c' && b[i+2] == ' ' {
			return i
		}
	}
	return -1
}

// indexRowEnd returns where </row> stands, or -1. It looks for its w, which is
// rarer than its <.
func indexRowEnd(b []byte) int {
	for from := 0; ; {
		i := bytes.IndexByte(b[from:], 'w')
		if i < 0 {
			return -1
		}
		from += i + 1
		if end := from + 1; end >= len(rowEnd) && end <= len(b) && string(b[end-len(rowEnd):end]) == string(rowEnd) {
			return end - len(rowEnd)
		}
	}
}

// passed takes n bytes, whole elements, as read.
func (s *scanner) passed(n int) {
	s.pos += n
	s.start = s.pos
	s.kind = tokenEnd
}
