package ledger

import (
	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

// unitShared returns the unit that one header of money states for the whole
// list, as in "Tổng mức đầu tư (triệu đồng)" with "Kế hoạch vốn năm 2021"
// behind it: nothing above the list states one, the first column of money does,
// and no header states another. Where a column without a unit holds far larger
// figures than those that have one, it may be of another, and ok is false.
func unitShared(t *table, h head, columns []Column) (u Unit, ok bool) {
	first := true
	for _, c := range columns {
		if !c.Amount {
			continue
		}
		if first {
			u = c.Unit
		}
		first = false
		if u.IsZero() || !c.Unit.IsZero() && c.Unit.Label != u.Label {
			return Unit{}, false
		}
	}
	for _, hc := range h.columns {
		if other, states := unitOfHeader(hc.header()); states && other.Label != u.Label {
			return Unit{}, false
		}
	}
	var stated, bare decimal.Decimal
	lacking := false
	for _, c := range columns {
		switch {
		case !c.Amount:
		case c.Unit.IsZero():
			lacking = true
			bare = decimal.Max(bare, largest(t, h, c.Col))
		default:
			stated = decimal.Max(stated, largest(t, h, c.Col))
		}
	}
	return u, lacking && bare.LessThanOrEqual(stated.Mul(decimal.New(farLarger, 0)))
}

// farLarger is by how many times figures are larger that are hardly of the same
// unit.
const farLarger = 10

// largest returns the largest figure of a column below the header, 0 where
// there is none.
func largest(t *table, h head, col int) (top decimal.Decimal) {
	for r := h.first(); r < t.Rows(); r++ {
		c := t.Cell(r, col)
		if k := c.Value.Kind(); k != sheets.Number && k != sheets.Text {
			continue
		}
		if v, _, _, bad := ParseAmount(c.Value.String(), Vietnamese); bad == "" {
			top = decimal.Max(top, v)
		}
	}
	return top
}
