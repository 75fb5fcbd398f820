package xlsx

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"rasoat/sheets"
)

// before is a file as it was before a write of ours. What was written is read
// beside it: the cells of the staff's are compared one by one as they come, and
// not stored a second time.
type before struct {
	pack  *pack
	state *state
	tabs  []int                        // the staff's, by their place in state.wb.sheets
	next  int                          // the first of tabs that is still to be found
	stale map[int]map[sheets.Addr]bool // formulas whose last result may be gone, by their tabs' place
	shown *shownTabs                   // what was read while it was packed, nil for nothing
}

// errMoved says that the list of tabs is not what it was.
var errMoved = errors.New("its name or place changed")

func newBefore(p *pack, st *state) *before {
	b := &before{pack: p, state: st}
	for i, t := range st.tabs {
		if t.own == nil {
			b.tabs = append(b.tabs, i)
		}
	}
	return b
}

// enough reports whether the cells of every tab were read that an edit concerns
// or that may hold formulas, which may be over our cells.
func (b *before) enough(e *edit) (bool, error) {
	for i := range e.cells {
		if !b.state.tabs[i].read {
			return false, nil
		}
	}
	for i := range e.widths {
		if !b.state.tabs[i].read {
			return false, nil
		}
	}
	for i := range e.rules {
		if !b.state.tabs[i].read {
			return false, nil
		}
	}
	for _, i := range b.tabs {
		if s := b.state.wb.sheets[i]; s.grid && !b.state.tabs[i].read {
			if found, err := b.pack.mayCompute(s.part); found || err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// fits says why what the cells of the new file mean cannot be told from the old
// one: the texts must be the same, and the old number formats in their places.
func (b *before) fits(p *pack, st *state) error {
	old := b.state
	strings, kept := related(old.wb.rels, "sharedStrings"), related(st.wb.rels, "sharedStrings")
	if strings != kept || strings != "" && !samePart(b.pack, p, strings) {
		return errors.New("the shared strings changed")
	}
	if old.wb.date1904 != st.wb.date1904 {
		return errors.New("the epoch of its days changed")
	}
	if n := len(old.formats.patterns); len(st.formats.patterns) < n || !slices.Equal(st.formats.patterns[:n], old.formats.patterns) {
		return errors.New("the number formats changed")
	}
	staff := 0
	ours := map[int]bool{}
	for _, m := range st.ownTabs {
		ours[m.sheet] = true
	}
	for i := range st.wb.sheets {
		if !ours[i] {
			staff++
		}
	}
	if staff != len(b.tabs) {
		return fmt.Errorf("%d tabs instead of %d", staff, len(b.tabs))
	}
	return nil
}

// staffTabAgain shows that a tab of the staff's is what it was, and takes over
// what is known of it.
func (r *stateReader) staffTabAgain(i int) error {
	k := r.before.tabs[r.before.next]
	r.before.next++
	s, was := r.state.wb.sheets[i], r.before.state.wb.sheets[k]
	fail := func(err error) error { return fmt.Errorf("tab %q: %w", was.title, err) }
	if s.id != was.id || s.title != was.title || s.hidden != was.hidden || s.grid != was.grid || s.part != was.part {
		return fail(errMoved)
	}
	old := r.before.state.tabs[k]
	mine := r.mine(i)
	same := samePart(r.before.pack, r.pack, s.part)
	switch {
	case !old.read && !same:
		return fail(errors.New("it changed"))
	case same && len(mine) == 0:
		r.state.tabs[i] = old
		return nil
	case !old.read: // only our columns in it count
		return r.staffTab(i, sheets.NewTab("", ""), false)
	}
	for _, m := range mine {
		m.adopt(old.merges)
	}
	if shown := r.before.shown; shown != nil && !r.before.state.amidOurs(k, mine) {
		if t := shown.tabs[k]; t.same(r.pack, s.part, shown.seed, mine, old.hiddenCols) {
			for col, m := range mine {
				m.cells = t.after.cells[col]
			}
			now := t.after.rules
			for _, rule := range old.rules.all {
				if rule.place == placeElsewhere { // where nothing changed
					now.all = append(now.all, rule)
				}
			}
			old.rules = now
			r.state.tabs[i] = old
			return nil
		}
	}
	c := &comparison{tab: r.before.state.snapshot.Tab(sheets.TabID(s.id)), among: r.before.state.amongOurs(k), stale: r.before.stale[k]}
	err := r.sheet(i, func(row, col int, cell sheets.Cell) {
		if m := mine[col]; m != nil {
			m.set(row, cell)
		} else {
			c.cell(row, col, cell)
		}
	})
	if err != nil {
		return err
	}
	t := &r.state.tabs[i]
	t.read = true
	for _, m := range mine {
		m.adopt(t.merges)
		for _, above := range m.part(t.arrays) {
			c.cell(above.Row, m.col, above.Cell)
		}
		for at, cell := range m.allTheirs {
			c.cell(at.Row, at.Col, cell)
		}
	}
	switch {
	case c.err != nil:
		return fail(c.err)
	case t.disorder:
		return fail(errors.New("cells stand twice or out of order"))
	case c.cells != c.tab.Cells()+len(c.among):
		return fail(fmt.Errorf("%d cells instead of %d", c.cells, c.tab.Cells()+len(c.among)))
	case !sameMerges(t.merges, old.merges):
		return fail(errors.New("its merged cells changed"))
	case t.frozenRows != old.frozenRows || t.frozenCols != old.frozenCols || !slices.Equal(t.hiddenRows, old.hiddenRows) || !sameColumns(t.hiddenCols, old.hiddenCols):
		return fail(errors.New("what of it is hidden or frozen changed"))
	case !sameTheirs(&t.rules, &old.rules):
		return fail(errors.New("what may be typed into its cells changed"))
	}
	return nil
}

// comparison counts the cells that are what they were.
type comparison struct {
	tab   *sheets.Tab
	among map[sheets.Addr]sheets.Cell // the staff's in columns of ours
	stale map[sheets.Addr]bool        // the formulas whose last result may be gone
	cells int
	err   error // the first difference
}

func (c *comparison) cell(row, col int, now sheets.Cell) {
	c.cells++
	at := sheets.Addr{Row: row, Col: col}
	was, among := c.among[at]
	if !among {
		was = c.tab.Cell(row, col)
	}
	if now.Value.IsEmpty() && c.stale[at] {
		now.Value = was.Value
	}
	if was != now && c.err == nil {
		what := "changed"
		if was == (sheets.Cell{}) {
			what = "is new"
		}
		c.err = fmt.Errorf("the cell %v %s", at, what)
	}
}

// sameColumns reports whether two lists of ranges name the same columns.
func sameColumns(a, b []sheets.Range) bool { return maps.Equal(union(a), union(b)) }
