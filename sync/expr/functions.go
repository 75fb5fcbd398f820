package expr

import (
	"math"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Functions lists the functions of the language beside those of the Common
// Expression Language (contains, startsWith, size, exists …).
func Functions() []Entry {
	var entries []Entry
	for _, f := range []struct{ name, call, key string }{
		{"tỷ", "tỷ(number) → amount", "billion"},
		{"triệu", "triệu(number) → amount", "million"},
		{"nghìn", "nghìn(number) → amount", "thousand"},
		{"date", "date(text) → day", "date"},
		{"days", "days(from, to) → number", "days"},
		{"same", "same(text, text) → true/false", "same"},
		{"mentions", "mentions(text, part) → true/false", "mentions"},
		{"money", "money(amount) → text", "money"},
		{"text", "text(day or number) → text", "text"},
		{"orValue", "x.orValue(y)", "orValue"},
		{"hasValue", "x.hasValue() → true/false", "hasValue"},
	} {
		entries = append(entries, Entry{f.name, f.call, "expr/function/" + f.key, "expr/call/" + f.key})
	}
	return entries
}

// moneyCall is what money(x) becomes: the item knows the unit of its list and
// the language of the message.
const moneyCall = "money@item"

// ownFunctions declares the functions of the language.
func ownFunctions() []cel.EnvOption {
	str, num, day := cel.StringType, cel.IntType, cel.TimestampType
	options := []cel.EnvOption{
		cel.Function("date", cel.Overload("date_string", []*cel.Type{str}, day, cel.UnaryBinding(date))),
		cel.Function("same", cel.Overload("same_string_string", []*cel.Type{str, str}, cel.BoolType, cel.BinaryBinding(same))),
		cel.Function("mentions", cel.Overload("mentions_string_string", []*cel.Type{str, str}, cel.BoolType, cel.BinaryBinding(mentions))),
		cel.Function("days",
			cel.Overload("days_day_day", []*cel.Type{day, day}, num, cel.BinaryBinding(withValues(days))),
			cel.Overload("days_opt_day", []*cel.Type{optionalDay, day}, num, cel.BinaryBinding(withValues(days))),
			cel.Overload("days_day_opt", []*cel.Type{day, optionalDay}, num, cel.BinaryBinding(withValues(days))),
			cel.Overload("days_opt_opt", []*cel.Type{optionalDay, optionalDay}, num, cel.BinaryBinding(withValues(days)))),
		cel.Function("text",
			cel.Overload("text_day", []*cel.Type{day}, str, cel.UnaryBinding(asText)),
			cel.Overload("text_int", []*cel.Type{num}, str, cel.UnaryBinding(asText)),
			cel.Overload("text_opt_day", []*cel.Type{optionalDay}, str, cel.UnaryBinding(asText)),
			cel.Overload("text_opt_int", []*cel.Type{optionalInt}, str, cel.UnaryBinding(asText))),
		cel.Function(moneyCall,
			cel.Overload("money_int", []*cel.Type{itemType, num}, str, cel.BinaryBinding(money)),
			cel.Overload("money_opt_int", []*cel.Type{itemType, optionalInt}, str, cel.BinaryBinding(money))),
		cel.Macros(cel.GlobalMacro("money", 1, func(f cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
			return f.NewCall(moneyCall, f.NewIdent("item"), args[0]), nil
		})),
	}
	for exponent, names := range map[int32][]string{9: {"ty", "billion"}, 6: {"trieu", "million"}, 3: {"nghin", "thousand"}} {
		f := times(exponent)
		for _, name := range names {
			options = append(options, cel.Function(name,
				cel.Overload(name+"_int", []*cel.Type{num}, num, cel.UnaryBinding(f)),
				cel.Overload(name+"_double", []*cel.Type{cel.DoubleType}, num, cel.UnaryBinding(f))))
		}
	}
	return options
}

// times returns the function that makes đồng of thousands, millions or
// billions of đồng: 1.5 means the decimal number that is written, exactly.
func times(exponent int32) func(ref.Val) ref.Val {
	return func(v ref.Val) ref.Val {
		var d decimal.Decimal
		switch v := v.(type) {
		case types.Int:
			d = decimal.NewFromInt(int64(v))
		case types.Double:
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return types.WrapErr(errOverflow)
			}
			d = decimal.NewFromFloat(float64(v))
		default:
			return types.MaybeNoSuchOverloadErr(v)
		}
		if amount, ok := value(optAmount(d.Shift(exponent))); ok {
			return amount
		}
		return types.WrapErr(errOverflow)
	}
}

// parseDay reads a day as people or files write it.
func parseDay(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.DateOnly, "2/1/2006"} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1 {
			return t, true
		}
	}
	return time.Time{}, false
}

func date(v ref.Val) ref.Val {
	s, _ := v.(types.String)
	if t, ok := parseDay(string(s)); ok {
		return types.Timestamp{Time: t}
	}
	return types.WrapErr(errDay)
}

func days(from, to ref.Val) ref.Val {
	a, okA := from.(types.Timestamp)
	b, okB := to.(types.Timestamp)
	if !okA || !okB {
		return types.NoSuchOverloadErr()
	}
	const day = 24 * 60 * 60
	return types.Int(floorDiv(b.Unix(), day) - floorDiv(a.Unix(), day))
}

func floorDiv(n, by int64) int64 {
	q := n / by
	if n%by < 0 {
		q--
	}
	return q
}

func same(a, b ref.Val) ref.Val {
	x, y := folded(a), folded(b)
	return types.Bool(x == y)
}

func mentions(a, b ref.Val) ref.Val {
	part := folded(b)
	return types.Bool(part != "" && strings.Contains(folded(a), part))
}

func folded(v ref.Val) string {
	s, _ := v.(types.String)
	return ledger.Fold(string(s))
}

// asText writes a day as dd/mm/yyyy and a number in plain digits; what is
// absent is "".
func asText(v ref.Val) ref.Val {
	v, ok := value(v)
	if !ok {
		return types.String("")
	}
	switch v := v.(type) {
	case types.Timestamp:
		return types.String(v.Format("02/01/2006"))
	case types.Int:
		return v.ConvertToType(types.StringType)
	}
	return types.NoSuchOverloadErr()
}

func money(on, v ref.Val) ref.Val {
	i, ok := on.(*item)
	if !ok {
		return types.NoSuchOverloadErr()
	}
	v, ok = value(v)
	if !ok {
		return types.String(dash)
	}
	n, ok := v.(types.Int)
	if !ok {
		return types.NoSuchOverloadErr()
	}
	amount := rule.Money{Value: decimal.NewFromInt(int64(n)), Unit: i.list.Unit}
	if amount.Unit.IsZero() {
		amount.Unit = ledger.Unit{Label: "đồng", Factor: decimal.NewFromInt(1)}
	}
	if i.print == nil {
		return types.String(amount.Value.String())
	}
	return types.String(i.print.Money(amount))
}
