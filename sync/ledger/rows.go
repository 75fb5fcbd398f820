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
	mapping   ListMapping
	directory *Directory
	terms     Terms
	all       Mapping
	problems  *[]Problem

	blanks     blanks
	amountCols []*Column
	marks      map[string]bool  // the footnote marks that the tab explains: "(1)"
	heading    map[int][]string // the folded texts of the header, by column
	numbering  map[int][]string // those of the column-number row

	open    []openRow // the rows that later ones may stand under, outermost first
	last    *Row      // the last row that may have parts
	numbers counting  // the numbers read so far
	ofWhich bool      // a "Trong đó:" was just read
	parts   bool      // rows without a number are parts of the last row
	notes   bool      // the footnotes have begun
	began   bool      // a row of figures was read
	totals  []total
}

type openRow struct {
	style numbering
	row   *Row
}

func newRowReader(t *table, list *List, h head, m Mapping, lm ListMapping, l *Ledger) *rowReader {
	rr := &rowReader{
		tab: t, list: list, head: h, mapping: lm, directory: l.Directory, terms: l.Terms, all: m, problems: &l.Problems,
		blanks: newBlanks(lm.Blank), amountCols: list.Amounts(), marks: footnoteMarks(t, h.block.Bottom),
		heading: map[int][]string{}, numbering: map[int][]string{},
	}
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
	for r := rr.head.first(); r < rr.tab.Rows(); r++ {
		if row := rr.row(r); row != nil {
			rr.list.Rows = append(rr.list.Rows, row)
		}
	}
	rr.settleTotals()
	rr.promote()
	for _, row := range rr.list.Rows {
		row.Count = statedCount(row)
	}
	rr.categorise()
	rr.report()
}

// own returns the text of a field's cell without looking into merges.
func (rr *rowReader) own(row int, f Field) string {
	c := rr.list.Column(f)
	if c == nil {
		return ""
	}
	return Clean(rr.tab.Cell(row, c.Col).Value.String())
}

// footnoteMarks returns the marks that footnotes of the tab explain. In a
// cell of its own such a mark is no "minus one".
func footnoteMarks(t *table, from int) map[string]bool {
	marks := map[string]bool{}
	for r := from; r < t.Rows(); r++ {
		for _, c := range t.Row(r) {
			if c.Value.Kind() != sheets.Text || !strings.Contains(c.Value.String(), "(") {
				continue
			}
			for line := range strings.SplitSeq(c.Value.String(), "\n") {
				if m := explainedMark.FindStringSubmatch(Clean(line)); m != nil {
					marks[m[1]] = true
				}
			}
		}
	}
	return marks
}

var (
	explainedMark = regexp.MustCompile(`^(?:(?i:Ghi chú)[:.]?\s*)?(\((?:\d{1,2}|\*+)\))\s*:?\s*\pL.{8,}`)
	notesBegin    = regexp.MustCompile(`(?i)^(?:(?:ghi chú|chú thích|nơi nhận|người lập|người lập biểu|thủ trưởng|thủ trưởng đơn vị|notes?)(?:[\s:.(]|$)|(?:tm|kt|tl|tuq)\.)`)
	datedPlace    = regexp.MustCompile(`(?i)ngày\s*[\d.…]*\s*tháng\s*[\d.…]*\s*năm\s*[\d.…]*\s*$`)
)

// row reads one row, or returns nil where it holds nothing.
func (rr *rowReader) row(r int) *Row {
	if rr.tab.blankRow(r) {
		return nil
	}
	row := &Row{Kind: NoteRow, Row: r, Count: -1, Amounts: map[int]Amount{}, Texts: map[Field]string{}}
	row.Name = rr.own(r, FieldName)
	if rr.repeatsHeader(r) {
		return row
	}
	style := unnumbered
	if c := rr.list.Column(FieldNumber); c != nil {
		cell := rr.tab.Cell(r, c.Col)
		style, row.Number = rr.numbers.read(cell)
		// A heading, total or footnote over the whole width begins at the left.
		if text := Clean(cell.Value.String()); style == unnumbered && (row.Name == "" || isTotalText(text)) {
			row.Name = strings.TrimSpace(text + " " + row.Name)
		}
	}
	elsewhere := rr.totalElsewhere(row, style)
	problems := rr.readAmounts(row)
	blank := rr.nothingElse(row) || elsewhere != "" && rr.filled(row) == 1

	if row.Name == "" && row.Number == "" && rr.own(r, FieldCode) == "" && rr.beginsNotes(r) {
		rr.notes = true // a place and a day, or an office, at the right
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
	case isMarker(row.Name) && (style == unnumbered || style == bullet) && len(row.Amounts) == 0 && blank:
		row.Kind = MarkerRow
		rr.ofWhich, rr.parts = true, true
		return row
	case row.Number == "" && blank && (notesBegin.MatchString(row.Name) || len(row.Amounts) == 0 && datedPlace.MatchString(row.Name)):
		rr.notes = true
	}
	if rr.notes && !rr.clearlyItem(row, style, blank) {
		return rr.note(row, NoteRow)
	}
	if blank && rr.ratio(row) {
		return rr.note(row, RatioRow)
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

// totalElsewhere names a row without name and number whose first text, in a
// column meant for something else, is "Tổng" or the like. It returns the field
// of that column, "" for every other row.
func (rr *rowReader) totalElsewhere(row *Row, style numbering) Field {
	if row.Name != "" || style != unnumbered {
		return ""
	}
	for i := range rr.list.Columns {
		c := &rr.list.Columns[i]
		text := Clean(rr.tab.Cell(row.Row, c.Col).Value.String())
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

// beginsNotes reports whether any text of a row is one that stands below a
// list.
func (rr *rowReader) beginsNotes(r int) bool {
	for _, c := range rr.tab.Row(r) {
		if c.Value.Kind() != sheets.Text {
			continue
		}
		if text := Clean(c.Value.String()); notesBegin.MatchString(text) || datedPlace.MatchString(text) {
			return true
		}
	}
	return false
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

// clearlyItem reports whether a row below footnotes is one of the list all the
// same: numbered and with something in it, or with a name, and a code or at
// least two other things. A signature is neither.
func (rr *rowReader) clearlyItem(row *Row, style numbering, blank bool) bool {
	if style != unnumbered {
		return len(row.Amounts) > 0 || !blank
	}
	if row.Name == "" || notesBegin.MatchString(row.Name) {
		return false
	}
	return rr.own(row.Row, FieldCode) != "" || !blank && len(row.Amounts)+rr.filled(row) > 1
}

// nameless reports the amounts of a row that names nothing. Texts without a
// digit are remarks, and below the footnotes everything is.
func (rr *rowReader) nameless(row *Row, problems []Problem) {
	if rr.notes {
		return
	}
	for _, c := range rr.amountCols {
		if a, ok := row.Amounts[c.Col]; ok && !a.Bad && !a.Value.IsZero() {
			rr.problem(StrayNumber, row, c.Col, Clean(rr.tab.Cell(row.Row, c.Col).Value.String()), c.Label())
		}
	}
	for _, p := range problems {
		if p.Kind != BadAmount || hasDigit(p.Seen) {
			*rr.problems = append(*rr.problems, p)
		}
	}
}

// continues reports whether a row goes on with the item above: its name's cell
// is merged with that one's, as where an item has a line for each source.
func (rr *rowReader) continues(row *Row, style numbering) bool {
	c := rr.list.Column(FieldName)
	if c == nil || row.Name != "" || style != unnumbered || rr.last == nil || rr.last.Kind != ItemRow && rr.last.Kind != ComponentRow {
		return false
	}
	g, ok := rr.tab.Merged(row.Row, c.Col)
	return ok && g.Left == c.Col && g.Top == rr.last.Row
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
		for _, s := range rr.terms.Sources.ResolveAll(rr.tab.Cell(row.Row, c.Col).Value.String()) {
			if !slices.Contains(item.Sources, s) {
				item.Sources = append(item.Sources, s)
			}
		}
	}
}

// ratio reports whether the row holds percentages and no money.
func (rr *rowReader) ratio(row *Row) bool {
	f := Fold(row.Name)
	if strings.HasPrefix(f, "tỷ lệ") || strings.HasPrefix(f, "tỉ lệ") || strings.HasPrefix(f, "%") {
		return true
	}
	for col := range row.Amounts {
		if rr.tab.Cell(row.Row, col).Class() != sheets.Percent {
			return false
		}
	}
	return len(row.Amounts) > 0
}

// repeatsHeader recognises the header of the next printed page: every text of
// the row is one that stands above it in the header.
func (rr *rowReader) repeatsHeader(r int) bool {
	repeats := func(heading map[int][]string) bool {
		n := 0
		for col, c := range rr.tab.Row(r) {
			if c.Value.IsBlank() {
				continue
			}
			if texts := heading[col]; len(texts) == 0 || !slices.Contains(texts, Fold(c.Value.String())) {
				return false
			}
			n++
		}
		return n >= 2
	}
	return repeats(rr.heading) || repeats(rr.numbering)
}

// nothingElse reports whether the row holds nothing in the mapped columns but
// a number, a name and amounts. Remarks do not count: people write them beside
// anything.
func (rr *rowReader) nothingElse(row *Row) bool { return rr.filled(row) == 0 }

// filled returns how many of the mapped columns but those are filled.
func (rr *rowReader) filled(row *Row) int {
	n := 0
	for i := range rr.list.Columns {
		c := &rr.list.Columns[i]
		if c.Amount || c.Field == FieldNumber || c.Field == FieldName || c.Field == FieldRemark || c.Field == FieldReason {
			continue
		}
		if !rr.tab.Cell(row.Row, c.Col).Value.IsBlank() {
			n++
		}
	}
	return n
}

// promote turns numbered rows that only group others into sections: where a
// "1" has neither code nor lead while its "1.1" have, the "1.1" are the items.
func (rr *rowReader) promote() {
	if rr.list.Kind == Table {
		return
	}
	for _, row := range rr.list.Rows {
		if row.Kind != ItemRow || tells(row) || !tellsBelow(row) {
			continue
		}
		row.Kind = SectionRow
		row.Category, row.Deadline = Ref{}, Deadline{}
		for _, c := range row.Children {
			c.Kind = ItemRow
		}
	}
}

// tells reports whether a row says which project it is, or whose.
func tells(r *Row) bool { return r.Texts[FieldCode] != "" || r.Texts[FieldDepartment] != "" }

func tellsBelow(r *Row) bool {
	return slices.ContainsFunc(r.Children, func(c *Row) bool { return tells(c) || tellsBelow(c) })
}

// sectionName returns the name of a section without its count.
func sectionName(name string) string {
	return strings.TrimSpace(strings.TrimRight(withoutParens(name), ":. "))
}

// categorise gives sections their category at the level of the numbering
// where sections stand for categories: the outermost at which one of them
// names an entry of the closed list.
func (rr *rowReader) categorise() {
	if rr.mapping.CategoryFrom == FromColumn || rr.list.Categories == nil {
		return
	}
	level := -1
	for _, row := range rr.list.Rows {
		if row.Kind != SectionRow || level >= 0 && row.Level >= level {
			continue
		}
		if rr.list.Categories.Resolve(sectionName(row.Name)).Known() {
			level = row.Level
		}
	}
	if level < 0 && rr.mapping.CategoryFrom == FromSection {
		level = 0
	}
	for _, row := range rr.list.Rows {
		if row.Kind == SectionRow && row.Level == level {
			row.Category = rr.list.Categories.Resolve(sectionName(row.Name))
		}
	}
}

// report adds the problems of the list as a whole.
func (rr *rowReader) report() {
	if !rr.list.Unit.IsZero() {
		return
	}
	for _, c := range rr.amountCols {
		if c.Unit.IsZero() {
			*rr.problems = append(*rr.problems, Problem{
				Kind: NoUnit, List: rr.list.Name, Tab: rr.list.Tab,
				Row: rr.list.Header.Bottom - 1, Col: c.Col, Name: c.Label(),
			})
			return
		}
	}
}

func (rr *rowReader) newProblem(kind ProblemKind, row *Row, col int, seen, name string) Problem {
	return Problem{Kind: kind, List: rr.list.Name, Tab: rr.list.Tab, Row: row.Row, Col: col, Item: row, Seen: seen, Name: name}
}

func (rr *rowReader) problem(kind ProblemKind, row *Row, col int, seen, name string) {
	*rr.problems = append(*rr.problems, rr.newProblem(kind, row, col, seen, name))
}
