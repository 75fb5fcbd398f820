package emulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// shift shifts rows or columns.
func (s *Staff) shift(tab string, e shift) error {
	return s.do(tab, func(d *document, who caller, t *sheet) *apiError {
		if e.n < 1 {
			return invalid("there is nothing to shift")
		}
		if err := (request{d: d, who: who}).shiftBy(t, e); err != nil {
			return err
		}
		if e.kind == inserting {
			d.inherit(t, e, e.at > 0)
		}
		return nil
	})
}

// InsertRows inserts n rows before the row at, or after the last one. They get
// the format of the row above.
func (s *Staff) InsertRows(tab string, at, n int) error {
	return s.shift(tab, shift{rows: true, kind: inserting, at: at, n: n})
}

// InsertColumns inserts n columns before the column at, or after the last one.
func (s *Staff) InsertColumns(tab string, at, n int) error {
	return s.shift(tab, shift{kind: inserting, at: at, n: n})
}

// DeleteRows deletes n rows from the row at on.
func (s *Staff) DeleteRows(tab string, at, n int) error {
	return s.shift(tab, shift{rows: true, kind: removing, at: at, n: n})
}

// DeleteColumns deletes n columns from the column at on.
func (s *Staff) DeleteColumns(tab string, at, n int) error {
	return s.shift(tab, shift{kind: removing, at: at, n: n})
}

// MoveRows drags n whole rows to before another row, counted as before.
func (s *Staff) MoveRows(tab string, from, n, before int) error {
	return s.shift(tab, shift{rows: true, kind: moving, at: from, n: n, before: before})
}

// MoveColumns drags n whole columns to before another column.
func (s *Staff) MoveColumns(tab string, from, n, before int) error {
	return s.shift(tab, shift{kind: moving, at: from, n: n, before: before})
}

// SortRange sorts the rows of a block by one of its columns, counted from the
// tab's first. Cells outside the block stay.
func (s *Staff) SortRange(tab string, b Block, col int, descending bool) error {
	return s.do(tab, func(d *document, who caller, t *sheet) *apiError {
		if col < b.Left || col >= b.Right {
			return invalid("the column %d lies outside the block", col)
		}
		return d.sortBy(who, t, b.rect(), []sortKey{{col, descending}})
	})
}

// SortRangeBy sorts the rows of a block by the cells of its first column, as
// less has it.
func (s *Staff) SortRangeBy(tab string, b Block, less func(a, b Cell) bool) error {
	return s.do(tab, func(d *document, who caller, t *sheet) *apiError {
		d.recalculate()
		cells, formats := map[int]Cell{}, formatTexts{}
		r := t.closed(b.rect())
		for row := r.top; row < r.bottom; row++ {
			cells[row] = d.cell(t.peek(row, r.left), formats)
		}
		return d.sortRows(who, t, r, func(a, b int) int {
			switch x, y := cells[a], cells[b]; {
			case less(x, y):
				return -1
			case less(y, x):
				return 1
			}
			return 0
		})
	})
}

// SortSheet sorts all rows of a tab below the frozen ones by a column.
func (s *Staff) SortSheet(tab string, col int, descending bool) error {
	return s.do(tab, func(d *document, who caller, t *sheet) *apiError {
		top := t.frozenRows
		if top == 0 && !d.behaviour.SortSheetMovesFirstRow {
			top = 1
		}
		return d.sortBy(who, t, rect{top, 0, t.rows, t.cols}, []sortKey{{col, descending}})
	})
}

// Cut cuts a block and pastes it elsewhere. References follow the cells.
func (s *Staff) Cut(tab string, b Block, toTab string, to At) error {
	return s.paste(tab, b, toTab, to, func(d *document, who caller, from *sheet, r rect, target *sheet) *apiError {
		p, _ := partsOf("PASTE_NORMAL")
		return d.cut(who, from, r, target, to, p)
	})
}

// Copy copies a block and pastes it elsewhere. The relative references of the
// copied formulas move.
func (s *Staff) Copy(tab string, b Block, toTab string, to At) error {
	return s.paste(tab, b, toTab, to, func(d *document, who caller, from *sheet, r rect, target *sheet) *apiError {
		p, _ := partsOf("PASTE_NORMAL")
		return d.copyBlock(who, from, r, target, rect{to.Row, to.Col, to.Row + r.bottom - r.top, to.Col + r.right - r.left}, p, false)
	})
}

func (s *Staff) paste(tab string, b Block, toTab string, to At, do func(d *document, who caller, from *sheet, r rect, target *sheet) *apiError) error {
	return s.do(tab, func(d *document, who caller, t *sheet) *apiError {
		target := d.titled(toTab)
		if target == nil {
			return invalid("there is no tab %q", toTab)
		}
		r := t.closed(b.rect())
		if r.empty() || to.Row < 0 || to.Col < 0 {
			return invalid("there is nothing to paste")
		}
		return do(d, who, t, r, target)
	})
}

// ranged is a request about a block.
func (s *Staff) ranged(tab, kind string, b Block, body func(o object) object) error {
	return s.request(tab, kind, func(t *sheet) object { return body(rangeObject(t.id, t.closed(b.rect()))) })
}

// Merge merges a block. Only its first content stays.
func (s *Staff) Merge(tab string, b Block) error {
	return s.ranged(tab, "mergeCells", b, func(r object) object { return object{"range": r, "mergeType": "MERGE_ALL"} })
}

// Unmerge takes the merges in a block apart.
func (s *Staff) Unmerge(tab string, b Block) error {
	return s.ranged(tab, "unmergeCells", b, func(r object) object { return object{"range": r} })
}

// Filter puts a filter over a block, the first row of which is its head.
func (s *Staff) Filter(tab string, b Block) error {
	return s.ranged(tab, "setBasicFilter", b, func(r object) object { return object{"filter": object{"range": r}} })
}

// FilterRows lets the filter hide those rows and no others.
func (s *Staff) FilterRows(tab string, hide []int) error {
	return s.do(tab, func(d *document, who caller, t *sheet) *apiError {
		if t.filter == nil {
			return invalid("there is no filter")
		}
		r := t.closed(t.filter.rect)
		for _, row := range hide {
			if row <= r.top || row >= r.bottom {
				return invalid("the row %d is not one of the filter's", row)
			}
		}
		t.unfilter()
		for _, row := range hide {
			t.rowDim(row).hiddenByFilter = true
		}
		d.lift(t) // SUBTOTAL looks at what is hidden
		return nil
	})
}

// AddFilterView adds a filter view, which changes nothing that others see.
func (s *Staff) AddFilterView(tab string, b Block, title string) error {
	return s.ranged(tab, "addFilterView", b, func(r object) object {
		return object{"filter": object{"range": r, "title": title}}
	})
}

// AddTable makes a block a native table, the first row of which is its head.
func (s *Staff) AddTable(tab string, b Block, name string) error {
	return s.ranged(tab, "addTable", b, func(r object) object { return object{"table": object{"range": r, "name": name}} })
}

// AddRule adds a conditional format of a custom formula, written for the first
// cell of the block in the spreadsheet's locale, at a place among the others.
func (s *Staff) AddRule(tab string, index int, b Block, formula string) error {
	return s.ranged(tab, "addConditionalFormatRule", b, func(r object) object {
		return object{"index": index, "rule": object{
			"ranges": []any{r},
			"booleanRule": object{
				"condition": object{"type": "CUSTOM_FORMULA", "values": []any{object{"userEnteredValue": formula}}},
				"format":    object{"backgroundColor": object{"red": number(1)}},
			},
		}}
	})
}

// Offer gives the cells of a block a drop-down with those values, which refuses
// nothing; without values it takes away whatever says what may be typed there.
func (s *Staff) Offer(tab string, b Block, values ...string) error {
	return s.ranged(tab, "setDataValidation", b, func(r object) object {
		o := object{"range": r, "filteredRowsIncluded": true}
		if len(values) == 0 {
			return o
		}
		listed := []any{}
		for _, v := range values {
			listed = append(listed, object{"userEnteredValue": v})
		}
		o["rule"] = object{"condition": object{"type": "ONE_OF_LIST", "values": listed}, "showCustomUi": true}
		return o
	})
}

// Validate gives the cells of a block a DataValidationRule, written as JSON.
func (s *Staff) Validate(tab string, b Block, rule string) error {
	dec := json.NewDecoder(strings.NewReader(rule))
	dec.UseNumber()
	o := object{}
	if err := dec.Decode(&o); err != nil {
		return fmt.Errorf("read the rule: %w", err)
	}
	return s.ranged(tab, "setDataValidation", b, func(r object) object {
		return object{"range": r, "rule": o, "filteredRowsIncluded": true}
	})
}

// Protect protects a block so that only the owner and those accounts may edit
// it.
func (s *Staff) Protect(tab string, b Block, editors ...string) error {
	return s.ranged(tab, "addProtectedRange", b, func(r object) object {
		users := []any{}
		for _, e := range slices.Clone(editors) {
			users = append(users, e)
		}
		return object{"protectedRange": object{"range": r, "editors": object{"users": users}}}
	})
}
