package emulator

import (
	"slices"
	"strings"

	"rasoat/sheets/emulator/internal/calc"
)

// newRule reads a ConditionalFormatRule for a sheet.
func (d *document) newRule(s *sheet, o object) (*formatRule, *apiError) {
	r := &formatRule{rule: object{}}
	for k, v := range o {
		if k != "ranges" {
			r.rule[k] = v
		}
	}
	ranges, _ := o["ranges"].([]any)
	if len(ranges) == 0 {
		return nil, invalid("No range was given for the conditional format rule.")
	}
	for _, v := range ranges {
		g, _ := v.(object)
		if intOf(g["sheetId"]) != s.id {
			return nil, invalid("All ranges of a conditional format rule must be on the same sheet.")
		}
		block, err := s.rangeOf(g)
		if err != nil {
			return nil, err
		}
		r.ranges = append(r.ranges, block)
	}
	_, isBoolean := r.rule["booleanRule"]
	_, isGradient := r.rule["gradientRule"]
	if isBoolean == isGradient {
		return nil, invalid("A conditional format rule must have exactly one of booleanRule and gradientRule.")
	}
	for _, v := range conditionValues(r.rule) {
		var f *calc.Formula
		if text, _ := v["userEnteredValue"].(string); strings.HasPrefix(text, "=") {
			var err *apiError
			if f, err = d.parse(s, text); err != nil {
				return nil, err
			}
			if f.Bad() {
				return nil, invalid("Invalid ConditionValue.userEnteredValue: %s", text)
			}
		}
		r.formulas = append(r.formulas, f)
	}
	if conditionType(r.rule) == "CUSTOM_FORMULA" && (len(r.formulas) != 1 || r.formulas[0] == nil) {
		return nil, invalid("ConditionType 'CUSTOM_FORMULA' requires exactly one ConditionValue with a formula.")
	}
	return r, nil
}

func condition(rule object) object {
	b, _ := rule["booleanRule"].(object)
	c, _ := b["condition"].(object)
	return c
}

func conditionType(rule object) string {
	t, _ := condition(rule)["type"].(string)
	return t
}

func conditionValues(rule object) []object {
	list, _ := condition(rule)["values"].([]any)
	var out []object
	for _, v := range list {
		o, _ := v.(object)
		out = append(out, o)
	}
	return out
}

// parse reads a formula of a cell or rule of a sheet.
func (d *document) parse(s *sheet, text string) (*calc.Formula, *apiError) {
	f, err := calc.Parse(text, s.id, d.loc(), d)
	if err != nil { // a function of the service that the emulator does not have
		return nil, failure(501, "the emulator cannot compute %s: %v", text, err)
	}
	return f, nil
}

// anchor is the cell that the relative references of a rule's formulas are
// from: the top left one of its first range.
func (r *formatRule) anchor() At { return At{Row: r.ranges[0].top, Col: r.ranges[0].left} }

// reanchor changes the anchor, and the formulas so that they say the same.
func (r *formatRule) reanchor(sheet int, by At) {
	if by.Row == 0 && by.Col == 0 {
		return
	}
	for i, f := range r.formulas {
		if f != nil {
			r.formulas[i] = f.Offset(sheet, by.Row, by.Col)
		}
	}
}

// apply rewrites the formulas for a change of the sheet.
func (r *formatRule) apply(e calc.Edit) {
	for i, f := range r.formulas {
		if f != nil {
			r.formulas[i] = f.Apply(e)
		}
	}
}

// shiftRules moves conditional formats. The formulas are written from the
// first cell that stays, so that losing the first row of a range does not
// break them.
func (s *sheet) shiftRules(e shift) {
	s.rules = slices.DeleteFunc(s.rules, func(r *formatRule) bool {
		var ranges []rect
		first, found := At{}, false
		for _, block := range r.ranges {
			to := e.scatter(block)
			ranges = append(ranges, to...)
			if len(to) > 0 && !found {
				first, found = At{Row: block.top, Col: block.left}, true
				if e.kind == removing && e.rows && first.Row >= e.at {
					first.Row = max(first.Row, e.at+e.n)
				} else if e.kind == removing && !e.rows && first.Col >= e.at {
					first.Col = max(first.Col, e.at+e.n)
				}
			}
		}
		if !found {
			return true
		}
		old := r.anchor()
		r.reanchor(s.id, At{Row: first.Row - old.Row, Col: first.Col - old.Col})
		r.apply(e.edit(s.id))
		now := first
		if e.rows {
			now.Row, _ = e.index(first.Row)
		} else {
			now.Col, _ = e.index(first.Col)
		}
		r.reanchor(s.id, At{Row: ranges[0].top - now.Row, Col: ranges[0].left - now.Col})
		r.ranges = ranges
		return false
	})
}

// ruleObject is the rule as the API has it, with its formulas as they now are.
func (d *document) ruleObject(s *sheet, r *formatRule) object {
	out := copied(d.ruleNow(r))
	ranges := make([]any, len(r.ranges))
	for i, block := range r.ranges {
		ranges[i] = rangeObject(s.id, block)
	}
	out["ranges"] = ranges
	return out
}

// copied copies an object one level deep.
func copied(v any) object {
	out := object{}
	from, _ := v.(object)
	for k, v := range from {
		out[k] = v
	}
	return out
}
