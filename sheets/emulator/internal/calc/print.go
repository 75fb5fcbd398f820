package calc

import "strings"

// Text returns the formula as it is shown in a locale, with the names that
// tabs have now. Spaces and the case of names stay as they were written;
// references are written in capitals, and those that lead nowhere as #REF!.
func (f *Formula) Text(loc Locale, names Names) string {
	if f.Bad() {
		return f.raw
	}
	var b strings.Builder
	b.WriteByte('=')
	for _, t := range f.pieces {
		switch {
		case t.kind == tokNumber:
			b.WriteString(strings.Replace(t.text, ".", string(loc.Decimal), 1))
		case t.kind == tokSep && t.text == ",":
			b.WriteRune(loc.Arg)
		case t.kind == tokSep && t.text == `\`:
			b.WriteRune(loc.ColSep)
		case t.kind == tokRef:
			f.writeRef(&b, &f.refs[t.ref], names)
		default:
			b.WriteString(t.text)
		}
	}
	return b.String()
}

func (f *Formula) writeRef(b *strings.Builder, r *reference, names Names) {
	title := r.unresolved
	if !r.gone && title == "" && (r.named || r.sheet != f.home) {
		title, _ = names.SheetTitle(r.sheet)
		if title == "" {
			b.WriteString(Ref.Code())
			return
		}
	}
	switch {
	case r.gone:
		b.WriteString(Ref.Code())
	case title != "":
		b.WriteString(QuoteTitle(title))
		b.WriteByte('!')
		fallthrough
	default:
		b.WriteString(r.String())
	}
}

// QuoteTitle returns a tab's title as it is written before the "!" of a
// reference: in quotes unless it is a plain word of ASCII letters, digits and
// underscores that is no reference and begins with no digit.
func QuoteTitle(title string) string {
	plain := title != "" && !isDigit(title[0])
	for i := range len(title) {
		c := title[i]
		plain = plain && (isLetter(c) || isDigit(c) || c == '_')
	}
	if _, ref := parseCorner(title); plain && ref {
		plain = !isDigit(title[len(title)-1])
	}
	switch strings.ToUpper(title) {
	case "TRUE", "FALSE", "R", "C":
		plain = false
	}
	if plain {
		return title
	}
	return "'" + strings.ReplaceAll(title, "'", "''") + "'"
}
