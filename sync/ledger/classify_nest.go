package ledger

// place puts a row under the open row that its numbering belongs to.
func (rr *rowReader) place(row *Row, style numbering, leftOut bool) {
	switch row.Kind {
	case GrandRow:
		t := total{row: row, place: len(rr.list.Rows)}
		if namesTotal(row.Name) {
			t.section = innermostSection(rr.open)
		}
		rr.totals = append(rr.totals, t)
		rr.open = nil
		rr.sumExtras(row)
	case ExtraRow:
		rr.extras = append(rr.extras, row)
	case SubtotalRow:
		for len(rr.open) > 0 && rr.open[len(rr.open)-1].row != row.Parent {
			rr.open = rr.open[:len(rr.open)-1]
		}
		rr.open = rr.open[:max(len(rr.open)-1, 0)]
	case PartRow:
		if rr.last != nil {
			row.Parent = rr.last
			row.Level = rr.last.Level + 1
		}
		rr.ofWhich = rr.ofWhich && rr.last != nil && rr.last.Kind != GrandRow
		return
	default:
		rr.nest(row, style, leftOut)
	}
	rr.ofWhich, rr.parts = announcesParts(row.Name), false
	rr.last = row
}

// nest puts a section, an item or a component under the row that is open for
// it, and opens it for those to come. One that is left out of the sum of its
// parent is none of its children; at the top its parent is the grand total.
func (rr *rowReader) nest(row *Row, style numbering, leftOut bool) {
	if style == unnumbered { // it stands where items stand
		style = arabic
	}
	for len(rr.open) > 0 && !rr.mayHold(rr.open[len(rr.open)-1], row, style) {
		rr.open = rr.open[:len(rr.open)-1]
	}
	switch n := len(rr.open); {
	case n > 0:
		row.Parent = rr.open[n-1].row
	case leftOut && len(rr.totals) > 0:
		row.Parent = rr.totals[0].row
	}
	if row.Parent != nil {
		row.Level = row.Parent.Level + 1
		if !leftOut {
			row.Parent.Children = append(row.Parent.Children, row)
		}
	}
	if rr.ofWhich && rr.last != nil && (row.Parent == rr.last || row.Parent == nil && rr.last.Kind == GrandRow) {
		rr.last.OfWhich = true
	}
	rr.open = append(rr.open, openRow{style, row})
}

// mayHold reports whether a row may stand under an open one. A "1" may under
// "I.1", which is then a section: where one numbers items the other cannot.
func (rr *rowReader) mayHold(open openRow, row *Row, style numbering) bool {
	switch {
	case open.style != style:
		return open.style < style
	case style == arabic3:
		return depth(open.row.Number) < depth(row.Number)
	case style == arabic && prefixed(open.row.Number) && row.Number != "" && !prefixed(row.Number) && !tells(open.row):
		open.row.becomeSection()
		return true
	case style == arabic && open.row.Kind == SectionRow && prefixed(open.row.Number):
		return row.Number != "" && !prefixed(row.Number) || row.Number == ""
	}
	return false
}

func innermostSection(open []openRow) *Row {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i].row.Kind == SectionRow {
			return open[i].row
		}
	}
	return nil
}
