package ledger

import (
	"regexp"
	"slices"
	"strings"

	"rasoat/sheets"
)

// mapColumns finds the columns of a list below its header and says which
// configured names it did not find.
func mapColumns(t *table, h head, m ListMapping, sources *Names) (columns []Column, missing []string) {
	taken := map[int]bool{}
	add := func(hc headColumn, c Column) {
		taken[hc.col] = true
		c.Col, c.Header = hc.col, hc.header()
		columns = append(columns, c)
	}
	field := func(f Field, names []string, needed bool) {
		hc, ok := findColumn(h, names, taken, isMoney(f))
		switch {
		case ok:
			add(hc, Column{Field: f, Amount: isMoney(f)})
		case needed:
			missing = append(missing, names[0])
		}
	}
	// What is configured comes before what is guessed, and a letter before a
	// name, so that no guess takes the column away.
	for _, letters := range []bool{true, false} {
		for _, f := range fieldsOf(m.Kind) {
			names := m.Columns[f]
			if len(names) == 0 || slices.Contains(names, "-") || strings.HasPrefix(names[0], "=") != letters {
				continue
			}
			field(f, names, true)
		}
	}
	for _, source := range sortedKeys(m.Parts) {
		hc, ok := findColumn(h, []string{m.Parts[source]}, taken, true)
		if !ok {
			missing = append(missing, m.Parts[source])
			continue
		}
		add(hc, Column{Source: sourceNamed(source, sources), Amount: true})
	}
	for _, f := range fieldsOf(m.Kind) {
		if len(m.Columns[f]) == 0 {
			// Without names there is no list of projects or tasks.
			field(f, usualNames(f), f == FieldName && m.Kind != Table)
		}
	}
	for _, c := range partColumns(h, m, taken, sources) {
		add(c.headColumn, Column{Source: c.source, Amount: true})
	}
	amounts := m.Amounts
	if m.Kind == Table && len(amounts) == 0 {
		for _, hc := range h.columns {
			if !taken[hc.col] && len(hc.parts) > 0 && !isRatio(hc) && !namesOther(hc) && holdsNumbers(t, h, hc.col) {
				add(hc, Column{Amount: true})
			}
		}
	}
	for _, name := range amounts {
		if from, to, ok := letterRange(name); ok {
			for _, hc := range h.columns {
				if hc.col >= from && hc.col <= to && !taken[hc.col] && !isRatio(hc) {
					add(hc, Column{Amount: true})
				}
			}
			continue
		}
		hc, ok := findColumn(h, []string{name}, taken, true)
		if !ok {
			missing = append(missing, name)
			continue
		}
		add(hc, Column{Amount: true})
	}
	// Columns that the list's own arithmetic needs are money as well.
	for _, s := range append(numberRowSums(t, h), m.Sums...) {
		for _, col := range append([]int{s.Total}, append(slices.Clone(s.Plus), s.Minus...)...) {
			for _, hc := range h.columns {
				if hc.col == col && !taken[col] && !isRatio(hc) {
					add(hc, Column{Amount: true})
				}
			}
		}
	}
	slices.SortFunc(columns, func(a, b Column) int { return a.Col - b.Col })
	return columns, missing
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
// earlier name wins over a later one, a name that covers more of the header
// over one that covers less, a column at the left over one at the right.
//
// A money field over several columns ("Lũy kế vốn đã bố trí" over "Tổng số"
// and the sources) is the one that holds the total.
func findColumn(h head, names []string, taken map[int]bool, money bool) (headColumn, bool) {
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
		best, found := 0, headColumn{}
		for _, hc := range h.columns {
			if n := hc.matches(folded); n > best && !taken[hc.col] {
				best, found = n, hc
			}
		}
		if best > 0 {
			return found, true
		}
		if !money {
			continue
		}
		for _, hc := range h.columns {
			if !taken[hc.col] && hc.under(folded) && isTotalText(hc.leaf()) {
				return hc, true
			}
		}
	}
	return headColumn{}, false
}

// isTotalText reports whether a text means a total.
func isTotalText(s string) bool {
	switch Fold(withoutParens(Clean(s))) {
	case "tổng số", "tổng cộng", "cộng", "tổng", "total", "grand total", "tổng số vốn", "tổng toàn bộ":
		return true
	}
	return false
}

// part is a column of the accumulated allocation by source.
type part struct {
	headColumn
	source string
}

// partColumns finds the parts of the accumulated allocation: the columns
// under the same heading as the allocation whose own name is a source.
func partColumns(h head, m ListMapping, taken map[int]bool, sources *Names) []part {
	if m.Parts != nil || m.Kind != Projects {
		return nil
	}
	names := m.Columns[FieldAllocated]
	if len(names) == 0 {
		names = usualNames(FieldAllocated)
	}
	var parts []part
	for _, hc := range h.columns {
		under := slices.ContainsFunc(names, func(n string) bool { return hc.under(Fold(n)) })
		if taken[hc.col] || !under || isTotalText(hc.leaf()) || isRatio(hc) {
			continue
		}
		parts = append(parts, part{hc, sourceNamed(hc.leaf(), sources)})
	}
	return parts
}

// sourceNamed returns the canonical name of a source. One that the closed list
// does not know keeps its own name: it is money all the same, and the sum needs
// it.
func sourceNamed(name string, sources *Names) string {
	if ref := sources.Resolve(name); ref.Known() {
		return ref.Name
	}
	return Clean(name)
}

// partSum returns the arithmetic that the parts of an allocation imply:
// together they are the allocation, unless the header says "trong đó".
func partSum(columns []Column) (RowSum, bool) {
	sum := RowSum{Total: -1}
	for _, c := range columns {
		switch {
		case c.Field == FieldAllocated:
			sum.Total = c.Col
		case c.Source != "":
			if strings.Contains(Fold(c.Header), "trong đó") {
				return RowSum{}, false
			}
			sum.Plus = append(sum.Plus, c.Col)
		}
	}
	return sum, sum.Total >= 0 && len(sum.Plus) > 1
}

// isRatio reports whether a column holds percentages or ratios, which have no
// sum.
func isRatio(hc headColumn) bool {
	text := strings.Join(hc.parts, " ")
	f := Fold(text)
	return percentSign.MatchString(text) || strings.Contains(f, "tỷ lệ") || strings.Contains(f, "tỉ lệ") || strings.Contains(f, "phần trăm") ||
		strings.HasPrefix(f, "so sánh")
}

// namesOther reports whether a header names something that is no money, such
// as a code.
func namesOther(hc headColumn) bool {
	for _, f := range append(fieldsOf(Projects), fieldsOf(Tasks)...) {
		if !isMoney(f) && slices.ContainsFunc(usualNames(f), func(n string) bool { return hc.matches(Fold(n)) > 0 }) {
			return true
		}
	}
	return false
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
