package rule_test

import (
	"slices"
	"strings"
	"testing"

	"rasoat/sheets"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

func TestOverAllocated(t *testing.T) {
	// B-01, row 14: total 30.000, allocated 30.000, no plan. Its sections are
	// no concern here.
	quiet := func(w *world) {
		w.Off = map[string]bool{"total/grand": true, "total/section": true, "total/row": true, "total/culprit": true, "unit/magnitude": true}
		w.Whole, w.Categories = nil, nil
	}
	set := func(total, allocated, plan string, basis ledger.Basis) func(w *world) {
		return func(w *world) {
			quiet(w)
			w.list("projects").Basis = basis
			for cell, text := range map[string]string{"G14": total, "H14": allocated, "K14": plan} {
				w.clear("projects", cell)
				if text != "" {
					w.put("projects", cell, text)
				}
			}
			w.Required = nil
		}
	}
	without := func(field ledger.Field, then func(w *world)) func(w *world) {
		return func(w *world) {
			then(w)
			l := w.list("projects")
			l.Columns = slices.DeleteFunc(l.Columns, func(c ledger.Column) bool { return c.Field == field })
		}
	}
	runBreaks(t, []breakOne{
		{
			name: "allocation and plan exceed the total",
			do:   set("50000", "45000", "7500", ledger.BasisExcludes),
			want: []want{{"funding/over-allocated", "projects", "H14", rule.Args{
				"over": money("2500"), "funded": money("52500"), "total": money("50000"), "allocated": money("45000"), "plan": money("7500"),
				"included": false, "columns": []string{"G", "H", "K"},
			}}},
		},
		{
			name: "the allocation holds the plan",
			do:   set("50000", "45000", "7500", ledger.BasisIncludes),
		},
		{
			name: "the allocation holds the plan and exceeds the total by itself",
			do:   set("50000", "52500", "7500", ledger.BasisIncludes),
			want: []want{{"funding/over-allocated", "projects", "H14", rule.Args{
				"over": money("2500"), "funded": money("52500"), "plan": money("7500"), "included": true, "columns": []string{"G", "H"},
			}}},
		},
		{
			name: "only the parts of an allocation",
			do: without(ledger.FieldAllocated, func(w *world) {
				set("50000", "", "", ledger.BasisNone)(w)
				w.put("projects", "I14", "45000")
				w.put("projects", "J14", "7500")
				l := w.list("projects")
				for i := range l.Columns {
					if c := &l.Columns[i]; c.Col == 8 || c.Col == 9 { // I and J
						c.Source = c.Label()
					}
				}
			}),
			want: []want{{"funding/over-allocated", "projects", "I14", rule.Args{
				"over": money("2500"), "funded": money("52500"), "total": money("50000"), "allocated": money("52500"), "included": false,
			}}},
		},
		{
			name: "an allocation of unknown unit",
			do: func(w *world) {
				set("50000", "52500", "", ledger.BasisExcludes)(w)
				l := w.list("projects")
				l.Column(ledger.FieldAllocated).Unit, l.Unit = ledger.Unit{}, ledger.Unit{}
			},
		},
		{
			name: "only an allocation",
			do:   without(ledger.FieldPlan, set("50000", "52500", "", ledger.BasisNone)),
			want: []want{{"funding/over-allocated", "projects", "H14", rule.Args{"columns": []string{"G", "H"}}}},
		},
		{
			name: "only a plan",
			do:   without(ledger.FieldAllocated, set("50000", "", "52500", ledger.BasisNone)),
			want: []want{{"funding/over-allocated", "projects", "K14", rule.Args{"columns": []string{"G", "K"}, "allocated": money("0")}}},
		},
		{name: "all of it", do: set("50000", "42500", "7500", ledger.BasisExcludes)},
		{name: "within rounding: 1 ≤ 3 × 0.5", do: set("50000", "42501", "7500", ledger.BasisExcludes)},
		{name: "at the edge of rounding: 1.5", do: set("50000", "42500.0", "7501.4", ledger.BasisExcludes), want: []want{
			{"funding/over-allocated", "projects", "H14", rule.Args{"over": money("1.4")}},
		}},
		{name: "at the edge of rounding: 0.6 = 0.5 + 0.05 + 0.05", do: set("50000", "42500.0", "7500.6", ledger.BasisExcludes)},
		{name: "no total", do: set("", "42500", "7500", ledger.BasisExcludes)},
		{name: "nothing allocated", do: set("-1", "", "", ledger.BasisExcludes)},
		{name: "an allocation over a total of zero", do: set("0", "5", "", ledger.BasisExcludes), want: []want{
			{"funding/over-allocated", "projects", "H14", rule.Args{"over": money("5")}},
		}},
		{name: "unreadable", do: func(w *world) { set("50000", "90000", "7500", ledger.BasisExcludes)(w); w.bad("projects", "K14") }},
		{name: "unreadable total", do: func(w *world) { set("50000", "90000", "7500", ledger.BasisExcludes)(w); w.bad("projects", "G14") }},
		{
			name: "no unit",
			do: func(w *world) {
				set("50000", "90000", "", ledger.BasisExcludes)(w)
				l := w.list("projects")
				l.Unit = ledger.Unit{}
				for i := range l.Columns {
					l.Columns[i].Unit = ledger.Unit{}
				}
			},
		},
		{
			name: "unknown basis: told once, nothing computed",
			do:   set("50000", "90000", "7500", ledger.BasisUnknown),
			want: []want{{"funding/basis", "projects", "H6", rule.Args{
				"column": "Lũy kế vốn đến hết năm 2020", "plan": "Kế hoạch vốn năm 2021", "year": 2021,
			}}},
		},
	})
}

func TestRequired(t *testing.T) {
	runBreaks(t, []breakOne{
		{
			name: "text",
			do:   func(w *world) { delete(w.row("projects", 9).Texts, ledger.FieldDepartment) },
			want: []want{{"required/missing", "projects", "E9", rule.Args{"field": "department", "column": "Cơ quan chủ trì"}}},
		},
		{
			name: "amount",
			do: func(w *world) {
				w.clear("projects", "G9")
				w.Off = map[string]bool{"total/section": true}
			},
			want: []want{{"required/missing", "projects", "G9", rule.Args{"field": "total", "column": "Tổng mức đầu tư"}}},
		},
		{
			name: "an unreadable amount is not missing",
			do:   func(w *world) { w.bad("projects", "G9") },
		},
		{
			name: "in another list",
			do:   func(w *world) { delete(w.row("tasks", 5).Texts, ledger.FieldName) },
			want: []want{{"required/missing", "tasks", "B5", rule.Args{"field": "name", "column": "Nội dung"}}},
		},
		{
			name: "no column for it: told once",
			do: func(w *world) {
				w.Required["tasks"] = append(w.Required["tasks"], ledger.FieldResult, ledger.FieldResult)
			},
			want: []want{{"required/missing", "tasks", "", rule.Args{"field": "result", "column": "", "whole": true}}},
		},
		{
			name: "no column for what the configuration names: told elsewhere",
			do: func(w *world) {
				w.Required["tasks"] = append(w.Required["tasks"], ledger.FieldResult)
				w.Problems = append(w.Problems, ledger.Problem{Kind: ledger.UnmappedOnly, List: "tasks", Tab: "t2", Row: 2, Col: -1, Name: "Kết quả"})
			},
			want: []want{{rule: "value/unreadable", list: "tasks", cell: "3"}},
		},
		{
			name: "named twice",
			do: func(w *world) {
				w.Required["projects"] = append(w.Required["projects"], ledger.FieldDepartment)
				delete(w.row("projects", 9).Texts, ledger.FieldDepartment)
			},
			want: []want{{rule: "required/missing", list: "projects", cell: "E9"}},
		},
		{
			name: "only items must be complete",
			do:   func(w *world) { delete(w.row("projects", 11).Texts, ledger.FieldName) },
		},
	})
}

func TestKeys(t *testing.T) {
	runBreaks(t, []breakOne{
		{
			name: "missing: told once though required",
			do:   func(w *world) { delete(w.row("projects", 9).Texts, ledger.FieldCode) },
			want: []want{{"key/missing", "projects", "B9", rule.Args{"column": "Mã dự án", "name": "Kết nối Cổng dịch vụ công (mẫu)"}}},
		},
		{
			name: "missing and required, with key/missing off",
			do: func(w *world) {
				delete(w.row("projects", 9).Texts, ledger.FieldCode)
				w.Off = map[string]bool{"key/missing": true}
			},
			want: []want{{"required/missing", "projects", "B9", rule.Args{"field": "code"}}},
		},
		{
			name: "a list without codes misses none",
			do: func(w *world) {
				w.list("projects").Columns[1].Field = "other"
				delete(w.row("projects", 9).Texts, ledger.FieldCode)
				w.Required = nil
			},
		},
		{
			name: "a list without codes that are required",
			do:   func(w *world) { w.list("projects").Columns[1].Field = "other" },
			want: []want{{"required/missing", "projects", "", rule.Args{"field": "code", "whole": true}}},
		},
		{
			name: "a code that became a day",
			do: func(w *world) {
				w.row("projects", 9).Key = sheets.Cell{Value: sheets.NumberValue("44289"), Format: "dd/mm/yyyy"}
			},
			want: []want{{"key/unfit", "projects", "B9", rule.Args{"kind": "day", "column": "Mã dự án"}}},
		},
		{
			name: "a code that lost its last nought",
			do:   func(w *world) { w.row("projects", 9).Key = sheets.Cell{Value: sheets.NumberValue("1.1")} },
			want: []want{{"key/unfit", "projects", "B9", rule.Args{"kind": "fraction"}}},
		},
		{
			name: "a whole paragraph in the place of a code",
			do: func(w *world) {
				w.row("projects", 9).Key = sheets.Cell{Value: sheets.TextValue(strings.Repeat("dài ", 51))}
			},
			want: []want{{"key/unfit", "projects", "B9", rule.Args{"kind": "long"}}},
		},
		{
			name: "a whole number is a code",
			do:   func(w *world) { w.row("projects", 9).Key = sheets.Cell{Value: sheets.NumberValue("17")} },
		},
		{
			name: "duplicate, whatever the case and the dashes",
			do: func(w *world) {
				w.row("projects", 10).Texts[ledger.FieldCode] = "a–01"
				w.row("projects", 15).Texts[ledger.FieldCode] = "A 01"
			},
			want: []want{
				{"key/duplicate", "projects", "B9", rule.Args{"code": "A-01", "others": []string{"B10", "B15"}, "count": 3}},
				{"key/duplicate", "projects", "B10", rule.Args{"code": "a–01", "others": []string{"B9", "B15"}, "count": 3}},
				{"key/duplicate", "projects", "B15", rule.Args{"code": "A 01", "others": []string{"B9", "B10"}, "count": 3}},
			},
		},
	})
}

func TestProblems(t *testing.T) {
	problem := func(p ledger.Problem) func(w *world) {
		return func(w *world) {
			if p.Row >= 0 {
				p.Item = w.row(p.List, p.Row+1)
			}
			w.Problems = append(w.Problems, p)
		}
	}
	tests := []breakOne{
		{
			name: "unit",
			do:   problem(ledger.Problem{Kind: ledger.NoUnit, List: "projects", Row: -1, Col: 6, Name: "Tổng mức đầu tư"}),
			want: []want{{"unit/missing", "projects", "G", rule.Args{"seen": "", "name": "Tổng mức đầu tư"}}},
		},
		{
			name: "deadline",
			do:   problem(ledger.Problem{Kind: ledger.BadDeadline, List: "projects", Row: 8, Col: 14, Seen: "31/02/2021", Name: "Thời hạn"}),
			want: []want{{"deadline/unreadable", "projects", "O9", rule.Args{"seen": "31/02/2021", "name": "Thời hạn"}}},
		},
		{
			name: "tab of no list",
			do:   problem(ledger.Problem{Kind: ledger.NoTab, Row: -1, Col: -1, Name: "Danh bạ"}),
			want: []want{{"value/unreadable", "", "", rule.Args{"kind": "tab", "seen": "", "name": "Danh bạ"}}},
		},
		{
			name: "directory without entries",
			do:   problem(ledger.Problem{Kind: ledger.NoEntries, Row: -1, Col: -1, Name: "Danh bạ"}),
			want: []want{{"value/unreadable", "", "", rule.Args{"kind": "empty", "seen": "", "name": "Danh bạ"}}},
		},
		{
			name: "header",
			do:   problem(ledger.Problem{Kind: ledger.NoHeader, List: "table", Row: -1, Col: -1, Seen: "A1:C3", Name: "Biểu số 1"}),
			want: []want{{"value/unreadable", "table", "", rule.Args{"kind": "header", "seen": "A1:C3", "name": "Biểu số 1"}}},
		},
		{
			name: "a kind that has no rule of its own",
			do:   problem(ledger.Problem{Kind: "new", List: "table", Row: 6, Col: 2, Seen: "?", Name: "Tổng số"}),
			want: []want{{"value/unreadable", "table", "C7", rule.Args{"kind": "new", "seen": "?"}}},
		},
	}
	for _, kind := range []ledger.ProblemKind{
		ledger.BadAmount, ledger.BadDate, ledger.BadError, ledger.NotComputed, ledger.Ambiguous, ledger.OldEncoding, ledger.StrayNumber,
		ledger.UnmappedOnly,
	} {
		tests = append(tests, breakOne{
			name: string(kind),
			do:   problem(ledger.Problem{Kind: kind, List: "table", Tab: "t3", Row: 6, Col: 2, Seen: "x", Name: "Tổng số"}),
			want: []want{{"value/unreadable", "table", "C7", rule.Args{"kind": string(kind), "seen": "x", "name": "Tổng số"}}},
		})
	}
	runBreaks(t, tests)
}

func TestOpenDeadlines(t *testing.T) {
	// Row 5 of the tasks is open, assigned on 10 January; today is the 15th.
	assigned := func(on string, more ...func(w *world, r *ledger.Row)) func(w *world) {
		return func(w *world) {
			r := w.row("tasks", 5)
			r.AssignedOn = day(on)
			for _, m := range more {
				m(w, r)
			}
		}
	}
	urgent := func(w *world, r *ledger.Row) { r.Priority = w.Terms.Priorities.Resolve("cấp bách") }
	runBreaks(t, []breakOne{
		{name: "90 days are not more than 90", do: assigned("2020-10-17")},
		{
			name: "91 days",
			do:   assigned("2020-10-16"),
			want: []want{{"deadline/open", "tasks", "E5", rule.Args{
				"days": 91, "assigned": day("2020-10-16"), "limit": 90, "urgent": false, "seen": "ngay",
			}}},
		},
		{name: "urgent, 10 days", do: assigned("2021-01-05", urgent)},
		{
			name: "urgent, 11 days",
			do:   assigned("2021-01-04", urgent),
			want: []want{{"deadline/open", "tasks", "E5", rule.Args{"days": 11, "limit": 10, "urgent": true}}},
		},
		{
			name: "a blank deadline is open",
			do: assigned("2020-01-15", func(_ *world, r *ledger.Row) {
				r.Deadline.Text = ""
				delete(r.Texts, ledger.FieldDeadline)
			}),
			want: []want{{"deadline/open", "tasks", "E5", rule.Args{"days": 366, "seen": ""}}},
		},
		{name: "day of assignment unknown", do: assigned("2020-01-15", func(_ *world, r *ledger.Row) { r.AssignedOn = day("0001-01-01") })},
		{name: "done on a day", do: assigned("2020-01-15", func(_ *world, r *ledger.Row) { r.DoneOn = day("2020-12-01") })},
		{name: "done by its status", do: assigned("2020-01-15", func(w *world, r *ledger.Row) {
			r.Status, w.Off = w.Terms.Statuses.Resolve("HOÀN THÀNH"), map[string]bool{"task/evidence": true}
		})},
		{name: "a set deadline", do: assigned("2020-01-15", func(_ *world, r *ledger.Row) { r.Deadline.Kind = ledger.Term })},
		{name: "an unreadable one", do: assigned("2020-01-15", func(_ *world, r *ledger.Row) { r.Deadline.Kind = ledger.BadTerm })},
	})
}

func TestDisplayHindered(t *testing.T) {
	in := func(tab sheets.TabID, cell string, kind sheets.ObstacleKind, seen string) func(*world) {
		return func(w *world) {
			w.Obstacles = append(w.Obstacles, sheets.Obstacle{Tab: tab, Addr: addr(cell), Kind: kind, Column: "warning", Seen: seen})
		}
	}
	runBreaks(t, []breakOne{
		{
			name: "somebody typed into a column of ours", do: in("t2", "J5", sheets.ObstacleTyped, "đã biết"),
			want: []want{{"display/hindered", "tasks", "J5", rule.Args{"kind": "typed", "seen": "đã biết"}}},
		},
		{
			name: "a title is typed over", do: in("t2", "J3", sheets.ObstacleTitle, "Ghi chú của phòng"),
			want: []want{{"display/hindered", "tasks", "J3", rule.Args{"kind": "title", "seen": "Ghi chú của phòng"}}},
		},
		{name: "in a tab that is no list's", do: in("t9", "J3", sheets.ObstacleTitle, "")},
	})
}

func TestTablesGetTotalsAndValuesOnly(t *testing.T) {
	// The valid table holds names that no list would accept, and no finding.
	w := valid()
	w.list("projects").Kind = ledger.Table
	w.Categories, w.Whole = nil, nil
	r := w.row("projects", 9)
	r.Status, r.Category, r.Leads = ledger.Ref{Text: "x"}, ledger.Ref{Text: "x"}, []ledger.Ref{{Text: "x"}}
	r.Texts = nil
	w.row("projects", 8).Count = 9
	w.put("projects", "K8", "999")
	found := rule.Run(w.Ledger, w.Settings)
	if len(found) != 2 || found[0].Rule != "total/count" || found[1].Rule != "total/culprit" {
		t.Errorf("found:%s", show(found))
	}
}
