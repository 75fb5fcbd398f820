package calc

// functionOf returns the function of that name, which is in capitals.
func functionOf(name string) (function, bool) {
	for _, subject := range []func(string) (function, bool){
		referenceFunction, logicFunction, textFunction, mathFunction, countFunction, lookupFunction,
	} {
		if fn, ok := subject(name); ok {
			return fn, true
		}
	}
	return function{}, false
}

// lifted makes a function of single values, which runs over arrays inside
// ARRAYFORMULA.
func lifted(min, max int, fn func(ev *evaluator, v []Value) Value) (function, bool) {
	return function{min: min, max: max, run: func(ev *evaluator, c *call) operand {
		return ev.lift(c.name, c.evalAll(ev), func(v []Value) Value { return fn(ev, v) })
	}}, true
}

// strict is lifted for a function that gives back the first error among its
// arguments.
func strict(min, max int, fn func(ev *evaluator, v []Value) Value) (function, bool) {
	return lifted(min, max, func(ev *evaluator, v []Value) Value {
		for _, a := range v {
			if a.Kind == Error {
				return a
			}
		}
		return fn(ev, v)
	})
}

// direct makes a function that deals with its operands itself.
func direct(min, max int, run func(ev *evaluator, c *call) operand) (function, bool) {
	return function{min: min, max: max, run: run}, true
}

// integer returns an argument as a whole number, and without when there is no
// such argument or it is blank.
func (ev *evaluator) integer(v []Value, i, without int) (int, Value) {
	if i >= len(v) || v[i].Kind == Blank {
		return without, Value{}
	}
	f, bad := ev.number(v[i])
	return clampInt(f), bad
}

// clampInt cuts a number to a whole one that fits every use of it.
func clampInt(f float64) int { return int(max(min(f, 1e15), -1e15)) }

// singleInt is integer for an operand.
func (ev *evaluator) singleInt(op operand, without int) (int, Value) {
	return ev.integer([]Value{ev.single(op)}, 0, without)
}
