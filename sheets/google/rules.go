package google

import (
	"maps"
	"slices"

	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// colours finds the conditional formats that colour the cells at fault: one a
// column of the staff's, which looks for the column's token in our hidden
// column. A token belongs to the format and not to the column's place, so it
// goes where people move the column.
func (l *wantedList) colours(t *gridTab) {
	helper := l.columns[len(l.columns)-1]
	last := 0
	for _, r := range t.rules {
		if n, _, ok := tokenOf(r.formula); ok {
			last = max(last, n)
		}
	}
	byColumn := map[int]int{}
	if helper.have != nil {
		byColumn = coloured(t, helper.have.col)
	}
	marked := map[int]bool{}
	for _, n := range l.Notes {
		for _, col := range n.Mark {
			marked[col] = true
		}
	}
	l.tokens = map[int]int{}
	for _, col := range slices.Sorted(maps.Keys(marked)) {
		n, ok := byColumn[col]
		if !ok {
			last++
			n = last
			l.uncoloured = append(l.uncoloured, col)
		}
		l.tokens[col] = n
	}
}

// coloured returns the tokens of the columns that have a conditional format of
// ours, which looks at our hidden column at that place.
func coloured(t *gridTab, helper int) map[int]int {
	byColumn := map[int]int{}
	for _, r := range t.rules {
		n, at, ok := tokenOf(r.formula)
		if !ok || at != helper {
			continue
		}
		for _, rng := range r.ranges {
			if rng.Right == rng.Left+1 {
				byColumn[rng.Left] = n
			}
		}
	}
	return byColumn
}

// colourRule adds the conditional format of a column of the staff's.
func colourRule(l *wantedList, col, helper, index int, sep string) *sheetsapi.Request {
	return &sheetsapi.Request{AddConditionalFormatRule: &sheetsapi.AddConditionalFormatRuleRequest{
		Index: int64(index), ForceSendFields: []string{"Index"},
		Rule: &sheetsapi.ConditionalFormatRule{
			Ranges: []*sheetsapi.GridRange{block(l.tab, sheets.Range{Top: l.headRow(), Left: col, Bottom: -1, Right: col + 1})},
			BooleanRule: &sheetsapi.BooleanRule{
				Condition: &sheetsapi.BooleanCondition{Type: "CUSTOM_FORMULA", Values: []*sheetsapi.ConditionValue{
					{UserEnteredValue: colourFormula(l.tokens[col], helper, l.headRow(), sep)},
				}},
				Format: &sheetsapi.CellFormat{BackgroundColorStyle: colour(colourFault)},
			},
		},
	}}
}

// colours tells which columns get a conditional format.
func (p *proposal) colours(l *wantedList) {
	helper := l.columns[len(l.columns)-1]
	for _, col := range l.uncoloured {
		name := sheets.ColName(col)
		p.step(p.state.tab(l.Tab).title, partTab, sheets.Addr{}, name+":"+name, "", colourFormula(l.tokens[col], helper.place(), l.headRow(), p.sep))
	}
}

// place is the number of the column, or the one that it will have.
func (c *wantedColumn) place() int {
	if c.have != nil {
		return c.have.col
	}
	return c.at
}

// oursAt returns the places of our conditional formats among those of a tab,
// the last first. helper is the place of our hidden column.
func oursAt(t *gridTab, helper int) []int {
	var at []int
	for i, r := range slices.Backward(t.rules) {
		if _, col, ok := tokenOf(r.formula); ok && col == helper {
			at = append(at, i)
		}
	}
	return at
}
