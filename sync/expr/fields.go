package expr

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
)

// Entry describes a field or function of the language for people.
type Entry struct {
	Name string
	// Type is the type of a field ("text", "amount?", where "?" marks what may
	// be absent), or how a function is called ("days(from, to) → number").
	Type string
	// Key is the key of its description in the catalogue, TypeKey that of its
	// type in people's language.
	Key, TypeKey string
}

// Fields lists the fields of item, in the order in which they are explained.
func Fields() []Entry {
	var entries []Entry
	for _, f := range fields() {
		entries = append(entries, Entry{
			Name: "item." + f.name, Type: f.kind.label,
			Key: "expr/field/" + f.name, TypeKey: "expr/type/" + f.kind.label,
		})
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
