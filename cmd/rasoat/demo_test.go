package main

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rasoat/cmd/rasoat/internal/demo"
	"rasoat/sheets/xlsx"
)

const demoNow = "2021-01-15T08:00:00+07:00"

var demoDay = time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC)

// runDemo makes the demo and returns its folder and what was printed.
func runDemo(t *testing.T) (dir, out string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "demo")
	code, out, errs := runHere(t, "demo", "--once", "--dir", dir, "--now", demoNow)
	if code != 0 {
		t.Fatalf("demo ended with %d:\n%s%s", code, out, errs)
	}
	return dir, out
}

func TestDemoPrintsASummary(t *testing.T) {
	dir, out := runDemo(t)
	golden(t, "demo.golden", strings.ReplaceAll(out, shortPath(dir), "DIR"))
}

func TestDemoFindsEveryPlantedMistakeAndNothingElse(t *testing.T) {
	long(t)
	dir, _ := runDemo(t)
	// The written workbook and a fresh one are judged alike: what is ours is
	// not read.
	fresh := filepath.Join(t.TempDir(), "fresh")
	if err := writeDemo(fresh); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, m := range demo.Mistakes() {
		want = append(want, fmt.Sprintf("%s!%s %s %s", m.Tab, m.Cell, m.Severity, m.Rule))
	}
	slices.Sort(want)
	for _, d := range []string{dir, fresh} {
		code, out, errs := runHere(t, "check", "--format", "json", "--now", demoNow, filepath.Join(d, "tracking.xlsx"))
		if code != exitFindings {
			t.Fatalf("check ended with %d, want %d:\n%s", code, exitFindings, errs)
		}
		var documents []checkDocument
		if err := json.Unmarshal([]byte(out), &documents); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range documents[0].Findings {
			got = append(got, fmt.Sprintf("%s!%s %s %s", f.Tab, f.Cell, f.Severity, f.Rule))
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("findings of %s (-planted +found):\n%s", d, diff)
		}
	}
}

// column returns the place of a header text in a tab, read by a library that
// shares no code with ours.
func column(t *testing.T, f *excelize.File, tab, text string) (col, row int) {
	t.Helper()
	rows, err := f.GetRows(tab, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for r, cells := range rows {
		for c, v := range cells {
			if v == text {
				return c + 1, r + 1
			}
		}
	}
	t.Fatalf("tab %q has no cell %q", tab, text)
	return 0, 0
}

func openDemo(t *testing.T, dir string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(filepath.Join(dir, "tracking.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

const (
	demoProjects = "Danh mục dự án"
	demoGap      = "Vốn còn thiếu so với TMĐT (triệu đồng)"
)

// wantedGaps returns the gap of every project in triệu đồng, by its row
// counted from 1.
func wantedGaps() map[int]string {
	want := map[int]string{}
	for _, g := range demo.Expected(demoDay).Gaps {
		// From đồng to triệu đồng by moving the point, without floats.
		net := g.Short - g.Over
		s := strconv.FormatInt(net/1_000_000, 10)
		if rest := net % 1_000_000; rest != 0 {
			s += "." + strings.TrimRight(fmt.Sprintf("%06d", max(rest, -rest)), "0")
		}
		want[g.Row+1] = s
	}
	return want
}

func TestDemoWritesTheGapOfEveryProject(t *testing.T) {
	dir, _ := runDemo(t)
	f := openDemo(t, dir)
	col, head := column(t, f, demoProjects, demoGap)
	want := wantedGaps()
	got := map[int]string{}
	for row := head + 1; row <= head+60; row++ {
		name, err := excelize.CoordinatesToCellName(col, row)
		if err != nil {
			t.Fatal(err)
		}
		v, err := f.GetCellValue(demoProjects, name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if v != "" {
			got[row] = v
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("gaps by row (-computed apart +written):\n%s", diff)
	}
}

func TestDemoTouchesNoCellOfTheStaff(t *testing.T) {
	dir, _ := runDemo(t)
	fresh := filepath.Join(t.TempDir(), "fresh.xlsx")
	if err := xlsx.Create(fresh, demo.Draft()); err != nil {
		t.Fatal(err)
	}
	before, err := excelize.OpenFile(fresh)
	if err != nil {
		t.Fatal(err)
	}
	defer before.Close()
	after := openDemo(t, dir)
	for _, tab := range demo.Draft().Tabs {
		for _, c := range tab.Cells {
			name := c.At.String()
			if b, a := look(t, before, tab.Title, name), look(t, after, tab.Title, name); a != b {
				t.Errorf("%s!%s was %s, is %s", tab.Title, name, b, a)
			}
		}
	}
}

// look returns all that a cell holds: value, formula, format, font, fill,
// borders.
func look(t *testing.T, f *excelize.File, tab, cell string) string {
	t.Helper()
	v, err := f.GetCellValue(tab, cell, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	formula, err := f.GetCellFormula(tab, cell)
	if err != nil {
		t.Fatal(err)
	}
	id, err := f.GetCellStyle(tab, cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	s, err := json.Marshal(style)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%q =%s %s", v, formula, s)
}

func TestDemoRemindsEveryDepartmentOnce(t *testing.T) {
	dir, _ := runDemo(t)
	truth := demo.Expected(demoDay)
	want := map[string]int{}
	for _, who := range []map[string][]demo.Item{truth.Late, truth.Open, truth.Advise, truth.Soon} {
		for department := range who {
			want[department] = 1
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "outbox", "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := mail.ReadMessage(strings.NewReader(string(data)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		to, err := m.Header.AddressList("To")
		if err != nil || len(to) == 0 {
			t.Fatalf("%s: recipients: %v %v", name, to, err)
		}
		if !strings.HasSuffix(to[0].Address, "@example.com") {
			t.Errorf("%s goes to %s", name, to[0].Address)
		}
		got[departmentOf(t, dir, to[0].Address)]++
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("digests by department (-expected +written):\n%s", diff)
	}
}

// departmentOf looks an address up in the demo's own directory.
func departmentOf(t *testing.T, dir, address string) string {
	t.Helper()
	f := openDemo(t, dir)
	rows, err := f.GetRows("Danh bạ cơ quan")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		for i, v := range r {
			if i > 0 && strings.Contains(v, address) {
				for _, name := range r {
					if strings.HasPrefix(name, "Sở ") || strings.HasPrefix(name, "Văn phòng ") || strings.HasPrefix(name, "UBND ") || strings.HasPrefix(name, "Công an ") {
						return name
					}
				}
			}
		}
	}
	return address
}

func TestDemoRunAgainChangesNothing(t *testing.T) {
	dir, _ := runDemo(t)
	before, err := describe(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, now := range []string{demoNow, "2021-01-15T16:45:00+07:00"} {
		code, out, errs := runHere(t, "demo", "--once", "--dir", dir, "--now", now)
		if code != 0 {
			t.Fatalf("demo ended with %d:\n%s%s", code, out, errs)
		}
		after, err := describe(dir)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("at %s (-before +after):\n%s", now, diff)
		}
	}
}

// LibreOffice is an independent reader: what it shows after recalculating is
// what people see.
func TestLibreOfficeShowsTheSameValues(t *testing.T) {
	long(t)
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed: what it shows is not checked")
	}
	dir, _ := runDemo(t)
	out := t.TempDir()
	cmd := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(t.TempDir(), "profile")),
		"--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, filepath.Join(dir, "tracking.xlsx"))
	if log, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("convert: %v\n%s", err, log)
	}
	ours := openDemo(t, dir)
	theirs, err := excelize.OpenFile(filepath.Join(out, "tracking.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	if diff := cmp.Diff(ours.GetSheetList(), theirs.GetSheetList()); diff != "" {
		t.Fatalf("tabs (-ours +LibreOffice's):\n%s", diff)
	}
	for _, tab := range ours.GetSheetList() {
		a, err := ours.GetRows(tab, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		b, err := theirs.GetRows(tab, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r := range max(len(a), len(b)) {
			for c := range 40 {
				x, y := at(a, r, c), at(b, r, c)
				if x != y && !sameNumber(x, y) {
					name, _ := excelize.CoordinatesToCellName(c+1, r+1)
					t.Errorf("%s!%s: %q, LibreOffice has %q", tab, name, x, y)
				}
			}
		}
	}
}

func at(rows [][]string, r, c int) string {
	if r >= len(rows) || c >= len(rows[r]) {
		return ""
	}
	return strings.ReplaceAll(rows[r][c], "\r\n", "\n")
}

func sameNumber(x, y string) bool {
	a, err := strconv.ParseFloat(x, 64)
	if err != nil {
		return false
	}
	b, err := strconv.ParseFloat(y, 64)
	return err == nil && a-b < 1e-9 && b-a < 1e-9
}
