package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// sheetPatch is what changes in a tab of the staff's.
type sheetPatch struct {
	cells  []cellEdit                  // by rows and columns
	stored func(cellEdit, int) newCell // how the file stores one, over a blank cell of that style or noBlank
	over   map[int]int                 // the styles of cells of ours over blank ones, as formats tells them
	widths map[int]float64             // of columns, in characters; 0 gives the old width back
	before map[int]colWidth            // the old widths, where they are known
	stale  map[sheets.Addr]bool        // the formulas of the staff's whose last result goes
	ours   ourCells                    // what is ours in the tab once it is written
	seed   maphash.Seed                // of the sum over the rest
	rules  rulesPatch

	orderly bool // the cells are known to stand in order, each with its address
}

// errNoAddress is told of tabs whose cells can only be counted, not named.
var errNoAddress = errors.New("rows or cells stand without their address, or out of order")

// patchSheet copies the part of a tab with other cells and column widths and
// leaves every other byte as it was. It returns the sum over what is not ours,
// as it was before.
func patchSheet(to io.Writer, part io.Reader, p sheetPatch) (sum uint64, err error) {
	w := &sheetPatcher{s: newScanner(part), to: to, patch: p, lastRow: -1, staleRows: map[int]bool{}}
	w.rest = newRest(w.s, p.seed)
	w.s.drop = func([]byte) { w.copyTo(w.s.start); w.rest.keepTo(w.s.start) }
	for at := range p.stale {
		w.staleRows[at.Row] = true
	}
	if err := w.run(); err != nil {
		return 0, err
	}
	if !w.hasData {
		return 0, errors.New("the tab has no sheet data")
	}
	w.copyTo(w.s.pos)
	w.rest.keepTo(w.s.pos)
	return w.rest.sum.Sum64(), w.err
}

// sheetPatcher goes through a part once. What it has passed is copied, unless
// it was replaced.
type sheetPatcher struct {
	s          *scanner
	to         io.Writer
	err        error // of to
	patch      sheetPatch
	next       int   // the first of patch.cells that is still to be written
	copied     int64 // up to where the part is dealt with
	prefix     string
	hasData    bool
	hasCols    bool
	hasRules   bool
	place      int // of the next rule in its list
	rootPrefix string
	lastRow    int
	cell       []byte // the text of the cell written last

	staleRows map[int]bool // where patch.stale are
	rest      *rest
}

// copyTo copies what is not yet dealt with, up to a place in the window.
func (w *sheetPatcher) copyTo(pos int) {
	if from := int(w.copied - w.s.base); from < pos {
		w.write(w.s.buf[from:pos])
		w.copied = w.s.base + int64(pos)
	}
}

// passTo leaves out what is not yet dealt with, up to a place in the window.
func (w *sheetPatcher) passTo(pos int) { w.copied = max(w.copied, w.s.base+int64(pos)) }

func (w *sheetPatcher) write(b []byte) {
	if w.err == nil {
		_, w.err = w.to.Write(b)
	}
}

func (w *sheetPatcher) writeString(s string) { w.write([]byte(s)) }

// writeCell writes the cell that is due next.
func (w *sheetPatcher) writeCell(c newCell) {
	w.cell = appendCell(w.cell[:0], w.prefix, w.patch.cells[w.next].at(), c)
	w.write(w.cell)
}

// node is the element whose start was read last, its attributes ready to be
// changed.
func (w *sheetPatcher) node() *node {
	n := &node{}
	n.prefix, n.name = cutPrefix(string(w.s.name))
	for i := range w.s.attrs {
		a := &w.s.attrs[i]
		value, _ := w.s.decode(a.value, false)
		prefix, name := cutPrefix(string(a.name))
		n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Space: strings.TrimSuffix(prefix, ":"), Local: name}, Value: string(value)})
	}
	return n
}

// cutPrefix parts "x:row" into "x:" and "row".
func cutPrefix(s string) (prefix, name string) {
	name = string(local([]byte(s)))
	return s[:len(s)-len(name)], name
}

// retag writes a start tag anew.
func (w *sheetPatcher) retag(n *node, selfClosed bool) {
	w.copyTo(w.s.start)
	w.writeString(n.startTag(selfClosed))
	w.passTo(w.s.pos)
}

func (w *sheetPatcher) run() error {
	for {
		err := w.s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if w.err != nil {
			return w.err
		}
		switch {
		case w.s.kind == tokenStart && w.s.depth() == 1:
			w.rootPrefix, _ = cutPrefix(string(w.s.name))
		case w.s.kind == tokenEnd && w.s.depth() == 0 && w.hasData:
			w.newRules()
		}
		if w.s.kind != tokenStart || w.s.depth() != 2 {
			continue
		}
		name := string(local(w.s.name))
		if w.hasData && !beforeRules[name] && name != "dataValidations" {
			w.newRules()
		}
		switch name {
		case "dimension":
			w.rest.leave()
			w.dimension()
		case "dataValidations":
			err = w.rules()
		case "cols":
			if !w.hasData {
				err = w.cols()
			}
		case "sheetData":
			if w.hasData {
				return errors.New("the tab has its sheet data twice")
			}
			err = w.data()
		}
		if err != nil {
			return err
		}
	}
}

// data goes through the rows.
func (w *sheetPatcher) data() error {
	n := w.node()
	w.hasData, w.prefix = true, n.prefix
	w.rest.leave()
	if !w.hasCols && len(w.patch.widths) > 0 {
		if cols := w.widened(nil); cols != "" {
			w.copyTo(w.s.start)
			w.writeString("<" + n.prefix + "cols>" + cols + "</" + n.prefix + "cols>")
		}
	}
	if w.s.empty {
		if rows := w.rowsBefore(maxRows); rows != "" {
			w.retag(n, false)
			w.writeString(rows + n.endTag())
		}
		return nil
	}
	for {
		if err := w.s.next(); err != nil {
			return err
		}
		if w.err != nil {
			return w.err
		}
		switch w.s.kind {
		case tokenEnd:
			w.rest.leave()
			if rows := w.rowsBefore(maxRows); rows != "" {
				w.copyTo(w.s.start)
				w.writeString(rows)
			}
			return nil
		case tokenStart:
			var err error
			if w.s.is("row") {
				err = w.row()
			} else {
				err = w.s.skip()
			}
			if err != nil {
				return err
			}
		}
	}
}

// row goes through one row.
func (w *sheetPatcher) row() error {
	num := w.lastRow + 1
	if s := w.s.attr("r"); len(s) > 0 {
		r, err := strconv.Atoi(string(s))
		if err != nil {
			return fmt.Errorf("row number %q", s)
		}
		num = r - 1
	}
	if num <= w.lastRow {
		return errNoAddress
	}
	if w.next < len(w.patch.cells) && w.patch.cells[w.next].at().Row < num {
		if rows := w.rowsBefore(num); rows != "" {
			w.copyTo(w.s.start)
			w.writeString(rows)
		}
	}
	w.lastRow = num
	w.rest.rowStart()
	due := w.next
	for due < len(w.patch.cells) && w.patch.cells[due].at().Row == num {
		due++
	}
	spans := w.spans(due)
	if w.s.empty {
		n := w.node()
		if cells := w.cellsXML(due); cells != "" {
			if spans != "" {
				n.set("spans", spans)
			}
			w.retag(n, false)
			w.writeString(cells + n.endTag())
		}
		return w.rowEnd()
	}
	if spans != "" {
		a := w.s.attribute("spans")
		w.copyTo(a.at)
		w.writeString(spans)
		w.passTo(a.at + len(a.value))
	}
	return w.cells(num, due)
}

// rowEnd reads the end of an empty row.
func (w *sheetPatcher) rowEnd() error {
	err := w.s.next()
	w.rest.rowEnd()
	return err
}

// spans is the row's hint of which columns it uses, widened, or "" where it may
// stay.
func (w *sheetPatcher) spans(due int) string {
	if due == w.next {
		return ""
	}
	from, to, ok := strings.Cut(string(w.s.attr("spans")), ":")
	a, err1 := strconv.Atoi(from)
	b, err2 := strconv.Atoi(to)
	if !ok || err1 != nil || err2 != nil {
		return ""
	}
	lo, hi := a, b
	for i := w.next; i < due; i++ {
		if !w.patch.cells[i].clears() {
			lo, hi = min(lo, w.patch.cells[i].at().Col+1), max(hi, w.patch.cells[i].at().Col+1)
		}
	}
	if lo == a && hi == b {
		return ""
	}
	return strconv.Itoa(lo) + ":" + strconv.Itoa(hi)
}

// cellsXML is the cells that are still to be written, up to due.
func (w *sheetPatcher) cellsXML(due int) string {
	var b strings.Builder
	for ; w.next < due; w.next++ {
		if !w.patch.cells[w.next].clears() {
			b.WriteString(cellXML(w.prefix, w.patch.cells[w.next].at(), w.patch.stored(w.patch.cells[w.next], noBlank)))
		}
	}
	return b.String()
}

// rowsBefore is the rows that are still to be written and come before row num.
func (w *sheetPatcher) rowsBefore(num int) string {
	var b strings.Builder
	for w.next < len(w.patch.cells) && w.patch.cells[w.next].at().Row < num {
		row := w.patch.cells[w.next].at().Row
		due := w.next
		for due < len(w.patch.cells) && w.patch.cells[due].at().Row == row {
			due++
		}
		if cells := w.cellsXML(due); cells != "" {
			fmt.Fprintf(&b, `<%[1]srow r="%[2]d">%[3]s</%[1]srow>`, w.prefix, row+1, cells)
		}
	}
	return b.String()
}

// dimension widens the hint of which cells the tab uses.
func (w *sheetPatcher) dimension() {
	n := w.node()
	r, err := sheets.ParseRange(n.attr("ref"))
	if err != nil {
		return
	}
	old := r
	for _, c := range w.patch.cells {
		if at := c.at(); !c.clears() {
			r.Top, r.Left = min(r.Top, at.Row), min(r.Left, at.Col)
			r.Bottom, r.Right = max(r.Bottom, at.Row+1), max(r.Right, at.Col+1)
		}
	}
	if r != old {
		n.set("ref", r.String())
		w.retag(n, w.s.empty)
	}
}
