package expr_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sync/expr"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// find runs one definition over the ledger, through rule.Run.
func find(t *testing.T, d expr.Definition, change ...func(*ledger.Ledger)) []rule.Finding {
	t.Helper()
	rules, err := expr.Rules([]expr.Definition{d}, printers(t))
	if err != nil {
		t.Fatal(err)
	}
	l, s := world()
	for _, c := range change {
		c(l)
	}
	s.Custom, s.Off = rules, map[string]bool{}
	for _, r := range rule.Rules() {
		s.Off[r.ID] = true
	}
	return rule.Run(l, s)
}

func TestFindingsOfOwnRules(t *testing.T) {
	d := expr.Definition{
		ID: "tinh/von", Severity: rule.Error, At: ledger.FieldTotal,
		When: `item.gap > tỷ(50)`,
		Vi:   `TMĐT {money(item.total)}, còn thiếu {money(item.gap)}, {{quá hạn}} {item.days_late} ngày từ {days(item.due, item.today)}.`,
		En:   `{money(item.gap)} is missing of {money(item.total)}.`,
	}
	found := find(t, d)
	if len(found) != 1 {
		t.Fatalf("%d findings", len(found))
	}
	f := found[0]
	if f.Rule != "tinh/von" || f.Severity != rule.Error || f.Cell() != "C6" || f.List != "projects" || f.Tab != "t1" || f.TabTitle != "Danh mục" || f.Item.Code() != "CNTT-09" {
		t.Errorf("wrong finding: %+v", f)
	}
	want := rule.Args{
		"vi":    "TMĐT 120.000 triệu đồng, còn thiếu 95.000 triệu đồng, {quá hạn} 46 ngày từ 46.",
		"en":    "95,000 million đồng is missing of 120,000 million đồng.",
		"facts": "120.000 triệu đồng\n95.000 triệu đồng", "why": "", "count": 0, "error": "",
	}
	if diff := cmp.Diff(want, f.Args); diff != "" {
		t.Error(diff)
	}

	// What changes with the day leaves an explanation in force.
	rules, err := expr.Rules([]expr.Definition{d}, printers(t))
	if err != nil {
		t.Fatal(err)
	}
	s := rule.Settings{Custom: rules}
	for argument, passing := range map[string]bool{"vi": true, "en": true, "facts": false, "why": false, "count": true} {
		if s.Passing("tinh/von", argument) != passing {
			t.Errorf("Passing(%s) is not %t", argument, passing)
		}
	}
}

// Where a row stands, and the number that people give it, change when others
// are inserted: an explanation stays in force.
func TestFactsDoNotTellWhereARowStands(t *testing.T) {
	found := find(t, expr.Definition{ID: "tinh/x", When: "item.row == 6", Vi: "Dòng {item.row}, TT {item.number}: {text(item.row)} {item.name}"})
	if len(found) != 1 || found[0].Args["facts"] != found[0].Item.Name {
		t.Errorf("facts of %v", found)
	}
}

func TestWhereOwnRulesLook(t *testing.T) {
	all := expr.Definition{ID: "tinh/x", When: "true", Vi: "{item.name}"}
	with := func(change func(*expr.Definition)) expr.Definition {
		d := all
		change(&d)
		return d
	}
	for name, c := range map[string]struct {
		definition expr.Definition
		want       []string
	}{
		"every item of what is tracked, at its row": {all, []string{"6 Dự án nền tảng mẫu", "7 Dự án chưa rõ"}},
		"the lists named, tables too":               {with(func(d *expr.Definition) { d.Lists = []string{"figures"} }), []string{"4 Số liệu"}},
		"a list that is not there":                  {with(func(d *expr.Definition) { d.Lists = []string{"tasks"} }), nil},
		"the cell of a field":                       {with(func(d *expr.Definition) { d.At = ledger.FieldDeadline }), []string{"F6 Dự án nền tảng mẫu", "F7 Dự án chưa rõ"}},
		"the row where the list lacks the field":    {with(func(d *expr.Definition) { d.At = ledger.FieldRemark }), []string{"6 Dự án nền tảng mẫu", "7 Dự án chưa rõ"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, only(find(t, c.definition))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a message shows of each kind of value, and of what is absent.
func TestMessages(t *testing.T) {
	for message, want := range map[string][2]string{
		`{item.total}, {item.need}`:                            {"120.000.000.000, –", "–, –"},
		`{item.due} {item.done_on} {item.today}`:               {"30/11/2020 – 15/01/2021", "– – 15/01/2021"},
		`{item.departments}|{item.sources}|{item.remark}`:      {"Sở Thông tin và Truyền thông và Sở Lạ|Đầu tư công|", "–|–|"},
		`{money(item.total)} {money(item.need)}`:               {"120.000 triệu đồng –", "– –"},
		`{item.total - item.allocated}`:                        {"100.000.000.000", "–"},
		`{money(item.total.orValue(0))}`:                       {"120.000 triệu đồng", "0 triệu đồng"},
		`{item.urgent ? "Cấp bách" : "Thường"}: {text(12345)}`: {"Cấp bách: 12345", "Thường: 12345"},
		`{"}" + '{'}{{}}`:                                      {"}{{}", "}{{}"},
		`{1.5} {0.1 + 0.2} {1.0 / 0.0}`:                        {"1,5 0,3 –", "1,5 0,3 –"},
		"{item.row // }\n}":                                    {"6", "7"},
		`không có gì`:                                          {"không có gì", "không có gì"},
	} {
		found := find(t, expr.Definition{ID: "tinh/x", When: "true", Vi: message})
		if len(found) != 2 {
			t.Errorf("%s: %d findings", message, len(found))
			continue
		}
		for i, f := range found {
			if f.Args["vi"] != want[i] {
				t.Errorf("%s\n got %s\nwant %s", message, f.Args["vi"], want[i])
			}
		}
	}
}

func TestMistakesInMessages(t *testing.T) {
	for message, want := range map[string]string{
		`Thiếu {item.gp} đồng`:              `1:13 item.gp: no such field; do you mean gap?`,
		"Dòng một\nhai {item.totl} {itm.x}": "2:11 item.totl: no such field; do you mean total?\n2:18 itm: no such name; do you mean item?",
		`Thiếu {item.gap`:                   `1:7 a "{" without its "}"; for a brace in the text write "{{"`,
		`Thiếu item.gap}`:                   `1:15 a "}" without its "{"; for a brace in the text write "}}"`,
		`Thiếu {} đồng`:                     `1:8 nothing is written here`,
		`Thiếu {item.done}`:                 `1:8 cannot be shown in a text, being true/false; write x ? "…" : "…" for true/false`,
		`{"a} b`:                            `1:1 a "{" without its "}"; for a brace in the text write "{{"`,
		` `:                                 `1:1 the message is blank; say what is found and what to do`,
		`{money(item.name)}`:                `1:2 money() does not take a text; it is called as money(amount) → text`,
	} {
		_, err := expr.CompileMessage(message)
		if err == nil || told(err) != want {
			t.Errorf("%s\n got %v\nwant %s", message, told(err), want)
		}
	}
}

func TestMistakesInDefinitions(t *testing.T) {
	sound := expr.Definition{ID: "tinh/x", When: "true", Vi: "x", En: "y"}
	for want, definitions := range map[string][]expr.Definition{
		`0 id: must be two words of small letters, digits and hyphens, such as "tinh/chua-co-von"`: {{ID: "x", When: "true", Vi: "x"}},
		`0 id: it is the name of a rule of rasoat's own`:                                           {{ID: "total/section", When: "true", Vi: "x"}},
		`1 id: another rule has it too`:                                                            {sound, sound},
		`1 severity: "fatal" is none; it is error, warning or notice`:                              {sound, {ID: "a/b", Severity: "fatal", When: "true", Vi: "x"}},
		"0 when: item.x: no such field; rasoat explain custom lists the fields\n0 message.en: item.y: no such field; rasoat explain custom lists the fields": {
			{ID: "a/b", When: "item.x == 1", Vi: "x", En: "{item.y}"}},
		`0 message.vi: the message is blank; say what is found and what to do`:    {{ID: "a/b", When: "true"}},
		`0 message.en: a "}" without its "{"; for a brace in the text write "}}"`: {{ID: "a/b", When: "true", En: "}"}},
	} {
		rules, err := expr.Rules(definitions, printers(t))
		var got []string
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range joined.Unwrap() {
				var d *expr.DefinitionError
				if errors.As(e, &d) {
					got = append(got, fmt.Sprintf("%d %s: %v", d.Index, d.Part, d.Err))
				}
			}
		}
		if rules != nil || strings.Join(got, "\n") != want {
			t.Errorf("got  %s\nwant %s", strings.Join(got, "\n"), want)
		}
	}
}

// A rule that cannot be evaluated on some items is told once, and still told
// of the others.
func TestFailuresAreToldOnce(t *testing.T) {
	found := find(t, expr.Definition{ID: "tinh/x", When: "10 / (item.row - 7) != 0", Vi: "{item.name}", At: ledger.FieldTotal})
	want := []string{"C6 Dự án nền tảng mẫu", "C7 "}
	if diff := cmp.Diff(want, only(found)); diff != "" {
		t.Fatal(diff)
	}
	failure := rule.Args{"vi": "", "en": "", "facts": "", "why": "zero", "count": 1, "error": "division by zero"}
	if diff := cmp.Diff(failure, found[1].Args); diff != "" {
		t.Error(diff)
	}

	// In a message, the finding stands and the figure is a dash.
	found = find(t, expr.Definition{ID: "tinh/x", When: "item.row == 6", Vi: "x", En: "{10 / (item.row - 6)}"})
	if len(found) != 2 || found[0].Args["en"] != "–" || found[1].Args["why"] != "zero" {
		t.Errorf("findings: %v", found)
	}
}

// An expression that takes too long on what stands in the cells is stopped,
// and given up when that happens time and again.
func TestCostLimit(t *testing.T) {
	long := strings.Repeat("dài ", 200_000)
	l, s := many(200)
	for _, row := range l.Lists[0].Rows {
		row.Name = long
	}
	f, err := expr.Filter(`item.name.contains("một đoạn chữ dài chừng ba mươi ký tự")`)
	if err != nil {
		t.Fatal(err)
	}
	found, failed := f.Select(l, s)
	if len(found) != 0 || failed.Why() != expr.TooSlow || failed.Count != 20 || failed.Row != l.Lists[0].Rows[0] {
		t.Errorf("%d found, %d failed: %s", len(found), failed.Count, failed.Why())
	}
}

func TestSelectKeepsTheOrder(t *testing.T) {
	l, s := world()
	f, err := expr.Filter("true")
	if err != nil {
		t.Fatal(err)
	}
	for names, want := range map[string]string{"": "projects 5, projects 6", "figures": "figures 3", "figures projects": "projects 5, projects 6, figures 3"} {
		found, failed := f.Select(l, s, strings.Fields(names)...)
		var got []string
		for _, sel := range found {
			got = append(got, fmt.Sprintf("%s %d", sel.List.Name, sel.Row.Row))
		}
		if strings.Join(got, ", ") != want || failed.Count != 0 || failed.Why() != "" {
			t.Errorf("%q: %v, want %s", names, got, want)
		}
	}
}

// One compiled rule serves several passes at once.
func TestRulesAtOnce(t *testing.T) {
	rules, err := expr.Rules([]expr.Definition{{
		ID: "tinh/x", When: `item.gap > 0 && item.need.orValue(0) == 0 && !(item.need > 0 || item.row < 0) || item.urgent`,
		Vi: "{money(item.gap)}", En: "{money(item.gap)} {item.need}",
	}}, printers(t))
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			l, s := many(200)
			var found []rule.Finding
			rules[0].Check(l, s, func(f rule.Finding) { found = append(found, f) })
			for _, f := range found {
				if f.Args["vi"] != "95.000 triệu đồng" || f.Args["en"] != "95,000 million đồng –" {
					t.Errorf("wrong text: %v", f.Args)
					return
				}
			}
			if len(found) != 200 {
				t.Errorf("%d findings", len(found))
			}
		})
	}
	group.Wait()
}
