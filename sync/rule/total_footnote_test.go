package rule_test

import (
	"strings"
	"testing"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// note adds a footnote to a list, below its rows.
func (w *world) note(list, mark, text string) {
	l := w.list(list)
	row := newRow(ledger.NoteRow, 60+len(l.Footnotes), "", text)
	l.Rows = append(l.Rows, row)
	l.Footnotes = append(l.Footnotes, ledger.Footnote{Mark: mark, Text: text, Row: row.Row})
}

// mark puts the mark of a footnote into a cell.
func (w *world) mark(list, cell, mark string) {
	a := addr(cell)
	r := w.row(list, a.Row+1)
	if r.Marks == nil {
		r.Marks = map[int][]string{}
	}
	r.Marks[a.Col] = append(r.Marks[a.Col], mark)
}

func TestFootnotes(t *testing.T) {
	const reserve = "Gồm cả 300 triệu đồng dự phòng chưa phân bổ."
	explained := []want{{rule: "total/footnote", list: "projects", cell: "K7"}}
	wrong := []want{{rule: "total/grand", list: "projects", cell: "K7"}}
	more := func(w *world) { w.put("projects", "K7", "35300") } // 35.000 and 300
	less := func(w *world) { w.put("projects", "K7", "34700") }
	runBreaks(t, []breakOne{
		{
			name: "a footnote whose mark stands at the total",
			do:   func(w *world) { more(w); w.note("projects", "(1)", reserve); w.mark("projects", "K7", "(1)") },
			want: []want{{"total/footnote", "projects", "K7", rule.Args{
				"what": "grand", "column": "Kế hoạch vốn năm 2021", "stated": money("35300"), "computed": money("35000"),
				"difference": money("300"), "off": money("300"), "count": 2, "of": "sections", "mark": "(1)", "note": strings.TrimSuffix(reserve, "."),
			}}},
		},
		{
			name: "at the name of its row",
			do:   func(w *world) { more(w); w.note("projects", "*", reserve); w.mark("projects", "C7", "*") },
			want: explained,
		},
		{
			name: "in the header of its column",
			do: func(w *world) {
				more(w)
				w.note("projects", "*", reserve)
				w.list("projects").Columns[10].Marks = []string{"*"}
			},
			want: explained,
		},
		{
			name: "at a row that is summed",
			do:   func(w *world) { more(w); w.note("projects", "*", reserve); w.mark("projects", "C8", "*") },
			want: explained,
		},
		{
			name: "what a row that is summed holds may be left out of the total",
			do:   func(w *world) { less(w); w.note("projects", "*", reserve); w.mark("projects", "K8", "*") },
			want: explained,
		},
		{
			name: "of the list as a whole",
			do:   func(w *world) { more(w); w.note("projects", "", reserve) },
			want: explained,
		},
		{
			name: "a mark that stands nowhere",
			do:   func(w *world) { more(w); w.note("projects", "(1)", reserve) },
			want: explained,
		},
		{
			name: "a mark at another column of the row",
			do:   func(w *world) { more(w); w.note("projects", "(1)", reserve); w.mark("projects", "G7", "(1)") },
			want: wrong,
		},
		{
			name: "a mark at a row that is not summed",
			do:   func(w *world) { more(w); w.note("projects", "(1)", reserve); w.mark("projects", "C11", "(1)") },
			want: wrong,
		},
		{
			name: "a remark in the row",
			do: func(w *world) {
				more(w)
				w.list("projects").Footnotes = []ledger.Footnote{{Text: reserve, Row: 6}}
			},
			want: explained,
		},
		{
			name: "a remark in a row of no concern",
			do: func(w *world) {
				more(w)
				w.list("projects").Footnotes = []ledger.Footnote{{Text: reserve, Row: 9}}
			},
			want: wrong,
		},
		{
			name: "another amount",
			do:   func(w *world) { more(w); w.note("projects", "", "Gồm cả 301 triệu đồng dự phòng.") },
			want: explained, // within rounding of the total: 300 and 301 are the same
		},
		{
			name: "an amount too far off",
			do:   func(w *world) { more(w); w.note("projects", "", "Gồm cả 310 triệu đồng dự phòng.") },
			want: wrong,
		},
		{
			name: "the precision in which the footnote states it",
			do: func(w *world) {
				w.put("projects", "K7", "335320")
				w.note("projects", "", "Gồm cả 300 tỷ đồng dự phòng.")
			},
			want: explained,
		},
		{
			name: "but no more than a hundredth off",
			do: func(w *world) {
				w.put("projects", "K7", "37400")
				w.note("projects", "", "Gồm cả 2 tỷ đồng dự phòng.")
			},
			want: wrong,
		},
		{
			name: "amounts that add up to the difference, those in parentheses left out",
			do: func(w *world) {
				w.put("projects", "K7", "156274")
				w.note("projects", "(1)", "Đã bao gồm thu hoạt động A 285 tỷ đồng (chưa trừ 105 tỷ đồng hoàn thuế); thu B 53.694 triệu đồng; thu C 60 tỷ đồng (trong đó ở tỉnh 12 tỷ đồng); thu D 7.580 triệu đồng.")
			},
			want: []want{{"total/footnote", "projects", "K7", rule.Args{
				"note": "… thu B 53.694 triệu đồng; thu C 60 tỷ đồng (trong đó ở tỉnh 12 tỷ đồng); thu D 7.580 triệu đồng",
			}}},
		},
		{
			name: "amounts that do not stand in a row",
			do: func(w *world) {
				more(w)
				w.note("projects", "", "Gồm 200 triệu đồng A; 50 triệu đồng B; 100 triệu đồng C.")
			},
			want: wrong,
		},
		{
			name: "a footnote that says the contrary: it holds what the total lacks",
			do:   func(w *world) { less(w); w.note("projects", "", reserve) },
			want: wrong,
		},
		{
			name: "a footnote that says the contrary: it leaves out what the total has too much",
			do:   func(w *world) { more(w); w.note("projects", "", "Chưa bao gồm 300 triệu đồng dự phòng.") },
			want: wrong,
		},
		{
			name: "left out of the total",
			do:   func(w *world) { less(w); w.note("projects", "", "Chưa bao gồm 300 triệu đồng dự phòng.") },
			want: explained,
		},
		{
			name: "a number that is no amount",
			do: func(w *world) {
				more(w)
				w.note("projects", "", "Theo Quyết định số 300/QĐ-UBND, có 300 dự án.")
			},
			want: wrong,
		},
		{
			name: "within a row",
			do: func(w *world) {
				for _, cell := range []string{"H7", "H8", "H13", "H16"} {
					w.clear("projects", cell)
				}
				w.put("projects", "H14", "30300")
				w.put("projects", "G14", "31000")
				w.Categories, w.Whole = nil, nil
				w.Off = map[string]bool{"total/section": true, "total/grand": true, "total/culprit": true}
				w.note("projects", "(2)", "Gồm 300 triệu đồng vốn đối ứng.")
				w.mark("projects", "H14", "(2)")
			},
			want: []want{{"total/footnote", "projects", "H14", rule.Args{"what": "row", "of": "columns", "exceeds": false, "mark": "(2)"}}},
		},
		{
			name: "what a footnote lets stand speaks for its total: the items are asked",
			do: func(w *world) {
				w.put("projects", "K8", "15300")
				w.note("projects", "(1)", reserve)
				w.mark("projects", "K8", "(1)")
			},
			want: []want{{rule: "total/footnote", list: "projects", cell: "K8"}},
		},
		{
			name: "switched off",
			do: func(w *world) {
				more(w)
				w.note("projects", "", reserve)
				w.Off = map[string]bool{"total/footnote": true}
			},
			want: wrong,
		},
		{
			name: "nothing differs",
			do:   func(w *world) { w.note("projects", "", reserve) },
		},
	})
}

// What a footnote states is beyond tolerance all the same.
func TestStatsOfFootnotes(t *testing.T) {
	w := valid()
	w.put("projects", "K7", "35300")
	w.note("projects", "", "Gồm cả 300 triệu đồng dự phòng.")
	if got, want := rule.Stats(w.Ledger), (rule.Totals{Checked: 34, Exact: 33, Beyond: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
