package rule

import (
	"slices"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

const totalHardcodedID = "total/hardcoded"

// totalHardcoded tells totals that will go wrong with the next edit: one that is
// typed where its neighbours are formulas, and one whose formula does not add
// up the rows below it, each once.
//
// A total counts as typed by mistake where all the other amounts that its row
// states, two at least, are sums by formula, or three of four of the other
// totals of its column, two at least. A formula is judged where it is a plain
// sum down its own column over rows that the total should be the sum of; one
// that adds up anything else, or only the smaller part of them, is left alone.
// Rows without an amount may be missing from it.
//
// Why: a row that is inserted below the last of a range is not in the sum, and
// nobody sees it. A typed figure among formulas stays as it is when everything
// around it changes.
//
// To fix: let the total be a formula over all of the rows below it.
//
// To accept: state a reason in the column of explanations, with a name and,
// where it is to end, a day.
//
// Source: experience; what a formula adds up is the program's own definition of
// SUM and SUBTOTAL.
//
// Arguments: kind (typed, misses, twice), what, number and name of the row,
// column, formula (with its "=", "" for typed), labels (typed: of all columns of
// the row that are), cells (misses, twice: the cells that are
// not added, or added twice), count (how many these are), among (typed: "row"
// or "column", where the formulas are).
func totalHardcoded(l *ledger.Ledger, s Settings, report func(Finding)) {
	for _, list := range l.Lists {
		h := newHardcoded(list)
		if !h.any {
			continue
		}
		told := map[cell]bool{} // where a rule on totals names the row that is missing or added twice
		for _, c := range s.judged(list).told {
			if guess, suspect := c.guess(); suspect.row != nil && (guess == missing || guess == twice) {
				told[cell{c.row, c.col}] = true
			}
		}
		for _, row := range list.Rows {
			for _, f := range h.judge(row) {
				if f.kind == "typed" || !told[cell{row, f.col}] {
					report(at(list, row, f.col, f.args(list, row)))
				}
			}
		}
	}
}

// hardcoded knows how the totals of a list come about.
type hardcoded struct {
	tree
	columns []*ledger.Column
	any     bool // the list has formulas
	// totals counts the totals of a column, formulas those that are plain sums.
	totals, formulas map[int]int
}

func newHardcoded(l *ledger.List) *hardcoded {
	h := &hardcoded{columns: l.Amounts(), totals: map[int]int{}, formulas: map[int]int{}}
	for _, row := range l.Rows {
		if row.Kind != ledger.GrandRow && row.Kind != ledger.SectionRow && row.Kind != ledger.SubtotalRow {
			continue
		}
		for _, c := range h.columns {
			a, ok := row.Amounts[c.Col]
			if !ok || a.Bad {
				continue
			}
			h.totals[c.Col]++
			if _, ok := parseSum(a.Formula); ok {
				h.formulas[c.Col]++
			}
			h.any = h.any || a.Formula != ""
		}
	}
	if h.any {
		h.tree = newTree(l)
	}
	return h
}

// unsound is a total that will go wrong.
type unsound struct {
	kind  string
	col   int
	among string
	rows  []*ledger.Row // that are missing, or added twice
	cols  []int         // that are typed
	text  string
}

func (u unsound) args(l *ledger.List, row *ledger.Row) Args {
	named := row
	if row.Kind == ledger.SubtotalRow && row.Parent != nil {
		named = row.Parent
	}
	args := Args{
		"kind": u.kind, "what": whatRow(row), "number": named.Number, "name": named.Name, "column": label(l, u.col),
		"formula": "", "among": u.among, "count": max(len(u.rows), len(u.cols)),
	}
	if u.text != "" {
		args["formula"] = "=" + u.text
	}
	labels, cells := []string{}, []string{}
	for _, col := range u.cols {
		labels = append(labels, label(l, col))
	}
	for _, r := range u.rows {
		cells = append(cells, sheets.Addr{Row: r.Row, Col: u.col}.String())
	}
	args["labels"], args["cells"] = labels, cells
	return args
}

// judge returns what is unsound in a row: of typed totals one at the first of
// them, of formulas each.
func (h *hardcoded) judge(row *ledger.Row) []unsound {
	if !addsUp(row) {
		return nil
	}
	adds, _ := h.below(row)
	if len(adds) == 0 {
		return nil
	}
	var all []unsound
	var typed unsound
	for _, c := range h.columns {
		a, ok := row.Amounts[c.Col]
		if !ok || a.Bad {
			continue
		}
		if a.Formula == "" {
			if among := h.typed(row, c.Col, adds); among != "" {
				if typed.cols == nil {
					typed = unsound{kind: "typed", col: c.Col, among: among}
				}
				typed.cols = append(typed.cols, c.Col)
			}
			continue
		}
		if u, ok := h.formula(a.Formula, row, c.Col, adds); ok {
			all = append(all, u)
		}
	}
	if typed.cols != nil {
		all = append(all, typed)
	}
	return all
}

// typed says among which formulas a typed total stands, "" for none.
func (h *hardcoded) typed(row *ledger.Row, col int, adds []*ledger.Row) string {
	if addends, ok := h.leaves(adds, col); !ok || allBlank(addends) {
		return ""
	}
	others, sums := 0, 0
	for _, c := range h.columns {
		if a, ok := row.Amounts[c.Col]; ok && c.Col != col {
			others++
			if _, ok := parseSum(a.Formula); ok {
				sums++
			}
		}
	}
	if others >= 2 && sums == others {
		return "row"
	}
	if others, sums := h.totals[col]-1, h.formulas[col]; whatRow(row) != "item" && whatRow(row) != "component" && others >= 2 && 4*sums >= 3*others {
		return "column"
	}
	return ""
}

// mostBlocks bounds how many cells and ranges a formula may name to be judged.
const mostBlocks = 256

// formula judges a formula against the rows that it should add up.
func (h *hardcoded) formula(text string, row *ledger.Row, col int, adds []*ledger.Row) (unsound, bool) {
	blocks, ok := parseSum(text)
	if !ok || len(blocks) > mostBlocks {
		return unsound{}, false
	}
	for _, b := range blocks {
		if b.left != col || b.right != col || b.top <= row.Row && row.Row <= b.bottom {
			return unsound{}, false
		}
	}
	k := &coverage{tree: h.tree, col: col, blocks: blocks}
	for _, r := range adds {
		k.look(r)
	}
	// Everything that it adds up must be among the rows below.
	slices.Sort(k.seen)
	for _, b := range blocks {
		if !k.knows(b) {
			return unsound{}, false
		}
	}
	switch {
	case k.unsure || k.once+k.blank+len(k.double) == 0:
	case len(k.double) > 0 && len(k.missed) == 0:
		return unsound{kind: "twice", col: col, rows: k.double, text: text}, true
	case len(k.missed) > 0 && len(k.double) == 0 && len(k.missed) <= k.once+k.blank:
		return unsound{kind: "misses", col: col, rows: k.missed, text: text}, true
	}
	return unsound{}, false
}

// coverage is how often a formula adds up each of the rows that it should.
type coverage struct {
	tree
	col    int
	blocks []block

	once           int           // the rows with an amount that are added up once
	blank          int           // those without an amount that are added up
	missed, double []*ledger.Row // those with an amount that are not, or more than once
	unsure         bool
	seen           []int // the rows of the tab that were looked at
}

// times returns how often the formula adds up the amount that a row states.
func (k *coverage) times(r *ledger.Row) int {
	n := 0
	for _, b := range k.blocks {
		// SUBTOTAL passes over other SUBTOTALs.
		if b.top <= r.Row && r.Row <= b.bottom && !(b.subtotal && leavesOut(r.Amounts[k.col].Formula)) {
			n++
		}
	}
	return n
}

// look takes a row that should be added up once: by itself, or by the row that
// closes it, or by the rows below it.
func (k *coverage) look(r *ledger.Row) {
	_, states := r.Amounts[k.col]
	n := 0
	k.seen = append(k.seen, r.Row)
	if states {
		n = k.times(r)
	}
	if end := k.ends[r]; end != nil {
		k.seen = append(k.seen, end.Row)
		if _, ok := end.Amounts[k.col]; ok {
			states = true
			n += k.times(end)
		}
	}
	adds, parts := k.below(r)
	for _, p := range parts {
		k.seen = append(k.seen, p.Row)
		k.unsure = k.unsure || k.times(p) > 0
	}
	if len(adds) == 0 {
		if !states {
			n = k.times(r)
		}
		k.count(r, n, states)
		return
	}
	below := &coverage{tree: k.tree, col: k.col, blocks: k.blocks}
	for _, a := range adds {
		below.look(a)
	}
	k.seen = append(k.seen, below.seen...)
	k.unsure = k.unsure || below.unsure
	switch covered := below.once + len(below.double); {
	case covered == 0:
		k.count(r, n, states || len(below.missed) > 0)
	case n == 0: // it is added up by its parts
		k.once += below.once
		k.blank += below.blank
		k.missed = append(k.missed, below.missed...)
		k.double = append(k.double, below.double...)
	default: // a subtotal and what it is the sum of
		k.double = append(k.double, r)
	}
}

// count takes note of how often a row is added up.
func (k *coverage) count(r *ledger.Row, n int, states bool) {
	switch {
	case n > 0 && !states:
		k.blank++
	case n == 1:
		k.once++
	case n > 1:
		k.double = append(k.double, r)
	case states:
		k.missed = append(k.missed, r)
	}
}

// knows reports whether a block holds no amount but those of the rows looked
// at, which are in order.
func (k *coverage) knows(b block) bool {
	rows := k.list.Rows
	i, _ := slices.BinarySearchFunc(rows, b.top, func(r *ledger.Row, row int) int { return r.Row - row })
	for ; i < len(rows) && rows[i].Row <= b.bottom; i++ {
		if _, states := rows[i].Amounts[k.col]; !states {
			continue
		}
		if _, ok := slices.BinarySearch(k.seen, rows[i].Row); !ok {
			return false
		}
	}
	return true
}
