package google

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rasoat/sheets"
)

// change is what a Propose worked out.
type change struct {
	view  *view
	want  wanted
	steps []sheets.Step
}

// Steps lists what differs before people's eyes.
func (c *change) Steps() []sheets.Step { return c.steps }

// wanted is everything of ours that the spreadsheet is to have, in terms of
// what ours is there.
type wanted struct {
	lists   []*wantedList
	store   *store // nil for none
	pages   []*page
	remove  []*ownColumn
	drop    []*ownTab
	choices []*wantedChoice
	sweep   bool // no choice is left: whatever is ours of them goes, wherever people copied it to
}

// wantedList is a list whose columns are to stand beside it.
type wantedList struct {
	sheets.List
	tab     int64
	keys    []keyed
	columns []*wantedColumn
	// tokens are the tokens of the columns of the staff's that are coloured
	// somewhere, uncoloured those of them that have no conditional format yet.
	tokens     map[int]int
	uncoloured []int
}

// headRow is the row in which the titles of our columns stand.
func (l *wantedList) headRow() int { return l.Header.Bottom - 1 }

// wantedColumn is one column of ours, there already or not.
type wantedColumn struct {
	id, title, format, remark string
	width                     int
	have                      *ownColumn // nil for one to be made
	at                        int        // the place of one to be made, where nobody moves anything meanwhile
	slot                      int
	formula                   string // without "="
	write                     bool   // the formula has to be written
	hindered                  bool   // people's cells are in the way: nothing can be shown
	lost                      bool   // one of them stands where the head should: it is left alone
}

// proposal is the work on one change.
type proposal struct {
	view  *view
	state *state
	sep   string
	steps []placedStep
	order map[string]int // tabs by title
}

// placedStep is a step with its place in the order of steps.
type placedStep struct {
	tab, part int
	at        sheets.Addr
	step      sheets.Step
}

// Within a tab the steps about the tab as a whole come first.
const (
	partTab = iota
	partCells
)

func propose(v *view, a sheets.Annotations) *change {
	p := &proposal{view: v, state: v.state, sep: v.book.separator(v.state), order: map[string]int{}}
	for i, t := range v.state.grid.tabs {
		p.order[t.title] = i
	}
	c := &change{view: v}
	p.lists(a.Lists, &c.want)
	p.pages(a, &c.want)
	p.choices(a.Lists, &c.want)
	slices.SortStableFunc(p.steps, func(a, b placedStep) int {
		return cmp.Or(cmp.Compare(a.tab, b.tab), cmp.Compare(a.part, b.part), cmp.Compare(a.at.Row, b.at.Row), cmp.Compare(a.at.Col, b.at.Col))
	})
	for _, s := range p.steps {
		c.steps = append(c.steps, s.step)
	}
	return c
}

// step adds a step. A tab that is not there yet comes behind all others.
func (p *proposal) step(title string, part int, at sheets.Addr, where, before, after string) {
	n, ok := p.order[title]
	if !ok {
		n = len(p.order)
		p.order[title] = n
	}
	p.steps = append(p.steps, placedStep{n, part, at, sheets.Step{Tab: title, Range: where, Before: before, After: after}})
}

func (p *proposal) cellStep(title string, at sheets.Addr, before, after string) {
	if before != after {
		p.step(title, partCells, at, at.String(), before, after)
	}
}

// lists works out our columns and the store.
func (p *proposal) lists(lists []sheets.List, want *wanted) {
	kept := map[*ownColumn]bool{}
	for _, l := range lists {
		if p.isOurs(l.Tab, l.Name) {
			l.Name = -1
		}
		if len(l.Columns) == 0 || l.Key < 0 || p.isOurs(l.Tab, l.Key) {
			continue
		}
		w := p.columns(l)
		for _, c := range w.columns {
			kept[c.have] = true
		}
		want.lists = append(want.lists, w)
	}
	for _, c := range p.state.columns {
		if !kept[c] {
			want.remove = append(want.remove, c)
			p.removed(c)
		}
	}
	have := p.state.own[storeID]
	if len(want.lists) == 0 {
		if have != nil {
			want.drop = append(want.drop, have)
			p.step(have.title, partTab, sheets.Addr{}, "", have.title, "")
		}
		return
	}
	p.slots(want.lists)
	want.store = newStore()
	for _, l := range want.lists {
		l.fill(want.store)
	}
	r, old := want.store.reader(), newStore().reader()
	if have != nil {
		old = readStore(have.content).reader()
	}
	before := len(p.steps)
	for _, l := range want.lists {
		p.display(l, old, r)
		p.colours(l)
	}
	if have == nil {
		title := freeTitle(p.state, "_rasoat")
		p.step(title, partTab, sheets.Addr{}, "", "", title)
	} else if !want.store.shows(have.content) && len(p.steps) == before {
		p.step(have.title, partTab, sheets.Addr{}, "A:"+sheets.ColName(want.store.width()-1),
			fmt.Sprintf("%d keys", len(old.store.lines)), fmt.Sprintf("%d keys, written anew", len(want.store.lines)))
	}
}

// isOurs reports whether a column of a tab is ours: none can be looked up by
// what it shows itself.
func (p *proposal) isOurs(tab sheets.TabID, col int) bool {
	return slices.ContainsFunc(p.state.columns, func(c *ownColumn) bool { return tabID(c.tab.id) == tab && c.col == col })
}

// removed tells that a column of ours goes, cell by cell.
func (p *proposal) removed(c *ownColumn) {
	before := len(p.steps)
	if c.head >= 0 && c.id != helperID {
		p.cellStep(c.tab.title, sheets.Addr{Row: c.head, Col: c.col}, c.title.String(), "")
		for _, row := range slices.Sorted(maps.Keys(c.shown)) {
			p.cellStep(c.tab.title, sheets.Addr{Row: row, Col: c.col}, c.shown[row].String(), "")
		}
	}
	if len(p.steps) == before {
		p.step(c.tab.title, partTab, sheets.Addr{}, sheets.ColName(c.col)+":"+sheets.ColName(c.col), c.id, "")
	}
}

// freeTitle returns a title that no tab has.
func freeTitle(st *state, titles ...string) string {
	taken := map[string]bool{}
	for _, t := range st.grid.tabs {
		taken[strings.ToLower(t.title)] = true
	}
	last := ""
	for _, t := range titles {
		if t == "" {
			continue
		}
		if !taken[strings.ToLower(t)] {
			return t
		}
		last = t
	}
	for n := 2; ; n++ {
		if t := fmt.Sprintf("%s (%d)", last, n); !taken[strings.ToLower(t)] {
			return t
		}
	}
}
