package rule_test

import (
	"slices"
	"testing"
	"time"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// further gives the valid world what the further rules judge, all of it right,
// before one thing is broken. The list of projects gains the columns
//
//	R group S decision T period U, V opinions (Sở Tài chính, Sở KH&ĐT) W result
//
// and the list of tasks I result. B-02 (row 15) is finished.
func further(then func(w *world)) func(w *world) {
	return func(w *world) {
		l := w.list("projects")
		for i, c := range []ledger.Column{
			{Field: ledger.FieldGroup, Header: "Nhóm dự án"}, {Field: ledger.FieldDecision, Header: "Quyết định (số, ngày)"},
			{Field: ledger.FieldPeriod, Header: "Thời gian thực hiện"},
			{Field: ledger.FieldOpinion, Header: "Ý kiến Sở Tài chính", By: "Sở Tài chính"},
			{Field: ledger.FieldOpinion, Header: "Ý kiến Sở KH&ĐT"}, {Field: ledger.FieldResult, Header: "Văn bản kết quả"},
		} {
			c.Col = 17 + i
			l.Columns = append(l.Columns, c)
		}
		l.Header.Right = 23
		for _, row := range l.Items() {
			row.Group = "C"
			row.Texts[ledger.FieldDecision] = "123/QĐ-UBND ngày 01/6/2020"
			row.Decision = ledger.Document{Number: "123/QĐ-UBND", On: day("2020-06-01")}
			row.Period = years("2020", "2022")
			row.Opinions = []ledger.Opinion{opinion(w, "Sở Tài chính", 20, "Đầu tư công"), opinion(w, "", 21, "Đầu tư công; Chi thường xuyên")}
		}
		w.row("projects", 9).Group, w.row("projects", 15).Group = "B", "B"
		done := w.row("projects", 15)
		done.Status = w.Terms.Statuses.Resolve("Hoàn thành")
		done.DoneOn = day("2020-12-15")
		done.Texts[ledger.FieldDone], done.Texts[ledger.FieldResult] = "15/12/2020", "Biên bản số 00"

		t := w.list("tasks")
		t.Columns = append(t.Columns, ledger.Column{Field: ledger.FieldResult, Col: 8, Header: "Văn bản kết quả"})

		w.Categories[0].Requires = []ledger.Field{ledger.FieldDecision, ledger.FieldDecidedOn}
		w.SourceRules = []rule.SourceRule{
			{Category: science, Sources: []string{"Đầu tư công"}, From: day("2020-01-01"), Basis: "Nghị quyết mẫu"},
			{Sources: []string{"Đầu tư công", "Chi thường xuyên"}},
		}
		w.Groups = []rule.GroupTable{table("2020-01-01", "", "Luật 39/2019/QH14", "800000", "45000")}
		then(w)
	}
}

// table is a table of groups A, B and C from limits in triệu đồng.
func table(from, until, basis, a, b string) rule.GroupTable {
	t := rule.GroupTable{Basis: basis, Groups: []rule.Group{
		{Name: "A", AtLeast: amount(a, million).Value, Years: 6}, {Name: "B", AtLeast: amount(b, million).Value, Years: 4},
		{Name: "C", Years: 3},
	}}
	if from != "" {
		t.From = day(from)
	}
	if until != "" {
		t.Until = day(until)
	}
	return t
}

// years is a term over whole years.
func years(first, last string) ledger.Deadline {
	return ledger.Deadline{Kind: ledger.Term, First: day(first + "-01-01"), Last: day(last + "-12-31"), Text: first + "-" + last}
}

func opinion(w *world, by string, col int, text string) ledger.Opinion {
	return ledger.Opinion{By: by, Col: col, Text: text, Sources: w.Terms.Sources.ResolveAll(text)}
}

// without takes the column of a field out of a list.
func without(l *ledger.List, fields ...ledger.Field) {
	l.Columns = slices.DeleteFunc(l.Columns, func(c ledger.Column) bool { return slices.Contains(fields, c.Field) })
}

// runFurther runs tests over the world that has what the further rules judge.
func runFurther(t *testing.T, tests []breakOne) {
	t.Helper()
	for i := range tests {
		tests[i].do = further(tests[i].do)
	}
	runBreaks(t, tests)
}

// project breaks one item of the list of projects.
func project(number int, do func(r *ledger.Row)) func(w *world) {
	return func(w *world) { do(w.row("projects", number)) }
}

func TestFurtherRulesHaveNothingToSayOfAValidList(t *testing.T) {
	runFurther(t, []breakOne{{name: "valid", do: func(*world) {}}})
}

func TestCategoryRequires(t *testing.T) {
	decision := func(text string, d ledger.Document) func(w *world) {
		return project(9, func(r *ledger.Row) {
			r.Decision = d
			r.Texts[ledger.FieldDecision] = text
			if text == "" {
				delete(r.Texts, ledger.FieldDecision)
			}
		})
	}
	missing := func(list, cell string, whole bool, fields ...string) []want {
		return []want{{"category/requires", list, cell, rule.Args{"category": approved, "missing": fields, "whole": whole}}}
	}
	on := day("2020-06-01")
	runFurther(t, []breakOne{
		{name: "a blank decision", do: decision("", ledger.Document{}), want: missing("projects", "S9", false, "decision", "decided_on")},
		{name: "no number", do: decision("01/6/2020", ledger.Document{On: on}), want: missing("projects", "S9", false, "decision")},
		{name: "a number still to come", do: decision(".../QĐ-UBND ngày 01/6/2020", ledger.Document{On: on}), want: missing("projects", "S9", false, "decision")},
		{name: "no day", do: decision("123/QĐ-UBND", ledger.Document{Number: "123/QĐ-UBND"}), want: missing("projects", "S9", false, "decided_on")},
		{name: "words", do: decision("đã có chủ trương", ledger.Document{}), want: missing("projects", "S9", false, "decision", "decided_on")},
		{name: "a number that was not understood", do: decision("QĐ 123 ngày 01/6/2020", ledger.Document{On: on})},
		{
			name: "an item that may be of either category",
			do: func(w *world) {
				decision("", ledger.Document{})(w)
				w.row("projects", 9).Category = w.category("Nhóm 2")
			},
			want: []want{{"category/section", "projects", "D9", nil}},
		},
		{name: "a day that does not exist", do: decision("123/QĐ-UBND ngày 31/6/2020", ledger.Document{Number: "123/QĐ-UBND"})},
		{name: "another category requires nothing", do: project(14, func(r *ledger.Row) {
			r.Decision = ledger.Document{}
			delete(r.Texts, ledger.FieldDecision)
		})},
		{
			name: "the day has a column of its own", want: missing("projects", "X9", false, "decided_on"),
			do: func(w *world) {
				l := w.list("projects")
				l.Columns = append(l.Columns, ledger.Column{Field: ledger.FieldDecidedOn, Col: 23, Header: "Ngày quyết định"})
				w.row("projects", 9).Decision.On = time.Time{}
				w.row("projects", 9).Texts[ledger.FieldDecision] = "123/QĐ-UBND"
			},
		},
		{
			name: "an unreadable day is told elsewhere",
			do: func(w *world) {
				l := w.list("projects")
				l.Columns = append(l.Columns, ledger.Column{Field: ledger.FieldDecidedOn, Col: 23, Header: "Ngày quyết định"})
				w.row("projects", 9).Decision.On = time.Time{}
				w.row("projects", 9).Texts[ledger.FieldDecision] = "123/QĐ-UBND"
				w.row("projects", 9).Texts[ledger.FieldDecidedOn] = "chờ ký"
			},
		},
		{
			name: "no column is told once for the list", want: missing("projects", "", true, "decision", "decided_on"),
			do: func(w *world) {
				without(w.list("projects"), ledger.FieldDecision)
				for _, n := range []int{9, 10} {
					w.row("projects", n).Decision = ledger.Document{}
				}
			},
		},
		{
			name: "what the list requires is told by required/missing",
			do: func(w *world) {
				w.Categories[0].Requires = []ledger.Field{ledger.FieldTotal}
				w.clear("projects", "G9")
				w.Off = map[string]bool{"total/section": true, "total/grand": true, "funding/over-allocated": true}
			},
			want: []want{{"required/missing", "projects", "G9", nil}},
		},
		{
			name: "another field",
			do: func(w *world) {
				w.Categories[0].Requires = []ledger.Field{ledger.FieldStatus, ledger.FieldStatus}
				delete(w.row("projects", 9).Texts, ledger.FieldStatus)
				w.row("projects", 10).Texts[ledger.FieldStatus] = "Đang thực hiện"
			},
			want: missing("projects", "N9", false, "status"),
		},
	})
}

func TestCategorySource(t *testing.T) {
	sources := func(text string, more ...func(w *world)) func(w *world) {
		return func(w *world) {
			w.row("projects", 14).Sources = w.Terms.Sources.ResolveAll(text)
			w.row("projects", 14).Texts[ledger.FieldSource] = text
			for _, do := range more {
				do(w)
			}
		}
	}
	wrong := []want{{"category/source", "projects", "L14", rule.Args{
		"category": science, "seen": []string{"Chi thường xuyên"}, "allowed": []string{"Đầu tư công"}, "basis": "Nghị quyết mẫu",
	}}}
	runFurther(t, []breakOne{
		{name: "none of the category's", do: sources("chi thường xuyên"), want: wrong},
		{name: "one of two", do: sources("Đầu tư công; Chi thường xuyên"), want: wrong},
		{name: "not settled", do: sources("Chưa xác định")},
		{name: "not settled, under a name of the list's own", do: sources("Chờ bố trí", func(w *world) {
			w.Terms.Sources = ledger.NewNames(ledger.Name{Name: "Đầu tư công"}, ledger.Name{Name: "Chi thường xuyên"}, ledger.Name{Name: "Chờ bố trí"})
			w.row("projects", 14).Sources = w.Terms.Sources.ResolveAll("Chờ bố trí")
			w.Undecided = map[string]bool{"Chờ bố trí": true}
		})},
		{name: "blank", do: func(w *world) { w.row("projects", 14).Sources = nil }},
		{
			name: "a name that nobody knows is told by source/unknown", do: sources("Vốn lạ"),
			want: []want{{"source/unknown", "projects", "L14", nil}},
		},
		{name: "not in force yet on the day of the decision", do: sources("Chi thường xuyên", func(w *world) {
			w.SourceRules[0].From = day("2020-06-02")
		})},
		{name: "in force on its first day", do: sources("Chi thường xuyên", func(w *world) {
			w.SourceRules[0].From, w.SourceRules[0].Until = day("2020-06-01"), day("2020-06-01")
		}), want: wrong},
		{name: "no longer in force", do: sources("Chi thường xuyên", func(w *world) { w.SourceRules[0].Until = day("2020-05-31") })},
		{name: "of an undecided item today counts", do: sources("Chi thường xuyên", func(w *world) {
			w.row("projects", 14).Decision = ledger.Document{}
			w.SourceRules[0].From = day("2021-01-16")
		})},
		{name: "another rule of the category allows it", do: sources("Chi thường xuyên", func(w *world) {
			w.SourceRules = append(w.SourceRules, rule.SourceRule{Category: science, Sources: []string{"Chi thường xuyên"}})
		})},
		{
			name: "a rule for every category",
			do: func(w *world) {
				w.SourceRules = []rule.SourceRule{{Sources: []string{"Chi thường xuyên"}}}
				for _, row := range w.list("projects").Items() {
					row.Sources = w.Terms.Sources.ResolveAll("Chi thường xuyên")
				}
				w.row("projects", 10).Sources = w.Terms.Sources.ResolveAll("Đầu tư công")
			},
			want: []want{{"category/source", "projects", "L10", rule.Args{"category": "", "seen": []string{"Đầu tư công"}, "allowed": []string{"Chi thường xuyên"}, "basis": ""}}},
		},
		{
			name: "an item that may be of either category",
			do: sources("Chi thường xuyên", func(w *world) {
				w.row("projects", 14).Category = w.category("Nhóm 1")
			}),
			want: []want{{"category/section", "projects", "D14", nil}},
		},
	})
}

func TestProjectGroup(t *testing.T) {
	quiet := func(w *world) {
		w.Off = map[string]bool{"total/grand": true, "total/section": true, "total/row": true, "funding/over-allocated": true}
		w.Whole, w.Required = nil, nil
		for i := range w.Categories {
			w.Categories[i].Declared = rule.Declared{Count: -1}
		}
	}
	// B-01, row 14: of group C by the decision of June 2020.
	total := func(text string, more ...func(w *world, r *ledger.Row)) func(w *world) {
		return func(w *world) {
			quiet(w)
			w.put("projects", "G14", text)
			for _, do := range more {
				do(w, w.row("projects", 14))
			}
		}
	}
	b := func(total string) []want {
		return []want{{"project/group", "projects", "R14", rule.Args{
			"stated": "C", "expected": "B", "total": money(total), "basis": "Luật 39/2019/QH14",
		}}}
	}
	older := table("", "2019-12-31", "Luật cũ", "800000", "60000")
	runFurther(t, []breakOne{
		{name: "over the limit", do: total("50000"), want: b("50000")},
		{name: "far over it", do: total("900000"), want: []want{{"project/group", "projects", "R14", rule.Args{"stated": "C", "expected": "A"}}}},
		{name: "at the limit, as rounded", do: total("45000")},
		{name: "at the limit, exact", do: total("45000", func(_ *world, r *ledger.Row) {
			a := r.Amounts[6]
			a.Half = amount("0", dong).Half
			r.Amounts[6] = a
		}), want: b("45000")},
		{name: "half a digit below it", do: total("45000", func(_ *world, r *ledger.Row) {
			r.Group = "B"
			r.Amounts[6] = ledger.Amount{Value: amount("44999.5", million).Value, Half: amount("0.5", million).Value}
		})},
		{name: "one triệu over it", do: total("45001"), want: b("45001")},
		{name: "one triệu below it", do: total("44999")},
		{name: "no group stated", do: total("50000", func(_ *world, r *ledger.Row) { r.Group = "" })},
		{name: "a group that the table does not have", do: total("50000", func(_ *world, r *ledger.Row) { r.Group = "QUAN TRỌNG QUỐC GIA" })},
		{name: "zero", do: total("0", func(_ *world, r *ledger.Row) { r.Group = "B" })},
		{name: "blank", do: total("50000", func(w *world, _ *ledger.Row) { w.clear("projects", "G14") })},
		{name: "no unit", do: total("50000", func(w *world, _ *ledger.Row) {
			w.list("projects").Unit = ledger.Unit{}
			for i := range w.list("projects").Columns {
				w.list("projects").Columns[i].Unit = ledger.Unit{}
			}
		})},
		{name: "no table is configured", do: total("50000", func(w *world, _ *ledger.Row) { w.Groups = nil })},
		{name: "no table in force on the day of the decision", do: total("50000", func(_ *world, r *ledger.Row) { r.Decision.On = day("2019-12-31") })},
		{name: "the table of the day of the decision", do: total("50000", func(w *world, r *ledger.Row) {
			w.Groups = append(w.Groups, older)
			r.Decision.On = day("2019-12-31")
		})},
		{name: "the day of the decision is not known and another table may hold", do: total("50000", func(w *world, r *ledger.Row) {
			w.Groups = append(w.Groups, older)
			r.Decision = ledger.Document{}
		})},
		{name: "wrong by every table", do: total("70000", func(w *world, r *ledger.Row) {
			w.Groups = append(w.Groups, older)
			r.Decision = ledger.Document{}
		}), want: b("70000")},
	})
}

func TestDeadlinePastFunding(t *testing.T) {
	// B-01, row 14: group C, three years at the most.
	period := func(p ledger.Deadline, more ...func(w *world, r *ledger.Row)) func(w *world) {
		return func(w *world) {
			w.row("projects", 14).Period = p
			for _, do := range more {
				do(w, w.row("projects", 14))
			}
		}
	}
	told := func(cell string, first, last, n int, group string, most int) []want {
		return []want{{"deadline/past-funding", "projects", cell, rule.Args{
			"first": first, "last": last, "years": n, "group": group, "most": most, "basis": "Luật 39/2019/QH14",
		}}}
	}
	runFurther(t, []breakOne{
		{name: "four years", do: period(years("2020", "2023")), want: told("T14", 2020, 2023, 4, "C", 3)},
		{name: "three years", do: period(years("2020", "2022"))},
		{name: "parts of four years", do: period(ledger.Deadline{Kind: ledger.Term, First: day("2020-12-01"), Last: day("2023-01-31")}),
			want: told("T14", 2020, 2023, 4, "C", 3)},
		{name: "only the end is stated", do: period(ledger.Deadline{Kind: ledger.Term, Last: day("2025-12-31")})},
		{name: "a deadline that is a range", do: period(ledger.Deadline{}, func(_ *world, r *ledger.Row) { r.Deadline = years("2020", "2024") }),
			want: told("O14", 2020, 2024, 5, "C", 3)},
		{name: "a deadline that is a quarter", do: period(ledger.Deadline{}, func(_ *world, r *ledger.Row) {
			r.Deadline = ledger.Deadline{Kind: ledger.Term, First: day("2021-01-01"), Last: day("2021-03-31")}
		})},
		{name: "an open period", do: period(ledger.Deadline{Kind: ledger.Open})},
		{name: "the group follows from the total", do: period(years("2020", "2023"), func(_ *world, r *ledger.Row) { r.Group = "" }),
			want: told("T14", 2020, 2023, 4, "C", 3)},
		{name: "neither group nor total", do: period(years("2020", "2028"), func(w *world, r *ledger.Row) {
			r.Group = ""
			w.bad("projects", "G14")
			w.Off = map[string]bool{"total/section": true, "total/grand": true}
		})},
		{
			name: "stated and total disagree: the longer counts", do: period(years("2020", "2023"), func(_ *world, r *ledger.Row) { r.Group = "B" }),
			want: []want{{"project/group", "projects", "R14", nil}},
		},
		{name: "finished", do: func(w *world) { w.row("projects", 15).Period = years("2016", "2025") }},
		{name: "a group without a limit", do: period(years("2020", "2029"), func(w *world, _ *ledger.Row) { w.Groups[0].Groups[2].Years = 0 })},
		{name: "no table", do: period(years("2020", "2029"), func(w *world, _ *ledger.Row) { w.Groups = nil })},
	})
}
