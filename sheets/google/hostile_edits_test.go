package google_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"rasoat/sheets/emulator"
)

// edit is one thing that somebody does, anything that the browser allows. What
// it refuses does not happen.
func (w *world) edit() {
	kinds := []struct {
		name string
		do   func() error
	}{
		{"insert rows", func() error { return w.staff.InsertRows(worldTab, w.row(), w.few()) }},
		{"insert a row right under the head", func() error { return w.staff.InsertRows(worldTab, w.head()+1, 1) }},
		{"insert a row above the head", func() error { return w.staff.InsertRows(worldTab, w.head(), 1) }},
		{"delete rows", func() error { return w.staff.DeleteRows(worldTab, w.itemRow(), 1) }},
		{"drag a row", func() error { return w.staff.MoveRows(worldTab, w.itemRow(), w.few(), w.itemRow()) }},
		{"insert a column", func() error { return w.staff.InsertColumns(worldTab, w.col(), 1) }},
		{"delete an empty column", func() error { return w.deleteEmptyColumn() }},
		{"drag a column", func() error { return w.staff.MoveColumns(worldTab, w.col(), 1, w.col()) }},
		{"sort the table", func() error { return w.sort(0, w.lastTheirs()) }},
		{"sort some of the columns", func() error { from := w.col(); return w.sort(from, from+1+w.few()) }},
		{"sort the table with our columns", func() error { return w.sort(0, w.tab(worldTab).Cols) }},
		{"sort the tab", func() error {
			w.must(w.staff.Freeze(worldTab, w.head()+1, 0))
			return w.staff.SortSheet(worldTab, w.col(), rapid.Bool().Draw(w.t, "falling"))
		}},
		{"cut and paste rows", func() error {
			from, to := w.itemRow(), w.itemRow()
			return w.staff.Cut(worldTab, emulator.Block{Top: from, Bottom: from + 1, Right: w.lastTheirs()}, worldTab, emulator.At{Row: to})
		}},
		{"copy a row as a template", func() error {
			from, to := w.itemRow(), w.itemRow()
			right := rapid.SampledFrom([]int{w.lastTheirs(), w.tab(worldTab).Cols}).Draw(w.t, "right")
			return w.staff.Copy(worldTab, emulator.Block{Top: from, Bottom: from + 1, Right: right}, worldTab, emulator.At{Row: to})
		}},
		{"retype a code", func() error { w.next++; return w.setCode(fmt.Sprintf("P-%d", w.next)) }},
		{"take another's code", func() error { return w.setCode(fmt.Sprintf("P-%d", 1+rapid.IntRange(0, w.next-1).Draw(w.t, "number"))) }},
		{"write a code small", func() error { return w.setCode(fmt.Sprintf("p-%d", 1+rapid.IntRange(0, w.next-1).Draw(w.t, "number"))) }},
		{"clear a code", func() error { return w.setCode(nil) }},
		{"change an amount", func() error {
			at, ok := headCell(w.tab(worldTab), totalTitle)
			if !ok {
				return nil
			}
			return w.staff.Put(worldTab, emulator.At{Row: w.itemRow(), Col: at.Col}, emulator.Cell{Value: float64(rapid.IntRange(1, 99).Draw(w.t, "amount"))})
		}},
		{"add an item", func() error {
			row := w.itemRow()
			w.must(w.staff.InsertRows(worldTab, row, 1))
			w.item(row)
			return nil
		}},
		{"filter", func() error {
			return w.staff.Filter(worldTab, emulator.Block{Top: w.head(), Bottom: w.head() + 12, Right: w.lastTheirs()})
		}},
		{"merge cells", func() error {
			row := rapid.IntRange(0, w.head()).Draw(w.t, "merge row")
			// A title that a merge moves to the left stands over another
			// column than its codes: no oracle could tell what is beside what.
			cells := w.tab(worldTab).Cells
			if left, right := (emulator.At{Row: row, Col: 3}), (emulator.At{Row: row, Col: 4}); cells[left].Value == nil && cells[right].Value != nil {
				return nil
			}
			return w.staff.Merge(worldTab, emulator.Block{Top: row, Bottom: row + 1, Left: 3, Right: 5})
		}},
		{"rename the tab and back", func() error {
			w.must(w.staff.RenameTab(worldTab, "Tên khác"))
			return w.staff.RenameTab("Tên khác", worldTab)
		}},
		{"copy the tab", func() error { return w.staff.DuplicateTab(worldTab, fmt.Sprintf("Bản sao %d", len(w.done))) }},
		{"drag the head", func() error { return w.staff.MoveRows(worldTab, w.head(), 1, rapid.IntRange(0, 6).Draw(w.t, "before")) }},
		{"cut the head and paste it one row down", func() error {
			row := w.head()
			return w.staff.Cut(worldTab, emulator.Block{Top: row, Bottom: row + 1, Right: w.lastTheirs()}, worldTab, emulator.At{Row: row + 1})
		}},
		{"type over our head", func() error { return w.inOurs(w.head(), "của phòng") }},
		{"type into our column", func() error { return w.inOurs(w.itemRow(), "đã biết") }},
		{"clear what was typed into our columns", func() error { return w.clearTyped() }},
		{"clear our column", func() error {
			col, ok := w.ourColumn()
			if !ok {
				return nil
			}
			return w.staff.Clear(worldTab, emulator.Block{Top: 0, Bottom: w.tab(worldTab).Rows, Left: col, Right: col + 1})
		}},
		{"delete our column", func() error {
			col, ok := w.ourColumn()
			if !ok {
				return nil
			}
			return w.staff.DeleteColumns(worldTab, col, 1)
		}},
		{"copy our column", func() error {
			col, ok := w.ourColumn()
			if !ok {
				return nil
			}
			t := w.tab(worldTab)
			w.must(w.staff.InsertColumns(worldTab, t.Cols, 1))
			return w.staff.Copy(worldTab, emulator.Block{Bottom: t.Rows, Left: col, Right: col + 1}, worldTab, emulator.At{Col: t.Cols})
		}},
		{"lay down what may be typed", func() error {
			w.rules++
			row, col := w.ruleAt()
			b := emulator.Block{Top: row, Bottom: row + w.few(), Left: col, Right: col + 1}
			return w.staff.Offer(worldTab, b, fmt.Sprintf("của phòng %d", w.rules))
		}},
		{"take away what may be typed", func() error {
			row, col := w.ruleAt()
			return w.staff.Offer(worldTab, emulator.Block{Top: row, Bottom: row + w.few(), Left: col, Right: col + 1})
		}},
		{"delete our tab", func() error {
			for _, t := range w.sheet.Look() {
				if isOwn(t) && rapid.Bool().Draw(w.t, "this one") {
					return w.staff.DeleteTab(t.Title)
				}
			}
			return nil
		}},
	}
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.name
	}
	name := rapid.SampledFrom(names).Draw(w.t, "edit")
	i := slices.Index(names, name)
	err := kinds[i].do()
	if err != nil {
		name += " (refused: " + err.Error() + ")"
	}
	w.done, w.read, w.since = append(w.done, name), append(w.read, name), append(w.since, name)
	w.nothingWrong(name, w.sheet.Look())
}

func (w *world) few() int { return rapid.IntRange(1, 3).Draw(w.t, "n") }

// ruleAt is a cell for which people say what may be typed: one in which values
// are offered, more often than not.
func (w *world) ruleAt() (row, col int) {
	col = w.col()
	if at, ok := headCell(w.tab(worldTab), totalTitle); ok && rapid.IntRange(0, 3).Draw(w.t, "elsewhere") > 0 {
		col = at.Col
	}
	return rapid.IntRange(0, w.head()+20).Draw(w.t, "rule row"), col
}

// head is the row of the head.
func (w *world) head() int {
	at, ok := codeColumn(w.tab(worldTab))
	if !ok {
		return worldHead
	}
	return at.Row
}

func (w *world) row() int { return rapid.IntRange(0, w.head()+14).Draw(w.t, "row") }

func (w *world) itemRow() int { return rapid.IntRange(w.head()+1, w.head()+12).Draw(w.t, "item row") }

func (w *world) col() int { return rapid.IntRange(0, w.lastTheirs()).Draw(w.t, "column") }

// lastTheirs is the first column behind those of the table.
func (w *world) lastTheirs() int {
	last := 0
	t := w.tab(worldTab)
	for at, c := range t.Cells {
		if c.Entered && !isOurs(t, at.Col) && at.Row == w.head() {
			last = max(last, at.Col+1)
		}
	}
	return max(last, 1)
}

func (w *world) sort(from, to int) error {
	by := rapid.IntRange(from, max(from, to-1)).Draw(w.t, "by")
	return w.staff.SortRange(worldTab, emulator.Block{Top: w.head() + 1, Bottom: w.head() + 14, Left: from, Right: to}, by, rapid.Bool().Draw(w.t, "falling"))
}

func (w *world) setCode(v any) error {
	at, ok := codeColumn(w.tab(worldTab))
	if !ok {
		return nil
	}
	return w.staff.Put(worldTab, emulator.At{Row: w.itemRow(), Col: at.Col}, emulator.Cell{Value: v})
}

// ourColumn returns one of our columns.
func (w *world) ourColumn() (int, bool) {
	var cols []int
	t := w.tab(worldTab)
	for col := range t.ColumnMarks {
		if isOurs(t, col) {
			cols = append(cols, col)
		}
	}
	if len(cols) == 0 {
		return 0, false
	}
	slices.Sort(cols)
	return rapid.SampledFrom(cols).Draw(w.t, "our column"), true
}

func (w *world) inOurs(row int, v any) error {
	col, ok := w.ourColumn()
	if !ok {
		return nil
	}
	return w.staff.Put(worldTab, emulator.At{Row: row, Col: col}, emulator.Cell{Value: v})
}

func (w *world) clearTyped() error {
	t := w.tab(worldTab)
	for at, c := range t.Cells {
		if c.Entered && isOurs(t, at.Col) && (c.Formula == "" || at.Row != w.head()) {
			if err := w.staff.Clear(worldTab, emulator.Block{Top: at.Row, Bottom: at.Row + 1, Left: at.Col, Right: at.Col + 1}); err != nil {
				return err
			}
		}
	}
	return nil
}

// deleteEmptyColumn deletes a column without anything in it.
func (w *world) deleteEmptyColumn() error {
	t := w.tab(worldTab)
	used := map[int]bool{}
	for at := range t.Cells {
		used[at.Col] = true
	}
	for col := range t.ColumnMarks {
		used[col] = true
	}
	for col := range t.Cols {
		if !used[col] {
			return w.staff.DeleteColumns(worldTab, col, 1)
		}
	}
	return nil
}
