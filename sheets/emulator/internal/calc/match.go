package calc

import "strings"

// How a lookup compares and from which end it goes.
const (
	matchExact    = 0
	matchNext     = 1  // the exact one, or else the next larger
	matchPrevious = -1 // the exact one, or else the next smaller
	matchWildcard = 2
)

// finder looks single values up in one row or column.
type finder struct {
	ev       *evaluator
	in       operand
	n        int
	mode     int
	backward bool
	marks    bool  // ignore diacritics
	blanks   bool  // a blank key finds a blank cell
	table    table // nil to walk
}

// newFinder prepares a lookup of so many keys. It is false for what is
// neither a row nor a column.
func (ev *evaluator) newFinder(in operand, mode, keys int) (*finder, bool) {
	rows, cols := in.size()
	f := &finder{ev: ev, in: in, n: rows * cols, mode: mode}
	if ev.indexed(in, keys) {
		f.table = table{}
	}
	return f, rows == 1 || cols == 1
}

// value returns the value at a place.
func (f *finder) value(i int) Value {
	switch {
	case !f.in.isRef:
		return f.ev.array(f.in).cells[i]
	case f.in.area.rows() == 1:
		return f.ev.cell(f.in.area, 0, i)
	}
	return f.ev.cell(f.in.area, i, 0)
}

// find returns the place of a value, counted from 0, or -1.
func (f *finder) find(v Value) int {
	if v.Kind == Blank && !f.blanks || v.Kind == Error {
		return -1
	}
	if f.mode == matchWildcard && v.Kind == Text && hasWildcard(v.Str) {
		p := newPattern(v.Str)
		return f.walk(func(c Value) bool { return c.Kind == Text && p.match(foldCase(c.Str)) })
	}
	k, _ := keyOf(v, f.marks)
	at := -1
	if f.table != nil {
		if len(f.table) == 0 {
			f.table = f.ev.tableOf(f.in, f.marks)
		}
		if p, ok := f.table[k]; ok {
			at = p.first
			if f.backward {
				at = p.last
			}
		}
	} else {
		at = f.walk(func(c Value) bool {
			ck, ok := keyOf(c, f.marks)
			return ok && ck == k
		})
	}
	if at < 0 && (f.mode == matchNext || f.mode == matchPrevious) {
		return f.nearest(v)
	}
	return at
}

func (f *finder) walk(same func(Value) bool) int {
	for j := range f.n {
		i := j
		if f.backward {
			i = f.n - 1 - j
		}
		if same(f.value(i)) {
			return i
		}
	}
	return -1
}

// nearest returns the place of the next larger or smaller value of the same
// kind.
func (f *finder) nearest(v Value) int {
	best, at := Value{}, -1
	for j := range f.n {
		i := j
		if f.backward {
			i = f.n - 1 - j
		}
		c := f.value(i)
		if c.Kind != v.Kind || compare(c, v)*f.mode < 0 {
			continue
		}
		if at < 0 || compare(c, best)*f.mode < 0 {
			best, at = c, i
		}
	}
	return at
}

// sorted returns the last place up to which the values of a sorted row or
// column are not beyond v: not larger when order is 1, not smaller when it is
// -1. Values of other kinds are passed over.
func (f *finder) sorted(v Value, order int) int {
	at := -1
	if v.Kind == Blank || v.Kind == Error {
		return at
	}
	for i := range f.n {
		c := f.value(i)
		if c.Kind != v.Kind {
			continue
		}
		if compare(c, v)*order > 0 {
			break
		}
		at = i
	}
	return at
}

// hasWildcard reports whether a text holds * ? or ~.
func hasWildcard(s string) bool { return strings.ContainsAny(s, "*?~") }

// pattern is a text with wildcards: * is any text, ? is any one character,
// and ~ takes the character behind it as it is.
type pattern []rune

const (
	anyText rune = -1
	anyRune rune = -2
)

func newPattern(s string) pattern {
	var p pattern
	runes := []rune(foldCase(s))
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; {
		case r == '~' && i+1 < len(runes) && strings.ContainsRune("*?~", runes[i+1]):
			i++
			p = append(p, runes[i])
		case r == '*':
			p = append(p, anyText)
		case r == '?':
			p = append(p, anyRune)
		default:
			p = append(p, r)
		}
	}
	return p
}

// match reports whether a text, folded, is as the pattern says. A star that
// was passed is taken up again when what follows it does not fit.
func (p pattern) match(text string) bool {
	s := []rune(text)
	i, j, star, from := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case j < len(p) && p[j] == anyText:
			star, from = j, i
			j++
		case j < len(p) && (p[j] == anyRune || p[j] == s[i]):
			i++
			j++
		case star >= 0:
			from++
			i, j = from, star+1
		default:
			return false
		}
	}
	for j < len(p) && p[j] == anyText {
		j++
	}
	return j == len(p)
}
