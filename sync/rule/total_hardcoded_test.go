package rule_test

import (
	"fmt"
	"testing"

	"rasoat/sheets"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// formula has a formula give the amount of a cell.
func (w *world) formula(list, cell, text string) {
	at := addr(cell)
	r := w.row(list, at.Row+1)
	a := r.Amounts[at.Col]
	a.Formula = text
	r.Amounts[at.Col] = a
}

// formulas has the totals of the projects be formulas, as a careful officer
// writes them.
func (w *world) formulas() {
	for _, col := range []int{6, 7, 8, 9, 10} {
		name := sheets.ColName(col)
		for row, text := range map[int]string{
			7: "%[1]s8+%[1]s13", 8: "SUM(%[1]s9:%[1]s10)", 13: "SUM(%[1]s14:%[1]s15)", 16: "SUBTOTAL(9,%[1]s14:%[1]s15)",
		} {
			w.formula("projects", fmt.Sprint(name, row), fmt.Sprintf(text, name))
		}
	}
	w.formula("projects", "G10", "G11+G12")
}

func TestHardcodedTotals(t *testing.T) {
	runBreaks(t, []breakOne{
		{name: "formulas over all rows", do: func(w *world) { w.formulas() }},
		{name: "everything typed", do: func(*world) {}},
		{
			name: "a total typed where the others of its row are formulas",
			do:   func(w *world) { w.formulas(); w.formula("projects", "K8", "") },
			want: []want{{"total/hardcoded", "projects", "K8", rule.Args{
				"kind": "typed", "among": "row", "what": "section", "number": "I", "column": "Kế hoạch vốn năm 2021",
				"labels": []string{"Kế hoạch vốn năm 2021"}, "count": 1, "formula": "",
			}}},
		},
		{
			name: "a typed row among formulas is told once",
			do: func(w *world) {
				w.formulas()
				for _, cell := range []string{"G13", "H13", "I13", "J13", "K13"} {
					w.formula("projects", cell, "")
				}
			},
			want: []want{{"total/hardcoded", "projects", "G13", rule.Args{"among": "column", "count": 5}}},
		},
		{
			name: "half of the totals are typed: nobody's habit",
			do: func(w *world) {
				w.formulas()
				for _, cell := range []string{"G13", "H13", "I13", "J13", "K13", "G16", "H16", "I16", "J16", "K16"} {
					w.formula("projects", cell, "")
				}
			},
		},
		{
			name: "a row at the edge is missed, and the value is wrong: told as a wrong total",
			do: func(w *world) {
				w.formulas()
				w.formula("projects", "K8", "SUM(K9:K9)")
				w.put("projects", "K8", "10000")
				w.formula("projects", "K8", "SUM(K9:K9)")
			},
			want: []want{{rule: "total/culprit", list: "projects", cell: "K8"}, {"total/hardcoded", "projects", "K8", rule.Args{
				"kind": "misses", "formula": "=SUM(K9:K9)", "cells": []string{"K10"}, "count": 1,
			}}},
		},
		{
			name: "a row is missed, and the value agrees all the same",
			do: func(w *world) {
				w.formulas()
				w.formula("projects", "K8", "SUM(K9:K9)")
			},
			want: []want{{"total/hardcoded", "projects", "K8", rule.Args{"kind": "misses"}}},
		},
		{
			name: "a row without an amount is missed",
			do: func(w *world) {
				w.formulas()
				w.formula("projects", "H8", "SUM(H9:H9)")
			},
		},
		{
			name: "a row is added twice",
			do: func(w *world) {
				w.formulas()
				w.formula("projects", "K13", "SUM(K14:K15)+K15")
			},
			want: []want{{"total/hardcoded", "projects", "K13", rule.Args{
				"kind": "twice", "formula": "=SUM(K14:K15)+K15", "cells": []string{"K15"}, "count": 1,
			}}},
		},
		{
			name: "a subtotal and its parts are added",
			do: func(w *world) {
				w.formulas()
				w.formula("projects", "G8", "SUM(G9:G12)")
			},
			want: []want{{"total/hardcoded", "projects", "G8", rule.Args{"kind": "twice", "cells": []string{"G10"}}}},
		},
		{
			name: "SUBTOTAL passes over SUBTOTALs, so that one range over all is right",
			do: func(w *world) {
				w.formulas()
				w.formula("projects", "K8", "SUBTOTAL(9,K9:K10)")
				w.formula("projects", "K13", "SUBTOTAL(9,K14:K15)")
				w.formula("projects", "K7", "SUBTOTAL(9,K8:K16)")
			},
		},
		{
			name: "SUM does not",
			do: func(w *world) {
				w.formulas()
				w.formula("projects", "K7", "SUM(K8:K15)")
			},
			want: []want{{"total/hardcoded", "projects", "K7", rule.Args{"kind": "twice", "cells": []string{"K8", "K13"}}}},
		},
		{
			name: "a section by its rows, another by its subtotal",
			do: func(w *world) {
				w.formulas()
				w.formula("projects", "K7", "SUM(K9:K10)+K13")
			},
		},
		{
			name: "a section by the row that closes it",
			do: func(w *world) {
				w.formulas()
				w.formula("projects", "K7", "K8+K16")
			},
		},
		{
			name: "formulas that are no plain sums are left alone",
			do: func(w *world) {
				w.formulas()
				for cell, text := range map[string]string{
					"G7": "SUM(G8:G15)/2", "H7": "SUMIF(A8:A15,\"I*\",H8:H15)", "K8": "ROUND(SUM(K9),0)", "H8": "I8+J8", "I8": "'Tab khác'!I9",
				} {
					w.formula("projects", cell, text)
				}
			},
		},
		{
			name: "a sum over other rows",
			do: func(w *world) {
				w.formulas()
				w.formula("projects", "K8", "SUM(K9:K14)")
				w.formula("projects", "G13", "SUM(G40:G60)")
			},
		},
		{
			name: "a total that nothing stands below",
			do: func(w *world) {
				w.formulas()
				w.clear("projects", "K9")
				w.clear("projects", "K10")
				w.formula("projects", "K8", "")
			},
		},
		{
			name: "most of the rows are not in it: who knows what it sums",
			do: func(w *world) {
				w.formulas()
				for i := range 3 {
					r := figures(newRow(ledger.ItemRow, 30+i, "5", "Dự án thêm"), million, 10, "0")
					under(w.row("projects", 8), r)
					l := w.list("projects")
					l.Rows = append(l.Rows, r)
				}
				w.list("projects").Kind = ledger.Table
				w.Categories, w.Whole = nil, nil
				w.row("projects", 7).Count, w.row("projects", 8).Count = -1, -1
				w.formula("projects", "K8", "K9")
			},
		},
	})
}

// What SUBTOTAL shows while rows are hidden says nothing of the list.
func TestTotalsOverHiddenRows(t *testing.T) {
	hide := func(w *world, number int) { w.row("projects", number).Hidden = true }
	runBreaks(t, []breakOne{
		{
			name: "a subtotal over filtered rows is not judged, nor what holds it",
			do: func(w *world) {
				w.put("projects", "K8", "10000")
				w.formula("projects", "K8", "SUBTOTAL(9,K9:K10)")
				hide(w, 10)
			},
		},
		{
			name: "SUBTOTAL(109, …)",
			do: func(w *world) {
				w.put("projects", "K8", "10000")
				w.formula("projects", "K8", "SUBTOTAL(109,K9:K10)")
				hide(w, 10)
			},
		},
		{
			name: "AGGREGATE",
			do: func(w *world) {
				w.put("projects", "K8", "10000")
				w.formula("projects", "K8", "AGGREGATE(9,5,K9:K10)")
				hide(w, 10)
			},
		},
		{
			name: "SUBTOTAL over rows that are all shown",
			do: func(w *world) {
				w.put("projects", "K8", "10000")
				w.formula("projects", "K8", "SUBTOTAL(9,K9:K10)")
				hide(w, 14)
			},
			want: []want{{rule: "total/culprit", list: "projects", cell: "K8"}},
		},
		{
			name: "SUM holds hidden rows",
			do: func(w *world) {
				w.put("projects", "K8", "10000")
				w.formula("projects", "K8", "SUM(K9:K10)")
				hide(w, 10)
			},
			want: []want{{rule: "total/culprit", list: "projects", cell: "K8"}},
		},
		{
			name: "a typed total",
			do: func(w *world) {
				w.put("projects", "K8", "10000")
				hide(w, 10)
			},
			want: []want{{rule: "total/culprit", list: "projects", cell: "K8"}},
		},
		{
			name: "the arithmetic of the row",
			do: func(w *world) {
				for cell, text := range map[string]string{"H13": "10000", "I13": "30000", "J13": "10000"} {
					w.put("projects", cell, text)
					w.formula("projects", cell, "SUBTOTAL(9,"+cell[:1]+"14:"+cell[:1]+"15)")
				}
				hide(w, 14)
			},
		},
	})
	w := valid()
	w.put("projects", "K8", "10000")
	w.formula("projects", "K8", "SUBTOTAL(9,K9:K10)")
	hide(w, 10)
	if got, want := rule.Stats(w.Ledger), (rule.Totals{Checked: 32, Exact: 32}); got != want {
		t.Errorf("%+v, want %+v: two totals cannot be judged", got, want)
	}
}
