package xlsx

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

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

// place finds n empty columns side by side at the right of the table.
func (p *proposal) place(sheet int, header sheets.Range, n int) (int, error) {
	t := p.state.tabs[sheet]
	tab := p.state.snapshot.Tab(sheets.TabID(p.state.wb.sheets[sheet].id))
	used := map[int]bool{}
	for row := range tab.Rows() {
		for col := range tab.Row(row) {
			used[col] = true
		}
	}
	for _, c := range p.state.columns {
		if c.sheet == sheet {
			used[c.col] = true
		}
	}
	for col := range p.made[sheet] {
		used[col] = true
	}
	block := func(r sheets.Range) {
		if r.Bottom >= header.Bottom {
			for col := r.Left; col < min(r.Right, maxCols); col++ {
				used[col] = true
			}
		}
	}
	for _, r := range slices.Concat(t.merges, t.drawn) {
		block(r)
	}
	for _, r := range t.hiddenCols {
		r.Bottom = maxRows
		block(r)
	}
	print := map[int]bool{}
	for _, r := range printAreas(p.state.wb, sheet) {
		for col := r.Left; col < r.Right; col++ {
			print[col] = true
		}
	}
	run := func(taken func(int) bool) (int, bool) {
		length := 0
		for col := header.Right; col < maxCols; col++ {
			if length++; taken(col) {
				length = 0
			}
			if length == n {
				return col - n + 1, true
			}
		}
		return 0, false
	}
	if first, ok := run(func(col int) bool { return used[col] || print[col] }); ok {
		return first, nil
	}
	// A print area of whole rows leaves no column outside it.
	if first, ok := run(func(col int) bool { return used[col] }); ok {
		return first, nil
	}
	return 0, &sheets.OpError{Class: sheets.Invalid, Op: "propose", Hint: "leave some columns at the right of the table empty",
		Err: fmt.Errorf("tab %q has no %d empty columns side by side at the right of the table", p.state.wb.sheets[sheet].title, n)}
}

// The widths of columns for which the caller names none.
const (
	widthText   = 50
	widthNumber = 18
	widthMost   = 60   // as far as a title alone widens a column
	oneLine     = 19.0 // points
)

func (p *proposal) makeColumn(sheet, col, headRow int, c sheets.OwnedColumn) *ownColumn {
	if p.made[sheet] == nil {
		p.made[sheet] = map[int]bool{}
	}
	p.made[sheet][col] = true
	width := float64(c.Width)
	if width == 0 {
		width = widthText
		if c.Format != "" {
			width = widthNumber
		}
	}
	if h, fixed := p.state.tabs[sheet].heights[headRow]; fixed {
		// People set the height of the header row, and it is theirs: where the
		// title does not fit into it at this width, the column gets wider.
		for width < widthMost && textHeight(c.Title, width, columnHead()) > max(h, oneLine) {
			width++
		}
	}
	p.width(sheet, col, width)
	id := strings.ToLower(c.ID)
	p.name(sheet, id, c.Title, col, headRow)
	return &ownColumn{columnMark{id: id, name: -1, scope: sheet, sheet: sheet, col: col, top: headRow}, map[int]sheets.Cell{}}
}

func (p *proposal) width(sheet, col int, width float64) {
	w := p.change.edit.widths
	if w[sheet] == nil {
		w[sheet] = map[int]float64{}
	}
	w[sheet][col] = width
}

// name adds the mark of a column.
func (p *proposal) name(sheet int, id, title string, col, top int) {
	title = cellText(title)
	if len(utf16.Encode([]rune(title))) > 255 || strings.ContainsAny(title, "\n\t") {
		title = "" // a comment holds no more
	}
	p.change.edit.addNames = append(p.change.edit.addNames, wbName{
		name: columnPrefix + id, comment: title, scope: sheet,
		text: columnRef(p.state.wb.sheets[sheet].title, col, top),
	})
}

// fillColumn makes the column show its title and, row by row, its notes.
func (p *proposal) fillColumn(sheet int, l sheets.List, i int, c sheets.OwnedColumn, own *ownColumn) {
	headRow := l.Header.Bottom - 1
	before := len(p.steps)
	retitled := p.title(sheet, headRow, c, own)

	want := map[int]sheets.Value{}
	for _, n := range l.Notes {
		if v := cleanValue(n.Show[i]); !v.IsEmpty() {
			want[n.Row] = v
		}
	}
	rows := slices.Collect(maps.Keys(want))
	for row := range own.cells {
		if _, ok := want[row]; !ok && row > headRow {
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
	stale := own.top > headRow || own.title == "" && own.cells[own.top].Value == cleanValue(sheets.TextValue(c.Title))
	if own.name >= 0 && (retitled || stale && len(p.steps) > before) {
		p.change.edit.dropName[own.name] = true
		p.name(sheet, own.id, c.Title, own.col, min(own.top, headRow))
	}
}

// title writes the column's title where it has none, and where the title that
// stands there is the one that we wrote and another is wanted by now. What
// people typed over it stays. It reports whether it wrote over a title of
// ours.
func (p *proposal) title(sheet, headRow int, c sheets.OwnedColumn, own *ownColumn) bool {
	want := cleanValue(sheets.TextValue(c.Title))
	for row := min(own.top, headRow); row <= headRow; row++ {
		old, ok := own.cells[row]
		if !ok || old.Value.IsBlank() && old.Formula == "" {
			continue
		}
		if own.title == "" || old.Formula != "" || old.Value.String() != own.title || old.Value == want {
			return false
		}
		p.cell(sheet, sheets.Addr{Row: row, Col: own.col}, old, want, columnHead())
		return true
	}
	p.cell(sheet, sheets.Addr{Row: headRow, Col: own.col}, own.cells[headRow], want, columnHead())
	return own.name >= 0
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
		return n.scope == c.scope && strings.EqualFold(n.name, columnPrefix+c.id)
	})
}

// ownTabs brings the tabs of ours to what they are to show.
func (p *proposal) ownTabs(want []sheets.OwnTab) error {
	e := p.change.edit
	kept := map[string]bool{}
	for _, t := range want {
		kept[strings.ToLower(t.ID)] = true
	}
	titles := map[string]bool{}
	for _, s := range p.state.wb.sheets {
		titles[strings.ToLower(s.title)] = true
	}
	present, gone := map[string]tabMark{}, false
	for _, m := range p.state.ownTabs {
		present[m.id] = m
		if kept[m.id] {
			continue
		}
		gone = true
		title := p.state.wb.sheets[m.sheet].title
		delete(titles, strings.ToLower(title))
		e.dropName[m.name] = true
		e.tabs = append(e.tabs, tabEdit{sheet: m.sheet, id: m.id})
		p.step(m.sheet, partTab, sheets.Addr{}, "", title, "")
		for _, c := range p.state.tabs[m.sheet].own {
			e.dropChain = e.dropChain || c.Formula != ""
		}
	}
	if gone && !p.visibleTabLeft() {
		return &sheets.OpError{Class: sheets.Denied, Op: "propose", Hint: "add or show a tab of your own first",
			Err: fmt.Errorf("the workbook would have no visible tab left")}
	}
	for _, m := range p.state.copies {
		e.dropName[m.name] = true
		p.step(m.sheet, partTab, sheets.Addr{}, "", p.state.wb.names[m.name].name, "")
	}
	next := len(p.state.wb.sheets)
	for _, t := range want {
		pg := p.page(t)
		id := strings.ToLower(t.ID)
		if m, ok := present[id]; ok {
			p.rewrite(m, pg)
			continue
		}
		title := freeTitle(t, titles)
		titles[strings.ToLower(title)] = true
		e.tabs = append(e.tabs, tabEdit{sheet: -1, title: title, id: id, page: pg})
		p.titledStep(next, partTab, sheets.Addr{}, title, "", "", title)
		for r, cells := range pg.rows {
			for _, c := range cells {
				at := sheets.Addr{Row: r, Col: c.col}
				if text := showLinked(c.value.String(), pg.links[at]); text != "" {
					p.titledStep(next, partCells, at, title, at.String(), "", text)
				}
			}
		}
		next++
	}
	return nil
}

// visibleTabLeft reports whether a visible tab of the staff's is there.
func (p *proposal) visibleTabLeft() bool {
	for i, s := range p.state.wb.sheets {
		if p.state.tabs[i].own == nil && !s.hidden {
			return true
		}
	}
	return false
}

// freeTitle chooses the name of a new tab.
func freeTitle(t sheets.OwnTab, taken map[string]bool) string {
	base := t.Title
	for _, title := range []string{t.Title, t.Fallback} {
		if title == "" {
			continue
		}
		if !taken[strings.ToLower(title)] {
			return title
		}
		base = title
	}
	for n := 2; ; n++ {
		suffix := " (" + strconv.Itoa(n) + ")"
		short := []rune(base)
		for len(utf16.Encode(short))+len(suffix) > maxTitle {
			short = short[:len(short)-1]
		}
		if title := strings.TrimSpace(string(short)) + suffix; !taken[strings.ToLower(title)] {
			return title
		}
	}
}

// rewrite compares a tab of ours with the page that it is to be.
func (p *proposal) rewrite(m tabMark, pg *page) {
	t := p.state.tabs[m.sheet]
	before := len(p.steps)
	seen := map[sheets.Addr]bool{}
	for r, cells := range pg.rows {
		for _, c := range cells {
			at := sheets.Addr{Row: r, Col: c.col}
			seen[at] = true
			old, oldLink, newLink := t.own[at], t.links[at], pg.links[at]
			if sameCell(old, c.value, old.Format) && sameLink(oldLink, newLink) {
				continue
			}
			p.step(m.sheet, partCells, at, at.String(), showLinked(showCell(old), oldLink), showLinked(c.value.String(), newLink))
			p.change.edit.dropChain = p.change.edit.dropChain || old.Formula != ""
		}
	}
	for at, old := range t.own {
		if !seen[at] && !sameCell(old, sheets.Value{}, "") {
			p.step(m.sheet, partCells, at, at.String(), showCell(old), "")
			p.change.edit.dropChain = p.change.edit.dropChain || old.Formula != ""
		}
	}
	if len(p.steps) == before {
		if m.print == pg.print() && sameMerges(t.merges, pg.merges) {
			return
		}
		p.step(m.sheet, partTab, sheets.Addr{}, pg.area().String(), "layout "+m.print, "layout "+pg.print())
	}
	p.change.edit.tabs = append(p.change.edit.tabs, tabEdit{sheet: m.sheet, id: m.id, page: pg})
	p.change.edit.dropName[m.name] = true
}

func sameMerges(a, b []sheets.Range) bool {
	if len(a) != len(b) {
		return false
	}
	have := map[sheets.Range]bool{}
	for _, r := range a {
		have[r] = true
	}
	for _, r := range b {
		if !have[r] {
			return false
		}
	}
	return true
}

// sameLink compares where links lead. Programs differ in the quotes, and
// LibreOffice writes a "#" in front and a "." before the cell.
func sameLink(a, b string) bool {
	plain := func(s string) string {
		s = strings.ReplaceAll(strings.TrimPrefix(s, "#"), "$", "")
		if i := strings.LastIndexAny(s, "!."); i >= 0 {
			return unquoteTitle(s[:i]) + "!" + s[i+1:]
		}
		return s
	}
	return plain(a) == plain(b)
}

// sameCell reports whether the cell shows the value already. Numbers are the
// same where a workbook program, which keeps 53 bits of them, cannot tell them
// apart.
func sameCell(old sheets.Cell, v sheets.Value, format string) bool {
	if old.Value.Kind() == sheets.Bool && strings.TrimSuffix(old.Formula, "()") == old.Value.String() {
		old.Formula = "" // LibreOffice writes truth values as TRUE() and FALSE()
	}
	if old.Formula != "" {
		return false
	}
	if v.IsEmpty() || v.Kind() == sheets.Text && v.String() == "" {
		return old.Value.IsEmpty() || old.Value.Kind() == sheets.Text && old.Value.String() == ""
	}
	if old.Value.Kind() == sheets.Number && v.Kind() == sheets.Number {
		a, err1 := strconv.ParseFloat(old.Value.String(), 64)
		b, err2 := strconv.ParseFloat(v.String(), 64)
		return (err1 == nil && err2 == nil && a == b || old.Value == v) && old.Format == format
	}
	return old.Value == v
}

// cleanValue is the value as it can be written; a text of no length is none.
func cleanValue(v sheets.Value) sheets.Value {
	if v.Kind() == sheets.Text {
		if v = sheets.TextValue(cellText(v.String())); v.String() == "" {
			return sheets.Value{}
		}
	}
	return v
}

func showCell(c sheets.Cell) string {
	if c.Formula != "" {
		return "=" + c.Formula
	}
	return c.Value.String()
}

func showLinked(text, link string) string {
	if link == "" {
		return text
	}
	return text + " → " + link
}

// page lays out a tab of ours.
func (p *proposal) page(t sheets.OwnTab) *page {
	pg := &page{
		freezeRows: t.FreezeRows, landscape: t.Landscape, fitWidth: true,
		heights: map[int]float64{}, links: map[sheets.Addr]string{},
		rows: make([][]pageCell, len(t.Rows)),
	}
	width := func(col int) float64 {
		if col < len(t.Widths) && t.Widths[col] > 0 {
			return float64(t.Widths[col])
		}
		return widthOwn
	}
	columns := 0
	for r, row := range t.Rows {
		col := 0
		for _, c := range row {
			at := sheets.Addr{Row: r, Col: col}
			l := lookOf(c)
			span := max(1, c.Span)
			pg.rows[r] = append(pg.rows[r], pageCell{col: col, value: cleanValue(c.Value), look: l})
			total := width(col)
			for k := 1; k < span; k++ {
				pg.rows[r] = append(pg.rows[r], pageCell{col: col + k, look: l})
				total += width(col + k)
			}
			if span > 1 {
				pg.merges = append(pg.merges, sheets.Range{Top: r, Left: col, Bottom: r + 1, Right: col + span})
				if l.Wrap { // no program fits the height of a row to a merged cell
					pg.heights[r] = max(pg.heights[r], textHeight(c.Value.String(), total, l))
				}
			}
			if c.Link != (sheets.Link{}) {
				pg.links[at] = quoteTitle(p.state.wb.sheets[p.state.index(c.Link.Tab)].title) + "!" + c.Link.Addr.String()
			}
			col += span
		}
		columns = max(columns, col)
	}
	for col := range columns {
		pg.widths = append(pg.widths, width(col))
	}
	return pg
}

// widthOwn is the width of a column of our tabs for which none is named.
const widthOwn = 14

// textHeight estimates how high a wrapped text stands in a cell of that many
// characters, in points. It rather takes a line too many.
func textHeight(s string, width float64, l look) float64 {
	size := l.Size
	if size == 0 {
		size = 12
	}
	perLine := width * 12 / size
	if l.Bold {
		perLine *= 0.92
	}
	lines := 0
	for line := range strings.SplitSeq(s, "\n") {
		n := len([]rune(line))
		lines += 1 + int(float64(n)/perLine)
	}
	return min(409, float64(lines)*size*1.35+3) // 409 is the highest row there is
}
