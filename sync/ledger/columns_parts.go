package ledger

import (
	"regexp"
	"slices"
	"strings"
)

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
		if taken[hc.col] || !under || isTotalText(hc.leaf()) || isRatio(hc) || excluded.MatchString(hc.header()) {
			continue
		}
		parts = append(parts, part{hc, sourceNamed(ofWhichBegin.ReplaceAllString(hc.leaf(), ""), sources)})
	}
	return parts
}

var ofWhichBegin = regexp.MustCompile(`(?i)^trong đó\s*[:,\-–]?\s*`)

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
