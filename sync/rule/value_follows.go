package rule

import (
	"regexp"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// spread knows which error values come from another cell that cannot be read:
// a formula over such a cell gives an error too, and so does the next, up to
// TỔNG SỐ. Only the cell at the bottom can be mended.
type spread struct {
	bad  map[sheets.TabID]map[sheets.Addr]ledger.Problem
	seen map[*ledger.Row]map[int]bool // what was looked at already, and with what outcome
}

func newSpread(problems []ledger.Problem) *spread {
	s := &spread{bad: map[sheets.TabID]map[sheets.Addr]ledger.Problem{}, seen: map[*ledger.Row]map[int]bool{}}
	for _, p := range problems {
		if p.Row < 0 || p.Col < 0 || p.Kind == ledger.StrayNumber {
			continue
		}
		if s.bad[p.Tab] == nil {
			s.bad[p.Tab] = map[sheets.Addr]ledger.Problem{}
		}
		s.bad[p.Tab][sheets.Addr{Row: p.Row, Col: p.Col}] = p
	}
	return s
}

// follows reports whether an error value comes from another cell that is told.
// Formulas that refer to one another in a circle have no such cell.
func (s *spread) follows(p ledger.Problem) bool {
	if p.Kind != ledger.BadError || p.Item == nil {
		return false
	}
	if known, ok := s.seen[p.Item][p.Col]; ok {
		return known
	}
	if s.seen[p.Item] == nil {
		s.seen[p.Item] = map[int]bool{}
	}
	s.seen[p.Item][p.Col] = false
	for _, r := range references(p.Item.Amounts[p.Col].Formula) {
		for _, from := range s.within(p.Tab, r) {
			// Told itself, or behind another that is.
			if s.isRoot(from) || s.follows(from) {
				s.seen[p.Item][p.Col] = true
				return true
			}
		}
	}
	return false
}

// isRoot reports whether a cell that cannot be read refers to no other such.
func (s *spread) isRoot(p ledger.Problem) bool {
	if p.Kind != ledger.BadError || p.Item == nil {
		return true
	}
	for _, r := range references(p.Item.Amounts[p.Col].Formula) {
		if len(s.within(p.Tab, r)) > 0 {
			return false
		}
	}
	return true
}

// within returns the cells of a block that cannot be read.
func (s *spread) within(tab sheets.TabID, r sheets.Range) []ledger.Problem {
	var found []ledger.Problem
	bad := s.bad[tab]
	if (r.Bottom-r.Top)*(r.Right-r.Left) > len(bad) {
		for at, p := range bad {
			if r.Contains(at) {
				found = append(found, p)
			}
		}
		return found
	}
	for row := r.Top; row < r.Bottom; row++ {
		for col := r.Left; col < r.Right; col++ {
			if p, ok := bad[sheets.Addr{Row: row, Col: col}]; ok {
				found = append(found, p)
			}
		}
	}
	return found
}

// reference finds the cells and blocks that a formula refers to, and the mark
// of another tab before them.
var reference = regexp.MustCompile(`([\p{L}\d_.]*['!])?\$?\b([A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?)\b`)

// references returns the cells and blocks of its own tab that a formula refers
// to.
func references(formula string) []sheets.Range {
	var all []sheets.Range
	for _, m := range reference.FindAllStringSubmatch(formula, -1) {
		if m[1] != "" {
			continue
		}
		if r, err := sheets.ParseRange(m[2]); err == nil {
			all = append(all, r)
		}
	}
	return all
}
