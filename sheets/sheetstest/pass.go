package sheetstest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rasoat/sheets"
)

// read takes a view of the whole workbook.
func read(t *testing.T, h Harness) sheets.View {
	t.Helper()
	v, err := h.Book().Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return v
}

func propose(t *testing.T, v sheets.View, a sheets.Annotations) sheets.Change {
	t.Helper()
	c, err := v.Propose(a)
	if err != nil {
		t.Fatalf("propose: %v", err)
	}
	return c
}

// pass carries out one pass with the annotations that want makes of the
// snapshot, and holds all that is true after every pass against what people
// see.
func pass(t *testing.T, h Harness, want func(*sheets.Snapshot) sheets.Annotations) {
	t.Helper()
	before, machinery := h.Look(), h.Machinery()
	version := h.Version()
	v := read(t, h)
	a := want(v.Snapshot())
	change := propose(t, v, a)
	if h.Version() != version {
		t.Fatal("Propose wrote into the workbook")
	}
	after, err := change.Apply(t.Context())
	if err != nil {
		t.Fatalf("apply: %v", err)
	}
	seen := h.Look()
	checkSteps(t, before, seen, visible(change.Steps(), append(machinery, h.Machinery()...)))
	checkStaff(t, before, seen)
	checkNotes(t, seen, v.Snapshot(), a)
	checkTabs(t, seen, a)
	again := read(t, h)
	checkSnapshot(t, v.Snapshot(), again.Snapshot())
	checkSnapshot(t, v.Snapshot(), after.Snapshot())
	checkComplete(t, seen, again.Snapshot())
	quiet(t, h, again, a)
	quiet(t, h, after, a)
}

// visible returns the steps without those in tabs that people do not see.
func visible(steps []sheets.Step, machinery []string) []sheets.Step {
	return slices.DeleteFunc(slices.Clone(steps), func(s sheets.Step) bool { return slices.Contains(machinery, s.Tab) })
}

// quiet asserts that the same annotations give no step, and that applying
// them writes nothing.
func quiet(t *testing.T, h Harness, v sheets.View, a sheets.Annotations) {
	t.Helper()
	version := h.Version()
	c := propose(t, v, a)
	if steps := c.Steps(); len(steps) > 0 {
		t.Errorf("a second pass with the same annotations has %d steps, the first: %+v", len(steps), steps[0])
		return
	}
	if _, err := c.Apply(t.Context()); err != nil {
		t.Errorf("apply without steps: %v", err)
	}
	if h.Version() != version {
		t.Error("Apply without steps wrote into the workbook")
	}
}

// isOwnTab reports whether the tab is one of ours, by what it holds: people
// may have renamed it.
func isOwnTab(tab Tab) bool {
	return tab.Cells[sheets.Addr{}].Value.String() == "TỔNG HỢP DỰ ÁN, NHIỆM VỤ CNTT"
}

// ourTitles are the texts that stand in the headers of our columns.
var ourTitles = []string{gapTitle, warnTitle, typedOver}

// ourColumns returns where our columns stand in a tab as people see it: the
// column, and the row of its title.
func ourColumns(tab Tab) map[int]int {
	columns := map[int]int{}
	maps.Copy(columns, tab.Ours)
	for at, c := range tab.Cells {
		if slices.Contains(ourTitles, c.Value.String()) {
			columns[at.Col] = at.Row
		}
	}
	return columns
}

// staffPart returns the tab without our columns.
func staffPart(tab Tab, ours map[int]int) Tab {
	part := Tab{Title: tab.Title, Hidden: tab.Hidden, Merges: tab.Merges, Cells: map[sheets.Addr]sheets.Cell{}, Looks: map[sheets.Addr]string{}}
	for at, c := range tab.Cells {
		if top, ok := ours[at.Col]; ok && at.Row >= top {
			continue
		}
		part.Cells[at], part.Looks[at] = c, tab.Looks[at]
	}
	return part
}

// checkStaff asserts that everything of the staff's is as it was.
func checkStaff(t *testing.T, before, after []Tab) {
	t.Helper()
	theirs := func(tabs []Tab) []Tab {
		return slices.DeleteFunc(slices.Clone(tabs), isOwnTab)
	}
	old, now := theirs(before), theirs(after)
	if len(old) != len(now) {
		t.Fatalf("%d tabs of the staff's became %d", len(old), len(now))
	}
	for i := range old {
		if old[i].Title != now[i].Title || old[i].Hidden != now[i].Hidden {
			t.Errorf("the tab %q (hidden: %v) became %q (hidden: %v)", old[i].Title, old[i].Hidden, now[i].Title, now[i].Hidden)
			continue
		}
		// A column of ours that goes or comes is ours in both.
		ours := ourColumns(old[i])
		maps.Copy(ours, ourColumns(now[i]))
		sameTab(t, staffPart(old[i], ours), staffPart(now[i], ours))
	}
}

// sameCell reports whether two cells are alike. A number is a binary floating
// point number in every kind of workbook, however its text is written.
func sameCell(a, b sheets.Cell) bool {
	return a.Formula == b.Formula && a.Format == b.Format && sameValue(a.Value, b.Value)
}

func sameValue(a, b sheets.Value) bool {
	if a.Kind() != sheets.Number || b.Kind() != sheets.Number {
		return a == b
	}
	x, err1 := strconv.ParseFloat(a.String(), 64)
	y, err2 := strconv.ParseFloat(b.String(), 64)
	return err1 == nil && err2 == nil && x == y
}

func sameTab(t *testing.T, old, now Tab) {
	t.Helper()
	for at, c := range old.Cells {
		if got, ok := now.Cells[at]; !ok || !sameCell(got, c) {
			t.Errorf("tab %q: the staff's cell %v was %+v and is %+v", old.Title, at, c, got)
		} else if old.Looks[at] != now.Looks[at] {
			t.Errorf("tab %q: the staff's cell %v looked like %s and looks like %s", old.Title, at, old.Looks[at], now.Looks[at])
		}
	}
	for at, c := range now.Cells {
		if _, ok := old.Cells[at]; !ok {
			t.Errorf("tab %q: %v, which was empty, holds %+v", old.Title, at, c)
		}
	}
	merges := func(tab Tab) string {
		var list []string
		for _, m := range tab.Merges {
			list = append(list, m.String())
		}
		slices.Sort(list)
		return strings.Join(list, " ")
	}
	if a, b := merges(old), merges(now); a != b {
		t.Errorf("tab %q: merged cells were %s and are %s", old.Title, a, b)
	}
}

// checkNotes asserts that each list shows its notes beside their rows and
// nothing beside the others. A row that came after the snapshot may show that
// it was not gone over yet; a column in whose way the snapshot tells of an
// obstacle may show nothing, but nothing wrong.
func checkNotes(t *testing.T, seen []Tab, s *sheets.Snapshot, a sheets.Annotations) {
	t.Helper()
	for _, l := range a.Lists {
		title := s.Tab(l.Tab).Title()
		tab := tab(seen, title)
		if tab == nil {
			t.Fatalf("there is no tab %q", title)
		}
		headRow := l.Header.Bottom - 1
		columns := ourColumns(*tab)
		if len(columns) != len(l.Columns) {
			t.Errorf("tab %q: %d columns of ours, %d expected", title, len(columns), len(l.Columns))
			continue
		}
		for i, c := range l.Columns {
			if hindered(s, l.Tab, c.ID) {
				checkNothingWrong(t, *tab, columns, l)
				continue
			}
			col := columnOf(*tab, c)
			if col < 0 {
				t.Errorf("tab %q: there is no column %q", title, c.Title)
				continue
			}
			if columns[col] != headRow {
				t.Errorf("tab %q: the title of column %q stands in row %d, the last header row is %d", title, c.Title, columns[col]+1, headRow+1)
			}
			checkColumn(t, *tab, l, i, col)
		}
	}
}

// hindered reports whether the snapshot tells of an obstacle in a column.
func hindered(s *sheets.Snapshot, tab sheets.TabID, column string) bool {
	return slices.ContainsFunc(s.Obstacles(), func(o sheets.Obstacle) bool {
		return o.Tab == tab && (o.Column == column || o.Column == "")
	})
}

// checkColumn holds one column of ours against its notes.
func checkColumn(t *testing.T, tab Tab, l sheets.List, i, col int) {
	t.Helper()
	headRow, format := l.Header.Bottom-1, l.Columns[i].Format
	shown := map[int]sheets.Value{}
	for _, n := range l.Notes {
		shown[n.Row] = n.Show[i]
	}
	for at, cell := range tab.Cells {
		if at.Col == col && at.Row > headRow && !cell.Value.IsBlank() && shown[at.Row].IsEmpty() {
			t.Errorf("tab %q: %v shows %q, and nothing is to be shown there", tab.Title, at, cell.Value)
		}
	}
	for row, want := range shown {
		at := sheets.Addr{Row: row, Col: col}
		if got := tab.Cells[at]; !sameValue(got.Value, want) || got.Formula != "" {
			t.Errorf("tab %q: %v shows %s %q, want %s %q", tab.Title, at, got.Value.Kind(), got.Value, want.Kind(), want)
		} else if want.Kind() == sheets.Number && got.Format != format {
			t.Errorf("tab %q: %v has the format %q, want %q", tab.Title, at, got.Format, format)
		}
	}
}

// checkNothingWrong asserts that no cell of ours shows the text of another row.
func checkNothingWrong(t *testing.T, tab Tab, columns map[int]int, l sheets.List) {
	t.Helper()
	rowOf := map[string]int{}
	for _, n := range l.Notes {
		for _, v := range n.Show {
			if v.Kind() == sheets.Text {
				rowOf[v.String()] = n.Row
			}
		}
	}
	for at, cell := range tab.Cells {
		if _, ours := columns[at.Col]; !ours {
			continue
		}
		if row, ok := rowOf[cell.Value.String()]; ok && row != at.Row {
			t.Errorf("tab %q: %v shows the text of row %d: %q", tab.Title, at, row+1, cell.Value)
		}
	}
}

// columnOf returns where a column of ours stands, or -1.
func columnOf(tab Tab, c sheets.OwnedColumn) int {
	for at, cell := range tab.Cells {
		switch cell.Value.String() {
		case c.Title:
			return at.Col
		case typedOver:
			if c.Title == warnTitle {
				return at.Col
			}
		}
	}
	return -1
}

// checkTabs asserts that the tabs of ours, and no others, are there and show
// what they are to show.
func checkTabs(t *testing.T, seen []Tab, a sheets.Annotations) {
	t.Helper()
	var ours []Tab
	for _, tab := range seen {
		if isOwnTab(tab) {
			ours = append(ours, tab)
		}
	}
	if len(ours) != len(a.Tabs) {
		t.Errorf("%d tabs of ours, %d expected", len(ours), len(a.Tabs))
		return
	}
	for i, want := range a.Tabs {
		cells := map[sheets.Addr]sheets.Value{}
		for r, row := range want.Rows {
			col := 0
			for _, c := range row {
				if !c.Value.IsEmpty() {
					cells[sheets.Addr{Row: r, Col: col}] = c.Value
				}
				col += max(1, c.Span)
			}
		}
		for at, v := range cells {
			if got := ours[i].Cells[at]; !sameValue(got.Value, v) || got.Formula != "" {
				t.Errorf("tab %q: %v shows %s %q (formula %q), want %s %q", ours[i].Title, at, got.Value.Kind(), got.Value, got.Formula, v.Kind(), v)
			}
		}
		for at, c := range ours[i].Cells {
			if _, ok := cells[at]; !ok && !c.Value.IsBlank() {
				t.Errorf("tab %q: %v shows %q, and nothing is to be shown there", ours[i].Title, at, c.Value)
			}
		}
	}
}

// checkSnapshot asserts that a write of ours changes nothing of what a
// snapshot holds: what is ours is never in it.
func checkSnapshot(t *testing.T, before, after *sheets.Snapshot) {
	t.Helper()
	if len(before.Tabs()) != len(after.Tabs()) {
		t.Errorf("the snapshot had %d tabs and has %d", len(before.Tabs()), len(after.Tabs()))
		return
	}
	for i, old := range before.Tabs() {
		now := after.Tabs()[i]
		if old.ID() != now.ID() || old.Title() != now.Title() || old.Hidden() != now.Hidden() {
			t.Errorf("the tab %q with the id %q became %q with %q", old.Title(), old.ID(), now.Title(), now.ID())
			continue
		}
		for row := range max(old.Rows(), now.Rows()) {
			for col := range max(old.Cols(), now.Cols()) {
				if a, b := old.Cell(row, col), now.Cell(row, col); !sameCell(a, b) {
					t.Errorf("tab %q: %v was %+v in the snapshot and is %+v", old.Title(), sheets.Addr{Row: row, Col: col}, a, b)
				}
			}
		}
	}
}

// checkComplete asserts that a snapshot holds exactly what people see of
// their own.
func checkComplete(t *testing.T, seen []Tab, s *sheets.Snapshot) {
	t.Helper()
	for _, tab := range seen {
		if isOwnTab(tab) {
			if s.TabTitled(tab.Title) != nil {
				t.Errorf("our tab %q is in the snapshot", tab.Title)
			}
			continue
		}
		got := s.TabTitled(tab.Title)
		if got == nil {
			t.Errorf("the tab %q is not in the snapshot", tab.Title)
			continue
		}
		theirs := staffPart(tab, ourColumns(tab)).Cells
		for at, c := range theirs {
			if g := got.Cell(at.Row, at.Col); g.Value.String() != c.Value.String() && !sameValue(g.Value, c.Value) || g.Formula != c.Formula {
				t.Errorf("tab %q: people see %+v in %v, the snapshot holds %+v", tab.Title, c, at, g)
			}
		}
		for row := range got.Rows() {
			for col, c := range got.Row(row) {
				at := sheets.Addr{Row: row, Col: col}
				if _, ok := theirs[at]; !ok {
					t.Errorf("tab %q: the snapshot holds %+v in %v, where nothing of the staff's is seen", tab.Title, c, at)
				}
			}
		}
	}
}

// checkSteps asserts that the steps are exactly what changed before people's
// eyes, in order.
func checkSteps(t *testing.T, before, after []Tab, steps []sheets.Step) {
	t.Helper()
	order := map[string]int{}
	for _, tabs := range [][]Tab{before, after} {
		for _, tab := range tabs {
			if _, ok := order[tab.Title]; !ok {
				order[tab.Title] = len(order)
			}
		}
	}
	type place struct {
		tab string
		at  sheets.Addr
	}
	told := map[place]bool{}
	whole := map[string]bool{}
	last, lastAt := -1, sheets.Addr{Row: -1}
	for _, s := range steps {
		n, ok := order[s.Tab]
		if !ok {
			t.Errorf("a step in the tab %q, which is not there: %+v", s.Tab, s)
			continue
		}
		if s.Before == s.After {
			t.Errorf("a step that changes nothing: %+v", s)
		}
		if n < last {
			t.Errorf("a step out of the order of tabs: %+v", s)
		}
		if n != last {
			last, lastAt = n, sheets.Addr{Row: -1}
		}
		at, err := sheets.ParseAddr(s.Range)
		if err != nil { // about the tab or a part of it
			whole[s.Tab] = true
			continue
		}
		if at.Row < lastAt.Row || at.Row == lastAt.Row && at.Col <= lastAt.Col {
			t.Errorf("a step out of the order of rows and columns: %+v", s)
		}
		lastAt = at
		told[place{s.Tab, at}] = true
		if got := shown(before, s.Tab, at); !says(s.Before, got) {
			t.Errorf("the step for %s!%v tells of %q before, there stood %q", s.Tab, at, s.Before, got)
		}
		if got := shown(after, s.Tab, at); !says(s.After, got) {
			t.Errorf("the step for %s!%v tells of %q after, there stands %q", s.Tab, at, s.After, got)
		}
	}
	for title := range order {
		old, now := tab(before, title), tab(after, title)
		if (old == nil || now == nil) && !whole[title] {
			t.Errorf("the tab %q came or went without a step", title)
		}
		if old == nil || now == nil {
			continue
		}
		for _, cells := range []map[sheets.Addr]sheets.Cell{old.Cells, now.Cells} {
			for at := range cells {
				if shown(before, title, at) != shown(after, title, at) && !told[place{title, at}] {
					t.Errorf("%s!%v changed without a step", title, at)
				}
			}
		}
	}
}

// says reports whether what a step tells is what stood there. A link or a
// format may follow the text.
func says(told, stood string) bool {
	return told == stood || sameValue(sheets.NumberValue(told), sheets.NumberValue(stood)) || strings.HasPrefix(told, stood+" → ") || strings.HasPrefix(told, stood+" [")
}

func shown(tabs []Tab, title string, at sheets.Addr) string {
	found := tab(tabs, title)
	if found == nil {
		return ""
	}
	c := found.Cells[at]
	if c.Formula != "" {
		return "=" + c.Formula
	}
	return c.Value.String()
}
