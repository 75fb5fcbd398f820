package ledger

import (
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// mapColumns finds the columns of a list below its header and says which
// configured names it did not find.
func mapColumns(t *sheets.Tab, h head, m ListMapping, sources *Names) (columns []Column, missing []string) {
	taken := map[int]bool{}
	add := func(hc headColumn, c Column) {
		taken[hc.col] = true
		c.Col, c.Header = hc.col, hc.header()
		columns = append(columns, c)
	}
	for _, f := range fieldsOf(m.Kind) {
		names, configured := m.Columns[f], true
		if len(names) == 0 {
			names, configured = usualNames(f), false
		}
		if slices.Contains(names, "-") {
			continue
		}
		hc, ok := findColumn(h, names, taken, isMoney(f))
		if !ok {
			if configured {
				missing = append(missing, names[0])
			}
			continue
		}
		add(hc, Column{Field: f, Amount: isMoney(f)})
	}
	for _, c := range partColumns(h, m, columns, taken, sources) {
		add(c.headColumn, Column{Source: c.source, Amount: true})
	}
	for _, name := range sortedKeys(m.Parts) {
		hc, ok := findColumn(h, []string{m.Parts[name]}, taken, true)
		if !ok {
			missing = append(missing, m.Parts[name])
			continue
		}
		add(hc, Column{Source: sources.Resolve(name).Name, Amount: true})
	}
	amounts := m.Amounts
	if m.Kind == Table && len(amounts) == 0 {
		for _, hc := range h.columns {
			if !taken[hc.col] && !isRatio(hc) && holdsNumbers(t, h, hc.col) {
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
				if hc.col == from && from == to {
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
			if taken[hc.col] || !groupFits(hc, folded) {
				continue
			}
			if isTotalText(hc.parts[len(hc.parts)-1]) {
				return hc, true
			}
		}
	}
	return headColumn{}, false
}

// groupFits reports whether the column stands under a heading of that name.
func groupFits(hc headColumn, folded string) bool {
	for i := 0; i+1 < len(hc.parts); i++ {
		if slices.Contains(headerForms(hc.parts[i]), folded) {
			return true
		}
	}
	return false
}

// isTotalText reports whether a text means a total.
func isTotalText(s string) bool {
	switch Fold(parenthesis.ReplaceAllString(Clean(s), "")) {
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
func partColumns(h head, m ListMapping, columns []Column, taken map[int]bool, sources *Names) []part {
	if m.Parts != nil || m.Kind != Projects {
		return nil
	}
	names := m.Columns[FieldAllocated]
	if len(names) == 0 {
		names = usualNames(FieldAllocated)
	}
	var parts []part
	for _, hc := range h.columns {
		if taken[hc.col] || len(hc.parts) < 2 {
			continue
		}
		under := slices.ContainsFunc(names, func(n string) bool { return groupFits(hc, Fold(n)) })
		leaf := hc.parts[len(hc.parts)-1]
		if !under || isTotalText(leaf) || isRatio(hc) {
			continue
		}
		source := leaf
		if sources != nil {
			// A part that no configured source names keeps its own name: it
			// is money all the same, and the sum needs it.
			if ref := sources.Resolve(leaf); ref.Known() {
				source = ref.Name
			}
		}
		parts = append(parts, part{hc, source})
	}
	return parts
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
	f := Fold(strings.Join(hc.parts, " "))
	return strings.Contains(f, "%") || strings.Contains(f, "tỷ lệ") || strings.Contains(f, "tỉ lệ") || strings.Contains(f, "phần trăm") ||
		strings.HasPrefix(f, "so sánh")
}

// holdsNumbers reports whether the column holds a number below the header.
func holdsNumbers(t *sheets.Tab, h head, col int) bool {
	for r := h.block.Bottom; r < t.Rows(); r++ {
		if r == h.numbers {
			continue
		}
		if c := t.Cell(r, col); c.Value.Kind() == sheets.Number && c.Class() == sheets.Plain {
			return true
		}
	}
	return false
}

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
	return from, to, true
}

// basis tells from the headers whether the accumulated allocation holds the
// plan of the year.
func basis(columns []Column, configured *bool) (Basis, int) {
	var allocated, plan string
	hasAllocated := false
	for _, c := range columns {
		switch {
		case c.Field == FieldAllocated, c.Source != "" && allocated == "":
			allocated, hasAllocated = c.Header, true
		case c.Field == FieldPlan:
			plan = c.Header
		}
	}
	planYear := yearIn(plan)
	switch {
	case !hasAllocated || plan == "":
		return BasisNone, planYear
	case configured != nil && *configured:
		return BasisIncludes, planYear
	case configured != nil:
		return BasisExcludes, planYear
	}
	m := throughYear.FindStringSubmatch(strings.ToLower(allocated))
	if m == nil || planYear == 0 {
		return BasisUnknown, planYear
	}
	through, _ := strconv.Atoi(m[1])
	if through >= planYear {
		return BasisIncludes, planYear
	}
	return BasisExcludes, planYear
}

func yearIn(s string) int {
	y, _ := strconv.Atoi(anyYear.FindString(s))
	return y
}
