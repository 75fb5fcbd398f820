package ledger

import (
	"strings"
	"unicode"

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
// whose items are numbered: it is written in capitals as no item is, or it
// has nothing but a name and the numbers begin anew behind it. Such headings
// all stand at one depth: below the numbered sections where the first of them
// does, else above everything.
func (rr *rowReader) headingStyle(row *Row, blank bool) numbering {
	if !blank || rr.number == nil || rr.list.Kind == Table || row.Name == "" || rr.own(rr.name) == "" {
		return unnumbered
	}
	if !(allCapitals(row.Name) && !rr.itemsInCapitals()) && !(len(row.Amounts) == 0 && rr.beginsAnew(row.Row)) {
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
