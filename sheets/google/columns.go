package google

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// columns works out which columns a list has, which are to be made, and whose
// formula is to be written.
func (p *proposal) columns(l sheets.List) *wantedList {
	w := &wantedList{List: l}
	tab := p.state.tab(l.Tab)
	w.tab = tab.id
	for _, c := range append(slices.Clone(l.Columns), sheets.OwnedColumn{ID: helperID, Title: helperID, Width: 4}) {
		w.columns = append(w.columns, &wantedColumn{
			id: c.ID, title: c.Title, format: c.Format, width: c.Width, remark: c.Remark, have: p.state.column(l.Tab, c.ID),
		})
	}
	content := p.state.snapshot.Tab(l.Tab)
	next := -1
	for _, c := range w.columns {
		switch {
		case c.have == nil:
			if next < 0 {
				next = p.rightOf(tab, l)
			}
			c.at, c.write = next, true
			next++
		case c.have.typedFrom(w.headRow()):
			c.hindered, c.lost = true, slices.Contains(c.have.theirs, w.headRow())
		}
	}
	w.keys = keysOf(content, w.tab, l, w.headRow())
	w.colours(tab)
	return w
}

// rightOf returns the first column behind everything that stands in a tab: a
// column inserted there moves nobody's cells. Cells that formulas of the tab name
// count, blank or not: what they sum up is not to change by what we show.
func (p *proposal) rightOf(t *gridTab, l sheets.List) int {
	content := p.state.snapshot.Tab(l.Tab)
	right := max(l.Header.Right, content.Cols())
	for _, m := range content.Merges() {
		right = max(right, m.Right)
	}
	for _, c := range p.state.columns {
		if c.tab == t {
			right = max(right, c.col+1)
		}
	}
	for _, table := range t.tables {
		right = max(right, table.rng.Right)
	}
	for formula := range content.FormulaTexts() {
		for r := range sheets.References(formula) {
			if r.Bottom >= l.Header.Bottom && r.Right <= t.cols {
				right = max(right, r.Right)
			}
		}
	}
	return right
}

// slots gives every column its place in the store and its formula. A formula
// that has to be written gets a place that is empty, so that it shows nothing
// before its texts are stored.
func (p *proposal) slots(lists []*wantedList) {
	title := freeTitle(p.state, "_rasoat")
	var content *sheets.Tab
	if have := p.state.own[storeID]; have != nil {
		title, content = have.title, have.content
	}
	used := usedSlots(content)
	for _, c := range p.state.columns {
		used[slotOf(c.formula)] = true
	}
	used[0] = true
	free := func() int {
		for slot := 1; ; slot++ {
			if !used[slot] {
				used[slot] = true
				return slot
			}
		}
	}
	for _, l := range lists {
		for _, c := range l.columns {
			look := lookup{list: l.tab, key: l.Key, name: l.Name, store: title, title: c.title, pending: l.Pending.String()}
			if c.id == helperID {
				look.pending = ""
			}
			if h := c.have; h != nil {
				look.slot = slotOf(h.formula)
				if look.slot > 0 && (c.lost || p.stands(h, look, l.headRow())) {
					c.slot = look.slot
					c.formula = p.view.book.formula(look, p.sep)
					continue
				}
				if c.lost {
					continue // its head is people's; it has no place in the store
				}
			}
			look.slot = free()
			c.slot, c.formula, c.write = look.slot, p.view.book.formula(look, p.sep), true
		}
	}
}

// stands reports whether the column's formula is the one wanted, in its row.
func (p *proposal) stands(c *ownColumn, look lookup, headRow int) bool {
	return c.head == headRow && len(c.strays) == 0 && !brokenHead(c) &&
		plainFormula(c.formula) == plainFormula(p.view.book.formula(look, ","))
}

// brokenHead reports whether the head shows an error though nothing that
// people typed is in the way, so that the formula is to be written anew.
func brokenHead(c *ownColumn) bool {
	return c.title.Kind() == sheets.Error && !c.typedFrom(c.head)
}

// fill puts into the store what the columns are to show by key.
func (l *wantedList) fill(s *store) {
	notes := map[int]sheets.Note{}
	for _, n := range l.Notes {
		notes[n.Row] = n
	}
	rows := map[string][]int{}
	for _, k := range l.keys {
		if k.sure {
			rows[k.key] = append(rows[k.key], k.row)
		}
	}
	for key, at := range rows {
		for i, c := range l.columns {
			if c.slot == 0 {
				continue
			}
			s.set(key, c.slot, l.value(notes, at, i, c))
		}
	}
}

// value returns what a column shows beside the rows of one key. Rows of one
// key cannot be told apart: where not all are to show the same, none does.
func (l *wantedList) value(notes map[int]sheets.Note, rows []int, i int, c *wantedColumn) sheets.Value {
	of := func(row int) sheets.Value {
		n, ok := notes[row]
		switch {
		case !ok:
			return sheets.Value{}
		case c.id == helperID:
			var b strings.Builder
			for _, col := range n.Mark {
				b.WriteString(token(l.tokens[col]))
			}
			return plainValue(sheets.TextValue(b.String()))
		}
		return plainValue(n.Show[i])
	}
	v := of(rows[0])
	for _, row := range rows[1:] {
		if sameValue(of(row), v) {
			continue
		}
		if c.id == helperID || c.format != "" {
			return sheets.Value{}
		}
		return l.Shared
	}
	return v
}

// display tells what changes in our columns, row by row. A cell that shows
// something else than the store has it show is told of as an obstacle: writing
// the same again would not mend it.
func (p *proposal) display(l *wantedList, old, r *reader) {
	tab := p.state.tab(l.Tab)
	for _, c := range l.columns {
		if c.id == helperID {
			if c.have == nil {
				p.step(tab.title, partTab, sheets.Addr{}, sheets.ColName(c.at)+":"+sheets.ColName(c.at), "", c.id)
			}
			continue
		}
		if c.hindered {
			// What people see stays as it is until they clear their cells.
			if c.write {
				name := sheets.ColName(c.have.col)
				p.step(tab.title, partTab, sheets.Addr{}, name+":"+name, "", "="+c.formula)
			}
			continue
		}
		col, shown := c.at, map[int]sheets.Value(nil)
		head := sheets.Addr{Row: l.headRow(), Col: col}
		if h := c.have; h != nil {
			col, shown = h.col, h.shown
			head.Col = col
			if h.head >= 0 && h.head != head.Row {
				p.cellStep(tab.title, sheets.Addr{Row: h.head, Col: col}, h.title.String(), "")
				p.cellStep(tab.title, head, shown[head.Row].String(), c.title)
			} else {
				p.cellStep(tab.title, head, h.title.String(), c.title)
			}
		} else {
			p.cellStep(tab.title, head, "", c.title)
		}
		want := map[int]sheets.Value{}
		for _, k := range l.keys {
			if k.row <= head.Row {
				continue
			}
			want[k.row] = r.shown(k.key, k.sure, c.slot, l.Pending)
			if !c.write && sameValue(old.shown(k.key, k.sure, c.slot, l.Pending), want[k.row]) {
				want[k.row] = shown[k.row]
			}
		}
		rows := maps.Clone(want)
		for row, v := range shown {
			if row > head.Row {
				rows[row] = v
			}
		}
		for _, row := range slices.Sorted(maps.Keys(rows)) {
			if !sameValue(shown[row], want[row]) {
				p.cellStep(tab.title, sheets.Addr{Row: row, Col: col}, shown[row].String(), want[row].String())
			}
		}
	}
}

// asFloat is a number as a spreadsheet keeps it.
func asFloat(v sheets.Value) float64 {
	f, err := strconv.ParseFloat(v.String(), 64)
	if err != nil {
		return 0
	}
	return f
}
