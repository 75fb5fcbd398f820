package expr

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Entry describes a field or function of the language for people.
type Entry struct {
	Name string
	// Type is the type of a field ("text", "amount?", where "?" marks what may
	// be absent), or how a function is called ("days(from, to) → number").
	Type string
	// Key is the key of its description in the catalogue.
	Key string
}

// Fields lists the fields of item, in the order in which they are explained.
func Fields() []Entry {
	var entries []Entry
	for _, f := range fields() {
		entries = append(entries, Entry{"item." + f.name, f.kind.label, "expr/field/" + f.name})
	}
	return entries
}

// field is a field of item.
type field struct {
	name string
	kind kind
	get  func(*item) ref.Val
}

// kind is the type of a field.
type kind struct {
	label string
	cel   *cel.Type
}

var (
	itemType    = types.NewObjectType("Item")
	optionalInt = cel.OptionalType(cel.IntType)
	optionalDay = cel.OptionalType(cel.TimestampType)
)

// amountLabel names the type of amounts.
const amountLabel = "amount?"

// fields returns the table of the fields of item.
func fields() []field {
	var (
		text   = kind{"text", cel.StringType}
		texts  = kind{"texts", cel.ListType(cel.StringType)}
		number = kind{"number", cel.IntType}
		truth  = kind{"true/false", cel.BoolType}
		amount = kind{amountLabel, optionalInt}
		day    = kind{"day?", optionalDay}
		now    = kind{"day", cel.TimestampType}
	)
	return []field{
		{"number", text, func(i *item) ref.Val { return types.String(i.row.Number) }},
		{"code", text, func(i *item) ref.Val { return types.String(i.row.Code()) }},
		{"name", text, func(i *item) ref.Val { return types.String(i.row.Name) }},
		{"category", text, func(i *item) ref.Val { return types.String(i.category()) }},
		{"section", text, func(i *item) ref.Val { return types.String(i.section()) }},
		{"group", text, func(i *item) ref.Val { return types.String(i.row.Group) }},
		{"department", text, func(i *item) ref.Val { return first(i.row.Leads) }},
		{"departments", texts, func(i *item) ref.Val { return names(i.row.Leads) }},
		{"cooperating", texts, func(i *item) ref.Val { return names(i.row.Cooperating) }},
		{"source", text, func(i *item) ref.Val { return first(i.row.Sources) }},
		{"sources", texts, func(i *item) ref.Val { return names(i.row.Sources) }},
		{"priority", text, func(i *item) ref.Val { return types.String(nameOf(i.row.Priority)) }},
		{"urgent", truth, func(i *item) ref.Val { return types.Bool(i.pass.urgent[i.row.Priority.Name]) }},
		{"status", text, func(i *item) ref.Val { return types.String(nameOf(i.row.Status)) }},
		{"done", truth, func(i *item) ref.Val { return types.Bool(i.done()) }},
		{"decision", text, func(i *item) ref.Val { return types.String(i.decision()) }},
		{"decided_on", day, func(i *item) ref.Val { return optDay(i.row.Decision.On) }},
		{"total", amount, func(i *item) ref.Val { return i.amount(ledger.FieldTotal) }},
		{"allocated", amount, (*item).allocated},
		{"plan", amount, func(i *item) ref.Val { return i.amount(ledger.FieldPlan) }},
		{"need", amount, func(i *item) ref.Val { return i.amount(ledger.FieldNeed) }},
		{"disbursed", amount, func(i *item) ref.Val { return i.amount(ledger.FieldDisbursed) }},
		{"gap", amount, func(i *item) ref.Val { return i.gap(func(g funding.Gap) decimal.Decimal { return g.Short }) }},
		{"over", amount, func(i *item) ref.Val { return i.gap(func(g funding.Gap) decimal.Decimal { return g.Over }) }},
		{"due", day, func(i *item) ref.Val { return optDay(i.row.Deadline.Last) }},
		{"days_late", number, func(i *item) ref.Val { return types.Int(i.daysLate()) }},
		{"assigned", day, func(i *item) ref.Val { return optDay(i.row.AssignedOn) }},
		{"done_on", day, func(i *item) ref.Val { return optDay(i.row.DoneOn) }},
		{"today", now, func(i *item) ref.Val { return types.Timestamp{Time: i.pass.today} }},
		{"deadline", text, func(i *item) ref.Val { return i.text(ledger.FieldDeadline) }},
		{"result", text, func(i *item) ref.Val { return i.text(ledger.FieldResult) }},
		{"reason", text, func(i *item) ref.Val { return i.text(ledger.FieldReason) }},
		{"explanation", text, func(i *item) ref.Val { return i.text(ledger.FieldExplanation) }},
		{"remark", text, func(i *item) ref.Val { return i.text(ledger.FieldRemark) }},
		{"list", text, func(i *item) ref.Val { return types.String(i.list.Name) }},
		{"tab", text, func(i *item) ref.Val { return types.String(i.list.Title) }},
		{"row", number, func(i *item) ref.Val { return types.Int(i.row.Row + 1) }},
	}
}

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

func (i *item) text(f ledger.Field) ref.Val { return types.String(i.row.Texts[f]) }

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

// ConvertToNative, ConvertToType, Equal, Type and Value make item a value of
// the language.
func (i *item) ConvertToNative(reflect.Type) (any, error) {
	return nil, errors.New("an item is no value of another type")
}

// ConvertToType implements [ref.Val].
func (i *item) ConvertToType(t ref.Type) ref.Val {
	if t == types.TypeType {
		return itemType
	}
	return types.NewErr("an item is no value of another type")
}

// Equal implements [ref.Val].
func (i *item) Equal(other ref.Val) ref.Val { return types.Bool(ref.Val(i) == other) }

// Type implements [ref.Val].
func (i *item) Type() ref.Type { return itemType }

// Value implements [ref.Val].
func (i *item) Value() any { return i }

// ResolveName implements [cel.Activation].
func (i *item) ResolveName(name string) (any, bool) {
	if name == "item" {
		return i, true
	}
	return nil, false
}

// Parent implements [cel.Activation].
func (i *item) Parent() cel.Activation { return nil }

// provider adds the type of item to a type provider.
type provider struct {
	types.Provider
	names  []string
	fields map[string]*types.FieldType
}

func newProvider(base types.Provider) *provider {
	p := &provider{Provider: base, fields: map[string]*types.FieldType{}}
	for _, f := range fields() {
		p.names = append(p.names, f.name)
		p.fields[f.name] = &types.FieldType{
			Type:    f.kind.cel,
			IsSet:   func(on any) bool { i, ok := on.(*item); return ok && isSet(f.get(i)) },
			GetFrom: func(on any) (any, error) { return valueOf(f, on) },
		}
	}
	slices.Sort(p.names)
	return p
}

func valueOf(f field, on any) (any, error) {
	i, ok := on.(*item)
	if !ok {
		return nil, errors.New("no item")
	}
	return f.get(i), nil
}

// isSet reports whether has() finds a value: what is not absent, "" or [].
func isSet(v ref.Val) bool {
	switch v := v.(type) {
	case *types.Optional:
		return v.HasValue()
	case types.String:
		return v != ""
	case interface{ Size() ref.Val }:
		return v.Size() != types.IntZero
	}
	return true
}

// FindStructType implements [types.Provider].
func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if name == itemType.TypeName() {
		return types.NewTypeTypeWithParam(itemType), true
	}
	return p.Provider.FindStructType(name)
}

// FindStructFieldNames implements [types.Provider].
func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	if name == itemType.TypeName() {
		return slices.Clone(p.names), true
	}
	return p.Provider.FindStructFieldNames(name)
}

// FindStructFieldType implements [types.Provider].
func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	if name == itemType.TypeName() {
		f, ok := p.fields[field]
		return f, ok
	}
	return p.Provider.FindStructFieldType(name, field)
}

// NewValue implements [types.Provider]; nobody can make an item.
func (p *provider) NewValue(name string, fields map[string]ref.Val) ref.Val {
	if name == itemType.TypeName() {
		return types.NewErr("an item cannot be made")
	}
	return p.Provider.NewValue(name, fields)
}
