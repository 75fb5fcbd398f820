package xlsx

import (
	"strings"

	"rasoat/sheets"
)

// block is a block of cells of one tab, by the tab's place.
type block struct {
	sheet int
	sheets.Range
}

// refReader finds the cells that formulas refer to: single cells, ranges, whole
// columns and rows, ranges over several tabs, tables, and what defined names
// stand for. References into other workbooks and those that a function makes up
// while it computes (OFFSET, INDIRECT) are not found; programs compute the
// latter each time they open a file.
type refReader struct {
	wb     *workbook
	tables func() []nativeTable
	row    int                // in which the formula stands, -1 where that says nothing
	names  map[string][]block // what a name refers to, by scope and name
}

func newRefReader(wb *workbook, tables func() []nativeTable) *refReader {
	return &refReader{wb: wb, tables: tables, row: -1, names: map[string][]block{}}
}

// refs adds the blocks that a formula in the tab refers to.
func (r *refReader) refs(out []block, f string, home int) []block {
	for i := 0; i < len(f); {
		switch c := f[i]; {
		case c == '"':
			i = quoteEnd(f, i)
		case c == '\'' || c == '[':
			end := quoteEnd(f, i)
			if c == '[' {
				if end = bracketEnd(f, i); end < len(f) && f[end] != '!' {
					for end < len(f) && (wordByte(f[end]) || f[end] == ':') {
						end++
					}
				}
			}
			if end >= len(f) || f[end] != '!' {
				if c == '[' {
					end = bracketEnd(f, i)
					out = r.table(out, "", f[i:end], home)
				}
				i = max(end, i+1)
				continue
			}
			out, i = r.target(out, f, end+1, f[i:end], home)
		case wordByte(c):
			end := wordEnd(f, i)
			tab := end
			for tab < len(f) && f[tab] == ':' && wordEnd(f, tab+1) > tab+1 && !strings.Contains(f[i:tab], ":") {
				tab = wordEnd(f, tab+1)
			}
			switch {
			case tab < len(f) && f[tab] == '!': // Sheet1!A1, Sheet1:Sheet3!A1
				out, i = r.target(out, f, tab+1, f[i:tab], home)
			case end < len(f) && f[end] == '!':
				out, i = r.target(out, f, end+1, f[i:end], home)
			case end < len(f) && f[end] == '(':
				i = end // a function
			case end < len(f) && f[end] == '[':
				name := f[i:end]
				i = bracketEnd(f, end)
				out = r.table(out, name, f[end:i], home)
			default:
				out, i = r.word(out, f, i, []int{home}, home)
			}
		default:
			i++
		}
	}
	return out
}

func wordEnd(f string, i int) int {
	for i < len(f) && wordByte(f[i]) {
		i++
	}
	return i
}

// target reads what stands behind the "!" of a tab's name.
func (r *refReader) target(out []block, f string, i int, tab string, home int) ([]block, int) {
	tab = strings.TrimPrefix(unquoteTitle(tab), "[0]") // this workbook
	tabs := []int{home}
	switch first, last, several := strings.Cut(tab, ":"); {
	case tab == "":
	case strings.Contains(tab, "["):
		tabs = nil // another workbook
	case several:
		a, b := r.wb.sheetTitled(first), r.wb.sheetTitled(last)
		tabs = nil
		for n := min(a, b); a >= 0 && b >= 0 && n <= max(a, b); n++ {
			tabs = append(tabs, n)
		}
	default:
		tabs = []int{r.wb.sheetTitled(tab)}
	}
	return r.word(out, f, i, tabs, home)
}

// word reads a reference or a name at f[i:] and returns where it ends.
func (r *refReader) word(out []block, f string, i int, tabs []int, home int) ([]block, int) {
	end := wordEnd(f, i)
	if end == i {
		return out, max(i, min(i+1, len(f)))
	}
	ref := f[i:end]
	if end < len(f) && f[end] == ':' {
		if to := wordEnd(f, end+1); to > end+1 && (to >= len(f) || f[to] != '(' && f[to] != '!') {
			if b, ok := parseBlock(f[i:to]); ok {
				return addBlocks(out, tabs, b), to
			}
		}
	}
	if b, ok := parseBlock(ref); ok {
		return addBlocks(out, tabs, b), end
	}
	if len(tabs) == 0 { // of another workbook, its brackets too
		if end < len(f) && f[end] == '[' {
			end = bracketEnd(f, end)
		}
		return out, end
	}
	scope := home
	if len(tabs) == 1 {
		scope = tabs[0]
	}
	return append(out, r.name(ref, scope)...), end
}

func addBlocks(out []block, tabs []int, b sheets.Range) []block {
	for _, t := range tabs {
		if t >= 0 {
			out = append(out, block{t, b})
		}
	}
	return out
}

// name returns what a defined name refers to, as seen from a tab.
func (r *refReader) name(name string, home int) []block {
	found := -1
	for i, n := range r.wb.names {
		if strings.EqualFold(n.name, name) && (n.scope == home || n.scope < 0 && found < 0) {
			found = i
		}
	}
	if found < 0 {
		return r.wholeTable(name)
	}
	n := r.wb.names[found]
	key := strings.ToLower(n.name) + "!" + string(rune(n.scope+1))
	if b, ok := r.names[key]; ok {
		return b
	}
	r.names[key] = nil // a name that refers to itself refers to nothing
	row := r.row
	r.row = -1
	r.names[key] = r.refs(nil, n.text, home)
	r.row = row
	return r.names[key]
}
