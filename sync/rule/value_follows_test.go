package rule_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// An error value is told where it comes from, and not once more at every
// formula over it.
func TestErrorValuesAreToldWhereTheyComeFrom(t *testing.T) {
	type cell struct {
		at, formula string
		kind        ledger.ProblemKind
	}
	const bad, text = ledger.BadError, ledger.BadAmount
	tests := []struct {
		name  string
		cells []cell
		want  []string
	}{
		{"typed", []cell{{"G9", "", bad}}, []string{"G9"}},
		{"a formula over nothing wrong", []cell{{"G9", "A1/B1", bad}}, []string{"G9"}},
		{"a sum over it, and the sum above", []cell{{"G7", "G8+G13", bad}, {"G8", "SUM(G9:G12)", bad}, {"G9", "", bad}}, []string{"G9"}},
		{"a text in a sum", []cell{{"G8", "G9+G10", bad}, {"G9", "", text}}, []string{"G9"}},
		{"two of them", []cell{{"G8", "SUM($G$9:$G$12)", bad}, {"G9", "", bad}, {"G10", "", bad}}, []string{"G9", "G10"}},
		{"another column", []cell{{"G8", "SUM(G9:G12)", bad}, {"H9", "", bad}}, []string{"G8", "H9"}},
		{"another tab", []cell{{"G8", "'Năm 2020'!G9+Nam2021!G9", bad}, {"G9", "", bad}}, []string{"G8", "G9"}},
		{"a name that looks like a cell", []cell{{"G8", "VONG9+G9X", bad}, {"G9", "", bad}}, []string{"G8", "G9"}},
		{"a circle", []cell{{"G8", "G9", bad}, {"G9", "G8", bad}}, []string{"G8", "G9"}},
		{"itself", []cell{{"G8", "SUM(G8:G12)", bad}}, []string{"G8"}},
		{"within the row", []cell{{"H9", "I9+J9", bad}, {"I9", "", bad}}, []string{"I9"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := valid()
			for _, c := range tt.cells {
				a := addr(c.at)
				row := w.row("projects", a.Row+1)
				row.Amounts[a.Col] = ledger.Amount{Bad: true, Formula: c.formula}
				w.Problems = append(w.Problems, ledger.Problem{Kind: c.kind, List: "projects", Tab: "t1", Row: a.Row, Col: a.Col, Item: row, Seen: "#REF!"})
			}
			var got []string
			for _, f := range rule.Run(w.Ledger, w.Settings) {
				if f.Rule == "value/unreadable" {
					got = append(got, f.Cell())
				}
			}
			slices.Sort(got)
			slices.Sort(tt.want)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
