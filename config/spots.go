package config

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// Mistake makes the error of something that is wrong within the text at a
// dotted path such as "custom_rules[0].when", counted from 0, for whoever reads
// more in the text than this package does. The offset counts the letters (runes)
// of the text, as the Config holds it, that stand before what is wrong; of what
// is no text of code the place is that of the whole.
//
// Where the file does not hold the key the place is that of what would enclose
// it; line and column are 0 for a key set by the environment, and where nothing
// is known.
func (c *Config) Mistake(path string, offset int, msg string) *Error {
	p := find(c.places, path)
	e := &Error{File: c.file, Line: p.line, Column: p.col, Key: path, Msg: msg}
	if p.variable != "" {
		e.File = "$" + p.variable
	}
	if spots := c.spots[path]; len(spots) > 0 {
		spot := spots[min(max(offset, 0), len(spots)-1)]
		e.Line, e.Column = spot.line, spot.col
	}
	return e
}

// lineBreak is what YAML takes for the end of a line.
var lineBreak = regexp.MustCompile("\r\n|[\r\n\u0085\u2028\u2029]")

// letter is a letter of a scalar with the place where the file writes it.
type letter struct {
	r rune
	place
}

// spotsOf returns the place of every letter of a value that was read from the
// scalar node, and of its end: one more than it has letters. Nil where they
// cannot be told.
//
// How YAML folds lines, and how we fold white space, need not be followed: all
// letters of the value that are no white space stand in the file in the same
// order, as they are or escaped.
func (r *reader) spotsOf(n *yaml.Node, value string) []place {
	letters := composed(r.lettersOf(n))
	spots := make([]place, 0, len(value)+1)
	next := place{line: n.Line, col: n.Column}
	for _, c := range value {
		if unicode.IsSpace(c) {
			spots = append(spots, next)
			next.col++
			continue
		}
		if len(letters) == 0 || letters[0].r != c {
			return nil
		}
		spots = append(spots, letters[0].place)
		next = place{line: letters[0].line, col: letters[0].col + 1}
		letters = letters[1:]
	}
	return append(spots, next)
}

// lettersOf returns the letters of a scalar in the file, without white space,
// and what follows it in the line where nothing marks its end.
func (r *reader) lettersOf(n *yaml.Node) []letter {
	s := source{lines: r.lines, line: n.Line - 1, col: n.Column - 1}
	s.skipAnchor()
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		s.line, s.col = s.line+1, 0 // the rest of the line is its header
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		s.take() // the opening quote
	}
	var all []letter
	for limit := len([]rune(n.Value)); len(all) <= limit; {
		at := place{line: s.line + 1, col: s.col + 1}
		c, ok := s.take()
		if !ok {
			break
		}
		switch {
		case n.Style&yaml.SingleQuotedStyle != 0 && c == '\'':
			if next, _ := s.take(); next != '\'' {
				return all
			}
		case n.Style&yaml.DoubleQuotedStyle != 0 && c == '"':
			return all
		case n.Style&yaml.DoubleQuotedStyle != 0 && c == '\\':
			c = s.escaped()
		}
		if !unicode.IsSpace(c) {
			all = append(all, letter{c, at})
		}
	}
	return all
}

// composed brings letters into NFC, in which values are kept. A letter that is
// written as several has the place of the first.
func composed(all []letter) []letter {
	var text strings.Builder
	for _, l := range all {
		text.WriteRune(l.r)
	}
	var out []letter
	for rest, i := text.String(), 0; rest != ""; {
		size := norm.NFC.NextBoundaryInString(rest, true)
		if size <= 0 {
			size = len(rest)
		}
		count := 0
		for range rest[:size] {
			count++
		}
		for j, c := range []rune(norm.NFC.String(rest[:size])) {
			out = append(out, letter{c, all[i+min(j, count-1)].place})
		}
		rest, i = rest[size:], i+count
	}
	return out
}

// source reads the lines of the file letter by letter, each end of a line as
// a line feed.
type source struct {
	lines     [][]rune
	line, col int // from 0
}

func (s *source) take() (rune, bool) {
	if s.line < 0 || s.line >= len(s.lines) {
		return 0, false
	}
	if line := s.lines[s.line]; s.col < len(line) {
		s.col++
		return line[s.col-1], true
	}
	s.line, s.col = s.line+1, 0
	return '\n', true
}

// skipAnchor goes past the name that a value bears for others to refer to.
func (s *source) skipAnchor() {
	before := *s
	if c, _ := s.take(); c != '&' {
		*s = before
		return
	}
	for name := true; ; {
		at := *s
		c, ok := s.take()
		if name = name && !unicode.IsSpace(c); !ok || !name && !unicode.IsSpace(c) {
			*s = at
			return
		}
	}
}

// escaped reads what follows a backslash in double quotes: white space where
// the letter does not matter.
func (s *source) escaped() rune {
	c, _ := s.take()
	digits := map[rune]int{'x': 2, 'u': 4, 'U': 8}[c]
	switch {
	case digits > 0:
		var code strings.Builder
		for range digits {
			d, _ := s.take()
			code.WriteRune(d)
		}
		n, err := strconv.ParseUint(code.String(), 16, 31)
		if err != nil {
			return unicode.ReplacementChar
		}
		return rune(n)
	case strings.ContainsRune("0abtnvfre N_LP\n\t", c):
		return ' '
	}
	return c
}

// splitLines returns the lines of the file, without what ends them.
func splitLines(data []byte) [][]rune {
	var lines [][]rune
	for _, line := range lineBreak.Split(strings.TrimPrefix(string(data), "\ufeff"), -1) {
		lines = append(lines, []rune(line))
	}
	return lines
}

// noteSpots keeps where the letters of a text of code stand.
func (r *reader) noteSpots(path string, n *yaml.Node, v reflect.Value, as string) {
	switch as {
	case "code", "words":
		r.spots[path] = r.spotsOf(n, v.String())
	case "message": // one text for both languages
		spots := r.spotsOf(n, v.Interface().(Message).Vietnamese)
		r.spots[path], r.spots[path+".vi"], r.spots[path+".en"] = spots, spots, spots
	}
}
