package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// newCell is a cell to be written: a value under a style, or nothing at all.
type newCell struct {
	clear   bool
	value   sheets.Value // as the file stores it
	formula string
	style   int
}

// cellXML writes one cell element.
func cellXML(prefix string, at sheets.Addr, c newCell) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<%sc r="%s"`, prefix, at)
	if c.style != 0 {
		fmt.Fprintf(&b, ` s="%d"`, c.style)
	}
	text := c.value.String()
	formula := ""
	if c.formula != "" {
		formula = "<" + prefix + "f>" + xmlText(c.formula) + "</" + prefix + "f>"
	}
	typed := func(t, v string) {
		if t != "" {
			fmt.Fprintf(&b, ` t="%s"`, t)
		}
		fmt.Fprintf(&b, `>%[2]s<%[1]sv>%[3]s</%[1]sv></%[1]sc>`, prefix, formula, v)
	}
	switch c.value.Kind() {
	case sheets.Number:
		typed("", text)
	case sheets.Bool:
		typed("b", map[bool]string{true: "1", false: "0"}[text == "TRUE"])
	case sheets.Error:
		typed("e", xmlText(text))
	case sheets.Text:
		if formula != "" {
			typed("str", xmlText(text))
			break
		}
		// Text is never anything but text: a string in its own element is
		// not looked at for formulas, numbers or dates.
		space := ""
		if text != strings.TrimSpace(text) || strings.Contains(text, "\n") {
			space = ` xml:space="preserve"`
		}
		fmt.Fprintf(&b, ` t="inlineStr"><%[1]sis><%[1]st%[2]s>%[3]s</%[1]st></%[1]sis></%[1]sc>`, prefix, space, xmlText(text))
	default:
		if formula == "" {
			b.WriteString("/>")
			break
		}
		fmt.Fprintf(&b, ">%s</%sc>", formula, prefix)
	}
	return b.String()
}

// sheetPatch is what changes in a tab of the staff's.
type sheetPatch struct {
	cells  map[sheets.Addr]newCell
	widths map[int]float64 // of columns, in characters; 0 gives the usual width back
}

// errNoAddress is told of tabs whose cells can only be counted, not named.
var errNoAddress = errors.New("rows or cells stand without their address, or out of order")

// patchSheet changes cells and column widths in the part of a tab and leaves
// every other byte as it was.
func patchSheet(doc []byte, p sheetPatch) ([]byte, error) {
	w := &sheetPatcher{rows: map[int][]sheets.Addr{}, patch: p}
	for at := range p.cells {
		w.rows[at.Row] = append(w.rows[at.Row], at)
	}
	for row, list := range w.rows {
		slices.SortFunc(list, func(a, b sheets.Addr) int { return a.Col - b.Col })
		w.order = append(w.order, row)
	}
	sort.Ints(w.order)
	w.lastRow, w.lastCell = -1, -1
	if err := walk(doc, w.visit); err != nil {
		return nil, err
	}
	if w.err != nil {
		return nil, w.err
	}
	if w.data == nil {
		return nil, errors.New("the tab has no sheet data")
	}
	w.columns(doc)
	w.dimension()
	return splice(doc, w.cuts)
}

type sheetPatcher struct {
	patch sheetPatch
	rows  map[int][]sheets.Addr // what is still to be written, by row
	order []int                 // the rows still to be written
	cuts  []cut
	err   error

	data, cols, dim *node
	colNodes        []*node
	inData          bool

	row      *node
	lastRow  int
	lastCell int
	pending  []sheets.Addr // what is still to be written in the row at hand
	touched  []sheets.Addr // all that is written in the row at hand
	removed  bool          // whether a cell was taken out of the row at hand
}

func (w *sheetPatcher) visit(n *node, level int, begin bool) {
	if w.err != nil {
		return
	}
	switch {
	case level == 2 && n.name == "sheetData":
		if begin {
			w.data, w.inData = n, true
		} else {
			w.newRowsBefore(maxRows, n.innerEnd)
			w.finishData(n)
			w.inData = false
		}
	case level == 2 && begin && n.name == "cols":
		w.cols = n
	case level == 2 && begin && n.name == "dimension":
		w.dim = n
	case level == 3 && n.name == "col" && w.cols != nil && begin:
		w.colNodes = append(w.colNodes, n)
	case level == 3 && n.name == "row" && w.inData:
		if begin {
			w.beginRow(n)
		} else {
			w.endRow(n)
		}
	case level == 4 && n.name == "c" && w.row != nil && !begin:
		w.cell(n)
	}
}

// finishData opens a sheetData element that was written as "<sheetData/>".
func (w *sheetPatcher) finishData(n *node) {
	if !n.selfClosed() {
		return
	}
	var b strings.Builder
	kept := w.cuts[:0]
	for _, c := range w.cuts {
		if c.from == n.inner {
			b.WriteString(c.text)
		} else {
			kept = append(kept, c)
		}
	}
	if b.Len() > 0 {
		kept = append(kept, n.appendTo(b.String()))
	}
	w.cuts = kept
}

func (w *sheetPatcher) beginRow(n *node) {
	num := w.lastRow + 1
	if s := n.attr("r"); s != "" {
		r, err := strconv.Atoi(s)
		if err != nil {
			w.err = fmt.Errorf("row number %q", s)
			return
		}
		num = r - 1
	}
	if num <= w.lastRow {
		w.err = errNoAddress
		return
	}
	w.newRowsBefore(num, n.start)
	w.row, w.lastRow, w.lastCell, w.removed = n, num, -1, false
	w.pending, w.touched = nil, nil
	if len(w.order) > 0 && w.order[0] == num {
		w.pending = w.rows[num]
		w.order = w.order[1:]
		w.touched = w.pending
	}
}

// spans widens the row's hint of which columns it uses.
func (w *sheetPatcher) spans(n *node) {
	from, to, ok := strings.Cut(n.attr("spans"), ":")
	a, err1 := strconv.Atoi(from)
	b, err2 := strconv.Atoi(to)
	if !ok || err1 != nil || err2 != nil {
		return
	}
	lo, hi := a, b
	for _, at := range w.touched {
		if !w.patch.cells[at].clear {
			lo, hi = min(lo, at.Col+1), max(hi, at.Col+1)
		}
	}
	if lo != a || hi != b {
		n.set("spans", fmt.Sprintf("%d:%d", lo, hi))
		if !n.selfClosed() {
			w.cuts = append(w.cuts, n.retag())
		}
	}
}

func (w *sheetPatcher) cell(n *node) {
	col := w.lastCell + 1
	if s := n.attr("r"); s != "" {
		at, err := sheets.ParseAddr(s)
		if err != nil || at.Row != w.lastRow {
			w.err = fmt.Errorf("cell address %q in row %d", s, w.lastRow+1)
			return
		}
		col = at.Col
	} else if w.removed {
		w.err = errNoAddress // the cell would slip to the left
		return
	}
	if col <= w.lastCell {
		w.err = errNoAddress
		return
	}
	w.lastCell = col
	for len(w.pending) > 0 && w.pending[0].Col < col {
		w.insert(n.start, w.pending[0])
		w.pending = w.pending[1:]
	}
	if len(w.pending) == 0 || w.pending[0].Col != col {
		return
	}
	at := w.pending[0]
	w.pending = w.pending[1:]
	if c := w.patch.cells[at]; c.clear {
		w.cuts = append(w.cuts, n.remove())
		w.removed = true
	} else {
		w.cuts = append(w.cuts, cut{n.start, n.end, cellXML(w.data.prefix, at, c)})
	}
}

func (w *sheetPatcher) insert(pos int, at sheets.Addr) {
	if c := w.patch.cells[at]; !c.clear {
		w.cuts = append(w.cuts, cut{pos, pos, cellXML(w.data.prefix, at, c)})
	}
}

func (w *sheetPatcher) endRow(n *node) {
	if w.row == nil {
		return
	}
	w.row = nil
	w.spans(n)
	if len(w.pending) == 0 {
		return
	}
	if n.selfClosed() {
		if cells := w.cellsXML(w.pending); cells != "" {
			w.cuts = append(w.cuts, n.appendTo(cells))
		}
		return
	}
	for _, at := range w.pending {
		w.insert(n.innerEnd, at)
	}
}

func (w *sheetPatcher) cellsXML(list []sheets.Addr) string {
	var b strings.Builder
	for _, at := range list {
		if c := w.patch.cells[at]; !c.clear {
			b.WriteString(cellXML(w.data.prefix, at, c))
		}
	}
	return b.String()
}

// newRowsBefore writes the rows that are still due and come before row num.
func (w *sheetPatcher) newRowsBefore(num, pos int) {
	for len(w.order) > 0 && w.order[0] < num {
		row := w.order[0]
		w.order = w.order[1:]
		if cells := w.cellsXML(w.rows[row]); cells != "" {
			x := w.data.prefix
			w.cuts = append(w.cuts, cut{pos, pos, fmt.Sprintf(`<%[1]srow r="%[2]d">%[3]s</%[1]srow>`, x, row+1, cells)})
		}
	}
}

// colSpan is one entry of the list of columns: the columns from min to max,
// counted from 1.
type colSpan struct {
	min, max int
	attrs    []xml.Attr
	text     string // as it stands, "" for one that is written anew
}

// element writes the entry.
func (s colSpan) element(prefix string) string {
	if s.text != "" {
		return s.text
	}
	n := &node{prefix: prefix, name: "col", attrs: slices.Clone(s.attrs)}
	n.set("min", strconv.Itoa(s.min))
	n.set("max", strconv.Itoa(s.max))
	return n.startTag(true)
}

// columns sets the widths in the list of columns.
func (w *sheetPatcher) columns(doc []byte) {
	if len(w.patch.widths) == 0 {
		return
	}
	var spans []colSpan
	for _, n := range w.colNodes {
		from, _ := strconv.Atoi(n.attr("min"))
		to, _ := strconv.Atoi(n.attr("max"))
		spans = append(spans, colSpan{from, to, n.attrs, string(doc[n.start:n.end])})
	}
	var gone []int
	for _, col := range slices.Sorted(maps.Keys(w.patch.widths)) {
		if width := w.patch.widths[col]; width > 0 {
			spans = setWidth(spans, col+1, width)
		} else {
			gone = append(gone, col+1)
		}
	}
	for len(gone) > 0 { // columns side by side go together
		n := 1
		for n < len(gone) && gone[n] == gone[0]+n {
			n++
		}
		var healed bool
		if spans, healed = rejoin(spans, gone[0], gone[n-1]); !healed {
			for _, num := range gone[:n] {
				spans = setWidth(spans, num, 0)
			}
		}
		gone = gone[n:]
	}
	x := w.data.prefix
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.element(x))
	}
	switch {
	case w.cols == nil && b.Len() > 0:
		w.cuts = append(w.cuts, cut{w.data.start, w.data.start, fmt.Sprintf("<%[1]scols>%[2]s</%[1]scols>", x, b.String())})
	case w.cols != nil && b.Len() == 0:
		w.cuts = append(w.cuts, w.cols.remove())
	case w.cols != nil:
		w.cuts = append(w.cuts, cut{w.cols.start, w.cols.end, w.cols.startTag(false) + b.String() + w.cols.endTag()})
	}
}

// lastUsual is the last column of a tab in programs that know the fewest; a
// span beyond it says how all the columns look that nobody uses.
const lastUsual = 256

// rejoin gives the columns from first to last back to the span that they were
// cut out of: the same words on both sides, or a span at the right that goes to
// the end of the tab. It reports false where there is no such span.
func rejoin(spans []colSpan, first, last int) ([]colSpan, bool) {
	left, right := -1, -1
	for i, s := range spans {
		if s.max == first-1 {
			left = i
		}
		if s.min == last+1 {
			right = i
		}
	}
	if right < 0 {
		return spans, false
	}
	said := func(s colSpan) string {
		n := &node{attrs: slices.Clone(s.attrs)}
		n.unset("min")
		n.unset("max")
		return n.startTag(true)
	}
	joined := left >= 0 && said(spans[left]) == said(spans[right])
	if !joined && spans[right].max < lastUsual {
		return spans, false
	}
	whole := colSpan{first, spans[right].max, spans[right].attrs, ""}
	if joined {
		whole.min = spans[left].min
	}
	spans = slices.DeleteFunc(spans, func(s colSpan) bool { return s.min >= whole.min && s.max <= whole.max })
	spans = append(spans, whole)
	slices.SortStableFunc(spans, func(a, b colSpan) int { return a.min - b.min })
	return spans, true
}

// setWidth gives the column num its width, or the usual one back where the
// width is 0.
func setWidth(spans []colSpan, num int, width float64) []colSpan {
	var out []colSpan
	mine := &node{}
	for _, s := range spans {
		if num < s.min || num > s.max {
			out = append(out, s)
			continue
		}
		mine.attrs = slices.Clone(s.attrs)
		if s.min < num {
			out = append(out, colSpan{s.min, num - 1, s.attrs, ""})
		}
		if num < s.max {
			out = append(out, colSpan{num + 1, s.max, s.attrs, ""})
		}
	}
	mine.set("min", strconv.Itoa(num))
	mine.set("max", strconv.Itoa(num))
	mine.unset("bestFit")
	if width > 0 {
		mine.set("width", strconv.FormatFloat(width, 'f', -1, 64))
		mine.set("customWidth", "1")
	} else {
		mine.unset("width")
		mine.unset("customWidth")
	}
	if len(mine.attrs) > 2 { // more than its place
		out = append(out, colSpan{num, num, mine.attrs, ""})
	}
	slices.SortStableFunc(out, func(a, b colSpan) int { return a.min - b.min })
	return out
}

// dimension widens the hint of which cells the tab uses.
func (w *sheetPatcher) dimension() {
	if w.dim == nil {
		return
	}
	r, err := sheets.ParseRange(w.dim.attr("ref"))
	if err != nil {
		return
	}
	old := r
	for at, c := range w.patch.cells {
		if !c.clear {
			r.Top, r.Left = min(r.Top, at.Row), min(r.Left, at.Col)
			r.Bottom, r.Right = max(r.Bottom, at.Row+1), max(r.Right, at.Col+1)
		}
	}
	if r != old {
		w.dim.set("ref", r.String())
		w.cuts = append(w.cuts, w.dim.retag())
	}
}
