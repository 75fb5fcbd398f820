package ledger

import (
	"cmp"
	"strings"
	"time"

	"rasoat/sheets"
)

// load takes the cells of a row up. It returns false where the row holds
// nothing that a person could see, and no formula.
func (rr *rowReader) load(r int) bool {
	for _, col := range rr.set {
		rr.cells[col] = sheets.Cell{}
	}
	rr.set, rr.beyond = rr.set[:0], false
	any := false
	for col, c := range rr.tab.Row(r) {
		any = any || c.Formula != "" || !c.Value.IsBlank()
		if col < len(rr.cells) {
			rr.cells[col] = c
			rr.set = append(rr.set, col)
		} else {
			rr.beyond = rr.beyond || !c.Value.IsBlank()
		}
	}
	return any
}

// own returns the text of the row's cell in a column without looking into
// merges, "" where there is no such column.
func (rr *rowReader) own(c *Column) string {
	if c == nil {
		return ""
	}
	return Clean(rr.cells[c.Col].Value.String())
}

// filled returns how many of the mapped columns hold something in the row but
// the number, the name and the amounts. Remarks do not count, nor what staff
// answer to warnings and reminders: people write them beside anything.
func (rr *rowReader) filled() int {
	n := 0
	for i := range rr.list.Columns {
		c := &rr.list.Columns[i]
		switch c.Field {
		case FieldNumber, FieldName, FieldRemark, FieldReason, FieldExplanation, FieldSnooze, FieldAcknowledged:
			continue
		}
		if !c.Amount && !rr.cells[c.Col].Value.IsBlank() {
			n++
		}
	}
	return n
}

// readAmounts reads the row's money and returns what could not be read.
func (rr *rowReader) readAmounts(row *Row) []Problem {
	var problems []Problem
	for _, c := range rr.amountCols {
		cell := rr.cells[c.Col]
		if cell.Value.Kind() == sheets.Empty && cell.Formula == "" {
			continue
		}
		if cell.Value.Kind() == sheets.Text && len(rr.notes.marks) > 0 {
			rest, alone := rr.notes.without(cell.Value.String())
			if alone {
				continue
			}
			cell.Value = sheets.TextValue(rest)
		}
		a, blank, kind := readAmount(cell, c.Unit, rr.mapping.Style, rr.blanks)
		if blank || kind == BadAmount && inWords(cell, rr.own(c)) {
			continue
		}
		a.Formula = cell.Formula
		row.Amounts[c.Col] = a
		if kind == "" {
			continue
		}
		seen := rr.own(c)
		switch {
		case kind == NotComputed:
			seen = "=" + cell.Formula
		case kind == BadAmount && isErrorText(seen):
			kind = BadError
		default:
			if old := oldEncodingOf(seen); old != "" {
				kind = old
			}
		}
		problems = append(problems, rr.newProblem(kind, row, c.Col, seen, c.Label()))
	}
	return problems
}

// isErrorText reports whether a text is the error value of a formula that was
// pasted as text.
func isErrorText(s string) bool {
	if s == "" || len(s) > 10 || s[0] != '#' && s[0] != 'L' && s[0] != 'l' {
		return false
	}
	switch strings.ToUpper(s) {
	case "#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!", "LỖI", "LỖI!", "#LỖI!":
		return true
	}
	return false
}

// readFields reads everything of a row but its money.
func (rr *rowReader) readFields(row *Row) {
	item := row.Kind == ItemRow || row.Kind == ComponentRow
	for i := range rr.list.Columns {
		c := &rr.list.Columns[i]
		if c.Amount || c.Field == "" {
			continue
		}
		cell := rr.spoken(row.Row, c)
		if item {
			cell = rr.repeated(i, c, cell)
		}
		text := row.Name
		if c.Field != FieldName {
			text = rr.textOf(c, cell)
		}
		switch {
		case cell.Value.Kind() == sheets.Error, cell.Value.Kind() == sheets.Text && isErrorText(text):
			rr.problem(BadError, row, c.Col, text, c.Label())
			if c.Field == FieldDeadline {
				row.Deadline = Deadline{Kind: BadTerm, Text: text}
			}
			continue
		case cell.Value.IsEmpty() && cell.Formula != "" && c.Field != FieldDeadline:
			rr.problem(NotComputed, row, c.Col, "="+cell.Formula, c.Label())
		}
		if text != "" && !(row.Kind == SectionRow && text == row.Name && c.Field != FieldName) {
			row.Texts[c.Field] = text
		}
		if old := oldEncodingOf(text); old != "" {
			rr.problem(old, row, c.Col, text, c.Label())
			if c.Field == FieldDeadline {
				row.Deadline = Deadline{Kind: BadTerm, Text: text}
			}
			continue
		}
		if item {
			rr.readField(row, c, cell, text)
		}
	}
	if rr.code != nil {
		row.Key = rr.cells[rr.code.Col]
	}
}

// spoken returns the cell that speaks for a column of the row: see
// [table.spoken].
func (rr *rowReader) spoken(row int, c *Column) sheets.Cell {
	cell := rr.cells[c.Col]
	if cell.Value.IsEmpty() && cell.Formula == "" {
		return rr.tab.spoken(row, c.Col, rr.head.first())
	}
	return cell
}

// repeated returns what a cell says: where it says that the one above it is
// to be repeated, what that says. at is the column's place in the list.
func (rr *rowReader) repeated(at int, c *Column, cell sheets.Cell) sheets.Cell {
	switch c.Field {
	case FieldNumber, FieldCode, FieldName, FieldRemark, FieldReason, FieldExplanation:
		return cell
	}
	if cell.Value.Kind() == sheets.Text && isDitto(cell.Value.String()) {
		if said := rr.said[at]; !said.Value.IsEmpty() {
			return said
		}
		return cell
	}
	if !cell.Value.IsEmpty() {
		rr.said[at] = cell
	}
	return cell
}

// isDitto reports whether a text says that the one above it is meant: "nt",
// "như trên", a pair of inverted commas.
func isDitto(s string) bool {
	if len(s) > 20 || s == "" {
		return false
	}
	bare := strings.Trim(Clean(s), " -–—.()\"”“″〃'’/")
	switch {
	case bare == "":
		return strings.ContainsAny(s, "\"”“″〃") || strings.Contains(s, "''") || strings.Contains(s, "//")
	case bare[0] != 'n' && bare[0] != 'N':
		return false
	}
	switch strings.ToLower(bare) {
	case "nt", "n.t", "như trên":
		return true
	}
	return false
}

// textOf returns a cell's text as people read it: a day as dd/mm/yyyy, a number
// without the artefacts of binary fractions.
func (rr *rowReader) textOf(c *Column, cell sheets.Cell) string {
	text := cell.Value.String()
	switch {
	case cell.Value.Kind() != sheets.Number && c.Field == FieldCode:
		return Clean(text) // hardly two are the same
	case cell.Value.Kind() != sheets.Number && c.Field == FieldExplanation:
		return CleanLines(text) // a new line sets its parts apart
	case cell.Value.Kind() != sheets.Number:
		return rr.known.texts.of(text, Clean)
	}
	if day, ok := cell.Day(); ok {
		return rr.known.days.of(text, func(string) string { return day.Format(dayLayout) })
	}
	if onlyDigits(text) && (len(text) == 1 || text[0] != '0') {
		return text
	}
	if v, ok := plainDecimal(text); ok {
		return round15(v).String()
	}
	return Clean(text)
}

func (rr *rowReader) readField(row *Row, c *Column, cell sheets.Cell, text string) {
	raw := cell.Value.String()
	switch c.Field {
	case FieldCategory:
		if rr.mapping.CategoryFrom != FromSection {
			row.Category = rr.known.categories.of(text, rr.list.Categories.Resolve)
		}
	case FieldDepartment:
		row.Leads = rr.known.departments.of(raw, rr.directory.ResolveAll)
	case FieldCooperating:
		row.Cooperating = rr.known.departments.of(raw, rr.directory.ResolveAll)
	case FieldSource:
		row.Sources = rr.known.sources.of(raw, rr.terms.Sources.ResolveAll)
	case FieldOpinion:
		if text != "" {
			row.Opinions = append(row.Opinions, Opinion{By: c.By, Col: c.Col, Text: text, Sources: rr.known.opinions.of(raw, rr.terms.Sources.In)})
		}
	case FieldStatus:
		row.Status = rr.known.statuses.of(text, rr.terms.Statuses.Resolve)
	case FieldPriority:
		row.Priority = rr.known.priorities.of(text, rr.terms.Priorities.Resolve)
	case FieldGroup:
		row.Group = groupOf(text)
	case FieldDecision:
		decision := rr.known.documents.of(text, func(string) Document { return readDocument(cell) })
		if !row.Decision.On.IsZero() { // the column of the day stands before it
			decision.On = row.Decision.On
		}
		row.Decision = decision
	case FieldDecidedOn:
		on, ok := readDecidedOn(cell, rr.blanks)
		if !ok {
			rr.problem(BadDate, row, c.Col, text, c.Label())
		}
		if !on.IsZero() {
			row.Decision.On = on
		}
	case FieldDeadline:
		row.Deadline = rr.term(c, cell, text)
		if row.Deadline.Kind == BadTerm {
			rr.problem(BadDeadline, row, c.Col, row.Deadline.Text, c.Label())
		}
	case FieldPeriod:
		// Not everybody writes a term here, and nobody is reminded of it.
		row.Period = rr.term(c, cell, text)
		if s, ok := reversedIn(text); ok && row.Period.Kind == BadTerm {
			row.Period = Deadline{Kind: Term, First: s.first, Last: s.last, Text: text}
		}
	case FieldDone:
		d := readDeadline(cell, rr.blanks, nil)
		switch {
		case d.Kind == Term:
			row.DoneOn = d.Last
		case d.Kind == BadTerm || d.Text != "":
			rr.problem(BadDate, row, c.Col, d.Text, c.Label())
		}
	case FieldSnooze:
		until, ok := readSnooze(cell, rr.blanks, rr.all.Events)
		if !ok {
			rr.problem(BadDate, row, c.Col, text, c.Label())
		}
		row.SnoozedUntil = until
	case FieldAcknowledged:
		on, ok := readAcknowledged(cell, rr.blanks)
		if !ok {
			rr.problem(BadDate, row, c.Col, text, c.Label())
		}
		row.AcknowledgedOn = on
	case FieldAssigned:
		if day, ok := cell.Day(); ok {
			row.AssignedOn = day
		} else {
			row.AssignedOn = rr.known.assigned.of(raw, func(text string) time.Time { day, _ := dayIn(text); return day })
		}
	}
}

// term reads a cell that states a term. A year that it lacks may stand in the
// column's header, or in the title of the list.
func (rr *rowReader) term(c *Column, cell sheets.Cell, text string) Deadline {
	if day, ok := cell.Day(); ok {
		return Deadline{Kind: Term, Last: day, Text: text}
	}
	if cell.Value.Kind() != sheets.Text {
		return readDeadline(cell, rr.blanks, rr.all.Events)
	}
	terms := rr.known.terms
	if c.Field == FieldPeriod {
		terms = rr.known.periods
	}
	return terms.of(text, func(string) Deadline {
		d := readDeadline(cell, rr.blanks, rr.all.Events)
		if d.Kind == BadTerm {
			if in := inYear(text, cmp.Or(yearIn(c.Header), rr.year)); in.Kind == Term {
				return in
			}
		}
		return d
	})
}

// known is what texts of the list were found to say: most stand in many rows.
type known struct {
	categories, statuses, priorities memo[Ref]
	departments, sources, opinions   memo[[]Ref]
	terms, periods                   memo[Deadline]
	documents                        memo[Document]  // by the text of the cell as people read it
	assigned                         memo[time.Time] // zero for a text without a day
	texts                            memo[string]    // as Clean returns them
	days                             memo[string]    // the text of a day by its number
}

func newKnown() known {
	return known{
		categories: memo[Ref]{}, statuses: memo[Ref]{}, priorities: memo[Ref]{},
		departments: memo[[]Ref]{}, sources: memo[[]Ref]{}, opinions: memo[[]Ref]{},
		terms: memo[Deadline]{}, periods: memo[Deadline]{}, documents: memo[Document]{}, assigned: memo[time.Time]{},
		texts: memo[string]{}, days: memo[string]{},
	}
}

// memo holds what was found for a text. Rows share what it holds, so that
// nobody may change it.
type memo[V any] map[string]V

// mostKnown bounds how many texts a memo holds.
const mostKnown = 1 << 14

func (m memo[V]) of(text string, find func(string) V) V {
	v, ok := m[text]
	if !ok {
		v = find(text)
		if len(m) < mostKnown {
			m[text] = v
		}
	}
	return v
}
