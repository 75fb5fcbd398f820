package emulator

import (
	"cmp"
	"maps"
	"slices"

	"rasoat/sheets/emulator/internal/calc"
)

// engine computes the formulas of a document: those that a change touches, in
// the order in which they need each other, until nothing changes any more.
// Which cells a formula needs is what it read when it was last computed.
type engine struct {
	doc     *document
	pending pending
	nodes   map[int]map[At]*node // by sheet
	order   []*node              // all of them, by place
	memos   map[string]*memo
	stack   []*node
	reading *cellSet // what is being read now
	runs    int      // how often anything was computed

	last      *sheet // the sheet that was read last
	lastNodes map[At]*node
}

// pending is what changed since formulas were last computed.
type pending struct {
	cells  cellSet
	sheets map[int]bool // sheets in which cells moved
}

func (p *pending) sheet(id int) {
	if p.sheets == nil {
		p.sheets = map[int]bool{}
	}
	p.sheets[id] = true
}

func (p *pending) clone() pending { return pending{p.cells.clone(), maps.Clone(p.sheets)} }

func (p *pending) empty() bool { return len(p.sheets) == 0 && p.cells.empty() }

// node is a formula in its cell.
type node struct {
	sheet   int
	at      At
	formula *calc.Formula

	reads    cellSet
	want     rect // the block of its array, with what stands in its way or without; empty for one value
	holds    bool // the array is spilled over that block
	dirty    bool
	running  bool
	circular bool
	textual  bool // what is empty in its result is shown as the text ""
	run      int  // the recalculation that count belongs to
	count    int  // how often it was computed there
}

// memo is what a formula built for lookups.
type memo struct {
	value any
	reads cellSet
}

// patience is how often a formula is computed before it counts as one of a
// circle: formulas that need each other's arrays settle far earlier.
const patience = 100

// Limits of a grid that grows because an array needs the room.
const (
	growRows    = 500 // rows that are added at once, at least
	growMaxRows = 50_000
	maxCols     = 18_278 // of any sheet
)

// restart forgets what is known of the formulas: all are to be computed.
func (e *engine) restart() {
	e.nodes, e.order, e.memos = nil, nil, nil
	for _, s := range e.doc.sheets {
		e.doc.lift(s)
	}
}

// recalculate computes every formula that pending changes touch.
func (d *document) recalculate() {
	e := &d.engine
	e.doc, e.last = d, nil
	if e.pending.empty() && len(e.nodes) == len(d.sheets) {
		return
	}
	e.runs++
	e.gather()
	for busy := true; busy; {
		busy = false
		for _, n := range e.order {
			if n.dirty {
				e.compute(n)
				busy = true
			}
		}
	}
}

// gather finds the formulas and marks those that are to be computed.
func (e *engine) gather() {
	p := e.pending
	e.pending = pending{}
	if e.nodes == nil {
		e.nodes = map[int]map[At]*node{}
	}
	structure := false
	for id := range e.nodes {
		if e.doc.numbered(id) == nil {
			delete(e.nodes, id)
			if p.sheets == nil {
				p.sheets = map[int]bool{}
			}
			p.sheets[id] = true
			structure = true
		}
	}
	var gone []*node
	for _, s := range e.doc.sheets {
		if p.sheets[s.id] || e.nodes[s.id] == nil {
			e.scan(s)
			structure = true
			continue
		}
		in := p.cells.sheets[s.id]
		if in == nil {
			continue
		}
		nodes := e.nodes[s.id]
		in.each(func(at At) {
			var f *calc.Formula
			if c := s.peek(at.Row, at.Col); c != nil {
				f = c.formula
			}
			old := nodes[at]
			switch {
			case old == nil && f == nil:
				return
			case old != nil && old.formula == f:
				old.dirty = true
				return
			}
			structure = true
			if old != nil {
				gone = append(gone, old)
				delete(nodes, at)
			}
			if f != nil {
				nodes[at] = &node{sheet: s.id, at: at, formula: f, dirty: true}
			}
		})
	}
	if structure {
		e.sortNodes()
	}
	for _, n := range gone {
		var fresh cellSet
		e.unspill(n, rect{}, &fresh)
		p.cells.merge(&fresh)
	}
	for _, n := range e.order {
		if n.dirty {
			e.mark(n)
		}
	}
	e.touched(&p.cells, nil)
	for id := range p.sheets {
		e.resized(id)
	}
}

// scan finds the formulas of a sheet.
func (e *engine) scan(s *sheet) {
	nodes := map[At]*node{}
	for r, row := range s.grid {
		for c, v := range row {
			if v != nil && v.formula != nil {
				at := At{Row: r, Col: c}
				nodes[at] = &node{sheet: s.id, at: at, formula: v.formula, dirty: true}
			}
		}
	}
	e.nodes[s.id] = nodes
}

func (e *engine) sortNodes() {
	e.order = e.order[:0]
	for _, s := range e.doc.sheets {
		from := len(e.order)
		for _, n := range e.nodes[s.id] {
			e.order = append(e.order, n)
		}
		slices.SortFunc(e.order[from:], func(a, b *node) int {
			return cmp.Or(cmp.Compare(a.at.Row, b.at.Row), cmp.Compare(a.at.Col, b.at.Col))
		})
	}
}

// touched marks the formulas that need any of the cells, and forgets lookups
// that do. An array that wants a cell needs it too, unless it is its own.
func (e *engine) touched(cells *cellSet, by *node) {
	if cells.empty() {
		return
	}
	for _, n := range e.order {
		if !n.dirty && (n.reads.meets(cells) || n != by && !n.want.empty() && cells.within(n.sheet, n.want)) {
			e.mark(n)
		}
	}
	for key, m := range e.memos {
		if m.reads.meets(cells) {
			delete(e.memos, key)
		}
	}
}

// mark has a formula computed, and all that need its result: only so a circle
// shows that formulas which hold on to each other's old results would hide.
func (e *engine) mark(n *node) {
	n.dirty = true
	for todo := []*node{n}; len(todo) > 0; {
		n, todo = todo[0], todo[1:]
		for _, m := range e.order {
			if !m.dirty && (m.reads.has(n.sheet, n.at) || n.holds && m.reads.within(n.sheet, n.want)) {
				m.dirty = true
				todo = append(todo, m)
			}
		}
	}
}

// resized marks the formulas that read anything of a sheet of which the size
// or the order changed.
func (e *engine) resized(sheet int) {
	for _, n := range e.order {
		if !n.dirty && n.reads.sheets[sheet] != nil {
			e.mark(n)
		}
	}
	for key, m := range e.memos {
		if m.reads.sheets[sheet] != nil {
			delete(e.memos, key)
		}
	}
}

// compute computes one formula and shows its result.
func (e *engine) compute(n *node) {
	if n.run != e.runs {
		n.run, n.count = e.runs, 0
	}
	n.count++
	n.dirty = false
	if n.count > patience {
		n.circular = true
		e.show(n, calc.Array{})
		return
	}
	for {
		n.circular = false
		result := e.eval(n)
		if n.circular || !e.grow(n, result) {
			e.show(n, result)
			return
		}
	}
}

// eval evaluates a formula and notes what it reads.
func (e *engine) eval(n *node) calc.Array {
	reading := e.reading
	n.reads.reset()
	e.reading = &n.reads
	e.stack = append(e.stack, n)
	n.running = true
	result := n.formula.Eval(e, calc.Pos{Sheet: n.sheet, Row: n.at.Row, Col: n.at.Col})
	n.running = false
	e.stack = e.stack[:len(e.stack)-1]
	e.reading = reading
	return result
}
