package ledger

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// head is what stands above the rows of a table.
type head struct {
	block   sheets.Range // the header rows, without the column-number row
	numbers int          // the column-number row, -1 where there is none
	columns []headColumn // from block.Left on
}

// first returns the first row below the header.
func (h head) first() int { return max(h.block.Bottom, h.numbers+1) }

// headColumn is one column of a header.
type headColumn struct {
	col   int
	parts []string // texts from top to bottom, each once
	own   int      // how many of the last parts stand over this column alone
	// forms are the folded forms of the column's name: of what stands at the
	// bottom, at the bottom two rows and so on up to the whole.
	forms [][]string
	// groups are the folded forms of each of the parts above the last.
	groups [][]string
}

func newHeadColumn(col int, parts []string, own int) headColumn {
	c := headColumn{col: col, parts: parts, own: own}
	for i := len(parts) - 1; i >= 0; i-- {
		c.forms = append(c.forms, headerForms(strings.Join(parts[i:], " ")))
		if i > 0 {
			c.groups = append(c.groups, headerForms(parts[i-1]))
		}
	}
	return c
}

// under reports whether the column stands under a heading of that name.
func (c headColumn) under(folded string) bool {
	return slices.ContainsFunc(c.groups, func(forms []string) bool { return slices.Contains(forms, folded) })
}

// header returns the texts joined by " / ". Those that stand over this column
// alone are one text cut over rows: they are joined by a space.
func (c headColumn) header() string {
	cut := len(c.parts) - max(c.own, 1)
	if cut <= 0 {
		return strings.Join(c.parts, " ")
	}
	return strings.Join(c.parts[:cut], " / ") + " / " + strings.Join(c.parts[cut:], " ")
}

// leaf returns what stands at the bottom.
func (c headColumn) leaf() string {
	if len(c.parts) == 0 {
		return ""
	}
	return c.parts[len(c.parts)-1]
}

// matches reports how well a name fits the column: 0 not at all, and the more
// parts of the header the name covers the higher.
func (c headColumn) matches(folded string) int {
	best := 0
	for n, forms := range c.forms {
		if slices.Contains(forms, folded) {
			best = n + 1
		}
	}
	return best
}

const (
	// How far down a header is looked for. Lists carry a form number, an
	// agency, a title of two rows, a decision and a unit above it.
	headerSearchRows = 60
	// The most rows that a header is taken to have. Real ones have six.
	maxHeaderRows = 12
)

// findHead finds the header of a table. The configured block is taken where
// there is one; else the row is looked for that holds the most of the wanted
// names, or an STT, and the block grows from there by its merges, the
// column-number row, and upwards to the title.
func findHead(t *table, m ListMapping) (head, bool) {
	block := m.Header
	if block.Empty() {
		anchor, number, ok := anchorRow(t, m)
		if !ok {
			return head{}, false
		}
		block = sheets.Range{Top: headerTop(t, anchor), Bottom: headerBottom(t, anchor, number)}
		block.Left, block.Right = t.Cols(), 0
		for r := block.Top; r < block.Bottom; r++ {
			for col, c := range t.Row(r) {
				if c.Value.IsBlank() {
					continue
				}
				block.Left = min(block.Left, col)
				block.Right = max(block.Right, col+1)
				if g, ok := t.Merged(r, col); ok {
					block.Right = max(block.Right, min(g.Right, t.Cols()))
				}
			}
		}
	} else if last := block.Bottom - 1; last > block.Top && isNumberRow(t, last, block) {
		block.Bottom-- // it was configured with the column-number row
	}
	h := head{block: block, numbers: -1}
	if isNumberRow(t, block.Bottom, block) {
		h.numbers = block.Bottom
	}
	for col := block.Left; col < block.Right; col++ {
		parts, own := headerParts(t, block, col)
		h.columns = append(h.columns, newHeadColumn(col, parts, own))
	}
	return h, true
}

// headerParts returns the texts of one column of a header from top to bottom,
// and how many of the last ones stand in cells of this column alone. A text
// in a merged block belongs to every column that the block covers.
func headerParts(t *table, block sheets.Range, col int) (parts []string, own int) {
	var seen []sheets.Addr
	for r := block.Top; r < block.Bottom; r++ {
		at := sheets.Addr{Row: r, Col: col}
		alone := true
		if g, ok := t.Merged(r, col); ok {
			at = sheets.Addr{Row: g.Top, Col: g.Left}
			alone = g.Right-g.Left == 1
		}
		if slices.Contains(seen, at) {
			continue
		}
		seen = append(seen, at)
		text := Clean(t.Cell(at.Row, at.Col).Value.String())
		if text == "" || footnoteMark.MatchString(text) {
			continue
		}
		parts = append(parts, text)
		if own++; !alone {
			own = 0
		}
	}
	return parts, own
}

var footnoteMark = regexp.MustCompile(`^\((?:\d{1,2}|\*+)\)$`)

// anchorRow returns the row in which a header is recognised, and the column of
// the STT there, -1 where it has none. Rows of data end the search: what
// stands below them is the header of another page.
func anchorRow(t *table, m ListMapping) (row, number int, ok bool) {
	wanted, numbers := wantedNames(m)
	best, score, number := -1, 1, -1
	for r := 0; r < min(t.Rows(), headerSearchRows); r++ {
		if best >= 0 && !t.blankRow(r) && dataRow(t, r, number) {
			break
		}
		s, filled, at := 0, 0, -1
		for col, c := range t.Row(r) {
			if c.Value.IsBlank() {
				continue
			}
			filled++
			if c.Value.Kind() != sheets.Text || len(c.Value.String()) > longestHeader {
				continue
			}
			for _, f := range headerForms(c.Value.String()) {
				if numbers[f] {
					s += 2 // an STT is a header by itself
					at = col
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
			if at >= 0 {
				number = at
			}
		}
	}
	return best, number, best >= 0
}

// wantedNames returns the folded names by which a header is recognised, those
// of the STT apart. A column given by its letter has none of its own.
func wantedNames(m ListMapping) (wanted, numbers map[string]bool) {
	wanted, numbers = map[string]bool{}, map[string]bool{}
	add := func(to map[string]bool, names ...string) (added bool) {
		for _, n := range names {
			if f := Fold(n); f != "" && !strings.HasPrefix(f, "=") {
				to[f] = true
				added = true
			}
		}
		return added
	}
	for _, f := range fieldsOf(m.Kind) {
		to := wanted
		if f == FieldNumber {
			to = numbers
		}
		if !add(to, m.Columns[f]...) {
			add(to, usualNames(f)...)
		}
	}
	add(wanted, m.Amounts...)
	for _, n := range m.Parts {
		add(wanted, n)
	}
	return wanted, numbers
}

// longestHeader is how long the text of a header cell may be, in bytes.
const longestHeader = 1000

// headerBottom returns one more than the last header row.
func headerBottom(t *table, anchor, number int) int {
	// A header cell may be merged down into the rows of data.
	end := anchor + 1
	for end < anchor+maxHeaderRows && (t.blankRow(end) || !dataRow(t, end, number)) {
		end++
	}
	bottom := anchor + 1
	for r := anchor; r < bottom; r++ {
		for _, g := range t.Merges() {
			if g.Top > r || g.Bottom <= r || g.Bottom > anchor+maxHeaderRows || t.Cell(g.Top, g.Left).Value.IsBlank() {
				continue
			}
			bottom = max(bottom, min(g.Bottom, end))
			// A text over several columns heads columns of its own, as far as
			// the rows below hold texts and no data.
			if g.Right-g.Left > 1 && g.Bottom == bottom && bottom < end && headsTexts(t, bottom, g) {
				bottom++
			}
		}
	}
	// A header cut over rows without merges ends where the columns are
	// numbered.
	for r := bottom; r < min(bottom+6, t.Rows()); r++ {
		if isNumberRow(t, r, wholeRow(t, r)) {
			return r
		}
		if dataRow(t, r, number) {
			break
		}
	}
	return bottom
}

func wholeRow(t *table, row int) sheets.Range {
	return sheets.Range{Top: row, Bottom: row + 1, Left: 0, Right: t.Cols()}
}

// headsTexts reports whether the row holds texts below a group heading.
func headsTexts(t *table, row int, group sheets.Range) bool {
	n := 0
	for col := group.Left; col < min(group.Right, t.Cols()); col++ {
		if c := t.Cell(row, col); !c.Value.IsBlank() {
			n++
		}
	}
	return n > 0 && !isNumberRow(t, row, wholeRow(t, row))
}

// dataRow reports whether a row below a header is none of its rows: blank,
// numbered, a total, or with a figure that is no year.
func dataRow(t *table, row, number int) bool {
	if number >= 0 {
		if style, _ := readNumbering(t.Cell(row, number), ""); style != unnumbered {
			return true
		}
		for col := number; col <= number+1; col++ {
			above, merged := t.Merged(row-1, col)
			grouped := merged && above.Right-above.Left > 1
			if isTotalText(t.Cell(row, col).Value.String()) && !grouped {
				return true
			}
		}
	}
	for _, c := range t.Row(row) {
		if c.Value.Kind() != sheets.Text && !isYear(c.Value.String()) {
			return true
		}
	}
	return t.blankRow(row)
}

func isYear(s string) bool {
	return len(s) == 4 && onlyDigits(s) && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20"))
}

// headerTop goes up from the anchor to the first header row: to rows that head
// several columns, or that have texts over most of those of the anchor, where
// words are cut over rows. A title, an agency or a unit line is none.
func headerTop(t *table, anchor int) int {
	top := anchor
	below := 0
	for _, c := range t.Row(anchor) {
		if !c.Value.IsBlank() {
			below++
		}
	}
	for r := anchor - 1; r >= 0 && r >= anchor-6; r-- {
		filled, heads := 0, false
		for col, c := range t.Row(r) {
			if c.Value.IsBlank() {
				continue
			}
			filled++
			if _, ok := unitIn(c.Value.String()); ok {
				return top
			}
			if g, ok := t.Merged(r, col); ok && g.Right-g.Left > 1 {
				if g.Left == 0 {
					return top // a title
				}
				heads = heads || headsAll(t, g, top)
			}
		}
		if 2*filled <= below && !heads {
			return top
		}
		top = r
	}
	return top
}

// headsAll reports whether a text over several columns has a text below in
// each of them.
func headsAll(t *table, g sheets.Range, row int) bool {
	for col := g.Left; col < g.Right; col++ {
		c := t.Cell(row, col)
		if m, ok := t.Merged(row, col); ok {
			c = t.Cell(m.Top, m.Left)
		}
		if c.Value.IsBlank() {
			return false
		}
	}
	return true
}

var (
	columnLetter  = regexp.MustCompile(`^[\(\[]?([A-Za-zĐđ]{1,2})[\)\]]?$`)
	columnNumber  = regexp.MustCompile(`^[\(\[]?0*(\d{1,2})[\)\]]?\s*(?:=\s*(.+))?$`)
	columnOperand = regexp.MustCompile(`([+\-−–]?)\s*[\(\[]?0*(\d{1,2})[\)\]]?`)
	columnFormula = regexp.MustCompile(`^\s*[\(\[]?\d{1,2}[\)\]]?(?:\s*[+\-−–]\s*[\(\[]?\d{1,2}[\)\]]?)*\s*$`)
)

// isNumberRow reports whether a row numbers the columns: "A | B | 1 | 2 |
// 3=4+5", or "A | B | C". The numbers rise and begin low, which no row of data
// does by accident in three or more columns.
func isNumberRow(t *table, row int, within sheets.Range) bool {
	last, cells, formulas, letters := 0, 0, 0, ""
	for col, c := range t.Row(row) {
		if col < within.Left || col >= within.Right || c.Value.IsBlank() {
			continue
		}
		text := Clean(c.Value.String())
		if len(text) > 40 {
			return false
		}
		cells++
		if m := columnLetter.FindStringSubmatch(text); m != nil {
			letters += strings.ToUpper(m[1])
			continue
		}
		m := columnNumber.FindStringSubmatch(text)
		if m == nil {
			return false
		}
		n, _ := strconv.Atoi(m[1])
		if n < last || n > last+3 {
			return false
		}
		if m[2] != "" {
			formulas++
		}
		last = n
	}
	if last == 0 && formulas == 0 {
		return cells >= 3 && strings.HasPrefix("ABCDEFGHIJKLMNOPQRSTUVWXYZ", letters)
	}
	return cells >= 3 && (last >= 2 || formulas > 0)
}

// numberRowSums returns the arithmetic that a column-number row states. What
// it states with anything but plus and minus is left out.
func numberRowSums(t *table, h head) []RowSum {
	if h.numbers < 0 {
		return nil
	}
	at := map[string]int{}
	formulas := map[int]string{}
	texts := map[int]string{}
	for col, c := range t.Row(h.numbers) {
		text := Clean(c.Value.String())
		m := columnNumber.FindStringSubmatch(text)
		if m == nil || col < h.block.Left || col >= h.block.Right {
			continue
		}
		// A number over several columns numbers the one with figures: the
		// others hold footnote marks.
		if g, ok := t.Merged(h.numbers, col); ok {
			for c := g.Left; c < min(g.Right, h.block.Right); c++ {
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
			if !ok || col < 0 || col == hc.col {
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
