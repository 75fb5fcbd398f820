package main

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/config"
	"rasoat/sheets"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/plan"
	"rasoat/sync/rule"
)

func compileText(t *testing.T, text string) (*config.Config, expressions, error) {
	t.Helper()
	catalogue, err := lang.Load()
	check(t, err)
	c := parseConfig(t, text)
	own, err := compile(c, catalogue)
	return c, own, err
}

func TestMistakesInExpressionsHaveAPlace(t *testing.T) {
	_, own, err := compileText(t, leastConfig+`custom_rules:
  - id: tinh/mot
    when: >-
      item.total >= tỷ(100)
      && item.totl.hasValue()
    message: {vi: "Thiếu {item.nothing}.", en: Short}
  - {id: tinh/hai, when: item.total, message: "Vốn {money(item.total}."}
lists:
  - {name: mot, title: Một, where: 'item.status == "Tạm dừng" or item.done'}
`)
	var mistakes config.Errors
	if !errors.As(err, &mistakes) || own.rules != nil {
		t.Fatalf("got %v", err)
	}
	for i, want := range []string{
		"rasoat.yaml:12:15: custom_rules[0].when: ",
		"rasoat.yaml:13:32: custom_rules[0].message.vi: ",
		"rasoat.yaml:14:26: custom_rules[1].when: ",
		"rasoat.yaml:14:69: custom_rules[1].message: ",
		"rasoat.yaml:16:63: lists[0].where: ",
	} {
		if i >= len(mistakes) || !strings.HasPrefix(mistakes[i].Error(), want) {
			t.Errorf("mistake %d does not begin with %q, of:\n%v", i, want, err)
		}
	}
	if len(mistakes) != 5 {
		t.Errorf("%d mistakes, want 5:\n%v", len(mistakes), err)
	}
}

// projectsAndTasks is a ledger of three projects and a task.
func projectsAndTasks(c *config.Config) *ledger.Ledger {
	var b sheets.Builder
	fill := func(tab *sheets.TabBuilder, rows ...[]string) {
		for r, row := range rows {
			for i, text := range row {
				tab.Set(r, i, sheets.Cell{Value: sheets.TextValue(text)})
			}
		}
	}
	fill(b.Tab("t1", "Danh mục dự án"),
		[]string{"Đơn vị: tỷ đồng"},
		[]string{"STT", "Tên dự án", "Tổng mức đầu tư", "Trạng thái"},
		[]string{"1", "Dự án một", "150", "Đang thực hiện"},
		[]string{"2", "Dự án hai", "50", "Tạm dừng"},
		[]string{"3", "Dự án ba", "250", "Tạm dừng"})
	fill(b.Tab("t2", "Nhiệm vụ được giao"),
		[]string{"STT", "Nội dung", "Chủ trì", "Trạng thái"},
		[]string{"1", "Rà soát quy định mới", "Sở Tài chính", "Tạm dừng"})
	return ledger.Read(b.Snapshot(), mapping(c, &c.Workbooks[0]))
}

const twoLists = leastConfig + `      - {name: tasks, tab: Nhiệm vụ được giao, kind: tasks}
      - {name: figures, tab: Số liệu, kind: table}
  - name: khac
    file: khac.xlsx
    lists: [{name: foreign, tab: Danh mục, kind: projects}]
`

func TestNamedLists(t *testing.T) {
	c, own, err := compileText(t, twoLists+`lists:
  - {name: tam-dung, title: Tạm dừng, where: item.status == "Tạm dừng"}
  - {name: du-an-lon, title: Dự án lớn, workbook: du-an, from: [projects], where: item.total >= tỷ(100)}
  - {name: tat-ca, title: Tất cả}
  - {name: ngoai, title: Vốn nước ngoài, from: foreign}
  - {name: ngoai-lon, title: Vốn nước ngoài, workbook: khac}
`)
	check(t, err)
	l := projectsAndTasks(c)
	got := map[string][]string{}
	for _, n := range own.named(c, &c.Workbooks[0]) {
		rows, failed := n.Select(l, rule.Settings{Today: time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC)})
		if failed != 0 {
			t.Errorf("%s fails on %d items", n.Name, failed)
		}
		got[n.Name+": "+n.Title] = []string{}
		for _, r := range rows {
			got[n.Name+": "+n.Title] = append(got[n.Name+": "+n.Title], r.Name)
		}
	}
	want := map[string][]string{
		"tam-dung: Tạm dừng":   {"Dự án hai", "Dự án ba", "Rà soát quy định mới"},
		"du-an-lon: Dự án lớn": {"Dự án một", "Dự án ba"},
		"tat-ca: Tất cả":       {"Dự án một", "Dự án hai", "Dự án ba", "Rà soát quy định mới"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var other []string
	for _, n := range own.named(c, &c.Workbooks[1]) {
		other = append(other, n.Name)
	}
	if diff := cmp.Diff([]string{"tam-dung", "tat-ca", "ngoai", "ngoai-lon"}, other); diff != "" {
		t.Errorf("lists of the other workbook (-want +got):\n%s", diff)
	}
}

func TestCustomRulesFind(t *testing.T) {
	c, own, err := compileText(t, twoLists+`custom_rules:
  - {id: tinh/du-an-lon, severity: error, lists: projects, when: item.total >= tỷ(200), at: total, message: Dự án lớn.}
  - {id: tinh/tam-dung, when: item.status == "Tạm dừng", message: {vi: "Đang {item.status}.", en: On hold.}}
rules: {tinh/tam-dung: notice}
`)
	check(t, err)
	s := ruleSettings(c, &c.Workbooks[0])
	s.Custom = own.rules
	var got []string
	for _, f := range rule.Run(projectsAndTasks(c), s) {
		if strings.HasPrefix(f.Rule, "tinh/") {
			got = append(got, strings.Join([]string{f.Rule, string(f.Severity), f.List, f.Cell(), f.Args["vi"].(string), f.Args["en"].(string)}, " | "))
		}
	}
	want := []string{
		"tinh/tam-dung | notice | projects | 4 | Đang Tạm dừng. | On hold.",
		"tinh/tam-dung | notice | projects | 5 | Đang Tạm dừng. | On hold.",
		"tinh/du-an-lon | error | projects | C5 | Dự án lớn. | Dự án lớn.",
		"tinh/tam-dung | notice | tasks | 2 | Đang Tạm dừng. | On hold.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is compiled when the configuration is read is what workbooks are
// judged with.
func TestExpressionsReachTheWorkbooks(t *testing.T) {
	c, own, err := compileText(t, twoLists+`custom_rules: [{id: tinh/mot, when: item.done, message: Xong.}]
lists: [{name: xong, title: Đã xong, from: foreign, where: item.done}]
`)
	check(t, err)
	all := workbooks(&configuration{Config: c, own: own}, nil)
	lists := func(s plan.Settings) int { return len(s.Lists) }
	if lists(all[0].Settings) != 0 || lists(all[1].Settings) != 1 {
		t.Errorf("the workbooks have %d and %d lists for meetings, want 0 and 1", lists(all[0].Settings), lists(all[1].Settings))
	}
	for _, w := range all {
		if custom := w.Settings.Rules.Custom; len(custom) != 1 || custom[0].ID != "tinh/mot" {
			t.Errorf("%s is judged by %v", w.Name, custom)
		}
	}
}

// With what is switched off switched on, the example compiles.
func TestExampleCompiles(t *testing.T) {
	data, err := os.ReadFile("../../config/rasoat.example.yaml")
	check(t, err)
	text := regexp.MustCompile(`(?m)^( *)#(\S)`).ReplaceAllString(string(data), "$1$2")
	c, own, err := compileText(t, text)
	check(t, err)
	if len(own.rules) == 0 || len(own.named(c, &c.Workbooks[0])) == 0 {
		t.Errorf("the example shows %d rules and %d lists", len(own.rules), len(own.filters))
	}
}
