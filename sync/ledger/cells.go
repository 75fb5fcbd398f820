package ledger

import (
	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

// readAmounts reads the row's money and returns what could not be read.
func (rr *rowReader) readAmounts(row *Row) []Problem {
	var problems []Problem
	for _, c := range rr.amountCols {
		cell := rr.tab.Cell(row.Row, c.Col)
		a, blank, kind := readAmount(cell, c.Unit, rr.mapping.Style, rr.blanks)
		if blank || cell.Value.Kind() == sheets.Text && rr.marks[Clean(cell.Value.String())] {
			continue
		}
		a.Formula = cell.Formula
		row.Amounts[c.Col] = a
		if kind == "" {
			continue
		}
		seen := cell.Value.String()
		switch {
		case kind == NotComputed:
			seen = "=" + cell.Formula
		case isTCVN3(seen):
			kind = OldEncoding
		}
		problems = append(problems, rr.newProblem(kind, row, c.Col, Clean(seen), c.Label()))
	}
	return problems
}

// readFields reads everything of a row but its money.
func (rr *rowReader) readFields(row *Row) {
	for i := range rr.list.Columns {
		c := &rr.list.Columns[i]
		if c.Amount || c.Field == "" {
			continue
		}
		cell := rr.tab.spoken(row.Row, c.Col, rr.head.first())
		text := textOf(cell)
		if c.Field == FieldName {
			text = row.Name
		}
		switch {
		case cell.Value.Kind() == sheets.Error:
			rr.problem(BadError, row, c.Col, text, c.Label())
			if c.Field == FieldDeadline {
				row.Deadline = Deadline{Kind: BadTerm, Text: text}
			}
			continue
		case cell.Value.IsEmpty() && cell.Formula != "" && c.Field != FieldDeadline:
			rr.problem(NotComputed, row, c.Col, "="+cell.Formula, c.Label())
		case isTCVN3(text):
			rr.problem(OldEncoding, row, c.Col, text, c.Label())
		}
		if text != "" {
			row.Texts[c.Field] = text
		}
		if row.Kind == ItemRow || row.Kind == ComponentRow {
			rr.readField(row, c, cell, text)
		}
	}
	if c := rr.list.Column(FieldCode); c != nil {
		row.Key = rr.tab.Cell(row.Row, c.Col)
	}
}

// textOf returns a cell's text as people read it: a day as dd/mm/yyyy, a number
// without the artefacts of binary fractions.
func textOf(c sheets.Cell) string {
	if day, ok := c.Day(); ok {
		return day.Format(dayLayout)
	}
	text := Clean(c.Value.String())
	if c.Value.Kind() == sheets.Number {
		if v, err := decimal.NewFromString(text); err == nil && sane(v) {
			return round15(v).String()
		}
	}
	return text
}

func (rr *rowReader) readField(row *Row, c *Column, cell sheets.Cell, text string) {
	raw := cell.Value.String()
	switch c.Field {
	case FieldCategory:
		if rr.mapping.CategoryFrom != FromSection {
			row.Category = rr.list.Categories.Resolve(text)
		}
	case FieldDepartment:
		row.Leads = rr.directory.ResolveAll(raw)
	case FieldCooperating:
		row.Cooperating = rr.directory.ResolveAll(raw)
	case FieldSource:
		row.Sources = rr.terms.Sources.ResolveAll(raw)
	case FieldStatus:
		row.Status = rr.terms.Statuses.Resolve(text)
	case FieldPriority:
		row.Priority = rr.terms.Priorities.Resolve(text)
	case FieldDeadline:
		row.Deadline = readDeadline(cell, rr.blanks, rr.all.Events)
		if row.Deadline.Kind == BadTerm {
			rr.problem(BadDeadline, row, c.Col, row.Deadline.Text, c.Label())
		}
	case FieldDone:
		d := readDeadline(cell, rr.blanks, nil)
		switch {
		case d.Kind == Term:
			row.DoneOn = d.Last
		case d.Kind == BadTerm || d.Text != "":
			rr.problem(BadDate, row, c.Col, d.Text, c.Label())
		}
	case FieldAssigned:
		if day, ok := cell.Day(); ok {
			row.AssignedOn = day
		} else if day, ok := dayIn(raw); ok {
			row.AssignedOn = day
		}
	}
}
