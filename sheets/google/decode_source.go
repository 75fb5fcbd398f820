package google

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math/bits"
	"strconv"

	"github.com/go-faster/jx"
)

// source reads JSON as a stream. Only a part of it is in memory at a time, and
// what is read of it is not copied until somebody keeps it: a reply holds the
// same dozen of field names some million times.
//
// Wherever a value is expected, null stands for the value's zero. A slice of
// bytes that a method returns is valid until the next call.
type source struct {
	r          io.Reader
	buf        []byte
	head, tail int   // buf[head:tail] is read and not yet used up
	base       int64 // the offset of buf[0] in the stream
	held       int   // what is in buf from here on has to stay, -1 for nothing
	depth      int

	leaf  jx.Decoder // for a value that is in memory as a whole
	plain []byte     // a text without its escapes
	seed  maphash.Seed
	texts []string // short texts met before, by their hash
}

const (
	window   = 64 << 10 // what is read at once, in bytes
	maxDepth = 200      // how deep values may be nested
	maxShort = 48       // how many bytes a text has that is looked for among those met before
)

func newSource(r io.Reader) *source {
	return &source{r: r, buf: make([]byte, window), held: -1, seed: maphash.MakeSeed(), texts: make([]string, 1<<12)}
}

// replyError says where in a reply something is not as it should be.
type replyError struct {
	path   string
	offset int64
	err    error
}

func (e *replyError) Error() string {
	return fmt.Sprintf("decode reply at %s (byte %d): %v", e.path, e.offset, e.err)
}

func (e *replyError) Unwrap() error { return e.err }

// at says in which field an error occurred.
func at(name string, err error) error {
	if err == nil {
		return nil
	}
	return within(name, err)
}

func within(step string, err error) error {
	var e *replyError
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case e.path == "":
		e.path = step
	case e.path[0] == '[':
		e.path = step + e.path
	default:
		e.path = step + "." + e.path
	}
	return e
}

func (s *source) fail(err error) error {
	return &replyError{offset: s.base + int64(s.head), err: err}
}

func (s *source) unexpected(want string, got byte) error {
	return s.fail(fmt.Errorf("%s expected, %q found", want, got))
}

// fill reads on and keeps what is not yet used up. Places in buf change.
func (s *source) fill() error {
	keep := s.head
	if s.held >= 0 {
		keep, s.held = s.held, 0
	}
	if keep > 0 {
		copy(s.buf, s.buf[keep:s.tail])
		s.base += int64(keep)
		s.head, s.tail = s.head-keep, s.tail-keep
	}
	if s.tail == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.tail:])
		s.tail += n
		switch {
		case n > 0:
			return nil
		case err == io.EOF:
			return s.fail(io.ErrUnexpectedEOF)
		case err != nil:
			return s.fail(err)
		}
	}
	return s.fail(io.ErrNoProgress)
}

// peek returns the next byte that is no white space, and stays before it.
func (s *source) peek() (byte, error) {
	if s.head < s.tail && s.buf[s.head] > ' ' {
		return s.buf[s.head], nil
	}
	return s.pass()
}

// pass passes over white space.
func (s *source) pass() (byte, error) {
	for {
		for ; s.head < s.tail; s.head++ {
			switch c := s.buf[s.head]; c {
			case ' ', '\n', '\t', '\r':
			default:
				return c, nil
			}
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
}

// end makes sure that nothing follows.
func (s *source) end() error {
	c, err := s.peek()
	switch {
	case err == nil:
		return s.unexpected("the end", c)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil
	}
	return err
}

// begin enters an object or array. It returns false for null.
func (s *source) begin(open byte, want string) (bool, error) {
	c, err := s.peek()
	switch {
	case err != nil:
		return false, err
	case c == 'n':
		return false, s.word("null")
	case c != open:
		return false, s.unexpected(want, c)
	}
	s.head++
	if s.depth++; s.depth > maxDepth {
		return false, s.fail(errors.New("values nested too deep"))
	}
	return true, nil
}

// more goes to the next element of an object or array. It returns false behind
// the last one.
func (s *source) more(end byte, first bool) (bool, error) {
	c, err := s.peek()
	switch {
	case err != nil:
		return false, err
	case c == end:
		s.head++
		s.depth--
		return false, nil
	case first:
		return true, nil
	case c != ',':
		return false, s.unexpected(fmt.Sprintf("',' or %q", end), c)
	}
	s.head++
	return true, nil
}

// object calls f for each field of an object. The key is valid until f reads
// on; f must read the value.
func (s *source) object(f func(key []byte) error) error {
	if in, err := s.begin('{', "an object"); !in {
		return err
	}
	for first := true; ; first = false {
		if more, err := s.more('}', first); !more {
			return err
		}
		key, err := s.key()
		if err != nil {
			return err
		}
		if err := f(key); err != nil {
			return err
		}
	}
}

// array calls f for each element of an array; f must read the element.
func (s *source) array(f func(i int) error) error {
	if in, err := s.begin('[', "an array"); !in {
		return err
	}
	for i := 0; ; i++ {
		if more, err := s.more(']', i == 0); !more {
			return err
		}
		if err := f(i); err != nil {
			return within("["+strconv.Itoa(i)+"]", err)
		}
	}
}

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
