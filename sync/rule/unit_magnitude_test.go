package rule_test

import (
	"fmt"
	"testing"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

func TestMagnitudes(t *testing.T) {
	runBreaks(t, []breakOne{
		{
			name: "an item typed in tỷ where the list is in triệu",
			do:   func(w *world) { w.put("projects", "K9", "10"); w.put("projects", "K16", "20000") },
			want: []want{{"unit/magnitude", "projects", "K9", rule.Args{
				"number": "1", "column": "Kế hoạch vốn năm 2021", "stated": money("10"), "likely": money("10000"), "typed": "tỷ đồng",
				"how": "sums", "below": 0, "across": false, "above": []string{"K8"}, "neighbours": 0,
			}}},
		},
		{
			name: "an item typed in đồng",
			do: func(w *world) {
				w.put("projects", "K9", "10000000000")
				w.Off = map[string]bool{"funding/over-allocated": true}
			},
			want: []want{{"unit/magnitude", "projects", "K9", rule.Args{"likely": money("10000"), "typed": "đồng"}}},
		},
		{
			name: "an allocation, by its section and its parts",
			do:   func(w *world) { w.put("projects", "H9", "20") },
			want: []want{{"unit/magnitude", "projects", "H9", rule.Args{"likely": money("20000"), "across": true, "above": []string{"H8"}}}},
		},
		{
			name: "an allocation by its parts alone",
			do: func(w *world) {
				for _, cell := range []string{"H7", "H8", "H13", "H16"} {
					w.clear("projects", cell)
				}
				w.put("projects", "H9", "20")
			},
			want: []want{{"unit/magnitude", "projects", "H9", rule.Args{"across": true, "above": []string{}}}},
		},
		{
			name: "a subtotal",
			do:   func(w *world) { w.put("projects", "K8", "15.000") },
			want: []want{{"unit/magnitude", "projects", "K8", rule.Args{"likely": money("15000"), "below": 2, "above": []string{"K7"}}}},
		},
		{
			name: "in no unit that there is",
			do:   func(w *world) { w.put("projects", "H9", "0.02") },
			want: []want{{"unit/magnitude", "projects", "H9", rule.Args{"likely": money("20000"), "typed": ""}}},
		},
		{
			name: "an amount that rounding could hide is only wrong",
			do:   func(w *world) { w.put("table", "C7", "0.005") },
			want: []want{{rule: "total/culprit", list: "table", cell: "C7"}},
		},
		{
			name: "ten times as much is another slip",
			do:   func(w *world) { w.put("projects", "K8", "150000") },
			want: []want{{rule: "total/culprit", list: "projects", cell: "K8"}},
		},
		{
			name: "an amount that a sum has lost is not a thousand times too much",
			do: func(w *world) {
				w.put("projects", "K9", "900")
				w.put("projects", "K10", "14100")
				w.put("projects", "K8", "14100")
				w.clear("projects", "K7")
			},
			want: []want{{"total/section", "projects", "K8", rule.Args{"guess": "missing", "suspect_cell": "K9"}}},
		},
		{
			name: "of two amounts alone either may be wrong",
			do: func(w *world) {
				w.clear("projects", "K7")
				w.clear("projects", "K10")
				w.put("projects", "K9", "15")
			},
			want: []want{{rule: "total/section", list: "projects", cell: "K8"}},
		},
		{
			name: "switched off",
			do: func(w *world) {
				w.put("projects", "K8", "15.000")
				w.Off = map[string]bool{"unit/magnitude": true}
			},
			want: []want{{rule: "total/culprit", list: "projects", cell: "K8"}},
		},
	})
}

// In a column without totals the other items tell.
func TestStrangers(t *testing.T) {
	usual := []string{"60000", "45000", "120000", "8500", "33000", "71000"}
	for _, tt := range []struct {
		name   string
		more   []string
		kind   ledger.Kind
		totals bool
		want   string // what it should probably be, "" where nothing is told
	}{
		{"nothing unusual", []string{"9000"}, ledger.Projects, false, ""},
		{"in đồng", []string{"60000000000"}, ledger.Projects, false, "60000"},
		{"in nghìn đồng", []string{"60000000"}, ledger.Projects, false, "60000"},
		{"in tỷ", []string{"42"}, ledger.Projects, false, "42000"},
		{"a small project", []string{"60"}, ledger.Projects, false, ""},
		{"a project of a hundred times less", []string{"600"}, ledger.Projects, false, ""},
		{"the largest project by far", []string{"9000000"}, ledger.Projects, false, ""},
		{"two of a kind", []string{"60000000", "50000000"}, ledger.Projects, false, ""},
		{"lying outside of the others when put right", []string{"900000000"}, ledger.Projects, false, ""},
		{"nothing", []string{"0"}, ledger.Projects, false, ""},
		{"a table of figures", []string{"60000000000"}, ledger.Table, false, ""},
		{"totals of their own", []string{"60000000000"}, ledger.Projects, true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := &ledger.List{
				Name: "projects", Kind: tt.kind, Unit: million,
				Columns: columns(million, []ledger.Field{ledger.FieldTotal}, "number", "name", "total:Tổng mức đầu tư"),
			}
			for i, text := range append(append([]string{}, usual...), tt.more...) {
				l.Rows = append(l.Rows, figures(newRow(ledger.ItemRow, i+2, fmt.Sprint(i+1), "Dự án"), million, 2, text))
			}
			if tt.totals {
				l.Rows = append(l.Rows, newRow(ledger.GrandRow, 20, "", "TỔNG SỐ"))
				l.Rows[len(l.Rows)-1].Amounts[2] = ledger.Amount{Bad: true}
			}
			found := rule.Run(&ledger.Ledger{Lists: []*ledger.List{l}, Directory: ledger.NewDirectory()}, rule.Settings{Today: day("2021-01-15")})
			if tt.want == "" {
				if len(found) > 0 {
					t.Errorf("found:%s", show(found))
				}
				return
			}
			if len(found) != 1 || found[0].Rule != "unit/magnitude" || found[0].Cell() != "C8" || !found[0].Args["likely"].(rule.Money).Value.Equal(money(tt.want).Value) {
				t.Fatalf("found:%s", show(found))
			}
			checkArguments(t, found[0])
			if found[0].Args["how"] != "neighbours" || found[0].Args["neighbours"] != 6 {
				t.Errorf("args %v", found[0].Args)
			}
		})
	}
	few := &ledger.List{Name: "projects", Kind: ledger.Projects, Unit: million, Columns: columns(million, []ledger.Field{ledger.FieldTotal}, "number", "name", "total")}
	for i, text := range []string{"60000", "45000", "51000", "48000", "60000000000"} {
		few.Rows = append(few.Rows, figures(newRow(ledger.ItemRow, i+2, "1", "Dự án"), million, 2, text))
	}
	if found := rule.Run(&ledger.Ledger{Lists: []*ledger.List{few}, Directory: ledger.NewDirectory()}, rule.Settings{}); len(found) > 0 {
		t.Errorf("of four others nothing is said; found:%s", show(found))
	}
}
