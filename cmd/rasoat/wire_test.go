package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"rasoat/config"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

const leastConfig = `workbooks:
  - name: du-an
    file: tracking.xlsx
    lists:
      - name: projects
        tab: Danh mục dự án
        kind: projects
`

func parseConfig(t *testing.T, text string) *config.Config {
	t.Helper()
	c, err := config.Parse("rasoat.yaml", []byte(text), config.Options{Rules: rule.IDs()})
	check(t, err)
	return c
}

// What the configuration says of rules reaches them.
func TestRuleSettings(t *testing.T) {
	c := parseConfig(t, leastConfig+`        categories: [{name: Nhóm 1, aliases: N1, requires: [decision, decided_on]}, {name: Nhóm 2}]
deadlines: {stale_after: 60, moved_after: 3}
directory: {departments: [{name: Sở Tài chính, aliases: STC}]}
sources: [{name: Đầu tư công}, {name: Chưa xác định, aliases: Chưa rõ, undecided: true, adviser: STC}]
project_groups:
  - from: 2020-01-01
    until: 2024-12-31
    basis: Luật mẫu
    groups: [{name: a, at_least: 800 tỷ, years: 6}, {name: C}]
source_rules:
  - {category: n1, sources: [chưa rõ], from: 2021-01-01, basis: Nghị quyết mẫu}
`)
	got := ruleSettings(c, &c.Workbooks[0])
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	if got.StaleAfter != 60 || got.MovedAfter != 3 {
		t.Errorf("stale after %d, moved after %d", got.StaleAfter, got.MovedAfter)
	}
	groups := []rule.GroupTable{{
		From: day(2020, 1, 1), Until: day(2024, 12, 31), Basis: "Luật mẫu",
		Groups: []rule.Group{{Name: "A", AtLeast: decimal.New(800, 9), Years: 6}, {Name: "C"}},
	}}
	if diff := cmp.Diff(groups, got.Groups); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	sources := []rule.SourceRule{{Category: "Nhóm 1", Sources: []string{"Chưa xác định"}, From: day(2021, 1, 1), Basis: "Nghị quyết mẫu"}}
	if diff := cmp.Diff(sources, got.SourceRules); diff != "" {
		t.Errorf("rules on sources (-want +got):\n%s", diff)
	}
	if !got.Undecided["Chưa xác định"] || got.Undecided["Đầu tư công"] {
		t.Errorf("undecided are %v", got.Undecided)
	}
	if diff := cmp.Diff(map[string]string{"Chưa xác định": "Sở Tài chính"}, got.Advisers); diff != "" {
		t.Errorf("advisers (-want +got):\n%s", diff)
	}
	var requires [][]ledger.Field
	for _, category := range got.Categories {
		requires = append(requires, category.Requires)
	}
	if diff := cmp.Diff([][]ledger.Field{{ledger.FieldDecision, ledger.FieldDecidedOn}, nil}, requires); diff != "" {
		t.Errorf("required by categories (-want +got):\n%s", diff)
	}
}

// A tab that two lists share is asked for once.
func TestScopeHasEveryTabOnce(t *testing.T) {
	c := parseConfig(t, leastConfig+`        header: A6:P8
      - {name: more, tab: Danh mục dự án, kind: table, header: A40:F41}
      - {name: tasks, tab: Nhiệm vụ được giao, kind: tasks}
directory: {tab: Danh bạ cơ quan}
`)
	got := scopeOf(mapping(c, &c.Workbooks[0])).Tabs
	if diff := cmp.Diff([]string{"Danh mục dự án", "Nhiệm vụ được giao", "Danh bạ cơ quan"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
