package xlsx

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"rasoat/sheets"
)

// What we write into a column of ours are values, and no program makes formulas
// of them. So a formula in it is the staff's, and with it the cells where the
// results of an array formula or a data table of theirs stand: they are left as
// they are, told of as obstacles, and stay where the column is taken out.

// theirCells is what the staff have in a column of ours.
type theirCells struct {
	cells  []sheets.Placed // below the head, by rows
	head   sheets.Cell     // in the place of the head, the zero Cell where that is ours
	arrays []sheets.Range  // rows that results of theirs take, in order and apart
}

// set takes a cell of the column while the tab is read.
func (c *ownColumn) set(row int, cell sheets.Cell) {
	if cell.Formula == "" || isTruth(cell) {
		c.cells.set(row, cell)
		return
	}
	c.theirs.cells = append(c.theirs.cells, sheets.Placed{Addr: sheets.Addr{Row: row, Col: c.col}, Cell: cell})
}

// isTruth reports whether the cell is a truth value as LibreOffice writes it,
// TRUE() or FALSE().
func isTruth(c sheets.Cell) bool {
	return c.Value.Kind() == sheets.Bool && strings.TrimSuffix(c.Formula, "()") == c.Value.String()
}

// part parts what is the staff's from what is ours, once all cells of the tab
// were read, and returns what stands above the head.
func (c *ownColumn) part(arrays []sheets.Range) (above []sheets.Placed) {
	above = c.cells.above(c.top)
	below := c.theirs.cells
	c.theirs.cells = nil
	for _, p := range below {
		switch {
		case p.Row < c.top:
			above = append(above, p)
		case p.Row == c.top:
			c.theirs.head = p.Cell
			c.cells.set(p.Row, p.Cell)
		default:
			c.theirs.cells = append(c.theirs.cells, p)
		}
	}
	if c.theirs.arrays = rowsOf(arrays, c.col); len(c.theirs.arrays) > 0 {
		c.takeResults()
	}
	slices.SortStableFunc(c.theirs.cells, func(a, b sheets.Placed) int { return cmp.Compare(a.Row, b.Row) })
	return above
}

// takeResults finds the results of array formulas among the cells of ours.
func (c *ownColumn) takeResults() {
	for _, p := range c.cells.above(maxRows) {
		switch {
		case !c.theirs.inArray(p.Row):
			c.cells.set(p.Row, p.Cell)
		case p.Row == c.top:
			c.theirs.head = p.Cell
			c.cells.set(p.Row, p.Cell)
		default:
			c.theirs.cells = append(c.theirs.cells, sheets.Placed{Addr: sheets.Addr{Row: p.Row, Col: c.col}, Cell: p.Cell})
		}
	}
}

// rowsOf returns the rows that some blocks take of a column, in order and apart.
func rowsOf(blocks []sheets.Range, col int) []sheets.Range {
	var rows []sheets.Range
	for _, b := range blocks {
		if b.Left <= col && col < b.Right {
			rows = append(rows, sheets.Range{Top: b.Top, Left: col, Bottom: b.Bottom, Right: col + 1})
		}
	}
	slices.SortFunc(rows, func(a, b sheets.Range) int { return cmp.Compare(a.Top, b.Top) })
	apart := rows[:0]
	for _, r := range rows {
		if n := len(apart); n > 0 && r.Top <= apart[n-1].Bottom {
			apart[n-1].Bottom = max(apart[n-1].Bottom, r.Bottom)
			continue
		}
		apart = append(apart, r)
	}
	return apart
}

func (t *theirCells) inArray(row int) bool {
	i := sort.Search(len(t.arrays), func(i int) bool { return t.arrays[i].Bottom > row })
	return i < len(t.arrays) && t.arrays[i].Top <= row
}

// isTheirs reports whether the cell in a row, from the head down, is the
// staff's, so that nothing of ours can stand there.
func (c *ownColumn) isTheirs(row int) bool {
	if row == c.top && c.theirs.head != (sheets.Cell{}) || c.theirs.inArray(row) {
		return true
	}
	_, found := slices.BinarySearchFunc(c.theirs.cells, row, func(p sheets.Placed, row int) int { return cmp.Compare(p.Row, row) })
	return found
}

// allTheirs yields the cells of the staff's in the column, that of the head first.
func (c *ownColumn) allTheirs(yield func(sheets.Addr, sheets.Cell) bool) {
	if h := c.theirs.head; h != (sheets.Cell{}) && !yield(sheets.Addr{Row: c.top, Col: c.col}, h) {
		return
	}
	for _, p := range c.theirs.cells {
		if !yield(p.Addr, p.Cell) {
			return
		}
	}
}

// mostTold is how many cells of the staff's in a column are told of one by one.
const mostTold = 5

// obstacles tells of the first cells below the head that are the staff's; of
// the results of an array formula that begins elsewhere, of the topmost.
func (c *ownColumn) obstacles(tab sheets.TabID, tell func(sheets.Obstacle)) {
	var list []sheets.Placed
	tops := map[int]bool{}
	for _, r := range c.theirs.arrays {
		if top := max(r.Top, c.top+1); top < r.Bottom && len(list) < mostTold {
			list = append(list, sheets.Placed{Addr: sheets.Addr{Row: top, Col: c.col}})
			tops[top] = true
		}
	}
	formulas := 0
	for _, p := range c.theirs.cells {
		switch {
		case tops[p.Row]:
			i := slices.IndexFunc(list, func(q sheets.Placed) bool { return q.Row == p.Row })
			list[i].Cell = p.Cell
		case p.Cell.Formula != "" && formulas < mostTold:
			formulas++
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b sheets.Placed) int { return cmp.Compare(a.Row, b.Row) })
	for _, p := range list[:min(mostTold, len(list))] {
		tell(sheets.Obstacle{Tab: tab, Addr: p.Addr, Kind: sheets.ObstacleFormula, Column: c.id, Seen: showCell(p.Cell)})
	}
}

// obstacles tells what of the staff's stands in the way of our columns in the
// tabs that were read.
func (st *state) obstacles(tell func(sheets.Obstacle)) {
	for i := range st.columns {
		if c := &st.columns[i]; c.sheet >= 0 && c.scope == c.sheet && st.tabs[c.sheet].read {
			c.obstacles(sheets.TabID(st.wb.sheets[c.sheet].id), tell)
		}
	}
}

// amongOurs returns the cells of the staff's in columns of ours in a tab.
func (st *state) amongOurs(sheet int) map[sheets.Addr]sheets.Cell {
	among := map[sheets.Addr]sheets.Cell{}
	for i := range st.columns {
		if c := &st.columns[i]; c.sheet == sheet {
			for at, cell := range c.allTheirs {
				among[at] = cell
			}
		}
	}
	return among
}

// amidOurs reports whether the staff have anything in those columns of ours.
func (st *state) amidOurs(sheet int, mine map[int]*ownColumn) bool {
	for col := range mine {
		if len(rowsOf(st.tabs[sheet].arrays, col)) > 0 {
			return true
		}
	}
	return len(st.amongOurs(sheet)) > 0
}
