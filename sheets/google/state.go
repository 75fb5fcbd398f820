package google

import (
	"cmp"
	"slices"
	"strings"

	"rasoat/sheets"
)

// state is one instant of a spreadsheet, with what is ours apart from what is
// theirs.
type state struct {
	grid     *grid
	snapshot *sheets.Snapshot
	theirs   map[sheets.TabID]*gridTab
	own      map[string]*ownTab // by id
	columns  []*ownColumn       // by tabs and from left to right
	choices  []*ownChoice       // the same
}

// ownTab is a tab of ours.
type ownTab struct {
	*gridTab
	content *sheets.Tab
	mark    mark
	print   string // the digest of the page that was written
}

// ownColumn is a column of ours in a tab of the staff's.
type ownColumn struct {
	id      string
	tab     *gridTab
	col     int
	mark    mark
	head    int    // the row of our formula, or -1
	formula string // our formula, "" for none
	title   sheets.Value
	shown   map[int]sheets.Value // by row below the head
	typed   []sheets.Placed      // what people typed at the head or below it
	loose   []sheets.Placed      // what they wrote above the head of the other columns, where this one has no formula: it may stand in its way
	theirs  []int                // rows of all that people wrote in the column, above the head too
	strays  []int                // rows of further formulas of ours
}

// tabID returns the id of a tab in the port's vocabulary.
func tabID(id int64) sheets.TabID { return sheets.TabID(sheetName(id)) }

// newState parts what was read. It takes the cells of our columns out of the
// grid.
func newState(g *grid) *state {
	st := &state{grid: g, theirs: map[sheets.TabID]*gridTab{}, own: map[string]*ownTab{}}
	var b sheets.Builder
	for _, t := range g.tabs {
		if separator(g.locale) == ";" {
			t.cells.MapFormulas(withCommas)
		}
		if id, m, ok := ownTabID(t); ok && st.own[id] == nil {
			_, print, _ := strings.Cut(m.value, " ")
			st.own[id] = &ownTab{gridTab: t, content: t.cells.Tab(), mark: m, print: print}
			continue
		}
		st.theirs[tabID(t.id)] = t
		columns := ownColumns(t)
		takeColumns(t, columns)
		st.columns = append(st.columns, columns...)
		st.choices = append(st.choices, ownChoices(t)...)
		for _, c := range columns {
			c.obstacles(b.Obstacle)
		}
		b.Add(t.cells)
	}
	st.hindrances(&b)
	st.snapshot = b.Snapshot()
	return st
}

// ownTabID returns the id of a tab of ours, and false for one of the staff's.
func ownTabID(t *gridTab) (string, mark, bool) {
	for _, m := range t.marks {
		if id, _, _ := strings.Cut(m.value, " "); m.key == markTab && isChosen(m.id, markTab, sheetName(t.id), id) {
			return id, m, true
		}
	}
	return "", mark{}, false
}

// ownColumns returns the columns of ours in a tab, from left to right.
func ownColumns(t *gridTab) []*ownColumn {
	var found []*ownColumn
	for col, c := range t.columns {
		for _, m := range c.marks {
			if m.key == markColumn && isChosen(m.id, markColumn, sheetName(t.id), m.value) {
				found = append(found, &ownColumn{id: m.value, tab: t, col: col, mark: m, head: -1, shown: map[int]sheets.Value{}})
			}
		}
	}
	slices.SortFunc(found, func(a, b *ownColumn) int { return cmp.Compare(a.col, b.col) })
	// One id is one column's; should there be two, the first is it.
	seen := map[string]bool{}
	return slices.DeleteFunc(found, func(c *ownColumn) bool {
		twice := seen[c.id]
		seen[c.id] = true
		return twice
	})
}

// takeColumns moves the cells of our columns from the tab to the columns. What
// people wrote above the head stays with the tab.
func takeColumns(t *gridTab, columns []*ownColumn) {
	if len(columns) == 0 {
		return
	}
	spilled := map[sheets.Addr]bool{}
	for _, s := range t.spilled {
		spilled[sheets.Addr{Row: s.row, Col: s.col}] = true
	}
	taken := make([][]sheets.Placed, len(columns))
	head := -1
	for i, c := range columns {
		taken[i] = t.cells.Take(sheets.Range{Left: c.col, Bottom: 1 << 30, Right: c.col + 1})
		for _, p := range taken[i] {
			if !isLookup(p.Cell.Formula) {
				continue
			}
			if c.head < 0 {
				c.head, c.formula, c.title = p.Row, p.Cell.Formula, p.Cell.Value
			} else {
				c.strays = append(c.strays, p.Row)
			}
		}
		// Where one column lost its head, that of another tells the row.
		if c.head >= 0 && (head < 0 || c.head < head) {
			head = c.head
		}
	}
	for i, c := range columns {
		c.keep(taken[i], spilled, head)
	}
}

// keep sorts out what stands in a column of ours. head is the row of the first
// head in the tab, -1 where no formula of ours is left.
func (c *ownColumn) keep(cells []sheets.Placed, spilled map[sheets.Addr]bool, head int) {
	for _, p := range cells {
		switch {
		case isLookup(p.Cell.Formula):
		case spilled[p.Addr] && (c.head < 0 || p.Row > c.head):
			c.shown[p.Row] = p.Cell.Value
		case head >= 0 && p.Row >= head:
			c.theirs = append(c.theirs, p.Row)
			c.typed = append(c.typed, p)
		default:
			c.theirs = append(c.theirs, p.Row)
			c.tab.cells.Set(p.Row, p.Col, p.Cell)
			if c.head < 0 {
				c.loose = append(c.loose, p)
			}
		}
	}
}

// protections returns those of ours that stand in the column.
func (c *ownColumn) protections() []*gridProtection {
	var found []*gridProtection
	for i, p := range c.tab.protections {
		if p.description == protectedBy && p.warningOnly && !p.whole && p.rng.Left == c.col && p.rng.Right == c.col+1 {
			found = append(found, &c.tab.protections[i])
		}
	}
	return found
}

// told is how many typed cells of a column are told of one by one.
const told = 5

// typedFrom reports whether people wrote into the column at a row or below it,
// where a formula in that row would have to show something.
func (c *ownColumn) typedFrom(row int) bool {
	return slices.ContainsFunc(c.theirs, func(r int) bool { return r >= row })
}

// obstacles tells what people put in the way of a column.
func (c *ownColumn) obstacles(tell func(sheets.Obstacle)) {
	if len(c.loose) > 0 && len(c.typed) == 0 {
		p := c.loose[len(c.loose)-1]
		tell(sheets.Obstacle{Tab: tabID(c.tab.id), Addr: p.Addr, Kind: sheets.ObstacleTitle, Column: c.id, Seen: seen(p.Cell)})
	}
	for i, p := range c.typed {
		if i == told {
			return
		}
		o := sheets.Obstacle{Tab: tabID(c.tab.id), Addr: p.Addr, Kind: sheets.ObstacleTyped, Column: c.id, Seen: seen(p.Cell)}
		if c.head < 0 && i == 0 {
			o.Kind = sheets.ObstacleTitle
		}
		tell(o)
	}
}

// seen is what people see of a cell, or its formula.
func seen(c sheets.Cell) string {
	if c.Formula != "" {
		return "=" + c.Formula
	}
	return c.Value.String()
}

// hindrances holds what each of our columns shows against what the store would
// have it show: whatever broke the display, it is told of.
func (st *state) hindrances(b *sheets.Builder) {
	s, ok := st.own[storeID]
	if !ok {
		return
	}
	r := readStore(s.content).reader()
	for _, c := range st.columns {
		if c.head < 0 || len(c.typed) > 0 || c.title.Kind() == sheets.Error {
			continue // told of, or set right by the next pass
		}
		c.hindered(r, b.Obstacle)
	}
}

// hindered compares a column with the store, row by row.
func (c *ownColumn) hindered(r *reader, tell func(sheets.Obstacle)) {
	look, ok := lookupOf(c.formula)
	if !ok {
		return
	}
	tab := c.tab.cells.Tab()
	rows := keysOf(tab, c.tab.id, sheets.List{Key: look.key, Name: look.name}, c.head)
	n := 0
	wrong := func(row int, v sheets.Value) {
		if n++; n <= told {
			tell(sheets.Obstacle{
				Tab: tabID(c.tab.id), Addr: sheets.Addr{Row: row, Col: c.col}, Kind: sheets.ObstacleDisplay, Column: c.id, Seen: v.String(),
			})
		}
	}
	named := map[int]bool{}
	for _, k := range rows {
		named[k.row] = true
		got := c.shown[k.row]
		if want := r.shown(k.key, k.sure, look.slot, sheets.TextValue(look.pending)); k.sure && !sameValue(got, want) {
			wrong(k.row, got)
		}
	}
	for row, v := range c.shown {
		if !named[row] && !v.IsBlank() {
			wrong(row, v)
		}
	}
}

// column returns the column of ours with that id in a tab, or nil.
func (st *state) column(tab sheets.TabID, id string) *ownColumn {
	for _, c := range st.columns {
		if c.id == id && tabID(c.tab.id) == tab {
			return c
		}
	}
	return nil
}

// tab returns a tab of the staff's, or nil.
func (st *state) tab(id sheets.TabID) *gridTab { return st.theirs[id] }

// metadataIDs returns the ids of all developer metadata, of ours and of others.
func (st *state) metadataIDs() []int64 {
	var ids []int64
	add := func(marks []mark) {
		for _, m := range marks {
			ids = append(ids, m.id)
		}
	}
	add(st.grid.marks)
	for _, t := range st.grid.tabs {
		add(t.marks)
		for _, c := range t.columns {
			add(c.marks)
		}
	}
	return ids
}
