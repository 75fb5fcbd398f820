package report

import (
	"slices"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// Table is what a paper of a named list holds.
type Table struct {
	Title   string
	Unit    ledger.Unit // of all amounts
	Places  int         // decimals that every amount is shown with, so that all are exact
	Columns []Column
	// Rows begin with the grand total; the items of a group stand below its
	// heading. A list without items has none.
	Rows  []Row
	Notes []string // below the table
	// Empty says that the list has no items, "" where it has some.
	Empty string
}

// Column is a column of a table.
type Column struct {
	Field ColumnField
	Title string
	// Number is what stands in the row of column numbers: "A", "1", "4=1-2-3".
	Number string
	Money  bool
	// Minus are, for what is missing, the columns that it is the difference
	// of: the first less all others. It is nil where that is not true of every
	// item of the table.
	Minus []int
}

// sums reports whether the column's amounts or numbers are added up in the
// rows of totals.
func (c Column) sums() bool { return c.Money || c.Field == Projects || c.Field == Tasks }

// ColumnField says what a column of a table holds.
type ColumnField string

// The columns of tables. In the table of a named list the first two are always
// there, the others where a row fills them.
const (
	Number     ColumnField = "number"
	Name       ColumnField = "name"
	Code       ColumnField = "code"
	Department ColumnField = "department"
	Decision   ColumnField = "decision"
	Total      ColumnField = "total"
	Allocated  ColumnField = "allocated"
	Planned    ColumnField = "plan"
	Short      ColumnField = "short"
	Over       ColumnField = "over" // allocated beyond the total
	Funds      ColumnField = "source"
	Deadline   ColumnField = "deadline"
	Remark     ColumnField = "remark"
	Projects   ColumnField = "projects" // how many there are
	Tasks      ColumnField = "tasks"
	Funded     ColumnField = "funded" // allocated, with the plan of the year
)

// Kind says what a row of a table is.
type Kind uint8

// The kinds of rows.
const (
	TotalRow Kind = iota
	GroupRow
	ItemRow
)

// Row is one row of a table, with a cell for each column.
type Row struct {
	Kind  Kind
	Cells []Cell
}

// Cell is one cell of a table: an amount in the unit of the table, in a column
// that counts things a whole number, or a text.
// The zero Cell is blank.
type Cell struct {
	Text   string
	Amount decimal.NullDecimal
}

// blank reports whether there is nothing in the cell.
func (c Cell) blank() bool { return c.Text == "" && !c.Amount.Valid }

// NewTable works a named list out.
func NewTable(n Named, from Source) Table {
	groups := gather(n, from)
	t := Table{Title: n.Title}
	w := tableWriter{Source: from, table: &t}
	t.Columns = w.columns(groups)
	t.Rows = w.rows(groups)
	t.scale(unitsOf(groups))
	w.drop()
	w.number()
	if len(groups) == 0 {
		t.Empty = w.text("empty", nil)
	}
	if n := unknown(groups); n > 0 {
		t.Notes = append(t.Notes, w.text("note/unknown", map[string]any{"count": n}))
	}
	if n.Unclear > 0 {
		t.Notes = append(t.Notes, w.text("note/unclear", map[string]any{"count": n.Unclear}))
	}
	if t.column(Over) >= 0 {
		t.Notes = append(t.Notes, w.text("note/over", nil))
	}
	return t
}

// unknown counts the projects whose gap is not known.
func unknown(groups []group) int {
	n := 0
	for _, g := range groups {
		for _, i := range g.items {
			if i.list.Kind == ledger.Projects && !i.hasGap {
				n++
			}
		}
	}
	return n
}

// scale brings the amounts, which are in đồng, to a unit.
func (t *Table) scale(units []ledger.Unit) {
	var amounts []decimal.Decimal
	t.eachAmount(func(d *decimal.Decimal) { amounts = append(amounts, *d) })
	t.Unit = unitFor(units, amounts)
	t.Places = places(t.Unit, amounts)
	t.eachAmount(func(d *decimal.Decimal) { *d = d.DivRound(t.Unit.Factor, 18) })
}

// eachAmount calls a function with every amount of money.
func (t *Table) eachAmount(do func(*decimal.Decimal)) {
	for _, r := range t.Rows {
		for i := range r.Cells {
			if t.Columns[i].Money && r.Cells[i].Amount.Valid {
				do(&r.Cells[i].Amount.Decimal)
			}
		}
	}
}

type tableWriter struct {
	Source
	table *Table
}

func (w tableWriter) text(key string, args map[string]any) string {
	return w.Printer.Text("report/"+key, args)
}

// columns returns every column that a table may have.
func (w tableWriter) columns(groups []group) []Column {
	years, included, projects := map[int]bool{}, map[bool]bool{}, len(groups) == 0
	for _, g := range groups {
		projects = projects || !g.tasks
		for _, i := range g.items {
			if i.list.Column(ledger.FieldPlan) != nil {
				years[i.list.PlanYear] = true
				included[i.list.Basis == ledger.BasisIncludes] = true
			}
		}
	}
	year := 0
	if len(years) == 1 {
		for y := range years {
			year = y
		}
	}
	args := map[string]any{"year": year, "included": included[true] && !included[false], "projects": projects}
	var columns []Column
	for _, f := range []ColumnField{Number, Name, Code, Department, Decision, Total, Allocated, Planned, Short, Over, Funds, Deadline, Remark} {
		money := slices.Contains([]ColumnField{Total, Allocated, Planned, Short, Over}, f)
		columns = append(columns, Column{Field: f, Title: w.text("column/"+string(f), args), Money: money})
	}
	return columns
}

// rows writes the rows with their amounts in đồng.
func (w tableWriter) rows(groups []group) []Row {
	if len(groups) == 0 {
		return nil
	}
	var body []Row
	all := w.heading(TotalRow, w.text("total", counts(groups)), groups)
	number := 0
	for k, g := range groups {
		// A list of one group without a name needs no heading for it.
		if len(groups) > 1 || g.category != "" {
			body = append(body, w.heading(GroupRow, w.groupName(g), []group{g}))
			body[len(body)-1].Cells[0] = Cell{Text: roman(k + 1)}
		}
		for _, i := range g.items {
			number++
			body = append(body, w.item(i, g, number))
		}
	}
	return append([]Row{all}, body...)
}

func counts(groups []group) map[string]any {
	projects, tasks := 0, 0
	for _, g := range groups {
		if g.tasks {
			tasks += len(g.items)
		} else {
			projects += len(g.items)
		}
	}
	return map[string]any{"projects": projects, "tasks": tasks}
}

func (w tableWriter) groupName(g group) string {
	args := counts([]group{g})
	args["name"] = g.category
	switch {
	case g.tasks:
		return w.text("group/tasks", args)
	case g.category == "":
		return w.text("group/none", args)
	}
	return w.text("group", args)
}

// heading writes a total over groups.
func (w tableWriter) heading(kind Kind, name string, groups []group) Row {
	l := Row{Kind: kind, Cells: make([]Cell, len(w.table.Columns))}
	l.Cells[1] = Cell{Text: name}
	for c, col := range w.table.Columns {
		if !col.Money {
			continue
		}
		for _, g := range groups {
			for _, i := range g.items {
				if a := w.money(i, col.Field); a.Valid {
					l.Cells[c].Amount = decimal.NewNullDecimal(l.Cells[c].Amount.Decimal.Add(a.Decimal))
				}
			}
		}
	}
	return l
}

// item writes the row of an item.
func (w tableWriter) item(i item, g group, number int) Row {
	l := Row{Kind: ItemRow}
	for _, col := range w.table.Columns {
		c := Cell{Amount: w.money(i, col.Field)}
		if !col.Money {
			c.Text = w.words(i, g, col.Field, number)
		}
		l.Cells = append(l.Cells, c)
	}
	return l
}

// drop leaves out the columns that no row fills.
func (w tableWriter) drop() {
	t := w.table
	for c := len(t.Columns) - 1; c > 1; c-- {
		if slices.ContainsFunc(t.Rows, func(l Row) bool { return !l.Cells[c].blank() }) {
			continue
		}
		t.Columns = slices.Delete(t.Columns, c, c+1)
		for i := range t.Rows {
			t.Rows[i].Cells = slices.Delete(t.Rows[i].Cells, c, c+1)
		}
	}
}
