package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChangesNameTheKeys(t *testing.T) {
	const before = `
mode: watch
timezone: Asia/Ho_Chi_Minh
schedule: {passes: "0 8 * * *"}
events: {Tết: 2026-02-17}
workbooks:
  - name: a
    webdav: {url: "https://cloud.example.com/a.xlsx", username: u, password: s3cret}
    lists:
      - {name: l, tab: T, kind: projects, unit: tỷ đồng, declared: {count: 3, total: 1.700 tỷ}}
  - name: b
    file: b.xlsx
    lists: [{name: l, tab: T, kind: tasks}]
mail: {smtp: {host: mail.example.com, username: u, password: s3cret}, domains: [example.com]}
`
	tests := []struct {
		name, old, new string
		want           []string
	}{
		{"nothing", "watch", "watch", nil},
		{"a comment", "mode: watch", "mode: watch # only", nil},
		{"a default written out", "mode: watch", "mode: watch\nlanguage: vi", nil},
		{"a word", "mode: watch", "mode: annotate", []string{"mode"}},
		{"a zone", "Asia/Ho_Chi_Minh", "Asia/Tokyo", []string{"timezone"}},
		{"a schedule", "0 8 * * *", "0 9 * * *", []string{"schedule.passes"}},
		{"an event", "02-17", "02-18", []string{"events"}},
		{"deep in lists", "kind: projects", "kind: projects, blank: [x]", []string{"workbooks[0].lists[0].blank"}},
		{"a unit", "unit: tỷ đồng", "unit: triệu đồng", []string{"workbooks[0].lists[0].unit"}},
		{"a count", "count: 3", "count: 4", []string{"workbooks[0].lists[0].declared.count"}},
		{"an amount", "1.700 tỷ", "1.800 tỷ", []string{"workbooks[0].lists[0].declared.total"}},
		{"the same amount", "1.700 tỷ", "1700000 triệu", nil},
		{"a secret", "password: s3cret}, domains", "password: an0ther}, domains", []string{"mail.smtp.password"}},
		{"a list that grew", "domains: [example.com]", "domains: [example.com, b.example.com]", []string{"mail.domains"}},
		{"a workbook more", "mail:", "  - {name: c, file: c.xlsx, lists: [{name: l, tab: T, kind: tasks}]}\nmail:", []string{"workbooks"}},
		{"another kind of workbook", "file: b.xlsx", "csv: {file: b.csv}", []string{"workbooks[1].file", "workbooks[1].csv"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(before, test.old) {
				t.Fatalf("%q is not there", test.old)
			}
			after := strings.Replace(before, test.old, test.new, 1)
			if diff := cmp.Diff(test.want, Changes(parse(t, before), parse(t, after))); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}
