package sheets

import (
	"fmt"
	"strconv"
	"strings"
)

// Addr is the place of a cell in its tab. Row and Col count from 0.
type Addr struct{ Row, Col int }

// String returns the address as people write it: "F14".
func (a Addr) String() string { return ColName(a.Col) + strconv.Itoa(a.Row+1) }

// ColName returns the letters of a column counted from 0: 0 is "A", 26 "AA".
// A negative column gives "?".
func ColName(col int) string {
	if col < 0 {
		return "?"
	}
	var b [8]byte
	i := len(b)
	for col++; col > 0 && i > 0; col = (col - 1) / 26 {
		i--
		b[i] = byte('A' + (col-1)%26)
	}
	return string(b[i:])
}

// ParseCol reads the letters of a column, in either case, and returns its
// place counted from 0. Columns end at "XFD" (16,384 of them).
func ParseCol(s string) (int, error) {
	n := 0
	for _, c := range strings.ToUpper(s) {
		if c < 'A' || c > 'Z' || n > 16384 {
			return 0, fmt.Errorf("read column %q: letters from A to XFD expected", s)
		}
		n = n*26 + int(c-'A') + 1
	}
	if n == 0 || n > 16384 {
		return 0, fmt.Errorf("read column %q: letters from A to XFD expected", s)
	}
	return n - 1, nil
}

// ParseAddr reads an address such as "F14" or "$F$14".
func ParseAddr(s string) (Addr, error) {
	t := strings.ReplaceAll(s, "$", "")
	i := strings.IndexFunc(t, func(r rune) bool { return r >= '0' && r <= '9' })
	if i <= 0 {
		return Addr{}, fmt.Errorf("read cell address %q: a form like F14 expected", s)
	}
	col, err := ParseCol(t[:i])
	if err != nil {
		return Addr{}, fmt.Errorf("read cell address %q: a form like F14 expected", s)
	}
	row, err := strconv.Atoi(t[i:])
	if err != nil || row < 1 || row > 10_000_000 {
		return Addr{}, fmt.Errorf("read cell address %q: a form like F14 expected", s)
	}
	return Addr{Row: row - 1, Col: col}, nil
}

// Range is a block of cells: rows Top up to but without Bottom, columns Left
// up to but without Right. The zero Range is empty.
type Range struct{ Top, Left, Bottom, Right int }

// Empty reports whether the range holds no cell.
func (r Range) Empty() bool { return r.Bottom <= r.Top || r.Right <= r.Left }

// Contains reports whether the cell lies in the range.
func (r Range) Contains(a Addr) bool {
	return a.Row >= r.Top && a.Row < r.Bottom && a.Col >= r.Left && a.Col < r.Right
}

// String returns the range as people write it: "A4:Q8", or "F14" for one cell.
func (r Range) String() string {
	if r.Empty() {
		return ""
	}
	first, last := Addr{r.Top, r.Left}, Addr{r.Bottom - 1, r.Right - 1}
	if first == last {
		return first.String()
	}
	return first.String() + ":" + last.String()
}

// ParseRange reads a range such as "A4:Q8" or a single address.
func ParseRange(s string) (Range, error) {
	from, to, two := strings.Cut(s, ":")
	a, err := ParseAddr(from)
	if err != nil {
		return Range{}, fmt.Errorf("read range %q: a form like A4:Q8 expected", s)
	}
	b := a
	if two {
		if b, err = ParseAddr(to); err != nil {
			return Range{}, fmt.Errorf("read range %q: a form like A4:Q8 expected", s)
		}
	}
	return Range{
		Top: min(a.Row, b.Row), Left: min(a.Col, b.Col),
		Bottom: max(a.Row, b.Row) + 1, Right: max(a.Col, b.Col) + 1,
	}, nil
}
