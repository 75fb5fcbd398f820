package digest

import (
	"cmp"

	"rasoat/sync/lang"
	"rasoat/sync/remind"
)

// heldGroup is all that one department cannot be told for one reason.
type heldGroup struct {
	who    string
	reason remind.Reason
	advise bool
	lines  []remind.Line
}

// groupHeld puts together what cannot be told to the same for the same reason,
// in the order in which they come first.
func groupHeld(held []remind.Held) []heldGroup {
	var groups []heldGroup
	index := map[heldKey]int{}
	for _, h := range held {
		key := heldKey{h.Who, h.Reason, h.Advise}
		i, ok := index[key]
		if !ok {
			i = len(groups)
			index[key] = i
			groups = append(groups, heldGroup{who: h.Who, reason: h.Reason, advise: h.Advise})
		}
		groups[i].lines = append(groups[i].lines, h.Line)
	}
	return groups
}

type heldKey struct {
	who    string
	reason remind.Reason
	advise bool
}

// heldLine says whom a mail cannot reach, why, and of what.
func (w writer) heldLine(g heldGroup) string {
	var items []string
	for _, l := range g.lines {
		items = append(items, w.short(l))
	}
	what := w.p.Text("overview/held/what", args{"counted": w.counted(g.lines, ""), "advise": g.advise, "items": few(items, 6)})
	return w.p.Text("overview/held/"+string(g.reason), args{"who": lang.Cut(lang.Clean(g.who), 120), "what": what})
}

// short names an item by its code, else by the beginning of its name.
func (w writer) short(l remind.Line) string {
	if code := lang.Clean(l.Code); code != "" {
		return lang.Cut(code, 24)
	}
	return lang.Cut(cmp.Or(lang.Clean(l.Name), w.p.Text("digest/unnamed", nil)), 60)
}

// heldTable has all that nobody can be told of.
func (w writer) heldTable(held []remind.Held) Table {
	t := Table{Title: w.p.Text("overview/held", nil), Columns: []string{
		w.p.Text("overview/column/number", nil), w.p.Text("overview/column/department", nil),
		w.p.Text("digest/column/code", nil), w.p.Text("digest/column/what", nil), w.p.Text("overview/column/why", nil),
	}}
	for i, h := range held {
		t.Rows = append(t.Rows, []string{
			w.number(i + 1), whole(h.Who), whole(h.Line.Code), whole(h.Line.Name),
			w.heldLine(heldGroup{who: h.Who, reason: h.Reason, advise: h.Advise, lines: []remind.Line{h.Line}}),
		})
	}
	return t
}
