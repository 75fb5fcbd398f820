package sheetstest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets"
)

// Run holds an adapter to everything that a writable Book promises.
// newHarness gives a harness that nothing was done with yet.
func Run(t *testing.T, newHarness func(t *testing.T) Harness) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			h := newHarness(t)
			start := content()
			if s.start != nil {
				s.start(start)
			}
			h.Start(start)
			s.run(t, h)
		})
	}
}

// scenario is one story. start changes the content before the workbook is
// made.
type scenario struct {
	name  string
	start func([]Tab)
	run   func(t *testing.T, h Harness)
}

var scenarios = []scenario{
	{name: "reads what people wrote", run: readsAll},
	{name: "leaves tabs out of scope", run: scope},
	{name: "first pass", run: firstPass},
	{name: "dry run writes nothing", run: dryRun},
	{name: "passes over staff columns at the right", start: func(tabs []Tab) {
		tabs[0].Cells[cellAt("H9")] = text("của phòng Kế hoạch")
		tabs[0].Cells[cellAt("J2")] = text("x")
	}, run: func(t *testing.T, h Harness) {
		pass(t, h, annotate)
		if got := see(t, h, listTab, cellAt("K5")); got != gapTitle {
			t.Errorf("K5 shows %q; the first two empty columns side by side are K and L", got)
		}
	}},
	{name: "passes over columns that formulas name", start: func(tabs []Tab) {
		tabs[0].Cells[cellAt("B2")] = sheets.Cell{Value: sheets.NumberValue("0"), Formula: "SUM(F8:I8)"}
	}, run: func(t *testing.T, h Harness) {
		pass(t, h, annotate)
		if got := see(t, h, listTab, cellAt("J5")); got != gapTitle {
			t.Errorf("J5 shows %q; a formula sums up what stands before it, in a row of the table", got)
		}
	}},
	{name: "stale notes go", run: staleNotes},
	{name: "staff retype our title", run: retyped},
	{name: "staff type into our column", run: typedInto},
	{name: "staff enter a formula into our column", run: formulaInto},
	{name: "staff insert a column to the left", run: edited(func(h Harness) { h.InsertColumn(listTab, 3) })},
	{name: "staff delete a column to the left", start: func(tabs []Tab) {
		tabs[0].Cells[cellAt("H2")] = text("ghi chú")
	}, run: edited(func(h Harness) { h.InsertColumn(listTab, 3); h.DeleteColumn(listTab, 3) })},
	{name: "staff move our column", run: edited(func(h Harness) { h.MoveColumn(listTab, 7, 0) })},
	{name: "staff insert rows", run: edited(func(h Harness) { h.InsertRow(listTab, 8); h.InsertRow(listTab, 1) })},
	{name: "staff delete rows", run: edited(func(h Harness) { h.DeleteRow(listTab, 7); h.DeleteRow(listTab, 2) })},
	{name: "staff sort the table alone", run: edited(func(h Harness) { h.Sort(listTab, block("A7:F10"), 1) })},
	{name: "staff sort the table with our columns", run: edited(func(h Harness) { h.Sort(listTab, block("A7:H10"), 1) })},
	{name: "staff rename their tab", run: edited(func(h Harness) { h.RenameTab(listTab, "Danh mục 'mới' 2021") })},
	{name: "staff rename our tab", run: edited(func(h Harness) { h.RenameTab(ownTitle, "Báo cáo của phòng") })},
	{name: "staff delete our column", run: edited(func(h Harness) { h.DeleteColumn(listTab, 6) })},
	{name: "staff delete our tab", run: edited(func(h Harness) { h.DeleteTab(ownTitle) })},
	{name: "staff add a tab", run: edited(func(h Harness) { h.AddTab("Phụ lục"); h.Set("Phụ lục", cellAt("B2"), text("x")) })},
	{name: "staff clear our title", run: edited(func(h Harness) { h.Set(listTab, cellAt("G5"), sheets.Cell{}) })},
	{name: "staff type above our title", run: edited(func(h Harness) { h.Set(listTab, cellAt("G2"), text("Đơn vị: triệu đồng")) })},
	{name: "staff type into our tab", run: edited(func(h Harness) {
		h.Set(ownTitle, cellAt("B6"), text("sửa tay"))
		h.Set(ownTitle, cellAt("F20"), text("ghi thêm"))
	})},
	{name: "staff have a tab of our title", start: nil, run: staffTabOfOurTitle},
	{name: "staff have tabs of both our titles", run: staffTabsOfBothTitles},
	{name: "awkward texts", run: awkwardTexts},
	{name: "two lists in two tabs", run: twoLists},
	{name: "one list of two goes", run: oneListGoes},
	{name: "no annotations leave no trace", run: noTrace},
	{name: "an edit in a cell between read and apply", run: conflict(func(h Harness) {
		h.Set(listTab, cellAt("C9"), text("tên mới"))
	}, func(t *testing.T, h Harness) {
		if got := see(t, h, listTab, cellAt("C9")); got != "tên mới" {
			t.Errorf("the edit is lost: C9 shows %q", got)
		}
	})},
	{name: "a row inserted between read and apply", run: conflict(func(h Harness) {
		h.InsertRow(listTab, 6)
		h.Set(listTab, cellAt("B7"), text("CNTT-00"))
		h.Set(listTab, cellAt("E7"), number("0", ""))
	}, func(t *testing.T, h Harness) {
		if got := see(t, h, listTab, cellAt("B7")); got != "CNTT-00" {
			t.Errorf("the edit is lost: B7 shows %q", got)
		}
	})},
	{name: "a sort between read and apply", run: conflict(func(h Harness) { h.Sort(listTab, block("A7:F10"), 1) }, func(*testing.T, Harness) {})},
	{name: "annotations that do not fit", run: misfits},
	{name: "a call that is given up", run: givenUp},
}

// edited is a pass, something that people do, and a pass again.
func edited(edit func(h Harness)) func(*testing.T, Harness) {
	return func(t *testing.T, h Harness) {
		pass(t, h, annotate)
		edit(h)
		pass(t, h, annotate)
	}
}

func readsAll(t *testing.T, h Harness) {
	s := read(t, h).Snapshot()
	start := content()
	if len(s.Tabs()) != len(start) {
		t.Fatalf("%d tabs, want %d", len(s.Tabs()), len(start))
	}
	ids := map[sheets.TabID]bool{}
	for i, want := range start {
		got := s.Tabs()[i]
		if got.Title() != want.Title || got.Hidden() != want.Hidden {
			t.Errorf("tab %d is %q (hidden: %v), want %q (%v)", i, got.Title(), got.Hidden(), want.Title, want.Hidden)
		}
		if ids[got.ID()] || got.ID() == "" {
			t.Errorf("tab %q has the id %q, which is empty or another's", got.Title(), got.ID())
		}
		ids[got.ID()] = true
		n := 0
		for row := range got.Rows() {
			for col, c := range got.Row(row) {
				n++
				if w := want.Cells[sheets.Addr{Row: row, Col: col}]; !sameCell(c, w) {
					t.Errorf("tab %q: %v is %s %+v, want %s %+v", want.Title, sheets.Addr{Row: row, Col: col}, c.Value.Kind(), c, w.Value.Kind(), w)
				}
			}
		}
		if n != len(want.Cells) {
			t.Errorf("tab %q: %d cells, want %d", want.Title, n, len(want.Cells))
		}
		if len(got.Merges()) != len(want.Merges) {
			t.Errorf("tab %q: merged cells %v, want %v", want.Title, got.Merges(), want.Merges)
		}
	}
}

func scope(t *testing.T, h Harness) {
	pass(t, h, annotate)
	v, err := h.Book().Read(t.Context(), sheets.Scope{Tabs: []string{listTab}})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(v.Snapshot().Tabs()); n != 3 {
		t.Errorf("%d tabs listed, want all 3 of the staff's", n)
	}
	quiet(t, h, v, annotate(v.Snapshot()))
	c := propose(t, v, sheets.Annotations{})
	if _, err := c.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	checkNotes(t, h.Look(), v.Snapshot(), sheets.Annotations{})
}

func firstPass(t *testing.T, h Harness) {
	pass(t, h, annotate)
	for at, want := range map[string]string{
		"G5": gapTitle, "H5": warnTitle,
		"G7": "400.25", "H7": "CNTT-01: còn thiếu vốn, đã bố trí 100",
		"G10": "100.000000000001", "H9": "",
	} {
		if got := see(t, h, listTab, cellAt(at)); got != want {
			t.Errorf("%s shows %q, want %q", at, got, want)
		}
	}
	tabs := h.Look()
	if last := tabs[len(tabs)-1]; last.Title != ownTitle {
		t.Errorf("the last tab is %q, want our %q behind the staff's", last.Title, ownTitle)
	}
}

func dryRun(t *testing.T, h Harness) {
	version := h.Version()
	v := read(t, h)
	c := propose(t, v, annotate(v.Snapshot()))
	if len(c.Steps()) == 0 {
		t.Error("no steps for a workbook without anything of ours")
	}
	if h.Version() != version {
		t.Error("a dry run wrote into the workbook")
	}
}

func staleNotes(t *testing.T, h Harness) {
	pass(t, h, annotate)
	h.Set(listTab, cellAt("E7"), number("200", "")) // has its money now
	pass(t, h, annotate)
	if got := see(t, h, listTab, cellAt("H7")); got != "" {
		t.Errorf("H7 still shows %q", got)
	}
	h.Set(listTab, cellAt("B10"), sheets.Cell{}) // no item any more
	pass(t, h, annotate)
	if got := see(t, h, listTab, cellAt("G10")); got != "" {
		t.Errorf("G10 still shows %q", got)
	}
}

func retyped(t *testing.T, h Harness) {
	pass(t, h, annotate)
	h.Set(listTab, cellAt("H5"), text(typedOver))
	pass(t, h, annotate)
	if got := see(t, h, listTab, cellAt("H5")); got != typedOver {
		t.Errorf("the title that people typed became %q", got)
	}
	h.Set(listTab, cellAt("H5"), sheets.Cell{})
	pass(t, h, annotate)
	unhindered(t, h)
	if got := see(t, h, listTab, cellAt("H5")); got != warnTitle {
		t.Errorf("the title that people cleared shows %q, want %q", got, warnTitle)
	}
}

// typedInto: an adapter either writes over a value that people typed into a
// column of ours, or leaves it and says that it is in the way.
func typedInto(t *testing.T, h Harness) {
	pass(t, h, annotate)
	h.Set(listTab, cellAt("H7"), text("đã biết"))
	h.Set(listTab, cellAt("H9"), number("5", ""))
	h.Set(listTab, cellAt("G8"), sheets.Cell{})
	pass(t, h, annotate)
	h.Set(listTab, cellAt("H7"), sheets.Cell{})
	h.Set(listTab, cellAt("H9"), sheets.Cell{})
	pass(t, h, annotate)
	unhindered(t, h)
}

// formulaInto: what an adapter writes are values, so a formula in a column of
// ours is the staff's. It stays, is told of, and is in the way no longer than
// it is there.
func formulaInto(t *testing.T, h Harness) {
	pass(t, h, annotate)
	h.Set(listTab, cellAt("H7"), sheets.Cell{Formula: "1+1"})
	h.Set(listTab, cellAt("E9"), number("10", "")) // so that there is something to write
	s := read(t, h).Snapshot()
	if o := s.Obstacles(); len(o) != 1 || o[0].Tab != s.TabTitled(listTab).ID() || o[0].Addr != cellAt("H7") || o[0].Seen != "=1+1" {
		t.Errorf("told of %+v, and the formula stands in H7", o)
	}
	pass(t, h, annotate)
	if got := tab(h.Look(), listTab).Cells[cellAt("H7")]; got.Formula != "1+1" {
		t.Errorf("H7 holds %+v instead of the formula that people entered", got)
	}
	h.Set(listTab, cellAt("H7"), sheets.Cell{})
	pass(t, h, annotate)
	unhindered(t, h)
}

// unhindered asserts that nothing stands in the way of what we show.
func unhindered(t *testing.T, h Harness) {
	t.Helper()
	if o := read(t, h).Snapshot().Obstacles(); len(o) > 0 {
		t.Errorf("obstacles are told of: %+v", o)
	}
}

func staffTabOfOurTitle(t *testing.T, h Harness) {
	h.AddTab(ownTitle)
	h.Set(ownTitle, cellAt("A1"), text("của phòng"))
	pass(t, h, annotate)
	if got := see(t, h, ownTitle, cellAt("A1")); got != "của phòng" {
		t.Errorf("the staff's tab of our title shows %q", got)
	}
	if tab(h.Look(), ownFallback) == nil {
		t.Errorf("there is no tab %q", ownFallback)
	}
	h.DeleteTab(ownTitle)
	pass(t, h, annotate)
	if tab(h.Look(), ownFallback) == nil {
		t.Errorf("our tab changed its name when the staff's went")
	}
}

func staffTabsOfBothTitles(t *testing.T, h Harness) {
	h.AddTab(ownTitle)
	h.AddTab(strings.ToUpper(ownFallback)) // the same name to a spreadsheet
	pass(t, h, annotate)
	if n := len(h.Look()); n != 6 {
		t.Errorf("%d tabs, want the staff's five and ours", n)
	}
}

func awkwardTexts(t *testing.T, h Harness) {
	n := 0
	for len(awkward) > 0 && n < len(awkward) {
		pass(t, h, func(s *sheets.Snapshot) sheets.Annotations {
			a := annotate(s)
			for i := range a.Lists[0].Notes {
				a.Lists[0].Notes[i].Show[1] = sheets.TextValue(awkward[(n+i)%len(awkward)])
			}
			for _, text := range awkward {
				a.Tabs[0].Rows = append(a.Tabs[0].Rows, sheets.OwnRow{{Value: sheets.TextValue(text), Style: sheets.StyleBody}})
			}
			return a
		})
		n += 3
	}
}

func withTasks(s *sheets.Snapshot) sheets.Annotations {
	a := annotate(s)
	a.Lists = append(a.Lists, taskList(s.TabTitled(taskTab)))
	return a
}

func twoLists(t *testing.T, h Harness) {
	pass(t, h, withTasks)
	if got := see(t, h, taskTab, cellAt("D2")); got != "NV-1: chưa định thời hạn" {
		t.Errorf("D2 of the tasks shows %q", got)
	}
	h.InsertColumn(taskTab, 2)
	h.InsertColumn(listTab, 0)
	pass(t, h, func(s *sheets.Snapshot) sheets.Annotations {
		a := withTasks(s)
		a.Lists[1].Header.Right = 4
		return a
	})
}

func oneListGoes(t *testing.T, h Harness) {
	pass(t, h, withTasks)
	pass(t, h, annotate)
	if got := see(t, h, taskTab, cellAt("D1")); got != "" {
		t.Errorf("D1 of the tasks still shows %q", got)
	}
}

func noTrace(t *testing.T, h Harness) {
	start := h.Look()
	pass(t, h, withTasks)
	pass(t, h, func(*sheets.Snapshot) sheets.Annotations { return sheets.Annotations{} })
	now := h.Look()
	if len(now) != len(start) {
		t.Fatalf("%d tabs at first, %d in the end", len(start), len(now))
	}
	for i := range start {
		if start[i].Title != now[i].Title {
			t.Errorf("the tab %q is in the place of %q", now[i].Title, start[i].Title)
		}
		sameTab(t, start[i], now[i])
	}
}

// conflict lets people edit between Read and Apply. Either nothing is written
// and the class is Conflict, or what is written is right for the workbook as
// it is now; in both cases the edit stands and the next pass is right.
func conflict(edit func(Harness), check func(*testing.T, Harness)) func(*testing.T, Harness) {
	return func(t *testing.T, h Harness) {
		pass(t, h, annotate)
		h.Set(listTab, cellAt("E9"), number("10", "")) // so that there is something to write
		v := read(t, h)
		c := propose(t, v, annotate(v.Snapshot()))
		if len(c.Steps()) == 0 {
			t.Fatal("no steps")
		}
		edit(h)
		edited, version := h.Look(), h.Version()
		if _, err := c.Apply(t.Context()); err != nil {
			if got := sheets.ClassOf(err); got != sheets.Conflict {
				t.Errorf("apply failed with class %v: %v", got, err)
			}
			if h.Version() != version {
				t.Error("a conflict wrote into the workbook")
			}
		} else {
			s := read(t, h).Snapshot()
			checkNotes(t, withoutPending(h.Look()), s, known(annotate(s), v.Snapshot()))
		}
		checkStaff(t, edited, h.Look())
		check(t, h)
		pass(t, h, annotate)
		check(t, h)
	}
}

// known returns the annotations without the notes of rows that a snapshot does
// not have.
func known(a sheets.Annotations, s *sheets.Snapshot) sheets.Annotations {
	for i, l := range a.Lists {
		a.Lists[i].Notes = slices.DeleteFunc(l.Notes, func(n sheets.Note) bool {
			code, _, _ := strings.Cut(n.Show[1].String(), ":")
			_, ok := find(s.Tab(l.Tab), code)
			return !ok
		})
	}
	return a
}

// withoutPending takes out what says that a row was not gone over yet.
func withoutPending(tabs []Tab) []Tab {
	for _, t := range tabs {
		maps.DeleteFunc(t.Cells, func(_ sheets.Addr, c sheets.Cell) bool { return c.Value.String() == pending })
	}
	return tabs
}

func misfits(t *testing.T, h Harness) {
	version := h.Version()
	for name, spoil := range map[string]func(*sheets.Annotations){
		"unknown tab":           func(a *sheets.Annotations) { a.Lists[0].Tab = "?" },
		"no header":             func(a *sheets.Annotations) { a.Lists[0].Header = sheets.Range{} },
		"row beyond the end":    func(a *sheets.Annotations) { a.Lists[0].Notes[0].Row = 5000 },
		"row of the header":     func(a *sheets.Annotations) { a.Lists[0].Notes[0].Row = 4 },
		"two notes for a row":   func(a *sheets.Annotations) { a.Lists[0].Notes[1].Row = a.Lists[0].Notes[0].Row },
		"too few values":        func(a *sheets.Annotations) { a.Lists[0].Notes[0].Show = a.Lists[0].Notes[0].Show[:1] },
		"a number that is none": func(a *sheets.Annotations) { a.Lists[0].Notes[0].Show[0] = sheets.NumberValue("1.234,5") },
		"a column twice":        func(a *sheets.Annotations) { a.Lists[0].Columns[1].ID = a.Lists[0].Columns[0].ID },
		"a column without id":   func(a *sheets.Annotations) { a.Lists[0].Columns[1].ID = "" },
		"a tab twice":           func(a *sheets.Annotations) { a.Tabs = append(a.Tabs, a.Tabs[0]) },
		"a tab without title":   func(a *sheets.Annotations) { a.Tabs[0].Title = "" },
		"a link to nowhere":     func(a *sheets.Annotations) { a.Tabs[0].Rows[7][0].Link.Tab = "?" },
	} {
		t.Run(name, func(t *testing.T) {
			v := read(t, h)
			a := annotate(v.Snapshot())
			spoil(&a)
			_, err := v.Propose(a)
			if sheets.ClassOf(err) != sheets.Invalid || err == nil {
				t.Errorf("propose: %v, want an error of class invalid", err)
			}
		})
	}
	if h.Version() != version {
		t.Error("refused annotations wrote into the workbook")
	}
}

func givenUp(t *testing.T, h Harness) {
	version := h.Version()
	v := read(t, h)
	c := propose(t, v, annotate(v.Snapshot()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Apply(ctx); err == nil {
		t.Error("apply went on after it was given up")
	}
	if _, err := h.Book().Read(ctx, sheets.Scope{}); err == nil {
		t.Error("read went on after it was given up")
	}
	if h.Version() != version {
		t.Error("apply wrote into the workbook after it was given up")
	}
}
