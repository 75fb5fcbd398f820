package google

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"rasoat/sheets"
)

// page is a tab of ours as it is to be.
type page struct {
	sheets.OwnTab
	have   *ownTab // nil for one to be made
	title  string  // of one to be made
	rows   [][]pageCell
	merges []sheets.Range
	width  int  // how many columns hold something
	write  bool // what stands there is not what is to be
}

// pageCell is one cell of a page. A cell has a value or a formula, whose value
// people see.
type pageCell struct {
	col     int
	value   sheets.Value
	formula string // without "="
	cell    sheets.OwnCell
}

// pages works out our tabs.
func (p *proposal) pages(a sheets.Annotations, want *wanted) {
	kept := map[string]bool{storeID: true}
	for _, t := range a.Tabs {
		kept[t.ID] = true
	}
	for _, t := range p.state.grid.tabs { // in their order
		if id, _, ok := ownTabID(t); ok && !kept[id] && p.state.own[id].gridTab == t {
			want.drop = append(want.drop, p.state.own[id])
			p.step(t.title, partTab, sheets.Addr{}, "", t.title, "")
		}
	}
	var made []string
	for _, t := range a.Tabs {
		pg := p.layOut(t, want.lists)
		pg.have = p.state.own[t.ID]
		if pg.have == nil {
			pg.title = freeTitleBut(p.state, made, t.Title, t.Fallback)
			made = append(made, pg.title)
			p.step(pg.title, partTab, sheets.Addr{}, "", "", pg.title)
		}
		p.compare(pg)
		want.pages = append(want.pages, pg)
	}
}

// freeTitleBut is freeTitle with some more titles taken.
func freeTitleBut(st *state, taken []string, titles ...string) string {
	with := &state{grid: &grid{}}
	with.grid.tabs = append(with.grid.tabs, st.grid.tabs...)
	for _, t := range taken {
		with.grid.tabs = append(with.grid.tabs, &gridTab{title: t})
	}
	return freeTitle(with, titles...)
}

// layOut places the cells of a tab of ours.
func (p *proposal) layOut(t sheets.OwnTab, lists []*wantedList) *page {
	pg := &page{OwnTab: t, rows: make([][]pageCell, len(t.Rows))}
	for r, row := range t.Rows {
		col := 0
		for _, c := range row {
			pc := pageCell{col: col, value: plainValue(c.Value), cell: c}
			if c.Link != (sheets.Link{}) && !pc.value.IsEmpty() {
				pc.formula = p.link(c.Link, pc.value.String(), lists)
			}
			pg.rows[r] = append(pg.rows[r], pc)
			span := max(1, c.Span)
			if span > 1 {
				pg.merges = append(pg.merges, sheets.Range{Top: r, Left: col, Bottom: r + 1, Right: col + span})
			}
			col += span
		}
		pg.width = max(pg.width, col)
	}
	return pg
}

// link returns the formula of a link. One to an item's row finds the row by
// the item's key, where that is the only row of the key.
func (p *proposal) link(l sheets.Link, label string, lists []*wantedList) string {
	tab := p.state.tab(l.Tab)
	for _, list := range lists {
		if list.List.Tab != l.Tab {
			continue
		}
		key := p.state.snapshot.Tab(l.Tab).Cell(l.Addr.Row, list.Key)
		if list.once(l.Addr.Row) && !key.Value.IsBlank() {
			return linkFormula(tab.id, tab.title, list.Key, key.Value, l.Addr, label, p.sep)
		}
	}
	return fixedLink(tab.id, l.Addr, label, p.sep)
}

// once reports whether the key of a row is certain and no other row's.
func (l *wantedList) once(row int) bool {
	key := ""
	for _, k := range l.keys {
		if k.row == row && k.sure {
			key = foldKey(k.key)
		}
	}
	if key == "" {
		return false
	}
	n := 0
	for _, k := range l.keys {
		if foldKey(k.key) == key {
			n++
		}
	}
	return n == 1
}

// compare tells what changes in a tab of ours, cell by cell.
func (p *proposal) compare(pg *page) {
	before := len(p.steps)
	title := pg.title
	var have *sheets.Tab
	if pg.have != nil {
		title, have = pg.have.title, pg.have.content
	} else {
		pg.write = true
	}
	wantAt := map[sheets.Addr]bool{}
	for r, cells := range pg.rows {
		for _, c := range cells {
			at := sheets.Addr{Row: r, Col: c.col}
			wantAt[at] = true
			old := sheets.Cell{}
			if have != nil {
				old = have.Cell(at.Row, at.Col)
			}
			if sameValue(old.Value, c.value) && plainFormula(old.Formula) == plainFormula(c.formula) {
				continue
			}
			p.step(title, partCells, at, at.String(), showLinked(old.Value, old.Formula), showLinked(c.value, c.formula))
		}
	}
	if have != nil {
		for row := range have.Rows() {
			for col, c := range have.Row(row) {
				if at := (sheets.Addr{Row: row, Col: col}); !wantAt[at] && seen(c) != "" {
					p.step(title, partCells, at, at.String(), showLinked(c.Value, c.Formula), "")
				}
			}
		}
		pg.write = len(p.steps) > before
		if !pg.write && pg.have.print != pg.print() {
			pg.write = true
			p.step(title, partTab, sheets.Addr{}, "", "layout "+pg.have.print, "layout "+pg.print())
		}
	}
}

// showLinked is what people see of a cell, and where it leads.
func showLinked(v sheets.Value, formula string) string {
	if formula == "" {
		return v.String()
	}
	return v.String() + " → " + formula
}

// print is a digest of all that a page holds and how it looks.
func (pg *page) print() string {
	h := sha256.New()
	fmt.Fprintf(h, "%v %d %v %d\n", pg.Widths, pg.FreezeRows, pg.Charts, looksVersion)
	for _, row := range pg.rows {
		for _, c := range row {
			fmt.Fprintf(h, "%d %v %v %q %v|", c.col, c.value, c.cell.Format, plainFormula(c.formula), c.cell)
		}
		fmt.Fprintln(h)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
