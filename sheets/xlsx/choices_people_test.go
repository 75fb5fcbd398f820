package xlsx_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// chosen is "DS" with two values offered down to row 10.
func chosen(t *testing.T) *harness {
	t.Helper()
	h := &harness{t: t, path: book(t, nil)}
	apply(t, h.path, choosing(10, "một", "hai"))
	return h
}

// block reads a block of cells.
func block(s string) sheets.Range {
	r, err := sheets.ParseRange(s)
	if err != nil {
		panic(err) // a mistake in a test
	}
	return r
}

// told is what a pass told of, as "range: before > after".
func told(steps []sheets.Step) string {
	var list []string
	for _, s := range steps {
		if s.Tab == "_rasoat" {
			continue
		}
		list = append(list, s.Range+": "+s.Before+" > "+s.After)
	}
	return strings.Join(list, ", ")
}

// What people do to a drop-down, to its column and to its tab between two passes.
func TestDropDownsAmongPeople(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	theirs := func(cells string) func(h *harness) {
		return func(h *harness) { h.Offer("DS", block(cells), "của phòng") }
	}
	away := func(cells string) func(h *harness) {
		return func(h *harness) { h.Offer("DS", block(cells)) }
	}
	for name, tc := range map[string]struct {
		do     func(h *harness)
		bottom int      // of the table afterwards
		values []string // wanted afterwards
		told   string   // what the pass tells of
		offers map[string]string
	}{
		"nothing":                            {func(*harness) {}, 10, []string{"một", "hai"}, "", map[string]string{"A5:A10": "một|hai", "A11:A12": ""}},
		"rows at the table's end":            {func(*harness) {}, 12, []string{"một", "hai"}, "A11:A12:  > một; hai", map[string]string{"A5:A12": "một|hai", "A13:A13": ""}},
		"theirs in a row that came":          {theirs("A12"), 12, []string{"một", "hai"}, "A11:A11:  > một; hai", map[string]string{"A5:A11": "một|hai", "A12:A12": "của phòng"}},
		"the table ends earlier":             {func(*harness) {}, 8, []string{"một", "hai"}, "A9:A10: một; hai > ", map[string]string{"A5:A8": "một|hai", "A9:A12": ""}},
		"the table is the last one":          {func(*harness) {}, 0, []string{"một", "hai"}, "A11:A1048576:  > một; hai", map[string]string{"A5:A40": "một|hai", "A1:A4": ""}},
		"other values":                       {func(*harness) {}, 10, []string{"ba"}, "A5:A10: một; hai > ba", map[string]string{"A5:A10": "ba", "A11:A12": ""}},
		"a row before the first":             {func(h *harness) { h.InsertRow("DS", 4) }, 11, []string{"một", "hai"}, "A5:A5:  > một; hai", map[string]string{"A5:A11": "một|hai"}},
		"rows amid":                          {func(h *harness) { h.InsertRow("DS", 6); h.DeleteRow("DS", 4) }, 10, []string{"một", "hai"}, "", map[string]string{"A5:A10": "một|hai", "A11:A12": ""}},
		"taken away in places":               {away("A6:A7"), 10, []string{"một", "hai"}, "", map[string]string{"A5:A5": "một|hai", "A6:A7": "", "A8:A10": "một|hai"}},
		"taken away in places, other values": {away("A6:A7"), 10, []string{"ba"}, "A5:A10: một; hai > ba", map[string]string{"A5:A10": "ba"}},
		"taken away":                         {away("A1:A40"), 10, []string{"một", "hai"}, "", map[string]string{"A1:A40": ""}},
		"taken away, rows came":              {away("A1:A40"), 12, []string{"một", "hai"}, "", map[string]string{"A1:A40": ""}},
		"taken away, other values":           {away("A1:A40"), 10, []string{"ba"}, "A5:A10:  > ba", map[string]string{"A5:A10": "ba"}},
		"theirs instead":                     {theirs("A5:A10"), 10, []string{"ba"}, "", map[string]string{"A5:A10": "của phòng"}},
		"theirs amid, ours taken away":       {func(h *harness) { away("A1:A40")(h); theirs("A7")(h) }, 10, []string{"ba"}, "", map[string]string{"A5:A6": "", "A7:A7": "của phòng", "A8:A10": ""}},
		"theirs in a cell, other values":     {theirs("A7"), 10, []string{"ba"}, "A5:A10: một; hai > ba", map[string]string{"A5:A6": "ba", "A7:A7": "của phòng", "A8:A10": "ba"}},
		"a cell copied elsewhere":            {copied("D20"), 10, []string{"ba"}, "A5:A10: một; hai > ba", map[string]string{"A5:A10": "ba", "D20:D20": "ba"}},
		"not wanted any more":                {copied("D20"), 10, nil, "A5:A10: một; hai > ", map[string]string{"A1:D40": ""}},
		"not wanted, and taken away":         {away("A1:A40"), 10, nil, "A5:A10: một; hai > ", map[string]string{"A1:D40": ""}},
		"the column deleted":                 {func(h *harness) { h.DeleteColumn("DS", 0) }, 10, []string{"một", "hai"}, ": một; hai > , A5:A10:  > một; hai", map[string]string{"A5:A10": "một|hai"}},
		"the column cut and inserted":        {cutTo("A5:A10", 0, 2), 10, []string{"một", "hai"}, "A5:A10:  > một; hai, B5:B10: một; hai > ", map[string]string{"A5:A10": "một|hai", "B5:B10": ""}},
		"the values typed over": {func(h *harness) {
			h.edit(func(f *excelize.File) { h.must(f.SetCellStr("_rasoat", "A2", "bốn")) })
		}, 10, []string{"một", "hai"}, "A5:A10: bốn; hai > một; hai", map[string]string{"A5:A10": "một|hai"}},
		"the tab of values deleted": {func(h *harness) { h.DeleteTab("_rasoat") }, 10, []string{"một", "hai"}, "A5:A10:  > một; hai", map[string]string{"A5:A10": "một|hai"}},
		"the tab of values renamed and shown": {func(h *harness) {
			h.RenameTab("_rasoat", "Giá trị")
			h.edit(func(f *excelize.File) { h.must(f.SetSheetVisible("Giá trị", true)) })
		}, 10, []string{"một", "hai"}, "", map[string]string{"A5:A10": "một|hai"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := chosen(t)
			tc.do(h)
			before, err := os.ReadFile(h.path)
			if err != nil {
				t.Fatal(err)
			}
			steps := apply(t, h.path, choosing(tc.bottom, tc.values...))
			if got := told(steps); got != tc.told {
				t.Errorf("the pass tells of %q, want %q", got, tc.told)
			}
			for cells, want := range tc.offers {
				if got := offered(t, h.path, "DS", cells); got != want {
					t.Errorf("%s offer %q, want %q", cells, got, want)
				}
			}
			if again := apply(t, h.path, choosing(tc.bottom, tc.values...)); len(again) > 0 {
				t.Errorf("a further pass has steps: %+v", again)
			}
			apply(t, h.path, func(sheets.View) sheets.Annotations { return sheets.Annotations{} })
			xlsx.ProveRemoved(t, before, h.path)
		})
	}
}

// copied is somebody who copies the cell A5 elsewhere, which takes its drop-down
// along.
func copied(to string) func(h *harness) {
	return func(h *harness) {
		h.edit(func(f *excelize.File) {
			rules, err := f.GetDataValidations("DS")
			h.must(err)
			h.must(f.DeleteDataValidation("DS"))
			rules[0].Sqref += " " + to
			h.must(f.AddDataValidation("DS", rules[0]))
		})
	}
}

// cutTo is somebody who cuts a column and inserts it before another: the rules on
// its cells go along, which excelize does not see to.
func cutTo(cells string, from, before int) func(h *harness) {
	return func(h *harness) {
		h.MoveColumn("DS", from, before)
		h.edit(func(f *excelize.File) {
			h.must(f.DeleteDataValidation("DS"))
			rule := excelize.NewDataValidation(true)
			rule.Type = "list"
			for _, n := range f.GetDefinedName() {
				if strings.HasPrefix(n.Name, "_rasoat_choice_") {
					rule.Formula1 = n.Name
				}
			}
			b := block(cells)
			b.Left, b.Right = before-1, before
			rule.SetSqref(b.String())
			h.must(f.AddDataValidation("DS", rule))
		})
	}
}

// A column that the staff had a rule in at first gets ours once they took theirs
// away, and not before.
func TestDropDownsWaitForTheirs(t *testing.T) {
	h := &harness{t: t, path: book(t, nil)}
	h.Offer("DS", block("A7"), "của phòng")
	for range 2 {
		if steps := apply(t, h.path, choosing(10, "một")); len(steps) > 0 {
			t.Errorf("steps %+v", steps)
		}
	}
	h.Offer("DS", block("A7"))
	apply(t, h.path, choosing(10, "một"))
	if got := offered(t, h.path, "DS", "A5:A10"); got != "một" {
		t.Errorf("A5:A10 offer %q", got)
	}
}

// Rows that came and got the drop-down do not get it a second time once people
// took it away there.
func TestDropDownsComeOnce(t *testing.T) {
	h := chosen(t)
	apply(t, h.path, choosing(12, "một", "hai"))
	h.Offer("DS", block("A11:A12"))
	if steps := apply(t, h.path, choosing(12, "một", "hai")); len(steps) > 0 {
		t.Errorf("steps %+v", steps)
	}
	if got := offered(t, h.path, "DS", "A11:A12"); got != "" {
		t.Errorf("A11:A12 offer %q", got)
	}
	apply(t, h.path, choosing(13, "một", "hai"))
	for cells, want := range map[string]string{"A5:A10": "một|hai", "A11:A12": "", "A13": "một|hai"} {
		if got := offered(t, h.path, "DS", cells); got != want {
			t.Errorf("%s offer %q, want %q", cells, got, want)
		}
	}
}

// What came along when people copied a tab, within the workbook or into it, does
// not stand in the way there and goes with ours.
func TestDropDownsInCopies(t *testing.T) {
	const copyTab = "DS bản sao"
	h := chosen(t)
	h.edit(func(f *excelize.File) {
		to, err := f.NewSheet(copyTab)
		h.must(err)
		from, err := f.GetSheetIndex("DS")
		h.must(err)
		h.must(f.CopySheet(from, to))
		for _, n := range f.GetDefinedName() { // as Excel copies names of the tab's scope
			if strings.HasPrefix(n.Name, "_rasoat.choice.") {
				h.must(f.SetDefinedName(&excelize.DefinedName{Name: n.Name, RefersTo: strings.Replace(n.RefersTo, "'DS'!", "'"+copyTab+"'!", 1), Scope: copyTab}))
			}
		}
	})
	both := func(first, second string) func(sheets.View) sheets.Annotations {
		return func(v sheets.View) sheets.Annotations {
			a := choosing(10, first)(v)
			l := a.Lists[0]
			l.Tab = v.Snapshot().TabTitled(copyTab).ID()
			l.Choices = nil
			if second != "" {
				l.Choices = []sheets.Choice{{ID: "ds_code", Bottom: 10, Values: []string{second}}}
			}
			a.Lists = append(a.Lists, l)
			return a
		}
	}
	check := func(first, second string) {
		t.Helper()
		for tab, want := range map[string]string{"DS": first, copyTab: second} {
			if got := offered(t, h.path, tab, "A5:A10"); got != want {
				t.Errorf("%s offers %q, want %q", tab, got, want)
			}
		}
	}
	apply(t, h.path, both("một", ""))
	check("một", "một")
	apply(t, h.path, both("một", "hai"))
	check("một", "hai")
	if steps := apply(t, h.path, both("một", "hai")); len(steps) > 0 {
		t.Errorf("a further pass has steps: %+v", steps)
	}
	apply(t, h.path, func(sheets.View) sheets.Annotations { return sheets.Annotations{} })
	check("", "")
	for name, part := range parts(t, h.path) {
		if strings.Contains(part, "_rasoat") {
			t.Errorf("%s still knows of us", name)
		}
	}
}

// With a reading of some tabs only, what is ours in the others is taken out too.
func TestDropDownsInTabsThatAreNotRead(t *testing.T) {
	h := chosen(t)
	h.AddTab("Khác")
	v, err := xlsx.Proven(t, h.path).Read(t.Context(), sheets.Scope{Tabs: []string{"Khác"}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := v.Propose(sheets.Annotations{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := offered(t, h.path, "DS", "A1:A40"); got != "" {
		t.Errorf("the cells offer %q", got)
	}
}

// Real tables, and those with most things that people put into one, are the same
// text once a drop-down was there.
func TestDropDownsInRealTables(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	for _, w := range corpus() {
		t.Run(w.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), w.name+".xlsx")
			w.make(t, path)
			original, err := os.ReadFile(path)
			if os.IsNotExist(err) {
				t.Skip("the table is not here:", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			before := parts(t, path)
			title := w.tab
			free := 0
			want := func(v sheets.View) sheets.Annotations {
				tab := v.Snapshot().Tabs()[0]
				if title != "" {
					tab = v.Snapshot().TabTitled(title)
				}
				l := sheets.List{Tab: tab.ID(), Header: w.header, Key: -1, Name: -1}
				for i, col := range []int{w.header.Left, w.header.Right - 1} {
					l.Choices = append(l.Choices, sheets.Choice{ID: []string{"first", "last"}[i], Col: col, Values: []string{"Đang thực hiện", "=1+1"}})
				}
				return sheets.Annotations{Lists: []sheets.List{l}}
			}
			steps := apply(t, path, want)
			for _, s := range steps {
				if s.After == "Đang thực hiện; =1+1" {
					free++
				}
			}
			if free != 2 {
				t.Errorf("%d columns got a drop-down: %+v", free, steps)
			}
			if again := apply(t, path, want); len(again) > 0 {
				t.Errorf("a further pass has steps: %+v", again)
			}
			apply(t, path, func(sheets.View) sheets.Annotations { return sheets.Annotations{} })
			xlsx.ProveRemoved(t, original, path)
			for name, now := range parts(t, path) {
				if old := before[name]; strings.HasPrefix(name, "xl/worksheets/") && strip(old) != strip(now) {
					t.Errorf("%s is not as it was", name)
				}
				if name == "xl/styles.xml" && before[name] != now {
					t.Error("styles were left behind")
				}
			}
			if names := slices.Sorted(maps.Keys(parts(t, path))); len(names) != len(before) {
				t.Errorf("parts %v", names)
			}
		})
	}
}
