package xlsx

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxText is how much text a cell can hold, in UTF-16 units.
const maxText = 32767

// unescape turns "_xHHHH_" into the character of that code: the way in which
// workbooks write what XML cannot hold (ST_Xstring, ECMA-376 part 1,
// 22.9.2.19). "_x005F_" stands for an underscore before such a sequence.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	var units []uint16
	flush := func() {
		for _, r := range utf16.Decode(units) {
			b.WriteRune(r)
		}
		units = units[:0]
	}
	for i := 0; i < len(s); {
		if code, ok := escapeAt(s[i:]); ok {
			units = append(units, code)
			i += 7
			continue
		}
		flush()
		b.WriteByte(s[i])
		i++
	}
	flush()
	return b.String()
}

// escapeAt reads the "_xHHHH_" at the beginning of s.
func escapeAt(s string) (uint16, bool) {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return uint16(n), err == nil
}

// xmlText returns the text as it stands between two tags, with underscores
// escaped where the text itself looks like an escape.
func xmlText(s string) string {
	if !strings.ContainsAny(s, `&<>"_`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&quot;")
		case '_':
			if _, ok := escapeAt(s[i:]); ok {
				b.WriteString("_x005F")
			}
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// xmlAttr returns the text as it stands in an attribute.
func xmlAttr(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&quot;")
		case '\t', '\n', '\r':
			b.WriteString("&#" + strconv.Itoa(int(r)) + ";")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cellText makes a text fit for a cell: line ends are single line feeds,
// what XML cannot hold becomes U+FFFD, and what is beyond the length that a
// cell holds is cut, with an ellipsis at the end.
func cellText(s string) string {
	if len(s) <= maxText && isPlain(s) {
		return s
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return r
		case r < 0x20 || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError:
			return utf8.RuneError
		}
		return r
	}, s)
	if len(s) <= maxText { // never fewer bytes than units
		return s
	}
	units, keep := 0, 0
	for i, r := range s {
		units += max(1, utf16.RuneLen(r))
		if units <= maxText-1 {
			keep = i + utf8.RuneLen(r)
		}
	}
	if units <= maxText {
		return s
	}
	return s[:keep] + "…"
}

// isPlain reports whether a text holds no character that cellText may change.
func isPlain(s string) bool {
	high := byte(0)
	for i := range len(s) {
		if s[i] < 0x20 || s[i] == 0xEF { // U+FFFD and what becomes it begin so
			return false
		}
		high |= s[i]
	}
	return high < 0x80 || utf8.ValidString(s)
}

// readStrings reads the shared strings. Rich text is joined to plain text;
// phonetic readings are left out.
func readStrings(p *pack, wb *workbook) ([]string, error) {
	part := related(wb.rels, "sharedStrings")
	if part == "" {
		return nil, nil
	}
	r, err := p.open(part)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	ahead := readAhead(r, p.size(part))
	defer ahead.Close()
	all, err := readItems(ahead)
	if err != nil {
		return nil, damagedPart(part, err)
	}
	return all, nil
}

// readItems reads the part of the shared strings.
func readItems(r io.Reader) (all []string, err error) {
	var kept texts
	s := newScanner(r)
	for {
		if len(all) == cap(all) { // doubled, or much of it would be copied often
			all = slices.Grow(all, len(all)+64)
		}
		if t, ok := s.plainItem(); ok {
			all = append(all, unescape(kept.keep(t)))
			continue
		}
		err := s.next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if s.kind == tokenStart && s.is("si") {
			t, err := kept.stringItem(s)
			if err != nil {
				return nil, err
			}
			all = append(all, t)
		}
	}
}

// readString reads the text of a string item up to the item's end.
func readString(s *scanner) (string, error) { return new(texts).stringItem(s) }

// stringItem reads the text of a string item up to the item's end.
func (k *texts) stringItem(s *scanner) (string, error) {
	all := ""
	end := s.depth() - 1
	inText := false
	for s.depth() > end {
		if err := s.next(); err != nil {
			return "", err
		}
		switch s.kind {
		case tokenStart:
			if s.is("rPh") {
				if err := s.skip(); err != nil {
					return "", err
				}
				continue
			}
			inText = s.is("t")
		case tokenEnd:
			inText = false
		case tokenText:
			if !inText {
				break
			}
			if t := k.keep(s.text); all == "" {
				all = t
			} else {
				all += t
			}
		}
	}
	return unescape(all), nil
}

// texts keeps texts in common blocks.
type texts struct{ block strings.Builder }

// keep returns the bytes as a string of its own.
func (k *texts) keep(b []byte) string {
	const size = 64 << 10
	if len(b) > size/16 {
		return string(b)
	}
	if len(b) == 0 {
		return ""
	}
	if k.block.Cap()-k.block.Len() < len(b) {
		n := min(size, max(512, 4*k.block.Cap()))
		k.block = strings.Builder{}
		k.block.Grow(max(n, len(b)))
	}
	from := k.block.Len()
	k.block.Write(b)
	return k.block.String()[from:] // the block never moves: it does not grow
}
