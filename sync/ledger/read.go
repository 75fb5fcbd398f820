package ledger

import (
	"slices"
	"strings"

	"rasoat/sheets"
)

// Read parses the lists of a snapshot as the mapping says. It never fails:
// what it cannot read becomes a Problem.
func Read(s *sheets.Snapshot, m Mapping) *Ledger {
	l := &Ledger{Obstacles: s.Obstacles(), Terms: Terms{
		Sources:    namesOrOpen(m.Sources),
		Statuses:   namesOrOpen(m.Statuses),
		Priorities: namesOrOpen(m.Priorities),
	}}
	departments := m.Departments
	if m.DirectoryTab != "" {
		known := len(l.Problems)
		departments = append(l.readDirectory(s, m.DirectoryTab), departments...)
		if len(departments) == 0 && len(l.Problems) == known {
			l.Problems = append(l.Problems, Problem{Kind: NoEntries, Tab: findTab(s, m.DirectoryTab).ID(), Row: -1, Col: -1, Name: m.DirectoryTab})
		}
	}
	l.Directory = NewDirectory(departments...)
	if m.CalendarTab != "" {
		l.readDaysOff(s, m.CalendarTab)
	}
	for _, lm := range m.Lists {
		if list := readList(s, m, lm, l); list != nil {
			l.Lists = append(l.Lists, list)
		}
	}
	return l
}

func namesOrOpen(entries []Name) *Names {
	if entries == nil {
		return nil
	}
	return NewNames(entries...)
}

func readList(s *sheets.Snapshot, m Mapping, lm ListMapping, l *Ledger) *List {
	tab := findTab(s, lm.Tab)
	if tab == nil {
		l.Problems = append(l.Problems, Problem{Kind: NoTab, List: lm.Name, Row: -1, Col: -1, Name: lm.Tab})
		return nil
	}
	t := tableOf(newTable(tab), lm, m.Lists)
	h, ok := findHead(t, lm)
	if ok {
		if end, found := endOf(t, h); found {
			t = t.part(sheets.Range{Top: t.within.Top, Left: t.within.Left, Bottom: end, Right: t.within.Right})
		}
	}
	search := sheets.Range{Bottom: headerSearchRows}
	if ok {
		search = h.block
	}
	if at, seen, old := oldEncoding(t, search.Top, search.Bottom); old {
		l.Problems = append(l.Problems, Problem{
			Kind: oldEncodingOf(seen), List: lm.Name, Tab: t.ID(), Row: at.Row, Col: at.Col, Seen: seen, Name: lm.Tab,
		})
		return nil
	}
	if !ok {
		p := Problem{Kind: NoHeader, List: lm.Name, Tab: t.ID(), Row: -1, Col: -1, Name: lm.Tab}
		if t.Rows() > 0 {
			p.Seen = "A1:" + sheets.Addr{Row: t.Rows() - 1, Col: max(t.Cols()-1, 0)}.String()
		}
		l.Problems = append(l.Problems, p)
		return nil
	}
	list := &List{
		Name: lm.Name, Kind: lm.Kind, Tab: tab.ID(), Title: tab.Title(), Header: h.block,
		Unit: lm.Unit, Style: lm.Style, Categories: namesOrOpen(lm.Categories),
	}
	var missing []string
	list.Columns, missing = mapColumns(t, h, lm, l.Terms.Sources)
	for _, name := range missing {
		l.Problems = append(l.Problems, Problem{
			Kind: UnmappedOnly, List: lm.Name, Tab: tab.ID(), Row: h.block.Bottom - 1, Col: -1, Name: name,
		})
	}
	if list.Unit.IsZero() {
		list.Unit, _ = unitOf(t, h)
	}
	if list.Unit.IsZero() && lm.Kind == Table { // which has sums alone, in any currency
		if _, seen, ok := strangeUnit(t, h.block); ok {
			list.Unit, _ = foreignUnit(seen)
		}
	}
	list.Unmapped = unmapped(h, list.Columns)
	for i := range list.Columns {
		c := &list.Columns[i]
		if c.Field == FieldOpinion {
			c.By = l.bodyNamed(*c)
		}
		c.Unit = list.Unit
		if u, ok := unitOfHeader(c.Header); ok && c.Amount && lm.Unit.IsZero() {
			c.Unit = u
		}
	}
	if list.Unit.IsZero() {
		if u, ok := unitShared(t, h, list.Columns); ok {
			list.Unit = u
			for i := range list.Columns {
				list.Columns[i].Unit = u
			}
		}
	}
	list.Basis, list.PlanYear = basis(list.Columns, lm.PlanIncluded)
	list.Sums = rowSums(t, h, lm, list.Columns)
	newRowReader(t, list, h, m, lm, l).read()
	return list
}

// bodyNamed returns the canonical name of the body whose opinion a column
// holds, as the directory knows it, else as the header writes it.
func (l *Ledger) bodyNamed(c Column) string {
	body := c.By
	if body == "" {
		body = c.Label()
		if b, _ := opinionOf(newHeadColumn(c.Col, strings.Split(c.Header, " / "), 1)); b != "" {
			body = b
		}
	}
	if ref := l.Directory.Resolve(body); ref.Known() {
		return ref.Name
	}
	return body
}

// unmapped returns the columns of a header that are taken for nothing.
func unmapped(h head, columns []Column) []Column {
	var rest []Column
	for _, hc := range h.columns {
		if len(hc.parts) > 0 && !slices.ContainsFunc(columns, func(c Column) bool { return c.Col == hc.col }) {
			rest = append(rest, Column{Col: hc.col, Header: hc.header()})
		}
	}
	return rest
}

// rowSums gathers the arithmetic of a list's rows: what the configuration
// says, what the column-number row says, and what the parts of an allocation
// or the groups of the header imply where neither speaks of it. Sums over
// columns that hold no money are left out.
func rowSums(t *table, h head, lm ListMapping, columns []Column) []RowSum {
	money, known := map[int]bool{}, map[int]bool{}
	for _, c := range columns {
		money[c.Col], known[c.Col] = c.Amount, !c.Unit.IsZero()
	}
	candidates := append(append([]RowSum{}, lm.Sums...), numberRowSums(t, h)...)
	if s, ok := partSum(columns); ok {
		candidates = append(candidates, s)
	}
	if lm.Kind == Table {
		candidates = append(candidates, groupSums(h, money)...)
	}
	stated := map[int]bool{}
	var sums []RowSum
	for _, s := range candidates {
		ok := money[s.Total] && !stated[s.Total]
		for _, col := range append(append([]int{}, s.Plus...), s.Minus...) {
			// An amount of unknown unit cannot be held against one of a known.
			ok = ok && money[col] && known[col] == known[s.Total]
		}
		if ok {
			sums = append(sums, s)
			stated[s.Total] = true
		}
	}
	return sums
}

// findTab returns the tab of that title; where none bears exactly it, the one
// whose title differs only in case, spacing or the form of its letters.
func findTab(s *sheets.Snapshot, title string) *sheets.Tab {
	if t := s.TabTitled(title); t != nil {
		return t
	}
	for _, t := range s.Tabs() {
		if Fold(t.Title()) == Fold(title) {
			return t
		}
	}
	return nil
}
