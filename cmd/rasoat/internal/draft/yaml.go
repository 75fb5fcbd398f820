package draft

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"rasoat/sync/lang"
	"rasoat/sync/ledger"
)

// writer writes a YAML file with comments line by line.
type writer struct {
	p         *lang.Printer
	b         strings.Builder
	questions int
}

func (w *writer) bytes() []byte { return []byte(w.b.String()) }

// margin is the column in which comments behind a setting begin.
const margin = 46

// line writes a line, with a comment behind it where there is one.
func (w *writer) line(indent int, text, comment string) {
	text = strings.Repeat(" ", indent) + text
	if comment != "" {
		text += strings.Repeat(" ", max(1, margin-utf8.RuneCountInString(text))) + "# " + oneLine(comment)
	}
	w.b.WriteString(strings.TrimRight(text, " ") + "\n")
}

func (w *writer) gap() { w.b.WriteByte('\n') }

// note writes a comment of its own.
func (w *writer) note(indent int, key string, args map[string]any) {
	w.comment(indent, "# ", oneLine(w.text(key, args)))
}

// ask writes a question.
func (w *writer) ask(indent int, key string, args map[string]any) {
	w.questions++
	w.comment(indent, "# ? ", oneLine(w.text(key, args)))
}

// widest is how long a line of a comment gets, in characters.
const widest = 118

// comment writes a text in lines of its own, the further ones behind the
// first one's mark.
func (w *writer) comment(indent int, mark, text string) {
	room := widest - indent - utf8.RuneCountInString(mark)
	for line := ""; text != ""; mark = "#" + strings.Repeat(" ", len(mark)-1) {
		for word := range strings.FieldsSeq(text) {
			if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > room {
				break
			}
			line = strings.TrimSpace(line + " " + word)
		}
		text = strings.TrimSpace(strings.TrimPrefix(text, line))
		w.line(indent, mark+line, "")
		line = ""
	}
}

// off writes a setting that is switched off.
func (w *writer) off(indent int, text string) { w.line(indent, "#"+text, "") }

func (w *writer) text(key string, args map[string]any) string { return w.p.Text("init/"+key, args) }

// oneLine keeps a comment a comment.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unprintable(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "�"))), " ")
}

// unprintable reports a rune that shows nothing or breaks a line, or that
// YAML does not take as it is.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r >= 0xFFFE && r <= 0xFFFF || unicode.Is(unicode.Co, r)
}

// writable reports whether the configuration takes a text: one without control
// characters.
func writable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(ledger.Clean(s), func(r rune) bool { return r < ' ' || r == 0x7F })
}

var (
	plain    = regexp.MustCompile(`^\pL[\pL\pM\pN_./()+%&;-]*(?: [\pL\pM\pN_./()+%&;–-]+)*$`)
	reserved = regexp.MustCompile(`(?i)^(?:true|false|yes|no|on|off|null|y|n|nan|inf)$`)
)

// scalar returns a text as a YAML scalar, which may stand in a flow: as it is
// where it can only mean itself, else in quotation marks.
func scalar(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if plain.MatchString(s) && !reserved.MatchString(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unprintable(r) && r <= 0xFF:
			fmt.Fprintf(&b, `\x%02X`, r)
		case unprintable(r) && r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		case unprintable(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// flow returns texts as a YAML list in one line.
func flow(texts []string) string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = scalar(t)
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// pair is a key and its value, ready to be written.
type pair struct{ key, value string }

// entry returns pairs as a YAML mapping in one line. Empty values are left out.
func entry(pairs ...pair) string {
	var all []string
	for _, p := range pairs {
		if p.value != "" {
			all = append(all, p.key+": "+p.value)
		}
	}
	return "{" + strings.Join(all, ", ") + "}"
}
