package calc

import "fmt"

// key is what a lookup compares: values of different kinds are never equal.
type key struct {
	kind Kind
	num  float64
	str  string
}

// keyOf returns the key of a value; errors have none.
func keyOf(v Value, marks bool) (key, bool) {
	switch v.Kind {
	case Blank:
		return key{}, true
	case Number:
		if v.Num == 0 {
			return key{kind: Number}, true // -0 too
		}
		return key{kind: Number, num: v.Num}, true
	case Text:
		s := v.Str
		if marks {
			s = foldMarks(s)
		}
		return key{kind: Text, str: foldCase(s)}, true
	case Bool:
		if v.Bool {
			return key{kind: Bool, num: 1}, true
		}
		return key{kind: Bool}, true
	}
	return key{}, false
}

// place is where a key stands in a range and how often.
type place struct{ first, last, count int }

// table is the index of a range, in the order of its rows.
type table map[key]place

func (ev *evaluator) build(op operand, marks bool) table {
	a := ev.array(op)
	t := make(table, len(a.cells))
	for i, v := range a.cells {
		k, ok := keyOf(v, marks)
		if !ok {
			continue
		}
		p, seen := t[k]
		if !seen {
			p.first = i
		}
		p.last = i
		p.count++
		t[k] = p
	}
	return t
}

// tableOf returns the index of an operand. That of a range is kept by the
// source, or as long as the formula is computed.
func (ev *evaluator) tableOf(op operand, marks bool) table {
	if !op.isRef {
		return ev.build(op, marks)
	}
	name := fmt.Sprintf("lookup %v %v", op.area, marks)
	if source, ok := ev.src.(Indexer); ok {
		if t, ok := source.Index(name, func() any { return ev.build(op, marks) }).(table); ok {
			return t
		}
	}
	if t, ok := ev.index[name]; ok {
		return t
	}
	if ev.index == nil {
		ev.index = map[string]table{}
	}
	t := ev.build(op, marks)
	ev.index[name] = t
	return t
}

// indexed reports whether an index of the operand is worth while when so
// many keys are looked up in it.
func (ev *evaluator) indexed(op operand, keys int) bool {
	rows, cols := op.size()
	if rows*cols < 16 {
		return false
	}
	_, kept := ev.src.(Indexer)
	return keys > 1 || kept && op.isRef
}
