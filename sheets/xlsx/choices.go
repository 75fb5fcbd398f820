package xlsx

import (
	"slices"
	"strings"

	"rasoat/sheets"
)

// offer is what one drop-down is to offer, by the name of its values.
type offer struct {
	id, list string
	values   []string
}

// choices brings the drop-downs of all lists to what they are to be, and takes
// out the others. It returns which values have to stand in the tab of ours.
func (p *proposal) choices(lists []sheets.List) []offer {
	w := &choiceWork{proposal: p, tabs: map[int]*tabRules{}, live: map[string]bool{}, marks: map[int]bool{}, told: map[string]*choiceMark{}, room: mostListed}
	for _, l := range lists {
		for _, c := range l.Choices {
			w.choice(p.state.index(l.Tab), l.Header, c)
		}
	}
	w.removeOthers()
	for sheet, tab := range w.tabs {
		if e := tab.edit(); len(e.drop)+len(e.areas)+len(e.add) > 0 {
			p.change.edit.rules[sheet] = e
		}
	}
	return w.offers
}

// choiceWork is the work on the drop-downs.
type choiceWork struct {
	*proposal
	tabs   map[int]*tabRules
	offers []offer
	live   map[string]bool        // the names of values that stay
	marks  map[int]bool           // the marks that were dealt with, by their names' places
	told   map[string]*choiceMark // the drop-downs that a step tells are taken out, by the names of their values
	room   int                    // how many values may still be read
}

// mostListed is how many values of drop-downs are read in all: a file can have
// many names for the same ones.
const mostListed = 1 << 20

// rules are those of a tab.
func (w *choiceWork) rules(sheet int) *tabRules {
	if w.tabs[sheet] == nil {
		w.tabs[sheet] = newTabRules(&w.state.tabs[sheet].rules)
	}
	return w.tabs[sheet]
}

// choice brings one drop-down to what it is to be.
func (w *choiceWork) choice(sheet int, header sheets.Range, c sheets.Choice) {
	area := sheets.Range{Top: header.Bottom, Left: c.Col, Bottom: maxRows, Right: c.Col + 1}
	if c.Bottom > 0 {
		area.Bottom = min(c.Bottom, maxRows)
		area = toEnd(area)
	}
	o := offer{id: strings.ToLower(c.ID)}
	for _, v := range c.Values {
		o.values = append(o.values, cellText(v))
	}
	m := w.state.choice(sheet, o.id)
	if m == nil {
		o.list = listName(o.id, w.digestFor(o.id, sheet))
		w.layFirst(sheet, area, o)
		return
	}
	w.marks[m.name] = true
	o.list = m.list()
	if m.sheet != sheet || m.area.Left != c.Col || m.area.Right != c.Col+1 { // another column by now
		w.remove(m)
		w.rules(sheet).drop(o.list)
		if m.sheet >= 0 {
			w.rules(m.sheet).drop(o.list)
		}
		w.layFirst(sheet, area, o)
		return
	}
	w.again(sheet, area, m, o)
}

// layFirst lays a drop-down down in a column that has none of ours, unless
// people have rules of their own there.
func (w *choiceWork) layFirst(sheet int, area sheets.Range, o offer) {
	tab := w.rules(sheet)
	if tab.theirs(area) || tab.lists > 1 {
		return
	}
	tab.lay(o.list, area)
	w.keep(o)
	w.mark(sheet, area, o)
	w.tell(sheet, area, "", joinValues(o.values))
}

// again goes over a drop-down that was laid down before.
func (w *choiceWork) again(sheet int, area sheets.Range, m *choiceMark, o offer) {
	tab, old := w.rules(sheet), w.listed(o.list)
	same := slices.Equal(old, o.values)
	if !tab.covers(o.list, m.area) { // people took it away, or put theirs in its place
		switch {
		case same:
			w.keep(o)
		case !tab.theirs(area):
			w.unmark(m)
			w.layFirst(sheet, area, o)
		case len(old) > 0:
			w.keep(offer{o.id, o.list, old})
		default:
			w.remove(m)
		}
		return
	}
	w.keep(o)
	grown := []sheets.Range{area}
	if same { // only the rows that came since: what is missing elsewhere, people took away
		grown = gaps(area, []sheets.Range{m.area})
	}
	var laid, cut []sheets.Range
	for _, r := range grown {
		laid = append(laid, tab.lay(o.list, r)...)
	}
	for _, r := range gaps(m.area, []sheets.Range{area}) {
		if tab.cut(r, func(list string) bool { return list == o.list }) {
			cut = append(cut, r)
		}
	}
	if !same {
		w.tell(sheet, area, joinValues(old), joinValues(o.values))
	} else {
		for _, r := range laid {
			w.tell(sheet, r, "", joinValues(o.values))
		}
		for _, r := range cut {
			w.tell(sheet, r, joinValues(o.values), "")
		}
	}
	if area != m.area && (!same || len(laid)+len(cut) > 0) {
		w.unmark(m)
		w.mark(sheet, area, o)
	}
}

// listed returns the values that a name of ours refers to, nil where they are not
// there.
func (w *choiceWork) listed(list string) []string {
	r, ok := w.state.listRange(list)
	if w.room -= r.Bottom - r.Top; !ok || w.room < 0 {
		return nil
	}
	own := w.state.tabs[w.state.valuesSheet()].own
	var values []string
	for row := r.Top; row < r.Bottom; row++ {
		values = append(values, own[sheets.Addr{Row: row, Col: r.Left}].Value.String())
	}
	return values
}

// showsOr is what a drop-down offered, or something else where that is not known.
func (w *choiceWork) showsOr(list, otherwise string) string {
	if values := joinValues(w.listed(list)); values != "" {
		return values
	}
	return otherwise
}

// keep has the values of a drop-down stand in the tab of ours.
func (w *choiceWork) keep(o offer) {
	w.offers = append(w.offers, o)
	w.live[o.list] = true
}

// mark writes where a drop-down was laid down.
func (w *choiceWork) mark(sheet int, area sheets.Range, o offer) {
	digest := strings.TrimPrefix(o.list, listName(o.id, ""))
	w.change.edit.addNames = append(w.change.edit.addNames, wbName{
		name: choicePrefix + o.id + "." + digest, scope: sheet, text: choiceRef(w.state.wb.sheets[sheet].title, area),
	})
}

func (w *choiceWork) unmark(m *choiceMark) { w.change.edit.dropName[m.name] = true }

// choiceStep adds a step about a drop-down.
func (w *choiceWork) choiceStep(sheet, part int, at sheets.Addr, where, before, after string) {
	w.step(sheet, part, at, where, before, after)
	w.steps[len(w.steps)-1].Choice = true
}

// tell adds the step about a drop-down in a block of cells.
func (w *choiceWork) tell(sheet int, area sheets.Range, before, after string) {
	w.choiceStep(sheet, partCells, sheets.Addr{Row: area.Top, Col: area.Left}, blockText(area), before, after)
}

// remove takes out the mark of a drop-down. Its rules and its values go in the
// end, unless it is laid down elsewhere.
func (w *choiceWork) remove(m *choiceMark) {
	w.marks[m.name] = true
	w.unmark(m)
	list := m.list()
	before := w.showsOr(list, w.state.wb.names[m.name].name)
	w.told[list] = m
	if m.sheet < 0 {
		w.choiceStep(max(m.scope, 0), partTab, sheets.Addr{}, "", before, "")
		return
	}
	w.tell(m.sheet, m.area, before, "")
}

// removeOthers takes out the drop-downs that are not wanted, with what people
// copied of them elsewhere, and names that are left of others.
func (w *choiceWork) removeOthers() {
	for i := range w.state.choices {
		if m := &w.state.choices[i]; !w.marks[m.name] {
			w.remove(m)
		}
	}
	for i, n := range w.state.wb.names {
		list := strings.ToLower(n.name)
		if _, ours := cutPrefixFold(list, valuesPrefix); !ours || w.live[list] && w.state.lists[list] == i {
			continue
		}
		w.change.edit.dropName[i] = true
		if w.told[list] == nil && !w.live[list] {
			w.choiceStep(max(n.scope, 0), partTab, sheets.Addr{}, "", n.name, "")
		}
	}
	for sheet, t := range w.state.tabs {
		if !t.rules.anyOurs() {
			continue
		}
		for _, r := range w.rules(sheet).dropOthers(w.live) {
			if m := w.told[r.list]; m != nil && (m.scope == sheet || m.sheet == sheet) {
				continue
			}
			w.choiceStep(sheet, partTab, sheets.Addr{}, showAreas(r.areas), w.showsOr(r.list, r.list), "")
		}
	}
}

// digestFor is the end of the names of a drop-down in a tab: see choicePrefix.
func (w *choiceWork) digestFor(id string, sheet int) string {
	digest := titleDigest(w.state.wb.sheets[sheet].title)
	for slices.ContainsFunc(w.state.choices, func(m choiceMark) bool { return m.id == id && m.from == digest }) {
		digest += "x" // a tab of that title was marked before, and renamed
	}
	return digest
}

// valuesPage is the tab in which the values stand.
func valuesPage(offers []offer) sheets.OwnTab {
	rows := []sheets.OwnRow{make(sheets.OwnRow, len(offers))}
	for k, o := range offers {
		rows[0][k].Value = sheets.TextValue(o.id)
		for i, v := range o.values {
			for len(rows) < i+2 {
				rows = append(rows, make(sheets.OwnRow, len(offers)))
			}
			rows[i+1][k].Value = sheets.TextValue(v)
		}
	}
	return sheets.OwnTab{ID: valuesTab, Title: valuesTitle, Rows: rows}
}

// nameLists has the names of the values refer to where they stand, once it is
// settled which tab that is.
func (p *proposal) nameLists(offers []offer) {
	at, title := p.state.valuesSheet(), ""
	if at >= 0 {
		title = p.state.wb.sheets[at].title
	}
	for _, t := range p.change.edit.tabs {
		if t.sheet < 0 && t.id == valuesTab {
			title = t.title
		}
	}
	for k, o := range offers {
		r := sheets.Range{Top: 1, Left: k, Bottom: 1 + len(o.values), Right: k + 1}
		if i, known := p.state.lists[o.list]; known {
			if sheet, was, ok := parseRef(p.state.wb, p.state.wb.names[i].text); ok && sheet == at && was == r {
				continue
			}
			p.change.edit.dropName[i] = true
		}
		p.change.edit.addNames = append(p.change.edit.addNames, wbName{name: o.list, scope: -1, text: blockRef(title, r)})
	}
}

func joinValues(values []string) string { return strings.Join(values, "; ") }

// blockText writes a block of cells with both its corners.
func blockText(r sheets.Range) string {
	return sheets.Addr{Row: r.Top, Col: r.Left}.String() + ":" + sheets.Addr{Row: r.Bottom - 1, Col: r.Right - 1}.String()
}
