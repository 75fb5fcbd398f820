package calc

import (
	"strconv"
	"strings"
)

// Limits of what is a reference: columns up to ZZZ, as many rows as a
// spreadsheet can have cells.
const (
	maxCol = 18278
	maxRow = 10_000_000
)

// open is an end of a span that is not written: the edge of the grid.
const open = -1

// span is what a reference covers of rows or columns, counted from 0, both
// ends included. Both ends are open for whole columns or rows, the last one
// alone in "B7:B".
type span struct {
	first, last       int
	absFirst, absLast bool // written with $
}

// reference is a reference to cells as it is written in a formula.
type reference struct {
	sheet      int
	named      bool   // written with the name of the sheet
	unresolved string // that name, when there was no such sheet
	gone       bool   // what it was to is deleted
	pair       bool   // written with a colon
	rows, cols span
}

// resolved reports whether the reference leads to cells.
func (r *reference) resolved() bool { return !r.gone && r.unresolved == "" }

// tidy puts the ends of a span in order.
func (s span) tidy() span {
	if s.last != open && (s.first == open || s.first > s.last) {
		return span{first: s.last, last: s.first, absFirst: s.absLast, absLast: s.absFirst}
	}
	return s
}

// corner is one end of a reference: a cell, a column or a row.
type corner struct {
	row, col       int // open when not written
	absRow, absCol bool
}

// parseCorner reads "B7", "$B$7", "B", "$7".
func parseCorner(s string) (corner, bool) {
	c := corner{row: open, col: open}
	rest := s
	if strings.HasPrefix(rest, "$") {
		c.absCol = true
		rest = rest[1:]
	}
	n := 0
	for n < len(rest) && isLetter(rest[n]) {
		n++
	}
	if n > 0 {
		col, ok := parseColumn(rest[:n])
		if !ok {
			return corner{}, false
		}
		c.col, rest = col, rest[n:]
		if rest == "" {
			return c, true
		}
		if strings.HasPrefix(rest, "$") {
			c.absRow = true
			rest = rest[1:]
		}
	} else {
		c.absRow, c.absCol = c.absCol, false
	}
	row, ok := parseRow(rest)
	if !ok {
		return corner{}, false
	}
	c.row = row
	return c, true
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }
func isDigit(b byte) bool  { return b >= '0' && b <= '9' }

func parseColumn(s string) (int, bool) {
	if len(s) > 3 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		n = n*26 + int(s[i]&^0x20-'A') + 1
	}
	return n - 1, n >= 1
}

func parseRow(s string) (int, bool) {
	if s == "" || len(s) > 8 || s[0] == '0' {
		return 0, false
	}
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n - 1, err == nil && n <= maxRow
}

// columnName returns the letters of a column counted from 0.
func columnName(col int) string {
	var b [8]byte
	i := len(b)
	for n := col + 1; n > 0; n = (n - 1) / 26 {
		i--
		b[i] = byte('A' + (n-1)%26)
	}
	return string(b[i:])
}

// cellRef makes the reference to one cell; ok is false for a column or row.
func cellRef(a corner) (reference, bool) {
	return reference{
		rows: span{a.row, a.row, a.absRow, a.absRow},
		cols: span{a.col, a.col, a.absCol, a.absCol},
	}, a.row != open && a.col != open
}

// pairRef makes the reference from one corner to another; ok is false for
// "A:1" and the like.
func pairRef(a, b corner) (reference, bool) {
	r := reference{
		pair: true,
		rows: span{a.row, b.row, a.absRow, b.absRow}.tidy(),
		cols: span{a.col, b.col, a.absCol, b.absCol}.tidy(),
	}
	return r, r.rows.last != open || r.cols.last != open
}

// String returns the reference without its sheet.
func (r *reference) String() string {
	var b strings.Builder
	writeCorner(&b, r.cols.first, r.cols.absFirst, r.rows.first, r.rows.absFirst)
	if r.pair {
		b.WriteByte(':')
		writeCorner(&b, r.cols.last, r.cols.absLast, r.rows.last, r.rows.absLast)
	}
	return b.String()
}

func writeCorner(b *strings.Builder, col int, absCol bool, row int, absRow bool) {
	if col != open {
		if absCol {
			b.WriteByte('$')
		}
		b.WriteString(columnName(col))
	}
	if row != open {
		if absRow {
			b.WriteByte('$')
		}
		b.WriteString(strconv.Itoa(row + 1))
	}
}
