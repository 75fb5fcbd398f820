package calc

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// maxText is how long the text of a cell can be.
const maxText = 50_000

// textFunction returns the functions of texts. They count as Sheets does, in
// UTF-16 units, from 1.
func textFunction(name string) (function, bool) {
	switch name {
	case "FIND", "SEARCH":
		return strict(2, 3, func(ev *evaluator, v []Value) Value { return find(ev, name, v) })
	case "EXACT":
		return texts(2, func(_ *evaluator, s []string) Value { return BoolValue(s[0] == s[1]) })
	case "LEN":
		return texts(1, func(_ *evaluator, s []string) Value {
			return NumberValue(float64(len(utf16.Encode([]rune(s[0])))))
		})
	case "LEFT":
		return strict(1, 2, func(ev *evaluator, v []Value) Value { return cut(ev, name, v[0], 1, v[1:], true) })
	case "RIGHT":
		return strict(1, 2, func(ev *evaluator, v []Value) Value { return cut(ev, name, v[0], 1, v[1:], false) })
	case "MID":
		return strict(3, 3, func(ev *evaluator, v []Value) Value {
			from, bad := ev.integer(v, 1, 0)
			if bad.Kind == Error {
				return bad
			}
			return cut(ev, name, v[0], from, v[2:], true)
		})
	case "TRIM":
		return texts(1, func(_ *evaluator, s []string) Value {
			words := strings.FieldsFunc(s[0], func(r rune) bool { return r == ' ' })
			return TextValue(strings.Join(words, " "))
		})
	case "UPPER":
		return texts(1, func(_ *evaluator, s []string) Value { return TextValue(strings.ToUpper(s[0])) })
	case "LOWER":
		return texts(1, func(_ *evaluator, s []string) Value { return TextValue(strings.ToLower(s[0])) })
	case "CONCAT":
		return texts(2, func(_ *evaluator, s []string) Value { return TextValue(s[0] + s[1]) })
	case "CONCATENATE":
		return direct(1, -1, func(ev *evaluator, c *call) operand { return ev.join(c, "", false, 0) })
	case "JOIN":
		return direct(2, -1, func(ev *evaluator, c *call) operand { return ev.join(c, "", false, 1) })
	case "TEXTJOIN":
		return direct(3, -1, func(ev *evaluator, c *call) operand {
			ignore, bad := ev.truth(ev.single(c.arg(ev, 1)))
			if bad.Kind == Error {
				return valueOf(bad)
			}
			return ev.join(c, "", ignore, 2)
		})
	case "SUBSTITUTE":
		return strict(3, 4, substitute)
	case "REGEXREPLACE":
		return strict(3, 3, regexReplace)
	case "T":
		return strict(1, 1, func(_ *evaluator, v []Value) Value {
			if v[0].Kind == Text {
				return v[0]
			}
			return TextValue("")
		})
	case "HYPERLINK":
		return direct(1, 2, hyperlink)
	}
	return function{}, false
}

// texts makes a function of n texts.
func texts(n int, fn func(ev *evaluator, s []string) Value) (function, bool) {
	return strict(n, n, func(ev *evaluator, v []Value) Value {
		s := make([]string, n)
		for i := range s {
			s[i], _ = ev.text(v[i])
		}
		return fn(ev, s)
	})
}

// find is FIND, and SEARCH, which has no regard to case.
func find(ev *evaluator, name string, v []Value) Value {
	what, _ := ev.text(v[0])
	in, _ := ev.text(v[1])
	start, bad := ev.integer(v, 2, 1)
	if bad.Kind == Error {
		return bad
	}
	shown := what
	if name == "SEARCH" {
		what, in = foldCase(what), foldCase(in)
	}
	units := utf16.Encode([]rune(in))
	if start < 1 || start > len(units)+1 {
		return ev.fail(ValueError, OutOfRange, name, strconv.Itoa(start))
	}
	rest := string(utf16.Decode(units[start-1:]))
	at := strings.Index(rest, what)
	if at < 0 {
		return ev.fail(ValueError, NotFound, shown, name)
	}
	return NumberValue(float64(start + len(utf16.Encode([]rune(rest[:at])))))
}

// cut returns a part of a text: as many units as the count says, 1 without
// one, beginning at from or, when head is false, up to the end.
func cut(ev *evaluator, name string, of Value, from int, count []Value, head bool) Value {
	s, _ := ev.text(of)
	n, bad := ev.integer(count, 0, 1)
	if len(count) > 0 && count[0].Kind == Blank {
		n = 0
	}
	if bad.Kind == Error {
		return bad
	}
	if n < 0 || from < 1 {
		return ev.fail(ValueError, OutOfRange, name, strconv.Itoa(min(n, from)))
	}
	units := utf16.Encode([]rune(s))
	if !head {
		return TextValue(string(utf16.Decode(units[max(0, len(units)-n):])))
	}
	from = min(from-1, len(units))
	return TextValue(string(utf16.Decode(units[from:min(len(units), from+n)])))
}

// join joins the values of the arguments from the one at skip on; the first
// argument is the separator when skip is not 0.
func (ev *evaluator) join(c *call, sep string, ignoreEmpty bool, skip int) operand {
	if skip > 0 {
		var bad Value
		if sep, bad = ev.text(ev.single(c.arg(ev, 0))); bad.Kind == Error {
			return valueOf(bad)
		}
	}
	var b strings.Builder
	any := false
	for i := skip; i < len(c.args); i++ {
		for _, v := range ev.array(c.arg(ev, i)).cells {
			s, bad := ev.text(v)
			switch {
			case bad.Kind == Error:
				return valueOf(bad)
			case s == "" && ignoreEmpty:
				continue
			case any:
				b.WriteString(sep)
			}
			any = true
			b.WriteString(s)
			if b.Len() > 4*maxText {
				return valueOf(ev.fail(ValueError, TooLarge))
			}
		}
	}
	return valueOf(TextValue(b.String()))
}

// substitute is SUBSTITUTE: of one occurrence, counted from 1, or of all.
func substitute(ev *evaluator, v []Value) Value {
	s, _ := ev.text(v[0])
	from, _ := ev.text(v[1])
	to, _ := ev.text(v[2])
	nth, bad := ev.integer(v, 3, 0)
	switch {
	case bad.Kind == Error:
		return bad
	case nth < 0:
		return ev.fail(ValueError, OutOfRange, "SUBSTITUTE", strconv.Itoa(nth))
	case from == "":
		return TextValue(s)
	case nth == 0:
		if strings.Count(s, from)*len(to) > 4*maxText {
			return ev.fail(ValueError, TooLarge)
		}
		return TextValue(strings.ReplaceAll(s, from, to))
	}
	at := 0
	for range nth {
		i := strings.Index(s[at:], from)
		if i < 0 {
			return TextValue(s)
		}
		at += i + len(from)
	}
	return TextValue(s[:at-len(from)] + to + s[at:])
}

// hyperlink is HYPERLINK: its label, which carries the link when it is a
// single one.
func hyperlink(ev *evaluator, c *call) operand {
	ops := c.evalAll(ev)
	op := ev.lift(c.name, ops, func(v []Value) Value {
		if v[0].Kind == Error {
			return v[0]
		}
		return v[len(v)-1]
	})
	if target := ev.values(ops[0]); op.arr.Rows*op.arr.Cols == 1 && op.arr.first().Kind != Error {
		op.arr.link, _ = ev.text(target.first())
		if op.arr.first().Kind == Blank {
			op.arr = Array{Rows: 1, Cols: 1, cells: []Value{TextValue("")}, link: op.arr.link}
		}
	}
	return op
}

// regexReplace is REGEXREPLACE. The service's expressions are those of RE2, as
// Go's are, but for Unicode character classes, which it refuses.
func regexReplace(ev *evaluator, v []Value) Value {
	if v[0].Kind == Number || v[0].Kind == Bool {
		return ev.fail(ValueError, OutOfRange, "REGEXREPLACE", "1")
	}
	s, _ := ev.text(v[0])
	pattern, _ := ev.text(v[1])
	to, _ := ev.text(v[2])
	re, ok := ev.regexps[pattern]
	if !ok {
		if !strings.Contains(pattern, `\p`) && !strings.Contains(pattern, `\P`) {
			re, _ = regexp.Compile(pattern) // nil for a bad one
		}
		if ev.regexps == nil {
			ev.regexps = map[string]*regexp.Regexp{}
		}
		ev.regexps[pattern] = re
	}
	if re == nil {
		return ev.fail(Ref, OutOfRange, "REGEXREPLACE", pattern)
	}
	return TextValue(re.ReplaceAllString(s, to))
}
