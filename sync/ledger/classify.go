package ledger

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// total is a row that states a total and does not say of what.
type total struct {
	row     *Row
	section *Row // the section that it would close, nil for none
	place   int  // in List.Rows
}

// classify tells what kind of row it is and puts it under its parent.
func (rr *rowReader) classify(row *Row, style numbering, blank bool) {
	leftOut := mayExclude(row.Name) && excluded.MatchString(row.Name)
	total := style == unnumbered && rr.statesTotal(row, blank)
	if style == unnumbered && blank && rr.headsTable(row) {
		row.Kind = GrandRow
		rr.nest(row, heading, false)
		rr.ofWhich, rr.parts, rr.last = false, false, row
		return
	}
	closed := (*Row)(nil)
	if style == unnumbered {
		closed = rr.closedBy(row.Name)
	}
	switch {
	case closed != nil:
		row.Kind, row.Parent = SubtotalRow, closed
	case total:
		row.Kind = GrandRow
	case blank && (style == unnumbered || style == bullet) && rr.comesOnTop(row):
		row.Kind = ExtraRow
	case namesPart(row.Name) && (blank || strings.HasPrefix(Fold(row.Name), "trong đó")), leftOut && blank:
		row.Kind = PartRow
		rr.parts = true
	case style == unnumbered && rr.parts && blank && !rr.namesCategory(row.Name) && rr.headingStyle(row, blank) == unnumbered:
		row.Kind = PartRow
	default:
		if style == unnumbered {
			style = rr.styleOfName(row, blank)
		}
		if blank && rr.headsGroup(row, style) {
			style = subheading
		}
		switch {
		case style.section():
			row.Kind = SectionRow
		case style == arabic, style == unnumbered && (rr.number == nil || rr.list.Kind != Table):
			row.Kind = ItemRow
		case style == unnumbered:
			row.Kind = PartRow
		default:
			row.Kind = ComponentRow
		}
	}
	if row.Kind == ComponentRow && rr.last != nil && rr.last.Kind == GrandRow && len(rr.open) == 0 {
		// "TỔNG SỐ", "- Vốn trong nước": the total is that of the sections.
		row.Kind = PartRow
	}
	if row.Kind == SectionRow || row.Kind == ItemRow || row.Kind == ComponentRow {
		rr.numbers.see(style, row.Number)
	}
	rr.place(row, style, leftOut || row.Kind == SectionRow && rr.partsAgain(row))
}

// statesTotal reports whether a row without a number states a total of the
// list.
func (rr *rowReader) statesTotal(row *Row, blank bool) bool {
	if namesTotal(row.Name) || blank && !rr.began && len(row.Amounts) > 0 && namesWhole(row.Name) {
		return true
	}
	if !blank || !totalBegin.MatchString(row.Name) {
		return false
	}
	fold := Fold(withoutParens(row.Name))
	return strings.HasPrefix(fold, "tổng số ") || strings.HasPrefix(fold, "tổng cộng ") ||
		!rr.began && strings.HasPrefix(fold, "tổng ") && len(row.Amounts) > 0 || len(statedTerms(row.Name)) > 0
}

// headsTable reports whether a total is one of several in capitals that each
// head a table of their own: "TỔNG THU …" over I and II, then "TỔNG CHI …" over
// another I and II. What follows is below it, and not all that the list has.
func (rr *rowReader) headsTable(row *Row) bool {
	if rr.number == nil || rr.name == nil || !totalBegin.MatchString(row.Name) || namesTotal(row.Name) || !allCapitals(row.Name) || !rr.romanBelow(row.Row) {
		return false
	}
	for r := rr.head.first(); r < rr.end; r++ {
		text := Clean(rr.tab.Cell(r, rr.name.Col).Value.String())
		if r != row.Row && totalBegin.MatchString(text) && allCapitals(text) && !namesTotal(text) &&
			rr.tab.Cell(r, rr.number.Col).Value.IsBlank() && rr.romanBelow(r) {
			return true
		}
	}
	return false
}

// romanBelow reports whether the next row is numbered "I".
func (rr *rowReader) romanBelow(row int) bool {
	for r := row + 1; r < rr.end; r++ {
		if !rr.tab.blankRow(r) {
			_, number := (&counting{}).read(rr.tab.Cell(r, rr.number.Col))
			return number == "I"
		}
	}
	return false
}

// partsAgain reports whether a section parts the total once more, by something
// else than one before it: "PHÂN THEO NGUỒN VỐN", then "PHÂN THEO NGÀNH".
func (rr *rowReader) partsAgain(row *Row) bool {
	return partedBy.MatchString(row.Name) && slices.ContainsFunc(rr.list.Rows, func(r *Row) bool {
		return r.Kind == SectionRow && partedBy.MatchString(r.Name)
	})
}

// pageTotal finds the rows with which a printed page ends and the next begins.
var pageTotal = regexp.MustCompile(`(?i)^(?:cộng|tổng cộng|tổng)\s+(?:dồn\s+)?trang|^(?:cộng\s+)?(?:mang sang|chuyển sang|chuyển trang|trang trước chuyển sang)(?:$|[\s:])`)

// partedBy finds the names of sections that part a total.
var partedBy = regexp.MustCompile(`(?i)^(?:phân|chia)\s+(?:ra\s+)?theo\s`)

// namesWhole reports whether a name means the country, the province or the like
// as a whole: at the head of a list of places that is their total.
func namesWhole(name string) bool {
	switch Fold(withoutParens(name)) {
	case "cả nước", "toàn quốc", "toàn tỉnh", "toàn thành phố", "toàn huyện", "toàn ngành", "cả tỉnh":
		return true
	}
	return false
}

// comesOnTop reports whether a row stands below a closing total and comes on
// top of it.
func (rr *rowReader) comesOnTop(row *Row) bool {
	if rr.last == nil || rr.last.Kind != GrandRow && rr.last.Kind != ExtraRow || !extraName.MatchString(row.Name) {
		return false
	}
	// A total that stands first is that of what follows.
	return len(rr.extras) > 0 || slices.ContainsFunc(rr.list.Rows, func(r *Row) bool { return r.Kind == ItemRow })
}

var (
	totalBegin = regexp.MustCompile(`(?i)^[\s\-–*]*(?:tổng|cộng)`)
	extraName  = regexp.MustCompile(`(?i)^[\s\-–+*]*(?:(?:số|tổng số|chênh lệch|đã)?\s*làm tròn|(?:kinh phí|chi phí|vốn|chi|mức)?\s*dự phòng|(?:thuế\s+)?(?:vat|gtgt|giá trị gia tăng))(?:$|[^\pL])`)
	partName   = regexp.MustCompile(`(?i)^[\s\-–+*]*(?:trong đó|bao gồm|gồm(?: có)?|chia ra|of which)(?:$|[\s:,(])`)
)

// namesTotal reports whether a name says "total" and nothing else but of how
// many projects.
func namesTotal(name string) bool {
	return isTotalText(name) || countBehind.FindString(name) == name && name != ""
}

// excluded finds what is never added: a row that says that it is not counted
// in.
var excluded = regexp.MustCompile(`(?i)(?:không|chưa)\s+(?:được\s+)?(?:tính|cộng|gộp)\s+(?:vào|trong)`)

// mayExclude reports whether a name has a word that excluded needs.
func mayExclude(name string) bool {
	return holdsAny(name, "tính", "cộng", "gộp", "TÍNH", "CỘNG", "GỘP", "Tính", "Cộng", "Gộp")
}

// announcesParts reports whether a name ends in the words for parts to come:
// "Chi thường xuyên, trong đó:".
func announcesParts(name string) bool {
	switch bare := strings.TrimRight(name, " :.)"); {
	case strings.HasSuffix(bare, "đó"), strings.HasSuffix(bare, "ĐÓ"):
		return strings.HasSuffix(Fold(bare), " trong đó")
	}
	return false
}

// namesPart reports whether a name begins with the words for a part.
func namesPart(name string) bool {
	switch bare := strings.TrimLeft(name, " -–+*"); {
	case bare == "":
		return false
	case strings.IndexByte("tTbBgGcCoO", bare[0]) < 0:
		return false
	}
	return partName.MatchString(name)
}

// styleOfName finds the numbering of a row whose STT is blank in its name: "I.
// Các dự án …", "- Bổ sung cân đối". A name that stands alone in its row and
// is a category's is a section.
func (rr *rowReader) styleOfName(row *Row, blank bool) numbering {
	if m := sectionHead.FindStringSubmatch(row.Name); m != nil && blank {
		if style, number := rr.numbers.parse(m[1]); style.section() {
			row.Number, row.Name = number, m[2]
			return style
		}
	}
	if m := itemHead.FindStringSubmatch(row.Name); m != nil && rr.number == nil {
		style, number := rr.numbers.parse(m[1])
		row.Number, row.Name = number, m[2]
		return style
	}
	if m := bulletHead.FindStringSubmatch(row.Name); m != nil && rr.last != nil && rr.own(rr.code) == "" {
		style, _ := rr.numbers.parse(m[1])
		row.Number, row.Name = m[1], m[2]
		return style
	}
	if blank && rr.namesCategory(row.Name) {
		return roman
	}
	return rr.headingStyle(row, blank)
}

var (
	sectionHead = regexp.MustCompile(`^([IVXLC]+|[A-ZĐ])(?:\s*[.)/:]\s*|\s+[-–]\s*|[-–]\s+)(\S.*)$`)
	// In a list without an STT the names carry all of the numbers.
	itemHead   = regexp.MustCompile(`^(\d{1,2}(?:\.\d{1,2}){0,2}|[a-zđ])(?:\s*[.)/]\s*|\s*[-–]\s+)(\pL.*)$`)
	bulletHead = regexp.MustCompile(`^([-–—+•])\s*(\S.*)$`)
)

func (rr *rowReader) namesCategory(name string) bool {
	return rr.mapping.CategoryFrom != FromColumn && rr.list.Categories != nil && rr.list.Categories.Resolve(sectionName(name)).Known()
}

// closing finds the words with which a row closes what stands above it, and
// what it says that it closes.
var closing = regexp.MustCompile(`^(?:tổng cộng|tổng số|tổng|cộng)(?: (mục|nhóm|phần|chương))? (.+)$`)

// closedBy returns the open section that a row closes with its name: "Cộng mục
// I", "Cộng (I)", "Tổng cộng nhóm A", or "Cộng" and the section's own name. A
// row that names a section in words that nobody knows closes the innermost.
func (rr *rowReader) closedBy(name string) *Row {
	m := closing.FindStringSubmatch(Fold(name))
	if m == nil {
		return nil
	}
	rest := Fold(withoutParens(m[2]))
	for i := len(rr.open) - 1; i >= 0; i-- {
		s := rr.open[i].row
		if s.Kind != SectionRow {
			continue
		}
		number := Fold(s.Number)
		switch {
		case number == "":
		case rest == number, strings.HasPrefix(m[2], "("+number+")"), m[1] != "" && strings.HasPrefix(rest, number+" "):
			return s
		}
		if rest == Fold(sectionName(s.Name)) {
			return s
		}
	}
	if m[1] == "" {
		return nil
	}
	return innermostSection(rr.open)
}

// settleTotals tells the closing rows of sections that are called just "Cộng"
// from the grand total: where rows follow, or where the grand total stands
// elsewhere.
func (rr *rowReader) settleTotals() {
	for _, t := range rr.totals {
		if t.section == nil {
			continue
		}
		follows := false
		for _, r := range rr.list.Rows[t.place+1:] {
			if r.Kind == ItemRow || r.Kind == SectionRow {
				follows = true
				break
			}
		}
		if follows || len(rr.totals) > 1 && Fold(sectionName(t.row.Name)) == "cộng" {
			t.row.Kind, t.row.Parent = SubtotalRow, t.section
		}
	}
}

var (
	countInParens = regexp.MustCompile(`(?i)\(\s*(?:gồm\s+)?(\d{1,4})\s*(?:dự án|nhiệm vụ|công trình|chương trình|đề án|DA|projects?|items?)[^()]*\)`)
	countBehind   = regexp.MustCompile(`(?i)^(?:tổng|cộng)\s*(?:số|cộng)?\s*:?\s*(\d{1,4})\s*(?:dự án|nhiệm vụ|công trình|chương trình|đề án)(?:, nhiệm vụ)?`)
)

// statedCount returns the number of projects that a section or total states in
// its name, -1 where it states none.
func statedCount(row *Row) int {
	switch row.Kind {
	case SectionRow, GrandRow, SubtotalRow:
	default:
		return -1
	}
	for _, form := range []*regexp.Regexp{countInParens, countBehind} {
		if m := form.FindStringSubmatch(row.Name); m != nil {
			n, _ := strconv.Atoi(m[1])
			return n
		}
	}
	return -1
}

// isMarker reports whether a name says that parts follow, and nothing else.
func isMarker(name string) bool {
	if !namesPart(name) {
		return false
	}
	switch Fold(name) {
	case "trong đó", "bao gồm", "gồm", "gồm có", "chia ra", "of which", "trong đó gồm", "trong đó bao gồm", "trong đó chia ra":
		return true
	}
	return false
}
