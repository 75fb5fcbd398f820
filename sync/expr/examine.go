package expr

import (
	"maps"
	"slices"
	"strconv"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// leastAmount is the amount in đồng below which nobody compares: 100 stands
// for 100 triệu or tỷ that somebody forgot to write.
const leastAmount = 1_000

// examine finds what is well typed and yet a mistake.
func examine(source string, src []rune, checked *cel.Ast, kind Kind) []error {
	var mistakes []error
	add := func(id int64, message, hint string) {
		p := checked.NativeRep().SourceInfo().GetStartLocation(id)
		mistakes = append(mistakes, at(source, src, offsetOf(src, p.Line(), p.Column()), message, hint))
	}
	whole := map[int64]bool{} // uses of item itself
	shadowed := false
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			whole[e.ID()] = e.AsIdent() == "item"
		case ast.SelectKind:
			whole[e.AsSelect().Operand().ID()] = false
		case ast.StructKind, ast.MapKind:
			add(e.ID(), "a value in braces means nothing here", "")
		case ast.CallKind:
			call := e.AsCall()
			args := call.Args()
			switch call.FunctionName() {
			case operators.OptSelect, moneyCall:
				whole[args[0].ID()] = false
			case "date":
				if text, ok := literal[types.String](args[0]); ok {
					if _, ok := parseDay(string(text)); !ok {
						add(args[0].ID(), strconv.Quote(string(text))+" is no day", `write "31/12/2020" or "2020-12-31"`)
					}
				}
			case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals, operators.Equals, operators.NotEquals:
				for i, a := range args {
					n, ok := literal[types.Int](a)
					if ok && n != 0 && n > -leastAmount && n < leastAmount && isAmount(args[1-i]) {
						number := strconv.FormatInt(int64(n), 10)
						add(a.ID(), "amounts are whole đồng, and "+number+" is "+number+" đồng",
							"do you mean triệu("+number+") or tỷ("+number+")?")
					}
				}
			}
		case ast.ComprehensionKind:
			if v := e.AsComprehension().IterVar(); v == "item" {
				shadowed = true
				add(e.ID(), "item names the item already", "use another name, such as x")
			}
		}
	}))
	for _, id := range slices.Sorted(maps.Keys(whole)) {
		if whole[id] && !shadowed {
			add(id, "item alone says nothing", "name one of its fields: item.total")
		}
	}
	out := checked.OutputType()
	switch {
	case kind == Condition && !out.IsExactType(cel.BoolType):
		mistakes = append(mistakes, at(source, src, 0, "must be true or false, and is "+typeName(cel.FormatCELType(out)), "compare it with something"))
	case kind == Value && !shown(out):
		mistakes = append(mistakes, at(source, src, 0, "cannot be shown in a text, being "+typeName(cel.FormatCELType(out)),
			`write x ? "…" : "…" for true/false`))
	}
	return mistakes
}

// literal returns what an expression states outright.
func literal[T any](e ast.Expr) (T, bool) {
	if e.Kind() == ast.LiteralKind {
		v, ok := e.AsLiteral().(T)
		return v, ok
	}
	var zero T
	return zero, false
}

// isAmount reports whether an expression is an amount of item, with or without
// orValue() or value().
func isAmount(e ast.Expr) bool {
	if e.Kind() == ast.CallKind {
		switch call := e.AsCall(); call.FunctionName() {
		case "orValue", "value":
			return call.IsMemberFunction() && isAmount(call.Target())
		}
		return false
	}
	name, ok := itemField(e)
	if !ok {
		return false
	}
	for _, f := range fields() {
		if f.name == name {
			return f.kind.label == amountLabel
		}
	}
	return false
}
