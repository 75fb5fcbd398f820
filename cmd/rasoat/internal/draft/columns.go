package draft

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// column is one column of a list's header.
type column struct {
	col    int
	header string // "" where nothing stands above the column
	label  string // the last part of the header
	found  *ledger.Column
	key    string // the header text or letter that is written down, "" for a column that is not mapped
}

// longestName is how long a header text may be, in characters, that is written
// down as the name of a column.
const longestName = 80

// nameColumns lists the columns of the header and gives those that are mapped
// the name that is written down: the header's text where it leads to that
// column and to no other, else the column's letter. Where the names lead to
// another header, its place is written down as well.
func (l *listSurvey) nameColumns(snap *sheets.Snapshot, m ledger.Mapping) {
	keys := map[int]string{}
	for _, c := range l.columns {
		if c.found != nil {
			keys[c.col] = headerKey(c)
		}
	}
	// Two columns under one text are told apart by letter.
	seen := map[string]int{}
	for _, k := range keys {
		seen[ledger.Fold(k)]++
	}
	for col, k := range keys {
		if seen[ledger.Fold(k)] > 1 {
			keys[col] = letter(col)
		}
	}
	// Whether a text leads to its column is seen by reading with it. A text
	// that leads elsewhere gives way to its column's letter, and takes no
	// other column away any more.
	for range len(keys) + 1 {
		wrong := l.astray(snap, m, keys)
		if len(wrong) == 0 {
			break
		}
		for _, col := range wrong {
			keys[col] = letter(col)
		}
	}
	for i := range l.columns {
		l.columns[i].key = keys[l.columns[i].col]
	}
	l.mapping = l.named(keys)
}

// astray reads the list by the names and returns the columns that are then
// not what they were. Where the header itself is another, it is fixed.
func (l *listSurvey) astray(snap *sheets.Snapshot, m ledger.Mapping, keys map[int]string) []int {
	read, ok := l.read(snap, m, l.named(keys))
	if !ok || read.Lists[0].Header != l.list.Header {
		if !l.fixed {
			l.fixed = true
			return l.astray(snap, m, keys)
		}
		if !ok {
			return byName(keys)
		}
	}
	var wrong []int
	for _, c := range l.columns {
		if c.found == nil || strings.HasPrefix(keys[c.col], "=") || !written(c.found) {
			continue
		}
		same := slices.ContainsFunc(read.Lists[0].Columns, func(n ledger.Column) bool {
			return n.Col == c.col && n.Field == c.found.Field && n.Source == c.found.Source
		})
		if !same {
			wrong = append(wrong, c.col)
		}
	}
	return wrong
}

func byName(keys map[int]string) []int {
	var cols []int
	for _, col := range slices.Sorted(maps.Keys(keys)) {
		if !strings.HasPrefix(keys[col], "=") {
			cols = append(cols, col)
		}
	}
	return cols
}

// named returns the mapping with the columns by their names.
func (l *listSurvey) named(keys map[int]string) ledger.ListMapping {
	lm := l.mapping
	lm.Columns, lm.Parts = map[ledger.Field][]string{}, nil
	if l.fixed {
		lm.Header = l.list.Header
	}
	for _, c := range l.list.Columns {
		switch key := keys[c.Col]; {
		case key == "":
		case c.Field != "":
			lm.Columns[c.Field] = append(lm.Columns[c.Field], key)
		case c.Source != "":
			if !writable(c.Source) {
				continue
			}
			if lm.Parts == nil {
				lm.Parts = map[string]string{}
			}
			lm.Parts[c.Source] = key
		}
	}
	return lm
}

// written reports whether a mapped column is written down: the figures of a
// table are found by themselves.
func written(c *ledger.Column) bool { return c.Field != "" || c.Source != "" }

// headerKey returns the text by which a column may be named, else its letter.
func headerKey(c column) string {
	texts := []string{c.label, c.header}
	if isTotal(c.label) {
		slices.Reverse(texts) // "Tổng số" says little by itself
	}
	for _, text := range texts {
		switch {
		case ledger.Fold(text) == "", text == "-", strings.HasPrefix(text, "="), utf8.RuneCountInString(text) > longestName:
		case !writable(text):
		default:
			return text
		}
	}
	return letter(c.col)
}

func isTotal(label string) bool {
	switch ledger.Fold(label) {
	case "tổng số", "tổng cộng", "tổng", "cộng", "total":
		return true
	}
	return false
}

func letter(col int) string { return "=" + sheets.ColName(col) }

// headerColumns lists the columns below the header: what stands above each,
// and what it was taken for.
func headerColumns(t *sheets.Tab, l *ledger.List) []column {
	var all []column
	for col := l.Header.Left; col < l.Header.Right; col++ {
		c := column{col: col}
		for i := range l.Columns {
			if l.Columns[i].Col == col {
				c.found = &l.Columns[i]
			}
		}
		if c.found != nil {
			c.header, c.label = c.found.Header, c.found.Label()
		} else {
			parts := headerParts(t, l.Header, col)
			c.header = strings.Join(parts, " / ")
			if len(parts) > 0 {
				c.label = parts[len(parts)-1]
			}
		}
		all = append(all, c)
	}
	return all
}

// headerParts returns the texts above a column from top to bottom.
func headerParts(t *sheets.Tab, block sheets.Range, col int) []string {
	var parts []string
	seen := map[sheets.Addr]bool{}
	for r := block.Top; r < block.Bottom; r++ {
		at := sheets.Addr{Row: r, Col: col}
		if g, ok := t.Merged(r, col); ok {
			at = sheets.Addr{Row: g.Top, Col: g.Left}
		}
		if text := ledger.Clean(t.Cell(at.Row, at.Col).Value.String()); !seen[at] && text != "" {
			parts = append(parts, text)
		}
		seen[at] = true
	}
	return parts
}
