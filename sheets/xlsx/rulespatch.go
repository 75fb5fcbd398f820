package xlsx

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// rulesEdit is what changes among the rules of ours in a tab.
type rulesEdit struct {
	drop  map[int]bool           // by their places
	areas map[int][]sheets.Range // for other cells than before, by their places
	add   []rule
}

// rulesPatch is a rulesEdit with what it needs to know of the tab.
type rulesPatch struct {
	rulesEdit
	ours  map[int]bool // the places of the rules that are ours, before
	lists int          // how many lists of rules there are
	count int          // how many rules stand in them
}

// after are the places of the rules that are ours once the tab is written.
func (p rulesPatch) after() map[int]bool {
	ours, n := map[int]bool{}, 0
	for place := range p.count {
		if p.drop[place] {
			continue
		}
		if p.ours[place] {
			ours[n] = true
		}
		n++
	}
	for range p.add {
		ours[n] = true
		n++
	}
	return ours
}

// changes reports whether anything changes.
func (p rulesPatch) changes() bool { return len(p.drop)+len(p.areas)+len(p.add) > 0 }

// beforeRules are the elements that come between the cells of a tab and its list
// of rules (CT_Worksheet, ECMA-376 part 1, 18.3.1.99).
var beforeRules = map[string]bool{
	"sheetCalcPr": true, "sheetProtection": true, "protectedRanges": true, "scenarios": true, "autoFilter": true, "sortState": true,
	"dataConsolidate": true, "customSheetViews": true, "mergeCells": true, "phoneticPr": true, "conditionalFormatting": true,
}

// newRules writes the list of rules of a tab that has none, before what was read
// last.
func (w *sheetPatcher) newRules() {
	if w.patch.rules.lists > 0 || w.hasRules || len(w.patch.rules.add) == 0 {
		return
	}
	w.hasRules = true
	w.copyTo(w.s.start)
	w.writeString(fmt.Sprintf(`<%[1]sdataValidations count="%[2]d">%[3]s</%[1]sdataValidations>`, w.rootPrefix, len(w.patch.rules.add), w.addedRules(w.rootPrefix)))
}

// addedRules are the rules that are new. No error is shown for what is none of the
// values, so that nothing that people type is refused.
func (w *sheetPatcher) addedRules(prefix string) string {
	var b strings.Builder
	for _, r := range w.patch.rules.add {
		fmt.Fprintf(&b, `<%[1]sdataValidation type="list" errorStyle="information" allowBlank="1" showInputMessage="1" sqref="%[2]s"><%[1]sformula1>%[3]s</%[1]sformula1></%[1]sdataValidation>`,
			prefix, showAreas(r.areas), xmlText(r.list))
	}
	return b.String()
}

// rules goes through the list of rules, whose start was read last.
func (w *sheetPatcher) rules() error {
	p := w.patch.rules
	if w.hasRules && p.changes() {
		return errors.New("the tab has its list of data validations twice")
	}
	w.hasRules = true
	w.rest.listStart()
	prefix, _ := cutPrefix(string(w.s.name))
	added := w.addedRules(prefix)
	goes := p.count > 0 && len(p.drop) == p.count && added == ""
	whole := w.s.empty && added != ""
	count := func(was string) string {
		n, err := strconv.Atoi(was)
		if err != nil {
			return was
		}
		return strconv.Itoa(n + len(p.add) - len(p.drop))
	}
	switch a := w.s.attribute("count"); {
	case goes:
		w.holdCopy()
	case whole:
		n := w.node()
		if a != nil {
			n.set("count", count(n.attr("count")))
		}
		w.retag(n, false)
		w.writeString(added + n.endTag())
	case a != nil && len(p.add) != len(p.drop):
		w.writeAttr(a, count(string(a.value)))
	}
	for depth := w.s.depth() - 1; w.s.depth() > depth; {
		if err := w.s.next(); err != nil {
			return err
		}
		switch {
		case w.s.kind == tokenEnd && w.s.depth() == depth && !whole && !goes:
			w.copyTo(w.s.start)
			w.writeString(added)
		case w.s.kind == tokenStart && w.s.depth() == depth+2:
			if err := w.rule(w.place, goes); err != nil {
				return err
			}
			w.place++
		}
	}
	if goes {
		w.copied = w.s.base + int64(w.s.pos)
	}
	w.rest.listEnd()
	return nil
}

// rule goes through one rule; goes says that the whole list is left out.
func (w *sheetPatcher) rule(place int, goes bool) error {
	p := w.patch.rules
	drop := p.drop[place] && !goes
	if !p.ours[place] {
		w.rest.itemStart()
	}
	if areas, other := p.areas[place]; other {
		if a := w.s.attribute("sqref"); a != nil {
			w.writeAttr(a, showAreas(areas))
		}
	}
	if drop {
		w.holdCopy()
	}
	if err := w.s.skip(); err != nil {
		return err
	}
	if drop {
		w.copied = w.s.base + int64(w.s.pos)
	}
	if !p.ours[place] {
		w.rest.itemEnd()
	}
	return nil
}

// holdCopy copies up to what was read last, and nothing from there on.
func (w *sheetPatcher) holdCopy() {
	w.copyTo(w.s.start)
	w.copied = math.MaxInt64
}

// writeAttr gives an attribute of the start tag that was read last another value.
func (w *sheetPatcher) writeAttr(a *attribute, value string) {
	w.copyTo(a.at)
	w.writeString(value)
	w.passTo(a.at + len(a.value))
}
