package track

import (
	"slices"
	"time"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Column is a column that a list was seen with.
type Column struct {
	List   string       `json:"list"`
	Field  ledger.Field `json:"field"`
	Header string       `json:"header"`
	GoneOn time.Time    `json:"gone,omitzero"` // since when the list lacks it
}

// Columns brings the columns that are remembered up to date with the lists of
// a ledger. It returns what to remember from now on, in the order of the lists,
// and by list what it has lost: a column that is gone for longer than an item
// would be remembered was taken away on purpose.
func Columns(l *ledger.Ledger, remembered []Column, today time.Time) ([]Column, map[string][]rule.Lost) {
	var next []Column
	lost := map[string][]rule.Lost{}
	there := map[string]*ledger.List{}
	for _, list := range l.Lists {
		there[list.Name] = list
		if list.Kind == ledger.Table {
			continue
		}
		for _, c := range list.Columns {
			switch c.Field {
			case "", ledger.FieldNumber, ledger.FieldOpinion, ledger.FieldRemark:
				continue // nothing goes unseen without it, or a list has several
			}
			next = append(next, Column{List: list.Name, Field: c.Field, Header: c.Label()})
		}
	}
	for _, c := range remembered {
		list, ok := there[c.List]
		if ok && slices.ContainsFunc(next, func(n Column) bool { return n.List == c.List && n.Field == c.Field }) {
			continue
		}
		if ok && c.GoneOn.IsZero() {
			c.GoneOn = today
		}
		if ok && today.Sub(c.GoneOn) > keepGone {
			continue
		}
		next = append(next, c)
		if ok {
			lost[list.Name] = append(lost[list.Name], rule.Lost{Field: c.Field, Header: c.Header, On: c.GoneOn})
		}
	}
	return next, lost
}
