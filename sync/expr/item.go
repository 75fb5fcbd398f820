package expr

import (
	"math"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// item is one item as expressions see it. It serves one evaluation at a time;
// everybody who evaluates has one of his own.
type item struct {
	list *ledger.List
	row  *ledger.Row
	pass *pass
	// print writes amounts for messages, nil outside of them.
	print Printer
}

// pass is what holds for all items of a pass. It serves one evaluation at a
// time, as an item does.
type pass struct {
	ledger       *ledger.Ledger
	today        time.Time
	done, urgent map[string]bool // canonical names of statuses and priorities
	gaps         map[*ledger.Row]funding.Gap
}

// newPass prepares the evaluation of programs on a ledger.
func newPass(l *ledger.Ledger, s rule.Settings) *pass {
	y, m, d := s.Today.Date()
	p := &pass{ledger: l, today: time.Date(y, m, d, 0, 0, 0, 0, time.UTC), urgent: s.Urgent, done: map[string]bool{}}
	for _, status := range s.Statuses {
		if status.Done {
			p.done[status.Name.Name] = true
		}
	}
	return p
}

// gapOf returns the gap of an item. All gaps are computed when the first is
// asked for.
func (p *pass) gapOf(row *ledger.Row) (funding.Gap, bool) {
	if p.gaps == nil {
		gaps := funding.Compute(p.ledger).Gaps
		p.gaps = make(map[*ledger.Row]funding.Gap, len(gaps))
		for _, g := range gaps {
			p.gaps[g.Item] = g
		}
	}
	g, ok := p.gaps[row]
	return g, ok
}

func nameOf(r ledger.Ref) string {
	if r.Known() {
		return r.Name
	}
	return r.Text
}

func first(refs []ledger.Ref) ref.Val {
	if len(refs) == 0 {
		return types.String("")
	}
	return types.String(nameOf(refs[0]))
}

func names(refs []ledger.Ref) ref.Val {
	all := make([]string, len(refs))
	for i, r := range refs {
		all[i] = nameOf(r)
	}
	return types.NewStringList(types.DefaultTypeAdapter, all)
}

func optDay(t time.Time) ref.Val {
	if t.IsZero() {
		return types.OptionalNone
	}
	return types.OptionalOf(types.Timestamp{Time: t})
}

// optAmount returns an amount in whole đồng, or none where it does not fit.
func optAmount(d decimal.Decimal) ref.Val {
	d = d.Round(0)
	if d.GreaterThan(decimal.NewFromInt(math.MaxInt64)) || d.LessThan(decimal.NewFromInt(math.MinInt64)) {
		return types.OptionalNone
	}
	return types.OptionalOf(types.Int(d.IntPart()))
}

func (i *item) category() string {
	if name := i.row.CategoryOf(); name != "" {
		return name
	}
	return i.row.Category.Text
}

func (i *item) section() string {
	if s := i.row.Section(); s != nil {
		return s.Name
	}
	return ""
}

// text returns what the row says in a field, on one line.
func (i *item) text(f ledger.Field) ref.Val { return types.String(ledger.Clean(i.row.Texts[f])) }

// decision returns what the cell of the decision says, else its number, which
// may come from elsewhere.
func (i *item) decision() string {
	if text := i.row.Texts[ledger.FieldDecision]; text != "" {
		return text
	}
	return i.row.Decision.Number
}

func (i *item) done() bool { return !i.row.DoneOn.IsZero() || i.pass.done[i.row.Status.Name] }

func (i *item) daysLate() int {
	if i.done() {
		return 0
	}
	return i.row.Deadline.DaysLate(i.pass.today)
}

func (i *item) amount(f ledger.Field) ref.Val {
	c := i.list.Column(f)
	if c == nil {
		return types.OptionalNone
	}
	a, ok := i.row.Amounts[c.Col]
	if !ok || a.Bad || c.Unit.IsZero() {
		return types.OptionalNone
	}
	return optAmount(a.Value)
}

// allocated returns the accumulated allocation: its column, else the sum of its
// parts, as package funding has it.
func (i *item) allocated() ref.Val {
	if i.list.Column(ledger.FieldAllocated) != nil {
		return i.amount(ledger.FieldAllocated)
	}
	sum, found := decimal.Zero, false
	for n := range i.list.Columns {
		c := &i.list.Columns[n]
		a, ok := i.row.Amounts[c.Col]
		if !c.Amount || c.Source == "" || !ok {
			continue
		}
		if a.Bad || c.Unit.IsZero() {
			return types.OptionalNone
		}
		sum, found = sum.Add(a.Value), true
	}
	if !found {
		return types.OptionalNone
	}
	return optAmount(sum)
}

func (i *item) gap(of func(funding.Gap) decimal.Decimal) ref.Val {
	g, ok := i.pass.gapOf(i.row)
	if !ok || g.Unknown != "" {
		return types.OptionalNone
	}
	return optAmount(of(g))
}
