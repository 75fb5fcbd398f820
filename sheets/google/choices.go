package google

import (
	"fmt"
	"slices"
	"strings"

	"rasoat/sheets"
)

// choiceState says what came of a choice. It stands in the mark, in people's
// spreadsheets, and never changes.
type choiceState string

const (
	choiceNew     choiceState = "new"     // the column is marked, nothing is laid down yet
	choicePut     choiceState = "put"     // the drop-down was laid down
	choiceTheirs  choiceState = "theirs"  // people had laid down themselves what may be typed: it is left alone
	choiceRefused choiceState = "refused" // Sheets does not let us lay anything down there
)

// ownChoice is a column of the staff's that a mark of ours says to have a
// drop-down of ours, or why it has none.
type ownChoice struct {
	id     string
	tab    *gridTab
	col    int
	mark   mark
	state  choiceState
	digest string // of what was asked for; "" for a new one
}

// ownChoices returns the columns of a tab that have a choice, from left to
// right.
func ownChoices(t *gridTab) []*ownChoice {
	var found []*ownChoice
	for col, c := range t.columns {
		for _, m := range c.marks {
			parts := strings.SplitN(m.value, " ", 3)
			if m.key != markChoice || len(parts) < 2 || !isChosen(m.id, markChoice, sheetName(t.id), parts[0]) {
				continue
			}
			own := &ownChoice{id: parts[0], tab: t, col: col, mark: m, state: choiceState(parts[1])}
			if len(parts) == 3 {
				own.digest = parts[2]
			}
			found = append(found, own)
		}
	}
	slices.SortFunc(found, func(a, b *ownChoice) int {
		if a.col != b.col {
			return a.col - b.col
		}
		return strings.Compare(a.id, b.id)
	})
	return found
}

// choiceMark is the value of the mark of a choice.
func choiceMark(id string, s choiceState, digest string) string {
	if s == choiceNew {
		return id + " " + string(s)
	}
	return id + " " + string(s) + " " + digest
}

// choice returns the choice of that id in a column, or nil.
func (st *state) choice(tab sheets.TabID, id string, col int) *ownChoice {
	for _, c := range st.choices {
		if c.id == id && c.col == col && tabID(c.tab.id) == tab {
			return c
		}
	}
	return nil
}

// wantedChoice is a drop-down that is to be laid down in a column of the
// staff's, or taken out of it.
type wantedChoice struct {
	sheets.Choice
	tab    int64
	header sheets.Range
	have   *ownChoice // nil where the column has no mark yet
	remove bool
	// others are rows of the column that belong to other choices: tables may stand
	// one below the other.
	others []int
}

// maxChoices is how many values a drop-down of Sheets offers. A choice of more
// is left out.
const maxChoices = 500

// choices works out which drop-downs are to be laid down and which are to be
// taken out.
//
// One that stands is not looked at again, so that nothing more is read than
// without it: a mark on the column, which goes where people move it, says what
// was laid down. It does not say for which rows: a row that is inserted gets what
// its neighbour has, and what people took away is not to come back because the
// table grew.
//
// A column in a native table is left as it is: there the column has a type, which
// says what may be typed.
func (p *proposal) choices(lists []sheets.List, want *wanted) {
	kept := map[*ownChoice]bool{}
	var all []*wantedChoice
	for _, l := range lists {
		tab := p.state.tab(l.Tab)
		for _, c := range l.Choices {
			w := &wantedChoice{Choice: c, tab: tab.id, header: l.Header, have: p.state.choice(l.Tab, c.ID, c.Col)}
			if c.Bottom >= tab.rows {
				w.Bottom = 0
			}
			switch {
			case len(c.Values) > maxChoices, p.isOurs(l.Tab, c.Col):
				continue // and what was laid down goes
			case w.have != nil && w.have.settled(w.digest()), l.Header.Bottom >= tab.rows, w.inTable(tab):
				kept[w.have] = true
				all = append(all, w)
				continue
			}
			kept[w.have] = true
			all = append(all, w)
			want.choices = append(want.choices, w)
			before := ""
			if w.have != nil && w.have.state == choicePut {
				before = choiceShown
			}
			at := sheets.Addr{Row: l.Header.Bottom, Col: c.Col}
			p.choiceStep(tab.title, partCells, at, w.cells(), before, strings.Join(c.Values, "; "))
		}
	}
	want.sweep = len(kept) == 0
	for _, c := range p.state.choices {
		if !kept[c] {
			want.choices = append(want.choices, &wantedChoice{tab: c.tab.id, Choice: sheets.Choice{ID: c.id, Col: c.col}, have: c, remove: true})
			name := sheets.ColName(c.col)
			p.choiceStep(c.tab.title, partTab, sheets.Addr{}, name+":"+name, choiceShown, "")
		}
	}
	for _, w := range want.choices {
		for _, o := range all {
			if o != w && o.tab == w.tab && o.Col == w.Col {
				w.others = append(w.others, o.rows(p.state.tab(tabID(o.tab)))...)
			}
		}
	}
}

// has reports whether a row is one of the choice.
func (w *wantedChoice) has(row int) bool {
	return row >= w.header.Bottom && (w.Bottom == 0 || row < w.Bottom)
}

// rows are the rows of the choice.
func (w *wantedChoice) rows(t *gridTab) []int {
	var rows []int
	for row := w.header.Bottom; row < t.rows && w.has(row); row++ {
		rows = append(rows, row)
	}
	return rows
}

// choiceStep tells of a drop-down.
func (p *proposal) choiceStep(title string, part int, at sheets.Addr, where, before, after string) {
	p.step(title, part, at, where, before, after)
	p.steps[len(p.steps)-1].step.Choice = true
}

// choiceShown is what a step says of a drop-down whose values are not known.
const choiceShown = "drop-down"

// settled reports whether nothing is to be done for a choice of that digest.
func (c *ownChoice) settled(digest string) bool { return c.state != choiceNew && c.digest == digest }

// cells names the cells of a choice, as people write them.
func (w *wantedChoice) cells() string {
	name := sheets.ColName(w.Col)
	if w.Bottom == 0 {
		return fmt.Sprintf("%s%d:%s", name, w.header.Bottom+1, name)
	}
	return fmt.Sprintf("%s%d:%s%d", name, w.header.Bottom+1, name, w.Bottom)
}

// inTable reports whether cells of the choice lie in a native table.
func (w *wantedChoice) inTable(t *gridTab) bool {
	return slices.ContainsFunc(t.tables, func(table gridTable) bool {
		r := table.rng
		return (r.Right < 0 || w.Col < r.Right) && w.Col >= r.Left && (r.Bottom < 0 || w.header.Bottom < r.Bottom) && (w.Bottom == 0 || r.Top < w.Bottom)
	})
}
