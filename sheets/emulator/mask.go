package emulator

import (
	"net/http"
	"strings"
)

// mask selects parts of a reply, as the fields parameter does. A nil mask
// selects everything. Arrays are looked through: "sheets.data" is the data of
// every sheet.
type mask struct{ fields map[string]*mask }

// sub tells whether a field is selected, and what of it.
func (m *mask) sub(name string) (*mask, bool) {
	if m == nil {
		return nil, true
	}
	if inner, ok := m.fields[name]; ok {
		return inner, true
	}
	inner, ok := m.fields["*"]
	return inner, ok
}

// has tells whether a path leads to something that is selected.
func (m *mask) has(path ...string) bool {
	for _, name := range path {
		var ok bool
		if m, ok = m.sub(name); !ok {
			return false
		}
	}
	return true
}

// readMask reads "a.b(c,d),e/f,g.*". A reply's schema tells which names there
// are. An empty text is no mask.
func readMask(text, schema string, schemas schemas) (*mask, *apiError) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	p := &maskParser{text: text, schemas: schemas}
	m := &mask{fields: map[string]*mask{}}
	if !p.list(m, typeRef{name: schema}, "") {
		return nil, p.refusal(text)
	}
	if p.at < len(p.text) {
		return nil, p.refusal(text)
	}
	if _, ok := m.fields["*"]; ok && len(m.fields) == 1 && m.fields["*"] == nil {
		return nil, nil
	}
	return m, nil
}

// maskParser is where the reading of a mask stands.
type maskParser struct {
	text    string
	at      int
	schemas schemas
	unknown string // the path that the schema does not have
}

// refusal is the reply to a mask that cannot be read.
func (p *maskParser) refusal(text string) *apiError {
	e := failure(http.StatusBadRequest, "Request contains an invalid argument.")
	path, why := text, "Error expanding 'fields' parameter. Invalid syntax."
	if p.unknown != "" {
		path = p.unknown
		why = "Error expanding 'fields' parameter. Cannot find matching fields for path '" + p.unknown + "'."
	}
	e.details = []any{map[string]any{
		"@type":           "type.googleapis.com/google.rpc.BadRequest",
		"fieldViolations": []any{map[string]string{"field": path, "description": why}},
	}}
	return e
}

// list reads paths parted by commas into m, whose type is t.
func (p *maskParser) list(m *mask, t typeRef, path string) bool {
	for {
		if !p.path(m, t, path) {
			return false
		}
		if !p.eat(',') {
			return true
		}
	}
}

// path reads one path with what may stand in parentheses behind it.
func (p *maskParser) path(m *mask, t typeRef, path string) bool {
	for p.eat(' ') {
	}
	start := p.at
	for p.at < len(p.text) && !strings.ContainsRune("./(), ", rune(p.text[p.at])) {
		p.at++
	}
	name := p.text[start:p.at]
	if name == "" {
		return false
	}
	if path != "" {
		path += "."
	}
	path += name
	inner, ok := p.schemas.field(t, name)
	if !ok {
		p.unknown = path
		return false
	}
	had, seen := m.fields[name]
	switch {
	case p.eat('.'), p.eat('/'):
		next := deeper(m, name, had, seen)
		return p.path(next, inner, path)
	case p.eat('('):
		next := deeper(m, name, had, seen)
		return p.list(next, inner, path) && p.eat(')')
	}
	m.fields[name] = nil // all of it
	return true
}

// deeper gives the mask of a field of which only a part is selected. If all of
// it was selected before, what follows adds nothing.
func deeper(m *mask, name string, had *mask, seen bool) *mask {
	if seen && had == nil {
		return &mask{fields: map[string]*mask{}}
	}
	if had == nil {
		had = &mask{fields: map[string]*mask{}}
		m.fields[name] = had
	}
	return had
}

func (p *maskParser) eat(c byte) bool {
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}
