package xlsx_test

import (
	stdcsv "encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// csvOfAllTabs has LibreOffice write every tab of a workbook as it shows it.
const csvOfAllTabs = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"

// witnessed is a workbook over which LibreOffice is asked what it shows.
type witnessed struct {
	name   string
	make   func(t *testing.T, path string)
	tab    string // "" for the first
	header sheets.Range
	// over says what formulas of the staff's over our cells show after us, by
	// their cells in the tab.
	over map[string]string
}

func corpus() []witnessed {
	table := func(name string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "tables", name))
			if err == nil {
				err = os.WriteFile(path, data, 0o644)
			}
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
		}
	}
	return []witnessed{
		{name: "draft", make: func(t *testing.T, path string) {
			if err := xlsx.Create(path, draft()); err != nil {
				t.Fatal(err)
			}
		}, tab: draftTab, header: sheets.Range{Top: 2, Bottom: 3, Right: 3}},
		{name: "furnished", make: furnished, header: sheets.Range{Top: 1, Bottom: 2, Right: 6}},
		{name: "odd", make: oddParts, header: sheets.Range{Top: 1, Bottom: 2, Right: 6}},
		{name: "over", make: func(t *testing.T, path string) {
			formula := func(a, f string) xlsx.DraftCell {
				return xlsx.DraftCell{At: at(a), Cell: sheets.Cell{Formula: f, Value: sheets.NumberValue("0")}}
			}
			made := book(t, func(d *xlsx.DraftTab) {
				d.Cells = append(d.Cells, formula("G1", "SUM(D:D)"), formula("H1", "G1*2"), formula("I1", `IF(DS!E5="",1,2)`), formula("J1", "LEN(A5)"))
			})
			if err := os.Rename(made, path); err != nil {
				t.Fatal(err)
			}
			edit(t, path, func(f *excelize.File) error { // whose last results LibreOffice shows
				return f.SetAppProps(&excelize.AppProperties{Application: "Microsoft Excel", AppVersion: "16.0300"})
			})
		}, header: bookHeader, over: map[string]string{"G1": "2469", "H1": "4938", "I1": "2"}},
		{name: "plan-2017", make: table("mof-plan-2017.xlsx"), tab: "M07", header: sheets.Range{Top: 5, Bottom: 10, Right: 8}},
		{name: "final-2008", make: table("mof-final-2008.xlsx"), header: sheets.Range{Top: 5, Bottom: 8, Right: 6}},
	}
}

// LibreOffice shows every cell of the staff's after a write of ours as it did
// before, but for formulas over our cells, which it computes.
func TestLibreOfficeShowsTheSameBesideOurs(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	dir, out := t.TempDir(), t.TempDir()
	args := []string{"--convert-to", csvOfAllTabs, "--outdir", out}
	titles := map[string]string{}
	for _, w := range corpus() {
		path, after := filepath.Join(dir, w.name+"_before.xlsx"), filepath.Join(dir, w.name+"_after.xlsx")
		w.make(t, path)
		data, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(after, data, 0o644); err != nil {
			t.Fatal(err)
		}
		steps := apply(t, after, func(v sheets.View) sheets.Annotations {
			titles[w.name] = w.tab
			if w.tab == "" {
				titles[w.name] = v.Snapshot().Tabs()[0].Title()
			}
			return listOver(v, titles[w.name], w.header)
		})
		if len(steps) == 0 {
			t.Errorf("%s: nothing was written", w.name)
		}
		args = append(args, path, after)
	}
	libreOffice(t, "", args...)
	for _, w := range corpus() {
		if title, there := titles[w.name]; there {
			t.Run(w.name, func(t *testing.T) { w.compare(t, out, title) })
		}
	}
}

// compare holds the tabs after a write against those before it.
func (w witnessed) compare(t *testing.T, out, listed string) {
	prefix := w.name + "_before-"
	before, err := filepath.Glob(filepath.Join(out, prefix+"*.csv"))
	if err != nil || len(before) == 0 {
		t.Fatal("LibreOffice wrote no tab:", err)
	}
	ours := []string{"Vốn còn thiếu", "Cảnh báo", "1,234.5", "=cần kiểm tra"}
	compared, shown := 0, 0
	for _, file := range before {
		title := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), prefix), ".csv")
		old, now := csvCells(t, file), csvCells(t, filepath.Join(out, w.name+"_after-"+title+".csv"))
		for a, got := range now {
			want, theirs := old[a]
			switch computed, over := w.over[a.String()]; {
			case over && title == listed:
				want = computed
			case !theirs && title == listed && slices.Contains(ours, got):
				shown++
				continue
			}
			if got != want {
				t.Errorf("%s!%v shows %q, want %q", title, a, got, want)
			}
		}
		for a, want := range old {
			compared++
			if _, there := now[a]; !there {
				t.Errorf("%s!%v shows nothing, want %q", title, a, want)
			}
		}
	}
	if compared == 0 || shown < 3 {
		t.Errorf("%d cells of the staff's and %d of ours were seen", compared, shown)
	}
	t.Logf("%d cells in %d tabs show what they did, beside %d of ours", compared, len(before), shown)
}

// csvCells returns the cells of a CSV file that show something.
func csvCells(t *testing.T, path string) map[sheets.Addr]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := stdcsv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cells := map[sheets.Addr]string{}
	for i, row := range rows {
		for j, s := range row {
			if s != "" {
				cells[sheets.Addr{Row: i, Col: j}] = s
			}
		}
	}
	return cells
}
