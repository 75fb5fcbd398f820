package ledger

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rasoat/sheets"
)

// longestCut is how long the texts of a header cut over rows are at most, in
// bytes.
const longestCut = 80

// goesOn reports whether a row of texts goes on with the header above it,
// though no merged cell says so: its texts go on with words ("mức" below
// "Tổng"), stand below the headings of several columns and leave the names
// blank, or give more columns a usual name. So does a row of units.
func goesOn(t *table, top, row, number int) bool {
	cells, words, units := 0, 0, 0
	for _, c := range t.Row(row) {
		text := Clean(c.Value.String())
		if text == "" {
			continue
		}
		if len(text) > longestCut {
			return false
		}
		cells++
		if _, ok := ParseUnit(strings.Trim(text, "() ")); ok {
			units++
		}
		if isYear(text) {
			words++
		} else if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "(")); unicode.IsLower(first) {
			words++
		}
	}
	above := sheets.Range{Top: top, Bottom: row, Right: t.Cols()}
	with := above
	with.Bottom++
	named, name := namedColumns(t, above)
	more, _ := namedColumns(t, with)
	if cells == 0 || more > named || units == cells && cells > 1 {
		return cells > 0
	}
	free := number < 0 || t.Cell(row, number).Value.IsBlank()
	if free && 2*words > cells && more >= named {
		return everyHeaded(t, above, row)
	}
	return free && cells >= 2 && name >= 0 && t.Cell(row, name).Value.IsBlank() && headsBlanks(t, above, row)
}

// namedColumns returns how many columns of a header bear a usual name, and the
// column of the names of items, -1 where there is none.
func namedColumns(t *table, block sheets.Range) (n, name int) {
	name = -1
	for col := block.Left; col < block.Right; col++ {
		parts, own, _ := headerParts(t, block, col)
		if len(parts) == 0 {
			continue
		}
		hc := newHeadColumn(col, parts, own)
		if namesField(hc) {
			n++
		}
		if name < 0 && namesOf(hc, func(f Field) bool { return f == FieldName }) {
			name = col
		}
	}
	return n, name
}

// everyHeaded reports whether every text of a row stands below one of the
// header.
func everyHeaded(t *table, above sheets.Range, row int) bool {
	for col, c := range t.Row(row) {
		if c.Value.IsBlank() {
			continue
		}
		if parts, _, _ := headerParts(t, above, col); len(parts) == 0 {
			return false
		}
	}
	return true
}

// headsBlanks reports whether some text of a row stands below blank cells, at
// the right of one that stands below a heading.
func headsBlanks(t *table, above sheets.Range, row int) bool {
	headed := false
	for col := 0; col < t.Cols(); col++ {
		if t.Cell(row, col).Value.IsBlank() {
			headed = false
			continue
		}
		parts, _, _ := headerParts(t, above, col)
		if headed && len(parts) == 0 {
			return true
		}
		headed = headed || len(parts) > 0
	}
	return false
}
