package rule

import "strings"

// block is a rectangle of cells that a formula adds up. All of its ends are
// part of it.
type block struct {
	top, left, bottom, right int
	// subtotal reports that SUBTOTAL adds it up: that leaves out hidden rows
	// and cells which are SUBTOTALs themselves.
	subtotal bool
}

// parseSum reads a formula that is a plain sum of cells of its own tab: SUM and
// SUBTOTAL(9, …), SUBTOTAL(109, …) over cells and ranges, and cells with "+"
// between them. It returns false for every other formula. The formula is in
// comma notation without its "=".
func parseSum(formula string) ([]block, bool) {
	if len(formula) > 8192 {
		return nil, false
	}
	p := sumParser{text: formula}
	p.skip("+")
	for {
		if !p.term() {
			return nil, false
		}
		if !p.skip("+") {
			break
		}
	}
	return p.blocks, p.at == len(p.text)
}

// sumParser reads from the place at on.
type sumParser struct {
	text   string
	at     int
	blocks []block
}

// skip passes over blanks and then the text, in any case of letters. It
// returns false where the text does not follow.
func (p *sumParser) skip(text string) bool {
	p.at = len(p.text) - len(strings.TrimLeft(p.text[p.at:], " \t\n"))
	if len(p.text)-p.at < len(text) || !strings.EqualFold(p.text[p.at:p.at+len(text)], text) {
		return false
	}
	p.at += len(text)
	if text != "" {
		p.skip("")
	}
	return true
}

// term reads a cell, SUM or SUBTOTAL.
func (p *sumParser) term() bool {
	switch {
	case p.skip("SUM("):
		return p.list(false)
	case p.skip("SUBTOTAL("):
		return (p.skip("9,") || p.skip("109,")) && p.list(true)
	}
	b, ok := p.cells()
	p.blocks = append(p.blocks, b)
	return ok && b.top == b.bottom && b.left == b.right
}

// list reads cells and ranges up to the closing parenthesis. Within a SUM may
// stand "+".
func (p *sumParser) list(subtotal bool) bool {
	for {
		b, ok := p.cells()
		if !ok {
			return false
		}
		b.subtotal = subtotal
		p.blocks = append(p.blocks, b)
		switch {
		case p.skip(")"):
			return true
		case p.skip(","):
		case !subtotal && b.top == b.bottom && b.left == b.right && p.skip("+"):
		default:
			return false
		}
	}
}

// cells reads a cell or a range.
func (p *sumParser) cells() (block, bool) {
	row, col, ok := p.cell()
	if !ok {
		return block{}, false
	}
	b := block{top: row, left: col, bottom: row, right: col}
	if p.skip(":") {
		row, col, ok = p.cell()
		b = block{top: min(b.top, row), left: min(b.left, col), bottom: max(b.top, row), right: max(b.left, col)}
	}
	return b, ok
}

// cell reads a reference such as "$F9".
func (p *sumParser) cell() (row, col int, ok bool) {
	p.skip("")
	p.skip("$")
	begin := p.at
	for ; p.at < len(p.text) && p.at-begin < 3; p.at++ {
		c := p.text[p.at] | 0x20
		if c < 'a' || c > 'z' {
			break
		}
		col = col*26 + int(c-'a') + 1
	}
	if p.at == begin {
		return 0, 0, false
	}
	if p.at < len(p.text) && p.text[p.at] == '$' {
		p.at++
	}
	begin = p.at
	for ; p.at < len(p.text) && p.at-begin < 7 && p.text[p.at] >= '0' && p.text[p.at] <= '9'; p.at++ {
		row = row*10 + int(p.text[p.at]-'0')
	}
	if p.at == begin || row == 0 {
		return 0, 0, false
	}
	if p.at < len(p.text) { // "F9!", "F9x"
		switch c := p.text[p.at]; {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '_', c == '.', c == '!', c == '(', c == '$', c == '#', c >= 0x80:
			return 0, 0, false
		}
	}
	return row - 1, col - 1, true
}

// leavesOut reports whether a formula may leave out hidden rows.
func leavesOut(formula string) bool {
	if formula == "" {
		return false
	}
	f := strings.ToUpper(formula)
	return strings.Contains(f, "SUBTOTAL(") || strings.Contains(f, "AGGREGATE(")
}
