package calc

import "strconv"

// lookupFunction returns the functions that look values up.
func lookupFunction(name string) (function, bool) {
	switch name {
	case "XLOOKUP":
		return direct(3, 6, xlookup)
	case "XMATCH":
		return direct(2, 4, xmatch)
	case "MATCH":
		return direct(2, 3, match)
	case "VLOOKUP":
		return direct(3, 4, vlookup)
	}
	return function{}, false
}

// keysAndFinder evaluates what XLOOKUP and XMATCH have in common: the keys,
// and the row or column with how it is searched. Both ignore diacritics where
// the source says so.
func (ev *evaluator) keysAndFinder(c *call, modeArg int) (Array, *finder, Value) {
	keys := ev.values(c.arg(ev, 0))
	if keys.Rows*keys.Cols == 1 && keys.first().Kind == Error {
		return keys, nil, keys.first()
	}
	in := c.arg(ev, 1)
	if in.failed() {
		return keys, nil, in.arr.first()
	}
	mode, bad := ev.singleInt(c.arg(ev, modeArg), matchExact)
	if bad.Kind == Error {
		return keys, nil, bad
	}
	order, bad := ev.singleInt(c.arg(ev, modeArg+1), 1)
	if bad.Kind == Error {
		return keys, nil, bad
	}
	if mode < matchPrevious || mode > matchWildcard {
		return keys, nil, ev.fail(ValueError, OutOfRange, c.name, strconv.Itoa(mode))
	}
	if order == 0 || order < -2 || order > 2 {
		return keys, nil, ev.fail(ValueError, OutOfRange, c.name, strconv.Itoa(order))
	}
	f, ok := ev.newFinder(in, mode, keys.Rows*keys.Cols)
	if !ok {
		return keys, nil, ev.fail(ValueError, NotARange, c.name)
	}
	f.backward = order < 0
	f.marks = ev.fold
	f.blanks = true
	return keys, f, Value{}
}

// notFound is the error for a key.
func (ev *evaluator) notFound(c *call, v Value) Value {
	s, _ := ev.text(v)
	return ev.fail(NotAvailable, NotFound, s, c.name)
}

// xlookup returns for one key the row or column of the result range as a
// reference, so that an empty cell stays blank; for an array of keys the
// first value of each.
func xlookup(ev *evaluator, c *call) operand {
	keys, f, bad := ev.keysAndFinder(c, 4)
	if bad.Kind == Error {
		return valueOf(bad)
	}
	result := c.arg(ev, 2)
	if result.failed() {
		return result
	}
	across := false // the keys stand in a row
	rows, cols := result.size()
	if inRows, inCols := f.in.size(); inRows == 1 && inCols == cols && (inCols > 1 || rows > 1) {
		across = true
	} else if inRows != rows {
		return valueOf(ev.fail(ValueError, SizeMismatch, c.name))
	}
	without := c.arg(ev, 3)
	pick := func(i int) operand {
		if across {
			return result.part(0, i+1)
		}
		return result.part(i+1, 0)
	}
	if keys.Rows*keys.Cols == 1 {
		i := f.find(keys.first())
		switch {
		case i >= 0:
			return pick(i)
		case !without.missing:
			return without
		}
		return valueOf(ev.notFound(c, keys.first()))
	}
	instead := ev.values(without)
	return arrayOf(ev.broadcast(c.name, []Array{keys, instead}, func(v []Value) Value {
		if v[0].Kind == Error {
			return v[0]
		}
		i := f.find(v[0])
		switch {
		case i < 0 && without.missing:
			return ev.notFound(c, v[0])
		case i < 0:
			return v[1]
		case !result.isRef:
			return pick(i).arr.first()
		case across:
			return ev.cell(result.area, 0, i)
		}
		return ev.cell(result.area, i, 0)
	}))
}

// found makes the result of a lookup for a place out of it, key by key.
func (ev *evaluator) found(c *call, keys Array, place func(Value) int) operand {
	return arrayOf(ev.broadcast(c.name, []Array{keys}, func(v []Value) Value {
		if v[0].Kind == Error {
			return v[0]
		}
		i := place(v[0])
		if i < 0 {
			return ev.notFound(c, v[0])
		}
		return NumberValue(float64(i + 1))
	}))
}

func xmatch(ev *evaluator, c *call) operand {
	keys, f, bad := ev.keysAndFinder(c, 2)
	if bad.Kind == Error {
		return valueOf(bad)
	}
	return ev.found(c, keys, f.find)
}

// match is MATCH: 1 for a range sorted upwards, which is the default, -1 for
// one sorted downwards, 0 for the first that is equal, with wildcards.
func match(ev *evaluator, c *call) operand {
	keys, in := ev.values(c.arg(ev, 0)), c.arg(ev, 1)
	order := 1
	if len(c.args) > 2 {
		var bad Value
		if order, bad = ev.singleInt(c.arg(ev, 2), 0); bad.Kind == Error {
			return valueOf(bad)
		}
	}
	if in.failed() {
		return in
	}
	f, ok := ev.newFinder(in, matchWildcard, keys.Rows*keys.Cols)
	if !ok {
		return valueOf(ev.fail(NotAvailable, NotARange, c.name))
	}
	return ev.found(c, keys, func(v Value) int {
		if order == 0 {
			return f.find(v)
		}
		return f.sorted(v, min(max(order, -1), 1))
	})
}

// vlookup is VLOOKUP: by the first column of a range, sorted unless the last
// argument is FALSE; then with wildcards.
func vlookup(ev *evaluator, c *call) operand {
	keys, in, columns := ev.values(c.arg(ev, 0)), c.arg(ev, 1), ev.values(c.arg(ev, 2))
	if in.failed() {
		return in
	}
	sorted := true
	if len(c.args) > 3 {
		var bad Value
		if sorted, bad = ev.truth(ev.single(c.arg(ev, 3))); bad.Kind == Error {
			return valueOf(bad)
		}
	}
	if in.missing {
		return valueOf(ev.fail(ValueError, NotARange, c.name))
	}
	f, _ := ev.newFinder(in.part(0, 1), matchWildcard, keys.Rows*keys.Cols)
	_, cols := in.size()
	return arrayOf(ev.broadcast(c.name, []Array{keys, columns}, func(v []Value) Value {
		if v[0].Kind == Error {
			return v[0]
		}
		col, bad := ev.integer(v, 1, 0)
		switch {
		case bad.Kind == Error:
			return bad
		case col < 1:
			return ev.fail(ValueError, OutOfRange, c.name, strconv.Itoa(col))
		case col > cols:
			return ev.fail(Ref, OutOfRange, c.name, strconv.Itoa(col))
		}
		i := -1
		if sorted {
			i = f.sorted(v[0], 1)
		} else {
			i = f.find(v[0])
		}
		switch {
		case i < 0:
			return ev.notFound(c, v[0])
		case in.isRef:
			return ev.cell(in.area, i, col-1)
		}
		return in.arr.At(i, col-1)
	}))
}
