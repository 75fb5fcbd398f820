package ledger

import (
	"regexp"
	"slices"
	"strings"

	"rasoat/sheets"
)

// tableOf returns the part of a tab that a mapped list stands in: with several
// lists on the tab, from the end of the one above to the title of the one
// below, and the columns of its header where another stands beside it.
func tableOf(t *table, lm ListMapping, all []ListMapping) *table {
	if lm.Header.Empty() {
		return t
	}
	within, own := t.within, lm.Header
	for _, o := range all {
		other := o.Header
		if other.Empty() || other == own || Fold(o.Tab) != Fold(lm.Tab) {
			continue
		}
		switch beside := other.Right <= own.Left || other.Left >= own.Right; {
		case beside && other.Top < own.Bottom && own.Top < other.Bottom:
			if other.Left >= own.Right {
				within.Right = min(within.Right, other.Left)
			} else {
				within.Left = max(within.Left, own.Left)
			}
		case beside:
		case other.Top >= own.Bottom:
			within.Bottom = min(within.Bottom, titleTop(t, other.Top, own.Bottom))
		case other.Bottom <= own.Top:
			within.Top = max(within.Top, other.Bottom)
		}
	}
	// Another may stand beside it that nobody mapped.
	for r := own.Top; r < min(own.Bottom, t.Rows()); r++ {
		for col, c := range t.Row(r) {
			switch {
			case !namesNumber(c):
			case col >= own.Right:
				within.Right = min(within.Right, col)
			case col < own.Left:
				within.Left = max(within.Left, own.Left)
			}
		}
	}
	return t.part(within)
}

// namesNumber reports whether a cell is the heading of an STT column.
func namesNumber(c sheets.Cell) bool {
	text := c.Value.String()
	return c.Value.Kind() == sheets.Text && len(text) <= longestName && slices.Contains(foldedNames[Fold(text)], FieldNumber)
}

// longestName is how long the name of a column in the header of a further
// table may be, in bytes.
const longestName = 120

// endOf returns the row in which the list below a header ends, as another
// table begins there with a title and a header of its own. The header of the
// list itself, printed again on each page or above each section, begins none,
// unless it stands below the title of another form, or below a unit that is
// another one or stated anew behind a closing total.
func endOf(t *table, h head) (end int, found bool) {
	heading, above := map[string]bool{}, map[string]bool{}
	for r := max(h.block.Top-15, t.within.Top); r < h.first(); r++ {
		texts := above
		if r >= h.block.Top {
			texts = heading
		}
		for _, c := range t.Row(r) {
			texts[Fold(c.Value.String())] = true
		}
	}
	for r := h.first() + 1; r < t.Rows(); r++ {
		if !beginsHeader(t, r) {
			continue
		}
		top := titleTop(t, headerTop(t, r), h.first())
		if !repeats(t, r, heading) || hasFormTitle(t, top, r, above) || hasOwnUnit(t, h, top, r) {
			return top, true
		}
	}
	return t.Rows(), false
}

// beginsHeader reports whether a row is a row of a header: texts alone, three
// or more, with an STT, or that begin with a usual name of a column and hold
// two more.
func beginsHeader(t *table, row int) bool {
	cells, names, number := 0, 0, false
	for _, c := range t.Row(row) {
		if c.Value.IsBlank() {
			continue
		}
		text := c.Value.String()
		if c.Value.Kind() != sheets.Text && !isYear(text) || c.Formula != "" || len(text) > longestHeader {
			return false
		}
		cells++
		if len(text) <= longestName {
			f := Fold(withoutParens(text))
			fields := foldedNames[f]
			number = number || slices.Contains(fields, FieldNumber)
			if len(fields) > 0 {
				names++
			}
		}
		if names == 0 {
			return false
		}
	}
	return cells >= 3 && (names >= 3 || number)
}

// repeats reports whether most texts of a row stand in a header.
func repeats(t *table, row int, heading map[string]bool) bool {
	cells, same := 0, 0
	for _, c := range t.Row(row) {
		if c.Value.IsBlank() {
			continue
		}
		cells++
		if heading[Fold(c.Value.String())] {
			same++
		}
	}
	return 5*same >= 4*cells
}

var formTitle = regexp.MustCompile(`(?i)^\s*(?:biểu|bảng|phụ lục|mẫu biểu|table|annex|appendix)(?:\s+(?:mẫu|số|no\.?))*\s*[\dIVXA-Z]`)

// hasFormTitle reports whether a row names another form than those above:
// "Biểu số 2", "Phụ lục II", but not "Biểu số 1 (tiếp theo)".
func hasFormTitle(t *table, from, to int, above map[string]bool) bool {
	for r := from; r < to; r++ {
		for _, c := range t.Row(r) {
			f := Fold(c.Value.String())
			if formTitle.MatchString(Clean(c.Value.String())) && !above[f] && !strings.Contains(f, "tiếp") && !strings.Contains(f, "continued") {
				return true
			}
		}
	}
	return false
}

// hasOwnUnit reports whether the rows above a header state a unit that is not
// the one of the header above, or any behind a closing total.
func hasOwnUnit(t *table, h head, from, to int) bool {
	unit, ok := unitAbove(t.part(sheets.Range{Top: from, Bottom: to, Right: t.within.Right}), sheets.Range{Top: to, Bottom: to + 1})
	if !ok {
		return false
	}
	if first, known := unitOf(t, h); known && !first.Factor.Equal(unit.Factor) {
		return true
	}
	for r := from - 1; r >= h.first(); r-- {
		if t.blankRow(r) {
			continue
		}
		for _, c := range t.Row(r) {
			if isTotalText(c.Value.String()) {
				return true
			}
		}
		return false
	}
	return false
}

// titleTop returns the first row of what belongs to a header: the title of the
// table and its unit, above the row and not above floor.
func titleTop(t *table, row, floor int) int {
	top, titled := row, false
	for r := row - 1; r >= floor; r-- {
		if t.blankRow(r) {
			if titled {
				break
			}
			continue
		}
		unit, ok := titleRow(t, r)
		if !ok {
			break
		}
		top, titled = r, titled || !unit
	}
	return top
}

// titleRow reports whether a row may be part of a title, and whether it states
// a unit and nothing else.
func titleRow(t *table, row int) (unit, ok bool) {
	cells := 0
	for col, c := range t.Row(row) {
		if c.Value.IsBlank() {
			continue
		}
		text := Clean(c.Value.String())
		if cells++; cells > 3 || c.Value.Kind() != sheets.Text || isTotalText(text) || notesBegin.MatchString(text) || strings.HasPrefix(text, "-") {
			return false, false
		}
		if _, _, note := cutMark(text); note && strings.ContainsAny(text[:1], "(*[") {
			return false, false
		}
		if style, _ := readNumbering(c, ""); style != unnumbered && col <= t.within.Left+1 {
			return false, false
		}
		if _, is := unitIn(text); is {
			unit = true
		}
	}
	return unit && cells == 1, cells > 0
}
