package google

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"rasoat/sheets"
)

// nothing is what the store holds for a key of which there is nothing to say.
// An empty cell of the store means that the key was not gone over.
const nothing = "∅"

// separator returns what separates the arguments of a formula in a
// spreadsheet's locale, such as "vi_VN": a semicolon where numbers have a
// decimal comma. Names of functions are English in every locale.
func separator(locale string) string {
	tag := language.Make(strings.ReplaceAll(locale, "_", "-"))
	if strings.Contains(message.NewPrinter(tag).Sprint(number.Decimal(1.5)), ",") {
		return ";"
	}
	return ","
}

// lookup is what the formula in the head of a column of ours does.
type lookup struct {
	list      int64  // the id of the tab that it stands in, which is in the store's keys
	key, name int    // columns that name the item, name -1 for none
	store     string // the title of the store
	slot      int    // the store's column that is shown
	title     string // what the head shows
	pending   string // what a row shows whose key the store does not know
}

// text returns the formula, without "=", with arguments separated by sep.
//
// The array begins at the formula's own row, so that a row inserted right
// below the head cannot shift it. XLOOKUP's mode 0 knows no wildcards; it does
// not tell small letters from capitals, so these are marked in the keys, and
// EXACT has the last word. A key begins with the tab and "i:" for a code or "n:" for a name: a code is always
// a text and never meets a name. No error is hidden.
func (l lookup) text(sep string) string {
	s := func(parts ...string) string { return strings.Join(parts, sep) }
	column := func(col int) string {
		c := "$" + sheets.ColName(col) + ":$" + sheets.ColName(col)
		return "INDEX(" + s(c, "ROW()") + "):INDEX(" + s(c, "ROWS("+c+")") + ")"
	}
	name := `""`
	if l.name >= 0 {
		name = column(l.name)
	}
	in := func(col int) string {
		return quoteTab(l.store) + "!$" + sheets.ColName(col) + ":$" + sheets.ColName(col)
	}
	find := func(col int) string {
		return "IFNA(" + s("XLOOKUP("+s("k", in(0), in(col), "", "0")+")", `""`) + ")"
	}
	value := "IF(" + s(`v=""`, literal(l.pending), "IF("+s("v="+literal(nothing), "", "v")+")") + ")"
	row := "IF(" + s("EXACT("+s(find(0), "k")+")", value, literal(l.pending)) + ")"
	return "ARRAYFORMULA(LET(" + s(
		"ma", column(l.key),
		"ten", name,
		"k", "REGEXREPLACE("+s("IF("+s(`ma=""`, literal(keyPrefix(l.list, "n"))+"&ten", literal(keyPrefix(l.list, "i"))+"&ma")+")",
			literal(capital), literal(capitalMarked))+")",
		"v", find(l.slot),
		"IF("+s("ROW(ma)=ROW()", literal(l.title), "IF("+s("IF("+s(`ma=""`, "ten", "ma")+`)=""`, "", row)+")")+")",
	) + "))"
}

// literal returns a text as it stands in a formula.
func literal(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return r
	}, s)
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// quoteTab returns a tab's title as it stands in a formula.
func quoteTab(title string) string {
	if plainTab.MatchString(title) {
		return title
	}
	return "'" + strings.ReplaceAll(title, "'", "''") + "'"
}

var (
	plainTab = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	slotIn   = regexp.MustCompile(`^ARRAYFORMULA\(LET\(MA,.*?,V,IFNA\(XLOOKUP\(K,[^"]*?!\$A:\$A,[^"]*?!\$([A-Z]{1,3}):`)
	tokenIn  = regexp.MustCompile(`^=?ISNUMBER\(FIND\("\|c([0-9]+)\|",\$([A-Z]{1,3})\$?[0-9]+\)\)$`)
)

// plainFormula returns a formula in a form in which two spellings of it are
// alike: Sheets may print other separators, spaces and quotes around titles
// than were written, and a file of it other letters. Texts stay as they are.
func plainFormula(f string) string {
	var b strings.Builder
	inText := false
	for _, r := range f {
		switch {
		case r == '"':
			inText = !inText
			b.WriteRune(r)
		case inText:
			b.WriteRune(r)
		case r == ' ' || r == '\n' || r == '\'':
		case r == ';':
			b.WriteByte(',')
		default:
			b.WriteString(strings.ToUpper(string(r)))
		}
	}
	return strings.TrimPrefix(b.String(), "=")
}

// withCommas returns a formula of a locale with decimal commas in the notation
// of workbook files. Within braces a semicolon ends a row there as here.
func withCommas(f string) string {
	var b strings.Builder
	quote, depth := rune(0), 0
	runes := []rune(f)
	digit := func(i int) bool { return i >= 0 && i < len(runes) && runes[i] >= '0' && runes[i] <= '9' }
	for i, r := range runes {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '{':
			depth++
		case r == '}':
			depth--
		case r == ';' && depth == 0, r == '\\':
			r = ','
		case r == ',' && digit(i-1) && digit(i+1):
			r = '.'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isLookup reports whether a formula is one of ours, whatever became of its
// references.
func isLookup(f string) bool {
	return strings.HasPrefix(plainFormula(f), "ARRAYFORMULA(LET(MA,")
}

// slotOf returns the store's column that a formula of ours shows, or -1 where
// that cannot be told.
func slotOf(f string) int {
	m := slotIn.FindStringSubmatch(plainFormula(f))
	if m == nil {
		return -1
	}
	col, err := sheets.ParseCol(m[1])
	if err != nil {
		return -1
	}
	return col
}

// token is the mark in the hidden column that colours a cell.
func token(n int) string { return fmt.Sprintf("|c%d|", n) }

// colourFormula returns the condition, with "=", under which the cell in a row
// is coloured: the hidden column at helper has the token.
func colourFormula(n, helper, row int, sep string) string {
	return "=ISNUMBER(FIND(" + literal(token(n)) + sep + "$" + sheets.ColName(helper) + fmt.Sprint(row+1) + "))"
}

// tokenOf returns the token of a conditional format of ours and the hidden
// column that it looks at, and false for a rule of the staff's.
func tokenOf(formula string) (n, helper int, ok bool) {
	plain := plainFormula(formula)
	m := tokenIn.FindStringSubmatch(plain)
	if m == nil {
		return 0, 0, false
	}
	helper, err := sheets.ParseCol(m[2])
	if err != nil {
		return 0, 0, false
	}
	if _, err := fmt.Sscan(m[1], &n); err != nil {
		return 0, 0, false
	}
	return n, helper, true
}

// linkFormula returns a link, without "=", to the cell of an item that follows
// the item's row and the cell's column; label is its text. Where the key is
// found no more it leads to the tab.
func linkFormula(tab int64, title string, keyCol int, key sheets.Value, at sheets.Addr, label, sep string) string {
	target := fmt.Sprintf("#gid=%d", tab)
	wanted := literal(key.String())
	if key.Kind() == sheets.Number {
		wanted = key.String()
	}
	column := func(col int) string {
		return quoteTab(title) + "!$" + sheets.ColName(col) + ":$" + sheets.ColName(col)
	}
	cell := "ADDRESS(" + "XMATCH(" + wanted + sep + column(keyCol) + sep + "0)" + sep + "COLUMN(" + column(at.Col) + ")" + sep + "4)"
	return "HYPERLINK(IFNA(" + literal(target+"&range=") + "&" + cell + sep + literal(target) + ")" + sep + literal(label) + ")"
}

// fixedLink returns a link to a cell that follows nothing.
func fixedLink(tab int64, at sheets.Addr, label, sep string) string {
	return "HYPERLINK(" + literal(fmt.Sprintf("#gid=%d&range=%v", tab, at)) + sep + literal(label) + ")"
}

var lookupParts = regexp.MustCompile(`^ARRAYFORMULA\(LET\(MA,INDEX\(\$([A-Z]{1,3}):.*?,TEN,(""|INDEX\(\$([A-Z]{1,3}):).*,("(?:[^"]|"")*")\)+$`)

// lookupOf reads a formula of ours back, as far as what it shows depends on
// it: the columns of the names, the slot, and what an unknown row shows.
func lookupOf(f string) (lookup, bool) {
	l := lookup{name: -1, slot: slotOf(f)}
	m := lookupParts.FindStringSubmatch(plainFormula(f))
	if m == nil || l.slot < 0 {
		return lookup{}, false
	}
	var err error
	if l.key, err = sheets.ParseCol(m[1]); err != nil {
		return lookup{}, false
	}
	if m[3] != "" {
		if l.name, err = sheets.ParseCol(m[3]); err != nil {
			return lookup{}, false
		}
	}
	l.pending = strings.ReplaceAll(m[4][1:len(m[4])-1], `""`, `"`)
	return l, true
}
