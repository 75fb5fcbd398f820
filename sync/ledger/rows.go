package ledger

import (
	"regexp"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// rowReader turns the rows below a header into Rows.
type rowReader struct {
	tab        *sheets.Tab
	list       *List
	mapping    ListMapping
	directory  *Directory
	terms      Terms
	all        Mapping
	problems   *[]Problem
	amountCols []*Column
	marks      map[string]bool // the footnote marks that the tab explains: "(1)"

	open    []openRow // the rows that later ones may stand under, outermost first
	last    *Row      // the last row that may have parts
	section string    // the number of the last section
	ofWhich bool      // a "Trong đó:" was just read
	notes   bool      // the footnotes have begun
	began   bool      // a row of figures was read
}

type openRow struct {
	style numbering
	row   *Row
}

// read reads every row from first on.
func (rr *rowReader) read(first int) {
	for r := first; r < rr.tab.Rows(); r++ {
		if row := rr.row(r); row != nil {
			rr.list.Rows = append(rr.list.Rows, row)
		}
	}
	rr.promote()
	rr.categorise()
	rr.report()
}

// text returns the cleaned text of a field's cell. A cell merged downwards
// speaks for all the rows that it covers.
func (rr *rowReader) text(row int, f Field) string {
	c := rr.list.Column(f)
	if c == nil {
		return ""
	}
	return Clean(rr.cell(row, c.Col).Value.String())
}

func (rr *rowReader) cell(row, col int) sheets.Cell {
	c := rr.tab.Cell(row, col)
	if c.Value.IsEmpty() && c.Formula == "" {
		if g, ok := rr.tab.Merged(row, col); ok && g.Top < row && g.Left == col {
			return rr.tab.Cell(g.Top, g.Left)
		}
	}
	return c
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
func footnoteMarks(t *sheets.Tab, from int) map[string]bool {
	marks := map[string]bool{}
	for r := from; r < t.Rows(); r++ {
		for _, c := range t.Row(r) {
			if c.Value.Kind() != sheets.Text {
				continue
			}
			for _, line := range strings.Split(c.Value.String(), "\n") {
				if m := explainedMark.FindStringSubmatch(Clean(line)); m != nil {
					marks[m[1]] = true
				}
			}
		}
	}
	return marks
}

var (
	explainedMark = regexp.MustCompile(`^(?:Ghi chú:?\s*)?(\((?:\d{1,2}|\*+)\))\s*\pL.{8,}`)
	statedCount   = regexp.MustCompile(`(?i)\(\s*(?:gồm\s+)?(\d{1,4})\s*(?:dự án|nhiệm vụ|công trình|chương trình|đề án|DA|projects?|items?)[^()]*\)`)
	totalCount    = regexp.MustCompile(`(?i)^(?:tổng|cộng)\s+(?:số\s+)?(\d{1,4})\s*(?:dự án|nhiệm vụ|công trình|chương trình|đề án)`)
	notesBegin    = regexp.MustCompile(`(?i)^(?:(?:ghi chú|chú thích|nơi nhận|người lập|người lập biểu|thủ trưởng|thủ trưởng đơn vị|notes?)(?:[\s:.(]|$)|(?:tm|kt|tl)\.\s)`)
	datedPlace    = regexp.MustCompile(`(?i)ngày\s*[\d.…]*\s*tháng\s*[\d.…]*\s*năm\s*[\d.…]*\s*$`)
	excluded      = regexp.MustCompile(`(?i)không\s+tính\s+vào`)
)

// row reads one row, or returns nil where it holds nothing.
func (rr *rowReader) row(r int) *Row {
	name := rr.own(r, FieldName)
	style, number := unnumbered, ""
	if c := rr.list.Column(FieldNumber); c != nil {
		cell := rr.tab.Cell(r, c.Col)
		style, number = readNumbering(cell, rr.section)
		if style == unnumbered && name == "" {
			// A heading or footnote over the whole width begins at the left.
			name = Clean(cell.Value.String())
		}
	}
	row := &Row{Row: r, Number: number, Name: name, Count: -1, Amounts: map[int]Amount{}, Texts: map[Field]string{}}
	problems := rr.readAmounts(row)
	blank := rr.nothingElse(row)

	switch {
	case rr.repeatedHeader(r):
		row.Kind = NoteRow
		return row
	case name == "" && number == "" && blank && len(problems) == 0:
		if rr.onlyZeros(row) {
			return rr.strayText(row)
		}
		row.Kind = NoteRow
		for _, c := range rr.amountCols {
			if a, ok := row.Amounts[c.Col]; ok && !a.Value.IsZero() {
				rr.problem(StrayNumber, row, c.Col, rr.tab.Cell(r, c.Col).Value.String(), c.Label())
			}
		}
		return row
	case isMarker(name) && style == unnumbered && len(row.Amounts) == 0 && blank:
		row.Kind = MarkerRow
		rr.ofWhich = true
		return row
	case notesBegin.MatchString(name) && number == "" && blank,
		datedPlace.MatchString(name) && number == "" && blank && len(row.Amounts) == 0:
		rr.notes = true
	}
	if rr.notes && !(style != unnumbered && (len(row.Amounts) > 0 || !blank)) {
		row.Kind = NoteRow
		return row
	}
	if rr.ratio(row) {
		row.Kind = RatioRow
		return row
	}
	rr.classify(row, style, blank)
	rr.readFields(row)
	*rr.problems = append(*rr.problems, problems...)
	rr.began = true
	return row
}

// strayText keeps a row that holds text outside the mapped columns only.
func (rr *rowReader) strayText(row *Row) *Row {
	for col, c := range rr.tab.Row(row.Row) {
		if !c.Value.IsBlank() && rr.list.Header.Left <= col && col < rr.list.Header.Right && c.Value.Kind() == sheets.Text {
			row.Kind = NoteRow
			return row
		}
	}
	return nil
}

// classify tells what kind of row it is and puts it under its parent.
func (rr *rowReader) classify(row *Row, style numbering, blank bool) {
	label, bare := row.Name, strings.TrimRight(row.Name, ".: ")
	fold := Fold(parenthesis.ReplaceAllString(row.Name, ""))
	hasNumbers := rr.list.Column(FieldNumber) != nil
	switch {
	case style == unnumbered && (isTotalText(bare) || strings.HasPrefix(fold, "tổng số ") && blank || strings.HasPrefix(fold, "tổng cộng ") && blank && !namesSection(fold)):
		row.Kind = GrandRow
	case style == unnumbered && !rr.began && strings.HasPrefix(fold, "tổng ") && blank && len(row.Amounts) > 0:
		row.Kind = GrandRow
	case style == unnumbered && namesSection(fold) && len(rr.open) > 0:
		row.Kind = SubtotalRow
	case strings.HasPrefix(fold, "trong đó"), excluded.MatchString(label):
		row.Kind = PartRow
	default:
		if style == unnumbered {
			style = rr.styleOfName(row, blank)
		}
		switch {
		case style.section():
			row.Kind = SectionRow
			rr.section = row.Number
		case style == arabic, style == unnumbered && (!hasNumbers || rr.list.Kind != Table):
			row.Kind = ItemRow
		case style == unnumbered:
			row.Kind = PartRow
		default:
			row.Kind = ComponentRow
		}
	}
	if m := statedCount.FindStringSubmatch(label); m != nil && (row.Kind == SectionRow || row.Kind == GrandRow || row.Kind == SubtotalRow) {
		row.Count, _ = strconv.Atoi(m[1])
	} else if m := totalCount.FindStringSubmatch(label); m != nil && row.Kind != ItemRow && row.Kind != ComponentRow {
		row.Count, _ = strconv.Atoi(m[1])
	}
	rr.place(row, style)
}

// styleOfName finds the numbering of a row whose STT is blank in its name: "I.
// Các dự án …", "- Bổ sung cân đối". A name that stands alone in its row and
// is a category's is a section.
func (rr *rowReader) styleOfName(row *Row, blank bool) numbering {
	if m := sectionHead.FindStringSubmatch(row.Name); m != nil && blank {
		if style, number := parseNumbering(m[1], rr.section); style.section() {
			row.Number, row.Name = number, m[2]
			return style
		}
	}
	if m := bulletHead.FindStringSubmatch(row.Name); m != nil && rr.last != nil && rr.code(row.Row) == "" {
		row.Number, row.Name = "-", m[2]
		return bullet
	}
	if blank && rr.mapping.CategoryFrom != FromColumn && rr.list.Categories != nil && rr.list.Categories.Resolve(sectionName(row.Name)).Known() {
		return roman
	}
	return unnumbered
}

// place puts a row under the open row that its numbering belongs to.
func (rr *rowReader) place(row *Row, style numbering) {
	switch row.Kind {
	case GrandRow:
		rr.last = row
		rr.open = nil
		if rr.ofWhich {
			rr.ofWhich = false
		}
		return
	case SubtotalRow:
		for i := range rr.open {
			if rr.open[i].row.Kind == SectionRow {
				row.Parent = rr.open[i].row
			}
		}
		rr.ofWhich = false
		return
	case PartRow:
		if rr.last != nil {
			row.Parent = rr.last
			row.Level = rr.last.Level + 1
		}
		return
	}
	for len(rr.open) > 0 && rr.open[len(rr.open)-1].style >= style && style != unnumbered {
		rr.open = rr.open[:len(rr.open)-1]
	}
	if style == unnumbered {
		// An item without a number stands where items stand.
		for len(rr.open) > 0 && !rr.open[len(rr.open)-1].style.section() {
			rr.open = rr.open[:len(rr.open)-1]
		}
		style = arabic
	}
	if n := len(rr.open); n > 0 {
		row.Parent = rr.open[n-1].row
		row.Level = row.Parent.Level + 1
		row.Parent.Children = append(row.Parent.Children, row)
	}
	if rr.ofWhich && rr.last != nil && (row.Parent == rr.last || rr.last.Kind == GrandRow) {
		rr.last.OfWhich = true
	}
	rr.ofWhich = false
	rr.open = append(rr.open, openRow{style, row})
	rr.last = row
}

// namesSection reports whether a folded name closes a section: "cộng mục ii",
// "tổng cộng nhóm 1".
func namesSection(fold string) bool {
	for _, head := range []string{"cộng mục ", "cộng nhóm ", "cộng phần ", "tổng cộng mục ", "tổng cộng nhóm ", "tổng cộng phần ", "tổng mục ", "tổng nhóm ", "cộng ("} {
		if strings.HasPrefix(fold, head) {
			return true
		}
	}
	return false
}

func isMarker(name string) bool {
	switch Fold(name) {
	case "trong đó", "bao gồm", "gồm", "chia ra", "of which":
		return true
	}
	return false
}

// ratio reports whether the row holds percentages and no money.
func (rr *rowReader) ratio(row *Row) bool {
	f := Fold(row.Name)
	if strings.HasPrefix(f, "tỷ lệ") || strings.HasPrefix(f, "tỉ lệ") || strings.HasPrefix(f, "%") {
		return true
	}
	n := 0
	for col := range row.Amounts {
		if rr.tab.Cell(row.Row, col).Class() != sheets.Percent {
			return false
		}
		n++
	}
	return n > 0
}

// repeatedHeader recognises the header of the next printed page.
func (rr *rowReader) repeatedHeader(r int) bool {
	n, same := 0, 0
	for i := range rr.list.Columns {
		c := &rr.list.Columns[i]
		if t := Clean(rr.tab.Cell(r, c.Col).Value.String()); t != "" {
			n++
			if Fold(t) == Fold(c.Label()) {
				same++
			}
		}
	}
	return n >= 3 && same == n || isNumberRow(rr.tab, r, rr.list.Header) && r < rr.list.Header.Bottom+2
}

func (rr *rowReader) code(r int) string { return rr.own(r, FieldCode) }

// nothingElse reports whether the row holds nothing in the mapped columns but
// a number, a name and amounts.
func (rr *rowReader) nothingElse(row *Row) bool {
	for i := range rr.list.Columns {
		c := &rr.list.Columns[i]
		if c.Amount || c.Field == FieldNumber || c.Field == FieldName || c.Field == FieldRemark || c.Field == FieldReason {
			continue
		}
		if !rr.tab.Cell(row.Row, c.Col).Value.IsBlank() {
			return false
		}
	}
	return true
}

func (rr *rowReader) onlyZeros(row *Row) bool {
	for _, a := range row.Amounts {
		if !a.Value.IsZero() {
			return false
		}
	}
	return true
}

// readAmounts reads the row's money and returns what could not be read.
func (rr *rowReader) readAmounts(row *Row) []Problem {
	var problems []Problem
	for _, c := range rr.amountCols {
		cell := rr.tab.Cell(row.Row, c.Col)
		a, blank, kind := readAmount(cell, c.Unit, rr.mapping.Style, rr.mapping.Blank)
		if blank || rr.marks[Clean(cell.Value.String())] && cell.Value.Kind() == sheets.Text {
			continue
		}
		row.Amounts[c.Col] = a
		if kind != "" {
			seen := cell.Value.String()
			if kind == NotComputed {
				seen = "=" + cell.Formula
			}
			if isTCVN3(seen) {
				kind = OldEncoding
			}
			problems = append(problems, rr.newProblem(kind, row, c.Col, Clean(seen), c.Label()))
		}
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
		cell := rr.cell(row.Row, c.Col)
		text := Clean(cell.Value.String())
		if c.Field == FieldName {
			text = row.Name
		}
		if cell.Value.Kind() == sheets.Error {
			rr.problem(BadError, row, c.Col, text, c.Label())
			continue
		}
		if text != "" {
			row.Texts[c.Field] = text
			if isTCVN3(text) {
				rr.problem(OldEncoding, row, c.Col, text, c.Label())
			}
		}
		if row.Kind == ItemRow || row.Kind == ComponentRow {
			rr.readField(row, c, cell, text)
		}
	}
	if c := rr.list.Column(FieldCode); c != nil {
		row.Key = rr.tab.Cell(row.Row, c.Col).Value
	}
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
		row.Deadline = readDeadline(cell, rr.mapping.Blank, rr.all.Events)
		if row.Deadline.Kind == BadTerm {
			rr.problem(BadDeadline, row, c.Col, row.Deadline.Text, c.Label())
		}
	case FieldDone:
		d := readDeadline(cell, rr.mapping.Blank, nil)
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

// promote turns numbered rows that only group others into sections: where a
// "1" has neither code nor lead while its "1.1" have, the "1.1" are the items.
func (rr *rowReader) promote() {
	if rr.list.Kind == Table {
		return
	}
	tells := func(r *Row) bool { return r.Texts[FieldCode] != "" || r.Texts[FieldDepartment] != "" }
	for _, row := range rr.list.Rows {
		if row.Kind != ItemRow || tells(row) || len(row.Children) == 0 {
			continue
		}
		n := 0
		for _, c := range row.Children {
			if tells(c) {
				n++
			}
		}
		if n == 0 {
			continue
		}
		row.Kind = SectionRow
		for _, c := range row.Children {
			c.Kind = ItemRow
		}
	}
}

// sectionName returns the name of a section without its count.
func sectionName(name string) string {
	return strings.TrimSpace(strings.TrimRight(parenthesis.ReplaceAllString(name, ""), ":. "))
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
	if !rr.list.Unit.IsZero() || len(rr.amountCols) == 0 {
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

// isTCVN3 recognises Vietnamese text of the old TCVN3 (ABC) encoding, whose
// letters show as Latin-1 signs: "Bé Tµi chÝnh". One letter of a real word may
// look so; µ, ¨, ®, ¬ or § next to letters never stand in Vietnamese.
func isTCVN3(s string) bool {
	n := 0
	for _, r := range s {
		switch r {
		case 'µ', '¸', '¶', '·', '¹', '¨', '»', '¾', '¼', '½', 'Æ', '©', 'Ç', 'Ë', '®', 'Ì', 'Ð', 'Î', 'Ï', 'Ñ', 'ª', 'Õ', 'Ò', 'Ö', '×', 'Ü', 'Þ', '«', 'å', 'æ', 'ç', 'ë', '¬', 'ê', 'í', 'î', 'ï', 'ñ', '­', '÷', 'û', 'ü', 'ý', '§':
			n++
		}
	}
	strong := strings.ContainsAny(s, "µ¸¶·¹¨®¬§«ª©")
	return strong && n >= 2 && n*8 >= len([]rune(s))
}
