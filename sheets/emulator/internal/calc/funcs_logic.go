package calc

// logicFunction returns the functions of conditions and errors.
func logicFunction(name string) (function, bool) {
	switch name {
	case "IF":
		return direct(2, 3, choose)
	case "IFS":
		return direct(2, -1, chooseFirst)
	case "IFNA":
		return direct(1, 2, func(ev *evaluator, c *call) operand {
			return ev.replaceErrors(c, func(v Value) bool { return v.Kind == Error && v.Err == NotAvailable })
		})
	case "IFERROR":
		return direct(1, 2, func(ev *evaluator, c *call) operand {
			return ev.replaceErrors(c, func(v Value) bool { return v.Kind == Error })
		})
	case "AND":
		return direct(1, -1, func(ev *evaluator, c *call) operand { return valueOf(ev.all(c, true)) })
	case "OR":
		return direct(1, -1, func(ev *evaluator, c *call) operand { return valueOf(ev.all(c, false)) })
	case "NOT":
		return strict(1, 1, func(ev *evaluator, v []Value) Value {
			b, bad := ev.truth(v[0])
			if bad.Kind == Error {
				return bad
			}
			return BoolValue(!b)
		})
	case "TRUE", "FALSE":
		return lifted(0, 0, func(*evaluator, []Value) Value { return BoolValue(name == "TRUE") })
	case "NA":
		return lifted(0, 0, func(ev *evaluator, _ []Value) Value { return ev.fail(NotAvailable, NotAvailableYet) })
	case "ISNUMBER":
		return isKind(Number)
	case "ISTEXT":
		return isKind(Text)
	case "ISBLANK":
		return isKind(Blank)
	case "ISERROR":
		return isKind(Error)
	}
	return function{}, false
}

func isKind(k Kind) (function, bool) {
	return lifted(1, 1, func(_ *evaluator, v []Value) Value { return BoolValue(v[0].Kind == k) })
}

// choose is IF. With one condition only the chosen argument is evaluated, and
// a reference stays one; with an array of them each cell is chosen.
func choose(ev *evaluator, c *call) operand {
	conditions := ev.values(c.arg(ev, 0))
	if conditions.Rows*conditions.Cols == 1 {
		holds, bad := ev.truth(conditions.first())
		switch {
		case bad.Kind == Error:
			return valueOf(bad)
		case holds:
			return c.arg(ev, 1)
		case len(c.args) == 2:
			return valueOf(BoolValue(false))
		}
		return c.arg(ev, 2)
	}
	otherwise := scalar(BoolValue(false))
	if len(c.args) == 3 {
		otherwise = ev.array(c.arg(ev, 2))
	}
	args := []Array{conditions, ev.array(c.arg(ev, 1)), otherwise}
	return arrayOf(ev.broadcast(c.name, args, func(v []Value) Value {
		holds, bad := ev.truth(v[0])
		switch {
		case bad.Kind == Error:
			return bad
		case holds:
			return v[1]
		}
		return v[2]
	}))
}

// chooseFirst is IFS: the value behind the first condition that holds.
func chooseFirst(ev *evaluator, c *call) operand {
	if len(c.args)%2 != 0 {
		return valueOf(ev.fail(NotAvailable, WrongArguments, c.name))
	}
	if !ev.arrays {
		for i := 0; i < len(c.args); i += 2 {
			holds, bad := ev.truth(ev.single(c.arg(ev, i)))
			if bad.Kind == Error {
				return valueOf(bad)
			}
			if holds {
				return c.arg(ev, i+1)
			}
		}
		return valueOf(ev.fail(NotAvailable, NoCondition))
	}
	return ev.lift(c.name, c.evalAll(ev), func(v []Value) Value {
		for i := 0; i < len(v); i += 2 {
			holds, bad := ev.truth(v[i])
			if bad.Kind == Error {
				return bad
			}
			if holds {
				return v[i+1]
			}
		}
		return ev.fail(NotAvailable, NoCondition)
	})
}

// replaceErrors is IFNA and IFERROR. A result without such an error is given
// back as it is, its link too.
func (ev *evaluator) replaceErrors(c *call, wrong func(Value) bool) operand {
	op := c.arg(ev, 0)
	a := op.arr
	if op.isRef || op.missing {
		a = ev.values(op)
	}
	if a.Rows*a.Cols == 1 {
		if wrong(a.first()) {
			return c.arg(ev, 1)
		}
		return arrayOf(a)
	}
	found := false
	for _, v := range a.cells {
		found = found || wrong(v)
	}
	if !found {
		return arrayOf(a)
	}
	return arrayOf(ev.broadcast(c.name, []Array{a, ev.values(c.arg(ev, 1))}, func(v []Value) Value {
		if wrong(v[0]) {
			return v[1]
		}
		return v[0]
	}))
}

// all is AND, and OR when every is false: over all values of all arguments.
// Texts and blanks in ranges do not count.
func (ev *evaluator) all(c *call, every bool) Value {
	result, counted := every, false
	for i := range c.args {
		op := c.arg(ev, i)
		for _, v := range ev.array(op).cells {
			if v.Kind == Blank || v.Kind == Text && op.isRef {
				continue
			}
			b, bad := ev.truth(v)
			if bad.Kind == Error {
				return bad
			}
			counted = true
			if b != every {
				result = !every
			}
		}
	}
	return BoolValue(result && counted)
}
