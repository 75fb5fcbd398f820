package ledger

import (
	"regexp"
	"slices"
	"strings"

	"rasoat/sheets"
)

// sampled is how many cells of a column are looked at to tell what it holds.
const sampled = 200

// sample returns the first cells of a column below the header that hold
// something.
func sample(t *table, h head, col int) []sheets.Cell {
	var cells []sheets.Cell
	for r := h.first(); r < t.Rows() && len(cells) < sampled; r++ {
		if c := t.Cell(r, col); !c.Value.IsBlank() {
			cells = append(cells, c)
		}
	}
	return cells
}

// holdsTerms reports whether most of the cells of a column state a day or a
// period.
func holdsTerms(t *table, h head, col int) bool {
	cells := sample(t, h, col)
	n, none := 0, newBlanks(nil)
	for _, c := range cells {
		if c.Value.Kind() == sheets.Number && !isYear(c.Value.String()) && c.Class() != sheets.Date {
			continue // a percentage of completion
		}
		if readDeadline(c, none, nil).Kind == Term {
			n++
		}
	}
	return 2*n > len(cells)
}

var (
	moneyHeading = regexp.MustCompile(`(?:^|[ (])(?:vốn|kinh phí|tmđt|tổng mức|dự toán|nstw|nsđp|nsnn|ngân sách|kế hoạch|lũy kế|giải ngân|thanh toán|funds?|funding|budget|allocat\w*)(?:$|[ )])`)
	// A column of differences may be the program's own, and is no money that
	// anybody adds up.
	difference = regexp.MustCompile(`thiếu|thừa|vượt|chênh lệch|chênh|gap|short|difference|variance`)
)

// speaksOfMoney reports whether a header names an amount that a list of
// projects may state besides those with a field: "Trong đó: NSTW" below
// "TMĐT", "Lũy kế đến hết năm 2020".
func speaksOfMoney(hc headColumn) bool {
	f := Fold(strings.Join(hc.parts, " "))
	return moneyHeading.MatchString(f) && !difference.MatchString(f)
}

// holdsOnlyNumbers reports whether a column holds numbers and no text that is
// none.
func holdsOnlyNumbers(t *table, h head, col int) bool {
	numbers := 0
	for _, c := range sample(t, h, col) {
		switch {
		case c.Value.Kind() == sheets.Number && c.Class() == sheets.Plain, c.Value.Kind() == sheets.Text && numberText.MatchString(c.Value.String()):
			numbers++
		case c.Value.Kind() == sheets.Error, c.Value.Kind() == sheets.Text && strings.Trim(Clean(c.Value.String()), "-–—x… ") == "":
		default:
			return false
		}
	}
	return numbers > 0
}

// byContent takes the column that its cells tell of.
func (f *mapper) byContent(field Field, find func() (headColumn, bool)) bool {
	hc, ok := find()
	if ok {
		f.add(hc, Column{Field: field, Found: ByContent})
	}
	return ok
}

// progressTerm finds a column "Tiến độ" that holds deadlines.
func (f *mapper) progressTerm() (headColumn, bool) {
	return f.telling([]string{"Tiến độ", "Tiến độ thực hiện", "Tiến độ hoàn thành", "Tiến độ dự kiến", "Progress"}, func(col int) bool {
		return holdsTerms(f.t, f.h, col)
	})
}

// groupColumn finds a column "Nhóm dự án" that holds the groups A, B and C of
// the Law on Public Investment. Where these are the list's categories it is
// none.
func (f *mapper) groupColumn() (headColumn, bool) {
	categories := namesOrOpen(f.m.Categories)
	return f.telling([]string{"Nhóm dự án", "Nhóm DA", "Nhóm", "Phân nhóm", "Loại dự án", "Nhóm/Loại", "Group"}, func(col int) bool {
		cells := sample(f.t, f.h, col)
		n := 0
		for _, c := range cells {
			if groupOf(c.Value.String()) != "" && (categories == nil || !categories.Resolve(c.Value.String()).Known()) {
				n++
			}
		}
		return n > 0 && 5*n >= 4*len(cells)
	})
}

// telling returns the free column of one of the names whose cells say what is
// asked.
func (f *mapper) telling(names []string, says func(col int) bool) (headColumn, bool) {
	var folded []string
	for _, n := range names {
		folded = append(folded, Fold(n))
	}
	return best(f.t, f.h, func(hc headColumn) bool { return !f.taken[hc.col] }, func(hc headColumn) int {
		if slices.ContainsFunc(folded, func(n string) bool { return hc.matches(n) > 0 }) && says(hc.col) {
			return 1
		}
		return 0
	})
}

// textColumn finds the column that names the rows of a table: the one at the
// right of the STT, where most of its cells are texts.
func (f *mapper) textColumn() (headColumn, bool) {
	at := f.h.block.Left
	for _, c := range f.columns {
		if c.Field == FieldNumber {
			at = c.Col + 1
		}
	}
	for _, hc := range f.h.columns {
		if hc.col != at || f.taken[at] || len(hc.parts) == 0 {
			continue
		}
		cells, texts := sample(f.t, f.h, at), 0
		for _, c := range cells {
			if c.Value.Kind() == sheets.Text && !numberText.MatchString(c.Value.String()) {
				texts++
			}
		}
		return hc, 2*texts > len(cells)
	}
	return headColumn{}, false
}
