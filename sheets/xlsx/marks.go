package xlsx

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rasoat/sheets"
)

// What is ours is known by defined names, never by a title.
//
// A column has a name of its tab's scope that refers to the column from the
// header row down, for instance _rasoat.column.gap.0c1d2e3f =
// 'Danh mục'!$N$6:$N$1000000. Its end is a digest of the tab's title when it
// was written: a tab that people copied carries the very same name. Behind it
// stands the width that the column had, for instance .w9.14c. Excel, LibreOffice and the libraries keep such a
// name right through inserted and deleted rows and columns, sorting, a cut and
// insert of the column and a renamed tab; a deleted column makes it #REF!. The
// range ends short of the last row because programs disagree about ranges
// that touch it; it means the column to its end. The name's comment holds the
// title that was written, so that a title typed over is told from ours.
//
// A tab has a name of its own scope that is a constant text, the digest of
// what was last written and the tab's title then: _rasoat.tab.summary =
// "5f0c… Tổng hợp". A constant cannot lose its cell, and goes when the tab
// goes.
const (
	columnPrefix = "_rasoat.column."
	tabPrefix    = "_rasoat.tab."
	widthMark    = ".w"
	areaEnd      = 1_000_000
)

// idPattern is what an id of ours may be: a part of a defined name.
var idPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,59}$`)

// columnMark is the mark of one column of ours.
type columnMark struct {
	id    string
	from  string // the digest of its tab's title when it was written
	name  int    // its place in workbook.names
	scope int
	sheet int // the tab where the column is now, -1 where it was deleted
	col   int
	top   int    // the header row; what stands above it is the staff's
	title string // the title as it was written, "" where unknown
	was   string // ".w" and the width that the column had before, "" where unknown
}

// tabMark is the mark of one tab of ours.
type tabMark struct {
	id    string
	name  int
	sheet int
	print string
	title string // the tab's title when it was written
}

// text is what the name of a tab's mark refers to.
func (m tabMark) text() string {
	return `"` + strings.ReplaceAll(m.print+" "+m.title, `"`, `""`) + `"`
}

// copyMark is a mark that came along when people copied a tab.
type copyMark struct{ name, sheet int }

// readMarks finds the marks. A tab that people copied carries the marks of the
// first along: ours is the one that still has its title, or else the one with
// the lowest id; the copies are theirs, and their marks come back in copies.
func readMarks(wb *workbook) (columns []columnMark, tabs []tabMark, copies []copyMark) {
	for i, n := range wb.names {
		if rest, ok := cutPrefixFold(n.name, columnPrefix); ok {
			id, from, _ := strings.Cut(strings.ToLower(rest), ".")
			m := columnMark{id: id, from: from, name: i, scope: n.scope, sheet: -1, title: n.comment}
			if at := strings.Index(from, widthMark); at >= 0 {
				m.from, m.was = from[:at], from[at:]
			}
			columns = append(columns, m)
		}
		if id, ok := cutPrefixFold(n.name, tabPrefix); ok && n.scope >= 0 {
			m := tabMark{id: strings.ToLower(id), name: i, sheet: n.scope}
			text := strings.TrimSuffix(strings.TrimPrefix(n.text, `"`), `"`)
			m.print, m.title, _ = strings.Cut(strings.ReplaceAll(text, `""`, `"`), " ")
			tabs = append(tabs, m)
		}
	}

	columns, again := firstOf(wb, columns, func(m columnMark) (string, int, bool) {
		return m.id + "." + m.from, m.scope, m.scope >= 0 && titleDigest(wb.sheets[m.scope].title) == m.from
	})
	for _, m := range again {
		copies = append(copies, copyMark{m.name, max(m.scope, 0)})
	}
	slices.SortFunc(columns, func(a, b columnMark) int { return a.name - b.name })
	taken := map[[2]int]bool{}
	for i := range columns {
		m := &columns[i]
		if sheet, r, ok := parseRef(wb, wb.names[m.name].text); ok && !taken[[2]int{sheet, r.Left}] {
			m.sheet, m.col, m.top = sheet, r.Left, r.Top
			taken[[2]int{sheet, r.Left}] = true
		}
	}

	tabs, copied := firstOf(wb, tabs, func(m tabMark) (string, int, bool) {
		return m.id, m.sheet, wb.sheets[m.sheet].title == m.title
	})
	seen := map[int]bool{}
	tabs = slices.DeleteFunc(tabs, func(m tabMark) bool {
		again := seen[m.sheet]
		if again {
			copied = append(copied, m)
		}
		seen[m.sheet] = true
		return again
	})
	for _, m := range copied {
		copies = append(copies, copyMark{m.name, m.sheet})
	}
	return columns, tabs, copies
}

// firstOf parts the marks that are the first of their key from the others:
// those in a tab that has kept its title first, then those in the tab of the
// lowest id.
func firstOf[M any](wb *workbook, marks []M, of func(M) (key string, sheet int, kept bool)) (first, others []M) {
	slices.SortStableFunc(marks, func(a, b M) int {
		_, sheetA, keptA := of(a)
		_, sheetB, keptB := of(b)
		switch {
		case keptA != keptB && keptA:
			return -1
		case keptA != keptB:
			return 1
		case sheetA < 0 || sheetB < 0:
			return sheetA - sheetB
		}
		return compareIDs(wb.sheets[sheetA].id, wb.sheets[sheetB].id)
	})
	seen := map[string]bool{}
	for _, m := range marks {
		key, _, _ := of(m)
		if seen[key] {
			others = append(others, m)
		} else {
			first = append(first, m)
		}
		seen[key] = true
	}
	return first, others
}

// titleDigest is how the mark of a column knows its tab's title.
func titleDigest(title string) string {
	sum := sha256.Sum256([]byte(title))
	return hex.EncodeToString(sum[:4])
}

// compareIDs orders numbers written as text.
func compareIDs(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// cutPrefixFold cuts a prefix without regard to case, as defined names are
// compared.
func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) <= len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// columnRef is what the name of a column of ours refers to.
func columnRef(title string, col, top int) string {
	c := sheets.ColName(col)
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoteTitle(title), c, top+1, c, areaEnd)
}

// quoteTitle writes a tab's title as formulas do.
func quoteTitle(title string) string { return "'" + strings.ReplaceAll(title, "'", "''") + "'" }

// parseRef reads a reference to a block of cells or to whole columns of one
// tab, such as 'Danh mục'!$N$6:$N$1000000 or Sheet1!$N:$N.
func parseRef(wb *workbook, ref string) (sheet int, r sheets.Range, ok bool) {
	i := strings.LastIndexByte(ref, '!')
	if i < 0 || strings.Contains(ref, "#REF") {
		return -1, r, false
	}
	sheet = wb.sheetTitled(unquoteTitle(ref[:i]))
	if sheet < 0 {
		return -1, r, false
	}
	r, ok = parseBlock(ref[i+1:])
	return sheet, r, ok
}

func unquoteTitle(s string) string {
	s = strings.TrimPrefix(s, "$") // as LibreOffice writes it in places
	if n := len(s); n >= 2 && s[0] == '\'' && s[n-1] == '\'' {
		return strings.ReplaceAll(s[1:n-1], "''", "'")
	}
	return s
}

// parseBlock reads "$A$4:$Q$8", "$N:$N" (all rows) or "$1:$8" (all columns).
func parseBlock(s string) (sheets.Range, bool) {
	s = strings.ReplaceAll(s, "$", "")
	if r, err := sheets.ParseRange(s); err == nil {
		return r, r.Bottom <= maxRows && r.Right <= maxCols
	}
	from, to, two := strings.Cut(s, ":")
	if !two {
		return sheets.Range{}, false
	}
	if wholeColumn(from) && wholeColumn(to) {
		r, err := sheets.ParseRange(from + "1:" + to + fmt.Sprint(maxRows))
		return r, err == nil
	}
	if wholeRow(from) && wholeRow(to) {
		r, err := sheets.ParseRange("A" + from + ":XFD" + to)
		return r, err == nil
	}
	return sheets.Range{}, false
}

// printAreas returns the print areas of a tab.
func printAreas(wb *workbook, sheet int) []sheets.Range {
	var areas []sheets.Range
	for _, n := range wb.names {
		if n.scope != sheet || !strings.EqualFold(n.name, printArea) {
			continue
		}
		for _, ref := range splitUnion(n.text) {
			if at, r, ok := parseRef(wb, ref); ok && at == sheet {
				areas = append(areas, r)
			}
		}
	}
	return areas
}

// splitUnion splits references at the commas that stand outside quotes.
func splitUnion(s string) []string {
	var parts []string
	quoted, from := false, 0
	for i := range len(s) {
		switch s[i] {
		case '\'':
			quoted = !quoted
		case ',':
			if !quoted {
				parts = append(parts, strings.TrimSpace(s[from:i]))
				from = i + 1
			}
		}
	}
	return append(parts, strings.TrimSpace(s[from:]))
}
