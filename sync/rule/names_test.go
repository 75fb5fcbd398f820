package rule_test

import (
	"testing"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

func TestDepartments(t *testing.T) {
	runBreaks(t, []breakOne{
		{
			name: "unknown lead",
			do: func(w *world) {
				w.row("projects", 9).Leads = w.Directory.ResolveAll("Sở Thông tin & Truyền thong")
			},
			want: []want{{"department/unknown", "projects", "E9", rule.Args{
				"seen": "Sở Thông tin & Truyền thong", "nearest": "Sở Thông tin và Truyền thông", "role": "lead", "unmailed": true,
			}}},
		},
		{
			name: "one of two leads is unknown: the other is reminded",
			do: func(w *world) {
				w.row("tasks", 4).Leads = w.Directory.ResolveAll("Sở Tài chính; Tổng công ty Abcdefgh")
			},
			want: []want{{"department/unknown", "tasks", "C4", rule.Args{"seen": "Tổng công ty Abcdefgh", "nearest": "", "role": "lead", "unmailed": false}}},
		},
		{
			name: "two unknown leads, one of them twice",
			do:   func(w *world) { w.row("tasks", 4).Leads = w.Directory.ResolveAll("Sở A; Sở B; Sở A") },
			want: []want{
				{"department/unknown", "tasks", "C4", rule.Args{"seen": "Sở A", "unmailed": true}},
				{"department/unknown", "tasks", "C4", rule.Args{"seen": "Sở B", "unmailed": true}},
			},
		},
		{
			name: "unknown cooperating department",
			do:   func(w *world) { w.row("projects", 9).Cooperating = w.Directory.ResolveAll("Sở Tài chánh") },
			want: []want{{"department/unknown", "projects", "F9", rule.Args{
				"seen": "Sở Tài chánh", "nearest": "Sở Tài chính", "role": "cooperating", "unmailed": false,
			}}},
		},
		{
			name: "a group that cooperates is nobody in particular",
			do: func(w *world) {
				w.row("projects", 9).Cooperating = w.Directory.ResolveAll("Các sở, ngành liên quan; UBND các huyện; Ủy ban nhân dân các xã")
			},
		},
		{
			name: "a group that leads cannot be reminded, and a name with các inside is no group",
			do: func(w *world) {
				w.row("projects", 9).Leads = w.Directory.ResolveAll("UBND các huyện")
				w.row("projects", 9).Cooperating = w.Directory.ResolveAll("Ban Quản lý các khu công nghiệp")
			},
			want: []want{
				{"department/unknown", "projects", "E9", rule.Args{"seen": "UBND các huyện", "role": "lead", "unmailed": true}},
				{"department/unknown", "projects", "F9", rule.Args{"seen": "Ban Quản lý các khu công nghiệp"}},
			},
		},
		{
			name: "with an empty directory every name goes",
			do: func(w *world) {
				w.Directory = ledger.NewDirectory()
				w.row("projects", 9).Leads = w.Directory.ResolveAll("Sở CNTT")
			},
		},
		{
			name: "lead without an address",
			do:   func(w *world) { w.row("projects", 9).Leads = w.Directory.ResolveAll("SỞ Y TẾ") },
			want: []want{{"department/address", "projects", "E9", rule.Args{"department": "Sở Y tế", "seen": "SỞ Y TẾ"}}},
		},
		{
			name: "lead without an address named twice",
			do:   func(w *world) { w.row("tasks", 4).Leads = w.Directory.ResolveAll("SỞ Y TẾ; Sở Y tế") },
			want: []want{{rule: "department/address", list: "tasks", cell: "C4"}},
		},
		{
			name: "nobody needs an address for what is done",
			do: func(w *world) {
				w.row("projects", 9).Leads = w.Directory.ResolveAll("Sở Y tế")
				w.row("projects", 9).Status = w.Terms.Statuses.Resolve("hoàn thành")
				w.Off = map[string]bool{"task/evidence": true}
				w.row("tasks", 4).Leads = w.Directory.ResolveAll("Sở Y tế")
				w.row("tasks", 4).DoneOn = day("2020-12-01")
			},
		},
		{
			name: "nor does who only cooperates",
			do:   func(w *world) { w.row("projects", 9).Cooperating = w.Directory.ResolveAll("Sở Y tế") },
		},
	})
}

func TestClosedLists(t *testing.T) {
	runBreaks(t, []breakOne{
		{
			name: "status",
			do:   func(w *world) { w.row("projects", 9).Status = w.Terms.Statuses.Resolve("Đang thực hiên") },
			want: []want{{"status/unknown", "projects", "N9", rule.Args{
				"seen": "Đang thực hiên", "nearest": "Đang thực hiện", "allowed": []string{"Đang thực hiện", "Hoàn thành"},
			}}},
		},
		{
			name: "source, beside a known one",
			do: func(w *world) {
				w.row("projects", 9).Sources = w.Terms.Sources.ResolveAll("Đầu tư công; Sự nghiệp KHCN")
			},
			want: []want{{"source/unknown", "projects", "L9", rule.Args{
				"seen": "Sự nghiệp KHCN", "nearest": "", "allowed": []string{"Đầu tư công", "Chi thường xuyên"},
			}}},
		},
		{
			name: "a source that is not settled yet is lawful",
			do:   func(w *world) { w.row("projects", 9).Sources = w.Terms.Sources.ResolveAll("CHƯA XÁC  ĐỊNH") },
		},
		{
			name: "priority",
			do:   func(w *world) { w.row("projects", 9).Priority = w.Terms.Priorities.Resolve("Cấp bach") },
			want: []want{{"priority/unknown", "projects", "M9", rule.Args{
				"seen": "Cấp bach", "nearest": "Cấp bách", "allowed": []string{"Cấp bách", "Bình thường"},
			}}},
		},
		{
			name: "blank cells name nothing",
			do: func(w *world) {
				r := w.row("projects", 9)
				r.Status, r.Priority, r.Sources = ledger.Ref{}, ledger.Ref{}, nil
			},
		},
		{
			name: "open lists know every name",
			do: func(w *world) {
				w.Terms = ledger.Terms{}
				r := w.row("projects", 9)
				r.Status, r.Priority = ledger.Ref{Text: "x"}, ledger.Ref{Text: "x"}
				r.Sources = []ledger.Ref{{Text: "x"}}
			},
		},
	})
}
