package ledger

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
)

var update = flag.Bool("update", false, "rewrite golden files")

// The closed lists of the tests.
var (
	sampleSources = []Name{{"Đầu tư công", []string{"ĐTC"}}, {"Chi thường xuyên", []string{"CTX"}}, {"Sự nghiệp KHCN", nil}, {"Chưa xác định", nil}}
	sampleStatus  = []Name{{"Đang thực hiện", nil}, {"Hoàn thành", []string{"Đã hoàn thành"}}}
	sampleUrgency = []Name{{"Cấp bách", nil}, {"Bình thường", nil}}
	sampleGroups  = []Name{
		{"Dự án đã có quyết định chủ trương đầu tư", []string{"Đã có chủ trương"}},
		{"Dự án thành phố thông minh", []string{"Thành phố thông minh"}},
	}
)

// projects maps the tab of a drawing as a list of projects.
func projects(change ...func(*Mapping, *ListMapping)) Mapping {
	m := Mapping{
		Departments: departments(), Sources: sampleSources, Statuses: sampleStatus, Priorities: sampleUrgency,
		Events: map[string]time.Time{"kỳ họp cuối năm": on(2020, 12, 7)},
	}
	lm := ListMapping{Name: "list", Tab: "Danh mục", Kind: Projects, Categories: sampleGroups}
	for _, c := range change {
		c(&m, &lm)
	}
	m.Lists = []ListMapping{lm}
	return m
}

func tasks(m *Mapping, lm *ListMapping) { lm.Kind, lm.Categories = Tasks, nil }

func figures(m *Mapping, lm *ListMapping) { lm.Kind, lm.Categories = Table, nil }

func columns(of map[Field][]string) func(*Mapping, *ListMapping) {
	return func(m *Mapping, lm *ListMapping) { lm.Columns = of }
}

// The lists stand in testdata/lists, a file each: the drawing of a tab, a line
// "---", and what is read from it.
func TestLists(t *testing.T) {
	yes := true
	tests := map[string]Mapping{
		"official":             projects(),
		"total-last":           projects(),
		"total-both":           projects(),
		"total-elsewhere":      projects(),
		"closing-rows":         projects(),
		"closing-rows-plain":   projects(),
		"closing-rows-words":   projects(),
		"lines-by-source-late": projects(),
		"header-group-below":   projects(),
		"header-tall-merge":    projects(),
		"header-group-first":   projects(),
		"header-low-merge":     projects(),
		"of-which":             projects(),
		"of-which-total":       projects(),
		"of-which-total-last":  projects(),
		"not-counted":          projects(),
		"footnotes":            projects(),
		"signatures":           projects(),
		"notes-in-between":     projects(),
		"pages":                projects(),
		"unnumbered":           projects(),
		"numbers-in-names":     projects(),
		"promoted":             projects(),
		"components":           projects(),
		"merged":               projects(),
		"lines-by-source":      projects(),
		"ratios":               projects(),
		"hidden":               projects(),
		"stray":                projects(),
		"tcvn3":                projects(),
		"tcvn3-header":         projects(),
		"unreadable":           projects(),
		"texts":                projects(),
		"no-unit":              projects(),
		"own-units":            projects(),
		"configured-unit":      projects(func(m *Mapping, lm *ListMapping) { lm.Unit = billion }),
		"no-header":            projects(),
		"empty":                projects(),
		"blank-cells":          projects(),
		"missing-column":       projects(columns(map[Field][]string{FieldTotal: {"Tổng vốn", "TMĐT"}, FieldStatus: {"Tình hình"}})),
		"columns-by-letter":    projects(columns(map[Field][]string{FieldNumber: {"-"}, FieldName: {"=B"}, FieldTotal: {"=D"}, FieldDeadline: {"=Z"}})),
		"configured-first":     projects(columns(map[Field][]string{FieldName: {"=B"}, FieldTotal: {"Ghi chú"}, FieldPlan: {"=B"}})),
		"configured-header": projects(func(m *Mapping, lm *ListMapping) {
			lm.Header = sheets.Range{Top: 3, Left: 1, Bottom: 6, Right: 5}
		}),
		"sources":          projects(),
		"sources-of-which": projects(),
		"sources-unknown":  projects(),
		"sources-configured": projects(func(m *Mapping, lm *ListMapping) {
			lm.Parts = map[string]string{"ĐTC": "Vốn 1", "CTX": "=E", "Vốn vay": "Vốn 3"}
		}),
		"sources-closed":        projects(),
		"basis-configured":      projects(func(m *Mapping, lm *ListMapping) { lm.PlanIncluded = &yes }),
		"number-row-minus":      projects(),
		"number-row-letters":    projects(),
		"header-cut":            projects(),
		"header-stt-cut":        projects(),
		"header-group-above":    projects(),
		"header-group-of-texts": projects(),
		"header-agency":         projects(),
		"category-section":      projects(func(m *Mapping, lm *ListMapping) { lm.CategoryFrom = FromSection }),
		"category-column":       projects(func(m *Mapping, lm *ListMapping) { lm.CategoryFrom = FromColumn }),
		"category-both":         projects(),
		"category-deep":         projects(),
		"category-rows":         projects(),
		"nesting":               projects(),
		"blank-texts": projects(func(m *Mapping, lm *ListMapping) {
			lm.Style, lm.Blank, lm.Unit = English, []string{"Exempt*", "Not *", "n/a"}, Unit{"£m", million.Factor}
			lm.Columns = map[Field][]string{FieldNumber: {"-"}, FieldName: {"project_name"}, FieldTotal: {"baseline"}, FieldDeadline: {"end_date"}}
			lm.Categories = nil
		}),
		"tasks":         projects(tasks),
		"tasks-parts":   projects(tasks),
		"table":         projects(figures),
		"table-texts":   projects(figures),
		"table-regions": projects(figures),
		"table-parted":  projects(figures),
		"total-tables":  projects(figures),
		"table-range":   projects(figures, func(m *Mapping, lm *ListMapping) { lm.Amounts = []string{"=D:F", "Vốn khác"} }),
		"table-sums": projects(figures, func(m *Mapping, lm *ListMapping) {
			lm.Sums = []RowSum{{Total: 2, Plus: []int{3, 4}}, {Total: 2, Plus: []int{3}}, {Total: 9, Plus: []int{3, 4}}}
		}),
		"unknown-names":       projects(),
		"nesting-deep":        projects(),
		"nesting-kinds":       projects(),
		"nesting-prefixed":    projects(),
		"nesting-headings":    projects(),
		"nesting-subheadings": projects(),
		"nesting-items":       projects(),
		"total-extra":         projects(),
		"total-terms":         projects(),
		"total-terms-first":   projects(),
		"of-which-words":      projects(),
		"footnotes-forms":     projects(),
		"footnotes-header":    projects(figures),
		"footnotes-plain":     projects(),
		"ditto":               projects(),
		"documents":           projects(columns(map[Field][]string{FieldGroup: {"Nhóm dự án"}})),
		"error-texts":         projects(),
	}
	files, err := filepath.Glob("testdata/lists/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".txt"); tests[name].Lists == nil {
			t.Errorf("no test reads %s", file)
		}
	}
	for name, m := range tests {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", "lists", name+".txt")
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			drawing, want, _ := strings.Cut(string(data), "\n---\n")
			var b sheets.Builder
			drawTab(t, b.Tab("t1", "Danh mục"), drawing)
			l := Read(b.Snapshot(), m)
			checkTree(t, l)
			got := dump(l)
			if *update {
				if err := os.WriteFile(file, []byte(strings.TrimRight(drawing, "\n")+"\n\n---\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

// checkTree asserts what holds for every ledger.
func checkTree(t testing.TB, l *Ledger) {
	t.Helper()
	for _, list := range l.Lists {
		seen := map[*Row]bool{}
		last := -1
		for _, r := range list.Rows {
			if r.Row <= last {
				t.Errorf("row %d stands behind row %d", r.Row+1, last+1)
			}
			last = r.Row
			if r.Row < list.Header.Bottom {
				t.Errorf("row %d stands in the header %s", r.Row+1, list.Header)
			}
			if r.Parent != nil && !seen[r.Parent] {
				t.Errorf("the parent of row %d is not before it", r.Row+1)
			}
			if r.Parent != nil && r.Level != r.Parent.Level+1 && r.Kind != SubtotalRow {
				t.Errorf("row %d at level %d, its parent at %d", r.Row+1, r.Level, r.Parent.Level)
			}
			for _, c := range r.Children {
				if c.Parent != r {
					t.Errorf("row %d is a child of row %d and has another parent", c.Row+1, r.Row+1)
				}
			}
			seen[r] = true
		}
		for i := 1; i < len(list.Columns); i++ {
			if list.Columns[i].Col <= list.Columns[i-1].Col {
				t.Errorf("column %s behind %s", sheets.ColName(list.Columns[i].Col), sheets.ColName(list.Columns[i-1].Col))
			}
		}
	}
	if l.Directory == nil {
		t.Error("no directory")
	}
}
