package xlsx

import (
	"cmp"
	"slices"
	"strings"

	"rasoat/sheets"
)

// rule is one rule of a tab about what may be typed into some of its cells, a
// data validation.
type rule struct {
	areas []sheets.Range
	list  string // the name of ours that it offers the values of, "" for a rule of the staff's
	place int    // its place in the tab's list of rules
}

// Places of rules that are in no list, and of those that are not there yet.
const (
	placeElsewhere = -1
	placeNew       = -2
)

// rules are the rules of a tab.
type rules struct {
	all   []rule
	lists int // how many lists there are; more than one is out of order
	count int // how many rules stand in them
}

// read reads the list of rules whose start was read last, up to its end. What is
// to be done at the begin and at the end of each rule, its place in the list
// given, may be nil.
func (r *rules) read(s *scanner, begin func(place int), end func(place int)) error {
	r.lists++
	for depth := s.depth() - 1; s.depth() > depth; {
		if err := s.next(); err != nil {
			return err
		}
		if s.kind != tokenStart || s.depth() != depth+2 {
			continue
		}
		place := r.count
		r.count++
		if begin != nil {
			begin(place)
		}
		areas := parseAreas(string(s.attr("sqref")))
		source, err := ruleSource(s)
		if err != nil {
			return err
		}
		if end != nil {
			end(place)
		}
		r.all = append(r.all, rule{areas, ourList(source), place})
	}
	return nil
}

// ruleSource reads a rule to its end and returns its first formula.
func ruleSource(s *scanner) (string, error) {
	source, inFormula := "", false
	for depth := s.depth() - 1; s.depth() > depth; {
		if err := s.next(); err != nil {
			return "", err
		}
		switch s.kind {
		case tokenStart:
			inFormula = s.depth() == depth+2 && s.is("formula1")
		case tokenEnd:
			inFormula = false
		case tokenText:
			if inFormula {
				source += string(s.text)
			}
		}
	}
	return source, nil
}

// ourList returns the name of ours that a formula is, in small letters, or "".
func ourList(formula string) string {
	name := strings.ToLower(strings.TrimSpace(formula))
	if _, ours := cutPrefixFold(name, valuesPrefix); !ours {
		return ""
	}
	return name
}

// elsewhere takes a rule whose start was read last and that stands in no list,
// as programs write some.
func (r *rules) elsewhere(s *scanner) {
	if areas := parseAreas(string(s.attr("sqref"))); len(areas) > 0 {
		r.all = append(r.all, rule{areas: areas, place: placeElsewhere})
	}
}

// readExtension reads an extension list whose start was read last, up to its end.
// Excel keeps the rules there that its first versions did not know, with their
// cells in an element.
func (r *rules) readExtension(s *scanner) error {
	within, inCells, cells := 0, false, ""
	for depth := s.depth() - 1; s.depth() > depth; {
		if err := s.next(); err != nil {
			return err
		}
		switch s.kind {
		case tokenStart:
			switch {
			case within == 0 && s.is("dataValidation"):
				within, cells = s.depth(), ""
				r.elsewhere(s)
			case within > 0:
				inCells = s.is("sqref")
			}
		case tokenText:
			if inCells {
				cells += string(s.text)
			}
		case tokenEnd:
			inCells = false
			if s.depth() < within {
				within = 0
				if areas := parseAreas(cells); len(areas) > 0 {
					r.all = append(r.all, rule{areas: areas, place: placeElsewhere})
				}
			}
		}
	}
	return nil
}

// ours are the places of the rules that are ours.
func (r *rules) ours() map[int]bool {
	ours := map[int]bool{}
	for _, rule := range r.all {
		if rule.list != "" && rule.place >= 0 {
			ours[rule.place] = true
		}
	}
	return ours
}

// anyOurs reports whether one of the rules is ours.
func (r *rules) anyOurs() bool {
	return slices.ContainsFunc(r.all, func(r rule) bool { return r.list != "" })
}

// sameTheirs reports whether the staff's rules of two versions of a tab are for
// the same cells.
func sameTheirs(a, b *rules) bool {
	theirs := func(r *rules) (list [][]sheets.Range) {
		for _, rule := range r.all {
			if rule.list == "" {
				list = append(list, rule.areas)
			}
		}
		return list
	}
	return slices.EqualFunc(theirs(a), theirs(b), slices.Equal)
}

// parseAreas reads blocks of cells with white space between them. What is none
// is left out.
func parseAreas(s string) []sheets.Range {
	var areas []sheets.Range
	for ref := range strings.FieldsSeq(s) {
		if r, ok := parseBlock(ref); ok {
			areas = append(areas, r)
		}
	}
	return areas
}

// showAreas writes blocks of cells as parseAreas reads them.
func showAreas(areas []sheets.Range) string {
	list := make([]string, len(areas))
	for i, r := range areas {
		list[i] = r.String()
	}
	return strings.Join(list, " ")
}

// overlaps reports whether two blocks share a cell.
func overlaps(a, b sheets.Range) bool {
	return a.Top < b.Bottom && b.Top < a.Bottom && a.Left < b.Right && b.Left < a.Right
}

// without takes a block out of others.
func without(areas []sheets.Range, out sheets.Range) []sheets.Range {
	var left []sheets.Range
	for _, a := range areas {
		if !overlaps(a, out) {
			left = append(left, a)
			continue
		}
		top, bottom := max(a.Top, out.Top), min(a.Bottom, out.Bottom)
		for _, piece := range []sheets.Range{
			{Top: a.Top, Left: a.Left, Bottom: top, Right: a.Right},
			{Top: top, Left: a.Left, Bottom: bottom, Right: out.Left},
			{Top: top, Left: out.Right, Bottom: bottom, Right: a.Right},
			{Top: bottom, Left: a.Left, Bottom: a.Bottom, Right: a.Right},
		} {
			if !piece.Empty() {
				left = append(left, piece)
			}
		}
	}
	return left
}

// gaps returns the parts of a block of one column that none of the others covers.
func gaps(in sheets.Range, covered []sheets.Range) []sheets.Range {
	var free []sheets.Range
	top := in.Top
	for _, r := range rowsOf(covered, in.Left) {
		if r.Bottom <= top || r.Top >= in.Bottom {
			continue
		}
		if r.Top > top {
			free = append(free, sheets.Range{Top: top, Left: in.Left, Bottom: r.Top, Right: in.Right})
		}
		top = max(top, r.Bottom)
	}
	if top < in.Bottom {
		free = append(free, sheets.Range{Top: top, Left: in.Left, Bottom: in.Bottom, Right: in.Right})
	}
	return free
}

// joined adds blocks of one column to others, those above one another as one.
func joined(areas, more []sheets.Range) []sheets.Range {
	if len(more) == 0 {
		return areas
	}
	col := more[0].Left
	var column, others []sheets.Range
	for _, a := range slices.Concat(areas, more) {
		if a.Left == col && a.Right == col+1 {
			column = append(column, a)
		} else {
			others = append(others, a)
		}
	}
	all := append(rowsOf(column, col), others...)
	slices.SortStableFunc(all, func(a, b sheets.Range) int { return cmp.Or(a.Left-b.Left, a.Top-b.Top) })
	return all
}
