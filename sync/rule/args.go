package rule

import (
	"github.com/shopspring/decimal"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// args returns the arguments that every finding about a sum has.
func (c *comparison) args() Args {
	guess, suspect := c.guess()
	args := Args{
		"number":       c.row.Number,
		"name":         c.row.Name,
		"column":       label(c.list, c.col),
		"stated":       c.money(c.stated.Value),
		"computed":     c.money(c.computed),
		"difference":   c.money(c.difference()),
		"off":          c.money(c.difference().Abs()),
		"count":        len(c.addends),
		"guess":        guess,
		"suspect":      c.named(suspect),
		"suspect_cell": suspect.place(),
	}
	return args
}

// named returns what people call an addend: its row, in a sum within a row its
// column; "" for the zero addend.
func (c *comparison) named(a addend) string {
	switch {
	case a.row == nil:
		return ""
	case c.sum != nil:
		return label(c.list, a.col)
	}
	return a.row.Label()
}

// place returns the addend's cell as people write it, "" for the zero addend.
func (a addend) place() string {
	if a.row == nil {
		return ""
	}
	return sheets.Addr{Row: a.row.Row, Col: a.col}.String()
}

func (c *comparison) money(v decimal.Decimal) Money { return Money{v, unit(c.list, c.col)} }

// downwardArgs returns the arguments of a finding about a sum over rows.
func (c *comparison) downwardArgs() Args {
	args := c.args()
	args["what"] = whatRow(c.row)
	args["of"] = whatRows(c.addends)
	args["exceeds"] = c.parts
	if c.row.Kind == ledger.SubtotalRow {
		args["number"], args["name"] = c.row.Parent.Number, c.row.Parent.Name
	}
	return args
}

// whatRow says what a row that states a sum is.
func whatRow(r *ledger.Row) string {
	switch r.Kind {
	case ledger.GrandRow:
		return "grand"
	case ledger.SectionRow:
		return "section"
	case ledger.SubtotalRow:
		return "subtotal"
	case ledger.ComponentRow:
		return "component"
	}
	return "item"
}

// whatRows says what the rows of a sum are.
func whatRows(addends []addend) string {
	what := ""
	for _, a := range addends {
		kind := "rows"
		switch a.row.Kind {
		case ledger.ItemRow:
			kind = "items"
		case ledger.SectionRow, ledger.SubtotalRow:
			kind = "sections"
		case ledger.ComponentRow:
			kind = "components"
		}
		if what != "" && what != kind {
			return "rows"
		}
		what = kind
	}
	return what
}
