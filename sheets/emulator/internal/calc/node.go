package calc

import "strings"

type (
	literal      struct{ v Value }
	errorLiteral struct{ t ErrorType }
	missing      struct{}
	refNode      int    // the index of a reference
	nameNode     string // a name that LET may have given
	unary        struct {
		op string // "-", "+" or "%"
		of node
	}
	binary struct {
		op          string
		left, right node
	}
	rangeNode struct{ from, to node } // two references joined by ":"
	arrayNode struct{ rows [][]node }
	call      struct {
		name string    // in capitals
		fn   *function // nil when there is no such function
		args []node
	}
)

// function is a function that formulas call.
type function struct {
	min, max int // how many arguments it takes; a max of -1 is any number
	run      func(ev *evaluator, c *call) operand
}

func (n literal) eval(*evaluator) operand { return valueOf(n.v) }

func (n errorLiteral) eval(ev *evaluator) operand {
	notice := NotAvailableYet
	switch n.t {
	case Ref:
		notice = NoSuchCell
	case ParseError:
		notice = BadFormula
	case DivideByZero:
		notice = DividedByZero
	}
	return valueOf(ev.fail(n.t, notice))
}

func (missing) eval(*evaluator) operand { return operand{missing: true} }

func (n refNode) eval(ev *evaluator) operand { return ev.reference(&ev.f.refs[n]) }

func (n nameNode) eval(ev *evaluator) operand {
	for b := ev.scope; b != nil; b = b.outer {
		if strings.EqualFold(b.name, string(n)) {
			return b.value
		}
	}
	return valueOf(ev.fail(Name, NoSuchName, string(n)))
}

func (n *unary) eval(ev *evaluator) operand {
	of := n.of.eval(ev)
	return ev.lift(n.op, []operand{of}, func(v []Value) Value {
		if n.op == "+" {
			return v[0]
		}
		f, bad := ev.number(v[0])
		switch {
		case bad.Kind == Error:
			return bad
		case n.op == "%":
			return NumberValue(f / 100)
		}
		return NumberValue(-f)
	})
}

func (n *binary) eval(ev *evaluator) operand {
	args := []operand{n.left.eval(ev), n.right.eval(ev)}
	return ev.lift(n.op, args, func(v []Value) Value { return ev.operate(n.op, v[0], v[1]) })
}

// eval makes the smallest block that holds both references.
func (n *rangeNode) eval(ev *evaluator) operand {
	from, to := n.from.eval(ev), n.to.eval(ev)
	for _, op := range []operand{from, to} {
		if op.isRef {
			continue
		}
		if op.failed() {
			return valueOf(op.arr.first())
		}
		return valueOf(ev.fail(ValueError, NotARange, ":"))
	}
	a, b := from.area, to.area
	if a.sheet != b.sheet {
		return valueOf(ev.fail(ValueError, NotARange, ":"))
	}
	return refOf(area{
		sheet: a.sheet,
		top:   min(a.top, b.top), left: min(a.left, b.left),
		bottom: max(a.bottom, b.bottom), right: max(a.right, b.right),
	})
}

func (n *arrayNode) eval(ev *evaluator) operand {
	var rows []Array
	for _, row := range n.rows {
		parts := make([]Array, len(row))
		for i, part := range row {
			parts[i] = ev.array(part.eval(ev))
		}
		joined, ok := beside(parts)
		if !ok {
			return valueOf(ev.fail(ValueError, RaggedArray))
		}
		rows = append(rows, joined)
	}
	out, ok := below(rows)
	if !ok {
		return valueOf(ev.fail(ValueError, RaggedArray))
	}
	return arrayOf(out)
}

func (n *call) eval(ev *evaluator) operand {
	switch {
	case n.fn == nil:
		return valueOf(ev.fail(Name, NoSuchFunction, n.name))
	case len(n.args) < n.fn.min || n.fn.max >= 0 && len(n.args) > n.fn.max:
		return valueOf(ev.fail(NotAvailable, WrongArguments, n.name))
	}
	return n.fn.run(ev, n)
}

// arg evaluates an argument; one beyond the last is missing.
func (n *call) arg(ev *evaluator, i int) operand {
	if i >= len(n.args) {
		return operand{missing: true}
	}
	return n.args[i].eval(ev)
}

// evalAll evaluates all arguments.
func (n *call) evalAll(ev *evaluator) []operand {
	ops := make([]operand, len(n.args))
	for i := range n.args {
		ops[i] = n.args[i].eval(ev)
	}
	return ops
}
