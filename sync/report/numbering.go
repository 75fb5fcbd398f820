package report

import (
	"fmt"
	"slices"
	"strings"
)

// number fills in the row of column numbers: letters up to the first amount,
// then numbers, with the arithmetic of what is missing where it is true of
// every item.
func (w tableWriter) number() {
	t := w.table
	first := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Money })
	if first < 0 {
		first = 0
	}
	for c := range t.Columns {
		if c < first {
			t.Columns[c].Number = string(rune('A' + c))
		} else {
			t.Columns[c].Number = fmt.Sprint(c - first + 1)
		}
	}
	short := t.column(Short)
	if short < 0 {
		return
	}
	for _, fields := range [][]ColumnField{{Total, Allocated, Planned}, {Total, Allocated}, {Total, Planned}} {
		var minus []int
		for _, f := range fields {
			if c := t.column(f); c >= 0 {
				minus = append(minus, c)
			}
		}
		if len(minus) < 2 || !t.holds(short, minus) {
			continue
		}
		var parts []string
		for _, c := range minus {
			parts = append(parts, t.Columns[c].Number)
		}
		t.Columns[short].Minus = minus
		t.Columns[short].Number += "=" + strings.Join(parts, "-")
		return
	}
}

// NameEnd returns the column behind the name of a row of the table. The names
// of totals and groups run on over the columns of texts, which are blank
// there.
func (t *Table) NameEnd(r Row) int {
	to := 2
	for r.Kind != ItemRow && to < len(t.Columns) && !t.Columns[to].sums() && r.Cells[to].blank() {
		to++
	}
	return to
}

// column returns where a column stands, or -1.
func (t *Table) column(f ColumnField) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Field == f })
}

// holds reports whether a column is the difference of others in every row.
func (t *Table) holds(column int, minus []int) bool {
	for _, l := range t.Rows {
		rest := l.Cells[minus[0]].Amount.Decimal
		for _, c := range minus[1:] {
			rest = rest.Sub(l.Cells[c].Amount.Decimal)
		}
		if !rest.Equal(l.Cells[column].Amount.Decimal) {
			return false
		}
	}
	return true
}

// roman writes a number as the sections of a list are numbered.
func roman(n int) string {
	var b strings.Builder
	for _, d := range []struct {
		value int
		text  string
	}{{100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= d.value; n -= d.value {
			b.WriteString(d.text)
		}
	}
	return b.String()
}
