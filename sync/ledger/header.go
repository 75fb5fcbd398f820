package ledger

import (
	"regexp"
	"slices"
	"strings"

	"rasoat/sheets"
)

// head is what stands above the rows of a table.
type head struct {
	block   sheets.Range // the header rows, without the column-number row
	numbers int          // the column-number row, -1 where there is none
	columns []headColumn // from block.Left on
}

// headColumn is one column of a header.
type headColumn struct {
	col   int
	parts []string // texts from top to bottom, each once
}

// Header returns the texts joined by " / ".
func (c headColumn) header() string { return strings.Join(c.parts, " / ") }

// forms returns the folded forms of the column's name: what stands at the
// bottom, at the bottom two rows and so on up to the whole, the whole last.
func (c headColumn) forms() [][]string {
	var out [][]string
	for i := len(c.parts) - 1; i >= 0; i-- {
		out = append(out, headerForms(strings.Join(c.parts[i:], " ")))
	}
	return out
}

// matches reports how well a name fits the column: 0 not at all, and the more
// parts of the header the name covers the higher.
func (c headColumn) matches(folded string) int {
	best := 0
	for n, forms := range c.forms() {
		if slices.Contains(forms, folded) {
			best = n + 1
		}
	}
	return best
}

// How far down a header is looked for. Lists carry a form number, an agency,
// a title of two rows, a decision and a unit above it.
const headerSearchRows = 60

// findHead finds the header of a table. The configured block is taken where
// there is one; else the row is looked for that holds the most of the wanted
// names, or an STT, and the block grows from there by its merges, the
// column-number row, and upwards to the title.
func findHead(t *sheets.Tab, m ListMapping) (head, bool) {
	block := m.Header
	if block.Empty() {
		anchor, ok := anchorRow(t, m)
		if !ok {
			return head{}, false
		}
		bottom := headerBottom(t, anchor)
		top := headerTop(t, anchor)
		block = sheets.Range{Top: top, Bottom: bottom, Left: t.Cols(), Right: 0}
		for r := top; r < bottom; r++ {
			for col, c := range t.Row(r) {
				if c.Value.IsBlank() {
					continue
				}
				block.Left = min(block.Left, col)
				block.Right = max(block.Right, col+1)
				if g, ok := t.Merged(r, col); ok {
					block.Right = max(block.Right, g.Right)
				}
			}
		}
	}
	h := head{block: block, numbers: -1}
	if isNumberRow(t, block.Bottom, block) {
		h.numbers = block.Bottom
	}
	for col := block.Left; col < block.Right; col++ {
		h.columns = append(h.columns, headColumn{col, headerParts(t, block, col)})
	}
	return h, true
}

// headerParts returns the texts of one column of a header from top to bottom.
// A text in a merged block belongs to every column that the block covers.
func headerParts(t *sheets.Tab, block sheets.Range, col int) []string {
	var parts []string
	seen := map[sheets.Addr]bool{}
	for r := block.Top; r < block.Bottom; r++ {
		at := sheets.Addr{Row: r, Col: col}
		if g, ok := t.Merged(r, col); ok {
			at = sheets.Addr{Row: g.Top, Col: g.Left}
		}
		if seen[at] {
			continue
		}
		seen[at] = true
		text := Clean(t.Cell(at.Row, at.Col).Value.String())
		if text == "" || footnoteMark.MatchString(text) {
			continue
		}
		parts = append(parts, text)
	}
	return parts
}

var footnoteMark = regexp.MustCompile(`^\(\d{1,2}\)$`)

// anchorRow returns the row in which a header is recognised.
func anchorRow(t *sheets.Tab, m ListMapping) (int, bool) {
	wanted := map[string]bool{}
	numbers := map[string]bool{}
	for _, f := range fieldsOf(m.Kind) {
		names := m.Columns[f]
		if len(names) == 0 {
			names = usualNames(f)
		}
		for _, n := range names {
			if strings.HasPrefix(n, "=") || n == "-" {
				continue
			}
			wanted[Fold(n)] = true
			if f == FieldNumber {
				numbers[Fold(n)] = true
			}
		}
	}
	for _, n := range append(slices.Clone(m.Amounts), partNames(m)...) {
		if !strings.HasPrefix(n, "=") {
			wanted[Fold(n)] = true
		}
	}
	best, score := -1, 0
	for r := 0; r < min(t.Rows(), headerSearchRows); r++ {
		s, filled := 0, 0
		for _, c := range t.Row(r) {
			if c.Value.IsBlank() {
				continue
			}
			filled++
			if c.Value.Kind() != sheets.Text {
				continue
			}
			for _, f := range headerForms(c.Value.String()) {
				if numbers[f] {
					s += 2 // an STT is a header by itself
					break
				}
				if wanted[f] {
					s++
					break
				}
			}
		}
		if filled >= 2 && s > score {
			best, score = r, s
		}
	}
	return best, score >= 2
}

func partNames(m ListMapping) []string {
	var names []string
	for _, n := range m.Parts {
		names = append(names, n)
	}
	return names
}

// headerBottom returns one more than the last header row.
func headerBottom(t *sheets.Tab, anchor int) int {
	bottom := anchor + 1
	for r := anchor; r < bottom; r++ {
		for _, g := range t.Merges() {
			if g.Top > r || g.Bottom <= r || t.Cell(g.Top, g.Left).Value.IsBlank() {
				continue
			}
			bottom = max(bottom, g.Bottom)
			// A text over several columns heads columns of its own, as far as
			// the rows below hold texts and no data.
			if g.Right-g.Left > 1 && g.Bottom == bottom && onlyTexts(t, bottom, g) {
				bottom++
			}
		}
	}
	// A header cut over rows without merges ends where the columns are
	// numbered.
	for r := bottom; r < min(bottom+6, t.Rows()); r++ {
		if isNumberRow(t, r, sheets.Range{Top: r, Bottom: r + 1, Left: 0, Right: t.Cols()}) {
			return r
		}
		if !textRow(t, r) {
			break
		}
	}
	return bottom
}

// onlyTexts reports whether the row holds texts below a group heading.
func onlyTexts(t *sheets.Tab, row int, group sheets.Range) bool {
	n := 0
	for col := group.Left; col < group.Right; col++ {
		c := t.Cell(row, col)
		switch {
		case c.Value.Kind() == sheets.Text && !c.Value.IsBlank():
			n++
		case c.Value.Kind() == sheets.Number && !isYear(c.Value.String()):
			return false
		}
	}
	return n > 0 && !isNumberRow(t, row, sheets.Range{Top: row, Bottom: row + 1, Left: 0, Right: t.Cols()})
}

func isYear(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20"))
}

// textRow reports whether the row holds something and nothing but texts.
func textRow(t *sheets.Tab, row int) bool {
	n := 0
	for _, c := range t.Row(row) {
		if c.Value.Kind() == sheets.Number {
			return false
		}
		if !c.Value.IsBlank() {
			n++
		}
	}
	return n > 0
}

// headerTop goes up from the anchor to the first header row: not over a blank
// row, a unit line or a title, which stands alone in its row.
func headerTop(t *sheets.Tab, anchor int) int {
	top := anchor
	for r := anchor - 1; r >= 0 && r >= anchor-6; r-- {
		filled, wide := 0, false
		for col, c := range t.Row(r) {
			if c.Value.IsBlank() {
				continue
			}
			filled++
			if _, ok := unitIn(c.Value.String()); ok {
				return top
			}
			if g, ok := t.Merged(r, col); ok && g.Left == 0 && g.Right-g.Left > 2 {
				wide = true
			}
		}
		if filled == 0 || wide || filled == 1 {
			return top
		}
		top = r
	}
	return top
}

var (
	columnLetter  = regexp.MustCompile(`^\(?[A-Za-zĐđ]{1,2}\)?$`)
	columnNumber  = regexp.MustCompile(`^[\(\[]?(\d{1,2})[\)\]]?\s*(?:=\s*(.+))?$`)
	columnOperand = regexp.MustCompile(`([+\-−–]?)\s*[\(\[]?(\d{1,2})[\)\]]?`)
	columnFormula = regexp.MustCompile(`^\s*[\(\[]?\d{1,2}[\)\]]?(\s*[+\-−–]\s*[\(\[]?\d{1,2}[\)\]]?)*\s*$`)
)

// isNumberRow reports whether a row numbers the columns: "A | B | 1 | 2 |
// 3=4+5". The numbers rise and begin low, which no row of data does by
// accident in three or more columns.
func isNumberRow(t *sheets.Tab, row int, within sheets.Range) bool {
	last, cells, formulas := 0, 0, 0
	for col, c := range t.Row(row) {
		if col < within.Left || col >= within.Right || c.Value.IsBlank() {
			continue
		}
		text := Clean(c.Value.String())
		cells++
		if columnLetter.MatchString(text) {
			continue
		}
		m := columnNumber.FindStringSubmatch(text)
		if m == nil {
			return false
		}
		n := int(m[1][0] - '0')
		if len(m[1]) == 2 {
			n = n*10 + int(m[1][1]-'0')
		}
		if n < last || n > last+3 {
			return false
		}
		if m[2] != "" {
			formulas++
		}
		last = n
	}
	return cells >= 3 && (last >= 2 || formulas > 0)
}

// numberRowSums returns the arithmetic that a column-number row states. What
// it states with anything but plus and minus is left out.
func numberRowSums(t *sheets.Tab, h head) []RowSum {
	if h.numbers < 0 {
		return nil
	}
	at := map[string]int{}
	formulas := map[int]string{}
	texts := map[int]string{}
	for col, c := range t.Row(h.numbers) {
		text := Clean(c.Value.String())
		if m := columnNumber.FindStringSubmatch(text); m != nil && col >= h.block.Left && col < h.block.Right {
			// A number over several columns numbers the one with figures: the
			// others hold footnote marks.
			if g, ok := t.Merged(h.numbers, col); ok {
				for c := g.Left; c < g.Right; c++ {
					if holdsNumbers(t, h, c) {
						col = c
						break
					}
				}
			}
			if _, twice := at[m[1]]; twice {
				at[m[1]] = -1 // nobody can tell which is meant
				continue
			}
			at[m[1]] = col
			if m[2] != "" {
				formulas[col], texts[col] = m[2], text
			}
		}
	}
	var sums []RowSum
	for _, hc := range h.columns {
		f, ok := formulas[hc.col]
		if !ok || !columnFormula.MatchString(f) {
			continue
		}
		sum := RowSum{Total: hc.col, Text: texts[hc.col]}
		known := true
		for _, m := range columnOperand.FindAllStringSubmatch(f, -1) {
			col, ok := at[m[2]]
			if !ok || col < 0 {
				known = false
				break
			}
			if m[1] == "" || m[1] == "+" {
				sum.Plus = append(sum.Plus, col)
			} else {
				sum.Minus = append(sum.Minus, col)
			}
		}
		if known && len(sum.Plus)+len(sum.Minus) > 1 {
			sums = append(sums, sum)
		}
	}
	return sums
}
