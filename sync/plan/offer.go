package plan

import (
	"fmt"
	"hash/fnv"
	"time"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// offered returns the drop-downs that the configuration asks for in a list: those
// of fields that have a column and of which values are known.
func (p *Plan) offered(in Input, l *ledger.List, today time.Time) []sheets.Choice {
	var choices []sheets.Choice
	for _, f := range in.Settings.Dropdowns[l.Name] {
		col, values := colOf(l, f), p.values(l, f, today)
		if col < l.Header.Left || col >= l.Header.Right || len(values) == 0 {
			continue
		}
		choices = append(choices, sheets.Choice{
			ID: choiceID(l.Name, f), Col: col, Bottom: p.end(l), Values: values, Remark: in.Printer.Text("choice/remark", nil),
		})
	}
	return choices
}

// values are the canonical names that a field may hold, in the order in which
// they are configured.
func (p *Plan) values(l *ledger.List, f ledger.Field, today time.Time) []string {
	switch f {
	case ledger.FieldCategory:
		return l.Categories.All()
	case ledger.FieldSource:
		return p.Ledger.Terms.Sources.All()
	case ledger.FieldPriority:
		return p.Ledger.Terms.Priorities.All()
	case ledger.FieldStatus:
		return p.Ledger.Terms.Statuses.All()
	case ledger.FieldDepartment:
		var names []string
		for _, d := range p.Ledger.Directory.All() {
			if d.Until.IsZero() || !today.After(d.Until) {
				names = append(names, d.Name)
			}
		}
		return names
	}
	return nil
}

// end returns the row in which another list of the tab begins below a list, 0
// where none does.
func (p *Plan) end(l *ledger.List) int {
	end := 0
	for _, other := range p.Ledger.Lists {
		h := other.Header
		below := other.Tab == l.Tab && h.Top >= l.Header.Bottom && h.Left < l.Header.Right && l.Header.Left < h.Right
		if below && (end == 0 || h.Top < end) {
			end = h.Top
		}
	}
	return end
}

// choiceID makes the id of a drop-down from the name of its list, which may hold
// any letter, and its field. It is a mark in people's workbooks.
func choiceID(list string, f ledger.Field) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(list))
	return fmt.Sprintf("%s_%08x", f, h.Sum32())
}
