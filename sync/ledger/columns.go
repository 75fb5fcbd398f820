package ledger

import (
	"regexp"
	"slices"
	"strings"

	"rasoat/sheets"
)

// mapper finds the columns of one list.
type mapper struct {
	t       *table
	h       head
	m       ListMapping
	sources *Names
	taken   map[int]bool
	columns []Column
	missing []string // configured names that the header lacks
	// planYear is the year of the plan that is looked for, 0 for any.
	planYear int
}

// mapColumns finds the columns of a list below its header and says which
// configured names it did not find.
func mapColumns(t *table, h head, m ListMapping, sources *Names) (columns []Column, missing []string) {
	f := &mapper{t: t, h: h, m: m, sources: sources, taken: map[int]bool{}}
	f.configured()
	f.usual()
	for _, c := range partColumns(h, m, f.taken, sources) {
		f.add(c.headColumn, Column{Source: c.source, Amount: true, Found: ByPart})
	}
	f.wholeOfParts()
	f.amounts()
	f.adjusted()
	slices.SortFunc(f.columns, func(a, b Column) int { return a.Col - b.Col })
	return f.columns, f.missing
}

func (f *mapper) add(hc headColumn, c Column) {
	f.taken[hc.col] = true
	c.Col, c.Header, c.Heads = hc.col, hc.header(), hc.heads()
	f.columns = append(f.columns, c)
}

// has reports whether a field has its column.
func (f *mapper) has(field Field) bool {
	return slices.ContainsFunc(f.columns, func(c Column) bool { return c.Field == field })
}

// configured takes the columns that the configuration names. They come before
// those that are guessed, and a letter before a name, so that no guess takes
// the column away.
func (f *mapper) configured() {
	for _, letters := range []bool{true, false} {
		for _, field := range fieldsOf(f.m.Kind) {
			names := f.m.Columns[field]
			if len(names) == 0 || slices.Contains(names, "-") || strings.HasPrefix(names[0], "=") != letters {
				continue
			}
			if field == FieldOpinion {
				f.everyNamed(field, names)
				continue
			}
			hc, ok := findColumn(f.t, f.h, names, f.taken, isMoney(field))
			if !ok {
				f.missing = append(f.missing, names[0])
				continue
			}
			f.add(hc, Column{Field: field, Amount: isMoney(field)})
		}
	}
	for _, source := range sortedKeys(f.m.Parts) {
		hc, ok := findColumn(f.t, f.h, []string{f.m.Parts[source]}, f.taken, true)
		if !ok {
			f.missing = append(f.missing, f.m.Parts[source])
			continue
		}
		f.add(hc, Column{Source: sourceNamed(source, f.sources), Amount: true})
	}
}

// everyNamed takes every column that one of the names fits.
func (f *mapper) everyNamed(field Field, names []string) {
	for _, name := range names {
		found := false
		for {
			hc, ok := findColumn(f.t, f.h, []string{name}, f.taken, false)
			if !ok {
				break
			}
			found = true
			f.add(hc, Column{Field: field})
		}
		if !found {
			f.missing = append(f.missing, name)
		}
	}
}

// amounts takes the further columns of money.
func (f *mapper) amounts() {
	free := func(hc headColumn) bool { return !f.taken[hc.col] && !hasNoSum(f.t, f.h, hc) }
	if f.m.Kind == Table && len(f.m.Amounts) == 0 {
		for _, hc := range f.h.columns {
			if free(hc) && len(hc.parts) > 0 && !namesOther(hc) && holdsNumbers(f.t, f.h, hc.col) && !f.hiddenTwin(hc) {
				f.add(hc, Column{Amount: true, Found: ByContent})
			}
		}
	}
	if f.m.Kind == Projects && len(f.m.Amounts) == 0 {
		// What bears the name of a field that the configuration finds elsewhere
		// stays out.
		spoken := func(field Field) bool { return !isMoney(field) || len(f.m.Columns[field]) > 0 }
		for _, hc := range f.h.columns {
			if free(hc) && !namesOf(hc, spoken) && speaksOfMoney(hc) && !excluded.MatchString(hc.header()) && holdsOnlyNumbers(f.t, f.h, hc.col) && !f.hiddenTwin(hc) {
				f.add(hc, Column{Amount: true, Found: ByContent})
			}
		}
	}
	for _, name := range f.m.Amounts {
		if from, to, ok := letterRange(name); ok {
			for _, hc := range f.h.columns {
				if hc.col >= from && hc.col <= to && !f.taken[hc.col] && !isRatio(hc) {
					f.add(hc, Column{Amount: true})
				}
			}
			continue
		}
		hc, ok := findColumn(f.t, f.h, []string{name}, f.taken, true)
		if !ok {
			f.missing = append(f.missing, name)
			continue
		}
		f.add(hc, Column{Amount: true})
	}
	// Columns that the list's own arithmetic needs are money as well.
	for _, s := range append(numberRowSums(f.t, f.h), f.m.Sums...) {
		for _, col := range append([]int{s.Total}, append(slices.Clone(s.Plus), s.Minus...)...) {
			for _, hc := range f.h.columns {
				if hc.col == col && free(hc) {
					f.add(hc, Column{Amount: true, Found: ByContent})
				}
			}
		}
	}
}

// hiddenTwin reports whether a column is hidden and bears the header of
// another that people see.
func (f *mapper) hiddenTwin(hc headColumn) bool {
	return f.t.ColHidden(hc.col) && slices.ContainsFunc(f.h.columns, func(o headColumn) bool {
		return o.col != hc.col && !f.t.ColHidden(o.col) && Fold(o.header()) == Fold(hc.header())
	})
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// findColumn returns the free column that one of the names fits best. An
// earlier name wins over a later one, a column that people see over a hidden
// one, a name that covers more of the header over one that covers less, a
// column at the left over one at the right.
//
// A money field over several columns ("Lũy kế vốn đã bố trí" over "Tổng số"
// and the sources) is the one that holds the total.
func findColumn(t *table, h head, names []string, taken map[int]bool, money bool) (headColumn, bool) {
	for _, name := range names {
		if from, to, ok := letterRange(name); ok {
			for _, hc := range h.columns {
				if hc.col == from && from == to && !taken[from] {
					return hc, true
				}
			}
			continue
		}
		folded := Fold(name)
		free := func(hc headColumn) bool { return !taken[hc.col] }
		hc, ok := best(t, h, free, func(hc headColumn) int { return hc.matches(folded) })
		if !ok && money {
			hc, ok = best(t, h, free, func(hc headColumn) int {
				if hc.under(folded) && hc.totals() {
					return 1
				}
				return 0
			})
		}
		if ok {
			return hc, true
		}
	}
	return headColumn{}, false
}

// best returns the free column with the highest score above 0: one that people
// see before a hidden one, the first of equals.
func best(t *table, h head, free func(headColumn) bool, score func(headColumn) int) (headColumn, bool) {
	for _, hidden := range []bool{false, true} {
		top, found := 0, headColumn{}
		for _, hc := range h.columns {
			if t.ColHidden(hc.col) != hidden || !free(hc) {
				continue
			}
			if n := score(hc); n > top {
				top, found = n, hc
			}
		}
		if top > 0 {
			return found, true
		}
	}
	return headColumn{}, false
}

// totals reports whether a column holds the total of those beside it under
// the same heading.
func (c headColumn) totals() bool {
	if len(c.parts) == 0 || slices.ContainsFunc(c.parts[:len(c.parts)-1], func(p string) bool { return strings.Contains(Fold(p), "trong đó") }) {
		return false
	}
	if isTotalText(c.leaf()) {
		return true
	}
	switch Fold(withoutParens(c.leaf())) {
	case "tổng vốn", "tổng các nguồn vốn", "tất cả các nguồn vốn", "tổng nguồn vốn", "tổng mức", "tổng kinh phí":
		return true
	}
	return false
}

// isTotalText reports whether a text means a total.
func isTotalText(s string) bool {
	switch Fold(withoutParens(Clean(s))) {
	case "tổng số", "tổng cộng", "cộng", "tổng", "total", "grand total", "tổng số vốn", "tổng toàn bộ":
		return true
	}
	return false
}

// isRatio reports whether a column holds percentages or ratios, which have no
// sum.
func isRatio(hc headColumn) bool {
	text := strings.Join(hc.parts, " ")
	f := Fold(text)
	return percentSign.MatchString(text) || holdsAny(f, "tỷ lệ", "tỉ lệ", "phần trăm", "tỷ trọng", "tỉ trọng") ||
		slices.ContainsFunc(hc.parts, func(p string) bool { return strings.HasPrefix(Fold(p), "so sánh") }) ||
		strings.HasPrefix(f, "ratio") || strings.HasPrefix(f, "percent")
}

// hasNoSum reports whether a column holds figures that nobody adds up:
// percentages, prices of one piece, quantities, codes, years.
func hasNoSum(t *table, h head, hc headColumn) bool {
	leaf := Fold(withoutParens(hc.leaf()))
	return isRatio(hc) || noSum.MatchString(leaf) || codes.MatchString(leaf) || holdsYears(t, h, hc.col)
}

// noSum finds the headers of figures that are no money or are not added up.
var noSum = regexp.MustCompile(`^(?:đơn giá|giá đơn vị|số lượng|khối lượng|định mức|định suất|hệ số|mức chi|đơn vị tính|đvt|diện tích|năng lực thiết kế|công suất|` +
	`dân số|biên chế|số dự án|số người|số nhiệm vụ|số hộ|năm (?:khởi công|hoàn thành|bắt đầu|kết thúc)|số tháng|số ngày|thứ tự|quantity|unit price|rate|` +
	`population|area|growth|tốc độ tăng)(?: .*)?$`)

// codes finds the headers of numbers that only name something: those of the
// budget's chapters, categories and items, and whatever is called "Mã …".
var codes = regexp.MustCompile(`^(?:mã(?: .*)?|(?:(?:chương|loại|khoản|mục|tiểu mục)(?:,? |$))+)$`)

// holdsYears reports whether the figures of a column are all years.
func holdsYears(t *table, h head, col int) bool {
	n := 0
	for r := h.first(); r < t.Rows(); r++ {
		c := t.Cell(r, col)
		if c.Value.Kind() != sheets.Number || c.Class() != sheets.Plain {
			continue
		}
		if !isYear(c.Value.String()) {
			return false
		}
		n++
	}
	return n > 1
}

// namesOther reports whether a header names something that is no money, such
// as a code.
func namesOther(hc headColumn) bool {
	return namesOf(hc, func(f Field) bool { return !isMoney(f) })
}

// percentSign finds a "%" that is no figure's: "Tỷ lệ (%)", but not "vốn đối
// ứng (30%)".
var percentSign = regexp.MustCompile(`(?:^|[^\d\s])\s*%`)

// holdsNumbers reports whether the column holds a number below the header, or
// a text that can only be one: with its digits grouped, or a fraction.
func holdsNumbers(t *table, h head, col int) bool {
	for r := h.first(); r < t.Rows(); r++ {
		c := t.Cell(r, col)
		switch {
		case c.Value.Kind() == sheets.Number && c.Class() == sheets.Plain:
			return true
		case c.Value.Kind() == sheets.Text && numberText.MatchString(c.Value.String()):
			return true
		}
	}
	return false
}

var numberText = regexp.MustCompile(`^[\s\x{a0}(*-]*\d{1,3}(?:[.,\x{a0} ]\d{3})+(?:[.,]\d+)?[\s\x{a0})*]*$`)

// letterRange reads "=F" and "=C:Q".
func letterRange(name string) (from, to int, ok bool) {
	letters, ok := strings.CutPrefix(name, "=")
	if !ok {
		return 0, 0, false
	}
	a, b, two := strings.Cut(letters, ":")
	from, err := sheets.ParseCol(strings.TrimSpace(a))
	if err != nil {
		return 0, 0, false
	}
	to = from
	if two {
		if to, err = sheets.ParseCol(strings.TrimSpace(b)); err != nil {
			return 0, 0, false
		}
	}
	return min(from, to), max(from, to), true
}
