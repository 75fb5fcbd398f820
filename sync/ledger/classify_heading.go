package ledger

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

// capitals is what is known of headings without a number.
type capitals struct {
	style numbering // how deep they stand: see headingStyle; unnumbered until one was seen
	items answer    // items are written in capitals too
}

// answer is of a question that is asked when it first matters.
type answer uint8

const (
	unasked answer = iota
	yes
	no
)

// headingStyle tells whether a row without a number heads a group in a list
// whose items are numbered: it is written in capitals as no item is (in a table
// of figures only where the numbers begin anew behind it, or where it has no
// figures and the next row is numbered), it has
// nothing but a name and the numbers begin anew behind it, it names a kind of
// projects ("Dự án chuyển tiếp"), or its amounts are the sums of the numbered
// rows behind it. Such headings all stand at one depth: below the numbered
// sections where the first of them does, else above everything.
func (rr *rowReader) headingStyle(row *Row, blank bool) numbering {
	if !blank || rr.number == nil || row.Name == "" || rr.own(rr.name) == "" {
		return unnumbered
	}
	figures := rr.list.Kind == Table // any row of it may be without a number
	switch {
	case allCapitals(row.Name) && !rr.itemsInCapitals() && (!figures || rr.beginsAnew(row.Row) ||
		len(row.Amounts) == 0 && !rr.parts && rr.numberedBelow(row.Row)):
	case len(row.Amounts) == 0 && rr.beginsAnew(row.Row) && !figures:
	case !figures && !rr.parts && kindOfProjects.MatchString(row.Name) && rr.numberedBelow(row.Row):
	case rr.sumsBelow(row):
	default:
		return unnumbered
	}
	if rr.capitals.style == unnumbered {
		rr.capitals.style = heading
		if s := innermostSection(rr.open); s != nil && s.Number != "" {
			rr.capitals.style = subheading
		}
	}
	return rr.capitals.style
}

// headsGroup reports whether a row that is numbered as components are heads a
// group of items: "(1) Dự án chuyển tiếp" or "a) Dự án nhóm B" between a section
// and its 1, 2, 3. The first stands directly below its section, the others
// behind the items of one.
func (rr *rowReader) headsGroup(row *Row, style numbering) bool {
	if style < letter || rr.number == nil || !rr.numberedBelow(row.Row) {
		return false
	}
	if style >= bullet && len(row.Amounts) > 0 && !rr.sumsBelow(row) {
		return false
	}
	for i := len(rr.open) - 1; i >= 0; i-- {
		switch o := rr.open[i]; {
		case o.style == subheading:
			before, _ := rr.numbers.parse(o.row.Number)
			return before == style && (style >= bullet || o.row.Number != row.Number)
		case o.style.section():
			return rr.last == o.row
		case o.style != arabic:
			return false
		}
	}
	return false
}

// kindOfProjects finds the names under which lists group projects by how far
// they are.
var kindOfProjects = regexp.MustCompile(`(?i)^[\s\-–+*]*(?:(?:các|danh mục|vốn)\s+)*(?:dự án|công trình|nhiệm vụ)(?:,?\s*(?:dự án|công trình|nhiệm vụ))*\s+` +
	`(?:chuyển tiếp|khởi công mới|mở mới|hoàn thành|đã hoàn thành|dự kiến hoàn thành|chuẩn bị đầu tư|đã quyết toán|nhóm [abc]|trọng điểm)(?:$|[\s:.,(])`)

// numberedBelow reports whether the next row is numbered with digits.
func (rr *rowReader) numberedBelow(row int) bool {
	for r := row + 1; r < rr.end; r++ {
		if !rr.tab.blankRow(r) {
			style, _ := (&counting{}).read(rr.tab.Cell(r, rr.number.Col))
			return style == arabic
		}
	}
	return false
}

// sumsBelow reports whether the amounts of a row, one of them at least, are the
// sums of those of the rows that follow with a number in digits, up to the next
// without a number or with that of a section.
func (rr *rowReader) sumsBelow(row *Row) bool {
	if len(row.Amounts) == 0 || !rr.numberedBelow(row.Row) {
		return false
	}
	sums := map[int]decimal.Decimal{}
rows:
	for r := row.Row + 1; r < rr.end; r++ {
		switch style, _ := (&counting{}).read(rr.tab.Cell(r, rr.number.Col)); style {
		case arabic:
		case arabic2, arabic3, letter, small, paren, bullet, plus:
			continue
		default:
			if rr.tab.blankRow(r) || style == unnumbered && namesPart(Clean(rr.tab.Cell(r, rr.name.Col).Value.String())) {
				continue
			}
			break rows
		}
		for _, c := range rr.amountCols {
			a, _, _ := readAmount(rr.tab.Cell(r, c.Col), c.Unit, rr.mapping.Style, rr.blanks)
			sums[c.Col] = sums[c.Col].Add(a.Value)
		}
	}
	positive := false
	for col, a := range row.Amounts {
		if a.Bad || !a.Value.Equal(sums[col]) {
			return false
		}
		positive = positive || a.Value.IsPositive()
	}
	return positive
}

// beginsAnew reports whether the next row is a numbered "1".
func (rr *rowReader) beginsAnew(row int) bool {
	for r := row + 1; r < rr.end && r <= row+3; r++ {
		if rr.tab.blankRow(r) {
			continue
		}
		style, number := (&counting{}).read(rr.tab.Cell(r, rr.number.Col))
		return style == arabic && strings.TrimLeft(number, "0") == "1"
	}
	return false
}

// itemsInCapitals reports whether half of the rows with a number in digits, or
// with something in them that tells an item, are written in capitals.
func (rr *rowReader) itemsInCapitals() bool {
	if rr.capitals.items == unasked {
		items, capital := 0, 0
		for r := rr.head.first(); r < rr.end; r++ {
			style, _ := (&counting{}).read(rr.tab.Cell(r, rr.number.Col))
			if style < arabic && !rr.tells(r) {
				continue
			}
			items++
			if allCapitals(Clean(rr.tab.Cell(r, rr.name.Col).Value.String())) {
				capital++
			}
		}
		rr.capitals.items = no
		if 2*capital >= items {
			rr.capitals.items = yes
		}
	}
	return rr.capitals.items == yes
}

// tells reports whether a row has a code or a lead.
func (rr *rowReader) tells(r int) bool {
	for _, f := range []Field{FieldCode, FieldDepartment} {
		if c := rr.list.Column(f); c != nil && rr.tab.Cell(r, c.Col).Value.Kind() != sheets.Empty {
			return true
		}
	}
	return false
}

// allCapitals reports whether a text of several words has no small letter
// outside of parentheses.
func allCapitals(s string) bool {
	s = strings.TrimSpace(withoutParens(s))
	letters := 0
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			return false
		case unicode.IsUpper(r):
			letters++
		}
	}
	return letters >= 6 && strings.Contains(s, " ")
}
