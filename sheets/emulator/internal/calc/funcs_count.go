package calc

import "strings"

// countFunction returns the functions that count and add by condition.
func countFunction(name string) (function, bool) {
	switch name {
	case "COUNTA":
		return direct(1, -1, func(ev *evaluator, c *call) operand {
			n := 0
			for i := range c.args {
				for _, v := range ev.array(c.arg(ev, i)).cells {
					if v.Kind != Blank {
						n++
					}
				}
			}
			return valueOf(NumberValue(float64(n)))
		})
	case "COUNTIF":
		return direct(2, 2, countIf)
	case "SUMIF":
		return direct(2, 3, sumIf)
	}
	return function{}, false
}

// condition is what COUNTIF and SUMIF compare with.
type condition struct {
	op    string // "=", "<>", "<", "<=", ">" or ">="
	value Value
	wild  pattern // nil for a text without wildcards
	blank bool    // "" was given: a blank is equal to it
}

// conditionOf reads a criterion: a value, or a text that begins with an
// operator. A text that is a number is compared as one.
func (ev *evaluator) conditionOf(v Value) condition {
	c := condition{op: "=", value: v}
	if v.Kind != Text {
		return c
	}
	rest, written := v.Str, false
	for _, op := range []string{"<>", "<=", ">=", "=", "<", ">"} {
		if after, ok := strings.CutPrefix(v.Str, op); ok {
			c.op, rest, written = op, after, true
			break
		}
	}
	c.blank = rest == "" && !written
	switch f, ok := ev.loc.ParseNumber(rest); {
	case ok:
		c.value = NumberValue(f)
	case strings.EqualFold(rest, "TRUE"), strings.EqualFold(rest, "FALSE"):
		c.value = BoolValue(strings.EqualFold(rest, "TRUE"))
	case rest == "":
		c.value = Value{}
	default:
		c.value = TextValue(rest)
		if hasWildcard(rest) {
			c.wild = newPattern(rest)
		}
	}
	return c
}

// holds reports whether a value meets the condition.
func (c condition) holds(ev *evaluator, v Value) bool {
	switch c.op {
	case "=":
		return c.same(ev, v)
	case "<>":
		return !c.same(ev, v)
	}
	if v.Kind != c.value.Kind || v.Kind == Blank || v.Kind == Error {
		return false
	}
	n := compare(v, c.value)
	switch c.op {
	case "<":
		return n < 0
	case "<=":
		return n <= 0
	case ">":
		return n > 0
	}
	return n >= 0
}

func (c condition) same(ev *evaluator, v Value) bool {
	switch {
	case c.value.Kind == Blank:
		return v.Kind == Blank || c.blank && v == TextValue("")
	case v.Kind == Text && c.wild != nil:
		return c.wild.match(foldCase(v.Str))
	case v.Kind == Text && c.value.Kind == Number:
		f, ok := ev.loc.ParseNumber(v.Str)
		return ok && f == c.value.Num
	}
	return v.Kind == c.value.Kind && v.Kind != Error && equal(v, c.value)
}

// countIf is COUNTIF. Texts without wildcards are counted by an index when
// there are many of them.
func countIf(ev *evaluator, c *call) operand {
	in, criteria := c.arg(ev, 0), ev.values(c.arg(ev, 1))
	var counts table
	return arrayOf(ev.broadcast(c.name, []Array{criteria}, func(v []Value) Value {
		if v[0].Kind == Error {
			return NumberValue(0)
		}
		cond := ev.conditionOf(v[0])
		if cond.op == "=" && cond.wild == nil && cond.value.Kind == Text && ev.indexed(in, len(criteria.cells)) {
			if counts == nil {
				counts = ev.tableOf(in, false)
			}
			k, _ := keyOf(cond.value, false)
			return NumberValue(float64(counts[k].count))
		}
		n := 0
		for _, v := range ev.array(in).cells {
			if cond.holds(ev, v) {
				n++
			}
		}
		return NumberValue(float64(n))
	}))
}

// sumIf is SUMIF: it adds up the numbers of the last range, or of the first
// when there is none, that stand where the condition holds. Of the last range
// only the place counts: its size is that of the first.
func sumIf(ev *evaluator, c *call) operand {
	in, criteria := ev.array(c.arg(ev, 0)), ev.values(c.arg(ev, 1))
	sums := in
	if len(c.args) > 2 {
		sums = ev.array(ev.resize(c.arg(ev, 2), in.Rows, in.Cols))
	}
	return arrayOf(ev.broadcast(c.name, []Array{criteria}, func(v []Value) Value {
		cond, sum := ev.conditionOf(v[0]), 0.0
		for i, v := range in.cells {
			r, col := i/in.Cols, i%in.Cols
			if !cond.holds(ev, v) || r >= sums.Rows || col >= sums.Cols {
				continue
			}
			switch s := sums.At(r, col); s.Kind {
			case Number:
				sum += s.Num
			case Error:
				return s
			}
		}
		return ev.finite(sum)
	}))
}

// resize returns the range of that size from the top left of a reference, as
// far as there is a grid. What is no reference stays as it is.
func (ev *evaluator) resize(op operand, rows, cols int) operand {
	if op.isRef {
		height, width, _ := ev.src.Size(op.area.sheet)
		op.area.bottom = min(height, op.area.top+rows)
		op.area.right = min(width, op.area.left+cols)
	}
	return op
}
