package calc

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind says what a token is.
type tokenKind uint8

const (
	tokEnd    tokenKind = iota
	tokSpace            // white space
	tokNumber           // text is the number with a decimal point
	tokText             // text is the string with its quotes
	tokError            // an error literal such as #REF!
	tokRef              // ref is its index
	tokName             // a name, TRUE or FALSE
	tokCall             // the name of a function; a parenthesis follows
	tokOp               // an operator
	tokPunct            // ( ) { }
	tokSep              // between arguments, columns or rows
)

// token is a part of a formula's text.
type token struct {
	kind tokenKind
	text string
	ref  int
}

// lexer cuts a formula into tokens.
type lexer struct {
	text  string // without the "="
	at    int
	loc   Locale
	names Names
	home  int
	toks  []token
	refs  []reference
}

// run cuts the whole text and reports whether every part of it is a token.
func (l *lexer) run() bool {
	for l.at < len(l.text) {
		if !l.next() {
			return false
		}
	}
	l.add(tokEnd, "")
	return true
}

func (l *lexer) add(kind tokenKind, text string) {
	l.toks = append(l.toks, token{kind: kind, text: text})
}

// take adds the next n bytes as a token.
func (l *lexer) take(kind tokenKind, n int) bool {
	l.add(kind, l.text[l.at:l.at+n])
	l.at += n
	return true
}

func (l *lexer) next() bool {
	rest := l.text[l.at:]
	c := rest[0]
	switch {
	case spaceLen(rest) > 0:
		return l.take(tokSpace, spaceLen(rest))
	case c == '"':
		end := quotedLen(rest)
		return end > 0 && l.take(tokText, end)
	case c == '\'':
		return l.quotedSheet()
	case c == '#':
		return l.errorLiteral()
	case isDigit(c), rune(c) == l.loc.Decimal && len(rest) > 1 && isDigit(rest[1]):
		return l.number()
	case strings.IndexByte("(){}", c) >= 0:
		return l.take(tokPunct, 1)
	case c == ';', rune(c) == l.loc.Arg, rune(c) == l.loc.ColSep:
		return l.take(tokSep, 1)
	case strings.HasPrefix(rest, "<>"), strings.HasPrefix(rest, "<="), strings.HasPrefix(rest, ">="):
		return l.take(tokOp, 2)
	case strings.IndexByte("+-*/^&=<>%:", c) >= 0:
		return l.take(tokOp, 1)
	case wordLen(rest) > 0:
		return l.word()
	}
	return false
}

// spaceLen returns the length of the white space that s begins with.
func spaceLen(s string) int {
	for i, r := range s {
		if !unicode.IsSpace(r) {
			return i
		}
	}
	return len(s)
}

// quotedLen returns the length of the quoted text that s begins with, and 0
// when it does not end. A doubled quote is one that belongs to the text.
func quotedLen(s string) int {
	q := s[0]
	for i := 1; i < len(s); i++ {
		if s[i] != q {
			continue
		}
		if i+1 == len(s) || s[i+1] != q {
			return i + 1
		}
		i++
	}
	return 0
}

// wordLen returns the length of the name or reference that s begins with.
func wordLen(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			return i
		}
		if !(unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' || r == '.' || r == '$') {
			return i
		}
	}
	return len(s)
}

func (l *lexer) errorLiteral() bool {
	rest := l.text[l.at:]
	for _, e := range errorTypes() {
		if n := len(e.Code()); len(rest) >= n && strings.EqualFold(rest[:n], e.Code()) {
			return l.take(tokError, n)
		}
	}
	return false
}

// number reads a number or a reference to whole rows.
func (l *lexer) number() bool {
	rest := l.text[l.at:]
	n := digits(rest, 0)
	if n > 0 && n < len(rest) && rest[n] == ':' && l.pair(rest[:n]) {
		return true
	}
	if n < len(rest) && rune(rest[n]) == l.loc.Decimal {
		n = digits(rest, n+1)
	}
	if n < len(rest) && rest[n]|0x20 == 'e' {
		sign := n + 1
		if sign < len(rest) && (rest[sign] == '+' || rest[sign] == '-') {
			sign++
		}
		if end := digits(rest, sign); end > sign {
			n = end
		}
	}
	if wordLen(rest[n:]) > 0 {
		return false
	}
	l.add(tokNumber, strings.Replace(rest[:n], string(l.loc.Decimal), ".", 1))
	l.at += n
	return true
}

// digits returns the end of the digits that begin at i.
func digits(s string, i int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

// word reads a name, the name of a function, a reference, or the name of a
// sheet and a reference.
func (l *lexer) word() bool {
	rest := l.text[l.at:]
	n := wordLen(rest)
	word, after := rest[:n], rest[n:]
	switch {
	case strings.HasPrefix(after, "!"):
		l.at += n + 1
		return l.sheetRef(word)
	case strings.HasPrefix(after[spaceLen(after):], "("):
		return word[0] != '$' && l.take(tokCall, n)
	case strings.HasPrefix(after, ":") && l.pair(word):
		return true
	}
	if c, ok := parseCorner(word); ok {
		if r, ok := cellRef(c); ok {
			l.at += n
			return l.addRef(r)
		}
	}
	return strings.IndexByte(word, '$') < 0 && l.take(tokName, n)
}

// pair reads a reference with a colon whose first half is the word at hand.
// It takes nothing when it is none.
func (l *lexer) pair(first string) bool {
	a, ok := parseCorner(first)
	if !ok {
		return false
	}
	rest := l.text[l.at+len(first)+1:]
	n := wordLen(rest)
	b, ok := parseCorner(rest[:n])
	after := rest[n:]
	if !ok || strings.HasPrefix(after, "!") || strings.HasPrefix(after[spaceLen(after):], "(") {
		return false
	}
	r, ok := pairRef(a, b)
	if !ok {
		return false
	}
	l.at += len(first) + 1 + n
	return l.addRef(r)
}

func (l *lexer) addRef(r reference) bool {
	if !r.named {
		r.sheet = l.home
	}
	l.toks = append(l.toks, token{kind: tokRef, ref: len(l.refs)})
	l.refs = append(l.refs, r)
	return true
}

func (l *lexer) quotedSheet() bool {
	rest := l.text[l.at:]
	n := quotedLen(rest)
	if n < 3 || !strings.HasPrefix(rest[n:], "!") {
		return false
	}
	l.at += n + 1
	return l.sheetRef(strings.ReplaceAll(rest[1:n-1], "''", "'"))
}

// sheetRef reads the reference behind the name of a sheet.
func (l *lexer) sheetRef(title string) bool {
	rest := l.text[l.at:]
	if strings.HasPrefix(rest, "#") {
		return l.errorLiteral()
	}
	n := wordLen(rest)
	before := len(l.refs)
	if !(n < len(rest) && rest[n] == ':' && l.pair(rest[:n])) {
		c, ok := parseCorner(rest[:n])
		if !ok {
			return false
		}
		r, ok := cellRef(c)
		if !ok {
			return false
		}
		l.at += n
		l.addRef(r)
	}
	r := &l.refs[before]
	r.named = true
	if id, ok := l.names.SheetID(title); ok {
		r.sheet = id
	} else {
		r.unresolved = title
	}
	return true
}
