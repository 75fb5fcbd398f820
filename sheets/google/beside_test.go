package google_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets"
	"rasoat/sheets/emulator"
	"rasoat/sheets/google"
)

// as runs a pass with other annotations than the usual.
func (f *fixture) as(want func(*sheets.Snapshot) sheets.Annotations) {
	f.t.Helper()
	v, err := f.book.Read(f.t.Context(), sheets.Scope{})
	must(f.t, err)
	c, err := v.Propose(want(v.Snapshot()))
	must(f.t, err)
	_, err = c.Apply(f.t.Context())
	must(f.t, err)
}

func (f *fixture) tab(title string) emulator.Tab {
	f.t.Helper()
	for _, t := range f.sheet.Look() {
		if t.Title == title {
			return t
		}
	}
	f.t.Fatalf("there is no tab %q", title)
	return emulator.Tab{}
}

// beside returns what our column shows, by code.
func (f *fixture) beside(id string) map[string]any {
	f.t.Helper()
	t := f.tab(worldTab)
	code, _ := codeColumn(t)
	got := map[string]any{}
	for col, marks := range t.ColumnMarks {
		if !slices.ContainsFunc(marks, func(m emulator.Mark) bool { return m.Value == id }) {
			continue
		}
		for at, c := range t.Cells {
			if at.Col == col && at.Row > code.Row && c.Value != nil && c.Value != "" {
				got[fmt.Sprint(t.Cells[emulator.At{Row: at.Row, Col: code.Col}].Value)] = c.Value
			}
		}
	}
	return got
}

// coloured returns the cells that are coloured, as people write them.
func (f *fixture) coloured() []string {
	var cells []string
	for at, c := range f.tab(worldTab).Cells {
		if c.Coloured {
			cells = append(cells, sheets.Addr{Row: at.Row, Col: at.Col}.String())
		}
	}
	slices.Sort(cells)
	return cells
}

func TestRowsOfOneKeyShowNothingThatIsNotTrueOfAll(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		f.put(5, 1, "P-1")        // a copy whose code was left as it was
		f.put(6, 1, "P-5")        // and one that is alike in all that counts
		f.put(6, 3, float64(400)) // as P-5 has it
		must(f.t, f.pass())
		warnings, gaps := f.beside("warning"), f.beside("gap")
		if warnings["P-1"] != shared || gaps["P-1"] == nil {
			f.t.Errorf("rows that differ show %v and %v, want %q and the gap that both have", warnings["P-1"], gaps["P-1"], shared)
		}
		if want := "[P-5] TMĐT 400"; warnings["P-5"] != want {
			f.t.Errorf("rows that are alike show %v, want %q", warnings["P-5"], want)
		}
		if _, ok := warnings["P-2"]; ok {
			f.t.Error("the code that is gone still shows something")
		}
		f.quiet()
	})
}

// quiet asserts that a further pass finds nothing to do.
func (f *fixture) quiet() {
	f.t.Helper()
	before := f.sheet.Revision()
	must(f.t, f.pass())
	if f.sheet.Revision() != before {
		f.t.Error("a second pass wrote again")
	}
}

func TestARowNotGoneOverYetSaysSo(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.pass())
		must(f.t, f.staff.InsertRows(worldTab, 6, 1))
		f.put(6, 1, "P-70")
		f.put(7, 1, "p-3")
		for _, code := range []string{"P-70", "p-3"} {
			if got := f.beside("warning")[code]; got != waiting {
				f.t.Errorf("beside %s stands %v, want %q", code, got, waiting)
			}
		}
		must(f.t, f.pass())
		if got := f.beside("warning"); got["P-70"] != "[P-70] TMĐT " || got["p-3"] != nil {
			f.t.Errorf("after the pass: %v", got)
		}
	})
}

func TestTheCellsAtFaultAreColouredWhereverPeoplePutThem(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.staff.AddRule(worldTab, 0, emulator.Block{Top: 4, Bottom: 10, Left: 2, Right: 3}, `=$C5="không có"`))
		must(f.t, f.pass())
		want := []string{"D10", "D5", "D6", "D7", "D9"} // of P-4, in row 8, there is nothing to say
		if got := f.coloured(); !slices.Equal(got, want) {
			f.t.Errorf("coloured are %v, want %v", got, want)
		}
		must(f.t, f.staff.MoveColumns(worldTab, 3, 1, 0))
		must(f.t, f.staff.InsertRows(worldTab, 1, 2))
		want = []string{"A11", "A12", "A7", "A8", "A9"}
		if got := f.coloured(); !slices.Equal(got, want) {
			f.t.Errorf("after the column was moved %v, want %v", got, want)
		}
		must(f.t, f.pass())
		if got := f.coloured(); !slices.Equal(got, want) {
			f.t.Errorf("after another pass %v, want %v", got, want)
		}
		if n := len(f.tab(worldTab).Rules); n != 2 {
			f.t.Errorf("%d conditional formats, want theirs and one of ours", n)
		}
		f.as(func(*sheets.Snapshot) sheets.Annotations { return sheets.Annotations{} })
		if rules := f.tab(worldTab).Rules; len(rules) != 1 {
			f.t.Errorf("%d conditional formats are left, want theirs alone", len(rules))
		}
	})
}

// TestTheirConditionalFormatsComeBack: when our rules go by their places and
// people add one of theirs meanwhile, theirs comes back.
func TestTheirConditionalFormatsComeBack(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.pass())
		v, err := f.book.Read(f.t.Context(), sheets.Scope{})
		must(f.t, err)
		c, err := v.Propose(sheets.Annotations{})
		must(f.t, err)
		must(f.t, f.staff.AddRule(worldTab, 0, emulator.Block{Top: 4, Bottom: 10, Left: 2, Right: 3}, `=$C5="không có"`))
		if _, err := c.Apply(f.t.Context()); sheets.ClassOf(err) != sheets.Conflict {
			f.t.Errorf("apply: %v, want a conflict", err)
		}
		if n := len(f.tab(worldTab).Rules); n != 2 {
			f.t.Errorf("%d conditional formats, want theirs back and the one of ours that is left", n)
		}
	})
}

// TestPeopleGoOnWorking: nothing of ours keeps people from sorting, inserting
// and typing in their tabs, and nobody types into ours.
func TestPeopleGoOnWorking(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.pass())
		f.sheet.Share("chuyenvien@example.com", emulator.Writer)
		person := f.staff.As("chuyenvien@example.com")
		for what, err := range map[string]error{
			"insert a row":     person.InsertRows(worldTab, 5, 1),
			"insert a column":  person.InsertColumns(worldTab, 1, 1),
			"sort":             person.SortRange(worldTab, emulator.Block{Top: 4, Bottom: 11, Left: 0, Right: 9}, 2, true),
			"type into a cell": person.Type(worldTab, emulator.At{Row: 6, Col: 4}, "12"),
			"delete a row":     person.DeleteRows(worldTab, 9, 1),
		} {
			if err != nil {
				f.t.Errorf("somebody may not %s: %v", what, err)
			}
		}
		for _, tab := range []string{"Kết quả rà soát", "_rasoat"} {
			if err := person.Type(tab, emulator.At{}, "x"); err == nil {
				f.t.Errorf("somebody typed into our tab %q", tab)
			}
		}
		must(f.t, f.pass())
		if wrong := wrongCells(f.sheet.Look()); len(wrong) > 0 {
			f.t.Error(strings.Join(wrong, "\n"))
		}
	})
}

func TestANativeTableKeepsItsPlace(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.staff.AddTable(worldTab, emulator.Block{Top: 2, Bottom: 10, Left: 0, Right: 4}, "Bảng"))
		must(f.t, f.pass())
		if got := f.beside("warning")["P-1"]; got == nil {
			f.t.Error("nothing is shown beside a native table")
		}
		f.quiet()
	})
}

// TestWithoutColumns: where no columns are wanted the tabs say all, and
// columns that were there go.
func TestWithoutColumns(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.pass())
		f.book = f.conn.Book(f.sheet.ID(), google.BookOptions{})
		must(f.t, f.pass())
		tab := f.tab(worldTab)
		if len(tab.ColumnMarks) != 0 || len(tab.Rules) != 0 {
			f.t.Errorf("columns of ours are left: %v, and %d conditional formats", tab.ColumnMarks, len(tab.Rules))
		}
		if n := len(f.tab("Kết quả rà soát").Cells); n < 6 {
			f.t.Errorf("our tab holds %d cells", n)
		}
		f.quiet()
	})
}

// TestWhatPeopleWroteIntoOurColumnsStays: nobody's words go with our columns.
func TestWhatPeopleWroteIntoOurColumnsStays(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.pass())
		f.put(0, 4, "Đơn vị: triệu đồng") // above the head of a column of ours
		f.put(6, 5, "đã báo cáo")         // in the way of another
		v, err := f.book.Read(f.t.Context(), sheets.Scope{})
		must(f.t, err)
		o := v.Snapshot().Obstacles()
		if len(o) != 1 || o[0].Addr.String() != "F7" || o[0].Seen != "đã báo cáo" || o[0].Kind != sheets.ObstacleTyped {
			f.t.Errorf("obstacles are %+v, want the cell F7 named", o)
		}
		must(f.t, f.pass())
		f.as(func(*sheets.Snapshot) sheets.Annotations { return sheets.Annotations{} })
		tab := f.tab(worldTab)
		var left []string
		for _, c := range tab.Cells {
			if s, ok := c.Value.(string); ok && c.Entered {
				left = append(left, s)
			}
		}
		for _, s := range []string{"Đơn vị: triệu đồng", "đã báo cáo"} {
			if !slices.Contains(left, s) {
				f.t.Errorf("%q went with our column; left are %q", s, left)
			}
		}
		if len(slices.Collect(maps.Keys(tab.ColumnMarks))) != 0 {
			f.t.Errorf("marks of ours are left: %v", tab.ColumnMarks)
		}
		if len(f.sheet.Look()) != 1 {
			f.t.Error("a tab of ours is left")
		}
	})
}

func TestATitleOfOursChangesAndOneOfTheirsStays(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.pass())
		renamed := func(s *sheets.Snapshot) sheets.Annotations {
			a := worldAnnotations(s)
			a.Lists[0].Columns[0].Title = "Còn thiếu (tỷ đồng)"
			return a
		}
		f.as(renamed)
		if got := f.tab(worldTab).Cells[emulator.At{Row: worldHead, Col: 4}].Value; got != "Còn thiếu (tỷ đồng)" {
			f.t.Errorf("the title is %v", got)
		}
		if got := len(f.beside("gap")); got != 5 {
			f.t.Errorf("%d gaps are shown, want 5", got)
		}
	})
}

// TestAColumnOfOursIsNoName: people drag a column of ours to where a mapping by
// letters has the names.
func TestAColumnOfOursIsNoName(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.pass())
		must(f.t, f.staff.MoveColumns(worldTab, 4, 1, 2))
		f.as(func(s *sheets.Snapshot) sheets.Annotations {
			a := worldAnnotations(s)
			a.Lists[0].Name = 2
			return a
		})
		if got := len(f.beside("gap")); got != 5 {
			f.t.Errorf("%d gaps are shown, want 5", got)
		}
	})
}

func TestOurTabHasItsChart(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		charted := func(s *sheets.Snapshot) sheets.Annotations {
			a := worldAnnotations(s)
			a.Tabs[0].Charts = []sheets.Chart{{
				ID: "gap", Title: "Còn thiếu", Labels: sheets.Range{Top: 1, Bottom: 4, Right: 1},
				Values: []sheets.Range{{Top: 1, Bottom: 4, Left: 1, Right: 2}}, Names: []string{"Còn thiếu"}, At: sheets.Addr{Row: 1, Col: 4},
			}}
			return a
		}
		for range 2 {
			f.as(charted)
			if n := f.tab("Kết quả rà soát").Charts; n != 1 {
				f.t.Errorf("%d charts, want 1", n)
			}
			f.put(4, 3, 999.0)
		}
		must(f.t, f.pass())
		if n := f.tab("Kết quả rà soát").Charts; n != 0 {
			f.t.Errorf("%d charts are left where none is wanted", n)
		}
	})
}

// TestACopiedSpreadsheet: people make a copy of the file and go on in it.
func TestACopiedSpreadsheet(t *testing.T) {
	for _, b := range []emulator.Behaviour{{}, otherBehaviour()} {
		inVirtualTimeWith(t, b, func(f *fixture) {
			must(f.t, f.pass())
			original := f.sheet
			f.sheet = f.server.Copy(original, "Bản sao")
			f.sheet.Share(account, emulator.Writer)
			f.staff = f.sheet.Staff()
			f.book = f.conn.Book(f.sheet.ID(), google.BookOptions{Columns: true})
			before := original.Revision()
			f.put(4, 1, "P-50")
			f.put(5, 3, 123.0)
			must(f.t, f.pass())
			f.quiet()
			if wrong := wrongCells(f.sheet.Look()); len(wrong) > 0 {
				f.t.Error(strings.Join(wrong, "\n"))
			}
			if got := f.beside("warning"); got["P-50"] == nil || got["P-2"] != "[P-2] TMĐT 123" {
				f.t.Errorf("beside the items of the copy stands %v", got)
			}
			if original.Revision() != before {
				f.t.Error("the original was written")
			}
		})
	}
}

// TestTheTextsDoNotWaitForTheColours: people move the columns right before we
// colour another one. The colour comes with the next pass, the texts at once.
func TestTheTextsDoNotWaitForTheColours(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.pass())
		f.put(4, 3, 777.0)
		names := func(s *sheets.Snapshot) sheets.Annotations {
			a := worldAnnotations(s)
			for i := range a.Lists[0].Notes {
				a.Lists[0].Notes[i].Mark = []int{a.Lists[0].Name}
			}
			return a
		}
		moved := false
		f.on(func(r *http.Request, _ []byte) *emulator.Fault {
			if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, ":batchUpdate") && !moved {
				moved = true
				must(f.t, f.staff.InsertColumns(worldTab, 0, 1))
			}
			return nil
		})
		f.as(names)
		if got := f.beside("warning")["P-1"]; got != "[P-1] TMĐT 777" || !moved {
			f.t.Errorf("beside P-1 stands %v (moved: %v)", got, moved)
		}
		if got := f.coloured(); len(got) > 0 {
			f.t.Errorf("coloured are %v, and nothing could be", got)
		}
		f.as(names)
		if got, want := f.coloured(), []string{"D10", "D5", "D6", "D7", "D9"}; !slices.Equal(got, want) {
			f.t.Errorf("after the next pass %v are coloured, want the names: %v", got, want)
		}
	})
}

// A column that lost its formula shows nothing, and the cell that keeps it from
// being set up again is told of, also where the list's head stands above the
// formulas that are left.
func TestAColumnWithoutItsFormulaIsToldOf(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.pass())
		gap := -1
		for col, marks := range f.tab(worldTab).ColumnMarks {
			if slices.ContainsFunc(marks, func(m emulator.Mark) bool { return m.Value == "gap" }) {
				gap = col
			}
		}
		f.put(worldHead, gap, "của phòng")
		must(f.t, f.staff.Clear(worldTab, emulator.Block{Top: worldHead, Bottom: worldHead + 1, Left: gap, Right: gap + 1}))
		must(f.t, f.staff.Cut(worldTab, emulator.Block{Top: worldHead, Bottom: worldHead + 1, Right: 4}, worldTab, emulator.At{Row: worldHead - 1}))
		for col := gap; col < gap+3; col++ {
			f.put(worldHead-1, col, "của phòng")
		}
		must(f.t, f.pass())
		v, err := f.book.Read(f.t.Context(), sheets.Scope{})
		must(f.t, err)
		at := slices.IndexFunc(v.Snapshot().Obstacles(), func(o sheets.Obstacle) bool { return o.Column == "gap" })
		if at < 0 {
			f.t.Fatalf("beside the items stands %v, and nothing tells why: %+v", f.beside("gap"), v.Snapshot().Obstacles())
		}
		if o := v.Snapshot().Obstacles()[at]; o.Kind != sheets.ObstacleTitle || o.Addr != (sheets.Addr{Row: worldHead - 1, Col: gap}) || o.Seen != "của phòng" {
			f.t.Errorf("told %+v", o)
		}
		for col := gap; col < gap+3; col++ {
			must(f.t, f.staff.Clear(worldTab, emulator.Block{Top: worldHead - 1, Bottom: worldHead, Left: col, Right: col + 1}))
		}
		must(f.t, f.pass())
		f.right()
	})
}

// TestTheirCellsStayWhereOurColumnWas: people delete a column of ours right before
// we write into it or take it out, so that one of theirs stands in its place.
func TestTheirCellsStayWhereOurColumnWas(t *testing.T) {
	lost := func(f *fixture) { // the formula, for whatever reason
		must(f.t, f.staff.Clear(worldTab, emulator.Block{Top: worldHead, Bottom: worldHead + 1, Left: 4, Right: 5}))
	}
	beheaded := func(f *fixture) { // and the protection of its cell
		must(f.t, f.staff.Cut(worldTab, emulator.Block{Top: worldHead, Bottom: worldHead + 1, Right: 4}, worldTab, emulator.At{Row: worldHead + 1}))
		must(f.t, f.staff.DeleteRows(worldTab, worldHead, 1))
	}
	nothing := func(*sheets.Snapshot) sheets.Annotations { return sheets.Annotations{} }
	for _, tt := range []struct {
		name string
		do   func(*fixture)
		want func(*sheets.Snapshot) sheets.Annotations
		at   int // before which request of ours people delete the column
	}{
		{"written", lost, worldAnnotations, 1},
		{"written without its protection", beheaded, worldAnnotations, 1},
		{"written after its protection", beheaded, worldAnnotations, 2},
		{"taken out", lost, nothing, 1},
		{"taken out without its protection", beheaded, nothing, 1},
		{"taken out after its protection", beheaded, nothing, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inVirtualTime(t, func(f *fixture) {
				must(f.t, f.pass())
				tt.do(f)
				right := f.tab(worldTab).Cols
				must(f.t, f.staff.InsertColumns(worldTab, right, 1))
				for row := range f.tab(worldTab).Rows {
					f.put(row, right, "của phòng")
				}
				before := f.tab(worldTab).Protections
				v, err := f.book.Read(f.t.Context(), sheets.Scope{})
				must(f.t, err)
				c, err := v.Propose(tt.want(v.Snapshot()))
				must(f.t, err)
				n := 0
				f.on(func(r *http.Request, _ []byte) *emulator.Fault {
					if r.Method == http.MethodPost {
						if n++; n == tt.at {
							must(f.t, f.staff.DeleteColumns(worldTab, 4, right-4))
						}
					}
					return nil
				})
				if _, err := c.Apply(f.t.Context()); sheets.ClassOf(err) != sheets.Conflict {
					f.t.Errorf("apply: %v, want a conflict", err)
				}
				f.on(nil)
				tab := f.tab(worldTab)
				for row := range tab.Rows {
					if got := tab.Cells[emulator.At{Row: row, Col: 4}].Value; got != "của phòng" {
						f.t.Fatalf("in row %d of their column stands %v", row+1, got)
					}
				}
				if len(tab.ColumnMarks[4]) > 0 || n < tt.at {
					f.t.Errorf("their column is marked with %v after %d requests", tab.ColumnMarks[4], n)
				}
				if len(tab.Protections) > 0 {
					f.t.Errorf("left are the protections %v of %v", tab.Protections, before)
				}
				f.as(tt.want)
				if wrong := wrongCells(f.sheet.Look()); len(wrong) > 0 {
					f.t.Error(strings.Join(wrong, "\n"))
				}
			})
		})
	}
}
