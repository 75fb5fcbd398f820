package ledger

import (
	"slices"
	"strings"
)

// promote turns numbered rows that only group others into sections: where a
// "1" has neither code nor lead while its "1.1" have, the "1.1" are the items.
// What stands directly in a section and says which project it is, or whose, is
// an item however it is numbered.
func (rr *rowReader) promote() {
	if rr.list.Kind == Table {
		return
	}
	for _, row := range rr.list.Rows {
		if row.Kind == ComponentRow && tells(row) && row.Parent != nil && row.Parent.Kind == SectionRow {
			row.Kind = ItemRow
		}
		if row.Kind != ItemRow || tells(row) || !tellsBelow(row) {
			continue
		}
		row.becomeSection()
		for _, c := range row.Children {
			c.Kind = ItemRow
		}
	}
}

// becomeSection makes an item the head of a group.
func (r *Row) becomeSection() {
	r.Kind = SectionRow
	r.Category, r.Deadline, r.Period = Ref{}, Deadline{}, Deadline{}
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

// report adds the problems of the list as a whole. A table without a unit may
// count something else than money.
func (rr *rowReader) report() {
	if !rr.list.Unit.IsZero() || rr.list.Kind == Table && !namesMoney(rr.tab, rr.head, rr.list.Columns) {
		return
	}
	for _, c := range rr.amountCols {
		if c.Unit.IsZero() {
			p := Problem{
				Kind: NoUnit, List: rr.list.Name, Tab: rr.list.Tab,
				Row: rr.list.Header.Bottom - 1, Col: c.Col, Name: c.Label(),
			}
			if n := len(c.Heads); n > 0 {
				p.Row, p.Col = c.Heads[n-1].Row, c.Heads[n-1].Col
			}
			if at, seen, ok := strangeUnit(rr.tab, rr.list.Header); ok {
				p.Row, p.Col, p.Seen = at.Row, at.Col, seen
			}
			*rr.problems = append(*rr.problems, p)
			return
		}
	}
}
