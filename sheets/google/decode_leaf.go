package google

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"math/bits"
	"strconv"
)

// key reads the name of a field and the colon behind it.
func (s *source) key() ([]byte, error) {
	if c, err := s.peek(); err != nil {
		return nil, err
	} else if c != '"' {
		return nil, s.unexpected("a field's name", c)
	}
	n, escaped, err := s.quoted()
	if err != nil {
		return nil, err
	}
	if end := s.head + n; !escaped && end < s.tail && s.buf[end] == ':' {
		key := s.buf[s.head+1 : end-1]
		s.head = end + 1
		return key, nil
	}
	for i := n; ; i++ {
		if s.head+i == s.tail {
			if err := s.fill(); err != nil {
				return nil, err
			}
		}
		switch c := s.buf[s.head+i]; c {
		case ' ', '\n', '\t', '\r':
			continue
		case ':':
			key := s.buf[s.head+1 : s.head+n-1]
			if escaped {
				if key, err = s.unescape(s.buf[s.head : s.head+n]); err != nil {
					return nil, err
				}
			}
			s.head += i + 1
			return key, nil
		default:
			return nil, s.unexpected("':'", c)
		}
	}
}

// quoted returns how long the text is that stands next, with both its quotes.
func (s *source) quoted() (n int, escaped bool, err error) {
	for i := 1; ; {
		text := s.buf[s.head:s.tail]
		for i < len(text) {
			i += ordinary(text[i:])
			if i == len(text) {
				break
			}
			switch c := text[i]; {
			case c == '"':
				return i + 1, escaped, nil
			case c < ' ':
				s.head += i
				return 0, false, s.unexpected("a text's end", c)
			}
			escaped = true
			i += 2 // the escaped byte may be still to come
		}
		for s.head+i >= s.tail {
			if err := s.fill(); err != nil {
				return 0, false, err
			}
		}
	}
}

// ordinary returns how many bytes come before the first one that is a quote,
// a backslash or a control character. It looks at eight bytes at once: a byte
// of x^y is 0 where those of x and y are the same, and taking 1 from a byte
// that is 0, or 32 from one below 32, borrows into its highest bit.
func ordinary(b []byte) int {
	const each, high = 0x0101010101010101, 0x8080808080808080
	n := 0
	for ; len(b)-n >= 8; n += 8 {
		x := binary.LittleEndian.Uint64(b[n:])
		quote, slash := x^('"'*each), x^('\\'*each)
		found := ((quote-each)&^quote | (slash-each)&^slash | (x-' '*each)&^x) & high
		if found != 0 {
			// Only above the first byte found may one be found in error.
			return n + bits.TrailingZeros64(found)/8
		}
	}
	for ; n < len(b); n++ {
		if c := b[n]; c == '"' || c == '\\' || c < ' ' {
			break
		}
	}
	return n
}

// unescape returns what a text with its quotes says.
func (s *source) unescape(quoted []byte) ([]byte, error) {
	s.leaf.ResetBytes(quoted)
	plain, err := s.leaf.StrAppend(s.plain[:0])
	if err != nil {
		return nil, s.fail(err)
	}
	s.plain = plain
	return plain, nil
}

// bytes reads a text.
func (s *source) bytes() ([]byte, error) {
	c, err := s.peek()
	switch {
	case err != nil:
		return nil, err
	case c == 'n':
		return nil, s.word("null")
	case c != '"':
		return nil, s.unexpected("a text", c)
	}
	n, escaped, err := s.quoted()
	if err != nil {
		return nil, err
	}
	b := s.buf[s.head+1 : s.head+n-1]
	if escaped {
		if b, err = s.unescape(s.buf[s.head : s.head+n]); err != nil {
			return nil, err
		}
	}
	s.head += n
	return b, nil
}

// text reads a text that is kept.
func (s *source) text() (string, error) {
	b, err := s.bytes()
	return s.keep(b), err
}

// keep makes a string of bytes. Cells repeat each other, so that most short
// ones are there already.
func (s *source) keep(b []byte) string {
	if len(b) == 0 || len(b) > maxShort {
		return string(b)
	}
	at := &s.texts[maphash.Bytes(s.seed, b)%uint64(len(s.texts))]
	if *at != string(b) {
		*at = string(b)
	}
	return *at
}

// number reads a number as it is written, nil for null.
func (s *source) number() ([]byte, error) {
	c, err := s.peek()
	switch {
	case err != nil:
		return nil, err
	case c == 'n':
		return nil, s.word("null")
	case c != '-' && (c < '0' || c > '9'):
		return nil, s.unexpected("a number", c)
	}
	n := 1
	for ; ; n++ {
		if s.head+n == s.tail {
			if err := s.fill(); err != nil {
				return nil, err
			}
		}
		if c := s.buf[s.head+n]; (c < '0' || c > '9') && c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-' {
			break
		}
	}
	b := s.buf[s.head : s.head+n]
	s.leaf.ResetBytes(b)
	if err := s.leaf.Skip(); err != nil {
		return nil, s.fail(fmt.Errorf("a number expected, %q found", b))
	}
	s.head += n
	return b, nil
}

// integer reads a whole number.
func (s *source) integer() (int64, error) {
	b, err := s.number()
	if err != nil || b == nil {
		return 0, err
	}
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return 0, s.fail(fmt.Errorf("a whole number expected, %q found", b))
	}
	return n, nil
}

// flag reads a truth value.
func (s *source) flag() (bool, error) {
	c, err := s.peek()
	switch {
	case err != nil:
		return false, err
	case c == 't':
		return true, s.word("true")
	case c == 'f':
		return false, s.word("false")
	case c == 'n':
		return false, s.word("null")
	}
	return false, s.unexpected("true or false", c)
}

// word passes over a word that is expected.
func (s *source) word(w string) error {
	for s.tail-s.head < len(w) {
		if err := s.fill(); err != nil {
			return err
		}
	}
	if got := s.buf[s.head : s.head+len(w)]; string(got) != w {
		return s.fail(fmt.Errorf("%s expected, %q found", w, got))
	}
	s.head += len(w)
	return nil
}

// skip passes over a value.
func (s *source) skip() error {
	c, err := s.peek()
	switch {
	case err != nil:
		return err
	case c == '{':
		return s.object(func([]byte) error { return s.skip() })
	case c == '[':
		return s.array(func(int) error { return s.skip() })
	case c == '"':
		_, err = s.bytes()
	case c == 't' || c == 'f':
		_, err = s.flag()
	case c == 'n':
		err = s.word("null")
	default:
		_, err = s.number()
	}
	return err
}

// raw reads a value as it is written.
func (s *source) raw() (json.RawMessage, error) {
	if _, err := s.peek(); err != nil {
		return nil, err
	}
	s.held = s.head
	err := s.skip()
	value := s.buf[s.held:s.head]
	s.held = -1
	if err != nil {
		return nil, err
	}
	return bytes.Clone(value), nil
}
