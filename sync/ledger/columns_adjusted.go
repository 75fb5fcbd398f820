package ledger

import (
	"slices"
	"strings"
)

// adjusted takes the total investment from the column of the adjusted one,
// where the list has both and no row states the first alone: "Quyết định đầu
// tư ban đầu / TMĐT" beside "Quyết định đầu tư điều chỉnh / TMĐT".
func (f *mapper) adjusted() {
	first := slices.IndexFunc(f.columns, func(c Column) bool { return c.Field == FieldTotal && c.Found != Configured })
	if first < 0 || isAdjusted(f.columns[first].Header) {
		return
	}
	for i := range f.columns {
		c := &f.columns[i]
		if !c.Amount || c.Field != "" || c.Source != "" || !isAdjusted(c.Header) || !f.namesTotal(c.Col) || !f.fillsAll(c.Col, f.columns[first].Col) {
			continue
		}
		f.columns[first].Field, f.columns[first].Found = "", ByContent
		c.Field, c.Found = FieldTotal, ByPart
		return
	}
}

func isAdjusted(header string) bool {
	f := Fold(header)
	return strings.Contains(f, "điều chỉnh") && !strings.Contains(f, "ban đầu hoặc điều chỉnh")
}

// namesTotal reports whether the header of a column names the total
// investment.
func (f *mapper) namesTotal(col int) bool {
	return slices.ContainsFunc(f.h.columns, func(hc headColumn) bool {
		return hc.col == col && namesOf(hc, func(field Field) bool { return field == FieldTotal })
	})
}

// fillsAll reports whether a column holds something in every row in which
// another does.
func (f *mapper) fillsAll(col, other int) bool {
	for r := f.h.first(); r < f.t.Rows(); r++ {
		if f.t.Cell(r, col).Value.IsBlank() && !f.t.Cell(r, other).Value.IsBlank() {
			return false
		}
	}
	return true
}
