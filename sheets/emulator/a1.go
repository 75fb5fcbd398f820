package emulator

import (
	"strconv"
	"strings"
)

// columnName is a column as people write it: A for 0, Z for 25, AA for 26.
func columnName(col int) string {
	var b [8]byte
	i := len(b)
	for n := col + 1; n > 0; n = (n - 1) / 26 {
		i--
		b[i] = byte('A' + (n-1)%26)
	}
	return string(b[i:])
}

// quoteTitle puts a tab's title into A1 notation.
func quoteTitle(title string) string {
	plain := title != "" && (title[0] < '0' || title[0] > '9')
	for _, r := range title {
		if r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			plain = false
		}
	}
	if _, cell := readCorner(title); plain && !cell {
		return title
	}
	return "'" + strings.ReplaceAll(title, "'", "''") + "'"
}

// a1 prints a block of a tab. Its ends are closed.
func (s *sheet) a1(r rect) string {
	text := quoteTitle(s.title) + "!" + columnName(r.left) + strconv.Itoa(r.top+1)
	if r.bottom-r.top == 1 && r.right-r.left == 1 {
		return text
	}
	return text + ":" + columnName(r.right-1) + strconv.Itoa(r.bottom)
}

// closed gives a range with its open ends at the edge of the grid. What lies
// beyond the edge is cut off.
func (s *sheet) closed(r rect) rect {
	r.top, r.left = max(r.top, 0), max(r.left, 0)
	if r.bottom < 0 || r.bottom > s.rows {
		r.bottom = s.rows
	}
	if r.right < 0 || r.right > s.cols {
		r.right = s.cols
	}
	return r
}

// corner is one end of a range in A1 notation; -1 is a part that is not there.
type corner struct{ row, col int }

// readCorner reads "B7", "B" or "7", with or without "$".
func readCorner(text string) (corner, bool) {
	c := corner{-1, -1}
	if row, col, ok := numberedCorner(text); ok {
		return corner{row, col}, true
	}
	text = strings.TrimPrefix(text, "$")
	i, col := 0, 0
	for i < len(text) && (text[i]|0x20) >= 'a' && (text[i]|0x20) <= 'z' {
		col = col*26 + int(text[i]|0x20-'a') + 1
		if i++; i > 3 {
			return c, false
		}
	}
	if i > 0 {
		c.col = col - 1
		text = strings.TrimPrefix(text[i:], "$")
	}
	if text == "" {
		return c, i > 0
	}
	row, err := strconv.ParseUint(text, 10, 31)
	if err != nil || row == 0 || text[0] == '+' {
		return c, false
	}
	c.row = int(row) - 1
	return c, true
}

// numberedCorner reads a cell in the other notation that the documentation
// has: "R2C3" is C2.
func numberedCorner(text string) (row, col int, ok bool) {
	rest, ok := strings.CutPrefix(strings.ToUpper(text), "R")
	first, second, pair := strings.Cut(rest, "C")
	a, bad := strconv.ParseUint(first, 10, 31)
	b, worse := strconv.ParseUint(second, 10, 31)
	return int(a) - 1, int(b) - 1, ok && pair && bad == nil && worse == nil && a > 0 && b > 0
}

// readBlock reads what stands after the "!": a cell, "B2:C7", "B:C", "2:7",
// "B2:C" or "R2C2:R7C3". Open ends are -1.
func readBlock(text string) (rect, bool) {
	first, last, pair := strings.Cut(text, ":")
	a, ok := readCorner(first)
	if !ok {
		return rect{}, false
	}
	b := a
	if pair {
		if b, ok = readCorner(last); !ok {
			return rect{}, false
		}
	} else if a.row < 0 || a.col < 0 {
		return rect{}, false
	}
	r := rect{top: a.row, left: a.col, bottom: b.row + 1, right: b.col + 1}
	if a.row >= 0 && b.row >= 0 && b.row < a.row {
		r.top, r.bottom = b.row, a.row+1
	}
	if a.col >= 0 && b.col >= 0 && b.col < a.col {
		r.left, r.right = b.col, a.col+1
	}
	r.top, r.left = max(r.top, 0), max(r.left, 0)
	if r.bottom == 0 {
		r.bottom = -1
	}
	if r.right == 0 {
		r.right = -1
	}
	return r, true
}

// readRange reads a range in A1 notation: a block of a named tab, a block of
// the first tab, a tab as a whole or a named range. Open ends stay -1.
func (d *document) readRange(text string) (*sheet, rect, *apiError) {
	whole := rect{0, 0, -1, -1}
	bad := func() (*sheet, rect, *apiError) { return nil, rect{}, invalid("Unable to parse range: %s", text) }
	if strings.HasPrefix(text, "'") {
		title, rest, ok := unquote(text)
		s := d.titled(title)
		if !ok || s == nil {
			return bad()
		}
		if rest == "" {
			return s, whole, nil
		}
		r, ok := readBlock(strings.TrimPrefix(rest, "!"))
		if !ok || rest[0] != '!' {
			return bad()
		}
		return s, r, nil
	}
	if title, block, ok := cutLast(text, "!"); ok {
		s := d.titled(title)
		r, ok := readBlock(block)
		if s == nil || !ok {
			return bad()
		}
		return s, r, nil
	}
	if s := d.titled(text); s != nil {
		return s, whole, nil
	}
	for _, n := range d.names {
		if strings.EqualFold(n.name, text) {
			if s := d.numbered(n.sheet); s != nil {
				return s, n.rect, nil
			}
		}
	}
	if r, ok := readBlock(text); ok && len(d.sheets) > 0 {
		return d.sheets[0], r, nil
	}
	return bad()
}

// readGrid reads a range and closes its ends. A range that begins outside the grid
// is refused.
func (d *document) readGrid(text string) (*sheet, rect, *apiError) {
	s, r, err := d.readRange(text)
	if err != nil {
		return nil, rect{}, err
	}
	if r.top >= s.rows || r.left >= s.cols {
		return nil, rect{}, s.beyond(r)
	}
	return s, s.closed(r), nil
}

// beyond is the reply to a range that does not lie in the grid.
func (s *sheet) beyond(r rect) *apiError {
	if r.bottom < 0 {
		r.bottom = max(s.rows, r.top+1)
	}
	if r.right < 0 {
		r.right = max(s.cols, r.left+1)
	}
	return invalid("Range (%s) exceeds grid limits. Max rows: %d, max columns: %d", s.a1(r), s.rows, s.cols)
}

// unquote takes a title in quotes off the beginning of a range.
func unquote(text string) (title, rest string, ok bool) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] != '\'' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 == len(text) || text[i+1] != '\'' {
			return b.String(), text[i+1:], true
		}
		b.WriteByte('\'')
		i++
	}
	return "", "", false
}

func cutLast(text, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(text, sep)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(sep):], true
}

// titled finds a tab by its title, in any case of letters; nil if there is none.
func (d *document) titled(title string) *sheet {
	for _, s := range d.sheets {
		if s.title == title {
			return s
		}
	}
	for _, s := range d.sheets {
		if strings.EqualFold(s.title, title) {
			return s
		}
	}
	return nil
}

// numbered finds a tab by its id; nil if there is none.
func (d *document) numbered(id int) *sheet {
	for _, s := range d.sheets {
		if s.id == id {
			return s
		}
	}
	return nil
}

// itoa prints a whole number.
func itoa(n int) string { return strconv.Itoa(n) }
