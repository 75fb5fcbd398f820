package rule_test

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

func TestCulprits(t *testing.T) {
	runBreaks(t, []breakOne{
		{
			name: "an allocation that is neither the sum of its parts nor what its section lacks",
			do:   func(w *world) { w.put("projects", "H9", "20700") },
			want: []want{{"total/culprit", "projects", "H9", rule.Args{
				"what": "item", "number": "1", "column": "Lũy kế vốn đến hết năm 2020", "stated": money("20700"), "likely": money("20000"),
				"difference": money("700"), "off": money("700"), "blank": false, "guess": "", "suspect": "", "suspect_cell": "",
				"below": 0, "across": true, "above": []string{"H8"},
			}}},
		},
		{
			name: "with a zero too few, in a section that states its total twice",
			do:   func(w *world) { w.put("projects", "H14", "3000") },
			want: []want{{"total/culprit", "projects", "H14", rule.Args{"guess": "magnitude", "above": []string{"H13", "H16"}}}},
		},
		{
			name: "a part that is gone",
			do: func(w *world) {
				for cell, text := range map[string]string{"H14": "35000", "H13": "45000", "H16": "45000", "J13": "15000", "J16": "15000", "H7": "65000", "J7": "20000"} {
					w.put("projects", cell, text)
				}
				w.Off = map[string]bool{"funding/over-allocated": true}
			},
			want: []want{{"total/culprit", "projects", "J14", rule.Args{
				"stated": money("0"), "likely": money("5000"), "blank": true, "difference": money("-5000"), "off": money("5000"), "guess": "",
				"across": true, "above": []string{"J13", "J16"},
			}}},
		},
		{
			name: "a part of an allocation",
			do:   func(w *world) { w.put("projects", "J9", "4100") },
			want: []want{{"total/culprit", "projects", "J9", rule.Args{
				"column": "Chi thường xuyên", "likely": money("5000"), "across": true, "above": []string{"J8"},
			}}},
		},
		{
			name: "a part that is subtracted",
			do: func(w *world) {
				w.list("table").Sums = []ledger.RowSum{{Total: 3, Plus: []int{2}, Minus: []int{4}, Text: "4=3-5"}}
				w.put("table", "E8", "9.3")
			},
			want: []want{{"total/culprit", "table", "E8", rule.Args{
				"likely": rule.Money{Value: amount("1.3", billion).Value, Unit: billion}, "across": true, "above": []string{"E6"},
			}}},
		},
		{
			name: "a subtotal that disagrees with its rows and with the grand total",
			do:   func(w *world) { w.put("projects", "K8", "51000") },
			want: []want{{"total/culprit", "projects", "K8", rule.Args{
				"what": "section", "number": "I", "likely": money("15000"), "guess": "transposed", "below": 2, "across": false, "above": []string{"K7"},
			}}},
		},
		{
			name: "with its own arithmetic as well",
			do:   func(w *world) { w.put("projects", "H8", "21000") },
			want: []want{{"total/culprit", "projects", "H8", rule.Args{"below": 2, "across": true, "above": []string{"H7"}}}},
		},
		{
			name: "a subtotal that lost a row",
			do:   func(w *world) { w.put("projects", "K8", "5000") },
			want: []want{{"total/culprit", "projects", "K8", rule.Args{
				"likely": money("15000"), "guess": "missing", "suspect": "A-01", "suspect_cell": "K9",
			}}},
		},
		{
			name: "a subtotal that holds a row twice",
			do:   func(w *world) { w.put("projects", "K8", "20000") },
			want: []want{{"total/culprit", "projects", "K8", rule.Args{"guess": "twice", "suspect": "A-02", "suspect_cell": "K10"}}},
		},
		{
			name: "the grand total, over rows and within its row",
			do:   func(w *world) { w.put("projects", "H7", "66000") },
			want: []want{{"total/culprit", "projects", "H7", rule.Args{"what": "grand", "likely": money("60000"), "below": 2, "across": true, "above": []string{}}}},
		},
		{
			name: "an item with components",
			do:   func(w *world) { w.put("projects", "G10", "41000"); w.Categories, w.Whole = nil, nil },
			want: []want{{"total/culprit", "projects", "G10", rule.Args{"what": "item", "below": 2, "above": []string{"G8"}}}},
		},
		{
			name: "a component under an item of one",
			do: func(w *world) {
				w.row("projects", 10).Children = w.row("projects", 10).Children[:1]
				l := w.list("projects")
				l.Rows = append(append([]*ledger.Row{}, l.Rows[:5]...), l.Rows[6:]...)
				w.put("projects", "G11", "39000")
			},
			want: []want{{rule: "total/section", list: "projects", cell: "G10"}},
		},
		{
			name: "either of two items may be wrong: the sums are told",
			do:   func(w *world) { w.put("projects", "K15", "19000") },
			want: []want{
				{rule: "total/section", list: "projects", cell: "K13"},
				{rule: "total/section", list: "projects", cell: "K16"},
			},
		},
		{
			name: "a sum over rows that holds the cell and agrees speaks for it",
			do: func(w *world) {
				l := w.list("table")
				l.Sums = append(l.Sums, ledger.RowSum{Total: 2, Plus: []int{5}})
				for cell, text := range map[string]string{"F6": "7.5", "F7": "2", "F8": "2.5", "D7": "0", "D6": "1.2"} {
					w.put("table", cell, text)
				}
			},
			want: []want{
				{"total/row", "table", "C7", rule.Args{"formula": "3=4+5"}},
				{"total/row", "table", "C7", rule.Args{"formula": ""}},
			},
		},
		{
			name: "a sum within the row that holds the cell and agrees speaks for it",
			do: func(w *world) {
				w.list("projects").Sums = append(w.list("projects").Sums, ledger.RowSum{Total: 6, Plus: []int{10}})
				w.Off = map[string]bool{"total/row": true}
				for _, cell := range []string{"G9", "G10", "G14", "G15", "G8", "G13", "G16", "G11", "G12", "G7"} {
					w.clear("projects", cell)
				}
				w.put("projects", "G8", "15700")
				w.put("projects", "K8", "15700")
				w.Categories, w.Whole, w.Required = nil, nil, nil
			},
			want: []want{{rule: "total/section", list: "projects", cell: "K8"}},
		},
		{
			name: "differences that are not the same",
			do: func(w *world) {
				w.put("projects", "H9", "20700")
				w.put("projects", "H8", "21500")
				w.put("projects", "H7", "61500")
			},
			want: []want{
				{rule: "total/row", list: "projects", cell: "H8"},
				{rule: "total/section", list: "projects", cell: "H8"},
				{rule: "total/row", list: "projects", cell: "H9"},
			},
		},
		{
			name: "two culprits",
			do:   func(w *world) { w.put("projects", "H9", "20700"); w.put("projects", "J14", "400") },
			want: []want{{rule: "total/culprit", list: "projects", cell: "H9"}, {rule: "total/culprit", list: "projects", cell: "J14"}},
		},
		{
			name: "a culprit beside another mistake of its column",
			do:   func(w *world) { w.put("projects", "H9", "20700"); w.put("projects", "H7", "99000") },
			want: []want{
				{rule: "total/culprit", list: "projects", cell: "H7"},
				{rule: "total/culprit", list: "projects", cell: "H9"},
			},
		},
		{
			name: "one that would have to be below zero is none, but leaves the other in doubt",
			do: func(w *world) {
				w.put("projects", "K15", "50000")
				w.Off = map[string]bool{"funding/over-allocated": true}
			},
			want: []want{
				{rule: "total/section", list: "projects", cell: "K13"},
				{rule: "total/section", list: "projects", cell: "K16"},
			},
		},
		{
			name: "within rounding nothing is wrong",
			do:   func(w *world) { w.put("projects", "K8", "15001") },
		},
	})
}

// Switched off, a culprit leaves its sums to the other rules.
func TestCulpritSwitchedOff(t *testing.T) {
	runBreaks(t, []breakOne{
		{
			name: "a subtotal",
			do:   func(w *world) { w.put("projects", "K8", "15700"); w.Off = map[string]bool{"total/culprit": true} },
			want: []want{{rule: "total/section", list: "projects", cell: "K8"}},
		},
		{
			name: "an item",
			do:   func(w *world) { w.put("projects", "H9", "20700"); w.Off = map[string]bool{"total/culprit": true} },
			want: []want{{rule: "total/row", list: "projects", cell: "H9"}},
		},
	})
}

// A culprit counts once among the totals that are beyond tolerance; what else
// it makes wrong counts as it is once it is put right.
func TestStatsOfCulprits(t *testing.T) {
	for _, tt := range []struct {
		cell, text string
		want       rule.Totals
	}{
		{"H9", "20700", rule.Totals{Checked: 34, Exact: 33, Beyond: 1}},
		{"H8", "21000", rule.Totals{Checked: 34, Exact: 33, Beyond: 1}},
		{"K8", "15.000", rule.Totals{Checked: 34, Exact: 33, Beyond: 1}},
	} {
		w := valid()
		w.put("projects", tt.cell, tt.text)
		if got := rule.Stats(w.Ledger); got != tt.want {
			t.Errorf("%s = %s: %+v, want %+v", tt.cell, tt.text, got, tt.want)
		}
		lists := rule.StatsByList(w.Ledger)
		if len(lists) != 3 || lists[0].List != "projects" || lists[0].Beyond != 1 || lists[1].Checked != 0 || lists[2].Beyond != 0 {
			t.Errorf("by list: %+v", lists)
		}
		if sum := lists[0].Checked + lists[1].Checked + lists[2].Checked; sum != tt.want.Checked {
			t.Errorf("lists check %d totals, all of them %d", sum, tt.want.Checked)
		}
	}
}

// grid is a random list of sections and items, each with an allocation that is
// the sum of its parts: column 2 = 3 + 4, all in whole đồng.
func drawGrid(t *rapid.T) (*ledger.List, map[[2]int]decimal.Decimal) {
	l := &ledger.List{
		Name: "table", Kind: ledger.Table, Unit: dong, Sums: []ledger.RowSum{{Total: 2, Plus: []int{3, 4}}},
		Columns: columns(dong, []ledger.Field{""}, "number", "name", ":Tổng số", ":Đầu tư", ":Thường xuyên"),
	}
	truth := map[[2]int]decimal.Decimal{}
	state := func(r *ledger.Row, a, b int64) {
		for col, v := range map[int]int64{2: a + b, 3: a, 4: b} {
			r.Amounts[col] = ledger.Amount{Value: decimal.NewFromInt(v)}
			truth[[2]int{r.Row, col}] = decimal.NewFromInt(v)
		}
	}
	row := func(kind ledger.RowKind) *ledger.Row {
		r := newRow(kind, len(l.Rows)+1, fmt.Sprint(len(l.Rows)), "row")
		l.Rows = append(l.Rows, r)
		return r
	}
	grand := row(ledger.GrandRow)
	var totalA, totalB int64
	for range rapid.IntRange(2, 4).Draw(t, "sections") {
		section := row(ledger.SectionRow)
		var sumA, sumB int64
		for range rapid.IntRange(2, 5).Draw(t, "items") {
			a, b := rapid.Int64Range(1, 1_000_000_000).Draw(t, "a"), rapid.Int64Range(1, 1_000_000_000).Draw(t, "b")
			item := row(ledger.ItemRow)
			under(section, item)
			state(item, a, b)
			sumA, sumB = sumA+a, sumB+b
		}
		state(section, sumA, sumB)
		totalA, totalB = totalA+sumA, totalB+sumB
	}
	state(grand, totalA, totalB)
	return l, truth
}

// In a list whose rows and columns both add up, any one wrong figure is found,
// with what it should be, and nothing else is told.
func TestAnyOneWrongFigureIsNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, truth := drawGrid(t)
		r := rapid.SampledFrom(l.Rows).Draw(t, "row")
		col := rapid.IntRange(2, 4).Draw(t, "column")
		a := r.Amounts[col]
		a.Value = a.Value.Add(decimal.NewFromInt(rapid.Int64Range(1, 1_000_000_000).Draw(t, "off")))
		if rapid.Bool().Draw(t, "shifted") {
			a.Value = truth[[2]int{r.Row, col}].Shift(rapid.SampledFrom([]int32{3, 6, 9, -3}).Draw(t, "by"))
		}
		if a.Value.Equal(truth[[2]int{r.Row, col}]) {
			return
		}
		r.Amounts[col] = a
		led := &ledger.Ledger{Lists: []*ledger.List{l}, Directory: ledger.NewDirectory()}
		found := rule.Run(led, rule.Settings{})
		if len(found) != 1 || found[0].Item != r || found[0].Col != col {
			t.Fatalf("row %d column %d is wrong; found:%s", r.Row+1, col, show(found))
		}
		if got := found[0].Args["likely"].(rule.Money).Value; !got.Equal(truth[[2]int{r.Row, col}]) {
			t.Errorf("likely %s, was %s", got, truth[[2]int{r.Row, col}])
		}
		if got := rule.Stats(led); got.Beyond != 1 || got.Checked != got.Exact+got.Rounding+got.Beyond {
			t.Errorf("%+v", got)
		}
	})
}

// Whatever is wrong, everything that is told is wrong or holds something wrong,
// and something is told.
func TestManyWrongFiguresAreNotHidden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, truth := drawGrid(t)
		for range rapid.IntRange(2, 6).Draw(t, "mistakes") {
			r := rapid.SampledFrom(l.Rows).Draw(t, "row")
			col := rapid.IntRange(2, 4).Draw(t, "column")
			a := r.Amounts[col]
			a.Value = truth[[2]int{r.Row, col}].Add(decimal.NewFromInt(rapid.Int64Range(-3, 3).Draw(t, "off") * 1000))
			r.Amounts[col] = a
		}
		wrong := false
		for at, v := range truth {
			wrong = wrong || !l.Rows[at[0]].Amounts[at[1]].Value.Equal(v)
		}
		led := &ledger.Ledger{Lists: []*ledger.List{l}, Directory: ledger.NewDirectory()}
		if found := rule.Run(led, rule.Settings{}); wrong == (len(found) == 0) {
			t.Fatalf("wrong: %v, found:%s", wrong, show(found))
		}
	})
}
