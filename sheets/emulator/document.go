package emulator

import (
	"maps"
	"slices"
	"strconv"

	"rasoat/sheets/emulator/internal/calc"
)

// newDocument makes a spreadsheet with one tab of the usual size.
func newDocument(id, title, locale, timeZone string, b Behaviour) *document {
	if _, ok := calc.LocaleOf(locale); !ok {
		locale = "en_US"
	}
	d := &document{
		id: id, title: title, locale: locale, timeZone: timeZone,
		nextID: 1, roles: map[string]Role{}, behaviour: b,
	}
	d.sheets = []*sheet{newSheet(0, d.freeTitle())}
	return d
}

// newSheet makes an empty tab of the usual size.
func newSheet(id int, title string) *sheet {
	return &sheet{
		id: id, title: title, rows: 1000, cols: 26,
		rowDims: map[int]*dimension{}, colDims: map[int]*dimension{},
	}
}

// loc returns how the spreadsheet writes numbers and formulas.
func (d *document) loc() calc.Locale {
	l, _ := calc.LocaleOf(d.locale)
	return l
}

// SheetID makes a document the names of its formulas.
func (d *document) SheetID(title string) (int, bool) {
	if s := d.titled(title); s != nil {
		return s.id, true
	}
	return 0, false
}

// SheetTitle is the other way.
func (d *document) SheetTitle(id int) (string, bool) {
	if s := d.numbered(id); s != nil {
		return s.title, true
	}
	return "", false
}

// freeTitle returns the title that the service gives a new tab.
func (d *document) freeTitle() string {
	word := "Sheet"
	switch d.loc().Language {
	case "vi":
		word = "Trang tính"
	case "de":
		word = "Tabellenblatt"
	}
	for n := len(d.sheets) + 1; ; n++ {
		if title := word + strconv.Itoa(n); d.titled(title) == nil {
			return title
		}
	}
}

// newID returns an id that nothing has yet. Ids of the service look random and
// are the same in every run.
func (d *document) newID() int {
	for {
		d.nextID = (d.nextID*48271 + 11) % 2147483647
		if id := d.nextID; id > 0 && !d.taken(id) {
			return id
		}
	}
}

// taken reports whether anything has that id.
func (d *document) taken(id int) bool {
	for _, s := range d.sheets {
		if s.id == id ||
			slices.ContainsFunc(s.protected, func(p *protectedRange) bool { return p.id == id }) ||
			slices.ContainsFunc(s.views, func(f *filter) bool { return f.id == id }) ||
			slices.ContainsFunc(s.charts, func(c object) bool { return intOf(c["chartId"]) == id }) ||
			slices.ContainsFunc(s.bandings, func(c object) bool { return intOf(c["bandedRangeId"]) == id }) {
			return true
		}
	}
	return d.metadataByID(id) != nil
}

// clone copies the document so that changes of the one are not seen in the
// other. Cells, objects and what has an id are shared: they are replaced, never
// changed.
func (d *document) clone() *document {
	c := *d
	c.metadata = cloneEach(d.metadata)
	c.names = cloneEach(d.names)
	c.comments = cloneEach(d.comments)
	c.roles = maps.Clone(d.roles)
	c.sheets = make([]*sheet, len(d.sheets))
	for i, s := range d.sheets {
		c.sheets[i] = s.clone()
	}
	return &c
}

func (s *sheet) clone() *sheet {
	c := *s
	n := 0
	for _, row := range s.grid {
		n += len(row)
	}
	cells := make([]*cell, 0, n)
	c.grid = make([][]*cell, len(s.grid))
	for i, row := range s.grid {
		from := len(cells)
		cells = append(cells, row...)
		c.grid[i] = cells[from:len(cells):len(cells)]
	}
	c.rowDims, c.colDims = cloneDims(s.rowDims), cloneDims(s.colDims)
	c.merges = slices.Clone(s.merges)
	c.rules = cloneEach(s.rules)
	for _, r := range c.rules {
		r.ranges = slices.Clone(r.ranges)
		r.formulas = slices.Clone(r.formulas)
	}
	c.protected = cloneEach(s.protected)
	if s.filter != nil {
		f := *s.filter
		c.filter = &f
	}
	c.views = cloneEach(s.views)
	c.charts = slices.Clone(s.charts)
	c.tables = cloneEach(s.tables)
	c.bandings = slices.Clone(s.bandings)
	c.anchors = cloneEach(s.anchors)
	c.sheetMeta = cloneEach(s.sheetMeta)
	return &c
}

func cloneEach[T any](from []*T) []*T {
	if from == nil {
		return nil
	}
	to := make([]*T, len(from))
	for i, v := range from {
		c := *v
		to[i] = &c
	}
	return to
}

func cloneDims(from map[int]*dimension) map[int]*dimension {
	to := make(map[int]*dimension, len(from))
	for i, v := range from {
		c := *v
		c.metadata = cloneEach(v.metadata)
		to[i] = &c
	}
	return to
}

// change carries a change out as a whole or not at all, computes what depends
// on it and raises the revision.
func (d *document) change(do func() *apiError) *apiError {
	if err := d.edit(do); err != nil {
		return err
	}
	d.recalculate()
	return nil
}

// edit is a change after which formulas are still to be computed: who looks
// at what cells show has to recalculate before.
func (d *document) edit(do func() *apiError) *apiError {
	before, pending, runs := d.clone(), d.engine.pending.clone(), d.engine.runs
	err := do()
	if err == nil {
		err = d.limits()
	}
	if err == nil {
		d.revision++
		return nil
	}
	after := d.engine
	*d = *before
	d.engine = after
	d.engine.pending = pending
	if after.runs != runs { // what it computed is of no use
		d.engine.restart()
	}
	return err
}

// amend is an edit that sees to it itself that nothing is changed when it
// fails. It costs no copy of the spreadsheet.
func (d *document) amend(do func() *apiError) *apiError {
	if err := do(); err != nil {
		return err
	}
	d.revision++
	return nil
}

// maxCells is how many cells a spreadsheet may have.
const maxCells = 10_000_000

// limits refuses a spreadsheet that is larger than the service allows.
func (d *document) limits() *apiError {
	n := 0
	for _, s := range d.sheets {
		n += s.rows * s.cols
	}
	if n > maxCells {
		return invalid("This action would increase the number of cells in the workbook above the limit of %d cells.", maxCells)
	}
	return nil
}
