package xlsx

import (
	"errors"
	"hash/crc32"
	"hash/maphash"
	"io"
	"maps"
	"strconv"

	"github.com/klauspost/compress/flate"

	"rasoat/sheets"
)

// ourCells tells for each column of ours in a tab from which row on it is ours.
type ourCells map[int]int

// first is the first of the columns.
func (o ourCells) first() int {
	first := maxCols
	for col := range o {
		first = min(first, col)
	}
	return first
}

func (o ourCells) has(row, col int) bool {
	top, mine := o[col]
	return mine && row >= top
}

// shownTabs are the tabs of the staff's that a write of ours changed, by their
// place, as they are read while they are packed.
type shownTabs struct {
	seed maphash.Seed // of the sums
	tabs map[int]*shownTab
}

type shownTab struct {
	ours   ourCells
	rules  map[int]bool // the places of the rules that are ours
	before uint64       // the sum over the rest, as it was
	after  *restTab     // nil where it has to be read cell by cell
}

// restTab is what the part of a tab holds after a write of ours: the sum over
// the rest, and what is ours.
type restTab struct {
	sum        uint64
	cells      map[int]*ownCells // by columns
	hiddenCols []sheets.Range
	rules      rules  // those in its list
	packed     uint64 // sum of the packed bytes
	crc        uint32 // of the unpacked bytes
}

// errOdd says that a tab is written in a way that is read cell by cell.
var errOdd = errors.New("not written plainly")

// restReader reads a restTab.
type restReader struct {
	s    *scanner
	rest *rest
	ours ourCells
	mine map[int]bool // the places of the rules that are ours
	tab  *restTab

	first int          // the first of our columns
	own   *sheetReader // reads what is ours
	odd   bool         // whether a formula stands in it
}

// readRest reads the packed bytes of a part while they are made; own reads what
// is ours.
func readRest(packed io.Reader, size uint64, seed maphash.Seed, ours ourCells, mine map[int]bool, own *sheetReader) (*restTab, error) {
	tab := &restTab{cells: map[int]*ownCells{}}
	for col := range ours {
		tab.cells[col] = newOwnCells()
	}
	var sum maphash.Hash
	sum.SetSeed(seed)
	crc := crc32.NewIEEE()
	unpacked := flate.NewReader(io.TeeReader(packed, &sum))
	ahead := readAhead(io.TeeReader(unpacked, crc), size)
	defer ahead.Close()
	r := &restReader{s: newScanner(ahead), ours: ours, mine: mine, first: ours.first(), tab: tab, own: own}
	r.rest = newRest(r.s, seed)
	r.s.drop = func([]byte) { r.rest.keepTo(r.s.start) }
	own.s, own.masters = r.s, map[string]sharedFormula{}
	own.cell = func(row, col int, c sheets.Cell) {
		tab.cells[col].set(row, c)
		r.odd = r.odd || c.Formula != ""
	}
	if err := r.part(); err != nil {
		return nil, err
	}
	r.rest.keepTo(r.s.pos)
	for _, cells := range tab.cells {
		cells.done()
	}
	tab.hiddenCols = r.own.hiddenCols
	tab.sum, tab.packed, tab.crc = r.rest.sum.Sum64(), sum.Sum64(), crc.Sum32()
	return tab, nil
}

func (r *restReader) part() error {
	hasData := false
	for {
		err := r.s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if r.s.kind != tokenStart || r.s.depth() != 2 {
			continue
		}
		switch string(local(r.s.name)) {
		case "dimension":
			r.rest.leave()
		case "cols":
			if !hasData {
				err = r.cols()
			}
		case "sheetData":
			hasData = true
			r.rest.leave()
			err = r.rows()
		case "dataValidations":
			err = r.rules()
		}
		if err != nil {
			return err
		}
	}
}

func (r *restReader) cols() error {
	r.rest.keepTo(r.s.start)
	r.rest.hold()
	for depth := r.s.depth() - 1; r.s.depth() > depth; {
		if err := r.s.next(); err != nil {
			return err
		}
		if r.s.kind == tokenStart && r.s.is("col") {
			r.own.column()
		}
	}
	r.rest.passTo(r.s.pos)
	return nil
}

func (r *restReader) rules() error {
	r.rest.listStart()
	theirs := func(note func()) func(int) {
		return func(place int) {
			if !r.mine[place] {
				note()
			}
		}
	}
	err := r.tab.rules.read(r.s, theirs(r.rest.itemStart), theirs(r.rest.itemEnd))
	r.rest.listEnd()
	return err
}

func (r *restReader) rows() error {
	row := -1
	for {
		if err := r.s.next(); err != nil {
			return err
		}
		switch {
		case r.s.kind == tokenEnd:
			r.rest.leave()
			return nil
		case r.s.kind != tokenStart:
			continue
		case !r.s.is("row"):
			if err := r.s.skip(); err != nil {
				return err
			}
			continue
		}
		n, err := strconv.Atoi(string(r.s.attr("r")))
		if err != nil || n <= row+1 {
			return errOdd
		}
		row = n - 1
		r.rest.rowStart()
		if err := r.cells(row); err != nil {
			return err
		}
		r.rest.rowEnd()
	}
}

// cells goes through a row up to its end.
func (r *restReader) cells(row int) error {
	last := r.s.passCells(row, r.first)
	for {
		var c plainCell
		step, from, err := r.s.toCell(&c, cellPassed)
		if err != nil || step == rowOver {
			return err
		}
		whole := step == wholeCell
		at, err := parseAddr(c.ref)
		if err != nil || at.Row != row || at.Col <= last {
			return errOdd
		}
		last = at.Col
		ours := r.ours.has(row, at.Col)
		if ours {
			r.rest.keepTo(from)
			r.rest.hold()
		}
		switch {
		case ours && whole:
			if c.read(r.s.buf[from:r.s.pos]) != r.s.pos-from || c.hasF {
				return errOdd
			}
			err = r.own.plainCell(at, &c)
		case ours:
			if err = r.own.oneCell(at); r.odd || len(r.own.waiting) > 0 {
				return errOdd
			}
		case !whole:
			err = r.s.skip()
		}
		if err != nil {
			return err
		}
		if ours {
			r.rest.passTo(r.s.pos)
		}
	}
}

// same reports whether the write left in the tab what was there, as far as the
// part is the one that was read while it was packed, and ours in it is what it
// was taken for. False means that it is not known.
func (t *shownTab) same(p *pack, part string, seed maphash.Seed, mine map[int]*ownColumn, hidden []sheets.Range) bool {
	if t == nil || t.after == nil || t.after.sum != t.before {
		return false
	}
	f := p.parts[partKey(part)]
	packed, ok := p.packed(f)
	if !ok || f.CRC32 != t.after.crc || len(mine) != len(t.ours) {
		return false
	}
	var sum maphash.Hash
	sum.SetSeed(seed)
	if _, err := io.Copy(&sum, packed); err != nil || sum.Sum64() != t.after.packed {
		return false
	}
	for col, m := range mine {
		if top, known := t.ours[col]; !known || top != m.top {
			return false
		}
	}
	return maps.Equal(union(hidden), union(t.after.hiddenCols))
}
