package ledger

import (
	"slices"
	"strings"

	"rasoat/sheets"
)

// anchorRow returns the row in which a header is recognised, and the column of
// the STT there, -1 where it has none. Rows of data end the search: what
// stands below them is the header of another page.
func anchorRow(t *table, m ListMapping) (row, number int, ok bool) {
	wanted, numbers := wantedNames(m)
	best, score, number := -1, 1, -1
	for r := t.within.Top; r < min(t.Rows(), t.within.Top+headerSearchRows); r++ {
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
			if cutNumber(t, r, col) {
				s += 2
				at = col
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
	if best < 0 && m.Kind == Table {
		best, _ = namesAnchor(t)
	}
	return best, number, best >= 0
}

// cutNumber reports whether a cell ends an STT that is cut over rows: "S",
// "T", "T".
func cutNumber(t *table, row, col int) bool {
	word := ""
	for r := row; r >= t.within.Top && r > row-3; r-- {
		text := t.Cell(r, col).Value.String()
		if len(text) > 4 {
			break
		}
		word = strings.ReplaceAll(Fold(text), " ", "") + word
		if word == "stt" {
			return r < row
		}
	}
	return false
}

// namesAnchor returns the row of a header that names its rows and has no
// other usual name: the first that begins with the name of what stands below,
// goes on with texts, and has figures below these.
func namesAnchor(t *table) (row int, ok bool) {
	for r := t.within.Top; r < min(t.Rows(), t.within.Top+headerSearchRows); r++ {
		cells, names := 0, false
		var cols []int
		for col, c := range t.Row(r) {
			if c.Value.IsBlank() {
				continue
			}
			if c.Value.Kind() != sheets.Text && !isYear(c.Value.String()) || len(c.Value.String()) > longestHeader {
				cells = 0
				break
			}
			if cells++; cells == 1 {
				names = slices.Contains(foldedNames[Fold(withoutParens(c.Value.String()))], FieldName)
			} else {
				cols = append(cols, col)
			}
		}
		if cells < 2 || !names {
			continue
		}
		h := head{block: sheets.Range{Top: r, Bottom: r + 1, Left: t.within.Left, Right: t.within.Right}, numbers: -1, unit: -1}
		if !slices.ContainsFunc(cols, func(col int) bool { return !holdsNumbers(t, h, col) }) {
			return r, true
		}
	}
	return -1, false
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
func headerBottom(t *table, top, anchor, number int) int {
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
		if t.blankRow(r) && r == bottom {
			continue // one may stand between
		}
		if dataRow(t, r, number) {
			break
		}
	}
	for bottom < min(end, anchor+maxHeaderRows) && !t.blankRow(bottom) && goesOn(t, top, bottom, number) {
		bottom++
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
	for r := anchor - 1; r >= t.within.Top && r >= anchor-6; r-- {
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
