package xlsx

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"rasoat/sheets"
)

// change is what a Propose worked out.
type change struct {
	view  *view
	want  sheets.Annotations
	state *state       // that the steps lead on from
	steps []placedStep // but for those about cells, which the edit tells
	edit  *edit
}

// Steps lists what differs.
func (c *change) Steps() []sheets.Step {
	return slices.Collect(c.differences)
}

// nothing reports whether nothing differs.
func (c *change) nothing() bool { return len(c.steps) == 0 && len(c.edit.cells) == 0 }

// differences yields the steps in their order: there may be several for each row
// of a tab, so those about cells are told from the edit.
func (c *change) differences(yield func(sheets.Step) bool) {
	steps := c.steps
	for _, sheet := range slices.Sorted(maps.Keys(c.edit.cells)) {
		own := map[int]*ownColumn{}
		for i := range c.state.columns {
			if m := &c.state.columns[i]; m.sheet == sheet {
				own[m.col] = m
			}
		}
		for _, e := range c.edit.cells[sheet] {
			at := placedStep{sheet: sheet, at: e.at(), part: partCells}
			for len(steps) > 0 && compareSteps(steps[0], at) <= 0 {
				if !yield(steps[0].Step) {
					return
				}
				steps = steps[1:]
			}
			var old sheets.Cell
			if m := own[int(e.col)]; m != nil {
				old = m.cells.at(int(e.row))
			}
			before, after := showCell(old), e.text()
			if before == after { // only the format differs
				before, after = before+" ["+old.Format+"]", after+" ["+e.look.Format+"]"
			}
			if !yield(sheets.Step{Tab: c.state.wb.sheets[sheet].title, Range: e.at().String(), Before: before, After: after}) {
				return
			}
		}
	}
	for _, s := range steps {
		if !yield(s.Step) {
			return
		}
	}
}

// edit is what has to be written, in terms of the file.
type edit struct {
	cells    map[int][]cellEdit // in tabs of the staff's, by their place; in the order of rows and columns
	widths   map[int]map[int]float64
	before   map[int]map[int]colWidth // of columns that are taken out
	rules    map[int]rulesEdit        // in tabs of the staff's, by their place
	tabs     []tabEdit
	addNames []wbName
	dropName map[int]bool // by their place in workbook.names
	// dropChain is set where a formula goes: the order in which formulas are
	// computed is then left to the program that opens the file.
	dropChain bool
	unsign    bool // the digital signature goes
	// stale are formulas of the staff's, by tab, whose last result goes; they
	// are known once it is settled what is written into: see staleFormulas.
	stale map[int]map[sheets.Addr]bool
}

// cellEdit is one cell to be written. There may be several for each row of a
// tab.
type cellEdit struct {
	row, col int32
	value    *sheets.Value // nil to clear the cell
	look     *look
}

func (c cellEdit) at() sheets.Addr { return sheets.Addr{Row: int(c.row), Col: int(c.col)} }

func (c cellEdit) text() string {
	if c.value == nil {
		return ""
	}
	return c.value.String()
}

func (c cellEdit) clears() bool { return c.value == nil }

// tabEdit makes, rewrites or takes out a tab of ours.
type tabEdit struct {
	sheet int    // its place, -1 for a new one
	title string // of a new one
	id    string
	page  *page // nil takes the tab out
}

func newEdit() *edit {
	return &edit{
		cells: map[int][]cellEdit{}, widths: map[int]map[int]float64{}, before: map[int]map[int]colWidth{},
		dropName: map[int]bool{}, rules: map[int]rulesEdit{},
	}
}

// proposal is the work on one change.
type proposal struct {
	state  *state
	change *change
	steps  []placedStep         // but for those about cells
	count  int                  // of all steps
	made   map[int]map[int]bool // columns that this change makes, by tab
	looks  map[look]*look
}

// look returns the one copy of a look.
func (p *proposal) look(l look) *look {
	if p.looks == nil {
		p.looks = map[look]*look{}
	}
	if p.looks[l] == nil {
		p.looks[l] = new(l)
	}
	return p.looks[l]
}

// placedStep is a step with its place in the order of steps.
type placedStep struct {
	sheet int
	part  int
	at    sheets.Addr
	sheets.Step
}

func compareSteps(a, b placedStep) int {
	return cmp.Or(a.sheet-b.sheet, a.part-b.part, compareAddr(a.at, b.at))
}

// Within a tab the step about the tab as a whole comes first.
const (
	partTab = iota
	partCells
)

func (p *proposal) work(a sheets.Annotations) error {
	if err := p.state.check(a); err != nil {
		return err
	}
	p.made = map[int]map[int]bool{}
	kept := map[int]bool{} // places of names in the workbook
	for _, l := range a.Lists {
		if err := p.list(l, kept); err != nil {
			return err
		}
	}
	for i := range p.state.columns {
		if c := &p.state.columns[i]; !kept[c.name] {
			p.removeColumn(c)
		}
	}
	offered := p.choices(a.Lists)
	tabs := a.Tabs
	if len(offered) > 0 {
		tabs = append(slices.Clip(tabs), valuesPage(offered))
	}
	if err := p.ownTabs(tabs); err != nil {
		return err
	}
	p.nameLists(offered)
	if p.state.wb.signed && p.count > 0 {
		p.change.edit.unsign = true
		p.titledStep(-1, partTab, sheets.Addr{}, "", "", sheets.Signature, "")
	}
	slices.SortStableFunc(p.steps, compareSteps)
	for sheet, cells := range p.change.edit.cells {
		byPlace := func(a, b cellEdit) int { return compareAddr(a.at(), b.at()) }
		if !slices.IsSortedFunc(cells, byPlace) {
			slices.SortStableFunc(cells, byPlace)
		}
		last := cells[:0]
		for i, c := range cells { // of two for one place the later holds
			if i+1 == len(cells) || cells[i+1].at() != c.at() {
				last = append(last, c)
			}
		}
		p.change.edit.cells[sheet] = last
	}
	p.change.state, p.change.steps = p.state, p.steps
	return nil
}

// list brings the columns of one list to what they are to show.
func (p *proposal) list(l sheets.List, kept map[int]bool) error {
	sheet := p.state.index(l.Tab)
	headRow := l.Header.Bottom - 1
	columns := make([]*ownColumn, len(l.Columns))
	var missing []int
	for i, c := range l.Columns {
		own := p.state.column(sheet, strings.ToLower(c.ID))
		if own == nil || !p.usable(own, sheet, headRow) {
			missing = append(missing, i)
			continue
		}
		columns[i] = own
		kept[own.name] = true
	}
	if len(missing) > 0 {
		first, err := p.place(sheet, l.Header, len(missing))
		if err != nil {
			return err
		}
		for k, i := range missing {
			columns[i] = p.makeColumn(sheet, first+k, headRow, l.Columns[i])
		}
	}
	p.fill(sheet, l, columns)
	return nil
}

// usable reports whether a column of ours can go on serving a list with its
// title in headRow. It cannot where people put cells of their own between
// that row and the column's first.
func (p *proposal) usable(c *ownColumn, sheet, headRow int) bool {
	tab := p.state.snapshot.Tab(sheets.TabID(p.state.wb.sheets[sheet].id))
	for row := headRow; row < c.top; row++ {
		if cell := tab.Cell(row, c.col); !cell.Value.IsEmpty() || cell.Formula != "" {
			return false
		}
	}
	return true
}

// fill makes the columns show their titles and, row by row, their notes.
func (p *proposal) fill(sheet int, l sheets.List, columns []*ownColumn) {
	type filled struct {
		*ownColumn
		sheets.OwnedColumn
		shown    int // its place in what a note shows
		titleRow int
		changed  bool
		retitled bool
		looks    [2]*look // of its cells, the second of numbers
	}
	list := make([]filled, len(columns))
	for i, own := range columns {
		format := l.Columns[i].Format
		list[i] = filled{ownColumn: own, OwnedColumn: l.Columns[i], shown: i,
			looks: [2]*look{p.look(columnCell(sheets.Value{}, format)), p.look(columnCell(sheets.NumberValue("0"), format))}}
	}
	slices.SortFunc(list, func(a, b filled) int { return a.col - b.col })
	headRow := l.Header.Bottom - 1
	from, to := headRow+1, 0
	for i := range list {
		c := &list[i]
		before := p.count
		c.titleRow, c.retitled = p.title(sheet, headRow, c.OwnedColumn, c.ownColumn)
		c.changed = p.count > before
		from, to = min(from, c.titleRow+1), max(to, c.cells.end())
	}
	notes := l.Notes
	byRow := func(a, b sheets.Note) int { return a.Row - b.Row }
	if !slices.IsSortedFunc(notes, byRow) {
		notes = slices.SortedFunc(slices.Values(notes), byRow)
	}
	if n := len(notes); n > 0 {
		to = max(to, notes[n-1].Row+1)
	}
	for row := from; row < to; row++ {
		var show []sheets.Value
		if len(notes) > 0 && notes[0].Row == row {
			show, notes = notes[0].Show, notes[1:]
		}
		for i := range list {
			c := &list[i]
			var want sheets.Value
			if show != nil {
				want = cleanValue(show[c.shown])
			}
			old := c.cells.at(row)
			if row <= c.titleRow || want.IsEmpty() && old == (sheets.Cell{}) || c.isTheirs(row) {
				continue
			}
			look := c.looks[0]
			if want.Kind() == sheets.Number {
				look = c.looks[1]
			}
			if !sameCell(old, want, look.Format) {
				if cells := p.change.edit.cells[sheet]; len(cells) == cap(cells) && len(cells) > manyCells {
					p.change.edit.cells[sheet] = slices.Grow(cells, (to-row)*len(list))
				}
				p.cell(sheet, sheets.Addr{Row: row, Col: c.col}, old, kept(show, c.shown, want), look)
				c.changed = true
			}
		}
	}
	for _, c := range list {
		untold := c.title == "" && c.cells.at(c.top).Value == cleanValue(sheets.TextValue(c.Title))
		if c.name >= 0 && (c.retitled || untold && c.changed) {
			p.change.edit.dropName[c.name] = true
			p.name(sheet, c.id, c.Title, c.col, min(c.top, headRow), c.was)
		}
	}
}

// manyCells is how many cells of a tab are written before it is taken that all
// will be.
const manyCells = 1000

// kept returns the value to be written: the one that is shown, where it is
// clean, so that it is there once.
func kept(show []sheets.Value, i int, clean sheets.Value) *sheets.Value {
	switch {
	case clean.IsEmpty():
		return nil
	case show[i] == clean:
		return &show[i]
	}
	return new(clean)
}

// title writes the column's title where it has none, and where the title that
// stands there is the one that we wrote and another is wanted by now. What
// people typed over it stays. It returns the row of the title, and whether it
// wrote over one of ours.
func (p *proposal) title(sheet, headRow int, c sheets.OwnedColumn, own *ownColumn) (row int, retitled bool) {
	want := cleanValue(sheets.TextValue(c.Title))
	for row := min(own.top, headRow); row <= headRow; row++ {
		old := own.cells.at(row)
		if old.Value.IsBlank() && old.Formula == "" {
			continue
		}
		if own.title == "" || own.isTheirs(row) || old.Value.String() != own.title || old.Value == want {
			return row, false
		}
		p.cell(sheet, sheets.Addr{Row: row, Col: own.col}, old, &want, p.look(columnHead()))
		return row, true
	}
	if own.isTheirs(headRow) {
		return headRow, false
	}
	p.cell(sheet, sheets.Addr{Row: headRow, Col: own.col}, own.cells.at(headRow), &want, p.look(columnHead()))
	return headRow, own.name >= 0
}

// cell plans to write one cell in a tab of the staff's, or to clear it where v
// is nil.
func (p *proposal) cell(sheet int, at sheets.Addr, old sheets.Cell, v *sheets.Value, l *look) {
	e := p.change.edit
	e.cells[sheet] = append(e.cells[sheet], cellEdit{int32(at.Row), int32(at.Col), v, l})
	e.dropChain = e.dropChain || old.Formula != ""
	p.count++
}

func (p *proposal) step(sheet, part int, at sheets.Addr, where, before, after string) {
	p.titledStep(sheet, part, at, p.state.wb.sheets[sheet].title, where, before, after)
}

func (p *proposal) titledStep(sheet, part int, at sheets.Addr, title, where, before, after string) {
	p.steps = append(p.steps, placedStep{sheet, part, at, sheets.Step{Tab: title, Range: where, Before: before, After: after}})
	p.count++
}

// removeColumn takes out a column of ours, its mark included. What the staff
// have in it stays.
func (p *proposal) removeColumn(c *ownColumn) {
	p.change.edit.dropName[c.name] = true
	if c.sheet < 0 { // people deleted the column; what is left is the mark
		if !p.replaced(c) {
			p.step(max(c.scope, 0), partTab, sheets.Addr{}, "", p.state.wb.names[c.name].name, "")
		}
		return
	}
	rows := slices.DeleteFunc(c.cells.rows(), c.isTheirs)
	for _, row := range rows {
		p.cell(c.sheet, sheets.Addr{Row: row, Col: c.col}, c.cells.at(row), nil, p.look(look{}))
	}
	p.width(c.sheet, c.col, 0)
	if was, known := strings.CutPrefix(c.was, widthMark); known {
		e := p.change.edit
		if e.before[c.sheet] == nil {
			e.before[c.sheet] = map[int]colWidth{}
		}
		e.before[c.sheet][c.col] = parseColWidth(was)
	}
	if len(rows) == 0 {
		at := sheets.Addr{Row: c.top, Col: c.col}
		p.step(c.sheet, partCells, at, at.String(), p.state.wb.names[c.name].name, "")
	}
}

// replaced reports whether this change makes the column of that mark anew.
func (p *proposal) replaced(c *ownColumn) bool {
	return slices.ContainsFunc(p.change.edit.addNames, func(n wbName) bool {
		_, ok := cutPrefixFold(n.name, columnPrefix+c.id+".")
		return n.scope == c.scope && ok
	})
}
