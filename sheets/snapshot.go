package sheets

import (
	"iter"
	"slices"
	"sort"
)

// TabID names a tab within its workbook for as long as the tab lives. It does
// not change when the tab is renamed or moved. Its form is the adapter's own.
type TabID string

// Snapshot is what stood in a workbook at one instant, without the columns
// and tabs that rasoat owns (an owned column reads as empty cells, so every
// address stays the one that people see). It is built by adapters with a
// [Builder] and never changes afterwards.
type Snapshot struct {
	tabs      []*Tab
	obstacles []Obstacle
}

// Tabs returns the tabs in the order in which people see them. The slice
// belongs to the snapshot.
func (s *Snapshot) Tabs() []*Tab { return s.tabs }

// Tab returns the tab with that id, or nil.
func (s *Snapshot) Tab(id TabID) *Tab {
	for _, t := range s.tabs {
		if t.id == id {
			return t
		}
	}
	return nil
}

// TabTitled returns the tab with exactly that title, or nil.
func (s *Snapshot) TabTitled(title string) *Tab {
	for _, t := range s.tabs {
		if t.title == title {
			return t
		}
	}
	return nil
}

// Obstacles returns what stands in the way of what we show in the workbook and
// that only people can clear away. The slice belongs to the snapshot.
func (s *Snapshot) Obstacles() []Obstacle { return s.obstacles }

// Obstacle is something in a workbook because of which a column of ours cannot
// show what it should, and which an adapter may not take away.
type Obstacle struct {
	Tab    TabID
	Addr   Addr // the cell at fault, or the head of the column
	Kind   ObstacleKind
	Column string // the id of our column, "" for all of the tab's
	Seen   string // what stands there, "" for nothing
}

// ObstacleKind says what an obstacle is.
type ObstacleKind string

// The kinds of obstacles.
const (
	// ObstacleTyped: somebody typed into a column of ours, so that nothing is
	// shown in the whole column until the cell is cleared.
	ObstacleTyped ObstacleKind = "typed"
	// ObstacleTitle: somebody typed over the head of a column of ours, so that
	// nothing is shown below it until the cell is cleared.
	ObstacleTitle ObstacleKind = "title"
	// ObstacleLayout: our columns cannot stand beside the list (merged cells,
	// a native table), so that only our tabs show the findings.
	ObstacleLayout ObstacleKind = "layout"
	// ObstacleFormula: a formula of somebody's, or a result of one, stands in a
	// column of ours, so that nothing of ours is shown in that cell until it is
	// cleared. The rest of the column shows what it should.
	ObstacleFormula ObstacleKind = "formula"
	// ObstacleDisplay: a cell of ours shows something else than it should, for
	// a reason that the adapter does not know.
	ObstacleDisplay ObstacleKind = "display"
)

// Tab is one sheet of a workbook at one instant.
type Tab struct {
	id         TabID
	title      string
	hidden     bool
	frozenRows int
	frozenCols int
	merges     []Range
	hiddenRows map[int]bool
	hiddenCols map[int]bool

	rows  [][]packed
	width int
	store cellStore
}

// ID returns the id that stays with the tab.
func (t *Tab) ID() TabID { return t.id }

// Title returns the tab's name as people see it.
func (t *Tab) Title() string { return t.title }

// Hidden reports whether the tab is hidden from people.
func (t *Tab) Hidden() bool { return t.hidden }

// Frozen returns how many rows and columns stay in sight when scrolling.
func (t *Tab) Frozen() (rows, cols int) { return t.frozenRows, t.frozenCols }

// Merges returns the merged ranges. The slice belongs to the tab.
func (t *Tab) Merges() []Range { return t.merges }

// RowHidden reports whether the row is hidden, by hand or by a filter.
func (t *Tab) RowHidden(row int) bool { return t.hiddenRows[row] }

// ColHidden reports whether the column is hidden.
func (t *Tab) ColHidden(col int) bool { return t.hiddenCols[col] }

// Rows returns one more than the last row that holds a cell, or 0.
func (t *Tab) Rows() int { return len(t.rows) }

// Cols returns one more than the last column that holds a cell, or 0.
func (t *Tab) Cols() int { return t.width }

// Cells returns how many cells are stored.
func (t *Tab) Cells() int {
	n := 0
	for _, cells := range t.rows {
		n += len(cells)
	}
	return n
}

// MayCompute reports whether cells of the tab may hold formulas: false is sure,
// and known without looking at the cells.
func (t *Tab) MayCompute() bool { return t.store.formulas.len > 1 }

// Cell returns what stands at the address; outside the used part of the tab
// that is the zero Cell. In a merged range only the top left cell holds the
// value, as in the workbook.
func (t *Tab) Cell(row, col int) Cell {
	if row < 0 || row >= len(t.rows) || col < 0 {
		return Cell{}
	}
	cells := t.rows[row]
	if len(cells) == 0 {
		return Cell{}
	}
	if i := col - int(cells[0].col); i >= 0 && i < len(cells) && int(cells[i].col) == col { // nothing is left out before it
		return t.store.unpack(cells[i])
	}
	i := sort.Search(len(cells), func(i int) bool { return int(cells[i].col) >= col })
	if i == len(cells) || int(cells[i].col) != col {
		return Cell{}
	}
	return t.store.unpack(cells[i])
}

// Row yields the stored cells of a row from left to right with their columns.
func (t *Tab) Row(row int) iter.Seq2[int, Cell] {
	return func(yield func(int, Cell) bool) {
		if row < 0 || row >= len(t.rows) {
			return
		}
		for _, p := range t.rows[row] {
			if !yield(int(p.col), t.store.unpack(p)) {
				return
			}
		}
	}
}

// Filled yields the columns of the stored cells of a row, from left to right.
func (t *Tab) Filled(row int) iter.Seq[int] {
	return func(yield func(int) bool) {
		if row < 0 || row >= len(t.rows) {
			return
		}
		for _, p := range t.rows[row] {
			if !yield(int(p.col)) {
				return
			}
		}
	}
}

// Formulas yields where formulas stand, by rows and columns.
func (t *Tab) Formulas() iter.Seq[Addr] {
	return func(yield func(Addr) bool) {
		if !t.MayCompute() {
			return
		}
		for row, cells := range t.rows {
			for _, p := range cells {
				if p.flags&hasFormula != 0 && !yield(Addr{row, int(p.col)}) {
					return
				}
			}
		}
	}
}

// FormulaTexts yields the formulas of the tab, in any order; one that stands in
// several cells may come once, and one that was overwritten may come too.
func (t *Tab) FormulaTexts() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, piece := range t.store.formulas.list {
			for _, f := range piece {
				if f != "" && !yield(f) {
					return
				}
			}
		}
	}
}

// Merged returns the merged range that covers the address, and false where
// the cell stands alone.
func (t *Tab) Merged(row, col int) (Range, bool) {
	for _, m := range t.merges {
		if m.Contains(Addr{row, col}) {
			return m, true
		}
	}
	return Range{}, false
}

// Builder makes a Snapshot. Adapters and tests fill it tab by tab and then
// take the Snapshot once. The zero Builder is ready for use.
type Builder struct {
	tabs      []*TabBuilder
	obstacles []Obstacle
}

// Tab adds a tab behind those already there and returns its builder.
func (b *Builder) Tab(id TabID, title string) *TabBuilder {
	tb := NewTab(id, title)
	b.Add(tb)
	return tb
}

// Add adds a tab that was begun with [NewTab] behind those already there.
func (b *Builder) Add(tb *TabBuilder) { b.tabs = append(b.tabs, tb) }

// Obstacle adds something that stands in the way of what we show.
func (b *Builder) Obstacle(o Obstacle) { b.obstacles = append(b.obstacles, o) }

// NewTab begins a tab that belongs to no snapshot yet: an adapter that learns
// only afterwards whose tab it was adds it then, or not.
func NewTab(id TabID, title string) *TabBuilder {
	b := &TabBuilder{
		tab: &Tab{
			id: id, title: title,
			hiddenRows: map[int]bool{}, hiddenCols: map[int]bool{},
			store: cellStore{formats: []string{""}},
		},
		formatAt: map[string]uint16{"": 0},
	}
	b.tab.store.formulas.add("")
	return b
}

// Snapshot returns what was built. The builder must not be used afterwards.
func (b *Builder) Snapshot() *Snapshot {
	s := &Snapshot{tabs: make([]*Tab, 0, len(b.tabs)), obstacles: b.obstacles}
	for _, tb := range b.tabs {
		tb.finish()
		s.tabs = append(s.tabs, tb.tab)
	}
	return s
}

// TabBuilder fills one tab. Its methods return the builder, for chaining.
type TabBuilder struct {
	tab        *Tab
	formatAt   map[string]uint16
	lastFormat []uint16 // by columns: those below mostly have the same
	unsorted   bool
	room       []packed // for the rows to come
	recent     *recentTexts
}

// Hide marks the tab as hidden from people.
func (b *TabBuilder) Hide() *TabBuilder { b.tab.hidden = true; return b }

// Freeze sets how many rows and columns stay in sight.
func (b *TabBuilder) Freeze(rows, cols int) *TabBuilder {
	b.tab.frozenRows, b.tab.frozenCols = rows, cols
	return b
}

// Merge adds a merged range; an empty one is passed over.
func (b *TabBuilder) Merge(r Range) *TabBuilder {
	if !r.Empty() {
		b.tab.merges = append(b.tab.merges, r)
	}
	return b
}

// HideRow and HideCol mark a row or column as hidden.
func (b *TabBuilder) HideRow(row int) *TabBuilder { b.tab.hiddenRows[row] = true; return b }

// HideCol marks a column as hidden.
func (b *TabBuilder) HideCol(col int) *TabBuilder { b.tab.hiddenCols[col] = true; return b }

// Set puts a cell at an address counted from 0. A later Set of the same
// address wins. Cells that hold neither value nor formula are not stored.
func (b *TabBuilder) Set(row, col int, c Cell) *TabBuilder {
	if row < 0 || col < 0 {
		return b
	}
	for len(b.tab.rows) <= row {
		b.tab.rows = append(doubled(b.tab.rows), nil)
	}
	cells := b.tab.rows[row]
	if n := len(cells); n > 0 && int(cells[n-1].col) >= col {
		b.unsorted = true
	} else if n == 0 {
		cells = b.rowRoom(row)
	}
	b.tab.rows[row] = append(doubled(cells), b.pack(col, c))
	return b
}

// doubled makes room in a long list that is full. It is copied less often, and
// leaves less behind, than where it grows by a quarter.
func doubled[T any](list []T) []T {
	if n := len(list); n == cap(list) && n >= pieceSize {
		return slices.Grow(list, n)
	}
	return list
}

// roomCells is for how many cells room is made at a time.
const roomCells = 4096

// rowRoom returns room for the cells of a row: rows of a list are of about one
// length.
func (b *TabBuilder) rowRoom(row int) []packed {
	n := 1
	if row > 0 {
		n = max(len(b.tab.rows[row-1]), 1)
	}
	if n > roomCells/8 {
		return make([]packed, 0, n)
	}
	if len(b.room) < n {
		// A small tab needs little, a large one few pieces.
		b.room = make([]packed, max(n, min(roomCells, 2*row*n)))
	}
	cells := b.room[:0:n]
	b.room = b.room[n:]
	return cells
}

// format returns the place of a format in the tab's list, adding it where it is
// new.
func (b *TabBuilder) format(col int, s string) uint16 {
	list := b.tab.store.formats
	for len(b.lastFormat) <= col {
		b.lastFormat = append(b.lastFormat, 0)
	}
	last := &b.lastFormat[col]
	if s == list[*last] {
		return *last
	}
	n, ok := b.formatAt[s]
	if !ok {
		n = uint16(len(list))
		if int(n) != len(list) { // more distinct formats than a workbook can hold
			return 0
		}
		b.tab.store.formats = append(list, s)
		b.formatAt[s] = n
	}
	*last = n
	return n
}

// MapFormulas puts another text in the place of each formula.
func (b *TabBuilder) MapFormulas(as func(string) string) {
	for _, piece := range b.tab.store.formulas.list {
		for i, f := range piece {
			if f != "" {
				piece[i] = as(f)
			}
		}
	}
}

// Placed is a cell with its place.
type Placed struct {
	Addr
	Cell Cell
}

// Take removes the cells of a block and returns them by rows and columns.
func (b *TabBuilder) Take(r Range) []Placed {
	b.finish()
	var taken []Placed
	t := b.tab
	for row := max(r.Top, 0); row < min(r.Bottom, len(t.rows)); row++ {
		kept := t.rows[row][:0]
		for _, p := range t.rows[row] {
			if at := (Addr{row, int(p.col)}); r.Contains(at) {
				taken = append(taken, Placed{at, t.store.unpack(p)})
				continue
			}
			kept = append(kept, p)
		}
		t.rows[row] = kept
	}
	return taken
}

// Tab returns the tab as it was built. The builder must not be used
// afterwards.
func (b *TabBuilder) Tab() *Tab { b.finish(); return b.tab }

func (b *TabBuilder) finish() {
	t := b.tab
	t.width = 0
	for r, cells := range t.rows {
		if b.unsorted {
			sort.SliceStable(cells, func(i, j int) bool { return cells[i].col < cells[j].col })
		}
		kept := cells[:0]
		for i, c := range cells {
			if i+1 < len(cells) && cells[i+1].col == c.col {
				continue
			}
			if c.kind == Empty && c.flags&hasFormula == 0 {
				continue
			}
			kept = append(kept, c)
		}
		t.rows[r] = kept
		if n := len(kept); n > 0 {
			t.width = max(t.width, int(kept[n-1].col)+1)
		}
	}
	b.unsorted = false
	b.room, b.recent = nil, nil
	for len(t.rows) > 0 && len(t.rows[len(t.rows)-1]) == 0 {
		t.rows = t.rows[:len(t.rows)-1]
	}
}
