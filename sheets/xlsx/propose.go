package xlsx

import (
	"maps"
	"slices"
	"strings"

	"rasoat/sheets"
)

// change is what a Propose worked out.
type change struct {
	view  *view
	want  sheets.Annotations
	steps []sheets.Step
	edit  *edit
}

// Steps lists what differs.
func (c *change) Steps() []sheets.Step { return c.steps }

// edit is what has to be written, in terms of the file.
type edit struct {
	cells    map[int]map[sheets.Addr]cellEdit // in tabs of the staff's, by their place
	widths   map[int]map[int]float64
	tabs     []tabEdit
	addNames []wbName
	dropName map[int]bool // by their place in workbook.names
	// dropChain is set where a formula goes: the order in which formulas are
	// computed is then left to the program that opens the file.
	dropChain bool
	// stale are formulas of the staff's, by tab, whose last result goes; they
	// are known once the whole file is read: see staleFormulas.
	stale map[int]map[sheets.Addr]bool
}

type cellEdit struct {
	clear bool
	value sheets.Value
	look  look
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
		cells: map[int]map[sheets.Addr]cellEdit{}, widths: map[int]map[int]float64{},
		dropName: map[int]bool{},
	}
}

// proposal is the work on one change.
type proposal struct {
	state  *state
	change *change
	steps  []placedStep
	made   map[int]map[int]bool // columns that this change makes, by tab
}

// placedStep is a step with its place in the order of steps.
type placedStep struct {
	sheet, part int
	at          sheets.Addr
	step        sheets.Step
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
	if err := p.ownTabs(a.Tabs); err != nil {
		return err
	}
	slices.SortStableFunc(p.steps, func(a, b placedStep) int {
		switch {
		case a.sheet != b.sheet:
			return a.sheet - b.sheet
		case a.part != b.part:
			return a.part - b.part
		}
		return compareAddr(a.at, b.at)
	})
	for _, s := range p.steps {
		p.change.steps = append(p.change.steps, s.step)
	}
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

	want := map[int]sheets.Value{}
	for _, n := range l.Notes {
		if v := cleanValue(n.Show[i]); !v.IsEmpty() {
			want[n.Row] = v
		}
	}
	rows := slices.Collect(maps.Keys(want))
	for row := range own.cells {
		if _, ok := want[row]; !ok && row > titleRow {
			rows = append(rows, row)
		}
	}
	slices.Sort(rows)
	for _, row := range rows {
		v := want[row]
		if old := own.cells[row]; !sameCell(old, v, columnCell(v, c.Format).Format) {
			p.cell(sheet, sheets.Addr{Row: row, Col: own.col}, old, v, columnCell(v, c.Format))
		}
	}
	untold := own.title == "" && own.cells[own.top].Value == cleanValue(sheets.TextValue(c.Title))
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
		old, ok := own.cells[row]
		if !ok || old.Value.IsBlank() && old.Formula == "" {
			continue
		}
		if own.title == "" || old.Formula != "" || old.Value.String() != own.title || old.Value == want {
			return row, false
		}
		p.cell(sheet, sheets.Addr{Row: row, Col: own.col}, old, want, columnHead())
		return row, true
	}
	p.cell(sheet, sheets.Addr{Row: headRow, Col: own.col}, own.cells[headRow], want, columnHead())
	return headRow, own.name >= 0
}

// cell plans to write one cell in a tab of the staff's.
func (p *proposal) cell(sheet int, at sheets.Addr, old sheets.Cell, v sheets.Value, l look) {
	e := p.change.edit
	if e.cells[sheet] == nil {
		e.cells[sheet] = map[sheets.Addr]cellEdit{}
	}
	e.cells[sheet][at] = cellEdit{clear: v.IsEmpty(), value: v, look: l}
	e.dropChain = e.dropChain || old.Formula != ""
	before, after := showCell(old), v.String()
	if before == after { // only the format differs
		before, after = before+" ["+old.Format+"]", after+" ["+l.Format+"]"
	}
	p.step(sheet, partCells, at, at.String(), before, after)
}

func (p *proposal) step(sheet, part int, at sheets.Addr, where, before, after string) {
	p.titledStep(sheet, part, at, p.state.wb.sheets[sheet].title, where, before, after)
}

func (p *proposal) titledStep(sheet, part int, at sheets.Addr, title, where, before, after string) {
	p.steps = append(p.steps, placedStep{sheet, part, at, sheets.Step{Tab: title, Range: where, Before: before, After: after}})
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
	rows := slices.Sorted(maps.Keys(c.cells))
	for _, row := range rows {
		p.cell(c.sheet, sheets.Addr{Row: row, Col: c.col}, c.cells[row], sheets.Value{}, look{})
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
