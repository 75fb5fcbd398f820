package paper

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"rasoat/sheets"
	"rasoat/sync/report"
)

// printable is the width between the margins of an A4 page in landscape, in
// characters.
const printable = 118

// nameLeast is the least width of the column of names; a table that needs
// more than the page has is printed smaller.
const nameLeast = 26

// columnWidths returns the widths of the columns of tables that stand below
// one another: as wide as their contents need, and the rest for the names.
func columnWidths(tables ...report.Table) []float64 {
	var widths []float64
	for _, t := range tables {
		for i, c := range t.Columns {
			for len(widths) <= i {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columnWidth(t, i, c))
		}
	}
	rest := float64(printable)
	for i, w := range widths {
		if i != 1 {
			rest -= w
		}
	}
	if len(widths) > 1 {
		widths[1] = max(nameLeast, rest)
	}
	return widths
}

// columnWidth returns the width of a column, in characters.
func columnWidth(t report.Table, i int, c report.Column) float64 {
	least, most := 8.0, 14.0
	switch c.Field {
	case report.Number:
		least, most = 5, 7
	case report.Name:
		return nameLeast
	case report.Department, report.Decision, report.Remark:
		least, most = 12, 16
	}
	if c.Money {
		least, most = 10, 24 // figures are never cut
	}
	longest := 0
	for _, r := range t.Rows {
		cell := r.Cells[i]
		n := utf8.RuneCountInString(cell.Text)
		if cell.Amount.Valid {
			whole, _, _ := strings.Cut(cell.Amount.Decimal.String(), ".")
			n = len(whole) + (len(whole)-1)/3
			if c.Money && t.Places > 0 {
				n += 1 + t.Places
			}
		}
		longest = max(longest, n)
	}
	return min(max(float64(longest)+2, least), most)
}

// headRows is how many rows the head of a table has.
func headRows(t report.Table) int {
	if t.Columns[0].Number == "" {
		return 1
	}
	return 2
}

// table writes a table.
func (p *page) table(t report.Table) {
	head := style{bold: true, border: true, align: "center"}
	for i, c := range t.Columns {
		p.putText(p.column(i), p.until(t, i+1), c.Title, head)
	}
	p.row++
	if headRows(t) > 1 {
		numbers := style{italic: true, border: true, align: "center", size: 11}
		for i, c := range t.Columns {
			p.put(p.column(i), p.until(t, i+1), sheets.Cell{Value: report.Ordinal(c.Number)}, numbers)
		}
		p.row++
	}
	if t.Empty != "" {
		p.wide(t.Empty, style{italic: true, border: true, align: "center"})
	}
	top := p.row
	for n, r := range t.Rows {
		for i, c := range t.Columns {
			next := i + 1
			if i == 1 {
				next = t.NameEnd(r)
			} else if i > 1 && i < t.NameEnd(r) {
				continue
			}
			s := style{bold: r.Kind != report.ItemRow, border: true, align: alignment(c)}
			cell := r.Cells[i]
			if c.Field == report.Number {
				p.put(p.column(i), p.until(t, next), sheets.Cell{Value: report.Ordinal(cell.Text)}, s)
				continue
			}
			if !cell.Amount.Valid {
				p.putText(p.column(i), p.until(t, next), cell.Text, s)
				continue
			}
			s.align, s.format = "right", p.locale+"#,##0"
			if c.Money {
				s.format = p.locale + t.Format()
			}
			p.put(p.column(i), p.until(t, next), sheets.Cell{
				Value: sheets.NumberValue(cell.Amount.Decimal.String()), Formula: p.formula(t, n, i, top),
			}, s)
		}
		p.row++
	}
}

// until returns where the columns of a table before a given one end in the
// sheet: the last takes what is left of the page.
func (p *page) until(t report.Table, next int) int {
	if next == len(t.Columns) {
		return len(p.tab.Widths)
	}
	return p.column(next)
}

func alignment(c report.Column) string {
	switch c.Field {
	case report.Name, report.Department, report.Decision, report.Remark:
		return "left"
	}
	return "center"
}

// formula returns what computes an amount from others of its table, whose rows
// begin in the row top of the sheet: the sum of the rows below a heading, or
// what is missing; "" for an amount that stands for itself.
func (p *page) formula(t report.Table, row, col, top int) string {
	at := func(r, c int) string { return sheets.Addr{Row: top + r, Col: p.column(c)}.String() }
	if t.Rows[row].Kind == report.ItemRow {
		minus := t.Columns[col].Minus
		if len(minus) == 0 {
			return ""
		}
		var parts []string
		for _, c := range minus {
			parts = append(parts, at(row, c))
		}
		return strings.Join(parts, "-")
	}
	var groups []string
	last := row
	for r := row + 1; r < len(t.Rows) && t.Rows[r].Kind > t.Rows[row].Kind; r++ {
		if t.Rows[r].Kind == report.GroupRow {
			groups = append(groups, at(r, col))
		}
		last = r
	}
	if len(groups) == 0 {
		return fmt.Sprintf("SUM(%s:%s)", at(row+1, col), at(last, col))
	}
	const most = 200 // a function takes 255 arguments
	var sums []string
	for len(groups) > 0 {
		n := min(most, len(groups))
		sums = append(sums, "SUM("+strings.Join(groups[:n], ",")+")")
		groups = groups[n:]
	}
	return strings.Join(sums, "+")
}
