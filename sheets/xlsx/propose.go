package xlsx

import (
	"slices"
	"strings"

	"rasoat/sheets"
)

// change is what a Propose worked out.
type change struct {
	view  *view
	want  sheets.Annotations
	state *state // that the steps lead on from
	steps []placedStep
	edit  *edit
}

// Steps lists what differs.
func (c *change) Steps() []sheets.Step {
	if len(c.steps) == 0 {
		return nil
	}
	all := make([]sheets.Step, 0, len(c.steps))
	for _, s := range c.steps {
		all = append(all, c.step(s))
	}
	return all
}

// step says for people what a placedStep is.
func (c *change) step(s placedStep) sheets.Step {
	step := sheets.Step{Before: s.before, After: s.after}
	if s.named != nil {
		step.Tab, step.Range = s.named.tab, s.named.where
	} else {
		step.Tab, step.Range = c.state.wb.sheets[s.sheet].title, s.at().String()
	}
	return step
}

// edit is what has to be written, in terms of the file.
type edit struct {
	cells    map[int][]cellEdit // in tabs of the staff's, by their place; in the order of rows and columns
	widths   map[int]map[int]float64
	tabs     []tabEdit
	addNames []wbName
	dropName map[int]bool // by their place in workbook.names
	// dropChain is set where a formula goes: the order in which formulas are
	// computed is then left to the program that opens the file.
	dropChain bool
	// stale are formulas of the staff's, by tab, whose last result goes; they
	// are known once it is settled what is written into: see staleFormulas.
	stale map[int]map[sheets.Addr]bool
}

type cellEdit struct {
	at    sheets.Addr
	value sheets.Value // none to clear the cell
	look  *look
}

// tabEdit makes, rewrites or takes out a tab of ours.
type tabEdit struct {
	sheet int    // its place, -1 for a new one
	title string // of a new one
	id    string
	page  *page // nil takes the tab out
}

func newEdit() *edit {
	return &edit{
		cells: map[int][]cellEdit{}, widths: map[int]map[int]float64{},
		dropName: map[int]bool{},
	}
}

// proposal is the work on one change.
type proposal struct {
	state  *state
	change *change
	steps  []placedStep
	made   map[int]map[int]bool // columns that this change makes, by tab
	looks  map[look]*look
}

// look returns the one copy of a look.
func (p *proposal) look(l look) *look {
	if p.looks == nil {
		p.looks = map[look]*look{}
	}
	if p.looks[l] == nil {
		p.looks[l] = &l
	}
	return p.looks[l]
}

// placedStep is a step with its place in the order of steps. There may be
// several for each row of a tab: what can be told later is not kept.
type placedStep struct {
	sheet, row, col int32
	part            int32
	named           *stepName // nil for a cell of a tab that is there
	before, after   string
}

type stepName struct{ tab, where string }

func (s placedStep) at() sheets.Addr { return sheets.Addr{Row: int(s.row), Col: int(s.col)} }

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
	if err := p.ownTabs(a.Tabs); err != nil {
		return err
	}
	slices.SortStableFunc(p.steps, func(a, b placedStep) int {
		switch {
		case a.sheet != b.sheet:
			return int(a.sheet - b.sheet)
		case a.part != b.part:
			return int(a.part - b.part)
		}
		return compareAddr(a.at(), b.at())
	})
	for sheet, cells := range p.change.edit.cells {
		slices.SortStableFunc(cells, func(a, b cellEdit) int { return compareAddr(a.at, b.at) })
		slices.Reverse(cells) // of two for one place the later holds
		cells = slices.CompactFunc(cells, func(a, b cellEdit) bool { return a.at == b.at })
		slices.Reverse(cells)
		p.change.edit.cells[sheet] = cells
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
	for i, c := range l.Columns {
		p.fillColumn(sheet, l, i, c, columns[i])
	}
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

// fillColumn makes the column show its title and, row by row, its notes.
func (p *proposal) fillColumn(sheet int, l sheets.List, i int, c sheets.OwnedColumn, own *ownColumn) {
	headRow := l.Header.Bottom - 1
	before := len(p.steps)
	titleRow, retitled := p.title(sheet, headRow, c, own)

	type wanted struct {
		row   int
		value sheets.Value
	}
	list := make([]wanted, 0, len(l.Notes))
	for _, n := range l.Notes {
		if v := cleanValue(n.Show[i]); !v.IsEmpty() {
			list = append(list, wanted{n.Row, v})
		}
	}
	byRow := func(a wanted, b int) int { return a.row - b }
	slices.SortStableFunc(list, func(a, b wanted) int { return a.row - b.row })
	noted := list
	for _, row := range own.cells.rows() {
		if _, ok := slices.BinarySearchFunc(noted, row, byRow); !ok && row > titleRow {
			list = append(list, wanted{row: row})
		}
	}
	slices.SortStableFunc(list, func(a, b wanted) int { return a.row - b.row })
	if n := len(list); n > 1000 { // room for as many in each of the columns
		n *= len(l.Columns) - i
		p.steps = slices.Grow(p.steps, n)
		p.change.edit.cells[sheet] = slices.Grow(p.change.edit.cells[sheet], n)
	}
	for _, w := range list {
		look := columnCell(w.value, c.Format)
		if old := own.cells.at(w.row); !sameCell(old, w.value, look.Format) {
			p.cell(sheet, sheets.Addr{Row: w.row, Col: own.col}, old, w.value, look)
		}
	}
	untold := own.title == "" && own.cells.at(own.top).Value == cleanValue(sheets.TextValue(c.Title))
	if own.name >= 0 && (retitled || untold && len(p.steps) > before) {
		p.change.edit.dropName[own.name] = true
		p.name(sheet, own.id, c.Title, own.col, min(own.top, headRow))
	}
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
		if own.title == "" || old.Formula != "" || old.Value.String() != own.title || old.Value == want {
			return row, false
		}
		p.cell(sheet, sheets.Addr{Row: row, Col: own.col}, old, want, columnHead())
		return row, true
	}
	p.cell(sheet, sheets.Addr{Row: headRow, Col: own.col}, own.cells.at(headRow), want, columnHead())
	return headRow, own.name >= 0
}

// cell plans to write one cell in a tab of the staff's.
func (p *proposal) cell(sheet int, at sheets.Addr, old sheets.Cell, v sheets.Value, l look) {
	e := p.change.edit
	e.cells[sheet] = append(e.cells[sheet], cellEdit{at, v, p.look(l)})
	e.dropChain = e.dropChain || old.Formula != ""
	before, after := showCell(old), v.String()
	if before == after { // only the format differs
		before, after = before+" ["+old.Format+"]", after+" ["+l.Format+"]"
	}
	p.steps = append(p.steps, placedStep{sheet: int32(sheet), row: int32(at.Row), col: int32(at.Col), part: partCells, before: before, after: after})
}

func (p *proposal) step(sheet, part int, at sheets.Addr, where, before, after string) {
	p.titledStep(sheet, part, at, p.state.wb.sheets[sheet].title, where, before, after)
}

func (p *proposal) titledStep(sheet, part int, at sheets.Addr, title, where, before, after string) {
	p.steps = append(p.steps, placedStep{int32(sheet), int32(at.Row), int32(at.Col), int32(part), &stepName{title, where}, before, after})
}

// removeColumn takes out a column of ours, its mark included.
func (p *proposal) removeColumn(c *ownColumn) {
	p.change.edit.dropName[c.name] = true
	if c.sheet < 0 { // people deleted the column; what is left is the mark
		if !p.replaced(c) {
			p.step(max(c.scope, 0), partTab, sheets.Addr{}, "", p.state.wb.names[c.name].name, "")
		}
		return
	}
	rows := c.cells.rows()
	for _, row := range rows {
		p.cell(c.sheet, sheets.Addr{Row: row, Col: c.col}, c.cells.at(row), sheets.Value{}, look{})
	}
	p.width(c.sheet, c.col, 0)
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
