package expr

import (
	"errors"
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/functions"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/stdlib"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
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
}

func optionalOperators() []operator {
	return []operator{
		{operators.Less, "less", true, cel.BoolType},
		{operators.LessEquals, "less_equals", true, cel.BoolType},
		{operators.Greater, "greater", true, cel.BoolType},
		{operators.GreaterEquals, "greater_equals", true, cel.BoolType},
		{operators.Add, "add", false, cel.IntType},
		{operators.Subtract, "subtract", false, cel.IntType},
		{operators.Multiply, "multiply", false, cel.IntType},
		{operators.Divide, "divide", false, cel.IntType},
		{operators.Modulo, "modulo", false, cel.IntType},
	}
}

// standard declares the standard library: without the functions that hide
// types, and with operators that take optional sides. An operator of the
// library is bound as a whole and takes no bindings beside its own, so these
// are declared anew, with the library's overloads and ours, and computed by
// the library on what the sides hold.
func standard() ([]cel.EnvOption, error) {
	known := map[string]*decls.FunctionDecl{}
	for _, f := range stdlib.Functions() {
		known[f.Name()] = f
	}
	without := []*env.Function{{Name: "dyn"}, {Name: "type"}}
	var options []cel.EnvOption
	for _, op := range optionalOperators() {
		f, err := op.declare(known[op.symbol])
		if err != nil {
			return nil, err
		}
		options = append(options, f)
		without = append(without, &env.Function{Name: op.symbol})
	}
	library := cel.StdLib(cel.StdLibSubset(&env.LibrarySubset{ExcludeFunctions: without}))
	return append([]cel.EnvOption{library, cel.OptionalTypes()}, options...), nil
}

// declare declares the operator, given how the library declares it.
func (op operator) declare(known *decls.FunctionDecl) (cel.EnvOption, error) {
	bindings, err := known.Bindings()
	if err != nil || len(bindings) != 1 || bindings[0].Binary == nil {
		return nil, fmt.Errorf("the library binds %s otherwise than expected (%w)", op.symbol, err)
	}
	parts := []cel.FunctionOpt{decls.SingletonBinaryBinding(withValues(bindings[0].Binary))}
	for _, o := range known.OverloadDecls() {
		parts = append(parts, decls.Overload(o.ID(), o.ArgTypes(), o.ResultType()))
	}
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
			parts = append(parts, cel.Overload(id, []*cel.Type{sides.a, sides.b}, op.result))
		}
	}
	return cel.Function(op.symbol, parts...), nil
}

// withValues calls f with what optional sides hold; where one holds nothing,
// the result is absent.
func withValues(f functions.BinaryOp) functions.BinaryOp {
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
