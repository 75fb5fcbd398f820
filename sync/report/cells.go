package report

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sync/lang"
	"rasoat/sync/ledger"
)

// money returns an amount of an item in đồng.
func (w tableWriter) money(i item, f ColumnField) decimal.NullDecimal {
	amount := func(d decimal.Decimal, ok bool) decimal.NullDecimal {
		if !ok {
			return decimal.NullDecimal{}
		}
		return decimal.NewNullDecimal(d)
	}
	switch f {
	case Total:
		return amount(i.amount(i.list.Column(ledger.FieldTotal)))
	case Allocated:
		return amount(i.allocated())
	case Planned:
		return amount(i.amount(i.list.Column(ledger.FieldPlan)))
	case Short:
		return amount(i.gap.Short, i.hasGap)
	case Over:
		return amount(i.gap.Over, i.hasGap && i.gap.Over.IsPositive())
	}
	return decimal.NullDecimal{}
}

// words returns a text of an item.
func (w tableWriter) words(i item, g group, f ColumnField, number int) string {
	switch f {
	case Number:
		return fmt.Sprint(number)
	case Name:
		return lang.Clean(i.row.Name)
	case Code:
		return lang.Clean(i.row.Code())
	case Department:
		return names(i.row.Leads)
	case Decision:
		return decision(i.row, g)
	case Funds:
		return names(i.row.Sources)
	case Deadline:
		return lang.Clean(i.row.Deadline.Text)
	case Remark:
		var parts []string
		if r := lang.Clean(i.row.Texts[ledger.FieldRemark]); r != "" {
			parts = append(parts, r)
		}
		if i.list.Kind == ledger.Projects && !i.hasGap {
			reason := string(i.gap.Unknown)
			if reason == "" {
				reason = "total"
			}
			parts = append(parts, w.text("unknown/"+reason, nil))
		}
		return strings.Join(parts, "; ")
	}
	return ""
}

// decision returns the document that stands for an item: the decision of a
// project, with its day where that has a column of its own, else the document
// that assigns the task.
func decision(r *ledger.Row, g group) string {
	text := lang.Clean(r.Texts[ledger.FieldDecision])
	if g.tasks && text == "" {
		return lang.Clean(r.Texts[ledger.FieldAssigned])
	}
	if on := r.Decision.On; !on.IsZero() && r.Texts[ledger.FieldDecidedOn] != "" {
		text = strings.TrimPrefix(text+", "+lang.Day(on), ", ")
	}
	return text
}

// names joins what a cell refers to: canonical names where known.
func names(refs []ledger.Ref) string {
	var out []string
	for _, r := range refs {
		name := r.Name
		if !r.Known() {
			name = lang.Clean(r.Text)
		}
		if name != "" {
			out = append(out, name)
		}
	}
	return strings.Join(out, "; ")
}
