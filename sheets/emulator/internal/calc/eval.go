package calc

import "regexp"

// evaluator computes one formula once.
type evaluator struct {
	f       *Formula
	src     Source
	at      Pos
	loc     Locale
	fold    bool // ignore diacritics where a source asks for it
	arrays  bool // inside ARRAYFORMULA: functions of single values run over arrays
	scope   *bound
	memo    map[area]Array            // ranges that were read
	regexps map[string]*regexp.Regexp // by expression, nil for a bad one
	index   map[string]table          // of ranges that were looked up in, when the source keeps none
}

// bound is a name that LET gave to a value.
type bound struct {
	name  string
	value operand
	outer *bound
}

// node is a part of a formula.
type node interface {
	eval(ev *evaluator) operand
}

// Eval computes the formula as the one in the cell at. A range that stands
// alone gives the value in the row or column of the cell.
func (f *Formula) Eval(src Source, at Pos) Array {
	ev := &evaluator{f: f, src: src, at: at, loc: src.Locale(), fold: src.FoldMarks()}
	if f.Bad() {
		return scalar(ev.fail(ParseError, BadFormula))
	}
	op := f.root.eval(ev)
	switch f.root.(type) {
	case refNode, *rangeNode:
		return scalar(ev.single(op))
	}
	return ev.array(op)
}

// fail returns an error value with a notice in the language of the locale.
func (ev *evaluator) fail(t ErrorType, n Notice, args ...any) Value {
	return ErrorValue(t, ev.loc.Message(n, args...))
}
