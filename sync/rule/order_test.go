package rule_test

import (
	"testing"
	"time"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

func TestDeadlineOrder(t *testing.T) {
	order := func(cell, kind, first, other string) []want {
		args := rule.Args{"kind": kind, "day": day(first), "other": time.Time{}}
		if other != "" {
			args["other"] = day(other)
		}
		return []want{{"deadline/order", "projects", cell, args}}
	}
	due := func(last string) ledger.Deadline {
		return ledger.Deadline{Kind: ledger.Term, Last: day(last), Text: last}
	}
	finished := func(on string, more ...func(r *ledger.Row)) func(w *world) {
		return project(15, func(r *ledger.Row) {
			r.DoneOn = day(on)
			r.Texts[ledger.FieldDone] = r.DoneOn.Format("02/01/2006")
			for _, do := range more {
				do(r)
			}
		})
	}
	runFurther(t, []breakOne{
		{name: "due before it was assigned", do: project(14, func(r *ledger.Row) { r.Deadline = due("2020-09-24") }),
			want: order("O14", "due-before-assigned", "2020-09-24", "2020-09-25")},
		{name: "due on the day of assignment", do: project(14, func(r *ledger.Row) { r.Deadline = due("2020-09-25") })},
		{name: "an open deadline", do: project(14, func(r *ledger.Row) { r.Deadline = ledger.Deadline{Kind: ledger.Open, Text: "ngay"} }),
			want: []want{{"deadline/open", "projects", "O14", nil}}},
		{name: "an unreadable one", do: project(14, func(r *ledger.Row) { r.Deadline = ledger.Deadline{Kind: ledger.BadTerm} })},
		{name: "the assigning document is of a day to come", do: project(14, func(r *ledger.Row) { r.AssignedOn = day("2022-09-25") }),
			want: order("P14", "due-before-assigned", "2021-12-31", "2022-09-25")},
		{name: "the assigning cell names several days", do: project(14, func(r *ledger.Row) {
			r.Deadline = due("2020-09-24")
			r.Texts[ledger.FieldAssigned] = "TB 00/TB-UBND ngày 1/6/2020; CV 00/UBND ngày 25/9/2020"
		})},
		{name: "not assigned by any document", do: project(14, func(r *ledger.Row) {
			r.Deadline, r.AssignedOn = due("2020-09-24"), time.Time{}
		})},
		{name: "done before it was assigned", do: finished("2020-09-24"), want: order("Q15", "done-before-assigned", "2020-09-24", "2020-09-25")},
		{name: "done today", do: finished("2021-01-15")},
		{name: "done tomorrow", do: finished("2021-01-16"), want: order("Q15", "done-in-future", "2021-01-16", "")},
		{name: "done in a quarter that is not over", do: finished("2021-03-31", func(r *ledger.Row) { r.Texts[ledger.FieldDone] = "Quý I/2021" })},
		{name: "a slip in the future is told once", do: finished("2021-02-15", func(r *ledger.Row) { r.Decision.On = day("2021-03-01") }),
			want: order("Q15", "done-in-future", "2021-02-15", "")},
		{name: "decided after it was done", do: finished("2020-12-15", func(r *ledger.Row) { r.Decision.On = day("2020-12-16") }),
			want: order("Q15", "done-before-decision", "2020-12-15", "2020-12-16")},
		{name: "decided on a day to come", do: finished("2020-12-15", func(r *ledger.Row) { r.Decision.On = day("2021-12-16") }),
			want: order("S15", "done-before-decision", "2020-12-15", "2021-12-16")},
		{name: "a decision on settlement", do: finished("2020-12-15", func(r *ledger.Row) {
			r.Decision.On = day("2020-12-30")
			r.Texts[ledger.FieldDecision] = "QĐ phê duyệt quyết toán số 00/QĐ-UBND ngày 30/12/2020"
		})},
		{name: "a period that ends before it begins", do: project(14, func(r *ledger.Row) { r.Period = years("2022", "2020") }),
			want: order("T14", "period-reversed", "2022-01-01", "2020-12-31")},
		{name: "a deadline that ends before it begins", do: project(14, func(r *ledger.Row) {
			r.Deadline = years("2023", "2022")
		}), want: order("O14", "period-reversed", "2023-01-01", "2022-12-31")},
	})
}

func TestSourceDisputed(t *testing.T) {
	say := func(texts ...string) func(w *world) {
		return func(w *world) {
			r := w.row("projects", 14)
			r.Opinions = nil
			for i, text := range texts {
				r.Opinions = append(r.Opinions, opinion(w, []string{"Sở Tài chính", "", "Sở Tài chính"}[i], 20+i, text))
			}
		}
	}
	runFurther(t, []breakOne{
		{
			name: "different sources", do: say("Chi thường xuyên", "Đầu tư công"),
			want: []want{{"source/disputed", "projects", "V14", rule.Args{
				"by": "Sở Tài chính", "says": []string{"Chi thường xuyên"}, "other": "Ý kiến Sở KH&ĐT", "differs": []string{"Đầu tư công"},
			}}},
		},
		{name: "one in common", do: say("Chi thường xuyên", "Đầu tư công, Chi thường xuyên")},
		{name: "not settled is no opinion", do: say("Chi thường xuyên", "Chưa xác định")},
		{name: "not settled, an entry of the list", do: func(w *world) {
			w.Terms.Sources = ledger.NewNames(ledger.Name{Name: "Đầu tư công"}, ledger.Name{Name: "Chưa xác định"})
			say("Đầu tư công", "Chưa xác định")(w)
		}},
		{name: "other words", do: say("Chi thường xuyên", "Đề nghị bố trí theo quy định")},
		{name: "other words besides", do: say("Chi thường xuyên", "Đầu tư công; đề nghị xem lại")},
		{name: "only one opinion", do: say("Chi thường xuyên", "")},
		{name: "the later word of one body", do: say("Chi thường xuyên", "", "Đầu tư công")},
		{
			name: "the third differs from the second", do: say("", "Đầu tư công", "Chi thường xuyên"),
			want: []want{{"source/disputed", "projects", "W14", rule.Args{"by": "Ý kiến Sở KH&ĐT", "other": "Sở Tài chính"}}},
		},
	})
}

func TestTaskEvidence(t *testing.T) {
	done := func(do func(w *world, r *ledger.Row)) func(w *world) {
		return func(w *world) {
			r := w.row("tasks", 4)
			r.Status = w.Terms.Statuses.Resolve("hoàn thành")
			do(w, r)
		}
	}
	lacks := func(list, cell, status string, fields ...string) []want {
		return []want{{"task/evidence", list, cell, rule.Args{"missing": fields, "status": status}}}
	}
	runFurther(t, []breakOne{
		{name: "neither day nor document", do: done(func(*world, *ledger.Row) {}), want: lacks("tasks", "G4", "hoàn thành", "done", "result")},
		{name: "no document", do: done(func(_ *world, r *ledger.Row) {
			r.DoneOn, r.Texts[ledger.FieldDone] = day("2020-12-01"), "01/12/2020"
		}), want: lacks("tasks", "I4", "hoàn thành", "result")},
		{name: "no day", do: done(func(_ *world, r *ledger.Row) { r.Texts[ledger.FieldResult] = "Tờ trình số 00" }), want: lacks("tasks", "G4", "hoàn thành", "done")},
		{name: "an unreadable day is told elsewhere", do: done(func(_ *world, r *ledger.Row) {
			r.Texts[ledger.FieldResult], r.Texts[ledger.FieldDone] = "Tờ trình số 00", "xong"
		})},
		{name: "done by its day, without a document", do: func(w *world) {
			w.row("tasks", 4).DoneOn, w.row("tasks", 4).Texts[ledger.FieldDone] = day("2020-12-01"), "01/12/2020"
		}, want: lacks("tasks", "I4", "", "result")},
		{name: "no such columns", do: done(func(w *world, _ *ledger.Row) { without(w.list("tasks"), ledger.FieldDone, ledger.FieldResult) })},
		{name: "required of every item", do: done(func(w *world, r *ledger.Row) {
			r.DoneOn, r.Texts[ledger.FieldDone] = day("2020-12-01"), "01/12/2020"
			w.row("tasks", 5).Texts[ledger.FieldResult] = "Báo cáo số 00"
			w.Required["tasks"] = append(w.Required["tasks"], ledger.FieldResult)
		}), want: []want{{"required/missing", "tasks", "I4", nil}}},
		{name: "a project", do: project(15, func(r *ledger.Row) { delete(r.Texts, ledger.FieldResult) }), want: lacks("projects", "W15", "Hoàn thành", "result")},
		{name: "not finished", do: func(*world) {}},
	})
}

func TestDepartmentSuccessor(t *testing.T) {
	// Sở Thông tin và Truyền thông became part of Sở Khoa học và Công nghệ.
	merged := func(until string, do func(w *world)) func(w *world) {
		return func(w *world) {
			w.Directory = ledger.NewDirectory(
				ledger.Department{Name: "Sở Tài chính", Emails: []string{"stc@example.com"}},
				ledger.Department{Name: "Sở Thông tin và Truyền thông", Emails: []string{"x@example.com"}, Until: day(until), Successor: "Sở KHCN"},
				ledger.Department{Name: "Sở Khoa học và Công nghệ", Emails: []string{"skhcn@example.com"}},
				ledger.Department{Name: "Sở Công nghệ cũ", Until: day("2020-01-31"), Successor: "Sở TT&TT"},
				ledger.Department{Name: "Sở Công nghệ xưa", Until: day("2010-01-31"), Successor: "Sở Công nghệ cũ"},
				ledger.Department{Name: "Sở Vòng Một", Emails: []string{"z@example.com"}, Until: day("2020-01-31"), Successor: "Sở Vòng Hai"},
				ledger.Department{Name: "Sở Vòng Hai", Emails: []string{"z@example.com"}, Until: day("2020-01-31"), Successor: "Sở Vòng Một"},
				ledger.Department{Name: "Sở Địa chính", Emails: []string{"y@example.com"}, Until: day("2003-12-31"), Successor: "Sở Nhà đất"},
				ledger.Department{Name: "Sở Nhà đất"},
				ledger.Department{Name: "Sở Đã hết", Emails: []string{"z@example.com"}, Until: day("2020-01-31")},
			)
			for _, name := range []string{"projects", "tasks"} {
				for _, row := range w.list(name).Items() {
					row.Leads = w.Directory.ResolveAll("Sở Tài chính")
				}
			}
			do(w)
		}
	}
	lead := func(text string) func(w *world) {
		return func(w *world) { w.row("projects", 14).Leads = w.Directory.ResolveAll(text) }
	}
	told := func(cell, role, since string, old, successors []string) []want {
		return []want{{"department/successor", "projects", cell, rule.Args{"old": old, "successors": successors, "since": day(since), "role": role}}}
	}
	const stttt, skhcn = "Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ"
	runFurther(t, []breakOne{
		{name: "the lead", do: merged("2021-01-14", lead("Sở TT&TT")), want: told("E14", "lead", "2021-01-15", []string{stttt}, []string{skhcn})},
		{name: "its last day", do: merged("2021-01-15", lead("Sở TT&TT"))},
		{
			name: "cooperating",
			do: merged("2021-01-14", func(w *world) {
				w.row("projects", 14).Cooperating = w.Directory.ResolveAll("Sở Tài chính; Sở TTTT")
			}),
			want: told("F14", "cooperating", "2021-01-15", []string{stttt}, []string{skhcn}),
		},
		{name: "a row of successors", do: merged("2020-12-31", lead("Sở Công nghệ cũ")),
			want: told("E14", "lead", "2020-02-01", []string{"Sở Công nghệ cũ"}, []string{skhcn})},
		{name: "a long row of successors", do: merged("2020-12-31", lead("Sở Công nghệ xưa")),
			want: told("E14", "lead", "2010-02-01", []string{"Sở Công nghệ xưa"}, []string{skhcn})},
		{name: "one finding a cell", do: merged("2020-12-31", lead("Sở Công nghệ cũ; Sở TT&TT")),
			want: told("E14", "lead", "2021-01-01", []string{"Sở Công nghệ cũ", stttt}, []string{skhcn})},
		{name: "successors in a circle end", do: merged("2020-12-31", lead("Sở Vòng Một")),
			want: []want{{"department/successor", "projects", "E14", rule.Args{"old": []string{"Sở Vòng Một"}}}}},
		{name: "the successor has no mailbox, whatever the old one had", do: merged("2020-12-31", lead("Sở Địa chính")), want: []want{
			{"department/address", "projects", "E14", rule.Args{"department": "Sở Nhà đất", "seen": "Sở Địa chính"}},
			{rule: "department/successor", list: "projects", cell: "E14"},
		}},
		{name: "nobody took over", do: merged("2020-12-31", lead("Sở Đã hết"))},
		{name: "finished items keep the name of their time", do: merged("2020-12-31", func(w *world) {
			w.row("projects", 15).Leads = w.Directory.ResolveAll("Sở TT&TT")
		})},
	})
}

func TestDeadlineMoved(t *testing.T) {
	moves := func(days ...string) []rule.Move {
		var all []rule.Move
		for i := 1; i < len(days); i++ {
			all = append(all, rule.Move{From: day(days[i-1]), To: day(days[i]), On: day("2020-10-01")})
		}
		return all
	}
	past := func(row int, after int, days ...string) func(w *world) {
		return func(w *world) {
			w.MovedAfter = after
			r := w.row("projects", row)
			w.Past = map[*ledger.Row]rule.Past{r: {Moves: moves(days...)}}
			if row == 14 {
				r.Deadline = ledger.Deadline{Kind: ledger.Term, Last: day(days[len(days)-1]), Text: "hạn mới"}
			}
		}
	}
	runFurther(t, []breakOne{
		{
			name: "twice", do: past(14, 2, "2020-10-31", "2020-12-31", "2021-03-31"),
			want: []want{{"deadline/moved", "projects", "O14", rule.Args{
				"times": 2, "first": day("2020-10-31"), "present": day("2021-03-31"), "seen": "hạn mới",
			}}},
		},
		{name: "once", do: past(14, 2, "2020-10-31", "2021-03-31")},
		{name: "switched off", do: past(14, 0, "2020-10-31", "2020-12-31", "2021-03-31")},
		{name: "a move to an earlier day does not count", do: past(14, 2, "2020-12-31", "2020-10-31", "2021-03-31")},
		{name: "corrected back", do: past(14, 2, "2020-12-31", "2021-12-31", "2022-12-31", "2020-12-31")},
		{name: "finished", do: past(15, 2, "2020-10-31", "2020-12-31", "2021-03-31")},
		{name: "open now", do: func(w *world) {
			past(14, 2, "2020-10-31", "2020-12-31", "2021-03-31")(w)
			w.row("projects", 14).Deadline = ledger.Deadline{Kind: ledger.Open}
			w.OpenAfter = 1000
		}},
		{name: "never seen", do: func(w *world) { w.MovedAfter = 1 }},
	})
}

func TestStaleRow(t *testing.T) {
	changed := func(row, after int, on string) func(w *world) {
		return func(w *world) {
			w.StaleAfter = after
			w.Past = map[*ledger.Row]rule.Past{w.row("projects", row): {}}
			if on != "" {
				w.Past[w.row("projects", row)] = rule.Past{ChangedOn: day(on)}
			}
		}
	}
	runFurther(t, []breakOne{
		{
			name: "91 days", do: changed(14, 90, "2020-10-16"),
			want: []want{{"stale/row", "projects", "14", rule.Args{"days": 91, "changed": day("2020-10-16"), "limit": 90}}},
		},
		{name: "90 days", do: changed(14, 90, "2020-10-17")},
		{name: "switched off", do: changed(14, 0, "2020-01-01")},
		{name: "nobody knows", do: changed(14, 90, "")},
		{name: "finished", do: changed(15, 90, "2020-01-01")},
	})
}

func TestDaysOfFindingsMayPass(t *testing.T) {
	s := rule.Settings{}
	if !s.Passing("stale/row", "days") || s.Passing("stale/row", "changed") {
		t.Error("of stale/row the days pass, and nothing else")
	}
}

func TestWhoAdvisesIsInTheDirectory(t *testing.T) {
	advises := func(name string, do func(w *world)) func(w *world) {
		return func(w *world) {
			w.Advisers = map[string]string{"Đầu tư công": name, "Chi thường xuyên": "Sở Lạ"}
			do(w)
		}
	}
	nothing := func(*world) {}
	runFurther(t, []breakOne{
		{
			name: "misspelt, told once", do: advises("Sở Tài chíng", nothing),
			want: []want{{"department/unknown", "projects", "", rule.Args{
				"seen": "Sở Tài chíng", "nearest": "Sở Tài chính", "role": "adviser", "source": "Đầu tư công", "unmailed": true,
			}}},
		},
		{name: "another name of it", do: advises("Sở TTTT", nothing)},
		{name: "nobody advises", do: advises("", nothing)},
		{name: "no unfinished item of the source", do: advises("Sở Tài chíng", func(w *world) {
			for _, row := range w.list("projects").Items() {
				row.Sources = nil
			}
		})},
		{name: "everybody is known to an empty directory", do: advises("Sở Lạ", func(w *world) { w.Directory = ledger.NewDirectory() })},
	})
}

func TestADashStatesNothing(t *testing.T) {
	runFurther(t, []breakOne{
		{
			name: "in a required field", do: project(9, func(r *ledger.Row) { r.Texts[ledger.FieldDepartment] = "-" }),
			want: []want{{"required/missing", "projects", "E9", nil}},
		},
		{
			name: "for a code", do: project(9, func(r *ledger.Row) { r.Texts[ledger.FieldCode] = "…" }),
			want: []want{{"key/missing", "projects", "B9", nil}},
		},
		{
			name: "for the day of a decision", want: []want{{"category/requires", "projects", "S9", rule.Args{"missing": []string{"decision", "decided_on"}}}},
			do: project(9, func(r *ledger.Row) {
				r.Decision = ledger.Document{}
				r.Texts[ledger.FieldDecision], r.Texts[ledger.FieldDecidedOn] = "-", "–"
			}),
		},
	})
}
