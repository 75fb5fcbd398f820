package emulator

import (
	"slices"
)

// ruleIndex reads the place of a rule among those of a sheet; last is the
// greatest that there may be.
func ruleIndex(v any, last int) (int, *apiError) {
	i := intOf(v)
	if i < 0 || i > last {
		return 0, invalid("Invalid index: no conditional format at index %d.", i)
	}
	return i, nil
}

func (q request) addConditionalFormatRule() (object, *apiError) {
	o := q.part("rule")
	ranges := list(o["ranges"])
	if len(ranges) == 0 {
		return nil, invalid("No range was given for the conditional format rule.")
	}
	s, err := q.sheetWith(objectOf(ranges[0])["sheetId"])
	if err != nil {
		return nil, err
	}
	r, err := q.d.newRule(s, o)
	if err != nil {
		return nil, err
	}
	i, err := ruleIndex(q.object["index"], len(s.rules))
	if err != nil {
		return nil, err
	}
	s.rules = slices.Insert(slices.Clone(s.rules), i, r)
	return nil, nil
}

func (q request) updateConditionalFormatRule() (object, *apiError) {
	o := q.part("rule")
	ranges := list(o["ranges"])
	id := q.object["sheetId"]
	if _, given := q.object["sheetId"]; !given && len(ranges) > 0 {
		id = objectOf(ranges[0])["sheetId"]
	}
	s, err := q.sheetWith(id)
	if err != nil {
		return nil, err
	}
	i, err := ruleIndex(q.object["index"], len(s.rules)-1)
	if err != nil {
		return nil, err
	}
	old := s.rules[i]
	if v, moves := q.object["newIndex"]; moves && o == nil {
		to, err := ruleIndex(v, len(s.rules)-1)
		if err != nil {
			return nil, err
		}
		s.rules = slices.Insert(slices.Delete(slices.Clone(s.rules), i, i+1), to, old)
		return object{"oldIndex": number(i), "newIndex": number(to), "newRule": q.d.ruleObject(s, old)}, nil
	}
	r, err := q.d.newRule(s, o)
	if err != nil {
		return nil, err
	}
	before := q.d.ruleObject(s, old)
	s.rules = slices.Clone(s.rules)
	s.rules[i] = r
	return object{"newIndex": number(i), "newRule": q.d.ruleObject(s, r), "oldRule": before}, nil
}

func (q request) deleteConditionalFormatRule() (object, *apiError) {
	s, err := q.sheetWith(q.object["sheetId"])
	if err != nil {
		return nil, err
	}
	i, err := ruleIndex(q.object["index"], len(s.rules)-1)
	if err != nil {
		return nil, err
	}
	before := q.d.ruleObject(s, s.rules[i])
	s.rules = slices.Delete(slices.Clone(s.rules), i, i+1)
	return object{"rule": before}, nil
}

// protection finds a protected range by its id.
func (q request) protection(id int) (*sheet, *protectedRange, *apiError) {
	for _, s := range q.d.sheets {
		for _, p := range s.protected {
			if p.id == id {
				return s, p, nil
			}
		}
	}
	return nil, nil, invalid("No protected range with id: %d", id)
}

// setProtection changes what a mask selects of a protected range.
func (q request) setProtection(s *sheet, p *protectedRange, o object, m *mask) *apiError {
	if g, given := o["range"].(object); m.has("range") && given {
		if intOf(g["sheetId"]) != s.id {
			return invalid("A protected range cannot move to another sheet.")
		}
		r, err := s.rangeOf(g)
		if err != nil {
			return err
		}
		p.rect, p.whole = r, !isRange(g)
	}
	if _, given := o["warningOnly"]; given && m.has("warningOnly") {
		p.warning = boolOf(o["warningOnly"])
	}
	rest := copied(p.rest)
	for _, name := range []string{"description", "unprotectedRanges", "namedRangeId", "tableId"} {
		if v := o[name]; m.has(name) {
			replace(rest, name, v)
		}
	}
	p.rest = rest
	if e, given := o["editors"].(object); given && m.has("editors") {
		p.editors = nil
		for _, v := range list(e["users"]) {
			p.editors = append(p.editors, textOf(v))
		}
	}
	switch {
	case p.warning:
		p.editors = nil
	case q.who.email != "" && !slices.Contains(p.editors, q.who.email): // who protects can always edit
		p.editors = append(slices.Clone(p.editors), q.who.email)
	}
	return nil
}

func (q request) protectionObject(s *sheet, p *protectedRange) object {
	o := copied(p.rest)
	if p.whole {
		o["range"] = object{"sheetId": number(s.id)}
	} else {
		o["range"] = rangeObject(s.id, p.rect)
	}
	o["protectedRangeId"] = number(p.id)
	o["requestingUserCanEdit"] = !q.d.withheld(q.who, p)
	if p.warning {
		o["warningOnly"] = true
	}
	o["editors"] = object{}
	// The reply names whom the request named: not yet who always can edit.
	if users := list(objectOf(q.part("protectedRange")["editors"])["users"]); len(users) > 0 && !p.warning {
		o["editors"] = object{"users": users}
	}
	return o
}

func (q request) addProtectedRange() (object, *apiError) {
	o := q.part("protectedRange")
	g, given := o["range"].(object)
	if !given {
		return nil, invalid("A protected range must have a range.")
	}
	s, err := q.sheetWith(g["sheetId"])
	if err != nil {
		return nil, err
	}
	p := &protectedRange{}
	if v, given := o["protectedRangeId"]; given {
		p.id = intOf(v)
		if _, _, missing := q.protection(p.id); missing == nil {
			return nil, invalid("A protected range with id %d already exists.", p.id)
		}
	} else {
		p.id = q.d.newID()
	}
	if err := q.setProtection(s, p, o, nil); err != nil {
		return nil, err
	}
	s.protected = append(s.protected, p)
	return object{"protectedRange": q.protectionObject(s, p)}, nil
}

func (q request) updateProtectedRange() (object, *apiError) {
	o := q.part("protectedRange")
	m, err := q.fields("ProtectedRange")
	if err != nil {
		return nil, err
	}
	s, p, err := q.protection(intOf(o["protectedRangeId"]))
	if err != nil {
		return nil, err
	}
	if q.d.withheld(q.who, p) {
		return nil, protectedError()
	}
	return nil, q.setProtection(s, p, o, m)
}

func (q request) deleteProtectedRange() (object, *apiError) {
	s, p, err := q.protection(intOf(q.object["protectedRangeId"]))
	if err != nil {
		return nil, err
	}
	if q.d.withheld(q.who, p) {
		return nil, protectedError()
	}
	s.protected = slices.DeleteFunc(slices.Clone(s.protected), func(o *protectedRange) bool { return o == p })
	return nil, nil
}
