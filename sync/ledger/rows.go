package ledger

import (
	"regexp"
	"slices"
	"strings"

	"rasoat/sheets"
)

// rowReader turns the rows below a header into Rows.
type rowReader struct {
	tab       *table
	list      *List
	head      head
	end       int // the row behind the last one of the list
	mapping   ListMapping
	directory *Directory
	terms     Terms
	all       Mapping
	problems  *[]Problem

	number, name, code *Column // nil where the list has none
	amountCols         []*Column
	blanks             blanks
	notes              notes
	heading            map[int][]string // the folded texts of the header, by column
	numbering          map[int][]string // those of the column-number row

	cells  []sheets.Cell // of the row that is being read, by column
	set    []int         // the columns of those that hold something
	beyond bool          // something stands at the right of them
	said   []sheets.Cell // what the last item said, by place in List.Columns
	known  known
	year   int // that the title names, 0 where it names none or several

	open     []openRow // the rows that later ones may stand under, outermost first
	last     *Row      // the last row that may have parts
	numbers  counting  // the numbers read so far
	capitals capitals  // what is known of headings in capitals
	ofWhich  bool      // a "Trong đó:" was just read
	parts    bool      // rows without a number are parts of the last row
	began    bool      // a row of figures was read
	totals   []total
	extras   []*Row // the extra rows behind the last total
}

type openRow struct {
	style numbering
	row   *Row
}

func newRowReader(t *table, list *List, h head, m Mapping, lm ListMapping, l *Ledger) *rowReader {
	rr := &rowReader{
		tab: t, list: list, head: h, end: t.Rows(), mapping: lm, directory: l.Directory, terms: l.Terms, all: m, problems: &l.Problems,
		number: list.Column(FieldNumber), name: list.Column(FieldName), code: list.Column(FieldCode), amountCols: list.Amounts(),
		blanks: newBlanks(lm.Blank), heading: map[int][]string{}, numbering: map[int][]string{},
		said: make([]sheets.Cell, len(list.Columns)), known: newKnown(),
	}
	width := h.block.Right
	for _, c := range list.Columns {
		width = max(width, c.Col+1)
	}
	rr.cells = make([]sheets.Cell, width)
	for r := h.block.Top; r < h.first(); r++ {
		for col, c := range t.Row(r) {
			if c.Value.IsBlank() {
				continue
			}
			texts := rr.heading
			if r == h.numbers {
				texts = rr.numbering
			}
			texts[col] = append(texts[col], Fold(c.Value.String()))
		}
	}
	return rr
}

// read reads every row below the header.
func (rr *rowReader) read() {
	rr.notes, rr.year = rr.findNotes(), titleYear(rr.tab, rr.head.block.Top)
	rr.list.Rows = make([]*Row, 0, max(rr.end-rr.head.first(), 0))
	for r := rr.head.first(); r < rr.end; r++ {
		if row := rr.row(r); row != nil {
			rr.list.Rows = append(rr.list.Rows, row)
		}
	}
	rr.settleTotals()
	rr.settleSums()
	rr.promote()
	for _, row := range rr.list.Rows {
		row.Count = statedCount(row)
	}
	rr.categorise()
	rr.settleNotes()
	rr.report()
}

// row reads one row, or returns nil where it holds nothing.
func (rr *rowReader) row(r int) *Row {
	if !rr.load(r) {
		return nil
	}
	row := &Row{
		Kind: NoteRow, Row: r, Count: -1, Hidden: rr.tab.RowHidden(r),
		Amounts: make(map[int]Amount, len(rr.amountCols)), Texts: make(map[Field]string, len(rr.list.Columns)-len(rr.amountCols)),
	}
	row.Name = rr.own(rr.name)
	if rr.repeatsHeader() {
		return row
	}
	row.Marks = rr.marksIn(row)
	style := unnumbered
	if c := rr.number; c != nil {
		cell := rr.cells[c.Col]
		style, row.Number = rr.numbers.read(cell)
		// A heading, total or footnote over the whole width begins at the left.
		if style == unnumbered && cell.Value.Kind() != sheets.Empty {
			if text := Clean(cell.Value.String()); row.Name == "" || isTotalText(text) {
				row.Name = strings.TrimSpace(text + " " + row.Name)
			}
		}
	}
	if row.Name == "" && style.section() {
		row.Name = rr.firstText()
	}
	elsewhere := rr.totalElsewhere(row, style)
	problems := rr.readAmounts(row)
	filled := rr.filled()
	blank := filled == 0 || elsewhere != "" && filled == 1

	if row.Name == "" && row.Number == "" && rr.own(rr.code) == "" && rr.beginsNotes(r) {
		rr.notes.begun = true // a place and a day, or an office, at the right
	}
	switch {
	case rr.continues(row, style):
		rr.addToLast(row)
		rr.readFields(row)
		*rr.problems = append(*rr.problems, problems...)
		return row
	case row.Name == "" && blank && (row.Number == "" || rr.onlyZeros(row)):
		rr.nameless(row, problems)
		return rr.note(row, NoteRow)
	case (style == unnumbered || style == bullet) && len(row.Amounts) == 0 && blank && isMarker(row.Name):
		row.Kind = MarkerRow
		rr.ofWhich, rr.parts = true, true
		return row
	case blank && row.Number == "" && rr.isNote(row):
		rr.notes.begun = true
	}
	if rr.notes.begun && !rr.clearlyItem(row, style, filled) {
		rr.notes.rows = append(rr.notes.rows, r)
		return rr.note(row, NoteRow)
	}
	if blank && rr.ratio(row) {
		return rr.note(row, RatioRow)
	}
	if blank && style == unnumbered && pageTotal.MatchString(row.Name) {
		return rr.note(row, NoteRow)
	}
	rr.classify(row, style, blank)
	rr.readFields(row)
	if elsewhere != "" {
		delete(row.Texts, elsewhere)
	}
	*rr.problems = append(*rr.problems, problems...)
	rr.began = true
	return row
}

// firstText returns the first text of the row but its number: the name of a
// section may begin in any column.
func (rr *rowReader) firstText() string {
	for _, col := range rr.set {
		if c := rr.cells[col]; col != rr.number.Col && c.Value.Kind() == sheets.Text && !c.Value.IsBlank() {
			return Clean(c.Value.String())
		}
	}
	return ""
}

// totalElsewhere names a row without name and number whose first text, in a
// column meant for something else, is "Tổng" or the like. It returns the field
// of that column, "" for every other row.
func (rr *rowReader) totalElsewhere(row *Row, style numbering) Field {
	if row.Name != "" || style != unnumbered {
		return ""
	}
	for i := range rr.list.Columns {
		c := &rr.list.Columns[i]
		text := rr.own(c)
		if text == "" {
			continue
		}
		if c.Amount || !isTotalText(text) {
			return ""
		}
		row.Name = text
		return c.Field
	}
	return ""
}

// note makes a row one whose figures are no money.
func (rr *rowReader) note(row *Row, kind RowKind) *Row {
	row.Kind = kind
	clear(row.Amounts)
	return row
}

// onlyZeros reports whether a row states no amount but zeros.
func (rr *rowReader) onlyZeros(row *Row) bool {
	for _, a := range row.Amounts {
		if a.Bad || !a.Value.IsZero() {
			return false
		}
	}
	return true
}

// nameless reports the amounts of a row that names nothing. Texts without a
// digit are remarks, and below the footnotes everything is.
func (rr *rowReader) nameless(row *Row, problems []Problem) {
	if rr.notes.begun {
		return
	}
	for _, c := range rr.amountCols {
		if a, ok := row.Amounts[c.Col]; ok && !a.Bad && !a.Value.IsZero() {
			rr.problem(StrayNumber, row, c.Col, rr.own(c), c.Label())
		}
	}
	for _, p := range problems {
		if p.Kind != BadAmount || hasDigit(p.Seen) {
			*rr.problems = append(*rr.problems, p)
		}
	}
}

// continues reports whether a row goes on with the item above, as where an item
// has a line for each source: its name's cell is merged with that one's, or it
// states amounts and their source and nothing that tells an item.
func (rr *rowReader) continues(row *Row, style numbering) bool {
	c := rr.name
	if c == nil || row.Name != "" || style != unnumbered || rr.last == nil || rr.last.Kind != ItemRow && rr.last.Kind != ComponentRow {
		return false
	}
	if g, ok := rr.tab.Merged(row.Row, c.Col); ok {
		return g.Left == c.Col && g.Top == rr.last.Row
	}
	return rr.number != nil && rr.own(rr.list.Column(FieldSource)) != "" && len(row.Amounts) > 0 && rr.filled() == 1
}

// addToLast makes a row a part of the item that it goes on with and adds its
// amounts and sources to it.
func (rr *rowReader) addToLast(row *Row) {
	item := rr.last
	row.Kind, row.Parent, row.Level, row.Name = PartRow, item, item.Level+1, item.Name
	for col, a := range row.Amounts {
		sum, ok := item.Amounts[col]
		switch {
		case !ok:
			sum = a
		case a.Bad || sum.Bad:
			sum = Amount{Bad: true}
		default:
			sum = Amount{Value: sum.Value.Add(a.Value), Half: sum.Half.Add(a.Half)}
		}
		item.Amounts[col] = sum
	}
	if c := rr.list.Column(FieldSource); c != nil {
		for _, s := range rr.terms.Sources.ResolveAll(rr.cells[c.Col].Value.String()) {
			if !slices.Contains(item.Sources, s) {
				item.Sources = append(slices.Clip(item.Sources), s)
			}
		}
	}
}

// ratio reports whether the row holds percentages and no money.
func (rr *rowReader) ratio(row *Row) bool {
	if ratioName.MatchString(row.Name) {
		return true
	}
	for col := range row.Amounts {
		if rr.cells[col].Class() != sheets.Percent {
			return false
		}
	}
	return len(row.Amounts) > 0
}

var ratioName = regexp.MustCompile(`(?i)^[\s\-–+*]*(?:t[ỷỉ] (?:lệ|trọng)|tốc độ|%|so (?:sánh|với)\s.*%)`)

// repeatsHeader recognises the header of the next printed page: every text of
// the row is one that stands above it in the header.
func (rr *rowReader) repeatsHeader() bool {
	return !rr.beyond && (rr.repeats(rr.heading) || rr.repeats(rr.numbering))
}

// repeats reports whether the row holds two texts or more and all of them stand
// in a row of the header, by column.
func (rr *rowReader) repeats(heading map[int][]string) bool {
	n := 0
	for _, col := range rr.set {
		c := rr.cells[col]
		if c.Value.IsBlank() {
			continue
		}
		if texts := heading[col]; len(texts) == 0 || !mayFold(c.Value.String(), texts) || !slices.Contains(texts, Fold(c.Value.String())) {
			return false
		}
		n++
	}
	return n >= 2
}

// mayFold reports whether a text can fold to one of some folded texts: folding
// keeps the digits.
func mayFold(text string, folded []string) bool {
	if text == "" || text[0] < '0' || text[0] > '9' {
		return true
	}
	return slices.ContainsFunc(folded, func(f string) bool { return strings.HasPrefix(f, text[:1]) })
}

func (rr *rowReader) newProblem(kind ProblemKind, row *Row, col int, seen, name string) Problem {
	return Problem{Kind: kind, List: rr.list.Name, Tab: rr.list.Tab, Row: row.Row, Col: col, Item: row, Seen: seen, Name: name}
}

func (rr *rowReader) problem(kind ProblemKind, row *Row, col int, seen, name string) {
	*rr.problems = append(*rr.problems, rr.newProblem(kind, row, col, seen, name))
}
