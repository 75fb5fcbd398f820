package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

var (
	isSpace = byteSet(" \t\r\n")
	notName = byteSet(" \t\r\n<>/=&'\"!?;,()[]{}|*+@#$%^`~\\")
	// notPlain ends a run of bytes that stand for themselves.
	notPlain = func() (set [256]bool) {
		set = byteSet("<&\r]")
		for c := range 256 {
			set[c] = set[c] || c < 0x20 && c != '\t' && c != '\n' || c >= 0x80
		}
		return set
	}()
)

func byteSet(s string) (set [256]bool) {
	for i := range len(s) {
		set[s[i]] = true
	}
	return set
}

// decode resolves references and line ends. The result is good until the next
// call.
func (s *scanner) decode(b []byte, text bool) ([]byte, error) {
	if text && bytes.Contains(b, []byte("]]>")) {
		return nil, errors.New("]]> outside CDATA")
	}
	if bytes.IndexByte(b, '&') >= 0 || bytes.IndexByte(b, '\r') >= 0 {
		out := s.decoded[:0]
		for i := 0; i < len(b); i++ {
			switch c := b[i]; c {
			case '&':
				end := bytes.IndexByte(b[i:], ';')
				if end < 0 {
					return nil, errors.New("& without an end")
				}
				r, ok := reference(b[i+1 : i+end])
				if !ok {
					return nil, fmt.Errorf("the reference %q", b[i:i+end+1])
				}
				out = utf8.AppendRune(out, r)
				i += end
			case '\r':
				if i+1 == len(b) || b[i+1] != '\n' {
					out = append(out, '\n')
				}
			default:
				out = append(out, c)
			}
		}
		s.decoded = out
		b = out
	}
	return b, validChars(b)
}

// reference resolves what stands between & and ;.
func reference(b []byte) (rune, bool) {
	switch string(b) {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(b) < 2 || b[0] != '#' {
		return 0, false
	}
	digits, base := b[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	if !utf8.ValidRune(rune(n)) {
		return utf8.RuneError, true
	}
	return rune(n), true
}

// validChars refuses what is no character of XML 1.0.
func validChars(b []byte) error {
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
				return fmt.Errorf("the character %U", c)
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return errors.New("invalid UTF-8")
		}
		if r == 0xFFFE || r == 0xFFFF {
			return fmt.Errorf("the character %U", r)
		}
		i += n
	}
	return nil
}

// local returns a name without its prefix.
func local(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i > 0 && i+1 < len(name) {
		return name[i+1:]
	}
	return name
}

// is reports whether the element has that local name.
func (s *scanner) is(name string) bool { return string(local(s.name)) == name }

// attribute returns the attribute of that local name, or nil.
func (s *scanner) attribute(name string) *attribute {
	for i := range s.attrs {
		a := &s.attrs[i]
		if n := len(a.name) - len(name); n >= 0 && string(a.name[n:]) == name && (n == 0 || len(local(a.name)) == len(name)) {
			return a
		}
	}
	return nil
}

// attr returns the value of the attribute of that local name, nil for none,
// good until the next call.
func (s *scanner) attr(name string) []byte {
	a := s.attribute(name)
	switch {
	case a == nil:
		return nil
	case a.plain:
		return a.value
	}
	v, _ := s.decode(a.value, false) // was decoded once without an error
	return v
}

// skip reads to the end of the element whose start was read last.
func (s *scanner) skip() error {
	for depth := s.depth() - 1; s.depth() > depth; {
		if err := s.next(); err != nil {
			return err
		}
	}
	return nil
}
