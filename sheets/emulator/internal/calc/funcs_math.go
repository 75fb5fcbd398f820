package calc

import (
	"math"
	"strconv"
	"time"
)

// mathFunction returns the functions of numbers.
func mathFunction(name string) (function, bool) {
	switch name {
	case "SUM", "MIN", "MAX", "AVERAGE", "COUNT":
		code := map[string]int{"AVERAGE": 1, "COUNT": 2, "MAX": 4, "MIN": 5, "SUM": 9}[name]
		return direct(1, -1, func(ev *evaluator, c *call) operand { return valueOf(ev.total(c, code)) })
	case "SUBTOTAL":
		return direct(2, -1, func(ev *evaluator, c *call) operand { return valueOf(ev.subtotal(c)) })
	case "ABS":
		return strict(1, 1, func(ev *evaluator, v []Value) Value {
			f, bad := ev.number(v[0])
			if bad.Kind == Error {
				return bad
			}
			return NumberValue(math.Abs(f))
		})
	case "ROUND":
		return strict(1, 2, round)
	case "DATE":
		return strict(3, 3, date)
	case "VALUE":
		return strict(1, 1, func(ev *evaluator, v []Value) Value {
			f, bad := ev.number(v[0])
			if bad.Kind == Error {
				return bad
			}
			return NumberValue(f)
		})
	case "N":
		return strict(1, 1, func(ev *evaluator, v []Value) Value {
			if v[0].Kind == Text {
				return NumberValue(0)
			}
			f, _ := ev.number(v[0])
			return NumberValue(f)
		})
	}
	return function{}, false
}

// round is ROUND, halves away from zero. The number is taken by its 15
// digits, so that 1.005 rounds to 1.01.
func round(ev *evaluator, v []Value) Value {
	f, bad := ev.number(v[0])
	if bad.Kind == Error {
		return bad
	}
	places, bad := ev.integer(v, 1, 0)
	if bad.Kind == Error {
		return bad
	}
	if places > 300 || f == 0 {
		return NumberValue(f)
	}
	if places < -300 {
		return NumberValue(0)
	}
	scale := math.Pow10(places)
	scaled, err := strconv.ParseFloat(strconv.FormatFloat(f*scale, 'g', 15, 64), 64)
	if err != nil || math.IsInf(scaled, 0) {
		return NumberValue(f)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(math.Round(scaled), 'f', 0, 64)+"e"+strconv.Itoa(-places), 64)
	if err != nil {
		return NumberValue(f)
	}
	return NumberValue(rounded)
}

// date is DATE. Months and days beyond their range run on; years below 1900
// count from there.
func date(ev *evaluator, v []Value) Value {
	var n [3]int
	for i := range n {
		var bad Value
		if n[i], bad = ev.integer(v, i, 0); bad.Kind == Error {
			return bad
		}
		if n[i] < -100_000 || n[i] > 100_000 {
			return ev.fail(Num, OutOfRange, "DATE", strconv.Itoa(n[i]))
		}
	}
	if n[0] < 1900 {
		n[0] += 1900
	}
	days := serial(time.Date(n[0], time.Month(n[1]), n[2], 0, 0, 0, 0, time.UTC))
	if days < 0 {
		return ev.fail(Num, OutOfRange, "DATE", ev.loc.FormatNumber(days))
	}
	return NumberValue(days)
}

// tally gathers numbers.
type tally struct {
	n              int // numbers
	filled         int // values that are not blank
	sum, low, high float64
	product        float64
	numbers        []float64 // kept for variances alone
}

func (t *tally) add(f float64, keep bool) {
	if t.n == 0 {
		t.low, t.high, t.product = f, f, 1
	}
	t.n++
	t.sum += f
	t.product *= f
	t.low, t.high = min(t.low, f), max(t.high, f)
	if keep {
		t.numbers = append(t.numbers, f)
	}
}

// result returns what a code of SUBTOTAL makes of the numbers.
func (t *tally) result(ev *evaluator, code int) Value {
	switch code {
	case 1:
		if t.n == 0 {
			return ev.fail(DivideByZero, DividedByZero)
		}
		return ev.finite(t.sum / float64(t.n))
	case 2:
		return NumberValue(float64(t.n))
	case 3:
		return NumberValue(float64(t.filled))
	case 4:
		return NumberValue(t.high)
	case 5:
		return NumberValue(t.low)
	case 6:
		return ev.finite(t.product)
	case 9:
		return ev.finite(t.sum)
	}
	return t.variance(ev, code)
}

// variance is 7 (deviation) and 10 (variance) of a sample, 8 and 11 of all.
func (t *tally) variance(ev *evaluator, code int) Value {
	n := float64(t.n)
	if code == 7 || code == 10 {
		n--
	}
	if n <= 0 {
		return ev.fail(DivideByZero, DividedByZero)
	}
	mean, squares := t.sum/float64(t.n), 0.0
	for _, f := range t.numbers {
		squares += (f - mean) * (f - mean)
	}
	if code < 9 {
		return ev.finite(math.Sqrt(squares / n))
	}
	return ev.finite(squares / n)
}

// total runs over all values of the arguments. In ranges and arrays only
// numbers count; a single argument is made a number. COUNT passes over errors.
func (ev *evaluator) total(c *call, code int) Value {
	var t tally
	for i := range c.args {
		op := c.arg(ev, i)
		alone := !op.isRef && !op.missing && op.arr.Rows*op.arr.Cols == 1
		for _, v := range ev.array(op).cells {
			if v.Kind == Number {
				t.add(v.Num, false)
				continue
			}
			if v.Kind == Error || alone && v.Kind != Blank {
				f, bad := ev.number(v)
				if bad.Kind == Error {
					if code == 2 {
						continue
					}
					return bad
				}
				t.add(f, false)
			}
		}
	}
	return t.result(ev, code)
}

// subtotal is SUBTOTAL: over ranges, without the cells that are subtotals and
// the rows that a filter hides; from 101 on without all hidden rows.
func (ev *evaluator) subtotal(c *call) Value {
	code, bad := ev.singleInt(c.arg(ev, 0), 0)
	if bad.Kind == Error {
		return bad
	}
	manual := code > 100
	if manual {
		code -= 100
	}
	if code < 1 || code > 11 {
		return ev.fail(ValueError, OutOfRange, c.name, strconv.Itoa(code))
	}
	filtered, _ := ev.src.(Filtered)
	var t tally
	for i := 1; i < len(c.args); i++ {
		a, bad := ev.needRange(c.arg(ev, i), c.name)
		if bad.Kind == Error {
			return bad
		}
		for row := range a.rows() {
			if filtered != nil && filtered.Hidden(a.sheet, a.top+row, manual) {
				continue
			}
			for col := range a.cols() {
				if filtered != nil && filtered.Subtotal(a.sheet, a.top+row, a.left+col) {
					continue
				}
				v := ev.cell(a, row, col)
				if v.Kind != Blank {
					t.filled++
				}
				switch {
				case v.Kind == Number:
					t.add(v.Num, code > 6 && code != 9)
				case v.Kind == Error && code != 2 && code != 3:
					return v
				}
			}
		}
	}
	return t.result(ev, code)
}
