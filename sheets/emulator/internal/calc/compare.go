package calc

import (
	"math"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// operate computes a binary operator over two single values.
func (ev *evaluator) operate(op string, a, b Value) Value {
	if a.Kind == Error {
		return a
	}
	if b.Kind == Error {
		return b
	}
	switch op {
	case "&":
		s, _ := ev.text(a)
		t, _ := ev.text(b)
		return TextValue(s + t)
	case "=":
		return BoolValue(equal(a, b))
	case "<>":
		return BoolValue(!equal(a, b))
	case "<":
		return BoolValue(compare(a, b) < 0)
	case "<=":
		return BoolValue(compare(a, b) <= 0)
	case ">":
		return BoolValue(compare(a, b) > 0)
	case ">=":
		return BoolValue(compare(a, b) >= 0)
	}
	x, bad := ev.number(a)
	if bad.Kind == Error {
		return bad
	}
	y, bad := ev.number(b)
	if bad.Kind == Error {
		return bad
	}
	switch op {
	case "+":
		x += y
	case "-":
		x -= y
	case "*":
		x *= y
	case "/":
		if y == 0 {
			return ev.fail(DivideByZero, DividedByZero)
		}
		x /= y
	case "^":
		x = math.Pow(x, y)
	}
	return ev.finite(x)
}

// finite returns a number, or an error for what no cell can hold.
func (ev *evaluator) finite(f float64) Value {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return ev.fail(Num, TooLarge)
	}
	return NumberValue(f)
}

// equal is "=": texts are equal without regard to case, and a blank equals
// "", 0 and FALSE.
func equal(a, b Value) bool {
	if a.Kind == Text && b.Kind == Text {
		return a.Str == b.Str || foldCase(a.Str) == foldCase(b.Str)
	}
	return compare(a, b) == 0
}

// compare orders two values that are no errors: numbers, then texts without
// regard to case, then FALSE and TRUE. A blank is what it is compared with
// has as its empty value.
func compare(a, b Value) int {
	a, b = fill(a, b.Kind), fill(b, a.Kind)
	if a.Kind != b.Kind {
		return int(a.Kind) - int(b.Kind)
	}
	switch a.Kind {
	case Number:
		switch {
		case a.Num < b.Num:
			return -1
		case a.Num > b.Num:
			return 1
		}
	case Text:
		return strings.Compare(foldCase(a.Str), foldCase(b.Str))
	case Bool:
		switch {
		case b.Bool && !a.Bool:
			return -1
		case a.Bool && !b.Bool:
			return 1
		}
	}
	return 0
}

// fill turns a blank into the empty value of a kind.
func fill(v Value, kind Kind) Value {
	if v.Kind == Blank {
		v.Kind = kind
	}
	return v
}

// foldCase returns a text so that texts that differ in case alone are equal.
func foldCase(s string) string {
	return strings.Map(func(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }, s)
}

// foldMarks returns a text without diacritics; "đ" becomes "d".
func foldMarks(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ':
			return 'd'
		case r == 'Đ':
			return 'D'
		}
		return r
	}, norm.NFD.String(s))
}
