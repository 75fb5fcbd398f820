package xlsx

import (
	"slices"

	"rasoat/sheets"
)

// tabRules are the rules of a tab while it is worked out which of ours change.
type tabRules struct {
	all     []rule
	lists   int
	changed map[int]bool // by their places in all
}

func newTabRules(held *rules) *tabRules {
	return &tabRules{all: slices.Clone(held.all), lists: held.lists, changed: map[int]bool{}}
}

// theirs reports whether the staff have a rule for a cell of the block.
func (t *tabRules) theirs(area sheets.Range) bool { return t.covers("", area) }

// covers reports whether a rule over that list is for a cell of the block.
func (t *tabRules) covers(list string, area sheets.Range) bool {
	return slices.ContainsFunc(t.all, func(r rule) bool {
		return r.list == list && slices.ContainsFunc(r.areas, func(a sheets.Range) bool { return overlaps(a, area) })
	})
}

// cut takes the cells of a block out of the rules of ours over lists of some
// names. It reports whether there were any.
func (t *tabRules) cut(area sheets.Range, of func(list string) bool) bool {
	found := false
	for i := range t.all {
		r := &t.all[i]
		if r.list != "" && of(r.list) && slices.ContainsFunc(r.areas, func(a sheets.Range) bool { return overlaps(a, area) }) {
			r.areas = without(r.areas, area)
			t.changed[i], found = true, true
		}
	}
	return found
}

// drop takes out the rules over a list.
func (t *tabRules) drop(list string) {
	for i := range t.all {
		if r := &t.all[i]; r.list == list {
			r.areas = nil
			t.changed[i] = true
		}
	}
}

// dropOthers takes out the rules of ours over lists that do not stay, and returns
// the first of each list.
func (t *tabRules) dropOthers(live map[string]bool) []rule {
	var first []rule
	seen := map[string]bool{}
	for i := range t.all {
		r := &t.all[i]
		if r.list == "" || live[r.list] || t.changed[i] && len(r.areas) == 0 {
			continue
		}
		if !seen[r.list] {
			first = append(first, *r)
		}
		seen[r.list] = true
		r.areas = nil
		t.changed[i] = true
	}
	return first
}

// lay has the cells of a block of one column offer the values of a list, but for
// those that a rule of the staff's is for. Rules of ours over other lists, which
// came along when people copied cells, give way. It returns the cells that did
// not offer these values before.
func (t *tabRules) lay(list string, area sheets.Range) []sheets.Range {
	t.cut(area, func(l string) bool { return l != list })
	var covered []sheets.Range
	mine := -1
	for i, r := range t.all {
		covered = append(covered, r.areas...)
		if r.list == list && len(r.areas) > 0 && mine < 0 {
			mine = i
		}
	}
	free := gaps(area, covered)
	if len(free) == 0 {
		return nil
	}
	if mine < 0 {
		mine = len(t.all)
		t.all = append(t.all, rule{list: list, place: placeNew})
	}
	t.all[mine].areas = joined(t.all[mine].areas, free)
	t.changed[mine] = true
	return free
}

// edit is what has to be written.
func (t *tabRules) edit() rulesEdit {
	e := rulesEdit{drop: map[int]bool{}, areas: map[int][]sheets.Range{}}
	for i, r := range t.all {
		switch {
		case !t.changed[i]:
		case r.place == placeNew && len(r.areas) > 0:
			e.add = append(e.add, r)
		case r.place >= 0 && len(r.areas) == 0:
			e.drop[r.place] = true
		case r.place >= 0:
			e.areas[r.place] = r.areas
		}
	}
	return e
}
