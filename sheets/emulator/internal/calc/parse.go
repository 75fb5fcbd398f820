package calc

import (
	"strconv"
	"strings"
)

// maxDepth bounds how deep a formula may be nested.
const maxDepth = 250

// Parse reads a formula that stands in the sheet home, written in the locale.
// The text begins with "=". A text that is no formula gives a [Formula] that
// shows #ERROR! and is printed as it was written. In a locale that separates
// arguments by ',' the ';' is understood too, and printed as ','.
//
// The error is always an [*Unsupported].
func Parse(text string, home int, loc Locale, names Names) (*Formula, error) {
	bad := &Formula{home: home, raw: text}
	body, ok := strings.CutPrefix(text, "=")
	if !ok {
		return bad, nil
	}
	l := &lexer{text: body, loc: loc, names: names, home: home}
	if !l.run() {
		return bad, nil
	}
	p := &parser{toks: l.toks, loc: loc}
	root := p.expression(0)
	if p.peek().kind != tokEnd || p.failed {
		return bad, nil
	}
	if p.unsupported != "" {
		return nil, &Unsupported{Function: p.unsupported}
	}
	return &Formula{home: home, pieces: p.toks[:len(p.toks)-1], refs: l.refs, root: root}, nil
}

// parser makes the tree of the tokens. It marks the separators in them as
// what they are.
type parser struct {
	toks        []token
	at          int
	loc         Locale
	depth       int
	failed      bool
	unsupported string // the first function that is not modelled
}

// peek returns the next token that is no white space.
func (p *parser) peek() *token {
	for p.toks[p.at].kind == tokSpace {
		p.at++
	}
	return &p.toks[p.at]
}

// is reports whether the next token is that punctuation or operator.
func (p *parser) is(kind tokenKind, text string) bool {
	t := p.peek()
	return t.kind == kind && t.text == text
}

func (p *parser) accept(kind tokenKind, text string) bool {
	if !p.is(kind, text) {
		return false
	}
	p.at++
	return true
}

// fail gives up: the rest of the text is not looked at.
func (p *parser) fail() node {
	p.failed = true
	p.at = len(p.toks) - 1
	return literal{}
}

// binding returns how tight a binary operator binds, and 0 for what is none.
func binding(t *token) int {
	if t.kind != tokOp {
		return 0
	}
	switch t.text {
	case "=", "<>", "<", "<=", ">", ">=":
		return 1
	case "&":
		return 2
	case "+", "-":
		return 3
	case "*", "/":
		return 4
	case "^":
		return 5
	}
	return 0
}

// expression reads operands joined by operators that bind tighter than min.
// All of them group from the left.
func (p *parser) expression(min int) node {
	if p.depth++; p.depth > maxDepth {
		return p.fail()
	}
	defer func() { p.depth-- }()
	left := p.signed()
	for n := 0; ; n++ {
		t := p.peek()
		b := binding(t)
		if b <= min {
			return left
		}
		p.at++
		if n > maxDepth*4 {
			return p.fail()
		}
		left = &binary{op: t.text, left: left, right: p.expression(b)}
	}
}

// signed reads an operand with its signs, which bind tighter than "^".
func (p *parser) signed() node {
	var signs []string
	for t := p.peek(); t.kind == tokOp && (t.text == "-" || t.text == "+"); t = p.peek() {
		signs = append(signs, t.text)
		p.at++
	}
	if len(signs) > maxDepth {
		return p.fail()
	}
	n := p.postfix()
	for i := len(signs) - 1; i >= 0; i-- {
		n = &unary{op: signs[i], of: n}
	}
	return n
}

// postfix reads an operand, what ":" joins to it, and its percent signs.
func (p *parser) postfix() node {
	n := p.operand()
	for count := 0; ; count++ {
		switch {
		case count > maxDepth:
			return p.fail()
		case p.accept(tokOp, ":"):
			n = &rangeNode{from: n, to: p.operand()}
		case p.accept(tokOp, "%"):
			n = &unary{op: "%", of: n}
		default:
			return n
		}
	}
}

func (p *parser) operand() node {
	t := p.peek()
	p.at++
	switch t.kind {
	case tokNumber:
		f, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return p.fail()
		}
		return literal{NumberValue(f)}
	case tokText:
		return literal{TextValue(strings.ReplaceAll(t.text[1:len(t.text)-1], `""`, `"`))}
	case tokError:
		for _, e := range errorTypes() {
			if strings.EqualFold(e.Code(), t.text) {
				return errorLiteral{e}
			}
		}
	case tokRef:
		return refNode(t.ref)
	case tokName:
		switch strings.ToUpper(t.text) {
		case "TRUE":
			return literal{BoolValue(true)}
		case "FALSE":
			return literal{BoolValue(false)}
		}
		return nameNode(t.text)
	case tokCall:
		return p.call(strings.ToUpper(t.text))
	case tokPunct:
		switch t.text {
		case "(":
			n := p.expression(0)
			if !p.accept(tokPunct, ")") {
				return p.fail()
			}
			return n
		case "{":
			return p.array()
		}
	}
	return p.fail()
}

// call reads the arguments of a function. One that is left out between
// separators is missing.
func (p *parser) call(name string) node {
	p.accept(tokPunct, "(")
	c := &call{name: name}
	if fn, ok := functionOf(name); ok {
		c.fn = &fn
	} else if isGoogleFunction(name) && p.unsupported == "" {
		p.unsupported = name
	}
	if p.accept(tokPunct, ")") {
		return c
	}
	for !p.failed {
		t := p.peek()
		if t.kind == tokSep || t.kind == tokPunct && t.text == ")" {
			c.args = append(c.args, missing{})
		} else {
			c.args = append(c.args, p.expression(0))
		}
		if p.accept(tokPunct, ")") {
			return c
		}
		if t = p.peek(); t.kind != tokSep || t.text != ";" && t.text != string(p.loc.Arg) {
			break
		}
		t.text = "," // an argument ends here, whatever the locale writes
		p.at++
	}
	return p.fail()
}

// array reads an array literal.
func (p *parser) array() node {
	a := &arrayNode{rows: make([][]node, 1)}
	for !p.failed {
		last := len(a.rows) - 1
		a.rows[last] = append(a.rows[last], p.expression(0))
		if p.accept(tokPunct, "}") {
			return a
		}
		t := p.peek()
		switch {
		case t.kind != tokSep:
			return p.fail()
		case t.text == string(p.loc.ColSep):
			t.text = `\` // a column ends here
		case t.text == ";":
			a.rows = append(a.rows, nil)
		default:
			return p.fail()
		}
		p.at++
	}
	return p.fail()
}
