package google

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
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
