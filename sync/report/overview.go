package report

import (
	"fmt"

	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
)

// ByCategory is the table of what all projects of the ledger cost and lack, by
// category.
func ByCategory(from Source) Table {
	t := Table{}
	w := tableWriter{Source: from, table: &t}
	t.Title = w.text("categories", nil)
	t.Columns = w.overview("category", Projects, Total, Funded, Short, Over)
	all := w.sum(TotalRow, "", w.text("total", map[string]any{"projects": from.Funding.All.Items, "tasks": 0}), from.Funding.All, 0)
	for _, s := range from.Funding.ByCategory {
		name := s.Name
		if name == "" {
			if s.Items == 0 {
				continue
			}
			name = w.text("category/none", nil)
		}
		t.Rows = append(t.Rows, w.sum(ItemRow, fmt.Sprint(len(t.Rows)+1), name, s, 0))
	}
	if from.Funding.All.Items == 0 {
		t.Rows, t.Empty = nil, w.text("empty/all", nil)
	} else {
		t.Rows = append([]Row{all}, t.Rows...)
	}
	t.scale(units(from.Ledger))
	w.drop()
	if n := from.Funding.All.Unknown; n > 0 {
		t.Notes = append(t.Notes, w.text("note/unknown", map[string]any{"count": n}))
	}
	if t.column(Over) >= 0 {
		t.Notes = append(t.Notes, w.text("note/over", nil))
	}
	return t
}

// Overview is the table of what named lists hold. It has no total: an item may
// stand in several.
func Overview(lists []Named, from Source) Table {
	t := Table{}
	w := tableWriter{Source: from, table: &t}
	t.Title = w.text("lists", nil)
	t.Columns = w.overview("list", Projects, Tasks, Total, Funded, Short, Over)
	for i, n := range lists {
		sums, tasks := sumsOf(n, from)
		t.Rows = append(t.Rows, w.sum(ItemRow, fmt.Sprint(i+1), n.Title, total(sums), tasks))
	}
	t.scale(units(from.Ledger))
	w.drop()
	return t
}

// units returns the units of what projects cost.
func units(l *ledger.Ledger) []ledger.Unit {
	var units []ledger.Unit
	for _, list := range l.Lists {
		if c := list.Column(ledger.FieldTotal); c != nil && list.Kind == ledger.Projects {
			units = append(units, c.Unit)
		}
	}
	return units
}

func (w tableWriter) overview(name string, fields ...ColumnField) []Column {
	args := map[string]any{"included": false, "projects": true, "year": 0}
	columns := []Column{{Field: Number, Title: w.text("column/number", args)}, {Field: Name, Title: w.text("column/"+name, args)}}
	for _, f := range fields {
		columns = append(columns, Column{Field: f, Title: w.text("column/"+string(f), args), Money: f != Projects && f != Tasks})
	}
	return columns
}

// sum writes a roll-up in the columns that the table has, in đồng.
func (w tableWriter) sum(kind Kind, number, name string, s funding.Sum, tasks int) Row {
	r := Row{Kind: kind}
	count := func(n int) Cell { return Cell{Amount: decimal.NewNullDecimal(decimal.NewFromInt(int64(n)))} }
	amount := func(d decimal.Decimal) Cell {
		if d.IsZero() && s.Items == s.Unknown { // nothing is known
			return Cell{}
		}
		return Cell{Amount: decimal.NewNullDecimal(d)}
	}
	for _, c := range w.table.Columns {
		cell := Cell{}
		switch {
		case c.Field == Number:
			cell.Text = number
		case c.Field == Name:
			cell.Text = name
		case c.Field == Projects:
			cell = count(s.Items)
		case c.Field == Tasks && tasks > 0:
			cell = count(tasks)
		case c.Field == Total:
			cell = amount(s.Total)
		case c.Field == Funded:
			cell = amount(s.Funded)
		case c.Field == Short:
			cell = amount(s.Short)
		case c.Field == Over && s.Over.IsPositive():
			cell = amount(s.Over)
		}
		r.Cells = append(r.Cells, cell)
	}
	return r
}
