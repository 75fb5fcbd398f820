package expr

import (
	"errors"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/functions"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// errAbsent is what comes of comparing or computing with what is absent. It is
// no mistake: a condition that ends in it is not met.
var errAbsent = errors.New("absent")

// absent returns a new error value each time, because the library marks those
// that pass through it with their place.
func absent() ref.Val { return types.WrapErr(errAbsent) }

// operator is an operator that takes optional sides too.
type operator struct {
	symbol, id string
	days       bool // takes days too
	result     *cel.Type
	apply      func(a, b ref.Val) ref.Val
}

func optionalOperators() []operator {
	compare := func(holds func(types.Int) bool) func(a, b ref.Val) ref.Val {
		return func(a, b ref.Val) ref.Val {
			c, ok := a.(traits.Comparer)
			if !ok {
				return types.MaybeNoSuchOverloadErr(a)
			}
			n, ok := c.Compare(b).(types.Int)
			if !ok {
				return types.MaybeNoSuchOverloadErr(b)
			}
			return types.Bool(holds(n))
		}
	}
	return []operator{
		{operators.Less, "less", true, cel.BoolType, compare(func(n types.Int) bool { return n < 0 })},
		{operators.LessEquals, "less_equals", true, cel.BoolType, compare(func(n types.Int) bool { return n <= 0 })},
		{operators.Greater, "greater", true, cel.BoolType, compare(func(n types.Int) bool { return n > 0 })},
		{operators.GreaterEquals, "greater_equals", true, cel.BoolType, compare(func(n types.Int) bool { return n >= 0 })},
		{operators.Add, "add", false, cel.IntType, calculate(types.Int.Add)},
		{operators.Subtract, "subtract", false, cel.IntType, calculate(types.Int.Subtract)},
		{operators.Multiply, "multiply", false, cel.IntType, calculate(types.Int.Multiply)},
		{operators.Divide, "divide", false, cel.IntType, calculate(types.Int.Divide)},
		{operators.Modulo, "modulo", false, cel.IntType, calculate(types.Int.Modulo)},
	}
}

func calculate(f func(types.Int, ref.Val) ref.Val) func(a, b ref.Val) ref.Val {
	return func(a, b ref.Val) ref.Val {
		n, ok := a.(types.Int)
		if !ok {
			return types.MaybeNoSuchOverloadErr(a)
		}
		return f(n, b)
	}
}

// optionalOverloads declares the operators for optional sides, and returns how
// each overload is computed. The operators of the library are bound as a
// whole and take no bindings beside theirs, so the bindings go to the program.
func optionalOverloads() ([]cel.EnvOption, []*functions.Overload) {
	var options []cel.EnvOption
	var bindings []*functions.Overload
	for _, op := range optionalOperators() {
		var overloads []cel.FunctionOpt
		for _, t := range []struct {
			name          string
			plain, option *cel.Type
		}{{"int", cel.IntType, optionalInt}, {"day", cel.TimestampType, optionalDay}} {
			if t.name == "day" && !op.days {
				continue
			}
			for _, sides := range []struct {
				name string
				a, b *cel.Type
			}{{"oo", t.option, t.option}, {"op", t.option, t.plain}, {"po", t.plain, t.option}} {
				id := op.id + "_optional_" + t.name + "_" + sides.name
				overloads = append(overloads, cel.Overload(id, []*cel.Type{sides.a, sides.b}, op.result))
				bindings = append(bindings, &functions.Overload{Operator: id, Binary: withValues(op.apply)})
			}
		}
		options = append(options, cel.Function(op.symbol, overloads...))
	}
	return options, bindings
}

// withValues calls f with what optional sides hold; where one holds nothing,
// the result is absent.
func withValues(f func(a, b ref.Val) ref.Val) functions.BinaryOp {
	return func(a, b ref.Val) ref.Val {
		a, okA := value(a)
		b, okB := value(b)
		if !okA || !okB {
			return absent()
		}
		return f(a, b)
	}
}

// value returns what an optional value holds, and false where it is absent.
func value(v ref.Val) (ref.Val, bool) {
	if o, ok := v.(*types.Optional); ok {
		if !o.HasValue() {
			return nil, false
		}
		return o.GetValue(), true
	}
	return v, true
}
