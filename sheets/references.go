package sheets

import "iter"

// References yields the cells and ranges that a formula names in its own tab in
// the notation A1, as "F14" and "$B$2:Z9". Whole columns and rows, what is in
// other tabs, defined names and tables are left out.
func References(formula string) iter.Seq[Range] {
	return func(yield func(Range) bool) {
		for i := 0; i < len(formula); {
			switch c := formula[i]; {
			case c == '"' || c == '\'':
				i = pastQuote(formula, i)
			case c == '[':
				i = pastBracket(formula, i)
			case c == '!': // of the tab that stands before it
				i = pastWord(formula, i+1)
				if i < len(formula) && formula[i] == ':' {
					i = pastWord(formula, i+1)
				}
			case inWord(c):
				end := pastWord(formula, i)
				first, ok := cellNamed(formula[i:end])
				i = end
				if !ok || end < len(formula) && (formula[end] == '(' || formula[end] == '!') {
					continue // a function, a name, a number or a tab
				}
				last := first
				if end < len(formula) && formula[end] == ':' {
					to := pastWord(formula, end+1)
					if to < len(formula) && (formula[to] == '!' || formula[to] == '(') {
						continue // the first of several tabs, or a function that gives the other end
					}
					if last, ok = cellNamed(formula[end+1 : to]); !ok {
						continue
					}
					i = to
				}
				r := Range{
					Top: min(first.Row, last.Row), Left: min(first.Col, last.Col),
					Bottom: max(first.Row, last.Row) + 1, Right: max(first.Col, last.Col) + 1,
				}
				if !yield(r) {
					return
				}
			default:
				i++
			}
		}
	}
}

// inWord reports whether a byte may stand in an address, a name or a number.
func inWord(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '$' || c == '_' || c == '.' || c == '\\' || c >= 0x80
}

func pastWord(s string, i int) int {
	for i < len(s) && inWord(s[i]) {
		i++
	}
	return i
}

// pastQuote returns where the text or title in quotes ends that begins at i. A
// quote within it is doubled.
func pastQuote(s string, i int) int {
	for j := i + 1; j < len(s); j++ {
		if s[j] != s[i] {
			continue
		}
		if j+1 == len(s) || s[j+1] != s[i] {
			return j + 1
		}
		j++
	}
	return len(s)
}

// pastBracket returns where the brackets of a table's column or another workbook
// end that begin at i. An apostrophe keeps the next character from ending them.
func pastBracket(s string, i int) int {
	depth := 0
	for ; i < len(s); i++ {
		switch s[i] {
		case '\'':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// cellNamed reads an address such as "F14", its letters large or small.
func cellNamed(s string) (Addr, bool) {
	i, col, row := 0, 0, 0
	dollar := func() {
		if i < len(s) && s[i] == '$' {
			i++
		}
	}
	dollar()
	from := i
	for ; i < len(s) && i-from < 3; i++ {
		c := s[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		col = col*26 + int(c-'A') + 1
	}
	if i == from {
		return Addr{}, false
	}
	dollar()
	from = i
	for ; i < len(s) && i-from < 7 && s[i] >= '0' && s[i] <= '9'; i++ {
		row = row*10 + int(s[i]-'0')
	}
	if i < len(s) || row == 0 || s[from] == '0' || col > 16384 {
		return Addr{}, false
	}
	return Addr{Row: row - 1, Col: col - 1}, true
}
