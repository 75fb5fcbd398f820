package rule_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

func TestTotals(t *testing.T) {
	runBreaks(t, []breakOne{
		{
			name: "grand total with two digits swapped",
			do:   func(w *world) { w.put("projects", "G7", "810000") },
			want: []want{{"total/grand", "projects", "G7", rule.Args{
				"what": "grand", "number": "", "name": "TỔNG SỐ (4 dự án)", "column": "Tổng mức đầu tư",
				"stated": money("810000"), "computed": money("180000"), "difference": money("630000"), "off": money("630000"),
				"count": 2, "of": "sections", "exceeds": false, "guess": "transposed", "suspect": "", "suspect_cell": "",
			}}},
		},
		{
			name: "rows without a number below a closing total come on top of it",
			do: func(w *world) {
				table := w.list("table")
				table.Rows[0].Row = 9
				reserve := figures(newRow(ledger.ItemRow, 11, "", "Dự phòng 10%"), billion, 2, "0.75", "0.42", "0.33")
				all := figures(newRow(ledger.GrandRow, 12, "", "TỔNG CHI, KỂ CẢ DỰ PHÒNG"), billion, 2, "8.25", "4.62", "3.63")
				table.Rows = append(table.Rows[1:], table.Rows[0], reserve, all)
				table.Rows[2].Count = -1
			},
		},
		{
			name: "a numbered row below a closing total was forgotten in it",
			do: func(w *world) {
				table := w.list("table")
				table.Rows[0].Row = 9
				late := figures(newRow(ledger.ItemRow, 11, "3", "Chi khác"), billion, 2, "12.0", "12.0", "")
				table.Rows = append(table.Rows[1:], table.Rows[0], late)
				table.Rows[2].Count = -1
			},
			want: []want{
				{"total/grand", "table", "C10", rule.Args{"guess": "missing", "suspect_cell": "C11"}},
				{"total/grand", "table", "D10", rule.Args{"guess": "missing", "suspect_cell": "D11"}},
			},
		},
		{
			name: "subtotal of a section is wrong, and no other sum holds it",
			do:   func(w *world) { w.clear("projects", "K7"); w.put("projects", "K8", "15700") },
			want: []want{{"total/section", "projects", "K8", rule.Args{
				"what": "section", "number": "I", "name": approved + " (2 dự án)", "column": "Kế hoạch vốn năm 2021",
				"stated": money("15700"), "computed": money("15000"), "difference": money("700"), "off": money("700"),
				"count": 2, "of": "items", "exceeds": false, "guess": "", "suspect": "", "suspect_cell": "",
			}}},
		},
		{
			name: "an item is wrong: told at its section only",
			do:   func(w *world) { w.put("projects", "K9", "12345") },
			want: []want{{"total/section", "projects", "K8", rule.Args{
				"stated": money("15000"), "computed": money("17345"), "difference": money("-2345"), "off": money("2345"),
			}}},
		},
		{
			name: "two wrong subtotals and a right grand total are two findings",
			do:   func(w *world) { w.put("projects", "K8", "15700"); w.put("projects", "K13", "99000") },
			want: []want{{rule: "total/section", list: "projects", cell: "K8"}, {rule: "total/section", list: "projects", cell: "K13"}},
		},
		{
			name: "a wrong subtotal does not hide a wrong grand total",
			do:   func(w *world) { w.put("projects", "K8", "15700"); w.put("projects", "K7", "47777") },
			want: []want{{rule: "total/grand", list: "projects", cell: "K7"}, {rule: "total/section", list: "projects", cell: "K8"}},
		},
		{
			name: "the row that closes a section",
			do:   func(w *world) { w.put("projects", "K16", "2000") },
			want: []want{{"total/section", "projects", "K16", rule.Args{
				"what": "subtotal", "number": "II", "name": science, "guess": "magnitude", "computed": money("20000"),
			}}},
		},
		{
			name: "a section without amounts gives those of the row that closes it",
			do: func(w *world) {
				for _, cell := range []string{"G13", "H13", "I13", "J13", "K13"} {
					w.clear("projects", cell)
				}
				w.put("projects", "K7", "35700")
			},
			want: []want{{"total/grand", "projects", "K7", rule.Args{"computed": money("35000"), "of": "sections", "count": 2}}},
		},
		{
			name: "a section without amounts gives the sum of its items",
			do: func(w *world) {
				w.clear("projects", "K13")
				w.clear("projects", "K16")
				w.put("projects", "K7", "35700")
			},
			want: []want{{"total/grand", "projects", "K7", rule.Args{"computed": money("35000"), "of": "rows", "count": 3}}},
		},
		{
			name: "components of an item",
			do:   func(w *world) { w.put("projects", "G11", "2500") },
			want: []want{{"total/section", "projects", "G10", rule.Args{
				"what": "item", "number": "2", "of": "components", "stated": money("40000"), "computed": money("17500"), "count": 2,
			}}},
		},
		{
			name: "a row left out",
			do:   func(w *world) { w.clear("projects", "K7"); w.put("projects", "K8", "5000") },
			want: []want{{"total/section", "projects", "K8", rule.Args{"guess": "missing", "suspect": "A-01", "suspect_cell": "K9"}}},
		},
		{
			name: "a row counted twice",
			do:   func(w *world) { w.clear("projects", "K7"); w.put("projects", "K8", "20000") },
			want: []want{{"total/section", "projects", "K8", rule.Args{"guess": "twice", "suspect": "A-02", "suspect_cell": "K10"}}},
		},
		{
			name: "two rows that may be the one left out are no guess",
			do: func(w *world) {
				w.put("projects", "K9", "5000")
				w.put("projects", "K8", "5000")
				w.put("projects", "K7", "25000")
			},
			want: []want{{"total/section", "projects", "K8", rule.Args{"guess": "", "suspect": "", "suspect_cell": ""}}},
		},
		{
			name: "ten times too little",
			do:   func(w *world) { w.clear("projects", "K7"); w.put("projects", "K8", "1500") },
			want: []want{{"total/section", "projects", "K8", rule.Args{"guess": "magnitude"}}},
		},
		{
			name: "unreadable amount below: not judged",
			do: func(w *world) {
				w.bad("projects", "K9")
				w.put("projects", "K8", "777")
				w.put("projects", "K7", "20777")
			},
		},
		{
			name: "unreadable total: not judged, nor is what holds it",
			do:   func(w *world) { w.bad("projects", "K8") },
		},
		{
			name: "blank total: not judged",
			do:   func(w *world) { w.clear("projects", "K7") },
		},
		{
			name: "nothing stated below",
			do: func(w *world) {
				w.clear("projects", "K14")
				w.clear("projects", "K15")
			},
		},
		{
			name: "parts, ratios, markers and notes are never added",
			do: func(w *world) {
				l := w.list("projects")
				for i, kind := range []ledger.RowKind{ledger.PartRow, ledger.RatioRow, ledger.MarkerRow, ledger.NoteRow} {
					r := figures(newRow(kind, 20+i, "", "Trong đó"), million, 6, "1", "1", "1", "1", "1")
					under(w.row("projects", 8), r)
					l.Rows = append(l.Rows, r)
				}
			},
		},
		{
			name: "parts behind Trong đó need not add up",
			do: func(w *world) {
				w.row("projects", 10).OfWhich = true
				w.put("projects", "G11", "100")
			},
		},
		{
			name: "parts behind Trong đó exceed the whole",
			do: func(w *world) {
				w.row("projects", 10).OfWhich = true
				w.put("projects", "G11", "25002")
			},
			want: []want{{"total/section", "projects", "G10", rule.Args{
				"exceeds": true, "stated": money("40000"), "computed": money("40002"), "difference": money("-2"), "off": money("2"), "guess": "",
			}}},
		},
		{
			name: "parts that exceed the whole within rounding",
			do: func(w *world) {
				w.row("projects", 10).OfWhich = true
				w.put("projects", "G11", "25001")
			},
		},
		{
			name: "negative parts are not judged",
			do: func(w *world) {
				w.row("projects", 10).OfWhich = true
				w.put("projects", "G11", "90000")
				w.put("projects", "G12", "-5")
			},
		},
		{
			name: "an item that states only parts has an amount that is not known",
			do: func(w *world) {
				w.row("projects", 10).OfWhich = true
				w.clear("projects", "G10")
				w.Required = nil
			},
		},
		{
			name: "TỔNG SỐ with parts below it",
			do: func(w *world) {
				w.row("projects", 7).OfWhich = true
				w.put("projects", "G7", "200000")
				w.put("projects", "K7", "30000")
			},
			want: []want{{"total/grand", "projects", "K7", rule.Args{"exceeds": true}}},
		},
		{
			name: "row whose parts do not add up, in a column of which nothing else is stated",
			do: func(w *world) {
				for _, cell := range []string{"H7", "H8", "H13", "H16"} {
					w.clear("projects", cell)
				}
				w.put("projects", "H14", "29950")
			},
			want: []want{{"total/row", "projects", "H14", rule.Args{
				"number": "3", "name": "Nền tảng dữ liệu mở (mẫu)", "column": "Lũy kế vốn đến hết năm 2020", "formula": "",
				"parts":  []string{"Đầu tư công", "Chi thường xuyên"},
				"stated": money("29950"), "computed": money("30000"), "difference": money("-50"), "off": money("50"),
				"count": 2, "guess": "", "suspect": "", "suspect_cell": "",
			}}},
		},
		{
			name: "row arithmetic as the table states it",
			do:   func(w *world) { w.put("table", "C8", "1.2"); w.put("table", "C6", "6.2") },
			want: []want{{"total/row", "table", "C8", rule.Args{
				"formula": "3=4+5", "parts": []string{"Đầu tư", "Thường xuyên"}, "guess": "missing", "suspect": "Thường xuyên", "suspect_cell": "E8",
			}}},
		},
		{
			name: "two rows whose parts do not add up, and the total of both",
			do: func(w *world) {
				w.put("table", "C7", "8")
				w.put("table", "C8", "1.2")
				w.put("table", "C6", "9.2")
			},
			want: []want{{rule: "total/row", list: "table", cell: "C7"}, {rule: "total/row", list: "table", cell: "C8"}},
		},
		{
			name: "a row and its total whose parts do not add up, by different amounts",
			do:   func(w *world) { w.put("table", "C8", "1.2"); w.put("table", "D6", "9.2"); w.put("table", "C6", "6.2") },
			want: []want{
				{rule: "total/row", list: "table", cell: "C6"},
				{rule: "total/grand", list: "table", cell: "D6"},
				{rule: "total/row", list: "table", cell: "C8"},
			},
		},
		{
			name: "row arithmetic with a part that is subtracted",
			do: func(w *world) {
				w.list("table").Sums = []ledger.RowSum{{Total: 3, Plus: []int{2}, Minus: []int{4}, Text: "4=3-5"}}
				w.put("table", "D8", "2.5")
				w.put("table", "D6", "5.5")
			},
			want: []want{{"total/row", "table", "D8", rule.Args{
				"parts": []string{"Tổng số", "−Thường xuyên"}, "guess": "missing", "suspect": "Thường xuyên", "suspect_cell": "E8",
			}}},
		},
		{
			name: "row arithmetic with an unreadable, a blank and no part",
			do: func(w *world) {
				w.bad("table", "D6")
				w.clear("table", "C7")
				w.clear("table", "D8")
				w.clear("table", "E8")
				w.Off = map[string]bool{"total/grand": true}
			},
		},
		{
			name: "a whole list of mistakes in one column of a row is judged column by column",
			do:   func(w *world) { w.put("projects", "G16", "80500"); w.put("projects", "K16", "20500") },
			want: []want{{rule: "total/section", list: "projects", cell: "G16"}, {rule: "total/section", list: "projects", cell: "K16"}},
		},
	})
}

// The bound is half a unit of the last shown digit for the total and for each
// addend, and lies itself within.
func TestTotalTolerance(t *testing.T) {
	for _, tt := range []struct {
		name          string
		unit          ledger.Unit
		stated, a, b  string
		wantDifferent bool
		wantTotals    rule.Totals
	}{
		{"exact", million, "30", "10", "20", false, rule.Totals{Checked: 1, Exact: 1}},
		{"one digit, three figures: 1 ≤ 1.5", million, "31", "10", "20", false, rule.Totals{Checked: 1, Rounding: 1}},
		{"two digits: 2 > 1.5", million, "32", "10", "20", true, rule.Totals{Checked: 1, Beyond: 1}},
		{"below: -1", million, "29", "10", "20", false, rule.Totals{Checked: 1, Rounding: 1}},
		{"below: -2", million, "28", "10", "20", true, rule.Totals{Checked: 1, Beyond: 1}},
		{"two decimals at the edge: 0.01 ≤ 0.015", million, "30.51", "10.25", "20.25", false, rule.Totals{Checked: 1, Rounding: 1}},
		{"two decimals beyond: 0.02 > 0.015", million, "30.52", "10.25", "20.25", true, rule.Totals{Checked: 1, Beyond: 1}},
		{"mixed decimals at the edge: 0.6 = 0.5 + 0.05 + 0.05", million, "31", "10.4", "20.0", false, rule.Totals{Checked: 1, Rounding: 1}},
		{"mixed decimals beyond: 0.7 > 0.6", million, "31", "10.3", "20.0", true, rule.Totals{Checked: 1, Beyond: 1}},
		{"exactly at the edge: 0.51 = 0.5 + 0.005 + 0.005", million, "31", "10.49", "20.00", false, rule.Totals{Checked: 1, Rounding: 1}},
		{"just beyond the edge: 0.52", million, "31", "10.48", "20.00", true, rule.Totals{Checked: 1, Beyond: 1}},
		{"tỷ with one decimal: 0.1 ≤ 0.15", billion, "30.1", "10.0", "20.0", false, rule.Totals{Checked: 1, Rounding: 1}},
		{"tỷ with one decimal: 0.2 > 0.15", billion, "30.2", "10.0", "20.0", true, rule.Totals{Checked: 1, Beyond: 1}},
		{"whole đồng have no tolerance", dong, "31", "10", "20", true, rule.Totals{Checked: 1, Beyond: 1}},
		{"whole đồng", dong, "30", "10", "20", false, rule.Totals{Checked: 1, Exact: 1}},
		{"figures beyond the reach of floats", dong, "90071992547409931234", "90071992547409931233", "0", true, rule.Totals{Checked: 1, Beyond: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			grand := figures(newRow(ledger.GrandRow, 2, "", "TỔNG SỐ"), tt.unit, 2, tt.stated)
			l := &ledger.Ledger{
				Directory: ledger.NewDirectory(),
				Lists: []*ledger.List{{
					Name: "table", Kind: ledger.Table, Unit: tt.unit,
					Columns: columns(tt.unit, []ledger.Field{""}, "number", "name", ":Tổng số"),
					Rows: []*ledger.Row{
						grand,
						figures(newRow(ledger.ItemRow, 3, "1", "a"), tt.unit, 2, tt.a),
						figures(newRow(ledger.ItemRow, 4, "2", "b"), tt.unit, 2, tt.b),
					},
				}},
			}
			found := rule.Run(l, rule.Settings{})
			if got := len(found) > 0; got != tt.wantDifferent {
				t.Errorf("told: %v, want %v:%s", got, tt.wantDifferent, show(found))
			}
			if got := rule.Stats(l); got != tt.wantTotals {
				t.Errorf("Stats = %+v, want %+v", got, tt.wantTotals)
			}
		})
	}
}

func TestStats(t *testing.T) {
	w := valid()
	// projects: TỔNG SỐ, two sections and the row that closes one, in five
	// columns each, and one item with components; the sum of H in each of those
	// rows and in three items. table: TỔNG CHI in three columns, three rows.
	if got, want := rule.Stats(w.Ledger), (rule.Totals{Checked: 34, Exact: 34}); got != want {
		t.Errorf("valid: %+v, want %+v", got, want)
	}
	w.put("projects", "K8", "15001")
	w.put("projects", "G16", "81000")
	if got, want := rule.Stats(w.Ledger), (rule.Totals{Checked: 34, Exact: 31, Rounding: 2, Beyond: 1}); got != want {
		t.Errorf("one rounded, one wrong: %+v, want %+v", got, want)
	}
}

func TestTransposedDigits(t *testing.T) {
	for _, tt := range []struct {
		stated string
		rest   string // the second of two addends, the first is 1
		want   string
	}{
		{"261500", "216499", "transposed"},
		{"216500", "261499", "transposed"},
		{"601", "105", "transposed"}, // 601 and 106
		{"12.50", "20.50", "transposed"},
		{"2.5", "51", ""}, // 2.5 and 52
		{"123", "320", "transposed"},
		{"123", "230", ""}, // 123 and 231: three digits moved
		{"1000", "99", "magnitude"},
		{"100", "99999", "magnitude"},
		{"100", "9999", ""},
	} {
		t.Run(tt.stated+" for 1 + "+tt.rest, func(t *testing.T) {
			w := valid()
			w.Off = map[string]bool{"total/culprit": true, "unit/magnitude": true}
			w.put("projects", "G10", tt.stated)
			w.put("projects", "G11", "1")
			w.put("projects", "G12", tt.rest)
			for _, f := range rule.Run(w.Ledger, w.Settings) {
				if f.Cell() == "G10" && f.Rule == "total/section" {
					if f.Args["guess"] != tt.want {
						t.Errorf("guess %q, want %q", f.Args["guess"], tt.want)
					}
					return
				}
			}
			t.Error("not found")
		})
	}
}

func TestTotalsInAListWithoutUnit(t *testing.T) {
	w := valid()
	l := w.list("projects")
	l.Unit = ledger.Unit{}
	for i := range l.Columns {
		l.Columns[i].Unit = ledger.Unit{}
	}
	w.row("projects", 7).Amounts[10] = ledger.Amount{Value: decimal.New(53, 9)} // for 35
	found := rule.Run(w.Ledger, w.Settings)
	if len(found) != 1 || found[0].Cell() != "K7" || found[0].Args["guess"] != "transposed" {
		t.Errorf("found:%s", show(found))
	}
}

func TestCounts(t *testing.T) {
	runBreaks(t, []breakOne{
		{
			name: "section",
			do:   func(w *world) { w.row("projects", 8).Count = 4 },
			want: []want{{"total/count", "projects", "C8", rule.Args{
				"what": "section", "number": "I", "name": approved + " (2 dự án)", "stated": 4, "found": 2,
			}}},
		},
		{
			name: "grand total counts the whole list",
			do:   func(w *world) { w.row("projects", 7).Count = 17 },
			want: []want{{"total/count", "projects", "C7", rule.Args{"what": "grand", "stated": 17, "found": 4}}},
		},
		{
			name: "row that closes a section",
			do:   func(w *world) { w.row("projects", 16).Count = 3 },
			want: []want{{"total/count", "projects", "C16", rule.Args{"what": "subtotal", "stated": 3, "found": 2}}},
		},
		{
			name: "items of sections below count, components do not",
			do: func(w *world) {
				one, two := w.row("projects", 8), w.row("projects", 13)
				under(one, two)
				one.Count, two.Count = 4, 2
				w.Off = map[string]bool{"total/grand": true, "total/section": true, "total/culprit": true}
			},
		},
		{
			name: "a section without items below lists none",
			do: func(w *world) {
				r := newRow(ledger.SectionRow, 17, "III", "Mục trống (5 dự án)")
				r.Count = 5
				w.list("projects").Rows = append(w.list("projects").Rows, r)
			},
		},
		{
			name: "shown at the number where no column of names is mapped",
			do: func(w *world) {
				w.row("projects", 8).Count = 4
				w.list("projects").Columns[2].Field = "other"
				w.Required = nil
			},
			want: []want{{rule: "total/count", list: "projects", cell: "A8"}},
		},
	})
}
