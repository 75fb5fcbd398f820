package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rasoat/sheets/emulator"
)

// Whatever people do to a tab, what is spilled belongs to an array, an array
// that is blocked shows nothing, and a reference that is not lost is to the
// cell that it was to.
func TestEditsKeepTheSpreadsheetSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newYard(t)
		t.Repeat(map[string]func(*rapid.T){
			"":     func(t *rapid.T) { w.sound(t) },
			"edit": func(t *rapid.T) { w.edit(t) },
			"try":  func(t *rapid.T) { w.try(t) },
		})
	})
}

const (
	yardTab  = "Sheet1"
	watching = "Watch"
	yardRows = 14
	yardCols = 8
)

// yard is a small tab with one marked cell, to which another tab refers, and
// an array over its first column.
type yard struct {
	p *emulator.Spreadsheet
	s *emulator.Staff
	n int
}

func newYard(t *rapid.T) *yard {
	p := emulator.New(emulator.Options{Behaviour: emulator.Behaviour{SpillNeverGrowsGrid: true}}).Create("Book", "en_US", "Etc/GMT")
	w := &yard{p: p, s: p.Staff()}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.s.DeleteRows(yardTab, yardRows, 1000-yardRows))
	must(w.s.DeleteColumns(yardTab, yardCols, 26-yardCols))
	must(w.s.AddTab(watching))
	for i := range 5 {
		must(w.s.Put(yardTab, emulator.At{Row: 2 + i, Col: 0}, emulator.Cell{Value: fmt.Sprint("k", i)}))
		must(w.s.Put(yardTab, emulator.At{Row: 2 + i, Col: 1}, emulator.Cell{Value: float64(i)}))
	}
	must(w.s.Put(yardTab, at("B4"), emulator.Cell{Value: "marker"}))
	must(w.s.Type(watching, at("A1"), "=Sheet1!B4"))
	must(w.s.Type(yardTab, at("E2"), "=ARRAYFORMULA(INDEX($A:$A,ROW()):INDEX($A:$A,ROW()+4)&\"!\")"))
	must(w.s.Type(yardTab, at("G2"), "={1;2;3}"))
	return w
}

func (w *yard) tab(title string) emulator.Tab {
	for _, t := range w.p.Look() {
		if t.Title == title {
			return t
		}
	}
	return emulator.Tab{}
}

func (w *yard) block(t *rapid.T) emulator.Block {
	tab := w.tab(yardTab)
	top := rapid.IntRange(0, tab.Rows-1).Draw(t, "top")
	left := rapid.IntRange(0, tab.Cols-1).Draw(t, "left")
	return emulator.Block{
		Top: top, Left: left,
		Bottom: rapid.IntRange(top+1, min(tab.Rows, top+5)).Draw(t, "bottom"), Right: rapid.IntRange(left+1, min(tab.Cols, left+4)).Draw(t, "right"),
	}
}

// edit does something that takes a reference along or loses it.
func (w *yard) edit(t *rapid.T) {
	tab := w.tab(yardTab)
	row, col := rapid.IntRange(0, tab.Rows-1).Draw(t, "row"), rapid.IntRange(0, tab.Cols-1).Draw(t, "col")
	to := rapid.IntRange(0, tab.Rows).Draw(t, "to")
	toCol := rapid.IntRange(0, tab.Cols).Draw(t, "to column")
	n := rapid.IntRange(1, 2).Draw(t, "n")
	var err error
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		err = w.s.InsertRows(yardTab, to, n)
	case 1:
		if tab.Rows > 6 {
			err = w.s.DeleteRows(yardTab, row, 1)
		}
	case 2:
		err = w.s.MoveRows(yardTab, row, 1, to)
	case 3:
		err = w.s.InsertColumns(yardTab, toCol, 1)
	case 4:
		if tab.Cols > 4 {
			err = w.s.DeleteColumns(yardTab, col, 1)
		}
	case 5:
		err = w.s.MoveColumns(yardTab, col, 1, toCol)
	case 6:
		err = w.s.Cut(yardTab, w.block(t), yardTab, emulator.At{Row: row, Col: col})
	}
	if err != nil && !strings.Contains(err.Error(), "merged") {
		t.Fatal(err)
	}
	w.follow(t)
}

// follow compares where the marker is with where the reference is to. A marker
// that was pasted over or deleted is set anew.
func (w *yard) follow(t *rapid.T) {
	watch := w.tab(watching).Cells[at("A1")]
	for place, c := range w.tab(yardTab).Cells {
		if c.Value != "marker" || !c.Entered || c.Formula != "" {
			continue
		}
		if watch.Value != "marker" {
			t.Fatalf("the marker is at %+v, the reference %s shows %v", place, watch.Formula, watch.Value)
		}
		return
	}
	if watch.Value == "marker" {
		t.Fatalf("there is no marker, and the reference %s shows it", watch.Formula)
	}
	w.mark(t)
}

func (w *yard) mark(t *rapid.T) {
	w.n++
	for _, c := range []struct {
		tab string
		at  emulator.At
		c   emulator.Cell
	}{{yardTab, at("B3"), emulator.Cell{Value: "marker"}}, {watching, at("A1"), emulator.Cell{Formula: "=Sheet1!B3"}}} {
		if err := w.s.Put(c.tab, c.at, c.c); err != nil {
			t.Fatal(err)
		}
	}
}

// try does something that leaves references where they are, or is refused.
func (w *yard) try(t *rapid.T) {
	b, tab := w.block(t), w.tab(yardTab)
	place := emulator.At{Row: b.Top, Col: b.Left}
	if c := tab.Cells[place]; c.Value == "marker" {
		return
	}
	over := func() bool { // the marker
		for a, c := range tab.Cells {
			if c.Value == "marker" && a.Row >= b.Top && a.Row < b.Bottom && a.Col >= b.Left && a.Col < b.Right {
				return true
			}
		}
		return false
	}
	before, revision := w.p.Look(), w.p.Revision()
	var err error
	switch rapid.IntRange(0, 7).Draw(t, "kind") {
	case 0:
		err = w.s.Put(yardTab, place, emulator.Cell{Value: rapid.SampledFrom([]any{nil, "", "x", 1.0, true}).Draw(t, "value")})
	case 1:
		err = w.s.Type(yardTab, place, rapid.SampledFrom([]string{"=A1", "=SUM(A1:C4)", "=ARRAYFORMULA(B1:B3)", "={1,2}", "=" + "E2", ""}).Draw(t, "formula"))
	case 2:
		if over() {
			return
		}
		err = w.s.Clear(yardTab, b)
	case 3:
		if over() {
			return
		}
		err = w.s.SortRange(yardTab, b, b.Left, rapid.Bool().Draw(t, "falling"))
	case 4:
		if over() {
			return
		}
		err = w.s.Merge(yardTab, b)
	case 5:
		err = w.s.Unmerge(yardTab, b)
	case 6:
		err = w.s.AddTab(yardTab)
	case 7:
		err = w.s.As("other@example.com").DeleteTab("none")
	}
	if err != nil && (fmt.Sprint(before) != fmt.Sprint(w.p.Look()) || revision != w.p.Revision()) {
		t.Fatalf("refused with %v, and something was changed", err)
	}
}

// sound looks at what is spilled.
func (w *yard) sound(t *rapid.T) {
	tab := w.tab(yardTab)
	arrays := 0
	for a, c := range tab.Cells {
		if a.Row >= tab.Rows || a.Col >= tab.Cols {
			t.Fatalf("a cell lies outside the grid at %+v", a)
		}
		switch {
		case c.Spilled && (c.Entered || c.Formula != ""):
			t.Fatalf("%+v is spilled and entered: %+v", a, c)
		case c.Spilled:
			arrays++
			if !belongs(tab, a) {
				t.Fatalf("%+v is spilled by no formula: %+v", a, c)
			}
		case !c.Entered && c.Value != nil:
			t.Fatalf("%+v shows %v and nothing made it", a, c.Value)
		case c.Formula == "={1;2;3}":
			ok := a.Row+2 < tab.Rows
			for i := range 2 {
				below := tab.Cells[emulator.At{Row: a.Row + 1 + i, Col: a.Col}]
				ok = ok && !below.Entered && (!below.Spilled || below.Value == float64(2+i))
			}
			full := tab.Cells[emulator.At{Row: a.Row + 1, Col: a.Col}].Value == 2.0 && tab.Cells[emulator.At{Row: a.Row + 2, Col: a.Col}].Value == 3.0
			if shows := c.Value == 1.0; shows && !full || ok && !shows {
				t.Fatalf("the array at %+v shows %v; free %v", a, c.Value, ok)
			}
		}
	}
}

// belongs reports whether some formula above or left of a spilled cell can be
// the one that spilled it: the way to it is spilled too.
func belongs(tab emulator.Tab, a emulator.At) bool {
	for b, c := range tab.Cells {
		if c.Formula == "" || b.Row > a.Row || b.Col > a.Col {
			continue
		}
		free := true
		for row := b.Row; row <= a.Row; row++ {
			for col := b.Col; col <= a.Col; col++ {
				free = free && (tab.Cells[emulator.At{Row: row, Col: col}].Spilled || row == b.Row && col == b.Col)
			}
		}
		if free {
			return true
		}
	}
	return false
}
