package sheets_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rasoat/sheets"
)

// A tab gives back the cells that were put into it, whatever their length and
// order, and however many share a text.
func TestCellsComeBack(t *testing.T) {
	texts := []string{"", "0", "1", "Đang thi công", strings.Repeat("ầ", 13), strings.Repeat("ầ", 14), strings.Repeat("dài ", 200), strings.Repeat("x", 70_000)}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.SampledFrom(texts), rapid.StringN(0, 60, -1))
		want := map[sheets.Addr]sheets.Cell{}
		tab := sheets.NewTab("1", "Danh mục")
		for range rapid.IntRange(0, 300).Draw(t, "cells") {
			at := sheets.Addr{Row: rapid.IntRange(0, 40).Draw(t, "row"), Col: rapid.IntRange(0, 30).Draw(t, "col")}
			var c sheets.Cell
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				c.Value = sheets.TextValue(text.Draw(t, "text"))
			case 1:
				c.Value = sheets.NumberValue(rapid.StringMatching(`[0-9]{1,12}`).Draw(t, "number"))
			case 2:
				c.Value = sheets.ErrorValue("#REF!")
			}
			if rapid.Bool().Draw(t, "has a formula") {
				c.Formula = text.Draw(t, "formula")
			}
			c.Format = rapid.SampledFrom([]string{"", "#,##0", "dd/mm/yyyy"}).Draw(t, "format")
			tab.Set(at.Row, at.Col, c)
			if want[at] = c; c.Value.IsEmpty() && c.Formula == "" {
				delete(want, at)
			}
		}
		got := tab.Tab()
		found := 0
		for row := range got.Rows() {
			for col, c := range got.Row(row) {
				found++
				if at := (sheets.Addr{Row: row, Col: col}); c != want[at] || got.Cell(row, col) != c {
					t.Fatalf("%v holds %+v, want %+v", at, c, want[at])
				}
			}
		}
		if found != len(want) {
			t.Fatalf("%d cells, want %d", found, len(want))
		}
	})
}
