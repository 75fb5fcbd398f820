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
	unit    int          // the row below that states the unit, -1 where there is none
	columns []headColumn // from block.Left on
}

// first returns the first row below the header.
func (h head) first() int { return max(h.block.Bottom, h.numbers+1, h.unit+1) }

// headColumn is one column of a header.
type headColumn struct {
	col   int
	parts []string      // texts from top to bottom, each once
	own   int           // how many of the last parts stand over this column alone
	cells []sheets.Addr // where the parts stand
	// forms are the folded forms of the column's name: of what stands at the
	// bottom, at the bottom two rows and so on up to the whole.
	forms [][]string
	// plain are the same without the forms that lack the year.
	plain [][]string
	// groups are the folded forms of each of the parts above the last.
	groups [][]string
}

func newHeadColumn(col int, parts []string, own int) headColumn {
	c := headColumn{col: col, parts: parts, own: own}
	for i := len(parts) - 1; i >= 0; i-- {
		text := strings.Join(parts[i:], " ")
		c.forms = append(c.forms, headerForms(text))
		c.plain = append(c.plain, plainForms(text))
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

// heads returns where each of the texts stands that header joins by " / ". Of
// one that is cut over rows it is the first cell.
func (c headColumn) heads() []sheets.Addr {
	return c.cells[:min(len(c.cells), max(len(c.parts)-max(c.own, 1)+1, 1))]
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
		block.Top = headerTop(t, anchor)
		block.Bottom = headerBottom(t, block.Top, anchor, number)
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
	h := head{block: block, numbers: -1, unit: -1}
	for r := block.Bottom; r <= block.Bottom+2; r++ {
		switch {
		case h.numbers < 0 && isNumberRow(t, r, block):
			h.numbers = r
		case h.unit < 0 && unitRow(t, r):
			h.unit = r
		case !t.blankRow(r):
			r = block.Bottom + 2
		}
	}
	for col := block.Left; col < block.Right; col++ {
		parts, own, cells := headerParts(t, block, col)
		hc := newHeadColumn(col, parts, own)
		hc.cells = cells
		h.columns = append(h.columns, hc)
	}
	return h, true
}

// headerParts returns the texts of one column of a header from top to bottom,
// and how many of the last ones stand in cells of this column alone. A text
// in a merged block belongs to every column that the block covers, one over
// blank cells without a merge to those that it heads. A unit alone in its cell
// goes with the text above it. The cells are where each of the texts stands,
// the top left one of a merged block.
func headerParts(t *table, block sheets.Range, col int) (parts []string, own int, cells []sheets.Addr) {
	var seen []sheets.Addr
	for r := block.Top; r < block.Bottom; r++ {
		at := sheets.Addr{Row: r, Col: col}
		alone := true
		if g, ok := t.Merged(r, col); ok {
			at = sheets.Addr{Row: g.Top, Col: g.Left}
			alone = g.Right-g.Left == 1
		} else if left, ok := headedBy(t, block, r, col); ok {
			at, alone = left, false
		} else if heads(t, block, r, col) {
			alone = false
		}
		if slices.Contains(seen, at) {
			continue
		}
		seen = append(seen, at)
		text := Clean(t.Cell(at.Row, at.Col).Value.String())
		if text == "" || footnoteMark.MatchString(text) {
			continue
		}
		if _, ok := ParseUnit(strings.Trim(text, "() ")); ok && len(parts) > 0 {
			parts[len(parts)-1] += " (" + strings.Trim(text, "() ") + ")"
			continue
		}
		parts, cells = append(parts, text), append(cells, at)
		if own++; !alone {
			own = 0
		}
	}
	return parts, own, cells
}

// headedBy returns the cell whose text heads a column from the left, where
// nobody merged the cells: "Vốn đã bố trí" and a blank cell over "Tổng số" and
// "Đầu tư công". The cell must head its own column as well, and what stands
// below must not name a field by itself.
func headedBy(t *table, block sheets.Range, row, col int) (sheets.Addr, bool) {
	below := textBelow(t, block, row, col)
	if below == "" || !t.Cell(row, col).Value.IsBlank() {
		return sheets.Addr{}, false
	}
	for r := block.Top; r < row; r++ {
		if g, merged := t.Merged(r, col); !t.Cell(r, col).Value.IsBlank() || merged && g.Right-g.Left == 1 {
			return sheets.Addr{}, false
		}
	}
	hc := newHeadColumn(col, []string{below}, 1)
	if !hc.totals() && namesField(hc) {
		return sheets.Addr{}, false
	}
	for left := col - 1; left >= block.Left; left-- {
		if _, merged := t.Merged(row, left); merged || textBelow(t, block, row, left) == "" {
			return sheets.Addr{}, false
		}
		if !t.Cell(row, left).Value.IsBlank() {
			return sheets.Addr{Row: row, Col: left}, true
		}
	}
	return sheets.Addr{}, false
}

// heads reports whether a text heads the column at its right as well.
func heads(t *table, block sheets.Range, row, col int) bool {
	if col+1 >= block.Right || t.Cell(row, col).Value.IsBlank() {
		return false
	}
	if _, merged := t.Merged(row, col+1); merged {
		return false
	}
	at, ok := headedBy(t, block, row, col+1)
	return ok && at.Col == col
}

// textBelow returns what stands in a column of a header below a row, in cells
// that nobody merged with those beside them.
func textBelow(t *table, block sheets.Range, row, col int) string {
	for r := row + 1; r < block.Bottom; r++ {
		if text := Clean(t.Cell(r, col).Value.String()); text != "" {
			return text
		}
	}
	return ""
}

// namesField reports whether a header is a usual name of some field.
func namesField(hc headColumn) bool {
	return namesOf(hc, func(Field) bool { return true })
}

var footnoteMark = regexp.MustCompile(`^\((?:\d{1,2}|\*+)\)$`)
