package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func TestProjectGroups(t *testing.T) {
	got := parse(t, least+`project_groups:
  - from: 01/01/2025
    basis: Luật mẫu
    groups: [{name: Nhóm duy nhất}]
  - from: 2020-01-01
    until: 2024-12-31
    basis: Luật Đầu tư công số 39/2019/QH14
    groups:
      - {name: a, at_least: 800 tỷ, years: 6}
      - {name: B, at_least: 45.000 triệu đồng, years: 4}
      - {name: C, years: 3}
`).ProjectGroups
	want := []GroupTable{
		{From: day(2025, 1, 1), Basis: "Luật mẫu", Groups: []Group{{Name: "NHÓM DUY NHẤT"}}},
		{From: day(2020, 1, 1), Until: day(2024, 12, 31), Basis: "Luật Đầu tư công số 39/2019/QH14", Groups: []Group{
			{"A", decimal.New(800, 9), 6}, {"B", decimal.New(45, 9), 4}, {Name: "C", Years: 3},
		}},
	}
	if diff := cmp.Diff(want, got, plainly()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSourceRules(t *testing.T) {
	const text = least + `        categories:
          - {name: Dự án ứng dụng khoa học công nghệ, short: Ứng dụng KHCN, aliases: Nhóm 2}
source_rules:
  - {category: nhóm  2, sources: [vốn đầu tư công, SỰ NGHIỆP KHCN], from: 2020-01-01, until: 2024-12-31, basis: Luật mẫu}
  - {sources: vốn đầu tư công, basis: Luật mẫu}
`
	got := parse(t, text+"sources: [{name: Đầu tư công, aliases: Vốn đầu tư công}, {name: Sự nghiệp KHCN}]\n").SourceRules
	want := []SourceRule{
		{"Dự án ứng dụng khoa học công nghệ", []string{"Đầu tư công", "Sự nghiệp KHCN"}, day(2020, 1, 1), day(2024, 12, 31), "Luật mẫu"},
		{Sources: []string{"Đầu tư công"}, Basis: "Luật mẫu"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Without a list of sources, any goes as it is written.
	if got := parse(t, text).SourceRules[0].Sources; !cmp.Equal(got, []string{"vốn đầu tư công", "SỰ NGHIỆP KHCN"}) {
		t.Errorf("sources are %q", got)
	}
}
