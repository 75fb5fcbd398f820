package rule_test

import (
	"testing"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

func TestCategories(t *testing.T) {
	runBreaks(t, []breakOne{
		{
			name: "unknown in the column; the section says which it is",
			do:   func(w *world) { w.row("projects", 9).Category = w.category("Nhóm 11") },
			want: []want{{"category/unknown", "projects", "D9", rule.Args{
				"where": "column", "seen": "Nhóm 11", "nearest": approved, "allowed": []string{approved, science},
			}}},
		},
		{
			name: "unknown and unlike everything",
			do:   func(w *world) { w.row("projects", 9).Category = w.category("Xyz") },
			want: []want{{"category/unknown", "projects", "D9", rule.Args{"nearest": ""}}},
		},
		{
			name: "unknown section: its items may be of any category",
			do:   func(w *world) { w.row("projects", 13).Category = w.category("Dự án ứng dụng khoa học") },
			want: []want{{"category/unknown", "projects", "C13", rule.Args{
				"where": "section", "seen": "Dự án ứng dụng khoa học", "nearest": science,
			}}},
		},
		{
			name: "an unknown section with nothing below is let be",
			do: func(w *world) {
				r := newRow(ledger.SectionRow, 17, "III", "Khác")
				r.Category = w.category("Khác")
				w.list("projects").Rows = append(w.list("projects").Rows, r)
			},
		},
		{
			name: "an open list knows every category",
			do: func(w *world) {
				w.list("projects").Categories = nil
				w.row("projects", 9).Category = w.category("Nhóm 11")
				w.Categories = nil
				w.row("projects", 8).Category = ledger.Ref{}
			},
		},
		{
			name: "column and section disagree: told once, the declared number left be",
			do:   func(w *world) { w.row("projects", 9).Category = w.category("Nhóm 2") },
			want: []want{{"category/section", "projects", "D9", rule.Args{
				"stated": science, "section": approved, "number": "I", "name": approved + " (2 dự án)",
			}}},
		},
		{
			name: "the nearest section that stands for a category counts",
			do: func(w *world) {
				a := newRow(ledger.SectionRow, 17, "A", "Ngân sách tỉnh")
				under(a, w.row("projects", 8))
				w.list("projects").Rows = append(w.list("projects").Rows, a)
				w.row("projects", 9).Category = w.category("Nhóm 2")
			},
			want: []want{{rule: "category/section", list: "projects", cell: "D9"}},
		},
	})
}

func TestDeclared(t *testing.T) {
	// An item of no category at all is the only one that leaves no finding of
	// its own.
	uncategorised := func(w *world) {
		w.row("projects", 13).Category = ledger.Ref{}
		w.row("projects", 15).Category = ledger.Ref{}
		w.row("projects", 14).Category = w.category(science)
	}
	runBreaks(t, []breakOne{
		{
			name: "number of a category",
			do:   func(w *world) { w.Categories[1].Declared.Count = 5 },
			want: []want{{"category/declared", "projects", "C13", rule.Args{
				"scope": "category", "category": science, "what": "count", "declared": 5, "found": 2, "off": 3, "less": true, "at_least": false,
			}}},
		},
		{
			name: "total of a category",
			do:   func(w *world) { v := amount("90000", million).Value; w.Categories[0].Declared.Total = &v },
			want: []want{{"category/declared", "projects", "C8", rule.Args{
				"scope": "category", "category": approved, "what": "total",
				"declared": money("90000"), "found": money("100000"), "off": money("10000"), "less": false, "at_least": false,
			}}},
		},
		{
			name: "total within rounding: 2 items, 0.5 each",
			do:   func(w *world) { v := amount("100001", million).Value; w.Categories[0].Declared.Total = &v },
		},
		{
			name: "total beyond rounding",
			do:   func(w *world) { v := amount("100001.000001", million).Value; w.Categories[0].Declared.Total = &v },
			want: []want{{"category/declared", "projects", "C8", rule.Args{"off": money("1.000001"), "less": true}}},
		},
		{
			name: "at least, and it is more",
			do: func(w *world) {
				v := amount("1", million).Value
				w.Categories[0].Declared.Total, w.Categories[0].Declared.AtLeast = &v, true
			},
		},
		{
			name: "at least, and it is less",
			do: func(w *world) {
				v := amount("1700000", million).Value
				w.Whole[0].Total = &v
			},
			want: []want{{"category/declared", "projects", "C7", rule.Args{
				"scope": "list", "category": "", "what": "total", "at_least": true, "less": true,
				"declared": money("1700000"), "found": money("180000"), "off": money("1520000"),
			}}},
		},
		{
			name: "number of a whole list without TỔNG SỐ",
			do:   func(w *world) { w.Whole[1].Count = 3 },
			want: []want{{"category/declared", "tasks", "", rule.Args{
				"scope": "list", "what": "count", "declared": 3, "found": 2, "off": 1, "less": true,
			}}},
		},
		{
			name: "a total of a list without amounts is passed over",
			do:   func(w *world) { v := amount("1", million).Value; w.Whole[1].Total = &v },
		},
		{
			name: "nothing declared",
			do: func(w *world) {
				w.Categories[0].Declared = rule.Declared{Count: -1}
				w.Whole[0] = rule.Declared{List: "projects", Count: -1}
			},
		},
		{
			name: "a category without section is shown at the list",
			do: func(w *world) {
				w.row("projects", 13).Category = ledger.Ref{}
				w.row("projects", 14).Category = w.category("Nhóm 2")
				w.Categories[1].Declared.Count = 3
			},
			want: []want{{"category/declared", "projects", "", rule.Args{"category": science, "found": 2}}},
		},
		{
			name: "a category that nothing belongs to",
			do: func(w *world) {
				w.Categories = append(w.Categories, rule.Category{Name: ledger.Name{Name: "Đề án"}, Declared: rule.Declared{Count: 5}})
			},
			want: []want{{"category/declared", "projects", "", rule.Args{"category": "Đề án", "declared": 5, "found": 0}}},
		},
		{
			name: "an item without any category is missing from its own",
			do:   uncategorised,
			want: []want{
				{"category/declared", "projects", "", rule.Args{"what": "count", "declared": 2, "found": 1}},
				{"category/declared", "projects", "", rule.Args{"what": "total", "found": money("30000"), "less": true}},
			},
		},
		{
			name: "an item of an unknown category may be the missing one",
			do:   func(w *world) { uncategorised(w); w.row("projects", 15).Category = w.category("Nhóm x") },
			want: []want{{rule: "category/unknown", list: "projects", cell: "D15"}},
		},
		{
			name: "but it cannot make up for two",
			do: func(w *world) {
				uncategorised(w)
				w.row("projects", 15).Category = w.category("Nhóm x")
				w.Categories[1].Declared.Count = 3
			},
			want: []want{
				{"category/declared", "projects", "", rule.Args{"what": "count", "declared": 3, "found": 1}},
				{rule: "category/unknown", list: "projects", cell: "D15"},
			},
		},
		{
			name: "a blank total may be what is missing",
			do: func(w *world) {
				w.clear("projects", "G14")
				w.Required = nil
				w.Off = map[string]bool{"total/section": true}
			},
		},
		{
			name: "an unreadable total may be what is missing, never what is too much",
			do: func(w *world) {
				w.bad("projects", "G14")
				v := amount("40000", million).Value
				w.Categories[1].Declared.Total = &v
			},
			want: []want{{"category/declared", "projects", "C13", rule.Args{"what": "total", "found": money("50000"), "less": false}}},
		},
		{
			name: "a list without unit has no total",
			do: func(w *world) {
				l := w.list("projects")
				l.Unit = ledger.Unit{}
				for i := range l.Columns {
					l.Columns[i].Unit = ledger.Unit{}
				}
				v := amount("1", million).Value
				w.Categories[1].Declared.Total = &v
			},
		},
		{
			name: "a declaration for another list",
			do: func(w *world) {
				w.Categories[0].Declared.List = "projects"
				w.Categories[1].Declared = rule.Declared{List: "tasks", Count: 9}
			},
		},
		{
			name: "categories of two lists are taken together",
			do: func(w *world) {
				w.row("tasks", 4).Category = w.category("Nhóm 1")
				w.Categories[0].Declared.Count = 3
			},
		},
	})
}
