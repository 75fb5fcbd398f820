package xlsx

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"rasoat/sheets"
)

// place finds n empty columns side by side at the right of the table.
func (p *proposal) place(sheet int, header sheets.Range, n int) (int, error) {
	t := p.state.tabs[sheet]
	tab := p.state.snapshot.Tab(sheets.TabID(p.state.wb.sheets[sheet].id))
	used := map[int]bool{}
	for col, filled := range filledColumns(tab) {
		used[col] = filled
	}
	for _, c := range p.state.columns {
		if c.sheet == sheet {
			used[c.col] = true
		}
	}
	for col := range p.made[sheet] {
		used[col] = true
	}
	blocks := slices.Clone(t.hiddenCols)
	blocks = append(blocks, t.arrays...)
	for _, r := range slices.Concat(t.merges, t.drawn) {
		if r.Bottom >= header.Bottom && r.Top < tab.Rows() {
			blocks = append(blocks, r)
		}
	}
	maps.Copy(used, union(blocks))
	print := union(printAreas(p.state.wb, sheet))
	run := func(taken func(int) bool) (int, bool) {
		length := 0
		for col := header.Right; col < maxCols; col++ {
			if length++; taken(col) {
				length = 0
			}
			if length == n {
				return col - n + 1, true
			}
		}
		return 0, false
	}
	named := namedColumns(tab, header)
	// A print area of whole rows leaves no column outside it, and formulas may
	// name all that there are.
	for _, avoid := range []struct{ named, print bool }{{true, true}, {true, false}, {false, true}, {false, false}} {
		if first, ok := run(func(col int) bool { return used[col] || avoid.named && named[col] || avoid.print && print[col] }); ok {
			return first, nil
		}
	}
	return 0, &sheets.OpError{Class: sheets.Denied, Op: "propose", Hint: "leave some columns at the right of the table empty",
		Err: fmt.Errorf("tab %q has no %d empty columns side by side at the right of the table", p.state.wb.sheets[sheet].title, n)}
}

// namedColumns returns the columns at the right of a table that formulas of its
// tab name, in rows in which we write: what they sum up or count is not to change
// by what we show.
func namedColumns(tab *sheets.Tab, header sheets.Range) map[int]bool {
	named := map[int]bool{}
	for formula := range tab.FormulaTexts() {
		for r := range sheets.References(formula) {
			if r.Right <= header.Right || r.Bottom < header.Bottom || r.Right == maxCols {
				continue
			}
			for col := max(r.Left, header.Right); col < r.Right; col++ {
				named[col] = true
			}
		}
	}
	return named
}

// filledColumns tells which columns of a tab hold cells.
func filledColumns(tab *sheets.Tab) []bool {
	filled := make([]bool, tab.Cols())
	for row := range tab.Rows() {
		for col := range tab.Filled(row) {
			filled[col] = true
		}
	}
	return filled
}

// The widths of columns for which the caller names none.
const (
	widthText   = 50
	widthNumber = 18
	widthMost   = 60   // as far as a title alone widens a column
	oneLine     = 19.0 // points
)

func (p *proposal) makeColumn(sheet, col, headRow int, c sheets.OwnedColumn) *ownColumn {
	if p.made[sheet] == nil {
		p.made[sheet] = map[int]bool{}
	}
	p.made[sheet][col] = true
	width := float64(c.Width)
	if width == 0 {
		width = widthText
		if c.Format != "" {
			width = widthNumber
		}
	}
	if h, fixed := p.state.tabs[sheet].heights[headRow]; fixed {
		// People set the height of the header row, and it is theirs: where the
		// title does not fit into it at this width, the column gets wider.
		for width < widthMost && textHeight(c.Title, width, columnHead()) > max(h, oneLine) {
			width++
		}
	}
	p.width(sheet, col, width)
	id := strings.ToLower(c.ID)
	p.name(sheet, id, c.Title, col, headRow, widthMark+p.state.tabs[sheet].width(col).String())
	none := newOwnCells()
	none.done()
	return &ownColumn{columnMark: columnMark{id: id, name: -1, scope: sheet, sheet: sheet, col: col, top: headRow}, cells: none}
}

func (p *proposal) width(sheet, col int, width float64) {
	w := p.change.edit.widths
	if w[sheet] == nil {
		w[sheet] = map[int]float64{}
	}
	w[sheet][col] = width
}

// name adds the mark of a column; was tells its old width.
func (p *proposal) name(sheet int, id, title string, col, top int, was string) {
	title = cellText(title)
	if len(utf16.Encode([]rune(title))) > 255 || strings.ContainsAny(title, "\n\t") {
		title = "" // a comment holds no more
	}
	tab := p.state.wb.sheets[sheet].title
	name := columnPrefix + id + "." + titleDigest(tab)
	for p.otherTabHas(name, sheet) { // a tab of that title was marked before, and renamed
		name += "x"
	}
	p.change.edit.addNames = append(p.change.edit.addNames, wbName{
		name: name + was, comment: title, scope: sheet, text: columnRef(tab, col, top),
	})
}

// otherTabHas reports whether a name of another tab's scope reads like that.
func (p *proposal) otherTabHas(name string, sheet int) bool {
	return slices.ContainsFunc(p.state.columns, func(c ownColumn) bool {
		return c.scope != sheet && strings.EqualFold(columnPrefix+c.id+"."+c.from, name)
	})
}
