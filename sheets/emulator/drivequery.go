package emulator

import (
	"slices"
	"strings"
	"time"
)

// fileMatch tells whether a File is one that a query asks for.
type fileMatch func(f object) bool

// queryParser reads the q parameter of files.list, as the documentation has it
// ("Search query terms and operators").
type queryParser struct {
	words []queryWord
	at    int
}

// queryWord is a word, an operator, a parenthesis or a text in quotes.
type queryWord struct {
	text   string
	quoted bool
}

// readQuery reads a query; an empty one matches every file.
func readQuery(text string) (fileMatch, *apiError) {
	if strings.TrimSpace(text) == "" {
		return func(object) bool { return true }, nil
	}
	words, ok := queryWords(text)
	p := &queryParser{words: words}
	m := fileMatch(nil)
	if ok {
		m, ok = p.either()
	}
	if !ok || p.at < len(p.words) {
		return nil, invalidValue("q")
	}
	return m, nil
}

func queryWords(text string) ([]queryWord, bool) {
	var words []queryWord
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n':
			i++
		case c == '(' || c == ')':
			words = append(words, queryWord{text: string(c)})
			i++
		case c == '\'' || c == '"':
			var b strings.Builder
			i++
			for i < len(text) && text[i] != c {
				if text[i] == '\\' && i+1 < len(text) {
					i++
				}
				b.WriteByte(text[i])
				i++
			}
			if i >= len(text) {
				return nil, false
			}
			i++
			words = append(words, queryWord{text: b.String(), quoted: true})
		case strings.IndexByte("<>=!", c) >= 0:
			n := 1
			if i+1 < len(text) && text[i+1] == '=' {
				n = 2
			}
			words = append(words, queryWord{text: text[i : i+n]})
			i += n
		default:
			n := strings.IndexAny(text[i:], " \t\n()<>=!'\"")
			if n < 0 {
				n = len(text) - i
			}
			words = append(words, queryWord{text: text[i : i+n]})
			i += n
		}
	}
	return words, true
}

// next takes the next word if it is that one.
func (p *queryParser) eat(text string) bool {
	if p.at < len(p.words) && !p.words[p.at].quoted && strings.EqualFold(p.words[p.at].text, text) {
		p.at++
		return true
	}
	return false
}

func (p *queryParser) take() (queryWord, bool) {
	if p.at >= len(p.words) {
		return queryWord{}, false
	}
	p.at++
	return p.words[p.at-1], true
}

func (p *queryParser) either() (fileMatch, bool) {
	m, ok := p.both()
	for ok && p.eat("or") {
		left := m
		var right fileMatch
		right, ok = p.both()
		m = func(f object) bool { return left(f) || right(f) }
	}
	return m, ok
}

func (p *queryParser) both() (fileMatch, bool) {
	m, ok := p.term()
	for ok && p.eat("and") {
		left := m
		var right fileMatch
		right, ok = p.term()
		m = func(f object) bool { return left(f) && right(f) }
	}
	return m, ok
}

func (p *queryParser) term() (fileMatch, bool) {
	if p.eat("not") {
		m, ok := p.term()
		return func(f object) bool { return !m(f) }, ok
	}
	if p.eat("(") {
		m, ok := p.either()
		return m, ok && p.eat(")")
	}
	first, ok := p.take()
	if !ok {
		return nil, false
	}
	if first.quoted { // 'value' in collection
		field, ok := queryWord{}, p.eat("in")
		if ok {
			field, ok = p.take()
		}
		return inCollection(first.text, field.text), ok && slices.Contains([]string{"parents", "owners", "writers", "readers"}, field.text)
	}
	if first.text == "sharedWithMe" && (p.at == len(p.words) || p.words[p.at].text != "=") {
		return func(f object) bool { return f["ownedByMe"] == false }, true
	}
	operator, ok := p.take()
	value, given := p.take()
	if !ok || !given {
		return nil, false
	}
	return comparison(first.text, operator.text, value)
}

// comparison is "field operator value". What a spreadsheet's text holds is not
// searched: fullText looks at names alone.
func comparison(field, operator string, value queryWord) (fileMatch, bool) {
	text := value.text
	switch field {
	case "name", "title", "mimeType", "fullText":
		key := field
		if field != "mimeType" {
			key = "name"
		}
		return textComparison(key, operator, text), value.quoted && slices.Contains([]string{"=", "!=", "contains"}, operator)
	case "trashed", "starred", "sharedWithMe":
		want := strings.EqualFold(text, "true")
		if operator == "!=" {
			want = !want
		}
		key := field
		if field == "sharedWithMe" {
			key, want = "ownedByMe", !want
		}
		return func(f object) bool { return f[key] == want }, operator == "=" || operator == "!="
	case "modifiedTime", "createdTime":
		at, ok := queryTime(text)
		return timeComparison(field, operator, at), ok && value.quoted && slices.Contains([]string{"=", "!=", "<", "<=", ">", ">="}, operator)
	}
	return nil, false
}

// textComparison compares without regard to case. As documented, "contains" on
// a name looks at the beginnings of words.
func textComparison(key, operator, text string) fileMatch {
	text = strings.ToLower(text)
	return func(f object) bool {
		have := strings.ToLower(textOf(f[key]))
		switch operator {
		case "=":
			return have == text
		case "!=":
			return have != text
		}
		for from := 0; ; {
			i := strings.Index(have[from:], text)
			if i < 0 {
				return false
			}
			i += from
			if key == "mimeType" || i == 0 || strings.IndexByte(" _-.,/()", have[i-1]) >= 0 {
				return true
			}
			from = i + 1
		}
	}
}

// queryTime reads an RFC 3339 time; its default time zone is UTC.
func queryTime(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

func timeComparison(field, operator string, at time.Time) fileMatch {
	want := driveTime(at)
	return func(f object) bool {
		have := textOf(f[field])
		switch operator {
		case "<":
			return have < want
		case "<=":
			return have <= want
		case ">":
			return have > want
		case ">=":
			return have >= want
		case "!=":
			return have != want
		}
		return have == want
	}
}

// inCollection is "'value' in parents" and the like.
func inCollection(value, collection string) fileMatch {
	if collection == "parents" {
		return func(f object) bool {
			return slices.ContainsFunc(list(f["parents"]), func(v any) bool { return value == "root" || v == value })
		}
	}
	role := strings.TrimSuffix(collection, "s")
	return func(f object) bool {
		if role == "owner" {
			return slices.ContainsFunc(list(f["owners"]), func(v any) bool {
				o := objectOf(v)
				return o["emailAddress"] == value || value == "me" && o["me"] == true
			})
		}
		all, _ := f["permissions"].([]object)
		return slices.ContainsFunc(all, func(o object) bool { return o["emailAddress"] == value && o["role"] == role })
	}
}
