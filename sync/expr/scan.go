package expr

import (
	"slices"
	"strings"
	"unicode"
)

// word is a run of letters and digits of a source, outside of texts and
// comments.
type word struct {
	text  string
	start int // in characters from 0
}

// scanner goes over a source as far as it must be known what is a text and
// what is not.
type scanner struct {
	src  []rune
	pos  int
	open bool // the last text has no closing quotation mark
}

// next moves past one piece: a word, a text, a comment, or one other
// character. It returns the piece's first character, 0 for a text or comment,
// and its start.
func (s *scanner) next() (first rune, start int) {
	start = s.pos
	r := s.src[s.pos]
	switch {
	case r == '/' && s.at(1) == '/':
		for s.pos < len(s.src) && s.src[s.pos] != '\n' {
			s.pos++
		}
		return 0, start
	case r == '"' || r == '\'':
		s.text(false)
		return 0, start
	case inWord(r):
		for s.pos < len(s.src) && inWord(s.src[s.pos]) {
			s.pos++
		}
		prefix := strings.ToLower(string(s.src[start:s.pos]))
		if q := s.at(0); (q == '"' || q == '\'') && slices.Contains([]string{"r", "b", "rb", "br"}, prefix) {
			s.text(strings.Contains(prefix, "r"))
			return 0, start
		}
		return r, start
	}
	s.pos++
	return r, start
}

// text moves past a text in quotation marks, to the end where it has none.
func (s *scanner) text(raw bool) {
	quote, n := s.src[s.pos], 1
	if s.at(1) == quote && s.at(2) == quote {
		n = 3
	}
	s.pos += n
	for s.pos < len(s.src) {
		switch {
		case s.src[s.pos] == '\\' && !raw:
			s.pos++
		case s.src[s.pos] == '\n' && n == 1:
			s.open = true
			return
		case s.src[s.pos] == quote && (n == 1 || s.at(1) == quote && s.at(2) == quote):
			s.pos += n
			return
		}
		s.pos++
	}
	s.pos, s.open = len(s.src), true
}

func (s *scanner) at(n int) rune {
	if s.pos+n >= len(s.src) {
		return 0
	}
	return s.src[s.pos+n]
}

func inWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// plain are the words that people write with diacritics, and as the language
// knows them: as many letters.
func plain(text string) string {
	switch text {
	case "tỷ", "tỉ":
		return "ty"
	case "triệu":
		return "trieu"
	case "nghìn":
		return "nghin"
	}
	return text
}

// toASCII replaces the words that people write with diacritics, and returns
// the words that nobody knows because they are not ASCII.
func toASCII(src []rune) (out []rune, foreign []word) {
	out = slices.Clone(src)
	s := &scanner{src: src}
	for s.pos < len(src) {
		r, start := s.next()
		if r == 0 || !inWord(r) {
			continue
		}
		w := string(src[start:s.pos])
		copy(out[start:s.pos], []rune(plain(w)))
		if strings.ContainsFunc(plain(w), func(r rune) bool { return r > unicode.MaxASCII }) {
			foreign = append(foreign, word{w, start})
		}
	}
	return out, foreign
}

// piece is a part of a message: a text, or an expression in braces.
type piece struct {
	text  string
	code  bool
	start int // of what is between the braces, in characters from 0
}

// split divides a message into its pieces. The error's offset is that of the
// brace that has no partner.
func split(message []rune) ([]piece, *Error) {
	var pieces []piece
	var text []rune
	for i := 0; i < len(message); {
		r := message[i]
		double := i+1 < len(message) && message[i+1] == r
		switch {
		case (r == '{' || r == '}') && double:
			text = append(text, r)
			i += 2
		case r == '}':
			return nil, &Error{Offset: i, Message: `a "}" without its "{"`, Hint: `for a brace in the text write "}}"`}
		case r == '{':
			end := closing(message, i+1)
			if end < 0 {
				return nil, &Error{Offset: i, Message: `a "{" without its "}"`, Hint: `for a brace in the text write "{{"`}
			}
			if len(text) > 0 {
				pieces, text = append(pieces, piece{text: string(text)}), nil
			}
			pieces = append(pieces, piece{string(message[i+1 : end]), true, i + 1})
			i = end + 1
		default:
			text = append(text, r)
			i++
		}
	}
	if len(text) > 0 {
		pieces = append(pieces, piece{text: string(text)})
	}
	return pieces, nil
}

// closing returns where the brace closes that was opened before from, or -1.
func closing(message []rune, from int) int {
	s := &scanner{src: message, pos: from}
	for depth := 0; s.pos < len(message); {
		switch r, start := s.next(); r {
		case '{':
			depth++
		case '}':
			if depth == 0 {
				return start
			}
			depth--
		}
	}
	return -1
}
